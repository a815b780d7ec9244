#include "record/import_reader.h"

#include <stdlib.h>
#include <string.h>

static int32_t column_of(const struct import_reading *reading, const struct field *f)
{
    for (size_t i = 0; i < reading->n_columns; i++)
        if (f ? reading->columns[i].field == f : reading->columns[i].is_code)
            return reading->columns[i].column;
    return 0;
}

static struct import_doubt *doubt_at(struct import_reading *reading, int32_t row, const struct field *f)
{
    for (size_t i = 0; i < reading->n_doubts; i++)
        if (reading->doubts[i].row == row && reading->doubts[i].field == f)
            return &reading->doubts[i];
    return NULL;
}

enum err import_doubt_add(struct import_reader *r, struct import_row *row, const struct field *field,
                          enum import_effect effect, const struct text *says, const char *const *args, int n_args,
                          const char *const *proposals, int n_proposals)
{
    struct import_reading *reading = r->reading;
    if (effect == IMPORT_WAIT && row->fate == IMPORT_RECORD)
        row->fate = IMPORT_WAITS;
    struct import_doubt *known = doubt_at(reading, row->row, field);
    if (known) {
        if (effect == IMPORT_WAIT)
            known->effect = effect;
        return OK;
    }
    if (!arena_grow(r->arena, &reading->doubts, reading->n_doubts, &r->doubt_capacity))
        return ERR_MEMORY;
    struct import_doubt *d = &reading->doubts[reading->n_doubts++];
    *d = (struct import_doubt){.row = row->row,
                               .column = column_of(reading, field),
                               .field = field,
                               .effect = effect,
                               .says = says,
                               .found = ""};
    for (int i = 0; i < n_args && i < 3; i++)
        d->args[i] = args[i] ? arena_text(r->arena, args[i]) : NULL;
    const char **kept = arena_array(r->arena, (size_t)n_proposals + 1, const char *);
    if (!kept)
        return ERR_MEMORY;
    for (int i = 0; i < n_proposals; i++)
        kept[i] = arena_text(r->arena, proposals[i]);
    d->proposals = kept;
    d->n_proposals = n_proposals;
    return OK;
}

const struct value *import_value(const struct import_reading *reading, const struct import_row *row, const char *field)
{
    return &row->values[kind_field_index(reading->kind, field)];
}

const char *import_row_text(struct import_reader *r, const struct import_row *row)
{
    return arena_printf(r->arena, "%d", (int)row->row);
}

static int compare_doubts(const void *a, const void *b)
{
    const struct import_doubt *x = a, *y = b;
    return x->row != y->row ? (x->row < y->row ? -1 : 1) : (x->column > y->column) - (x->column < y->column);
}

static bool is_given(const struct import_reader *r, const struct field *f)
{
    const struct import_reading *reading = r->reading;
    for (size_t i = 0; i < reading->n_constants; i++)
        if (reading->constants[i].field == f)
            return true;
    if (f == r->heading_field && r->heading.type != VALUE_NULL)
        return true;
    bool district = f->place == PLACE_DISTRICT;
    for (size_t i = 0; i < reading->n_columns; i++) {
        const struct field *column = reading->columns[i].field;
        if (column == f || (column && district && column->place == PLACE_PARK))
            return true;
    }
    return false;
}

static enum err find_asks(struct import_reader *r)
{
    struct import_reading *reading = r->reading;
    reading->asks = arena_array(r->arena, (size_t)r->n_fields + 1, const struct field *);
    if (!reading->asks)
        return ERR_MEMORY;
    for (const struct field *f = reading->kind->fields; f->id; f++)
        if (field_is(f, FIELD_REQUIRED) && !field_is(f, FIELD_DERIVED) && !is_given(r, f))
            reading->asks[reading->n_asks++] = f;
    return OK;
}

enum err import_read(struct arena *a, struct fault *f, struct workbook *w, const struct import_request *request,
                     struct import_reading **ret_reading)
{
    struct import_reading *reading = arena_one(a, struct import_reading);
    if (!reading)
        return ERR_MEMORY;
    reading->kind = request->kind;
    struct import_reader r = {
        .arena = a,
        .fault = f,
        .workbook = w,
        .request = request,
        .reading = reading,
        .n_fields = kind_field_count(request->kind),
    };
    hash_init(&r.seen, a);
    TRY(import_choose_sheet(&r));
    TRY(import_read_rows(&r));
    TRY(import_check_beside(&r));
    TRY(find_asks(&r));
    if (reading->n_doubts)
        qsort(reading->doubts, reading->n_doubts, sizeof(*reading->doubts), compare_doubts);
    *ret_reading = reading;
    return arena_failed(a) ? ERR_MEMORY : OK;
}
