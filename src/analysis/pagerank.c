#include "analysis/centrality.h"

#include <math.h>

static void out_weights(const struct graph *g, double *ret_out)
{
    for (uint32_t v = 0; v < g->node_count; v++) {
        ret_out[v] = 0;
        for (uint32_t i = g->first[v]; i < g->first[v + 1]; i++)
            ret_out[v] += g->weight[i];
    }
}

/* One round; gathered by the node that receives, so that no order of arcs matters but its own. */
static double rank_round(const struct graph *back, const double *out, double damping, const double *rank,
                         double *ret_next)
{
    uint32_t n = back->node_count;
    double stuck = 0, change = 0;
    for (uint32_t v = 0; v < n; v++)
        stuck += out[v] > 0 ? 0 : rank[v];
    double everywhere = (1 - damping + damping * stuck) / n;
    for (uint32_t v = 0; v < n; v++) {
        double sum = 0;
        for (uint32_t i = back->first[v]; i < back->first[v + 1]; i++)
            if (back->weight[i] > 0)
                sum += rank[back->target[i]] * (back->weight[i] / out[back->target[i]]);
        ret_next[v] = everywhere + damping * sum;
        change += fabs(ret_next[v] - rank[v]);
    }
    return change;
}

enum err graph_pagerank(struct arena *a, const struct graph *g, double damping, double tolerance,
                        struct pagerank *ret_pagerank)
{
    uint32_t n = g->node_count;
    struct pagerank z = {.rank = arena_array(a, n, double), .change = n ? INFINITY : 0};
    double *next = arena_array(a, n, double);
    double *out = arena_array(a, n, double);
    if (!z.rank || !next || !out)
        return ERR_MEMORY;
    struct graph back;
    TRY(graph_reverse(a, g, &back));
    out_weights(g, out);
    for (uint32_t v = 0; v < n; v++)
        z.rank[v] = 1.0 / n;
    while (z.change > tolerance && z.rounds < PAGERANK_ROUNDS_MAX) {
        z.change = rank_round(&back, out, damping, z.rank, next);
        double *kept = z.rank;
        z.rank = next;
        next = kept;
        z.rounds++;
    }
    z.settled = z.change <= tolerance;
    *ret_pagerank = z;
    return OK;
}
