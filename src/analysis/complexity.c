#include "analysis/complexity.h"

#include "analysis/eigen.h"
#include "analysis/moments.h"
#include "analysis/specialisation.h"

#include <math.h>

/* ---- M ---- */

static enum err presence_transpose(struct arena *a, struct presence *m)
{
    uint32_t n = m->first_activity[m->places];
    uint32_t *first = arena_array(a, (size_t)m->activities + 2, uint32_t);
    uint32_t *place = arena_array(a, n, uint32_t);
    if (!first || !place)
        return ERR_MEMORY;
    /* One place further on than usual, so that filling leaves the array right. */
    for (uint32_t i = 0; i < n; i++)
        first[m->activity[i] + 2]++;
    for (uint32_t p = 0; p < m->activities; p++)
        first[p + 2] += first[p + 1];
    for (uint32_t c = 0; c < m->places; c++)
        for (uint32_t i = m->first_activity[c]; i < m->first_activity[c + 1]; i++)
            place[first[m->activity[i] + 1]++] = c;
    m->first_place = first;
    m->place = place;
    return OK;
}

enum err presence_from_values(struct arena *a, const struct sparse *x, enum presence_rule rule, double threshold,
                              struct presence *ret_presence)
{
    struct totals t;
    TRY(totals_of(a, x, &t));
    uint32_t *first = arena_array(a, (size_t)x->rows + 1, uint32_t);
    uint32_t *activity = arena_array(a, x->first[x->rows], uint32_t);
    if (!first || !activity)
        return ERR_MEMORY;
    uint32_t n = 0;
    for (uint32_t c = 0; c < x->rows; c++) {
        for (uint32_t i = x->first[c]; i < x->first[c + 1]; i++) {
            uint32_t p = x->column[i];
            double measure = rule == PRESENCE_BY_VALUE
                                 ? x->value[i]
                                 : location_quotient(x->value[i], t.of_place[c], t.of_activity[p], t.whole);
            if (x->value[i] > 0 && measure >= threshold)
                activity[n++] = p;
        }
        first[c + 1] = n;
    }
    *ret_presence = (struct presence){x->rows, x->columns, first, activity, NULL, NULL};
    return presence_transpose(a, ret_presence);
}

/* ---- the two sides of M, for what treats them alike ---- */

struct side {
    uint32_t count;
    const uint32_t *first;
    const uint32_t *other; /* numbers on the other side */
};

static struct side places_of(const struct presence *m)
{
    return (struct side){m->places, m->first_activity, m->activity};
}

static struct side activities_of(const struct presence *m)
{
    return (struct side){m->activities, m->first_place, m->place};
}

static inline uint32_t side_degree(const struct side *s, uint32_t i)
{
    return s->first[i + 1] - s->first[i];
}

static uint32_t count_active(const struct side *s)
{
    uint32_t active = 0;
    for (uint32_t i = 0; i < s->count; i++)
        active += side_degree(s, i) > 0;
    return active;
}

/* ---- connected groups ---- */

/* Visits everything that hangs together with a place; returns how many places that is.
 * `seen` covers places, then activities; `queue` has room for all of both. */
static uint32_t visit_group(const struct presence *m, uint32_t place, bool *seen, uint32_t *queue)
{
    struct side sides[2] = {places_of(m), activities_of(m)};
    uint32_t places = 0, head = 0, tail = 0;
    queue[tail++] = place;
    seen[place] = true;
    while (head < tail) {
        uint32_t node = queue[head++];
        bool is_activity = node >= m->places;
        const struct side *s = &sides[is_activity];
        uint32_t i = is_activity ? node - m->places : node;
        places += !is_activity;
        for (uint32_t k = s->first[i]; k < s->first[i + 1]; k++) {
            uint32_t next = is_activity ? s->other[k] : s->other[k] + m->places;
            if (!seen[next]) {
                seen[next] = true;
                queue[tail++] = next;
            }
        }
    }
    return places;
}

