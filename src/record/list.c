#include "record/list.h"

#include "base/utf8.h"
#include "record.texts.h"
#include "record/list_inner.h"
#include "record/registry.h"
#include "record/search.h"
#include "record/typed.h"

#include <inttypes.h>
#include <string.h>

/* ---- what is asked ---- */

static bool is_shown_by_default(const struct field *f)
{
    return field_is(f, FIELD_LISTED) && !field_is(f, FIELD_SECRET) && f->type != FIELD_BYTES;
}

static enum err choose_columns(struct list *l)
{
    const struct list_query *q = l->query;
    size_t room = q->columns ? q->n_columns : (size_t)kind_field_count(l->kind);
    l->shown = arena_array(l->op->arena, room + 1, struct list_column);
    l->columns = arena_array(l->op->arena, room + 1, const struct field *);
    if (!l->shown || !l->columns)
        return fault(l->op->fault, ERR_MEMORY, &T_record_memory);
    for (size_t i = 0; i < room; i++) {
        struct list_column *column = &l->shown[l->n_columns];
        const char *name = q->columns ? q->columns[i] : l->kind->fields[i].id;
        if (!q->columns && !is_shown_by_default(&l->kind->fields[i]))
            continue;
        if (!list_column_find(l->kind, name, column))
            return fault(l->op->fault, ERR_INPUT, &T_list_no_column, name, kind_label(l->kind, l->op->language));
        l->columns[l->n_columns++] = column->field;
    }
    return OK;
}

/* The past has no index of words: there they are conditions like others. */
static enum err choose_search(struct list *l)
{
    const char *words = l->query->search ? utf8_tidy(l->op->arena, l->query->search, false) : "";
    if (!words[0])
        return OK;
    if (!l->op->as_of_us || !search_covers(l->kind)) {
        l->search = words;
        return OK;
    }
    struct filter *found;
    TRY(search_filter(l->op, l->kind, words, &found));
    l->filter = filter_and(l->op->arena, l->filter, found);
    return OK;
}

enum err list_open(struct op *op, const struct list_query *query, struct list *ret_list)
{
    *ret_list = (struct list){.op = op, .query = query, .kind = query->kind, .filter = query->filter};
    ret_list->limit = query->limit == 0 ? 50 : query->limit < LIST_PAGE_MAX ? query->limit : LIST_PAGE_MAX;
    if (kind_is(query->kind, KIND_PLAIN))
        return fault(op->fault, ERR_BUG, &T_list_plain, query->kind->id);
    if (query->columns && query->n_columns > KIND_FIELDS_MAX)
        return fault(op->fault, ERR_LIMIT, &T_list_too_many_columns);
    TRY(list_order_read(op, query->kind, query->sort, &ret_list->order));
    TRY(choose_search(ret_list));
    return choose_columns(ret_list);
}

/* ---- SQL ---- */

void list_put_where(struct sql *s, const struct list *l)
{
    sql_text(s, " where ");
    filter_put_sql(s, "t", l->filter);
    if (l->search)
        search_put(s, l->kind, "t", l->search);
}

static const char *title_of(struct arena *a, const struct kind *kind, const char *alias)
{
    const struct field *title = kind_title(kind);
    if (title)
        return arena_printf(a, "%s.%s", alias, title->id);
    return kind_has_code(kind) ? arena_printf(a, "%s.code", alias) : arena_printf(a, "cast(%s.id as text)", alias);
}

/* Before the keys and the columns. */
enum { HEAD_COLUMNS = 4 };

static void put_head(struct sql *s, const struct list *l)
{
    sql_printf(s, "select t.id, %s as code, %s as title, t.unverified is not null as doubted",
               kind_has_code(l->kind) ? "t.code" : "''", title_of(l->op->arena, l->kind, "t"));
    for (int i = 0; i < l->order.n; i++) {
        sql_text(s, ", ");
        list_put_key(s, &l->order.keys[i]);
        sql_printf(s, " as k%d", i);
    }
    for (size_t i = 0; i < l->n_columns; i++)
        sql_printf(s, ", t.%s as c%zu", l->shown[i].name, i);
}

