/* Who stands in the middle: betweenness and PageRank.
 *
 * Betweenness of v: Σ over ordered pairs s ≠ t, both ≠ v, of the share of the
 * shortest paths s → t that pass v, over (n − 1)(n − 2); arcs count one step.
 * On a graph that holds both directions of each edge this is the usual
 * normalised betweenness of the undirected graph.  (Freeman 1977; Brandes,
 * J. Math. Sociology 2001: O(nodes · arcs).)
 *
 * Sums are made in a fixed number of blocks that are added in order, and sampled
 * hits are whole numbers: the answer has the same bits for any number of workers. */
#ifndef ANALYSIS_CENTRALITY_H
#define ANALYSIS_CENTRALITY_H

#include "analysis/graph.h"

struct betweenness {
    double *share; /* by node, 0 … 1 */
    double *low;   /* a sampled share's 95 % interval; NULL when exact */
    double *high;
    uint32_t sample; /* pairs drawn; 0 when exact */
};

/* Parallel arcs count as further paths: merge before.  `workers` ≥ 1.  Fewer than three nodes: all 0. */
enum err graph_betweenness(struct arena *a, const struct graph *g, int workers, struct betweenness *ret_betweenness);

/* From `sample` ordered pairs drawn with replacement, and one of the shortest paths of each, all equally
 * likely (Riondato & Kornaropoulos 2016): what a node is hit is then binomial whatever the network looks
 * like, so that the interval (Wilson 1927) holds for every node by itself.  (Counting from sampled sources
 * is cheaper a pair, but its spread says little of nodes that few sources use.)  Each path is searched from
 * both ends (Borassi & Natale 2016).  Pair i is drawn by a generator that `seed` and i start. */
enum err graph_betweenness_sampled(struct arena *a, const struct graph *g, uint32_t sample, uint64_t seed, int workers,
                                   struct betweenness *ret_betweenness);

/* A neighbour before and one after v with no shorter way between them than through v: a path that
 * shows why v counts.  False when there is none (its betweenness is 0).  `back` is the reverse of g.
 * O(in-degree · out-degree · log degree). */
bool betweenness_witness(const struct graph *g, const struct graph *back, uint32_t v, uint32_t *ret_before,
                         uint32_t *ret_after);

struct pagerank {
    double *rank;  /* by node, sum 1 */
    double change; /* Σ |difference| of the last round */
    int rounds;
    bool settled; /* change ≤ tolerance */
};

enum { PAGERANK_ROUNDS_MAX = 10000 };
/* The usual tolerance, 1e-10 a node, but never more than leaves eight digits of the whole. */
static inline double pagerank_tolerance(uint32_t node_count)
{
    return node_count < 100 ? 1e-10 * node_count : 1e-8;
}

/* Page et al. 1999: with probability `damping` along an arc in proportion to its weight (≥ 0), else to
 * any node; what has no way out goes to any node.  O(rounds · arcs). */
enum err graph_pagerank(struct arena *a, const struct graph *g, double damping, double tolerance,
                        struct pagerank *ret_pagerank);

#endif
