#include "analysis/supply_doubt.h"
#include "harness/test.h"

#include <math.h>
#include <string.h>

static struct arena *arena;

__attribute__((constructor)) static void open_arena(void)
{
    arena = arena_new((size_t)128 << 20);
}

enum { FIRMS = 8, LINKS = 9 };

/* Two suppliers of parts (0, 1), two of services (2, 3), makers 4 and 5, customers 6 and 7. */
static const uint32_t industry[FIRMS] = {0, 0, 1, 1, 2, 2, 3, 3};
static const struct supply_link believed[LINKS] = {
    {0, 4, 6, SUPPLY_ESSENTIAL},     {1, 5, 5, SUPPLY_ESSENTIAL},  {0, 5, 2, SUPPLY_ESSENTIAL},
    {2, 4, 3, SUPPLY_NON_ESSENTIAL}, {3, 5, 4, SUPPLY_IRRELEVANT}, {4, 6, 9, SUPPLY_ESSENTIAL},
    {5, 7, 8, SUPPLY_ESSENTIAL},     {4, 7, 1, SUPPLY_ESSENTIAL},  {1, 4, 1, SUPPLY_ESSENTIAL},
};
static const uint32_t everyone[FIRMS] = {0, 1, 2, 3, 4, 5, 6, 7};
static const struct watch all_firms = {everyone, FIRMS};

static struct doubtful_supply certain(struct link_doubt *doubts)
{
    for (int i = 0; i < LINKS; i++)
        doubts[i] = (struct link_doubt){1, 0};
    return (struct doubtful_supply){FIRMS, industry, 4, believed, doubts, LINKS};
}

static struct doubt_terms usual(uint32_t draws)
{
    return (struct doubt_terms){.risk = {1e-6, 2}, .seed = test_seed(), .draws = draws, .cover = 0.9};
}

static void risks_of(const struct supply_link *links, struct risk *ret_risks)
{
    struct supply_network net;
    REQUIRE(supply_network_build(arena, FIRMS, industry, 4, links, LINKS, &net) == OK);
    REQUIRE(systemic_risk_of_firms(arena, &net, &(struct risk_terms){1e-6, 1}, NULL, FIRMS, ret_risks) == OK);
}

TEST("where no link is in doubt the interval is the figure, and there is nothing to find out")
{
    struct link_doubt doubts[LINKS];
    struct doubtful_supply supply = certain(doubts);
    struct doubt_terms terms = usual(20);
    struct risk_interval intervals[FIRMS];
    struct risk risks[FIRMS];
    risks_of(believed, risks);
    REQUIRE(doubt_intervals(arena, &supply, &terms, &all_firms, intervals) == OK);
    for (int f = 0; f < FIRMS; f++) {
        CHECK_NEAR(intervals[f].low, risks[f].total, 1e-12);
        CHECK_NEAR(intervals[f].high, risks[f].total, 1e-12);
        CHECK_NEAR(intervals[f].mean, risks[f].total, 1e-12);
        CHECK_INT(intervals[f].rank_low, intervals[f].rank_high);
    }
    struct fact *facts;
    size_t n;
    REQUIRE(doubt_facts(arena, &supply, &terms, &all_firms, &facts, &n) == OK);
    CHECK_INT(n, 0);
}

TEST("the mean over drawn networks is the mean over all networks that may be")
{
    struct link_doubt doubts[LINKS];
    struct doubtful_supply supply = certain(doubts);
    doubts[0].presence = 0.7;
    doubts[4].presence = 0.2;
    doubts[8].presence = 0.5;
    const int uncertain[] = {0, 4, 8};
    double mean[FIRMS] = {0}, square[FIRMS] = {0};
    for (unsigned mask = 0; mask < 8; mask++) {
        struct supply_link links[LINKS];
        struct risk risks[FIRMS];
        double chance = 1;
        memcpy(links, believed, sizeof(links));
        for (int k = 0; k < 3; k++) {
            bool there = mask >> k & 1;
            chance *= there ? doubts[uncertain[k]].presence : 1 - doubts[uncertain[k]].presence;
            links[uncertain[k]].weight *= there;
        }
        risks_of(links, risks);
        for (int f = 0; f < FIRMS; f++) {
            mean[f] += chance * risks[f].total;
            square[f] += chance * risks[f].total * risks[f].total;
        }
    }
    enum { DRAWS = 2000 };
    struct doubt_terms terms = usual(DRAWS);
    struct risk_interval intervals[FIRMS];
    REQUIRE(doubt_intervals(arena, &supply, &terms, &all_firms, intervals) == OK);
    for (int f = 0; f < FIRMS; f++) {
        double deviation = sqrt(fmax(0, square[f] - mean[f] * mean[f]) / DRAWS);
        CHECK_NEAR(intervals[f].mean, mean[f], 4.5 * deviation + 1e-12);
        CHECK(intervals[f].low <= intervals[f].middle && intervals[f].middle <= intervals[f].high);
    }
}

