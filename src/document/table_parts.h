/* Inside the document layer: what a format of table_write.h implements. */
#ifndef DOCUMENT_TABLE_PARTS_H
#define DOCUMENT_TABLE_PARTS_H

#include "document/table_write.h"

struct table_value {
    bool is_blank;
    int64_t integer; /* INTEGER, MONEY, RATIO, MOMENT, BOOL */
    double number;
    const char *text;
    date_t date;
};

struct table_backend {
    enum err (*begin)(struct table *t);
    enum err (*cell)(struct table *t, int column, const struct table_value *value);
    enum err (*row_end)(struct table *t);
    enum err (*total)(struct table *t, int column, const struct table_value *sum); /* one row of them, then row_end */
    enum err (*end)(struct table *t);
    void (*release)(struct table *t);
};
extern const struct table_backend table_csv_backend, table_xlsx_backend, table_json_backend, table_lines_backend;

struct table {
    struct arena *arena;
    struct fault *fault;
    const struct table_options *options;
    const struct table_column *columns;
    int n_columns;
    struct table_sink sink;
    const struct table_backend *backend;
    struct table_value *sums;
    bool has_totals;
    int64_t rows; /* ended */
    int at;       /* column of the next cell */
    enum err failed;
    struct buf out; /* bytes not yet given to the sink */
    void *own;
};

/* Gives `out` to the sink once it is large, or at once. */
enum err table_flush(struct table *t, bool at_once);
enum err table_out_of_memory(struct table *t);

/* Label and unit. */
char *table_header_text(struct table *t, int column);
const char *table_total_label(const struct table *t);

/* The value as csv and lines hold it; "" for blank.  The text is the value's own or stands in `text`. */
enum { TABLE_VALUE_BYTES = 64 };
const char *table_value_text(const struct table *t, int column, const struct table_value *value,
                             char text[TABLE_VALUE_BYTES]);

#endif
