#include "analysis/systemic_risk.h"

#include "analysis/demand.h"
#include "analysis/parallel.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* ---- a batch: up to DEMAND_LANES shocks side by side ---- */

struct batch {
    struct demand demand;
    struct shortage shortages[DEMAND_LANES];
    double shortage_move[DEMAND_LANES];
    double lost[DEMAND_LANES]; /* Σ share · max(1 − h^d, 1 − h^u) when last summed */
    bool is_running[DEMAND_LANES];
};

static enum err batch_new(struct arena *a, const struct supply_network *net, int lanes, size_t floors_max,
                          struct batch *ret_batch)
{
    TRY(demand_new(a, net, floors_max, &ret_batch->demand));
    for (int b = 0; b < lanes; b++)
        TRY(shortage_new(a, net, &ret_batch->shortages[b]));
    return OK;
}

/* Changes that may wait downstream: far below what is asked of the result, and of ε.  A small ε also means many
 * rounds, in which what waits can add up. */
static double least_change(double epsilon)
{
    return fmax(fmin(1e-12, epsilon * 1e-7), fmin(1e-14, epsilon * 1e-2));
}

static void batch_begin(struct batch *t, double epsilon, const struct shock *shocks, int lanes)
{
    demand_clear(&t->demand);
    for (int b = 0; b < lanes; b++) {
        demand_shock(&t->demand, b, shocks[b].losses, shocks[b].n);
        t->shortage_move[b] = shortage_begin(&t->shortages[b], shocks[b].losses, shocks[b].n, least_change(epsilon));
        t->lost[b] = 0;
        t->is_running[b] = true;
    }
    demand_round(&t->demand);
}

static void batch_round(struct batch *t, int lanes)
{
    for (int b = 0; b < lanes; b++)
        if (t->is_running[b])
            t->shortage_move[b] = shortage_round(&t->shortages[b]);
    demand_round(&t->demand);
}

/* Sums what is lost.  The losses of firms only grow from round to round; the order in which they are summed changes,
 * and rounding must not make less of them. */
static double sum_lost(struct batch *t, int lane)
{
    const struct shortage *s = &t->shortages[lane];
    double lost = t->demand.total[lane];
    for (uint32_t i = 0; i < s->hit_count; i++) {
        double more = s->loss[s->hit[i]] - demand_loss(&t->demand, s->hit[i], lane);
        if (more > 0)
            lost += s->net->share[s->hit[i]] * more;
    }
    return t->lost[lane] = fmax(t->lost[lane], lost);
}

static bool is_settled(const struct batch *t, int lane, double epsilon)
{
    double most = epsilon * (1 + 1e-9);
    return t->shortage_move[lane] <= most && t->demand.move[lane] <= most;
}

/* Notes the lane's result so far; whether that lane goes on. */
static bool note_round(struct batch *t, int lane, double epsilon, struct risk *risk)
{
    risk->rounds++;
    bool settled = is_settled(t, lane, epsilon);
    if (settled || risk->rounds <= 2)
        risk->total = sum_lost(t, lane);
    if (risk->rounds == 1)
        risk->own = risk->total;
    if (risk->rounds <= 2)
        risk->direct = risk->total;
    return !settled;
}

static void batch_run(struct batch *t, double epsilon, const struct shock *shocks, int lanes, struct risk *ret_risks)
{
    batch_begin(t, epsilon, shocks, lanes);
    for (int b = 0; b < lanes; b++)
        ret_risks[b] = (struct risk){0};
    for (int running = lanes; running > 0;) {
        running = 0;
        for (int b = 0; b < lanes; b++) {
            t->is_running[b] = t->is_running[b] && note_round(t, b, epsilon, &ret_risks[b]);
            running += t->is_running[b];
        }
        if (running > 0)
            batch_round(t, lanes);
    }
}

/* ---- many shocks over all workers ---- */

struct shock_run {
    double epsilon;
    struct batch *batches; /* by worker */
    const struct shock *shocks;
    size_t shock_count;
    struct risk *risks;
};

static void run_batch(void *context, int worker, size_t i)
{
    struct shock_run *run = context;
    size_t begin = i * DEMAND_LANES, left = run->shock_count - begin;
    int lanes = left < DEMAND_LANES ? (int)left : DEMAND_LANES;
    batch_run(&run->batches[worker], run->epsilon, run->shocks + begin, lanes, run->risks + begin);
}

/* The most firms that the shocks of one batch name together. */
static size_t most_floors(const struct shock *shocks, size_t shock_count)
{
    size_t most = 0, here = 0;
    for (size_t i = 0; i < shock_count; i++) {
        here = i % DEMAND_LANES ? here + shocks[i].n : shocks[i].n;
        most = here > most ? here : most;
    }
    return most;
}

enum err systemic_risk_of_shocks(struct arena *a, const struct supply_network *net, const struct risk_terms *terms,
                                 const struct shock *shocks, size_t shock_count, struct risk *ret_risks)
{
    assert(terms->epsilon >= SYSTEMIC_RISK_EPSILON_LEAST && terms->epsilon < 1 && terms->workers >= 1);
    size_t batch_count = (shock_count + DEMAND_LANES - 1) / DEMAND_LANES;
    int workers = (size_t)terms->workers < batch_count ? terms->workers : (int)batch_count;
    int lanes = shock_count < DEMAND_LANES ? (int)shock_count : DEMAND_LANES;
    struct arena_mark mark = arena_mark(a);
    struct batch *batches = arena_array(a, (size_t)workers, struct batch);
    if (!batches)
        return ERR_MEMORY;
    for (int w = 0; w < workers; w++)
        TRY(batch_new(a, net, lanes, most_floors(shocks, shock_count), &batches[w]));
    struct shock_run run = {terms->epsilon, batches, shocks, shock_count, ret_risks};
    if (batch_count > 0)
        parallel_run(workers, batch_count, run_batch, &run);
    arena_rewind(a, mark);
    return OK;
}

