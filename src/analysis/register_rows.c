#include "analysis/register_rows.h"

#include <string.h>

/* Eight bytes at a time: a byte that equals the pattern's becomes 0, and a 0 gives up its high bit. */
static const uint64_t every_low = UINT64_C(0x0101010101010101), every_high = UINT64_C(0x8080808080808080);

static uint64_t zero_bytes(uint64_t word)
{
    return (word - every_low) & ~word & every_high;
}

const char *find_either(const char *at, const char *end, char one, char other)
{
    uint64_t ones = every_low * (unsigned char)one, others = every_low * (unsigned char)other;
    while (end - at >= 8) {
        uint64_t word;
        memcpy(&word, at, sizeof(word));
        if (zero_bytes(word ^ ones) | zero_bytes(word ^ others))
            break;
        at += 8;
    }
    while (at < end && *at != one && *at != other)
        at++;
    return at;
}

/* Behind the quote that closes the cell opened before `at`; NULL when none does. */
static const char *close_quote(const char *at, const char *end)
{
    for (;;) {
        at = memchr(at, '"', (size_t)(end - at));
        if (!at)
            return NULL;
        if (at + 1 == end || at[1] != '"')
            return at + 1;
        at += 2;
        if (at == end)
            return NULL;
    }
}

static uint64_t count_lines(const char *at, const char *end)
{
    uint64_t lines = 0;
    for (; (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++)
        lines++;
    return lines;
}

static bool is_blank_line(const char *row, const char *end)
{
    return row == end || (end - row == 1 && *row == '\r');
}

/* Behind the row's line end, or `end` when it has none; NULL inside an open quote.  *ret_lines: line ends passed. */
static const char *row_end(const char *row, const char *end, char delimiter, uint64_t *ret_lines)
{
    *ret_lines = 0;
    for (const char *at = row;;) {
        at = find_either(at, end, '\n', '"');
        if (at == end)
            return end;
        if (*at == '\n') {
            ++*ret_lines;
            return at + 1;
        }
        if (at != row && at[-1] != delimiter) { /* an ordinary character */
            at++;
            continue;
        }
        const char *closed = close_quote(at + 1, end);
        if (!closed)
            return NULL;
        *ret_lines += count_lines(at, closed);
        at = closed;
    }
}

struct whole_rows count_whole_rows(const char *begin, size_t n, char delimiter, bool is_last)
{
    struct whole_rows whole = {0};
    const char *end = begin + n;
    for (const char *row = begin; row < end;) {
        uint64_t lines;
        const char *next = row_end(row, end, delimiter, &lines);
        whole.open_quote = !next;
        bool ended = next && next > row && next[-1] == '\n' && lines > 0;
        if (!next || (!ended && !is_last))
            return whole;
        whole.rows += !is_blank_line(row, next - ended);
        whole.lines += lines;
        whole.bytes = (size_t)(next - begin);
        row = next;
    }
    return whole;
}

/* ---- cells ---- */

/* Blank cells beyond the last column are nothing; others make the row too wide. */
static void add_cell(struct row_split *s, const char *bytes, size_t n)
{
    if (s->cell_count < s->cells_max)
        s->cells[s->cell_count++] = (struct register_cell){bytes, n};
    else if (n > 0)
        s->cell_count = s->cells_max + 1;
}

/* Doubled quotes made single, behind what earlier cells of the row took; returns how much it is. */
static size_t unquote(char *to, const char *from, const char *end)
{
    char *out = to;
    while (from < end) {
        *out++ = *from;
        from += *from == '"' ? 2 : 1;
    }
    return (size_t)(out - to);
}

/* The cell between quotes; returns how much room it took. */
static size_t add_quoted(struct row_split *s, char *room, const char *from, const char *end)
{
    if (!memchr(from, '"', (size_t)(end - from))) {
        add_cell(s, from, (size_t)(end - from));
        return 0;
    }
    size_t n = unquote(room, from, end);
    add_cell(s, room, n);
    return n;
}

bool row_split_next(struct row_split *s, const char **at, const char *end)
{
    const char *from = *at;
    size_t unquoted = 0;
    s->cell_count = 0;
    s->lines = 0;
    for (;;) {
        const char *cell = from;
        if (from < end && *from == '"' && (from = close_quote(cell + 1, end)) != NULL) {
            s->lines += (uint32_t)count_lines(cell, from);
            unquoted += add_quoted(s, s->unquoted + unquoted, cell + 1, from - 1);
            if (from < end && *from == '\r')
                from++;
            if (from < end && *from != s->delimiter && *from != '\n')
                return false;
        } else {
            from = find_either(cell, end, s->delimiter, '\n');
            bool line_end = from == end || *from == '\n';
            add_cell(s, cell, (size_t)(from - cell) - (line_end && from > cell && from[-1] == '\r'));
        }
        if (from == end || *from == '\n') {
            s->lines += from < end;
            *at = from + (from < end);
            return true;
        }
        from++;
    }
}
