/* The ledger law through the records, on both databases: random histories are written as people write them, with
 * corrections, deletions, moves and new rulebooks, and the ledgers, asked as the page asks them, of today and of past
 * days, are those that test_oracle.c counts from what was said. */
#include "base/buf.h"
#include "features/project/ledger_report.h"
#include "features/project/test_oracle.h"
#include "harness/database.h"
#include "harness/program.h"
#include "harness/test.h"
#include "record/act.h"
#include "record/record.h"
#include "record/schema.h"
#include "rulebook/in_force.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHAINS = 4, PROJECTS_MAX = 1200, ROUND_PROJECTS = 10, ROUND_DAYS = 3, MOMENTS_MAX = 20 };

struct world {
    struct op *op;
    uint64_t state;
    struct told told;
    int64_t chains[CHAINS], district;
    date_t today;
    struct {
        date_t day;
        struct told told;
    } moments[MOMENTS_MAX];
    int n_moments;
    int asked;
};

static uint64_t below(struct world *w, uint64_t n)
{
    return test_random(&w->state) % n;
}

static void set_day(struct world *w, date_t day)
{
    w->today = w->op->today = day;
    w->op->backdate_us = moment_day_start(day, w->op->zone_minutes) + INT64_C(9) * 3600 * 1000000;
}

/* ---- writing ---- */

static enum err save(struct op *op, void *arg)
{
    struct findings findings = {0};
    return record_save(op, arg, "核对过原件", &findings);
}

static enum err erase(struct op *op, void *arg)
{
    const struct record *r = arg;
    return record_delete(op, r->kind, r->id, r->rev);
}

static void act(struct world *w, store_write_fn write, void *arg)
{
    op_end(w->op);
    if (act_run(w->op, "test", "核对过原件", write, arg, NULL) != OK) {
        printf("  %s [%s]\n", w->op->fault->words[LANGUAGE_EN], w->op->fault->detail);
        REQUIRE(false);
    }
    op_end(w->op);
}

static struct record *make(struct world *w, const char *kind)
{
    struct record *r;
    REQUIRE(record_new(w->op, kinds_find(w->op->kinds, kind), &r) == OK);
    return r;
}

static struct record *load(struct world *w, const char *kind, int64_t id)
{
    struct record *r;
    REQUIRE(record_load(w->op, kinds_find(w->op->kinds, kind), id, &r) == OK);
    return r;
}

static int64_t name_one(struct world *w, const char *kind, const char *name)
{
    struct record *r = make(w, kind);
    record_set_text(r, "name", name);
    if (strcmp(kind, "region") == 0)
        record_set_text(r, "kind", "district");
    act(w, save, r);
    return r->id;
}

static void put_project(struct world *w)
{
    struct told_project *p = &w->told.projects[w->told.n_projects];
    *p = (struct told_project){
        .chain = (int)below(w, CHAINS), .own = below(w, 4) == 0, .total_fen = 1000000 + (int64_t)below(w, 1000)};
    struct record *r = make(w, "project");
    record_set_text(r, "name", arena_printf(w->op->arena, "项目%d", w->told.n_projects));
    record_set_int(r, "chain", w->chains[p->chain]);
    record_set_int(r, "district", w->district);
    record_set_text(r, "action", "build");
    record_set_text(r, "origin", p->own ? "own" : "recruited");
    record_set_int(r, "total", p->total_fen);
    act(w, save, r);
    p->id = r->id;
    w->told.n_projects++;
}

/* Often on a day on which something happened already; sometimes known to the month only. */
static date_t choose_day(struct world *w, const struct told_project *p)
{
    if (p->n_events && below(w, 2))
        return p->events[below(w, (uint64_t)p->n_events)].on;
    date_t day = date_add_days(w->today, -(int32_t)below(w, 30));
    return below(w, 8) ? day : day / 100 * 100;
}