/* ---- the stop of single firms ---- */

/* A firm with its place in the answer and about how many rounds its stop will take. */
struct stop {
    size_t place;
    uint32_t firm;
    double rounds;
};

static int compare_stops(const void *left, const void *right)
{
    const struct stop *a = left, *b = right;
    if (a->rounds != b->rounds)
        return a->rounds < b->rounds ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

enum { ROUNDS_FORESEEN = 32, WORTH_FORESEEING = 512 };

/* How long the strongest single path of losses into a firm's suppliers stays above ε: shocks that go on for
 * equally long share a batch, so that none waits for another.  A guess that decides about time only. */
static enum err foresee_rounds(struct arena *a, const struct supply_network *net, double epsilon, double *rounds)
{
    double *now = arena_array(a, net->firm_count, double);
    double *before = arena_array(a, net->firm_count, double);
    if (!now || !before)
        return ERR_MEMORY;
    for (uint32_t f = 0; f < net->firm_count; f++)
        now[f] = 1;
    for (int n = 1; n <= ROUNDS_FORESEEN; n++) {
        double *swap = before;
        before = now;
        now = swap;
        for (uint32_t f = 0; f < net->firm_count; f++)
            now[f] = 0;
        for (uint32_t f = 0; f < net->firm_count; f++)
            for (uint32_t i = net->sale_first[f]; i < net->sale_first[f + 1]; i++)
                now[net->sale_customer[i]] = fmax(now[net->sale_customer[i]], net->sale_share[i] * before[f]);
        for (uint32_t f = 0; f < net->firm_count; f++)
            if (before[f] > epsilon)
                rounds[f] = n + fmin(1, now[f] / epsilon);
    }
    return OK;
}

static enum err order_stops(struct arena *a, const struct supply_network *net, double epsilon, const uint32_t *firms,
                            size_t n, struct stop *stops)
{
    double *rounds = arena_array(a, net->firm_count, double);
    if (!rounds)
        return ERR_MEMORY;
    if (n >= WORTH_FORESEEING)
        TRY(foresee_rounds(a, net, epsilon, rounds));
    for (size_t i = 0; i < n; i++) {
        uint32_t firm = firms ? firms[i] : (uint32_t)i;
        stops[i] = (struct stop){i, firm, rounds[firm]};
    }
    qsort(stops, n, sizeof(*stops), compare_stops);
    return OK;
}

enum err systemic_risk_of_firms(struct arena *a, const struct supply_network *net, const struct risk_terms *terms,
                                const uint32_t *firms, size_t firm_count, struct risk *ret_risks)
{
    struct arena_mark mark = arena_mark(a);
    struct stop *stops = arena_array(a, firm_count, struct stop);
    struct firm_loss *losses = arena_array(a, firm_count, struct firm_loss);
    struct shock *shocks = arena_array(a, firm_count, struct shock);
    struct risk *risks = arena_array(a, firm_count, struct risk);
    if (!stops || !losses || !shocks || !risks)
        return ERR_MEMORY;
    TRY(order_stops(a, net, terms->epsilon, firms, firm_count, stops));
    for (size_t i = 0; i < firm_count; i++) {
        losses[i] = (struct firm_loss){stops[i].firm, 1};
        shocks[i] = (struct shock){&losses[i], 1};
    }
    TRY(systemic_risk_of_shocks(a, net, terms, shocks, firm_count, risks));
    for (size_t i = 0; i < firm_count; i++)
        ret_risks[stops[i].place] = risks[i];
    arena_rewind(a, mark);
    return OK;
}

/* ---- one shock, looked at closely ---- */

static void note_fallen(const struct batch *t, uint32_t round, double falls_at, struct firm_fate *fates)
{
    const struct shortage *s = &t->shortages[0];
    for (uint32_t f = 0; f < s->net->firm_count; f++) {
        fates[f].downstream = s->loss[f];
        fates[f].upstream = demand_loss(&t->demand, f, 0);
        if (!fates[f].fell && (fates[f].downstream >= falls_at || fates[f].upstream >= falls_at))
            fates[f].fell = round;
    }
}

enum err systemic_risk_follow(struct arena *a, const struct supply_network *net, const struct risk_terms *terms,
                              const struct shock *shock, double falls_at, struct shock_course *ret_course)
{
    struct shock_course course = {.fates = arena_array(a, net->firm_count, struct firm_fate)};
    struct batch *t = arena_one(a, struct batch);
    size_t lost_capacity = 0;
    if (!course.fates || !t)
        return ERR_MEMORY;
    TRY(batch_new(a, net, 1, shock->n, t));
    batch_begin(t, terms->epsilon, shock, 1);
    for (bool goes_on = true; goes_on;) {
        if (course.risk.rounds > 0)
            batch_round(t, 1);
        goes_on = note_round(t, 0, terms->epsilon, &course.risk);
        if (!arena_grow(a, &course.lost, course.risk.rounds - 1, &lost_capacity))
            return ERR_MEMORY;
        course.lost[course.risk.rounds - 1] = sum_lost(t, 0);
        note_fallen(t, course.risk.rounds, falls_at, course.fates);
    }
    *ret_course = course;
    return OK;
}
