#include "record.texts.h"
#include "record/row.h"

#include <string.h>

static const struct statement *pointing(const struct op *op, const struct referrer *r)
{
    const struct field_statements *s = &statements_of(op, r->kind)->fields[r->field - r->kind->fields];
    return r->member ? &s->members_pointing[r->member - r->field->rows] : &s->pointing;
}

/* Children go with their parent and so do not hold it. */
static bool holds(const struct referrer *r)
{
    return !(r->field->place == PLACE_PARENT && kind_is(r->kind, KIND_CHILD));
}

struct gathering {
    int64_t id;
    size_t limit;
    struct reference *list;
    size_t n;
    bool unseen; /* there are also some that this account may not see */
};

static enum err add(struct op *op, struct gathering *g, const struct kind *kind, const struct field *f, int64_t id)
{
    struct rows *rows;
    TRY(statement_run(op, &statements_of(op, kind)->title, (struct value[]){value_int(id)}, &rows));
    if (rows_next(rows))
        g->list[g->n++] = (struct reference){kind, f, id, rows_keep_text(rows, 0)};
    else
        g->unseen = true;
    return rows_close(rows);
}

static enum err gather(struct op *op, struct gathering *g, const struct kind *kind, const struct field *f,
                       const struct statement *s)
{
    int64_t *ids;
    size_t n_ids;
    TRY(read_ids(op, s, (struct value[]){value_int(g->id)}, &ids, &n_ids));
    for (size_t i = 0; i < n_ids && g->n < g->limit; i++)
        if (ids[i] != g->id) /* a row that points at itself */
            TRY(add(op, g, kind, f, ids[i]));
    return OK;
}

static const struct field owner_field = {
    .id = "owner", .zh = "归属单位", .en = "Owner", .type = FIELD_REF, .ref = "unit"};

static enum err gather_owned(struct op *op, struct gathering *g)
{
    for (size_t i = 0; i < op->kinds->n; i++) {
        const struct kind_entry *e = &op->kinds->entries[i];
        if (e->statements)
            TRY(gather(op, g, e->kind, &owner_field, &e->statements->owned));
    }
    return OK;
}

enum err record_references(struct op *op, const struct kind *kind, int64_t id, size_t limit,
                           struct reference **ret_references, size_t *ret_n)
{
    *ret_n = 0;
    *ret_references = arena_array(op->arena, limit + 1, struct reference);
    if (!*ret_references)
        return fault(op->fault, ERR_MEMORY, &T_record_memory);
    struct gathering g = {.id = id, .limit = limit, .list = *ret_references};
    const struct kind_entry *e = kinds_entry(op->kinds, kind);
    for (size_t i = 0; i < e->n_referrers; i++)
        if (holds(&e->referrers[i]))
            TRY(gather(op, &g, e->referrers[i].kind, e->referrers[i].field, pointing(op, &e->referrers[i])));
    if (strcmp(kind->id, "unit") == 0)
        TRY(gather_owned(op, &g));
    if (g.unseen)
        g.list[g.n++] = (struct reference){.title = ""};
    *ret_n = g.n;
    return OK;
}
