/* Writing where there is one writer (SQLite): whoever is last in line commits for all since the last commit.
 *
 * Operations take turns at the one writing connection, each inside a savepoint
 * of the transaction that the first of them began.  One that has others waiting
 * behind it hands the turn on and waits; the last commits, and all are told.
 * There is no thread of its own: an operation's arena and fault stay with the
 * thread that runs it.
 *
 * A failed commit fails them all.  A transaction that is lost before it (the
 * disk was full in the middle of a statement, a write was stopped) is the fault
 * of one: the others run again. */
#include "store/engine.h"

#include "store.texts.h"

#include <stdlib.h>

enum { WAITING_MAX = 4096, WAIT_MS = 10000, TRIES_MAX = 5, ARENA_BYTES = 64 << 20 };

struct group {
    int runs;    /* operations that have had their turn */
    int members; /* those among them that wait for the commit */
    int64_t begun_us;
    bool done;
    bool again; /* it was lost through another: run again */
    enum err error;
    struct fault fault;
};

enum err turns_init(struct turns *t)
{
    pthread_mutex_init(&t->lock, NULL);
    condition_init(&t->writer_free);
    pthread_cond_init(&t->group_done, NULL);
    t->arena = arena_new(ARENA_BYTES);
    return t->arena ? OK : ERR_MEMORY;
}

void turns_release(struct turns *t)
{
    if (t->writer)
        t->writer->engine->disconnect(t->writer);
    arena_free(t->arena);
    pthread_mutex_destroy(&t->lock);
    pthread_cond_destroy(&t->writer_free);
    pthread_cond_destroy(&t->group_done);
}

/* Who gives up waits no longer only while another has the turn, so that a turn that was handed on is taken. */
static enum err take_turn(struct turns *t, struct fault *f)
{
    struct timespec until = deadline_after_ms(WAIT_MS);
    int late = 0;
    pthread_mutex_lock(&t->lock);
    if (t->waiting >= WAITING_MAX) {
        pthread_mutex_unlock(&t->lock);
        return fault(f, ERR_BUSY, &T_store_busy);
    }
    t->waiting++;
    while (t->busy && !late)
        late = pthread_cond_timedwait(&t->writer_free, &t->lock, &until);
    t->waiting--;
    bool mine = !t->busy;
    t->busy = true;
    pthread_mutex_unlock(&t->lock);
    return mine ? OK : fault(f, ERR_BUSY, &T_store_busy);
}

static void give_turn_locked(struct turns *t)
{
    t->busy = false;
    pthread_cond_signal(&t->writer_free);
}

static enum err open_group(struct store *s, struct fault *f)
{
    struct turns *t = &s->turns;
    if (t->group)
        return OK;
    struct group *g = calloc(1, sizeof(*g));
    if (!g)
        return fault(f, ERR_MEMORY, &T_store_memory);
    enum err e = connection_execute(t->writer, s->engine->begin_write, f);
    if (e != OK) {
        struct fault ignored = {0};
        s->engine->recover(t->writer, &ignored);
        free(g);
        return e;
    }
    g->begun_us = monotonic_ms() * 1000;
    t->group = g;
    return OK;
}

/* false: the transaction is lost, and with it what the members before wrote. */
static bool undo_member(struct connection *c)
{
    struct fault ignored = {0};
    const struct engine *engine = c->engine;
    return engine->in_transaction(c) && engine->execute(c, engine->rollback_to, &ignored) == OK &&
           engine->execute(c, engine->release, &ignored) == OK;
}

/* One operation inside the group's transaction: all of it or nothing. */
static enum err run_member(struct connection *c, struct op *op, store_write_fn write, void *arg, bool *ret_lost)
{
    const struct engine *engine = c->engine;
    *ret_lost = false;
    enum err e = connection_execute(c, engine->savepoint, op->fault);
    if (e != OK) {
        *ret_lost = !engine->in_transaction(c);
        return e;
    }
    e = run_write(c, op, write, arg);
    if (e == OK && engine->references_hold && !engine->references_hold(c)) {
        c->violation = (struct violation){.kind = CONSTRAINT_REFERENCE};
        e = fault(op->fault, ERR_CONFLICT, &T_store_dangling);
    }
    if (e == OK)
        e = connection_execute(c, engine->release, op->fault);
    if (e != OK)
        *ret_lost = !undo_member(c);
    note_violation(op, c);
    return e;
}

