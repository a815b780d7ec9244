/* A filter as a condition of SQL.  "Not" is pushed down to the single conditions, where absent values are known:
 * above them SQL's third truth value would spoil it. */
#include "base/json.h"
#include "record/filter.h"
#include "record/registry.h"
#include "record/sql.h"

#include <string.h>

struct subject {
    struct sql *s;
    const char *alias;
    const struct filter_condition *c;
    const char *column; /* "t.total" */
};

/* ---- parts ---- */

/* Does `expression` hold the text?  Only ASCII letters are equal in either case, in every locale. */
static void put_contains(struct sql *s, const char *expression, struct value part)
{
    sql_either(s, "instr(lower(", "strpos(lower((");
    sql_text(s, expression);
    sql_either(s, "), ", ") collate \"C\"), ");
    sql_value(s, part);
    sql_text(s, ") > 0");
}

static bool is_single(const struct filter_range *r)
{
    return r->low.type == VALUE_TEXT || r->low.integer == r->high.integer;
}

/* Several values travel as one parameter, so that the text does not change with their number. */
static struct value json_of(struct arena *a, const struct filter_condition *c)
{
    struct buf b;
    struct json j;
    buf_init(&b, 0);
    json_init(&j, &b);
    json_array_begin(&j);
    for (size_t i = 0; i < c->n; i++) {
        if (c->ranges[i].low.type == VALUE_TEXT)
            json_string(&j, c->ranges[i].low.text);
        else
            json_int(&j, c->ranges[i].low.integer);
    }
    json_array_end(&j);
    if (buf_failed(&b))
        arena_fail(a);
    struct value v = value_text(arena_text(a, buf_string(&b)));
    buf_release(&b);
    return v;
}

static void put_one_of(struct sql *s, const char *expression, const struct filter_condition *c)
{
    if (c->n == 1) {
        sql_printf(s, "%s = ", expression);
        sql_value(s, c->ranges[0].low);
        return;
    }
    bool is_int = c->n && c->ranges[0].low.type == VALUE_INT;
    sql_printf(s, "%s in (select ", expression);
    sql_either(s, "value from json_each(",
               is_int ? "cast(j.value as int8) from jsonb_array_elements_text(cast("
                      : "j.value from jsonb_array_elements_text(cast(");
    sql_value(s, json_of(s->op->arena, c));
    sql_either(s, "))", " as jsonb)) j(value))");
}

static void put_ranges(struct sql *s, const char *expression, const struct filter_condition *c)
{
    sql_text(s, "(");
    for (size_t i = 0; i < c->n; i++) {
        sql_printf(s, "%s%s between ", i ? " or " : "", expression);
        sql_value(s, c->ranges[i].low);
        sql_text(s, " and ");
        sql_value(s, c->ranges[i].high);
    }
    sql_text(s, ")");
}

static void put_in(struct sql *s, const char *expression, const struct filter_condition *c)
{
    bool single = true;
    for (size_t i = 0; i < c->n; i++)
        single = single && is_single(&c->ranges[i]);
    if (single)
        put_one_of(s, expression, c);
    else
        put_ranges(s, expression, c);
}

/* ---- lists: the side table has the values of now, the row itself those of then ---- */

static const char *element_type(const struct field *f)
{
    return f->ref ? "cast(j.value as int8)" : "j.value";
}

/* "(select 1 from the values v(value) of this row where …": the caller goes on with the condition and ")". */
static void open_elements(const struct subject *p)
{
    const struct field *f = p->c->column.field;
    if (!sql_is_past(p->s))
        sql_printf(p->s, "(%s.id in (select v.id from %s v where ", p->alias,
                   side_table(p->s->op->arena, p->c->kind, f, NULL));
    else if (p->s->engine == STORE_SQLITE)
        sql_printf(p->s, "(exists (select 1 from json_each(%s) v where ", p->column);
    else
        sql_printf(p->s,
                   "(exists (select 1 from (select %s from jsonb_array_elements_text(cast(%s as jsonb)) j(value)) "
                   "v(value) where ",
                   element_type(f), p->column);
}

