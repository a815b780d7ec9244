#include "analysis/supply_network.h"

#include "analysis/graph.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { NONE = UINT32_MAX };

/* What building needs besides what it leaves: given back at the end. */
struct plan {
    struct arena *arena;
    const struct supply_link *links;
    struct graph by_supplier;
    struct graph by_customer;
    uint32_t *dependence;     /* by link as given; NONE where nothing depends on it */
    double *dependence_total; /* by dependence: the weight that is 1 */
};

static enum err make_room(struct arena *a, size_t links, struct supply_network *net)
{
    size_t firms = net->firm_count, industries = net->industry_count;
    net->strength = arena_array(a, firms, double);
    net->share = arena_array(a, firms, double);
    net->industry_strength = arena_array(a, industries, double);
    net->industry_first = arena_array(a, industries + 2, uint32_t);
    net->industry_member = arena_array(a, firms, uint32_t);
    net->delivery_first = arena_array(a, firms + 1, uint32_t);
    net->delivery_customer = arena_array(a, links, uint32_t);
    net->delivery_dependence = arena_array(a, links, uint32_t);
    net->delivery_share = arena_array(a, links, double);
    net->sale_first = arena_array(a, firms + 1, uint32_t);
    net->sale_customer = arena_array(a, links, uint32_t);
    net->sale_share = arena_array(a, links, double);
    net->supplier_first = arena_array(a, firms + 1, uint32_t);
    net->supplier = arena_array(a, links, uint32_t);
    net->supplier_share = arena_array(a, links, double);
    return arena_failed(a) ? ERR_MEMORY : OK;
}

static enum err sort_links(struct plan *p, uint32_t firm_count, size_t link_count)
{
    struct arc *arcs = arena_array(p->arena, link_count, struct arc);
    if (!arcs)
        return ERR_MEMORY;
    for (size_t i = 0; i < link_count; i++) {
        assert(isfinite(p->links[i].weight) && p->links[i].weight >= 0);
        arcs[i] = (struct arc){p->links[i].supplier, p->links[i].customer, p->links[i].weight};
    }
    TRY(graph_build(p->arena, firm_count, arcs, link_count, &p->by_supplier));
    return graph_reverse(p->arena, &p->by_supplier, &p->by_customer);
}

static void measure_firms(const struct plan *p, struct supply_network *net)
{
    double total = 0;
    for (uint32_t f = 0; f < net->firm_count; f++) {
        for (uint32_t i = p->by_supplier.first[f]; i < p->by_supplier.first[f + 1]; i++)
            net->strength[f] += p->by_supplier.weight[i];
        assert(net->industry[f] < net->industry_count);
        net->industry_strength[net->industry[f]] += net->strength[f];
        total += net->strength[f];
    }
    for (uint32_t f = 0; f < net->firm_count; f++)
        net->share[f] = total > 0 ? net->strength[f] / total : 0;
}

static void list_members(struct supply_network *net)
{
    /* counted two places on, so that filling leaves industry_first[] where it belongs */
    for (uint32_t f = 0; f < net->firm_count; f++)
        net->industry_first[net->industry[f] + 2]++;
    for (uint32_t k = 0; k < net->industry_count; k++)
        net->industry_first[k + 2] += net->industry_first[k + 1];
    for (uint32_t f = 0; f < net->firm_count; f++)
        net->industry_member[net->industry_first[net->industry[f] + 1]++] = f;
}

/* Per customer: the input of each industry and of all, then a dependence for each industry that delivers
 * something essential and one for everything non-essential. */
struct intake {
    uint32_t *seen_by;    /* by industry: the last customer that bought from it */
    double *weight;       /* by industry: what that customer buys */
    uint32_t *dependence; /* by industry: that customer's dependence on it, or NONE */
};

static double weigh_inputs(const struct plan *p, const struct supply_network *net, struct intake *in, uint32_t customer)
{
    double all = 0;
    for (uint32_t i = p->by_customer.first[customer]; i < p->by_customer.first[customer + 1]; i++) {
        uint32_t k = net->industry[p->by_customer.target[i]];
        if (in->seen_by[k] != customer) {
            in->seen_by[k] = customer;
            in->weight[k] = 0;
            in->dependence[k] = NONE;
        }
        in->weight[k] += p->by_customer.weight[i];
        all += p->by_customer.weight[i];
    }
    return all;
}

