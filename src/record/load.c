#include "record.texts.h"
#include "base/utf8.h"
#include "record/common.h"
#include "record/row.h"

#include <string.h>

/* A circle of forwards would be a bug; this many merges of one record are not known to happen. */
enum { FORWARD_STEPS_MAX = 100 };

/* The first row of a statement of `c` columns, or NULL. */
static enum err read_one(struct op *op, const struct kind *kind, const struct statement *s,
                         const struct value *arguments, const struct columns *c, struct record **ret_record)
{
    *ret_record = NULL;
    struct rows *rows;
    TRY(statement_run(op, s, arguments, &rows));
    enum err read = rows_next(rows) ? record_read(op, kind, c, rows, 0, ret_record) : OK;
    enum err closed = rows_close(rows);
    return read != OK ? read : closed;
}

enum err record_read_raw(struct op *op, const struct kind *kind, int64_t id, struct record **ret_record)
{
    const struct kind_statements *s = statements_of(op, kind);
    return read_one(op, kind, &s->raw, (struct value[]){value_int(id)}, &s->columns, ret_record);
}

enum err record_lock_raw(struct op *op, const struct kind *kind, int64_t id, struct record **ret_record)
{
    const struct kind_statements *s = statements_of(op, kind);
    return read_one(op, kind, &s->lock, (struct value[]){value_int(id)}, &s->columns, ret_record);
}

enum err record_read_version(struct op *op, const struct kind *kind, const struct statement *s,
                             const struct value *arguments, struct raw_version *ret_version)
{
    *ret_version = (struct raw_version){0};
    struct rows *rows;
    TRY(statement_run(op, s, arguments, &rows));
    enum err read = OK;
    if (rows_next(rows)) {
        read = record_read(op, kind, &statements_of(op, kind)->columns, rows, LOG_COLUMNS, &ret_version->record);
        ret_version->from_us = rows_int(rows, 0);
        ret_version->to_us = rows_int(rows, 1);
        ret_version->deleted = rows_int(rows, 2) != 0;
    }
    enum err closed = rows_close(rows);
    return read != OK ? read : closed;
}

enum err read_ids(struct op *op, const struct statement *s, const struct value *arguments, int64_t **ret_ids,
                  size_t *ret_n)
{
    *ret_ids = NULL;
    *ret_n = 0;
    size_t capacity = 0;
    struct rows *rows;
    TRY(statement_run(op, s, arguments, &rows));
    while (rows_next(rows)) {
        if (!arena_grow(op->arena, ret_ids, *ret_n, &capacity))
            break;
        (*ret_ids)[(*ret_n)++] = rows_int(rows, 0);
    }
    TRY(rows_close(rows));
    return arena_failed(op->arena) ? fault(op->fault, ERR_MEMORY, &T_record_memory) : OK;
}

/* ---- as the operation sees it ---- */

static enum err missing(struct op *op, const struct kind *kind)
{
    return fault(op->fault, ERR_MISSING, &T_record_missing, kind_label(kind, op->language));
}

static enum err forwarded(struct op *op, int64_t id, int64_t *ret_kept)
{
    return statement_one_int(op, common(op, COMMON_FORWARD), (struct value[]){value_int(id)}, ret_kept, NULL);
}

enum err record_load(struct op *op, const struct kind *kind, int64_t id, struct record **ret_record)
{
    const struct kind_statements *s = statements_of(op, kind);
    /* Merged records forward, and what they were merged into may have been merged again. */
    for (int steps = 0; id && steps < FORWARD_STEPS_MAX; steps++) {
        TRY(read_one(op, kind, &s->load, (struct value[]){value_int(id)}, &s->visible, ret_record));
        if (*ret_record)
            return OK;
        TRY(forwarded(op, id, &id));
    }
    return missing(op, kind);
}

enum err record_find(struct op *op, const struct kind *kind, const char *code, struct record **ret_record)
{
    *ret_record = NULL;
    if (!kind_has_code(kind))
        return missing(op, kind);
    int64_t id;
    bool found;
    TRY(statement_one_int(op, &statements_of(op, kind)->find, (struct value[]){value_text(code)}, &id, &found));
    if (!found)
        TRY(statement_one_int(op, common(op, COMMON_FORWARD_CODE),
                              (struct value[]){value_text(kind->id), value_text(code)}, &id, &found));
    return found ? record_load(op, kind, id, ret_record) : missing(op, kind);
}

enum err record_title(struct op *op, const struct kind *kind, int64_t id, const char **ret_title)
{
    *ret_title = "";
    if (!id)
        return OK;
    struct rows *rows;
    TRY(statement_run(op, &statements_of(op, kind)->title, (struct value[]){value_int(id)}, &rows));
    if (rows_next(rows))
        *ret_title = rows_keep_text(rows, 0);
    return rows_close(rows);
}

/* ---- masks ---- */

static const char *step_over(const char *text, size_t n_characters)
{
    while (n_characters-- && *text)
        utf8_next(&text);
    return text;
}

const char *mask_text(struct arena *a, const struct field *f, const char *text)
{
    size_t n = utf8_length(text);
    if (f->type != FIELD_PHONE)
        return arena_printf(a, "%.*s＊", (int)(step_over(text, 1) - text), text);
    if (n < 8)
        return "****";
    return arena_printf(a, "%.*s****%s", (int)(step_over(text, 3) - text), text, step_over(text, n - 4));
}
