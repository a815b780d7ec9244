/* One sheet of an xls, row by row. */
#include "document.texts.h"
#include "document/biff.h"
#include "document/bytes.h"

#include <math.h>
#include <string.h>

enum { ROWS_OF_XLS = 65536, CELL_HEADER_BYTES = 6 };

/* ---- layout ---- */

static enum err begin_sheet(struct workbook *w, const struct sheet_entry *entry, struct biff_stream *ret_stream)
{
    const struct xls *x = w->own;
    struct biff_record record;
    *ret_stream = (struct biff_stream){.bytes = x->stream.bytes, .n = x->stream.n, .at = (size_t)entry->place};
    return biff_next(ret_stream, &record) && record.id == BIFF_BOF ? OK : sheet_damaged(w, entry->name);
}

static enum err take_merges(struct workbook *w, struct sheet_entry *entry, const struct biff_record *record)
{
    size_t n = record->n >= 2 ? bytes_u16(record->bytes) : 0;
    if (record->n < 2 + 8 * n)
        return sheet_damaged(w, "MERGEDCELLS");
    for (size_t i = 0; i < n; i++) {
        const unsigned char *at = record->bytes + 2 + 8 * i;
        struct sheet_range range = {.first_row = bytes_u16(at) + 1, .last_row = bytes_u16(at + 2) + 1,
                                    .first_column = bytes_u16(at + 4) + 1, .last_column = bytes_u16(at + 6) + 1};
        bool is_one = range.first_row == range.last_row && range.first_column == range.last_column;
        if (!is_one)
            TRY(range_add(w, &entry->merges, range));
    }
    return OK;
}

static enum err take_column(struct workbook *w, struct sheet_entry *entry, const struct biff_record *record)
{
    if (record->n < 10)
        return sheet_damaged(w, "COLINFO");
    bool hidden = (bytes_u16(record->bytes + 8) & 1) || bytes_u16(record->bytes + 4) == 0;
    struct sheet_range range = {.first_column = bytes_u16(record->bytes) + 1,
                                .last_column = bytes_u16(record->bytes + 2) + 1};
    return hidden ? range_add(w, &entry->hidden_columns, range) : OK;
}

enum err xls_layout(struct workbook *w, struct sheet_entry *entry)
{
    struct biff_stream s;
    struct biff_record record;
    TRY(begin_sheet(w, entry, &s));
    for (int depth = 1; depth && biff_next(&s, &record);) {
        depth += record.id == BIFF_BOF;
        depth -= record.id == BIFF_EOF;
        if (depth == 1 && record.id == BIFF_MERGEDCELLS)
            TRY(take_merges(w, entry, &record));
        else if (depth == 1 && record.id == BIFF_COLINFO)
            TRY(take_column(w, entry, &record));
    }
    return OK;
}

/* ---- rows ---- */

struct xls_rows {
    struct biff_stream stream;
    int depth;                       /* of embedded charts */
    bool hides_rows;                 /* those without a ROW record */
    bool is_ended;
    struct biff_record ahead;        /* the first cell of the next row */
    bool has_ahead;
    struct cell *waiting;            /* a formula whose text follows */
    unsigned char is_hidden[ROWS_OF_XLS / 8];
    unsigned char is_shown[ROWS_OF_XLS / 8];
};

static bool has_bit(const unsigned char *bits, int row)
{
    return bits[row / 8] >> (row % 8) & 1;
}

static void take_row(struct xls_rows *r, const struct biff_record *record)
{
    enum { HIDDEN = 0x20 };
    if (record->n < 16)
        return;
    uint16_t row = bytes_u16(record->bytes);
    bool hidden = (bytes_u16(record->bytes + 12) & HIDDEN) || (bytes_u16(record->bytes + 6) & 0x7FFF) == 0;
    unsigned char *bits = hidden ? r->is_hidden : r->is_shown;
    bits[row / 8] |= (unsigned char)(1 << (row % 8));
}

/* A number in 30 bits: a double's upper ones or an integer, perhaps in hundredths. */
static double rk_number(uint32_t rk)
{
    double number;
    if (rk & 2) {
        number = (double)((int32_t)rk >> 2);
    } else {
        uint64_t bits = (uint64_t)(rk & ~3u) << 32;
        memcpy(&number, &bits, sizeof(number));
    }
    return rk & 1 ? number / 100 : number;
}

