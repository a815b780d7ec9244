#include "fuzz/sheets.h"

#include "document/sheet_grid.h"

#include <assert.h>
#include <string.h>

enum { ARENA_BYTES = 64 << 20, GRID_ROWS = 20 };

static void check_cell(const struct cell *cell, const struct sheet_limits *limits)
{
    assert(cell->kind != CELL_EMPTY);
    assert(cell->column >= 1 && cell->column <= limits->columns);
    assert(cell->text && cell->value && cell->format);
    assert(cell->kind != CELL_DATE || date_is_valid(cell->date));
    assert(utf8_is_valid(cell->value, strlen(cell->value)));
    assert(utf8_is_valid(cell->text, strlen(cell->text)));
}

static void check_row(const struct sheet_row *row, int32_t before, const struct sheet_limits *limits)
{
    assert(row->row > before && row->row <= limits->rows);
    assert(row->n_cells > 0);
    for (int32_t i = 0; i < row->n_cells; i++) {
        check_cell(&row->cells[i], limits);
        assert(i == 0 || row->cells[i].column > row->cells[i - 1].column);
        assert(sheet_row_cell(row, row->cells[i].column) == &row->cells[i]);
    }
}

static enum err read_sheet(struct workbook *w, int sheet, enum sheet_reading reading,
                           const struct sheet_limits *limits)
{
    struct sheet_cursor *c;
    const struct sheet_row *row;
    int32_t before = 0;
    TRY(workbook_sheet_rows(w, sheet, reading, &c));
    for (;;) {
        TRY(sheet_next(c, &row));
        if (!row)
            return OK;
        check_row(row, before, limits);
        before = row->row;
    }
}

static enum err read_workbook(struct workbook *w, const struct sheet_limits *limits)
{
    const struct sheet_grid *g;
    for (int i = 0; i < workbook_sheet_count(w) && i < 3; i++) {
        TRY(read_sheet(w, i, SHEET_AS_IS, limits));
        TRY(read_sheet(w, i, SHEET_SPREAD, limits));
        TRY(workbook_sheet_grid(w, i, GRID_ROWS, &g));
        assert(g->header.last_row <= g->n_rows && g->header.n_names == g->n_columns);
    }
    return OK;
}

void fuzz_sheets(const uint8_t *bytes, size_t n)
{
    struct sheet_limits limits = sheet_limits_default;
    limits.cells = 200000;
    struct sheet_options options = {.limits = &limits};
    struct arena *a = arena_new(ARENA_BYTES);
    struct fault f = {0};
    struct workbook *w;
    enum err e = workbook_open_bytes(a, &f, bytes, n, &options, &w);
    assert((e == OK) == (w != NULL));
    if (e == OK)
        e = read_workbook(w, &limits);
    assert(e == f.code);
    assert(e == OK || (f.words[LANGUAGE_ZH][0] && f.words[LANGUAGE_EN][0]));
    assert(e != ERR_BUG && e != ERR_STORAGE);
    workbook_free(w);
    arena_free(a);
}
