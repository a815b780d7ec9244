#include "features/project/milestone.h"

#include <stdlib.h>
#include <string.h>

/* One accepted happening, as the rules name it. */
struct step {
    date_t on;
    enum milestone what;
    const struct happening *from;
    enum evidence_grade grade;
};

/* Within a day: entry, then the end and the resumption, then the rest; among equals the older record. */
static int day_order(enum milestone m)
{
    switch (m) {
    case MILESTONE_ENTRY:
        return 0;
    case MILESTONE_END:
        return 1;
    case MILESTONE_RESUME:
        return 2;
    default:
        return 3 + (int)m;
    }
}

static int compare_steps(const void *a, const void *b)
{
    const struct step *x = a, *y = b;
    date_t dx = date_first_day(x->on), dy = date_first_day(y->on);
    if (dx != dy)
        return dx < dy ? -1 : 1;
    int ox = day_order(x->what), oy = day_order(y->what);
    if (ox != oy)
        return ox < oy ? -1 : 1;
    return x->from->id < y->from->id ? -1 : x->from->id > y->from->id;
}

static size_t accept_steps(const struct ledger_rules *rules, bool own, const struct happening *happenings, size_t n,
                           struct step *steps)
{
    size_t accepted = 0;
    for (size_t i = 0; i < n; i++) {
        for (int m = 0; m < MILESTONE_COUNT; m++) {
            const struct milestone_rule *rule = &rules->milestones[m];
            const char *event = own ? rule->own_event : rule->event;
            if (strcmp(event, happenings[i].kind) != 0)
                continue;
            enum evidence_grade grade = milestone_grade(rule, happenings[i].evidence);
            if (grade >= rule->least)
                steps[accepted++] = (struct step){happenings[i].on, (enum milestone)m, &happenings[i], grade};
        }
    }
    qsort(steps, accepted, sizeof(*steps), compare_steps);
    return accepted;
}

static bool is_ended(const struct milestones *m)
{
    return m->n_pauses && !m->pauses[m->n_pauses - 1].to;
}

static void enter(struct milestones *m, const struct step *s, int64_t total_fen)
{
    if (m->at[MILESTONE_ENTRY].on) {
        m->signed_again = true;
        return;
    }
    m->at[MILESTONE_ENTRY] = (struct turn){date_first_day(s->on), s->from->id, s->grade};
    m->entry_fen = s->from->has_amount ? s->from->amount_fen : total_fen;
}

static void end_or_resume(struct milestones *m, const struct step *s, date_t entry)
{
    date_t on = date_first_day(s->on);
    if (s->what == MILESTONE_END && !is_ended(m) && on >= entry)
        m->pauses[m->n_pauses++] = (struct pause){on, DATE_NONE, s->from->id};
    else if (s->what == MILESTONE_RESUME && is_ended(m)) {
        struct pause *last = &m->pauses[m->n_pauses - 1];
        last->to = on;
        m->n_pauses -= last->to == last->from;
    }
}

/* 履约 needs no grade: these are facts of registers, not claims of progress. */
static date_t find_performed(const struct ledger_rules *rules, const struct happening *happenings, size_t n)
{
    date_t first = DATE_NONE;
    for (size_t i = 0; i < n; i++) {
        for (const char *const *kind = rules->performed; *kind; kind++) {
            date_t on = date_first_day(happenings[i].on);
            if (strcmp(*kind, happenings[i].kind) == 0 && (!first || on < first))
                first = on;
        }
    }
    return first;
}

/* START, COMPLETE, …: the first that counts, not before the entry. */
static void reach(struct milestones *m, const struct step *s, date_t entry)
{
    struct turn *turn = &m->at[s->what];
    date_t on = date_first_day(s->on);
    if (s->what == MILESTONE_START && is_ended(m)) {
        m->started_while_ended = true;
        return;
    }
    if (s->what == MILESTONE_START && on < entry)
        m->started_before_entry = true;
    if (!turn->on)
        *turn = (struct turn){on > entry ? on : entry, s->from->id, s->grade};
}

