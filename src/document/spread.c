#include "document/spread.h"

#include "document/reader.h"

#include <stdlib.h>

enum { HELD_MEMORY_BYTES = 64 * 1024 * 1024 };

struct held_merge {
    struct sheet_range range;
    struct cell first; /* its texts in `memory`, or in the row while that is the merge's first */
    bool is_empty;
};

struct spread {
    const struct sheet_layout *layout;
    size_t n_begun;               /* merges whose first row has come */
    struct held_merge *held;      /* those that reach the current row */
    size_t n_held, held_capacity;
    struct arena *memory;         /* of held texts; reset when nothing is held */
    struct cell *cells;           /* the row as shown */
    size_t cells_capacity;
};

enum err spread_new(struct workbook *w, const struct sheet_layout *layout, struct spread **ret_spread)
{
    struct spread *s = arena_one(w->arena, struct spread);
    struct arena *memory = arena_new(HELD_MEMORY_BYTES);
    if (!s || !memory) {
        arena_free(memory);
        return sheet_out_of_memory(w);
    }
    s->layout = layout;
    s->memory = memory;
    *ret_spread = s;
    return OK;
}

void spread_free(struct spread *s)
{
    if (s)
        arena_free(s->memory);
}

static struct cell keep_cell(struct arena *memory, const struct cell *cell)
{
    struct cell kept = *cell;
    kept.value = arena_text(memory, cell->value);
    kept.text = cell->text == cell->value ? kept.value : arena_text(memory, cell->text);
    return kept;
}

static void drop_ended(struct spread *s, int32_t row)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n_held; i++)
        if (s->held[i].range.last_row >= row)
            s->held[n++] = s->held[i];
    s->n_held = n;
    if (n == 0)
        arena_reset(s->memory);
}

/* Merges that begin at or above this row.  One whose first row held nothing is empty. */
static enum err hold_begun(struct spread *s, struct workbook *w, const struct sheet_row *row)
{
    const struct sheet_layout *layout = s->layout;
    for (; s->n_begun < layout->n_merges && layout->merges[s->n_begun].first_row <= row->row; s->n_begun++) {
        struct sheet_range range = layout->merges[s->n_begun];
        if (range.last_row < row->row)
            continue;
        struct held_merge held = {.range = range, .is_empty = true};
        if (range.first_row == row->row) {
            const struct cell *first = sheet_row_cell(row, range.first_column);
            held.is_empty = first->kind == CELL_EMPTY;
            held.first = keep_cell(s->memory, first);
        }
        if (arena_failed(s->memory) || !arena_grow(w->arena, &s->held, s->n_held, &s->held_capacity))
            return sheet_out_of_memory(w);
        s->held[s->n_held++] = held;
    }
    return OK;
}

static int compare_by_column(const void *a, const void *b)
{
    const struct held_merge *x = a, *y = b;
    return (x->range.first_column > y->range.first_column) - (x->range.first_column < y->range.first_column);
}

static enum err add_cell(struct spread *s, struct workbook *w, size_t *n, const struct cell *cell)
{
    if (!arena_grow(w->arena, &s->cells, *n, &s->cells_capacity))
        return sheet_out_of_memory(w);
    s->cells[(*n)++] = *cell;
    return OK;
}

static enum err add_merge(struct spread *s, struct workbook *w, const struct held_merge *held, int32_t row, size_t *n)
{
    struct cell cell = held->first;
    for (int32_t column = held->range.first_column; column <= held->range.last_column && !held->is_empty; column++) {
        cell.column = column;
        cell.is_spread = row != held->range.first_row || column != held->range.first_column;
        TRY(add_cell(s, w, n, &cell));
    }
    return OK;
}

/* In order of columns; of two that overlap (the file is wrong) the left one stands. */
static void order_held(struct spread *s)
{
    qsort(s->held, s->n_held, sizeof(*s->held), compare_by_column);
    size_t n = 0;
    for (size_t i = 0; i < s->n_held; i++)
        if (n == 0 || s->held[i].range.first_column > s->held[n - 1].range.last_column)
            s->held[n++] = s->held[i];
    s->n_held = n;
}

static enum err lay_over(struct spread *s, struct workbook *w, const struct sheet_row *row, size_t *n)
{
    int32_t at = 0;
    for (size_t i = 0; i < s->n_held; i++) {
        const struct sheet_range *range = &s->held[i].range;
        for (; at < row->n_cells && row->cells[at].column < range->first_column; at++)
            TRY(add_cell(s, w, n, &row->cells[at]));
        TRY(add_merge(s, w, &s->held[i], row->row, n));
        while (at < row->n_cells && row->cells[at].column <= range->last_column)
            at++;
    }
    for (; at < row->n_cells; at++)
        TRY(add_cell(s, w, n, &row->cells[at]));
    return OK;
}

enum err spread_row(struct spread *s, struct workbook *w, struct sheet_row *row, int64_t *work)
{
    size_t begun = s->n_begun;
    drop_ended(s, row->row);
    TRY(hold_begun(s, w, row));
    if (s->n_held == 0)
        return OK;
    if (begun != s->n_begun)
        order_held(s);
    size_t n = 0;
    TRY(lay_over(s, w, row, &n));
    *work += (int64_t)(n + s->n_held);
    row->cells = s->cells;
    row->n_cells = (int32_t)n;
    return OK;
}
