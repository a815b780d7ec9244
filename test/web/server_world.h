/* A server over real sockets, with a clock that tests set, and a client that sends what it is told. */
#ifndef TEST_WEB_SERVER_WORLD_H
#define TEST_WEB_SERVER_WORLD_H

#include "web/internal.h"
#include "web/server.h"

#include <stdatomic.h>

struct world {
    _Atomic int64_t now_us, monotonic_us;
    _Atomic uint64_t drawn; /* each world draws the same chances */
    struct web *web;
    struct server *server;
};

/* `store` may be NULL where the routes need none. */
struct world *world_new(const struct route *routes, struct store *store, const struct kinds *kinds,
                        const struct server_settings *server_settings);
/* The same with the parts of a whole program. */
struct world *world_new_of(const struct web_parts *parts, struct store *store, const struct kinds *kinds,
                           const struct server_settings *server_settings);
void world_free(struct world *w);

int client_connect(const struct world *w);
void client_send(int socket, const char *bytes, size_t n);
void client_say(int socket, const char *text);
/* Everything until the other side closes; NUL-terminated, in a static buffer of 4 MiB. */
const char *client_hear(int socket);
/* One answer: head and Content-Length bytes of body. */
const char *client_hear_one(int socket);
/* Sends one request with Connection: close and returns the whole answer. */
const char *client_ask(const struct world *w, const char *request);
int status_of_answer(const char *answer);
/* Waits for other threads until *value is at least, or just, so much; fails the test after ten seconds. */
void wait_until(const _Atomic int64_t *value, int64_t least);
void wait_until_is(const _Atomic int64_t *value, int64_t exactly);

#endif