static const char *error_name(unsigned char code)
{
    switch (code) {
    case 0x00:
        return "#NULL!";
    case 0x07:
        return "#DIV/0!";
    case 0x0F:
        return "#VALUE!";
    case 0x17:
        return "#REF!";
    case 0x1D:
        return "#NAME?";
    case 0x24:
        return "#NUM!";
    default:
        return "#N/A";
    }
}

static enum err add_cell(struct sheet_cursor *c, uint16_t column, uint16_t style, struct cell **ret_cell,
                         const struct number_format **ret_format)
{
    *ret_format = xls_format(c->workbook, style);
    if (!*ret_format)
        return c->workbook->fault->code;
    return row_add(c, column + 1, ret_cell);
}

static enum err put_number(struct sheet_cursor *c, uint16_t column, uint16_t style, double number, bool is_formula)
{
    struct cell *cell;
    const struct number_format *format;
    if (!isfinite(number))
        return OK;
    TRY(add_cell(c, column, style, &cell, &format));
    cell->is_formula = is_formula;
    return row_set_number(c, cell, number, format);
}

static enum err put_text(struct sheet_cursor *c, uint16_t column, uint16_t style, const char *kept)
{
    struct cell *cell;
    const struct number_format *format;
    if (!kept)
        return sheet_damaged(c->workbook, "LABEL");
    if (!*kept)
        return OK;
    TRY(add_cell(c, column, style, &cell, &format));
    row_set_text(c, cell, kept, format);
    return OK;
}

static enum err put_bool_or_error(struct sheet_cursor *c, uint16_t column, uint16_t style, unsigned char value,
                                  bool is_error, bool is_formula)
{
    struct cell *cell;
    const struct number_format *format;
    TRY(add_cell(c, column, style, &cell, &format));
    cell->is_formula = is_formula;
    cell->format = format->code;
    if (is_error)
        row_set_error(cell, error_name(value));
    else
        row_set_bool(cell, value != 0);
    return OK;
}

static enum err put_formula(struct sheet_cursor *c, struct xls_rows *r, const struct biff_record *record)
{
    enum { RESULT_TEXT, RESULT_BOOL, RESULT_ERROR };
    if (record->n < CELL_HEADER_BYTES + 8)
        return sheet_damaged(c->workbook, "FORMULA");
    uint16_t column = bytes_u16(record->bytes + 2), style = bytes_u16(record->bytes + 4);
    const unsigned char *result = record->bytes + CELL_HEADER_BYTES;
    if (bytes_u16(result + 6) != 0xFFFF)
        return put_number(c, column, style, bytes_double(result), true);
    if (result[0] == RESULT_BOOL || result[0] == RESULT_ERROR)
        return put_bool_or_error(c, column, style, result[2], result[0] == RESULT_ERROR, true);
    if (result[0] != RESULT_TEXT)
        return OK;
    const struct number_format *format;
    TRY(add_cell(c, column, style, &r->waiting, &format));
    r->waiting->is_formula = true;
    r->waiting->format = format->code;
    return OK;
}

/* The text of the formula before. */
static enum err put_formula_text(struct sheet_cursor *c, struct xls_rows *r, const struct biff_record *record)
{
    const char *text;
    if (!r->waiting)
        return OK;
    TRY(biff_string_across(c->workbook, c->row_memory, &r->stream, record, &text));
    r->waiting->kind = CELL_TEXT;
    r->waiting->text = r->waiting->value = text;
    r->waiting = NULL;
    return OK;
}

static enum err put_several(struct sheet_cursor *c, const struct biff_record *record)
{
    if (record->n < 6 + 6)
        return sheet_damaged(c->workbook, "MULRK");
    uint16_t column = bytes_u16(record->bytes + 2);
    size_t n = (record->n - 6u) / 6;
    for (size_t i = 0; i < n; i++) {
        const unsigned char *at = record->bytes + 4 + 6 * i;
        TRY(put_number(c, (uint16_t)(column + i), bytes_u16(at), rk_number(bytes_u32(at + 2)), false));
    }
    return OK;
}

static enum err put_shared(struct sheet_cursor *c, uint16_t column, uint16_t style, uint32_t index)
{
    const struct xls *x = c->workbook->own;
    if (index >= x->n_strings)
        return sheet_damaged(c->workbook, "SST");
    return put_text(c, column, style, x->strings[index]);
}

