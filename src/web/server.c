#include "web/server.h"

#include "web/body.h"
#include "web/deadlines.h"
#include "web/internal.h"
#include "web/workers.h"
#include "web.texts.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    HEAD_BYTES_MAX = 32 * 1024,
    CONNECTIONS_MAX = 8192,
    WORKERS_MAX = 96,
    QUEUE_MAX = 1024,
    POLLERS_MAX = 4,
    BACKLOG = 1024,
    ARENAS_KEPT = 64,
    STREAM_BYTES = 256 * 1024,
    OVERRUN_BYTES = 1024 * 1024, /* of a chunked body beyond its limit: read, so that the refusal can be heard */
    BYTES_PER_SECOND = 64 * 1024 /* what a client must keep up on average */
};

struct server {
    struct web *web;
    struct server_settings settings;
    int socket, port;
    struct MHD_Daemon *daemon;
    struct workers *workers;
    struct deadlines deadlines;
    char *certificate, *key;
    pthread_mutex_t mutex; /* of what follows */
    pthread_cond_t all_done;
    int under_way;
    struct arena *spare[ARENAS_KEPT];
    int n_spare;
    _Atomic bool stopping;
};

struct connection {
    struct watched watched;
    char address[INET6_ADDRSTRLEN];
};

enum transfer_state { TRANSFER_NEW, TRANSFER_BODY, TRANSFER_RUNNING, TRANSFER_ANSWERED };

/* What a worker writes and a poller sends. */
struct flow {
    pthread_mutex_t mutex;
    pthread_cond_t room;
    char *bytes; /* a ring of STREAM_BYTES */
    size_t first, n;
    bool reader_waits, finished, failed, gone;
};

/* One request.  A poller holds it from its first line to its completion, a worker while it runs: the last one frees. */
struct transfer {
    struct exchange ex; /* first: the port gets back to the transfer from it */
    struct server *server;
    struct connection *connection;
    struct MHD_Connection *mhd;
    char *target;
    enum transfer_state state;
    struct body body;
    size_t over_bytes;
    struct MHD_Response *response;
    struct flow *flow;
    _Atomic int holders;
};

static int64_t now_us(const struct server *s)
{
    return s->web->world.monotonic_us(s->web->world.context);
}

static int64_t seconds_for(size_t n_bytes)
{
    return (int64_t)(n_bytes / BYTES_PER_SECOND) * 1000000;
}

static void set_deadline(struct transfer *t, int64_t from_now_us)
{
    t->connection->watched.deadline_us = from_now_us == DEADLINE_NONE ? DEADLINE_NONE : now_us(t->server) + from_now_us;
}

/* ---- arenas: kept for the next request ---- */
static struct arena *take_arena(struct server *s)
{
    struct arena *a = NULL;
    pthread_mutex_lock(&s->mutex);
    if (s->n_spare)
        a = s->spare[--s->n_spare];
    pthread_mutex_unlock(&s->mutex);
    return a ? a : arena_new(s->web->settings.operation_bytes);
}

static void give_arena(struct server *s, struct arena *a)
{
    if (!a)
        return;
    arena_reset(a);
    pthread_mutex_lock(&s->mutex);
    if (s->n_spare < ARENAS_KEPT) {
        s->spare[s->n_spare++] = a;
        a = NULL;
    }
    pthread_mutex_unlock(&s->mutex);
    arena_free(a);
}

/* ---- transfers ---- */
static void flow_free(struct flow *f)
{
    if (!f)
        return;
    pthread_cond_destroy(&f->room);
    pthread_mutex_destroy(&f->mutex);
    free(f->bytes);
    free(f);
}

static void let_go(struct transfer *t)
{
    struct server *s = t->server;
    if (--t->holders > 0)
        return;
    free(t->ex.answer.bytes);
    flow_free(t->flow);
    body_release(&t->body);
    give_arena(s, t->ex.arena);
    free(t->target);
    free(t);
    pthread_mutex_lock(&s->mutex);
    s->web->metrics->under_way = --s->under_way;
    if (!s->under_way)
        pthread_cond_signal(&s->all_done);
    pthread_mutex_unlock(&s->mutex);
}

