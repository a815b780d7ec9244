#include "features/analyze/input.h"

#include "analyze.texts.h"
#include "base/utf8.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <string.h>
#include <strings.h>

enum { BLOCK_BYTES = 64 * 1024 };

struct input {
    struct command_call *call;
    const char *path;
    FILE *file;
    struct decoder *decoder; /* NULL: the bytes are UTF-8 already */
    char *raw;               /* a block as it stands in the file; decoded into `block` */
    size_t raw_at, raw_n;
    char *block;
    size_t at, n;
    bool file_ended;
    bool decoder_drained;

    char *row; /* the cells' text, one after another, each ended by NUL */
    size_t row_n, row_capacity;
    size_t *cells; /* where each begins */
    size_t cell_count, cells_capacity;
    int64_t line, row_line;
    int64_t rows;

    const char **header;
    int width;
    int columns[INPUT_COLUMNS_MAX]; /* asked for → place in the file, -1 = absent */
    int column_count;

    int64_t refused;
};

/* ---- bytes ---- */

static enum err refuse_file(struct input *in, enum err code, const struct text *says, const char *why)
{
    return fault(in->call->fault, code, says, in->path, why);
}

static enum err fill_raw(struct input *in)
{
    in->raw_at = 0;
    in->raw_n = fread(in->raw, 1, BLOCK_BYTES, in->file);
    in->file_ended = in->raw_n < BLOCK_BYTES;
    return ferror(in->file) ? refuse_file(in, ERR_INPUT, &T_analyze_file_unreadable, strerror(errno)) : OK;
}

/* More text in the block; none (at == n) at the end of the file. */
static enum err fill(struct input *in)
{
    in->at = in->n = 0;
    while (in->n == 0 && !(in->file_ended && in->raw_at == in->raw_n && (!in->decoder || in->decoder_drained))) {
        if (in->raw_at == in->raw_n && !in->file_ended)
            TRY(fill_raw(in));
        size_t taken = in->raw_n - in->raw_at;
        in->n = BLOCK_BYTES;
        if (in->decoder) {
            in->decoder_drained =
                decoder_feed(in->decoder, in->raw + in->raw_at, &taken, in->block, &in->n, in->file_ended) &&
                in->file_ended;
        } else {
            memcpy(in->block, in->raw + in->raw_at, taken);
            in->n = taken;
        }
        in->raw_at += taken;
    }
    return OK;
}

static enum err open_file(struct input *in)
{
    in->file = fopen(in->path, "rb");
    if (!in->file)
        return refuse_file(in, ERR_INPUT, &T_analyze_file_unreadable, strerror(errno));
    in->raw = arena_alloc(in->call->arena, BLOCK_BYTES);
    in->block = arena_alloc(in->call->arena, BLOCK_BYTES);
    if (!in->raw || !in->block)
        return ERR_MEMORY;
    TRY(fill_raw(in));
    enum encoding e = encoding_guess(in->raw, in->raw_n);
    if (e == ENCODING_UTF8_BOM)
        in->raw_at = 3;
    if (e == ENCODING_UTF8 || e == ENCODING_UTF8_BOM)
        return OK;
    in->decoder = decoder_new(e);
    return in->decoder ? OK : ERR_MEMORY;
}

/* ---- rows ---- */

static enum err refuse_row(struct input *in, const struct text *says)
{
    fault(in->call->fault, ERR_INPUT, says, in->path);
    return fault_at(in->call->fault, in->row_line, 0, NULL);
}

/* Room for the whole of what is left in the block, so that adding needs no check. */
static enum err reserve_row(struct input *in)
{
    if (in->row_n > INPUT_ROW_BYTES_MAX)
        return refuse_row(in, &T_analyze_row_too_long);
    size_t needed = in->row_n + (in->n - in->at) + 2;
    if (needed <= in->row_capacity)
        return OK;
    size_t wider = 2 * needed;
    char *row = arena_alloc(in->call->arena, wider);
    if (!row)
        return ERR_MEMORY;
    if (in->row_n)
        memcpy(row, in->row, in->row_n);
    in->row = row;
    in->row_capacity = wider;
    return OK;
}

