#include "document/sheet_grid.h"

#include "document.texts.h"
#include "document/reader.h"

#include <stdlib.h>
#include <string.h>

/* ---- reading ---- */

struct grid_reading {
    struct workbook *workbook;
    struct sheet_grid *grid;
    struct sheet_row *rows;
    size_t capacity;
};

static enum err keep_row(struct grid_reading *r, const struct sheet_row *row)
{
    struct arena *a = r->workbook->arena;
    while (r->grid->n_rows < row->row) {
        if (!arena_grow(a, &r->rows, (size_t)r->grid->n_rows, &r->capacity))
            return sheet_out_of_memory(r->workbook);
        r->rows[r->grid->n_rows] = (struct sheet_row){.row = r->grid->n_rows + 1};
        r->grid->n_rows++;
    }
    struct cell *cells = arena_array(a, (size_t)row->n_cells, struct cell);
    if (!cells)
        return sheet_out_of_memory(r->workbook);
    for (int32_t i = 0; i < row->n_cells; i++) {
        const struct cell *from = &row->cells[i];
        bool repeats = from->is_spread && i && from[-1].text == from->text;
        cells[i] = *from;
        cells[i].value = repeats ? cells[i - 1].value : arena_text(a, from->value);
        cells[i].text = repeats ? cells[i - 1].text : from->text == from->value ? cells[i].value
                                                                                 : arena_text(a, from->text);
    }
    struct sheet_row *kept = &r->rows[row->row - 1];
    *kept = *row;
    kept->cells = cells;
    int32_t last_column = cells[row->n_cells - 1].column;
    if (r->grid->n_columns < last_column)
        r->grid->n_columns = last_column;
    return arena_failed(a) ? sheet_out_of_memory(r->workbook) : OK;
}

static enum err read_rows(struct grid_reading *r, int sheet, int32_t max_rows)
{
    struct sheet_cursor *c;
    const struct sheet_row *row;
    TRY(workbook_sheet_rows(r->workbook, sheet, SHEET_SPREAD, &c));
    enum err e = sheet_next(c, &row);
    while (e == OK && row && row->row <= max_rows) {
        e = keep_row(r, row);
        if (e == OK)
            e = sheet_next(c, &row);
    }
    r->grid->is_whole = e == OK && !row;
    sheet_cursor_close(c);
    return e;
}

const struct cell *grid_cell(const struct sheet_grid *g, int32_t row, int32_t column)
{
    static const struct sheet_row blank = {0};
    return sheet_row_cell(row >= 1 && row <= g->n_rows ? &g->rows[row - 1] : &blank, column);
}

/* ---- what a row looks like ---- */

