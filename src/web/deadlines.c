#include "web/deadlines.h"

#include <sys/socket.h>
#include <time.h>

enum { LOOK_EVERY_MS = 500 };

int deadlines_sweep(struct deadlines *d, int64_t now_us)
{
    int n = 0;
    pthread_mutex_lock(&d->mutex);
    for (struct watched *w = d->first.next; w != &d->first; w = w->next)
        if (w->deadline_us <= now_us) {
            (*d->cut)++;
            shutdown(w->socket, SHUT_RDWR);
            w->deadline_us = DEADLINE_NONE;
            n++;
        }
    pthread_mutex_unlock(&d->mutex);
    return n;
}

/* false: time to end. */
static bool wait_a_while(struct deadlines *d)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += LOOK_EVERY_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_mutex_lock(&d->mutex);
    while (!d->stopping && d->first.next == &d->first)
        pthread_cond_wait(&d->wake, &d->mutex);
    if (!d->stopping)
        pthread_cond_timedwait(&d->wake, &d->mutex, &until);
    bool on = !d->stopping;
    pthread_mutex_unlock(&d->mutex);
    return on;
}

static void *deadlines_main(void *arg)
{
    struct deadlines *d = arg;
    while (wait_a_while(d))
        deadlines_sweep(d, d->now_us(d->context));
    return NULL;
}

bool deadlines_start(struct deadlines *d, int64_t (*now_us)(void *), void *context, _Atomic uint64_t *cut)
{
    *d = (struct deadlines){.now_us = now_us, .context = context, .cut = cut};
    d->first.next = d->first.previous = &d->first;
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&d->mutex, NULL);
    pthread_cond_init(&d->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    return pthread_create(&d->thread, NULL, deadlines_main, d) == 0;
}

void deadlines_stop(struct deadlines *d)
{
    pthread_mutex_lock(&d->mutex);
    d->stopping = true;
    pthread_cond_signal(&d->wake);
    pthread_mutex_unlock(&d->mutex);
    pthread_join(d->thread, NULL);
    pthread_cond_destroy(&d->wake);
    pthread_mutex_destroy(&d->mutex);
}

void deadlines_add(struct deadlines *d, struct watched *w, int socket, int64_t deadline_us)
{
    w->socket = socket;
    w->deadline_us = deadline_us;
    pthread_mutex_lock(&d->mutex);
    if (d->first.next == &d->first)
        pthread_cond_signal(&d->wake);
    w->next = d->first.next;
    w->previous = &d->first;
    w->next->previous = w;
    d->first.next = w;
    pthread_mutex_unlock(&d->mutex);
}

void deadlines_remove(struct deadlines *d, struct watched *w)
{
    pthread_mutex_lock(&d->mutex);
    w->next->previous = w->previous;
    w->previous->next = w->next;
    pthread_mutex_unlock(&d->mutex);
}
