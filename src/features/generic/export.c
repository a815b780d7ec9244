/* A list as a file: every row that the conditions of the address find, streamed, in the form that import reads back. */
#include "document/table_write.h"
#include "features/generic/json_record.h"
#include "features/generic/list_request.h"
#include "features/generic/pages.h"
#include "features/generic/subject.h"
#include "generic.texts.h"
#include "record/typed.h"
#include "web/response.h"

#include <inttypes.h>
#include <string.h>

enum { PIECE_BYTES = 64 * 1024, CHOSEN_MAX = 500 };

enum file_format { FORMAT_XLSX, FORMAT_CSV, FORMAT_JSON, FORMAT_COUNT };
static const char *const format_names[FORMAT_COUNT] = {"xlsx", "csv", "json"};
static const char *const content_types[FORMAT_COUNT] = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv; charset=utf-8", "application/json"};

struct export
{
    struct request *rq;
    struct response *rs;
    enum file_format format;
    struct stream *stream;
    struct table *table; /* xlsx, csv */
    struct buf piece;    /* json: what was not sent yet */
    struct json json;
};

/* ---- tables ---- */

static bool write_stream(void *own, const void *bytes, size_t n)
{
    struct export *x = own;
    return stream_write(x->stream, bytes, n) == OK;
}

static enum table_type type_of(const struct field *f)
{
    switch (f->type) {
    case FIELD_INT:
    case FIELD_YEAR:
        return strcmp(f->id, "changed") == 0 ? TABLE_MOMENT : TABLE_INTEGER;
    case FIELD_NUMBER:
        return TABLE_NUMBER;
    case FIELD_MONEY:
        return TABLE_MONEY;
    case FIELD_RATIO:
        return TABLE_RATIO;
    case FIELD_DATE:
    case FIELD_MONTH:
        return TABLE_DATE;
    case FIELD_BOOL:
        return TABLE_BOOL;
    default:
        return TABLE_TEXT;
    }
}

static enum err open_table(struct export *x, const struct list_page *head)
{
    struct op *op = x->rq->op;
    struct table_column *columns = arena_array(op->arena, head->n_columns + 1, struct table_column);
    struct table_options *options = arena_one(op->arena, struct table_options);
    if (!columns || !options)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t i = 0; i < head->n_columns; i++) {
        const struct field *f = head->columns[i];
        columns[i] = (struct table_column){
            .id = f->id,
            .label = field_label(f, op->language),
            .type = type_of(f),
            .unit = op->language == LANGUAGE_EN && f->unit_en ? f->unit_en : f->unit_zh,
            .decimals = f->decimals,
        };
    }
    *options = (struct table_options){
        .format = x->format == FORMAT_CSV ? TABLE_AS_CSV : TABLE_AS_XLSX,
        .language = op->language,
        .zone_minutes = op->zone_minutes,
        .sheet_name = kind_label(x->rq->kind, op->language),
    };
    return table_open(op->arena, op->fault, options, columns, (int)head->n_columns,
                      (struct table_sink){write_stream, x}, &x->table);
}

static double scaled(int64_t value, int decimals)
{
    double unit = 1;
    for (int i = 0; i < decimals; i++)
        unit *= 10;
    return (double)value / unit;
}

static enum err put_text(struct export *x, const struct field *f, const struct value *v)
{
    struct findings unheard = {0};
    struct typing_desk desk = {x->rq->op, &references_stored, &typed_by_hand, &unheard, NULL};
    const char *text;
    TRY(typed_write(&desk, f, v, &text));
    table_text(x->table, text);
    return OK;
}

static enum err put_cell(struct export *x, const struct field *f, const struct value *v)
{
    enum table_type type = type_of(f);
    if (type == TABLE_TEXT)
        return put_text(x, f, v);
    if (v->type != VALUE_INT)
        table_blank(x->table);
    else if (type == TABLE_INTEGER)
        table_integer(x->table, v->integer);
    else if (type == TABLE_NUMBER)
        table_number(x->table, scaled(v->integer, f->decimals));
    else if (type == TABLE_MONEY)
        table_money(x->table, v->integer);
    else if (type == TABLE_RATIO)
        table_ratio(x->table, v->integer);
    else if (type == TABLE_DATE)
        table_date(x->table, (date_t)v->integer);
    else if (type == TABLE_MOMENT)
        table_moment(x->table, v->integer);
    else
        table_bool(x->table, v->integer != 0);
    return OK;
}

