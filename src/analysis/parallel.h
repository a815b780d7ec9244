/* Work spread over threads, with the same answer for any number of them.
 *
 * The calling thread is worker 0 and always works; where further threads
 * cannot be had it does everything alone.  Functions called here must not
 * touch an arena or a fault: those belong to one thread.  Give each worker its
 * own memory beforehand. */
#ifndef ANALYSIS_PARALLEL_H
#define ANALYSIS_PARALLEL_H

#include <stdbool.h>
#include <stddef.h>

enum { PARALLEL_WORKERS_MAX = 64 };

/* The processors this program may run on, 1 … PARALLEL_WORKERS_MAX.  A choice of
 * speed alone: no answer depends on it. */
int parallel_processors(void);

/* Calls task(context, worker, i) for every i < task_count, each once, in any
 * order, `worker` < worker_count.  Returns when all are done. */
typedef void (*parallel_task)(void *context, int worker, size_t i);
void parallel_run(int worker_count, size_t task_count, parallel_task task, void *context);

/* A stream that must be read and answered in order while the work between is
 * spread: each worker holds one piece at a time.
 *
 *   take  fills worker's piece with what comes next; false when nothing is left
 *         or on failure.  One worker at a time, never again after false.
 *   work  on worker's own piece, at the same time as others.
 *   give  hands worker's piece on; one worker at a time, in the order of take.
 *         false stops the stream: nothing more is taken or given.
 *
 * Memory is one piece a worker however long the stream.  Returns false when
 * give did. */
struct parallel_stream {
    bool (*take)(void *context, int worker);
    void (*work)(void *context, int worker);
    bool (*give)(void *context, int worker);
    void *context;
};
bool parallel_stream_run(int worker_count, const struct parallel_stream *stream);

#endif