TEST("the same seed draws the same networks with any number of workers, another seed others")
{
    struct link_doubt doubts[LINKS];
    struct doubtful_supply supply = certain(doubts);
    for (int i = 0; i < LINKS; i++)
        doubts[i] = (struct link_doubt){0.8, 0.5};
    struct risk_interval one[FIRMS], two[FIRMS], other[FIRMS];
    struct doubt_terms terms = usual(40);
    REQUIRE(doubt_intervals(arena, &supply, &terms, &all_firms, two) == OK);
    terms.risk.workers = 1;
    REQUIRE(doubt_intervals(arena, &supply, &terms, &all_firms, one) == OK);
    terms.seed++;
    REQUIRE(doubt_intervals(arena, &supply, &terms, &all_firms, other) == OK);
    int differ = 0;
    for (int f = 0; f < FIRMS; f++) {
        CHECK_NEAR(one[f].mean, two[f].mean, 0);
        CHECK_NEAR(one[f].high, two[f].high, 0);
        differ += one[f].mean != other[f].mean;
    }
    CHECK(differ > 0);
}

TEST("weights in doubt keep their mean and widen the interval")
{
    struct link_doubt doubts[LINKS];
    struct doubtful_supply supply = certain(doubts);
    struct risk_interval narrow[FIRMS], wide[FIRMS];
    struct doubt_terms terms = usual(300);
    for (int i = 0; i < LINKS; i++)
        doubts[i].spread = 0.1;
    REQUIRE(doubt_intervals(arena, &supply, &terms, &all_firms, narrow) == OK);
    for (int i = 0; i < LINKS; i++)
        doubts[i].spread = 0.6;
    REQUIRE(doubt_intervals(arena, &supply, &terms, &all_firms, wide) == OK);
    for (int f = 0; f < 6; f++)
        CHECK(wide[f].high - wide[f].low > narrow[f].high - narrow[f].low);
}

TEST("the fact that would reorder the firms comes before one that would not")
{
    struct link_doubt doubts[LINKS];
    struct doubtful_supply supply = certain(doubts);
    doubts[0] = (struct link_doubt){0.6, 0};  /* the largest supply of parts */
    doubts[4] = (struct link_doubt){1, 0.01}; /* a weight known to one in a hundred */
    struct doubt_terms terms = usual(1);
    struct fact *facts;
    size_t n;
    REQUIRE(doubt_facts(arena, &supply, &terms, &all_firms, &facts, &n) == OK);
    REQUIRE(n == 2);
    CHECK_INT(facts[0].link, 0);
    CHECK_INT(facts[0].kind, FACT_PRESENCE);
    CHECK(facts[0].places >= 1);
    CHECK_INT(facts[1].link, 4);
    CHECK_INT(facts[1].kind, FACT_WEIGHT);
    CHECK(facts[1].places < facts[0].places && facts[1].risk < facts[0].risk);
}

TEST("what a fact is worth is what its two outcomes change, by their chances")
{
    struct link_doubt doubts[LINKS];
    struct doubtful_supply supply = certain(doubts);
    doubts[8].presence = 0.3; /* unlikely: the network of what is likely is without it */
    struct supply_link with[LINKS], without[LINKS];
    struct risk there[FIRMS], absent[FIRMS];
    memcpy(with, believed, sizeof(with));
    memcpy(without, believed, sizeof(without));
    without[8].weight = 0;
    risks_of(with, there);
    risks_of(without, absent);
    double expected = 0;
    for (int f = 0; f < FIRMS; f++)
        expected += 0.3 * fabs(there[f].total - absent[f].total);
    struct doubt_terms terms = usual(1);
    struct fact *facts;
    size_t n;
    REQUIRE(doubt_facts(arena, &supply, &terms, &all_firms, &facts, &n) == OK);
    REQUIRE(n == 1);
    CHECK_NEAR(facts[0].risk, expected, 1e-12);
}