static enum err put_cell(struct sheet_cursor *c, struct xls_rows *r, const struct biff_record *record)
{
    const unsigned char *bytes = record->bytes, *rest = bytes + CELL_HEADER_BYTES;
    size_t n = record->n;
    static const struct {
        uint16_t id;
        size_t least_bytes;
    } least[] = {{BIFF_NUMBER, 14}, {BIFF_RK, 10}, {BIFF_LABELSST, 10}, {BIFF_BOOLERR, 8}};
    for (size_t i = 0; i < sizeof(least) / sizeof(least[0]); i++)
        if (record->id == least[i].id && n < least[i].least_bytes)
            return sheet_damaged(c->workbook, "BIFF");
    uint16_t column = bytes_u16(bytes + 2), style = bytes_u16(bytes + 4);
    r->waiting = NULL;
    switch (record->id) {
    case BIFF_NUMBER:
        return put_number(c, column, style, bytes_double(rest), false);
    case BIFF_RK:
        return put_number(c, column, style, rk_number(bytes_u32(rest)), false);
    case BIFF_MULRK:
        return put_several(c, record);
    case BIFF_LABELSST:
        return put_shared(c, column, style, bytes_u32(rest));
    case BIFF_LABEL:
    case BIFF_RSTRING:
        return put_text(c, column, style, biff_string(c->row_memory, rest, n - CELL_HEADER_BYTES, 2));
    case BIFF_BOOLERR:
        return put_bool_or_error(c, column, style, rest[0], rest[1] != 0, false);
    default:
        return put_formula(c, r, record);
    }
}

static bool is_cell(uint16_t id)
{
    return id == BIFF_NUMBER || id == BIFF_RK || id == BIFF_MULRK || id == BIFF_LABELSST || id == BIFF_LABEL ||
           id == BIFF_RSTRING || id == BIFF_BOOLERR || id == BIFF_FORMULA;
}

/* The next cell of the sheet; what is not one is taken on the way. */
static enum err next_cell(struct sheet_cursor *c, struct xls_rows *r, bool *ret_found)
{
    struct workbook *w = c->workbook;
    *ret_found = true;
    while (!r->has_ahead) {
        if (r->is_ended || !biff_next(&r->stream, &r->ahead)) {
            *ret_found = false;
            return r->is_ended ? OK : sheet_damaged(w, w->sheets[c->sheet].name);
        }
        const struct biff_record *record = &r->ahead;
        r->depth += record->id == BIFF_BOF;
        r->depth -= record->id == BIFF_EOF;
        r->is_ended = r->depth == 0;
        if (r->depth != 1)
            continue;
        if (record->id == BIFF_ROW)
            take_row(r, record);
        else if (record->id == BIFF_DEFAULTROWHEIGHT)
            r->hides_rows = record->n >= 2 && (bytes_u16(record->bytes) & 2);
        else if (record->id == BIFF_STRING)
            TRY(put_formula_text(c, r, record));
        else if (is_cell(record->id) && record->n < CELL_HEADER_BYTES)
            return sheet_damaged(w, "BIFF");
        r->has_ahead = is_cell(record->id);
    }
    return OK;
}

enum err xls_rows_begin(struct sheet_cursor *c)
{
    struct xls_rows *r = arena_one(c->workbook->arena, struct xls_rows);
    if (!r)
        return sheet_out_of_memory(c->workbook);
    c->own = r;
    r->depth = 1;
    return begin_sheet(c->workbook, &c->workbook->sheets[c->sheet], &r->stream);
}

static void drop_empty(struct sheet_cursor *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_cells; i++)
        if (c->cells[i].kind != CELL_EMPTY && (c->cells[i].kind != CELL_TEXT || c->cells[i].value[0]))
            c->cells[n++] = c->cells[i];
    c->n_cells = n;
}

enum err xls_rows_next(struct sheet_cursor *c, bool *ret_more)
{
    struct xls_rows *r = c->own;
    c->n_cells = 0;
    TRY(next_cell(c, r, ret_more));
    if (!*ret_more)
        return OK;
    uint16_t row = bytes_u16(r->ahead.bytes);
    TRY(row_begin(c, row + 1));
    c->row_is_hidden = has_bit(r->is_hidden, row) || (r->hides_rows && !has_bit(r->is_shown, row));
    bool found = true;
    while (found && bytes_u16(r->ahead.bytes) == row) {
        r->has_ahead = false;
        TRY(put_cell(c, r, &r->ahead));
        TRY(next_cell(c, r, &found));
    }
    r->waiting = NULL;
    drop_empty(c);
    return OK;
}

void xls_rows_end(struct sheet_cursor *c)
{
    c->own = NULL;
}
