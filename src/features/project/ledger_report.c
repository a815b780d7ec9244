#include "features/project/ledger_report.h"

#include "project.queries.h"
#include "project.texts.h"
#include "record/json_list.h"
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

/* A project with its milestones under the rules now and before. */
struct subject {
    const struct ledger_projects_row *row;
    struct happening *happenings;
    size_t n;
    struct milestones now, before;
};

struct work {
    struct op *op;
    struct ledger_report *report;
    struct ledger_projects_row *rows;
    struct subject *subjects;
    size_t n;
    size_t line_capacity;
};

/* ---- reading ---- */

static enum err attach_events(struct work *w)
{
    struct ledger_events_row *events;
    size_t n_events;
    TRY(ledger_events(w->op, w->report->request.own, &events, &n_events));
    struct happening *all = arena_array(w->op->arena, n_events + 1, struct happening);
    if (!all)
        return ERR_MEMORY;
    size_t e = 0;
    for (size_t i = 0; i < w->n; i++) {
        struct subject *s = &w->subjects[i];
        while (e < n_events && events[e].project < s->row->id)
            e++;
        s->happenings = &all[e];
        for (; e < n_events && events[e].project == s->row->id; e++, s->n++)
            all[e] = (struct happening){events[e].id,      events[e].kind,   events[e].evidence,
                                        events[e].on_date, events[e].amount, events[e].has_amount};
    }
    return OK;
}

static enum err find_milestones(struct work *w)
{
    const struct ledger_report *r = w->report;
    for (size_t i = 0; i < w->n; i++) {
        struct subject *s = &w->subjects[i];
        TRY(milestones_find(w->op->arena, &r->rules->ledgers, r->request.own, s->row->total, s->happenings, s->n,
                            &s->now));
        s->before = s->now;
        if (r->rules_before != r->rules)
            TRY(milestones_find(w->op->arena, &r->rules_before->ledgers, r->request.own, s->row->total, s->happenings,
                                s->n, &s->before));
    }
    return OK;
}

static enum err read_subjects(struct work *w)
{
    const struct ledger_request *q = &w->report->request;
    TRY(ledger_projects(w->op, q->chain, q->district, q->park, q->own, &w->rows, &w->n));
    w->subjects = arena_array(w->op->arena, w->n + 1, struct subject);
    if (!w->subjects)
        return ERR_MEMORY;
    for (size_t i = 0; i < w->n; i++)
        w->subjects[i].row = &w->rows[i];
    TRY(attach_events(w));
    return find_milestones(w);
}

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
        if (ledger_find(&s->now, rules, (enum ledger)l, r->span, s->row->planned_start, &e))
            ledger_sum_add(&r->sums[l], &e);
        if (ledger_find(&s->before, &r->rules_before->ledgers, (enum ledger)l, before, s->row->planned_start, &e))
            ledger_sum_add(&r->sums_before[l], &e);
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

/* ---- the rows of one ledger ---- */

/* [{"name": "甲公司"}, …] → "甲公司、乙公司" */
static const char *investor_names(struct op *op, const char *json)
{
    struct json_list list = json_list_of(json);
    const char *names = "", *member;
    struct value value;
    while (json_next_object(&list))
        while (json_next_member(&list, op->arena, &member, &value))
            if (strcmp(member, "name") == 0 && value.type == VALUE_TEXT)
                names = arena_printf(op->arena, "%s%s%s", names, *names ? "、" : "", value.text);
    return names;
}

static void add_doubt(struct ledger_line *line, bool doubtful, const struct text *why)
{
    if (doubtful && line->n_doubts < 4)
        line->doubts[line->n_doubts++] = why;
}

static void find_doubts(struct ledger_line *line, const struct subject *s)
{
    add_doubt(line, s->now.signed_again, &T_ledger_doubt_signed_again);
    add_doubt(line, s->now.started_before_entry, &T_ledger_doubt_started_before);
    add_doubt(line, s->now.started_while_ended, &T_ledger_doubt_started_ended);
    add_doubt(line, s->row->unverified_text[0] != '\0', &T_ledger_doubt_unverified);
}

