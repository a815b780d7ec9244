/* The HTTP server.  server.c is the only file that knows libmicrohttpd.
 *
 * A few threads wait for sockets (epoll); requests run on worker threads, so
 * that a database wait blocks nobody else.  Every phase of a connection has a
 * total deadline, every size a limit, and a queue that is full answers 503. */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include "web/web.h"

struct server;

struct server_settings {
    const char *address;      /* "127.0.0.1:8080", "[::1]:0" */
    int pollers;              /* epoll threads; 0 = processors, at most 4 */
    int workers_max;          /* 0 = 96; started as needed */
    int queue_max;            /* waiting requests; 0 = 1024 */
    int connections_max;      /* 0 = 8192 */
    int connections_per_address_max; /* 0 = connections_max */
    int64_t head_us;          /* from the connection or the last answer to the end of the next head; 0 = 30 s */
    int64_t body_us;          /* for the body, plus 1 s for each 64 KiB of it; 0 = 20 s */
    int64_t answer_us;        /* for the receiver to take the answer, plus 1 s for each 64 KiB; 0 = 60 s */
    const char *certificate_file, *key_file; /* both or none: TLS */
};

enum err server_start(const struct server_settings *settings, struct web *web, struct fault *f,
                      struct server **ret_server);
int server_port(const struct server *s);
/* Stops listening, finishes what is under way (at most grace_us), then ends the rest and all threads. */
void server_stop(struct server *s, int64_t grace_us);

#endif
