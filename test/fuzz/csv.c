/* A csv; what is read from it is written and read again, unchanged. */
#include "document/sheet.h"
#include "document/table_write.h"
#include "fuzz/fuzz.h"
#include "fuzz/sheets.h"

#include <assert.h>
#include <string.h>

enum { COLUMNS = 12, ARENA_BYTES = 64 << 20 };

static const struct table_column columns[COLUMNS] = {
    {.label = "a"}, {.label = "b"}, {.label = "c"}, {.label = "d"}, {.label = "e"}, {.label = "f"},
    {.label = "g"}, {.label = "h"}, {.label = "i"}, {.label = "j"}, {.label = "k"}, {.label = "l"},
};

/* The rows as one text; false when the file is refused or too wide. */
static bool read_rows(struct arena *a, const void *bytes, size_t n, int header_rows, struct table *copy, struct buf *all)
{
    struct fault f = {0};
    struct workbook *w WORKBOOK_SCOPED = NULL;
    struct sheet_cursor *c;
    const struct sheet_row *row;
    if (workbook_open_bytes(a, &f, bytes, n, NULL, &w) != OK || workbook_sheet_rows(w, 0, SHEET_AS_IS, &c) != OK)
        return false;
    while (sheet_next(c, &row) == OK && row) {
        if (row->row <= header_rows)
            continue;
        if (row->cells[row->n_cells - 1].column > COLUMNS)
            return false;
        for (int32_t column = 1; column <= COLUMNS; column++) {
            const char *text = sheet_row_cell(row, column)->text;
            buf_printf(all, "%s|", text);
            if (copy)
                table_text(copy, text);
        }
        if (copy)
            table_row_end(copy);
    }
    return f.code == OK;
}

static void try_round_trip(const uint8_t *bytes, size_t n)
{
    struct arena *a = arena_new(ARENA_BYTES);
    struct fault f = {0};
    struct buf file, first, second;
    struct table *copy;
    static const struct table_options options = {.format = TABLE_AS_CSV};
    buf_init(&file, 0);
    buf_init(&first, 0);
    buf_init(&second, 0);
    assert(table_open(a, &f, &options, columns, COLUMNS, table_sink_buf(&file), &copy) == OK);
    bool is_read = read_rows(a, bytes, n, 0, copy, &first);
    assert(table_close(copy) == OK);
    if (is_read) {
        assert(read_rows(a, file.bytes, file.n, 1, NULL, &second));
        assert(strcmp(buf_string(&first), buf_string(&second)) == 0);
    }
    buf_release(&file);
    buf_release(&first);
    buf_release(&second);
    arena_free(a);
}

void fuzz_csv(const uint8_t *bytes, size_t n)
{
    fuzz_sheets(bytes, n);
    try_round_trip(bytes, n);
}