static void set_group(struct op *op, const struct ledger_request *q, struct ledger_line *line, const struct subject *s)
{
    const struct ledger_projects_row *row = s->row;
    switch (q->group) {
    case LEDGER_BY_CHAIN:
        line->group = row->chain_name;
        line->group_order = row->chain_rank_n * INT64_C(1000000000) + row->chain;
        break;
    case LEDGER_BY_PARK:
        line->group = *row->park_name ? row->park_name : text_in(&T_ledger_outside_parks, op->language);
        line->group_order = *row->park_name ? row->park_rank_n * INT64_C(1000000000) + row->park : INT64_MAX;
        break;
    case LEDGER_BY_DISTRICT:
        line->group = row->district_name;
        line->group_order = row->district_rank_n * INT64_C(1000000000) + row->district;
        break;
    case LEDGER_BY_MONTH:
        line->group = arena_printf(op->arena, "%04d-%02d", date_year(line->entry.on), date_month(line->entry.on));
        line->group_order = line->entry.on / 100;
        break;
    case LEDGER_UNGROUPED:
    case LEDGER_GROUP_COUNT:
        line->group = "";
        break;
    }
}

static const char *evidence_of(const struct subject *s, int64_t event)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->happenings[i].id == event)
            return s->happenings[i].evidence;
    return "";
}

static enum err add_line(struct work *w, const struct subject *s)
{
    struct ledger_report *r = w->report;
    struct ledger_entry e;
    if (!ledger_find(&s->now, &r->rules->ledgers, r->request.ledger, r->span, s->row->planned_start, &e))
        return OK;
    if (!arena_grow(w->op->arena, &r->lines, r->n_lines, &w->line_capacity))
        return ERR_MEMORY;
    const struct ledger_projects_row *row = s->row;
    struct ledger_line *line = &r->lines[r->n_lines++];
    *line = (struct ledger_line){
        .project = row->id,
        .code = row->code,
        .name = row->name,
        .chain = row->chain_name,
        .segment = row->segment_name,
        .park = row->park_name,
        .district = row->district_name,
        .investors = investor_names(w->op, row->investors),
        .unit = row->unit_name,
        .minder = row->minder_name,
        .evidence = evidence_of(s, e.event),
        .entry = e,
    };
    find_doubts(line, s);
    set_group(w->op, &r->request, line, s);
    r->n_doubtful += line->n_doubts > 0;
    return OK;
}

static int compare_lines(const void *a, const void *b)
{
    const struct ledger_line *x = a, *y = b;
    if (x->group_order != y->group_order)
        return x->group_order < y->group_order ? -1 : 1;
    if (x->entry.on != y->entry.on)
        return x->entry.on < y->entry.on ? -1 : 1;
    return x->project < y->project ? -1 : x->project > y->project;
}

static enum err group_lines(struct work *w)
{
    struct ledger_report *r = w->report;
    size_t capacity = 0;
    if (r->n_lines)
        qsort(r->lines, r->n_lines, sizeof(*r->lines), compare_lines);
    for (size_t i = 0; i < r->n_lines; i++) {
        bool begins = !i || r->lines[i].group_order != r->lines[i - 1].group_order;
        if (begins) {
            if (!arena_grow(w->op->arena, &r->headings, r->n_headings, &capacity))
                return ERR_MEMORY;
            r->headings[r->n_headings++] = (struct ledger_heading){.name = r->lines[i].group, .first = i};
        }
        struct ledger_heading *h = &r->headings[r->n_headings - 1];
        h->n++;
        ledger_sum_add(&h->sum, &r->lines[i].entry);
    }
    return OK;
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
    *ret_report = (struct ledger_report){.request = *request};
    struct work w = {.op = op, .report = ret_report};
    set_spans(op, ret_report);
    TRY(find_rules(op, ret_report));
    TRY(read_subjects(&w));
    for (size_t i = 0; i < w.n; i++) {
        count_subject(ret_report, &w.subjects[i]);
        count_trend(ret_report, &w.subjects[i]);
        TRY(add_line(&w, &w.subjects[i]));
    }
    TRY(group_lines(&w));
    return arena_failed(op->arena) ? ERR_MEMORY : OK;
}
