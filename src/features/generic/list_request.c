#include "features/generic/list_request.h"

#include "features/generic/subject.h"
#include "generic.texts.h"

#include <string.h>

bool filter_form_of(const struct field *f, enum filter_form *ret_form)
{
    if (!field_is(f, FIELD_FILTER) || !field_is_shown(f) || field_is(f, FIELD_PERSONAL) || field_is(f, FIELD_TITLE))
        return false;
    switch (f->type) {
    case FIELD_ENUM:
    case FIELD_ENUM_LIST:
    case FIELD_BOOL:
        *ret_form = FILTER_CHOICES;
        return true;
    case FIELD_REF:
    case FIELD_REF_LIST:
        *ret_form = FILTER_FIND;
        return true;
    case FIELD_INT:
    case FIELD_NUMBER:
    case FIELD_MONEY:
    case FIELD_RATIO:
    case FIELD_DATE:
    case FIELD_MONTH:
    case FIELD_YEAR:
        *ret_form = FILTER_RANGE;
        return true;
    case FIELD_TEXT:
    case FIELD_LONG_TEXT:
    case FIELD_TEXT_LIST:
    case FIELD_PERIOD:
    case FIELD_USCC:
    case FIELD_PHONE:
        *ret_form = FILTER_WORDS;
        return true;
    default:
        return false;
    }
}

const char *filter_name(struct op *op, const struct field *f, const char *part)
{
    return part ? arena_printf(op->arena, "%s.%s", f->id, part) : f->id;
}

size_t filter_values(const struct request *rq, const char *name, const char *const **ret_values)
{
    const char *const *all;
    size_t n = request_query_all(rq, name, &all), kept = 0;
    const char **values = arena_array(rq->op->arena, n + 1, const char *);
    for (size_t i = 0; values && all && i < n; i++)
        if (*all[i])
            values[kept++] = all[i];
    *ret_values = values;
    return kept;
}

/* ---- conditions ---- */

static enum err add(struct request *rq, const struct field *f, const char *comparison, const char *value,
                    struct filter **filter)
{
    struct filter *one;
    TRY(filter_condition(rq->op, rq->kind, f->id, comparison, value, &one));
    *filter = filter_and(rq->op->arena, *filter, one);
    return OK;
}

static enum err add_bound(struct request *rq, const struct field *f, const char *part, const char *comparison,
                          struct filter **filter)
{
    const char *const *values;
    size_t n = filter_values(rq, filter_name(rq->op, f, part), &values);
    return n ? add(rq, f, comparison, values[0], filter) : OK;
}

static enum err add_any(struct request *rq, const struct field *f, struct filter **filter)
{
    const char *const *values;
    size_t n = filter_values(rq, f->id, &values);
    if (n <= 1)
        return n ? add(rq, f, "=", values[0], filter) : OK;
    const char *list = values[0];
    for (size_t i = 1; i < n; i++)
        list = arena_printf(rq->op->arena, "%s, %s", list, values[i]);
    return add(rq, f, "in", list, filter);
}

static enum err add_field(struct request *rq, const struct field *f, enum filter_form form, struct filter **filter)
{
    const char *const *values;
    if (filter_values(rq, filter_name(rq->op, f, "empty"), &values))
        return add(rq, f, "is empty", "", filter);
    if (form == FILTER_WORDS)
        return add_bound(rq, f, NULL, "~", filter);
    TRY(add_any(rq, f, filter));
    TRY(add_bound(rq, f, "from", ">=", filter));
    return add_bound(rq, f, "to", "<=", filter);
}

enum err list_request_filter(struct request *rq, const char *skip, struct filter **ret_filter)
{
    enum filter_form form;
    *ret_filter = NULL;
    for (const struct field *f = rq->kind->fields; f->id; f++)
        if (filter_form_of(f, &form) && (!skip || strcmp(skip, f->id) != 0))
            TRY(add_field(rq, f, form, ret_filter));
    const char *where = request_query(rq, "where");
    if (where && *where) {
        struct filter *expression;
        TRY(filter_parse(rq->op, rq->kind, where, &expression));
        *ret_filter = filter_and(rq->op->arena, *ret_filter, expression);
    }
    return OK;
}

/* ---- columns ---- */

const struct field *list_lead_field(const struct kind *k)
{
    const struct field *title = kind_title(k);
    for (const struct field *f = k->fields; !title && f->id; f++)
        if (field_is(f, FIELD_LISTED) && field_is_shown(f))
            return f;
    return title;
}

bool list_may_show(const struct field *f)
{
    return field_is_shown(f) && f->type != FIELD_ROWS && f->type != FIELD_LONG_TEXT;
}

static bool is_chosen(const char *const *names, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], id) == 0)
            return true;
    return false;
}

/* The lead first, then those ticked in the address, in the order of the table of fields; else the listed ones. */
static enum err read_columns(struct request *rq, struct list_query *q)
{
    const struct field *lead = list_lead_field(rq->kind);
    const char *const *chosen;
    size_t n_chosen = filter_values(rq, "col", &chosen);
    const char **columns = arena_array(rq->op->arena, (size_t)kind_field_count(rq->kind) + 1, const char *);
    if (!columns)
        return fault(rq->op->fault, ERR_MEMORY, &T_generic_memory);
    if (lead)
        columns[q->n_columns++] = lead->id;
    for (const struct field *f = rq->kind->fields; f->id; f++) {
        bool wanted = n_chosen ? list_may_show(f) && is_chosen(chosen, n_chosen, f->id)
                               : field_is(f, FIELD_LISTED) && field_is_shown(f);
        if (wanted && f != lead)
            columns[q->n_columns++] = f->id;
    }
    q->columns = columns;
    return OK;
}

enum err list_request_read(struct request *rq, struct list_query *ret_query)
{
    const char *search = request_query(rq, "q"), *sort = request_query(rq, "sort"), *after = request_query(rq, "after");
    *ret_query = (struct list_query){
        .kind = rq->kind,
        .search = search && *search ? search : NULL,
        .sort = sort && *sort ? sort : NULL,
        .after = after && *after ? after : NULL,
    };
    TRY(list_request_filter(rq, NULL, &ret_query->filter));
    return read_columns(rq, ret_query);
}
