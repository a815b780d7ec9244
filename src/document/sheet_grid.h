/* The beginning of a sheet as a whole, for deciding what its columns mean:
 * every cell at hand, merges spread, and a guess at which rows are the header.
 *
 * Sheets that people keep begin with titles ("2026年重点项目台账", "填报单位：…
 * 单位：亿元"), go on with one to three header rows whose cells are merged
 * across ("投资情况（亿元）" over 总投资 | 年度计划) and down, then rows, with
 * headings and subtotals in between, and end with totals, notes, signatures. */
#ifndef DOCUMENT_SHEET_GRID_H
#define DOCUMENT_SHEET_GRID_H

#include "document/sheet.h"

enum { GRID_ROWS_USUAL = 200, GRID_HEADER_ROWS_MAX = 4 };

/* What a row looks like, from its shape and its first words; what it means is
 * the reader's to decide. */
enum row_look {
    ROW_BLANK,
    ROW_LINE,  /* one text for the whole row, or remarks with gaps: a title, a heading, a note, a signature line */
    ROW_TOTAL, /* 合计, 小计, 总计, 累计 … stands in its first cells */
    ROW_TABLE  /* header or data */
};

struct header_guess {
    int32_t first_row, last_row;  /* 0 when nothing looks like a header */
    int32_t data_row;             /* the first row below; 1 without a header */
    /* For column c at [c - 1]: the header cells from top to bottom, blanks
     * removed, equal neighbours once, joined with "/"; "" where there is none. */
    const char *const *names;
    int32_t n_names;
};

struct sheet_grid {
    int32_t n_rows;    /* number of the last row read: gaps are blank rows */
    int32_t n_columns; /* number of the last column with a value */
    bool is_whole;     /* the sheet has no further rows */
    const struct sheet_layout *layout;
    const struct sheet_row *rows;   /* row r at [r - 1], merges spread */
    struct header_guess header;
};

/* Reads rows 1 to max_rows into the workbook's arena. */
enum err workbook_sheet_grid(struct workbook *w, int sheet, int32_t max_rows, const struct sheet_grid **ret_grid);

/* Never NULL: beyond the grid, an empty cell. */
const struct cell *grid_cell(const struct sheet_grid *g, int32_t row, int32_t column);
enum row_look grid_row_look(const struct sheet_grid *g, int32_t row);
/* The same for a row of a SHEET_SPREAD cursor; `n_columns` is the table's width. */
enum row_look sheet_row_look(const struct sheet_row *row, int32_t n_columns);
/* The header that someone chose instead: names of the columns from those rows. */
enum err workbook_header_names(struct workbook *w, const struct sheet_grid *g, int32_t first_row, int32_t last_row,
                               struct header_guess *ret_header);

#endif
