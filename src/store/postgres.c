/* PostgreSQL: the only file that knows libpq-fe.h. */
#include "store/engine.h"

#include "base/buf.h"
#include "store.texts.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PREPARED_MAX = 512, STATE_BYTES = 6 };
/* Types of columns, by their number in the catalogue. */
enum { TYPE_BOOL = 16, TYPE_BYTEA = 17, TYPE_INT8 = 20, TYPE_INT2 = 21, TYPE_INT4 = 23, TYPE_NUMERIC = 1700 };

struct prepared {
    uint64_t digest;
    char *sql;
};

struct postgres_connection {
    struct connection base;
    PGconn *raw;
    struct prepared prepared[PREPARED_MAX]; /* open addressing by digest; full: all are forgotten */
    int n_prepared;
    int64_t changed;
    char state[STATE_BYTES]; /* SQLSTATE of the newest failure */
};

struct postgres_rows {
    struct rows base;
    PGresult *result;
    int row;
};

static struct postgres_connection *own(struct connection *c)
{
    return (struct postgres_connection *)c;
}

/* ---- errors ---- */

static bool begins(const char *state, const char *prefix)
{
    return strncmp(state, prefix, strlen(prefix)) == 0;
}

static enum err report_constraint(struct postgres_connection *c, const PGresult *r)
{
    const char *name = PQresultErrorField(r, PG_DIAG_CONSTRAINT_NAME);
    c->base.constraint = strcmp(c->state, "23505") == 0   ? CONSTRAINT_UNIQUE
                         : strcmp(c->state, "23503") == 0 ? CONSTRAINT_REFERENCE
                         : strcmp(c->state, "23502") == 0 ? CONSTRAINT_NOT_NULL
                                                          : CONSTRAINT_CHECK;
    snprintf(c->base.constraint_name, sizeof(c->base.constraint_name), "%s", name ? name : "");
    return ERR_CONFLICT;
}

static enum err report(struct postgres_connection *c, const PGresult *r, struct fault *f)
{
    const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    snprintf(c->state, sizeof(c->state), "%s", state ? state : "08006");
    enum err e;
    if (begins(c->state, "23"))
        return report_constraint(c, r);
    if (begins(c->state, "40") || begins(c->state, "55P03") || begins(c->state, "57014") || begins(c->state, "53300"))
        e = fault(f, ERR_BUSY, &T_store_busy);
    else if (begins(c->state, "53100"))
        e = fault(f, ERR_STORAGE, &T_store_disk_full);
    else if (begins(c->state, "42"))
        e = fault(f, ERR_BUG, &T_store_bad_statement);
    else
        e = fault(f, ERR_STORAGE, &T_store_failed);
    fault_detail(f, "postgresql %s: %s", c->state, PQerrorMessage(c->raw));
    return e;
}

/* ---- connecting ---- */

static void forget_prepared(struct postgres_connection *c)
{
    for (int i = 0; i < PREPARED_MAX; i++) {
        free(c->prepared[i].sql);
        c->prepared[i] = (struct prepared){0};
    }
    c->n_prepared = 0;
}

static void disconnect(struct connection *base)
{
    struct postgres_connection *c = own(base);
    forget_prepared(c);
    PQfinish(c->raw);
    free(c);
}

static void ignore_notice(void *arg, const char *message)
{
    (void)arg, (void)message;
}

static enum err greet(struct postgres_connection *c, struct fault *f)
{
    if (PQstatus(c->raw) != CONNECTION_OK) {
        enum err e = fault(f, ERR_STORAGE, &T_store_no_database, store_url_shown(c->base.store));
        fault_detail(f, "%s", PQerrorMessage(c->raw));
        return e;
    }
    PQsetNoticeProcessor(c->raw, ignore_notice, NULL);
    char sql[160];
    snprintf(sql, sizeof(sql), "set client_encoding = 'UTF8'; set statement_timeout = %d; set synchronous_commit = on",
             c->base.store->settings.write_limit_ms);
    PGresult *r = PQexec(c->raw, sql);
    enum err e = PQresultStatus(r) == PGRES_COMMAND_OK ? OK : report(c, r, f);
    PQclear(r);
    return e;
}

