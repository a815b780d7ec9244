#include "features/analyze/input.h"

#include "analyze.texts.h"
#include "document/sheet.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#define WIDE_BLANK "\xE3\x80\x80" /* U+3000 */

struct input {
    struct command_call *call;
    const char *path;
    struct workbook *workbook;
    struct sheet_cursor *cursor;
    const struct sheet_row *row;
    int64_t rows;

    const char **cells; /* the row's, trimmed, by place; "" where the row has none */
    char *trimmed;      /* those that had blanks to lose */
    size_t trimmed_n, trimmed_capacity;

    const char **header;
    int width;
    int columns[INPUT_COLUMNS_MAX]; /* asked for → place in the file, -1 = absent */
    int column_count;

    int64_t refused;
};

static enum err refuse_file(struct input *in, const struct text *says, const char *why)
{
    return fault(in->call->fault, ERR_INPUT, says, in->path, why);
}

/* The reader's own faults name no file. */
static enum err with_path(struct input *in, enum err e)
{
    if (e != OK)
        fault_detail(in->call->fault, "%s", in->path);
    return e;
}

/* ---- rows ---- */

static bool is_blank_at(const char *at)
{
    return *at == ' ' || *at == '\t' || strncmp(at, WIDE_BLANK, 3) == 0;
}

