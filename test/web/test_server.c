/* What clients may send, over real sockets. */
#include "harness/test.h"
#include "web/asset.h"
#include "web/server_world.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HOST "Host: localhost\r\n"
#define CLOSE "Connection: close\r\n"

static enum err hello(struct request *rq, struct response *rs)
{
    (void)rq;
    response_text(rs, "hello\n");
    return OK;
}

static enum err echo(struct request *rq, struct response *rs)
{
    response_bytes(rs, "application/octet-stream", rq->body, rq->body_bytes);
    return OK;
}

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static _Atomic int64_t at_gate;
static enum err wait_at_gate(struct request *rq, struct response *rs)
{
    at_gate++;
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    return hello(rq, rs);
}

static const struct text broken = {"test.broken", {"坏了", "broken"}};
static _Atomic int64_t streamed_bytes, stream_ends;
static _Atomic int stream_verdict;
static enum err stream(struct request *rq, struct response *rs)
{
    struct stream *s;
    char block[1000];
    enum err e = response_stream(rs, "报表 \"1\".csv", "text/csv", &s);
    memset(block, 'x', sizeof(block));
    for (int i = 0; e == OK && i < (strstr(rq->query_text, "long") ? 300000 : 3000); i++) {
        e = stream_write(s, block, sizeof(block));
        streamed_bytes += e == OK ? (int64_t)sizeof(block) : 0;
    }
    if (e == OK && strstr(rq->query_text, "fail"))
        e = fault(rq->op->fault, ERR_STORAGE, &broken);
    stream_verdict = (int)e;
    stream_ends++;
    return e;
}

enum { BARE = ROUTE_NO_STORE };
static const struct route routes[] = {
    {METHOD_GET, "/hello", FOR_ANYONE, hello, NULL, BARE},
    {METHOD_POST, "/echo", FOR_ANYONE, echo, NULL, BARE, .body_limit_bytes = 100000},
    {METHOD_POST, "/upload", FOR_ANYONE, echo, NULL, BARE, .body_limit_bytes = 2000000},
    {METHOD_GET, "/gate", FOR_ANYONE, wait_at_gate, NULL, BARE},
    {METHOD_GET, "/stream", FOR_ANYONE, stream, NULL, BARE},
    {0},
};

static struct world *world(void)
{
    return world_new(routes, NULL, NULL, NULL);
}

TEST("a request is answered, on one connection after another, with every security header")
{
    struct world *w = world();
    int s = client_connect(w);
    for (int i = 0; i < 3; i++) {
        client_say(s, "GET /hello HTTP/1.1\r\n" HOST "\r\n");
        const char *answer = client_hear_one(s);
        CHECK_INT(status_of_answer(answer), 200);
        CHECK(strstr(answer, "\r\n\r\nhello\n"));
        CHECK(strstr(answer, "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self';"));
        CHECK(strstr(answer, "X-Content-Type-Options: nosniff"));
        CHECK(strstr(answer, "X-Frame-Options: DENY"));
        CHECK(strstr(answer, "Referrer-Policy: same-origin"));
        CHECK(strstr(answer, "Cross-Origin-Opener-Policy: same-origin"));
        CHECK(strstr(answer, "Cache-Control: no-store"));
        CHECK(strstr(answer, "Date: "));
        CHECK(!strstr(answer, "Server:"));
        CHECK(!strstr(answer, "Strict-Transport-Security"));
    }
    close(s);
    world_free(w);
}