static enum err connect_to(struct store *s, bool writer, struct fault *f, struct connection **ret_connection)
{
    struct postgres_connection *c = calloc(1, sizeof(*c));
    if (!c)
        return ERR_MEMORY;
    c->base = (struct connection){.engine = &postgres_engine, .store = s, .is_writer = writer};
    /* Of several hosts the one that takes writes. */
    const char *const names[] = {"dbname", "target_session_attrs", "application_name", NULL};
    const char *const values[] = {s->target, "read-write", "lianzhang", NULL};
    c->raw = PQconnectdbParams(names, values, 1);
    enum err e = c->raw ? greet(c, f) : ERR_MEMORY;
    if (e != OK) {
        disconnect(&c->base);
        return e;
    }
    *ret_connection = &c->base;
    return OK;
}

/* A connection that died (the server restarted, another host became primary) is made anew. */
static bool revive(struct postgres_connection *c)
{
    struct fault ignored = {0};
    if (PQstatus(c->raw) == CONNECTION_OK)
        return true;
    forget_prepared(c);
    PQreset(c->raw);
    return greet(c, &ignored) == OK;
}

static bool may_retry(struct connection *base)
{
    struct postgres_connection *c = own(base);
    if (PQstatus(c->raw) != CONNECTION_OK)
        revive(c);
    return strcmp(c->state, "40001") == 0 || strcmp(c->state, "40P01") == 0;
}

static enum err execute(struct connection *base, const char *sql, struct fault *f)
{
    struct postgres_connection *c = own(base);
    if (store_step_fails(base, f))
        return ERR_STORAGE;
    c->state[0] = '\0';
    bool begins_anew = PQtransactionStatus(c->raw) != PQTRANS_INTRANS && PQtransactionStatus(c->raw) != PQTRANS_INERROR;
    if (begins_anew && PQstatus(c->raw) != CONNECTION_OK)
        revive(c);
    PGresult *r = PQexec(c->raw, sql);
    ExecStatusType status = PQresultStatus(r);
    enum err e = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? OK : report(c, r, f);
    PQclear(r);
    if (e == OK || !begins_anew || PQstatus(c->raw) == CONNECTION_OK || !revive(c))
        return e;
    /* It had died while idle: nothing was under way, so the same again is right. */
    fault_clear(f);
    r = PQexec(c->raw, sql);
    status = PQresultStatus(r);
    e = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? OK : report(c, r, f);
    PQclear(r);
    return e;
}

/* ---- statements ---- */

static uint64_t digest_of(const char *sql)
{
    uint64_t digest = UINT64_C(14695981039346656037);
    for (; *sql; sql++)
        digest = (digest ^ (unsigned char)*sql) * UINT64_C(1099511628211);
    return digest;
}

static void name_of(uint64_t digest, char name[24])
{
    snprintf(name, 24, "s%016llx", (unsigned long long)digest);
}

static enum err prepare(struct postgres_connection *c, const char *sql, char name[24], struct fault *f)
{
    uint64_t digest = digest_of(sql);
    name_of(digest, name);
    size_t slot = digest % PREPARED_MAX;
    for (; c->prepared[slot].sql; slot = (slot + 1) % PREPARED_MAX)
        if (c->prepared[slot].digest == digest && strcmp(c->prepared[slot].sql, sql) == 0)
            return OK;
    if (c->n_prepared > PREPARED_MAX * 3 / 4) {
        PQclear(PQexec(c->raw, "deallocate all"));
        forget_prepared(c);
        slot = digest % PREPARED_MAX;
    }
    PGresult *r = PQprepare(c->raw, name, sql, 0, NULL);
    enum err e = PQresultStatus(r) == PGRES_COMMAND_OK ? OK : report(c, r, f);
    PQclear(r);
    if (e == ERR_BUG)
        fault_detail(f, "%s", sql);
    TRY(e);
    c->prepared[slot] = (struct prepared){digest, strdup(sql)};
    c->n_prepared++;
    return c->prepared[slot].sql ? OK : ERR_MEMORY;
}

/* The caller's values as libpq wants them: numbers as text, bytes as they are. */
struct wire {
    const char *values[STATEMENT_PARAMETERS_MAX + 2];
    int lengths[STATEMENT_PARAMETERS_MAX + 2];
    int formats[STATEMENT_PARAMETERS_MAX + 2];
    char numbers[STATEMENT_PARAMETERS_MAX + 2][24];
};

