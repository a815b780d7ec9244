#include "base/money.h"
#include "base/utf8.h"
#include "document.texts.h"
#include "document/number_format.h"
#include "document/sheet.h"
#include "document/table_parts.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { TEXT_CHARACTERS_MAX = 32767, ROWS_MAX = 1048576, SHEET_NAME_CHARACTERS_MAX = 31, WIDTH_MAX = 60 };

enum style { STYLE_TEXT, STYLE_WHOLE, STYLE_MONEY, STYLE_PERCENT, STYLE_DAY, STYLE_MONTH, STYLE_MOMENT, STYLE_HEADER,
             STYLE_TITLE, STYLE_TOTAL, STYLE_COUNT };

struct xlsx_table {
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format *styles[STYLE_COUNT];
    lxw_format **numbers; /* by column: its decimals */
    lxw_format **totals;
    int fd;               /* where the library writes the file: memory without a name */
    lxw_row_t header_row, row;
};

static enum err check(struct table *t, lxw_error e)
{
    if (e == LXW_NO_ERROR)
        return OK;
    fault(t->fault, e == LXW_ERROR_MEMORY_MALLOC_FAILED ? ERR_MEMORY : ERR_STORAGE,
          e == LXW_ERROR_MEMORY_MALLOC_FAILED ? &T_table_memory : &T_table_not_written);
    return fault_detail(t->fault, "libxlsxwriter: %s", lxw_strerror(e));
}

/* ---- styles ---- */

static lxw_format *add_style(struct xlsx_table *x, const char *number_format)
{
    lxw_format *style = workbook_add_format(x->workbook);
    if (style && number_format)
        format_set_num_format(style, number_format);
    return style;
}

static bool make_styles(struct xlsx_table *x)
{
    static const char *const codes[STYLE_COUNT] = {
        [STYLE_TEXT] = "@",          [STYLE_WHOLE] = "0",           [STYLE_MONEY] = "#,##0.00",
        [STYLE_PERCENT] = "0.00%",   [STYLE_DAY] = "yyyy-mm-dd",    [STYLE_MONTH] = "yyyy-mm",
        [STYLE_MOMENT] = "yyyy-mm-dd hh:mm", [STYLE_HEADER] = "@",  [STYLE_TITLE] = "@", [STYLE_TOTAL] = "@",
    };
    for (int i = 0; i < STYLE_COUNT; i++) {
        x->styles[i] = add_style(x, codes[i]);
        if (!x->styles[i])
            return false;
    }
    lxw_format *header = x->styles[STYLE_HEADER];
    format_set_bold(header);
    format_set_bg_color(header, 0xDCE6F1);
    format_set_border(header, LXW_BORDER_THIN);
    format_set_text_wrap(header);
    format_set_align(header, LXW_ALIGN_CENTER);
    format_set_align(header, LXW_ALIGN_VERTICAL_CENTER);
    format_set_bold(x->styles[STYLE_TITLE]);
    format_set_font_size(x->styles[STYLE_TITLE], 14);
    format_set_bold(x->styles[STYLE_TOTAL]);
    return true;
}

static const char *column_format(struct table *t, const struct table_column *c)
{
    if (c->type == TABLE_MONEY)
        return "#,##0.00";
    if (c->type == TABLE_INTEGER)
        return "#,##0";
    if (c->decimals <= 0)
        return "General";
    return arena_printf(t->arena, "#,##0.%0*d", c->decimals > 12 ? 12 : c->decimals, 0);
}

static bool make_column_styles(struct table *t, struct xlsx_table *x)
{
    x->numbers = arena_array(t->arena, (size_t)t->n_columns, lxw_format *);
    x->totals = arena_array(t->arena, (size_t)t->n_columns, lxw_format *);
    if (!x->numbers || !x->totals)
        return false;
    for (int i = 0; i < t->n_columns; i++) {
        const struct table_column *c = &t->columns[i];
        if (c->type == TABLE_NUMBER)
            x->numbers[i] = add_style(x, column_format(t, c));
        if (!c->has_total)
            continue;
        x->totals[i] = add_style(x, column_format(t, c));
        if (x->totals[i])
            format_set_bold(x->totals[i]);
    }
    return true;
}

/* ---- the head ---- */

/* Without []:*?/\ and apostrophes at the ends, at most 31 characters. */
static char *sheet_name(struct arena *a, const char *wanted)
{
    char *name = arena_text(a, ""), one[8];
    int n = 0;
    for (const char *at = wanted; *at && n < SHEET_NAME_CHARACTERS_MAX;) {
        const char *from = at;
        uint32_t character = utf8_next(&at);
        if (character < ' ' || strchr("[]:*?/\\'", (int)(character < 128 ? character : 'x')))
            continue;
        memcpy(one, from, (size_t)(at - from));
        one[at - from] = '\0';
        name = arena_printf(a, "%s%s", name, one);
        n += character > 0xFFFF ? 2 : 1;
    }
    return name;
}

