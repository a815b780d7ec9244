#include "bench/made.h"

#include <math.h>
#include <stdlib.h>

uint64_t made_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

double made_uniform(uint64_t *state)
{
    return (double)(made_random(state) >> 11) * 0x1p-53;
}

static double made_normal(uint64_t *state)
{
    double u = 1 - made_uniform(state), v = made_uniform(state);
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

/* ---- supply networks ---- */

enum { INPUTS_OF_INDUSTRY = 6 };

struct making {
    struct made_network net;
    uint64_t state;
    double *running;  /* by firm, sorted by industry: running sum of sizes */
    uint32_t *member; /* firms by industry */
    uint32_t *first;  /* industry_count + 1 */
    double *size;     /* by firm */
    uint32_t *inputs; /* INPUTS_OF_INDUSTRY an industry */
};

static void draw_firms(struct making *m)
{
    double sum = 0, *until = calloc(m->net.industry_count, sizeof(double));
    for (uint32_t k = 0; k < m->net.industry_count; k++)
        until[k] = sum += 1.0 / (k + 1);
    for (uint32_t f = 0; f < m->net.firm_count; f++) {
        double at = made_uniform(&m->state) * sum;
        uint32_t low = 0, high = m->net.industry_count - 1;
        while (low < high) {
            uint32_t middle = (low + high) / 2;
            if (until[middle] > at)
                high = middle;
            else
                low = middle + 1;
        }
        m->net.industry[f] = low;
        m->size[f] = exp(1.5 * made_normal(&m->state));
        m->first[low + 1]++;
    }
    free(until);
}

static void sort_firms(struct making *m)
{
    uint32_t *at = calloc(m->net.industry_count, sizeof(uint32_t));
    for (uint32_t k = 0; k < m->net.industry_count; k++)
        m->first[k + 1] += m->first[k];
    for (uint32_t f = 0; f < m->net.firm_count; f++) {
        uint32_t k = m->net.industry[f];
        m->member[m->first[k] + at[k]++] = f;
    }
    double running = 0;
    for (uint32_t i = 0; i < m->net.firm_count; i++)
        m->running[i] = running += m->size[m->member[i]];
    free(at);
}

/* A firm of this industry, the larger the likelier; firm_count when it has none. */
static uint32_t draw_member(struct making *m, uint32_t k)
{
    uint32_t low = m->first[k], high = m->first[k + 1];
    if (low == high)
        return m->net.firm_count;
    double before = low ? m->running[low - 1] : 0;
    double at = before + made_uniform(&m->state) * (m->running[--high] - before);
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (m->running[middle] > at)
            high = middle;
        else
            low = middle + 1;
    }
    return m->member[low];
}

static enum supply_kind pair_kind(uint64_t seed, uint32_t from, uint32_t to)
{
    uint64_t state = seed ^ ((uint64_t)from << 32 | to);
    uint64_t tenth = made_random(&state) % 10;
    return tenth < 3 ? SUPPLY_ESSENTIAL : tenth < 8 ? SUPPLY_NON_ESSENTIAL : SUPPLY_IRRELEVANT;
}

static void draw_links(struct making *m, uint64_t seed, size_t wanted)
{
    struct made_network *net = &m->net;
    while (net->link_count < wanted) {
        uint32_t customer = (uint32_t)(made_random(&m->state) % net->firm_count);
        uint32_t to = net->industry[customer];
        uint32_t from = m->inputs[to * INPUTS_OF_INDUSTRY + made_random(&m->state) % INPUTS_OF_INDUSTRY];
        uint32_t supplier = draw_member(m, from);
        if (supplier == net->firm_count || supplier == customer)
            continue;
        double weight = sqrt(m->size[supplier] * m->size[customer]) * exp(0.5 * made_normal(&m->state));
        net->links[net->link_count++] = (struct supply_link){supplier, customer, weight, pair_kind(seed, from, to)};
    }
}

struct made_network made_network(uint64_t seed, uint32_t firm_count, uint32_t industry_count, uint32_t mean_degree)
{
    size_t wanted = (size_t)firm_count * mean_degree;
    struct making m = {
        .net = {firm_count, industry_count, calloc(firm_count, sizeof(uint32_t)),
                calloc(wanted, sizeof(struct supply_link)), 0},
        .state = seed,
        .running = calloc(firm_count, sizeof(double)),
        .member = calloc(firm_count, sizeof(uint32_t)),
        .first = calloc((size_t)industry_count + 1, sizeof(uint32_t)),
        .size = calloc(firm_count, sizeof(double)),
        .inputs = calloc((size_t)industry_count * INPUTS_OF_INDUSTRY, sizeof(uint32_t)),
    };
    draw_firms(&m);
    sort_firms(&m);
    for (uint32_t i = 0; i < industry_count * INPUTS_OF_INDUSTRY; i++)
        m.inputs[i] = (uint32_t)(pow(industry_count, made_uniform(&m.state))) - 1;
    draw_links(&m, seed, wanted);
    free(m.running);
    free(m.member);
    free(m.first);
    free(m.size);
    free(m.inputs);
    return m.net;
}

void made_network_free(struct made_network *m)
{
    free(m->industry);
    free(m->links);
}
