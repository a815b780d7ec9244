/* One line a cell, as csv or aligned; what stands around the cells goes before them for people, to the words for csv. */
#include "document/table_write.h"
#include "features/sheet/sheet.h"
#include "sheet.texts.h"

#include <inttypes.h>
#include <stdio.h>

static void say(const struct shown_sheet *s, FILE *to, const struct text *sentence, const char *const *args, size_t n)
{
    fprintf(to, "%s\n", text_format(s->call->arena, sentence, s->call->language, args, n));
}

static const char *number(const struct shown_sheet *s, int64_t value)
{
    return arena_printf(s->call->arena, "%" PRId64, value);
}

static void say_workbook(const struct shown_sheet *s, FILE *to)
{
    static const char *const formats[] = {[SHEET_CSV] = "csv", [SHEET_XLSX] = "xlsx", [SHEET_XLS] = "xls"};
    const struct workbook *w = s->workbook;
    struct arena *a = s->call->arena;
    enum language l = s->call->language;
    const char *format = formats[workbook_format(w)];
    if (workbook_format(w) == SHEET_CSV)
        format = arena_printf(a, "%s %s", format, encoding_name(workbook_encoding(w)));
    else if (workbook_is_1904(w))
        format = arena_printf(a, "%s, %s", format, text_in(&T_sheet_command_is_1904, l));
    char *names = arena_text(a, "");
    for (int i = 0; i < workbook_sheet_count(w); i++)
        names = arena_printf(a, "%s%s%s%s%s", names, i ? "、" : "", i == s->sheet ? "*" : "", workbook_sheet_name(w, i),
                             workbook_sheet_is_hidden(w, i) ? text_in(&T_sheet_command_is_hidden, l) : "");
    say(s, to, &T_sheet_command_about_file,
        (const char *[]){s->call->arguments[0], format, number(s, workbook_sheet_count(w)), names}, 4);
}

static void say_layout(const struct shown_sheet *s, FILE *to)
{
    struct arena *a = s->call->arena;
    char *merges = arena_text(a, ""), *hidden = arena_text(a, ""), name[COLUMN_TEXT_BYTES], range[ADDRESS_BYTES];
    enum { MERGES_SAID = 200 };
    for (size_t i = 0; i < s->layout->n_merges && i < MERGES_SAID; i++)
        merges = arena_printf(a, "%s%s%s", merges, i ? " " : "", sheet_range_text(&s->layout->merges[i], range));
    for (int32_t column = 1; column <= s->grid->n_columns; column++)
        if (sheet_layout_hides_column(s->layout, column))
            hidden = arena_printf(a, "%s%s%s", hidden, *hidden ? " " : "", column_name(column, name));
    if (*merges)
        say(s, to, &T_sheet_command_about_merges, (const char *[]){merges}, 1);
    if (*hidden)
        say(s, to, &T_sheet_command_about_hidden_columns, (const char *[]){hidden}, 1);
}

static void say_header(const struct shown_sheet *s, FILE *to)
{
    const struct header_guess *header = &s->grid->header;
    char name[COLUMN_TEXT_BYTES];
    if (!header->first_row) {
        say(s, to, &T_sheet_command_about_no_header, NULL, 0);
        return;
    }
    say(s, to, &T_sheet_command_about_header,
        (const char *[]){number(s, header->first_row), number(s, header->last_row), number(s, header->data_row)}, 3);
    for (int32_t i = 0; i < header->n_names; i++)
        if (*header->names[i])
            say(s, to, &T_sheet_command_about_column, (const char *[]){column_name(i + 1, name), header->names[i]}, 2);
}

/* ---- the cells ---- */

static const struct table_column columns[] = {
    {.id = "row", .label = "row", .type = TABLE_INTEGER},      {.id = "column", .label = "column", .type = TABLE_TEXT},
    {.id = "cell", .label = "cell", .type = TABLE_TEXT},       {.id = "kind", .label = "kind", .type = TABLE_TEXT},
    {.id = "text", .label = "text", .type = TABLE_TEXT},       {.id = "value", .label = "value", .type = TABLE_TEXT},
    {.id = "format", .label = "format", .type = TABLE_TEXT},   {.id = "formula", .label = "formula", .type = TABLE_TEXT},
    {.id = "hidden", .label = "hidden", .type = TABLE_TEXT},
};
enum { N_COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static void write_cell(const struct shown_sheet *s, struct table *t, const struct sheet_row *row,
                       const struct cell *cell)
{
    char name[COLUMN_TEXT_BYTES], address[ADDRESS_BYTES];
    bool hidden = row->is_hidden || sheet_layout_hides_column(s->layout, cell->column);
    table_integer(t, row->row);
    table_text(t, column_name(cell->column, name));
    table_text(t, sheet_address(row->row, cell->column, address));
    table_text(t, sheet_kind_name(cell->kind));
    table_text(t, cell->text);
    table_text(t, cell->value);
    table_text(t, cell->format);
    table_text(t, cell->is_formula ? "formula" : "");
    table_text(t, hidden ? "hidden" : "");
    table_row_end(t);
}

struct hidden_rows {
    char *text;
    int n;
};

/* The first of them: enough to be found. */
static void note_hidden(struct arena *a, struct hidden_rows *hidden, int32_t row)
{
    enum { ROWS_SAID = 50 };
    if (hidden->n++ < ROWS_SAID)
        hidden->text = arena_printf(a, "%s%s%" PRId32, hidden->text, *hidden->text ? " " : "", row);
}

static enum err write_rows(struct shown_sheet *s, struct table *t, struct hidden_rows *hidden, int64_t *ret_replaced)
{
    struct sheet_cursor *c;
    const struct sheet_row *row;
    TRY(workbook_sheet_rows(s->workbook, s->sheet, SHEET_AS_IS, &c));
    while (!table_failed(t)) {
        TRY(sheet_next(c, &row));
        if (!row)
            break;
        if (row->is_hidden)
            note_hidden(s->call->arena, hidden, row->row);
        for (int32_t i = 0; i < row->n_cells; i++)
            write_cell(s, t, row, &row->cells[i]);
    }
    *ret_replaced = sheet_cursor_replaced(c);
    return OK;
}

static void say_after(const struct shown_sheet *s, FILE *to, const struct hidden_rows *hidden, int64_t replaced)
{
    if (hidden->n)
        say(s, to, &T_sheet_command_about_hidden_rows, (const char *[]){hidden->text}, 1);
    if (replaced)
        say(s, to, &T_sheet_command_about_replaced,
            (const char *[]){number(s, replaced), encoding_name(workbook_encoding(s->workbook))}, 2);
}

enum err sheet_show_cells(struct shown_sheet *s)
{
    struct command_call *call = s->call;
    bool is_csv = call->format == OUTPUT_CSV;
    FILE *about = is_csv ? call->words : call->out;
    struct table_options options = {.format = is_csv ? TABLE_AS_CSV : TABLE_AS_LINES, .language = call->language,
                                    .without_mark = true};
    struct hidden_rows hidden = {.text = arena_text(call->arena, "")};
    int64_t replaced = 0;
    struct table *t;
    say_workbook(s, about);
    say_layout(s, about);
    say_header(s, about);
    TRY(table_open(call->arena, call->fault, &options, columns, N_COLUMNS, table_sink_file(call->out), &t));
    enum err e = write_rows(s, t, &hidden, &replaced);
    if (e != OK) {
        table_abandon(t);
        return e;
    }
    TRY(table_close(t));
    say_after(s, about, &hidden, replaced);
    return fflush(call->out) == 0 ? OK : sheet_not_written(call);
}