static double column_width(struct table *t, int column)
{
    static const int by_type[] = {[TABLE_TEXT] = 14,   [TABLE_INTEGER] = 10, [TABLE_NUMBER] = 12, [TABLE_MONEY] = 14,
                                  [TABLE_RATIO] = 10,  [TABLE_DATE] = 12,    [TABLE_MOMENT] = 18, [TABLE_BOOL] = 8};
    const struct table_column *c = &t->columns[column];
    int width = c->width ? c->width : by_type[c->type];
    int label = utf8_width(c->label) + 2;
    if (!c->width && width < label)
        width = label;
    return width > WIDTH_MAX ? WIDTH_MAX : width;
}

static enum err write_head(struct table *t, struct xlsx_table *x)
{
    if (t->options->title) {
        TRY(check(t, worksheet_write_string(x->sheet, 0, 0, t->options->title, x->styles[STYLE_TITLE])));
        x->row = 1;
    }
    x->header_row = x->row;
    for (int i = 0; i < t->n_columns; i++) {
        lxw_col_t at = (lxw_col_t)i;
        TRY(check(t, worksheet_set_column(x->sheet, at, at, column_width(t, i), NULL)));
        TRY(check(t, worksheet_write_string(x->sheet, x->row, at, table_header_text(t, i), x->styles[STYLE_HEADER])));
    }
    worksheet_freeze_panes(x->sheet, x->row + 1, 0);
    x->row++;
    return OK;
}

static enum err open_workbook(struct table *t, struct xlsx_table *x)
{
    x->fd = memfd_create("table", MFD_CLOEXEC);
    if (x->fd < 0)
        return fault(t->fault, ERR_STORAGE, &T_table_not_written);
    /* The library wants a name; this one is the file just made. */
    const char *path = arena_printf(t->arena, "/proc/self/fd/%d", x->fd);
    lxw_workbook_options options = {.constant_memory = LXW_TRUE,
                                    .tmpdir = t->options->scratch ? arena_text(t->arena, t->options->scratch) : NULL};
    x->workbook = workbook_new_opt(path, &options);
    if (!x->workbook || !make_styles(x) || !make_column_styles(t, x))
        return table_out_of_memory(t);
    const char *name = t->options->sheet_name ? sheet_name(t->arena, t->options->sheet_name) : "";
    x->sheet = workbook_add_worksheet(x->workbook, *name ? name : NULL);
    return x->sheet ? OK : fault(t->fault, ERR_STORAGE, &T_table_not_written);
}

static enum err xlsx_begin(struct table *t)
{
    struct xlsx_table *x = arena_one(t->arena, struct xlsx_table);
    if (!x)
        return table_out_of_memory(t);
    x->fd = -1;
    t->own = x;
    TRY(open_workbook(t, x));
    return write_head(t, x);
}

/* ---- cells ---- */

/* The office programs read _x000D_ in a text as one character; an underscore written so is itself. */
static const char *escape_text(struct arena *a, const char *text)
{
    const char *at = strstr(text, "_x");
    if (!at)
        return text;
    char *escaped = arena_text(a, "");
    for (const char *from = text; *from; from = at) {
        at = strstr(from + 1, "_x");
        if (!at)
            at = from + strlen(from);
        bool begins = from[0] == '_' && from[1] == 'x';
        escaped = arena_printf(a, "%s%s%.*s", escaped, begins ? "_x005F_" : "", (int)(at - from - (begins ? 1 : 0)),
                               from + (begins ? 1 : 0));
    }
    return escaped;
}

static enum err write_text(struct table *t, int column, const char *text)
{
    struct xlsx_table *x = t->own;
    if (strlen(text) > TEXT_CHARACTERS_MAX && utf8_length(text) > TEXT_CHARACTERS_MAX) {
        fault(t->fault, ERR_LIMIT, &T_table_text_too_long, arena_printf(t->arena, "%" PRIu32, x->row + 1),
              t->columns[column].label);
        return fault_at(t->fault, x->row + 1, column + 1, t->columns[column].id);
    }
    return check(t, worksheet_write_string(x->sheet, x->row, (lxw_col_t)column, escape_text(t->arena, text),
                                           x->styles[STYLE_TEXT]));
}

static double in_unit(const struct table_column *c, int64_t fen)
{
    return (double)fen / (double)(c->unit_fen ? c->unit_fen : FEN_PER_WAN);
}

