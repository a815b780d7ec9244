#include "record/place.h"

#include "record.texts.h"
#include "record/act_inner.h"
#include "record/write.h"

#include <string.h>

static enum err read_standing(struct op *op, const struct kind *kind, int64_t id, struct standing *ret_standing)
{
    *ret_standing = (struct standing){0};
    struct rows *rows;
    TRY(statement_run(op, &statements_of(op, kind)->places, (struct value[]){value_int(id)}, &rows));
    if (rows_next(rows)) {
        ret_standing->there = true;
        ret_standing->owner = rows_int(rows, 0);
        for (int p = PLACE_NONE + 1; p < PLACE_COUNT; p++)
            ret_standing->at[p] = rows_int(rows, p);
    }
    return rows_close(rows);
}

static bool is_region(const struct kind *kind)
{
    return kind->self_place == PLACE_REGION;
}

bool place_borrows(const struct kinds *kinds, const struct field *f)
{
    if (f->place == PLACE_NONE || f->type != FIELD_REF)
        return false;
    return f->place == PLACE_PARENT || f->place == PLACE_REGION || is_region(kinds_entry_by_id(kinds, f->ref)->kind);
}

static enum err place_by_field(struct op *op, const struct record *r, int i, struct standings *from,
                               int64_t own[PLACE_COUNT], struct standing *parent)
{
    const struct field *f = &r->kind->fields[i];
    int64_t target = r->values[i].integer;
    if (r->values[i].type != VALUE_INT || !target || f->place == PLACE_NONE)
        return OK;
    if (!place_borrows(op->kinds, f)) {
        own[f->place] = target;
        return OK;
    }
    struct standing s;
    const struct kind *kind = kinds_entry_by_id(op->kinds, f->ref)->kind;
    TRY(from ? from->find(from, op, kind, target, &s) : read_standing(op, kind, target, &s));
    if (f->place == PLACE_PARENT) {
        *parent = s;
    } else if (f->place == PLACE_REGION) {
        own[PLACE_DISTRICT] = s.at[PLACE_DISTRICT];
        own[PLACE_PARK] = s.at[PLACE_PARK];
    } else {
        own[f->place] = s.at[f->place];
    }
    return OK;
}

/* A park in a district stands in both; a town of a district stands in the district. */
static void place_region_itself(const struct record *r, int64_t own[PLACE_COUNT])
{
    const char *kind = record_text(r, "kind");
    if (strcmp(kind, "district") == 0 && !own[PLACE_DISTRICT])
        own[PLACE_DISTRICT] = r->id;
    if (strcmp(kind, "park") == 0 && !own[PLACE_PARK])
        own[PLACE_PARK] = r->id;
}

static void place_itself(const struct record *r, int64_t own[PLACE_COUNT])
{
    if (is_region(r->kind))
        place_region_itself(r, own);
    else if (r->kind->self_place != PLACE_NONE)
        own[r->kind->self_place] = r->id;
}

/* What is attached stands where that stands, and is ruled by the same class. */
static enum err place_attached(struct op *op, struct record *r)
{
    const struct kind *about = kinds_find(op->kinds, record_text(r, "about_kind"));
    struct record *target = NULL;
    if (about && !kind_is(about, KIND_PLAIN))
        TRY(record_read_raw(op, about, record_int(r, "about"), &target));
    if (!target)
        return fault(op->fault, ERR_INPUT, &T_record_attached_to_nothing);
    memcpy(r->at, target->at, sizeof(r->at));
    r->owner = target->owner;
    record_set_int(r, "access", (int64_t)place_access_class(target));
    return OK;
}

enum err place_record(struct op *op, struct record *r)
{
    return place_record_from(op, r, NULL);
}

enum err place_record_from(struct op *op, struct record *r, struct standings *s)
{
    if (r->kind->access == ACCESS_ATTACHED)
        return place_attached(op, r);
    int64_t own[PLACE_COUNT] = {0};
    struct standing parent = {0};
    for (int i = 0; r->kind->fields[i].id; i++)
        TRY(place_by_field(op, r, i, s, own, &parent));
    place_itself(r, own);
    for (int p = PLACE_NONE + 1; p < PLACE_COUNT; p++)
        r->at[p] = own[p] ? own[p] : parent.at[p];
    if (kind_is(r->kind, KIND_CHILD))
        r->owner = parent.owner;
    return OK;
}

static bool says_the_same(const struct record *before, const struct record *after)
{
    if (is_region(after->kind) || after->kind->access == ACCESS_ATTACHED)
        return false;
    for (int i = 0; after->kind->fields[i].id; i++)
        if (after->kind->fields[i].place && !value_equal(&before->values[i], &after->values[i]))
            return false;
    return true;
}