static enum err before_commit(struct store *s, struct op *op, struct fault *f)
{
    if (!s->settings.before_commit)
        return OK;
    struct op sealing = {
        .arena = s->turns.arena,
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
        .connection = s->turns.writer,
    };
    arena_reset(sealing.arena);
    enum err e = s->settings.before_commit(&sealing, s->settings.before_commit_context);
    connection_close_rows(s->turns.writer);
    return e;
}

/* By the last in line, still holding the turn. */
static void commit_group(struct store *s, struct op *op, struct group *g)
{
    struct fault ignored = {0};
    struct connection *c = s->turns.writer;
    if (g->members) {
        g->error = before_commit(s, op, &g->fault);
        if (g->error == OK)
            g->error = connection_execute(c, s->engine->commit, &g->fault);
    }
    if (g->error != OK || !g->members)
        s->engine->recover(c, &ignored);
    tidying_notice(s, c);
}

static bool others_come(const struct store *s, const struct group *g)
{
    return s->turns.waiting && g->runs < s->settings.group_max &&
           monotonic_ms() * 1000 - g->begun_us < s->settings.group_wait_us;
}

static void end_group_locked(struct turns *t, struct group *g)
{
    g->done = true;
    t->group = NULL;
    pthread_cond_broadcast(&t->group_done);
    give_turn_locked(t);
}

/* What became of the group, for one of its members; the last to ask forgets it. */
static enum err ask_group_locked(struct group *g, struct op *op, bool *ret_again)
{
    enum err e = g->error;
    *ret_again = g->again;
    if (g->again)
        e = fault(op->fault, ERR_BUSY, &T_store_busy);
    else if (e != OK && op->fault->code == OK)
        *op->fault = g->fault;
    if (--g->members == 0)
        free(g);
    return e;
}

/* Commits, or lets the next in line in and waits for who does. */
static enum err leave(struct store *s, struct op *op, enum err mine, bool lost, bool *ret_again)
{
    struct turns *t = &s->turns;
    struct group *g = t->group;
    struct fault ignored = {0};
    pthread_mutex_lock(&t->lock);
    g->runs++;
    g->members += mine == OK;
    if (!lost && others_come(s, g)) {
        give_turn_locked(t);
        while (mine == OK && !g->done)
            pthread_cond_wait(&t->group_done, &t->lock);
    } else {
        pthread_mutex_unlock(&t->lock);
        g->again = lost;
        if (lost)
            s->engine->recover(t->writer, &ignored);
        else
            commit_group(s, op, g);
        pthread_mutex_lock(&t->lock);
        end_group_locked(t, g);
        if (!g->members)
            free(g);
    }
    enum err e = mine == OK ? ask_group_locked(g, op, ret_again) : mine;
    pthread_mutex_unlock(&t->lock);
    return e;
}

static enum err take_part(struct op *op, store_write_fn write, void *arg, bool *ret_again)
{
    struct store *s = op->store;
    struct turns *t = &s->turns;
    bool lost;
    *ret_again = false;
    TRY(take_turn(t, op->fault));
    enum err e = open_group(s, op->fault);
    if (e != OK) {
        pthread_mutex_lock(&t->lock);
        give_turn_locked(t);
        pthread_mutex_unlock(&t->lock);
        return e;
    }
    e = run_member(t->writer, op, write, arg, &lost);
    return leave(s, op, e, lost, ret_again);
}

enum err group_write(struct op *op, store_write_fn write, void *arg)
{
    struct try_start start = try_start(op);
    bool again;
    enum err e = take_part(op, write, arg, &again);
    for (int tries = 1; again && tries < TRIES_MAX; tries++) {
        try_again(op, &start);
        e = take_part(op, write, arg, &again);
    }
    return e;
}
