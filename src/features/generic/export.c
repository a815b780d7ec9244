/* A list as a file: every row that the conditions of the address find, streamed, in the form that import reads back. */
#include "features/generic/json_record.h"
#include "features/generic/list_request.h"
#include "features/generic/pages.h"
#include "features/generic/subject.h"
#include "generic.texts.h"
#include "record/typed.h"
#include "web/response.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PIECE_BYTES = 64 * 1024, TOKEN_BYTES = 4096 };

enum file_format { FORMAT_CSV, FORMAT_JSON, FORMAT_COUNT };
static const char *const format_names[FORMAT_COUNT] = {"csv", "json"};
static const char *const content_types[FORMAT_COUNT] = {"text/csv; charset=utf-8", "application/json"};

struct export
{
    struct request *rq;
    struct response *rs;
    enum file_format format;
    struct stream *stream;
    struct buf piece; /* what was not sent yet */
    struct json json;
    bool begun;
};

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

/* ---- csv ---- */

/* A cell that a spreadsheet would run as a formula gets an apostrophe in front; plain numbers stay numbers. */
static bool is_formula(const char *text)
{
    if (!*text || !strchr("=+-@\t\r", *text))
        return false;
    size_t n = strspn(text + 1, "0123456789.%");
    return !((*text == '-' || *text == '+') && n && !text[1 + n]);
}

static void put_cell(struct buf *b, const char *text, bool first)
{
    if (!first)
        buf_char(b, ',');
    bool formula = is_formula(text);
    if (!formula && !strpbrk(text, ",\"\r\n") && *text != ' ') {
        buf_text(b, text);
        return;
    }
    buf_text(b, formula ? "\"'" : "\"");
    for (const char *c = text; *c; c++) {
        if (*c == '"')
            buf_char(b, '"');
        buf_char(b, *c);
    }
    buf_char(b, '"');
}

/* The label, with the unit that the cells are in: what import reads it by. */
static const char *column_header(struct op *op, const struct field *f)
{
    const char *label = field_label(f, op->language);
    if (f->type == FIELD_MONEY)
        return words(op, &T_generic_header_unit, label, text_in(&T_generic_wan, op->language), NULL);
    return f->unit_zh
               ? words(op, &T_generic_header_unit, label, op->language == LANGUAGE_EN ? f->unit_en : f->unit_zh, NULL)
               : label;
}

static void put_csv_head(struct export *x, const struct list_page *head)
{
    buf_text(&x->piece, "\xEF\xBB\xBF");
    for (size_t i = 0; i < head->n_columns; i++)
        put_cell(&x->piece, column_header(x->rq->op, head->columns[i]), i == 0);
    buf_text(&x->piece, "\r\n");
}

static enum err put_csv_row(struct export *x, const struct list_page *head, const struct list_row *row)
{
    struct op *op = x->rq->op;
    struct findings unheard = {0};
    struct typing_desk desk = {op, &references_stored, &typed_by_hand, &unheard, NULL};
    for (size_t i = 0; i < head->n_columns; i++) {
        const char *text;
        TRY(typed_write(&desk, head->columns[i], &row->cells[i].value, &text));
        put_cell(&x->piece, text, i == 0);
    }
    buf_text(&x->piece, "\r\n");
    return OK;
}

/* ---- json ---- */

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
    return OK;
}

/* ---- the file ---- */

static enum err begin(struct export *x, const struct list_page *head)
{
    struct op *op = x->rq->op;
    char day[DATE_TEXT_BYTES];
    const char *name = arena_printf(op->arena, "%s-%s.%s", kind_label(x->rq->kind, op->language),
                                    date_format(op->today, day), format_names[x->format]);
    x->begun = true;
    TRY(response_stream(x->rs, name, content_types[x->format], &x->stream));
    if (x->format == FORMAT_CSV) {
        put_csv_head(x, head);
        return OK;
    }
    json_init(&x->json, &x->piece);
    json_array_begin(&x->json);
    return OK;
}

static enum err put_row(struct export *x, const struct list_page *head, const struct list_row *row)
{
    TRY(x->format == FORMAT_CSV ? put_csv_row(x, head, row) : put_json_row(x, head, row));
    return send(x, PIECE_BYTES);
}

/* Page by page in the operation's one snapshot: memory is that of one page, whatever the number of rows. */
static enum err put_page(struct export *x, struct list_query *q, char next[TOKEN_BYTES])
{
    struct list_page page;
    TRY(list_run(x->rq->op, q, &page));
    if (!x->begun)
        TRY(begin(x, &page));
    for (size_t i = 0; i < page.n; i++)
        TRY(put_row(x, &page, &page.rows[i]));
    if (page.next && strlen(page.next) >= TOKEN_BYTES)
        return fault(x->rq->op->fault, ERR_LIMIT, &T_generic_memory);
    snprintf(next, TOKEN_BYTES, "%s", page.next ? page.next : "");
    return OK;
}

static enum err finish(struct export *x)
{
    if (x->format == FORMAT_JSON)
        json_array_end(&x->json);
    return send(x, 1);
}

static enum err run_export(struct export *x, struct list_query *q)
{
    char next[TOKEN_BYTES] = "";
    q->limit = LIST_PAGE_MAX;
    TRY(put_page(x, q, next)); /* its arena is kept: the stream has begun in it */
    while (*next) {
        struct arena_mark mark = arena_mark(x->rq->op->arena);
        q->after = arena_text(x->rq->op->arena, next);
        TRY(put_page(x, q, next));
        arena_rewind(x->rq->op->arena, mark);
    }
    return finish(x);
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
    q->after = NULL;
    buf_init(&x.piece, 0);
    enum err e = run_export(&x, q);
    buf_release(&x.piece);
    return e;
}

enum err export_get(struct request *rq, struct response *rs)
{
    struct list_query q;
    TRY(list_request_read(rq, &q));
    return export_list(rq, rs, &q);
}
