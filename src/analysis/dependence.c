#include "analysis/dependence.h"

#include <math.h>
#include <stdlib.h>

/* ---- single sources ---- */

struct purchase {
    uint32_t customer;
    uint32_t kind;
    uint32_t supplier;
    double amount;
};

static int compare_purchases(const void *left, const void *right)
{
    const struct purchase *a = left, *b = right;
    if (a->customer != b->customer)
        return a->customer < b->customer ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->supplier != b->supplier)
        return a->supplier < b->supplier ? -1 : 1;
    return (a->amount > b->amount) - (a->amount < b->amount);
}

static size_t list_purchases(const struct graph *g, const uint32_t *kind_of_arc, struct purchase *ret_purchases)
{
    size_t n = 0;
    for (uint32_t v = 0; v < g->node_count; v++) {
        for (uint32_t i = g->first[v]; i < g->first[v + 1]; i++) {
            uint32_t kind = kind_of_arc ? kind_of_arc[g->source[i]] : 0;
            if (g->weight[i] > 0)
                ret_purchases[n++] = (struct purchase){g->target[i], kind, v, g->weight[i]};
        }
    }
    qsort(ret_purchases, n, sizeof(*ret_purchases), compare_purchases);
    return n;
}

static bool same_basket(const struct purchase *one, const struct purchase *other)
{
    return one->customer == other->customer && one->kind == other->kind;
}

/* One customer's purchases of one kind, n of them, by supplier. */
static struct sourcing sum_basket(const struct purchase *p, size_t n)
{
    struct sourcing s = {.customer = p->customer, .kind = p->kind};
    for (size_t i = 0; i < n; i++)
        s.amount += p[i].amount;
    for (size_t i = 0; i < n;) {
        uint32_t supplier = p[i].supplier;
        double amount = 0;
        for (; i < n && p[i].supplier == supplier; i++)
            amount += p[i].amount;
        double share = amount / s.amount;
        s.suppliers++;
        s.hhi += share * share;
        if (share > s.largest_share) {
            s.largest_share = share;
            s.largest_supplier = supplier;
        }
    }
    return s;
}

enum err graph_sourcing(struct arena *a, const struct graph *g, const uint32_t *kind_of_arc,
                        const struct sourcing **ret_sourcing, size_t *ret_count)
{
    struct purchase *p = arena_array(a, g->arc_count, struct purchase);
    struct sourcing *list = arena_array(a, g->arc_count, struct sourcing);
    if (!p || !list)
        return ERR_MEMORY;
    size_t n = list_purchases(g, kind_of_arc, p), count = 0;
    for (size_t i = 0; i < n;) {
        size_t end = i + 1;
        while (end < n && same_basket(&p[i], &p[end]))
            end++;
        list[count++] = sum_basket(p + i, end - i);
        i = end;
    }
    *ret_sourcing = list;
    *ret_count = count;
    return OK;
}

/* ---- outside ---- */

struct solving {
    const struct graph *back; /* customer → supplier */
    const bool *outside;
    const uint32_t *of_node; /* component */
    double *bought;          /* by node */
    double *ultimate;
    double *weighed; /* ultimate · depth */
};

/* A node's two sums over its suppliers as they stand; returns how far they moved. */
static double solve_node(const struct solving *s, uint32_t v)
{
    double share = 0, weighed = 0;
    for (uint32_t i = s->back->first[v]; i < s->back->first[v + 1]; i++) {
        uint32_t u = s->back->target[i];
        double part = s->back->weight[i] / s->bought[v];
        share += part * s->ultimate[u];
        weighed += part * (s->ultimate[u] + s->weighed[u]);
    }
    double moved = fabs(share - s->ultimate[v]) + fabs(weighed - s->weighed[v]) / (1 + weighed);
    s->ultimate[v] = share;
    s->weighed[v] = weighed;
    return moved;
}

/* The nodes of one component, again and again until they stand still. */
static double solve_component(const struct solving *s, const uint32_t *nodes, uint32_t n)
{
    double moved = INFINITY;
    for (int round = 0; round < DEPENDENCE_ROUNDS_MAX && moved > DEPENDENCE_CHANGE; round++) {
        moved = 0;
        for (uint32_t i = 0; i < n; i++)
            if (!s->outside[nodes[i]] && s->bought[nodes[i]] > 0)
                moved = fmax(moved, solve_node(s, nodes[i]));
    }
    return moved;
}

/* Amounts bought, by node, without what a node sells to itself; the direct share from outside. */
static void sum_purchases(const struct solving *s, double *ret_direct)
{
    for (uint32_t v = 0; v < s->back->node_count; v++) {
        double from_outside = 0;
        for (uint32_t i = s->back->first[v]; i < s->back->first[v + 1]; i++) {
            uint32_t u = s->back->target[i];
            if (u == v)
                s->back->weight[i] = 0;
            s->bought[v] += s->back->weight[i];
            from_outside += s->outside[u] ? s->back->weight[i] : 0;
        }
        ret_direct[v] = s->outside[v] ? 1 : s->bought[v] > 0 ? from_outside / s->bought[v] : 0;
        s->ultimate[v] = s->outside[v];
    }
}

static void solve_all(const struct solving *s, const uint32_t *order, struct dependence *z)
{
    uint32_t n = s->back->node_count;
    z->change = 0;
    for (uint32_t i = 0; i < n;) {
        uint32_t end = i + 1;
        while (end < n && s->of_node[order[end]] == s->of_node[order[i]])
            end++;
        z->change = fmax(z->change, solve_component(s, order + i, end - i));
        i = end;
    }
    z->settled = z->change <= DEPENDENCE_CHANGE;
    for (uint32_t v = 0; v < n; v++)
        z->depth[v] = z->ultimate[v] > 0 ? s->weighed[v] / z->ultimate[v] : NAN;
}

enum err graph_dependence(struct arena *a, const struct graph *g, const bool *outside,
                          struct dependence *ret_dependence)
{
    uint32_t n = g->node_count, *order = NULL;
    struct dependence z = {
        .direct = arena_array(a, n, double), .ultimate = arena_array(a, n, double), .depth = arena_array(a, n, double)};
    struct solving s = {.outside = outside,
                        .bought = arena_array(a, n, double),
                        .ultimate = z.ultimate,
                        .weighed = arena_array(a, n, double)};
    if (arena_failed(a))
        return ERR_MEMORY;
    struct graph back;
    struct components c;
    TRY(graph_reverse(a, g, &back));
    TRY(graph_strong_components(a, g, &c, &order));
    TRY(graph_distances(a, g, outside, &z.nearest));
    s.back = &back;
    s.of_node = c.of_node;
    sum_purchases(&s, z.direct);
    solve_all(&s, order, &z);
    *ret_dependence = z;
    return OK;
}