static enum err begin_cell(struct input *in)
{
    if (!arena_grow(in->call->arena, &in->cells, in->cell_count, &in->cells_capacity))
        return ERR_MEMORY;
    in->cells[in->cell_count++] = in->row_n;
    return OK;
}

static enum err end_cell(struct input *in)
{
    in->row[in->row_n++] = '\0';
    return begin_cell(in);
}

enum place { PLACE_CELL_START, PLACE_PLAIN, PLACE_QUOTED, PLACE_QUOTE_IN_QUOTED, PLACE_ROW_END };

/* A character that is neither inside quotes nor an ordinary one. */
static enum err take_mark(struct input *in, char c, enum place *place)
{
    if (c == ',') {
        *place = PLACE_CELL_START;
        return end_cell(in);
    }
    if (c == '\n') {
        in->line++;
        *place = PLACE_ROW_END;
    } else if (c == '"' && *place == PLACE_CELL_START) {
        *place = PLACE_QUOTED;
    } else if (c == '"' && *place == PLACE_QUOTE_IN_QUOTED) {
        in->row[in->row_n++] = '"';
        *place = PLACE_QUOTED;
    } else if (c != '\r') {
        return refuse_row(in, &T_analyze_stray_quote);
    }
    return OK;
}

/* An ordinary run of characters up to a mark. */
static size_t plain_run(const char *from, const char *end)
{
    const char *at = from;
    while (at < end && *at != ',' && *at != '\n' && *at != '"' && *at != '\r' && *at != '\0')
        at++;
    return (size_t)(at - from);
}

static enum err take_quoted(struct input *in, enum place *place)
{
    const char *from = in->block + in->at;
    size_t run = 0, left = in->n - in->at;
    while (run < left && from[run] != '"' && from[run] != '\0') {
        in->line += from[run] == '\n';
        run++;
    }
    memcpy(in->row + in->row_n, from, run);
    in->row_n += run;
    in->at += run;
    if (run == left)
        return OK;
    if (from[run] == '\0')
        return refuse_row(in, &T_analyze_nul_byte);
    in->at++;
    *place = PLACE_QUOTE_IN_QUOTED;
    return OK;
}

static enum err take_unquoted(struct input *in, enum place *place)
{
    const char *from = in->block + in->at;
    size_t run = plain_run(from, in->block + in->n);
    if (run > 0) {
        if (*place == PLACE_QUOTE_IN_QUOTED)
            return refuse_row(in, &T_analyze_stray_quote);
        memcpy(in->row + in->row_n, from, run);
        in->row_n += run;
        in->at += run;
        *place = PLACE_PLAIN;
        return OK;
    }
    if (*from == '\0')
        return refuse_row(in, &T_analyze_nul_byte);
    in->at++;
    return take_mark(in, *from, place);
}

/* One row, or *ret_more false at the end of the file. */
static enum err read_row(struct input *in, bool *ret_more)
{
    enum place place = PLACE_CELL_START;
    in->row_n = in->cell_count = 0;
    in->row_line = in->line;
    TRY(begin_cell(in));
    while (place != PLACE_ROW_END) {
        if (in->at == in->n) {
            TRY(fill(in));
            if (in->at == in->n)
                break;
        }
        TRY(reserve_row(in));
        TRY(place == PLACE_QUOTED ? take_quoted(in, &place) : take_unquoted(in, &place));
    }
    if (place == PLACE_QUOTED)
        return refuse_row(in, &T_analyze_open_quote);
    *ret_more = place == PLACE_ROW_END || in->row_n > 0;
    TRY(reserve_row(in));
    in->row[in->row_n++] = '\0';
    return OK;
}

static bool row_is_blank(const struct input *in)
{
    return in->cell_count == 1 && in->row[strspn(in->row, " \t")] == '\0';
}

static enum err next_filled_row(struct input *in, bool *ret_more)
{
    do
        TRY(read_row(in, ret_more));
    while (*ret_more && row_is_blank(in));
    return OK;
}

/* ---- cells ---- */

