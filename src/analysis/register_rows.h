/* Rows and cells of a csv in memory, for register.c: bytes as they stand in the
 * file.  UTF-8 and GB18030 alike: no byte of a longer character of either is a
 * delimiter, a quote or a line's end. */
#ifndef ANALYSIS_REGISTER_ROWS_H
#define ANALYSIS_REGISTER_ROWS_H

#include "analysis/register.h"

/* The first of either byte, or `end`. */
const char *find_either(const char *at, const char *end, char one, char other);

/* How much of some bytes is whole rows. */
struct whole_rows {
    size_t bytes;
    uint64_t rows;   /* not blank */
    uint64_t lines;  /* line ends, those inside quotes included */
    bool open_quote; /* what is left over begins with rows that are not whole because of a quote */
};
/* `begin` is where a row begins.  With `is_last` the last row needs no line end. */
struct whole_rows count_whole_rows(const char *begin, size_t n, char delimiter, bool is_last);

/* One row, split. */
struct row_split {
    char delimiter;
    struct register_cell *cells; /* room for cells_max */
    uint32_t cells_max;
    uint32_t cell_count; /* cells_max + 1 where there are more that are not blank */
    char *unquoted;      /* room for REGISTER_PIECE_BYTES: cells whose doubled quotes were made single */
    uint32_t lines;      /* line ends of the row */
};
/* The row at *at, which moves behind it; false when it has something between a closing quote and the delimiter.
 * `at` is before `end`. */
bool row_split_next(struct row_split *s, const char **at, const char *end);
/* The row was a line of nothing. */
static inline bool row_is_blank(const struct row_split *s)
{
    return s->cell_count == 1 && s->cells[0].n == 0;
}

#endif
