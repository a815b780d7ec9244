/* Filters, orders and words to look for, as addresses carry them: a line with the kind, a byte that says
 * how it is looked at, then a line for each. */
#include "base/buf.h"
#include "base/utf8.h"
#include "fuzz/city.h"
#include "fuzz/fuzz.h"
#include "record/filter.h"
#include "record/row.h"
#include "record/typed.h"

#include <assert.h>
#include <string.h>

enum { LOOK_PAST = 1, LOOK_SCOPED = 2, LOOK_ENGLISH = 4, LOOK_CHIP = 8, STRANGER = 4711 };

/* ---- a tree as an expression ---- */

struct printer {
    struct op *op;
    struct buf text;
    bool is_unsayable; /* a value holds every kind of quote */
};

static void put_quoted(struct printer *p, const char *text)
{
    static const char *const quotes[][2] = {{"\"", "\""}, {"'", "'"}, {"“", "”"}, {"「", "」"}};
    size_t i = 0;
    while (i < 4 && strstr(text, quotes[i][1]))
        i++;
    p->is_unsayable |= i == 4;
    if (i < 4)
        buf_printf(&p->text, "%s%s%s", quotes[i][0], text, quotes[i][1]);
}

static void put_span(struct printer *p, const struct list_column *c, const struct filter_range *r)
{
    int zone = p->op->zone_minutes;
    date_t from = c->is_moment ? moment_date(r->low.integer, zone) : (date_t)r->low.integer;
    date_t to = c->is_moment ? moment_date(r->high.integer, zone) : (date_t)r->high.integer;
    struct period span = period_of_span(date_first_day(from), date_last_day(to));
    char text[2 * PERIOD_TEXT_BYTES];
    put_quoted(p, period_format(&span, text));
}

static void put_value(struct printer *p, const struct filter_condition *c, const struct filter_range *r)
{
    const struct field *f = c->column.field;
    struct findings findings = {0};
    struct typing_desk desk = {p->op, &references_stored, &typed_by_hand, &findings, NULL};
    const char *text;
    if (r->low.type == VALUE_TEXT) {
        put_quoted(p, r->low.text);
    } else if (f->type == FIELD_DATE || f->type == FIELD_MONTH) {
        put_span(p, &c->column, r);
    } else if (f->ref) {
        buf_printf(&p->text, "#%ld", (long)r->low.integer);
    } else {
        assert(typed_write(&desk, f, &r->low, &text) == OK);
        put_quoted(p, text);
    }
}

static void put_condition(struct printer *p, const struct filter_condition *c)
{
    static const char *const marks[] = {"in", "<", "<=", ">", ">=", "~", "is empty"};
    buf_printf(&p->text, "%s%s%s %s ", c->step ? c->step->id : "", c->step ? "." : "", c->column.field->id,
               marks[c->comparison]);
    for (size_t i = 0; i < c->n; i++) {
        buf_text(&p->text, i ? ", " : "(");
        put_value(p, c, &c->ranges[i]);
    }
    buf_text(&p->text, c->n ? ")" : "");
}

static void put_tree(struct printer *p, const struct filter *f)
{
    if (f->type == FILTER_CONDITION) {
        put_condition(p, &f->condition);
        return;
    }
    buf_text(&p->text, f->type == FILTER_NOT ? "not (" : "(");
    put_tree(p, f->left);
    if (f->right) {
        buf_text(&p->text, f->type == FILTER_ALL ? ") and (" : ") or (");
        put_tree(p, f->right);
    }
    buf_text(&p->text, ")");
}

/* ---- the same tree ---- */

