/* Weighing several factors into one rank, with its reasons and how firm it is.
 *
 * Candidates × factors, each cell in 0 … 1 or NaN (not known).
 *     score_i = Σ_k w_k r_ik / Σ_k w_k  over the factors known of i
 *     known_i = the share of the weight that is known
 *     part_ik = w_k r_ik / Σ w over the known: the reasons, they add up to the score
 * The weights are somebody's choice, so the rank is tried with each of them moved
 * by `move` up and down in every combination (2^factors): the best and the worst
 * rank each candidate then gets, and how often the order is another.
 *
 * Factors of different units become comparable as percentiles among the
 * candidates: no unit and no monotone scale matters. */
#ifndef ANALYSIS_SCORING_H
#define ANALYSIS_SCORING_H

#include "analysis/matrix.h"

enum { SCORING_FACTORS_MAX = 10 };

struct ranking {
    size_t candidates;
    int factors;
    double *score;          /* NaN when nothing of it is known */
    double *known;          /* 0 … 1 */
    uint32_t *rank;         /* 1 = highest score, equal ones alike; 0 without a score */
    uint32_t *order;        /* the candidates by rank, those without a score last */
    uint32_t *best, *worst; /* rank under moved weights */
    struct matrix parts;    /* candidates × factors; NaN where not known */
    uint32_t trials;        /* sets of moved weights */
    uint32_t order_changed; /* sets under which any two candidates change places */
    uint32_t first_changed; /* sets under which another is first */
};

/* Weights ≥ 0, not all 0; 0 ≤ move < 1.  O(2^factors · candidates · log candidates); ERR_MEMORY alone. */
enum err scoring_rank(struct arena *a, const struct matrix *values, const double *weights, double move,
                      struct ranking *ret_ranking);

/* Mid-rank percentiles of the known values: the lowest 0, the highest 1, equal ones alike, a single one ½;
 * NaN stays.  `less_is_better` turns them round.  values[i · stride].  In place. */
enum err scoring_percentiles(struct arena *a, double *values, size_t n, size_t stride, bool less_is_better);

/* The factors of one candidate by their part, largest first; returns how many are known. */
int scoring_reasons(const struct ranking *r, size_t candidate, int ret_factors[SCORING_FACTORS_MAX]);

#endif
