#include "store/engine.h"

#include "store.texts.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { READERS_USUAL = 4, GROUP_MAX_USUAL = 64, WRITE_LIMIT_USUAL_MS = 60000 };

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

/* postgresql://user:password@host → postgresql://user@host */
static char *url_without_password(const char *url)
{
    char *shown = strdup(url);
    char *user = shown ? strstr(shown, "://") : NULL, *at = user ? strchr(user + 3, '@') : NULL;
    char *colon = at ? memchr(user + 3, ':', (size_t)(at - user - 3)) : NULL;
    if (colon)
        memmove(colon, at, strlen(at) + 1);
    return shown;
}

static enum err parse_url(struct store *s, const char *url, struct fault *f)
{
    if (strncmp(url, "postgresql://", 13) == 0 || strncmp(url, "postgres://", 11) == 0) {
        s->engine = &postgres_engine;
        s->target = strdup(url);
        s->shown = url_without_password(url);
        return s->target && s->shown ? OK : ERR_MEMORY;
    }
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
    struct connection *writer;
    TRY(s->engine->connect(s, true, f, &writer));
    s->free_writers = writer;
    s->n_writers = 1;
    for (const char *const *sql = s->engine->own_tables; *sql; sql++)
        TRY(s->engine->execute(writer, *sql, f));
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

static void disconnect_all(struct connection *list)
{
    while (list) {
        struct connection *c = list;
        list = c->next_free;
        c->engine->disconnect(c);
    }
}

void store_close(struct store *s)
{
    if (!s)
        return;
    disconnect_all(s->free_readers);
    disconnect_all(s->free_writers);
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

void connection_close_rows(struct connection *c)
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
    connection_close_rows(c);
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

/* ---- writing ---- */

bool store_is_writing(const struct op *op)
{
    return op->connection && op->connection->is_writer;
}

enum err store_write(struct op *op, store_write_fn write, void *arg)
{
    if (store_is_writing(op))
        return write(op, arg);
    if (op->as_of_us)
        return fault(op->fault, ERR_CONFLICT, &T_store_past_is_read_only);
    return op->store->engine->has_one_writer ? group_write(op, write, arg) : transaction_write(op, write, arg);
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
    int64_t earliest_us = op->backdate_us;
    if (!earliest_us && op->store->engine->has_one_writer)
        earliest_us = machine_now_us(); /* the machine's clock is the embedded database's */
    return own_int(op, op->store->engine->stamp_sql, earliest_us, ret_us);
}

static enum err take_moment(struct op *op, void *arg)
{
    if (op->store->engine->fence_sql)
        TRY(op->connection->engine->execute(op->connection, op->store->engine->fence_sql, op->fault));
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
    assert(store_is_writing(op));
    const char *sql = op->store->engine->lock_sql;
    if (!sql)
        return OK; /* there is one writer */
    struct bound b = {.sql = sql, .values = {value_text(name)}, .n = 1};
    struct rows *rows;
    TRY(op->connection->engine->run(op->connection, op, &b, &rows));
    rows_next(rows);
    return rows_close(rows);
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
