#include "analysis/actions.h"
#include "analysis/forecast.h"
#include "analysis/local_supply.h"
#include "analysis/overlap.h"
#include "analysis/targets.h"
#include "harness/test.h"

#include <math.h>
#include <string.h>

static struct arena *arena;

__attribute__((constructor)) static void open_arena(void)
{
    arena = arena_new((size_t)64 << 20);
}

/* ---- weighing ---- */

TEST("a score is the weighted mean of what is known, and its parts add up to it")
{
    double cells[] = {1, .5, 0, .2, NAN, 1, NAN, NAN, NAN};
    const double weights[] = {2, 1, 1};
    struct ranking r;
    REQUIRE(scoring_rank(arena, &(struct matrix){3, 3, cells}, weights, .2, &r) == OK);
    CHECK_NEAR(r.score[0], 2.5 / 4, 1e-15);
    CHECK_NEAR(r.score[1], 1.4 / 3, 1e-15);
    CHECK(isnan(r.score[2]));
    CHECK_NEAR(r.known[1], .75, 1e-15);
    CHECK_NEAR(matrix_at(&r.parts, 1, 0) + matrix_at(&r.parts, 1, 2), r.score[1], 1e-15);
    CHECK_INT(r.rank[0], 1);
    CHECK_INT(r.rank[1], 2);
    CHECK_INT(r.rank[2], 0);
    CHECK_INT(r.order[2], 2);
    int reasons[SCORING_FACTORS_MAX];
    CHECK_INT(scoring_reasons(&r, 1, reasons), 2);
    CHECK_INT(reasons[0], 2);
    CHECK_INT(scoring_reasons(&r, 2, reasons), 0);
}

TEST("the published case of an assessment comes out exactly, and its order holds when weights move")
{
    double cells[] = {.48, .60, .50, .50, .30, .40, .45, .60, .50, .50, .50, .40};
    const double weights[] = {1, 1, 1, 1, 1, 1};
    struct ranking r;
    REQUIRE(scoring_rank(arena, &(struct matrix){2, 6, cells}, weights, .2, &r) == OK);
    CHECK_NEAR(r.score[0] * 6, 2.78, 1e-12);
    CHECK_NEAR(r.score[1] * 6, 2.95, 1e-12);
    CHECK_INT(r.trials, 64);
    CHECK_INT(r.order_changed, 0);
    CHECK_INT(r.worst[1], 1);
}

TEST("ranks that hang on the weights say how often they change and between what they move")
{
    double cells[] = {1, 0, 0, 1, .2, .2};
    const double weights[] = {1, 1.1};
    struct ranking r;
    REQUIRE(scoring_rank(arena, &(struct matrix){3, 2, cells}, weights, .2, &r) == OK);
    CHECK_INT(r.rank[1], 1);
    CHECK_INT(r.trials, 4);
    CHECK_INT(r.first_changed, 1); /* only 1.2 against 0.88 turns it */
    CHECK_INT(r.order_changed, 1);
    CHECK_INT(r.worst[1], 2);
    CHECK_INT(r.best[0], 1);
    CHECK_INT(r.best[2], 3);
}

TEST("percentiles run from 0 to 1, ties share the middle, the unknown stay unknown")
{
    double values[] = {5, NAN, 1, 5, 9};
    REQUIRE(scoring_percentiles(arena, values, 5, 1, false) == OK);
    CHECK_NEAR(values[0], .5, 1e-15);
    CHECK_NEAR(values[3], .5, 1e-15);
    CHECK(isnan(values[1]));
    CHECK_NEAR(values[2], 0, 0);
    CHECK_NEAR(values[4], 1, 0);
    double single[] = {7, NAN};
    REQUIRE(scoring_percentiles(arena, single, 2, 1, true) == OK);
    CHECK_NEAR(single[0], .5, 0);
}

