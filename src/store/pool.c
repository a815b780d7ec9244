#include "store/engine.h"

#include "store.texts.h"

enum { WAITING_MAX = 4096, WAIT_MS = 10000 };

void pool_init(struct pool *p, int max, bool of_writers)
{
    *p = (struct pool){.max = max, .of_writers = of_writers};
    pthread_mutex_init(&p->lock, NULL);
    condition_init(&p->freed);
}

void pool_release(struct pool *p)
{
    while (p->free) {
        struct connection *c = p->free;
        p->free = c->next_free;
        c->engine->disconnect(c);
    }
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->freed);
}

/* With the lock: a connection that was given back, or NULL and the right to make one. */
static enum err wait_for_one(struct pool *p, struct fault *f, struct connection **ret_connection)
{
    struct timespec until = deadline_after_ms(WAIT_MS);
    int late = 0;
    if (p->waiting >= WAITING_MAX)
        return fault(f, ERR_BUSY, &T_store_busy);
    p->waiting++;
    while (!p->free && p->n >= p->max && !late)
        late = pthread_cond_timedwait(&p->freed, &p->lock, &until);
    p->waiting--;
    if (!p->free && p->n >= p->max)
        return fault(f, ERR_BUSY, &T_store_busy);
    *ret_connection = p->free;
    if (p->free)
        p->free = p->free->next_free;
    else
        p->n++;
    return OK;
}

enum err pool_take(struct pool *p, struct store *s, struct fault *f, struct connection **ret_connection)
{
    pthread_mutex_lock(&p->lock);
    enum err e = wait_for_one(p, f, ret_connection);
    pthread_mutex_unlock(&p->lock);
    if (e != OK || *ret_connection)
        return e;
    e = s->engine->connect(s, p->of_writers, f, ret_connection);
    if (e != OK) {
        pthread_mutex_lock(&p->lock);
        p->n--;
        pthread_cond_signal(&p->freed);
        pthread_mutex_unlock(&p->lock);
    }
    return e;
}

void pool_give(struct pool *p, struct connection *c)
{
    pthread_mutex_lock(&p->lock);
    c->next_free = p->free;
    p->free = c;
    pthread_cond_signal(&p->freed);
    pthread_mutex_unlock(&p->lock);
}
