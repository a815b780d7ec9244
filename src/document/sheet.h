/* Reading spreadsheets: csv, xlsx and xls through one face, row by row.
 *
 * What a file is, is decided by its content, never by its name.  Read are
 *   csv   UTF-8 (with or without mark), GB18030, UTF-16 with mark; separated by
 *         comma, tab or semicolon (guessed); RFC 4180 quotes
 *   xlsx  of Excel, WPS, Tencent Docs, LibreOffice …, transitional and strict
 *   xls   BIFF8, Excel 97–2003 and what WPS writes as .xls or .et
 * Refused in words that say what to do: encrypted files, BIFF5 and older,
 * xlsb, ods, web pages named .xls, damaged files, whatever passes a limit.
 *
 * Rows and columns are numbered as the office program shows them, from 1:
 * column 1 is A.  In a csv a row is a record: line ends inside quotes do not
 * count, blank lines do.
 *
 * Memory: a cursor holds one row.  A workbook holds its sheet names, formats
 * and, for xlsx and xls, the table of shared strings; for xls the whole file.
 *
 * A workbook belongs to one thread at a time.  It takes its memory from the
 * arena and records what goes wrong in the fault it was opened with; both
 * must outlive it. */
#ifndef DOCUMENT_SHEET_H
#define DOCUMENT_SHEET_H

#include "base/arena.h"
#include "base/date.h"
#include "base/fault.h"
#include "base/utf8.h"

struct workbook;

/* Passing one of these is ERR_LIMIT.  They count what is really read: no
 * number that a file states about itself is trusted. */
struct sheet_limits {
    int64_t file_bytes;
    int64_t part_bytes;    /* one part of an xlsx, unpacked */
    int32_t ratio;         /* a part unpacked, as a multiple of the file; begins to count at 16 MiB */
    int32_t entries;       /* in the archive or the compound file */
    int32_t sheets;
    int64_t string_bytes;  /* the shared strings together */
    int32_t formats;       /* cell styles */
    int32_t rows;          /* number of the last row that holds a value */
    int32_t columns;       /* number of the last column that holds a value */
    int64_t cells;         /* with a value, in one sheet */
    int32_t cell_bytes;    /* one cell's text in UTF-8 */
    int32_t merges;        /* in one sheet */
    int32_t depth;         /* nested XML elements */
};
/* 64 MiB file, 1 GiB a part, ratio 200, 10,000 entries, 1,000 sheets, 256 MiB of strings, 65,535 formats,
 * 1,048,576 rows, 16,384 columns, 50,000,000 cells, 128 KiB a cell, 200,000 merges, depth 64. */
extern const struct sheet_limits sheet_limits_default;

enum sheet_format { SHEET_CSV, SHEET_XLSX, SHEET_XLS };

struct sheet_options {
    const struct sheet_limits *limits; /* NULL: the default ones */
    enum language language;            /* of month names and 上午/下午 in `text` */
};

/* `options` may be NULL (default limits, Chinese).  *ret_workbook is to be freed; NULL after a failure. */
enum err workbook_open(struct arena *a, struct fault *f, const char *path, const struct sheet_options *options,
                       struct workbook **ret_workbook);
/* The bytes are not copied and must outlive the workbook. */
enum err workbook_open_bytes(struct arena *a, struct fault *f, const void *bytes, size_t n_bytes,
                             const struct sheet_options *options, struct workbook **ret_workbook);
/* Closes the file and its cursors.  NULL is fine. */
void workbook_free(struct workbook *w);

/* struct workbook *w WORKBOOK_SCOPED = NULL; closes it at the end of the block. */
#define WORKBOOK_SCOPED __attribute__((cleanup(workbook_free_at)))
static inline void workbook_free_at(struct workbook **w)
{
    workbook_free(*w);
}