static bool begins_with(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool ends_with(const char *text, const char *with)
{
    size_t n = strlen(text), n_with = strlen(with);
    return n >= n_with && strcmp(text + n - n_with, with) == 0;
}

/* Copies at most a label's length without blanks; longer texts are no labels. */
enum { LABEL_BYTES = 64 };
static bool squeeze_label(const char *text, char label[LABEL_BYTES])
{
    size_t n = 0;
    while (*text) {
        const char *from = text;
        uint32_t character = utf8_next(&text);
        size_t step = (size_t)(text - from);
        if (utf8_is_space(character))
            continue;
        if (n + step >= LABEL_BYTES)
            return false;
        memcpy(label + n, from, step);
        n += step;
    }
    label[n] = '\0';
    return true;
}

static bool says_total(const char *text)
{
    static const char *const words[] = {"合计", "小计", "总计", "累计", "共计"};
    char label[LABEL_BYTES];
    if (!squeeze_label(text, label))
        return false;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (begins_with(label, words[i]) || ends_with(label, words[i]))
            return true;
    return false;
}

static bool has_colon(const char *text)
{
    return strstr(text, "：") || strchr(text, ':');
}

/* A cell that repeats the one above it, not the one to its left. */
static bool hangs_from_above(const struct sheet_row *row, int32_t i)
{
    const struct cell *cell = &row->cells[i];
    bool follows = i && cell[-1].column == cell->column - 1 && cell[-1].text == cell->text;
    return cell->is_spread && !follows;
}

enum row_look sheet_row_look(const struct sheet_row *row, int32_t n_columns)
{
    enum { FIRST_CELLS = 3 };
    int own = 0, texts = 0, with_colon = 0;
    bool hangs = false;
    for (int32_t i = 0; i < row->n_cells; i++) {
        const struct cell *cell = &row->cells[i];
        hangs |= hangs_from_above(row, i);
        if (cell->is_spread)
            continue;
        if (own++ < FIRST_CELLS && !hangs && cell->kind == CELL_TEXT && says_total(cell->text))
            return ROW_TOTAL;
        texts += cell->kind == CELL_TEXT;
        with_colon += cell->kind == CELL_TEXT && has_colon(cell->text);
    }
    if (row->n_cells == 0)
        return ROW_BLANK;
    if (n_columns < 2 || hangs || texts < own)
        return ROW_TABLE;
    return own == 1 || (with_colon * 2 >= own && own * 2 <= n_columns) ? ROW_LINE : ROW_TABLE;
}

enum row_look grid_row_look(const struct sheet_grid *g, int32_t row)
{
    return row >= 1 && row <= g->n_rows ? sheet_row_look(&g->rows[row - 1], g->n_columns) : ROW_BLANK;
}

/* ---- the header ---- */

enum { HEADER_SEARCH_ROWS = 30, ROWS_COMPARED = 10 };

/* Has a letter or a Chinese character, or is a year. */
static bool is_name(const struct cell *cell)
{
    if (cell->kind == CELL_NUMBER)
        return cell->number >= DATE_YEAR_MIN && cell->number <= DATE_YEAR_MAX && strlen(cell->value) == 4;
    if (cell->kind != CELL_TEXT || utf8_length(cell->text) > 40)
        return false;
    for (const char *at = cell->text; *at;) {
        uint32_t character = utf8_next(&at);
        if (utf8_is_han(character) || (character | 32) - 'a' < 26)
            return true;
    }
    bool is_year = strlen(cell->text) == 4 && (begins_with(cell->text, "19") || begins_with(cell->text, "20"));
    return is_year;
}

static bool are_names(const struct sheet_row *row)
{
    int own = 0;
    for (int32_t i = 0; i < row->n_cells; i++) {
        const struct cell *cell = &row->cells[i];
        if (cell->is_spread)
            continue;
        if (!is_name(cell))
            return false;
        own++;
        for (int32_t j = 0; j < i; j++)
            if (!row->cells[j].is_spread && strcmp(row->cells[j].text, cell->text) == 0)
                return false;
    }
    return own > 0;
}

static bool is_header_row(const struct sheet_grid *g, int32_t row)
{
    const struct sheet_row *candidate = &g->rows[row - 1];
    enum row_look look = grid_row_look(g, row);
    int32_t widest = 0;
    if (look != ROW_TABLE || !are_names(candidate))
        return false;
    for (int32_t below = row; below <= row + ROWS_COMPARED && below <= g->n_rows; below++)
        if (widest < g->rows[below - 1].n_cells)
            widest = g->rows[below - 1].n_cells;
    return candidate->n_cells * 2 >= widest;
}

/* Down to the end of what is merged downwards; one more row where a name spans several columns. */
static int32_t header_end(const struct sheet_grid *g, int32_t first_row)
{
    int32_t last = first_row;
    for (size_t i = 0; i < g->layout->n_merges; i++) {
        const struct sheet_range *m = &g->layout->merges[i];
        if (m->first_row < first_row || m->first_row > last)
            continue;
        bool spans_some = m->last_column > m->first_column && m->last_column - m->first_column + 1 < g->n_columns;
        int32_t down_to = m->last_row + (spans_some && m->first_row == first_row ? 1 : 0);
        if (down_to > last && down_to < first_row + GRID_HEADER_ROWS_MAX && down_to <= g->n_rows)
            last = down_to;
    }
    return last;
}

static const char *join_names(struct arena *a, const struct sheet_grid *g, int32_t first_row, int32_t last_row,
                              int32_t column)
{
    const char *joined = "", *above = "";
    for (int32_t row = first_row; row <= last_row; row++) {
        const char *name = utf8_squeeze(a, grid_cell(g, row, column)->text);
        if (!*name || strcmp(name, above) == 0)
            continue;
        joined = *joined ? arena_printf(a, "%s/%s", joined, name) : name;
        above = name;
    }
    return joined;
}

enum err workbook_header_names(struct workbook *w, const struct sheet_grid *g, int32_t first_row, int32_t last_row,
                               struct header_guess *ret_header)
{
    const char **names = arena_array(w->arena, (size_t)g->n_columns + 1, const char *);
    if (!names)
        return sheet_out_of_memory(w);
    for (int32_t column = 1; column <= g->n_columns; column++)
        names[column - 1] = first_row ? join_names(w->arena, g, first_row, last_row, column) : "";
    *ret_header = (struct header_guess){
        .first_row = first_row,
        .last_row = last_row,
        .data_row = last_row + 1,
        .names = names,
        .n_names = g->n_columns,
    };
    return arena_failed(w->arena) ? sheet_out_of_memory(w) : OK;
}

static enum err guess_header(struct workbook *w, struct sheet_grid *g)
{
    for (int32_t row = 1; row <= g->n_rows && row <= HEADER_SEARCH_ROWS; row++)
        if (is_header_row(g, row))
            return workbook_header_names(w, g, row, header_end(g, row), &g->header);
    return workbook_header_names(w, g, 0, 0, &g->header);
}

enum err workbook_sheet_grid(struct workbook *w, int sheet, int32_t max_rows, const struct sheet_grid **ret_grid)
{
    struct sheet_grid *g = arena_one(w->arena, struct sheet_grid);
    if (!g)
        return sheet_out_of_memory(w);
    struct grid_reading reading = {.workbook = w, .grid = g};
    TRY(workbook_sheet_layout(w, sheet, &g->layout));
    TRY(read_rows(&reading, sheet, max_rows));
    g->rows = reading.rows;
    TRY(guess_header(w, g));
    *ret_grid = g;
    return OK;
}