static enum err write_number(struct table *t, int column, double number, lxw_format *style)
{
    struct xlsx_table *x = t->own;
    return check(t, worksheet_write_number(x->sheet, x->row, (lxw_col_t)column, number, style));
}

static double moment_serial(const struct table *t, int64_t us)
{
    int64_t local_us = us + (int64_t)t->options->zone_minutes * 60 * 1000000;
    return (double)local_us / 86400e6 + serial_from_date(date_make(1970, 1, 1), 0);
}

static enum err xlsx_cell(struct table *t, int column, const struct table_value *value)
{
    struct xlsx_table *x = t->own;
    const struct table_column *c = &t->columns[column];
    char text[TABLE_VALUE_BYTES];
    if (value->is_blank)
        return OK;
    switch (c->type) {
    case TABLE_TEXT:
    case TABLE_BOOL:
        return write_text(t, column, table_value_text(t, column, value, text));
    case TABLE_INTEGER:
        /* Beyond 2^53 a number of a spreadsheet loses digits. */
        if (value->integer > INT64_C(999999999999999) || value->integer < -INT64_C(999999999999999))
            return write_text(t, column, table_value_text(t, column, value, text));
        return write_number(t, column, (double)value->integer, x->styles[STYLE_WHOLE]);
    case TABLE_NUMBER:
        return write_number(t, column, value->number, x->numbers[column]);
    case TABLE_MONEY:
        return write_number(t, column, in_unit(c, value->integer), x->styles[STYLE_MONEY]);
    case TABLE_RATIO:
        return write_number(t, column, (double)value->integer / 10000, x->styles[STYLE_PERCENT]);
    case TABLE_DATE:
        return write_number(t, column, serial_from_date(value->date, 0),
                            x->styles[date_is_month(value->date) ? STYLE_MONTH : STYLE_DAY]);
    case TABLE_MOMENT:
        return write_number(t, column, moment_serial(t, value->integer), x->styles[STYLE_MOMENT]);
    }
    return OK;
}

static enum err xlsx_row_end(struct table *t)
{
    struct xlsx_table *x = t->own;
    x->row++;
    return x->row < ROWS_MAX ? OK : fault(t->fault, ERR_LIMIT, &T_table_too_many_rows);
}

static enum err xlsx_total(struct table *t, int column, const struct table_value *sum)
{
    struct xlsx_table *x = t->own;
    const struct table_column *c = &t->columns[column];
    char name[COLUMN_TEXT_BYTES];
    if (!c->has_total)
        return column ? OK
                      : check(t, worksheet_write_string(x->sheet, x->row, 0, table_total_label(t),
                                                        x->styles[STYLE_TOTAL]));
    double cached = c->type == TABLE_NUMBER  ? sum->number
                    : c->type == TABLE_MONEY ? in_unit(c, sum->integer)
                                             : (double)sum->integer;
    column_name(column + 1, name);
    const char *formula = t->rows ? arena_printf(t->arena, "=SUM(%s%" PRIu32 ":%s%" PRIu32 ")", name,
                                                 x->header_row + 2, name, x->row)
                                  : "=0";
    return check(t, worksheet_write_formula_num(x->sheet, x->row, (lxw_col_t)column, formula, x->totals[column], cached));
}

/* ---- the end ---- */

static enum err send_file(struct table *t, int fd)
{
    char bytes[64 * 1024];
    off_t at = 0;
    ssize_t n;
    while ((n = pread(fd, bytes, sizeof(bytes), at)) > 0) {
        at += n;
        if (!t->sink.write(t->sink.own, bytes, (size_t)n))
            return fault(t->fault, ERR_STORAGE, &T_table_not_written);
    }
    return n == 0 && at > 0 ? OK : fault(t->fault, ERR_STORAGE, &T_table_not_written);
}

static enum err xlsx_end(struct table *t)
{
    struct xlsx_table *x = t->own;
    lxw_row_t last = x->header_row + (lxw_row_t)t->rows;
    worksheet_autofilter(x->sheet, x->header_row, 0, last, (lxw_col_t)(t->n_columns - 1));
    lxw_error e = workbook_close(x->workbook);
    x->workbook = NULL;
    TRY(check(t, e));
    return send_file(t, x->fd);
}

static void xlsx_release(struct table *t)
{
    struct xlsx_table *x = t->own;
    if (!x)
        return;
    if (x->workbook)
        lxw_workbook_free(x->workbook);
    if (x->fd >= 0)
        close(x->fd);
    t->own = NULL;
}

const struct table_backend table_xlsx_backend = {
    .begin = xlsx_begin,
    .cell = xlsx_cell,
    .row_end = xlsx_row_end,
    .total = xlsx_total,
    .end = xlsx_end,
    .release = xlsx_release,
};
