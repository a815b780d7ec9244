#include "store/engine.h"

#include "store.texts.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { READERS_USUAL = 4, GROUP_MAX_USUAL = 64, WRITE_LIMIT_USUAL_MS = 60000, WRITERS_WAITING_MAX = 4096 };

/* ---- opening ---- */

/* A database in memory that several connections share is a file nobody else knows: locks then work as everywhere. */
static char *temporary_path(void)
{
    char path[] = "/tmp/lianzhang-memory-XXXXXX";
    int file = mkstemp(path);
    if (file < 0)
        return NULL;
    close(file);
    return strdup(path);
}

static enum err parse_url(struct store *s, const char *url, struct fault *f)
{
    if (strncmp(url, "sqlite:", 7) != 0)
        return fault(f, ERR_USAGE, &T_store_unknown_url, url);
    s->engine = &sqlite_engine;
    s->is_temporary = strcmp(url + 7, ":memory:") == 0;
    s->target = s->is_temporary ? temporary_path() : strdup(url + 7);
    s->shown = strdup(url);
    s->settings.create |= s->is_temporary;
    return s->target && s->shown ? OK : ERR_MEMORY;
}

static void apply_usual_settings(struct store_settings *s)
{
    if (!s->readers)
        s->readers = READERS_USUAL;
    if (!s->group_max)
        s->group_max = GROUP_MAX_USUAL;
    if (!s->write_limit_ms)
        s->write_limit_ms = WRITE_LIMIT_USUAL_MS;
}

static enum err connect_all(struct store *s, struct fault *f)
{
    TRY(s->engine->connect(s, true, f, &s->writer));
    for (const char *const *sql = s->engine->own_tables; *sql; sql++)
        TRY(s->engine->execute(s->writer, *sql, f));
    for (; s->n_readers < s->settings.readers; s->n_readers++) {
        struct connection *c;
        TRY(s->engine->connect(s, false, f, &c));
        c->next_free = s->free_readers;
        s->free_readers = c;
    }
    return OK;
}

enum err store_open(const char *url, const struct store_settings *settings, struct fault *f, struct store **ret_store)
{
    struct store *s = calloc(1, sizeof(*s));
    if (!s)
        return ERR_MEMORY;
    if (settings)
        s->settings = *settings;
    apply_usual_settings(&s->settings);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->reader_free, NULL);
    pthread_cond_init(&s->writer_free, NULL);
    pthread_cond_init(&s->group_done, NULL);
    enum err e = parse_url(s, url, f);
    if (e == OK)
        e = connect_all(s, f);
    if (e != OK) {
        store_close(s);
        return e;
    }
    *ret_store = s;
    return OK;
}

void store_close(struct store *s)
{
    if (!s)
        return;
    while (s->free_readers) {
        struct connection *c = s->free_readers;
        s->free_readers = c->next_free;
        s->engine->disconnect(c);
    }
    if (s->writer)
        s->engine->disconnect(s->writer);
    if (s->is_temporary && s->target)
        unlink(s->target);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->reader_free);
    pthread_cond_destroy(&s->writer_free);
    pthread_cond_destroy(&s->group_done);
    free(s->target);
    free(s->shown);
    free(s);
}

enum store_engine store_engine_of(const struct store *s)
{
    return s->engine->id;
}

const char *store_url_shown(const struct store *s)
{
    return s->shown;
}

/* ---- reading ---- */

enum err op_begin_read(struct op *op)
{
    struct store *s = op->store;
    if (op->connection)
        return OK;
    pthread_mutex_lock(&s->lock);
    while (!s->free_readers)
        pthread_cond_wait(&s->reader_free, &s->lock);
    struct connection *c = s->free_readers;
    s->free_readers = c->next_free;
    pthread_mutex_unlock(&s->lock);
    op->connection = c;
    enum err e = s->engine->execute(c, s->engine->begin_read, op->fault);
    c->in_snapshot = e == OK;
    if (e != OK)
        op_end(op);
    return e;
}

static void close_rows(struct connection *c)
{
    while (c->open_rows)
        rows_close(c->open_rows);
}

void op_end(struct op *op)
{
    struct connection *c = op->connection;
    struct fault ignored = {0};
    if (!c || c->is_writer)
        return;
    struct store *s = op->store;
    close_rows(c);
    if (c->in_snapshot)
        s->engine->execute(c, s->engine->rollback, &ignored);
    c->in_snapshot = false;
    op->connection = NULL;
    pthread_mutex_lock(&s->lock);
    c->next_free = s->free_readers;
    s->free_readers = c;
    pthread_cond_signal(&s->reader_free);
    pthread_mutex_unlock(&s->lock);
}