TEST("what two servers in a row could read differently is refused")
{
    struct world *w = world();
    const struct {
        int status;
        const char *request;
    } cases[] = {
        {400, "POST /echo HTTP/1.1\r\n" HOST CLOSE "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        {400, "POST /echo HTTP/1.1\r\n" HOST CLOSE "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"},
        {400, "POST /echo HTTP/1.1\r\n" HOST CLOSE "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"},
        {400, "POST /echo HTTP/1.1\r\n" HOST CLOSE "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"},
        {400, "POST /echo HTTP/1.1\r\n" HOST CLOSE "Content-Length: +5\r\n\r\nhello"},
        {400, "POST /echo HTTP/1.1\r\n" HOST CLOSE "Content-Length: 5,5\r\n\r\nhello"},
        {400, "POST /echo HTTP/1.1\r\n" HOST CLOSE "Content-Length: 0x5\r\n\r\nhello"},
        {501, "POST /echo HTTP/1.1\r\n" HOST CLOSE "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"},
        {400, "POST /echo HTTP/1.0\r\n" HOST CLOSE "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        {400, "GET /hello HTTP/1.1\r\n" CLOSE "\r\n"},
        {400, "GET /hello HTTP/1.1\r\n" HOST "Host: localhost\r\n" CLOSE "\r\n"},
        {421, "GET /hello HTTP/1.1\r\nHost: evil.example\r\n" CLOSE "\r\n"},
        {421, "GET /hello HTTP/1.1\r\nHost: localhost@evil\r\n" CLOSE "\r\n"},
        {421, "GET /hello HTTP/1.1\r\nHost: localhost:1:2\r\n" CLOSE "\r\n"},
        {200, "GET /hello HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n" CLOSE "\r\n"},
        {200, "GET /hello HTTP/1.1\r\nHost: [::1]:8080\r\n" CLOSE "\r\n"},
        {400, "GET http://localhost/hello HTTP/1.1\r\n" HOST CLOSE "\r\n"},
        {501, "TRACE /hello HTTP/1.1\r\n" HOST CLOSE "\r\n"},
        {501, "FROB /hello HTTP/1.1\r\n" HOST CLOSE "\r\n"},
        {413, "GET /hello HTTP/1.1\r\n" HOST CLOSE "Content-Length: 300000\r\n\r\n"},
        {413, "POST /echo HTTP/1.1\r\n" HOST CLOSE "Content-Length: 100001\r\n\r\n"},
        {413, "POST /echo HTTP/1.1\r\n" HOST CLOSE "Content-Length: 99999999999999999999\r\n\r\n"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        int status = status_of_answer(client_ask(w, cases[i].request));
        if (!CHECK_INT(status, cases[i].status))
            printf("    for %s\n", cases[i].request);
    }
    world_free(w);
}

TEST("a head that is too large, or malformed, gets no page")
{
    struct world *w = world();
    static char request[80000];
    int n = snprintf(request, sizeof(request), "GET /hello HTTP/1.1\r\n" HOST CLOSE "X: ");
    memset(request + n, 'x', 70000);
    strcpy(request + n + 70000, "\r\n\r\n");
    int status = status_of_answer(client_ask(w, request));
    CHECK(status == 0 || status == 431 || status == 413);
    status = status_of_answer(client_ask(w, "GET /hello HTTP/1.1\r\n" HOST CLOSE "X y\r\n\r\n"));
    CHECK(status == 0 || status >= 400);
    status = status_of_answer(client_ask(w, "nonsense\r\n\r\n"));
    CHECK(status == 0 || status >= 400);
    world_free(w);
}

static const char *chunked(const struct world *w, const char *path, size_t total)
{
    int s = client_connect(w);
    char head[200], *chunk = malloc(1100);
    snprintf(head, sizeof(head), "POST %s HTTP/1.1\r\n" HOST CLOSE "Transfer-Encoding: chunked\r\n\r\n", path);
    client_say(s, head);
    for (size_t sent = 0; sent < total; sent += 1000) {
        int n = snprintf(chunk, 1100, "3e8\r\n");
        memset(chunk + n, 'c', 1000);
        memcpy(chunk + n + 1000, "\r\n", 2);
        client_send(s, chunk, (size_t)n + 1002);
    }
    client_say(s, "0\r\n\r\n");
    free(chunk);
    return client_hear(s);
}

TEST("chunked bodies are taken up to the route's limit and refused beyond it")
{
    struct world *w = world();
    const char *answer = chunked(w, "/echo", 100000);
    CHECK_INT(status_of_answer(answer), 200);
    CHECK(strstr(answer, "Content-Length: 100000\r\n"));
    CHECK_INT(status_of_answer(chunked(w, "/echo", 101000)), 413);
    int status = status_of_answer(chunked(w, "/echo", 3000000));
    CHECK(status == 413 || status == 0);
    world_free(w);
}

TEST("a large body goes through a file and comes back whole")
{
    struct world *w = world();
    enum { N = 1500000 };
    char *bytes = malloc(N);
    for (size_t i = 0; i < N; i++)
        bytes[i] = (char)(i * 7 + i / 256);
    int s = client_connect(w);
    char head[200];
    snprintf(head, sizeof(head), "POST /upload HTTP/1.1\r\n" HOST CLOSE "Content-Length: %d\r\n\r\n", N);
    client_say(s, head);
    client_send(s, bytes, N);
    const char *answer = client_hear(s);
    const char *body = strstr(answer, "\r\n\r\n");
    CHECK_INT(status_of_answer(answer), 200);
    CHECK(body && memcmp(body + 4, bytes, N) == 0);
    free(bytes);
    world_free(w);
}

/* The head was read, and its deadline set: the server asks for the body. */
static void hear_continue(int socket)
{
    static const char asks[] = "HTTP/1.1 100 Continue\r\n\r\n";
    char heard[sizeof(asks)] = "";
    REQUIRE(recv(socket, heard, sizeof(asks) - 1, MSG_WAITALL) == sizeof(asks) - 1);
    CHECK_TEXT(heard, asks);
}

TEST("a client that sends a byte now and then is cut at the total deadline of head and of body")
{
    struct world *w = world();
    int head = client_connect(w), body = client_connect(w);
    client_say(head, "GET /hel");
    client_say(body, "POST /echo HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 1000\r\n\r\n");
    wait_until(&w->web->metrics->connections, 2);
    hear_continue(body);
    for (int second = 0; second < 19; second += 6) {
        w->monotonic_us += 6000000;
        client_say(head, "l");
        client_say(body, "x");
    }
    CHECK_TEXT(client_hear(body), "");
    CHECK_INT(w->web->metrics->cut_deadline, 1);
    w->monotonic_us += 7000000;
    CHECK_TEXT(client_hear(head), "");
    CHECK_INT(w->web->metrics->cut_deadline, 2);
    world_free(w);
}

TEST("an idle connection is closed after its deadline")
{
    struct world *w = world();
    int s = client_connect(w);
    client_say(s, "GET /hello HTTP/1.1\r\n" HOST "\r\n");
    CHECK_INT(status_of_answer(client_hear_one(s)), 200);
    wait_until_is(&w->web->metrics->under_way, 0);
    w->monotonic_us += 31000000;
    CHECK_TEXT(client_hear(s), "");
    world_free(w);
}

TEST("when all workers are busy and the queue is full, 503 comes at once and the others are served")
{
    const struct server_settings small = {.workers_max = 2, .queue_max = 1};
    struct world *w = world_new(routes, NULL, NULL, &small);
    int s[4];
    at_gate = 0;
    pthread_mutex_lock(&gate);
    for (int i = 0; i < 2; i++) {
        s[i] = client_connect(w);
        client_say(s[i], "GET /gate HTTP/1.1\r\n" HOST CLOSE "\r\n");
        wait_until(&at_gate, i + 1);
    }
    s[2] = client_connect(w);
    client_say(s[2], "GET /gate HTTP/1.1\r\n" HOST CLOSE "\r\n");
    wait_until(&w->web->metrics->under_way, 3);
    int refused = 0;
    for (int i = 0; i < 5 && !refused; i++) {
        const char *answer = client_ask(w, "GET /nothing HTTP/1.1\r\n" HOST CLOSE "\r\n");
        refused = status_of_answer(answer) == 503 && strstr(answer, "Retry-After: 2");
    }
    CHECK(refused);
    pthread_mutex_unlock(&gate);
    for (int i = 0; i < 3; i++)
        CHECK_INT(status_of_answer(client_hear(s[i])), 200);
    world_free(w);
}

TEST("stopping finishes what is under way and takes nothing new")
{
    struct world *w = world();
    at_gate = 0;
    pthread_mutex_lock(&gate);
    int s = client_connect(w);
    client_say(s, "GET /gate HTTP/1.1\r\n" HOST "\r\n");
    wait_until(&at_gate, 1);
    pthread_mutex_unlock(&gate);
    server_stop(w->server, 5000000);
    const char *answer = client_hear(s);
    CHECK_INT(status_of_answer(answer), 200);
    web_free(w->web);
    free(w);
}

static void *come_and_go(void *arg)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t) * (const int *)arg),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    for (int i = 0; i < 20; i++) {
        int s = socket(AF_INET, SOCK_STREAM, 0);
        (void)!connect(s, (struct sockaddr *)&to, sizeof(to)); /* refused once it has stopped */
        close(s);
    }
    return NULL;
}

