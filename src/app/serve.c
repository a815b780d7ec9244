/* serve: the platform over HTTP; SIGTERM and SIGINT finish what is under way. */
#include "app/commands.h"
#include "app/jobs.h"
#include "app/settings.h"

#include "app.queries.h"
#include "app.texts.h"
#include "base/progress.h"
#include "record/act.h"
#include "record/schema.h"
#include "web/server.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum { ROUTES_MAX = 128, GRACE_US = 10 * 1000000 };

static int64_t clock_us(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t now_us(void *context)
{
    (void)context;
    return clock_us(CLOCK_REALTIME);
}

static int64_t monotonic_us(void *context)
{
    (void)context;
    return clock_us(CLOCK_MONOTONIC);
}

static void fill_random(void *context, void *bytes, size_t n)
{
    (void)context;
    for (size_t done = 0; done < n;) {
        ssize_t got = getrandom((char *)bytes + done, n - done, 0);
        if (got < 0)
            abort(); /* a server without randomness must not serve */
        done += (size_t)got;
    }
}

static void write_log(void *context, enum log_level level, const char *words, const char *fields)
{
    static const char *const names[] = {"notice", "warning", "error"};
    FILE *to = context;
    char when[MOMENT_TEXT_BYTES];
    fprintf(to, "%s %s %s %s\n", moment_format_utc(now_us(NULL), when), names[level], words, fields);
}

struct parts {
    const struct route *routes[ROUTES_MAX];
    const struct menu_entry *menus[ROUTES_MAX];
    size_t n_routes, n_menus;
};

static void collect_parts(struct parts *p)
{
    for (size_t i = 0; i < all_features_n; i++) {
        if (all_features[i]->routes && p->n_routes < ROUTES_MAX)
            p->routes[p->n_routes++] = all_features[i]->routes;
        if (all_features[i]->menu && p->n_menus < ROUTES_MAX)
            p->menus[p->n_menus++] = all_features[i]->menu;
    }
}

/* PostgreSQL is sealed by whoever holds the sealer's lock, once a second; SQLite seals at each commit. */
struct sealer {
    struct command_call *call;
    struct store *store;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool started, stop;
};

static void *run_sealer(void *arg)
{
    struct sealer *s = arg;
    pthread_mutex_lock(&s->lock);
    while (!s->stop) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec++;
        pthread_cond_timedwait(&s->wake, &s->lock, &until);
        struct fault f = {0};
        struct op op = app_operation(s->call, s->store, s->call->kinds);
        op.arena = arena_new(64 << 20);
        op.fault = &f;
        op.sees_all = true;
        op.address = "seal";
        if (op.arena && act_seal(&op, NULL) != OK)
            write_log(s->call->words, LOG_WARNING, "seal", f.detail);
        arena_free(op.arena);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

static void start_sealer(struct sealer *s)
{
    if (store_engine_of(s->store) != STORE_POSTGRES)
        return;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->wake, NULL);
    s->started = pthread_create(&s->thread, NULL, run_sealer, s) == 0;
}

static void stop_sealer(struct sealer *s)
{
    if (!s->started)
        return;
    pthread_mutex_lock(&s->lock);
    s->stop = true;
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
}

static sigset_t end_signals(void)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    return signals;
}

static enum err serve_until_told(struct command_call *call, struct web *web)
{
    const char *listen = command_option(call, "listen");
    struct server_settings settings = call->settings->server;
    if (listen)
        settings.address = listen;
    struct server *server;
    sigset_t signals = end_signals();
    int signal;
    TRY(server_start(&settings, web, call->fault, &server));
    char port[16];
    snprintf(port, sizeof(port), "%d", server_port(server));
    fputs(text_format(call->arena, &T_app_serving, call->language, (const char *[]){port}, 1), call->words);
    fputc('\n', call->words);
    fflush(call->words);
    sigwait(&signals, &signal);
    server_stop(server, GRACE_US);
    return OK;
}

static void log_job(void *context, const char *job, const char *detail)
{
    char words[64];
    snprintf(words, sizeof(words), "job %s", job);
    write_log(context, LOG_WARNING, words, detail);
}

static enum err serve_store_with(struct command_call *call, struct store *store, struct progress *progress,
                                 struct web *web)
{
    struct sealer sealer = {.call = call, .store = store};
    const struct jobs_world jobs_world = {call, store, progress, log_job, call->words};
    sigset_t signals = end_signals();
    pthread_sigmask(SIG_BLOCK, &signals, NULL); /* for every thread: the main one waits for them */
    start_sealer(&sealer);
    struct jobs *jobs = jobs_start(&jobs_world);
    enum err e = jobs ? serve_until_told(call, web) : fault(call->fault, ERR_MEMORY, &T_app_no_memory);
    jobs_stop(jobs);
    stop_sealer(&sealer);
    return e;
}

static enum err check_schema(struct command_call *call, struct store *store)
{
    struct op op = app_operation(call, store, call->kinds);
    op.sees_all = true;
    enum err e = op_begin_read(&op);
    if (e == OK)
        e = schema_check(&op, call->kinds);
    op_end(&op);
    return e == ERR_NO ? ERR_STORAGE : e;
}

static enum err read_city(struct op *op, struct web_settings *settings)
{
    struct city_named_row city;
    struct demonstrations_row begun;
    bool found;
    TRY(city_named(op, &city, &found));
    if (!settings->city)
        settings->city = found ? arena_text(op->arena, city.name) : "";
    TRY(demonstrations(op, &begun, &found));
    settings->demo = found && begun.acts_n;
    return OK;
}

/* What the settings do not say of the city, its database does. */
static enum err ask_database(struct command_call *call, struct store *store, struct web_settings *settings)
{
    struct op op = app_operation(call, store, call->kinds);
    bool is_demo = settings->demo;
    op.sees_all = true;
    enum err e = op_begin_read(&op);
    if (e == OK)
        e = read_city(&op, settings);
    op_end(&op);
    if (call->settings->is_demo_said)
        settings->demo = is_demo;
    return e;
}

static enum err serve_store(struct command_call *call, struct store *store)
{
    struct parts parts = {0};
    collect_parts(&parts);
    struct web_world world = {now_us, monotonic_us, fill_random, write_log, call->words};
    struct web_settings settings = call->settings->web;
    settings.behind_proxy |= command_flag(call, "behind-proxy");
    settings.secure |= command_flag(call, "secure") || call->settings->server.certificate_file;
    TRY(ask_database(call, store, &settings));
    struct web_parts web_parts = {parts.routes, parts.n_routes, parts.menus, parts.n_menus};
    struct web *web;
    settings.progress = progress_new();
    enum err e = web_new(&settings, &world, store, call->kinds, &web_parts, call->fault, &web);
    if (e == OK) {
        e = serve_store_with(call, store, settings.progress, web);
        web_free(web);
    }
    progress_free(settings.progress);
    return e;
}

enum err run_serve(struct command_call *call)
{
    struct store *store;
    TRY(app_open_store(call, false, &store));
    enum err e = check_schema(call, store);
    if (e == OK)
        e = serve_store(call, store);
    store_close(store);
    return e;
}
