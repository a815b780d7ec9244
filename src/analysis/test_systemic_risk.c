#include "analysis/labels.h"
#include "analysis/systemic_risk.h"
#include "harness/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena *arena;

__attribute__((constructor)) static void open_arena(void)
{
    arena = arena_new((size_t)256 << 20);
}

enum { FIRMS_MAX = 60, LINKS_MAX = FIRMS_MAX * FIRMS_MAX };

struct plain_network {
    uint32_t firms;
    uint32_t industries;
    uint32_t industry[FIRMS_MAX];
    struct supply_link links[LINKS_MAX];
    size_t link_count;
};

static double uniform(uint64_t *state)
{
    return (double)(test_random(state) >> 11) * 0x1p-53;
}

static uint32_t below(uint64_t *state, uint32_t n)
{
    return (uint32_t)(test_random(state) % n);
}

/* 5 to 60 firms; kinds by pair of industries; weights from 1 to 20, some links twice, some of weight 0.  In most
 * of them a third of the firms or more sell to nobody; where all sell, or weights differ by more orders of size,
 * nearly closed circles make a small epsilon take 10^4 to 10^5 rounds. */
static void draw_network(uint64_t *state, struct plain_network *p)
{
    p->firms = 5 + below(state, FIRMS_MAX - 4);
    p->industries = 1 + below(state, p->firms);
    enum supply_kind kinds[FIRMS_MAX][FIRMS_MAX];
    for (uint32_t k = 0; k < p->industries; k++)
        for (uint32_t m = 0; m < p->industries; m++)
            kinds[k][m] = (enum supply_kind)below(state, SUPPLY_KIND_COUNT);
    for (uint32_t f = 0; f < p->firms; f++)
        p->industry[f] = below(state, p->industries);
    uint32_t sellers = below(state, 8) ? 1 + below(state, p->firms * 2 / 3) : p->firms;
    p->link_count = p->firms * (2 + below(state, 5));
    for (size_t i = 0; i < p->link_count; i++) {
        uint32_t supplier = below(state, sellers), customer = below(state, p->firms);
        double weight = below(state, 30) == 0 ? 0 : exp(3 * uniform(state));
        p->links[i] = (struct supply_link){supplier, customer, weight, kinds[p->industry[supplier]][p->industry[customer]]};
    }
}

/* ---- the definition, written down plainly: every firm in every round, from full matrices ---- */

struct dense {
    uint32_t n;
    const uint32_t *industry;
    double weight[FIRMS_MAX][FIRMS_MAX];
    enum supply_kind kind[FIRMS_MAX][FIRMS_MAX];
    double strength[FIRMS_MAX];
    double down[FIRMS_MAX];
    double up[FIRMS_MAX];
};

static void dense_begin(struct dense *d, const struct plain_network *p)
{
    memset(d, 0, sizeof(*d));
    d->n = p->firms;
    d->industry = p->industry;
    for (size_t i = 0; i < p->link_count; i++) {
        const struct supply_link *l = &p->links[i];
        d->weight[l->supplier][l->customer] += l->weight;
        d->kind[l->supplier][l->customer] = l->kind;
        d->strength[l->supplier] += l->weight;
    }
}

static double dense_market_share(const struct dense *d, uint32_t j)
{
    double left = 0;
    for (uint32_t i = 0; i < d->n; i++)
        if (d->industry[i] == d->industry[j])
            left += d->strength[i] * d->down[i];
    return left > 0 ? fmin(1, d->strength[j] / left) : 1;
}

static double dense_down(const struct dense *d, uint32_t l, const double *market_share, double psi)
{
    double all = 0, of_industry[FIRMS_MAX] = {0}, lost[FIRMS_MAX] = {0}, lost_non_essential = 0;
    for (uint32_t j = 0; j < d->n; j++) {
        all += d->weight[j][l];
        of_industry[d->industry[j]] += d->weight[j][l];
    }
    for (uint32_t j = 0; j < d->n; j++) {
        double weight = d->weight[j][l], missing = market_share[j] * (1 - d->down[j]);
        if (weight > 0 && d->kind[j][l] == SUPPLY_ESSENTIAL)
            lost[d->industry[j]] += missing * weight / of_industry[d->industry[j]];
        if (weight > 0 && d->kind[j][l] == SUPPLY_NON_ESSENTIAL)
            lost_non_essential += missing * weight / all;
    }
    double h = fmin(psi, 1 - lost_non_essential);
    for (uint32_t k = 0; k < d->n; k++)
        h = fmin(h, 1 - lost[k]);
    return fmax(h, 0);
}