/* Titles of references are looked up for the rows of the page alone. */
static void put_outer_columns(struct sql *s, const struct list *l)
{
    sql_text(s, "select p.id, p.code, p.title, p.doubted");
    for (int i = 0; i < l->order.n; i++)
        sql_printf(s, ", p.k%d", i);
    for (size_t i = 0; i < l->n_columns; i++) {
        sql_printf(s, ", p.c%zu", i);
        if (l->columns[i]->type != FIELD_REF)
            continue;
        const struct kind *target = kinds_entry_by_id(l->op->kinds, l->columns[i]->ref)->kind;
        sql_printf(s, ", (select %s from ", title_of(l->op->arena, target, "r"));
        sql_relation(s, target);
        sql_printf(s, " r where r.id = p.c%zu)", i);
    }
}

static void put_outer_order(struct sql *s, const struct list *l, bool backwards)
{
    for (int i = 0; i < l->order.n; i++) {
        sql_printf(s, "%sp.k%d", i ? ", " : " order by ", i);
        list_put_direction(s, &l->order, i, backwards);
    }
}

static void put_rows(struct sql *s, const struct list *l, const struct list_token *token, const struct list_part *part,
                     size_t limit)
{
    put_head(s, l);
    sql_text(s, " from ");
    sql_relation(s, l->kind);
    sql_text(s, " t");
    list_put_joins(s, &l->order);
    list_put_where(s, l);
    if (part)
        list_put_part(s, &l->order, token, part);
    list_put_order(s, &l->order, token && token->backwards);
    sql_printf(s, " limit %zu", limit); /* known to the planner */
}

static void put_page(struct sql *s, const struct list *l, const struct list_token *token, const struct list_part *part,
                     size_t limit)
{
    put_outer_columns(s, l);
    sql_text(s, " from (");
    put_rows(s, l, token, part, limit);
    sql_text(s, ") p");
    put_outer_order(s, l, token && token->backwards);
}

enum err list_explain(const struct list *l, const char *const **ret_lines, size_t *ret_n)
{
    struct sql s;
    sql_init(&s, l->op);
    put_rows(&s, l, NULL, NULL, l->limit);
    enum err e = sql_explain(&s, ret_lines, ret_n);
    sql_release(&s);
    return e;
}

/* ---- rows ---- */

static bool is_textual(const struct field *f)
{
    return f->type == FIELD_REF_LIST || f->type == FIELD_ROWS;
}

static enum err read_reference(const struct rows *rows, int at, struct list_cell *cell)
{
    cell->shown = "";
    cell->value = value_null();
    if (rows_is_null(rows, at) || rows_is_null(rows, at + 1))
        return OK;
    cell->ref_id = rows_int(rows, at);
    cell->value = value_int(cell->ref_id);
    cell->shown = rows_keep_text(rows, at + 1);
    return OK;
}

static enum err read_cell(const struct list *l, const struct rows *rows, int at, size_t i, struct list_cell *cell)
{
    const struct typing_desk desk = {l->op, &references_stored, &typed_by_hand, NULL, NULL};
    char text[MOMENT_TEXT_BYTES];
    *cell = (struct list_cell){.shown = ""};
    if (l->columns[i]->type == FIELD_REF)
        return read_reference(rows, at, cell);
    cell->value = rows_keep_value(rows, at);
    if (l->shown[i].is_moment && cell->value.type == VALUE_INT)
        cell->shown = arena_text(l->op->arena, moment_format_local(cell->value.integer, l->op->zone_minutes, text));
    else if (!is_textual(l->columns[i])) /* those ask the database again, once the cursor is closed */
        return typed_show(&desk, l->columns[i], &cell->value, &cell->shown);
    return OK;
}

static enum err read_row(const struct list *l, const struct rows *rows, struct list_row *row, struct value *keys)
{
    int at = HEAD_COLUMNS;
    row->id = rows_int(rows, 0);
    row->code = rows_keep_text(rows, 1);
    row->title = rows_keep_text(rows, 2);
    row->unverified = rows_int(rows, 3) != 0;
    row->cells = arena_array(l->op->arena, l->n_columns + 1, struct list_cell);
    if (!row->cells)
        return fault(l->op->fault, ERR_MEMORY, &T_record_memory);
    for (int i = 0; i < l->order.n; i++)
        keys[i] = rows_keep_value(rows, at++);
    for (size_t i = 0; i < l->n_columns; i++) {
        TRY(read_cell(l, rows, at, i, &row->cells[i]));
        at += l->columns[i]->type == FIELD_REF ? 2 : 1;
    }
    return OK;
}

