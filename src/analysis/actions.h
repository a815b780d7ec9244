/* The four actions on a chain: 建链 build, 补链 fill, 延链 extend, 强链 strengthen.
 *
 * Who is considered for what, and by which factors:
 *
 *   build       a segment that is missing here; near in skills (density), worth having
 *               (PCI, COG, value share)
 *   fill        missing or weak, and needed: on the essential path, with demand
 *               here that is not met, or relieving a chokepoint; by just these
 *   extend      not strong itself, next to what is strong (up- or downstream);
 *               by that strength and by its value share
 *   strengthen  strong, and tied to few firms or losing share; by these two
 *
 * Factors become percentiles among those considered (the essential path counts 0
 * or 1), so a score compares segments of one chain, not of two; weights, ranks,
 * reasons and their firmness are those of scoring.h.  A factor that is NaN is not
 * known and lowers `known` instead of the score. */
#ifndef ANALYSIS_ACTIONS_H
#define ANALYSIS_ACTIONS_H

#include "analysis/scoring.h"

enum action { ACTION_BUILD, ACTION_FILL, ACTION_EXTEND, ACTION_STRENGTHEN, ACTION_COUNT };

enum segment_state { SEGMENT_MISSING, SEGMENT_WEAK, SEGMENT_FAIR, SEGMENT_STRONG };

enum segment_factor {
    FACTOR_DENSITY,
    FACTOR_COMPLEXITY,         /* PCI */
    FACTOR_GAIN,               /* COG */
    FACTOR_VALUE_SHARE,        /* of the chain's value added */
    FACTOR_ESSENTIAL,          /* 1 on the essential path to the lead firms, else 0 */
    FACTOR_UNMET_DEMAND,       /* bought outside in a year, any unit */
    FACTOR_RELIEF,             /* by how much the chain's risk falls with a firm there (ESRI or chokepoints) */
    FACTOR_NEIGHBOUR_STRENGTH, /* share of the segments next to it that are strong, by weight */
    FACTOR_CONCENTRATION,      /* HHI of local output over firms */
    FACTOR_SHARE_LOST,         /* fall of the local share of the market; below 0 when it grows */
    FACTOR_COUNT
};

struct segment_facts {
    enum segment_state state;
    double factor[FACTOR_COUNT]; /* NaN: not known */
};

struct action_rules {
    double weight[ACTION_COUNT][FACTOR_COUNT]; /* 0 for factors that an action does not look at */
    double concentrated_from;                  /* HHI from which a segment is tied to few firms */
    double move;                               /* how far the weights are moved to test the ranks */
};
extern const struct action_rules action_rules_default; /* equal weights, HHI 0.25, ±20 % */

struct action_list {
    const uint32_t *segments; /* those considered, ascending */
    size_t count;
    struct ranking ranking;                    /* its candidates are places in `segments`; ranking.order goes by rank */
    enum segment_factor factors[FACTOR_COUNT]; /* of the ranking's columns */
};

/* Whether a segment is considered for an action. */
bool action_considers(enum action action, const struct segment_facts *s, const struct action_rules *rules);

/* One list an action.  O(actions · 2^factors · segments · log segments); ERR_MEMORY alone. */
enum err actions_propose(struct arena *a, const struct segment_facts *segments, size_t n,
                         const struct action_rules *rules, struct action_list ret_lists[ACTION_COUNT]);

#endif
