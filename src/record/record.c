#include "record/record.h"

#include "record.texts.h"
#include "record/row.h"

#include <assert.h>
#include <string.h>

struct record *record_blank(struct op *op, const struct kind *kind)
{
    struct record *r = arena_one(op->arena, struct record);
    struct value *values = arena_array(op->arena, (size_t)kind_field_count(kind), struct value);
    if (!r || !values) {
        fault(op->fault, ERR_MEMORY, &T_record_memory);
        return NULL;
    }
    r->kind = kind;
    r->code = r->unverified = "";
    r->values = values;
    return r;
}

struct record *record_copy(struct op *op, const struct record *r)
{
    struct record *copy = record_blank(op, r->kind);
    if (!copy)
        return NULL;
    struct value *values = copy->values;
    memcpy(values, r->values, (size_t)kind_field_count(r->kind) * sizeof(*values));
    *copy = *r;
    copy->values = values;
    return copy;
}

enum err record_new(struct op *op, const struct kind *kind, struct record **ret_record)
{
    *ret_record = record_blank(op, kind);
    return *ret_record ? OK : ERR_MEMORY;
}

static struct value *place_of(const struct record *r, const char *field)
{
    int i = kind_field_index(r->kind, field);
    assert(i >= 0);
    return &r->values[i];
}

struct value record_value(const struct record *r, const char *field)
{
    return *place_of(r, field);
}

int64_t record_int(const struct record *r, const char *field)
{
    const struct value *v = place_of(r, field);
    return v->type == VALUE_INT ? v->integer : 0;
}

const char *record_text(const struct record *r, const char *field)
{
    const struct value *v = place_of(r, field);
    return v->type == VALUE_TEXT ? v->text : "";
}

bool record_has(const struct record *r, const char *field)
{
    return !value_is_absent(place_of(r, field));
}

void record_set(struct record *r, const char *field, struct value v)
{
    *place_of(r, field) = v;
}

void record_set_int(struct record *r, const char *field, int64_t v)
{
    record_set(r, field, value_int(v));
}

void record_set_text(struct record *r, const char *field, const char *text)
{
    record_set(r, field, text && text[0] ? value_text(text) : value_null());
}

bool value_is_absent(const struct value *v)
{
    return v->type == VALUE_NULL || (v->type == VALUE_TEXT && v->n_bytes == 0);
}

bool value_equal(const struct value *one, const struct value *other)
{
    bool none = value_is_absent(one), other_none = value_is_absent(other);
    if (none || other_none)
        return none == other_none;
    if (one->type != other->type)
        return false;
    if (one->type == VALUE_INT)
        return one->integer == other->integer;
    return one->n_bytes == other->n_bytes && memcmp(one->text, other->text, one->n_bytes) == 0;
}

/* ---- columns and records ---- */

static void take(struct record *r, const struct column *c, struct value v)
{
    switch (c->role) {
    case COLUMN_ID:
        r->id = v.integer;
        break;
    case COLUMN_CODE:
        r->code = v.type == VALUE_TEXT ? v.text : "";
        break;
    case COLUMN_RANK:
        r->rank = v.integer;
        break;
    case COLUMN_FIELD:
        r->values[c->field_index] = v;
        break;
    case COLUMN_OWNER:
        r->owner = v.integer;
        break;
    case COLUMN_REV:
        r->rev = v.integer;
        break;
    case COLUMN_UNVERIFIED:
        r->unverified = v.type == VALUE_TEXT ? v.text : "";
        break;
    case COLUMN_CHANGED_US:
        r->changed_us = v.integer;
        break;
    case COLUMN_CHANGED_OP:
        r->changed_by_op = v.integer;
        break;
    case COLUMN_PLACE:
        r->at[c->place] = v.integer;
        break;
    }
}

enum err record_read(struct op *op, const struct kind *kind, const struct columns *c, const struct rows *rows,
                     int first_column, struct record **ret_record)
{
    struct record *r = record_blank(op, kind);
    if (!r)
        return ERR_MEMORY;
    for (int i = 0; i < c->n; i++)
        take(r, &c->list[i], rows_keep_value(rows, first_column + i));
    if (arena_failed(op->arena))
        return fault(op->fault, ERR_MEMORY, &T_record_memory);
    *ret_record = r;
    return OK;
}

static struct value id_or_null(int64_t id)
{
    return id ? value_int(id) : value_null();
}

static struct value text_or_null(const char *text)
{
    return text && text[0] ? value_text(text) : value_null();
}

struct value record_column(const struct record *r, const struct column *c)
{
    switch (c->role) {
    case COLUMN_ID:
        return value_int(r->id);
    case COLUMN_CODE:
        return text_or_null(r->code);
    case COLUMN_RANK:
        return id_or_null(r->rank);
    case COLUMN_FIELD:
        return r->values[c->field_index];
    case COLUMN_OWNER:
        return id_or_null(r->owner);
    case COLUMN_REV:
        return value_int(r->rev);
    case COLUMN_UNVERIFIED:
        return text_or_null(r->unverified);
    case COLUMN_CHANGED_US:
        return value_int(r->changed_us);
    case COLUMN_CHANGED_OP:
        return value_int(r->changed_by_op);
    case COLUMN_PLACE:
        return id_or_null(r->at[c->place]);
    }
    return value_null();
}
