#include "analysis/supply_doubt.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* Firms closer than this share a place in the ranking: symmetric firms differ by rounding alone. */
static const double same_risk = 1e-9;

/* ---- the risks of the watched firms in one network of what may be ---- */

/* Links as they are taken to be; absent ones have weight 0. */
struct trial {
    struct arena *arena;
    const struct doubtful_supply *supply;
    const struct risk_terms *terms;
    const struct watch *watch;
    struct supply_link *links;
    struct risk *risks; /* by watched firm */
};

static enum err trial_new(struct arena *a, const struct doubtful_supply *supply, const struct risk_terms *terms,
                          const struct watch *watch, struct trial *ret_trial)
{
    struct trial t = {
        .arena = a,
        .supply = supply,
        .terms = terms,
        .watch = watch,
        .links = arena_array(a, supply->link_count, struct supply_link),
        .risks = arena_array(a, watch->n, struct risk),
    };
    if (arena_failed(a))
        return ERR_MEMORY;
    for (size_t i = 0; i < supply->link_count; i++)
        t.links[i] = supply->links[i];
    *ret_trial = t;
    return OK;
}

/* The ESRI of each watched firm into every `stride`-th place of ret_totals. */
static enum err trial_run(struct trial *t, double *ret_totals, size_t stride)
{
    struct arena_mark mark = arena_mark(t->arena);
    struct supply_network net;
    TRY(supply_network_build(t->arena, t->supply->firm_count, t->supply->industry, t->supply->industry_count, t->links,
                             t->supply->link_count, &net));
    TRY(systemic_risk_of_firms(t->arena, &net, t->terms, t->watch->firms, t->watch->n, t->risks));
    for (size_t i = 0; i < t->watch->n; i++)
        ret_totals[i * stride] = t->risks[i].total;
    arena_rewind(t->arena, mark);
    return OK;
}

/* ---- drawing ---- */

static uint64_t mix(uint64_t z)
{
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* In (0, 1), a function of its four numbers. */
static double chance(uint64_t seed, uint64_t draw, uint64_t link, uint64_t turn)
{
    const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = mix(mix(mix(seed + odd) + (draw + 1) * odd) + (link * 3 + turn + 1) * odd);
    return ((double)(z >> 11) + 0.5) * 0x1p-53;
}

static double draw_weight(uint64_t seed, uint64_t draw, size_t link, double weight, const struct link_doubt *doubt)
{
    assert(doubt->presence >= 0 && doubt->presence <= 1 && doubt->spread >= 0 && doubt->spread <= SPREAD_MAX);
    if (doubt->presence < 1 && chance(seed, draw, link, 0) >= doubt->presence)
        return 0;
    if (doubt->spread <= 0)
        return weight;
    double z = sqrt(-2 * log(chance(seed, draw, link, 1))) * cos(2 * M_PI * chance(seed, draw, link, 2));
    return weight * exp(doubt->spread * z - doubt->spread * doubt->spread / 2);
}

/* ---- rankings ---- */

struct place {
    double total;
    size_t firm; /* as watched */
};

static int compare_places(const void *left, const void *right)
{
    const struct place *a = left, *b = right;
    if (a->total != b->total)
        return a->total > b->total ? -1 : 1;
    return (a->firm > b->firm) - (a->firm < b->firm);
}

/* 1 = the greatest; equals share the first place of theirs.  `scratch` has room for n. */
static void rank_totals(const double *totals, size_t stride, size_t n, struct place *scratch, double *ret_ranks,
                        size_t rank_stride)
{
    for (size_t i = 0; i < n; i++)
        scratch[i] = (struct place){totals[i * stride], i};
    qsort(scratch, n, sizeof(*scratch), compare_places);
    size_t rank = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || scratch[i - 1].total - scratch[i].total > same_risk)
            rank = i + 1;
        ret_ranks[scratch[i].firm * rank_stride] = (double)rank;
    }
}

/* ---- intervals ---- */

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double quantile(const double *sorted, size_t n, double part)
{
    double at = part * (double)(n - 1);
    size_t below = (size_t)at;
    if (below + 1 >= n)
        return sorted[n - 1];
    return sorted[below] + (at - (double)below) * (sorted[below + 1] - sorted[below]);
}

/* From the risk and the rank in every draw; sorts both. */
static struct risk_interval summarise(double *totals, double *ranks, uint32_t draws, double cover)
{
    struct risk_interval in = {0};
    double tail = (1 - cover) / 2;
    for (uint32_t i = 0; i < draws; i++)
        in.mean += totals[i] / draws;
    qsort(totals, draws, sizeof(*totals), compare_doubles);
    qsort(ranks, draws, sizeof(*ranks), compare_doubles);
    in.low = quantile(totals, draws, tail);
    in.middle = quantile(totals, draws, 0.5);
    in.high = quantile(totals, draws, 1 - tail);
    in.rank_low = (uint32_t)floor(quantile(ranks, draws, tail));
    in.rank_high = (uint32_t)ceil(quantile(ranks, draws, 1 - tail));
    return in;
}