static void assign_inputs(struct plan *p, struct supply_network *net, struct intake *in, uint32_t customer)
{
    double all = weigh_inputs(p, net, in, customer);
    uint32_t non_essential = NONE;
    for (uint32_t i = p->by_customer.first[customer]; i < p->by_customer.first[customer + 1]; i++) {
        const struct supply_link *link = &p->links[p->by_customer.source[i]];
        uint32_t k = net->industry[link->supplier];
        uint32_t *dependence = link->kind == SUPPLY_ESSENTIAL ? &in->dependence[k] : &non_essential;
        if (link->kind == SUPPLY_IRRELEVANT || link->weight <= 0)
            continue;
        if (*dependence == NONE) {
            *dependence = net->dependence_count++;
            p->dependence_total[*dependence] = link->kind == SUPPLY_ESSENTIAL ? in->weight[k] : all;
        }
        p->dependence[p->by_customer.source[i]] = *dependence;
    }
}

static enum err find_dependences(struct plan *p, struct supply_network *net)
{
    uint32_t link_count = p->by_customer.arc_count;
    struct intake in = {
        .seen_by = arena_array(p->arena, net->industry_count, uint32_t),
        .weight = arena_array(p->arena, net->industry_count, double),
        .dependence = arena_array(p->arena, net->industry_count, uint32_t),
    };
    p->dependence = arena_array(p->arena, link_count, uint32_t);
    p->dependence_total = arena_array(p->arena, link_count, double);
    if (arena_failed(p->arena))
        return ERR_MEMORY;
    for (uint32_t i = 0; i < link_count; i++)
        p->dependence[i] = NONE;
    for (uint32_t k = 0; k < net->industry_count; k++)
        in.seen_by[k] = NONE;
    for (uint32_t f = 0; f < net->firm_count; f++)
        assign_inputs(p, net, &in, f);
    return OK;
}

static void list_deliveries(const struct plan *p, struct supply_network *net)
{
    const struct graph *g = &p->by_supplier;
    uint32_t n = 0;
    for (uint32_t f = 0; f < net->firm_count; f++) {
        for (uint32_t i = g->first[f]; i < g->first[f + 1]; i++) {
            uint32_t d = p->dependence[g->source[i]];
            if (d == NONE)
                continue;
            net->delivery_customer[n] = g->target[i];
            net->delivery_dependence[n] = d;
            net->delivery_share[n++] = g->weight[i] / p->dependence_total[d];
        }
        net->delivery_first[f + 1] = n;
    }
}

static void list_sales(const struct plan *p, struct supply_network *net)
{
    const struct graph *g = &p->by_supplier;
    uint32_t n = 0;
    for (uint32_t f = 0; f < net->firm_count; f++) {
        for (uint32_t i = g->first[f]; i < g->first[f + 1]; i++) {
            if (g->weight[i] <= 0)
                continue;
            net->sale_customer[n] = g->target[i];
            net->sale_share[n++] = g->weight[i] / net->strength[f];
        }
        net->sale_first[f + 1] = n;
    }
}

static void list_suppliers(const struct plan *p, struct supply_network *net)
{
    const struct graph *g = &p->by_customer;
    memcpy(net->supplier_first, g->first, ((size_t)net->firm_count + 1) * sizeof(*g->first));
    memcpy(net->supplier, g->target, (size_t)g->arc_count * sizeof(*g->target));
    for (uint32_t i = 0; i < g->arc_count; i++)
        net->supplier_share[i] = g->weight[i] > 0 ? g->weight[i] / net->strength[g->target[i]] : 0;
}

enum err supply_network_build(struct arena *a, uint32_t firm_count, const uint32_t *industry, uint32_t industry_count,
                              const struct supply_link *links, size_t link_count, struct supply_network *ret_network)
{
    struct supply_network net = {.firm_count = firm_count, .industry_count = industry_count, .industry = industry};
    struct plan p = {.arena = a, .links = links};
    TRY(make_room(a, link_count, &net));
    struct arena_mark mark = arena_mark(a);
    TRY(sort_links(&p, firm_count, link_count));
    measure_firms(&p, &net);
    list_members(&net);
    TRY(find_dependences(&p, &net));
    list_deliveries(&p, &net);
    list_sales(&p, &net);
    list_suppliers(&p, &net);
    arena_rewind(a, mark);
    *ret_network = net;
    return OK;
}