static void choose_event(struct world *w, const struct told_project *p, struct told_event *e)
{
    static const char *const kinds[] = {"signed",  "filed", "started", "started",   "raised",   "raised",
                                        "raised",  "ended", "ended",   "ended",     "resumed",  "resumed",
                                        "stopped", "trial", "land",    "completed", "produced", "capacity"};
    static const char *const evidences[] = {"self", "", "contract", "permit", "inspection"};
    e->kind = kinds[below(w, sizeof(kinds) / sizeof(kinds[0]))];
    if (!p->n_events && below(w, 4)) /* most begin as projects do */
        e->kind = p->own ? "filed" : "signed";
    e->evidence = evidences[below(w, 5)];
    e->on = choose_day(w, p);
    e->has_amount = strcmp(e->kind, "raised") == 0 || below(w, 3) != 0;
    e->fen = e->has_amount ? 1000000 + (int64_t)below(w, 1000) : 0;
}

static void fill_event(struct record *r, const struct told_event *e)
{
    record_set_text(r, "kind", e->kind);
    record_set_text(r, "evidence", e->evidence);
    record_set_int(r, "on_date", e->on);
    record_set(r, "amount", e->has_amount ? value_int(e->fen) : value_null());
}

static struct told_project *any_project(struct world *w)
{
    int n = w->told.n_projects, recent = n < 3 * ROUND_PROJECTS ? n : 3 * ROUND_PROJECTS;
    struct told_project *p = &w->told.projects[n - 1 - (int)below(w, (uint64_t)(below(w, 4) ? recent : n))];
    return p->deleted ? NULL : p;
}

static void put_event(struct world *w)
{
    struct told_project *p = any_project(w);
    if (!p || p->n_events == TOLD_EVENTS_MAX)
        return;
    struct told_event *e = &p->events[p->n_events];
    *e = (struct told_event){0};
    choose_event(w, p, e);
    struct record *r = make(w, "event");
    record_set_int(r, "project", p->id);
    fill_event(r, e);
    act(w, save, r);
    e->id = r->id;
    p->n_events++;
}

/* A correction is a later version of the same record. */
static void correct_event(struct world *w)
{
    struct told_project *p = any_project(w);
    struct told_event *e = p && p->n_events ? &p->events[below(w, (uint64_t)p->n_events)] : NULL;
    if (!e || e->deleted)
        return;
    struct record *r = load(w, "event", e->id);
    if (below(w, 4) == 0) {
        act(w, erase, r);
        e->deleted = true;
        return;
    }
    choose_event(w, p, e);
    fill_event(r, e);
    act(w, save, r);
}

static void change_project(struct world *w)
{
    struct told_project *p = any_project(w);
    if (!p)
        return;
    struct record *r = load(w, "project", p->id);
    switch (below(w, 6)) {
    case 0:
        act(w, erase, r);
        p->deleted = true;
        return;
    case 1:
        p->total_fen = 1000000 + (int64_t)below(w, 1000);
        record_set_int(r, "total", p->total_fen);
        break;
    case 2:
        p->own = !p->own;
        record_set_text(r, "origin", p->own ? "own" : "recruited");
        break;
    default:
        p->chain = (int)below(w, CHAINS);
        record_set_int(r, "chain", w->chains[p->chain]);
    }
    act(w, save, r);
}

/* ---- rulebooks ---- */

static const char *const turn_names[TOLD_TURNS] = {"signed",   "started", "completed", "produced",
                                                   "capacity", "raised",  "ended",     "resumed"};
static const char *const grade_names[TOLD_GRADES] = {"reported", "documented", "verified"};

struct loading {
    const char *text;
    date_t from;
};

static enum err load_rules(struct op *op, void *arg)
{
    const struct loading *l = arg;
    int64_t version;
    return rulebook_load(op, l->text, strlen(l->text), l->from, &version);
}

static void put_rules(struct world *w, date_t from, bool of_city)
{
    struct told_rules *rules = &w->told.rules[w->told.n_rules++];
    *rules = (struct told_rules){.from = from, .of_city = of_city, .permit_is_document = below(w, 2) == 0};
    rules->threshold_fen = below(w, 2) ? 0 : 1000000 + (int64_t)below(w, 500);
    struct buf b;
    buf_init(&b, 0);
    buf_printf(&b, "model: %s\nname: 试行口径\nledgers:\n  count_returns: reported\n  threshold: %lld.%02lld元\n",
               of_city ? "city" : "default", (long long)rules->threshold_fen / 100,
               (long long)rules->threshold_fen % 100);
    buf_text(&b, "  performed: [incorporated, land, funded]\n");
    for (int t = 0; t < TOLD_TURNS; t++) {
        rules->least[t] = below(w, 2) ? 0 : (int)below(w, TOLD_GRADES);
        buf_printf(&b, "  %s:\n%s    counts: %s\n    documented: [contract%s]\n    verified: [inspection]\n",
                   turn_names[t], t == 0 ? "    event: signed\n    own_event: filed\n" : "",
                   grade_names[rules->least[t]], rules->permit_is_document ? ", permit" : "");
    }
    struct loading l = {buf_string(&b), from};
    act(w, load_rules, &l);
    buf_release(&b);
}