enum err doubt_intervals(struct arena *a, const struct doubtful_supply *supply, const struct doubt_terms *terms,
                         const struct watch *watch, struct risk_interval *ret_intervals)
{
    assert(terms->draws >= 1 && terms->cover > 0 && terms->cover < 1);
    struct arena_mark mark = arena_mark(a);
    struct trial t;
    TRY(trial_new(a, supply, &terms->risk, watch, &t));
    double *totals = arena_array(a, watch->n * terms->draws, double); /* draws of a firm together */
    double *ranks = arena_array(a, watch->n * terms->draws, double);
    struct place *scratch = arena_array(a, watch->n, struct place);
    if (!totals || !ranks || !scratch)
        return ERR_MEMORY;
    for (uint32_t draw = 0; draw < terms->draws; draw++) {
        for (size_t i = 0; i < supply->link_count; i++)
            t.links[i].weight = draw_weight(terms->seed, draw, i, supply->links[i].weight, &supply->doubts[i]);
        TRY(trial_run(&t, totals + draw, terms->draws));
        rank_totals(totals + draw, terms->draws, watch->n, scratch, ranks + draw, terms->draws);
    }
    for (size_t i = 0; i < watch->n; i++)
        ret_intervals[i] = summarise(totals + i * terms->draws, ranks + i * terms->draws, terms->draws, terms->cover);
    arena_rewind(a, mark);
    return OK;
}

/* ---- facts ---- */

struct fact_run {
    struct trial trial;
    struct place *scratch;
    double *likely_totals; /* by watched firm */
    double *likely_ranks;
    double *totals;
    double *ranks;
};

/* Adds what it would change if the link had this weight, an outcome of this chance. */
static enum err add_outcome(struct fact_run *run, struct fact *fact, double weight, double chance_of_it)
{
    double *now = &run->trial.links[fact->link].weight, likely = *now;
    if (weight == likely || chance_of_it <= 0)
        return OK;
    size_t n = run->trial.watch->n;
    *now = weight;
    TRY(trial_run(&run->trial, run->totals, 1));
    *now = likely;
    rank_totals(run->totals, 1, n, run->scratch, run->ranks, 1);
    for (size_t i = 0; i < n; i++) {
        fact->places += chance_of_it * fabs(run->ranks[i] - run->likely_ranks[i]);
        fact->risk += chance_of_it * fabs(run->totals[i] - run->likely_totals[i]);
    }
    return OK;
}

static enum err judge_link(struct fact_run *run, size_t link, struct fact *facts, size_t *n)
{
    const struct doubtful_supply *supply = run->trial.supply;
    const struct link_doubt *doubt = &supply->doubts[link];
    double weight = supply->links[link].weight;
    if (doubt->presence > 0 && doubt->presence < 1 && weight > 0) {
        struct fact *presence = &facts[(*n)++];
        *presence = (struct fact){.link = link, .kind = FACT_PRESENCE};
        TRY(add_outcome(run, presence, weight, doubt->presence));
        TRY(add_outcome(run, presence, 0, 1 - doubt->presence));
    }
    if (doubt->spread > 0 && doubt->presence > 0 && weight > 0) {
        struct fact *size = &facts[(*n)++];
        *size = (struct fact){.link = link, .kind = FACT_WEIGHT};
        /* where the link may be absent its weight matters as often as it is there */
        TRY(add_outcome(run, size, weight * exp(doubt->spread), doubt->presence / 2));
        TRY(add_outcome(run, size, weight * exp(-doubt->spread), doubt->presence / 2));
    }
    return OK;
}

static int compare_facts(const void *left, const void *right)
{
    const struct fact *a = left, *b = right;
    if (a->places != b->places)
        return a->places > b->places ? -1 : 1;
    if (a->risk != b->risk)
        return a->risk > b->risk ? -1 : 1;
    if (a->link != b->link)
        return a->link < b->link ? -1 : 1;
    return (int)a->kind - (int)b->kind;
}

static size_t most_facts(const struct doubtful_supply *supply)
{
    size_t n = 0;
    for (size_t i = 0; i < supply->link_count; i++)
        n += (supply->doubts[i].presence < 1) + (supply->doubts[i].spread > 0);
    return n;
}

enum err doubt_facts(struct arena *a, const struct doubtful_supply *supply, const struct doubt_terms *terms,
                     const struct watch *watch, struct fact **ret_facts, size_t *ret_n)
{
    struct fact *facts = arena_array(a, most_facts(supply), struct fact);
    struct fact_run run = {
        .scratch = arena_array(a, watch->n, struct place),
        .likely_totals = arena_array(a, watch->n, double),
        .likely_ranks = arena_array(a, watch->n, double),
        .totals = arena_array(a, watch->n, double),
        .ranks = arena_array(a, watch->n, double),
    };
    size_t n = 0;
    TRY(trial_new(a, supply, &terms->risk, watch, &run.trial));
    for (size_t i = 0; i < supply->link_count; i++)
        if (supply->doubts[i].presence < 0.5)
            run.trial.links[i].weight = 0;
    TRY(trial_run(&run.trial, run.likely_totals, 1));
    rank_totals(run.likely_totals, 1, watch->n, run.scratch, run.likely_ranks, 1);
    for (size_t i = 0; i < supply->link_count; i++)
        TRY(judge_link(&run, i, facts, &n));
    qsort(facts, n, sizeof(*facts), compare_facts);
    *ret_facts = facts;
    *ret_n = n;
    return OK;
}