static enum err read_part(const struct list *l, const struct list_token *token, const struct list_part *part,
                          size_t limit, struct list_rows *into)
{
    struct sql s;
    struct rows *rows = NULL;
    sql_init(&s, l->op);
    put_page(&s, l, token, part, limit);
    enum err e = sql_run(&s, "list", 0, &rows);
    while (e == OK && into->n < limit && rows_next(rows)) {
        e = read_row(l, rows, &into->rows[into->n], into->keys + into->n * (size_t)l->order.n);
        into->n += e == OK;
    }
    enum err closed = rows_close(rows);
    sql_release(&s);
    return e == OK ? closed : e;
}

/* What asks for the titles of several records. */
static enum err show_lists(const struct list *l, struct list_rows *rows)
{
    const struct typing_desk desk = {l->op, &references_stored, &typed_by_hand, NULL, NULL};
    for (size_t c = 0; c < l->n_columns; c++)
        for (size_t i = 0; i < rows->n && is_textual(l->columns[c]); i++) {
            struct list_cell *cell = &rows->rows[i].cells[c];
            TRY(typed_show(&desk, l->columns[c], &cell->value, &cell->shown));
            if (!cell->shown[0])
                cell->value = value_null();
        }
    return OK;
}

enum err list_read(const struct list *l, const struct list_token *token, size_t limit, struct list_rows *ret_rows)
{
    struct list_part parts[2 * LIST_KEYS_MAX];
    int n = token ? list_parts_behind(&l->order, token, parts) : 1;
    *ret_rows = (struct list_rows){
        .rows = arena_array(l->op->arena, limit, struct list_row),
        .keys = arena_array(l->op->arena, limit * (size_t)l->order.n, struct value),
    };
    if (!ret_rows->rows || !ret_rows->keys)
        return fault(l->op->fault, ERR_MEMORY, &T_record_memory);
    for (int i = 0; i < n && ret_rows->n < limit; i++)
        TRY(read_part(l, token, token ? &parts[i] : NULL, limit, ret_rows));
    return show_lists(l, ret_rows);
}

/* ---- pages ---- */

static void reverse(struct list_rows *rows, size_t n_keys)
{
    for (size_t i = 0, j = rows->n; i + 1 < j; i++) {
        struct list_row row = rows->rows[i];
        rows->rows[i] = rows->rows[--j];
        rows->rows[j] = row;
        for (size_t k = 0; k < n_keys; k++) {
            struct value v = rows->keys[i * n_keys + k];
            rows->keys[i * n_keys + k] = rows->keys[j * n_keys + k];
            rows->keys[j * n_keys + k] = v;
        }
    }
}

static const char *token_at(const struct list *l, const struct list_rows *rows, size_t i, bool backwards)
{
    struct list_token token = {.backwards = backwards};
    memcpy(token.values, rows->keys + i * (size_t)l->order.n, (size_t)l->order.n * sizeof(token.values[0]));
    return list_token_write(l->op->arena, l->kind, &l->order, &token);
}

enum err list_read_page(const struct list *l, struct list_page *ret_page)
{
    struct list_token token;
    struct list_rows rows;
    *ret_page = (struct list_page){.columns = l->columns, .n_columns = l->n_columns};
    const char *after = l->query->after;
    if (after && after[0])
        TRY(list_token_read(l->op, l->kind, &l->order, after, &token));
    bool has_token = after && after[0], backwards = has_token && token.backwards;
    TRY(list_read(l, has_token ? &token : NULL, l->limit + 1, &rows));
    bool more = rows.n > l->limit;
    rows.n -= more;
    if (backwards)
        reverse(&rows, (size_t)l->order.n);
    ret_page->rows = rows.rows;
    ret_page->n = rows.n;
    if (rows.n && (backwards || more))
        ret_page->next = token_at(l, &rows, rows.n - 1, false);
    if (rows.n && (backwards ? more : has_token))
        ret_page->previous = token_at(l, &rows, 0, true);
    return OK;
}

enum err list_run(struct op *op, const struct list_query *q, struct list_page *ret_page)
{
    struct list l;
    *ret_page = (struct list_page){0};
    TRY(list_open(op, q, &l));
    TRY(list_check_budget(&l));
    TRY(list_read_page(&l, ret_page));
    if (q->count)
        TRY(list_count(&l, &ret_page->count, &ret_page->count_is_more));
    return q->totals ? list_totals(&l, ret_page) : OK;
}
