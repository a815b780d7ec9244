/* /api/v1/{kind}: lists, records, changes and history of every kind as JSON. */
#include "features/generic/api.h"

#include "document/json_read.h"
#include "features/generic/conflict.h"
#include "features/generic/json_record.h"
#include "features/generic/json_set.h"
#include "features/generic/list_request.h"
#include "features/generic/pages.h"
#include "features/generic/subject.h"
#include "generic.queries.h"
#include "generic.texts.h"
#include "store/sm3.h"
#include "web/response.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { HISTORY_A_PAGE = 100, KEY_LENGTH_MAX = 200 };
static const int64_t remembered_us = INT64_C(48) * 3600 * 1000000;

/* ---- problems (RFC 9457) with every finding beside its field ---- */

static void put_findings(struct op *op, struct json *j, const struct findings *findings)
{
    static const char *const severities[] = {"error", "question", "notice"};
    json_key(j, "errors");
    json_array_begin(j);
    for (size_t i = 0; i < findings->n; i++) {
        const struct finding *f = &findings->list[i];
        json_object_begin(j);
        json_key(j, "severity");
        json_string(j, severities[f->severity]);
        json_key(j, "field");
        json_string(j, f->field);
        json_key(j, "detail");
        json_string(j, finding_words(op, f));
        if (f->proposes) {
            json_key(j, "proposes");
            json_string(j, f->proposes);
        }
        json_object_end(j);
    }
    json_array_end(j);
}

struct problem {
    int status;
    const char *id;
    const struct text *detail;
    const struct findings *findings; /* NULL: none */
};

static enum err tell_problem(struct request *rq, struct response *rs, const struct problem *p)
{
    struct op *op = rq->op;
    struct buf b;
    struct json j;
    buf_init(&b, 0);
    json_init(&j, &b);
    json_object_begin(&j);
    json_key(&j, "type");
    json_string(&j, arena_printf(op->arena, "urn:lianzhang:problem:%s", p->id));
    json_key(&j, "title");
    json_string(&j, text_in(&T_generic_not_saved, op->language));
    json_key(&j, "status");
    json_int(&j, p->status);
    json_key(&j, "detail");
    json_string(&j, text_in(p->detail, op->language));
    json_key(&j, "request");
    json_string(&j, rq->id);
    if (p->findings)
        put_findings(op, &j, p->findings);
    json_object_end(&j);
    response_bytes(rs, "application/problem+json", buf_string(&b), b.n);
    buf_release(&b);
    response_status(rs, p->status);
    return OK;
}

static enum err tell_findings(struct request *rq, struct response *rs, const struct findings *findings)
{
    const struct text *detail = findings->n_errors ? &T_generic_problem_errors : &T_generic_problem_questions;
    return tell_problem(rq, rs, &(struct problem){422, findings->n_errors ? "input" : "question", detail, findings});
}

/* ---- reading ---- */

static void put_etag(struct request *rq, struct response *rs, const struct record *r)
{
    response_header(rs, "ETag", arena_printf(rq->op->arena, "\"%" PRId64 "\"", r->rev));
}

static enum err answer_record(struct request *rq, struct response *rs, const struct record *r)
{
    put_etag(rq, rs, r);
    return json_record(rq->op, response_json(rs), r);
}

static enum err put_row(struct op *op, struct json *j, const struct list_page *page, const struct list_row *row)
{
    json_object_begin(j);
    json_key(j, "id");
    json_int(j, row->id);
    json_key(j, "code");
    json_string(j, row->code);
    json_key(j, "title");
    json_string(j, row->title);
    json_key(j, "unverified");
    json_bool(j, row->unverified);
    for (size_t i = 0; i < page->n_columns; i++) {
        if (strcmp(page->columns[i]->id, "code") == 0)
            continue;
        json_key(j, page->columns[i]->id);
        TRY(json_value(op, j, page->columns[i], &row->cells[i].value));
    }
    json_object_end(j);
    return OK;
}

static void put_token(struct json *j, const char *key, const char *token)
{
    json_key(j, key);
    json_string(j, token);
}

enum err api_list_get(struct request *rq, struct response *rs)
{
    struct list_query q;
    struct list_page page;
    int64_t limit;
    TRY(list_request_read(rq, &q));
    TRY(request_int(rq, "limit", 1, LIST_PAGE_MAX, 50, &limit));
    q.limit = (size_t)limit;
    q.count = !request_query(rq, "count") || request_flag(rq, "count");
    TRY(list_run(rq->op, &q, &page));
    struct json *j = response_json(rs);
    json_object_begin(j);
    json_key(j, "rows");
    json_array_begin(j);
    for (size_t i = 0; i < page.n; i++)
        TRY(put_row(rq->op, j, &page, &page.rows[i]));
    json_array_end(j);
    put_token(j, "next", page.next);
    put_token(j, "previous", page.previous);
    if (q.count) {
        json_key(j, "count");
        json_int(j, page.count);
        json_key(j, "count_is_more");
        json_bool(j, page.count_is_more);
    }
    json_object_end(j);
    return OK;
}

