#include "features/project/test_oracle.h"

#include <stdlib.h>
#include <string.h>

enum { SIGNED, STARTED, COMPLETED, PRODUCED, CAPACITY, RAISED, ENDED, RESUMED };
static const char *const turn_events[TOLD_TURNS] = {"signed",   "started", "completed", "produced",
                                                    "capacity", "raised",  "ended",     "resumed"};

struct told told_copy(const struct told *t)
{
    struct told copy = *t;
    size_t bytes = (size_t)t->n_projects * sizeof(*t->projects);
    copy.projects = malloc(bytes + 1);
    if (bytes)
        memcpy(copy.projects, t->projects, bytes);
    return copy;
}

void told_free(struct told *t)
{
    free(t->projects);
    t->projects = NULL;
}

const struct told_rules *told_rules_on(const struct told *t, date_t day)
{
    const struct told_rules *best = NULL;
    for (int i = 0; i < t->n_rules; i++) {
        const struct told_rules *r = &t->rules[i];
        if (r->from > day || (best && best->of_city && !r->of_city))
            continue;
        if (!best || (r->of_city && !best->of_city) || r->from >= best->from)
            best = r;
    }
    return best;
}

/* ---- one project under one set of rules ---- */

struct view {
    const struct told_project *project;
    const struct told_rules *rules;
};

static int grade_of(const struct view *v, const struct told_event *e)
{
    if (strcmp(e->evidence, "inspection") == 0)
        return 2;
    return strcmp(e->evidence, "contract") == 0 || (v->rules->permit_is_document && strcmp(e->evidence, "permit") == 0);
}

/* Does this event say that turn, well enough? */
static bool says(const struct view *v, const struct told_event *e, int turn)
{
    bool own = v->project->own;
    const char *wanted = turn == SIGNED && own ? "filed" : turn_events[turn];
    return !e->deleted && strcmp(e->kind, wanted) == 0 && grade_of(v, e) >= v->rules->least[turn];
}

static date_t day_of(const struct told_event *e)
{
    return date_first_day(e->on);
}

/* The first event of a turn from which on; NULL. */
static const struct told_event *first(const struct view *v, int turn)
{
    const struct told_event *best = NULL;
    for (int i = 0; i < v->project->n_events; i++) {
        const struct told_event *e = &v->project->events[i];
        if (says(v, e, turn) && (!best || day_of(e) < day_of(best) || (day_of(e) == day_of(best) && e->id < best->id)))
            best = e;
    }
    return best;
}

static date_t entry_day(const struct view *v)
{
    const struct told_event *e = first(v, SIGNED);
    return e ? day_of(e) : DATE_NONE;
}

static int64_t entry_fen(const struct view *v)
{
    const struct told_event *e = first(v, SIGNED);
    return e->has_amount ? e->fen : v->project->total_fen;
}

static bool counts(const struct view *v)
{
    return entry_day(v) && entry_fen(v) >= v->rules->threshold_fen;
}

/* Whether the last word up to the end of that day, from the entry on, was 终止; 复工 has the last word of its day. */
static bool ended_by(const struct view *v, date_t day)
{
    date_t end = DATE_NONE, resumption = DATE_NONE, entry = entry_day(v);
    for (int i = 0; i < v->project->n_events; i++) {
        const struct told_event *e = &v->project->events[i];
        date_t on = day_of(e);
        if (on < entry || on > day)
            continue;
        if (says(v, e, ENDED) && on > end)
            end = on;
        if (says(v, e, RESUMED) && on > resumption)
            resumption = on;
    }
    return end && end > resumption;
}

static const struct told_event *start_event(const struct view *v)
{
    const struct told_event *best = NULL;
    date_t entry = entry_day(v);
    for (int i = 0; i < v->project->n_events; i++) {
        const struct told_event *e = &v->project->events[i];
        if (!says(v, e, STARTED) || (day_of(e) >= entry && ended_by(v, day_of(e))))
            continue;
        if (!best || day_of(e) < day_of(best) || (day_of(e) == day_of(best) && e->id < best->id))
            best = e;
    }
    return best;
}

/* The event that makes a ledger's date, and the day that counts: never before the entry. */
static const struct told_event *turn_event(const struct view *v, int ledger, date_t *ret_day)
{
    static const int turns[TOLD_LEDGERS] = {SIGNED, STARTED, SIGNED, COMPLETED, PRODUCED, CAPACITY};
    *ret_day = DATE_NONE;
    if (!counts(v))
        return NULL;
    const struct told_event *e = turns[ledger] == STARTED ? start_event(v) : first(v, turns[ledger]);
    date_t entry = entry_day(v);
    if (e)
        *ret_day = day_of(e) > entry ? day_of(e) : entry;
    return e;
}

static int64_t raised_on(const struct view *v, date_t from, date_t to)
{
    int64_t fen = 0;
    for (int i = 0; i < v->project->n_events; i++) {
        const struct told_event *e = &v->project->events[i];
        if (says(v, e, RAISED) && e->has_amount && day_of(e) >= from && day_of(e) <= to)
            fen += e->fen;
    }
    return fen;
}

static int64_t amount(const struct view *v, date_t day)
{
    return entry_fen(v) + raised_on(v, entry_day(v), day);
}

