/* 同质化: how far the industries that places choose are the same.
 *
 * From weights w_cp ≥ 0 of chains in places (1 for chosen, or output):
 *
 *   common      J_cd = |chosen by both| / |chosen by either|          (Jaccard 1901)
 *   similarity  S_cd = Σ_p w_cp w_dp / √(Σ w_cp² Σ w_dp²), the 产业结构相似系数
 *               (UNIDO 1979)
 *   unusual     of a chain: the share of the places that did not choose it
 *
 * 1 = the same choice, 0 = nothing in common; NaN for a place that chose nothing.
 * O(places² · chains per place). */
#ifndef ANALYSIS_OVERLAP_H
#define ANALYSIS_OVERLAP_H

#include "analysis/matrix.h"

struct overlap {
    struct matrix common; /* places × places, symmetric, diagonal 1 */
    struct matrix similarity;
    double *unusual;         /* by chain */
    double *mean_similarity; /* of a place with all others; NaN when there are none */
};

enum err overlap_of(struct arena *a, const struct sparse *weights, struct overlap *ret_overlap);

#endif
