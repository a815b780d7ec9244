#include "features/project/ledger_page.h"

#include "base/money.h"
#include "features/project/use.h"
#include "project.pages.h"
#include "project.texts.h"
#include "web/request.h"
#include "web/response.h"

#include <stdlib.h>
#include <string.h>

/* ---- figures ---- */

/* The address of another ledger with the same question. */
static const char *ledger_path(struct ledger_filling *f, enum ledger l)
{
    const char *query = f->rq->query_text;
    return arena_printf(f->op->arena, "/ledgers/%s%s%s", ledger_ids[l], *query ? "?" : "", query);
}

static void fill_tabs(struct ledger_filling *f)
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

static void fill_flow(struct ledger_filling *f)
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

static void fill_rates(struct ledger_filling *f)
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

static void fill_proof(struct ledger_filling *f)
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

static void fill_trend(struct ledger_filling *f)
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
    const struct ledger_place *chain;
    int64_t proven, reported;
};

static int compare_chains(const void *a, const void *b)
{
    const struct chain_sum *x = a, *y = b;
    int64_t fx = x->proven + x->reported, fy = y->proven + y->reported;
    return fx != fy ? (fx > fy ? -1 : 1) : (x->chain->order > y->chain->order) - (x->chain->order < y->chain->order);
}

/* Those that have lines, by amount; sums has room for every chain and for none. */
static size_t sum_chains(const struct ledger_report *r, struct chain_sum *sums)
{
    size_t n = 0;
    for (size_t i = 0; i <= r->chains.n; i++)
        sums[i] = (struct chain_sum){0};
    for (size_t i = 0; i < r->n_lines; i++) {
        const struct ledger_line *line = &r->lines[i];
        size_t at = line->chain->order == INT64_MAX ? r->chains.n : (size_t)line->chain->order;
        sums[at].chain = line->chain;
        *(line->entry.grade == GRADE_REPORTED ? &sums[at].reported : &sums[at].proven) += line->entry.fen;
    }
    for (size_t i = 0; i <= r->chains.n; i++)
        if (sums[i].chain)
            sums[n++] = sums[i];
    qsort(sums, n, sizeof(*sums), compare_chains);
    return n;
}

static const char *chain_path(struct ledger_filling *f, int64_t chain)
{
    return request_address_with(f->rq, "chain", arena_printf(f->op->arena, "%lld", (long long)chain));
}

