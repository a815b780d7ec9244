/* Economic systemic risk (ESRI): the part of a network's output that is lost
 * when firms stop, wholly or in part.
 *
 * A shock gives firms a loss 1 − ψ in [0, 1].  It travels downstream as missing
 * inputs (shortage.h, h^d) and upstream as missing customers (demand.h, h^u), in
 * rounds from h = 1.  Round 1 is the shock itself, round 2 reaches its direct
 * customers and suppliers, and so on until in one round no h^d and no h^u moves by
 * more than ε; that round's values are the result:
 *
 *     ESRI = Σ_l (s_l / Σ s) (1 − min(h_l^d, h_l^u))
 *
 * ε decides much on cyclic networks and belongs beside every figure.  A move
 * counts as more than ε from ε (1 + 10⁻⁹) on, so that rounding does not decide
 * whether a move of just ε ends the run.
 *
 * Source: Diem et al. 2022 (supply_network.h), whose reference numbers on 13
 * firms are met to 1e-15; the numbers equal those of recomputing every firm in
 * every round to 1e-9.
 *
 * Cost of n shocks: each is first passed on by itself (demand_push.h); those
 * that reach too much of the network go again, in eights (demand.h): n / 8
 * readings of the network a round upstream, plus the deliveries of the firms
 * that move downstream; memory per worker about 350 bytes a firm and 64 a link.  The answer does not depend on the number of
 * workers. */
#ifndef ANALYSIS_SYSTEMIC_RISK_H
#define ANALYSIS_SYSTEMIC_RISK_H

#include "analysis/shortage.h"
#include "analysis/supply_network.h"

#define SYSTEMIC_RISK_EPSILON 1e-2 /* the usual one */
#define SYSTEMIC_RISK_EPSILON_LEAST 1e-13

struct risk_terms {
    double epsilon; /* in [SYSTEMIC_RISK_EPSILON_LEAST, 1) */
    int workers;    /* 1 … PARALLEL_WORKERS_MAX */
};

struct risk {
    double own;    /* after round 1: the share of the shocked firms themselves */
    double direct; /* after round 2: with their direct customers and suppliers */
    double total;  /* ESRI */
    uint32_t rounds;
};

/* What stops, or is reduced, at once.  A firm named twice has the greater loss. */
struct shock {
    const struct firm_loss *losses;
    size_t n;
};

/* Each shock by itself.  `ret_risks` has room for all.  ERR_MEMORY. */
enum err systemic_risk_of_shocks(struct arena *a, const struct supply_network *net, const struct risk_terms *terms,
                                 const struct shock *shocks, size_t shock_count, struct risk *ret_risks);

/* The stop of each of these firms by itself: the ESRI of a firm.  `firms` NULL: every firm, 0 first. */
enum err systemic_risk_of_firms(struct arena *a, const struct supply_network *net, const struct risk_terms *terms,
                                const uint32_t *firms, size_t firm_count, struct risk *ret_risks);

/* ---- one shock, looked at closely ---- */

struct firm_fate {
    double downstream; /* 1 − h^d at the end */
    double upstream;   /* 1 − h^u at the end */
    uint32_t fell;     /* the first round after which the greater of both was ≥ falls_at; 0 = never */
};

struct shock_course {
    struct risk risk;
    struct firm_fate *fates; /* by firm */
    double *lost;            /* by round, [0] after round 1: Σ share · loss so far */
};

/* `falls_at` in (0, 1]: the loss from which a firm counts as fallen. */
enum err systemic_risk_follow(struct arena *a, const struct supply_network *net, const struct risk_terms *terms,
                              const struct shock *shock, double falls_at, struct shock_course *ret_course);

#endif
