/* Dominators: what every supply of a node must pass.
 *
 * Seen from a set of sources (raw inputs), node d dominates v when each path
 * from any source to v runs through d.  The immediate dominators form a tree,
 * so that all of v's are those above it.  Cycles, several sources and parts
 * that no source reaches are all allowed.  Lengauer & Tarjan, ACM TOPLAS 1979,
 * the simple variant: O(arcs · log nodes), without recursion. */
#ifndef ANALYSIS_DOMINATORS_H
#define ANALYSIS_DOMINATORS_H

#include "analysis/graph.h"

struct dominators {
    /* The immediate dominator; node_count stands for "only the sources as a whole", NODE_NONE
     * for a node that no source reaches. */
    uint32_t *immediate;
    /* How many nodes are lost with this one: those it dominates, itself among them; 0 if unreached. */
    uint32_t *dominated;
    uint32_t reached;
    uint32_t node_count;
};

/* `from` marks the sources.  ERR_MEMORY alone. */
enum err graph_dominators(struct arena *a, const struct graph *g, const bool *from, struct dominators *ret_dominators);

/* Whether d dominates v (each node dominates itself).  O(depth of v). */
bool dominates(const struct dominators *d, uint32_t above, uint32_t node);

#endif