static bool same_condition(const struct filter_condition *a, const struct filter_condition *b)
{
    if (a->step != b->step || a->column.field != b->column.field || a->comparison != b->comparison || a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (!value_equal(&a->ranges[i].low, &b->ranges[i].low) || !value_equal(&a->ranges[i].high, &b->ranges[i].high))
            return false;
    return true;
}

static bool same_tree(const struct filter *a, const struct filter *b)
{
    if (!a || !b)
        return a == b;
    if (a->type != b->type)
        return false;
    return a->type == FILTER_CONDITION ? same_condition(&a->condition, &b->condition)
                                       : same_tree(a->left, b->left) && same_tree(a->right, b->right);
}

/* What is printed is read to the same tree; brackets may reach the limit of depth or of bytes. */
static void try_printed(struct op *op, const struct kind *kind, const struct filter *f)
{
    struct printer p = {.op = op};
    struct filter *again;
    buf_init(&p.text, 0);
    put_tree(&p, f);
    if (!p.is_unsayable) {
        enum err e = filter_parse(op, kind, buf_string(&p.text), &again);
        assert(e == ERR_LIMIT || (e == OK && same_tree(f, again)));
        fault_clear(op->fault);
    }
    buf_release(&p.text);
}

/* ---- what it finds ---- */

static int64_t count_of(struct op *op, const struct kind *kind, struct filter *f)
{
    struct list_query q = {.kind = kind, .filter = f, .limit = 1, .count = true};
    struct list_page page;
    enum err e = list_run(op, &q, &page);
    fuzz_check_fault(op->fault, e);
    fault_clear(op->fault);
    return e == OK ? page.count : -1;
}

/* A record is found by a filter or by its opposite, never by both. */
static void try_opposite(struct op *op, const struct kind *kind, struct filter *f)
{
    struct filter opposite = {.type = FILTER_NOT, .left = f};
    int64_t all = count_of(op, kind, NULL), found = count_of(op, kind, f), others = count_of(op, kind, &opposite);
    assert(found < 0 || others < 0 || found + others == all);
}

static void try_page(struct op *op, const struct kind *kind, struct filter *f, const char *sort, const char *search)
{
    struct list_query q = {.kind = kind, .filter = f, .sort = sort, .search = search, .limit = 5, .totals = true};
    struct list_page page;
    enum err e = list_run(op, &q, &page);
    fuzz_check_fault(op->fault, e);
    assert(e != OK || page.n <= q.limit);
}

/* A chip: field, comparison and value with a blank between; what has no three parts is an expression. */
static enum err read_filter(struct op *op, const struct kind *kind, bool is_chip, const char *where,
                            struct filter **ret_filter)
{
    char *value = arena_text(op->arena, where);
    const char *field = strsep(&value, " "), *comparison = strsep(&value, " ");
    if (is_chip && value)
        return filter_condition(op, kind, field, comparison, value, ret_filter);
    return filter_parse(op, kind, where, ret_filter);
}

static void try_lines(struct op *op, const struct kind *kind, bool is_chip, char *text)
{
    char *where = strsep(&text, "\n"), *sort = strsep(&text, "\n");
    struct filter *f = NULL;
    int characters = (int)utf8_length(where);
    enum err e = read_filter(op, kind, is_chip, where, &f);
    fuzz_check_fault(op->fault, e);
    assert(e == OK || e == ERR_INPUT || e == ERR_LIMIT);
    assert(op->fault->column >= 0 && op->fault->column <= characters + 1);
    if (e != OK)
        return;
    if (f) {
        try_printed(op, kind, f);
        try_opposite(op, kind, f);
    }
    try_page(op, kind, f, sort && *sort ? sort : NULL, text);
}

void fuzz_filter(const uint8_t *bytes, size_t n)
{
    const struct kind *kind = fuzz_take_kind(&bytes, &n);
    if (n < 1)
        return;
    struct op *op = fuzz_city();
    op->as_of_us = bytes[0] & LOOK_PAST ? op->now_us : 0;
    op->account = bytes[0] & LOOK_SCOPED ? STRANGER : 0;
    op->sees_all = !op->account;
    op->language = bytes[0] & LOOK_ENGLISH ? LANGUAGE_EN : LANGUAGE_ZH;
    if (op_begin_read(op) == OK)
        try_lines(op, kind, bytes[0] & LOOK_CHIP, arena_text_n(op->arena, (const char *)bytes + 1, n - 1));
    fuzz_city_rest(op);
}
