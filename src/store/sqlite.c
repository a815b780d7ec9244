/* SQLite: the only file that knows sqlite3.h. */
#include "store/engine.h"

#include "store.texts.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Prepared statements are kept by their text: CACHE_SETS × CACHE_WAYS, the least used of a set goes. */
enum { CACHE_SETS = 64, CACHE_WAYS = 8, BUSY_TIMEOUT_MS = 10000, PROGRESS_STEPS = 20000, CHECKPOINT_PAGES = 4000 };

struct prepared {
    uint64_t digest;
    uint64_t used;
    sqlite3_stmt *statement;
};

struct sqlite_connection {
    struct connection base;
    sqlite3 *db;
    struct prepared cache[CACHE_SETS][CACHE_WAYS];
    uint64_t uses;
    int64_t deadline_ms; /* of the write under way; 0: none */
};

struct sqlite_rows {
    struct rows base;
    sqlite3_stmt *statement;
    bool is_own; /* not from the cache: another cursor holds that one */
};

static struct sqlite_connection *own(struct connection *c)
{
    return (struct sqlite_connection *)c;
}

/* ---- errors ---- */

static enum constraint_kind constraint_of(int extended)
{
    switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return CONSTRAINT_UNIQUE;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return CONSTRAINT_REFERENCE;
    case SQLITE_CONSTRAINT_NOTNULL:
        return CONSTRAINT_NOT_NULL;
    default:
        return CONSTRAINT_CHECK;
    }
}

/* "UNIQUE constraint failed: enterprise.uscc" → "enterprise.uscc" */
static enum err report_constraint(struct sqlite_connection *c)
{
    const char *words = sqlite3_errmsg(c->db), *colon = strstr(words, ": ");
    c->base.constraint = constraint_of(sqlite3_extended_errcode(c->db));
    snprintf(c->base.constraint_name, sizeof(c->base.constraint_name), "%s", colon ? colon + 2 : words);
    return ERR_CONFLICT;
}

static enum err report(struct sqlite_connection *c, struct fault *f)
{
    int code = sqlite3_errcode(c->db) & 0xff;
    enum err e;
    switch (code) {
    case SQLITE_CONSTRAINT:
        return report_constraint(c);
    case SQLITE_NOMEM:
        return ERR_MEMORY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_INTERRUPT:
        e = fault(f, ERR_BUSY, &T_store_busy);
        break;
    case SQLITE_FULL:
        e = fault(f, ERR_STORAGE, &T_store_disk_full);
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        e = fault(f, ERR_STORAGE, &T_store_damaged);
        break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
        e = fault(f, ERR_STORAGE, &T_store_cannot_open);
        break;
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
        e = fault(f, ERR_BUG, &T_store_bad_statement);
        break;
    default:
        e = fault(f, ERR_STORAGE, &T_store_failed);
        break;
    }
    fault_detail(f, "sqlite %d: %s", sqlite3_extended_errcode(c->db), sqlite3_errmsg(c->db));
    return e;
}

/* ---- connecting ---- */

static int64_t monotonic_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int check_deadline(void *arg)
{
    const struct sqlite_connection *c = arg;
    return c->deadline_ms && monotonic_ms() > c->deadline_ms;
}

