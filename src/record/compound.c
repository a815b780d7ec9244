#include "record/compound.h"

#include "base/buf.h"
#include "base/json.h"

#include <string.h>

/* ---- writing ---- */

static const char *finish(struct arena *a, struct buf *b, size_t n)
{
    if (buf_failed(b))
        arena_fail(a);
    const char *text = n ? arena_text_n(a, buf_string(b), b->n) : NULL;
    buf_release(b);
    return text;
}

const char *compound_write_texts(struct arena *a, const char *const *texts, size_t n)
{
    struct buf b;
    struct json j;
    buf_init(&b, 0);
    json_init(&j, &b);
    json_array_begin(&j);
    for (size_t i = 0; i < n; i++)
        json_string(&j, texts[i]);
    json_array_end(&j);
    return finish(a, &b, n);
}

const char *compound_write_ids(struct arena *a, const int64_t *ids, size_t n)
{
    struct buf b;
    struct json j;
    buf_init(&b, 0);
    json_init(&j, &b);
    json_array_begin(&j);
    for (size_t i = 0; i < n; i++)
        json_int(&j, ids[i]);
    json_array_end(&j);
    return finish(a, &b, n);
}

int compound_member_count(const struct field *f)
{
    int n = 0;
    while (f->rows[n].id)
        n++;
    return n;
}

static void write_row(struct json *j, const struct field *f, const struct value *values)
{
    json_object_begin(j);
    for (int m = 0; f->rows[m].id; m++) {
        if (values[m].type == VALUE_NULL)
            continue;
        json_key(j, f->rows[m].id);
        if (values[m].type == VALUE_INT)
            json_int(j, values[m].integer);
        else
            json_string(j, values[m].text);
    }
    json_object_end(j);
}

const char *compound_write_rows(struct arena *a, const struct field *f, const struct value *values, size_t n)
{
    struct buf b;
    struct json j;
    size_t width = (size_t)compound_member_count(f);
    buf_init(&b, 0);
    json_init(&j, &b);
    json_array_begin(&j);
    for (size_t i = 0; i < n; i++)
        write_row(&j, f, values + i * width);
    json_array_end(&j);
    return finish(a, &b, n);
}

/* ---- reading ---- */

bool compound_read_list(struct arena *a, const char *json, struct value **ret_values, size_t *ret_n)
{
    struct json_list l = json_list_of(json);
    struct value v;
    size_t capacity = 0;
    *ret_values = NULL;
    *ret_n = 0;
    while (json_next(&l, a, &v)) {
        if (!arena_grow(a, ret_values, *ret_n, &capacity))
            return false;
        (*ret_values)[(*ret_n)++] = v;
    }
    return json_list_ended(&l);
}

static void set_member(const struct field *f, const char *name, struct value v, struct value *row)
{
    for (int m = 0; f->rows[m].id; m++)
        if (strcmp(name, f->rows[m].id) == 0)
            row[m] = v;
}

bool compound_read_rows(struct arena *a, const struct field *f, const char *json, struct value **ret_values,
                        size_t *ret_n)
{
    struct json_list l = json_list_of(json);
    size_t width = (size_t)compound_member_count(f), capacity = 0, n = 0;
    struct value v;
    const char *name;
    *ret_values = NULL;
    while (json_next_object(&l)) {
        for (size_t m = 0; m < width; m++, n++) {
            if (!arena_grow(a, ret_values, n, &capacity))
                return false;
            (*ret_values)[n] = value_null();
        }
        while (json_next_member(&l, a, &name, &v))
            set_member(f, name, v, *ret_values + n - width);
    }
    *ret_n = n / width;
    return json_list_ended(&l);
}
