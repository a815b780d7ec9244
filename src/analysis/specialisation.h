/* Concentration and specialisation of places in activities.
 *
 * x is places × activities, cells ≥ 0 (output, employment, firms).  With
 *     X_c = Σ_p x_cp,  X_p = Σ_c x_cp,  X = Σ x,
 *     s_cp = x_cp / X_c (the activity's share in the place),
 *     t_p = X_p / X (its share in all places together, the place included):
 *
 *   location quotient = RCA    LQ_cp = s_cp / t_p          (Balassa 1965)
 *   concentration of a place   HHI_c = Σ_p s_cp²           (Hirschman 1945)
 *   of an activity             HHI_p = Σ_c (x_cp / X_p)²
 *   Krugman's index            K_c = Σ_p |s_cp - t_p|, 0 (as all) … 2 (nothing in common)
 *                                                          (Krugman 1991)
 *   Hachman's index            H_c = 1 / Σ_p s_cp LQ_cp, 0 … 1 (as all)   (Hachman 1995)
 *
 * What has a zero row or column is undefined: NaN in arrays, never shown as a
 * number.  No unit matters: each index stays when x is scaled.  LQ_cp ≥ 1 is
 * exact where sums are exact: both shares are rounded alike, so that equal
 * shares give exactly 1.  O(cells of x) except where said. */
#ifndef ANALYSIS_SPECIALISATION_H
#define ANALYSIS_SPECIALISATION_H

#include "analysis/matrix.h"

struct totals {
    double *of_place;    /* X_c */
    double *of_activity; /* X_p */
    double whole;        /* X */
};

enum err totals_of(struct arena *a, const struct sparse *x, struct totals *ret_totals);

/* LQ of one cell; NaN when its place or activity has no total. */
double location_quotient(double value, double of_place, double of_activity, double whole);

/* Places whose total is below `least` become zero rows: too small to be compared.
 * Returns how many with something in them went; x keeps its shape. */
enum err places_drop_small(struct arena *a, const struct sparse *x, double least, struct sparse *ret_kept,
                           uint32_t *ret_dropped);

struct place_indices {
    double hhi;
    double krugman;
    double hachman;
};

/* One for each place; NaN members for a zero row. */
enum err place_indices_of(struct arena *a, const struct sparse *x, const struct totals *totals,
                          struct place_indices **ret_indices);
/* HHI_p for each activity. */
enum err activity_concentration(struct arena *a, const struct sparse *x, const struct totals *totals, double **ret_hhi);

#endif
