/* A csv file as an analyze command reads it: a header line, then rows of which
 * the method asks for some columns by name.
 *
 * Encoding UTF-8 (with or without a mark) or GB18030; RFC 4180 quoting; header
 * names are compared without surrounding blanks and without regard to case.
 * Refused, with file, line, column and reason: an absent file, a missing or
 * repeated column, a row with more or fewer cells than the header, an unclosed
 * quote, a NUL byte.  A cell that a method refuses (input_refuse) does not end
 * the reading: up to 20 refusals are listed on the command's words, and
 * input_close() then fails with the first. */
#ifndef FEATURES_ANALYZE_INPUT_H
#define FEATURES_ANALYZE_INPUT_H

#include "features/command.h"

enum { INPUT_COLUMNS_MAX = 16, INPUT_CELL_BYTES_MAX = 1 << 20 };

struct input;

/* `columns`: the names that are needed, NULL-terminated, at most INPUT_COLUMNS_MAX; one that
 * starts with '?' may be absent and is then "" in every row. */
enum err input_open(struct command_call *call, const char *path, const char *const *columns, struct input **ret_input);

/* The next row; false in *ret_more at the end.  Blank lines are passed over. */
enum err input_next(struct input *in, bool *ret_more);

/* The cell of the i-th column asked for: tidy, NUL-terminated, good until the next input_next(). */
const char *input_text(const struct input *in, int column);
/* Whether an optional column is there. */
bool input_has(const struct input *in, int column);
/* Every cell of the row by its place in the file, and the header's names: for files whose columns
 * are not known beforehand. */
int input_width(const struct input *in);
const char *input_header(const struct input *in, int place);
const char *input_cell(const struct input *in, int place);
/* The line on which the row began, 1 = the header. */
int64_t input_line(const struct input *in);

/* The cell as text that may not be empty; NULL after refusing it. */
const char *input_name(struct input *in, int column);
/* The cell as a finite number ≥ least; false after refusing it.  Digits, one point, an exponent;
 * an empty cell is refused. */
bool input_number(struct input *in, int column, double least, double *ret_value);
bool input_cell_number(struct input *in, int place, double least, double *ret_value);

/* Refuses the row for this column; reading goes on.  `why` takes {0} = the cell's text. */
void input_refuse(struct input *in, int column, const struct text *why);

/* ERR_INPUT when any row was refused or none was read. */
enum err input_close(struct input *in);

#endif
