#include "analysis/register_rows.h"

#include <string.h>
#include <strings.h>

enum { MARK_BYTES = 3, GUESS_BYTES = 1 << 16 };

static enum err ends_with(struct register_ending *ending, enum register_fault why, uint32_t column)
{
    *ending = (struct register_ending){.fault = why, .line = column ? 1 : 0, .column = column};
    return why == REGISTER_NO_MEMORY ? ERR_MEMORY : ERR_INPUT;
}

/* The file's beginning: enough for a header. */
static enum err read_beginning(struct register_file *f, struct register_ending *ending)
{
    for (;;) {
        size_t n = 0;
        if (!f->source.read(f->source.context, f->ahead + f->ahead_bytes, REGISTER_PIECE_BYTES - f->ahead_bytes, &n))
            return ends_with(ending, REGISTER_UNREADABLE, 0);
        f->ahead_bytes += n;
        if (n == 0 || f->ahead_bytes == REGISTER_PIECE_BYTES)
            return OK;
    }
}

static void skip_ahead(struct register_file *f, size_t n)
{
    f->ahead += n;
    f->ahead_bytes -= n;
    f->next.bytes += n;
}

static enum err choose_encoding(struct register_file *f, struct register_ending *ending)
{
    size_t n = f->ahead_bytes < GUESS_BYTES ? f->ahead_bytes : GUESS_BYTES;
    enum encoding e = encoding_guess(f->ahead, n);
    if (e == ENCODING_UTF8_BOM)
        skip_ahead(f, MARK_BYTES);
    f->encoding = e == ENCODING_UTF8_BOM ? ENCODING_UTF8 : e;
    if ((f->encoding != ENCODING_UTF8 && f->encoding != ENCODING_GB18030) || memchr(f->ahead, '\0', f->ahead_bytes))
        return ends_with(ending, REGISTER_ENCODING, 0);
    return OK;
}

static char choose_delimiter(const char *line, size_t n)
{
    static const char choices[] = ",\t;";
    size_t most = 0;
    char chosen = ',';
    for (const char *c = choices; *c; c++) {
        size_t count = 0;
        for (size_t i = 0; i < n && line[i] != '\n'; i++)
            count += line[i] == *c;
        if (count > most) {
            most = count;
            chosen = *c;
        }
    }
    return chosen;
}

const char *register_text(struct arena *a, const struct register_file *f, const struct register_cell *cell)
{
    if (f->encoding == ENCODING_UTF8)
        return arena_text_n(a, cell->bytes, cell->n);
    size_t n_in = cell->n, n_out = 2 * cell->n + DECODER_OUT_BYTES_MIN; /* two bytes become at most three, four four */
    char *text = arena_alloc(a, n_out + 1);
    struct decoder *d = decoder_new(ENCODING_GB18030);
    if (text && d) {
        decoder_feed(d, cell->bytes, &n_in, text, &n_out, true);
        text[n_out] = '\0';
    } else {
        arena_fail(a);
    }
    decoder_free(d);
    return text ? text : "";
}

static enum err name_columns(struct arena *a, struct register_file *f, const struct row_split *header,
                             struct register_ending *ending)
{
    f->names = arena_array(a, header->cell_count, const char *);
    for (uint32_t i = 0; f->names && i < header->cell_count; i++) {
        const char *name = utf8_tidy(a, register_text(a, f, &header->cells[i]), false);
        if (*name && register_column(f, name) != MATCH_NONE)
            return ends_with(ending, REGISTER_COLUMN_TWICE, i + 1);
        f->names[i] = name;
        f->column_count = i + 1;
    }
    return arena_failed(a) ? ends_with(ending, REGISTER_NO_MEMORY, 0) : OK;
}

/* The first row that is not blank. */
static enum err read_header(struct arena *a, struct register_file *f, struct register_ending *ending)
{
    struct row_split header = {.delimiter = f->delimiter,
                               .cells = arena_array(a, REGISTER_COLUMNS_MAX, struct register_cell),
                               .cells_max = REGISTER_COLUMNS_MAX,
                               .unquoted = arena_alloc(a, f->ahead_bytes)};
    if (!header.cells || !header.unquoted)
        return ends_with(ending, REGISTER_NO_MEMORY, 0);
    do {
        const char *at = f->ahead;
        if (f->ahead_bytes == 0)
            return ends_with(ending, REGISTER_EMPTY, 0);
        if (!row_split_next(&header, &at, f->ahead + f->ahead_bytes))
            return ends_with(ending, REGISTER_AFTER_QUOTE, 0);
        skip_ahead(f, (size_t)(at - f->ahead));
        f->next.lines += header.lines;
    } while (row_is_blank(&header));
    if (header.cell_count > REGISTER_COLUMNS_MAX)
        return ends_with(ending, REGISTER_WIDTH, 0);
    return name_columns(a, f, &header, ending);
}

enum err register_open(struct arena *a, struct register_source source, struct register_file *ret_file,
                       struct register_ending *ret_ending)
{
    *ret_ending = (struct register_ending){0};
    *ret_file = (struct register_file){.source = source, .ahead = arena_alloc(a, REGISTER_PIECE_BYTES)};
    struct register_file *f = ret_file;
    if (!f->ahead)
        return ends_with(ret_ending, REGISTER_NO_MEMORY, 0);
    TRY(read_beginning(f, ret_ending));
    TRY(choose_encoding(f, ret_ending));
    f->delimiter = choose_delimiter(f->ahead, f->ahead_bytes);
    TRY(read_header(a, f, ret_ending));
    f->first = f->next;
    return OK;
}

uint32_t register_column(const struct register_file *f, const char *name)
{
    for (uint32_t i = 0; i < f->column_count; i++)
        if (strcasecmp(f->names[i], name) == 0)
            return i;
    return MATCH_NONE;
}

bool register_seek(struct register_file *f, const struct register_position *to)
{
    if (!f->source.seek || !f->source.seek(f->source.context, to->bytes))
        return false;
    f->next = *to;
    f->ahead_bytes = 0;
    return true;
}