static enum err put_table_row(struct export *x, const struct list_page *head, const struct list_row *row)
{
    for (size_t i = 0; i < head->n_columns; i++)
        TRY(put_cell(x, head->columns[i], &row->cells[i].value));
    table_row_end(x->table);
    return OK;
}

/* ---- json ---- */

static enum err send(struct export *x, size_t at_least)
{
    if (buf_failed(&x->piece))
        return fault(x->rq->op->fault, ERR_MEMORY, &T_generic_memory);
    if (x->piece.n < at_least)
        return OK;
    TRY(stream_write(x->stream, buf_string(&x->piece), x->piece.n));
    buf_clear(&x->piece);
    return OK;
}

static enum err put_json_row(struct export *x, const struct list_page *head, const struct list_row *row)
{
    json_object_begin(&x->json);
    json_key(&x->json, "id");
    json_int(&x->json, row->id);
    for (size_t i = 0; i < head->n_columns; i++) {
        json_key(&x->json, head->columns[i]->id);
        TRY(json_value(x->rq->op, &x->json, head->columns[i], &row->cells[i].value));
    }
    json_object_end(&x->json);
    buf_char(&x->piece, '\n');
    return send(x, PIECE_BYTES);
}

/* ---- the file ---- */

static enum err begin(struct export *x, const struct list_page *head)
{
    struct op *op = x->rq->op;
    char day[DATE_TEXT_BYTES];
    const char *name = arena_printf(op->arena, "%s-%s.%s", kind_label(x->rq->kind, op->language),
                                    date_format(op->today, day), format_names[x->format]);
    TRY(response_stream(x->rs, name, content_types[x->format], &x->stream));
    if (x->format != FORMAT_JSON)
        return open_table(x, head);
    json_init(&x->json, &x->piece);
    json_array_begin(&x->json);
    return OK;
}

static enum err put_row(void *arg, const struct list_page *head, const struct list_row *row)
{
    struct export *x = arg;
    if (!row)
        return begin(x, head);
    return x->format == FORMAT_JSON ? put_json_row(x, head, row) : put_table_row(x, head, row);
}

static enum err finish(struct export *x)
{
    struct table *table = x->table;
    x->table = NULL;
    if (x->format != FORMAT_JSON)
        return table_close(table);
    json_array_end(&x->json);
    return send(x, 1);
}

/* The code and every field that import takes, unless the address names columns. */
static enum err choose_columns(struct request *rq, struct list_query *q)
{
    const char *const *chosen;
    if (filter_values(rq, "col", &chosen))
        return OK;
    const char **columns = arena_array(rq->op->arena, (size_t)kind_field_count(rq->kind) + 2, const char *);
    if (!columns)
        return fault(rq->op->fault, ERR_MEMORY, &T_generic_memory);
    q->n_columns = 0;
    if (kind_is_named_by_code(rq->kind))
        columns[q->n_columns++] = "code";
    for (const struct field *f = rq->kind->fields; f->id; f++)
        if (field_is_typed(f))
            columns[q->n_columns++] = f->id;
    q->columns = columns;
    return OK;
}

static enum err read_format(struct request *rq, enum file_format *ret_format)
{
    const char *name = request_query(rq, "format");
    for (int i = 0; i < FORMAT_COUNT; i++)
        if (!name || strcmp(name, format_names[i]) == 0) {
            *ret_format = (enum file_format)i;
            return OK;
        }
    return fault(rq->op->fault, ERR_USAGE, &T_generic_no_format, name);
}

static enum err export_list(struct request *rq, struct response *rs, struct list_query *q)
{
    struct export x = {.rq = rq, .rs = rs};
    TRY(read_format(rq, &x.format));
    TRY(choose_columns(rq, q));
    buf_init(&x.piece, 0);
    enum err e = list_each(rq->op, q, put_row, &x);
    if (e == OK)
        e = finish(&x);
    if (x.table)
        table_abandon(x.table);
    buf_release(&x.piece);
    return e;
}

enum err export_get(struct request *rq, struct response *rs)
{
    struct list_query q;
    TRY(list_request_read(rq, &q));
    return export_list(rq, rs, &q);
}

/* Those that were ticked. */
enum err export_post(struct request *rq, struct response *rs)
{
    struct list_query q = {.kind = rq->kind};
    const char *const *ids;
    size_t n = request_form_all(rq, "id", &ids);
    const char *list = "0";
    for (size_t i = 0; i < n && i < CHOSEN_MAX; i++)
        list = arena_printf(rq->op->arena, "%s, %s", list, ids[i]);
    TRY(filter_condition(rq->op, rq->kind, "id", "in", list, &q.filter));
    return export_list(rq, rs, &q);
}
