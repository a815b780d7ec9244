#include "features/import/head.h"

#include "base/buf.h"
#include "base/json.h"
#include "document/json_read.h"
#include "import.texts.h"

#include <string.h>

/* ---- out ---- */

static void put_number(struct json *j, const char *key, int64_t n)
{
    json_key(j, key);
    json_int(j, n);
}

static void put_column(struct json *j, const struct import_column *c)
{
    json_object_begin(j);
    put_number(j, "column", c->column);
    json_key(j, "header");
    json_string(j, c->header);
    json_key(j, "field");
    json_string(j, c->is_code ? "code" : c->field ? c->field->id : "");
    if (c->member) {
        json_key(j, "member");
        json_string(j, c->member);
    }
    put_number(j, "match", c->match);
    put_number(j, "hidden", c->hidden);
    json_object_end(j);
}

const char *import_head_text(struct arena *a, const struct import_reading *r, bool is_csv)
{
    struct buf b;
    struct json j;
    buf_init(&b, 0);
    json_init(&j, &b);
    json_object_begin(&j);
    json_key(&j, "sheet");
    json_string(&j, r->sheet);
    put_number(&j, "index", r->sheet_index);
    put_number(&j, "csv", is_csv);
    put_number(&j, "encoding", r->encoding);
    put_number(&j, "first", r->header_first);
    put_number(&j, "last", r->header_last);
    json_key(&j, "columns");
    json_array_begin(&j);
    for (size_t i = 0; i < r->n_columns; i++)
        put_column(&j, &r->columns[i]);
    json_array_end(&j);
    json_key(&j, "asks");
    json_array_begin(&j);
    for (size_t i = 0; i < r->n_asks; i++)
        json_string(&j, r->asks[i]->id);
    json_array_end(&j);
    json_object_end(&j);
    if (buf_failed(&b))
        arena_fail(a);
    const char *text = arena_text(a, buf_string(&b));
    buf_release(&b);
    return text;
}

/* ---- in ---- */

static int64_t number_of(const struct json_value *v, const char *name)
{
    int64_t n = 0;
    json_integer(json_member(v, name), &n);
    return n;
}

static const char *text_of(const struct json_value *v, const char *name)
{
    const struct json_value *member = json_member(v, name);
    return member && member->type == JSON_TEXT ? member->text : "";
}

static const struct field *field_of(const struct kind *kind, const char *id)
{
    int i = kind_field_index(kind, id);
    return i < 0 ? NULL : &kind->fields[i];
}

static struct import_column read_column(const struct kind *kind, const struct json_value *v)
{
    const char *field = text_of(v, "field");
    return (struct import_column){
        .column = (int32_t)number_of(v, "column"),
        .header = text_of(v, "header"),
        .field = field_of(kind, field),
        .is_code = strcmp(field, "code") == 0 && !field_of(kind, field),
        .member = json_member(v, "member") ? text_of(v, "member") : NULL,
        .match = (enum import_match)number_of(v, "match"),
        .hidden = number_of(v, "hidden") != 0,
    };
}

static enum err read_lists(struct op *op, const struct json_value *v, struct import_reading *r)
{
    const struct json_value *columns = json_member(v, "columns"), *asks = json_member(v, "asks");
    size_t n_columns = columns ? columns->n : 0, n_asks = asks ? asks->n : 0;
    r->columns = arena_array(op->arena, n_columns + 1, struct import_column);
    r->asks = arena_array(op->arena, n_asks + 1, const struct field *);
    if (!r->columns || !r->asks)
        return ERR_MEMORY;
    for (size_t i = 0; i < n_columns; i++)
        r->columns[r->n_columns++] = read_column(r->kind, &columns->elements[i]);
    for (size_t i = 0; i < n_asks; i++) {
        const struct field *f = field_of(r->kind, asks->elements[i].text);
        if (f)
            r->asks[r->n_asks++] = f;
    }
    return OK;
}

enum err import_head_read(struct op *op, const struct kind *kind, const char *text, struct import_reading **ret_reading,
                          bool *ret_is_csv)
{
    const struct json_value *v;
    struct import_reading *r = *ret_reading = arena_one(op->arena, struct import_reading);
    if (!r)
        return ERR_MEMORY;
    *r = (struct import_reading){.kind = kind, .sheet = ""};
    if (!*text)
        return OK;
    TRY(json_read(op->arena, op->fault, text, strlen(text), &v));
    r->sheet = text_of(v, "sheet");
    r->sheet_index = (int)number_of(v, "index");
    r->encoding = (enum encoding)number_of(v, "encoding");
    r->header_first = (int32_t)number_of(v, "first");
    r->header_last = (int32_t)number_of(v, "last");
    *ret_is_csv = number_of(v, "csv") != 0;
    return read_lists(op, v, r);
}
