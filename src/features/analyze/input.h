/* A table as an analyze command reads it, by the sheet readers (document/sheet.h):
 * csv in any of the encodings and delimiters of offices, or the first sheet of an
 * xlsx or xls.  A header row, then rows of which the method asks for some columns
 * by name.
 *
 * Header names are compared without surrounding blanks and without regard to the
 * case of ASCII letters.  Cells lose surrounding blanks.  Rows of blanks are
 * passed over.
 *
 * Refused, with file, row, column and reason: what the sheet readers refuse, a
 * missing or repeated column, a cell beyond the header's.  A cell that a method
 * refuses (input_refuse) does not end the reading: up to INPUT_REFUSALS_SHOWN of
 * them are listed on the command's words, and input_end() then fails with the
 * first.  Rows are numbered as the office program shows them.
 *
 * Memory: one row, however long the file (and what the reader of an xlsx holds). */
#ifndef FEATURES_ANALYZE_INPUT_H
#define FEATURES_ANALYZE_INPUT_H

#include "features/command.h"

enum { INPUT_COLUMNS_MAX = 16, INPUT_CELL_BYTES_MAX = 1 << 20, INPUT_REFUSALS_SHOWN = 20 };

struct input;

/* `columns`: the names that are needed, NULL-terminated, at most INPUT_COLUMNS_MAX; one that
 * starts with '?' may be absent and is then "" in every row.  NULL: none by name. */
enum err input_open(struct command_call *call, const char *path, const char *const *columns, struct input **ret_input);
/* After input_open() without names: what to ask for, by name or simply the first `count` columns. */
enum err input_ask(struct input *in, const char *const *columns);
void input_ask_first(struct input *in, int count);
/* NULL is fine. */
void input_close(struct input *in);
/* INPUT_SCOPED struct input *in = NULL; closes it at the end of the block. */
#define INPUT_SCOPED __attribute__((cleanup(input_close_at)))
static inline void input_close_at(struct input **in)
{
    input_close(*in);
}

/* The next row; false in *ret_more at the end. */
enum err input_next(struct input *in, bool *ret_more);
/* After the last row: ERR_INPUT when any row was refused, or there was none. */
enum err input_end(struct input *in);

/* The cell of the i-th column asked for, good until the next input_next(). */
const char *input_text(const struct input *in, int column);
/* Whether an optional column is there. */
bool input_has(const struct input *in, int column);
/* Any cell of the row by its place in the file, from 0: for files whose columns are not known beforehand. */
const char *input_cell(const struct input *in, int place);
/* Columns of the header. */
int input_width(const struct input *in);
/* The place of a header name; -1 when there is none. */
int input_place(const struct input *in, const char *name);
/* The header name at a place; lives as long as the command. */
const char *input_heading(const struct input *in, int place);
/* Rows read so far, the header not counted. */
int64_t input_rows(const struct input *in);

/* The cell as a name, which may not be empty; NULL after refusing it. */
const char *input_name(struct input *in, int column);
/* The cell as a finite number ≥ least; false after refusing it.  A sign, digits, one point, an exponent;
 * neither empty nor with thousands separators. */
bool input_number(struct input *in, int column, double least, double *ret_value);
bool input_cell_number(struct input *in, int place, double least, double *ret_value);

/* Refuses the row for this column (or place in the file); reading goes on.  `why` takes {0} = the file,
 * {1} = the column, {2} = the cell. */
void input_refuse(struct input *in, int column, const struct text *why);
void input_refuse_cell(struct input *in, int place, const struct text *why);

/* A plain decimal number, the whole text; false when it is not one or not finite. */
bool number_parse(const char *text, double *ret_value);

#endif