/* ---- writing: whoever is last in line commits for all since the last commit ---- */

struct group {
    int members;
    bool done;
    enum err error;
    struct fault fault;
};

bool store_is_writing(const struct op *op)
{
    return op->connection && op->connection->is_writer;
}

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
    enum err e = s->engine->execute(s->writer, s->engine->begin_write, f);
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
    TRY(s->engine->execute(s->writer, s->engine->savepoint, op->fault));
    op->connection = s->writer;
    enum err e = write(op, arg);
    if (e == OK && arena_failed(op->arena))
        e = ERR_MEMORY;
    close_rows(s->writer);
    op->connection = reading;
    if (e == OK)
        e = s->engine->execute(s->writer, s->engine->release, op->fault);
    if (e == OK)
        return OK;
    struct fault ignored = {0};
    s->engine->execute(s->writer, s->engine->rollback_to, &ignored);
    s->engine->execute(s->writer, s->engine->release, &ignored);
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
        .connection = s->writer,
    };
    enum err e = s->settings.before_commit(&sealing, s->settings.before_commit_context);
    close_rows(s->writer);
    return e;
}

/* By the last in line, still holding the turn. */
static void commit_group(struct store *s, struct op *op, struct group *g)
{
    struct fault ignored = {0};
    g->error = seal(s, op, &g->fault);
    if (g->error == OK)
        g->error = s->engine->execute(s->writer, s->engine->commit, &g->fault);
    if (g->error != OK)
        s->engine->execute(s->writer, s->engine->rollback, &ignored);
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

enum err store_write(struct op *op, store_write_fn write, void *arg)
{
    struct store *s = op->store;
    if (store_is_writing(op))
        return write(op, arg);
    if (op->as_of_us)
        return fault(op->fault, ERR_CONFLICT, &T_store_past_is_read_only);
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

/* ---- clock, ids ---- */

static int64_t machine_now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static enum err own_int(struct op *op, const char *sql, int64_t argument, int64_t *ret_value)
{
    struct bound b = {.sql = sql, .values = {value_int(argument)}, .n = 1};
    struct rows *rows;
    TRY(op->connection->engine->run(op->connection, op, &b, &rows));
    if (rows_next(rows))
        *ret_value = rows_int(rows, 0);
    return rows_close(rows);
}

enum err store_stamp(struct op *op, int64_t *ret_us)
{
    assert(store_is_writing(op));
    int64_t earliest_us = op->backdate_us ? op->backdate_us : machine_now_us();
    return own_int(op, op->store->engine->stamp_sql, earliest_us, ret_us);
}

static enum err take_moment(struct op *op, void *arg)
{
    return store_stamp(op, arg);
}

enum err store_moment(struct op *op, int64_t *ret_us)
{
    return store_write(op, take_moment, ret_us);
}

enum err store_next_ids(struct op *op, int64_t n, int64_t *ret_first)
{
    assert(store_is_writing(op) && n > 0);
    int64_t last = 0;
    TRY(own_int(op, op->store->engine->next_ids_sql, n, &last));
    *ret_first = last - n + 1;
    return OK;
}

enum err store_next_id(struct op *op, int64_t *ret_id)
{
    return store_next_ids(op, 1, ret_id);
}

enum err store_lock(struct op *op, const char *name)
{
    (void)name; /* SQLite has one writer */
    assert(store_is_writing(op));
    return OK;
}

enum err store_execute(struct op *op, const char *sql)
{
    assert(store_is_writing(op));
    return op->connection->engine->execute(op->connection, sql, op->fault);
}

/* ---- for tests ---- */

size_t store_fail_nth(struct store *s, size_t n)
{
    size_t made = s->steps_made;
    s->steps_made = 0;
    s->step_to_fail = n;
    return made;
}

bool store_step_fails(struct connection *c, struct fault *f)
{
    size_t step = __atomic_add_fetch(&c->store->steps_made, 1, __ATOMIC_RELAXED);
    if (!c->store->step_to_fail || step != c->store->step_to_fail)
        return false;
    fault(f, ERR_STORAGE, &T_store_failed);
    return true;
}
