/* Lists of any kind: filter, sort, page, count, totals, search.
 *
 * A filter is an expression over the field table, parsed to a tree and
 * checked against it; SQL is made here and nowhere else.
 *     chain = NEV and total >= 1亿 and status in (存续, 在业) and name ~ 电池
 * Operators: = != < <= > >= in, not in, ~ (contains), is empty, is not empty; and, or, not, parentheses.  Values are
 * read as record_set_typed() reads them.  A reference may be followed one step: project.chain = NEV. */
#ifndef RECORD_LIST_H
#define RECORD_LIST_H

#include "record/record.h"

struct filter; /* a checked tree, in an arena */

enum err filter_parse(struct op *op, const struct kind *kind, const char *expression, struct filter **ret_filter);
/* One condition, as chips and URLs give it; `comparison` is an operator word as above. */
enum err filter_condition(struct op *op, const struct kind *kind, const char *field, const char *comparison,
                          const char *value, struct filter **ret_filter);
struct filter *filter_and(struct arena *a, struct filter *one, struct filter *other); /* NULL is "everything" */

enum { LIST_SORTS_MAX = 3, LIST_PAGE_MAX = 500, LIST_COUNT_EXACT_MAX = 10000 };
struct list_query {
    const struct kind *kind;
    struct filter *filter;      /* NULL: all */
    const char *search;         /* words for the search index; NULL */
    const char *sort;           /* "-total,name"; NULL: the kind's order */
    const char *const *columns; /* field ids, also "code", "owner", "changed"; NULL: the FIELD_LISTED ones */
    size_t n_columns;
    const char *after;  /* keyset token of list_page.next / .previous; NULL: from the start */
    size_t limit;       /* 0 = 50 */
    bool count, totals; /* ask only for what is shown */
};
struct list_cell {
    const char *shown;
    struct value value;
    int64_t ref_id;
};
struct list_row {
    int64_t id;
    const char *code;
    const char *title;
    bool unverified;
    struct list_cell *cells;
};
struct list_page {
    const struct field *const *columns; /* n_columns; the implicit ones have tables of their own */
    size_t n_columns;
    struct list_row *rows;
    size_t n;
    const char *next, *previous; /* NULL at the ends */
    int64_t count;               /* exact up to LIST_COUNT_EXACT_MAX … */
    bool count_is_more;          /* … and then said to be more */
    int64_t *totals;             /* by column; meaningful for FIELD_SUMMED ones */
    int64_t *totals_missing;     /* rows without a value: "缺报 6 家" */
};
enum err list_run(struct op *op, const struct list_query *q, struct list_page *ret_page);

/* Every row in turn, whatever the number, in constant memory: exports.  Stops at the callback's error. */
typedef enum err (*list_row_fn)(void *arg, const struct list_page *head, const struct list_row *row);
enum err list_each(struct op *op, const struct list_query *q, list_row_fn each, void *arg);

#endif
