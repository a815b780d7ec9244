#include "record.texts.h"
#include "record/row.h"

#include <string.h>

enum { AT_FROM, AT_TO, AT_DELETED, AT_OP, AT_PERSON, AT_ACTING_FOR, AT_WHAT, AT_REASON, AT_ADDRESS };

static enum err read_version(struct op *op, const struct kind *kind, const struct rows *rows,
                             struct version *ret_version)
{
    *ret_version = (struct version){
        .from_us = rows_int(rows, AT_FROM),
        .to_us = rows_int(rows, AT_TO),
        .operation = rows_int(rows, AT_OP),
        .by_name = rows_keep_text(rows, AT_PERSON),
        .acting_for_name = rows_keep_text(rows, AT_ACTING_FOR),
        .what = rows_keep_text(rows, AT_WHAT),
        .reason = rows_keep_text(rows, AT_REASON),
        .address = rows_keep_text(rows, AT_ADDRESS),
        .deleted = rows_int(rows, AT_DELETED) != 0,
    };
    return record_read(op, kind, &statements_of(op, kind)->visible, rows, HISTORY_COLUMNS, &ret_version->record);
}

/* Of what may be seen of them; references that may not are absent. */
static enum err differs(struct op *op, const struct record *one, const struct record *other, int i, bool *ret_differs)
{
    const struct field *f = &one->kind->fields[i];
    const char *seen, *seen_other;
    *ret_differs = !value_equal(&one->values[i], &other->values[i]);
    if (!*ret_differs || (!f->ref && !f->rows))
        return OK;
    TRY(record_write_typed(op, one, f, &seen));
    TRY(record_write_typed(op, other, f, &seen_other));
    *ret_differs = strcmp(seen, seen_other) != 0;
    return OK;
}

/* Masked values that look alike may hide a change: then nothing is said, as of any value that may not be seen. */
static enum err compare(struct op *op, const struct version *older, struct version *v)
{
    int n = kind_field_count(v->record->kind);
    v->changed = arena_array(op->arena, (size_t)n, bool);
    if (!v->changed)
        return fault(op->fault, ERR_MEMORY, &T_record_memory);
    struct record *nothing;
    TRY(record_new(op, v->record->kind, &nothing));
    for (int i = 0; i < n; i++)
        TRY(differs(op, v->record, older ? older->record : nothing, i, &v->changed[i]));
    return OK;
}

/* One more than asked for is read, to compare the oldest with. */
static enum err read_versions(struct op *op, const struct kind *kind, int64_t id, int64_t before_us, size_t limit,
                              struct version *list, size_t *n)
{
    struct rows *rows;
    TRY(statement_run(op, &statements_of(op, kind)->history,
                      (struct value[]){value_int(id), value_int(before_us), value_int((int64_t)limit + 1)}, &rows));
    enum err e = OK;
    while (e == OK && *n <= limit && rows_next(rows))
        e = read_version(op, kind, rows, &list[(*n)++]);
    enum err closed = rows_close(rows);
    return e != OK ? e : closed;
}

enum err record_history(struct op *op, const struct kind *kind, int64_t id, int64_t before_us, size_t limit,
                        struct version **ret_versions, size_t *ret_n)
{
    size_t n = 0;
    *ret_n = 0;
    *ret_versions = arena_array(op->arena, limit + 1, struct version);
    if (!*ret_versions)
        return fault(op->fault, ERR_MEMORY, &T_record_memory);
    TRY(read_versions(op, kind, id, before_us ? before_us : INT64_MAX, limit, *ret_versions, &n));
    if (!n)
        return fault(op->fault, ERR_MISSING, &T_record_missing, kind_label(kind, op->language));
    *ret_n = n < limit ? n : limit;
    for (size_t i = 0; i < *ret_n; i++)
        TRY(compare(op, i + 1 < n ? &(*ret_versions)[i + 1] : NULL, &(*ret_versions)[i]));
    return OK;
}
