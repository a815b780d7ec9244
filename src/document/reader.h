/* Inside the document layer: what one file format gives to the common part of
 * sheet.h.  sheet.c opens, recognises, limits and spreads merges; csv.c,
 * xlsx.c and xls.c find the cells. */
#ifndef DOCUMENT_READER_H
#define DOCUMENT_READER_H

#include "document/number_format.h"
#include "document/sheet.h"

/* ---- the bytes of a file, wherever they are ---- */
struct source {
    const unsigned char *bytes; /* NULL: in the file */
    int fd;
    int64_t n_bytes;
};
/* As many of the n bytes from `offset` on as there are; -1 when reading fails. */
int64_t source_read(const struct source *s, int64_t offset, void *to, size_t n);

struct range_list {
    struct sheet_range *ranges;
    size_t n, capacity;
};

struct sheet_entry {
    const char *name;
    bool is_hidden;
    int64_t place;   /* the reader's own: part of the archive, offset in the stream */
    struct range_list merges, hidden_columns; /* once has_layout */
    struct sheet_layout layout;
    bool has_layout;
};

struct sheet_reader {
    enum err (*open)(struct workbook *w); /* sets sheets, encoding, delimiter, is_1904 */
    void (*close)(struct workbook *w);
    /* Fills the entry's merges and hidden_columns by range_add(), in any order. */
    enum err (*layout)(struct workbook *w, struct sheet_entry *entry);
    enum err (*rows_begin)(struct sheet_cursor *c);
    /* Fills the cursor's row by row_begin() and row_add(); false in ret_more at the end. */
    enum err (*rows_next)(struct sheet_cursor *c, bool *ret_more);
    void (*rows_end)(struct sheet_cursor *c);
};
extern const struct sheet_reader csv_reader, xlsx_reader, xls_reader;

struct workbook {
    struct arena *arena;
    struct fault *fault;
    const struct sheet_limits *limits;
    enum language language;
    struct source source;
    bool owns_fd;
    enum sheet_format format;
    const struct sheet_reader *reader;
    enum encoding encoding;
    char delimiter;
    bool is_1904;
    struct sheet_entry *sheets;
    size_t n_sheets, sheets_capacity;
    struct sheet_cursor *cursors;
    void *own; /* the reader's */
};

struct sheet_cursor {
    struct workbook *workbook;
    int sheet;
    struct sheet_cursor *next;
    enum err failed;
    struct arena *row_memory; /* texts of the row, reset for each */
    struct cell *cells;
    size_t n_cells, cells_capacity;
    int32_t row;
    bool row_is_hidden, is_unsorted;
    int64_t cells_seen;
    int64_t replaced;
    struct sheet_row shown;
    struct spread *spread;
    void *own; /* the reader's */
};

/* ---- what readers share ---- */
enum err sheet_too_many(struct workbook *w, const struct text *what, int64_t limit);
enum err sheet_damaged(struct workbook *w, const char *where);
enum err sheet_out_of_memory(struct workbook *w);
enum err workbook_add_sheet(struct workbook *w, const char *name, bool is_hidden, int64_t place);

/* Cut to the limits of rows and columns; one that lies beyond them, or holds nothing, is left out. */
enum err range_add(struct workbook *w, struct range_list *list, struct sheet_range range);

/* Rows come in ascending order; `row_begin` refuses anything else. */
enum err row_begin(struct sheet_cursor *c, int32_t row);
/* A cell of the current row, its kind yet CELL_EMPTY, text and value "".  A
 * column that stands twice keeps the later cell. */
enum err row_add(struct sheet_cursor *c, int32_t column, struct cell **ret_cell);
/* Text of the row: NUL-terminated UTF-8, kept in row_memory; refused beyond the limit. */
enum err row_text(struct sheet_cursor *c, int32_t column, const char *text, size_t n, const char **ret_text);

/* What a stored number, text, … is under a number format. */
enum err row_set_number(struct sheet_cursor *c, struct cell *cell, double number, const struct number_format *format);
void row_set_text(struct sheet_cursor *c, struct cell *cell, const char *kept, const struct number_format *format);
void row_set_bool(struct cell *cell, bool value);
void row_set_error(struct cell *cell, const char *kept);

#endif
