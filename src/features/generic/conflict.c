#include "features/generic/conflict.h"

#include "features/generic/form_view.h"
#include "features/generic/subject.h"
#include "generic.pages.h"
#include "generic.texts.h"
#include "record/typed.h"
#include "web/response.h"

#include <inttypes.h>
#include <string.h>

enum { VERSIONS_SEARCHED = 200 };

static enum err copy_of(struct op *op, const struct record *r, struct record **ret_copy)
{
    TRY(record_new(op, r->kind, ret_copy));
    struct value *values = (*ret_copy)->values;
    memcpy(values, r->values, (size_t)kind_field_count(r->kind) * sizeof(*values));
    **ret_copy = *r;
    (*ret_copy)->values = values;
    return OK;
}

static enum err find_base(struct request *rq, int64_t rev, struct edit *edit)
{
    struct op *op = rq->op;
    struct version *versions;
    size_t n;
    TRY(record_history(op, rq->kind, edit->theirs->id, 0, VERSIONS_SEARCHED, &versions, &n));
    if (n) {
        edit->who = versions[0].by_name;
        edit->when_us = versions[0].from_us;
    }
    for (size_t i = 0; i < n; i++)
        if (versions[i].record && versions[i].record->rev == rev) {
            edit->base = versions[i].record;
            return OK;
        }
    return fault(op->fault, ERR_CONFLICT, &T_generic_stale, kind_label(rq->kind, op->language));
}

enum err edit_begin(struct request *rq, int64_t rev, struct edit *ret_edit)
{
    *ret_edit = (struct edit){0};
    TRY(subject_load(rq, &ret_edit->theirs));
    ret_edit->base = ret_edit->theirs;
    if (rev && rev != ret_edit->theirs->rev) {
        TRY(find_base(rq, rev, ret_edit));
        ret_edit->met = true;
    }
    return copy_of(rq->op, ret_edit->base, &ret_edit->mine);
}

enum err edit_merge(struct request *rq, struct edit *edit)
{
    edit->merged = edit->mine;
    if (!edit->met)
        return OK;
    TRY(record_merge3(rq->op, edit->base, edit->mine, edit->theirs, &edit->merged, &edit->conflicts,
                      &edit->n_conflicts));
    edit->merged->id = edit->theirs->id;
    edit->merged->rev = edit->theirs->rev;
    return OK;
}

/* ---- the page ---- */

static const char *or_dash(const char *shown)
{
    return *shown ? shown : "—";
}

static enum err fill_clash(struct op *op, const struct merge_conflict *c, struct clash_choice *v)
{
    struct findings unheard = {0};
    struct typing_desk desk = {op, &references_stored, &typed_by_hand, &unheard, NULL};
    v->field = c->field->id;
    v->label = field_label(c->field, op->language);
    TRY(typed_show(&desk, c->field, &c->base, &v->base));
    TRY(typed_show(&desk, c->field, &c->mine, &v->mine));
    TRY(typed_show(&desk, c->field, &c->theirs, &v->theirs));
    TRY(typed_write(&desk, c->field, &c->mine, &v->mine_typed));
    TRY(typed_write(&desk, c->field, &c->theirs, &v->theirs_typed));
    v->base = or_dash(v->base);
    v->mine = or_dash(v->mine);
    v->theirs = or_dash(v->theirs);
    return OK;
}

static bool in_conflict(const struct edit *edit, const struct field *f)
{
    for (size_t i = 0; i < edit->n_conflicts; i++)
        if (edit->conflicts[i].field == f)
            return true;
    return false;
}

static bool differs(const struct record *one, const struct record *other, size_t i)
{
    const struct value *a = &one->values[i], *b = &other->values[i];
    if (a->type != b->type)
        return true;
    if (a->type == VALUE_INT)
        return a->integer != b->integer;
    return a->n_bytes != b->n_bytes || (a->n_bytes && memcmp(a->text, b->text, a->n_bytes) != 0);
}

/* What the choosing form sends again: my changes of the other fields, as they are typed. */
static enum err keep_field(struct request *rq, const struct edit *edit, const struct field *f, struct conflict_view *v,
                           struct kept_value *kept, struct merged_field *merged)
{
    struct op *op = rq->op;
    size_t i = (size_t)(f - rq->kind->fields);
    bool mine = differs(edit->base, edit->mine, i), theirs = differs(edit->base, edit->theirs, i);
    if (in_conflict(edit, f) || (!mine && !theirs) || !field_is_typed(f))
        return OK;
    struct merged_field *m = &merged[v->n_merged++];
    m->label = field_label(f, op->language);
    m->by = mine && theirs ? text_in(&T_generic_by_both, op->language)
            : mine         ? text_in(&T_generic_by_me, op->language)
                           : words(op, &T_generic_by_them, edit->who, NULL, NULL);
    TRY(record_show(op, edit->merged, f, &m->shown));
    m->shown = or_dash(m->shown);
    if (!mine)
        return OK;
    kept[v->n_kept].name = f->id;
    return record_write_typed(op, edit->mine, f, &kept[v->n_kept++].value);
}

static enum err fill_fields(struct request *rq, const struct edit *edit, struct conflict_view *v)
{
    struct arena *a = rq->op->arena;
    size_t count = (size_t)kind_field_count(rq->kind) + 1;
    struct clash_choice *clashes = arena_array(a, edit->n_conflicts + 1, struct clash_choice);
    struct kept_value *kept = arena_array(a, count, struct kept_value);
    struct merged_field *merged = arena_array(a, count, struct merged_field);
    if (!clashes || !kept || !merged)
        return fault(rq->op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t i = 0; i < edit->n_conflicts; i++)
        TRY(fill_clash(rq->op, &edit->conflicts[i], &clashes[i]));
    for (const struct field *f = rq->kind->fields; f->id; f++)
        TRY(keep_field(rq, edit, f, v, kept, merged));
    v->clashes = clashes;
    v->n_clashes = edit->n_conflicts;
    v->kept = kept;
    v->merged = merged;
    return OK;
}

enum err conflict_show(struct request *rq, struct response *rs, const struct edit *edit)
{
    struct op *op = rq->op;
    char when[MOMENT_TEXT_BYTES];
    const char *title, *who = edit->who && *edit->who ? edit->who : text_in(&T_generic_someone, op->language);
    struct conflict_view v = {
        .heading = words(op, &T_generic_conflict, who,
                         arena_text(op->arena, moment_format_local(edit->when_us, op->zone_minutes, when)), NULL),
        .who = who,
        .action = subject_path(rq, edit->theirs),
        .back = subject_path(rq, edit->theirs),
        .rev = arena_printf(op->arena, "%" PRId64, edit->theirs->rev),
    };
    TRY(fill_fields(rq, edit, &v));
    TRY(subject_title(op, edit->theirs, &title));
    response_status(rs, 409);
    response_crumb(rs, kind_label(rq->kind, op->language), rq->kind->path);
    response_crumb(rs, title, v.back);
    response_title(rs, text_in(&T_generic_conflict_title, op->language));
    record_conflict(response_page(rs), &v);
    return OK;
}
