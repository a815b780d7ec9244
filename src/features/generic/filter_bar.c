#include "features/generic/filter_bar.h"

#include "features/generic/subject.h"
#include "generic.texts.h"
#include "record/typed.h"

#include <string.h>

static const char *join(struct op *op, const char *list, const char *one)
{
    return *list ? arena_printf(op->arena, "%s%s%s", list, text_in(&T_generic_between, op->language), one) : one;
}

static bool holds(const char *const *values, size_t n, const char *one)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(values[i], one) == 0)
            return true;
    return false;
}

/* ---- choices ---- */

static void offer_yes_no(struct op *op, const char *const *values, size_t n, struct filter_view *v)
{
    struct option_view *options = arena_array(op->arena, 2, struct option_view);
    if (!options)
        return;
    options[0] = (struct option_view){"1", text_in(&T_generic_yes, op->language), holds(values, n, "1")};
    options[1] = (struct option_view){"0", text_in(&T_generic_no, op->language), holds(values, n, "0")};
    v->options = options;
    v->n_options = 2;
}

static void offer_choices(struct op *op, const struct field *f, const char *const *values, size_t n,
                          struct filter_view *v)
{
    size_t count = 0;
    while (f->choices[count].id)
        count++;
    struct option_view *options = arena_array(op->arena, count, struct option_view);
    if (!options)
        return;
    for (size_t i = 0; i < count; i++)
        options[i] = (struct option_view){f->choices[i].id, choice_label(f->choices, f->choices[i].id, op->language),
                                          holds(values, n, f->choices[i].id)};
    v->options = options;
    v->n_options = count;
}

static void say_choices(struct op *op, struct filter_view *v)
{
    const char *said = "";
    for (size_t i = 0; i < v->n_options; i++)
        if (v->options[i].chosen)
            said = join(op, said, v->options[i].label);
    v->said = *said ? said : NULL;
}

/* ---- references: what was typed, by its title where it is one record's code ---- */

static enum err say_references(struct op *op, const struct field *f, const char *const *values, size_t n,
                               struct filter_view *v)
{
    const char *said = "";
    for (size_t i = 0; i < n; i++) {
        struct referent found[REFERENTS_MAX];
        size_t n_found;
        TRY(references_stored.find(references_stored.context, op, f->ref, values[i], found, &n_found));
        said = join(op, said, n_found == 1 && found[0].title[0] ? found[0].title : values[i]);
    }
    v->said = *said ? said : NULL;
    v->value = n ? values[0] : "";
    const struct kind *target = kinds_find(op->kinds, f->ref);
    v->source = target && target->path ? arena_printf(op->arena, "%s/find", target->path) : NULL;
    return OK;
}

/* ---- ranges ---- */

static const char *first_value(struct request *rq, const char *name)
{
    const char *const *values;
    return filter_values(rq, name, &values) ? values[0] : "";
}

static void say_range(struct request *rq, const struct field *f, struct filter_view *v)
{
    struct op *op = rq->op;
    v->from_name = filter_name(op, f, "from");
    v->to_name = filter_name(op, f, "to");
    v->from = first_value(rq, v->from_name);
    v->to = first_value(rq, v->to_name);
    v->range_type = f->type == FIELD_DATE ? "date" : f->type == FIELD_MONTH ? "month" : "text";
    if (f->type == FIELD_MONEY)
        v->unit = text_in(&T_generic_wan, op->language);
    else if (f->type == FIELD_RATIO)
        v->unit = "%";
    else
        v->unit = op->language == LANGUAGE_EN && f->unit_en ? f->unit_en : f->unit_zh;
    if (*v->from && *v->to)
        v->said = words(op, &T_generic_from_to, v->from, v->to, NULL);
    else if (*v->from)
        v->said = words(op, &T_generic_from, v->from, NULL, NULL);
    else if (*v->to)
        v->said = words(op, &T_generic_to, v->to, NULL, NULL);
}

/* ---- one condition ---- */

static const char *address_without_field(struct request *rq, const struct filter_view *v)
{
    struct address_change gone[6] = {{v->name, NULL}, {v->empty_name, NULL}, {"after", NULL}, {"at", NULL}};
    size_t n = 4;
    if (v->form == FILTER_RANGE) {
        gone[n++] = (struct address_change){v->from_name, NULL};
        gone[n++] = (struct address_change){v->to_name, NULL};
    }
    return address_with(rq, gone, n);
}

static enum err fill(struct request *rq, const struct field *f, struct filter_view *v)
{
    struct op *op = rq->op;
    const char *const *values;
    size_t n = filter_values(rq, f->id, &values);
    v->name = f->id;
    v->label = field_label(f, op->language);
    v->empty_name = filter_name(op, f, "empty");
    v->empty = *first_value(rq, v->empty_name) != '\0';
    if (v->form == FILTER_CHOICES && f->type == FIELD_BOOL)
        offer_yes_no(op, values, n, v);
    else if (v->form == FILTER_CHOICES)
        offer_choices(op, f, values, n, v);
    if (v->form == FILTER_CHOICES)
        say_choices(op, v);
    else if (v->form == FILTER_FIND)
        TRY(say_references(op, f, values, n, v));
    else if (v->form == FILTER_RANGE)
        say_range(rq, f, v);
    else
        v->said = v->value = n ? values[0] : NULL;
    if (v->empty)
        v->said = text_in(&T_generic_is_empty, op->language);
    if (v->said)
        v->remove = address_without_field(rq, v);
    return OK;
}

/* What is chosen from something comes before what is typed: it is used more. */
static enum err add_fields(struct request *rq, bool chosen, struct filter_bar *bar)
{
    for (const struct field *f = rq->kind->fields; f->id; f++) {
        struct filter_view v = {0};
        if (!filter_form_of(f, &v.form) || (v.form == FILTER_CHOICES || v.form == FILTER_FIND) != chosen)
            continue;
        TRY(fill(rq, f, &v));
        if (v.said)
            bar->set[bar->n_set++] = v;
        else
            bar->offered[bar->n_offered++] = v;
    }
    return OK;
}

enum err filter_bar_fill(struct request *rq, struct filter_bar *ret_bar)
{
    size_t n = (size_t)kind_field_count(rq->kind) + 1;
    ret_bar->set = arena_array(rq->op->arena, n, struct filter_view);
    ret_bar->offered = arena_array(rq->op->arena, n, struct filter_view);
    ret_bar->n_set = ret_bar->n_offered = 0;
    if (!ret_bar->set || !ret_bar->offered)
        return fault(rq->op->fault, ERR_MEMORY, &T_generic_memory);
    TRY(add_fields(rq, true, ret_bar));
    return add_fields(rq, false, ret_bar);
}
