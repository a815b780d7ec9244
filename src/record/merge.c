/* Two records are one. */
#include "record.texts.h"
#include "base/buf.h"
#include "base/json.h"
#include "record/access_inner.h"
#include "record/act_inner.h"
#include "record/common.h"
#include "record/json_list.h"
#include "record/place.h"
#include "record/write.h"

#include <assert.h>
#include <string.h>

struct merging {
    const struct kind *kind;
    int64_t keep, lose;
};

/* ---- JSON with one id in place of another ---- */

static const char *finish_json(struct op *op, struct buf *b)
{
    if (buf_failed(b))
        arena_fail(op->arena);
    const char *text = arena_text(op->arena, buf_string(b));
    buf_release(b);
    return text;
}

/* A list keeps its order and holds each id once. */
static const char *replace_in_list(struct op *op, const struct merging *m, const char *json)
{
    struct json_list l = json_list_of(json);
    struct value v;
    struct buf b;
    struct json j;
    bool has_kept = false;
    buf_init(&b, 0);
    json_init(&j, &b);
    json_array_begin(&j);
    while (json_next(&l, op->arena, &v)) {
        int64_t id = v.integer == m->lose ? m->keep : v.integer;
        if (id == m->keep && has_kept)
            continue;
        has_kept |= id == m->keep;
        json_int(&j, id);
    }
    json_array_end(&j);
    return finish_json(op, &b);
}

static void write_member(struct json *j, const char *name, const struct value *v)
{
    json_key(j, name);
    if (v->type == VALUE_INT)
        json_int(j, v->integer);
    else
        json_string(j, v->type == VALUE_TEXT ? v->text : NULL);
}

static const char *replace_in_rows(struct op *op, const struct merging *m, const struct field *member, const char *json)
{
    struct json_list l = json_list_of(json);
    const char *name;
    struct value v;
    struct buf b;
    struct json j;
    buf_init(&b, 0);
    json_init(&j, &b);
    json_array_begin(&j);
    while (json_next_object(&l)) {
        json_object_begin(&j);
        while (json_next_member(&l, op->arena, &name, &v)) {
            if (strcmp(name, member->id) == 0 && v.type == VALUE_INT && v.integer == m->lose)
                v.integer = m->keep;
            write_member(&j, name, &v);
        }
        json_object_end(&j);
    }
    json_array_end(&j);
    return finish_json(op, &b);
}

/* ---- what referred to the one now refers to the other ---- */

static struct value replaced(struct op *op, const struct merging *m, const struct referrer *r, const struct value *v)
{
    if (r->member)
        return value_text(replace_in_rows(op, m, r->member, v->text));
    if (r->field->type == FIELD_REF_LIST)
        return value_text(replace_in_list(op, m, v->text));
    return value_int(m->keep);
}

/* Is there a row already with the key that this one would now have? */
static enum err find_twin(struct op *op, const struct record *r, int64_t *ret_twin)
{
    *ret_twin = 0;
    if (!kind_is(r->kind, KIND_ONE_PER_KEY))
        return OK;
    struct value arguments[KEY_FIELDS_MAX + 1];
    int n = 0;
    for (; n < KEY_FIELDS_MAX && r->kind->keys[0][n]; n++)
        arguments[n] = record_value(r, r->kind->keys[0][n]);
    arguments[n] = value_int(r->id);
    return statement_one_int(op, &statements_of(op, r->kind)->same_key[0], arguments, ret_twin, NULL);
}

static enum err merge_rows(struct op *op, const struct kind *kind, int64_t keep, int64_t lose);

static enum err move_reference(struct op *op, const struct merging *m, const struct referrer *r, int64_t id)
{
    struct record *before;
    TRY(record_lock_raw(op, r->kind, id, &before));
    struct record *after = before ? record_copy(op, before) : NULL;
    if (!after)
        return before ? ERR_MEMORY : OK;
    struct value *v = &after->values[r->field - r->kind->fields];
    *v = replaced(op, m, r, v);
    int64_t twin;
    TRY(find_twin(op, after, &twin));
    if (twin)
        return merge_rows(op, r->kind, twin, id);
    TRY(place_record(op, after));
    return write_change(op, before, after);
}

static const struct statement *pointing(const struct op *op, const struct referrer *r)
{
    const struct field_statements *s = &statements_of(op, r->kind)->fields[r->field - r->kind->fields];
    return r->member ? &s->members_pointing[r->member - r->field->rows] : &s->pointing;
}

