/* On whom a supply relies: single sources, and dependence on outside.
 *
 * Arcs run supplier → customer; weights are amounts, ≥ 0.  Shares are of what a
 * customer buys, so no unit matters. */
#ifndef ANALYSIS_DEPENDENCE_H
#define ANALYSIS_DEPENDENCE_H

#include "analysis/paths.h"

/* What a customer buys of one kind of input. */
struct sourcing {
    uint32_t customer;
    uint32_t kind;
    uint32_t suppliers;        /* with an amount > 0 */
    uint32_t largest_supplier; /* the lowest number among equals */
    double largest_share;      /* 1 for a single source */
    double hhi;                /* Σ share² */
    double amount;
};

/* By customer, then kind, ascending; a customer that buys nothing has none.  `kind_of_arc` is by the
 * arc's `source` number, NULL: all inputs are one kind.  O(arcs log arcs). */
enum err graph_sourcing(struct arena *a, const struct graph *g, const uint32_t *kind_of_arc,
                        const struct sourcing **ret_sourcing, size_t *ret_count);

/* How deep a node's supply relies on suppliers outside.
 *
 *   direct    the share of its inputs bought outside
 *   ultimate  e_v = Σ_u share_uv · (1 if u is outside, else e_u): the share that
 *             comes from outside at the end of the chain, through whoever sells
 *             it on; the least solution, so that a closed loop inside is inside
 *   depth     d_v = Σ_u share_uv · e_u (1 + d_u) / e_v with e_u = 1, d_u = 0 outside:
 *             how many steps back, on average, the outside part comes from
 *   steps     the fewest such steps: 1 = an outside supplier of its own */
struct dependence {
    double *direct; /* by node; 0 for what buys nothing; 1 for what is outside */
    double *ultimate;
    double *depth;            /* NaN where ultimate is 0 */
    struct distances nearest; /* from the outside nodes */
    double change;            /* of the last round of the slowest cycle */
    bool settled;             /* change ≤ DEPENDENCE_CHANGE everywhere */
};

#define DEPENDENCE_CHANGE 1e-13
enum { DEPENDENCE_ROUNDS_MAX = 100000 };

/* Solved component by component in the order of supply; O(arcs) without cycles, else O(rounds · arcs of the
 * cycles). */
enum err graph_dependence(struct arena *a, const struct graph *g, const bool *outside,
                          struct dependence *ret_dependence);

#endif