static enum err execute(struct connection *base, const char *sql, struct fault *f)
{
    struct sqlite_connection *c = own(base);
    if (store_step_fails(base, f))
        return ERR_STORAGE;
    return sqlite3_exec(c->db, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : report(c, f);
}

static enum err set_up(struct sqlite_connection *c, bool writer, struct fault *f)
{
    static const char *const pragmas[] = {"pragma journal_mode=wal",  "pragma synchronous=full",
                                          "pragma foreign_keys=on",   "pragma trusted_schema=off",
                                          "pragma cache_size=-16384", "pragma mmap_size=268435456",
                                          "pragma temp_store=memory"};
    sqlite3_extended_result_codes(c->db, 1);
    sqlite3_busy_timeout(c->db, BUSY_TIMEOUT_MS);
    sqlite3_db_config(c->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(c->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(c->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_wal_autocheckpoint(c->db, CHECKPOINT_PAGES);
    for (size_t i = 0; i < sizeof(pragmas) / sizeof(pragmas[0]); i++)
        TRY(execute(&c->base, pragmas[i], f));
    if (!writer)
        return execute(&c->base, "pragma query_only=on", f);
    sqlite3_progress_handler(c->db, PROGRESS_STEPS, check_deadline, c);
    return OK;
}

static void disconnect(struct connection *base)
{
    struct sqlite_connection *c = own(base);
    for (int set = 0; set < CACHE_SETS; set++)
        for (int way = 0; way < CACHE_WAYS; way++)
            sqlite3_finalize(c->cache[set][way].statement);
    sqlite3_close_v2(c->db);
    free(c);
}

static enum err connect_to(struct store *s, bool writer, struct fault *f, struct connection **ret_connection)
{
    struct sqlite_connection *c = calloc(1, sizeof(*c));
    if (!c)
        return ERR_MEMORY;
    c->base = (struct connection){.engine = &sqlite_engine, .store = s, .is_writer = writer};
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (s->settings.create && writer)
        flags |= SQLITE_OPEN_CREATE;
    enum err e = OK;
    if (sqlite3_open_v2(s->target, &c->db, flags, NULL) != SQLITE_OK)
        e = fault(f, ERR_STORAGE, &T_store_no_database, s->target);
    if (e == OK)
        e = set_up(c, writer, f);
    if (e != OK) {
        disconnect(&c->base);
        return e;
    }
    *ret_connection = &c->base;
    return OK;
}

/* ---- statements ---- */

/* FNV-1a over the text. */
static uint64_t digest_of(const char *sql)
{
    uint64_t digest = UINT64_C(14695981039346656037);
    for (; *sql; sql++)
        digest = (digest ^ (unsigned char)*sql) * UINT64_C(1099511628211);
    return digest;
}

static enum err prepare(struct sqlite_connection *c, const char *sql, bool keep, struct fault *f,
                        sqlite3_stmt **ret_statement)
{
    if (sqlite3_prepare_v3(c->db, sql, -1, keep ? SQLITE_PREPARE_PERSISTENT : 0, ret_statement, NULL) == SQLITE_OK)
        return OK;
    enum err e = report(c, f);
    return e == ERR_BUG ? fault_detail(f, "%s", sql) : e;
}

/* From the cache; a text that is in use by an open cursor is prepared apart. */
static enum err find_prepared(struct sqlite_connection *c, const char *sql, struct fault *f,
                              sqlite3_stmt **ret_statement, bool *ret_own)
{
    uint64_t digest = digest_of(sql);
    struct prepared *set = c->cache[digest % CACHE_SETS], *oldest = &set[0];
    *ret_own = false;
    for (int way = 0; way < CACHE_WAYS; way++) {
        struct prepared *p = &set[way];
        bool busy = p->statement && sqlite3_stmt_busy(p->statement);
        if (p->statement && p->digest == digest && strcmp(sqlite3_sql(p->statement), sql) == 0) {
            if (busy)
                break;
            p->used = ++c->uses;
            *ret_statement = p->statement;
            return OK;
        }
        if (!busy && (p->used < oldest->used || (oldest->statement && sqlite3_stmt_busy(oldest->statement))))
            oldest = p;
    }
    sqlite3_stmt *fresh;
    if (oldest->statement && (sqlite3_stmt_busy(oldest->statement) || oldest->digest == digest)) {
        *ret_own = true;
        return prepare(c, sql, false, f, ret_statement);
    }
    TRY(prepare(c, sql, true, f, &fresh));
    sqlite3_finalize(oldest->statement);
    *oldest = (struct prepared){.digest = digest, .used = ++c->uses, .statement = fresh};
    *ret_statement = fresh;
    return OK;
}

/* Values live as long as the operation: nothing is copied. */
static void bind(sqlite3_stmt *s, int place, const struct value *v)
{
    switch (v->type) {
    case VALUE_NULL:
        sqlite3_bind_null(s, place);
        break;
    case VALUE_INT:
        sqlite3_bind_int64(s, place, v->integer);
        break;
    case VALUE_TEXT:
        sqlite3_bind_text64(s, place, v->text, v->n_bytes, SQLITE_STATIC, SQLITE_UTF8);
        break;
    case VALUE_BYTES:
        sqlite3_bind_blob64(s, place, v->text, v->n_bytes, SQLITE_STATIC);
        break;
    }
}

static enum err run(struct connection *base, struct op *op, const struct bound *b, struct rows **ret_rows)
{
    struct sqlite_connection *c = own(base);
    struct sqlite_rows *r = arena_one(op->arena, struct sqlite_rows);
    if (!r)
        return ERR_MEMORY;
    TRY(find_prepared(c, b->sql, op->fault, &r->statement, &r->is_own));
    for (int i = 0; i < b->n; i++)
        bind(r->statement, i + 1, &b->values[i]);
    r->base = (struct rows){
        .engine = &sqlite_engine,
        .op = op,
        .connection = base,
        .older = base->open_rows,
        .n_columns = sqlite3_column_count(r->statement),
    };
    base->open_rows = &r->base;
    *ret_rows = &r->base;
    return OK;
}

static bool next(struct rows *base)
{
    struct sqlite_rows *r = (struct sqlite_rows *)base;
    struct sqlite_connection *c = own(base->connection);
    if (store_step_fails(base->connection, base->op->fault)) {
        base->error = ERR_STORAGE;
        return false;
    }
    int code = sqlite3_step(r->statement);
    if (code == SQLITE_ROW)
        return true;
    base->done = true;
    if (code != SQLITE_DONE)
        base->error = report(c, base->op->fault);
    return false;
}

static void close_rows(struct rows *base)
{
    struct sqlite_rows *r = (struct sqlite_rows *)base;
    if (r->is_own) {
        sqlite3_finalize(r->statement);
        return;
    }
    sqlite3_reset(r->statement);
    sqlite3_clear_bindings(r->statement);
}

static struct value column(const struct rows *base, int i)
{
    const struct sqlite_rows *r = (const struct sqlite_rows *)base;
    switch (sqlite3_column_type(r->statement, i)) {
    case SQLITE_INTEGER:
        return value_int(sqlite3_column_int64(r->statement, i));
    case SQLITE_TEXT: {
        const char *text = (const char *)sqlite3_column_text(r->statement, i);
        return (struct value){
            .type = VALUE_TEXT, .text = text ? text : "", .n_bytes = (size_t)sqlite3_column_bytes(r->statement, i)};
    }
    case SQLITE_BLOB: {
        const void *bytes = sqlite3_column_blob(r->statement, i);
        return value_bytes(bytes ? bytes : "", (size_t)sqlite3_column_bytes(r->statement, i));
    }
    case SQLITE_FLOAT: /* an average or a division: no column holds one */
        return value_int((int64_t)sqlite3_column_double(r->statement, i));
    default:
        return value_null();
    }
}

static int64_t changed(struct connection *base)
{
    return sqlite3_changes64(own(base)->db);
}

static enum err check_links(struct connection *base)
{
    int open = 0, highest = 0;
    sqlite3_db_status(own(base)->db, SQLITE_DBSTATUS_DEFERRED_FKS, &open, &highest, 0);
    if (!open)
        return OK;
    base->constraint = CONSTRAINT_REFERENCE;
    base->constraint_name[0] = '\0'; /* SQLite only counts them */
    return ERR_CONFLICT;
}

static enum err run_many(struct connection *base, struct op *op, const char *sql, const struct value *values,
                         int n_parameters, size_t n_rows)
{
    struct sqlite_connection *c = own(base);
    sqlite3_stmt *s;
    bool is_own;
    enum err e = OK;
    TRY(find_prepared(c, sql, op->fault, &s, &is_own));
    for (size_t row = 0; row < n_rows && e == OK; row++) {
        for (int i = 0; i < n_parameters; i++)
            bind(s, i + 1, &values[row * (size_t)n_parameters + (size_t)i]);
        if (store_step_fails(base, op->fault))
            e = ERR_STORAGE;
        else if (sqlite3_step(s) != SQLITE_DONE)
            e = report(c, op->fault);
        sqlite3_reset(s);
    }
    sqlite3_clear_bindings(s);
    if (is_own)
        sqlite3_finalize(s);
    return e;
}

static const char *const own_tables[] = {
    "create table if not exists store_clock (one integer primary key check (one = 1), last_us integer not null)",
    "insert or ignore into store_clock values (1, 0)",
    "create table if not exists store_counter (one integer primary key check (one = 1), last integer not null)",
    "insert or ignore into store_counter values (1, 0)",
    NULL,
};

const struct engine sqlite_engine = {
    .id = STORE_SQLITE,
    .has_one_writer = true,
    .connect = connect_to,
    .disconnect = disconnect,
    .execute = execute,
    .run = run,
    .next = next,
    .close = close_rows,
    .column = column,
    .changed = changed,
    .check_links = check_links,
    .run_many = run_many,
    .begin_read = "begin",
    .begin_write = "begin immediate",
    .savepoint = "savepoint operation",
    .release = "release operation",
    .rollback_to = "rollback to operation",
    .commit = "commit",
    .rollback = "rollback",
    .own_tables = own_tables,
    .stamp_sql = "update store_clock set last_us = max(last_us + 1, ?1) returning last_us",
    .next_ids_sql = "update store_counter set last = last + ?1 returning last",
    .explain_prefix = "explain query plan",
};