TEST("neither the unit of a factor nor that of the weights changes any rank")
{
    uint64_t state = test_seed();
    for (int round = 0; round < test_rounds(30, 1000); round++) {
        double cells[60], scaled[60], weights[4], heavier[4];
        for (int i = 0; i < 60; i++) {
            cells[i] = test_random(&state) % 7 == 0 ? NAN : (double)(test_random(&state) % 100);
            scaled[i] = cells[i] * 1000 + 3;
        }
        for (int k = 0; k < 4; k++) {
            weights[k] = 1 + (double)(test_random(&state) % 5);
            heavier[k] = weights[k] * 8;
            REQUIRE(scoring_percentiles(arena, cells + k, 15, 4, k == 3) == OK);
            REQUIRE(scoring_percentiles(arena, scaled + k, 15, 4, k == 3) == OK);
        }
        struct ranking r, s;
        REQUIRE(scoring_rank(arena, &(struct matrix){15, 4, cells}, weights, .2, &r) == OK);
        REQUIRE(scoring_rank(arena, &(struct matrix){15, 4, scaled}, heavier, .2, &s) == OK);
        CHECK(memcmp(r.rank, s.rank, 15 * sizeof(uint32_t)) == 0);
        CHECK(memcmp(r.worst, s.worst, 15 * sizeof(uint32_t)) == 0);
        CHECK_INT(r.order_changed, s.order_changed);
    }
}

/* ---- the four actions ---- */

#define UNKNOWN \
    { \
        NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN \
    }

static struct segment_facts segment(enum segment_state state)
{
    return (struct segment_facts){state, UNKNOWN};
}

TEST("each action considers the segments that it is for, and no other")
{
    struct segment_facts missing = segment(SEGMENT_MISSING), weak = segment(SEGMENT_WEAK), fair = segment(SEGMENT_FAIR),
                         strong = segment(SEGMENT_STRONG);
    const struct action_rules *rules = &action_rules_default;
    CHECK(action_considers(ACTION_BUILD, &missing, rules) && !action_considers(ACTION_BUILD, &weak, rules));
    CHECK(!action_considers(ACTION_FILL, &missing, rules));
    weak.factor[FACTOR_ESSENTIAL] = 1;
    fair.factor[FACTOR_ESSENTIAL] = 1;
    CHECK(action_considers(ACTION_FILL, &weak, rules) && !action_considers(ACTION_FILL, &fair, rules));
    missing.factor[FACTOR_RELIEF] = .1;
    CHECK(action_considers(ACTION_FILL, &missing, rules));
    fair.factor[FACTOR_NEIGHBOUR_STRENGTH] = strong.factor[FACTOR_NEIGHBOUR_STRENGTH] = .5;
    CHECK(action_considers(ACTION_EXTEND, &fair, rules) && !action_considers(ACTION_EXTEND, &strong, rules));
    CHECK(!action_considers(ACTION_STRENGTHEN, &strong, rules));
    strong.factor[FACTOR_CONCENTRATION] = .2;
    CHECK(!action_considers(ACTION_STRENGTHEN, &strong, rules));
    strong.factor[FACTOR_CONCENTRATION] = .25;
    CHECK(action_considers(ACTION_STRENGTHEN, &strong, rules));
    strong.factor[FACTOR_CONCENTRATION] = .01;
    strong.factor[FACTOR_SHARE_LOST] = .02;
    CHECK(action_considers(ACTION_STRENGTHEN, &strong, rules));
    strong.factor[FACTOR_SHARE_LOST] = -.02;
    CHECK(!action_considers(ACTION_STRENGTHEN, &strong, rules));
}

TEST("segments to build are ranked by nearness and worth, with what is not known said")
{
    struct segment_facts s[4] = {segment(SEGMENT_MISSING), segment(SEGMENT_FAIR), segment(SEGMENT_MISSING),
                                 segment(SEGMENT_MISSING)};
    const double density[] = {.2, .9, .6, .4}, pci[] = {1, 9, 2, NAN};
    for (int i = 0; i < 4; i++) {
        s[i].factor[FACTOR_DENSITY] = density[i];
        s[i].factor[FACTOR_COMPLEXITY] = pci[i];
    }
    struct action_list lists[ACTION_COUNT];
    REQUIRE(actions_propose(arena, s, 4, &action_rules_default, lists) == OK);
    const struct action_list *build = &lists[ACTION_BUILD];
    REQUIRE(build->count == 3);
    CHECK_INT(build->segments[build->ranking.order[0]], 2);
    CHECK_INT(build->segments[build->ranking.order[2]], 0);
    CHECK_NEAR(build->ranking.known[build->ranking.order[0]], .5, 1e-15);
    CHECK_NEAR(build->ranking.known[2], .25, 1e-15);
    CHECK_INT(build->factors[0], FACTOR_DENSITY);
    CHECK_INT(lists[ACTION_FILL].count, 0);
    CHECK_INT(lists[ACTION_STRENGTHEN].count, 0);
}

