#include "features/generic/json_record.h"

#include "features/generic/subject.h"
#include "generic.texts.h"
#include "record/compound.h"
#include "record/typed.h"

#include <inttypes.h>

/* {"id", "code", "title"}; one that may not be seen is not there: null, in a list nothing. */
static enum err put_reference(struct op *op, struct json *j, const char *kind, int64_t id, bool in_list)
{
    struct referent named;
    TRY(references_stored.name(references_stored.context, op, kind, id, &named));
    if (!named.id) {
        if (!in_list)
            json_null(j);
        return OK;
    }
    json_object_begin(j);
    json_key(j, "id");
    json_int(j, id);
    json_key(j, "code");
    json_string(j, named.code);
    json_key(j, "title");
    json_string(j, named.title);
    json_object_end(j);
    return OK;
}

static void put_decimal(struct op *op, struct json *j, int64_t value, int decimals)
{
    uint64_t unit = 1, size = value < 0 ? -(uint64_t)value : (uint64_t)value;
    for (int i = 0; i < decimals; i++)
        unit *= 10;
    const char *sign = value < 0 ? "-" : "";
    if (decimals)
        json_raw(j, arena_printf(op->arena, "%s%" PRIu64 ".%0*" PRIu64, sign, size / unit, decimals, size % unit));
    else
        json_int(j, value);
}

static enum err put_list(struct op *op, struct json *j, const struct field *f, const struct value *v)
{
    struct value *list = NULL;
    size_t n = 0;
    if (v->type == VALUE_TEXT && !compound_read_list(op->arena, v->text, &list, &n))
        n = 0;
    json_array_begin(j);
    for (size_t i = 0; i < n; i++) {
        if (f->type == FIELD_REF_LIST)
            TRY(put_reference(op, j, f->ref, list[i].integer, true));
        else
            json_string(j, list[i].text);
    }
    json_array_end(j);
    return OK;
}

static enum err put_rows(struct op *op, struct json *j, const struct field *f, const struct value *v)
{
    struct value *list = NULL;
    size_t n = 0, width = (size_t)compound_member_count(f);
    if (v->type == VALUE_TEXT && !compound_read_rows(op->arena, f, v->text, &list, &n))
        n = 0;
    json_array_begin(j);
    for (size_t row = 0; row < n; row++) {
        json_object_begin(j);
        for (size_t m = 0; m < width; m++) {
            json_key(j, f->rows[m].id);
            TRY(json_value(op, j, &f->rows[m], &list[row * width + m]));
        }
        json_object_end(j);
    }
    json_array_end(j);
    return OK;
}

static void put_integer(struct op *op, struct json *j, const struct field *f, int64_t value)
{
    char day[DATE_TEXT_BYTES];
    switch (f->type) {
    case FIELD_BOOL:
        json_bool(j, value != 0);
        break;
    case FIELD_DATE:
    case FIELD_MONTH:
        json_string(j, date_format((date_t)value, day));
        break;
    case FIELD_NUMBER:
        put_decimal(op, j, value, f->decimals);
        break;
    default:
        json_int(j, value);
        break;
    }
}

enum err json_value(struct op *op, struct json *j, const struct field *f, const struct value *v)
{
    if (f->type == FIELD_ENUM_LIST || f->type == FIELD_TEXT_LIST || f->type == FIELD_REF_LIST)
        return put_list(op, j, f, v);
    if (f->type == FIELD_ROWS)
        return put_rows(op, j, f, v);
    if (v->type == VALUE_INT && f->type == FIELD_REF)
        return put_reference(op, j, f->ref, v->integer, false);
    if (v->type == VALUE_INT)
        put_integer(op, j, f, v->integer);
    else if (v->type == VALUE_TEXT)
        json_string(j, v->text);
    else
        json_null(j);
    return OK;
}

static enum err put_owner(struct op *op, struct json *j, int64_t owner)
{
    json_key(j, "owner");
    if (owner && kinds_find(op->kinds, "unit"))
        return put_reference(op, j, "unit", owner, false);
    json_null(j);
    return OK;
}

enum err json_record(struct op *op, struct json *j, const struct record *r)
{
    char moment[MOMENT_TEXT_BYTES];
    json_object_begin(j);
    json_key(j, "id");
    json_int(j, r->id);
    if (kind_is_named_by_code(r->kind)) {
        json_key(j, "code");
        json_string(j, r->code);
    }
    json_key(j, "rev");
    json_int(j, r->rev);
    json_key(j, "changed_at");
    json_string(j, moment_format_utc(r->changed_us, moment));
    json_key(j, "unverified");
    json_string(j, r->unverified ? r->unverified : "");
    if (r->kind->flags & KIND_RANKED) {
        json_key(j, "rank");
        json_int(j, r->rank);
    }
    TRY(put_owner(op, j, r->owner));
    for (const struct field *f = r->kind->fields; f->id; f++) {
        if (!field_is_shown(f))
            continue;
        json_key(j, f->id);
        TRY(json_value(op, j, f, &r->values[f - r->kind->fields]));
    }
    json_object_end(j);
    return OK;
}
