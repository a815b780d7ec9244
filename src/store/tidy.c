/* Work that commits leave behind, done apart from them: a commit that checkpoints makes everyone wait. */
#include "store/engine.h"

static void *run_tidying(void *arg)
{
    struct store *s = arg;
    struct tidying *t = &s->tidying;
    pthread_mutex_lock(&t->lock);
    while (!t->stop) {
        if (!t->wanted) {
            pthread_cond_wait(&t->wake, &t->lock);
            continue;
        }
        t->wanted = false;
        pthread_mutex_unlock(&t->lock);
        s->engine->tidy(t->connection);
        pthread_mutex_lock(&t->lock);
    }
    pthread_mutex_unlock(&t->lock);
    return NULL;
}

enum err tidying_start(struct store *s, struct fault *f)
{
    struct tidying *t = &s->tidying;
    if (!s->engine->tidy)
        return OK;
    TRY(s->engine->connect(s, false, f, &t->connection));
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->wake, NULL);
    t->started = pthread_create(&t->thread, NULL, run_tidying, s) == 0;
    return OK;
}

void tidying_stop(struct store *s)
{
    struct tidying *t = &s->tidying;
    if (t->started) {
        pthread_mutex_lock(&t->lock);
        t->stop = true;
        pthread_cond_signal(&t->wake);
        pthread_mutex_unlock(&t->lock);
        pthread_join(t->thread, NULL);
    }
    if (t->connection) {
        pthread_mutex_destroy(&t->lock);
        pthread_cond_destroy(&t->wake);
        s->engine->disconnect(t->connection);
    }
}

void tidying_notice(struct store *s, struct connection *writer)
{
    struct tidying *t = &s->tidying;
    if (!t->started || s->engine->backlog(writer) < s->engine->backlog_much)
        return;
    pthread_mutex_lock(&t->lock);
    t->wanted = true;
    pthread_cond_signal(&t->wake);
    pthread_mutex_unlock(&t->lock);
}
