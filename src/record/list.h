/* Lists of any kind: filter, sort, page, count, totals, search.
 *
 * A filter is an expression over the field table, parsed to a tree and
 * checked against it; SQL is made here and nowhere else.
 *     chain = NEV and total >= 1亿 and status in (存续, 在业) and name ~ 电池
 *     产业链 = 新能源汽车 且 （计划开工 < 今天 或 开工 为空）
 * Fields by identifier, label in either language or header synonym, also code, owner, rank, changed, unverified, id.
 * A reference may be followed one step: project.chain = NEV.
 * Comparisons: = != < <= > >= in, not in, ~ and !~ (contains; ASCII letters in either case), is empty, is not empty,
 * and in Chinese 等于 不等于 小于 大于 不小于 不大于 早于 晚于 属于 不属于 包含 不包含 为空 不为空.
 * Connectives: and/且, or/或, not/非, brackets; words stand between blanks.  Values are read as record_set_typed()
 * reads them; those with blanks or marks go in quotes.  Dates compare as periods: on_date = 2026-03 is any day of
 * March; also today (今天), today-30, this_week (本周), this_month, this_quarter, this_year.  Of a list, = asks whether
 * it has the value. An absent field equals, exceeds and contains nothing; != and "not" turn that round, so that status
 * != 注销 finds records without a status too. Limits: 4,096 bytes, 64 conditions, depth 16.  Personal fields are
 * refused, secret ones do not exist. */
#ifndef RECORD_LIST_H
#define RECORD_LIST_H

#include "record/record.h"

struct filter; /* a checked tree, in an arena */

enum err filter_parse(struct op *op, const struct kind *kind, const char *expression, struct filter **ret_filter);
/* One condition, as chips and URLs give it; `comparison` is an operator word as above. */
enum err filter_condition(struct op *op, const struct kind *kind, const char *field, const char *comparison,
                          const char *value, struct filter **ret_filter);
struct filter *filter_and(struct arena *a, struct filter *one, struct filter *other); /* NULL is "everything" */

/* The columns that every kind has, as fields: code, owner, rank, changed, unverified, id; ends with .id = NULL.
 * Values of changed are µs. */
extern const struct field list_fields[];

/* Rows stand in the order asked for, at last in that of their ids.  Text sorts by code point, alike on both databases
 * and on every machine; absent values come first (last, where the order descends); references by the official order,
 * else the title, of what they refer to.  Without another order: rank where the kind has one, unranked records behind.
 */
enum {
    LIST_SORTS_MAX = 3,
    LIST_PAGE_MAX = 500,
    LIST_COUNT_EXACT_MAX = 10000,
    LIST_SCAN_MAX = 200000,  /* rows looked at one by one, where no index serves a filter or order; more is refused */
    LIST_MATCHES_MAX = 50000 /* records that the words searched for may find, within the other conditions */
};
struct list_query {
    const struct kind *kind;
    struct filter *filter;      /* NULL: all */
    const char *search;         /* words, see record/search.h; NULL */
    const char *sort;           /* "-total,name"; NULL: the kind's order */
    const char *const *columns; /* field ids, also those of list_fields; NULL: the FIELD_LISTED ones */
    size_t n_columns;
    const char *after;  /* token of list_page.next / .previous; NULL: from the start */
    size_t limit;       /* 0 = 50; at most LIST_PAGE_MAX */
    bool count, totals; /* ask only for what is shown */
};
struct list_cell {
    const char *shown;  /* as a page says it; a reference that may not be seen is absent */
    struct value value; /* as stored; absent with it */
    int64_t ref_id;     /* FIELD_REF: of the record it leads to; 0 */
};
struct list_row {
    int64_t id;
    const char *code;  /* "" where the kind has none */
    const char *title; /* title, else code, else the number */
    bool unverified;
    struct list_cell *cells;
};
struct list_page {
    const struct field *const *columns; /* n_columns; of the kind or of list_fields */
    size_t n_columns;
    struct list_row *rows;
    size_t n;
    const char *next, *previous; /* NULL at the ends */
    int64_t count;               /* exact up to LIST_COUNT_EXACT_MAX … */
    bool count_is_more;          /* … and then said to be more */
    int64_t *totals;             /* by column; meaningful for FIELD_SUMMED ones */
    int64_t *totals_missing;     /* rows without a value: "缺报 6 家" */
};
/* All of it from the operation's one snapshot: the count is that of the rows. */
enum err list_run(struct op *op, const struct list_query *q, struct list_page *ret_page);

/* Every row in turn, whatever the number, all of one moment, in the memory of a page (on SQLite and eight bytes a row,
 * for LIST_EACH_MAX rows): exports.  The first call has no row (NULL), for what stands above them; what it and the first
 * page's calls allocate lives on, the rest until the next page.  Stops at the callback's error.  `after` and `limit` are
 * not asked.  On SQLite it ends the operation's snapshot; while rows come the operation is one as of their moment. */
enum { LIST_EACH_MAX = 8000000 };
typedef enum err (*list_row_fn)(void *arg, const struct list_page *head, const struct list_row *row);
enum err list_each(struct op *op, const struct list_query *q, list_row_fn each, void *arg);

#endif
