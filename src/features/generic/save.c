/* New records and changed ones: the form, what is wrong with it, questions answered with a reason, and two people
 * who changed the same record. */
#include "features/generic/conflict.h"
#include "features/generic/form.h"
#include "features/generic/pages.h"
#include "features/generic/subject.h"
#include "generic.pages.h"
#include "generic.texts.h"
#include "web/response.h"

#include <inttypes.h>
#include <string.h>

/* ---- showing the form ---- */

static enum err name_page(struct request *rq, struct response *rs, const struct record *r)
{
    struct op *op = rq->op;
    const char *kind = kind_label(rq->kind, op->language), *title;
    response_crumb(rs, kind, rq->kind->path);
    if (!r->id) {
        response_crumb(rs, text_in(&T_generic_new, op->language), NULL);
        response_title(rs, words(op, &T_generic_add, kind, NULL, NULL));
        return OK;
    }
    TRY(subject_title(op, r, &title));
    response_crumb(rs, title, subject_path(rq, r));
    response_title(rs, words(op, &T_generic_edit_title, title, NULL, NULL));
    return OK;
}

static enum err show_form(struct response *rs, const struct form_filling *from, const char *merged)
{
    struct record_form_view form;
    TRY(form_fill(from, &form));
    form.merged = merged;
    TRY(name_page(from->rq, rs, from->record));
    record_form(response_page(rs), &form);
    return OK;
}

/* Nothing typed is lost: the same form again, with what is wrong. */
static enum err show_again(struct request *rq, struct response *rs, const struct record *r,
                           const struct findings *findings, const char *more)
{
    struct form_filling from = {.rq = rq, .record = r, .findings = findings, .as_typed = true, .more = more};
    if (findings && findings->n_errors + findings->n_questions)
        response_status(rs, 422);
    return show_form(rs, &from, NULL);
}

enum err new_get(struct request *rq, struct response *rs)
{
    struct record *r;
    TRY(record_new(rq->op, rq->kind, &r));
    TRY(form_prefill(rq, r));
    return show_form(rs, &(struct form_filling){.rq = rq, .record = r}, NULL);
}

enum err edit_get(struct request *rq, struct response *rs)
{
    struct record *r;
    bool may;
    TRY(subject_load(rq, &r));
    TRY(subject_may_change(rq, r, &may));
    if (!may)
        return fault(rq->op->fault, ERR_DENIED, &T_generic_missing, kind_label(rq->kind, rq->op->language));
    return show_form(rs, &(struct form_filling){.rq = rq, .record = r}, NULL);
}

/* ---- saving ---- */

struct saving {
    struct record *record;
    const char *reason;
    struct findings *findings;
};

/* Fit to run twice: the record given stays as it was until the save has succeeded. */
static enum err save(struct op *op, void *arg)
{
    struct saving *s = arg;
    struct record *r;
    TRY(record_new(op, s->record->kind, &r));
    struct value *values = r->values;
    memcpy(values, s->record->values, (size_t)kind_field_count(r->kind) * sizeof(*values));
    *r = *s->record;
    r->values = values;
    *s->findings = (struct findings){0};
    TRY(record_save(op, r, s->reason, s->findings));
    s->record->id = r->id;
    s->record->code = r->code;
    return OK;
}

/* OK: saved.  ERR_INPUT with findings: to be shown beside the fields; the fault is cleared and a snapshot stands. */
static enum err try_save(struct request *rq, struct record *r, struct findings *findings)
{
    struct op *op = rq->op;
    struct record before = *r;
    const char *reason = request_form(rq, "_reason");
    struct saving s = {r, reason ? reason : "", findings};
    enum err e = request_act(rq, arena_printf(op->arena, "%s.save", rq->kind->id), s.reason, save, &s, NULL);
    if (e != ERR_INPUT && e != ERR_CONFLICT)
        return e;
    if (e == ERR_INPUT && !findings->n)
        return e;
    r->id = before.id;
    r->code = before.code;
    struct fault kept = *op->fault;
    fault_clear(op->fault);
    TRY(op_begin_read(op));
    if (e == ERR_CONFLICT)
        *op->fault = kept;
    return e;
}

static enum err after_save(struct request *rq, struct response *rs, const struct record *r, const struct text *says)
{
    const char *title;
    TRY(subject_title(rq->op, r, &title));
    const char *path = subject_path(rq, r);
    if (request_form(rq, "_again"))
        path = arena_printf(rq->op->arena, "%s/new", rq->kind->path);
    return response_redirect_saying(rs, path, says, (const char *[]){title}, 1);
}

/* The form asked for more rows: shown again, nothing is saved. */
static bool wants_rows(const struct request *rq, const char **ret_field)
{
    *ret_field = request_form(rq, "_more");
    return *ret_field != NULL;
}

enum err new_post(struct request *rq, struct response *rs)
{
    struct record *r;
    struct findings findings = {0};
    const char *more;
    TRY(record_new(rq->op, rq->kind, &r));
    TRY(form_read(rq, r, &findings));
    if (wants_rows(rq, &more))
        return show_again(rq, rs, r, NULL, more);
    if (findings.n_errors)
        return show_again(rq, rs, r, &findings, NULL);
    enum err e = try_save(rq, r, &findings);
    if (e == ERR_INPUT && findings.n)
        return show_again(rq, rs, r, &findings, NULL);
    TRY(e);
    return after_save(rq, rs, r, &T_generic_added);
}

/* ---- changing ---- */

static enum err read_rev(struct request *rq, int64_t *ret_rev)
{
    return request_int(rq, "_rev", 1, INT64_MAX, 0, ret_rev);
}

enum err edit_post(struct request *rq, struct response *rs)
{
    struct edit edit;
    struct findings findings = {0};
    const char *more;
    int64_t rev;
    TRY(read_rev(rq, &rev));
    TRY(edit_begin(rq, rev, &edit));
    TRY(form_read(rq, edit.mine, &findings));
    if (wants_rows(rq, &more))
        return show_again(rq, rs, edit.mine, NULL, more);
    if (findings.n_errors)
        return show_again(rq, rs, edit.mine, &findings, NULL);
    TRY(edit_merge(rq, &edit));
    if (edit.n_conflicts)
        return conflict_show(rq, rs, &edit);
    enum err e = try_save(rq, edit.merged, &findings);
    if (e == ERR_INPUT && findings.n)
        return show_again(rq, rs, edit.merged, &findings, NULL);
    TRY(e);
    return after_save(rq, rs, edit.merged, edit.met ? &T_generic_saved_merged : &T_generic_saved);
}
