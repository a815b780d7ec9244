#include "record/columns.h"

#include <string.h>

const char *const place_columns[PLACE_COUNT] = {
    [PLACE_CHAIN] = "at_chain", [PLACE_DISTRICT] = "at_district",     [PLACE_PARK] = "at_park",
    [PLACE_UNIT] = "at_unit",   [PLACE_ENTERPRISE] = "at_enterprise", [PLACE_PERSON] = "at_person",
};

enum { IMPLICIT_MAX = 16 };

static void add(struct columns *c, enum column_role role, const char *name, enum value_type type)
{
    c->list[c->n++] = (struct column){.role = role, .name = name, .log_name = name, .type = type};
}

static void add_fields(struct columns *c, const struct kind *kind)
{
    for (int i = 0; kind->fields[i].id; i++) {
        add(c, COLUMN_FIELD, kind->fields[i].id, field_value_type(&kind->fields[i]));
        c->list[c->n - 1].field = &kind->fields[i];
        c->list[c->n - 1].field_index = i;
    }
}

static void add_places(struct columns *c)
{
    for (int p = PLACE_NONE + 1; p < PLACE_COUNT; p++) {
        add(c, COLUMN_PLACE, place_columns[p], VALUE_INT);
        c->list[c->n - 1].place = (enum place)p;
    }
}

struct columns columns_of(struct arena *a, const struct kind *kind)
{
    struct columns c = {.list = arena_array(a, (size_t)kind_field_count(kind) + IMPLICIT_MAX, struct column)};
    if (!c.list)
        return c;
    if (kind_is(kind, KIND_PLAIN)) {
        add_fields(&c, kind);
        return c;
    }
    add(&c, COLUMN_ID, "id", VALUE_INT);
    if (kind_has_code(kind))
        add(&c, COLUMN_CODE, "code", VALUE_TEXT);
    if (kind_is(kind, KIND_RANKED))
        add(&c, COLUMN_RANK, "rank", VALUE_INT);
    add_fields(&c, kind);
    add(&c, COLUMN_OWNER, "owner", VALUE_INT);
    add(&c, COLUMN_REV, "rev", VALUE_INT);
    add(&c, COLUMN_UNVERIFIED, "unverified", VALUE_TEXT);
    add(&c, COLUMN_CHANGED_US, "changed_us", VALUE_INT);
    c.list[c.n - 1].log_name = "from_us";
    add(&c, COLUMN_CHANGED_OP, "changed_op", VALUE_INT);
    c.list[c.n - 1].log_name = "op_id";
    add_places(&c);
    return c;
}

const char *sql_type(enum store_engine engine, enum value_type type)
{
    if (type == VALUE_INT)
        return engine == STORE_SQLITE ? "integer" : "int8";
    if (type == VALUE_BYTES)
        return engine == STORE_SQLITE ? "blob" : "bytea";
    return "text";
}

void put_parameter(struct buf *b, enum store_engine engine, int place, enum value_type type)
{
    if (engine == STORE_SQLITE)
        buf_printf(b, "?%d", place);
    else
        buf_printf(b, "$%d::%s", place, sql_type(engine, type));
}
