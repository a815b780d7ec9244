#include "web/workers.h"

#include <pthread.h>
#include <stdlib.h>

enum { STACK_BYTES = 1024 * 1024 };

struct workers {
    pthread_mutex_t mutex;
    pthread_cond_t something;
    work_fn run;
    pthread_t *threads;
    int n_threads, threads_max, idle;
    void **ring; /* queue_max places */
    int first, n_queued, queue_max;
    bool stopping;
};

static void *worker_main(void *arg)
{
    struct workers *w = arg;
    pthread_mutex_lock(&w->mutex);
    for (;;) {
        while (!w->n_queued && !w->stopping) {
            w->idle++;
            pthread_cond_wait(&w->something, &w->mutex);
            w->idle--;
        }
        if (!w->n_queued)
            break;
        void *work = w->ring[w->first];
        w->first = (w->first + 1) % w->queue_max;
        w->n_queued--;
        pthread_mutex_unlock(&w->mutex);
        w->run(work);
        pthread_mutex_lock(&w->mutex);
    }
    pthread_mutex_unlock(&w->mutex);
    return NULL;
}

struct workers *workers_new(int threads_max, int queue_max, work_fn run)
{
    struct workers *w = calloc(1, sizeof(*w));
    if (!w)
        return NULL;
    *w = (struct workers){.run = run, .threads_max = threads_max, .queue_max = queue_max};
    w->threads = calloc((size_t)threads_max, sizeof(*w->threads));
    w->ring = calloc((size_t)queue_max, sizeof(*w->ring));
    if (!w->threads || !w->ring) {
        free(w->threads);
        free(w->ring);
        free(w);
        return NULL;
    }
    pthread_mutex_init(&w->mutex, NULL);
    pthread_cond_init(&w->something, NULL);
    return w;
}

/* Under the mutex.  With one thread at least, a thread that cannot be started only makes the queue longer. */
static bool start_one(struct workers *w)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    bool started = pthread_create(&w->threads[w->n_threads], &attributes, worker_main, w) == 0;
    pthread_attr_destroy(&attributes);
    w->n_threads += started;
    return started || w->n_threads > 0;
}

bool workers_add(struct workers *w, void *work)
{
    pthread_mutex_lock(&w->mutex);
    bool taken = !w->stopping && w->n_queued < w->queue_max;
    if (taken && w->n_queued >= w->idle && w->n_threads < w->threads_max)
        taken = start_one(w);
    if (taken) {
        w->ring[(w->first + w->n_queued) % w->queue_max] = work;
        w->n_queued++;
        pthread_cond_signal(&w->something);
    }
    pthread_mutex_unlock(&w->mutex);
    return taken;
}

void workers_stop(struct workers *w)
{
    pthread_mutex_lock(&w->mutex);
    w->stopping = true;
    pthread_cond_broadcast(&w->something);
    pthread_mutex_unlock(&w->mutex);
    for (int i = 0; i < w->n_threads; i++)
        pthread_join(w->threads[i], NULL);
    w->n_threads = 0;
}

void workers_free(struct workers *w)
{
    if (!w)
        return;
    pthread_cond_destroy(&w->something);
    pthread_mutex_destroy(&w->mutex);
    free(w->threads);
    free(w->ring);
    free(w);
}