/* ---- the workbook ---- */
enum sheet_format workbook_format(const struct workbook *w);
enum encoding workbook_encoding(const struct workbook *w); /* of a csv; ENCODING_UTF8 else */
char workbook_delimiter(const struct workbook *w);         /* of a csv; 0 else */
bool workbook_is_1904(const struct workbook *w);           /* serials count from 1904-01-01 */
int workbook_sheet_count(const struct workbook *w);        /* sheets of cells; charts and macros are not counted */
const char *workbook_sheet_name(const struct workbook *w, int sheet); /* 0-based, in the order of the tabs; "" in csv */
bool workbook_sheet_is_hidden(const struct workbook *w, int sheet);
/* By name, blanks and case aside; -1 if there is none. */
int workbook_sheet_find(const struct workbook *w, const char *name);

/* ---- what stands around the cells ---- */
struct sheet_range {
    int32_t first_row, first_column;
    int32_t last_row, last_column; /* included */
};

struct sheet_layout {
    const struct sheet_range *merges; /* of more than one cell, sorted by first row, then column */
    size_t n_merges;
    const struct sheet_range *hidden_columns; /* ascending; the rows are 0 */
    size_t n_hidden_columns;
};
/* Reads through the sheet once (xlsx; cheap where nothing is merged) and remembers. */
enum err workbook_sheet_layout(struct workbook *w, int sheet, const struct sheet_layout **ret_layout);
bool sheet_layout_hides_column(const struct sheet_layout *layout, int32_t column);

/* ---- cells ---- */
enum cell_kind {
    CELL_EMPTY,
    CELL_TEXT,
    CELL_NUMBER,
    CELL_BOOL,
    CELL_DATE, /* a day, perhaps with a time of day */
    CELL_TIME, /* a time of day or a duration, without a day */
    CELL_ERROR /* #N/A, #DIV/0! … */
};

struct cell {
    int32_t column;
    enum cell_kind kind;
    bool is_formula;   /* the value is a formula's, as it stood when the file was saved */
    bool is_spread;    /* not the cell's own: it lies in a merge and repeats the merge's first cell */
    /* As the office program shows it: number format applied, line ends as \n.  Never NULL.
     * Chinese numerals of a format ([DBNum1]) are shown as digits. */
    const char *text;
    /* The value for machines: a number with at most 15 significant digits, as the formula bar shows it
     * ("35000", "0.333333333333333", "9.1430500E+17" is "914305000000000000"); 2026-03-05, 2026-03-05T14:07:00,
     * 14:07:00; true or false; text and errors as they are.  Never NULL. */
    const char *value;
    double number;     /* NUMBER; DATE and TIME: days, as stored; BOOL: 1 or 0 */
    date_t date;       /* DATE.  A first of a month that its format shows without the day (2026年3月) is known to
                          the month only: 2026-03. */
    int32_t time_ms;   /* DATE: since midnight; a TIME may pass a day */
    const char *format; /* the number format code, "General" where there is none, "" in csv */
};

/* A csv knows no types: all its cells are CELL_TEXT, as they stand in the file (blanks kept). */

struct sheet_row {
    int32_t row;
    bool is_hidden;
    int32_t n_cells;
    const struct cell *cells; /* those with a value, ascending by column; none is CELL_EMPTY */
};
/* The cell in that column, or one of CELL_EMPTY.  O(log n). */
const struct cell *sheet_row_cell(const struct sheet_row *row, int32_t column);

/* ---- rows ---- */
struct sheet_cursor;

enum sheet_reading {
    SHEET_AS_IS,
    SHEET_SPREAD /* every cell of a merge shows the merge's first cell */
};

enum err workbook_sheet_rows(struct workbook *w, int sheet, enum sheet_reading reading,
                             struct sheet_cursor **ret_cursor);
/* The next row that holds a value; NULL at the end.  The row and what it
 * points to live until the next call.  After a failure every call fails. */
enum err sheet_next(struct sheet_cursor *c, const struct sheet_row **ret_row);
/* Before the workbook is closed, where many sheets are read.  NULL is fine. */
void sheet_cursor_close(struct sheet_cursor *c);
/* Characters of a csv that its encoding does not have (shown as U+FFFD), so far. */
int64_t sheet_cursor_replaced(const struct sheet_cursor *c);

/* "A", "XFD"; column 1 to 18278.  Returns `text`. */
enum { COLUMN_TEXT_BYTES = 8 };
char *column_name(int32_t column, char text[COLUMN_TEXT_BYTES]);

#endif
