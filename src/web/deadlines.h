/* Connections and the moment by which each must have got on.
 *
 * libmicrohttpd's own timeout starts anew with every byte; a client that sends
 * one now and then would stay for ever.  Here each phase of a connection has
 * one deadline; whoever misses it is shut down. */
#ifndef WEB_DEADLINES_H
#define WEB_DEADLINES_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define DEADLINE_NONE INT64_MAX

struct watched {
    struct watched *next, *previous;
    int socket;
    _Atomic int64_t deadline_us; /* monotonic */
};

struct deadlines {
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    pthread_t thread;
    struct watched first; /* head of a ring */
    int64_t (*now_us)(void *context);
    void *context;
    _Atomic uint64_t *cut; /* counts those shut down */
    bool stopping;
};

/* Starts the thread that looks twice a second, as long as there are connections. */
bool deadlines_start(struct deadlines *d, int64_t (*now_us)(void *), void *context, _Atomic uint64_t *cut);
void deadlines_stop(struct deadlines *d);

void deadlines_add(struct deadlines *d, struct watched *w, int socket, int64_t deadline_us);
/* Before its socket is closed: afterwards the number may be another connection's. */
void deadlines_remove(struct deadlines *d, struct watched *w);
/* Shuts down every connection whose deadline is not after `now_us`; how many. */
int deadlines_sweep(struct deadlines *d, int64_t now_us);

#endif
