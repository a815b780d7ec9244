/* The checks that ask the database about other records. */
#include "record.texts.h"
#include "record/check.h"
#include "record/json_list.h"

#include <string.h>

/* ---- references ---- */

static enum err is_visible(struct op *op, const struct kind *kind, int64_t id, bool *ret_visible)
{
    struct rows *rows;
    TRY(statement_run(op, &statements_of(op, kind)->title, (struct value[]){value_int(id)}, &rows));
    *ret_visible = rows_next(rows);
    return rows_close(rows);
}

static enum err check_target(const struct check *c, const struct field *f, const char *ref, int64_t id)
{
    bool visible;
    TRY(is_visible(c->op, kinds_entry_by_id(c->op->kinds, ref)->kind, id, &visible));
    return visible ? OK : check_say(c, FINDING_ERROR, f, &T_record_no_reference, NULL, NULL);
}

/* Longer than any line of parents that people make. */
enum { PARENTS_MAX = 64 };

/* Of a reference to one's own kind called "parent". */
static enum err check_circle(const struct check *c, int field, int64_t id)
{
    const struct field *f = &c->after->kind->fields[field];
    for (int steps = 0; id && steps < PARENTS_MAX; steps++) {
        if (id == c->after->id)
            return check_say(c, FINDING_ERROR, f, &T_record_own_parent, NULL, NULL);
        struct record *parent;
        TRY(record_read_raw(c->op, c->after->kind, id, &parent));
        id = parent ? parent->values[field].integer : 0;
    }
    return OK;
}

static enum err check_ref(const struct check *c, int i)
{
    const struct field *f = &c->after->kind->fields[i];
    int64_t id = c->after->values[i].integer;
    TRY(check_target(c, f, f->ref, id));
    bool climbs = c->after->id && strcmp(f->ref, c->after->kind->id) == 0 && strcmp(f->id, "parent") == 0;
    return climbs ? check_circle(c, i, id) : OK;
}

static enum err check_ref_list(const struct check *c, const struct field *f, const char *json)
{
    struct json_list l = json_list_of(json);
    struct value v;
    while (json_next(&l, c->op->arena, &v))
        if (v.type == VALUE_INT)
            TRY(check_target(c, f, f->ref, v.integer));
    return OK;
}

static enum err check_rows_refs(const struct check *c, const struct field *f, const char *json)
{
    struct json_list l = json_list_of(json);
    const char *name;
    struct value v;
    while (json_next_object(&l))
        while (json_next_member(&l, c->op->arena, &name, &v))
            for (const struct field *member = f->rows; member->id; member++)
                if (member->type == FIELD_REF && v.type == VALUE_INT && strcmp(member->id, name) == 0)
                    TRY(check_target(c, f, member->ref, v.integer));
    return OK;
}

enum err check_references(const struct check *c)
{
    for (int i = 0; c->after->kind->fields[i].id; i++) {
        const struct field *f = &c->after->kind->fields[i];
        const struct value *v = &c->after->values[i];
        /* What was there before stays, even if this account may not see it. */
        if (value_is_absent(v) || (c->before && value_equal(v, &c->before->values[i])))
            continue;
        if (f->type == FIELD_REF && v->type == VALUE_INT)
            TRY(check_ref(c, i));
        else if (f->type == FIELD_REF_LIST && v->type == VALUE_TEXT)
            TRY(check_ref_list(c, f, v->text));
        else if (f->type == FIELD_ROWS && v->type == VALUE_TEXT)
            TRY(check_rows_refs(c, f, v->text));
    }
    return OK;
}

/* ---- what may stand once ---- */

/* Names the other record only to those who may see it. */
static enum err say_taken(const struct check *c, enum finding_severity severity, const struct field *f, int64_t other,
                          const struct text *says, const struct text *says_hidden)
{
    bool visible;
    const char *title = "";
    TRY(is_visible(c->op, c->after->kind, other, &visible));
    if (visible)
        TRY(record_title(c->op, c->after->kind, other, &title));
    return check_say(c, severity, f, visible ? says : says_hidden, visible ? title : NULL, NULL);
}

