/* Systemic risk where the links themselves are uncertain: an interval rather
 * than a figure, and which fact is worth finding out first.
 *
 * Doubt about a link is a chance that it exists at all and a spread of its
 * weight: weight · exp(spread · z − spread² / 2), z standard normal, so that the
 * mean is the weight as given; a spread of 0.3 is about ± 30 %.  Links are
 * drawn independently, `draws` times; each draw is a network of its own, and
 * systemic_risk.h computes it.  A draw depends on the seed, its number and the
 * link's number alone: the same seed gives the same answer on any machine with
 * any number of workers.
 *
 * Cost: `draws` networks, or up to two for each uncertain fact, times the
 * shocks of the watched firms.  Memory one network and 8 bytes a draw and
 * watched firm.  ERR_MEMORY is the only error. */
#ifndef ANALYSIS_SUPPLY_DOUBT_H
#define ANALYSIS_SUPPLY_DOUBT_H

#include "analysis/supply_network.h"
#include "analysis/systemic_risk.h"

struct link_doubt {
    double presence; /* the chance that the link exists, in [0, 1] */
    double spread;   /* ≥ 0, at most SPREAD_MAX */
};
#define SPREAD_MAX 3.0

/* Links as believed, and what is believed about them. */
struct doubtful_supply {
    uint32_t firm_count;
    const uint32_t *industry; /* by firm */
    uint32_t industry_count;
    const struct supply_link *links;
    const struct link_doubt *doubts; /* by link */
    size_t link_count;
};

/* The firms whose risk is asked for: firms[0 … n - 1]. */
struct watch {
    const uint32_t *firms;
    size_t n;
};

struct doubt_terms {
    struct risk_terms risk;
    uint64_t seed;
    uint32_t draws; /* ≥ 1 */
    double cover;   /* of the interval, in (0, 1): 0.9 leaves 5 % on either side */
};

struct risk_interval {
    double mean;
    double low; /* quantiles, linear between order statistics */
    double middle;
    double high;
    uint32_t rank_low; /* among the watched firms, 1 = the greatest risk; the same quantiles, outward */
    uint32_t rank_high;
};

/* By watched firm. */
enum err doubt_intervals(struct arena *a, const struct doubtful_supply *supply, const struct doubt_terms *terms,
                         const struct watch *watch, struct risk_interval *ret_intervals);

enum fact_kind { FACT_PRESENCE, FACT_WEIGHT };

/* One thing that is not known: whether link `link` exists, or what its weight is. */
struct fact {
    size_t link;
    enum fact_kind kind;
    double places; /* expected Σ over watched firms of the places that each moves in the ranking */
    double risk;   /* expected Σ over watched firms of the change of their ESRI */
};

/* Every uncertain fact, the one that would change the ranking most first (then by risk, then
 * as given).  Measured against the network of what is likely (links of presence ≥ ½, weights
 * as given): one fact at a time is taken as found out, present or absent by its chance, the
 * weight one spread up or down by halves.  Firms whose risks differ by less than 1e-9 share a
 * place.  `terms->draws` and `seed` play no part. */
enum err doubt_facts(struct arena *a, const struct doubtful_supply *supply, const struct doubt_terms *terms,
                     const struct watch *watch, struct fact **ret_facts, size_t *ret_n);

#endif