static void put_on_wire(struct wire *w, const struct value *values, int n)
{
    for (int i = 0; i < n; i++) {
        w->formats[i] = values[i].type == VALUE_BYTES;
        w->lengths[i] = (int)values[i].n_bytes;
        w->values[i] = values[i].type == VALUE_NULL ? NULL : values[i].text;
        if (values[i].type == VALUE_INT) {
            snprintf(w->numbers[i], sizeof(w->numbers[i]), "%lld", (long long)values[i].integer);
            w->values[i] = w->numbers[i];
        }
    }
}

static void note_changed(struct postgres_connection *c, PGresult *r)
{
    c->changed = strtoll(PQcmdTuples(r), NULL, 10);
}

static enum err run(struct connection *base, struct op *op, const struct bound *b, struct rows **ret_rows)
{
    struct postgres_connection *c = own(base);
    struct postgres_rows *rows = arena_one(op->arena, struct postgres_rows);
    struct wire w;
    char name[24];
    if (!rows)
        return ERR_MEMORY;
    if (store_step_fails(base, op->fault))
        return ERR_STORAGE;
    c->state[0] = '\0';
    TRY(prepare(c, b->sql, name, op->fault));
    put_on_wire(&w, b->values, b->n);
    PGresult *r = PQexecPrepared(c->raw, name, b->n, w.values, w.lengths, w.formats, 0);
    ExecStatusType status = PQresultStatus(r);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        enum err e = report(c, r, op->fault);
        PQclear(r);
        return e;
    }
    note_changed(c, r);
    *rows = (struct postgres_rows){
        .base = {.engine = &postgres_engine,
                 .op = op,
                 .connection = base,
                 .older = base->open_rows,
                 .n_columns = PQnfields(r)},
        .result = r,
        .row = -1,
    };
    base->open_rows = &rows->base;
    *ret_rows = &rows->base;
    return OK;
}

static bool next(struct rows *base)
{
    struct postgres_rows *r = (struct postgres_rows *)base;
    if (store_step_fails(base->connection, base->op->fault)) {
        base->error = ERR_STORAGE;
        return false;
    }
    r->row++;
    base->done = r->row >= PQntuples(r->result);
    return !base->done;
}

static void close_rows(struct rows *base)
{
    PQclear(((struct postgres_rows *)base)->result);
}