static enum err count_groups(struct arena *a, const struct presence *m, struct complexity *z)
{
    size_t nodes = (size_t)m->places + m->activities;
    struct arena_mark mark = arena_mark(a);
    bool *seen = arena_array(a, nodes, bool);
    uint32_t *queue = arena_array(a, nodes, uint32_t);
    if (!seen || !queue)
        return ERR_MEMORY;
    for (uint32_t c = 0; c < m->places; c++) {
        if (seen[c] || presence_diversity(m, c) == 0)
            continue;
        uint32_t places = visit_group(m, c, seen, queue);
        z->groups++;
        z->largest_group = places > z->largest_group ? places : z->largest_group;
    }
    arena_rewind(a, mark);
    return OK;
}

/* ---- the second eigenvector ---- */

/* S on one side: y = D^-½ M D'^-1 Mᵀ D^-½ x. */
struct similarity {
    struct side near;
    struct side far;
    double *scaled; /* near: x over √k */
    double *means;  /* far */
};

static double sum_over(const struct side *s, uint32_t i, const double *values)
{
    double sum = 0;
    for (uint32_t k = s->first[i]; k < s->first[i + 1]; k++)
        sum += values[s->other[k]];
    return sum;
}

static void apply_similarity(void *self, const double *x, double *y)
{
    struct similarity *z = self;
    for (uint32_t i = 0; i < z->near.count; i++)
        z->scaled[i] = side_degree(&z->near, i) ? x[i] / sqrt(side_degree(&z->near, i)) : 0;
    for (uint32_t j = 0; j < z->far.count; j++)
        z->means[j] = side_degree(&z->far, j) ? sum_over(&z->far, j, z->scaled) / side_degree(&z->far, j) : 0;
    for (uint32_t i = 0; i < z->near.count; i++)
        y[i] = side_degree(&z->near, i) ? sum_over(&z->near, i, z->means) / sqrt(side_degree(&z->near, i)) : 0;
}

static double *known_first_vector(struct arena *a, const struct side *s)
{
    double *first = arena_array(a, s->count, double);
    for (uint32_t i = 0; first && i < s->count; i++)
        first[i] = sqrt((double)side_degree(s, i) / s->first[s->count]);
    return first;
}

/* Eigenvalues two and three, and the second vector of M̃ or of its counterpart over the places:
 * ret_vector is on the near side, no longer scaled by √k. */
static enum err second_vector(struct arena *a, struct similarity *s, struct complexity *z, double **ret_vector)
{
    const double *aside[2] = {known_first_vector(a, &s->near), NULL};
    if (!aside[0])
        return ERR_MEMORY;
    struct operator op = {s->near.count, apply_similarity, s};
    struct eigenpair second, third;
    TRY(eigen_leading(a, &op, aside, 1, COMPLEXITY_RESIDUAL, &second));
    aside[1] = second.vector;
    TRY(eigen_leading(a, &op, aside, 2, sqrt(COMPLEXITY_RESIDUAL), &third));
    z->eigenvalue_2 = second.value;
    z->eigenvalue_3 = fmax(third.value, 0);
    z->gap = (z->eigenvalue_2 - z->eigenvalue_3) / z->eigenvalue_2;
    z->residual = second.residual;
    z->steps = second.steps + third.steps;
    if (!second.converged)
        z->verdict = COMPLEXITY_UNSETTLED;
    for (uint32_t i = 0; i < s->near.count; i++)
        second.vector[i] = side_degree(&s->near, i) ? second.vector[i] / sqrt(side_degree(&s->near, i)) : 0;
    *ret_vector = second.vector;
    return OK;
}

/* The mean over the other side, NaN for those with nothing. */
static void mean_of_others(const struct side *s, const double *values, double *ret_means)
{
    for (uint32_t i = 0; i < s->count; i++)
        ret_means[i] = side_degree(s, i) ? sum_over(s, i, values) / side_degree(s, i) : NAN;
}

/* corr(k_c, ECI) over the places that have anything; 0 when either does not vary. */
static double correlation_with_diversity(struct arena *a, const struct presence *m, const double *eci)
{
    double *diversity = arena_array(a, m->places, double);
    if (!diversity)
        return 0;
    for (uint32_t c = 0; c < m->places; c++)
        diversity[c] = presence_diversity(m, c) ? presence_diversity(m, c) : NAN;
    struct moments k = moments_of(diversity, m->places), e = moments_of(eci, m->places);
    double sum = 0;
    uint32_t known = 0;
    for (uint32_t c = 0; c < m->places; c++)
        if (!isnan(eci[c]))
            sum += (diversity[c] - k.mean) * (eci[c] - e.mean), known++;
    return k.deviation > 0 && e.deviation > 0 ? sum / known / (k.deviation * e.deviation) : 0;
}

