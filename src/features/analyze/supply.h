/* Supply networks and shocks as csv files, for the methods that work on them.
 *
 * Network: supplier,customer,supplier_industry,customer_industry,weight,type and,
 * where links are in doubt, presence (0 to 1) and spread.  A type is 2 essential,
 * 1 non-essential, 0 irrelevant.  A firm has one industry wherever it stands.
 * Shock: firm,loss with a loss of 0 to 1. */
#ifndef FEATURES_ANALYZE_SUPPLY_H
#define FEATURES_ANALYZE_SUPPLY_H

#include "analysis/labels.h"
#include "analysis/supply_doubt.h"
#include "features/analyze/analyze.h"

/* The sum of 2^32 of them is still exact enough, and finite. */
#define SUPPLY_WEIGHT_MAX 1e18

struct supply_file {
    const char *path;
    struct labels *firms;
    struct labels *industries;
    uint32_t *industry; /* by firm */
    struct supply_link *links;
    struct link_doubt *doubts; /* by link */
    size_t link_count;
    size_t doubtful_count; /* links of presence below 1 or with a spread */
};

/* `otherwise` is what is believed of a link of which the file says nothing.  ERR_INPUT (every refused cell is
 * told), ERR_MEMORY. */
enum err supply_read(struct command_call *call, const char *path, struct link_doubt otherwise,
                     struct supply_file *ret_supply);

/* A shock to that network. */
enum err shock_read(struct command_call *call, const char *path, const struct supply_file *supply,
                    struct shock *ret_shock);

static inline struct doubtful_supply supply_doubtful(const struct supply_file *s)
{
    return (struct doubtful_supply){
        labels_count(s->firms), s->industry, labels_count(s->industries), s->links, s->doubts, s->link_count};
}

static inline enum err supply_build(struct command_call *call, const struct supply_file *s,
                                    struct supply_network *ret_network)
{
    return supply_network_build(call->arena, labels_count(s->firms), s->industry, labels_count(s->industries), s->links,
                                s->link_count, ret_network);
}

#endif
