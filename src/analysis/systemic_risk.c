#include "analysis/systemic_risk.h"

#include "analysis/demand.h"
#include "analysis/demand_push.h"
#include "analysis/parallel.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* Changes that may wait downstream: far below what is asked of the result, and of ε.  A small ε also means many
 * rounds, in which what waits can add up. */
static double least_change(double epsilon)
{
    return fmax(fmin(1e-12, epsilon * 1e-7), fmin(1e-14, epsilon * 1e-2));
}

static bool is_settled(double shortage_move, double demand_move, double epsilon)
{
    double most = epsilon * (1 + 1e-9);
    return shortage_move <= most && demand_move <= most;
}

/* Whether what is lost after this round is asked for. */
static bool is_noted(uint32_t round, bool settled)
{
    return settled || round <= 2;
}

/* The losses of firms only grow from round to round; rounding must not make less of their sum. */
static void note_lost(struct risk *risk, double lost)
{
    risk->total = fmax(risk->total, lost);
    if (risk->rounds == 1)
        risk->own = risk->total;
    if (risk->rounds <= 2)
        risk->direct = risk->total;
}

/* ---- a shock by itself, as long as it reaches few firms ---- */

struct lone {
    struct demand_push demand;
    struct shortage shortage;
};

static enum err lone_new(struct arena *a, const struct supply_network *net, struct lone *ret_lone)
{
    TRY(demand_push_new(a, net, &ret_lone->demand));
    return shortage_new(a, net, &ret_lone->shortage);
}

/* Σ share · max(1 − h^d, 1 − h^u). */
static double lost_alone(const struct lone *t)
{
    const struct shortage *s = &t->shortage;
    double lost = t->demand.total;
    for (uint32_t i = 0; i < s->hit_count; i++) {
        double more = s->loss[s->hit[i]] - demand_push_loss(&t->demand, s->hit[i]);
        if (more > 0)
            lost += s->net->share[s->hit[i]] * more;
    }
    return lost;
}

/* Where it pays to change over to a batch, as measured on networks of 10^5 firms: of those with five links a firm
 * most shocks end before, of those with twenty few do.  Small networks are not worth changing over early. */
static double effort_at_most(const struct supply_network *net)
{
    return 1e4 + 1.5 * net->sale_first[net->firm_count];
}

/* False when it took too much effort; *ret_risk then means nothing. */
static bool run_alone(struct lone *t, double epsilon, const struct shock *shock, struct risk *ret_risk)
{
    double shortage_move = shortage_begin(&t->shortage, shock->losses, shock->n, least_change(epsilon));
    double demand_move = demand_push_begin(&t->demand, shock->losses, shock->n);
    *ret_risk = (struct risk){0};
    for (;;) {
        bool settled = is_settled(shortage_move, demand_move, epsilon);
        ret_risk->rounds++;
        if (is_noted(ret_risk->rounds, settled))
            note_lost(ret_risk, lost_alone(t));
        if (settled)
            return true;
        if (t->demand.effort > effort_at_most(t->demand.net))
            return false;
        shortage_move = shortage_round(&t->shortage);
        demand_move = demand_push_round(&t->demand);
    }
}

/* ---- a batch: up to DEMAND_LANES shocks side by side ---- */