/* From the eigenvector on the near side to standardised ECI and PCI. */
static enum err standardise(struct arena *a, const struct presence *m, bool near_is_places, const double *vector,
                            struct complexity *z)
{
    struct side places = places_of(m), activities = activities_of(m);
    if (near_is_places)
        mean_of_others(&activities, vector, z->pci_uncentred);
    else
        for (uint32_t p = 0; p < m->activities; p++)
            z->pci_uncentred[p] = presence_ubiquity(m, p) ? vector[p] : NAN;
    mean_of_others(&places, z->pci_uncentred, z->eci);
    z->correlation = correlation_with_diversity(a, m, z->eci);
    if (arena_failed(a))
        return ERR_MEMORY;
    struct moments e = moments_of(z->eci, m->places);
    double sign = z->correlation < 0 ? -1 : 1;
    z->correlation *= sign;
    for (uint32_t c = 0; c < m->places; c++)
        z->eci[c] = sign * (z->eci[c] - e.mean) / e.deviation;
    for (uint32_t p = 0; p < m->activities; p++) {
        z->pci[p] = sign * (z->pci_uncentred[p] - e.mean) / e.deviation;
        z->pci_uncentred[p] = sign * z->pci_uncentred[p] / e.deviation;
    }
    if (!(e.deviation > 0))
        z->verdict = COMPLEXITY_FLAT;
    else if (z->correlation < COMPLEXITY_LEAST_CORRELATION)
        z->verdict = COMPLEXITY_NO_SIGN;
    return OK;
}

static enum err identify(struct arena *a, const struct presence *m, double least_gap, struct complexity *z)
{
    struct side places = places_of(m), activities = activities_of(m);
    bool near_is_places = m->places < m->activities;
    struct similarity s = {near_is_places ? places : activities, near_is_places ? activities : places,
                           arena_array(a, near_is_places ? m->places : m->activities, double),
                           arena_array(a, near_is_places ? m->activities : m->places, double)};
    if (!s.scaled || !s.means)
        return ERR_MEMORY;
    double *vector = NULL;
    TRY(second_vector(a, &s, z, &vector));
    if (z->eigenvalue_2 < sqrt(COMPLEXITY_RESIDUAL))
        z->verdict = COMPLEXITY_FLAT;
    else if (z->verdict == COMPLEXITY_IDENTIFIED && z->gap < least_gap)
        z->verdict = COMPLEXITY_TIED;
    return z->verdict == COMPLEXITY_IDENTIFIED ? standardise(a, m, near_is_places, vector, z) : OK;
}

static void forget(double *values, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        values[i] = NAN;
}

enum err complexity_indices(struct arena *a, const struct presence *m, double least_gap,
                            struct complexity *ret_complexity)
{
    struct complexity z = {.eigenvalue_2 = NAN, .eigenvalue_3 = NAN, .gap = NAN, .residual = NAN, .correlation = NAN};
    z.eci = arena_array(a, m->places, double);
    z.pci = arena_array(a, m->activities, double);
    z.pci_uncentred = arena_array(a, m->activities, double);
    if (!z.eci || !z.pci || !z.pci_uncentred)
        return ERR_MEMORY;
    struct arena_mark mark = arena_mark(a);
    TRY(count_groups(a, m, &z));
    struct side places = places_of(m), activities = activities_of(m);
    if (count_active(&places) < 2 || count_active(&activities) < 2)
        z.verdict = COMPLEXITY_EMPTY;
    else if (z.groups > 1)
        z.verdict = COMPLEXITY_DISCONNECTED;
    else
        TRY(identify(a, m, least_gap, &z));
    arena_rewind(a, mark);
    if (z.verdict != COMPLEXITY_IDENTIFIED) {
        forget(z.eci, m->places);
        forget(z.pci, m->activities);
        forget(z.pci_uncentred, m->activities);
    }
    *ret_complexity = z;
    return OK;
}
