#include "analysis/scoring.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

struct placed {
    double value;
    size_t index;
};

/* Largest first, what is not known last. */
static int compare_placed(const void *left, const void *right)
{
    const struct placed *a = left, *b = right;
    if (isnan(a->value) || isnan(b->value))
        return isnan(a->value) - isnan(b->value);
    if (a->value != b->value)
        return a->value < b->value ? 1 : -1;
    return (a->index > b->index) - (a->index < b->index);
}

/* Scores that differ by rounding alone are one score: the weights' own digits are few. */
static bool same_score(double one, double other)
{
    return fabs(one - other) <= 1e-12;
}

static void rank_scores(const double *score, size_t n, struct placed *order, uint32_t *ret_rank)
{
    for (size_t i = 0; i < n; i++)
        order[i] = (struct placed){score[i], i};
    qsort(order, n, sizeof(*order), compare_placed);
    for (size_t i = 0; i < n; i++) {
        bool alike = i > 0 && same_score(order[i].value, order[i - 1].value);
        ret_rank[order[i].index] = isnan(order[i].value) ? 0 : alike ? ret_rank[order[i - 1].index] : (uint32_t)i + 1;
    }
}

static double score_of(const struct matrix *values, size_t candidate, const double *weights, double *ret_known)
{
    double sum = 0, weight = 0, all = 0;
    for (size_t k = 0; k < values->columns; k++) {
        double value = matrix_at(values, candidate, k);
        all += weights[k];
        if (isnan(value))
            continue;
        sum += weights[k] * value;
        weight += weights[k];
    }
    if (ret_known)
        *ret_known = weight / all;
    return weight > 0 ? sum / weight : NAN;
}

static void fill_parts(const struct matrix *values, const double *weights, struct ranking *r)
{
    for (size_t i = 0; i < r->candidates; i++) {
        double weight = 0;
        for (int k = 0; k < r->factors; k++)
            weight += isnan(matrix_at(values, i, (size_t)k)) ? 0 : weights[k];
        for (int k = 0; k < r->factors; k++)
            matrix_row(&r->parts, i)[k] = weight > 0 ? weights[k] * matrix_at(values, i, (size_t)k) / weight : NAN;
    }
}

/* ---- moved weights ---- */

struct trial {
    double *score;
    uint32_t *rank;
    struct placed *order;
};

static bool order_differs(const struct ranking *r, const struct trial *t)
{
    /* Neighbours in the first order tell whether any two changed places. */
    for (size_t i = 1; i < r->candidates; i++) {
        size_t above = r->order[i - 1], below = r->order[i];
        if (r->rank[below] == 0)
            break;
        bool alike = r->rank[above] == r->rank[below];
        if (!alike && t->rank[above] >= t->rank[below])
            return true;
    }
    return false;
}

static bool first_differs(const struct ranking *r, const struct trial *t)
{
    for (size_t i = 0; i < r->candidates; i++)
        if (t->rank[i] == 1 && r->rank[i] != 1)
            return true;
    return false;
}

static void try_weights(const struct matrix *values, const double *weights, struct trial *t, struct ranking *r)
{
    for (size_t i = 0; i < r->candidates; i++)
        t->score[i] = score_of(values, i, weights, NULL);
    rank_scores(t->score, r->candidates, t->order, t->rank);
    for (size_t i = 0; i < r->candidates; i++) {
        r->best[i] = t->rank[i] < r->best[i] ? t->rank[i] : r->best[i];
        r->worst[i] = t->rank[i] > r->worst[i] ? t->rank[i] : r->worst[i];
    }
    r->trials++;
    r->order_changed += order_differs(r, t);
    r->first_changed += first_differs(r, t);
}

static enum err try_all(struct arena *a, const struct matrix *values, const double *weights, double move,
                        struct ranking *r)
{
    size_t n = r->candidates;
    struct trial t = {arena_array(a, n, double), arena_array(a, n, uint32_t), arena_array(a, n, struct placed)};
    double moved[SCORING_FACTORS_MAX];
    if (arena_failed(a))
        return ERR_MEMORY;
    rank_scores(r->score, n, t.order, r->rank);
    for (size_t i = 0; i < n; i++) {
        r->order[i] = (uint32_t)t.order[i].index;
        r->best[i] = r->worst[i] = r->rank[i];
    }
    for (uint32_t set = 0; set < 1u << r->factors; set++) {
        for (int k = 0; k < r->factors; k++)
            moved[k] = weights[k] * (set >> k & 1 ? 1 + move : 1 - move);
        try_weights(values, moved, &t, r);
    }
    return OK;
}

enum err scoring_rank(struct arena *a, const struct matrix *values, const double *weights, double move,
                      struct ranking *ret_ranking)
{
    size_t n = values->rows;
    struct ranking r = {.candidates = n, .factors = (int)values->columns};
    assert(values->columns > 0 && values->columns <= SCORING_FACTORS_MAX && move >= 0 && move < 1);
    r.score = arena_array(a, n, double);
    r.known = arena_array(a, n, double);
    r.rank = arena_array(a, n, uint32_t);
    r.order = arena_array(a, n, uint32_t);
    r.best = arena_array(a, n, uint32_t);
    r.worst = arena_array(a, n, uint32_t);
    if (arena_failed(a))
        return ERR_MEMORY;
    TRY(matrix_new(a, n, values->columns, &r.parts));
    for (size_t i = 0; i < n; i++)
        r.score[i] = score_of(values, i, weights, &r.known[i]);
    fill_parts(values, weights, &r);
    struct arena_mark mark = arena_mark(a);
    TRY(try_all(a, values, weights, move, &r));
    arena_rewind(a, mark);
    *ret_ranking = r;
    return OK;
}

/* ---- percentiles and reasons ---- */

enum err scoring_percentiles(struct arena *a, double *values, size_t n, size_t stride, bool less_is_better)
{
    struct arena_mark mark = arena_mark(a);
    struct placed *order = arena_array(a, n, struct placed);
    size_t known = 0;
    if (!order)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        order[i] = (struct placed){values[i * stride], i};
        known += !isnan(values[i * stride]);
    }
    qsort(order, n, sizeof(*order), compare_placed);
    for (size_t i = 0; i < known;) {
        size_t end = i + 1;
        while (end < known && order[end].value == order[i].value)
            end++;
        double middle = ((double)i + (double)(end - 1)) / 2; /* 0 = highest */
        double percentile = known > 1 ? middle / (double)(known - 1) : 0.5;
        for (; i < end; i++)
            values[order[i].index * stride] = less_is_better ? percentile : 1 - percentile;
    }
    arena_rewind(a, mark);
    return OK;
}

int scoring_reasons(const struct ranking *r, size_t candidate, int ret_factors[SCORING_FACTORS_MAX])
{
    int n = 0;
    for (int k = 0; k < r->factors; k++) {
        double part = matrix_at(&r->parts, candidate, (size_t)k);
        if (isnan(part))
            continue;
        int at = n++;
        for (; at > 0 && matrix_at(&r->parts, candidate, (size_t)ret_factors[at - 1]) < part; at--)
            ret_factors[at] = ret_factors[at - 1];
        ret_factors[at] = k;
    }
    return n;
}
