/* The losses of demand.h for one shock by itself, passed on by the firms that lose.
 *
 * What a firm newly loses in a round, its suppliers newly lack in the next, each
 * by its share of sales to it.  So a round costs the purchases of the firms that
 * moved in the round before, however much their suppliers sell to others: far
 * less than reading the sales of all that are reached, as long as these are few.
 * Where nearly all move, demand.h serves eight shocks with one reading; `effort`
 * tells when it is time to change over.
 *
 * Memory 50 bytes a firm.  One thread. */
#ifndef ANALYSIS_DEMAND_PUSH_H
#define ANALYSIS_DEMAND_PUSH_H

#include "analysis/shortage.h"

struct demand_push {
    const struct supply_network *net;
    double *lacking; /* by firm: Σ_m (W_lm / s_l) · loss of m, in the round before */
    double *floor;   /* by firm: the loss of a shocked firm, 0 for others */
    double *coming;  /* by firm: what is newly lacking in this round */
    double *moved;   /* by firm: what it lost in the last round */
    bool *is_reached;
    uint32_t *reached; /* the firms with a loss */
    uint32_t reached_count;
    uint32_t *moving; /* the firms that moved in the last round */
    uint32_t moving_count;
    uint32_t *listed; /* those that will in this one */
    double total;     /* Σ share · loss after the last round */
    double effort;    /* deliveries passed on since the shock, those of the next round included */
};

/* ERR_MEMORY. */
enum err demand_push_new(struct arena *a, const struct supply_network *net, struct demand_push *ret_push);

/* Heals all, then the first round: every firm at its own loss, the greater where it is named twice.  Returns the
 * largest move. */
double demand_push_begin(struct demand_push *d, const struct firm_loss *losses, size_t n);

/* The next round.  Returns the largest move. */
double demand_push_round(struct demand_push *d);

static inline double demand_push_loss(const struct demand_push *d, uint32_t firm)
{
    return d->lacking[firm] > d->floor[firm] ? d->lacking[firm] : d->floor[firm];
}

#endif