static enum err move_references(struct op *op, const struct merging *m)
{
    const struct kind_entry *e = kinds_entry(op->kinds, m->kind);
    for (size_t i = 0; i < e->n_referrers; i++) {
        int64_t *ids;
        size_t n;
        TRY(read_ids(op, pointing(op, &e->referrers[i]), (struct value[]){value_int(m->lose)}, &ids, &n));
        for (size_t j = 0; j < n; j++)
            if (ids[j] != m->lose)
                TRY(move_reference(op, m, &e->referrers[i], ids[j]));
    }
    return OK;
}

static enum err move_attached(struct op *op, const struct kind *kind, int64_t id, void *arg)
{
    const struct merging *m = arg;
    struct record *before;
    TRY(record_lock_raw(op, kind, id, &before));
    struct record *after = before && kind->access == ACCESS_ATTACHED ? record_copy(op, before) : NULL;
    if (!after)
        return OK;
    record_set_int(after, "about", m->keep);
    TRY(place_record(op, after));
    return write_change(op, before, after);
}

static enum err move_owned(struct op *op, const struct merging *m)
{
    for (size_t i = 0; i < op->kinds->n && strcmp(m->kind->id, "unit") == 0; i++) {
        const struct kind_entry *e = &op->kinds->entries[i];
        int64_t *ids;
        size_t n = 0;
        if (e->statements)
            TRY(read_ids(op, &e->statements->owned, (struct value[]){value_int(m->lose)}, &ids, &n));
        for (size_t j = 0; j < n; j++) {
            struct record *before;
            TRY(record_lock_raw(op, e->kind, ids[j], &before));
            struct record *after = record_copy(op, before);
            if (!after)
                return ERR_MEMORY;
            after->owner = m->keep;
            TRY(write_change(op, before, after));
        }
    }
    return OK;
}

/* ---- the two themselves ---- */

static struct record *filled(struct op *op, const struct record *keep, const struct record *lose)
{
    struct record *after = record_copy(op, keep);
    for (int i = 0; after && keep->kind->fields[i].id; i++)
        if (value_is_absent(&after->values[i]))
            after->values[i] = lose->values[i];
    return after;
}

static enum err leave_forward(struct op *op, const struct merging *m, const struct record *lose)
{
    struct value code = lose->code[0] ? value_text(lose->code) : value_null();
    return statement_execute(op, common(op, COMMON_FORWARD_ADD),
                             (struct value[]){value_int(m->lose), value_text(m->kind->id), code, value_int(m->keep)},
                             NULL);
}

/* The loser goes before the keeper is filled: what is unique moves from one to the other. */
static enum err merge_rows(struct op *op, const struct kind *kind, int64_t keep_id, int64_t lose_id)
{
    struct merging m = {kind, keep_id, lose_id};
    struct record *keep, *lose;
    TRY(record_lock_raw(op, kind, lose_id, &lose));
    if (!lose)
        return OK;
    TRY(move_references(op, &m));
    TRY(move_owned(op, &m));
    TRY(place_each_child(op, kind, lose_id, move_attached, &m));
    TRY(record_lock_raw(op, kind, lose_id, &lose));
    TRY(write_deletion(op, lose));
    TRY(leave_forward(op, &m, lose));
    TRY(record_lock_raw(op, kind, keep_id, &keep));
    struct record *after = keep ? filled(op, keep, lose) : NULL;
    if (!after)
        return fault(op->fault, keep ? ERR_MEMORY : ERR_MISSING, &T_record_missing, kind_label(kind, op->language));
    TRY(place_record(op, after));
    return write_change(op, keep, after);
}

static enum err require(struct op *op, const struct kind *kind, int64_t id)
{
    struct record *r;
    bool may = false;
    TRY(record_lock_raw(op, kind, id, &r));
    if (r)
        TRY(access_may_record(op, ACCESS_READ, r, &may));
    if (!may)
        return fault(op->fault, ERR_MISSING, &T_record_missing, kind_label(kind, op->language));
    TRY(access_may_record(op, ACCESS_WRITE, r, &may));
    return may ? OK : fault(op->fault, ERR_DENIED, &T_record_may_not_write, kind_label(kind, op->language));
}

enum err record_merge_duplicates(struct op *op, const struct kind *kind, int64_t keep, int64_t lose)
{
    assert(op->act);
    if (keep == lose)
        return fault(op->fault, ERR_USAGE, &T_record_merge_itself);
    TRY(require(op, kind, keep));
    TRY(require(op, kind, lose));
    act_about(op, kind, keep);
    return merge_rows(op, kind, keep, lose);
}
