#include "document.texts.h"
#include "document/reader.h"
#include "document/spread.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { ROW_MEMORY_BYTES = 128 * 1024 * 1024 };

/* ---- opening and closing ---- */

static enum err begin_spread(struct sheet_cursor *c)
{
    const struct sheet_layout *layout;
    TRY(workbook_sheet_layout(c->workbook, c->sheet, &layout));
    if (layout->n_merges == 0)
        return OK;
    return spread_new(c->workbook, layout, &c->spread);
}

static enum err begin(struct sheet_cursor *c, enum sheet_reading reading)
{
    c->row_memory = arena_new(ROW_MEMORY_BYTES);
    if (!c->row_memory)
        return sheet_out_of_memory(c->workbook);
    if (reading == SHEET_SPREAD)
        TRY(begin_spread(c));
    return c->workbook->reader->rows_begin(c);
}

enum err workbook_sheet_rows(struct workbook *w, int sheet, enum sheet_reading reading,
                             struct sheet_cursor **ret_cursor)
{
    *ret_cursor = NULL;
    struct sheet_cursor *c = arena_one(w->arena, struct sheet_cursor);
    if (!c)
        return sheet_out_of_memory(w);
    *c = (struct sheet_cursor){.workbook = w, .sheet = sheet, .next = w->cursors};
    w->cursors = c;
    enum err e = begin(c, reading);
    if (e != OK) {
        sheet_cursor_close(c);
        return e;
    }
    *ret_cursor = c;
    return OK;
}

void sheet_cursor_close(struct sheet_cursor *c)
{
    if (!c)
        return;
    struct sheet_cursor **at = &c->workbook->cursors;
    while (*at && *at != c)
        at = &(*at)->next;
    if (!*at)
        return;
    *at = c->next;
    c->workbook->reader->rows_end(c);
    spread_free(c->spread);
    arena_free(c->row_memory);
}

int64_t sheet_cursor_replaced(const struct sheet_cursor *c)
{
    return c->replaced;
}

/* ---- rows ---- */

enum err row_begin(struct sheet_cursor *c, int32_t row)
{
    struct workbook *w = c->workbook;
    if (row <= c->row)
        return fault(w->fault, ERR_INPUT, &T_sheet_rows_out_of_order, arena_printf(w->arena, "%" PRId32, row),
                     arena_printf(w->arena, "%" PRId32, c->row));
    c->row = row;
    c->n_cells = 0;
    c->row_is_hidden = false;
    c->is_unsorted = false;
    arena_reset(c->row_memory);
    return OK;
}

enum err row_add(struct sheet_cursor *c, int32_t column, struct cell **ret_cell)
{
    struct workbook *w = c->workbook;
    const struct sheet_limits *limits = w->limits;
    if (c->row > limits->rows)
        return sheet_too_many(w, &T_sheet_rows, limits->rows);
    if (column > limits->columns)
        return sheet_too_many(w, &T_sheet_columns, limits->columns);
    if (++c->cells_seen > limits->cells)
        return sheet_too_many(w, &T_sheet_cells, limits->cells);
    if (!arena_grow(w->arena, &c->cells, c->n_cells, &c->cells_capacity))
        return sheet_out_of_memory(w);
    struct cell *cell = &c->cells[c->n_cells];
    if (c->n_cells && cell[-1].column >= column)
        c->is_unsorted = true;
    c->n_cells++;
    *cell = (struct cell){.column = column, .text = "", .value = "", .format = ""};
    *ret_cell = cell;
    return OK;
}

static enum err too_long(struct sheet_cursor *c, int32_t column)
{
    struct workbook *w = c->workbook;
    fault(w->fault, ERR_LIMIT, &T_sheet_cell_too_long, arena_printf(w->arena, "%" PRId32, c->row),
          arena_printf(w->arena, "%" PRId32, column), arena_printf(w->arena, "%" PRId32, w->limits->cell_bytes));
    return fault_at(w->fault, c->row, column, NULL);
}

enum err row_text(struct sheet_cursor *c, int32_t column, const char *text, size_t n, const char **ret_text)
{
    if (n > (size_t)c->workbook->limits->cell_bytes)
        return too_long(c, column);
    *ret_text = arena_text_n(c->row_memory, text, n);
    return arena_failed(c->row_memory) ? sheet_out_of_memory(c->workbook) : OK;
}

struct ordered_cell {
    struct cell cell;
    size_t turn;
};

static int compare_cells(const void *a, const void *b)
{
    const struct ordered_cell *x = a, *y = b;
    if (x->cell.column != y->cell.column)
        return x->cell.column < y->cell.column ? -1 : 1;
    return x->turn < y->turn ? -1 : 1;
}

/* Few programs write cells out of order, so this may cost a copy. */
static enum err sort_cells(struct sheet_cursor *c)
{
    struct ordered_cell *ordered = arena_array(c->row_memory, c->n_cells, struct ordered_cell);
    if (!ordered)
        return sheet_out_of_memory(c->workbook);
    for (size_t i = 0; i < c->n_cells; i++)
        ordered[i] = (struct ordered_cell){c->cells[i], i};
    qsort(ordered, c->n_cells, sizeof(*ordered), compare_cells);
    size_t n = 0;
    for (size_t i = 0; i < c->n_cells; i++) {
        if (n && c->cells[n - 1].column == ordered[i].cell.column)
            n--;
        c->cells[n++] = ordered[i].cell;
    }
    c->n_cells = n;
    return OK;
}