/* ---- targets ---- */

TEST("each firm of a register is chosen or told why not")
{
    struct target_facts firms[8];
    for (int i = 0; i < 8; i++)
        firms[i] = (struct target_facts){.factor = {1, 0, 100 - i, NAN, NAN, 10 + i, 5000}};
    firms[0].closed = true;
    firms[1].already_here = true;
    firms[2].negative_word = true;
    firms[3].factor[TARGET_KEYWORDS] = 0;
    firms[4].factor[TARGET_CAPITAL] = 10;
    firms[5].factor[TARGET_DISTANCE] = 3000;
    firms[6].factor[TARGET_CAPITAL] = NAN; /* not known is no bar */
    struct target_rules rules = target_rules_default;
    rules.least_capital = 1000;
    rules.farthest = 2000;
    rules.short_list = 1;
    struct target_list list;
    REQUIRE(targets_choose(arena, firms, 8, &rules, &list) == OK);
    const enum target_verdict expected[] = {TARGET_CLOSED,   TARGET_ALREADY_HERE, TARGET_NEGATIVE_WORD,
                                            TARGET_NO_MATCH, TARGET_TOO_SMALL,    TARGET_TOO_FAR,
                                            TARGET_CHOSEN,   TARGET_BELOW_LINE};
    for (int i = 0; i < 8; i++)
        CHECK_INT(list.verdict[i], expected[i]);
    CHECK_INT(list.candidate_count, 2);
    REQUIRE(targets_choose(arena, firms, 3, &rules, &list) == OK);
    CHECK_INT(list.candidate_count, 0);
}

/* ---- local supply ---- */

TEST("the local supply ratio comes with its coverage and with what it could be")
{
    const struct purchase p[] = {
        {0, ORIGIN_LOCAL, 30}, {0, ORIGIN_OUTSIDE, 50}, {0, ORIGIN_UNKNOWN, 20}, {1, ORIGIN_UNKNOWN, 5}};
    const struct supply_ratio *r = local_supply_ratios(arena, p, 4, 3);
    CHECK_NEAR(r[0].ratio, .375, 1e-15);
    CHECK_NEAR(r[0].coverage, .8, 1e-15);
    CHECK_NEAR(r[0].low, .3, 1e-15);
    CHECK_NEAR(r[0].high, .5, 1e-15);
    CHECK(isnan(r[1].ratio));
    CHECK_NEAR(r[1].coverage, 0, 0);
    CHECK(isnan(r[2].ratio) && isnan(r[2].coverage));
    CHECK_NEAR(r[3].local, 30, 0);
    CHECK_NEAR(r[3].unknown, 25, 0);
}

TEST("who could supply whom: makers of what a lead firm buys outside, who do not supply it yet")
{
    const struct supply_post posts[] = {{1, 7, false, 40}, {2, 7, false, NAN}, {3, 7, true, 99},
                                        {4, 8, false, 10}, {5, 7, false, 500}, {9, 7, false, 1}};
    const struct supply_need needs[] = {{9, 7, 100, false}, {9, 8, NAN, true}, {6, 7, 60, false}};
    const struct supply_tie ties[] = {{5, 6}, {1, 6}};
    const struct supply_match *m;
    size_t n = 0;
    REQUIRE(local_supply_matches(arena, posts, 6, needs, 3, ties, 2, 10, &m, &n) == OK);
    REQUIRE(n == 6);
    CHECK_INT(m[0].supplier, 4); /* essential first */
    CHECK_NEAR(m[0].could_move, 10, 0);
    CHECK_INT(m[1].supplier, 2); /* capacity not known: what is bought outside */
    CHECK_INT(m[1].buyer, 9);
    CHECK_NEAR(m[1].could_move, 100, 0);
    CHECK_INT(m[2].supplier, 5);
    CHECK_INT(m[3].buyer, 6);
    CHECK_INT(m[5].supplier, 9);
    REQUIRE(local_supply_matches(arena, posts, 6, needs, 3, ties, 2, 1, &m, &n) == OK);
    CHECK_INT(n, 3);
}

