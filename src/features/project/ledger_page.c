#include "features/project/ledger_page.h"

#include "base/money.h"
#include "features/project/use.h"
#include "project.pages.h"
#include "project.queries.h"
#include "project.texts.h"
#include "web/request.h"
#include "web/response.h"

#include <stdlib.h>
#include <string.h>

static const char *const group_ids[LEDGER_GROUP_COUNT] = {"chain", "park", "district", "month", "none"};

struct filling {
    struct request *rq;
    struct op *op;
    const struct ledger_report *report;
    struct ledger_view *view;
};

/* ---- the question ---- */

static enum err read_id(struct request *rq, const char *name, int64_t *ret_id)
{
    return request_int(rq, name, 0, INT64_MAX, 0, ret_id);
}

enum err project_ledger_request(struct request *rq, struct ledger_request *q)
{
    *q = (struct ledger_request){.group = LEDGER_BY_CHAIN};
    struct period month = period_of_month(rq->op->today);
    const char *name = request_parameter(rq, "name");
    if (!ledger_from_id(name, &q->ledger))
        return fault(rq->op->fault, ERR_MISSING, &T_ledger_no_such_ledger, name);
    TRY(request_period(rq, "period", &month, &q->period));
    TRY(read_id(rq, "chain", &q->chain));
    TRY(read_id(rq, "park", &q->park));
    TRY(read_id(rq, "district", &q->district));
    TRY(request_int(rq, "version", 0, 10000, 0, &q->version));
    const char *group = request_query(rq, "group");
    for (int g = 0; group && g < LEDGER_GROUP_COUNT; g++)
        if (strcmp(group, group_ids[g]) == 0)
            q->group = (enum ledger_group)g;
    q->own = request_flag(rq, "own");
    return OK;
}

/* ---- the form above ---- */

static const char *period_text(struct op *op, struct period p)
{
    char text[2 * PERIOD_TEXT_BYTES];
    return arena_text(op->arena, period_format(&p, text));
}

static struct option_view period_option(struct filling *f, const char *value, const char *label)
{
    const char *chosen = period_text(f->op, f->report->request.period);
    return (struct option_view){value, label, strcmp(value, chosen) == 0};
}

enum { PERIOD_OPTIONS = 16 };

/* The last months, this and the last quarter, half, year; and what was asked for, if it is none of these. */
static enum err fill_periods(struct filling *f)
{
    struct arena *a = f->op->arena;
    struct option_view *o = arena_array(a, PERIOD_OPTIONS + 1, struct option_view);
    if (!o)
        return ERR_MEMORY;
    date_t today = f->op->today;
    size_t n = 0;
    bool chosen = false;
    for (int i = 0; i < 8; i++) {
        struct period p = period_of_month(date_add_months(today, -i));
        const char *value = period_text(f->op, p);
        o[n++] = period_option(f, value, value);
    }
    struct period longer[] = {period_of_quarter(today), period_of_half(today), period_of_year(today)};
    for (size_t i = 0; i < 3; i++) {
        struct period before = period_before(&longer[i]);
        const char *value = period_text(f->op, longer[i]), *old = period_text(f->op, before);
        o[n++] = period_option(f, value, value);
        o[n++] = period_option(f, old, old);
    }
    for (size_t i = 0; i < n; i++)
        chosen |= o[i].chosen;
    if (!chosen) {
        const char *value = period_text(f->op, f->report->request.period);
        o[n++] = (struct option_view){value, value, true};
    }
    f->view->periods = o;
    f->view->n_periods = n;
    return OK;
}

static struct option_view id_option(struct op *op, int64_t id, const char *label, int64_t chosen)
{
    return (struct option_view){arena_printf(op->arena, "%lld", (long long)id), label, id == chosen};
}

