#include "base/progress.h"

#include <pthread.h>
#include <stdlib.h>

struct work {
    int64_t id; /* 0: free */
    int64_t done;
    bool stop;
};

struct progress {
    pthread_mutex_t lock;
    struct work works[PROGRESS_WORKS_MAX];
};

struct progress *progress_new(void)
{
    struct progress *p = calloc(1, sizeof(*p));
    if (p)
        pthread_mutex_init(&p->lock, NULL);
    return p;
}

void progress_free(struct progress *p)
{
    if (!p)
        return;
    pthread_mutex_destroy(&p->lock);
    free(p);
}

/* NULL: it is not there, or the board is full: then it goes untold. */
static struct work *find(struct progress *p, int64_t id)
{
    for (int i = 0; i < PROGRESS_WORKS_MAX; i++)
        if (p->works[i].id == id)
            return &p->works[i];
    return NULL;
}

void progress_begin(struct progress *p, int64_t work)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    struct work *w = find(p, work);
    if (!w)
        w = find(p, 0);
    if (w)
        *w = (struct work){.id = work};
    pthread_mutex_unlock(&p->lock);
}

bool progress_tell(struct progress *p, int64_t work, int64_t done)
{
    if (!p)
        return true;
    pthread_mutex_lock(&p->lock);
    struct work *w = find(p, work);
    bool goes_on = !w || !w->stop;
    if (w)
        w->done = done;
    pthread_mutex_unlock(&p->lock);
    return goes_on;
}

void progress_end(struct progress *p, int64_t work)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    struct work *w = find(p, work);
    if (w)
        *w = (struct work){0};
    pthread_mutex_unlock(&p->lock);
}

bool progress_look(struct progress *p, int64_t work, int64_t *ret_done)
{
    if (!p)
        return false;
    pthread_mutex_lock(&p->lock);
    const struct work *w = find(p, work);
    if (w)
        *ret_done = w->done;
    pthread_mutex_unlock(&p->lock);
    return w != NULL;
}

void progress_stop(struct progress *p, int64_t work)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    struct work *w = find(p, work);
    if (w)
        w->stop = true;
    pthread_mutex_unlock(&p->lock);
}