static enum err check_unique_field(const struct check *c, int i)
{
    const struct field *f = &c->after->kind->fields[i];
    const struct value *v = &c->after->values[i];
    if (!field_is(f, FIELD_UNIQUE) || value_is_absent(v) || v->type != field_value_type(f) ||
        (c->before && value_equal(v, &c->before->values[i])))
        return OK;
    int64_t other;
    bool found;
    TRY(statement_one_int(c->op, &statements_of(c->op, c->after->kind)->fields[i].same_value,
                          (struct value[]){*v, value_int(c->after->id)}, &other, &found));
    return found ? say_taken(c, FINDING_ERROR, f, other, &T_record_taken, &T_record_taken_hidden) : OK;
}

static enum err check_code(const struct check *c)
{
    const struct record *r = c->after;
    if (!kind_has_code(r->kind) || !r->code[0] || (c->before && strcmp(c->before->code, r->code) == 0))
        return OK;
    static const struct field code_field = {.id = "code", .zh = "编号", .en = "Code"};
    int64_t other;
    bool found;
    TRY(statement_one_int(c->op, &statements_of(c->op, r->kind)->same_code,
                          (struct value[]){value_text(r->code), value_int(r->id)}, &other, &found));
    return found ? say_taken(c, FINDING_ERROR, &code_field, other, &T_record_taken, &T_record_taken_hidden) : OK;
}

/* *ret_complete: every field of the key has a value; *ret_changed: one differs from before. */
static int key_arguments(const struct check *c, int number, struct value *arguments, bool *ret_complete,
                         bool *ret_changed)
{
    const char *const *key = c->after->kind->keys[number];
    int n = 0;
    *ret_complete = true;
    *ret_changed = !c->before;
    for (; n < KEY_FIELDS_MAX && key[n]; n++) {
        int i = kind_field_index(c->after->kind, key[n]);
        arguments[n] = c->after->values[i];
        *ret_complete &= !value_is_absent(&arguments[n]);
        *ret_changed |= c->before && !value_equal(&arguments[n], &c->before->values[i]);
    }
    arguments[n++] = value_int(c->after->id);
    const char *const *first = c->after->kind->keys[0];
    if (number > 0 && !first[1])
        arguments[n++] = c->after->values[kind_field_index(c->after->kind, first[0])];
    return n;
}

static enum err check_key(const struct check *c, int number)
{
    const struct kind *kind = c->after->kind;
    const struct field *f = kind_field(kind, kind->keys[number][0]);
    if (!kind->keys[number][1] && field_is(f, FIELD_UNIQUE))
        return OK; /* asked already */
    struct value arguments[KEY_FIELDS_MAX + 2];
    bool complete, changed;
    key_arguments(c, number, arguments, &complete, &changed);
    if (!complete || !changed)
        return OK;
    int64_t other;
    bool found;
    TRY(statement_one_int(c->op, &statements_of(c->op, kind)->same_key[number], arguments, &other, &found));
    if (!found)
        return OK;
    bool refused = number == 0 && kind_is(kind, KIND_ONE_PER_KEY);
    return say_taken(c, refused ? FINDING_ERROR : FINDING_QUESTION, f, other,
                     refused ? &T_record_one_per_key : &T_record_similar, &T_record_one_per_key_hidden);
}

enum err check_keys(const struct check *c)
{
    for (int i = 0; i < KIND_KEYS_MAX && c->after->kind->keys[i][0]; i++)
        TRY(check_key(c, i));
    return OK;
}

enum err check_unique(const struct check *c)
{
    TRY(check_code(c));
    for (int i = 0; c->after->kind->fields[i].id; i++)
        TRY(check_unique_field(c, i));
    if (c->findings->n_errors)
        return OK;
    return check_keys(c);
}