/* The transfer's own hold on the response; libmicrohttpd has one while it sends. */
static void drop_response(struct transfer *t)
{
    struct MHD_Response *response = t->response;
    t->response = NULL;
    if (response)
        MHD_destroy_response(response);
}

static struct connection *connection_of(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *context = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return context ? context->socket_context : NULL;
}

/* The first line of a request is there; its target as it was sent. */
static void *begin_transfer(void *cls, const char *target, struct MHD_Connection *mhd)
{
    struct server *s = cls;
    struct transfer *t = calloc(1, sizeof(*t));
    if (!t)
        return NULL;
    t->server = s;
    t->mhd = mhd;
    t->holders = 1;
    t->connection = connection_of(mhd);
    t->target = strdup(target);
    t->ex.arena = take_arena(s);
    body_init(&t->body);
    pthread_mutex_lock(&s->mutex);
    s->web->metrics->under_way = ++s->under_way;
    pthread_mutex_unlock(&s->mutex);
    if (!t->connection || !t->target || !t->ex.arena) {
        let_go(t);
        return NULL;
    }
    return t;
}

static void end_transfer(void *cls, struct MHD_Connection *mhd, void **request, enum MHD_RequestTerminationCode how)
{
    struct transfer *t = *request;
    (void)cls, (void)mhd, (void)how;
    if (!t)
        return;
    *request = NULL;
    set_deadline(t, t->server->settings.head_us);
    drop_response(t);
    let_go(t);
}

/* ---- streams ---- */
/* MHD_CONTENT_READER_END_WITH_ERROR leaves the connection lying until something else happens on its thread (seen in
 * 0.9.75); a byte for a socket that is shut down fails at once, and the failure is cleaned up. */
static ssize_t cut_short(struct transfer *t, char *to)
{
    shutdown(t->connection->watched.socket, SHUT_RDWR);
    to[0] = ' ';
    return 1;
}

static ssize_t read_flow(void *cls, uint64_t position, char *to, size_t room)
{
    struct transfer *t = cls;
    struct flow *f = t->flow;
    (void)position;
    pthread_mutex_lock(&f->mutex);
    size_t n = f->n < room ? f->n : room;
    if (n > STREAM_BYTES - f->first)
        n = STREAM_BYTES - f->first;
    memcpy(to, f->bytes + f->first, n);
    f->first = (f->first + n) % STREAM_BYTES;
    f->n -= n;
    ssize_t verdict = (ssize_t)n;
    if (n) {
        set_deadline(t, t->server->settings.answer_us);
        pthread_cond_signal(&f->room);
    } else if (f->finished) {
        verdict = f->failed ? cut_short(t, to) : MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        f->reader_waits = true;
        set_deadline(t, DEADLINE_NONE);
        MHD_suspend_connection(t->mhd);
    }
    pthread_mutex_unlock(&f->mutex);
    return verdict;
}

/* The response is being destroyed: nobody reads any more. */
static void end_flow(void *cls)
{
    struct transfer *t = cls;
    pthread_mutex_lock(&t->flow->mutex);
    t->flow->gone = true;
    pthread_cond_signal(&t->flow->room);
    pthread_mutex_unlock(&t->flow->mutex);
    let_go(t);
}

static void wake_reader(struct transfer *t)
{
    if (!t->flow->reader_waits)
        return;
    t->flow->reader_waits = false;
    MHD_resume_connection(t->mhd);
}

static enum err write_flow(struct exchange *ex, const void *bytes, size_t n)
{
    struct transfer *t = (struct transfer *)ex;
    struct flow *f = t->flow;
    const char *from = bytes;
    pthread_mutex_lock(&f->mutex);
    while (n && !f->gone) {
        while (f->n == STREAM_BYTES && !f->gone)
            pthread_cond_wait(&f->room, &f->mutex);
        size_t at = (f->first + f->n) % STREAM_BYTES, part = STREAM_BYTES - f->n;
        part = part < STREAM_BYTES - at ? part : STREAM_BYTES - at;
        part = part < n ? part : n;
        memcpy(f->bytes + at, from, part);
        f->n += part;
        from += part;
        n -= part;
        wake_reader(t);
    }
    bool gone = f->gone;
    pthread_mutex_unlock(&f->mutex);
    return gone ? ERR_CANCELLED : OK;
}

