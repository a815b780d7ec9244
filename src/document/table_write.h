/* Writing a table, one face for every format that leaves the platform:
 *   csv    UTF-8 with mark (Excel then opens it as such), CRLF, what could run
 *          as a formula kept from it (csv_mark.h)
 *   xlsx   one sheet in constant memory: bold frozen header with filters, real
 *          dates and numbers, texts as texts (a credit code keeps its digits
 *          and "=1+1" stays what was typed)
 *   json   an array of objects by column id; money in fen, ratios in 1/10000,
 *          moments in UTC: what is stored
 *   lines  aligned columns for a terminal
 *
 * Rows are streamed: give each row's cells from left to right, then end the
 * row.  A failure sticks; table_close() tells it.  What csv and xlsx hold is
 * read back unchanged by sheet.h: money exactly, dates known to the month as
 * such, texts with \n for line ends. */
#ifndef DOCUMENT_TABLE_WRITE_H
#define DOCUMENT_TABLE_WRITE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/fault.h"

#include <stdio.h>

enum table_format { TABLE_AS_CSV, TABLE_AS_XLSX, TABLE_AS_JSON, TABLE_AS_LINES };

enum table_type {
    TABLE_TEXT,
    TABLE_INTEGER,
    TABLE_NUMBER,
    TABLE_MONEY,  /* fen, shown in the column's unit */
    TABLE_RATIO,  /* 1/10000, shown in % */
    TABLE_DATE,   /* a day or a month */
    TABLE_MOMENT, /* microseconds since 1970 UTC, shown in the table's zone */
    TABLE_BOOL    /* 是 / 否 */
};

struct table_column {
    const char *id;     /* the key in JSON */
    const char *label;  /* the header, in the reader's language */
    enum table_type type;
    const char *unit;   /* shown behind the label: 亩; NULL for none, for money by unit_fen */
    int64_t unit_fen;   /* MONEY: FEN_PER_YUAN, FEN_PER_WAN (also for 0), FEN_PER_YI */
    int decimals;       /* NUMBER in xlsx: digits shown behind the point */
    int width;          /* in half-width characters; 0: by type and label */
    bool has_total;     /* summed below the last row, in xlsx by a formula; INTEGER, NUMBER, MONEY */
};

struct table_options {
    enum table_format format;
    enum language language;   /* of 是/否, units, 合计 */
    int zone_minutes;         /* of moments; 480 in China */
    const char *title;        /* a line above the header; NULL for none; not in JSON */
    const char *sheet_name;   /* xlsx; NULL: Sheet1.  What a sheet's name may not hold is left out */
    const char *scratch;      /* xlsx: a folder for temporary files; NULL: the system's */
    bool without_mark;        /* csv */
};

/* Where the bytes go; false when they cannot. */
struct table_sink {
    bool (*write)(void *own, const void *bytes, size_t n);
    void *own;
};
struct table_sink table_sink_file(FILE *file);
struct table_sink table_sink_buf(struct buf *b);

struct table;

/* Columns and options must outlive the table.  *ret_table is NULL on failure, else to be closed. */
enum err table_open(struct arena *a, struct fault *f, const struct table_options *options,
                    const struct table_column *columns, int n_columns, struct table_sink sink,
                    struct table **ret_table);

/* The next cell of the row; its type is the column's (asserted). */
void table_text(struct table *t, const char *text); /* NULL and "" are blank */
void table_integer(struct table *t, int64_t value);
void table_number(struct table *t, double value); /* not finite: blank */
void table_money(struct table *t, int64_t fen);
void table_ratio(struct table *t, int64_t bp);
void table_date(struct table *t, date_t date); /* DATE_NONE: blank */
void table_moment(struct table *t, int64_t us);
void table_bool(struct table *t, bool value);
void table_blank(struct table *t); /* of any type */
/* Cells that were not given are blank. */
void table_row_end(struct table *t);

/* Whether writing still makes sense; for long loops. */
bool table_failed(const struct table *t);
/* Ends the file and releases the table; the first failure.  ERR_LIMIT where a
 * text or the rows are more than a sheet of xlsx holds (32,767 characters,
 * 1,048,576 rows), ERR_STORAGE where the sink refused. */
enum err table_close(struct table *t);
/* Releases without ending the file: after a failure elsewhere. */
void table_abandon(struct table *t);

#endif