/* What was raised before the entry is part of what was signed. */
static void add_raise(struct milestones *m, const struct step *s, date_t entry)
{
    if (s->from->has_amount && date_first_day(s->on) >= entry)
        m->raises[m->n_raises++] = (struct raise){date_first_day(s->on), s->from->amount_fen, s->from->id};
}

static enum err make_room(struct arena *a, const struct step *steps, size_t n, struct milestones *m)
{
    size_t n_raises = 0, n_ends = 0;
    for (size_t i = 0; i < n; i++) {
        n_raises += steps[i].what == MILESTONE_RAISE;
        n_ends += steps[i].what == MILESTONE_END;
    }
    if (n_raises && !(m->raises = arena_array(a, n_raises, struct raise)))
        return ERR_MEMORY;
    if (n_ends && !(m->pauses = arena_array(a, n_ends, struct pause)))
        return ERR_MEMORY;
    return OK;
}

enum { FEW_STEPS = 64 }; /* most projects need no memory of their own */

enum err milestones_find(struct arena *a, const struct ledger_rules *rules, bool own, int64_t total_fen,
                         const struct happening *happenings, size_t n, struct milestones *ret_milestones)
{
    *ret_milestones = (struct milestones){.own = own};
    if (!n)
        return OK;
    struct step few[FEW_STEPS], *steps = few;
    if (n * MILESTONE_COUNT > FEW_STEPS && !(steps = arena_array(a, n * MILESTONE_COUNT, struct step)))
        return ERR_MEMORY;
    ret_milestones->performed_on = find_performed(rules, happenings, n);
    size_t accepted = accept_steps(rules, own, happenings, n, steps);
    TRY(make_room(a, steps, accepted, ret_milestones));
    for (size_t i = 0; i < accepted; i++)
        if (steps[i].what == MILESTONE_ENTRY)
            enter(ret_milestones, &steps[i], total_fen);
    date_t entry = ret_milestones->at[MILESTONE_ENTRY].on;
    if (!entry)
        return OK;
    for (size_t i = 0; i < accepted; i++) {
        switch (steps[i].what) {
        case MILESTONE_ENTRY:
        case MILESTONE_COUNT:
            break;
        case MILESTONE_END:
        case MILESTONE_RESUME:
            end_or_resume(ret_milestones, &steps[i], entry);
            break;
        case MILESTONE_RAISE:
            add_raise(ret_milestones, &steps[i], entry);
            break;
        case MILESTONE_START:
        case MILESTONE_COMPLETE:
        case MILESTONE_PRODUCE:
        case MILESTONE_CAPACITY:
            reach(ret_milestones, &steps[i], entry);
            break;
        }
    }
    return OK;
}

bool milestones_counts(const struct milestones *m, const struct ledger_rules *rules)
{
    return m->at[MILESTONE_ENTRY].on && m->entry_fen >= rules->threshold_fen;
}

static bool ended_on(const struct milestones *m, date_t day)
{
    for (size_t i = 0; i < m->n_pauses; i++)
        if (m->pauses[i].from <= day && (!m->pauses[i].to || day < m->pauses[i].to))
            return true;
    return false;
}

enum standing milestones_standing(const struct milestones *m, const struct ledger_rules *rules, date_t day)
{
    if (!milestones_counts(m, rules) || day < m->at[MILESTONE_ENTRY].on)
        return STANDING_OUT;
    if (m->at[MILESTONE_START].on && m->at[MILESTONE_START].on <= day)
        return STANDING_STARTED;
    return ended_on(m, day) ? STANDING_ENDED : STANDING_UNSTARTED;
}

int64_t milestones_amount_fen(const struct milestones *m, date_t day)
{
    int64_t fen = m->entry_fen;
    for (size_t i = 0; i < m->n_raises && m->raises[i].on <= day; i++)
        fen += m->raises[i].fen;
    return fen;
}