static void finish_flow(struct transfer *t)
{
    pthread_mutex_lock(&t->flow->mutex);
    t->flow->finished = true;
    t->flow->failed = t->ex.answer.stream_failed;
    wake_reader(t);
    pthread_mutex_unlock(&t->flow->mutex);
}

/* ---- responses ---- */
static void add_headers(struct transfer *t)
{
    const struct answer *answer = &t->ex.answer;
    for (size_t i = 0; i < answer->headers.n; i++)
        MHD_add_response_header(t->response, answer->headers.list[i].name, answer->headers.list[i].value);
    if (answer->close || t->server->stopping)
        MHD_add_response_header(t->response, "Connection", "close");
}

static void make_response(struct transfer *t)
{
    struct answer *answer = &t->ex.answer;
    if (answer->bytes) {
        t->response = MHD_create_response_from_buffer_with_free_callback(answer->n_bytes, answer->bytes, free);
        if (t->response)
            answer->bytes = NULL; /* the response frees it */
    } else {
        t->response = MHD_create_response_from_buffer(answer->n_bytes, (void *)(uintptr_t)answer->fixed,
                                                      MHD_RESPMEM_PERSISTENT);
    }
    if (t->response)
        add_headers(t);
}

static enum MHD_Result send_answer(struct transfer *t)
{
    if (!t->response)
        return MHD_NO;
    set_deadline(t, t->server->settings.answer_us + seconds_for(t->ex.answer.n_bytes));
    enum MHD_Result queued = MHD_queue_response(t->mhd, (unsigned)t->ex.answer.status, t->response);
    drop_response(t);
    return queued;
}

static enum MHD_Result refuse(struct transfer *t, int status)
{
    web_refuse(t->server->web, &t->ex, status);
    make_response(t);
    t->state = TRANSFER_ANSWERED;
    web_finish(t->server->web, &t->ex);
    return send_answer(t);
}

static enum err begin_flow(struct exchange *ex)
{
    struct transfer *t = (struct transfer *)ex;
    t->flow = calloc(1, sizeof(*t->flow));
    char *ring = malloc(STREAM_BYTES);
    if (!t->flow || !ring) {
        free(ring);
        free(t->flow);
        t->flow = NULL;
        return ERR_MEMORY;
    }
    t->flow->bytes = ring;
    pthread_mutex_init(&t->flow->mutex, NULL);
    pthread_cond_init(&t->flow->room, NULL);
    t->response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 32 * 1024, read_flow, t, end_flow);
    if (!t->response)
        return ERR_MEMORY;
    t->holders++; /* the response's */
    add_headers(t);
    t->state = TRANSFER_ANSWERED;
    MHD_resume_connection(t->mhd);
    return OK;
}

static const struct stream_port stream_port = {begin_flow, write_flow};

/* ---- running ---- */
static void run_transfer(void *work)
{
    struct transfer *t = work;
    struct server *s = t->server;
    web_answer(s->web, &t->ex);
    if (t->ex.answer.streamed) {
        finish_flow(t);
    } else {
        make_response(t);
        t->state = TRANSFER_ANSWERED;
        MHD_resume_connection(t->mhd);
    }
    web_finish(s->web, &t->ex);
    let_go(t);
}

static enum MHD_Result run_on_worker(struct transfer *t)
{
    struct server *s = t->server;
    if (!body_finish(&t->body))
        return refuse(t, 503);
    t->ex.body = t->body.bytes;
    t->ex.body_bytes = t->body.n;
    t->state = TRANSFER_RUNNING;
    set_deadline(t, DEADLINE_NONE);
    t->holders++;
    MHD_suspend_connection(t->mhd); /* first: the worker may be done before this returns */
    if (workers_add(s->workers, t))
        return MHD_YES;
    t->holders--;
    s->web->metrics->refused_overload++;
    web_refuse(s->web, &t->ex, 503);
    make_response(t);
    web_finish(s->web, &t->ex);
    t->state = TRANSFER_ANSWERED;
    MHD_resume_connection(t->mhd);
    return MHD_YES;
}

