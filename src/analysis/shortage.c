#include "analysis/shortage.h"

#include <assert.h>

enum { NONE = UINT32_MAX };

/* Where less than this part of an industry is left, what is left is summed anew: the difference of two
 * nearly equal sums would have too few digits. */
static const double sum_anew_below = 1.0 / 1024;

enum err shortage_new(struct arena *a, const struct supply_network *net, struct shortage *ret_shortage)
{
    size_t firms = net->firm_count, industries = net->industry_count;
    struct shortage s = {
        .net = net,
        .loss = arena_array(a, firms, double),
        .hit = arena_array(a, firms, uint32_t),
        .coming = arena_array(a, firms, double),
        .is_waiting = arena_array(a, firms, bool),
        .waiting = arena_array(a, firms, uint32_t),
        .missing = arena_array(a, net->dependence_count, double),
        .sent = arena_array(a, firms, double),
        .next_hit = arena_array(a, firms, uint32_t),
        .first_hit = arena_array(a, industries, uint32_t),
        .industry_loss = arena_array(a, industries, double),
        .is_stirred = arena_array(a, industries, bool),
        .stirred = arena_array(a, industries, uint32_t),
    };
    if (arena_failed(a))
        return ERR_MEMORY;
    for (size_t k = 0; k < industries; k++)
        s.first_hit[k] = NONE;
    *ret_shortage = s;
    return OK;
}

static void heal(struct shortage *s)
{
    const struct supply_network *net = s->net;
    for (uint32_t i = 0; i < s->hit_count; i++) {
        uint32_t f = s->hit[i];
        s->loss[f] = 0;
        s->sent[f] = 0;
        s->first_hit[net->industry[f]] = NONE;
        s->industry_loss[net->industry[f]] = 0;
        for (uint32_t d = net->delivery_first[f]; d < net->delivery_first[f + 1]; d++)
            s->missing[net->delivery_dependence[d]] = 0;
    }
    for (uint32_t i = 0; i < s->stirred_count; i++)
        s->is_stirred[s->stirred[i]] = false;
    s->hit_count = s->stirred_count = 0;
}

/* The firm's loss will be at least this after the round. */
static void expect_loss(struct shortage *s, uint32_t firm, double loss)
{
    if (!s->is_waiting[firm]) {
        s->is_waiting[firm] = true;
        s->waiting[s->waiting_count++] = firm;
        s->coming[firm] = loss;
    } else if (s->coming[firm] < loss) {
        s->coming[firm] = loss;
    }
}

static double settle_losses(struct shortage *s)
{
    const struct supply_network *net = s->net;
    double largest = 0;
    for (uint32_t i = 0; i < s->waiting_count; i++) {
        uint32_t f = s->waiting[i], k = net->industry[f];
        double move = s->coming[f] - s->loss[f];
        if (s->loss[f] == 0) {
            s->hit[s->hit_count++] = f;
            s->next_hit[f] = s->first_hit[k];
            s->first_hit[k] = f;
        }
        s->loss[f] = s->coming[f];
        s->industry_loss[k] += net->strength[f] * move;
        s->is_waiting[f] = false;
        if (!s->is_stirred[k]) {
            s->is_stirred[k] = true;
            s->stirred[s->stirred_count++] = k;
        }
        if (move > largest)
            largest = move;
    }
    s->waiting_count = 0;
    return largest;
}

/* Σ s h over the industry. */
static double industry_left(const struct shortage *s, uint32_t k)
{
    const struct supply_network *net = s->net;
    double left = net->industry_strength[k] - s->industry_loss[k];
    if (left >= sum_anew_below * net->industry_strength[k])
        return left;
    left = 0;
    for (uint32_t i = net->industry_first[k]; i < net->industry_first[k + 1]; i++) {
        uint32_t f = net->industry_member[i];
        left += net->strength[f] * (1 - s->loss[f]);
    }
    return left;
}

/* Tells the customers of `firm` what is newly missing. */
static void deliver_less(struct shortage *s, uint32_t firm, double left)
{
    const struct supply_network *net = s->net;
    double market_share = net->strength[firm] >= left ? 1 : net->strength[firm] / left;
    double more = market_share * s->loss[firm] - s->sent[firm];
    if (more <= s->least)
        return;
    s->sent[firm] += more;
    for (uint32_t i = net->delivery_first[firm]; i < net->delivery_first[firm + 1]; i++) {
        uint32_t dependence = net->delivery_dependence[i];
        double missing = s->missing[dependence] + net->delivery_share[i] * more;
        s->missing[dependence] = missing;
        uint32_t customer = net->delivery_customer[i];
        if (missing > s->loss[customer] + s->least)
            expect_loss(s, customer, missing < 1 ? missing : 1);
    }
}

double shortage_begin(struct shortage *s, const struct firm_loss *losses, size_t n, double least)
{
    assert(least > 0);
    heal(s);
    s->least = least;
    for (size_t i = 0; i < n; i++) {
        assert(losses[i].firm < s->net->firm_count && losses[i].loss >= 0 && losses[i].loss <= 1);
        if (losses[i].loss > 0)
            expect_loss(s, losses[i].firm, losses[i].loss);
    }
    return settle_losses(s);
}

double shortage_round(struct shortage *s)
{
    for (uint32_t i = 0; i < s->stirred_count; i++) {
        uint32_t k = s->stirred[i];
        s->is_stirred[k] = false;
        double left = industry_left(s, k);
        for (uint32_t f = s->first_hit[k]; f != NONE; f = s->next_hit[f])
            deliver_less(s, f, left);
    }
    s->stirred_count = 0;
    return settle_losses(s);
}
