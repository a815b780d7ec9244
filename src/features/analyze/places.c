#include "features/analyze/places.h"

#include "analyze.texts.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

struct reading {
    struct place_table *table;
    struct triplet *triplets;
    size_t n, capacity;
};

static enum err take_row(struct input *in, struct arena *a, struct reading *r)
{
    double value = 0;
    const char *place = input_name(in, 0);
    const char *activity = place ? input_name(in, 1) : NULL;
    if (!activity || !input_number(in, 2, 0, &value))
        return OK; /* refused and told; the end of the file says so */
    uint32_t c = labels_add(r->table->places, place), p = labels_add(r->table->activities, activity);
    if (c == LABEL_NONE || p == LABEL_NONE || !arena_grow(a, &r->triplets, r->n, &r->capacity))
        return ERR_MEMORY;
    r->triplets[r->n++] = (struct triplet){c, p, value};
    return OK;
}

/* By name; a file of just three columns, values last, may call places and activities what it likes. */
static enum err ask_columns(struct input *in)
{
    static const char *const columns[] = {"place", "activity", "value", NULL};
    int value = input_place(in, "value");
    bool named = input_place(in, "place") >= 0 || input_place(in, "activity") >= 0 || (value >= 0 && value != 2);
    if (named || input_width(in) != 3)
        return input_ask(in, columns);
    input_ask_first(in, 3);
    return OK;
}

static enum err read_rows(struct command_call *call, const char *path, struct reading *r)
{
    INPUT_SCOPED struct input *in = NULL;
    TRY(input_open(call, path, NULL, &in));
    TRY(ask_columns(in));
    for (bool more = true; more;) {
        TRY(input_next(in, &more));
        if (more)
            TRY(take_row(in, call->arena, r));
    }
    r->table->rows = input_rows(in);
    return input_end(in);
}

static enum err build_table(struct command_call *call, const struct reading *r, double minimum, double threshold)
{
    struct arena *a = call->arena;
    struct place_table *t = r->table;
    struct sparse all;
    TRY(sparse_build(a, labels_count(t->places), labels_count(t->activities), r->triplets, r->n, &all));
    TRY(places_drop_small(a, &all, minimum, &t->x, &t->too_small));
    TRY(totals_of(a, &t->x, &t->totals));
    if (!isfinite(t->totals.whole))
        return fault(call->fault, ERR_INPUT, &T_analyze_sum_too_large, command_option(call, "input"));
    enum presence_rule rule = command_flag(call, "presence") ? PRESENCE_BY_VALUE : PRESENCE_BY_RCA;
    return presence_from_values(a, &t->x, rule, threshold, &t->presence);
}

enum err places_read(struct command_call *call, struct place_table *ret_table)
{
    const char *path;
    double minimum, threshold;
    TRY(analyze_required_option(call, "input", &path));
    TRY(analyze_number_option(call, "minimum-size", 0, DBL_MAX, 0, &minimum));
    TRY(analyze_number_option(call, "threshold", 0, DBL_MAX, command_flag(call, "presence") ? 0 : 1, &threshold));
    *ret_table = (struct place_table){.places = labels_new(call->arena), .activities = labels_new(call->arena)};
    if (!ret_table->places || !ret_table->activities)
        return ERR_MEMORY;
    struct reading r = {.table = ret_table};
    TRY(read_rows(call, path, &r));
    return build_table(call, &r, minimum, threshold);
}

void places_facts(struct answer *w, const struct place_table *t)
{
    answer_fact_int(w, &T_analyze_fact_rows, t->rows);
    answer_fact_int(w, &T_analyze_fact_places, labels_count(t->places));
    answer_fact_int(w, &T_analyze_fact_activities, labels_count(t->activities));
    answer_fact_int(w, &T_analyze_fact_too_small, t->too_small);
}

struct place_cursor place_cursor_begin(const struct place_table *t, uint32_t place)
{
    return (struct place_cursor){t, t->x.first[place], t->x.first[place + 1], t->presence.first_activity[place],
                                 t->presence.first_activity[place + 1]};
}

double place_cursor_next(struct place_cursor *c, uint32_t activity, bool *ret_present)
{
    const struct presence *m = &c->table->presence;
    *ret_present = c->present_at < c->present_end && m->activity[c->present_at] == activity;
    c->present_at += *ret_present;
    if (c->at < c->end && c->table->x.column[c->at] == activity)
        return c->table->x.value[c->at++];
    return 0;
}

struct ranked {
    double value;
    uint32_t index;
};

static int compare_ranked(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (isnan(a->value) || isnan(b->value))
        return isnan(a->value) - isnan(b->value);
    return (a->value < b->value) - (a->value > b->value);
}

uint32_t *ranks_of(struct arena *a, const double *values, uint32_t n)
{
    uint32_t *rank = arena_array(a, n, uint32_t);
    struct ranked *order = arena_array(a, n, struct ranked);
    if (!rank || !order)
        return NULL;
    for (uint32_t i = 0; i < n; i++)
        order[i] = (struct ranked){values[i], i};
    qsort(order, n, sizeof(*order), compare_ranked);
    for (uint32_t i = 0; i < n && !isnan(order[i].value); i++)
        rank[order[i].index] = i > 0 && order[i].value == order[i - 1].value ? rank[order[i - 1].index] : i + 1;
    return rank;
}