enum err api_one_get(struct request *rq, struct response *rs)
{
    struct record *r;
    TRY(subject_load(rq, &r));
    return answer_record(rq, rs, r);
}

static enum err put_version(struct op *op, struct json *j, const struct version *v)
{
    char moment[MOMENT_TEXT_BYTES];
    json_object_begin(j);
    json_key(j, "from");
    json_string(j, moment_format_utc(v->from_us, moment));
    json_key(j, "to");
    json_string(j, v->to_us == INT64_MAX ? NULL : moment_format_utc(v->to_us, moment));
    json_key(j, "deleted");
    json_bool(j, v->deleted);
    json_key(j, "by");
    json_string(j, v->by_name);
    json_key(j, "acting_for");
    json_string(j, v->acting_for_name);
    json_key(j, "what");
    json_string(j, v->what);
    json_key(j, "reason");
    json_string(j, v->reason);
    json_key(j, "record");
    TRY(json_record(op, j, v->record));
    json_object_end(j);
    return OK;
}

enum err api_history_get(struct request *rq, struct response *rs)
{
    struct version *versions;
    size_t n;
    int64_t id;
    TRY(subject_id(rq, &id));
    TRY(record_history(rq->op, rq->kind, id, 0, HISTORY_A_PAGE, &versions, &n));
    struct json *j = response_json(rs);
    json_object_begin(j);
    json_key(j, "versions");
    json_array_begin(j);
    for (size_t i = 0; i < n; i++)
        TRY(put_version(rq->op, j, &versions[i]));
    json_array_end(j);
    json_object_end(j);
    return OK;
}

/* ---- creating, once for each Idempotency-Key ---- */

struct creation {
    struct record *record;
    const char *reason;
    struct findings *findings;
    const char *request, *digest; /* NULL: without a key */
    bool repeated, different;
};

static enum err look_up(struct op *op, struct creation *c)
{
    struct idempotency_of_row before;
    bool found;
    c->repeated = c->different = false;
    if (!c->request)
        return OK;
    TRY(store_lock(op, c->request));
    TRY(idempotency_of(op, c->request, &before, &found));
    c->repeated = found && strcmp(before.digest, c->digest) == 0;
    c->different = found && !c->repeated;
    if (c->repeated)
        c->record->id = before.record_id;
    return OK;
}

static enum err create(struct op *op, void *arg)
{
    struct creation *c = arg;
    *c->findings = (struct findings){0};
    c->record->id = 0;
    TRY(look_up(op, c));
    if (c->repeated)
        return OK;
    if (c->different)
        return fault(op->fault, ERR_INPUT, &T_generic_problem_key);
    struct record *r = c->record, made = *r;
    made.values = arena_array(op->arena, (size_t)kind_field_count(r->kind), struct value);
    if (!made.values)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    memcpy(made.values, r->values, (size_t)kind_field_count(r->kind) * sizeof(*made.values));
    TRY(record_save(op, &made, c->reason, c->findings));
    r->id = made.id;
    if (!c->request)
        return OK;
    TRY(idempotency_drop(op, op->now_us - remembered_us, NULL));
    return idempotency_put(op, c->request, c->digest, made.id, op->now_us, NULL);
}

static enum err digest_of(struct op *op, const char *text, size_t n, const char **ret_hex)
{
    unsigned char digest[SM3_BYTES];
    char hex[SM3_HEX_BYTES];
    if (!sm3_of(text, n, digest))
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    *ret_hex = arena_text(op->arena, sm3_hex(digest, hex));
    return OK;
}

static enum err read_key(struct request *rq, struct creation *c)
{
    const char *key = request_header(rq, "Idempotency-Key");
    if (!key || !*key)
        return OK;
    if (strlen(key) > KEY_LENGTH_MAX)
        return fault(rq->op->fault, ERR_USAGE, &T_generic_problem_key);
    const char *whole = arena_printf(rq->op->arena, "%" PRId64 "\n%s\n%s", rq->op->account, rq->kind->id, key);
    TRY(digest_of(rq->op, whole, strlen(whole), &c->request));
    return digest_of(rq->op, rq->body, rq->body_bytes, &c->digest);
}

/* The answer to a change that was refused with findings; other faults go their way. */
static enum err after_refusal(struct request *rq, struct response *rs, enum err e, const struct findings *findings)
{
    if (e != ERR_INPUT || !findings->n)
        return e;
    fault_clear(rq->op->fault);
    return tell_findings(rq, rs, findings);
}

static const char *reason_of(const struct json_value *body)
{
    const struct json_value *reason = json_member(body, "reason");
    return reason && reason->type == JSON_TEXT ? reason->text : "";
}