/* ---- overlap ---- */

TEST("overlap of chosen chains by hand: the same choice is one, nothing in common is zero")
{
    const struct triplet t[] = {{0, 0, 1}, {0, 1, 2}, {1, 0, 2}, {1, 1, 4}, {2, 2, 5}, {3, 0, 1}};
    struct sparse w;
    struct overlap z;
    REQUIRE(sparse_build(arena, 5, 3, t, 6, &w) == OK);
    REQUIRE(overlap_of(arena, &w, &z) == OK);
    CHECK_NEAR(matrix_at(&z.common, 0, 1), 1, 0);
    CHECK_NEAR(matrix_at(&z.similarity, 0, 1), 1, 1e-15);
    CHECK_NEAR(matrix_at(&z.common, 0, 2), 0, 0);
    CHECK_NEAR(matrix_at(&z.common, 0, 3), .5, 0);
    CHECK_NEAR(matrix_at(&z.similarity, 3, 0), 1 / sqrt(5), 1e-15);
    CHECK(isnan(matrix_at(&z.common, 4, 0)) && isnan(z.mean_similarity[4]));
    CHECK_NEAR(z.unusual[2], .8, 1e-15);
    CHECK_NEAR(z.mean_similarity[2], 0, 0);
}

/* ---- goals and forecasts ---- */

TEST("a goal of twenty per cent a year is a path, and what is missing is a growth still needed")
{
    CHECK_NEAR(goal_path(100, .2, 3), 172.8, 1e-12);
    CHECK_NEAR(goal_growth_needed(120, 172.8, 2), .2, 1e-15);
    CHECK(isnan(goal_growth_needed(0, 10, 2)));
    CHECK(isnan(goal_growth_needed(10, 20, 0)));
}

TEST("Student's quantiles are those of the tables")
{
    CHECK_NEAR(student_quantile(1, .95), 12.7062047362, 1e-9);
    CHECK_NEAR(student_quantile(2, .95), 4.30265272975, 1e-10);
    CHECK_NEAR(student_quantile(5, .90), 2.01504837333, 1e-10);
    CHECK_NEAR(student_quantile(30, .99), 2.74999565357, 1e-10);
    CHECK_NEAR(student_quantile(1000, .95), 1.96233908082, 1e-9);
    CHECK_NEAR(student_quantile(3, .5), 0.76489232840, 1e-10);
}

TEST("steady growth is forecast exactly, gaps left out, and too little says so")
{
    const double steady[] = {100, 110, NAN, 133.1, 146.41}, few[] = {1, NAN, 2, 3}, fallen[] = {1, 2, 0, 4, 5};
    struct trend t = forecast_trend(steady, 5);
    REQUIRE(t.verdict == FORECAST_MADE);
    CHECK_NEAR(t.growth, .1, 1e-12);
    struct forecast f = forecast_at(&t, 6, .95);
    CHECK_NEAR(f.value, 100 * pow(1.1, 6), 1e-9);
    CHECK_NEAR(f.high - f.low, 0, 1e-6);
    t = forecast_trend(few, 4);
    CHECK_INT(t.verdict, FORECAST_TOO_SHORT);
    CHECK(isnan(forecast_at(&t, 5, .9).value));
    CHECK_INT(forecast_trend(fallen, 5).verdict, FORECAST_NOT_POSITIVE);
}

TEST("the interval of a forecast holds the next value about as often as it says")
{
    uint64_t state = test_seed() + 9;
    int rounds = test_rounds(2000, 40000), within = 0;
    for (int round = 0; round < rounds; round++) {
        double values[9];
        for (int i = 0; i < 9; i++) {
            double noise = -6; /* the sum of twelve uniform numbers: near enough to normal */
            for (int k = 0; k < 12; k++)
                noise += (double)(test_random(&state) >> 11) / (double)(UINT64_C(1) << 53);
            values[i] = 50 * exp(.08 * i + .05 * noise);
        }
        struct trend t = forecast_trend(values, 8);
        struct forecast f = forecast_at(&t, 8, .9);
        within += values[8] >= f.low && values[8] <= f.high;
    }
    CHECK_NEAR((double)within / rounds, .9, .025);
}
