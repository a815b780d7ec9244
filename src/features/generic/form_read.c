#include "features/generic/form.h"

#include "features/generic/subject.h"
#include "generic.texts.h"
#include "record.texts.h"
#include "record/compound.h"
#include "record/typed.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const char *member_name(struct op *op, const struct field *f, size_t row, const struct field *member)
{
    return arena_printf(op->arena, "%s.%zu.%s", f->id, row, member->id);
}

static bool is_frozen(const struct record *r, const struct field *f)
{
    return !field_is_typed(f) || (r->id && field_is(f, FIELD_ONCE));
}

/* ---- several values under one name: ticked boxes ---- */
static const char *joined(struct request *rq, const char *name)
{
    const char *const *values;
    const char *list = "";
    size_t n = request_form_all(rq, name, &values);
    for (size_t i = 0; values && i < n; i++)
        if (*values[i])
            list = *list ? arena_printf(rq->op->arena, "%s、%s", list, values[i]) : values[i];
    return list;
}

/* ---- rows ---- */
struct rows_reading {
    struct request *rq;
    const struct field *field;
    struct value *values; /* FORM_ROWS_MAX × width */
    size_t n, width;
    struct findings *findings;
};

/* What is wrong with a member, said at the field with the number of the row. */
static enum err refuse_member(const struct rows_reading *r, size_t row, const struct field *member,
                              const struct findings *heard)
{
    struct op *op = r->rq->op;
    const char *args[] = {arena_printf(op->arena, "%zu", row + 1), field_label(member, op->language),
                          heard->n ? finding_words(op, &heard->list[0]) : ""};
    return findings_add(op, r->findings, FINDING_ERROR, r->field->id, &T_generic_row_error, args, 3);
}

/* ret_filled: something was typed into this row. */
static enum err read_row(const struct rows_reading *r, size_t row, bool *ret_filled)
{
    struct op *op = r->rq->op;
    *ret_filled = false;
    for (size_t m = 0; m < r->width; m++) {
        const struct field *member = &r->field->rows[m];
        const char *typed = request_form(r->rq, member_name(op, r->field, row, member));
        struct findings heard = {0};
        struct typing_desk desk = {op, &references_stored, &typed_by_hand, &heard, NULL};
        bool taken;
        if (!typed || !*typed)
            continue;
        *ret_filled = true;
        TRY(typed_read(&desk, member, typed, &r->values[r->n * r->width + m], &taken));
        if (!taken)
            TRY(refuse_member(r, row, member, &heard));
    }
    return OK;
}

static bool has_rows(const struct request *rq, const struct field *f)
{
    size_t n = strlen(f->id);
    for (size_t i = 0; i < rq->form.n; i++)
        if (strncmp(rq->form.list[i].name, f->id, n) == 0 && rq->form.list[i].name[n] == '.')
            return true;
    return false;
}

static enum err read_rows(struct request *rq, struct record *r, const struct field *f, struct findings *findings)
{
    struct op *op = rq->op;
    struct rows_reading reading = {
        .rq = rq, .field = f, .width = (size_t)compound_member_count(f), .findings = findings};
    reading.values = arena_array(op->arena, FORM_ROWS_MAX * reading.width, struct value);
    if (!reading.values)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t row = 0; row < FORM_ROWS_MAX; row++) {
        bool filled;
        TRY(read_row(&reading, row, &filled));
        reading.n += filled;
    }
    const char *json = compound_write_rows(op->arena, f, reading.values, reading.n);
    record_set(r, f->id, json ? value_text(json) : value_null());
    return OK;
}

/* ---- a whole form ---- */

static enum err read_field(struct request *rq, struct record *r, const struct field *f, struct findings *findings)
{
    if (f->type == FIELD_ROWS && has_rows(rq, f))
        return read_rows(rq, r, f, findings);
    if (!request_form(rq, f->id))
        return OK;
    const char *typed = f->type == FIELD_ENUM_LIST ? joined(rq, f->id) : request_form(rq, f->id);
    return record_set_typed(rq->op, r, f, typed, findings);
}

static enum err read_rank(struct request *rq, struct record *r)
{
    const char *typed = request_form(rq, "_rank");
    if (!typed || !(r->kind->flags & KIND_RANKED))
        return OK;
    return request_int(rq, "_rank", 0, INT32_MAX, 0, &r->rank);
}

/* Said together with what cannot be read, so that everything wrong is told at once. */
static enum err ask_for_required(struct request *rq, const struct record *r, struct findings *findings)
{
    struct op *op = rq->op;
    for (const struct field *f = r->kind->fields; f->id; f++) {
        const struct value *v = &r->values[f - r->kind->fields];
        bool absent = v->type == VALUE_NULL || (v->type == VALUE_TEXT && !v->n_bytes);
        if (absent && field_is(f, FIELD_REQUIRED) && !is_frozen(r, f) && !findings_refuse(findings, f->id))
            TRY(findings_add(op, findings, FINDING_ERROR, f->id, &T_record_required,
                             (const char *[]){field_label(f, op->language)}, 1));
    }
    return OK;
}

enum err form_read(struct request *rq, struct record *r, struct findings *findings)
{
    const char *code = request_form(rq, "_code");
    if (code && kind_is_named_by_code(r->kind) && !r->id)
        r->code = code;
    for (const struct field *f = r->kind->fields; f->id; f++)
        if (!is_frozen(r, f))
            TRY(read_field(rq, r, f, findings));
    TRY(read_rank(rq, r));
    return findings->n_errors ? ask_for_required(rq, r, findings) : OK;
}

enum err form_prefill(struct request *rq, struct record *r)
{
    struct findings unheard = {0};
    for (const struct field *f = r->kind->fields; f->id; f++) {
        const char *typed = request_query(rq, f->id);
        if (typed && *typed && field_is_typed(f) && f->type != FIELD_ROWS)
            TRY(record_set_typed(rq->op, r, f, typed, &unheard));
    }
    return OK;
}