enum err place_change(struct op *op, const struct record *before, struct record *after)
{
    if (!before || !says_the_same(before, after))
        return place_record(op, after);
    memcpy(after->at, before->at, sizeof(after->at));
    if (kind_is(after->kind, KIND_CHILD))
        after->owner = before->owner;
    return OK;
}

bool place_same(const struct record *one, const struct record *other)
{
    return one->owner == other->owner && memcmp(one->at, other->at, sizeof(one->at)) == 0;
}

enum access_class place_access_class(const struct record *r)
{
    return r->kind->access == ACCESS_ATTACHED ? (enum access_class)record_int(r, "access") : r->kind->access;
}

/* ---- rows below others ---- */

static enum err each_id(struct op *op, const struct kind *kind, const struct statement *s,
                        const struct value *arguments, place_child_fn each, void *arg)
{
    int64_t *ids;
    size_t n;
    TRY(read_ids(op, s, arguments, &ids, &n));
    for (size_t i = 0; i < n; i++)
        TRY(each(op, kind, ids[i], arg));
    return OK;
}

/* deleted_by 0: what is attached now. */
static enum err each_attached(struct op *op, const struct kind *about, int64_t id, int64_t deleted_by,
                              place_child_fn each, void *arg)
{
    const struct value arguments[] = {value_text(about->id), value_int(id), value_int(deleted_by)};
    for (size_t i = 0; i < op->kinds->n; i++) {
        const struct kind_entry *e = &op->kinds->entries[i];
        if (e->statements && e->kind->access == ACCESS_ATTACHED)
            TRY(each_id(op, e->kind, deleted_by ? &e->statements->attached_gone : &e->statements->attached, arguments,
                        each, arg));
    }
    return OK;
}

static const struct field_statements *statements_of_referrer(const struct op *op, const struct referrer *r)
{
    return &statements_of(op, r->kind)->fields[r->field - r->kind->fields];
}

static bool is_child(const struct referrer *r)
{
    return r->field->place == PLACE_PARENT && kind_is(r->kind, KIND_CHILD);
}

enum err place_each_child(struct op *op, const struct kind *kind, int64_t id, place_child_fn each, void *arg)
{
    const struct kind_entry *e = kinds_entry(op->kinds, kind);
    for (size_t i = 0; i < e->n_referrers; i++)
        if (is_child(&e->referrers[i]))
            TRY(each_id(op, e->referrers[i].kind, &statements_of_referrer(op, &e->referrers[i])->pointing,
                        (struct value[]){value_int(id)}, each, arg));
    return each_attached(op, kind, id, 0, each, arg);
}

enum err place_each_gone_child(struct op *op, const struct kind *kind, int64_t id, int64_t deleted_by,
                               place_child_fn each, void *arg)
{
    const struct kind_entry *e = kinds_entry(op->kinds, kind);
    for (size_t i = 0; i < e->n_referrers; i++)
        if (is_child(&e->referrers[i]))
            TRY(each_id(op, e->referrers[i].kind, &statements_of_referrer(op, &e->referrers[i])->gone,
                        (struct value[]){value_int(id), value_int(deleted_by)}, each, arg));
    return each_attached(op, kind, id, deleted_by, each, arg);
}

/* ---- followers ---- */

static enum err replace_follower(struct op *op, const struct kind *kind, int64_t id, void *arg)
{
    (void)arg;
    struct record *before;
    TRY(record_lock_raw(op, kind, id, &before));
    struct record *after = before ? record_copy(op, before) : NULL;
    if (!after)
        return before ? ERR_MEMORY : OK;
    TRY(place_record(op, after));
    return place_same(before, after) ? OK : write_change(op, before, after);
}

/* Longer than any line of parents that people make; a circle of them ends here. */
enum { FOLLOWERS_DEPTH_MAX = 24 };

enum err place_followers(struct op *op, const struct record *r)
{
    if (op->act->depth >= FOLLOWERS_DEPTH_MAX)
        return fault(op->fault, ERR_CONFLICT, &T_record_circle, kind_label(r->kind, op->language));
    op->act->depth++;
    const struct kind_entry *e = kinds_entry(op->kinds, r->kind);
    for (size_t i = 0; i < e->n_referrers; i++)
        if (!e->referrers[i].member && place_borrows(op->kinds, e->referrers[i].field))
            TRY(each_id(op, e->referrers[i].kind, &statements_of_referrer(op, &e->referrers[i])->pointing,
                        (struct value[]){value_int(r->id)}, replace_follower, NULL));
    TRY(each_attached(op, r->kind, r->id, 0, replace_follower, NULL));
    op->act->depth--;
    return OK;
}
