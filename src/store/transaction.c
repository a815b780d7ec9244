/* Writing where there are many writers (PostgreSQL): a transaction each, made again when it met another one. */
#include "store/engine.h"

#include "store.texts.h"

#include <stdlib.h>
#include <time.h>

enum { TRIES_MAX = 5, FIRST_PAUSE_MS = 50 };

static int compare_locks(const void *one, const void *other)
{
    int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;
    return (a > b) - (a < b);
}

/* In one order everywhere, so that nobody waits in a circle. */
static enum err take_locks(struct connection *c, struct op *op)
{
    qsort(c->locks, (size_t)c->n_locks, sizeof(c->locks[0]), compare_locks);
    for (int i = 0; i < c->n_locks; i++) {
        int64_t one;
        TRY(connection_int(c, op, c->engine->lock_sql, true, c->locks[i], &one));
    }
    return OK;
}

/* A violation that only the commit found has no other words. */
static enum err commit(struct connection *c, struct op *op)
{
    enum err e = connection_execute(c, c->engine->commit, op->fault);
    if (e == ERR_CONFLICT)
        fault(op->fault, ERR_CONFLICT, &T_store_dangling);
    return e;
}

static enum err try_once(struct connection *c, struct op *op, store_write_fn write, void *arg, bool *ret_committing)
{
    *ret_committing = false;
    c->failure = FAILURE_NONE;
    c->wants_lock = false;
    TRY(take_locks(c, op));
    TRY(connection_execute(c, c->engine->begin_write, op->fault));
    TRY(run_write(c, op, write, arg));
    *ret_committing = true;
    return commit(c, op);
}

static void pause_ms(int ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}, NULL);
}

/* What was lost while it was committed may be there: only the caller can know. */
static bool goes_again(struct connection *c, bool committing, int *tries)
{
    if (c->wants_lock)
        return true;
    if (c->failure == FAILURE_LOST && !committing && *tries < TRIES_MAX)
        pause_ms(FIRST_PAUSE_MS << (*tries - 1)); /* another host becomes primary meanwhile */
    else if (c->failure != FAILURE_PASSING)
        return false;
    return (*tries)++ < TRIES_MAX;
}

enum err transaction_write(struct op *op, store_write_fn write, void *arg)
{
    struct store *s = op->store;
    struct try_start start = try_start(op);
    struct fault ignored = {0};
    struct connection *c;
    TRY(pool_take(&s->writers, s, op->fault, &c));
    int tries = 1;
    bool committing;
    enum err e = try_once(c, op, write, arg, &committing);
    while (e != OK && goes_again(c, committing, &tries)) {
        s->engine->recover(c, &ignored);
        try_again(op, &start);
        e = try_once(c, op, write, arg, &committing);
    }
    if (e != OK || c->n_locks)
        s->engine->recover(c, &ignored);
    note_violation(op, c);
    c->n_locks = 0;
    c->wants_lock = false;
    pool_give(&s->writers, c);
    return e;
}
