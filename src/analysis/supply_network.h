/* Who supplies whom, and how much each customer depends on it.
 *
 * Firms are 0 … firm_count - 1, each in one industry.  A link says that
 * `supplier` delivers `weight` (money a year, any unit, ≥ 0) to `customer`, and
 * what the delivery is to the customer's production:
 *
 *   essential      nothing can be made without that industry's input
 *   non-essential  output falls by the share that is missing
 *   irrelevant     nothing is lost; but the supplier still loses a customer
 *
 * Parallel links add up; a firm may supply itself; a link of weight 0 is no
 * link.  The network keeps, for methods that pass losses along it (W_il the
 * weight, s_i = Σ_l W_il the strength of firm i):
 *
 *   deliveries   by supplier: the customer, its dependence that they fall into, and their share of that
 *                  essential      Λ¹_jl = W_jl / Σ_{i in the industry of j} W_il, one dependence for each industry
 *                  non-essential  Λ²_jl = W_jl / Σ_i W_il over all inputs of l, one dependence for all of them
 *   sales        by supplier: the customer, and P_lm = W_lm / s_l
 *   suppliers    by customer: the supplier i, and P_il, the customer's share of its sales
 *
 * Source: Diem, Borsos, Reisch, Kertész, Thurner, "Quantifying firm-level
 * economic systemic risk from nation-wide supply networks", Scientific Reports
 * 12 (2022) 7719.
 *
 * O(firms + links + industries) in time and memory; at most 2^32 - 2 of each.
 * Read-only once built; several threads may read it. */
#ifndef ANALYSIS_SUPPLY_NETWORK_H
#define ANALYSIS_SUPPLY_NETWORK_H

#include "base/arena.h"
#include "base/fault.h"

#include <stdint.h>

enum supply_kind { SUPPLY_IRRELEVANT, SUPPLY_NON_ESSENTIAL, SUPPLY_ESSENTIAL, SUPPLY_KIND_COUNT };

struct supply_link {
    uint32_t supplier;
    uint32_t customer;
    double weight;
    enum supply_kind kind;
};

struct supply_network {
    uint32_t firm_count;
    uint32_t industry_count;
    const uint32_t *industry;  /* by firm */
    double *strength;          /* by firm: s */
    double *share;             /* by firm: s / Σ s; all 0 where nothing is delivered */
    double *industry_strength; /* by industry: Σ s */
    uint32_t *industry_first;  /* industry_count + 1, into industry_member */
    uint32_t *industry_member; /* firms by industry */

    uint32_t dependence_count;
    uint32_t *delivery_first; /* firm_count + 1, by supplier */
    uint32_t *delivery_customer;
    uint32_t *delivery_dependence;
    double *delivery_share; /* Λ */

    uint32_t *sale_first; /* firm_count + 1, by supplier */
    uint32_t *sale_customer;
    double *sale_share; /* P */

    uint32_t *supplier_first; /* firm_count + 1, by customer */
    uint32_t *supplier;
    double *supplier_share; /* P; 0 for a link of weight 0 */
};

/* `industry` is kept, not copied.  Firm and industry numbers that are too large
 * and weights that are negative or not finite are bugs of the caller and assert.
 * ERR_MEMORY. */
enum err supply_network_build(struct arena *a, uint32_t firm_count, const uint32_t *industry, uint32_t industry_count,
                              const struct supply_link *links, size_t link_count, struct supply_network *ret_network);

#endif
