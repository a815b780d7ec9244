/* Local supply: how much is bought here, and who here could supply whom.
 *
 *   本地配套率 ratio = local / (local + outside), over purchases within the chain
 *   coverage  = (local + outside) / all: the share whose origin is known
 *   low, high = local / all, (local + unknown) / all: what the ratio could be
 *               whatever the unknown part turns out to be */
#ifndef ANALYSIS_LOCAL_SUPPLY_H
#define ANALYSIS_LOCAL_SUPPLY_H

#include "base/arena.h"
#include "base/fault.h"

#include <stdint.h>

enum purchase_origin { ORIGIN_UNKNOWN, ORIGIN_LOCAL, ORIGIN_OUTSIDE };

struct purchase {
    uint32_t group; /* the firm, segment or chain it is counted for */
    enum purchase_origin origin;
    double amount; /* ≥ 0; any unit */
};

struct supply_ratio {
    double local, outside, unknown;
    double ratio;    /* NaN when no origin is known */
    double coverage; /* NaN when nothing is bought */
    double low, high;
};

/* One a group, and one over all at [group_count].  O(purchases + groups); NULL when memory is out. */
struct supply_ratio *local_supply_ratios(struct arena *a, const struct purchase *purchases, size_t n,
                                         uint32_t group_count);

/* ---- who could supply whom ---- */

struct supply_post { /* a firm's place in a segment */
    uint32_t firm;
    uint32_t segment;
    bool lead;       /* 链主 or 龙头骨干: buys */
    double capacity; /* what it can deliver in a year; NaN: not known */
};

struct supply_need { /* a lead firm's input of one segment */
    uint32_t firm;
    uint32_t segment;      /* of the input */
    double bought_outside; /* in a year; NaN: not known */
    bool essential;
};

struct supply_tie { /* who supplies whom already */
    uint32_t supplier, buyer;
};

struct supply_match {
    uint32_t supplier, buyer;
    uint32_t segment; /* the supplier's, which the buyer needs */
    bool essential;
    double could_move; /* min(capacity, bought outside) as far as known; NaN: neither is */
};

/* Firms here that make what a lead firm needs, are no lead firms themselves in that segment, and do not supply it
 * yet: essential inputs first, then by what could move here, unknown amounts last, then by numbers.  At most
 * `most` of them for each need.  O(n log n + matches log matches); ERR_MEMORY alone. */
enum err local_supply_matches(struct arena *a, const struct supply_post *posts, size_t post_count,
                              const struct supply_need *needs, size_t need_count, const struct supply_tie *ties,
                              size_t tie_count, uint32_t most, const struct supply_match **ret_matches,
                              size_t *ret_count);

#endif
