#include "analysis/fitness.h"

#include <math.h>

/* Divides by the mean over the known. */
static void normalise(double *values, uint32_t n)
{
    double sum = 0;
    uint32_t known = 0;
    for (uint32_t i = 0; i < n; i++)
        if (!isnan(values[i]))
            sum += values[i], known++;
    for (uint32_t i = 0; i < n; i++)
        values[i] /= sum / known;
}

static void next_fitness(const struct presence *m, const double *complexity, double *ret_fitness)
{
    for (uint32_t c = 0; c < m->places; c++) {
        double sum = 0;
        for (uint32_t i = m->first_activity[c]; i < m->first_activity[c + 1]; i++)
            sum += complexity[m->activity[i]];
        ret_fitness[c] = presence_diversity(m, c) ? sum : NAN;
    }
    normalise(ret_fitness, m->places);
}

/* From the fitness of the same round as `complexity` was before, as the paper has it. */
static void next_complexity(const struct presence *m, const double *fitness, double *ret_complexity)
{
    for (uint32_t p = 0; p < m->activities; p++) {
        double sum = 0;
        for (uint32_t i = m->first_place[p]; i < m->first_place[p + 1]; i++)
            sum += 1 / fmax(fitness[m->place[i]], 1e-280);
        ret_complexity[p] = presence_ubiquity(m, p) ? 1 / sum : NAN;
    }
    normalise(ret_complexity, m->activities);
}

/* The largest relative change; what is small and smaller than before vanishes and is only counted. */
static double largest_change(const double *old, const double *now, uint32_t n, uint32_t *ret_vanishing)
{
    double largest = 0;
    uint32_t vanishing = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (isnan(now[i]))
            continue;
        if (now[i] < FITNESS_VANISHING && now[i] < old[i])
            vanishing++;
        else
            largest = fmax(largest, fabs(now[i] - old[i]) / fmax(now[i], 1e-280));
    }
    *ret_vanishing = vanishing;
    return largest;
}

static void iterate(const struct presence *m, double *fitness_next, double *complexity_next, struct fitness *z)
{
    z->change = INFINITY;
    while (z->rounds < FITNESS_ROUNDS_MAX && z->change > FITNESS_CHANGE) {
        next_fitness(m, z->complexity, fitness_next);
        next_complexity(m, z->fitness, complexity_next);
        uint32_t activities_vanishing = 0;
        double change = largest_change(z->complexity, complexity_next, m->activities, &activities_vanishing);
        z->change = fmax(change, largest_change(z->fitness, fitness_next, m->places, &z->vanishing));
        for (uint32_t c = 0; c < m->places; c++)
            z->fitness[c] = fitness_next[c];
        for (uint32_t p = 0; p < m->activities; p++)
            z->complexity[p] = complexity_next[p];
        z->rounds++;
    }
}

enum err fitness_of(struct arena *a, const struct presence *m, struct fitness *ret_fitness)
{
    struct fitness z = {.fitness = arena_array(a, m->places, double),
                        .complexity = arena_array(a, m->activities, double)};
    struct arena_mark mark = arena_mark(a);
    double *fitness_next = arena_array(a, m->places, double);
    double *complexity_next = arena_array(a, m->activities, double);
    if (!z.fitness || !z.complexity || !fitness_next || !complexity_next)
        return ERR_MEMORY;
    for (uint32_t c = 0; c < m->places; c++)
        z.fitness[c] = presence_diversity(m, c) ? 1 : NAN;
    for (uint32_t p = 0; p < m->activities; p++)
        z.complexity[p] = presence_ubiquity(m, p) ? 1 : NAN;
    if (m->first_activity[m->places] == 0) {
        z.verdict = FITNESS_EMPTY;
    } else {
        iterate(m, fitness_next, complexity_next, &z);
        z.verdict = z.change > FITNESS_CHANGE ? FITNESS_UNSETTLED : z.vanishing ? FITNESS_VANISHES : FITNESS_SETTLED;
    }
    arena_rewind(a, mark);
    *ret_fitness = z;
    return OK;
}
