/* Reaching and being reached: components, and the shortest path that shows it.
 *
 * All are iterative (no recursion, whatever the depth) and return ERR_MEMORY
 * alone.  Where several answers are equal the one of smallest node numbers is
 * taken, so that answers repeat. */
#ifndef ANALYSIS_PATHS_H
#define ANALYSIS_PATHS_H

#include "analysis/graph.h"

/* The nodes of a path in order; node_count 0: there is none.  One node is a path of no arcs. */
struct path {
    const uint32_t *nodes;
    uint32_t node_count;
};

/* A shortest path, in arcs, from any node marked in `from` to any marked in `to`, over no node marked in
 * `closed` (NULL: none is closed; ends are never closed).  O(nodes + arcs). */
enum err path_shortest(struct arena *a, const struct graph *g, const bool *from, const bool *to, const bool *closed,
                       struct path *ret_path);

/* Steps from the nearest node marked in `from`, NODE_NONE where it is not reached, and the node before on such
 * a path (NODE_NONE at the start of one).  O(nodes + arcs). */
struct distances {
    uint32_t *steps;
    uint32_t *before;
};
enum err graph_distances(struct arena *a, const struct graph *g, const bool *from, struct distances *ret_distances);
/* The path that ends at `node`, as found by graph_distances(). */
enum err path_to(struct arena *a, const struct distances *d, uint32_t node, struct path *ret_path);

/* The component of each node, numbered in the order of their smallest nodes. */
struct components {
    uint32_t count;
    uint32_t *of_node;
    uint32_t *size; /* count */
};
/* Nodes that reach one another (Tarjan 1972).  *ret_order, if not NULL: the nodes so that every arc between
 * components leads forward.  O(nodes + arcs). */
enum err graph_strong_components(struct arena *a, const struct graph *g, struct components *ret_components,
                                 uint32_t **ret_order);
/* Nodes that hang together, arcs taken both ways; `both` is of graph_undirected(). */
enum err graph_parts(struct arena *a, const struct graph *both, struct components *ret_components);

/* A shortest cycle through `node`, its first node repeated at the end; none when it lies on none.
 * O(nodes + arcs). */
enum err path_cycle(struct arena *a, const struct graph *g, uint32_t node, struct path *ret_path);

#endif