/* ---- reading ---- */
static enum MHD_Result collect_header(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_n,
                                      const char *value, size_t value_n)
{
    struct exchange *ex = cls;
    (void)kind;
    bool whole = key && strlen(key) == key_n && strlen(value ? value : "") == (value ? value_n : 0);
    const char *kept = whole ? arena_text_n(ex->arena, value ? value : "", value_n) : "\x01"; /* refused later */
    return pairs_add(ex->arena, &ex->headers, arena_text_n(ex->arena, key ? key : "", key_n), kept) ? MHD_YES : MHD_NO;
}

static bool expects_body(const struct exchange *ex)
{
    return pairs_find_any_case(&ex->headers, "Content-Length") || pairs_find_any_case(&ex->headers, "Transfer-Encoding");
}

static enum MHD_Result read_head(struct transfer *t, const char *method, const char *version)
{
    struct exchange *ex = &t->ex;
    struct server *s = t->server;
    ex->method = arena_text(ex->arena, method);
    ex->target = t->target;
    ex->address = t->connection->address;
    ex->tls = s->settings.certificate_file != NULL;
    ex->http_1_0 = strcmp(version, "HTTP/1.1") != 0;
    ex->port = &stream_port;
    MHD_get_connection_values_n(t->mhd, MHD_HEADER_KIND, collect_header, ex);
    if (!web_admit(s->web, ex)) {
        make_response(t);
        t->state = TRANSFER_ANSWERED;
        web_finish(s->web, ex);
        /* An answer to a head alone ends the connection; without a body it can wait for the next call. */
        return expects_body(ex) ? send_answer(t) : MHD_YES;
    }
    t->state = TRANSFER_BODY;
    set_deadline(t, s->settings.body_us);
    return MHD_YES;
}

static enum MHD_Result read_body(struct transfer *t, const char *bytes, size_t *n)
{
    struct server *s = t->server;
    size_t limit = t->ex.body_limit_bytes;
    if (*n == 0)
        return t->over_bytes ? refuse(t, 413) : run_on_worker(t);
    if (t->over_bytes || *n > limit - t->body.n) {
        t->over_bytes += *n;
        if (t->over_bytes > OVERRUN_BYTES)
            return MHD_NO;
    } else {
        int64_t earned_us = seconds_for(t->body.n + *n) - seconds_for(t->body.n);
        if (!body_add(&t->body, s->web->settings.spool_folder, bytes, *n))
            return MHD_NO;
        t->connection->watched.deadline_us += earned_us;
    }
    *n = 0;
    return MHD_YES;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *mhd, const char *url, const char *method,
                                  const char *version, const char *bytes, size_t *n_bytes, void **request)
{
    struct transfer *t = *request;
    (void)cls, (void)mhd, (void)url;
    if (!t)
        return MHD_NO;
    switch (t->state) {
    case TRANSFER_NEW:
        return read_head(t, method, version);
    case TRANSFER_BODY:
        return read_body(t, bytes, n_bytes);
    case TRANSFER_ANSWERED:
        return send_answer(t);
    case TRANSFER_RUNNING:
        break;
    }
    return MHD_NO;
}

/* ---- connections ---- */
static void peer_address(struct MHD_Connection *mhd, char text[INET6_ADDRSTRLEN])
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *address = info ? info->client_addr : NULL;
    text[0] = '\0';
    if (address && address->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)address)->sin_addr, text, INET6_ADDRSTRLEN);
    else if (address && address->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, text, INET6_ADDRSTRLEN);
}

static void on_connection(void *cls, struct MHD_Connection *mhd, void **context, enum MHD_ConnectionNotificationCode what)
{
    struct server *s = cls;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        struct connection *c = *context;
        if (c) {
            deadlines_remove(&s->deadlines, &c->watched);
            s->web->metrics->connections--;
        }
        free(c);
        return;
    }
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct connection *c = calloc(1, sizeof(*c));
    *context = c;
    if (!c)
        return; /* its requests find no connection and are dropped */
    peer_address(mhd, c->address);
    deadlines_add(&s->deadlines, &c->watched, info->connect_fd, now_us(s) + s->settings.head_us);
    s->web->metrics->connections++;
}

