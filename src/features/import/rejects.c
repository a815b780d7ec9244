/* The rows that were not taken, as they stood, with the reason beside each: mended, the file goes in again. */
#include "base/buf.h"
#include "document/csv_mark.h"
#include "features/import/spill.h"
#include "import.texts.h"

static void put(struct buf *b, const char *text, bool last)
{
    csv_put_field(b, text);
    buf_text(b, last ? "\r\n" : ",");
}

enum err import_rejects_csv(struct workbook *w, const struct import_sheet *sheet, const struct import_back *back,
                            size_t n_back, enum language l, struct buf *out)
{
    struct sheet_cursor *cursor;
    const struct sheet_row *row;
    buf_text(out, "\xEF\xBB\xBF");
    for (size_t c = 0; c < sheet->n_columns; c++)
        put(out, sheet->columns[c].header, false);
    put(out, text_in(&T_imports_reason_head, l), true);
    TRY(workbook_sheet_rows(w, sheet->index, SHEET_SPREAD, &cursor));
    for (size_t i = 0; i < n_back;) {
        TRY(sheet_next(cursor, &row));
        if (!row)
            break;
        while (i < n_back && back[i].row < row->row)
            i++;
        if (i == n_back || back[i].row != row->row)
            continue;
        for (size_t c = 0; c < sheet->n_columns; c++)
            put(out, sheet_row_cell(row, sheet->columns[c].column)->text, false);
        put(out, back[i].why, true);
    }
    sheet_cursor_close(cursor);
    return buf_failed(out) ? ERR_MEMORY : OK;
}
