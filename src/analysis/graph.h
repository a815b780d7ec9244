/* Directed, weighted graphs as compressed rows (CSR).
 *
 * Nodes are 0 … node_count - 1.  Arcs of one node stand together, sorted by
 * target; parallel arcs and self-loops are kept as given unless merged before.
 * Once built a graph is not changed; it lives in the arena it was built in, and may
 * be read by several threads.
 *
 * Undirected methods take a graph that holds both directions of each edge
 * (graph_undirected).  At most 2^32 - 2 nodes and 2^32 - 2 arcs.
 *
 * Functions return ERR_MEMORY when the arena is out, never another error;
 * a node number that is too large is a bug of the caller and asserts. */
#ifndef ANALYSIS_GRAPH_H
#define ANALYSIS_GRAPH_H

#include "base/arena.h"
#include "base/fault.h"

#include <stdint.h>

enum { NODE_NONE = UINT32_MAX };

struct arc {
    uint32_t from;
    uint32_t to;
    double weight;
};

struct graph {
    uint32_t node_count;
    uint32_t arc_count;
    uint32_t *first;  /* node_count + 1: arcs of v are first[v] … first[v + 1] - 1 */
    uint32_t *target; /* arc_count */
    double *weight;   /* arc_count */
    uint32_t *source; /* arc_count: index in the array it was built from */
};

/* O(nodes + arcs), stable: arcs with the same ends keep their order. */
enum err graph_build(struct arena *a, uint32_t node_count, const struct arc *arcs, size_t arc_count,
                     struct graph *ret_graph);

/* Every arc turned round; `source` still names the original array.  O(nodes + arcs). */
enum err graph_reverse(struct arena *a, const struct graph *g, struct graph *ret_graph);

/* Each arc in both directions, self-loops and parallel arcs dropped: the simple
 * undirected graph below.  `source` names the first arc that gave the edge; the
 * weight is the sum over all of them.  O(nodes + arcs). */
enum err graph_undirected(struct arena *a, const struct graph *g, struct graph *ret_graph);

/* Sums the weights of arcs with the same ends, in place; self-loops stay.
 * Sorted by (from, to) afterwards.  Returns how many are left.  O(arcs log arcs). */
size_t arcs_merge(struct arc *arcs, size_t arc_count);

static inline uint32_t graph_degree(const struct graph *g, uint32_t node)
{
    return g->first[node + 1] - g->first[node];
}

#endif
