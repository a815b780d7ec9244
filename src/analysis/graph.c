#include "analysis/graph.h"

#include <assert.h>
#include <stdlib.h>

/* first[k + 1] becomes the end of key k's places; first[k] its beginning. */
static void count_keys(const uint32_t *keys, size_t n, uint32_t key_count, uint32_t *first)
{
    for (size_t i = 0; i < n; i++) {
        assert(keys[i] < key_count);
        first[keys[i] + 1]++;
    }
    for (uint32_t k = 0; k < key_count; k++)
        first[k + 1] += first[k];
}

/* order[] rearranged so that keys ascend, ties as they stood; `first` as of count_keys(), consumed. */
static void sort_by_key(const uint32_t *keys, const uint32_t *order, size_t n, uint32_t *first, uint32_t *ret_order)
{
    for (size_t i = 0; i < n; i++)
        ret_order[first[keys[order[i]]]++] = order[i];
}

struct ends {
    const uint32_t *from;
    const uint32_t *to;
    const double *weight;
    const uint32_t *source;
};

/* The arcs in the order (from, to), stable, by two counting passes. */
static enum err order_arcs(struct arena *a, uint32_t node_count, const struct ends *ends, size_t n, uint32_t *ret_order)
{
    struct arena_mark mark = arena_mark(a);
    uint32_t *first = arena_array(a, 2 * ((size_t)node_count + 1), uint32_t);
    uint32_t *by_given = arena_array(a, n, uint32_t);
    uint32_t *by_target = arena_array(a, n, uint32_t);
    if (!first || !by_given || !by_target)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        by_given[i] = (uint32_t)i;
    count_keys(ends->to, n, node_count, first);
    sort_by_key(ends->to, by_given, n, first, by_target);
    uint32_t *first_from = first + node_count + 1;
    count_keys(ends->from, n, node_count, first_from);
    sort_by_key(ends->from, by_target, n, first_from, ret_order);
    arena_rewind(a, mark);
    return OK;
}

static enum err build(struct arena *a, uint32_t node_count, const struct ends *ends, size_t n, struct graph *ret_graph)
{
    assert(n < UINT32_MAX);
    uint32_t *first = arena_array(a, (size_t)node_count + 1, uint32_t);
    uint32_t *target = arena_array(a, n, uint32_t);
    double *weight = arena_array(a, n, double);
    uint32_t *source = arena_array(a, n, uint32_t);
    uint32_t *order = arena_array(a, n, uint32_t);
    if (!first || !target || !weight || !source || !order)
        return ERR_MEMORY;
    TRY(order_arcs(a, node_count, ends, n, order));
    count_keys(ends->from, n, node_count, first);
    for (size_t i = 0; i < n; i++) {
        target[i] = ends->to[order[i]];
        weight[i] = ends->weight[order[i]];
        source[i] = ends->source ? ends->source[order[i]] : order[i];
    }
    *ret_graph = (struct graph){node_count, (uint32_t)n, first, target, weight, source};
    return OK;
}

enum err graph_build(struct arena *a, uint32_t node_count, const struct arc *arcs, size_t arc_count,
                     struct graph *ret_graph)
{
    uint32_t *from = arena_array(a, arc_count, uint32_t);
    uint32_t *to = arena_array(a, arc_count, uint32_t);
    double *weight = arena_array(a, arc_count, double);
    if (!from || !to || !weight)
        return ERR_MEMORY;
    for (size_t i = 0; i < arc_count; i++) {
        from[i] = arcs[i].from;
        to[i] = arcs[i].to;
        weight[i] = arcs[i].weight;
    }
    return build(a, node_count, &(struct ends){from, to, weight, NULL}, arc_count, ret_graph);
}

/* The node that each arc leaves. */
static uint32_t *arc_origins(struct arena *a, const struct graph *g)
{
    uint32_t *from = arena_array(a, g->arc_count, uint32_t);
    for (uint32_t v = 0; from && v < g->node_count; v++)
        for (uint32_t i = g->first[v]; i < g->first[v + 1]; i++)
            from[i] = v;
    return from;
}

enum err graph_reverse(struct arena *a, const struct graph *g, struct graph *ret_graph)
{
    uint32_t *from = arc_origins(a, g);
    if (!from)
        return ERR_MEMORY;
    return build(a, g->node_count, &(struct ends){g->target, from, g->weight, g->source}, g->arc_count, ret_graph);
}

/* Parallel arcs become one, in place; returns how many are left. */
static uint32_t drop_parallel(struct graph *g)
{
    uint32_t kept = 0;
    for (uint32_t v = 0, i = 0; v < g->node_count; v++) {
        uint32_t end = g->first[v + 1], begin = kept;
        for (; i < end; i++) {
            if (kept > begin && g->target[kept - 1] == g->target[i]) {
                g->weight[kept - 1] += g->weight[i];
                if (g->source[i] < g->source[kept - 1])
                    g->source[kept - 1] = g->source[i];
                continue;
            }
            g->target[kept] = g->target[i];
            g->weight[kept] = g->weight[i];
            g->source[kept++] = g->source[i];
        }
        g->first[v + 1] = kept;
    }
    return kept;
}

enum err graph_undirected(struct arena *a, const struct graph *g, struct graph *ret_graph)
{
    size_t n = 0, room = 2 * (size_t)g->arc_count;
    uint32_t *from = arena_array(a, room, uint32_t);
    uint32_t *to = arena_array(a, room, uint32_t);
    double *weight = arena_array(a, room, double);
    uint32_t *source = arena_array(a, room, uint32_t);
    if (!from || !to || !weight || !source)
        return ERR_MEMORY;
    for (uint32_t v = 0; v < g->node_count; v++) {
        for (uint32_t i = g->first[v]; i < g->first[v + 1]; i++) {
            if (g->target[i] == v)
                continue;
            for (int turn = 0; turn < 2; turn++, n++) {
                from[n] = turn ? g->target[i] : v;
                to[n] = turn ? v : g->target[i];
                weight[n] = g->weight[i];
                source[n] = g->source[i];
            }
        }
    }
    TRY(build(a, g->node_count, &(struct ends){from, to, weight, source}, n, ret_graph));
    ret_graph->arc_count = drop_parallel(ret_graph);
    return OK;
}

static int compare_arcs(const void *left, const void *right)
{
    const struct arc *a = left, *b = right;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    return (a->weight > b->weight) - (a->weight < b->weight);
}

size_t arcs_merge(struct arc *arcs, size_t arc_count)
{
    qsort(arcs, arc_count, sizeof(*arcs), compare_arcs);
    size_t kept = 0;
    for (size_t i = 0; i < arc_count; i++) {
        if (kept > 0 && arcs[kept - 1].from == arcs[i].from && arcs[kept - 1].to == arcs[i].to)
            arcs[kept - 1].weight += arcs[i].weight;
        else
            arcs[kept++] = arcs[i];
    }
    return kept;
}
