/* Which sheet, which header, what the lines above it say. */
#include "record/import_map.h"
#include "record/import_reader.h"

#include "record.texts.h"

#include <stdio.h>
#include <string.h>

struct candidate {
    int sheet;
    const struct sheet_grid *grid;
    struct header_guess header;
    struct import_column *columns;
    size_t n_columns;
    int score;
};

/* What a row of this kind cannot do without: its name, or the record it belongs to. */
static const struct field *naming_field(const struct kind *k)
{
    const struct field *title = kind_title(k);
    if (title && !field_is(title, FIELD_DERIVED))
        return title;
    const struct field *parent = kind_parent_field(k);
    return parent ? parent : k->fields;
}

static bool names_rows(const struct kind *k, const struct candidate *c)
{
    for (size_t i = 0; i < c->n_columns; i++)
        if (c->columns[i].field == naming_field(k))
            return true;
    return false;
}

static enum err weigh_sheet(struct import_reader *r, int sheet, struct candidate *ret)
{
    *ret = (struct candidate){.sheet = sheet};
    TRY(workbook_sheet_grid(r->workbook, sheet, GRID_ROWS_USUAL, &ret->grid));
    ret->header = ret->grid->header;
    if (r->request->header_first)
        TRY(workbook_header_names(r->workbook, ret->grid, r->request->header_first, r->request->header_last,
                                  &ret->header));
    if (!ret->header.first_row)
        return OK;
    TRY(import_map_columns(r->arena, r->request, ret->grid, &ret->header, &ret->columns, &ret->n_columns, &ret->score));
    if (!names_rows(r->request->kind, ret))
        ret->score = 0;
    return OK;
}

static enum err find_best(struct import_reader *r, struct candidate *best)
{
    int n = workbook_sheet_count(r->workbook), wanted = -1;
    if (r->request->sheet) {
        wanted = workbook_sheet_find(r->workbook, r->request->sheet);
        if (wanted < 0)
            return fault(r->fault, ERR_INPUT, &T_import_no_such_sheet, r->request->sheet);
    }
    for (int i = 0; i < n; i++) {
        struct candidate c;
        if (wanted >= 0 ? i != wanted : workbook_sheet_is_hidden(r->workbook, i))
            continue;
        TRY(weigh_sheet(r, i, &c));
        if (c.score > best->score)
            *best = c;
    }
    if (best->score)
        return OK;
    const struct kind *k = r->request->kind;
    return fault(r->fault, ERR_INPUT, &T_import_no_table, k->zh, naming_field(k)->zh);
}

static enum err note_other_sheets(struct import_reader *r, int chosen)
{
    int n = workbook_sheet_count(r->workbook);
    struct import_reading *reading = r->reading;
    reading->other_sheets = arena_array(r->arena, (size_t)n + 1, const char *);
    if (!reading->other_sheets)
        return ERR_MEMORY;
    for (int i = 0; i < n; i++)
        if (i != chosen)
            reading->other_sheets[reading->n_other_sheets++] = workbook_sheet_name(r->workbook, i);
    return OK;
}

/* ---- the lines above the header ---- */

/* "2026年3月" anywhere in a title. */
static date_t month_in(const char *text)
{
    for (const char *at = strstr(text, "年"); at; at = strstr(at + 1, "年")) {
        int year, month, length = 0;
        if (at - text < 4 || sscanf(at - 4, "%4d年%2d月%n", &year, &month, &length) != 2 || !length)
            continue;
        date_t d = date_make(year, month, 0);
        if (d)
            return d;
    }
    return DATE_NONE;
}

static bool is_mapped(const struct import_reading *reading, const struct field *f)
{
    for (size_t i = 0; i < reading->n_columns; i++)
        if (reading->columns[i].field == f)
            return true;
    return false;
}

static void add_constant(struct import_reader *r, const struct field *f, struct value v, const char *from)
{
    struct import_reading *reading = r->reading;
    for (size_t i = 0; i < reading->n_constants; i++)
        if (reading->constants[i].field == f)
            return;
    reading->constants[reading->n_constants++] = (struct import_constant){f, v, from};
}

/* A title may give the month of all rows, and the unit of amounts whose header says none. */
static void read_line_above(struct import_reader *r, const char *text)
{
    struct import_reading *reading = r->reading;
    date_t month = month_in(text);
    struct money_column said = money_column_of(text);
    for (const struct field *f = reading->kind->fields; f->id && month; f++)
        if (f->type == FIELD_MONTH && field_is(f, FIELD_REQUIRED) && !is_mapped(reading, f))
            add_constant(r, f, value_int(month), text);
    for (size_t i = 0; i < reading->n_columns && said.unit_fen && strstr(text, "单位"); i++)
        if (!reading->columns[i].money.unit_fen && !reading->columns[i].money.is_foreign)
            reading->columns[i].money.unit_fen = said.unit_fen;
}

static enum err read_lines_above(struct import_reader *r, int32_t header_first)
{
    r->reading->constants = arena_array(r->arena, (size_t)r->n_fields + 1, struct import_constant);
    if (!r->reading->constants)
        return ERR_MEMORY;
    for (int32_t row = 1; row < header_first; row++) {
        for (int32_t column = 1; column <= r->grid->n_columns; column++) {
            const struct cell *cell = grid_cell(r->grid, row, column);
            if (cell->kind != CELL_EMPTY && !cell->is_spread)
                read_line_above(r, cell->text);
        }
    }
    read_line_above(r, workbook_sheet_name(r->workbook, r->reading->sheet_index));
    return OK;
}

/* Headings between rows can only say what no column says: the chain. */
static void choose_heading_field(struct import_reader *r)
{
    for (const struct field *f = r->reading->kind->fields; f->id; f++)
        if (f->place == PLACE_CHAIN && field_is(f, FIELD_REQUIRED) && !is_mapped(r->reading, f))
            r->heading_field = f;
}

enum err import_choose_sheet(struct import_reader *r)
{
    struct candidate best = {0};
    TRY(find_best(r, &best));
    struct import_reading *reading = r->reading;
    r->grid = best.grid;
    reading->sheet_index = best.sheet;
    reading->sheet = workbook_sheet_name(r->workbook, best.sheet);
    reading->encoding = workbook_encoding(r->workbook);
    reading->header_first = best.header.first_row;
    reading->header_last = best.header.last_row;
    reading->columns = best.columns;
    reading->n_columns = best.n_columns;
    for (int32_t i = 0; i < best.header.n_names; i++)
        if (import_header_is_serial(r->arena, best.header.names[i]))
            r->serial_column = i + 1;
    choose_heading_field(r);
    TRY(note_other_sheets(r, best.sheet));
    return read_lines_above(r, best.header.first_row);
}
