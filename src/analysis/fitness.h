/* Fitness of places and complexity of activities by the non-linear map: a second
 * opinion beside ECI and PCI (Tacchella, Cristelli, Caldarelli, Gabrielli,
 * Pietronero, Scientific Reports 2012).
 *
 *     F̃_c = Σ_p M_cp Q_p        Q̃_p = 1 / Σ_c M_cp / F_c
 *
 * each divided by its mean, from all 1.  Where M is triangular enough the map
 * lets some fitnesses go to zero like a power of the number of rounds instead of
 * settling (Pugliese, Zaccaria, Pietronero 2016): their order is then still
 * meaningful, their size is not, and they are counted as vanishing. */
#ifndef ANALYSIS_FITNESS_H
#define ANALYSIS_FITNESS_H

#include "analysis/complexity.h"

enum { FITNESS_ROUNDS_MAX = 1000 };
#define FITNESS_CHANGE 1e-10
#define FITNESS_VANISHING 1e-6

enum fitness_verdict {
    FITNESS_SETTLED,   /* no value changed by more than FITNESS_CHANGE of itself in the last round */
    FITNESS_VANISHES,  /* all but the vanishing have settled */
    FITNESS_UNSETTLED, /* FITNESS_ROUNDS_MAX rounds were not enough */
    FITNESS_EMPTY      /* no place has anything */
};

struct fitness {
    enum fitness_verdict verdict;
    int rounds;
    double change;      /* the largest relative change of the last round, the vanishing left out */
    uint32_t vanishing; /* places whose fitness is below FITNESS_VANISHING and falling */
    double *fitness;    /* places, mean 1 over those with anything; NaN for the others */
    double *complexity; /* activities, mean 1; NaN for those that no place has */
};

/* O(rounds × cells of M); ERR_MEMORY alone. */
enum err fitness_of(struct arena *a, const struct presence *m, struct fitness *ret_fitness);

#endif