static enum err fill_choices(struct filling *f)
{
    struct chain_options_row *chains;
    struct park_options_row *parks;
    size_t n_chains, n_parks;
    const struct ledger_request *q = &f->report->request;
    const char *all = text_in(&T_ledger_all, f->op->language);
    TRY(chain_options(f->op, &chains, &n_chains));
    TRY(park_options(f->op, &parks, &n_parks));
    struct option_view *c = arena_array(f->op->arena, n_chains + 1, struct option_view);
    struct option_view *p = arena_array(f->op->arena, n_parks + 1, struct option_view);
    struct option_view *own = arena_array(f->op->arena, 2, struct option_view);
    if (!c || !p || !own)
        return ERR_MEMORY;
    c[0] = id_option(f->op, 0, all, q->chain);
    p[0] = id_option(f->op, 0, all, q->park);
    for (size_t i = 0; i < n_chains; i++)
        c[i + 1] = id_option(f->op, chains[i].id, chains[i].name, q->chain);
    for (size_t i = 0; i < n_parks; i++)
        p[i + 1] = id_option(f->op, parks[i].id, parks[i].name, q->park);
    own[0] = id_option(f->op, 0, text_in(&T_ledger_recruited, f->op->language), q->own);
    own[1] = id_option(f->op, 1, text_in(&T_ledger_own, f->op->language), q->own);
    f->view->chains = c;
    f->view->n_chains = n_chains + 1;
    f->view->parks = p;
    f->view->n_parks = n_parks + 1;
    f->view->origins = own;
    f->view->n_origins = 2;
    return OK;
}

/* ---- figures ---- */

/* The address of another ledger with the same question. */
static const char *ledger_path(struct filling *f, enum ledger l)
{
    const char *query = f->rq->query_text;
    return arena_printf(f->op->arena, "/ledgers/%s%s%s", ledger_ids[l], *query ? "?" : "", query);
}

static void fill_tabs(struct filling *f)
{
    const struct ledger_report *r = f->report;
    for (int l = 0; l < LEDGER_COUNT; l++) {
        const struct ledger_sum *now = &r->sums[l], *before = &r->sums_before[l];
        f->view->tabs[l] = (struct ledger_tab_view){
            .label = ledger_label((enum ledger)l),
            .path = ledger_path(f, (enum ledger)l),
            .here = l == (int)r->request.ledger,
            .stock = l == LEDGER_UNSTARTED,
            .n = now->n,
            .fen = now->fen,
            .change_n = now->n - before->n,
            .change_fen = now->fen - before->fen,
        };
    }
}

static void add_term(struct ledger_view *v, const struct text *label, const char *sign, const struct ledger_amount *a,
                     bool always)
{
    if (always || a->n || a->fen)
        v->terms[v->n_terms++] = (struct ledger_term_view){label, sign, a->n, a->fen};
}

static void fill_flow(struct filling *f)
{
    struct ledger_view *v = f->view;
    const struct ledger_flow *flow = &f->report->flow;
    add_term(v, &T_ledger_opening, "", &flow->opening, true);
    add_term(v, &T_ledger_adjusted, "+", &flow->adjusted, f->report->rules != f->report->rules_before);
    add_term(v, &T_ledger_signed, "+", &flow->entered, true);
    add_term(v, &T_ledger_started, "−", &flow->started, true);
    add_term(v, &T_ledger_ended, "−", &flow->ended, true);
    add_term(v, &T_ledger_resumed, "+", &flow->resumed, false);
    add_term(v, &T_ledger_raised, "+", &flow->raised, false);
    v->closing_n = flow->closing.n;
    v->closing_fen = flow->closing.fen;
    v->balanced = ledger_flow_balances(flow);
}

static void set_rate(struct ledger_view *v, int i, const struct text *label, int64_t part, int64_t whole)
{
    int64_t bp = ledger_rate_bp(part, whole);
    v->rates[i].label = label;
    v->rates[i].bp = bp;
    v->rates[i].known = bp >= 0;
    v->rates[i].part = part;
    v->rates[i].whole = whole;
}

static void fill_rates(struct filling *f)
{
    const struct ledger_rates *r = &f->report->rates;
    set_rate(f->view, 0, &T_ledger_rate_performed, r->performed_n, r->signed_n);
    set_rate(f->view, 1, &T_ledger_rate_started, r->started_n, r->performed_n);
    set_rate(f->view, 2, &T_ledger_rate_produced, r->produced_n, r->started_n);
    set_rate(f->view, 3, &T_ledger_rate_capacity, r->capacity_n, r->produced_n);
}

