/* Writing where there are many writers (PostgreSQL): a transaction each, tried again when it met another one. */
#include "store/engine.h"

#include "store.texts.h"

enum { TRIES_MAX = 5, WRITERS_MAX = 16, WAITING_MAX = 4096 };

static enum err take_writer(struct store *s, struct fault *f, struct connection **ret_writer)
{
    enum err e = OK;
    bool connect = false;
    pthread_mutex_lock(&s->lock);
    if (s->writers_waiting >= WAITING_MAX)
        e = fault(f, ERR_BUSY, &T_store_busy);
    s->writers_waiting++;
    while (e == OK && !s->free_writers && s->n_writers >= WRITERS_MAX)
        pthread_cond_wait(&s->writer_free, &s->lock);
    s->writers_waiting--;
    if (e == OK && s->free_writers) {
        *ret_writer = s->free_writers;
        s->free_writers = (*ret_writer)->next_free;
    } else if (e == OK) {
        connect = true;
        s->n_writers++;
    }
    pthread_mutex_unlock(&s->lock);
    if (!connect)
        return e;
    e = s->engine->connect(s, true, f, ret_writer);
    if (e != OK) {
        pthread_mutex_lock(&s->lock);
        s->n_writers--;
        pthread_cond_signal(&s->writer_free);
        pthread_mutex_unlock(&s->lock);
    }
    return e;
}

static void give_writer(struct store *s, struct connection *c)
{
    pthread_mutex_lock(&s->lock);
    c->next_free = s->free_writers;
    s->free_writers = c;
    pthread_cond_signal(&s->writer_free);
    pthread_mutex_unlock(&s->lock);
}

static enum err try_once(struct connection *c, struct op *op, store_write_fn write, void *arg)
{
    const struct engine *engine = c->engine;
    TRY(engine->execute(c, engine->begin_write, op->fault));
    enum err e = write(op, arg);
    if (e == OK && arena_failed(op->arena))
        e = ERR_MEMORY;
    connection_close_rows(c);
    return e == OK ? engine->execute(c, engine->commit, op->fault) : e;
}

enum err transaction_write(struct op *op, store_write_fn write, void *arg)
{
    struct store *s = op->store;
    struct connection *reading = op->connection, *c;
    struct fault before = *op->fault, ignored = {0};
    TRY(take_writer(s, op->fault, &c));
    struct arena_mark mark = arena_mark(op->arena);
    enum err e = OK;
    for (int tries = 1;; tries++) {
        op->connection = c;
        e = try_once(c, op, write, arg);
        op->connection = reading;
        if (e == OK)
            break;
        bool again = s->engine->may_retry(c) && tries < TRIES_MAX;
        s->engine->execute(c, s->engine->rollback, &ignored);
        if (!again)
            break;
        *op->fault = before;
        arena_rewind(op->arena, mark);
    }
    give_writer(s, c);
    return e;
}