/* A daemon that stops takes nobody new.  (MHD_quiesce_daemon would close the listener too, but its removal from the
 * pollers' sets races with their own and then ends the process: "Failed to remove listen FD", seen in 0.9.75.) */
static enum MHD_Result take_connection(void *cls, const struct sockaddr *address, socklen_t n)
{
    const struct server *s = cls;
    (void)address, (void)n;
    return s->stopping ? MHD_NO : MHD_YES;
}

/* Targets are decoded by the router, once; libmicrohttpd is to leave them as they are. */
static size_t leave_escaped(void *cls, struct MHD_Connection *mhd, char *text)
{
    (void)cls, (void)mhd;
    return strlen(text);
}

/* ---- starting ---- */
static void apply_usual_settings(struct server_settings *s)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (!s->pollers)
        s->pollers = processors < 1 ? 1 : processors > POLLERS_MAX ? POLLERS_MAX : (int)processors;
    if (!s->workers_max)
        s->workers_max = WORKERS_MAX;
    if (!s->queue_max)
        s->queue_max = QUEUE_MAX;
    if (!s->connections_max)
        s->connections_max = CONNECTIONS_MAX;
    if (!s->connections_per_address_max)
        s->connections_per_address_max = s->connections_max;
    if (!s->head_us)
        s->head_us = INT64_C(30000000);
    if (!s->body_us)
        s->body_us = INT64_C(20000000);
    if (!s->answer_us)
        s->answer_us = INT64_C(60000000);
}

static enum err cannot_listen(const struct server *s, struct fault *f, const char *why)
{
    fault(f, ERR_STORAGE, &T_web_cannot_listen, s->settings.address);
    return fault_detail(f, "%s", why);
}

/* "[::1]:8080" or "127.0.0.1:8080" into its two parts. */
static bool split_address(const char *address, char host[256], const char **ret_port)
{
    const char *colon = strrchr(address, ':');
    size_t n = colon ? (size_t)(colon - address) : 0;
    bool bracketed = n > 2 && address[0] == '[' && address[n - 1] == ']';
    if (!colon || n >= 256 || !colon[1])
        return false;
    snprintf(host, 256, "%.*s", (int)(bracketed ? n - 2 : n), address + bracketed);
    *ret_port = colon + 1;
    return true;
}

static int open_listener(const struct addrinfo *a)
{
    int one = 1, s = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (s < 0)
        return -1;
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (bind(s, a->ai_addr, a->ai_addrlen) == 0 && listen(s, BACKLOG) == 0)
        return s;
    int why = errno;
    close(s);
    errno = why;
    return -1;
}

static int bound_port(int s)
{
    struct sockaddr_storage bound = {0};
    socklen_t n = sizeof(bound);
    getsockname(s, (struct sockaddr *)&bound, &n);
    return ntohs(bound.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&bound)->sin6_port
                                             : ((struct sockaddr_in *)&bound)->sin_port);
}

static enum err listen_at(struct server *s, struct fault *f)
{
    char host[256];
    const char *port;
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    if (!split_address(s->settings.address, host, &port))
        return cannot_listen(s, f, "not ADDRESS:PORT");
    int e = getaddrinfo(*host ? host : NULL, port, &hints, &found);
    if (e != 0)
        return cannot_listen(s, f, gai_strerror(e));
    s->socket = open_listener(found);
    int why = errno;
    freeaddrinfo(found);
    if (s->socket < 0)
        return cannot_listen(s, f, strerror(why));
    s->port = bound_port(s->socket);
    return OK;
}

static char *read_file(const char *path)
{
    FILE *in = fopen(path, "rb");
    enum { BYTES_MAX = 1024 * 1024 };
    char *text = calloc(1, BYTES_MAX);
    size_t n = in && text ? fread(text, 1, BYTES_MAX - 1, in) : 0;
    if (in)
        fclose(in);
    if (n)
        return text;
    free(text);
    return NULL;
}

