#include "base/json.h"
#include "features/sheet/sheet.h"

#include <stdio.h>

enum { FLUSH_BYTES = 64 * 1024 };

static bool flush(struct shown_sheet *s, struct buf *out)
{
    bool written = !buf_failed(out) && fwrite(out->bytes, 1, out->n, s->call->out) == out->n;
    buf_clear(out);
    return written;
}

static void write_workbook(const struct shown_sheet *s, struct json *j)
{
    static const char *const formats[] = {[SHEET_CSV] = "csv", [SHEET_XLSX] = "xlsx", [SHEET_XLS] = "xls"};
    const struct workbook *w = s->workbook;
    enum sheet_format format = workbook_format(w);
    json_key(j, "file");
    json_string(j, s->call->arguments[0]);
    json_key(j, "format");
    json_string(j, formats[format]);
    if (format == SHEET_CSV) {
        char delimiter[2] = {workbook_delimiter(w), '\0'};
        json_key(j, "encoding");
        json_string(j, encoding_name(workbook_encoding(w)));
        json_key(j, "delimiter");
        json_string(j, delimiter);
    }
    json_key(j, "is_1904");
    json_bool(j, workbook_is_1904(w));
    json_key(j, "sheets");
    json_array_begin(j);
    for (int i = 0; i < workbook_sheet_count(w); i++) {
        json_object_begin(j);
        json_key(j, "name");
        json_string(j, workbook_sheet_name(w, i));
        json_key(j, "hidden");
        json_bool(j, workbook_sheet_is_hidden(w, i));
        json_object_end(j);
    }
    json_array_end(j);
    json_key(j, "sheet");
    json_string(j, workbook_sheet_name(w, s->sheet));
}

static void write_layout(const struct shown_sheet *s, struct json *j)
{
    char name[COLUMN_TEXT_BYTES], range[ADDRESS_BYTES];
    json_key(j, "merges");
    json_array_begin(j);
    for (size_t i = 0; i < s->layout->n_merges; i++)
        json_string(j, sheet_range_text(&s->layout->merges[i], range));
    json_array_end(j);
    json_key(j, "hidden_columns");
    json_array_begin(j);
    for (int32_t column = 1; column <= s->grid->n_columns; column++)
        if (sheet_layout_hides_column(s->layout, column))
            json_string(j, column_name(column, name));
    json_array_end(j);
}

static void write_header(const struct shown_sheet *s, struct json *j)
{
    const struct header_guess *header = &s->grid->header;
    char name[COLUMN_TEXT_BYTES];
    json_key(j, "header");
    if (!header->first_row) {
        json_null(j);
        return;
    }
    json_object_begin(j);
    json_key(j, "first_row");
    json_int(j, header->first_row);
    json_key(j, "last_row");
    json_int(j, header->last_row);
    json_key(j, "data_row");
    json_int(j, header->data_row);
    json_key(j, "names");
    json_object_begin(j);
    for (int32_t i = 0; i < header->n_names; i++) {
        if (!*header->names[i])
            continue;
        json_key(j, column_name(i + 1, name));
        json_string(j, header->names[i]);
    }
    json_object_end(j);
    json_object_end(j);
}

static void write_cell(struct json *j, int32_t row, const struct cell *cell)
{
    char address[ADDRESS_BYTES];
    json_object_begin(j);
    json_key(j, "cell");
    json_string(j, sheet_address(row, cell->column, address));
    json_key(j, "kind");
    json_string(j, sheet_kind_name(cell->kind));
    json_key(j, "text");
    json_string(j, cell->text);
    json_key(j, "value");
    if (cell->kind == CELL_NUMBER || cell->kind == CELL_BOOL)
        json_raw(j, cell->value);
    else
        json_string(j, cell->value);
    if (*cell->format) {
        json_key(j, "format");
        json_string(j, cell->format);
    }
    if (cell->is_formula) {
        json_key(j, "formula");
        json_bool(j, true);
    }
    json_object_end(j);
}

static void write_row(const struct shown_sheet *s, struct json *j, const struct sheet_row *row)
{
    static const char *const looks[] = {
        [ROW_BLANK] = "blank", [ROW_LINE] = "line", [ROW_TOTAL] = "total", [ROW_TABLE] = "table"};
    json_object_begin(j);
    json_key(j, "row");
    json_int(j, row->row);
    json_key(j, "hidden");
    json_bool(j, row->is_hidden);
    json_key(j, "look");
    json_string(j, looks[sheet_row_look(row, s->grid->n_columns)]);
    json_key(j, "cells");
    json_array_begin(j);
    for (int32_t i = 0; i < row->n_cells; i++)
        if (!row->cells[i].is_spread)
            write_cell(j, row->row, &row->cells[i]);
    json_array_end(j);
    json_object_end(j);
}

static enum err write_rows(struct shown_sheet *s, struct json *j, int64_t *ret_replaced)
{
    struct sheet_cursor *c;
    const struct sheet_row *row;
    TRY(workbook_sheet_rows(s->workbook, s->sheet, SHEET_SPREAD, &c));
    json_key(j, "rows");
    json_array_begin(j);
    for (;;) {
        TRY(sheet_next(c, &row));
        if (!row)
            break;
        write_row(s, j, row);
        if (j->out->n > FLUSH_BYTES && !flush(s, j->out))
            return sheet_not_written(s->call);
    }
    json_array_end(j);
    *ret_replaced = sheet_cursor_replaced(c);
    return OK;
}

static enum err write_all(struct shown_sheet *s, struct buf *out)
{
    struct json j;
    int64_t replaced = 0;
    json_init(&j, out);
    json_object_begin(&j);
    write_workbook(s, &j);
    write_layout(s, &j);
    write_header(s, &j);
    TRY(write_rows(s, &j, &replaced));
    json_key(&j, "replaced_characters");
    json_int(&j, replaced);
    json_object_end(&j);
    buf_char(out, '\n');
    return flush(s, out) ? OK : sheet_not_written(s->call);
}

enum err sheet_show_json(struct shown_sheet *s)
{
    struct buf out;
    buf_init(&out, 0);
    enum err e = write_all(s, &out);
    buf_release(&out);
    return e;
}