static const char *save_act(struct request *rq)
{
    return arena_printf(rq->op->arena, "%s.save", rq->kind->id);
}

enum err api_create_post(struct request *rq, struct response *rs)
{
    struct op *op = rq->op;
    const struct json_value *body;
    struct findings findings = {0};
    struct creation c = {.findings = &findings};
    struct record *made;
    TRY(request_json(rq, &body));
    TRY(record_new(op, rq->kind, &c.record));
    TRY(json_set(op, c.record, body, &findings));
    if (findings.n_errors)
        return tell_findings(rq, rs, &findings);
    TRY(read_key(rq, &c));
    c.reason = reason_of(body);
    enum err e = request_act(rq, save_act(rq), c.reason, create, &c, NULL);
    if (e != OK)
        return after_refusal(rq, rs, e, &findings);
    TRY(record_load(op, rq->kind, c.record->id, &made));
    response_status(rs, c.repeated ? 200 : 201);
    response_header(rs, "Location", arena_printf(op->arena, "/api/v1/%s/~%" PRId64, rq->kind->id, made->id));
    return answer_record(rq, rs, made);
}

/* ---- changing ---- */

/* If-Match: "3"; 0 when it is absent or no revision. */
static int64_t matched_rev(const struct request *rq)
{
    const char *match = request_header(rq, "If-Match");
    if (!match)
        return 0;
    match += *match == '"';
    return strtoll(match, NULL, 10);
}

static enum err want_match(struct request *rq, struct response *rs, int64_t *ret_rev)
{
    *ret_rev = matched_rev(rq);
    if (*ret_rev > 0)
        return OK;
    *ret_rev = 0;
    return tell_problem(rq, rs, &(struct problem){428, "precondition-required", &T_generic_problem_match, NULL});
}

static enum err tell_conflicts(struct request *rq, struct response *rs, const struct edit *edit)
{
    struct findings findings = {0};
    for (size_t i = 0; i < edit->n_conflicts; i++) {
        const struct field *f = edit->conflicts[i].field;
        TRY(findings_add(rq->op, &findings, FINDING_ERROR, f->id, &T_generic_problem_clash,
                         (const char *[]){field_label(f, rq->op->language)}, 1));
    }
    put_etag(rq, rs, edit->theirs);
    return tell_problem(rq, rs, &(struct problem){412, "conflict", &T_generic_problem_stale, &findings});
}

struct change {
    const struct record *record;
    const char *reason;
    struct findings *findings;
};

static enum err change(struct op *op, void *arg)
{
    const struct change *c = arg;
    struct record r = *c->record;
    size_t n = (size_t)kind_field_count(r.kind);
    r.values = arena_array(op->arena, n, struct value);
    if (!r.values)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    memcpy(r.values, c->record->values, n * sizeof(*r.values));
    *c->findings = (struct findings){0};
    return record_save(op, &r, c->reason, c->findings);
}

enum err api_change_patch(struct request *rq, struct response *rs)
{
    struct op *op = rq->op;
    const struct json_value *body;
    struct findings findings = {0};
    struct edit edit;
    int64_t rev;
    TRY(want_match(rq, rs, &rev));
    if (!rev)
        return OK;
    TRY(request_json(rq, &body));
    TRY(edit_begin(rq, rev, &edit));
    TRY(json_set(op, edit.mine, body, &findings));
    if (findings.n_errors)
        return tell_findings(rq, rs, &findings);
    TRY(edit_merge(rq, &edit));
    if (edit.n_conflicts)
        return tell_conflicts(rq, rs, &edit);
    struct change c = {edit.merged, reason_of(body), &findings};
    enum err e = request_act(rq, save_act(rq), c.reason, change, &c, NULL);
    if (e != OK)
        return after_refusal(rq, rs, e, &findings);
    struct record *now;
    TRY(record_load(op, rq->kind, edit.merged->id, &now));
    return answer_record(rq, rs, now);
}

/* ---- deleting ---- */

struct removal {
    const struct kind *kind;
    int64_t id, rev;
};

static enum err delete_record(struct op *op, void *arg)
{
    const struct removal *d = arg;
    return record_delete(op, d->kind, d->id, d->rev);
}

enum err api_delete(struct request *rq, struct response *rs)
{
    struct record *r;
    struct removal d = {.kind = rq->kind};
    TRY(want_match(rq, rs, &d.rev));
    if (!d.rev)
        return OK;
    TRY(subject_load(rq, &r));
    d.id = r->id;
    if (r->rev != d.rev)
        return tell_problem(rq, rs, &(struct problem){412, "conflict", &T_generic_problem_stale, NULL});
    TRY(request_act(rq, arena_printf(rq->op->arena, "%s.delete", rq->kind->id), "", delete_record, &d, NULL));
    response_status(rs, 204);
    return OK;
}