static void put_title_contains(struct sql *s, const struct kind *kind, struct value part)
{
    const struct field *title = kind_title(kind);
    sql_text(s, "(select r.id from ");
    sql_relation(s, kind);
    sql_text(s, " r where ");
    put_contains(s,
                 title                 ? arena_printf(s->op->arena, "r.%s", title->id)
                 : kind_has_code(kind) ? "r.code"
                                       : "''",
                 part);
    sql_text(s, ")");
}

static const struct kind *target_of(const struct subject *p)
{
    return kinds_entry_by_id(p->s->op->kinds, p->c->column.field->ref)->kind;
}

static void put_list(const struct subject *p)
{
    const struct field *f = p->c->column.field;
    open_elements(p);
    if (p->c->comparison == FILTER_IN) {
        put_one_of(p->s, "v.value", p->c);
    } else if (f->type == FIELD_REF_LIST) {
        sql_text(p->s, "v.value in ");
        put_title_contains(p->s, target_of(p), p->c->ranges[0].low);
    } else {
        put_contains(p->s, "v.value", p->c->ranges[0].low);
    }
    sql_text(p->s, "))");
}

/* Any text of any row. */
static void put_rows_contain(const struct subject *p)
{
    struct arena *a = p->s->op->arena;
    const char * or = "";
    sql_either(p->s, "exists (select 1 from json_each(", "exists (select 1 from jsonb_array_elements(cast(");
    sql_text(p->s, p->column);
    sql_either(p->s, ") j where (", " as jsonb)) j(value) where (");
    for (const struct field *m = p->c->column.field->rows; m->id; m++) {
        if (m->type != FIELD_TEXT || m->flags & (FIELD_PERSONAL | FIELD_SECRET))
            continue;
        sql_text(p->s, or);
        put_contains(p->s,
                     p->s->engine == STORE_SQLITE ? arena_printf(a, "json_extract(j.value, '$.%s')", m->id)
                                                  : arena_printf(a, "j.value ->> '%s'", m->id),
                     p->c->ranges[0].low);
        or = " or ";
    }
    sql_printf(p->s, "%s))", or [0] ? "" : "1 = 0");
}

/* ---- one condition that holds; NULL in it counts as "does not hold" ---- */

static void put_present(const struct subject *p)
{
    const struct field *f = p->c->column.field;
    if (f->ref && sql_is_scoped(p->s)) { /* what may not be seen is not there */
        if (f->type == FIELD_REF_LIST)
            open_elements(p);
        sql_text(p->s, f->type == FIELD_REF_LIST ? "v.value" : p->column);
        sql_text(p->s, " in (select r.id from ");
        sql_relation(p->s, target_of(p));
        sql_text(p->s, f->type == FIELD_REF_LIST ? " r)))" : " r)");
    } else {
        sql_printf(p->s, "%s is not null", p->column);
    }
}

static void put_holds(const struct subject *p)
{
    static const char *const marks[] = {
        [FILTER_LESS] = "<", [FILTER_LESS_EQUAL] = "<=", [FILTER_GREATER] = ">", [FILTER_GREATER_EQUAL] = ">="};
    const struct filter_condition *c = p->c;
    const struct field *f = c->column.field;
    if (field_is_list(f)) {
        put_list(p);
    } else if (f->type == FIELD_ROWS) {
        put_rows_contain(p);
    } else if (c->comparison == FILTER_CONTAINS && f->ref) {
        sql_printf(p->s, "%s in ", p->column);
        put_title_contains(p->s, target_of(p), c->ranges[0].low);
    } else if (c->comparison == FILTER_CONTAINS) {
        put_contains(p->s, p->column, c->ranges[0].low);
    } else if (c->comparison == FILTER_IN) {
        put_in(p->s, p->column, c);
    } else {
        bool upper = c->comparison == FILTER_LESS_EQUAL || c->comparison == FILTER_GREATER;
        sql_printf(p->s, "%s %s ", p->column, marks[c->comparison]);
        sql_value(p->s, upper ? c->ranges[0].high : c->ranges[0].low);
    }
}

