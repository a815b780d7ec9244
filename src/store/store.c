#include "store/engine.h"

#include "store.texts.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    READERS_USUAL = 4,
    WRITERS_USUAL = 32, /* PostgreSQL: a commit waits for the disk, and many wait together */
    GROUP_MAX_USUAL = 64,
    GROUP_WAIT_USUAL_US = 20000,
    WRITE_LIMIT_USUAL_MS = 60000
};

/* ---- addresses ---- */

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

static void cut(char *from, const char *to)
{
    memmove(from, to, strlen(to) + 1);
}

/* postgresql://user:secret@host/db?password=secret → postgresql://user@host/db */
static char *url_without_password(const char *url)
{
    char *shown = strdup(url);
    if (!shown)
        return NULL;
    char *authority = strstr(shown, "://") + 3, *end = authority + strcspn(authority, "/?");
    char *at = memchr(authority, '@', (size_t)(end - authority));
    char *colon = at ? memchr(authority, ':', (size_t)(at - authority)) : NULL;
    if (colon)
        cut(colon, at);
    for (char *p = strchr(shown, '?'); p && (p = strstr(p, "password="));) {
        char *rest = p + strcspn(p, "&");
        cut(*rest ? p : p - 1, *rest ? rest + 1 : rest);
        p--;
    }
    return shown;
}

static bool begins(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static enum err parse_url(struct store *s, const char *url, struct fault *f)
{
    static const char sqlite[] = "sqlite:";
    if (begins(url, "postgresql://") || begins(url, "postgres://")) {
        s->engine = &postgres_engine;
        s->target = strdup(url);
        s->shown = url_without_password(url);
    } else if (begins(url, sqlite) && url[sizeof(sqlite) - 1]) {
        const char *path = url + sizeof(sqlite) - 1;
        s->engine = &sqlite_engine;
        s->is_temporary = strcmp(path, ":memory:") == 0;
        s->target = s->is_temporary ? temporary_path() : strdup(path);
        s->shown = strdup(url);
        s->settings.create |= s->is_temporary;
    } else {
        return fault(f, ERR_USAGE, &T_store_unknown_url, url);
    }
    return s->target && s->shown ? OK : fault(f, ERR_MEMORY, &T_store_memory);
}

/* ---- opening ---- */

static void apply_usual_settings(struct store_settings *s)
{
    if (!s->readers)
        s->readers = READERS_USUAL;
    if (!s->writers)
        s->writers = WRITERS_USUAL;
    if (!s->group_max)
        s->group_max = GROUP_MAX_USUAL;
    if (!s->group_wait_us)
        s->group_wait_us = GROUP_WAIT_USUAL_US;
    if (!s->write_limit_ms)
        s->write_limit_ms = WRITE_LIMIT_USUAL_MS;
}

static enum err make_own_tables(struct op *op, void *arg)
{
    (void)arg;
    TRY(store_lock(op, "store"));
    for (const char *const *sql = op->store->engine->own_tables; *sql; sql++)
        TRY(store_execute(op, *sql));
    return OK;
}

static enum err with_own_operation(struct store *s, struct fault *f, enum err (*run)(struct op *op))
{
    struct op op = {.arena = arena_new(1 << 20), .fault = f, .store = s, .sees_all = true, .login = "", .address = ""};
    if (!op.arena)
        return fault(f, ERR_MEMORY, &T_store_memory);
    enum err e = run(&op);
    op_end(&op);
    arena_free(op.arena);
    return e;
}

/* Asked first, so that opening a database that has them writes nothing. */
static enum err need_own_tables(struct op *op)
{
    int64_t has = 0;
    TRY(op_begin_read(op));
    TRY(connection_int(op->connection, op, op->store->engine->has_own_sql, false, 0, &has));
    op_end(op);
    return has ? OK : store_write(op, make_own_tables, NULL);
}

/* What runs before each commit knows tables that are not there yet. */
static enum err need_own_tables_alone(struct store *s, struct fault *f)
{
    struct store_settings usual = s->settings;
    s->settings.before_commit = NULL;
    enum err e = with_own_operation(s, f, need_own_tables);
    s->settings = usual;
    return e;
}

static enum err connect_first(struct store *s, struct fault *f)
{
    if (s->engine->has_one_writer)
        TRY(s->engine->connect(s, true, f, &s->turns.writer));
    TRY(need_own_tables_alone(s, f));
    return tidying_start(s, f);
}

enum err store_open(const char *url, const struct store_settings *settings, struct fault *f, struct store **ret_store)
{
    struct store *s = calloc(1, sizeof(*s));
    if (!s)
        return fault(f, ERR_MEMORY, &T_store_memory);
    if (settings)
        s->settings = *settings;
    apply_usual_settings(&s->settings);
    pool_init(&s->readers, s->settings.readers, false);
    pool_init(&s->writers, s->settings.writers, true);
    pthread_mutex_init(&s->ids.lock, NULL);
    kept_init(&s->kept);
    enum err e = turns_init(&s->turns) == OK ? parse_url(s, url, f) : fault(f, ERR_MEMORY, &T_store_memory);
    if (e == OK)
        e = connect_first(s, f);
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
    tidying_stop(s);
    pool_release(&s->readers);
    pool_release(&s->writers);
    turns_release(&s->turns);
    pthread_mutex_destroy(&s->ids.lock);
    kept_release(&s->kept);
    if (s->is_temporary && s->target)
        unlink(s->target);
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
    struct connection *c;
    if (op->connection)
        return OK;
    TRY(pool_take(&s->readers, s, op->fault, &c));
    op->connection = c;
    c->in_snapshot = true;
    c->failure = FAILURE_NONE;
    enum err e = connection_execute(c, s->engine->begin_read, op->fault);
    if (e != OK)
        op_end(op);
    return e;
}

void op_end(struct op *op)
{
    struct connection *c = op->connection;
    struct fault ignored = {0};
    if (!c || c->is_writer)
        return;
    connection_close_rows(c);
    c->engine->recover(c, &ignored);
    c->in_snapshot = false;
    op->connection = NULL;
    pool_give(&op->store->readers, c);
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
    op->violation = NULL;
    return op->store->engine->has_one_writer ? group_write(op, write, arg) : transaction_write(op, write, arg);
}
