#include "features/project/ledger_report.h"

#include "features/project/ledger_read.h"
#include "project.texts.h"
#include "rulebook/in_force.h"

#include <stdlib.h>
#include <string.h>

const char *const ledger_ids[LEDGER_COUNT] = {"signed", "started", "unstarted", "completed", "produced", "capacity"};

static const struct text *const labels[LEDGER_COUNT] = {&T_ledger_signed,    &T_ledger_started,  &T_ledger_unstarted,
                                                        &T_ledger_completed, &T_ledger_produced, &T_ledger_capacity};

const struct text *ledger_label(enum ledger l)
{
    return labels[l];
}

bool ledger_from_id(const char *id, enum ledger *ret_ledger)
{
    for (int l = 0; l < LEDGER_COUNT; l++) {
        if (strcmp(id, ledger_ids[l]) == 0 || strcmp(id, text_in(labels[l], LANGUAGE_ZH)) == 0) {
            *ret_ledger = (enum ledger)l;
            return true;
        }
    }
    return false;
}

/* ---- chains and regions ---- */

static int compare_places(const void *a, const void *b)
{
    const struct ledger_place *x = a, *y = b;
    return x->id < y->id ? -1 : x->id > y->id;
}

const struct ledger_place *ledger_place(const struct ledger_places *places, int64_t id)
{
    static const struct ledger_place nowhere = {0, "", INT64_MAX};
    const struct ledger_place wanted = {.id = id}, *found = NULL;
    if (places->n)
        found = bsearch(&wanted, places->list, places->n, sizeof(wanted), compare_places);
    return found ? found : &nowhere;
}

static enum err read_places(struct op *op, struct ledger_report *r)
{
    struct chain_options_row *chains;
    struct region_options_row *regions;
    TRY(chain_options(op, &chains, &r->chains.n));
    TRY(region_options(op, &regions, &r->regions.n));
    struct ledger_place *c = arena_array(op->arena, r->chains.n + 1, struct ledger_place);
    struct ledger_place *d = arena_array(op->arena, r->regions.n + 1, struct ledger_place);
    if (!c || !d)
        return ERR_MEMORY;
    for (size_t i = 0; i < r->chains.n; i++)
        c[i] = (struct ledger_place){chains[i].id, chains[i].name, (int64_t)i};
    for (size_t i = 0; i < r->regions.n; i++)
        d[i] = (struct ledger_place){regions[i].id, regions[i].name, (int64_t)i};
    qsort(c, r->chains.n, sizeof(*c), compare_places);
    qsort(d, r->regions.n, sizeof(*d), compare_places);
    r->chains.list = c;
    r->regions.list = d;
    return OK;
}

/* ---- rules ---- */

/* The rules at the end of the period, and those that closed the period before. */
static enum err find_rules(struct op *op, struct ledger_report *r)
{
    struct rulebook *now, *before;
    const struct ledger_request *q = &r->request;
    if (q->version)
        TRY(rulebook_version(op, q->model ? q->model : "default", q->version, &now));
    else
        TRY(rulebook_on(op, q->model, r->span.to, &now));
    r->rules = r->rules_before = now;
    if (q->beside_model) {
        struct rulebook *beside;
        TRY(rulebook_version(op, q->beside_model, q->beside_version, &beside));
        r->rules_beside = beside;
    }
    if (q->version)
        return OK;
    TRY(rulebook_on(op, q->model, date_add_days(r->span.from, -1), &before));
    if (before->id != now->id)
        r->rules_before = before;
    return OK;
}

/* ---- counting ---- */

static void count_subject(struct ledger_report *r, const struct subject *s)
{
    const struct ledger_rules *rules = &r->rules->ledgers;
    struct ledger_span before = {r->before.from, r->before.to};
    for (int l = 0; l < LEDGER_COUNT; l++) {
        struct ledger_entry e;
        if (ledger_find(&s->now, rules, (enum ledger)l, r->span, s->planned_start, &e))
            ledger_sum_add(&r->sums[l], &e);
        if (ledger_find(&s->before, &r->rules_before->ledgers, (enum ledger)l, before, s->planned_start, &e))
            ledger_sum_add(&r->sums_before[l], &e);
        if (r->rules_beside &&
            ledger_find(&s->beside, &r->rules_beside->ledgers, (enum ledger)l, r->span, s->planned_start, &e))
            ledger_sum_add(&r->sums_beside[l], &e);
    }
    ledger_flow_add(&r->flow, &s->now, rules, &s->before, &r->rules_before->ledgers, r->span);
    ledger_rates_add(&r->rates, &s->now, rules, r->span);
}

static struct ledger_span month_span(date_t month, date_t limit)
{
    date_t last = date_last_day(month);
    return (struct ledger_span){date_first_day(month), last < limit ? last : limit};
}

static void count_trend(struct ledger_report *r, const struct subject *s)
{
    for (int i = 0; i < LEDGER_TREND_MONTHS; i++) {
        struct ledger_month *m = &r->trend[i];
        struct ledger_entry e;
        if (ledger_find(&s->now, &r->rules->ledgers, r->request.ledger, month_span(m->month, r->span.to), DATE_NONE,
                        &e))
            ledger_sum_add(&m->sum, &e);
        date_t year_before = date_add_months(date_first_day(m->month), -12) / 100 * 100;
        if (ledger_find(&s->now, &r->rules->ledgers, r->request.ledger, month_span(year_before, r->span.to), DATE_NONE,
                        &e))
            ledger_sum_add(&m->year_before, &e);
    }
}

/* ---- the whole ---- */

static void set_spans(struct op *op, struct ledger_report *r)
{
    struct period p = r->request.period;
    if (p.to > op->today && p.from <= op->today)
        p = (struct period){PERIOD_SPAN, p.from, op->today};
    r->span = (struct ledger_span){p.from, p.to};
    r->before = period_before(&p);
    date_t month = date_add_months(date_first_day(p.to / 100 * 100), -(LEDGER_TREND_MONTHS - 1));
    for (int i = 0; i < LEDGER_TREND_MONTHS; i++)
        r->trend[i].month = date_add_months(month, i) / 100 * 100;
}

enum err ledger_report(struct op *op, const struct ledger_request *request, struct ledger_report *ret_report)
{
    struct ledger_report *r = ret_report;
    struct subject *subjects;
    size_t n;
    *r = (struct ledger_report){.request = *request};
    set_spans(op, r);
    TRY(find_rules(op, r));
    TRY(read_places(op, r));
    TRY(ledger_read(op, r, &subjects, &n));
    for (size_t i = 0; i < n; i++) {
        count_subject(r, &subjects[i]);
        count_trend(r, &subjects[i]);
        TRY(ledger_add_line(op, r, &subjects[i]));
    }
    TRY(ledger_group_lines(op, r));
    TRY(ledger_find_moves(op, r));
    return arena_failed(op->arena) ? ERR_MEMORY : OK;
}