/* ---- asking ---- */

static void same(struct world *w, const char *what, struct told_amount told, int64_t n, int64_t fen)
{
    if (told.n != n || told.fen != fen)
        printf("  %s on %d: told %lld %lld, found %lld %lld\n", what, (int)w->op->today, (long long)told.n,
               (long long)told.fen, (long long)n, (long long)fen);
    CHECK(told.n == n && told.fen == fen);
}

static void same_flow(struct world *w, const struct told_answer *a, const struct ledger_flow *f)
{
    same(w, "opening", a->opening, f->opening.n, f->opening.fen);
    same(w, "adjusted", a->adjusted, f->adjusted.n, f->adjusted.fen);
    same(w, "entered", a->entered, f->entered.n, f->entered.fen);
    same(w, "started", a->started, f->started.n, f->started.fen);
    same(w, "ended", a->ended, f->ended.n, f->ended.fen);
    same(w, "resumed", a->resumed, f->resumed.n, f->resumed.fen);
    same(w, "raised", a->raised, f->raised.n, f->raised.fen);
    same(w, "closing", a->closing, f->closing.n, f->closing.fen);
    CHECK(ledger_flow_balances(f));
}

static void same_sums(struct world *w, const struct told_answer *a, const struct ledger_report *r)
{
    for (int l = 0; l < LEDGER_COUNT; l++) {
        same(w, ledger_ids[l], a->ledgers[l], r->sums[l].n, r->sums[l].fen);
        for (int g = 0; g < GRADE_COUNT; g++)
            same(w, grade_names[g], a->graded[l][g], r->sums[l].n_by_grade[g], r->sums[l].fen_by_grade[g]);
    }
    CHECK_INT(r->rates.signed_n, a->signed_n);
    CHECK_INT(r->rates.performed_n, a->performed_n);
    CHECK_INT(r->rates.started_n, a->started_n);
    CHECK_INT(r->rates.produced_n, a->produced_n);
    CHECK_INT(r->rates.capacity_n, a->capacity_n);
}

static const struct told_project *find_told(const struct told *t, int64_t id)
{
    for (int i = 0; i < t->n_projects; i++)
        if (t->projects[i].id == id)
            return &t->projects[i];
    return NULL;
}

/* A figure equals the list that it opens, row by row; the groups add up to it. */
static void same_rows(const struct told *t, const struct ledger_report *r)
{
    enum ledger l = r->request.ledger;
    struct told_amount groups = {0};
    CHECK_INT(r->n_lines, r->sums[l].n);
    for (size_t i = 0; i < r->n_lines; i++) {
        int64_t fen = 0;
        const struct told_project *p = find_told(t, r->lines[i].project);
        REQUIRE(p != NULL);
        CHECK(told_on_ledger(t, (int)(p - t->projects), (int)l, r->span.from, r->span.to, &fen));
        CHECK_INT(r->lines[i].entry.fen, fen);
    }
    for (size_t i = 0; i < r->n_headings; i++) {
        groups.n += r->headings[i].sum.n;
        groups.fen += r->headings[i].sum.fen;
    }
    CHECK_INT(groups.n, r->sums[l].n);
    CHECK_INT(groups.fen, r->sums[l].fen);
}

static struct told_amount ask(struct world *w, const struct told *told, int chain, bool own, struct period period)
{
    struct arena_mark mark = arena_mark(w->op->arena);
    struct ledger_request q = {
        .period = period,
        .chain = chain < 0 ? 0 : w->chains[chain],
        .own = own,
        .ledger = (enum ledger)below(w, LEDGER_COUNT),
        .group = (enum ledger_group)below(w, LEDGER_GROUP_COUNT),
    };
    struct ledger_report r;
    REQUIRE(ledger_report(w->op, &q, &r) == OK);
    op_end(w->op);
    struct told_answer a = told_ask(told, chain, own, r.span.from, r.span.to);
    same_sums(w, &a, &r);
    same_flow(w, &a, &r.flow);
    same_rows(told, &r);
    w->asked++;
    arena_rewind(w->op->arena, mark);
    return a.closing;
}