static int nibble(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* "\x6869", into the operation's arena. */
static struct value bytes_of(struct arena *a, const char *text, size_t n)
{
    size_t n_bytes = n >= 2 ? (n - 2) / 2 : 0;
    char *bytes = arena_alloc(a, n_bytes + 1);
    for (size_t i = 0; bytes && i < n_bytes; i++)
        bytes[i] = (char)(nibble(text[2 + 2 * i]) << 4 | nibble(text[3 + 2 * i]));
    return value_bytes(bytes ? bytes : "", bytes ? n_bytes : 0);
}

static struct value column(const struct rows *base, int i)
{
    const struct postgres_rows *r = (const struct postgres_rows *)base;
    if (PQgetisnull(r->result, r->row, i))
        return value_null();
    const char *text = PQgetvalue(r->result, r->row, i);
    switch (PQftype(r->result, i)) {
    case TYPE_INT8:
    case TYPE_INT4:
    case TYPE_INT2:
    case TYPE_NUMERIC: /* sums of int8 */
        return value_int(strtoll(text, NULL, 10));
    case TYPE_BOOL:
        return value_int(*text == 't');
    case TYPE_BYTEA:
        return bytes_of(base->op->arena, text, (size_t)PQgetlength(r->result, r->row, i));
    default:
        return (struct value){.type = VALUE_TEXT, .text = text, .n_bytes = (size_t)PQgetlength(r->result, r->row, i)};
    }
}

static int64_t changed(struct connection *base)
{
    return own(base)->changed;
}

/* Rows go out in one pipeline; the first failure is what is reported. */
static enum err finish_pipeline(struct postgres_connection *c, struct fault *f)
{
    enum err e = OK;
    for (bool end = false; !end;) {
        PGresult *r = PQgetResult(c->raw);
        if (!r) {
            if (PQstatus(c->raw) != CONNECTION_OK)
                return e == OK ? report(c, NULL, f) : e;
            continue;
        }
        ExecStatusType status = PQresultStatus(r);
        end = status == PGRES_PIPELINE_SYNC;
        bool fine = end || status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_PIPELINE_ABORTED;
        if (!fine && e == OK)
            e = report(c, r, f);
        PQclear(r);
    }
    return e;
}

static enum err send_rows(struct postgres_connection *c, const char *name, const struct value *values, int n_parameters,
                          size_t n_rows, struct fault *f)
{
    struct wire w;
    if (PQenterPipelineMode(c->raw) != 1)
        return report(c, NULL, f);
    for (size_t row = 0; row < n_rows; row++) {
        put_on_wire(&w, &values[row * (size_t)n_parameters], n_parameters);
        PQsendQueryPrepared(c->raw, name, n_parameters, w.values, w.lengths, w.formats, 0);
    }
    PQpipelineSync(c->raw);
    enum err e = finish_pipeline(c, f);
    PQexitPipelineMode(c->raw);
    return e;
}

enum { PIPELINE_ROWS = 256 };

static enum err run_many(struct connection *base, struct op *op, const char *sql, const struct value *values,
                         int n_parameters, size_t n_rows)
{
    struct postgres_connection *c = own(base);
    char name[24];
    TRY(prepare(c, sql, name, op->fault));
    c->state[0] = '\0';
    for (size_t done = 0; done < n_rows; done += PIPELINE_ROWS) {
        size_t n = n_rows - done < PIPELINE_ROWS ? n_rows - done : PIPELINE_ROWS;
        if (store_step_fails(base, op->fault))
            return ERR_STORAGE;
        TRY(send_rows(c, name, &values[done * (size_t)n_parameters], n_parameters, n, op->fault));
    }
    return OK;
}

/* Fence F and the short lock around the clock, as numbers of advisory locks. */
#define FENCE "7200001"
#define CLOCK "7200002"

static const char *const own_tables[] = {
    "select pg_advisory_lock(" CLOCK ")",
    "create sequence if not exists store_clock minvalue 0 start 0",
    "create sequence if not exists store_counter",
    /* A stamp is later than every one before it; the lock lasts for this call, the fence to the end of the
     * transaction: who takes the fence alone knows that no earlier stamp is still under way. */
    "create or replace function store_stamp(earliest bigint) returns bigint language plpgsql as $$\n"
    "declare stamp bigint;\n"
    "begin\n"
    "  perform pg_advisory_xact_lock_shared(" FENCE ");\n"
    "  perform pg_advisory_lock(" CLOCK ");\n"
    "  if earliest = 0 then earliest := (extract(epoch from clock_timestamp()) * 1000000)::bigint; end if;\n"
    "  select greatest(last_value + 1, earliest) into stamp from store_clock;\n"
    "  perform setval('store_clock', stamp);\n"
    "  perform pg_advisory_unlock(" CLOCK ");\n"
    "  return stamp;\n"
    "end $$",
    "create or replace function store_next_ids(n bigint) returns bigint language plpgsql as $$\n"
    "declare last bigint;\n"
    "begin\n"
    "  perform pg_advisory_lock(" CLOCK ");\n"
    "  last := setval('store_counter', nextval('store_counter') + n - 1);\n"
    "  perform pg_advisory_unlock(" CLOCK ");\n"
    "  return last;\n"
    "end $$",
    "select pg_advisory_unlock(" CLOCK ")",
    NULL,
};

const struct engine postgres_engine = {
    .id = STORE_POSTGRES,
    .connect = connect_to,
    .disconnect = disconnect,
    .execute = execute,
    .run = run,
    .next = next,
    .close = close_rows,
    .column = column,
    .changed = changed,
    .may_retry = may_retry,
    .run_many = run_many,
    .begin_read = "begin isolation level repeatable read read only",
    .begin_write = "begin isolation level repeatable read",
    .commit = "commit",
    .rollback = "rollback",
    .own_tables = own_tables,
    .stamp_sql = "select store_stamp($1::int8)",
    .next_ids_sql = "select store_next_ids($1::int8)",
    .lock_sql = "select pg_advisory_xact_lock(hashtextextended($1::text, 72))",
    .fence_sql = "select pg_advisory_xact_lock(" FENCE ")",
    .explain_prefix = "explain",
};