static int64_t proven_fen(const struct ledger_sum *s)
{
    return s->fen_by_grade[GRADE_DOCUMENTED] + s->fen_by_grade[GRADE_VERIFIED];
}

static void fill_proof(struct filling *f)
{
    struct ledger_view *v = f->view;
    const struct ledger_sum *s = &f->report->sums[f->report->request.ledger];
    v->heading = ledger_label(f->report->request.ledger);
    v->n = s->n;
    v->fen = s->fen;
    v->proven_n = s->n_by_grade[GRADE_DOCUMENTED] + s->n_by_grade[GRADE_VERIFIED];
    v->proven_fen = proven_fen(s);
    v->reported_n = s->n_by_grade[GRADE_REPORTED];
    v->reported_fen = s->fen_by_grade[GRADE_REPORTED];
    v->proven_bp = s->fen ? ledger_rate_bp(v->proven_fen / FEN_PER_WAN, s->fen / FEN_PER_WAN) : 0;
    v->reported_bp = s->fen ? 10000 - v->proven_bp : 0;
    v->doubtful = f->report->n_doubtful;
}

/* ---- the trend: 13 bars between y 8 and y 92 ---- */

enum { CHART_TOP = 8, CHART_FLOOR = 92, CHART_LEFT = 36, CHART_STEP = 27, BAR_WIDTH = 18 };

/* The least of 1, 2, 5 × 10ⁿ 亿元 that holds the value. */
static int64_t round_up(int64_t fen)
{
    static const int64_t steps[] = {1, 2, 5};
    for (int64_t unit = FEN_PER_YI / 10;; unit *= 10)
        for (size_t i = 0; i < 3; i++)
            if (steps[i] * unit >= fen || unit > INT64_MAX / 100)
                return steps[i] * unit;
}

/* Whole 亿元 where it is one, else two digits. */
static const char *axis_label(struct arena *a, int64_t fen)
{
    char text[MONEY_TEXT_BYTES];
    return arena_text(a, fen % FEN_PER_YI == 0 ? number_format(fen / FEN_PER_YI, text) : money_format_yi(fen, text));
}

static int height_of(int64_t fen, int64_t top)
{
    return (int)(fen * (CHART_FLOOR - CHART_TOP) / top);
}

static void fill_trend(struct filling *f)
{
    struct ledger_view *v = f->view;
    int64_t most = 1;
    for (int i = 0; i < LEDGER_TREND_MONTHS; i++) {
        const struct ledger_month *m = &f->report->trend[i];
        most = m->sum.fen > most ? m->sum.fen : most;
        most = m->year_before.fen > most ? m->year_before.fen : most;
    }
    int64_t top = round_up(most);
    v->axis[0] = axis_label(f->op->arena, top / 2);
    v->axis[1] = axis_label(f->op->arena, top);
    v->line = "";
    for (int i = 0; i < LEDGER_TREND_MONTHS; i++) {
        const struct ledger_month *m = &f->report->trend[i];
        int proven = height_of(proven_fen(&m->sum), top), all = height_of(m->sum.fen, top);
        char number[MONEY_TEXT_BYTES], yi[MONEY_TEXT_BYTES], month[DATE_TEXT_BYTES];
        const char *words[] = {date_format(m->month, month), number_format(m->sum.n, number),
                               money_format_yi(m->sum.fen, yi)};
        int x = CHART_LEFT + i * CHART_STEP;
        v->bars[i] = (struct ledger_bar_view){
            .label =
                arena_printf(f->op->arena, date_month(m->month) == 1 && f->op->language == LANGUAGE_ZH ? "%d月" : "%d",
                             date_month(m->month)),
            .x = x,
            .width = BAR_WIDTH,
            .proven_y = CHART_FLOOR - proven,
            .proven_height = proven,
            .reported_y = CHART_FLOOR - all,
            .reported_height = all - proven,
            .title = text_format(f->op->arena, &T_ledger_month_words, f->op->language, words, 3),
        };
        v->line = arena_printf(f->op->arena, "%s%s%d,%d", v->line, i ? " " : "", x + BAR_WIDTH / 2,
                               CHART_FLOOR - height_of(m->year_before.fen, top));
    }
}

