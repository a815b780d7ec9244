/* What a list is made of, for record/list*.c. */
#ifndef RECORD_LIST_INNER_H
#define RECORD_LIST_INNER_H

#include "record/filter.h"
#include "record/sql.h"

/* ---- the order ---- */

enum key_source {
    KEY_COLUMN,
    KEY_RANK,        /* official order; what has no rank stands behind */
    KEY_TARGET_RANK, /* of the record that a reference leads to */
    KEY_TARGET_TITLE
};
struct list_key {
    enum key_source source;
    struct list_column column;
    const struct kind *target; /* KEY_TARGET_…: joined as o<join> */
    int join;
    enum value_type type;
    bool descending;
};
/* Two for each sort asked for, and the id. */
enum { LIST_KEYS_MAX = 2 * LIST_SORTS_MAX + 1 };

/* The last key is the id, so that no two rows are equal. */
struct list_order {
    struct list_key keys[LIST_KEYS_MAX];
    int n;
    const struct field *unserved; /* a field that no index sorts by; NULL */
};
enum err list_order_read(struct op *op, const struct kind *kind, const char *sort, struct list_order *ret_order);
void list_put_key(struct sql *s, const struct list_key *key);
/* "left join …" of what the keys look up, behind the relation t. */
void list_put_joins(struct sql *s, const struct list_order *order);
void list_put_direction(struct sql *s, const struct list_order *order, int i, bool backwards);
void list_put_order(struct sql *s, const struct list_order *order, bool backwards);

/* ---- where a page begins ---- */

struct list_token {
    bool backwards; /* the page before this row */
    struct value values[LIST_KEYS_MAX];
};
const char *list_token_write(struct arena *a, const struct kind *kind, const struct list_order *order,
                             const struct list_token *token);
/* ERR_INPUT for what was not written for this kind and order. */
enum err list_token_read(struct op *op, const struct kind *kind, const struct list_order *order, const char *text,
                         struct list_token *ret_token);

/* What lies behind a row falls into parts, each a plain range of the order's index: first the rows that equal it in all
 * keys but the last, …, at last those that differ in the first.  In each, `tied` keys are equal. */
struct list_part {
    int tied;
    bool absent; /* those whose next key is absent, where these stand behind the others */
};
/* ret_parts: room for 2 × LIST_KEYS_MAX. */
int list_parts_behind(const struct list_order *order, const struct list_token *token, struct list_part *ret_parts);
void list_put_part(struct sql *s, const struct list_order *order, const struct list_token *token,
                   const struct list_part *part);

/* ---- one list ---- */

struct list {
    struct op *op;
    const struct list_query *query;
    const struct kind *kind;
    struct filter *filter; /* with the words searched for, where the past is asked */
    const char *search;    /* else they stand here; NULL: none */
    struct list_order order;
    const struct field **columns;
    struct list_column *shown;
    size_t n_columns;
    size_t limit;
};
enum err list_open(struct op *op, const struct list_query *query, struct list *ret_list);
/* " where …": filter and search. */
void list_put_where(struct sql *s, const struct list *l);
/* One row more than `limit` if there is one.  `token` NULL: from the beginning.  Rows and their keys in op->arena. */
struct list_rows {
    struct list_row *rows;
    struct value *keys; /* n × order.n */
    size_t n;
};
enum err list_read(const struct list *l, const struct list_token *token, size_t limit, struct list_rows *ret_rows);

/* The rows and tokens of one page; no counts. */
enum err list_read_page(const struct list *l, struct list_page *ret_page);

/* The database's plan of the first page's rows, for the plan test. */
enum err list_explain(const struct list *l, const char *const **ret_lines, size_t *ret_n);

enum err list_count(const struct list *l, int64_t *ret_count, bool *ret_more);
enum err list_totals(const struct list *l, struct list_page *page);
/* ERR_LIMIT, with words, for a question that would look at more rows than LIST_SCAN_MAX one by one. */
enum err list_check_budget(const struct list *l);

#endif
