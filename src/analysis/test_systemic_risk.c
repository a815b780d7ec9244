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
        p->links[i] =
            (struct supply_link){supplier, customer, weight, kinds[p->industry[supplier]][p->industry[customer]]};
    }
}

/* ---- the definition, written down plainly: every firm in every round, from full matrices ---- */

struct dense {
    uint32_t n;
    const uint32_t *industry;
    double weight[FIRMS_MAX][FIRMS_MAX];
    enum supply_kind kind[FIRMS_MAX][FIRMS_MAX];
    double strength[FIRMS_MAX];
    double bought[FIRMS_MAX];
    double bought_from[FIRMS_MAX][FIRMS_MAX]; /* by customer, industry */
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
        d->bought[l->customer] += l->weight;
        d->bought_from[l->customer][p->industry[l->supplier]] += l->weight;
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
    double lost[FIRMS_MAX] = {0}, lost_non_essential = 0;
    for (uint32_t j = 0; j < d->n; j++) {
        double weight = d->weight[j][l];
        if (weight <= 0)
            continue;
        uint32_t k = d->industry[j];
        if (d->kind[j][l] == SUPPLY_ESSENTIAL)
            lost[k] += market_share[j] * weight / d->bought_from[l][k] * (1 - d->down[j]);
        if (d->kind[j][l] == SUPPLY_NON_ESSENTIAL)
            lost_non_essential += market_share[j] * weight / d->bought[l] * (1 - d->down[j]);
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
        if (d->weight[l][m] > 0)
            h += d->weight[l][m] / d->strength[l] * d->up[m];
    return fmin(h, psi);
}

static double dense_round(struct dense *d, const double *psi, bool is_first)
{
    double market_share[FIRMS_MAX], down[FIRMS_MAX], up[FIRMS_MAX], move = 0;
    for (uint32_t j = 0; j < d->n; j++)
        market_share[j] = d->down[j] < 1 ? dense_market_share(d, j) : 0; /* of no use where nothing is lost */
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
    int rounds = test_rounds(12, 1000);
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

/* ---- the reference's own network ---- */

static void read_reference_links(struct labels *firms, struct plain_network *p)
{
    struct labels *industries = labels_new(arena);
    FILE *f = fopen(test_data_path("esri-13/links.csv"), "r");
    REQUIRE(f != NULL);
    char line[256], supplier[32], customer[32], from[32], to[32];
    REQUIRE(fgets(line, sizeof(line), f) != NULL);
    while (fgets(line, sizeof(line), f)) {
        double weight;
        unsigned kind;
        REQUIRE(sscanf(line, "%31[^,],%31[^,],%31[^,],%31[^,],%lf,%u", supplier, customer, from, to, &weight, &kind) ==
                6);
        struct supply_link *l = &p->links[p->link_count++];
        *l = (struct supply_link){labels_add(firms, supplier), labels_add(firms, customer), weight,
                                  (enum supply_kind)kind};
        p->industry[l->supplier] = labels_add(industries, from);
        p->industry[l->customer] = labels_add(industries, to);
    }
    fclose(f);
    p->firms = labels_count(firms);
    p->industries = labels_count(industries);
}

TEST("the thirteen firms of the reference have the reference's systemic risk")
{
    static struct plain_network p;
    struct labels *firms = labels_new(arena);
    read_reference_links(firms, &p);
    REQUIRE(p.firms == 13);
    const struct risk *risks = all_risks(&p, SYSTEMIC_RISK_EPSILON, 2);
    FILE *f = fopen(test_data_path("esri-13/expected.csv"), "r");
    REQUIRE(f != NULL);
    char line[256], firm[32];
    int compared = 0;
    double expected;
    REQUIRE(fgets(line, sizeof(line), f) != NULL);
    for (; fgets(line, sizeof(line), f); compared++) {
        REQUIRE(sscanf(line, "%31[^,],%lf", firm, &expected) == 2);
        uint32_t number = labels_find(firms, firm);
        REQUIRE(number != LABEL_NONE);
        CHECK_NEAR(risks[number].total, expected, 1e-9);
    }
    fclose(f);
    CHECK_INT(compared, 13);
}

/* ---- what must not matter, and what must hold ---- */

static struct plain_network relabelled(uint64_t *state, const struct plain_network *p, uint32_t *ret_new_name)
{
    static struct plain_network q;
    q = *p;
    for (uint32_t f = 0; f < p->firms; f++)
        ret_new_name[f] = f;
    for (uint32_t f = p->firms - 1; f > 0; f--) {
        uint32_t other = below(state, f + 1), swap = ret_new_name[f];
        ret_new_name[f] = ret_new_name[other];
        ret_new_name[other] = swap;
    }
    for (uint32_t f = 0; f < p->firms; f++)
        q.industry[ret_new_name[f]] = p->industries - 1 - p->industry[f];
    for (size_t i = 0; i < p->link_count; i++) {
        struct supply_link l = p->links[i];
        l.supplier = ret_new_name[l.supplier];
        l.customer = ret_new_name[l.customer];
        q.links[p->link_count - 1 - i] = l;
    }
    return q;
}

TEST("names and order of firms, industries and links change nothing in the systemic risk")
{
    static struct plain_network p, q;
    uint64_t state = test_seed() + 17;
    for (int i = 0, rounds = test_rounds(30, 300); i < rounds; i++) {
        uint32_t new_name[FIRMS_MAX];
        draw_network(&state, &p);
        q = relabelled(&state, &p, new_name);
        const struct risk *before = all_risks(&p, 1e-2, 1), *after = all_risks(&q, 1e-2, 2);
        for (uint32_t f = 0; f < p.firms; f++)
            CHECK_NEAR(after[new_name[f]].total, before[f].total, 1e-9);
        arena_reset(arena);
    }
}

TEST("the unit of the weights changes nothing in the systemic risk")
{
    static struct plain_network p;
    uint64_t state = test_seed() + 18;
    for (int i = 0, rounds = test_rounds(30, 300); i < rounds; i++) {
        draw_network(&state, &p);
        const struct risk *before = all_risks(&p, 1e-2, 1);
        for (size_t l = 0; l < p.link_count; l++)
            p.links[l].weight *= 1e4;
        const struct risk *after = all_risks(&p, 1e-2, 1);
        for (uint32_t f = 0; f < p.firms; f++)
            CHECK_NEAR(after[f].total, before[f].total, 1e-9);
        arena_reset(arena);
    }
}

TEST("systemic risk lies between the firm's own share and 1, and grows from round to round")
{
    static struct plain_network p;
    uint64_t state = test_seed() + 19;
    for (int i = 0, rounds = test_rounds(50, 500); i < rounds; i++) {
        draw_network(&state, &p);
        struct supply_network net = build(&p);
        const struct risk *risks = all_risks(&p, 1e-3, 2);
        for (uint32_t f = 0; f < p.firms; f++) {
            CHECK_NEAR(risks[f].own, net.share[f], 1e-12);
            CHECK(risks[f].own <= risks[f].direct && risks[f].direct <= risks[f].total);
            CHECK(risks[f].total <= 1 + 1e-12);
        }
        arena_reset(arena);
    }
}

/* ---- any shock ---- */

static size_t draw_shock(uint64_t *state, uint32_t firms, struct firm_loss *losses, double *psi)
{
    size_t n = 1 + below(state, 6);
    for (uint32_t f = 0; f < firms; f++)
        psi[f] = 1;
    for (size_t i = 0; i < n; i++) {
        double loss = below(state, 4) ? uniform(state) : 1;
        losses[i] = (struct firm_loss){below(state, firms), loss};
        psi[losses[i].firm] = fmin(psi[losses[i].firm], 1 - loss);
    }
    return n;
}

TEST("a partial loss of several firms at once equals the plain dense computation")
{
    static struct plain_network p;
    static struct dense d;
    uint64_t state = test_seed() + 20;
    for (int i = 0, rounds = test_rounds(60, 600); i < rounds; i++) {
        enum { SHOCKS = 11 };
        struct firm_loss losses[SHOCKS][6];
        double psi[SHOCKS][FIRMS_MAX];
        struct shock shocks[SHOCKS];
        struct risk risks[SHOCKS];
        draw_network(&state, &p);
        struct supply_network net = build(&p);
        dense_begin(&d, &p);
        for (int k = 0; k < SHOCKS; k++)
            shocks[k] = (struct shock){losses[k], draw_shock(&state, p.firms, losses[k], psi[k])};
        REQUIRE(systemic_risk_of_shocks(arena, &net, &(struct risk_terms){1e-6, 2}, shocks, SHOCKS, risks) == OK);
        for (int k = 0; k < SHOCKS; k++) {
            uint32_t took;
            CHECK_NEAR(risks[k].total, dense_risk(&d, psi[k], 1e-6, &took), 1e-9);
        }
        arena_reset(arena);
    }
}

TEST("a shock that is followed tells what falls when, and ends where the shock by itself ends")
{
    static struct plain_network p;
    static struct dense d;
    uint64_t state = test_seed() + 21;
    for (int i = 0, rounds = test_rounds(60, 600); i < rounds; i++) {
        struct firm_loss losses[6];
        double psi[FIRMS_MAX];
        draw_network(&state, &p);
        struct supply_network net = build(&p);
        dense_begin(&d, &p);
        struct shock shock = {losses, draw_shock(&state, p.firms, losses, psi)};
        struct shock_course course;
        REQUIRE(systemic_risk_follow(arena, &net, &(struct risk_terms){1e-6, 1}, &shock, 0.25, &course) == OK);
        uint32_t took;
        CHECK_NEAR(course.risk.total, dense_risk(&d, psi, 1e-6, &took), 1e-9);
        CHECK_INT(course.risk.rounds, took);
        CHECK_NEAR(course.lost[course.risk.rounds - 1], course.risk.total, 1e-12);
        CHECK_NEAR(course.lost[0], course.risk.own, 1e-12);
        for (uint32_t f = 0; f < p.firms; f++) {
            CHECK_NEAR(course.fates[f].downstream, 1 - d.down[f], 1e-9);
            CHECK_NEAR(course.fates[f].upstream, 1 - d.up[f], 1e-9);
            CHECK_INT(course.fates[f].fell > 0, fmin(d.down[f], d.up[f]) <= 0.75);
        }
        arena_reset(arena);
    }
}

TEST("firms fall in the order of the supply chain")
{
    /* 0 → 1 → 2 → 3, each the only supplier of the next, in industries of their own */
    uint32_t industry[] = {0, 1, 2, 3};
    struct supply_link links[] = {
        {0, 1, 5, SUPPLY_ESSENTIAL}, {1, 2, 5, SUPPLY_ESSENTIAL}, {2, 3, 5, SUPPLY_ESSENTIAL}};
    struct supply_network net;
    REQUIRE(supply_network_build(arena, 4, industry, 4, links, 3, &net) == OK);
    struct firm_loss stop = {0, 1};
    struct shock_course course;
    struct risk_terms terms = {1e-2, 1};
    REQUIRE(systemic_risk_follow(arena, &net, &terms, &(struct shock){&stop, 1}, 0.5, &course) == OK);
    for (uint32_t f = 0; f < 4; f++)
        CHECK_INT(course.fates[f].fell, f + 1);
    CHECK_INT(course.risk.rounds, 5);
    CHECK_NEAR(course.risk.own, 1 / 3.0, 1e-12);
    CHECK_NEAR(course.risk.direct, 2 / 3.0, 1e-12);
    CHECK_NEAR(course.risk.total, 1, 1e-12);
}

TEST("a loss no greater than epsilon ends with its first round")
{
    uint32_t industry[] = {0, 1};
    struct supply_link link = {0, 1, 5, SUPPLY_ESSENTIAL};
    struct supply_network net;
    REQUIRE(supply_network_build(arena, 2, industry, 2, &link, 1, &net) == OK);
    struct firm_loss small = {0, 0.01};
    struct risk risk;
    struct shock shock = {&small, 1};
    REQUIRE(systemic_risk_of_shocks(arena, &net, &(struct risk_terms){1e-2, 1}, &shock, 1, &risk) == OK);
    CHECK_INT(risk.rounds, 1);
    CHECK_NEAR(risk.total, 0.01, 1e-12);
}

TEST("a network without a single delivery has no systemic risk, and is no error")
{
    uint32_t industry[] = {0, 0};
    struct supply_link link = {0, 1, 0, SUPPLY_ESSENTIAL};
    struct supply_network net;
    struct risk risks[2];
    REQUIRE(supply_network_build(arena, 2, industry, 1, &link, 1, &net) == OK);
    REQUIRE(systemic_risk_of_firms(arena, &net, &(struct risk_terms){1e-2, 2}, NULL, 2, risks) == OK);
    CHECK_NEAR(risks[0].total, 0, 0);
    CHECK_NEAR(risks[1].total, 0, 0);
    CHECK(systemic_risk_of_shocks(arena, &net, &(struct risk_terms){1e-2, 2}, NULL, 0, risks) == OK);
}

TEST("memory that runs out anywhere in systemic risk is reported, and nothing else happens")
{
    static struct plain_network p;
    uint64_t state = test_seed() + 22;
    draw_network(&state, &p);
    const double expected = all_risks(&p, 1e-2, 1)[0].total;
    for (size_t n = 1;; n++) {
        arena_reset(arena);
        struct supply_network net;
        struct risk risks[FIRMS_MAX];
        arena_fail_nth(n);
        enum err e = supply_network_build(arena, p.firms, p.industry, p.industries, p.links, p.link_count, &net);
        if (e == OK)
            e = systemic_risk_of_firms(arena, &net, &(struct risk_terms){1e-2, 2}, NULL, p.firms, risks);
        size_t made = arena_fail_nth(0);
        if (e == OK) {
            CHECK(made < n);
            CHECK_NEAR(risks[0].total, expected, 0);
            return;
        }
        CHECK_INT(e, ERR_MEMORY);
    }
}