static size_t length_without_blanks(const char *text)
{
    size_t n = strlen(text);
    for (;;) {
        if (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t'))
            n--;
        else if (n >= 3 && memcmp(text + n - 3, WIDE_BLANK, 3) == 0)
            n -= 3;
        else
            return n;
    }
}

/* Room for every cell of the row, should all of them lose blanks. */
static enum err reserve_trimmed(struct input *in)
{
    size_t needed = 0;
    for (int32_t i = 0; i < in->row->n_cells; i++)
        needed += strlen(in->row->cells[i].value) + 1;
    in->trimmed_n = 0;
    if (needed <= in->trimmed_capacity)
        return OK;
    in->trimmed = arena_alloc(in->call->arena, 2 * needed);
    in->trimmed_capacity = 2 * needed;
    return in->trimmed ? OK : ERR_MEMORY;
}

static const char *trim(struct input *in, const char *text)
{
    while (is_blank_at(text))
        text += *text == ' ' || *text == '\t' ? 1 : 3;
    size_t n = length_without_blanks(text);
    if (!text[n])
        return text;
    char *copy = in->trimmed + in->trimmed_n;
    memcpy(copy, text, n);
    copy[n] = '\0';
    in->trimmed_n += n + 1;
    return copy;
}

static enum err refuse_row(struct input *in, const struct text *says)
{
    refuse_file(in, says, "");
    return fault_at(in->call->fault, in->row->row, 0, NULL);
}

/* The next row that holds anything but blanks; its cells by place. */
static enum err take_row(struct input *in, int width, bool *ret_more)
{
    bool filled = false;
    while (!filled) {
        TRY(with_path(in, sheet_next(in->cursor, &in->row)));
        *ret_more = in->row != NULL;
        if (!*ret_more)
            return OK;
        TRY(reserve_trimmed(in));
        for (int i = 0; i < width; i++)
            in->cells[i] = "";
        for (int32_t i = 0; i < in->row->n_cells; i++) {
            const struct cell *cell = &in->row->cells[i];
            const char *text = trim(in, cell->value);
            filled |= *text != '\0';
            if (cell->column <= width)
                in->cells[cell->column - 1] = text;
            else if (*text)
                return refuse_row(in, &T_analyze_wrong_width);
        }
    }
    return OK;
}

/* ---- cells ---- */

const char *input_cell(const struct input *in, int place)
{
    return in->cells[place];
}

const char *input_text(const struct input *in, int column)
{
    assert(column < in->column_count);
    return in->columns[column] < 0 ? "" : in->cells[in->columns[column]];
}

bool input_has(const struct input *in, int column)
{
    assert(column < in->column_count);
    return in->columns[column] >= 0;
}

int64_t input_rows(const struct input *in)
{
    return in->rows;
}

/* ---- the header ---- */

int input_place(const struct input *in, const char *name)
{
    for (int i = 0; i < in->width; i++)
        if (strcasecmp(in->header[i], name) == 0)
            return i;
    return -1;
}

const char *input_heading(const struct input *in, int place)
{
    assert(place < in->width);
    return in->header[place];
}

static enum err keep_header(struct input *in)
{
    TRY(with_path(in, sheet_next(in->cursor, &in->row)));
    if (!in->row)
        return refuse_file(in, &T_analyze_no_header, "");
    int width = in->row->cells[in->row->n_cells - 1].column;
    in->header = arena_array(in->call->arena, (size_t)width, const char *);
    in->cells = arena_array(in->call->arena, (size_t)width, const char *);
    if (!in->header || !in->cells)
        return ERR_MEMORY;
    for (int i = 0; i < width; i++)
        in->header[i] = "";
    TRY(reserve_trimmed(in));
    for (int32_t i = 0; i < in->row->n_cells; i++) {
        const struct cell *cell = &in->row->cells[i];
        const char *name = arena_text(in->call->arena, trim(in, cell->value));
        if (*name && input_place(in, name) >= 0) {
            refuse_file(in, &T_analyze_column_twice, name);
            return fault_at(in->call->fault, in->row->row, cell->column, NULL);
        }
        in->header[cell->column - 1] = name;
        in->width = cell->column;
    }
    return arena_failed(in->call->arena) ? ERR_MEMORY : OK;
}

enum err input_ask(struct input *in, const char *const *columns)
{
    for (int i = 0; columns && columns[i]; i++) {
        bool optional = columns[i][0] == '?';
        const char *name = columns[i] + optional;
        assert(i < INPUT_COLUMNS_MAX);
        in->columns[i] = input_place(in, name);
        in->column_count = i + 1;
        if (in->columns[i] < 0 && !optional)
            return refuse_file(in, &T_analyze_column_missing, name);
    }
    return OK;
}

void input_ask_first(struct input *in, int count)
{
    assert(count <= in->width && count <= INPUT_COLUMNS_MAX);
    for (int i = 0; i < count; i++)
        in->columns[i] = i;
    in->column_count = count;
}

int input_width(const struct input *in)
{
    return in->width;
}

static const struct sheet_limits *input_limits(void)
{
    static const struct sheet_limits limits = {
        .file_bytes = INT64_MAX,
        .part_bytes = INT64_C(4) << 30,
        .ratio = 200,
        .entries = 10000,
        .sheets = 1000,
        .string_bytes = INT64_C(512) << 20,
        .formats = 65535,
        .rows = INT32_MAX,
        .columns = 16384,
        .cells = INT64_MAX,
        .cell_bytes = INPUT_CELL_BYTES_MAX,
        .merges = 200000,
        .depth = 64,
    };
    return &limits;
}

enum err input_open(struct command_call *call, const char *path, const char *const *columns, struct input **ret_input)
{
    struct input *in = arena_one(call->arena, struct input);
    struct sheet_options options = {.limits = input_limits(), .language = call->language};
    *ret_input = in;
    if (!in)
        return ERR_MEMORY;
    in->call = call;
    in->path = path;
    TRY(with_path(in, workbook_open(call->arena, call->fault, path, &options, &in->workbook)));
    TRY(with_path(in, workbook_sheet_rows(in->workbook, 0, SHEET_AS_IS, &in->cursor)));
    TRY(keep_header(in));
    return input_ask(in, columns);
}

void input_close(struct input *in)
{
    if (in)
        workbook_free(in->workbook);
}

enum err input_next(struct input *in, bool *ret_more)
{
    TRY(take_row(in, in->width, ret_more));
    in->rows += *ret_more;
    return OK;
}

enum err input_end(struct input *in)
{
    if (in->refused > 0) {
        struct command_call *call = in->call;
        const char *args[] = {in->path, arena_printf(call->arena, "%lld", (long long)in->refused)};
        if (in->refused > 1)
            fprintf(call->words, "%s\n", text_format(call->arena, &T_analyze_cells_refused, call->language, args, 2));
        return ERR_INPUT;
    }
    return in->rows > 0 ? OK : refuse_file(in, &T_analyze_no_rows, "");
}

/* ---- values ---- */

void input_refuse_cell(struct input *in, int place, const struct text *why)
{
    struct command_call *call = in->call;
    const char *args[] = {in->path, in->header[place], input_cell(in, place)};
    in->refused++;
    if (in->refused == 1) {
        fault(call->fault, ERR_INPUT, why, args[0], args[1], args[2]);
        fault_at(call->fault, in->row->row, place + 1, in->header[place]);
    } else if (in->refused <= INPUT_REFUSALS_SHOWN) {
        struct arena_mark mark = arena_mark(call->arena);
        const char *at_line[] = {text_format(call->arena, why, call->language, args, 3),
                                 arena_printf(call->arena, "%lld", (long long)in->row->row)};
        fprintf(call->words, "%s\n", text_format(call->arena, &T_analyze_at_line, call->language, at_line, 2));
        arena_rewind(call->arena, mark);
    }
}

void input_refuse(struct input *in, int column, const struct text *why)
{
    input_refuse_cell(in, in->columns[column], why);
}

const char *input_name(struct input *in, int column)
{
    const char *text = input_text(in, column);
    if (*text)
        return text;
    input_refuse(in, column, &T_analyze_empty);
    return NULL;
}

bool input_cell_number(struct input *in, int place, double least, double *ret_value)
{
    const char *text = input_cell(in, place);
    if (!*text)
        input_refuse_cell(in, place, &T_analyze_empty);
    else if (!number_parse(text, ret_value))
        input_refuse_cell(in, place, &T_analyze_not_a_number);
    else if (*ret_value < least)
        input_refuse_cell(in, place, least == 0 ? &T_analyze_negative : &T_analyze_too_small);
    else
        return true;
    return false;
}

bool input_number(struct input *in, int column, double least, double *ret_value)
{
    return input_cell_number(in, in->columns[column], least, ret_value);
}
