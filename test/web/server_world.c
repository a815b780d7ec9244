#include "web/server_world.h"

#include "harness/test.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

static char heard[4 << 20];

static int64_t world_now(void *context)
{
    return ((struct world *)context)->now_us;
}

static int64_t world_monotonic(void *context)
{
    return ((struct world *)context)->monotonic_us;
}

static void world_random(void *context, void *bytes, size_t n)
{
    uint64_t x = (++((struct world *)context)->drawn + 1) * UINT64_C(0x9E3779B97F4A7C15);
    for (size_t i = 0; i < n; i++)
        ((uint8_t *)bytes)[i] = (uint8_t)(test_random(&x) >> 32);
}

static void world_log(void *context, enum log_level level, const char *words, const char *fields)
{
    (void)context;
    if (level == LOG_ERROR)
        printf("  %s %s\n", words, fields);
}

struct world *world_new(const struct route *routes, struct store *store, const struct kinds *kinds,
                        const struct server_settings *server_settings)
{
    return world_new_of(&(struct web_parts){.routes = &routes, .n_routes = 1}, store, kinds, server_settings);
}

struct world *world_new_of(const struct web_parts *parts, struct store *store, const struct kinds *kinds,
                           const struct server_settings *server_settings)
{
    struct world *w = calloc(1, sizeof(*w));
    w->now_us = INT64_C(1795400340) * 1000000; /* 2026-11-23 10:19 +08:00 */
    w->monotonic_us = 1000000;
    const struct web_settings settings = {
        .name = "链长", .city = "云江市", .demo = true, .zone_minutes = 480, .hash_memory_bytes = 8192 * 8, .hash_passes = 1,
        .spool_folder = test_scratch(),
    };
    const struct web_world outside = {world_now, world_monotonic, world_random, world_log, w};
    struct server_settings usual = server_settings ? *server_settings : (struct server_settings){0};
    struct fault f = {0};
    usual.address = "127.0.0.1:0";
    enum err e = web_new(&settings, &outside, store, kinds, parts, &f, &w->web);
    if (e == OK)
        e = server_start(&usual, w->web, &f, &w->server);
    if (e != OK)
        printf("  %s (%s)\n", f.words[LANGUAGE_EN], f.detail);
    REQUIRE(e == OK);
    return w;
}

void world_free(struct world *w)
{
    server_stop(w->server, 2000000);
    web_free(w->web);
    free(w);
}

int client_connect(const struct world *w)
{
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)server_port(w->server)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    REQUIRE(connect(s, (struct sockaddr *)&to, sizeof(to)) == 0);
    return s;
}

void client_send(int socket, const char *bytes, size_t n)
{
    while (n) {
        ssize_t sent = send(socket, bytes, n, MSG_NOSIGNAL);
        if (sent <= 0)
            return; /* refused meanwhile: what was heard tells */
        bytes += sent;
        n -= (size_t)sent;
    }
}

void client_say(int socket, const char *text)
{
    client_send(socket, text, strlen(text));
}

static ssize_t receive(int socket, size_t have)
{
    struct pollfd wait = {.fd = socket, .events = POLLIN};
    REQUIRE(poll(&wait, 1, 10000) == 1);
    return recv(socket, heard + have, sizeof(heard) - 1 - have, 0);
}

const char *client_hear(int socket)
{
    size_t n = 0;
    for (ssize_t got; (got = receive(socket, n)) > 0;)
        n += (size_t)got;
    heard[n] = '\0';
    close(socket);
    return heard;
}

const char *client_hear_one(int socket)
{
    size_t n = 0;
    for (;;) {
        heard[n] = '\0';
        const char *end = strstr(heard, "\r\n\r\n"), *length = strcasestr(heard, "\r\nContent-Length:");
        if (end && length && n >= (size_t)(end + 4 - heard) + strtoul(length + 17, NULL, 10))
            return heard;
        ssize_t got = receive(socket, n);
        if (got <= 0)
            return heard;
        n += (size_t)got;
    }
}

const char *client_ask(const struct world *w, const char *request)
{
    int s = client_connect(w);
    client_say(s, request);
    return client_hear(s);
}

int status_of_answer(const char *answer)
{
    return strncmp(answer, "HTTP/1.", 7) == 0 ? (int)strtol(answer + 9, NULL, 10) : 0;
}

void wait_until(const _Atomic int64_t *value, int64_t least)
{
    for (int i = 0; i < 10000 && *value < least; i++)
        poll(NULL, 0, 1);
    REQUIRE(*value >= least);
}

void wait_until_is(const _Atomic int64_t *value, int64_t exactly)
{
    for (int i = 0; i < 10000 && *value != exactly; i++)
        poll(NULL, 0, 1);
    REQUIRE(*value == exactly);
}
