#include "base/json.h"
#include "document/table_parts.h"

static enum err json_begin(struct table *t)
{
    struct json *j = arena_one(t->arena, struct json);
    if (!j)
        return table_out_of_memory(t);
    t->own = j;
    json_init(j, &t->out);
    json_array_begin(j);
    return OK;
}

static enum err json_cell(struct table *t, int column, const struct table_value *value)
{
    struct json *j = t->own;
    char text[MOMENT_TEXT_BYTES];
    if (column == 0)
        json_object_begin(j);
    json_key(j, t->columns[column].id);
    if (value->is_blank) {
        json_null(j);
        return OK;
    }
    switch (t->columns[column].type) {
    case TABLE_TEXT:
        json_string(j, value->text);
        break;
    case TABLE_INTEGER:
    case TABLE_MONEY:
    case TABLE_RATIO:
        json_int(j, value->integer);
        break;
    case TABLE_NUMBER:
        json_double(j, value->number);
        break;
    case TABLE_DATE:
        json_string(j, date_format(value->date, text));
        break;
    case TABLE_MOMENT:
        json_string(j, moment_format_utc(value->integer, text));
        break;
    case TABLE_BOOL:
        json_bool(j, value->integer != 0);
        break;
    }
    return OK;
}

static enum err json_row_end(struct table *t)
{
    json_object_end(t->own);
    return table_flush(t, false);
}

static enum err json_end(struct table *t)
{
    json_array_end(t->own);
    buf_char(&t->out, '\n');
    return table_flush(t, true);
}

/* Machines add up themselves. */
const struct table_backend table_json_backend = {
    .begin = json_begin, .cell = json_cell, .row_end = json_row_end, .end = json_end};
