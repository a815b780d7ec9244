#include "features/sheet/sheet.h"
#include "sheet.texts.h"

#include <inttypes.h>
#include <stdio.h>

const char *sheet_kind_name(enum cell_kind kind)
{
    static const char *const names[] = {
        [CELL_EMPTY] = "empty", [CELL_TEXT] = "text", [CELL_NUMBER] = "number", [CELL_BOOL] = "bool",
        [CELL_DATE] = "date",   [CELL_TIME] = "time", [CELL_ERROR] = "error",
    };
    return names[kind];
}

char *sheet_address(int32_t row, int32_t column, char text[ADDRESS_BYTES])
{
    char name[COLUMN_TEXT_BYTES];
    snprintf(text, ADDRESS_BYTES, "%s%" PRId32, column_name(column, name), row);
    return text;
}

char *sheet_range_text(const struct sheet_range *range, char text[ADDRESS_BYTES])
{
    char first[ADDRESS_BYTES / 2], from[COLUMN_TEXT_BYTES], to[COLUMN_TEXT_BYTES];
    snprintf(first, sizeof(first), "%s%" PRId32, column_name(range->first_column, from), range->first_row);
    snprintf(text, ADDRESS_BYTES, "%s:%s%" PRId32, first, column_name(range->last_column, to), range->last_row);
    return text;
}

enum err sheet_not_written(struct command_call *call)
{
    return fault(call->fault, ERR_STORAGE, &T_sheet_command_not_written);
}

static enum err missing_sheet(const struct shown_sheet *s, const char *name)
{
    char *names = arena_text(s->call->arena, "");
    for (int i = 0; i < workbook_sheet_count(s->workbook); i++)
        names = arena_printf(s->call->arena, "%s%s%s", names, i ? "、" : "", workbook_sheet_name(s->workbook, i));
    return fault(s->call->fault, ERR_MISSING, &T_sheet_command_missing, name, names);
}

static enum err choose_sheet(struct shown_sheet *s)
{
    const char *name = command_option(s->call, "sheet");
    int n = workbook_sheet_count(s->workbook);
    if (n == 0)
        return fault(s->call->fault, ERR_INPUT, &T_sheet_command_no_sheets);
    if (name) {
        s->sheet = workbook_sheet_find(s->workbook, name);
        return s->sheet < 0 ? missing_sheet(s, name) : OK;
    }
    for (s->sheet = 0; s->sheet < n - 1 && workbook_sheet_is_hidden(s->workbook, s->sheet);)
        s->sheet++;
    return OK;
}

enum err sheet_show(struct command_call *call)
{
    struct sheet_options options = {.language = call->language};
    struct workbook *w WORKBOOK_SCOPED = NULL;
    struct shown_sheet s = {.call = call};
    TRY(workbook_open(call->arena, call->fault, call->arguments[0], &options, &w));
    s.workbook = w;
    TRY(choose_sheet(&s));
    TRY(workbook_sheet_layout(w, s.sheet, &s.layout));
    TRY(workbook_sheet_grid(w, s.sheet, GRID_ROWS_USUAL, &s.grid));
    TRY(call->format == OUTPUT_JSON ? sheet_show_json(&s) : sheet_show_cells(&s));
    return arena_failed(call->arena) ? fault(call->fault, ERR_MEMORY, &T_sheet_command_memory) : OK;
}
