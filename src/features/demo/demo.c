#include "features/demo/build.h"

#include "demo.queries.h"
#include "demo.texts.h"
#include "record/act.h"

/* The city itself is written with the moment before its first month. */
static enum err write_city(struct op *op, void *arg)
{
    (void)op;
    struct demo *d = arg;
    TRY(demo_build_organisation(d));
    TRY(demo_build_chains(d));
    TRY(demo_build_firms(d));
    return demo_build_accounts(d);
}

static enum err write_month(struct op *op, void *arg)
{
    (void)op;
    return demo_write_month(arg);
}

static enum err check_empty(struct op *op)
{
    struct demo_regions_row row;
    bool found;
    TRY(op_begin_read(op));
    enum err e = demo_regions(op, &row, &found);
    op_end(op);
    if (e == OK && row.regions_n)
        return fault(op->fault, ERR_CONFLICT, &T_demo_not_empty);
    return e;
}

/* A write may be run twice: each time from what was known before it. */
struct attempt {
    struct demo *demo;
    struct demo before;
    store_write_fn write;
};

static enum err run_attempt(struct op *op, void *arg)
{
    struct attempt *a = arg;
    *a->demo = a->before;
    return a->write(op, a->demo);
}

/* Each month is stamped with the evening of its last day, the running one with now. */
static enum err write_at(struct demo *d, store_write_fn write, date_t day)
{
    struct op *op = d->op;
    op->today = day;
    op->backdate_us = moment_day_end(day, op->zone_minutes) - INT64_C(6) * 3600 * 1000000;
    if (op->backdate_us > op->now_us)
        op->backdate_us = 0;
    struct attempt *a = arena_one(op->arena, struct attempt);
    if (!a)
        return ERR_MEMORY;
    *a = (struct attempt){.demo = d, .before = *d, .write = write};
    return act_run(op, "demo", "", run_attempt, a, NULL);
}

static date_t first_month(const struct op *op)
{
    return date_add_months(op->today - date_day(op->today) + 1, -DEMO_MONTHS);
}

int64_t demo_begins_us(const struct op *op)
{
    return moment_day_start(first_month(op), op->zone_minutes);
}

enum err demo_build(struct op *op)
{
    TRY(check_empty(op));
    struct demo *d = arena_one(op->arena, struct demo);
    if (!d)
        return ERR_MEMORY;
    *d = (struct demo){.op = op, .random = 20171107};
    date_t today = op->today;
    date_t this_month = today - date_day(today) + 1;
    d->month = first_month(op);
    TRY(write_at(d, write_city, d->month));
    TRY(demo_plan_projects(d));
    for (; d->month <= this_month; d->month = date_add_months(d->month, 1)) {
        date_t last = date_add_days(date_add_months(d->month, 1), -1);
        TRY(write_at(d, write_month, last < today ? last : today));
    }
    op->today = today;
    op->backdate_us = 0;
    return OK;
}