static enum err load_certificate(struct server *s, struct fault *f)
{
    if (!s->settings.certificate_file)
        return OK;
    s->certificate = read_file(s->settings.certificate_file);
    s->key = s->settings.key_file ? read_file(s->settings.key_file) : NULL;
    if (!s->certificate || !s->key)
        return fault(f, ERR_STORAGE, &T_web_no_certificate, s->settings.certificate_file);
    return OK;
}

static enum err start_daemon(struct server *s, struct fault *f)
{
    const struct server_settings *set = &s->settings;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO;
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, s->certificate}, {MHD_OPTION_HTTPS_MEM_KEY, 0, s->key}, {MHD_OPTION_END, 0, NULL}};
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_LISTEN_SOCKET, s->socket, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, set->connections_max, NULL},
        {MHD_OPTION_PER_IP_CONNECTION_LIMIT, set->connections_per_address_max, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEAD_BYTES_MAX, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, 0, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)begin_transfer, s},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)end_transfer, s},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)on_connection, s},
        {MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)leave_escaped, NULL},
        {set->pollers > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, set->pollers, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    if (s->certificate)
        flags |= MHD_USE_TLS;
    s->daemon = MHD_start_daemon(flags, 0, take_connection, s, on_request, s, MHD_OPTION_ARRAY, options,
                                 s->certificate ? MHD_OPTION_ARRAY : MHD_OPTION_END, tls, MHD_OPTION_END);
    return s->daemon ? OK : cannot_listen(s, f, "the listener did not start");
}

static void free_server(struct server *s)
{
    if (s->daemon)
        MHD_stop_daemon(s->daemon);
    else if (s->socket >= 0)
        close(s->socket);
    for (int i = 0; i < s->n_spare; i++)
        arena_free(s->spare[i]);
    workers_free(s->workers);
    pthread_cond_destroy(&s->all_done);
    pthread_mutex_destroy(&s->mutex);
    free(s->certificate);
    free(s->key);
    free(s);
}

enum err server_start(const struct server_settings *settings, struct web *web, struct fault *f, struct server **ret_server)
{
    struct server *s = calloc(1, sizeof(*s));
    if (!s)
        return fault(f, ERR_MEMORY, &T_web_no_memory);
    *s = (struct server){.web = web, .settings = *settings, .socket = -1};
    apply_usual_settings(&s->settings);
    pthread_mutex_init(&s->mutex, NULL);
    pthread_cond_init(&s->all_done, NULL);
    s->workers = workers_new(s->settings.workers_max, s->settings.queue_max, run_transfer);
    bool watching = s->workers && deadlines_start(&s->deadlines, web->world.monotonic_us, web->world.context,
                                                  &web->metrics->cut_deadline);
    enum err e = watching ? OK : fault(f, ERR_MEMORY, &T_web_no_memory);
    if (e == OK)
        e = load_certificate(s, f);
    if (e == OK)
        e = listen_at(s, f);
    if (e == OK)
        e = start_daemon(s, f);
    if (e != OK) {
        if (watching)
            deadlines_stop(&s->deadlines);
        free_server(s);
        return e;
    }
    *ret_server = s;
    return OK;
}

int server_port(const struct server *s)
{
    return s->port;
}

/* ---- stopping ---- */
static void wait_for_transfers(struct server *s, int64_t grace_us)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += grace_us / 1000000;
    until.tv_nsec += grace_us % 1000000 * 1000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&s->mutex);
    while (s->under_way && pthread_cond_timedwait(&s->all_done, &s->mutex, &until) == 0)
        ;
    pthread_mutex_unlock(&s->mutex);
}

void server_stop(struct server *s, int64_t grace_us)
{
    s->stopping = true;
    wait_for_transfers(s, grace_us);
    deadlines_sweep(&s->deadlines, INT64_MAX - 1); /* whoever still sends or reads is cut; workers finish */
    workers_stop(s->workers); /* nothing is suspended any more */
    MHD_stop_daemon(s->daemon);
    s->daemon = NULL;
    s->socket = -1;
    deadlines_stop(&s->deadlines); /* connections left it as they were closed */
    free_server(s);
}