static struct period any_period(struct world *w, date_t today)
{
    date_t to = date_add_days(today, 2 - (int32_t)below(w, 40));
    return period_of_span(date_add_days(to, -(int32_t)below(w, 60)), to);
}

/* Every chain and the city, 招商 and 自建; the chains add up to the city. */
static void ask_everything(struct world *w)
{
    struct period period = any_period(w, w->today);
    for (int own = 0; own < 2; own++) {
        struct told_amount city = ask(w, &w->told, -1, own, period), sum = {0};
        for (int chain = 0; chain < CHAINS; chain++) {
            struct told_amount one = ask(w, &w->told, chain, own, period);
            sum.n += one.n;
            sum.fen += one.fen;
        }
        CHECK_INT(sum.n, city.n);
        CHECK_INT(sum.fen, city.fen);
    }
}

static void keep_moment(struct world *w)
{
    int at = w->n_moments < MOMENTS_MAX ? w->n_moments++ : (int)below(w, MOMENTS_MAX);
    told_free(&w->moments[at].told);
    w->moments[at].told = told_copy(&w->told);
    w->moments[at].day = w->today;
}

/* What was known at the end of a past day: that day, or one of those on which nothing was added. */
static void ask_past(struct world *w)
{
    int at = (int)below(w, (uint64_t)w->n_moments);
    date_t day = date_add_days(w->moments[at].day, (int32_t)below(w, ROUND_DAYS));
    if (day > w->today)
        return;
    w->op->as_of_us = moment_day_end(day, w->op->zone_minutes);
    w->op->today = day;
    ask(w, &w->moments[at].told, (int)below(w, CHAINS + 1) - 1, below(w, 3) == 0, any_period(w, day));
    w->op->as_of_us = 0;
    w->op->today = w->today;
}

static void play_round(struct world *w)
{
    struct arena_mark mark = arena_mark(w->op->arena);
    set_day(w, date_add_days(w->today, ROUND_DAYS));
    for (int i = 0; i < ROUND_PROJECTS; i++)
        put_project(w);
    for (int i = 0; i < 6 * ROUND_PROJECTS; i++)
        put_event(w);
    for (int i = 0; i < 2 * ROUND_PROJECTS; i++)
        correct_event(w);
    for (int i = 0; i < ROUND_PROJECTS / 2; i++)
        change_project(w);
    arena_rewind(w->op->arena, mark);
}

static void begin(struct world *w, struct test_database *d, struct kinds *kinds)
{
    w->op = &d->op;
    w->op->kinds = kinds;
    w->told.projects = calloc(PROJECTS_MAX, sizeof(*w->told.projects));
    set_day(w, date_make(2025, 1, 10));
    REQUIRE(schema_upgrade(w->op, kinds) == OK);
    for (int i = 0; i < CHAINS; i++)
        w->chains[i] = name_one(w, "chain", arena_printf(w->op->arena, "产业链%d", i));
    w->district = name_one(w, "region", "东屏区");
    put_rules(w, date_make(1900, 1, 1), false);
}

static void end(struct world *w, struct kinds *kinds)
{
    for (int i = 0; i < w->n_moments; i++)
        told_free(&w->moments[i].told);
    told_free(&w->told);
    kinds_free(kinds);
}

TEST("the ledger law holds through the records on random histories, now and as of past days, on both databases")
{
    int rounds = test_rounds(6, 100);
    EACH_ENGINE(d)
    {
        struct kinds *kinds = program_kinds_with_rules();
        struct world w = {.state = test_seed() * 2654435761u + 5};
        begin(&w, &d, kinds);
        for (int round = 0; round < rounds; round++) {
            play_round(&w);
            if (round == rounds / 3 || round == 2 * rounds / 3)
                put_rules(&w, date_add_days(w.today, -(int32_t)below(&w, 20)), round != rounds / 3);
            keep_moment(&w);
            ask_everything(&w);
            for (int i = 0; i < 4; i++)
                ask_past(&w);
        }
        CHECK(w.asked > rounds * 10);
        end(&w, kinds);
    }
}
