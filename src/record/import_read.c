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

/* ---- doubts ---- */

static struct import_doubt *doubt_at(struct import_doubt *list, size_t n, int32_t row, const struct field *f)
{
    for (size_t i = n; i > 0; i--)
        if (list[i - 1].row == row && list[i - 1].field == f)
            return &list[i - 1];
    return NULL;
}

static enum err make_doubt(struct import_reader *r, const struct import_doubt *said, int n_args, int n_proposals,
                           struct import_doubt *ret)
{
    *ret = *said;
    ret->found = "";
    ret->n_proposals = n_proposals;
    for (int i = 0; i < n_args && i < 3; i++)
        ret->args[i] = said->args[i] ? arena_text(r->scratch, said->args[i]) : NULL;
    const char **kept = arena_array(r->scratch, (size_t)n_proposals + 1, const char *);
    if (!kept)
        return ERR_MEMORY;
    for (int i = 0; i < n_proposals; i++)
        kept[i] = arena_text(r->scratch, said->proposals[i]);
    ret->proposals = kept;
    return OK;
}

enum err import_doubt_add(struct import_reader *r, struct import_row *row, const struct field *field,
                          enum import_effect effect, const struct text *says, const char *const *args, int n_args,
                          const char *const *proposals, int n_proposals)
{
    if (effect == IMPORT_WAIT && row->fate == IMPORT_RECORD)
        row->fate = IMPORT_WAITS;
    bool own = r->row && row->row == r->row->row;
    struct import_doubt *known = own ? doubt_at(r->doubts, r->n_doubts, row->row, field) : NULL;
    if (known) {
        if (effect == IMPORT_WAIT)
            known->effect = effect;
        return OK;
    }
    struct import_doubt made, said = {.row = row->row,
                                      .column = column_of(r->reading, field),
                                      .field = field,
                                      .effect = effect,
                                      .says = says,
                                      .proposals = proposals};
    for (int i = 0; i < n_args && i < 3; i++)
        said.args[i] = args[i];
    TRY(make_doubt(r, &said, n_args, n_proposals, &made));
    if (!own)
        return r->sink->late(r->sink->context, &made);
    if (!arena_grow(r->arena, &r->doubts, r->n_doubts, &r->doubt_capacity))
        return ERR_MEMORY;
    r->doubts[r->n_doubts++] = made;
    return OK;
}

const struct value *import_value(const struct import_reading *reading, const struct import_row *row, const char *field)
{
    return &row->values[kind_field_index(reading->kind, field)];
}

const char *import_row_text(struct import_reader *r, const struct import_row *row)
{
    return arena_printf(r->scratch, "%d", (int)row->row);
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

enum err import_open(struct arena *a, struct arena *scratch, struct fault *f, struct workbook *w,
                     const struct import_request *request, struct import_reader **ret_reader)
{
    struct import_reader *r = arena_one(a, struct import_reader);
    struct import_reading *reading = arena_one(a, struct import_reading);
    if (!r || !reading)
        return ERR_MEMORY;
    reading->kind = request->kind;
    *r = (struct import_reader){
        .arena = a,
        .scratch = scratch ? scratch : a,
        .fault = f,
        .workbook = w,
        .request = request,
        .reading = reading,
        .n_fields = kind_field_count(request->kind),
    };
    *ret_reader = r;
    return import_choose_sheet(r);
}

struct import_reading *import_reading_of(struct import_reader *r)
{
    return r->reading;
}

enum err import_rows(struct import_reader *r, const struct import_sink *sink)
{
    r->sink = sink;
    TRY(import_read_rows(r));
    r->row = NULL;
    TRY(import_check_held(r));
    TRY(find_asks(r));
    return arena_failed(r->arena) || arena_failed(r->scratch) ? ERR_MEMORY : OK;
}

/* ---- all of it at once ---- */

struct keeping {
    struct arena *arena;
    struct import_reading *reading;
    struct import_row *rows;
    struct import_doubt *doubts;
    size_t n_rows, row_capacity, n_doubts, doubt_capacity;
};

static enum err keep_doubt(struct keeping *k, const struct import_doubt *d)
{
    if (!arena_grow(k->arena, &k->doubts, k->n_doubts, &k->doubt_capacity))
        return ERR_MEMORY;
    k->doubts[k->n_doubts++] = *d;
    return OK;
}

static enum err keep_row(void *context, const struct import_row *row, const struct import_doubt *doubts,
                         size_t n_doubts)
{
    struct keeping *k = context;
    if (!arena_grow(k->arena, &k->rows, k->n_rows, &k->row_capacity))
        return ERR_MEMORY;
    k->rows[k->n_rows++] = *row;
    for (size_t i = 0; i < n_doubts; i++)
        TRY(keep_doubt(k, &doubts[i]));
    return OK;
}

static enum err keep_late(void *context, const struct import_doubt *doubt)
{
    struct keeping *k = context;
    for (size_t i = 0; i < k->n_rows && doubt->effect == IMPORT_WAIT; i++)
        if (k->rows[i].row == doubt->row && k->rows[i].fate == IMPORT_RECORD)
            k->rows[i].fate = IMPORT_WAITS;
    struct import_doubt *known = doubt_at(k->doubts, k->n_doubts, doubt->row, doubt->field);
    if (!known)
        return keep_doubt(k, doubt);
    if (doubt->effect == IMPORT_WAIT)
        known->effect = IMPORT_WAIT;
    return OK;
}

static int compare_doubts(const void *a, const void *b)
{
    const struct import_doubt *x = a, *y = b;
    return x->row != y->row ? (x->row < y->row ? -1 : 1) : (x->column > y->column) - (x->column < y->column);
}

enum err import_read(struct arena *a, struct fault *f, struct workbook *w, const struct import_request *request,
                     struct import_reading **ret_reading)
{
    struct import_reader *r;
    TRY(import_open(a, NULL, f, w, request, &r));
    struct keeping k = {.arena = a, .reading = r->reading};
    TRY(import_rows(r, &(struct import_sink){&k, keep_row, keep_late}));
    if (k.n_doubts)
        qsort(k.doubts, k.n_doubts, sizeof(*k.doubts), compare_doubts);
    struct import_reading *reading = r->reading;
    reading->rows = k.rows;
    reading->n_rows = k.n_rows;
    reading->doubts = k.doubts;
    reading->n_doubts = k.n_doubts;
    *ret_reading = reading;
    return OK;
}
