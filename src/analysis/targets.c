#include "analysis/targets.h"

#include <math.h>

const struct target_rules target_rules_default = {
    .weight = {1, 1, 1, 1, 1, 1, 1},
    .farthest = INFINITY,
    .short_list = 20,
    .move = 0.2,
};

/* TARGET_CHOSEN: nothing bars it. */
static enum target_verdict bar(const struct target_facts *t, const struct target_rules *rules)
{
    const double *f = t->factor; /* a comparison with what is not known is false */
    if (t->closed)
        return TARGET_CLOSED;
    if (t->already_here)
        return TARGET_ALREADY_HERE;
    if (t->negative_word)
        return TARGET_NEGATIVE_WORD;
    if (!(f[TARGET_KEYWORDS] > 0) && !(f[TARGET_INDUSTRY] > 0))
        return TARGET_NO_MATCH;
    if (f[TARGET_CAPITAL] < rules->least_capital)
        return TARGET_TOO_SMALL;
    if (f[TARGET_DISTANCE] > rules->farthest)
        return TARGET_TOO_FAR;
    return TARGET_CHOSEN;
}

static enum err weigh(struct arena *a, const struct target_facts *firms, const struct target_rules *rules,
                      struct target_list *list)
{
    struct matrix values;
    TRY(matrix_new(a, list->candidate_count, TARGET_FACTOR_COUNT, &values));
    for (size_t i = 0; i < list->candidate_count; i++)
        for (int k = 0; k < TARGET_FACTOR_COUNT; k++)
            matrix_row(&values, i)[k] = firms[list->candidates[i]].factor[k];
    for (int k = 0; k < TARGET_FACTOR_COUNT; k++)
        if (k != TARGET_INDUSTRY)
            TRY(scoring_percentiles(a, values.cells + k, values.rows, values.columns, k == TARGET_DISTANCE));
    return scoring_rank(a, &values, rules->weight, rules->move, &list->ranking);
}

enum err targets_choose(struct arena *a, const struct target_facts *firms, size_t n, const struct target_rules *rules,
                        struct target_list *ret_list)
{
    struct target_list list = {.verdict = arena_array(a, n, enum target_verdict),
                               .candidates = arena_array(a, n, uint32_t)};
    if (!list.verdict || !list.candidates)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        list.verdict[i] = bar(&firms[i], rules);
        if (list.verdict[i] == TARGET_CHOSEN)
            list.candidates[list.candidate_count++] = (uint32_t)i;
    }
    if (list.candidate_count > 0)
        TRY(weigh(a, firms, rules, &list));
    for (size_t i = 0; i < list.candidate_count; i++)
        if (list.ranking.rank[i] == 0 || list.ranking.rank[i] > rules->short_list)
            list.verdict[list.candidates[i]] = TARGET_BELOW_LINE;
    *ret_list = list;
    return OK;
}
