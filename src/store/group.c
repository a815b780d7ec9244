/* Writing where there is one writer (SQLite): whoever is last in line commits for all since the last commit.
 *
 * Operations take turns at the one writing connection, each inside a savepoint
 * of the transaction that the first of them began.  One that has others waiting
 * behind it hands the turn on and waits; the last commits, and all are told. */
#include "store/engine.h"

#include "store.texts.h"

#include <stdlib.h>

enum { WRITERS_WAITING_MAX = 4096 };

struct group {
    int members;
    bool done;
    enum err error;
    struct fault fault;
};

/* Waits for the one writing connection. */
static enum err take_turn(struct store *s, struct fault *f)
{
    pthread_mutex_lock(&s->lock);
    if (s->writers_waiting >= WRITERS_WAITING_MAX) {
        pthread_mutex_unlock(&s->lock);
        return fault(f, ERR_BUSY, &T_store_busy);
    }
    s->writers_waiting++;
    while (s->writer_busy)
        pthread_cond_wait(&s->writer_free, &s->lock);
    s->writers_waiting--;
    s->writer_busy = true;
    pthread_mutex_unlock(&s->lock);
    return OK;
}

static void give_turn_locked(struct store *s)
{
    s->writer_busy = false;
    pthread_cond_signal(&s->writer_free);
}

static enum err open_group(struct store *s, struct fault *f)
{
    if (s->group)
        return OK;
    struct group *g = calloc(1, sizeof(*g));
    if (!g)
        return ERR_MEMORY;
    enum err e = s->engine->execute(s->free_writers, s->engine->begin_write, f);
    if (e != OK) {
        free(g);
        return e;
    }
    s->group = g;
    return OK;
}

/* One operation inside the group's transaction: all of it or nothing. */
static enum err run_member(struct store *s, struct op *op, store_write_fn write, void *arg)
{
    struct connection *reading = op->connection;
    TRY(s->engine->execute(s->free_writers, s->engine->savepoint, op->fault));
    op->connection = s->free_writers;
    enum err e = write(op, arg);
    if (e == OK && arena_failed(op->arena))
        e = ERR_MEMORY;
    connection_close_rows(s->free_writers);
    op->connection = reading;
    if (e == OK && s->engine->check_links)
        e = s->engine->check_links(s->free_writers);
    if (e == OK)
        e = s->engine->execute(s->free_writers, s->engine->release, op->fault);
    if (e == OK)
        return OK;
    struct fault ignored = {0};
    s->engine->execute(s->free_writers, s->engine->rollback_to, &ignored);
    s->engine->execute(s->free_writers, s->engine->release, &ignored);
    return e;
}

static enum err seal(struct store *s, struct op *op, struct fault *f)
{
    if (!s->settings.before_commit)
        return OK;
    struct op sealing = {
        .arena = op->arena,
        .fault = f,
        .store = s,
        .language = op->language,
        .now_us = op->now_us,
        .zone_minutes = op->zone_minutes,
        .today = op->today,
        .kinds = op->kinds,
        .address = "seal",
        .login = "",
        .sees_all = true,
        .connection = s->free_writers,
    };
    enum err e = s->settings.before_commit(&sealing, s->settings.before_commit_context);
    connection_close_rows(s->free_writers);
    return e;
}

/* By the last in line, still holding the turn. */
static void commit_group(struct store *s, struct op *op, struct group *g)
{
    struct fault ignored = {0};
    g->error = seal(s, op, &g->fault);
    if (g->error == OK)
        g->error = s->engine->execute(s->free_writers, s->engine->commit, &g->fault);
    if (g->error != OK)
        s->engine->execute(s->free_writers, s->engine->rollback, &ignored);
}

/* Either commits or lets the next in line in and waits for who does. */
static enum err finish_group(struct store *s, struct op *op, enum err mine)
{
    struct group *g = s->group;
    pthread_mutex_lock(&s->lock);
    g->members++;
    if (s->writers_waiting && g->members < s->settings.group_max) {
        give_turn_locked(s);
        while (!g->done)
            pthread_cond_wait(&s->group_done, &s->lock);
    } else {
        pthread_mutex_unlock(&s->lock);
        commit_group(s, op, g);
        pthread_mutex_lock(&s->lock);
        g->done = true;
        s->group = NULL;
        pthread_cond_broadcast(&s->group_done);
        give_turn_locked(s);
    }
    enum err error = g->error;
    if (mine == OK && error != OK && op->fault->code == OK)
        *op->fault = g->fault;
    if (--g->members == 0)
        free(g);
    pthread_mutex_unlock(&s->lock);
    return mine != OK ? mine : error;
}

enum err group_write(struct op *op, store_write_fn write, void *arg)
{
    struct store *s = op->store;
    TRY(take_turn(s, op->fault));
    enum err e = open_group(s, op->fault);
    if (e != OK) {
        pthread_mutex_lock(&s->lock);
        give_turn_locked(s);
        pthread_mutex_unlock(&s->lock);
        return e;
    }
    return finish_group(s, op, run_member(s, op, write, arg));
}
