/* Losses that travel downstream: a firm that lacks inputs delivers less.
 *
 * h_l = min(1 − max_{k essential} Σ_{j∈k} σ_j Λ¹_jl (1 − h_j),
 *           1 − Σ_{non-essential} σ_j Λ²_jl (1 − h_j), ψ_l)
 * σ_j = min(1, s_j / Σ_{i in the industry of j} s_i h_i)
 *
 * in rounds from h = 1, each round from the values of the round before (Λ, s:
 * supply_network.h).  Kept as losses 1 − h.  Losses only grow from round to
 * round, since σ grows as health falls; so a round needs to look at nothing
 * but the industries in which a firm moved in the round before, and adds to
 * each customer's dependence what is newly missing.  The numbers are those of
 * computing everything anew, to 1e-12: a change below `least` waits until it
 * has grown past it.
 *
 * A round costs the deliveries of the hit firms of the industries that moved.
 * Memory 25 bytes a firm and 8 a dependence.  One thread. */
#ifndef ANALYSIS_SHORTAGE_H
#define ANALYSIS_SHORTAGE_H

#include "analysis/supply_network.h"

#include <stdbool.h>

struct firm_loss {
    uint32_t firm;
    double loss; /* 1 − ψ, in [0, 1] */
};

struct shortage {
    const struct supply_network *net;
    double least;
    double *loss;  /* by firm, after the last round */
    uint32_t *hit; /* the firms with a loss, in the order in which they were hit */
    uint32_t hit_count;

    double *coming; /* by firm: the loss after this round, where it is waiting */
    bool *is_waiting;
    uint32_t *waiting;
    uint32_t waiting_count;
    double *missing;       /* by dependence: Σ σ Λ loss */
    double *sent;          /* by firm: σ · loss that its customers know of */
    uint32_t *next_hit;    /* by firm: another hit firm of its industry */
    uint32_t *first_hit;   /* by industry */
    double *industry_loss; /* by industry: Σ s · loss */
    bool *is_stirred;
    uint32_t *stirred; /* industries in which a firm moved in the last round */
    uint32_t stirred_count;
};

/* All healthy.  ERR_MEMORY. */
enum err shortage_new(struct arena *a, const struct supply_network *net, struct shortage *ret_shortage);

/* Heals all, then the first round: every firm at its own loss.  A firm named
 * twice has the greater loss.  `least`: see above; > 0.  Returns the largest move. */
double shortage_begin(struct shortage *s, const struct firm_loss *losses, size_t n, double least);

/* The next round.  Returns the largest move; 0 when nothing moves any more. */
double shortage_round(struct shortage *s);

#endif