static double dense_up(const struct dense *d, uint32_t l, double psi)
{
    if (d->strength[l] <= 0)
        return psi;
    double h = 0;
    for (uint32_t m = 0; m < d->n; m++)
        h += d->weight[l][m] / d->strength[l] * d->up[m];
    return fmin(h, psi);
}

static double dense_round(struct dense *d, const double *psi, bool is_first)
{
    double market_share[FIRMS_MAX], down[FIRMS_MAX], up[FIRMS_MAX], move = 0;
    for (uint32_t j = 0; j < d->n; j++)
        market_share[j] = dense_market_share(d, j);
    for (uint32_t l = 0; l < d->n; l++) {
        down[l] = is_first ? psi[l] : dense_down(d, l, market_share, psi[l]);
        up[l] = is_first ? psi[l] : dense_up(d, l, psi[l]);
        move = fmax(move, fmax(fabs(down[l] - d->down[l]), fabs(up[l] - d->up[l])));
    }
    memcpy(d->down, down, sizeof(down));
    memcpy(d->up, up, sizeof(up));
    return move;
}

static double dense_risk(struct dense *d, const double *psi, double epsilon, uint32_t *ret_rounds)
{
    double total = 0, lost = 0;
    for (uint32_t l = 0; l < d->n; l++) {
        d->down[l] = d->up[l] = 1;
        total += d->strength[l];
    }
    *ret_rounds = 1;
    for (double move = dense_round(d, psi, true); move > epsilon * (1 + 1e-9); (*ret_rounds)++)
        move = dense_round(d, psi, false);
    for (uint32_t l = 0; l < d->n && total > 0; l++)
        lost += d->strength[l] / total * (1 - fmin(d->down[l], d->up[l]));
    return lost;
}

/* ---- comparing ---- */

static struct supply_network build(const struct plain_network *p)
{
    struct supply_network net;
    REQUIRE(supply_network_build(arena, p->firms, p->industry, p->industries, p->links, p->link_count, &net) == OK);
    return net;
}

static const struct risk *all_risks(const struct plain_network *p, double epsilon, int workers)
{
    struct supply_network net = build(p);
    struct risk *risks = arena_array(arena, p->firms, struct risk);
    struct risk_terms terms = {epsilon, workers};
    REQUIRE(systemic_risk_of_firms(arena, &net, &terms, NULL, p->firms, risks) == OK);
    return risks;
}

static const double epsilons[] = {1e-2, 1e-6, 1e-12};
enum { EPSILONS = sizeof(epsilons) / sizeof(epsilons[0]) };

TEST("the systemic risk of every firm of random networks equals the plain dense computation to 1e-9")
{
    static struct plain_network p;
    static struct dense d;
    int rounds = test_rounds(60, 1000);
    for (int i = 0; i < rounds; i++) {
        uint64_t seed = test_seed() * 1000003 + (uint64_t)i, state = seed;
        draw_network(&state, &p);
        dense_begin(&d, &p);
        for (int e = 0; e < EPSILONS; e++) {
            const struct risk *risks = all_risks(&p, epsilons[e], 2);
            for (uint32_t f = 0; f < p.firms; f++) {
                double psi[FIRMS_MAX];
                for (uint32_t l = 0; l < p.firms; l++)
                    psi[l] = l == f ? 0 : 1;
                uint32_t took;
                double expected = dense_risk(&d, psi, epsilons[e], &took);
                if (fabs(risks[f].total - expected) > 1e-9) {
                    printf("  seed %llu, firm %u of %u, epsilon %g: %.12f after %u rounds, dense %.12f after %u\n",
                           (unsigned long long)seed, f, p.firms, epsilons[e], risks[f].total, risks[f].rounds, expected,
                           took);
                    CHECK(false);
                    return;
                }
            }
        }
        arena_reset(arena);
    }
}