TEST("stopping while clients come and go is quiet")
{
    for (int round = 0; round < test_rounds(20, 400); round++) {
        struct world *w = world();
        pthread_t visitors;
        int port = server_port(w->server);
        REQUIRE(pthread_create(&visitors, NULL, come_and_go, &port) == 0);
        server_stop(w->server, 1000000);
        pthread_join(visitors, NULL);
        web_free(w->web);
        free(w);
    }
}

TEST("a stream arrives whole, under both forms of its name")
{
    struct world *w = world();
    streamed_bytes = 0;
    const char *answer = client_ask(w, "GET /stream HTTP/1.1\r\n" HOST CLOSE "\r\n");
    CHECK_INT(status_of_answer(answer), 200);
    CHECK(strstr(answer, "Content-Disposition: attachment; filename=\"__ _1_.csv\"; "
                         "filename*=UTF-8''%E6%8A%A5%E8%A1%A8%20%221%22.csv\r\n"));
    CHECK(strstr(answer, "X-Content-Type-Options: nosniff"));
    size_t x = 0;
    for (const char *c = strstr(answer, "\r\n\r\n"); *c; c++)
        x += *c == 'x';
    CHECK_INT(x, 3000000);
    CHECK_INT(streamed_bytes, 3000000);
    world_free(w);
}

