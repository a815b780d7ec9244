#include "analysis/demand_push.h"

#include <assert.h>

enum err demand_push_new(struct arena *a, const struct supply_network *net, struct demand_push *ret_push)
{
    size_t firms = net->firm_count;
    struct demand_push d = {
        .net = net,
        .lacking = arena_array(a, firms, double),
        .floor = arena_array(a, firms, double),
        .coming = arena_array(a, firms, double),
        .moved = arena_array(a, firms, double),
        .is_reached = arena_array(a, firms, bool),
        .reached = arena_array(a, firms, uint32_t),
        .moving = arena_array(a, firms, uint32_t),
        .listed = arena_array(a, firms, uint32_t),
    };
    if (arena_failed(a))
        return ERR_MEMORY;
    *ret_push = d;
    return OK;
}

static void heal(struct demand_push *d)
{
    for (uint32_t i = 0; i < d->reached_count; i++) {
        uint32_t f = d->reached[i];
        d->lacking[f] = d->floor[f] = 0;
        d->is_reached[f] = false;
    }
    d->reached_count = d->moving_count = 0;
    d->total = d->effort = 0;
}

static void reach(struct demand_push *d, uint32_t firm)
{
    if (d->is_reached[firm])
        return;
    d->is_reached[firm] = true;
    d->reached[d->reached_count++] = firm;
}

/* Takes a firm's move down for the next round. */
static void note_move(struct demand_push *d, uint32_t firm, double move, double *largest)
{
    if (move <= 0)
        return;
    reach(d, firm);
    d->moved[firm] = move;
    d->moving[d->moving_count++] = firm;
    d->total += d->net->share[firm] * move;
    d->effort += d->net->supplier_first[firm + 1] - d->net->supplier_first[firm];
    if (move > *largest)
        *largest = move;
}

double demand_push_begin(struct demand_push *d, const struct firm_loss *losses, size_t n)
{
    double largest = 0;
    heal(d);
    for (size_t i = 0; i < n; i++) {
        assert(losses[i].firm < d->net->firm_count && losses[i].loss >= 0 && losses[i].loss <= 1);
        if (losses[i].loss <= d->floor[losses[i].firm])
            continue;
        reach(d, losses[i].firm);
        d->floor[losses[i].firm] = losses[i].loss;
    }
    for (uint32_t i = 0, shocked = d->reached_count; i < shocked; i++)
        note_move(d, d->reached[i], d->floor[d->reached[i]], &largest);
    return largest;
}

/* Tells the suppliers of the firms that moved; returns how many are listed. */
static uint32_t pass_on(struct demand_push *d)
{
    const struct supply_network *net = d->net;
    uint32_t listed = 0;
    for (uint32_t i = 0; i < d->moving_count; i++) {
        uint32_t customer = d->moving[i];
        double move = d->moved[customer];
        for (uint32_t k = net->supplier_first[customer]; k < net->supplier_first[customer + 1]; k++) {
            uint32_t supplier = net->supplier[k];
            double lacking = net->supplier_share[k] * move;
            if (lacking <= 0)
                continue;
            if (d->coming[supplier] == 0)
                d->listed[listed++] = supplier;
            d->coming[supplier] += lacking;
        }
    }
    return listed;
}

double demand_push_round(struct demand_push *d)
{
    double largest = 0;
    uint32_t listed = pass_on(d);
    d->moving_count = 0;
    for (uint32_t i = 0; i < listed; i++) {
        uint32_t f = d->listed[i];
        double before = demand_push_loss(d, f), move = d->coming[f];
        d->lacking[f] += move;
        d->coming[f] = 0;
        if (d->floor[f] > 0) /* a shocked firm loses no more until it lacks more than that */
            move = demand_push_loss(d, f) - before;
        note_move(d, f, move, &largest);
    }
    return largest;
}