/* ---- by chain ---- */

enum { TOP_CHAINS = 5 };

struct chain_sum {
    const char *name;
    int64_t proven, reported;
};

static int compare_chains(const void *a, const void *b)
{
    const struct chain_sum *x = a, *y = b;
    int64_t fx = x->proven + x->reported, fy = y->proven + y->reported;
    return fx != fy ? (fx > fy ? -1 : 1) : strcmp(x->name, y->name);
}

static size_t sum_chains(const struct ledger_report *r, struct chain_sum *sums)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_lines; i++) {
        const struct ledger_line *line = &r->lines[i];
        size_t at = 0;
        while (at < n && strcmp(sums[at].name, line->chain) != 0)
            at++;
        if (at == n)
            sums[n++] = (struct chain_sum){.name = line->chain};
        *(line->entry.grade == GRADE_REPORTED ? &sums[at].reported : &sums[at].proven) += line->entry.fen;
    }
    qsort(sums, n, sizeof(*sums), compare_chains);
    return n;
}

static enum err fill_chains(struct filling *f)
{
    struct chain_sum *sums = arena_array(f->op->arena, f->report->n_lines + 1, struct chain_sum);
    f->view->top = arena_array(f->op->arena, TOP_CHAINS, struct ledger_chain_view);
    if (!sums || !f->view->top)
        return ERR_MEMORY;
    size_t n = sum_chains(f->report, sums);
    int64_t most = n ? sums[0].proven + sums[0].reported : 0;
    for (size_t i = 0; i < n; i++) {
        bool others = i >= TOP_CHAINS - 1 && n > TOP_CHAINS;
        struct ledger_chain_view *c = &f->view->top[others ? TOP_CHAINS - 1 : i];
        c->name = others ? text_in(&T_ledger_other, f->op->language) : sums[i].name;
        c->path = "#rows";
        c->proven += sums[i].proven;
        c->reported += sums[i].reported;
        c->fen += sums[i].proven + sums[i].reported;
    }
    f->view->n_top = n < TOP_CHAINS ? n : TOP_CHAINS;
    for (size_t i = 0; i < f->view->n_top; i++)
        most = f->view->top[i].fen > most ? f->view->top[i].fen : most;
    for (size_t i = 0; i < f->view->n_top; i++)
        f->view->top[i].full = most;
    return OK;
}

/* ---- rows ---- */

static const char *doubt_words(struct op *op, const struct ledger_line *line)
{
    const char *words = "";
    for (int i = 0; i < line->n_doubts; i++)
        words = arena_printf(op->arena, "%s%s%s", words, *words ? "；" : "", text_in(line->doubts[i], op->language));
    return words;
}

static struct ledger_row_view row_view(struct filling *f, const struct ledger_line *line)
{
    static const int ticks[GRADE_COUNT] = {1, 3, 6};
    struct op *op = f->op;
    return (struct ledger_row_view){
        .path = arena_printf(op->arena, "/projects/%s", line->code),
        .name = line->name,
        .segment = line->segment,
        .place = *line->park ? arena_printf(op->arena, "%s（%s）", line->park, line->district) : line->district,
        .investors = line->investors,
        .evidence = *line->evidence ? choice_label(event_evidences, line->evidence, op->language)
                                    : choice_label(event_evidences, "self", op->language),
        .unit = line->unit,
        .minder = line->minder,
        .doubts = doubt_words(op, line),
        .fen = line->entry.fen,
        .on = line->entry.on,
        .ticks = ticks[line->entry.grade],
        .below = line->entry.grade == GRADE_REPORTED,
        .days = line->entry.days_since_entry,
        .late = line->entry.days_past_plan,
    };
}

