/* SQLite: the only file that knows sqlite3.h. */
#include "store/engine.h"
#include "store/prepared.h"

#include "store.texts.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BUSY_TIMEOUT_MS = 10000, /* another process (the command line) writes */
    DEADLINE_STEPS = 20000,  /* of SQLite's machine, between two looks at the clock: about 1 ms */
    BACKLOG_MUCH_PAGES = 1000,
    BACKLOG_TOO_MUCH_PAGES = 16000, /* 64 MB: readers have kept the log from starting over */
    RESTART_TIMEOUT_MS = 200
};

struct sqlite_connection {
    struct connection base;
    sqlite3 *db;
    struct prepared_cache cache;
    int64_t log_pages; /* in the write-ahead log after the newest commit */
};

struct sqlite_rows {
    struct rows base;
    sqlite3_stmt *statement;
    struct prepared *place; /* NULL: not from the cache, another cursor holds that one */
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
    struct violation *v = &c->base.violation;
    v->kind = constraint_of(sqlite3_extended_errcode(c->db));
    snprintf(v->name, sizeof(v->name), "%s", colon ? colon + 2 : "");
    return ERR_CONFLICT;
}

static enum err fault_of(int code, struct fault *f)
{
    switch (code) {
    case SQLITE_NOMEM:
        return fault(f, ERR_MEMORY, &T_store_memory);
    case SQLITE_INTERRUPT:
        return fault(f, ERR_BUSY, &T_store_too_long);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return fault(f, ERR_BUSY, &T_store_busy);
    case SQLITE_FULL:
        return fault(f, ERR_STORAGE, &T_store_disk_full);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return fault(f, ERR_STORAGE, &T_store_damaged);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
        return fault(f, ERR_STORAGE, &T_store_cannot_open);
    case SQLITE_TOOBIG:
        return fault(f, ERR_LIMIT, &T_store_too_big);
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
        return fault(f, ERR_BUG, &T_store_bad_statement);
    default:
        return fault(f, ERR_STORAGE, &T_store_failed);
    }
}

static enum err report(struct sqlite_connection *c, struct fault *f)
{
    int code = sqlite3_errcode(c->db) & 0xff;
    c->base.failure = FAILURE_STATEMENT;
    if (code == SQLITE_CONSTRAINT)
        return report_constraint(c);
    fault_of(code, f);
    return fault_detail(f, "sqlite %d: %s", sqlite3_extended_errcode(c->db), sqlite3_errmsg(c->db));
}

/* ---- connecting ---- */

