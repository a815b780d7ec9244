#include "analysis/demand.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

enum { CACHE_LINE_BYTES = 64 };

/* Above this part of all firms it is cheaper to compute them all in order than to follow a list. */
enum { LIST_AT_MOST = 4 };

/* Rows that begin on a cache line. */
static double *lane_rows(struct arena *a, size_t rows)
{
    char *bytes = arena_alloc_array(a, rows + 1, DEMAND_LANES * sizeof(double));
    if (!bytes)
        return NULL;
    return (double *)(void *)(bytes + (-(uintptr_t)bytes & (CACHE_LINE_BYTES - 1)));
}

enum err demand_new(struct arena *a, const struct supply_network *net, size_t floors_max, struct demand *ret_demand)
{
    if (floors_max > net->firm_count)
        floors_max = net->firm_count;
    struct demand d = {
        .net = net,
        .now = lane_rows(a, net->firm_count),
        .before = lane_rows(a, net->firm_count),
        .floors = lane_rows(a, floors_max + 1),
        .floor_row = arena_array(a, net->firm_count, uint32_t),
        .floors_max = (uint32_t)floors_max,
        .row = arena_array(a, net->firm_count, uint32_t),
        .is_listed = arena_array(a, net->firm_count, bool),
        .is_reached = arena_array(a, net->firm_count, bool),
    };
    if (arena_failed(a))
        return ERR_MEMORY;
    *ret_demand = d;
    return OK;
}

static inline double *row_at(double *rows, uint32_t row)
{
    return rows + (size_t)row * DEMAND_LANES;
}

void demand_clear(struct demand *d)
{
    size_t row_bytes = DEMAND_LANES * sizeof(double), firms = d->net->firm_count;
    if (d->everywhere) {
        memset(d->now, 0, firms * row_bytes);
        memset(d->before, 0, firms * row_bytes);
        memset(d->is_listed, 0, firms);
        memset(d->is_reached, 0, firms);
    }
    for (uint32_t i = 0; i < d->row_count; i++) {
        uint32_t firm = d->row[i];
        memset(row_at(d->now, firm), 0, row_bytes);
        memset(row_at(d->before, firm), 0, row_bytes);
        d->is_listed[firm] = d->is_reached[firm] = false;
        d->floor_row[firm] = 0;
    }
    memset(row_at(d->floors, 1), 0, d->floor_count * row_bytes);
    d->floor_count = d->row_count = 0;
    d->everywhere = false;
}

static void list_firm(struct demand *d, uint32_t firm)
{
    if (d->is_listed[firm])
        return;
    d->is_listed[firm] = true;
    d->row[d->row_count++] = firm;
}

void demand_shock(struct demand *d, int lane, const struct firm_loss *losses, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (losses[i].loss <= 0)
            continue;
        uint32_t *row = &d->floor_row[losses[i].firm];
        if (!*row) {
            assert(d->floor_count < d->floors_max);
            *row = ++d->floor_count;
        }
        double *floor = row_at(d->floors, *row) + lane;
        if (*floor < losses[i].loss)
            *floor = losses[i].loss;
        list_firm(d, losses[i].firm);
    }
}

/* The wide form of a round is the same code compiled for wider registers: the same operations on each lane in
 * the same order, so the same numbers on every machine. */
#define ALWAYS_INLINE static inline __attribute__((always_inline))
#if defined(__x86_64__)
#define WIDE __attribute__((target("avx2")))
#endif

/* The firm's losses from its customers' of the round before. */
ALWAYS_INLINE void compute_row(const struct demand *d, uint32_t firm, double *restrict loss)
{
    const struct supply_network *net = d->net;
    double sum[DEMAND_LANES] = {0};
    for (uint32_t i = net->sale_first[firm]; i < net->sale_first[firm + 1]; i++) {
        const double *customer = row_at(d->before, net->sale_customer[i]);
        double share = net->sale_share[i];
        for (int b = 0; b < DEMAND_LANES; b++)
            sum[b] += share * customer[b];
    }
    uint32_t floor_row = d->floor_row[firm];
    if (floor_row) {
        const double *floor = row_at(d->floors, floor_row);
        for (int b = 0; b < DEMAND_LANES; b++)
            sum[b] = sum[b] > floor[b] ? sum[b] : floor[b];
    }
    memcpy(loss, sum, sizeof(sum));
}

ALWAYS_INLINE void compute_firm(struct demand *d, uint32_t firm)
{
    double *restrict now = row_at(d->now, firm);
    const double *restrict before = row_at(d->before, firm);
    compute_row(d, firm, now);
    double share = d->net->share[firm];
    for (int b = 0; b < DEMAND_LANES; b++) {
        double move = now[b] - before[b];
        d->move[b] = d->move[b] > move ? d->move[b] : move;
        d->total[b] += share * now[b];
    }
}

/* Whoever sells to a firm that has just had its first loss may have one in the next round. */
static void list_suppliers(struct demand *d, uint32_t firm)
{
    const struct supply_network *net = d->net;
    const double *now = row_at(d->now, firm);
    double any = 0;
    for (int b = 0; b < DEMAND_LANES; b++)
        any += now[b];
    if (any <= 0)
        return;
    d->is_reached[firm] = true;
    for (uint32_t i = net->supplier_first[firm]; i < net->supplier_first[firm + 1]; i++)
        list_firm(d, net->supplier[i]);
}

ALWAYS_INLINE void compute_all(struct demand *d)
{
    for (uint32_t firm = 0; firm < d->net->firm_count; firm++)
        compute_firm(d, firm);
}

ALWAYS_INLINE void compute_listed(struct demand *d)
{
    uint32_t listed = d->row_count;
    for (uint32_t i = 0; i < listed; i++) {
        compute_firm(d, d->row[i]);
        if (!d->is_reached[d->row[i]])
            list_suppliers(d, d->row[i]);
    }
}

static void compute_narrow(struct demand *d)
{
    if (d->everywhere)
        compute_all(d);
    else
        compute_listed(d);
}

#ifdef WIDE
WIDE static void compute_wide(struct demand *d)
{
    if (d->everywhere)
        compute_all(d);
    else
        compute_listed(d);
}
#endif

void demand_round(struct demand *d)
{
    double *swap = d->before;
    d->before = d->now;
    d->now = swap;
    memset(d->move, 0, sizeof(d->move));
    memset(d->total, 0, sizeof(d->total));
    d->everywhere = d->everywhere || d->row_count > d->net->firm_count / LIST_AT_MOST;
#ifdef WIDE
    if (__builtin_cpu_supports("avx2")) {
        compute_wide(d);
        return;
    }
#endif
    compute_narrow(d);
}
