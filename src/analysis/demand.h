/* Losses that travel upstream: a firm that loses customers sells less.
 *
 *     h_l = min(Σ_m (W_lm / s_l) h_m, ψ_l), firms without customers h_l = ψ_l
 *
 * in rounds from h = 1, each from the values of the round before; kept as
 * losses 1 − h.  Every round reaches one step further and then nearly every
 * firm of a connected network, so DEMAND_LANES shocks go side by side through
 * one reading of the network: what limits is the fetching of a firm's row,
 * which then serves them all.  While few firms are reached only those are
 * computed; the others cannot have a loss.
 *
 * A round costs the sales of the firms reached (at most all).  Memory 130
 * bytes a firm and 64 for each firm shocked.  One thread. */
#ifndef ANALYSIS_DEMAND_H
#define ANALYSIS_DEMAND_H

#include "analysis/shortage.h"
#include "analysis/supply_network.h"

#include <stdbool.h>

enum { DEMAND_LANES = 8 };

struct demand {
    const struct supply_network *net;
    double *now; /* firm_count rows of DEMAND_LANES losses, each row one cache line */
    double *before;
    double *floors;      /* rows of DEMAND_LANES: the losses of shocked firms; row 0 unused */
    uint32_t *floor_row; /* by firm: its row, 0 = not shocked */
    uint32_t floor_count;
    uint32_t floors_max;
    uint32_t *row; /* the firms that may have a loss in the next round */
    uint32_t row_count;
    bool *is_listed;
    bool *is_reached;           /* had a loss in some lane */
    bool everywhere;            /* the list was given up: all firms are computed */
    double move[DEMAND_LANES];  /* of the last round: the largest change of any firm */
    double total[DEMAND_LANES]; /* Σ share · loss after the last round */
};

/* `floors_max`: the most firms shocked at once, over all lanes.  ERR_MEMORY. */
enum err demand_new(struct arena *a, const struct supply_network *net, size_t floors_max, struct demand *ret_demand);

/* Heals all in all lanes. */
void demand_clear(struct demand *d);
/* One lane's shock, before the first round. */
void demand_shock(struct demand *d, int lane, const struct firm_loss *losses, size_t n);
/* The next round in every lane. */
void demand_round(struct demand *d);

static inline double demand_loss(const struct demand *d, uint32_t firm, int lane)
{
    return d->now[(size_t)firm * DEMAND_LANES + (size_t)lane];
}

#endif
