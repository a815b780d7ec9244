#include "analysis/actions.h"

const struct action_rules action_rules_default = {
    .weight =
        {
            [ACTION_BUILD] =
                {[FACTOR_DENSITY] = 1, [FACTOR_COMPLEXITY] = 1, [FACTOR_GAIN] = 1, [FACTOR_VALUE_SHARE] = 1},
            [ACTION_FILL] = {[FACTOR_ESSENTIAL] = 1, [FACTOR_UNMET_DEMAND] = 1, [FACTOR_RELIEF] = 1},
            [ACTION_EXTEND] = {[FACTOR_NEIGHBOUR_STRENGTH] = 1, [FACTOR_VALUE_SHARE] = 1},
            [ACTION_STRENGTHEN] = {[FACTOR_CONCENTRATION] = 1, [FACTOR_SHARE_LOST] = 1},
        },
    .concentrated_from = 0.25,
    .move = 0.2,
};

bool action_considers(enum action action, const struct segment_facts *s, const struct action_rules *rules)
{
    const double *f = s->factor; /* a comparison with what is not known is false */
    switch (action) {
    case ACTION_BUILD:
        return s->state == SEGMENT_MISSING;
    case ACTION_FILL:
        return s->state <= SEGMENT_WEAK &&
               (f[FACTOR_ESSENTIAL] > 0 || f[FACTOR_UNMET_DEMAND] > 0 || f[FACTOR_RELIEF] > 0);
    case ACTION_EXTEND:
        return s->state != SEGMENT_STRONG && f[FACTOR_NEIGHBOUR_STRENGTH] > 0;
    case ACTION_STRENGTHEN:
        return s->state == SEGMENT_STRONG &&
               (f[FACTOR_CONCENTRATION] >= rules->concentrated_from || f[FACTOR_SHARE_LOST] > 0);
    case ACTION_COUNT:
        break;
    }
    return false;
}

/* The considered segments × the action's factors, as percentiles. */
static enum err fill_values(struct arena *a, const struct segment_facts *segments, const struct action_list *list,
                            struct matrix *values)
{
    for (size_t i = 0; i < values->rows; i++)
        for (size_t k = 0; k < values->columns; k++)
            matrix_row(values, i)[k] = segments[list->segments[i]].factor[list->factors[k]];
    for (size_t k = 0; k < values->columns; k++)
        if (list->factors[k] != FACTOR_ESSENTIAL)
            TRY(scoring_percentiles(a, values->cells + k, values->rows, values->columns, false));
    return OK;
}

static enum err propose(struct arena *a, enum action action, const struct segment_facts *segments, size_t n,
                        const struct action_rules *rules, struct action_list *list)
{
    uint32_t *considered = arena_array(a, n, uint32_t);
    double weights[FACTOR_COUNT];
    size_t factors = 0;
    if (!considered)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        if (action_considers(action, &segments[i], rules))
            considered[list->count++] = (uint32_t)i;
    for (int f = 0; f < FACTOR_COUNT; f++) {
        if (!(rules->weight[action][f] > 0))
            continue;
        weights[factors] = rules->weight[action][f];
        list->factors[factors++] = (enum segment_factor)f;
    }
    list->segments = considered;
    if (factors == 0)
        list->count = 0; /* an action without weights proposes nothing */
    if (list->count == 0)
        return OK;
    struct matrix values;
    TRY(matrix_new(a, list->count, factors, &values));
    TRY(fill_values(a, segments, list, &values));
    return scoring_rank(a, &values, weights, rules->move, &list->ranking);
}

enum err actions_propose(struct arena *a, const struct segment_facts *segments, size_t n,
                         const struct action_rules *rules, struct action_list ret_lists[ACTION_COUNT])
{
    for (int action = 0; action < ACTION_COUNT; action++) {
        ret_lists[action] = (struct action_list){0};
        TRY(propose(a, (enum action)action, segments, n, rules, &ret_lists[action]));
    }
    return OK;
}