static enum err execute(struct connection *base, const char *sql, struct fault *f)
{
    struct sqlite_connection *c = own(base);
    return sqlite3_exec(c->db, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : report(c, f);
}

static int check_deadline(void *arg)
{
    const struct sqlite_connection *c = arg;
    return c->base.deadline_ms && monotonic_ms() > c->base.deadline_ms;
}

static int note_log_pages(void *arg, sqlite3 *db, const char *schema, int pages)
{
    struct sqlite_connection *c = arg;
    (void)db, (void)schema;
    c->log_pages = pages;
    return SQLITE_OK;
}

static int note_mode(void *arg, int n, char **values, char **names)
{
    (void)n, (void)names;
    *(bool *)arg = values[0] && strcmp(values[0], "wal") == 0;
    return 0;
}

static enum err use_log(struct sqlite_connection *c, struct fault *f)
{
    bool is_wal = false;
    if (sqlite3_exec(c->db, "pragma journal_mode=wal", note_mode, &is_wal, NULL) != SQLITE_OK)
        return report(c, f);
    return is_wal ? OK : fault(f, ERR_STORAGE, &T_store_no_wal, c->base.store->target);
}

static enum err set_up(struct sqlite_connection *c, bool writer, struct fault *f)
{
    static const char pragmas[] = "pragma foreign_keys=on; pragma trusted_schema=off; pragma cache_size=-8192;";
    sqlite3_busy_timeout(c->db, BUSY_TIMEOUT_MS);
    sqlite3_db_config(c->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(c->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(c->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    TRY(use_log(c, f));
    TRY(execute(&c->base, pragmas, f));
    /* Nobody finds a temporary database again: there is nothing to keep. */
    TRY(execute(&c->base, c->base.store->is_temporary ? "pragma synchronous=off" : "pragma synchronous=full", f));
    if (!writer)
        return execute(&c->base, "pragma temp_store=memory; pragma query_only=on", f);
    /* The writer's temporary files stay files: the journal of its savepoints, kept in memory, is walked from its
     * beginning at the end of each statement, and an import of 100,000 rows would take an hour. */
    sqlite3_progress_handler(c->db, DEADLINE_STEPS, check_deadline, c);
    sqlite3_wal_hook(c->db, note_log_pages, c); /* in place of checkpoints by whoever commits */
    return OK;
}

static void finalize(struct prepared *place)
{
    sqlite3_finalize(place->statement);
    prepared_forget(place);
}

static void disconnect(struct connection *base)
{
    struct sqlite_connection *c = own(base);
    prepared_each(&c->cache, finalize);
    sqlite3_close_v2(c->db);
    free(c);
}

static enum err connect_to(struct store *s, bool writer, struct fault *f, struct connection **ret_connection)
{
    struct sqlite_connection *c = calloc(1, sizeof(*c));
    if (!c)
        return fault(f, ERR_MEMORY, &T_store_memory);
    c->base = (struct connection){.engine = &sqlite_engine, .store = s, .is_writer = writer};
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (s->settings.create && writer)
        flags |= SQLITE_OPEN_CREATE;
    enum err e = OK;
    if (sqlite3_open_v2(s->target, &c->db, flags, NULL) != SQLITE_OK) {
        e = fault(f, ERR_STORAGE, &T_store_no_database, s->target);
        fault_detail(f, "sqlite %d", sqlite3_extended_errcode(c->db));
    }
    if (e == OK)
        e = set_up(c, writer, f);
    if (e != OK) {
        disconnect(&c->base);
        return e;
    }
    *ret_connection = &c->base;
    return OK;
}

static bool in_transaction(struct connection *base)
{
    return !sqlite3_get_autocommit(own(base)->db);
}

static enum err recover(struct connection *base, struct fault *f)
{
    return in_transaction(base) ? execute(base, "rollback", f) : OK;
}

static bool references_hold(struct connection *base)
{
    int now = 0, most;
    sqlite3_db_status(own(base)->db, SQLITE_DBSTATUS_DEFERRED_FKS, &now, &most, 0);
    return now == 0;
}

/* ---- statements ---- */

static enum err prepare(struct sqlite_connection *c, const char *sql, bool keep, struct fault *f,
                        sqlite3_stmt **ret_statement)
{
    if (sqlite3_prepare_v3(c->db, sql, -1, keep ? SQLITE_PREPARE_PERSISTENT : 0, ret_statement, NULL) == SQLITE_OK)
        return OK;
    return report(c, f);
}

/* From the cache.  A text that an open cursor runs already is prepared apart, as is one for which there is no room:
 * *ret_place is then NULL. */
static enum err find_statement(struct sqlite_connection *c, const char *sql, struct fault *f,
                               sqlite3_stmt **ret_statement, struct prepared **ret_place)
{
    uint64_t digest = prepared_digest(sql);
    struct prepared *place = prepared_find(&c->cache, sql, digest);
    *ret_place = NULL;
    if (place && !place->in_use) {
        *ret_statement = place->statement;
        *ret_place = place;
        return OK;
    }
    struct prepared *room = place ? NULL : prepared_room(&c->cache, digest);
    TRY(prepare(c, sql, room != NULL, f, ret_statement));
    if (!room)
        return OK;
    sqlite3_finalize(room->statement);
    if (prepared_put(&c->cache, room, sql, digest)) {
        room->statement = *ret_statement;
        *ret_place = room;
    }
    return OK;
}

static void give_back(sqlite3_stmt *statement, struct prepared *place)
{
    if (!place) {
        sqlite3_finalize(statement);
        return;
    }
    place->in_use = false;
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
}

/* Nothing is copied: values live as long as the cursor. */
static int bind_one(sqlite3_stmt *s, int place, const struct value *v)
{
    switch (v->type) {
    case VALUE_INT:
        return sqlite3_bind_int64(s, place, v->integer);
    case VALUE_TEXT:
        return sqlite3_bind_text64(s, place, v->text, v->n_bytes, SQLITE_STATIC, SQLITE_UTF8);
    case VALUE_BYTES:
        return sqlite3_bind_blob64(s, place, v->n_bytes ? v->text : "", v->n_bytes, SQLITE_STATIC);
    default:
        return sqlite3_bind_null(s, place);
    }
}

static enum err bind(struct sqlite_connection *c, sqlite3_stmt *s, const struct value *values, int n, struct fault *f)
{
    for (int i = 0; i < n; i++)
        if (bind_one(s, i + 1, &values[i]) != SQLITE_OK)
            return report(c, f);
    return OK;
}

static enum err run(struct connection *base, struct op *op, const struct bound *b, struct rows **ret_rows)
{
    struct sqlite_connection *c = own(base);
    struct sqlite_rows *r = arena_one(op->arena, struct sqlite_rows);
    if (!r)
        return fault(op->fault, ERR_MEMORY, &T_store_memory);
    TRY(find_statement(c, b->sql, op->fault, &r->statement, &r->place));
    enum err e = bind(c, r->statement, b->values, b->n, op->fault);
    if (e != OK) {
        give_back(r->statement, r->place);
        return e;
    }
    if (r->place)
        r->place->in_use = true;
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
    int code = sqlite3_step(r->statement);
    if (code == SQLITE_ROW)
        return true;
    base->done = true;
    if (code != SQLITE_DONE)
        base->error = report(own(base->connection), base->op->fault);
    return false;
}

static void close_rows(struct rows *base)
{
    struct sqlite_rows *r = (struct sqlite_rows *)base;
    give_back(r->statement, r->place);
}

static struct value column(const struct rows *base, int i)
{
    sqlite3_stmt *s = ((const struct sqlite_rows *)base)->statement;
    const void *bytes;
    switch (sqlite3_column_type(s, i)) {
    case SQLITE_INTEGER:
        return value_int(sqlite3_column_int64(s, i));
    case SQLITE_FLOAT: /* an average or a division: no column holds one */
        return value_int((int64_t)sqlite3_column_double(s, i));
    case SQLITE_TEXT:
        bytes = sqlite3_column_text(s, i);
        return (struct value){
            .type = VALUE_TEXT, .text = bytes ? bytes : "", .n_bytes = (size_t)sqlite3_column_bytes(s, i)};
    case SQLITE_BLOB:
        bytes = sqlite3_column_blob(s, i);
        return value_bytes(bytes ? bytes : "", (size_t)sqlite3_column_bytes(s, i));
    default:
        return value_null();
    }
}

static int64_t changed(struct connection *base)
{
    return sqlite3_changes64(own(base)->db);
}

static enum err run_many(struct connection *base, struct op *op, const char *sql, const struct value *values,
                         int n_parameters, size_t n_rows)
{
    struct sqlite_connection *c = own(base);
    sqlite3_stmt *s;
    struct prepared *place;
    TRY(find_statement(c, sql, op->fault, &s, &place));
    enum err e = OK;
    for (size_t row = 0; row < n_rows && e == OK; row++) {
        e = bind(c, s, &values[row * (size_t)n_parameters], n_parameters, op->fault);
        if (e == OK && row)
            e = connection_before_step(base, op->fault);
        if (e == OK && sqlite3_step(s) != SQLITE_DONE)
            e = report(c, op->fault);
        sqlite3_reset(s);
    }
    give_back(s, place);
    return e;
}

/* ---- the log ---- */

static int64_t backlog(struct connection *writer)
{
    return own(writer)->log_pages;
}

/* Copies what it can without making anyone wait; the log then starts over by itself once no reader is in it.  Where
 * readers follow each other without a gap it is made to: writers wait for the last of them, but not long. */
static void tidy(struct connection *base)
{
    sqlite3 *db = own(base)->db;
    int pages = 0, copied = 0;
    sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &copied);
    if (pages < BACKLOG_TOO_MUCH_PAGES)
        return;
    sqlite3_busy_timeout(db, RESTART_TIMEOUT_MS);
    sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_RESTART, &pages, &copied);
    sqlite3_busy_timeout(db, BUSY_TIMEOUT_MS);
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
    .recover = recover,
    .in_transaction = in_transaction,
    .references_hold = references_hold,
    .execute = execute,
    .run = run,
    .next = next,
    .close = close_rows,
    .column = column,
    .changed = changed,
    .run_many = run_many,
    .backlog = backlog,
    .backlog_much = BACKLOG_MUCH_PAGES,
    .tidy = tidy,
    .begin_read = "begin",
    .begin_write = "begin immediate",
    .commit = "commit",
    .savepoint = "savepoint operation",
    .release = "release operation",
    .rollback_to = "rollback to operation",
    .has_own_sql = "select count(*) from sqlite_schema where type = 'table' and name = 'store_counter'",
    .own_tables = own_tables,
    .stamp_sql = "update store_clock set last_us = max(last_us + 1, ?1) returning last_us",
    .last_stamp_sql = "select last_us from store_clock",
    .version_sql = "select last_us from store_clock",
    .next_ids_sql = "update store_counter set last = last + ?1 returning last",
    .last_id_sql = "select last from store_counter",
    .raise_ids_sql = "update store_counter set last = max(last, ?1) returning last",
    .ids_at_once = 1,
    .explain_prefix = "explain query plan",
};