enum state { OUT, WAITING, BUILDING, GIVEN_UP };

static enum state state_on(const struct view *v, date_t day)
{
    date_t start;
    if (!counts(v) || day < entry_day(v))
        return OUT;
    turn_event(v, 1, &start);
    if (start && start <= day)
        return BUILDING;
    return ended_by(v, day) ? GIVEN_UP : WAITING;
}

static void add(struct told_amount *a, int64_t n, int64_t fen)
{
    a->n += n;
    a->fen += fen;
}

static int raises_on(const struct view *v, date_t day)
{
    int n = 0;
    for (int i = 0; i < v->project->n_events; i++) {
        const struct told_event *e = &v->project->events[i];
        n += says(v, e, RAISED) && e->has_amount && day_of(e) == day;
    }
    return n;
}

static bool anything_on(const struct view *v, date_t day)
{
    for (int i = 0; i < v->project->n_events; i++)
        if (day_of(&v->project->events[i]) == day)
            return true;
    return false;
}

/* What one day does to the stock of what waits to start. */
static void walk_day(const struct view *v, date_t day, struct told_answer *a)
{
    enum state then = state_on(v, date_add_days(day, -1)), now = state_on(v, day);
    if (now == OUT)
        return;
    if (then == OUT)
        add(&a->entered, 1, entry_fen(v));
    if (then == OUT || then == WAITING)
        add(&a->raised, raises_on(v, day), raised_on(v, day, day));
    if (then == GIVEN_UP && now != GIVEN_UP)
        add(&a->resumed, 1, amount(v, day));
    if (then != BUILDING && now == BUILDING)
        add(&a->started, 1, amount(v, day));
    if (then != GIVEN_UP && now == GIVEN_UP)
        add(&a->ended, 1, amount(v, day));
}

static void add_stock(const struct view *v, date_t day, int64_t sign, struct told_amount *a)
{
    if (state_on(v, day) == WAITING)
        add(a, sign, sign * amount(v, day));
}

static bool on_ledger(const struct view *v, int ledger, date_t from, date_t to, int64_t *ret_fen, int *ret_grade)
{
    date_t day;
    const struct told_event *e = turn_event(v, ledger, &day);
    if (!e)
        return false;
    *ret_grade = grade_of(v, e);
    *ret_fen = ledger == 0 ? entry_fen(v) : amount(v, ledger == 2 ? to : day);
    return ledger == 2 ? state_on(v, to) == WAITING : day >= from && day <= to;
}

bool told_on_ledger(const struct told *t, int i, int ledger, date_t from, date_t to, int64_t *ret_fen)
{
    struct view v = {&t->projects[i], told_rules_on(t, to)};
    int grade;
    return !t->projects[i].deleted && on_ledger(&v, ledger, from, to, ret_fen, &grade);
}

static bool happened(const struct view *v, const char *kind, date_t to)
{
    for (int i = 0; i < v->project->n_events; i++) {
        const struct told_event *e = &v->project->events[i];
        if (!e->deleted && strcmp(e->kind, kind) == 0 && day_of(e) <= to)
            return true;
    }
    return false;
}

static void add_rates(const struct view *v, date_t from, date_t to, struct told_answer *a)
{
    int64_t fen;
    int grade;
    date_t start, production, full;
    if (!on_ledger(v, 0, from, to, &fen, &grade))
        return;
    turn_event(v, 1, &start);
    turn_event(v, 4, &production);
    turn_event(v, 5, &full);
    bool capacity = full && full <= to, produced = capacity || (production && production <= to);
    bool started = produced || (start && start <= to);
    a->signed_n++;
    a->capacity_n += capacity;
    a->produced_n += produced;
    a->started_n += started;
    a->performed_n +=
        started || happened(v, "incorporated", to) || happened(v, "land", to) || happened(v, "funded", to);
}

static void add_project(const struct view *v, const struct view *before, date_t from, date_t to, struct told_answer *a)
{
    date_t eve = date_add_days(from, -1);
    for (int l = 0; l < TOLD_LEDGERS; l++) {
        int64_t fen;
        int grade;
        if (!on_ledger(v, l, from, to, &fen, &grade))
            continue;
        add(&a->ledgers[l], 1, fen);
        add(&a->graded[l][grade], 1, fen);
    }
    add_stock(before, eve, 1, &a->opening);
    add_stock(before, eve, -1, &a->adjusted);
    add_stock(v, eve, 1, &a->adjusted);
    add_stock(v, to, 1, &a->closing);
    for (date_t day = from; day <= to; day = date_add_days(day, 1))
        if (anything_on(v, day))
            walk_day(v, day, a);
    add_rates(v, from, to, a);
}

struct told_answer told_ask(const struct told *t, int chain, bool own, date_t from, date_t to)
{
    struct told_answer a = {0};
    const struct told_rules *rules = told_rules_on(t, to), *rules_before = told_rules_on(t, date_add_days(from, -1));
    for (int i = 0; i < t->n_projects; i++) {
        const struct told_project *p = &t->projects[i];
        struct view v = {p, rules}, before = {p, rules_before};
        if (!p->deleted && p->own == own && (chain < 0 || p->chain == chain))
            add_project(&v, &before, from, to, &a);
    }
    return a;
}