TEST("a stream that fails half way is cut, so that the receiver sees it is incomplete")
{
    struct world *w = world();
    int s = client_connect(w);
    client_say(s, "GET /stream?fail HTTP/1.1\r\n" HOST "\r\n");
    const char *answer = client_hear(s);
    CHECK_INT(status_of_answer(answer), 200);
    size_t n = strlen(answer);
    CHECK(n < 5 || strcmp(answer + n - 5, "0\r\n\r\n") != 0);
    wait_until_is(&w->web->metrics->connections, 0);
    world_free(w);
}

TEST("a stream whose receiver is gone ends its writer")
{
    struct world *w = world();
    stream_ends = 0;
    int s = client_connect(w);
    client_say(s, "GET /stream?long HTTP/1.1\r\n" HOST "\r\n");
    wait_until(&streamed_bytes, 100000);
    close(s);
    wait_until(&stream_ends, 1);
    CHECK_INT(stream_verdict, ERR_CANCELLED);
    world_free(w);
}

TEST("assets are found by their digest alone, packed where the client can unpack, and known by their tag")
{
    struct world *w = world();
    char request[300];
    snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\n" HOST CLOSE "Accept-Encoding: gzip\r\n\r\n",
             asset_address("app.css"));
    const char *answer = client_ask(w, request);
    CHECK_INT(status_of_answer(answer), 200);
    CHECK(strstr(answer, "Content-Encoding: gzip"));
    CHECK(strstr(answer, "Cache-Control: public, max-age=31536000, immutable"));
    CHECK(strstr(answer, "Vary: Accept-Encoding"));
    char etag[40] = "";
    const char *at = strstr(answer, "ETag: ");
    REQUIRE(at);
    snprintf(etag, sizeof(etag), "%.14s", at + 6);
    snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\n" HOST CLOSE "If-None-Match: %s\r\n\r\n",
             asset_address("app.css"), etag);
    CHECK_INT(status_of_answer(client_ask(w, request)), 304);
    snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\n" HOST CLOSE "Accept-Encoding: gzip;q=0\r\n\r\n",
             asset_address("app.css"));
    CHECK(!strstr(client_ask(w, request), "Content-Encoding"));
    snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\n" HOST "\r\n", asset_address("favicon.svg"));
    int s = client_connect(w);
    for (int i = 0; i < 2; i++) { /* the connection stays */
        client_say(s, request);
        CHECK_INT(status_of_answer(client_hear_one(s)), 200);
    }
    close(s);
    CHECK_INT(status_of_answer(client_ask(w, "GET /assets/app.css HTTP/1.1\r\n" HOST CLOSE "\r\n")), 404);
    CHECK_INT(status_of_answer(client_ask(w, "GET /assets/../server.c HTTP/1.1\r\n" HOST CLOSE "\r\n")), 404);
    world_free(w);
}

TEST("HEAD has the head of GET, OPTIONS and a wrong method say what the address takes")
{
    struct world *w = world();
    const char *answer = client_ask(w, "HEAD /hello HTTP/1.1\r\n" HOST CLOSE "\r\n");
    CHECK_INT(status_of_answer(answer), 200);
    CHECK(strstr(answer, "Content-Length: 6\r\n"));
    CHECK(!strstr(answer, "hello\n"));
    answer = client_ask(w, "OPTIONS /hello HTTP/1.1\r\n" HOST CLOSE "\r\n");
    CHECK_INT(status_of_answer(answer), 204);
    CHECK(strstr(answer, "Allow: OPTIONS, GET, HEAD\r\n"));
    world_free(w);
}

TEST("probes answer, metrics to the loopback alone")
{
    struct world *w = world();
    CHECK(strstr(client_ask(w, "GET /healthz HTTP/1.1\r\n" HOST CLOSE "\r\n"), "\r\n\r\nok\n"));
    CHECK(strstr(client_ask(w, "GET /robots.txt HTTP/1.1\r\n" HOST CLOSE "\r\n"), "Disallow: /\n"));
    const char *answer = client_ask(w, "GET /metrics HTTP/1.1\r\n" HOST CLOSE "\r\n");
    CHECK(strstr(answer, "lianzhang_http_answers_total{status=\"2xx\"} 2\n"));
    CHECK(strstr(answer, "lianzhang_http_duration_seconds_count 2\n"));
    world_free(w);
}