static enum err fill_chains(struct ledger_filling *f)
{
    struct chain_sum *sums = arena_array(f->op->arena, f->report->chains.n + 1, struct chain_sum);
    f->view->top = arena_array(f->op->arena, TOP_CHAINS, struct ledger_chain_view);
    if (!sums || !f->view->top)
        return ERR_MEMORY;
    size_t n = sum_chains(f->report, sums);
    int64_t most = n ? sums[0].proven + sums[0].reported : 0;
    for (size_t i = 0; i < n; i++) {
        bool others = i >= TOP_CHAINS - 1 && n > TOP_CHAINS;
        struct ledger_chain_view *c = &f->view->top[others ? TOP_CHAINS - 1 : i];
        c->name = others ? text_in(&T_ledger_other, f->op->language) : sums[i].chain->name;
        c->path = others ? "#rows" : chain_path(f, sums[i].chain->id);
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

static const char *rules_name(struct op *op, const struct rulebook *rules)
{
    char version[MONEY_TEXT_BYTES];
    const char *args[] = {rules->name, number_format(rules->version, version)};
    return text_format(op->arena, &T_ledger_rules_option, op->language, args, 2);
}

/* ---- rows ---- */

static struct ledger_row_view row_view(struct ledger_filling *f, const struct ledger_line *line)
{
    static const int ticks[GRADE_COUNT] = {1, 3, 6};
    struct op *op = f->op;
    return (struct ledger_row_view){
        .path = arena_printf(op->arena, "/projects/%s", line->code),
        .name = line->name,
        .segment = line->segment,
        .place = *line->park->name ? arena_printf(op->arena, "%s（%s）", line->park->name, line->district->name)
                                   : line->district->name,
        .investors = line->investors,
        .evidence = *line->evidence ? choice_label(event_evidences, line->evidence, op->language)
                                    : choice_label(event_evidences, "self", op->language),
        .unit = line->unit,
        .minder = line->minder,
        .doubts = ledger_doubt_words(op, line),
        .fen = line->entry.fen,
        .on = line->entry.on,
        .ticks = ticks[line->entry.grade],
        .below = line->entry.grade == GRADE_REPORTED,
        .days = line->entry.days_since_entry,
        .late = line->entry.days_past_plan,
    };
}

/* The part of a group that stands on this page. */
static struct ledger_group_view group_view(const struct ledger_report *r, const struct ledger_heading *h,
                                           const struct ledger_row_view *rows)
{
    size_t end = r->first_told + r->n_told, last = h->first + h->n < end ? h->first + h->n : end;
    size_t first = h->first > r->first_told ? h->first : r->first_told;
    return (struct ledger_group_view){
        .name = h->name,
        .n = h->sum.n,
        .fen = h->sum.fen,
        .proven_fen = proven_fen(&h->sum),
        .all_proven = proven_fen(&h->sum) == h->sum.fen,
        .rows = first < last ? &rows[first - r->first_told] : NULL,
        .n_rows = first < last ? last - first : 0,
    };
}

static const char *page_path(struct ledger_filling *f, size_t first)
{
    return arena_printf(f->op->arena, "%s#rows",
                        request_address_with(f->rq, "first", arena_printf(f->op->arena, "%zu", first)));
}

static void fill_pages(struct ledger_filling *f)
{
    const struct ledger_report *r = f->report;
    size_t first = r->first_told, end = first + r->n_told;
    f->view->first_row = (int64_t)first + 1;
    f->view->last_row = (int64_t)end;
    f->view->in_pages = first > 0 || end < r->n_lines;
    if (first > 0)
        f->view->previous_path = page_path(f, first > LEDGER_PAGE_LINES ? first - LEDGER_PAGE_LINES : 0);
    if (end < r->n_lines)
        f->view->next_path = page_path(f, end);
}

static enum err fill_rows(struct ledger_filling *f)
{
    const struct ledger_report *r = f->report;
    struct ledger_view *v = f->view;
    struct ledger_row_view *rows = arena_array(f->op->arena, r->n_told + 1, struct ledger_row_view);
    v->sections = arena_array(f->op->arena, r->n_headings + 1, struct ledger_group_view);
    if (!rows || !v->sections)
        return ERR_MEMORY;
    for (size_t i = 0; i < r->n_told; i++)
        rows[i] = row_view(f, &r->lines[r->first_told + i]);
    for (size_t i = 0; i < r->n_headings; i++) {
        struct ledger_group_view g = group_view(r, &r->headings[i], rows);
        if (g.n_rows)
            v->sections[v->n_sections++] = g;
    }
    v->shows_groups = r->request.group != LEDGER_UNGROUPED;
    v->is_stock = r->request.ledger == LEDGER_UNSTARTED;
    fill_pages(f);
    return OK;
}

/* ---- moves between chains, and other rules beside ---- */

static enum err fill_moves(struct ledger_filling *f)
{
    const struct ledger_report *r = f->report;
    struct ledger_move_view *moves = arena_array(f->op->arena, r->n_moves + 1, struct ledger_move_view);
    if (!moves)
        return ERR_MEMORY;
    for (size_t i = 0; i < r->n_moves; i++) {
        const struct ledger_move *m = &r->moves[i];
        bool into = r->request.chain && m->to == r->request.chain;
        moves[i] = (struct ledger_move_view){
            .says = !r->request.chain ? &T_ledger_moved
                    : into            ? &T_ledger_moved_in
                                      : &T_ledger_moved_out,
            .path = *m->code ? arena_printf(f->op->arena, "/projects/%s", m->code) : NULL,
            .name = *m->name ? m->name : text_in(&T_ledger_unseen, f->op->language),
            .from = ledger_place(&r->chains, m->from)->name,
            .to = ledger_place(&r->chains, m->to)->name,
        };
        f->view->moved_in_n += into;
        f->view->moved_out_n += r->request.chain && !into;
    }
    f->view->moves = moves;
    f->view->n_moves = r->n_moves;
    return OK;
}

static void fill_beside(struct ledger_filling *f)
{
    const struct ledger_report *r = f->report;
    if (!r->rules_beside)
        return;
    f->view->rules_name = rules_name(f->op, r->rules);
    f->view->beside_name = rules_name(f->op, r->rules_beside);
    for (int l = 0; l < LEDGER_COUNT; l++)
        f->view->beside_rows[l] = (struct ledger_beside_view){
            .label = ledger_label((enum ledger)l),
            .n = r->sums[l].n,
            .fen = r->sums[l].fen,
            .beside_n = r->sums_beside[l].n,
            .beside_fen = r->sums_beside[l].fen,
            .change_n = r->sums_beside[l].n - r->sums[l].n,
            .change_fen = r->sums_beside[l].fen - r->sums[l].fen,
        };
}

static enum err fill_groups(struct ledger_filling *f)
{
    static const struct text *const names[LEDGER_GROUP_COUNT] = {
        &T_ledger_chain, &T_ledger_by_park, &T_ledger_by_district, &T_ledger_by_month, &T_ledger_ungrouped};
    struct tab_view *tabs = arena_array(f->op->arena, LEDGER_GROUP_COUNT, struct tab_view);
    if (!tabs)
        return ERR_MEMORY;
    for (int g = 0; g < LEDGER_GROUP_COUNT; g++)
        tabs[g] = (struct tab_view){
            .path = arena_printf(f->op->arena, "%s#rows", request_address_with(f->rq, "group", ledger_group_ids[g])),
            .label = text_in(names[g], f->op->language),
            .here = g == (int)f->report->request.group,
        };
    f->view->groups = (struct tabs_view){tabs, LEDGER_GROUP_COUNT};
    return OK;
}

static void fill_words(struct ledger_filling *f)
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
    f->view->group = ledger_group_ids[r->request.group];
    const char *query = f->rq->query_text, *id = ledger_ids[r->request.ledger];
    f->view->csv_path = arena_printf(op->arena, "/ledgers/%s/export?format=csv&%s", id, query);
    f->view->xlsx_path = arena_printf(op->arena, "/ledgers/%s/export?format=xlsx&%s", id, query);
}

enum err project_ledger_page(struct request *rq, struct response *rs)
{
    struct ledger_request q;
    struct ledger_report report;
    struct ledger_view view = {0};
    struct ledger_filling f = {rq, rq->op, &report, &view};
    int64_t first;
    TRY(project_ledger_request(rq, &q));
    TRY(request_int(rq, "first", 0, 10000000, 0, &first));
    q.first_line = (size_t)first;
    q.most_lines = LEDGER_PAGE_LINES;
    TRY(ledger_report(rq->op, &q, &report));
    TRY(ledger_fill_choices(&f));
    fill_words(&f);
    fill_tabs(&f);
    fill_flow(&f);
    fill_rates(&f);
    fill_proof(&f);
    fill_trend(&f);
    TRY(fill_chains(&f));
    TRY(fill_groups(&f));
    TRY(fill_rows(&f));
    TRY(fill_moves(&f));
    fill_beside(&f);
    ledger_page(response_page(rs), &view);
    return OK;
}

enum err project_ledger_first(struct request *rq, struct response *rs)
{
    (void)rq;
    return response_redirect(rs, "/ledgers/signed");
}