static enum err show_row(struct sheet_cursor *c)
{
    if (c->is_unsorted)
        TRY(sort_cells(c));
    c->shown = (struct sheet_row){
        .row = c->row, .is_hidden = c->row_is_hidden, .n_cells = (int32_t)c->n_cells, .cells = c->cells};
    if (c->spread) {
        TRY(spread_row(c->spread, c->workbook, &c->shown, &c->cells_seen));
        if (c->cells_seen > c->workbook->limits->cells)
            return sheet_too_many(c->workbook, &T_sheet_cells, c->workbook->limits->cells);
    }
    return OK;
}

static enum err next_row(struct sheet_cursor *c, const struct sheet_row **ret_row)
{
    for (;;) {
        bool more;
        TRY(c->workbook->reader->rows_next(c, &more));
        if (arena_failed(c->row_memory))
            return sheet_out_of_memory(c->workbook);
        if (!more)
            return OK;
        if (c->n_cells == 0)
            continue;
        TRY(show_row(c));
        if (c->shown.n_cells == 0)
            continue;
        *ret_row = &c->shown;
        return OK;
    }
}

enum err sheet_next(struct sheet_cursor *c, const struct sheet_row **ret_row)
{
    *ret_row = NULL;
    if (c->failed == OK)
        c->failed = next_row(c, ret_row);
    return c->failed;
}

const struct cell *sheet_row_cell(const struct sheet_row *row, int32_t column)
{
    static const struct cell empty = {.text = "", .value = "", .format = ""};
    int32_t low = 0, high = row->n_cells;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (row->cells[middle].column == column)
            return &row->cells[middle];
        if (row->cells[middle].column < column)
            low = middle + 1;
        else
            high = middle;
    }
    return &empty;
}

/* ---- what a stored value is under its format ---- */

static char *date_value(struct arena *a, date_t date, int32_t time_ms)
{
    char day[DATE_TEXT_BYTES];
    date_format(date, day);
    int32_t seconds = time_ms / 1000, rest_ms = time_ms % 1000;
    if (time_ms == 0)
        return arena_text(a, day);
    if (rest_ms == 0)
        return arena_printf(a, "%sT%02d:%02d:%02d", day, seconds / 3600, seconds / 60 % 60, seconds % 60);
    return arena_printf(a, "%sT%02d:%02d:%02d.%03d", day, seconds / 3600, seconds / 60 % 60, seconds % 60, rest_ms);
}

static char *time_value(struct arena *a, int32_t time_ms)
{
    int32_t seconds = time_ms / 1000, rest_ms = time_ms % 1000;
    if (rest_ms == 0)
        return arena_printf(a, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    return arena_printf(a, "%02d:%02d:%02d.%03d", seconds / 3600, seconds / 60 % 60, seconds % 60, rest_ms);
}

/* Durations end where their milliseconds leave an int32: at 24 days. */
static bool set_time(struct cell *cell, struct arena *a, double days)
{
    double ms = days * 86400000.0 + 0.5;
    if (!(days >= 0) || ms >= INT32_MAX)
        return false;
    cell->kind = CELL_TIME;
    cell->time_ms = (int32_t)ms;
    cell->value = time_value(a, cell->time_ms);
    return true;
}

static bool set_moment(struct sheet_cursor *c, struct cell *cell, const struct number_format *format)
{
    double serial = cell->number;
    if (format->is_elapsed || (format->is_time && serial < 1))
        return set_time(cell, c->row_memory, serial);
    date_t date;
    int32_t time_ms;
    if (!serial_to_date(serial, c->workbook->is_1904, &date, &time_ms))
        return false;
    if (format->hides_day && date_day(date) == 1 && time_ms == 0)
        date = date_make(date_year(date), date_month(date), 0);
    cell->kind = CELL_DATE;
    cell->date = date;
    cell->time_ms = time_ms;
    cell->value = date_value(c->row_memory, date, time_ms);
    return true;
}

enum err row_set_number(struct sheet_cursor *c, struct cell *cell, double number, const struct number_format *format)
{
    char digits[NUMBER_TEXT_BYTES];
    struct arena *a = c->row_memory;
    cell->number = number;
    cell->format = format->code;
    bool is_moment = (format->is_date || format->is_time) && set_moment(c, cell, format);
    if (!is_moment) {
        cell->kind = CELL_NUMBER;
        cell->value = arena_text(a, number_plain(number, digits));
    }
    bool fits_format = is_moment || !(format->is_date || format->is_time);
    if (format->is_general || !fits_format) {
        number_general(number, digits);
        cell->text = strcmp(digits, cell->value) == 0 ? cell->value : arena_text(a, digits);
    } else {
        cell->text = number_format_show(a, format, number, c->workbook->is_1904, c->workbook->language);
    }
    return arena_failed(a) ? sheet_out_of_memory(c->workbook) : OK;
}

void row_set_text(struct sheet_cursor *c, struct cell *cell, const char *kept, const struct number_format *format)
{
    cell->kind = CELL_TEXT;
    cell->value = kept;
    cell->format = format->code;
    cell->text = number_format_show_text(c->row_memory, format, kept);
}

void row_set_bool(struct cell *cell, bool value)
{
    cell->kind = CELL_BOOL;
    cell->number = value;
    cell->text = value ? "TRUE" : "FALSE";
    cell->value = value ? "true" : "false";
}

void row_set_error(struct cell *cell, const char *kept)
{
    cell->kind = CELL_ERROR;
    cell->text = cell->value = kept;
}
