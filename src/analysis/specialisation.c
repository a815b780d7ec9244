#include "analysis/specialisation.h"

#include <math.h>

enum err totals_of(struct arena *a, const struct sparse *x, struct totals *ret_totals)
{
    struct totals t = {arena_array(a, x->rows, double), arena_array(a, x->columns, double), 0};
    if (!t.of_place || !t.of_activity)
        return ERR_MEMORY;
    for (uint32_t c = 0; c < x->rows; c++) {
        for (uint32_t i = x->first[c]; i < x->first[c + 1]; i++) {
            t.of_place[c] += x->value[i];
            t.of_activity[x->column[i]] += x->value[i];
        }
        t.whole += t.of_place[c];
    }
    *ret_totals = t;
    return OK;
}

double location_quotient(double value, double of_place, double of_activity, double whole)
{
    if (!(of_place > 0) || !(of_activity > 0))
        return NAN;
    return (value / of_place) / (of_activity / whole);
}

enum err places_drop_small(struct arena *a, const struct sparse *x, double least, struct sparse *ret_kept,
                           uint32_t *ret_dropped)
{
    struct totals t;
    TRY(totals_of(a, x, &t));
    uint32_t n = x->first[x->rows];
    uint32_t *first = arena_array(a, (size_t)x->rows + 1, uint32_t);
    uint32_t *column = arena_array(a, n, uint32_t);
    double *value = arena_array(a, n, double);
    if (!first || !column || !value)
        return ERR_MEMORY;
    *ret_dropped = 0;
    for (uint32_t c = 0; c < x->rows; c++) {
        bool keep = t.of_place[c] >= least;
        *ret_dropped += !keep && t.of_place[c] > 0;
        first[c + 1] = first[c];
        for (uint32_t i = x->first[c]; keep && i < x->first[c + 1]; i++) {
            column[first[c + 1]] = x->column[i];
            value[first[c + 1]++] = x->value[i];
        }
    }
    *ret_kept = (struct sparse){x->rows, x->columns, first, column, value};
    return OK;
}

static struct place_indices indices_of_place(const struct sparse *x, const struct totals *t, uint32_t c)
{
    if (!(t->of_place[c] > 0))
        return (struct place_indices){NAN, NAN, NAN};
    double hhi = 0, closeness = 0;
    double krugman = 1; /* the activities that the place lacks: Σ t_p over them, as 1 − those it has */
    for (uint32_t i = x->first[c]; i < x->first[c + 1]; i++) {
        double share = x->value[i] / t->of_place[c];
        double reference = t->of_activity[x->column[i]] / t->whole;
        hhi += share * share;
        krugman += fabs(share - reference) - reference;
        closeness += share * (share / reference);
    }
    return (struct place_indices){hhi, fmax(krugman, 0), 1 / closeness};
}

enum err place_indices_of(struct arena *a, const struct sparse *x, const struct totals *totals,
                          struct place_indices **ret_indices)
{
    struct place_indices *all = arena_array(a, x->rows, struct place_indices);
    if (!all)
        return ERR_MEMORY;
    for (uint32_t c = 0; c < x->rows; c++)
        all[c] = indices_of_place(x, totals, c);
    *ret_indices = all;
    return OK;
}

enum err activity_concentration(struct arena *a, const struct sparse *x, const struct totals *totals, double **ret_hhi)
{
    double *hhi = arena_array(a, x->columns, double);
    if (!hhi)
        return ERR_MEMORY;
    for (uint32_t p = 0; p < x->columns; p++)
        hhi[p] = totals->of_activity[p] > 0 ? 0 : NAN;
    for (uint32_t i = 0; i < x->first[x->rows]; i++) {
        double share = x->value[i] / totals->of_activity[x->column[i]];
        hhi[x->column[i]] += share * share;
    }
    *ret_hhi = hhi;
    return OK;
}
