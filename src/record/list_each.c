/* A list whole, however long, all of one moment.
 *
 * PostgreSQL keeps a snapshot for as long as a reader likes: there the pages follow one another in it.  SQLite cannot
 * shrink its log behind a reader who stays, and who receives the rows may be slow: there the numbers of all rows are
 * read at once, in their order, and then the rows page by page, each page in a snapshot of its own, as they were at the
 * moment of the first. */
#include "record.texts.h"
#include "record/list_inner.h"

#include <stdlib.h>
#include <string.h>

struct each {
    struct op *op;
    list_row_fn row;
    void *arg;
};

/* ---- pages that follow one another ---- */

enum { TOKEN_BYTES = 8192 };

static enum err pass_page(const struct each *x, const struct list *l, char token[TOKEN_BYTES])
{
    struct list_page page;
    TRY(list_read_page(l, &page));
    if (!*token)
        TRY(x->row(x->arg, &page, NULL));
    for (size_t i = 0; i < page.n; i++)
        TRY(x->row(x->arg, &page, &page.rows[i]));
    size_t n = page.next ? strlen(page.next) : 0;
    if (n >= TOKEN_BYTES)
        return fault(x->op->fault, ERR_LIMIT, &T_list_bad_token);
    memcpy(token, page.next ? page.next : "", n + 1);
    return OK;
}

static enum err each_following(const struct each *x, struct list *l)
{
    struct list_query following = *l->query;
    char *token = arena_alloc(x->op->arena, TOKEN_BYTES);
    if (!token)
        return fault(x->op->fault, ERR_MEMORY, &T_record_memory);
    l->query = &following;
    following.after = token;
    TRY(pass_page(x, l, token));
    while (*token) {
        struct arena_mark mark = arena_mark(x->op->arena);
        TRY(pass_page(x, l, token));
        arena_rewind(x->op->arena, mark);
    }
    return OK;
}

/* ---- rows by their numbers ---- */

enum { ID_BYTES = sizeof(int64_t) };

static void put_ids(struct sql *s, const struct list *l)
{
    sql_text(s, "select t.id from ");
    sql_relation(s, l->kind);
    sql_text(s, " t");
    list_put_joins(s, &l->order);
    list_put_where(s, l);
    list_put_order(s, &l->order, false);
}

static enum err read_ids(const struct list *l, struct buf *ids)
{
    struct sql s;
    struct rows *rows = NULL;
    sql_init(&s, l->op);
    put_ids(&s, l);
    enum err e = sql_run(&s, "list.ids", 1, &rows);
    while (e == OK && !buf_failed(ids) && rows_next(rows)) {
        int64_t id = rows_int(rows, 0);
        buf_add(ids, &id, ID_BYTES);
    }
    enum err closed = rows_close(rows);
    sql_release(&s);
    if (e == OK && closed == OK && buf_failed(ids))
        return fault(l->op->fault, ERR_MEMORY, &T_record_memory);
    return e == OK ? closed : e;
}

static struct filter *those_of(struct arena *a, const struct kind *kind, const int64_t *ids, size_t n)
{
    struct filter *f = arena_one(a, struct filter);
    struct filter_range *ranges = arena_array(a, n, struct filter_range);
    if (!f || !ranges)
        return NULL;
    for (size_t i = 0; i < n; i++)
        ranges[i].low = ranges[i].high = value_int(ids[i]);
    f->type = FILTER_CONDITION;
    f->condition = (struct filter_condition){.kind = kind, .comparison = FILTER_IN, .ranges = ranges, .n = n};
    list_column_find(kind, "id", &f->condition.column);
    return f;
}

static int by_id(const void *id, const void *row)
{
    int64_t one = *(const int64_t *)id, other = ((const struct list_row *)row)->id;
    return (one > other) - (one < other);
}

static enum err pass_those(const struct each *x, const struct list_query *q, const int64_t *ids, size_t n, bool first)
{
    struct list_page page;
    struct list_query those = *q;
    those.filter = those_of(x->op->arena, q->kind, ids, n);
    if (!those.filter)
        return fault(x->op->fault, ERR_MEMORY, &T_record_memory);
    TRY(list_run(x->op, &those, &page));
    if (first)
        TRY(x->row(x->arg, &page, NULL));
    for (size_t i = 0; i < n; i++) {
        const struct list_row *row = bsearch(&ids[i], page.rows, page.n, sizeof(*page.rows), by_id);
        if (row)
            TRY(x->row(x->arg, &page, row));
    }
    return OK;
}

static enum err each_of_ids(const struct each *x, const struct list_query *q, const int64_t *ids, size_t n)
{
    size_t first = n < LIST_PAGE_MAX ? n : LIST_PAGE_MAX;
    TRY(pass_those(x, q, ids, first, true));
    for (size_t at = first; at < n; at += LIST_PAGE_MAX) {
        struct arena_mark mark = arena_mark(x->op->arena);
        op_end(x->op);
        TRY(pass_those(x, q, ids + at, n - at < LIST_PAGE_MAX ? n - at : LIST_PAGE_MAX, false));
        arena_rewind(x->op->arena, mark);
    }
    return OK;
}

static enum err each_as_of(const struct each *x, const struct list_query *q, const struct buf *ids)
{
    struct list_query those = {
        .kind = q->kind, .sort = "id", .columns = q->columns, .n_columns = q->n_columns, .limit = LIST_PAGE_MAX};
    int64_t then_us = x->op->as_of_us;
    if (!then_us) {
        TRY(store_newest_stamp(x->op, &x->op->as_of_us));
        x->op->as_of_us++; /* as of: what was known just before */
    }
    op_end(x->op);
    enum err e = each_of_ids(x, &those, (const int64_t *)(const void *)ids->bytes, ids->n / ID_BYTES);
    op_end(x->op);
    x->op->as_of_us = then_us;
    return e;
}

static enum err each_by_number(const struct each *x, const struct list *l)
{
    struct buf ids;
    buf_init(&ids, (size_t)LIST_EACH_MAX * ID_BYTES);
    enum err e = read_ids(l, &ids);
    if (e == OK)
        e = each_as_of(x, l->query, &ids);
    buf_release(&ids);
    return e;
}

enum err list_each(struct op *op, const struct list_query *q, list_row_fn row, void *arg)
{
    struct each x = {op, row, arg};
    struct list_query whole = *q;
    struct list l;
    whole.after = NULL;
    whole.limit = LIST_PAGE_MAX;
    TRY(list_open(op, &whole, &l));
    TRY(list_check_budget(&l));
    bool stays = store_is_writing(op) || store_engine_of(op->store) == STORE_POSTGRES;
    return stays ? each_following(&x, &l) : each_by_number(&x, &l);
}
