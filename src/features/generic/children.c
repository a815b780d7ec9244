#include "features/generic/children.h"

#include "features/generic/list_request.h"
#include "features/generic/subject.h"
#include "features/generic/table.h"
#include "generic.texts.h"
#include "record/access.h"

#include <inttypes.h>
#include <string.h>

enum { ROWS_SHOWN = 5, COLUMNS_SHOWN = 5, SHEETS_MAX = 12 };

struct gathering {
    struct request *rq;
    const struct record *record;
    const char *named; /* the record as a condition names it */
    struct child_view *list;
    size_t n;
};

/* Its code, or "#17". */
static const char *condition_name(struct op *op, const struct record *r)
{
    if (kind_is_named_by_code(r->kind) && r->code[0])
        return r->code;
    return arena_printf(op->arena, "#%" PRId64, r->id);
}

/* A figure that is summed keeps its place among the few columns. */
static bool has_total(const struct kind *k)
{
    for (const struct field *f = k->fields; f->id; f++)
        if (field_is(f, FIELD_SUMMED) && field_is(f, FIELD_LISTED))
            return true;
    return false;
}

/* The listed columns but the one that says where they belong; the lead column first. */
static enum err choose_columns(struct op *op, const struct kind *k, const struct field *link, struct list_query *q)
{
    const char **columns = arena_array(op->arena, COLUMNS_SHOWN + 1, const char *);
    const struct field *lead = kind_title(k);
    if (!columns)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    if (lead)
        columns[q->n_columns++] = lead->id;
    size_t words = COLUMNS_SHOWN - (size_t)has_total(k);
    for (const struct field *f = k->fields; f->id && q->n_columns < COLUMNS_SHOWN; f++) {
        bool listed = f != lead && f != link && field_is(f, FIELD_LISTED) && list_may_show(f);
        if (listed && (q->n_columns < words || field_is(f, FIELD_SUMMED)))
            columns[q->n_columns++] = f->id;
    }
    q->columns = columns;
    return OK;
}

static enum err read_rows(struct gathering *g, const struct kind *k, const struct field *f, struct list_page *page)
{
    struct list_query q = {.kind = k, .limit = ROWS_SHOWN, .count = true};
    TRY(filter_condition(g->rq->op, k, f->id, "=", g->named, &q.filter));
    TRY(choose_columns(g->rq->op, k, f, &q));
    return list_run(g->rq->op, &q, page);
}

static enum err may_add_child(struct gathering *g, const struct kind *k, bool *ret_may)
{
    *ret_may = false;
    return g->rq->op->as_of_us ? OK : access_may(g->rq->op, k->access, ACCESS_WRITE, ret_may);
}

/* "项目（所在园区）" where the kind points here by more than one field. */
static const char *heading_of(struct op *op, const struct kind *k, const struct field *f)
{
    int n = 0;
    for (const struct field *other = k->fields; other->id; other++)
        n += other->type == FIELD_REF && strcmp(other->ref, f->ref) == 0;
    const char *kind = kind_label(k, op->language);
    return n > 1 ? words(op, &T_generic_by_field, kind, field_label(f, op->language), NULL) : kind;
}

static enum err add_sheet(struct gathering *g, const struct kind *k, const struct field *f)
{
    struct op *op = g->rq->op;
    struct list_page page;
    struct list_column_view *heads;
    struct child_view *c = &g->list[g->n];
    bool may_add;
    TRY(read_rows(g, k, f, &page));
    if (!page.n && f->place != PLACE_PARENT)
        return OK;
    const char *named = percent_encode(op->arena, g->named);
    *c = (struct child_view){
        .heading = heading_of(op, k, f),
        .count = words(op, page.count_is_more ? &T_generic_count_over : &T_generic_count_short,
                       number_words(op, page.count), kind_measure(op, k), NULL),
        .path = arena_printf(op->arena, "%s?%s=%s", k->path, f->id, named),
        .path_label = text_in(&T_generic_all, op->language),
    };
    TRY(table_fill(op, k, &page, &c->table, &heads));
    TRY(may_add_child(g, k, &may_add));
    if (may_add && f->place == PLACE_PARENT)
        c->add_path = arena_printf(op->arena, "%s/new?%s=%s", k->path, f->id, named);
    g->n++;
    return OK;
}

/* Every kind that this account may read and that points at the record's kind, parents' children or others. */
static enum err add_kind(struct gathering *g, const struct kind *k, bool children)
{
    bool may_read;
    if (!kind_has_pages(k))
        return OK;
    for (const struct field *f = k->fields; f->id && g->n < SHEETS_MAX; f++) {
        if (f->type != FIELD_REF || strcmp(f->ref, g->record->kind->id) != 0 ||
            (f->place == PLACE_PARENT) != children || !field_is(f, FIELD_FILTER))
            continue;
        TRY(access_may(g->rq->op, k->access, ACCESS_READ, &may_read));
        if (may_read)
            TRY(add_sheet(g, k, f));
    }
    return OK;
}

enum err children_fill(struct request *rq, const struct record *r, struct child_view **ret_children, size_t *ret_n)
{
    struct gathering g = {rq, r, condition_name(rq->op, r), arena_array(rq->op->arena, SHEETS_MAX, struct child_view),
                          0};
    if (!g.list)
        return fault(rq->op->fault, ERR_MEMORY, &T_generic_memory);
    for (int children = 1; children >= 0; children--)
        for (size_t i = 0; i < kinds_count(rq->op->kinds); i++)
            TRY(add_kind(&g, kinds_at(rq->op->kinds, i), children != 0));
    *ret_children = g.list;
    *ret_n = g.n;
    return OK;
}