/* Conditions over lists and rows are never NULL where the field itself is not. */
static void put_here(const struct subject *p, bool negated)
{
    if (p->c->comparison == FILTER_EMPTY) {
        if (!negated)
            sql_printf(p->s, "(%s is null or not (", p->column);
        put_present(p);
        if (!negated)
            sql_text(p->s, "))");
        return;
    }
    if (negated)
        sql_printf(p->s, "(%s is null or not (", p->column);
    put_holds(p);
    if (negated)
        sql_text(p->s, "))");
}

/* Through a reference: the records for which it holds, and whether ours points at one.  What is empty there, or not
 * there at all, is empty: so "is empty" asks whether it points at one where it is not. */
static void put_stepped(const struct subject *p, bool negated)
{
    bool asks_empty = p->c->comparison == FILTER_EMPTY;
    const char *reference = arena_printf(p->s->op->arena, "%s.%s", p->alias, p->c->step_column);
    struct subject there = *p;
    there.alias = "s";
    there.column = arena_printf(p->s->op->arena, "s.%s", p->c->column.name);
    negated ^= asks_empty;
    if (negated)
        sql_printf(p->s, "(%s is null or not (", reference);
    sql_printf(p->s, "%s in (select s.id from ", reference);
    sql_relation(p->s, p->c->kind);
    sql_text(p->s, " s where ");
    put_here(&there, asks_empty);
    sql_text(p->s, ")");
    if (negated)
        sql_text(p->s, "))");
}

static void put_condition(struct sql *s, const char *alias, const struct filter_condition *c, bool negated)
{
    struct subject p = {s, alias, c, arena_printf(s->op->arena, "%s.%s", alias, c->column.name)};
    if (c->step)
        put_stepped(&p, negated);
    else
        put_here(&p, negated);
}

/* ---- the tree ---- */

static void put_node(struct sql *s, const char *alias, const struct filter *f, bool negated)
{
    switch (f->type) {
    case FILTER_NOT:
        put_node(s, alias, f->left, !negated);
        return;
    case FILTER_CONDITION:
        put_condition(s, alias, &f->condition, negated);
        return;
    case FILTER_ALL:
    case FILTER_ANY:
        sql_text(s, "(");
        put_node(s, alias, f->left, negated);
        sql_text(s, (f->type == FILTER_ALL) != negated ? " and " : " or ");
        put_node(s, alias, f->right, negated);
        sql_text(s, ")");
    }
}

void filter_put_sql(struct sql *s, const char *alias, const struct filter *filter)
{
    if (filter)
        put_node(s, alias, filter, false);
    else
        sql_text(s, "1 = 1");
}

/* ---- what an index serves ---- */

static bool is_indexed(const struct filter_condition *c, bool past)
{
    const struct field *f = c->column.field;
    if (c->comparison == FILTER_CONTAINS || c->comparison == FILTER_EMPTY || f->type == FIELD_ROWS)
        return false;
    if (field_is_list(f))
        return !past && !c->step;
    struct list_column step = {.field = c->step};
    return list_column_is_indexed(&c->column) && (!c->step || list_column_is_indexed(&step));
}

const struct field *filter_unserved(const struct filter *filter, bool past)
{
    const struct filter *f = filter;
    if (!f)
        return NULL;
    if (f->type == FILTER_ALL) {
        const struct field *left = filter_unserved(f->left, past);
        return left ? left : filter_unserved(f->right, past);
    }
    if (f->type == FILTER_CONDITION && is_indexed(&f->condition, past))
        return NULL;
    while (f->type != FILTER_CONDITION)
        f = f->left;
    return f->condition.column.field;
}

static void put_indexed(struct sql *s, const char *alias, const struct filter *f)
{
    if (f->type == FILTER_ALL) {
        put_indexed(s, alias, f->left);
        put_indexed(s, alias, f->right);
    } else if (f->type == FILTER_CONDITION && is_indexed(&f->condition, sql_is_past(s))) {
        sql_text(s, " and ");
        put_condition(s, alias, &f->condition, false);
    }
}

void filter_put_indexed_sql(struct sql *s, const char *alias, const struct filter *filter)
{
    sql_text(s, "1 = 1");
    if (filter)
        put_indexed(s, alias, filter);
}
