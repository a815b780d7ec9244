#include "features/project/ledger.h"

static const enum milestone turn_of[LEDGER_COUNT] = {
    [LEDGER_SIGNED] = MILESTONE_ENTRY,     [LEDGER_STARTED] = MILESTONE_START,
    [LEDGER_UNSTARTED] = MILESTONE_ENTRY,  [LEDGER_COMPLETED] = MILESTONE_COMPLETE,
    [LEDGER_PRODUCED] = MILESTONE_PRODUCE, [LEDGER_CAPACITY] = MILESTONE_CAPACITY,
};

static bool within(date_t day, struct ledger_span span)
{
    return day && day >= span.from && day <= span.to;
}

bool ledger_find(const struct milestones *m, const struct ledger_rules *rules, enum ledger ledger,
                 struct ledger_span span, date_t planned_start, struct ledger_entry *ret_entry)
{
    const struct turn *turn = &m->at[turn_of[ledger]];
    bool stock = ledger == LEDGER_UNSTARTED;
    if (!milestones_counts(m, rules))
        return false;
    if (stock ? milestones_standing(m, rules, span.to) != STANDING_UNSTARTED : !within(turn->on, span))
        return false;
    date_t until = stock ? span.to : turn->on;
    *ret_entry = (struct ledger_entry){
        .on = turn->on,
        .event = turn->event,
        .fen = ledger == LEDGER_SIGNED ? m->entry_fen : milestones_amount_fen(m, until),
        .grade = turn->grade,
        .days_since_entry = date_days_between(m->at[MILESTONE_ENTRY].on, until),
    };
    date_t due = planned_start ? date_last_day(planned_start) : DATE_NONE;
    if (stock && due && due < span.to)
        ret_entry->days_past_plan = date_days_between(due, span.to);
    return true;
}

void ledger_sum_add(struct ledger_sum *sum, const struct ledger_entry *entry)
{
    sum->n++;
    sum->fen += entry->fen;
    sum->n_by_grade[entry->grade]++;
    sum->fen_by_grade[entry->grade] += entry->fen;
}

static void add(struct ledger_amount *amount, int64_t n, int64_t fen)
{
    amount->n += n;
    amount->fen += fen;
}

static void add_stock(struct ledger_amount *amount, const struct milestones *m, const struct ledger_rules *rules,
                      date_t day)
{
    if (milestones_standing(m, rules, day) == STANDING_UNSTARTED)
        add(amount, 1, milestones_amount_fen(m, day));
}

/* An end or a resumption moves the stock only while the project has not started. */
static void add_pauses(struct ledger_flow *flow, const struct milestones *m, struct ledger_span span)
{
    date_t start = m->at[MILESTONE_START].on;
    for (size_t i = 0; i < m->n_pauses; i++) {
        const struct pause *p = &m->pauses[i];
        if (start && start <= p->from)
            return;
        if (within(p->from, span))
            add(&flow->ended, 1, milestones_amount_fen(m, p->from));
        if (within(p->to, span))
            add(&flow->resumed, 1, milestones_amount_fen(m, p->to));
    }
}

/* Raised on a day that begins within a pause: it comes back with the resumption, not as a raise of the stock. */
static bool raised_in_pause(const struct milestones *m, date_t day)
{
    for (size_t i = 0; i < m->n_pauses; i++)
        if (m->pauses[i].from < day && (!m->pauses[i].to || day <= m->pauses[i].to))
            return true;
    return false;
}

static void add_raises(struct ledger_flow *flow, const struct milestones *m, struct ledger_span span)
{
    date_t start = m->at[MILESTONE_START].on;
    for (size_t i = 0; i < m->n_raises; i++) {
        date_t on = m->raises[i].on;
        if (within(on, span) && (!start || on <= start) && !raised_in_pause(m, on))
            add(&flow->raised, 1, m->raises[i].fen);
    }
}

void ledger_flow_add(struct ledger_flow *flow, const struct milestones *m, const struct ledger_rules *rules,
                     const struct milestones *before, const struct ledger_rules *rules_before, struct ledger_span span)
{
    date_t eve = date_add_days(span.from, -1);
    struct ledger_amount opening = {0}, restated = {0};
    add_stock(&opening, before, rules_before, eve);
    add_stock(&restated, m, rules, eve);
    add(&flow->opening, opening.n, opening.fen);
    add(&flow->adjusted, restated.n - opening.n, restated.fen - opening.fen);
    add_stock(&flow->closing, m, rules, span.to);
    if (!milestones_counts(m, rules))
        return;
    if (within(m->at[MILESTONE_ENTRY].on, span))
        add(&flow->entered, 1, m->entry_fen);
    if (within(m->at[MILESTONE_START].on, span))
        add(&flow->started, 1, milestones_amount_fen(m, m->at[MILESTONE_START].on));
    add_pauses(flow, m, span);
    add_raises(flow, m, span);
}

bool ledger_flow_balances(const struct ledger_flow *f)
{
    int64_t n = f->opening.n + f->adjusted.n + f->entered.n + f->resumed.n - f->started.n - f->ended.n;
    int64_t fen = f->opening.fen + f->adjusted.fen + f->entered.fen + f->raised.fen + f->resumed.fen - f->started.fen -
                  f->ended.fen;
    return n == f->closing.n && fen == f->closing.fen;
}

void ledger_rates_add(struct ledger_rates *rates, const struct milestones *m, const struct ledger_rules *rules,
                      struct ledger_span span)
{
    if (!milestones_counts(m, rules) || !within(m->at[MILESTONE_ENTRY].on, span))
        return;
    bool capacity = m->at[MILESTONE_CAPACITY].on && m->at[MILESTONE_CAPACITY].on <= span.to;
    bool produced = capacity || (m->at[MILESTONE_PRODUCE].on && m->at[MILESTONE_PRODUCE].on <= span.to);
    bool started = produced || (m->at[MILESTONE_START].on && m->at[MILESTONE_START].on <= span.to);
    bool performed = started || (m->performed_on && m->performed_on <= span.to);
    rates->signed_n++;
    rates->performed_n += performed;
    rates->started_n += started;
    rates->produced_n += produced;
    rates->capacity_n += capacity;
}

int64_t ledger_rate_bp(int64_t part, int64_t whole)
{
    return whole ? (part * 10000 + whole / 2) / whole : -1;
}