/* Without blanks at either end, in place; the wide blank counts as one. */
static char *trim(char *text)
{
    static const char wide[] = "\xE3\x80\x80";
    for (;;) {
        if (*text == ' ' || *text == '\t')
            text++;
        else if (strncmp(text, wide, 3) == 0)
            text += 3;
        else
            break;
    }
    size_t n = strlen(text);
    for (;;) {
        if (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t'))
            n--;
        else if (n >= 3 && memcmp(text + n - 3, wide, 3) == 0)
            n -= 3;
        else
            break;
    }
    text[n] = '\0';
    return text;
}

const char *input_cell(const struct input *in, int place)
{
    return trim(in->row + in->cells[place]);
}

const char *input_text(const struct input *in, int column)
{
    assert(column < in->column_count);
    return in->columns[column] < 0 ? "" : input_cell(in, in->columns[column]);
}

bool input_has(const struct input *in, int column)
{
    assert(column < in->column_count);
    return in->columns[column] >= 0;
}

int input_width(const struct input *in)
{
    return in->width;
}

const char *input_header(const struct input *in, int place)
{
    return in->header[place];
}

int64_t input_line(const struct input *in)
{
    return in->row_line;
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

static enum err keep_header(struct input *in)
{
    bool more = false;
    TRY(next_filled_row(in, &more));
    if (!more)
        return refuse_file(in, ERR_INPUT, &T_analyze_no_header, "");
    in->header = arena_array(in->call->arena, in->cell_count, const char *);
    if (!in->header)
        return ERR_MEMORY;
    for (int i = 0; i < (int)in->cell_count; i++) {
        in->header[i] = arena_text(in->call->arena, input_cell(in, i));
        if (arena_failed(in->call->arena))
            return ERR_MEMORY;
        if (in->header[i][0] && input_place(in, in->header[i]) >= 0) {
            refuse_file(in, ERR_INPUT, &T_analyze_column_twice, in->header[i]);
            return fault_at(in->call->fault, in->row_line, i + 1, NULL);
        }
        in->width = i + 1;
    }
    return OK;
}

static enum err find_columns(struct input *in, const char *const *columns)
{
    for (int i = 0; columns && columns[i]; i++) {
        bool optional = columns[i][0] == '?';
        const char *name = columns[i] + optional;
        assert(i < INPUT_COLUMNS_MAX);
        in->columns[i] = input_place(in, name);
        in->column_count = i + 1;
        if (in->columns[i] < 0 && !optional)
            return refuse_file(in, ERR_INPUT, &T_analyze_column_missing, name);
    }
    return OK;
}

enum err input_open(struct command_call *call, const char *path, const char *const *columns, struct input **ret_input)
{
    struct input *in = arena_one(call->arena, struct input);
    *ret_input = in;
    if (!in)
        return ERR_MEMORY;
    in->call = call;
    in->path = path;
    in->line = 1;
    TRY(open_file(in));
    TRY(keep_header(in));
    return find_columns(in, columns);
}

void input_close(struct input *in)
{
    if (!in)
        return;
    if (in->file)
        fclose(in->file);
    decoder_free(in->decoder);
    in->file = NULL;
    in->decoder = NULL;
}

enum err input_next(struct input *in, bool *ret_more)
{
    TRY(next_filled_row(in, ret_more));
    if (*ret_more && (int)in->cell_count != in->width)
        return refuse_row(in, &T_analyze_wrong_width);
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
    return in->rows > 0 ? OK : refuse_file(in, ERR_INPUT, &T_analyze_no_rows, "");
}

/* ---- values ---- */

void input_refuse_cell(struct input *in, int place, const struct text *why)
{
    struct command_call *call = in->call;
    const char *args[] = {in->path, in->header[place], input_cell(in, place)};
    in->refused++;
    if (in->refused == 1) {
        fault(call->fault, ERR_INPUT, why, args[0], args[1], args[2]);
        fault_at(call->fault, in->row_line, place + 1, in->header[place]);
    } else if (in->refused <= INPUT_REFUSALS_SHOWN) {
        struct arena_mark mark = arena_mark(call->arena);
        const char *at_line[] = {text_format(call->arena, why, call->language, args, 3),
                                 arena_printf(call->arena, "%lld", (long long)in->row_line)};
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
