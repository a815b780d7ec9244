/* Counts, sums, and how much a question may cost. */
#include "record.texts.h"
#include "record/list_inner.h"
#include "record/search.h"

#include <inttypes.h>

static enum err one_int(const struct list *l, struct sql *s, const char *name, int64_t *ret_value)
{
    struct rows *rows = NULL;
    *ret_value = 0;
    if (!l->search) /* words become findable without a stamp */
        return sql_kept_int(s, name, ret_value);
    enum err e = sql_run(s, name, 1, &rows);
    if (e == OK && rows_next(rows))
        *ret_value = rows_int(rows, 0);
    enum err closed = rows_close(rows);
    return e == OK ? closed : e;
}

static void put_from(struct sql *s, const struct list *l)
{
    if (l->search) {
        search_put_from(s, l->kind, l->search);
        return;
    }
    sql_text(s, " from ");
    sql_relation(s, l->kind);
    sql_text(s, " t where 1 = 1");
}

enum err list_count(const struct list *l, int64_t *ret_count, bool *ret_more)
{
    struct sql s;
    sql_init(&s, l->op);
    sql_text(&s, "select count(*) from (select 1");
    put_from(&s, l);
    sql_text(&s, " and ");
    filter_put_sql(&s, "t", l->filter);
    sql_printf(&s, " limit %d) n", LIST_COUNT_EXACT_MAX + 1);
    enum err e = one_int(l, &s, "list.count", ret_count);
    sql_release(&s);
    *ret_more = *ret_count > LIST_COUNT_EXACT_MAX;
    if (*ret_more)
        *ret_count = LIST_COUNT_EXACT_MAX;
    return e;
}

/* ---- sums ---- */

/* In two halves, so that no database adds beyond 64 bits unseen. */
enum { SUM_HALF = 1000000 };

static bool is_summed(const struct field *f)
{
    return field_value_type(f) == VALUE_INT && field_is(f, FIELD_SUMMED);
}

static void put_sums(struct sql *s, const struct list *l)
{
    sql_text(s, "select count(*)");
    for (size_t i = 0; i < l->n_columns; i++) {
        const char *name = l->shown[i].name;
        if (is_summed(l->columns[i]))
            sql_printf(s, ", cast(sum(t.%s / %d) as %s), cast(sum(t.%s %% %d) as %s), count(t.%s)", name, SUM_HALF,
                       s->engine == STORE_SQLITE ? "integer" : "int8", name, SUM_HALF,
                       s->engine == STORE_SQLITE ? "integer" : "int8", name);
    }
    put_from(s, l);
    sql_text(s, " and ");
    filter_put_sql(s, "t", l->filter);
}

static enum err add_halves(const struct list *l, const struct rows *rows, size_t column, int at, struct list_page *page)
{
    int64_t sum;
    if (__builtin_mul_overflow(rows_int(rows, at), SUM_HALF, &sum) ||
        __builtin_add_overflow(sum, rows_int(rows, at + 1), &sum))
        return fault(l->op->fault, ERR_LIMIT, &T_list_sum_too_large, field_label(l->columns[column], l->op->language));
    page->totals[column] = sum;
    page->totals_missing[column] = rows_int(rows, 0) - rows_int(rows, at + 2);
    return OK;
}

static enum err read_sums(const struct list *l, struct sql *s, struct list_page *page)
{
    struct rows *rows = NULL;
    enum err e = sql_run(s, "list.totals", 0, &rows);
    int at = 1;
    if (e == OK && rows_next(rows))
        for (size_t i = 0; i < l->n_columns && e == OK; i++)
            if (is_summed(l->columns[i])) {
                e = add_halves(l, rows, i, at, page);
                at += 3;
            }
    enum err closed = rows_close(rows);
    return e == OK ? closed : e;
}

static bool sums_something(const struct list *l)
{
    bool any = false;
    for (size_t i = 0; i < l->n_columns; i++)
        any |= is_summed(l->columns[i]);
    return any;
}

enum err list_totals(const struct list *l, struct list_page *page)
{
    struct sql s;
    page->totals = arena_array(l->op->arena, l->n_columns + 1, int64_t);
    page->totals_missing = arena_array(l->op->arena, l->n_columns + 1, int64_t);
    if (!page->totals || !page->totals_missing)
        return fault(l->op->fault, ERR_MEMORY, &T_record_memory);
    if (!sums_something(l))
        return OK;
    sql_init(&s, l->op);
    put_sums(&s, l);
    enum err e = read_sums(l, &s, page);
    sql_release(&s);
    return e;
}

/* ---- the budget ---- */

static const char *served_labels(const struct list *l)
{
    const char *labels = "", *between = l->op->language == LANGUAGE_EN ? ", " : "、";
    for (const struct field *f = l->kind->fields; f->id; f++) {
        struct list_column c = {.field = f};
        if (list_column_is_indexed(&c) && !(f->flags & (FIELD_PERSONAL | FIELD_SECRET)))
            labels =
                arena_printf(l->op->arena, "%s%s%s", labels, labels[0] ? between : "", field_label(f, l->op->language));
    }
    return labels;
}

static enum err refuse(const struct list *l, const struct field *unserved)
{
    const char *limit = arena_printf(l->op->arena, "%d", LIST_SCAN_MAX);
    return fault(l->op->fault, ERR_LIMIT, &T_list_over_budget, field_label(unserved, l->op->language), limit,
                 served_labels(l));
}

/* Rows that the indexes leave over, up to one more than `most`. */
static enum err count_left(const struct list *l, int most, int64_t *ret_n)
{
    struct sql s;
    sql_init(&s, l->op);
    sql_text(&s, "select count(*) from (select 1");
    put_from(&s, l);
    sql_text(&s, " and ");
    filter_put_indexed_sql(&s, "t", l->filter);
    sql_printf(&s, " limit %d) n", most + 1);
    enum err e = one_int(l, &s, "list.budget", ret_n);
    sql_release(&s);
    return e;
}

enum err list_check_budget(const struct list *l)
{
    const struct field *rest = filter_unserved(l->filter, l->op->as_of_us != 0);
    const struct field *unserved = rest ? rest : l->order.unserved;
    int64_t n;
    if (l->search) {
        TRY(count_left(l, LIST_MATCHES_MAX, &n));
        if (n > LIST_MATCHES_MAX)
            return fault(l->op->fault, ERR_LIMIT, &T_list_words_too_common, l->search,
                         arena_printf(l->op->arena, "%d", LIST_MATCHES_MAX));
        return OK;
    }
    if (!unserved)
        return OK;
    TRY(count_left(l, LIST_SCAN_MAX, &n));
    return n > LIST_SCAN_MAX ? refuse(l, unserved) : OK;
}