static enum err fill_rows(struct filling *f)
{
    const struct ledger_report *r = f->report;
    struct ledger_view *v = f->view;
    struct ledger_row_view *rows = arena_array(f->op->arena, r->n_lines + 1, struct ledger_row_view);
    v->sections = arena_array(f->op->arena, r->n_headings + 1, struct ledger_group_view);
    if (!rows || !v->sections)
        return ERR_MEMORY;
    for (size_t i = 0; i < r->n_lines; i++)
        rows[i] = row_view(f, &r->lines[i]);
    for (size_t i = 0; i < r->n_headings; i++) {
        const struct ledger_heading *h = &r->headings[i];
        v->sections[i] = (struct ledger_group_view){
            .name = h->name,
            .n = h->sum.n,
            .fen = h->sum.fen,
            .proven_fen = proven_fen(&h->sum),
            .all_proven = proven_fen(&h->sum) == h->sum.fen,
            .rows = &rows[h->first],
            .n_rows = h->n,
        };
    }
    v->n_sections = r->n_headings;
    v->shows_groups = r->request.group != LEDGER_UNGROUPED;
    v->is_stock = r->request.ledger == LEDGER_UNSTARTED;
    return OK;
}

static enum err fill_groups(struct filling *f)
{
    static const struct text *const names[LEDGER_GROUP_COUNT] = {
        &T_ledger_chain, &T_ledger_by_park, &T_ledger_by_district, &T_ledger_by_month, &T_ledger_ungrouped};
    struct tab_view *tabs = arena_array(f->op->arena, LEDGER_GROUP_COUNT, struct tab_view);
    if (!tabs)
        return ERR_MEMORY;
    for (int g = 0; g < LEDGER_GROUP_COUNT; g++)
        tabs[g] = (struct tab_view){
            .path = arena_printf(f->op->arena, "%s#rows", request_address_with(f->rq, "group", group_ids[g])),
            .label = text_in(names[g], f->op->language),
            .here = g == (int)f->report->request.group,
        };
    f->view->groups = (struct tabs_view){tabs, LEDGER_GROUP_COUNT};
    return OK;
}

static void fill_words(struct filling *f)
{
    const struct ledger_report *r = f->report;
    struct op *op = f->op;
    char version[MONEY_TEXT_BYTES], before[MONEY_TEXT_BYTES];
    const char *args[] = {r->rules->name, number_format(r->rules->version, version),
                          number_format(r->rules_before->version, before)};
    bool same = r->rules == r->rules_before;
    f->view->rules_words = same ? text_format(op->arena, &T_ledger_rules_words, op->language, args, 2)
                                : text_format(op->arena, &T_ledger_rules_changed, op->language, args, 3);
    f->view->period = r->request.period;
    f->view->before = r->before;
    f->view->action = arena_printf(op->arena, "/ledgers/%s", ledger_ids[r->request.ledger]);
    f->view->group = group_ids[r->request.group];
    const char *query = f->rq->query_text;
    f->view->export_path =
        arena_printf(op->arena, "/ledgers/%s/export%s%s", ledger_ids[r->request.ledger], *query ? "?" : "", query);
}

enum err project_ledger_page(struct request *rq, struct response *rs)
{
    struct ledger_request q;
    struct ledger_report report;
    struct ledger_view view = {0};
    struct filling f = {rq, rq->op, &report, &view};
    TRY(project_ledger_request(rq, &q));
    TRY(ledger_report(rq->op, &q, &report));
    TRY(fill_periods(&f));
    TRY(fill_choices(&f));
    fill_words(&f);
    fill_tabs(&f);
    fill_flow(&f);
    fill_rates(&f);
    fill_proof(&f);
    fill_trend(&f);
    TRY(fill_chains(&f));
    TRY(fill_groups(&f));
    TRY(fill_rows(&f));
    ledger_page(response_page(rs), &view);
    return OK;
}

enum err project_ledger_first(struct request *rq, struct response *rs)
{
    (void)rq;
    return response_redirect(rs, "/ledgers/signed");
}
