/* The rows that were not taken, as they stood, with the reason beside each: mended, the file goes in again. */
#include "base/buf.h"
#include "features/import/use.h"
#include "import.texts.h"

#include <string.h>

static void put(struct buf *b, const char *text, bool last)
{
    bool formula = *text && strchr("=+-@\t\r", *text);
    bool quotes = formula || strpbrk(text, ",\"\n\r");
    if (quotes)
        buf_char(b, '"');
    if (formula)
        buf_char(b, '\'');
    for (; *text; text++) {
        if (*text == '"')
            buf_char(b, '"');
        buf_char(b, *text);
    }
    if (quotes)
        buf_char(b, '"');
    buf_text(b, last ? "\r\n" : ",");
}

/* Why a row was not taken: its refusal, or every doubt it waits for. */
static const char *reason_of(struct arena *a, const struct import_plan *plan, size_t i, enum language l)
{
    const struct import_planned_row *row = &plan->rows[i];
    const char *words = row->why_words ? row->why_words : "";
    const struct import_reading *r = plan->reading;
    for (size_t d = 0; d < r->n_doubts && row->outcome == IMPORT_IS_WAITING; d++)
        if (r->doubts[d].row == row->read->row && r->doubts[d].effect == IMPORT_WAIT)
            words = arena_printf(a, "%s%s%s", words, *words ? "；" : "", import_doubt_words(a, &r->doubts[d], l));
    return words;
}

static bool is_back(enum import_outcome o)
{
    return o == IMPORT_IS_REFUSED || o == IMPORT_IS_WAITING;
}

enum err import_rejects_csv(struct arena *a, struct workbook *w, const struct import_plan *plan, enum language l,
                            struct buf *out)
{
    const struct import_reading *r = plan->reading;
    struct sheet_cursor *cursor;
    const struct sheet_row *row;
    buf_text(out, "\xEF\xBB\xBF");
    for (size_t c = 0; c < r->n_columns; c++)
        put(out, r->columns[c].header, false);
    put(out, text_in(&T_imports_reason_head, l), true);
    TRY(workbook_sheet_rows(w, r->sheet_index, SHEET_SPREAD, &cursor));
    for (size_t i = 0; i < r->n_rows;) {
        TRY(sheet_next(cursor, &row));
        if (!row)
            break;
        while (i < r->n_rows && r->rows[i].row < row->row)
            i++;
        if (i == r->n_rows || r->rows[i].row != row->row || !is_back(plan->rows[i].outcome))
            continue;
        for (size_t c = 0; c < r->n_columns; c++)
            put(out, sheet_row_cell(row, r->columns[c].column)->text, false);
        put(out, reason_of(a, plan, i, l), true);
    }
    sheet_cursor_close(cursor);
    return buf_failed(out) ? ERR_MEMORY : OK;
}
