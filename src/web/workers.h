/* Threads that run requests, started as they are needed, waiting for work in between. */
#ifndef WEB_WORKERS_H
#define WEB_WORKERS_H

#include <stdbool.h>
#include <stddef.h>

struct workers;

typedef void (*work_fn)(void *work);

/* NULL: no memory.  `run` is called for each piece of work. */
struct workers *workers_new(int threads_max, int queue_max, work_fn run);
/* false: the queue is full, or they are stopping. */
bool workers_add(struct workers *w, void *work);
/* Takes no more work; waits until what is queued has run. */
void workers_stop(struct workers *w);
void workers_free(struct workers *w);

#endif
