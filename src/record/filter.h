/* The tree of a filter, for record/ (the language: record/list.h).
 *
 * Logic has two values: an absent field equals nothing, is less or greater than
 * nothing and contains nothing; "not" turns exactly that round, so that
 * "status != 注销" finds records without a status too.
 *
 * Dates compare as periods: on_date = 2026-03 is any day of March, on_date > 2026
 * begins in 2027; a stored month counts as its first day. */
#ifndef RECORD_FILTER_H
#define RECORD_FILTER_H

#include "record/list.h"

enum { FILTER_BYTES_MAX = 4096, FILTER_DEPTH_MAX = 16, FILTER_CONDITIONS_MAX = 64 };

/* A column that lists can show, filter and sort: a field, or one that every kind has. */
struct list_column {
    const struct field *field;
    const char *name; /* of the column in @kind */
    bool is_moment;   /* stored as µs */
};
/* By identifier, label in either language, or header synonym; secret fields are not there. */
bool list_column_find(const struct kind *kind, const char *name, struct list_column *ret_column);
/* May be filtered and sorted by at any size: it has an index. */
bool list_column_is_indexed(const struct list_column *c);

enum filter_comparison {
    FILTER_IN, /* equality too */
    FILTER_LESS,
    FILTER_LESS_EQUAL,
    FILTER_GREATER,
    FILTER_GREATER_EQUAL,
    FILTER_CONTAINS,
    FILTER_EMPTY,
    FILTER_COMPARISON_COUNT
};

/* What is compared with: from low to high, both included; the same where it is one value. */
struct filter_range {
    struct value low, high;
};

struct filter_condition {
    const struct field *step; /* a reference that is followed first, or NULL */
    const char *step_column;
    const struct kind *kind; /* whose column it is: the list's, or the one that is stepped to */
    struct list_column column;
    enum filter_comparison comparison;
    struct filter_range *ranges; /* FILTER_IN: any of them; CONTAINS: one text, in lower case; EMPTY: none */
    size_t n;
};

enum filter_type { FILTER_ALL, FILTER_ANY, FILTER_NOT, FILTER_CONDITION };

struct filter {
    enum filter_type type;
    struct filter *left, *right; /* NOT: left alone */
    struct filter_condition condition;
};

/* ASCII letters in lower case: what both databases agree on. */
char *filter_lower(struct arena *a, const char *text);

/* ---- filter_check.c: one condition, checked against the table ---- */
/* `at` is where it stands in the expression, from 1, for the faults; 0 when it stands alone. */
struct filter_words {
    const char *field;
    const char *const *values;
    size_t n;
    int field_at, comparison_at;
    const int *values_at;
};
enum err filter_check_condition(struct op *op, const struct kind *kind, const struct filter_words *words,
                                enum filter_comparison comparison, struct filter_condition *ret_condition);

/* ---- filter_sql.c ---- */
struct sql;
/* A condition over the relation `alias` of the kind; "1 = 1" for NULL. */
void filter_put_sql(struct sql *s, const char *alias, const struct filter *filter);
/* A field whose condition no index serves, among those that all must hold; NULL: there is none. */
const struct field *filter_unserved(const struct filter *filter, bool past);
/* The others of them. */
void filter_put_indexed_sql(struct sql *s, const char *alias, const struct filter *filter);

#endif
