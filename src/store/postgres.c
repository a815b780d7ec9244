/* PostgreSQL: the only file that knows libpq-fe.h. */
#include "store/engine.h"
#include "store/prepared.h"

#include "store.texts.h"

#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STATE_BYTES = 6, NAME_BYTES = 16, NUMBER_BYTES = 24, PIPELINE_ROWS = 256, CANCEL_WAIT_MS = 5000 };
/* Types of columns, by their number in the catalogue. */
enum { TYPE_BOOL = 16, TYPE_BYTEA = 17, TYPE_INT8 = 20, TYPE_INT2 = 21, TYPE_INT4 = 23, TYPE_NUMERIC = 1700 };

struct postgres_connection {
    struct connection base;
    PGconn *raw;
    struct prepared_cache cache;
    uint32_t prepared; /* how many so far: the next one's name */
    int64_t changed;
    const char *begin; /* goes out with the first statement: one way to the server and back less */
    bool unsettled;    /* the end of a read is under way: nobody waits for it until the connection is used again */
    bool warned;       /* by the server, since it was last set to false */
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

static bool is_any(const char *state, const char *const *states)
{
    for (; *states; states++)
        if (begins(state, *states))
            return true;
    return false;
}

static enum constraint_kind constraint_of(const char *state)
{
    return strcmp(state, "23505") == 0 || strcmp(state, "23P01") == 0 ? CONSTRAINT_UNIQUE
           : strcmp(state, "23503") == 0                              ? CONSTRAINT_REFERENCE
           : strcmp(state, "23502") == 0                              ? CONSTRAINT_NOT_NULL
                                                                      : CONSTRAINT_CHECK;
}

/* "Key (region, name)=(…) already exists." of table park → "park.region, park.name", as the embedded database says it.
 * Only the parentheses are read: the words are in the server's language. */
static void name_key(struct violation *v, const char *table, const char *detail)
{
    const char *p = strchr(detail, '('), *end = p ? strstr(p, ")=(") : NULL;
    size_t n = 0;
    for (p = end ? p + 1 : NULL; p && p < end && n < sizeof(v->name); p = *p == ',' ? p + 2 : end) {
        size_t length = strcspn(p, ",)");
        n += (size_t)snprintf(v->name + n, sizeof(v->name) - n, "%s%s.%.*s", n ? ", " : "", table, (int)length, p);
        p += length;
    }
}

static enum err report_constraint(struct postgres_connection *c, const PGresult *r, const char *state)
{
    const char *table = PQresultErrorField(r, PG_DIAG_TABLE_NAME);
    const char *column = PQresultErrorField(r, PG_DIAG_COLUMN_NAME);
    const char *constraint = PQresultErrorField(r, PG_DIAG_CONSTRAINT_NAME);
    const char *detail = PQresultErrorField(r, PG_DIAG_MESSAGE_DETAIL);
    struct violation *v = &c->base.violation;
    *v = (struct violation){.kind = constraint_of(state)};
    if (v->kind == CONSTRAINT_UNIQUE && table && detail)
        name_key(v, table, detail);
    else if (v->kind == CONSTRAINT_NOT_NULL && table && column)
        snprintf(v->name, sizeof(v->name), "%s.%s", table, column);
    else if (v->kind == CONSTRAINT_CHECK && constraint)
        snprintf(v->name, sizeof(v->name), "%s", constraint);
    return ERR_CONFLICT;
}

/* Serialization failure, deadlock; a prepared statement that a change of the structure made useless. */
static const char *const passing[] = {"40001", "40P01", "0A000", "26000", NULL};
/* The server goes down, or is no primary any more: another host may be. */
static const char *const lost[] = {"08", "57P01", "57P02", "57P03", "57P05", "25006", NULL};
static const char *const busy[] = {"40", "55P03", "53300", NULL};

static enum err fault_of(const char *state, struct fault *f)
{
    if (begins(state, "57014"))
        return fault(f, ERR_BUSY, &T_store_too_long);
    if (is_any(state, busy))
        return fault(f, ERR_BUSY, &T_store_busy);
    if (begins(state, "53100"))
        return fault(f, ERR_STORAGE, &T_store_disk_full);
    if (begins(state, "XX001") || begins(state, "XX002"))
        return fault(f, ERR_STORAGE, &T_store_damaged);
    if (begins(state, "54"))
        return fault(f, ERR_LIMIT, &T_store_too_big);
    if (begins(state, "42501"))
        return fault(f, ERR_STORAGE, &T_store_cannot_open);
    if (begins(state, "42") || begins(state, "22") || begins(state, "25P02"))
        return fault(f, ERR_BUG, &T_store_bad_statement);
    return fault(f, ERR_STORAGE, &T_store_failed);
}

static enum err report(struct postgres_connection *c, const PGresult *r, struct fault *f)
{
    const char *field = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    char state[STATE_BYTES];
    snprintf(state, sizeof(state), "%s", field ? field : "08006"); /* libpq's own words: nothing more comes of it */
    if (!field || PQstatus(c->raw) != CONNECTION_OK || is_any(state, lost))
        c->base.failure = FAILURE_LOST;
    else if (is_any(state, passing))
        c->base.failure = FAILURE_PASSING;
    else if (c->base.failure == FAILURE_NONE)
        c->base.failure = FAILURE_STATEMENT;
    if (begins(state, "23"))
        return report_constraint(c, r, state);
    fault_of(state, f);
    return fault_detail(f, "postgresql %s: %s", state, PQerrorMessage(c->raw));
}

/* Reports what is not one of the answers that stand for success, and clears it. */
static enum err take_answer(struct postgres_connection *c, PGresult *r, struct fault *f)
{
    ExecStatusType status = PQresultStatus(r);
    enum err e = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? OK : report(c, r, f);
    PQclear(r);
    return e;
}

/* ---- connecting ---- */

static void note_warning(void *arg, const PGresult *r)
{
    const char *severity = PQresultErrorField(r, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (severity && strcmp(severity, "WARNING") == 0)
        ((struct postgres_connection *)arg)->warned = true;
}

static enum err greet(struct postgres_connection *c, struct fault *f)
{
    if (PQstatus(c->raw) != CONNECTION_OK) {
        enum err e = fault(f, ERR_STORAGE, &T_store_no_server, store_url_shown(c->base.store));
        c->base.failure = FAILURE_LOST;
        fault_detail(f, "%s", PQerrorMessage(c->raw));
        return e;
    }
    PQsetNoticeReceiver(c->raw, note_warning, c);
    char sql[400];
    int limit_ms = c->base.store->settings.write_limit_ms;
    snprintf(sql, sizeof(sql),
             "set client_encoding = 'UTF8'; set jit = off; set statement_timeout = %d;"
             "set idle_in_transaction_session_timeout = %d;"
             "select set_config('synchronous_commit', 'on', false)"
             " where current_setting('synchronous_commit') in ('off', 'local', 'remote_write')",
             limit_ms, c->base.is_writer ? limit_ms : 0);
    return take_answer(c, PQexec(c->raw, sql), f);
}

static void disconnect(struct connection *base)
{
    struct postgres_connection *c = own(base);
    prepared_each(&c->cache, prepared_forget);
    PQfinish(c->raw);
    free(c);
}

static enum err connect_to(struct store *s, bool writer, struct fault *f, struct connection **ret_connection)
{
    struct postgres_connection *c = calloc(1, sizeof(*c));
    if (!c)
        return fault(f, ERR_MEMORY, &T_store_memory);
    c->base = (struct connection){.engine = &postgres_engine, .store = s, .is_writer = writer};
    /* The address may overrule what stands before it; of several hosts the one that takes writes is meant. */
    const char *const names[] = {"connect_timeout", "tcp_user_timeout",     "application_name",
                                 "dbname",          "target_session_attrs", NULL};
    const char *const values[] = {"5", "10000", "lianzhang", s->target, "read-write", NULL};
    c->raw = PQconnectdbParams(names, values, 1);
    enum err e = c->raw ? greet(c, f) : fault(f, ERR_MEMORY, &T_store_memory);
    if (e != OK) {
        disconnect(&c->base);
        return e;
    }
    *ret_connection = &c->base;
    return OK;
}

static void settle(struct postgres_connection *c)
{
    PGresult *r;
    while (c->unsettled && (r = PQgetResult(c->raw)))
        PQclear(r);
    c->unsettled = false;
}

static bool in_transaction(struct connection *base)
{
    settle(own(base));
    PGTransactionStatusType status = PQtransactionStatus(own(base)->raw);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

static enum err connect_anew(struct postgres_connection *c, struct fault *f)
{
    prepared_each(&c->cache, prepared_forget);
    c->begin = NULL;
    c->unsettled = false;
    PQreset(c->raw);
    return greet(c, f);
}

static enum err roll_back(struct postgres_connection *c, struct fault *f)
{
    static const char rollback[] = "rollback";
    if (c->base.is_writer || c->base.failure != FAILURE_NONE)
        return take_answer(c, PQexec(c->raw, rollback), f);
    c->unsettled = PQsendQuery(c->raw, rollback) == 1;
    return c->unsettled ? OK : report(c, NULL, f);
}

/* The clock's lock is a session's (store_stamp below): a statement stopped while it holds it leaves it. */
static enum err recover(struct connection *base, struct fault *f)
{
    struct postgres_connection *c = own(base);
    struct fault unused = {0};
    c->begin = NULL;
    if (base->failure == FAILURE_LOST || PQstatus(c->raw) != CONNECTION_OK)
        return connect_anew(c, f);
    bool failed = base->failure != FAILURE_NONE || base->n_locks;
    if (in_transaction(base) && roll_back(c, &unused) != OK)
        return connect_anew(c, f);
    if (base->failure == FAILURE_PASSING) {
        prepared_each(&c->cache, prepared_forget);
        TRY(take_answer(c, PQexec(c->raw, "deallocate all"), f));
    }
    return failed ? take_answer(c, PQexec(c->raw, "select pg_advisory_unlock_all()"), f) : OK;
}

static void cancel(struct postgres_connection *c)
{
    char words[256];
    PGcancel *request = PQgetCancel(c->raw);
    if (request)
        PQcancel(request, words, sizeof(words));
    PQfreeCancel(request);
}

/* false: nothing within so many milliseconds. */
static bool answer_comes(struct postgres_connection *c, int64_t ms)
{
    for (int64_t until_ms = monotonic_ms() + ms; PQisBusy(c->raw);) {
        struct pollfd socket = {.fd = PQsocket(c->raw), .events = POLLIN};
        int64_t left_ms = until_ms - monotonic_ms();
        if (left_ms <= 0)
            return false;
        poll(&socket, 1, (int)left_ms);
        if (PQconsumeInput(c->raw) != 1)
            break; /* gone: the answer says so */
    }
    return true;
}

/* A commit waits for its standby without any limit of the server's own.  One that is stopped meanwhile is committed
 * here and perhaps not there: the server warns and calls it done. */
static enum err commit(struct postgres_connection *c, struct fault *f)
{
    c->warned = false;
    if (c->begin) {
        c->begin = NULL; /* no statement came */
        return OK;
    }
    if (PQsendQuery(c->raw, postgres_engine.commit) != 1)
        return report(c, NULL, f);
    bool came = answer_comes(c, c->base.store->settings.write_limit_ms);
    if (!came) {
        cancel(c);
        came = answer_comes(c, CANCEL_WAIT_MS);
    }
    if (!came) {
        c->base.failure = FAILURE_LOST;
        return fault(f, ERR_STORAGE, &T_store_unconfirmed);
    }
    PGresult *r = PQgetResult(c->raw);
    bool rolled_back = r && strcmp(PQcmdStatus(r), "ROLLBACK") == 0;
    enum err e = take_answer(c, r, f);
    while ((r = PQgetResult(c->raw)))
        PQclear(r);
    if (e == OK && rolled_back)
        e = fault(f, ERR_BUG, &T_store_went_on);
    return e == OK && c->warned ? fault(f, ERR_STORAGE, &T_store_unconfirmed) : e;
}

static enum err begin_now(struct postgres_connection *c, struct fault *f)
{
    const char *begin = c->begin;
    c->begin = NULL;
    return begin ? take_answer(c, PQexec(c->raw, begin), f) : OK;
}

static enum err execute(struct connection *base, const char *sql, struct fault *f)
{
    struct postgres_connection *c = own(base);
    settle(c);
    if (sql == postgres_engine.begin_read || sql == postgres_engine.begin_write) {
        c->begin = sql;
        return OK;
    }
    if (sql == postgres_engine.commit)
        return commit(c, f);
    TRY(begin_now(c, f));
    return take_answer(c, PQexec(c->raw, sql), f);
}

/* ---- statements ---- */

static void name_of(uint32_t number, char name[NAME_BYTES])
{
    snprintf(name, NAME_BYTES, "s%u", number);
}

static void deallocate(struct postgres_connection *c, uint32_t number)
{
    char sql[40];
    snprintf(sql, sizeof(sql), "deallocate s%u", number);
    PQclear(PQexec(c->raw, sql));
}

static enum err prepare(struct postgres_connection *c, const char *sql, char name[NAME_BYTES], struct fault *f)
{
    uint64_t digest = prepared_digest(sql);
    struct prepared *place = prepared_find(&c->cache, sql, digest);
    if (place) {
        name_of(place->number, name);
        return OK;
    }
    place = prepared_room(&c->cache, digest); /* cursors hold whole answers here: no place is in use */
    uint32_t number = ++c->prepared, before = place->sql ? place->number : 0;
    name_of(number, name);
    TRY(take_answer(c, PQprepare(c->raw, name, sql, 0, NULL), f));
    if (before)
        deallocate(c, before);
    if (!prepared_put(&c->cache, place, sql, digest))
        return fault(f, ERR_MEMORY, &T_store_memory);
    place->number = number;
    return OK;
}

/* The caller's values as libpq wants them: numbers as text, bytes as they are. */
struct wire {
    const char *values[STATEMENT_PARAMETERS_MAX + 2];
    int lengths[STATEMENT_PARAMETERS_MAX + 2];
    int formats[STATEMENT_PARAMETERS_MAX + 2];
    char numbers[STATEMENT_PARAMETERS_MAX + 2][NUMBER_BYTES];
};

static void put_on_wire(struct wire *w, const struct value *values, int n)
{
    for (int i = 0; i < n; i++) {
        const struct value *v = &values[i];
        w->formats[i] = v->type == VALUE_BYTES;
        w->lengths[i] = (int)v->n_bytes;
        w->values[i] = v->type == VALUE_NULL ? NULL : v->text ? v->text : "";
        if (v->type == VALUE_INT) {
            snprintf(w->numbers[i], NUMBER_BYTES, "%lld", (long long)v->integer);
            w->values[i] = w->numbers[i];
        }
    }
}

enum { TEXT_RESULTS, BINARY_RESULTS };

/* What the server did not say comes from libpq: a write that failed, a connection that ended.  Its status may stay
 * "ok", and in a pipeline it then says so for ever. */
static bool is_lost(const struct postgres_connection *c, const PGresult *r)
{
    return PQstatus(c->raw) != CONNECTION_OK ||
           (r && PQresultStatus(r) == PGRES_FATAL_ERROR && !PQresultErrorField(r, PG_DIAG_SQLSTATE));
}

/* Of a pipeline: the first that failed, or the last; the rest is cleared.  NULL when the connection is lost before its
 * end: what was answered before says nothing of the rest. */
static PGresult *last_answer(struct postgres_connection *c)
{
    PGresult *answer = NULL;
    for (;;) {
        PGresult *r = PQgetResult(c->raw);
        ExecStatusType status = PQresultStatus(r);
        bool gone = is_lost(c, r), ends = gone || status == PGRES_PIPELINE_SYNC;
        if (r && !ends && status != PGRES_PIPELINE_ABORTED) {
            PQclear(answer);
            answer = r;
            continue;
        }
        PQclear(r);
        if (gone) {
            PQclear(answer);
            return NULL;
        }
        if (ends)
            return answer;
    }
}

static PGresult *run_with_begin(struct postgres_connection *c, const char *name, const struct wire *w, int n)
{
    const char *begin = c->begin;
    c->begin = NULL;
    bool sent = PQenterPipelineMode(c->raw) == 1 &&
                PQsendQueryParams(c->raw, begin, 0, NULL, NULL, NULL, NULL, TEXT_RESULTS) == 1 &&
                PQsendQueryPrepared(c->raw, name, n, w->values, w->lengths, w->formats, BINARY_RESULTS) == 1 &&
                PQpipelineSync(c->raw) == 1;
    if (!sent)
        c->base.failure = FAILURE_LOST; /* in the middle of a pipeline: no use for anything else */
    PGresult *answer = sent ? last_answer(c) : NULL;
    PQexitPipelineMode(c->raw);
    return answer;
}

static enum err run_once(struct postgres_connection *c, const struct bound *b, struct fault *f, PGresult **ret_result)
{
    struct wire w;
    char name[NAME_BYTES];
    settle(c);
    TRY(prepare(c, b->sql, name, f));
    put_on_wire(&w, b->values, b->n);
    PGresult *r = c->begin ? run_with_begin(c, name, &w, b->n)
                           : PQexecPrepared(c->raw, name, b->n, w.values, w.lengths, w.formats, BINARY_RESULTS);
    ExecStatusType status = PQresultStatus(r);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        return take_answer(c, r, f);
    *ret_result = r;
    return OK;
}

/* Nothing is lost with a connection that died before its transaction began: it is made anew. */
static enum err run_or_reconnect(struct postgres_connection *c, const struct bound *b, struct fault *f,
                                 PGresult **ret_result)
{
    struct fault unused = {0};
    const char *begin = c->begin;
    if (!begin)
        return run_once(c, b, f, ret_result);
    enum err e = run_once(c, b, &unused, ret_result);
    if (e != OK && c->base.failure == FAILURE_LOST) {
        TRY(connect_anew(c, f));
        c->base.failure = FAILURE_NONE;
        c->begin = begin;
        return run_once(c, b, f, ret_result);
    }
    if (e != OK && f->code == OK)
        *f = unused;
    return e;
}

static enum err run(struct connection *base, struct op *op, const struct bound *b, struct rows **ret_rows)
{
    struct postgres_connection *c = own(base);
    struct postgres_rows *rows = arena_one(op->arena, struct postgres_rows);
    PGresult *r;
    if (!rows)
        return fault(op->fault, ERR_MEMORY, &T_store_memory);
    TRY(run_or_reconnect(c, b, op->fault, &r));
    c->changed = strtoll(PQcmdTuples(r), NULL, 10);
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
    r->row++;
    base->done = r->row >= PQntuples(r->result);
    return !base->done;
}

static void close_rows(struct rows *base)
{
    PQclear(((struct postgres_rows *)base)->result);
}

/* ---- values, in the binary form of the wire: big-endian ---- */

static int64_t read_int(const char *bytes, int n)
{
    uint64_t v = n && (bytes[0] & 0x80) ? UINT64_MAX : 0;
    for (int i = 0; i < n; i++)
        v = v << 8 | (unsigned char)bytes[i];
    return (int64_t)v;
}

/* Sums and averages: digits in base 10,000, the first of weight 10,000^weight.  What is behind the point is cut. */
static int64_t read_numeric(const char *bytes)
{
    enum { HEAD_BYTES = 8, NEGATIVE = 0x4000 };
    int n = (int)read_int(bytes, 2), weight = (int)read_int(bytes + 2, 2);
    int64_t v = 0;
    for (int i = 0; i <= weight; i++)
        v = v * 10000 + (i < n ? read_int(bytes + HEAD_BYTES + 2 * i, 2) : 0);
    return read_int(bytes + 4, 2) == NEGATIVE ? -v : v;
}

static struct value column(const struct rows *base, int i)
{
    const struct postgres_rows *r = (const struct postgres_rows *)base;
    if (PQgetisnull(r->result, r->row, i))
        return value_null();
    const char *bytes = PQgetvalue(r->result, r->row, i);
    int n = PQgetlength(r->result, r->row, i);
    switch (PQftype(r->result, i)) {
    case TYPE_INT8:
    case TYPE_INT4:
    case TYPE_INT2:
        return value_int(read_int(bytes, n));
    case TYPE_NUMERIC:
        return value_int(read_numeric(bytes));
    case TYPE_BOOL:
        return value_int(*bytes != 0);
    case TYPE_BYTEA:
        return value_bytes(bytes, (size_t)n);
    default:
        return (struct value){.type = VALUE_TEXT, .text = bytes, .n_bytes = (size_t)n};
    }
}

static int64_t changed(struct connection *base)
{
    return own(base)->changed;
}

/* ---- many rows ---- */

static enum err send_rows(struct postgres_connection *c, const char *name, const struct value *values, int n_parameters,
                          size_t n_rows, struct fault *f)
{
    struct wire w;
    bool sent = PQenterPipelineMode(c->raw) == 1;
    for (size_t row = 0; row < n_rows && sent; row++) {
        put_on_wire(&w, &values[row * (size_t)n_parameters], n_parameters);
        sent = PQsendQueryPrepared(c->raw, name, n_parameters, w.values, w.lengths, w.formats, TEXT_RESULTS) == 1;
    }
    if (!sent || PQpipelineSync(c->raw) != 1) {
        c->base.failure = FAILURE_LOST; /* in the middle of a pipeline: no use for anything else */
        fault(f, ERR_STORAGE, &T_store_failed);
        return fault_detail(f, "%s", PQerrorMessage(c->raw));
    }
    enum err e = take_answer(c, last_answer(c), f);
    PQexitPipelineMode(c->raw);
    return e;
}

static enum err run_many(struct connection *base, struct op *op, const char *sql, const struct value *values,
                         int n_parameters, size_t n_rows)
{
    struct postgres_connection *c = own(base);
    char name[NAME_BYTES];
    settle(c);
    TRY(begin_now(c, op->fault));
    TRY(prepare(c, sql, name, op->fault));
    for (size_t done = 0; done < n_rows; done += PIPELINE_ROWS) {
        size_t n = n_rows - done < PIPELINE_ROWS ? n_rows - done : PIPELINE_ROWS;
        if (done)
            TRY(connection_before_step(base, op->fault));
        TRY(send_rows(c, name, &values[done * (size_t)n_parameters], n_parameters, n, op->fault));
    }
    return OK;
}

/* Fence F and the short lock around the clock, as numbers of advisory locks. */
#define FENCE "7200001"
#define CLOCK "7200002"

/* A function that changes gets a new name: databases keep what they have. */
static const char *const own_tables[] = {
    "create sequence if not exists store_clock minvalue 0 start 0",
    "create sequence if not exists store_counter",
    /* A stamp is later than every one before it: a sequence gives it, which is moved on when it lies more than 1 ms
     * behind the clock, so that few wait for each other.  (Moved by that much it cannot meet what others draw
     * meanwhile.)  The fence lasts to the end of the transaction: who takes it alone knows that no earlier stamp is
     * still under way. */
    "create or replace function store_stamp(earliest bigint) returns bigint language plpgsql as $$\n"
    "declare\n"
    "  target bigint := earliest;\n"
    "  stamp bigint;\n"
    "begin\n"
    "  perform pg_advisory_xact_lock_shared(" FENCE ");\n"
    "  if earliest = 0 then target := (extract(epoch from clock_timestamp()) * 1000000)::bigint; end if;\n"
    "  stamp := nextval('store_clock');\n"
    "  if stamp < target - 1000 then\n"
    "    perform pg_advisory_lock(" CLOCK ");\n"
    "    perform setval('store_clock', target - 1) from store_clock where last_value < target - 1000;\n"
    "    perform pg_advisory_unlock(" CLOCK ");\n"
    "    stamp := nextval('store_clock');\n"
    "  end if;\n"
    "  while stamp < earliest loop stamp := nextval('store_clock'); end loop;\n"
    "  return stamp;\n"
    "end $$",
    /* Under the same lock, or another's id would fall between nextval and setval. */
    "create or replace function store_next_ids(n bigint) returns bigint language plpgsql as $$\n"
    "declare last bigint;\n"
    "begin\n"
    "  perform pg_advisory_lock(" CLOCK ");\n"
    "  last := setval('store_counter', nextval('store_counter') + n - 1);\n"
    "  perform pg_advisory_unlock(" CLOCK ");\n"
    "  return last;\n"
    "end $$",
    NULL,
};

const struct engine postgres_engine = {
    .id = STORE_POSTGRES,
    .sends_whole_answers = true,
    .connect = connect_to,
    .disconnect = disconnect,
    .recover = recover,
    .in_transaction = in_transaction,
    .execute = execute,
    .run = run,
    .next = next,
    .close = close_rows,
    .column = column,
    .changed = changed,
    .run_many = run_many,
    .begin_read = "begin isolation level repeatable read read only",
    .begin_write = "begin isolation level repeatable read",
    .commit = "commit",
    .has_own_sql = "select to_regproc('store_stamp') is not null and to_regproc('store_next_ids') is not null",
    .own_tables = own_tables,
    .stamp_sql = "select store_stamp($1::int8)",
    .last_stamp_sql = "select last_value from store_clock",
    .version_sql = "select case when pg_is_in_recovery() then 0 else hashtextextended(pg_current_snapshot()::text, 0) end",
    .next_ids_sql = "select store_next_ids($1::int8)",
    .last_id_sql = "select last_value from store_counter",
    .raise_ids_sql = "select setval('store_counter', greatest(last_value, $1::int8)) from store_counter",
    .ids_at_once = 64,
    .lock_sql = "select 1 from pg_advisory_lock($1::int8)",
    .fence_sql = "select pg_advisory_xact_lock(" FENCE ")",
    .explain_prefix = "explain",
};
