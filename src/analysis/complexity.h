/* Economic complexity of places and activities (Hidalgo & Hausmann, PNAS 2009;
 * Hausmann, Hidalgo et al., The Atlas of Economic Complexity 2014).
 *
 * M is places × activities, M_cp = 1 where the place has the activity (usually
 * RCA ≥ 1).  k_c = Σ_p M_cp is a place's diversity, k_p = Σ_c M_cp an activity's
 * ubiquity.
 *
 *   PCI  the second right eigenvector of M̃_pp' = Σ_c M_cp M_cp' / (k_c k_p)
 *   ECI  the mean PCI of a place's activities; both are then standardised by
 *        the mean and the population standard deviation of ECI; sign so that
 *        corr(k_c, ECI) > 0
 *   proximity  φ_pq = Σ_c M_cp M_cq / max(k_p, k_q)
 *   density    ω_cp = Σ_q M_cq φ_qp / Σ_q φ_qp,  distance  1 − ω_cp
 *   COI_c = Σ_p ω_cp (1 − M_cp) PCI'_p, standardised over the places;
 *   COG_cp = (1 − M_cp) Σ_q (1 − M_cq) φ_qp PCI'_q / Σ_r φ_qr,
 *        both with PCI' = the eigenvector over the standard deviation of ECI,
 *        before the mean is taken off, as py-ecomplexity and the Stata package do.
 *
 * M̃ is similar to the symmetric S = D_p^-½ Mᵀ D_c^-1 M D_p^-½, whose first
 * eigenvector √k_p is known; the second and third are found by eigen.h on the
 * smaller side, so nothing depends on threads.  Places and activities without
 * any M_cp = 1 have no index (NaN) and do not disturb the others. */
#ifndef ANALYSIS_COMPLEXITY_H
#define ANALYSIS_COMPLEXITY_H

#include "analysis/matrix.h"

/* M as lists, both ways; ascending. */
struct presence {
    uint32_t places;
    uint32_t activities;
    const uint32_t *first_activity; /* places + 1 */
    const uint32_t *activity;
    const uint32_t *first_place; /* activities + 1 */
    const uint32_t *place;
};

static inline uint32_t presence_diversity(const struct presence *m, uint32_t place)
{
    return m->first_activity[place + 1] - m->first_activity[place];
}
static inline uint32_t presence_ubiquity(const struct presence *m, uint32_t activity)
{
    return m->first_place[activity + 1] - m->first_place[activity];
}

enum presence_rule {
    PRESENCE_BY_RCA,  /* RCA_cp ≥ threshold */
    PRESENCE_BY_VALUE /* x_cp ≥ threshold and x_cp > 0: M is given */
};

/* O(cells of x). */
enum err presence_from_values(struct arena *a, const struct sparse *x, enum presence_rule rule, double threshold,
                              struct presence *ret_presence);

/* ---- ECI and PCI ---- */
enum complexity_verdict {
    COMPLEXITY_IDENTIFIED,
    COMPLEXITY_EMPTY,        /* fewer than two places or two activities have anything */
    COMPLEXITY_DISCONNECTED, /* the places fall into groups that share no activity: 1 is a repeated eigenvalue */
    COMPLEXITY_FLAT,         /* every place has the same mix: nothing tells them apart */
    COMPLEXITY_TIED,         /* the second and third eigenvalue are too close to say which vector is meant */
    COMPLEXITY_NO_SIGN,      /* diversity and ECI are uncorrelated: which end is complex is not known */
    COMPLEXITY_UNSETTLED     /* the residual was not reached */
};

#define COMPLEXITY_RESIDUAL 1e-12
#define COMPLEXITY_LEAST_GAP 1e-6 /* (λ₂ − λ₃) / λ₂ below which a ranking is refused, unless told otherwise */
#define COMPLEXITY_LEAST_CORRELATION 1e-9

struct complexity {
    enum complexity_verdict verdict;
    uint32_t groups;        /* connected groups of places and activities; those without any are not counted */
    uint32_t largest_group; /* places in the largest */
    double eigenvalue_2;    /* NaN where not computed */
    double eigenvalue_3;
    double gap;      /* (λ₂ − λ₃) / λ₂ */
    double residual; /* of the second eigenvector; its error is about residual / (λ₂ − λ₃) */
    int steps;
    double correlation;    /* corr(k_c, ECI), > 0 */
    double *eci;           /* places; all NaN unless identified */
    double *pci;           /* activities; all NaN unless identified */
    double *pci_uncentred; /* PCI' above */
};

/* O(steps × cells of M + steps² × min(places, activities)).  ERR_MEMORY alone. */
enum err complexity_indices(struct arena *a, const struct presence *m, double least_gap,
                            struct complexity *ret_complexity);

/* ---- proximity, density, outlook ---- */

/* φ, activities × activities; the diagonal is 1 (0 for activities that no place has) or all 0.
 * O(activities² × places / 64) by counting bits. */
enum err complexity_proximity(struct arena *a, const struct presence *m, bool unit_diagonal, int workers,
                              struct matrix *ret_proximity);

struct outlook {
    struct matrix density; /* places × activities; NaN where Σ_q φ_qp = 0 */
    struct matrix gain;    /* COG; 0 where the place has the activity; all NaN where PCI is not identified */
    double *coi;           /* places; NaN where PCI is not identified */
};

/* Each place is summed by itself in a fixed order: the same for any number of workers.
 * O(cells of M × activities).  `pci` is complexity.pci_uncentred, or NULL for density alone
 * (gain and coi are then NULL). */
enum err complexity_outlook(struct arena *a, const struct presence *m, const struct matrix *proximity,
                            const double *pci, int workers, struct outlook *ret_outlook);

#endif
