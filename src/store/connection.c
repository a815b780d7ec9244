#include "store/engine.h"

#include "store.texts.h"

#include <time.h>

/* ---- clocks ---- */

int64_t monotonic_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t machine_now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

struct timespec deadline_after_ms(int64_t ms)
{
    int64_t at_ms = monotonic_ms() + ms;
    return (struct timespec){.tv_sec = at_ms / 1000, .tv_nsec = at_ms % 1000 * 1000000};
}

void condition_init(pthread_cond_t *c)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(c, &attributes);
    pthread_condattr_destroy(&attributes);
}

/* ---- steps ---- */

static bool step_fails(struct store *s, struct fault *f)
{
    if (!__atomic_load_n(&s->counts_steps, __ATOMIC_RELAXED))
        return false;
    size_t step = __atomic_add_fetch(&s->steps_made, 1, __ATOMIC_RELAXED);
    if (step != __atomic_load_n(&s->step_to_fail, __ATOMIC_RELAXED))
        return false;
    fault(f, ERR_STORAGE, &T_store_failed);
    return true;
}

size_t store_fail_nth(struct store *s, size_t n)
{
    __atomic_store_n(&s->step_to_fail, n, __ATOMIC_RELAXED);
    __atomic_store_n(&s->counts_steps, true, __ATOMIC_RELAXED);
    return __atomic_exchange_n(&s->steps_made, 0, __ATOMIC_RELAXED);
}

static enum err in_time(const struct connection *c, struct fault *f)
{
    if (c->deadline_ms && monotonic_ms() > c->deadline_ms)
        return fault(f, ERR_BUSY, &T_store_too_long);
    return OK;
}

enum err connection_before_step(struct connection *c, struct fault *f)
{
    if (c->wants_lock)
        return ERR_BUSY; /* the write begins again; nothing that it still does would stay */
    enum err e = step_fails(c->store, f) ? ERR_STORAGE : in_time(c, f);
    if (e != OK && c->failure == FAILURE_NONE)
        c->failure = FAILURE_STATEMENT;
    return e;
}

enum err connection_execute(struct connection *c, const char *sql, struct fault *f)
{
    TRY(connection_before_step(c, f));
    return c->engine->execute(c, sql, f);
}

enum err connection_run(struct connection *c, struct op *op, const struct bound *b, struct rows **ret_rows)
{
    TRY(connection_before_step(c, op->fault));
    return c->engine->run(c, op, b, ret_rows);
}

void connection_close_rows(struct connection *c)
{
    while (c->open_rows)
        rows_close(c->open_rows);
}

enum err connection_int(struct connection *c, struct op *op, const char *sql, bool has_argument, int64_t argument,
                        int64_t *ret_value)
{
    struct arena_mark mark = arena_mark(op->arena);
    struct bound b = {.sql = sql, .values = {value_int(argument)}, .n = has_argument};
    struct rows *rows;
    TRY(connection_run(c, op, &b, &rows));
    bool found = rows_next(rows);
    if (found)
        *ret_value = rows_int(rows, 0);
    enum err e = rows_close(rows);
    arena_rewind(op->arena, mark);
    return e != OK || found ? e : fault(op->fault, ERR_BUG, &T_store_bad_statement);
}

/* ---- a write as a whole ---- */

struct try_start try_start(const struct op *op)
{
    return (struct try_start){.fault = *op->fault, .mark = arena_mark(op->arena)};
}

void try_again(struct op *op, const struct try_start *start)
{
    *op->fault = start->fault;
    op->violation = NULL;
    arena_rewind(op->arena, start->mark);
}

enum err run_write(struct connection *c, struct op *op, store_write_fn write, void *arg)
{
    struct connection *reading = op->connection;
    c->failure = FAILURE_NONE;
    c->violation.kind = CONSTRAINT_NONE;
    c->deadline_ms = monotonic_ms() + c->store->settings.write_limit_ms;
    op->connection = c;
    enum err e = write(op, arg);
    if (e == OK && arena_failed(op->arena))
        e = fault(op->fault, ERR_MEMORY, &T_store_memory);
    connection_close_rows(c);
    op->connection = reading;
    if (e == OK && c->wants_lock)
        e = ERR_BUSY;
    if (e == OK && c->failure != FAILURE_NONE)
        e = fault(op->fault, ERR_BUG, &T_store_went_on); /* PostgreSQL has given the transaction up */
    c->deadline_ms = 0;
    return e;
}

void note_violation(struct op *op, const struct connection *c)
{
    if (c->violation.kind == CONSTRAINT_NONE)
        return;
    op->violation = arena_one(op->arena, struct violation);
    if (op->violation)
        *op->violation = c->violation;
}