struct batch {
    struct demand demand;
    struct shortage shortages[DEMAND_LANES];
    double shortage_move[DEMAND_LANES];
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

static void batch_begin(struct batch *t, double epsilon, const struct shock *shocks, int lanes)
{
    demand_clear(&t->demand);
    for (int b = 0; b < lanes; b++) {
        demand_shock(&t->demand, b, shocks[b].losses, shocks[b].n);
        t->shortage_move[b] = shortage_begin(&t->shortages[b], shocks[b].losses, shocks[b].n, least_change(epsilon));
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

/* Σ share · max(1 − h^d, 1 − h^u). */
static double lost_in_lane(const struct batch *t, int lane)
{
    const struct shortage *s = &t->shortages[lane];
    double lost = t->demand.total[lane];
    for (uint32_t i = 0; i < s->hit_count; i++) {
        double more = s->loss[s->hit[i]] - demand_loss(&t->demand, s->hit[i], lane);
        if (more > 0)
            lost += s->net->share[s->hit[i]] * more;
    }
    return lost;
}

/* Notes the lane's result so far; whether that lane goes on. */
static bool note_round(const struct batch *t, int lane, double epsilon, struct risk *risk)
{
    bool settled = is_settled(t->shortage_move[lane], t->demand.move[lane], epsilon);
    risk->rounds++;
    if (is_noted(risk->rounds, settled))
        note_lost(risk, lost_in_lane(t, lane));
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
    const struct risk_terms *terms;
    struct lone *lones;    /* by worker */
    struct batch *batches; /* by worker */
    const struct shock *shocks;
    size_t shock_count;
    struct risk *risks;
    bool *is_done; /* by shock */
};

static void run_one(void *context, int worker, size_t i)
{
    struct shock_run *run = context;
    run->is_done[i] = run_alone(&run->lones[worker], run->terms->epsilon, &run->shocks[i], &run->risks[i]);
}

static void run_batch(void *context, int worker, size_t i)
{
    struct shock_run *run = context;
    size_t begin = i * DEMAND_LANES, left = run->shock_count - begin;
    int lanes = left < DEMAND_LANES ? (int)left : DEMAND_LANES;
    batch_run(&run->batches[worker], run->terms->epsilon, run->shocks + begin, lanes, run->risks + begin);
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

static int workers_for(const struct shock_run *run, size_t task_count)
{
    return (size_t)run->terms->workers < task_count ? run->terms->workers : (int)task_count;
}

static enum err run_alone_all(struct arena *a, const struct supply_network *net, struct shock_run *run)
{
    int workers = workers_for(run, run->shock_count);
    struct arena_mark mark = arena_mark(a);
    run->lones = arena_array(a, (size_t)workers, struct lone);
    if (!run->lones)
        return ERR_MEMORY;
    for (int w = 0; w < workers; w++)
        TRY(lone_new(a, net, &run->lones[w]));
    parallel_run(workers, run->shock_count, run_one, run);
    arena_rewind(a, mark);
    return OK;
}

static enum err run_in_batches(struct arena *a, const struct supply_network *net, struct shock_run *run)
{
    size_t batch_count = (run->shock_count + DEMAND_LANES - 1) / DEMAND_LANES;
    int workers = workers_for(run, batch_count);
    int lanes = run->shock_count < DEMAND_LANES ? (int)run->shock_count : DEMAND_LANES;
    run->batches = arena_array(a, (size_t)workers, struct batch);
    if (!run->batches)
        return ERR_MEMORY;
    for (int w = 0; w < workers; w++)
        TRY(batch_new(a, net, lanes, most_floors(run->shocks, run->shock_count), &run->batches[w]));
    parallel_run(workers, batch_count, run_batch, run);
    return OK;
}

/* Those that are not done, in their order. */
static enum err run_the_rest(struct arena *a, const struct supply_network *net, const struct shock_run *all)
{
    struct shock_run rest = {.terms = all->terms};
    size_t left = 0;
    for (size_t i = 0; i < all->shock_count; i++)
        left += !all->is_done[i];
    if (left == 0)
        return OK;
    struct shock *shocks = arena_array(a, left, struct shock);
    rest.risks = arena_array(a, left, struct risk);
    if (!shocks || !rest.risks)
        return ERR_MEMORY;
    for (size_t i = 0; i < all->shock_count; i++)
        if (!all->is_done[i])
            shocks[rest.shock_count++] = all->shocks[i];
    rest.shocks = shocks;
    TRY(run_in_batches(a, net, &rest));
    for (size_t i = 0, at = 0; i < all->shock_count; i++)
        if (!all->is_done[i])
            all->risks[i] = rest.risks[at++];
    return OK;
}

enum err systemic_risk_of_shocks(struct arena *a, const struct supply_network *net, const struct risk_terms *terms,
                                 const struct shock *shocks, size_t shock_count, struct risk *ret_risks)
{
    assert(terms->epsilon >= SYSTEMIC_RISK_EPSILON_LEAST && terms->epsilon < 1 && terms->workers >= 1);
    if (shock_count == 0)
        return OK;
    struct arena_mark mark = arena_mark(a);
    struct shock_run run = {.terms = terms,
                            .shocks = shocks,
                            .shock_count = shock_count,
                            .risks = ret_risks,
                            .is_done = arena_array(a, shock_count, bool)};
    if (!run.is_done)
        return ERR_MEMORY;
    TRY(run_alone_all(a, net, &run));
    TRY(run_the_rest(a, net, &run));
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
    double lost = 0;
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
        course.lost[course.risk.rounds - 1] = fmax(lost, lost_in_lane(t, 0));
        lost = course.lost[course.risk.rounds - 1];
        note_fallen(t, course.risk.rounds, falls_at, course.fates);
    }
    *ret_course = course;
    return OK;
}
