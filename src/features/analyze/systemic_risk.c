#include "analysis/systemic_risk.h"

#include "features/analyze/supply.h"

#include "analyze.texts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct command_option analyze_systemic_risk_options[] = {
    {"input", "FILE", &T_analyze_option_input},
    {"table", "NAME", &T_analyze_option_table},
    {"epsilon", "N", &T_analyze_option_epsilon},
    {"shock", "FILE", &T_analyze_option_shock},
    {"falls-at", "N", &T_analyze_option_falls_at},
    {"draws", "N", &T_analyze_option_draws},
    {"cover", "N", &T_analyze_option_cover},
    {"seed", "N", &T_analyze_option_seed},
    {"presence", "N", &T_analyze_option_link_presence},
    {"spread", "N", &T_analyze_option_link_spread},
    {"watch", "NAMES", &T_analyze_option_watch},
    {"top", "N", &T_analyze_option_top},
    {"threads", "N", &T_analyze_option_threads},
    {0},
};

static const struct text *const firm_columns[] = {&T_analyze_column_firm, &T_analyze_column_esri, NULL};
static const struct text *const ranking_columns[] = {
    &T_analyze_column_rank,  &T_analyze_column_firm,   &T_analyze_column_industry,
    &T_analyze_column_esri,  &T_analyze_column_own,    &T_analyze_column_direct,
    &T_analyze_column_later, &T_analyze_column_rounds, NULL,
};
static const struct text *const unknown_columns[] = {
    &T_analyze_column_supplier, &T_analyze_column_customer, &T_analyze_column_unknown,
    &T_analyze_column_places,   &T_analyze_column_change,   NULL,
};
static const struct text *const loss_columns[] = {
    &T_analyze_column_firm,     &T_analyze_column_loss, &T_analyze_column_downstream,
    &T_analyze_column_upstream, &T_analyze_column_fell, NULL,
};
static const struct text *const round_columns[] = {
    &T_analyze_column_round,
    &T_analyze_column_lost,
    &T_analyze_column_added,
    NULL,
};
static const struct text *const interval_columns[] = {
    &T_analyze_column_firm,     &T_analyze_column_esri,      &T_analyze_column_mean,
    &T_analyze_column_low,      &T_analyze_column_middle,    &T_analyze_column_high,
    &T_analyze_column_rank_low, &T_analyze_column_rank_high, NULL,
};

/* What is answered depends on what is asked: each firm's stop, one shock, or what uncertain links leave open. */
const struct answer_table analyze_systemic_risk_tables[] = {
    {&T_analyze_table_firms, false, firm_columns},
    {&T_analyze_table_ranking, true, ranking_columns},
    {0},
};
static const struct answer_table for_people[] = {
    {&T_analyze_table_ranking, false, ranking_columns},
    {&T_analyze_table_firms, true, firm_columns},
    {0},
};
const struct answer_table analyze_shock_tables[] = {
    {&T_analyze_table_losses, false, loss_columns},
    {&T_analyze_table_rounds, false, round_columns},
    {0},
};
const struct answer_table analyze_interval_tables[] = {{&T_analyze_table_intervals, false, interval_columns}, {0}};
const struct answer_table analyze_unknown_tables[] = {{&T_analyze_table_unknowns, false, unknown_columns}, {0}};

enum question { ASKS_FIRMS, ASKS_SHOCK, ASKS_INTERVALS, ASKS_UNKNOWNS };

struct asked {
    enum question question;
    const char *path;
    const char *shock_path;
    struct risk_terms terms;
    struct link_doubt otherwise; /* of links of which the file says nothing */
    double falls_at;
    double cover;
    uint32_t draws;
    uint64_t seed;
    size_t top; /* rows of a ranking */
};

static const struct answer_table *tables_of(const struct command_call *call, enum question question)
{
    switch (question) {
    case ASKS_FIRMS:
        break;
    case ASKS_SHOCK:
        return analyze_shock_tables;
    case ASKS_INTERVALS:
        return analyze_interval_tables;
    case ASKS_UNKNOWNS:
        return analyze_unknown_tables;
    }
    return call->format == OUTPUT_TABLE ? for_people : analyze_systemic_risk_tables;
}

enum { TOP_OTHERWISE = 100, WATCHED_OTHERWISE = 20, TOP_MAX = 1 << 30, DRAWS_MAX = 1000000 };

static enum err ask(struct command_call *call, struct asked *ret_asked)
{
    double epsilon, falls_at, draws, cover, seed, top;
    const char *table = command_option(call, "table");
    *ret_asked = (struct asked){.shock_path = command_option(call, "shock")};
    struct asked *q = ret_asked;
    TRY(analyze_required_option(call, "input", &q->path));
    TRY(analyze_option_needs(call, "falls-at", "shock"));
    TRY(analyze_option_needs(call, "cover", "draws"));
    TRY(analyze_option_needs(call, "seed", "draws"));
    TRY(analyze_number_option(call, "epsilon", SYSTEMIC_RISK_EPSILON_LEAST, 0.5, SYSTEMIC_RISK_EPSILON, &epsilon));
    TRY(analyze_number_option(call, "falls-at", 1e-9, 1, 0.5, &falls_at));
    TRY(analyze_number_option(call, "draws", 1, DRAWS_MAX, 0, &draws));
    TRY(analyze_number_option(call, "cover", 0.01, 0.999, 0.9, &cover));
    TRY(analyze_number_option(call, "seed", 0, 1e15, 1, &seed));
    TRY(analyze_number_option(call, "presence", 0, 1, 1, &q->otherwise.presence));
    TRY(analyze_number_option(call, "spread", 0, SPREAD_MAX, 0, &q->otherwise.spread));
    TRY(analyze_threads_option(call, &q->terms.workers));
    bool unknowns = table && strcmp(table, "unknowns") == 0;
    if (q->shock_path && (draws > 0 || unknowns))
        return fault(call->fault, ERR_USAGE, &T_analyze_options_exclude, "shock",
                     draws > 0 ? "draws" : "table unknowns");
    q->question = q->shock_path ? ASKS_SHOCK : unknowns ? ASKS_UNKNOWNS : draws > 0 ? ASKS_INTERVALS : ASKS_FIRMS;
    bool watches = q->question == ASKS_INTERVALS || q->question == ASKS_UNKNOWNS;
    TRY(analyze_number_option(call, "top", 1, TOP_MAX, watches ? WATCHED_OTHERWISE : TOP_OTHERWISE, &top));
    q->terms.epsilon = epsilon;
    q->falls_at = falls_at;
    q->draws = (uint32_t)draws;
    q->cover = cover;
    q->seed = (uint64_t)seed;
    q->top = (size_t)top;
    return answer_check_table(call, tables_of(call, q->question));
}

static void write_network_facts(struct answer *w, const struct supply_file *s, const struct asked *q)
{
    answer_fact_int(w, &T_analyze_fact_firms, labels_count(s->firms));
    answer_fact_int(w, &T_analyze_fact_industries, labels_count(s->industries));
    answer_fact_int(w, &T_analyze_fact_links, (int64_t)s->link_count);
    answer_fact_number(w, &T_analyze_fact_epsilon, q->terms.epsilon);
}

/* ---- every firm ---- */

struct ranked {
    double total;
    uint32_t firm;
};

static int compare_ranked(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->total != b->total)
        return a->total > b->total ? -1 : 1;
    return (a->firm > b->firm) - (a->firm < b->firm);
}

/* The greatest risk first, equals in the order of the file.  NULL when memory is out. */
static struct ranked *rank_firms(struct arena *a, const struct risk *risks, uint32_t n)
{
    struct ranked *ranking = arena_array(a, n, struct ranked);
    if (!ranking)
        return NULL;
    for (uint32_t f = 0; f < n; f++)
        ranking[f] = (struct ranked){risks[f].total, f};
    qsort(ranking, n, sizeof(*ranking), compare_ranked);
    return ranking;
}

static void write_firms(struct answer *w, const struct supply_file *s, const struct risk *risks)
{
    uint32_t n = answer_table(w, &T_analyze_table_firms) ? labels_count(s->firms) : 0;
    for (uint32_t f = 0; f < n; f++) {
        answer_text(w, labels_text(s->firms, f));
        answer_number(w, risks[f].total);
    }
    answer_table_end(w);
}

static void write_ranking(struct answer *w, const struct supply_file *s, const struct asked *q,
                          const struct risk *risks, const struct ranked *ranking)
{
    size_t n = answer_table(w, &T_analyze_table_ranking) ? labels_count(s->firms) : 0, rank = 0;
    for (size_t i = 0; i < n && i < q->top; i++) {
        const struct risk *r = &risks[ranking[i].firm];
        rank = i > 0 && ranking[i].total == ranking[i - 1].total ? rank : i + 1;
        answer_int(w, (int64_t)rank);
        answer_text(w, labels_text(s->firms, ranking[i].firm));
        answer_text(w, labels_text(s->industries, s->industry[ranking[i].firm]));
        answer_number(w, r->total);
        answer_number(w, r->own);
        answer_number(w, r->direct - r->own);
        answer_number(w, r->total - r->direct);
        answer_int(w, r->rounds);
    }
    answer_table_end(w);
}

static enum err firm_risks(struct command_call *call, const struct supply_file *s, const struct asked *q,
                           struct risk **ret_risks)
{
    struct supply_network net;
    uint32_t n = labels_count(s->firms);
    *ret_risks = arena_array(call->arena, n, struct risk);
    if (!*ret_risks)
        return ERR_MEMORY;
    TRY(supply_build(call, s, &net));
    return systemic_risk_of_firms(call->arena, &net, &q->terms, NULL, n, *ret_risks);
}

static enum err answer_firms(struct command_call *call, const struct supply_file *s, const struct asked *q)
{
    struct risk *risks;
    TRY(firm_risks(call, s, q, &risks));
    struct ranked *ranking = rank_firms(call->arena, risks, labels_count(s->firms));
    if (!ranking)
        return ERR_MEMORY;
    struct answer w;
    const struct answer_table *tables = tables_of(call, q->question);
    TRY(answer_begin(&w, call, "systemic-risk", tables));
    write_network_facts(&w, s, q);
    for (const struct answer_table *t = tables; t->name; t++) {
        if (t->name == &T_analyze_table_firms)
            write_firms(&w, s, risks);
        else
            write_ranking(&w, s, q, risks, ranking);
    }
    return answer_end(&w);
}

/* ---- one shock ---- */

struct fallen {
    const struct firm_fate *fate;
    uint32_t firm;
};

static double loss_of(const struct firm_fate *fate)
{
    return fmax(fate->downstream, fate->upstream);
}

/* In the order in which they fall; those that stand come after, by their loss. */
static int compare_fallen(const void *left, const void *right)
{
    const struct fallen *a = left, *b = right;
    uint32_t first = a->fate->fell - 1, second = b->fate->fell - 1; /* never = the last of all */
    if (first != second)
        return first < second ? -1 : 1;
    if (loss_of(a->fate) != loss_of(b->fate))
        return loss_of(a->fate) > loss_of(b->fate) ? -1 : 1;
    return (a->firm > b->firm) - (a->firm < b->firm);
}

static void write_losses(struct answer *w, const struct supply_file *s, const struct fallen *order, uint32_t n)
{
    n = answer_table(w, &T_analyze_table_losses) ? n : 0;
    for (uint32_t i = 0; i < n; i++) {
        const struct firm_fate *fate = order[i].fate;
        answer_text(w, labels_text(s->firms, order[i].firm));
        answer_number(w, loss_of(fate));
        answer_number(w, fate->downstream);
        answer_number(w, fate->upstream);
        if (fate->fell)
            answer_int(w, fate->fell);
        else
            answer_nothing(w);
    }
    answer_table_end(w);
}

static void write_rounds(struct answer *w, const struct shock_course *course)
{
    uint32_t n = answer_table(w, &T_analyze_table_rounds) ? course->risk.rounds : 0;
    for (uint32_t i = 0; i < n; i++) {
        answer_int(w, i + 1);
        answer_number(w, course->lost[i]);
        answer_number(w, course->lost[i] - (i ? course->lost[i - 1] : 0));
    }
    answer_table_end(w);
}

static enum err answer_shock(struct command_call *call, const struct supply_file *s, const struct asked *q)
{
    struct shock shock;
    struct supply_network net;
    struct shock_course course;
    uint32_t n = labels_count(s->firms), fallen = 0, standing = 0;
    struct fallen *order = arena_array(call->arena, n, struct fallen);
    TRY(shock_read(call, q->shock_path, s, &shock));
    TRY(supply_build(call, s, &net));
    TRY(systemic_risk_follow(call->arena, &net, &q->terms, &shock, q->falls_at, &course));
    if (!order)
        return ERR_MEMORY;
    for (uint32_t f = 0; f < n; f++)
        order[f] = (struct fallen){&course.fates[f], f};
    qsort(order, n, sizeof(*order), compare_fallen);
    for (; fallen < n && order[fallen].fate->fell;)
        fallen++;
    for (uint32_t f = 0; f < n; f++)
        standing += loss_of(&course.fates[f]) <= 0;
    struct answer w;
    TRY(answer_begin(&w, call, "systemic-risk", tables_of(call, q->question)));
    write_network_facts(&w, s, q);
    answer_fact_number(&w, &T_analyze_fact_esri, course.risk.total);
    answer_fact_number(&w, &T_analyze_fact_own, course.risk.own);
    answer_fact_number(&w, &T_analyze_fact_direct, course.risk.direct - course.risk.own);
    answer_fact_number(&w, &T_analyze_fact_later, course.risk.total - course.risk.direct);
    answer_fact_int(&w, &T_analyze_fact_rounds, course.risk.rounds);
    answer_fact_number(&w, &T_analyze_fact_falls_at, q->falls_at);
    answer_fact_int(&w, &T_analyze_fact_fallen, fallen);
    answer_fact_int(&w, &T_analyze_fact_untouched, standing);
    write_losses(&w, s, order, n);
    write_rounds(&w, &course);
    return answer_end(&w);
}

/* ---- uncertain links ---- */

static enum err watch_named(struct command_call *call, const struct supply_file *s, const char *list,
                            uint32_t *ret_firms, size_t *ret_n)
{
    char *save = NULL, *names = arena_text(call->arena, list);
    *ret_n = 0;
    for (char *name = strtok_r(names, ",", &save); name; name = strtok_r(NULL, ",", &save)) {
        uint32_t firm = labels_find(s->firms, name);
        if (firm == LABEL_NONE)
            return fault(call->fault, ERR_INPUT, &T_analyze_no_such_node, s->path, "watch", name);
        for (size_t i = 0; i < *ret_n; i++)
            if (ret_firms[i] == firm)
                return fault(call->fault, ERR_USAGE, &T_analyze_named_twice, "watch", name);
        ret_firms[(*ret_n)++] = firm;
    }
    return arena_failed(call->arena) ? ERR_MEMORY : OK;
}

/* The firms named by --watch, otherwise those of the greatest risk in the network as the file gives it; and the
 * risk of each. */
static enum err choose_watched(struct command_call *call, const struct supply_file *s, const struct asked *q,
                               struct watch *ret_watch, double **ret_totals)
{
    uint32_t n = labels_count(s->firms);
    uint32_t *firms = arena_array(call->arena, n, uint32_t);
    double *totals = arena_array(call->arena, n, double);
    struct risk *risks;
    TRY(firm_risks(call, s, q, &risks));
    struct ranked *ranking = rank_firms(call->arena, risks, n);
    if (!firms || !totals || !ranking)
        return ERR_MEMORY;
    size_t count = q->top < n ? q->top : n;
    for (size_t i = 0; i < count; i++)
        firms[i] = ranking[i].firm;
    if (command_option(call, "watch"))
        TRY(watch_named(call, s, command_option(call, "watch"), firms, &count));
    for (size_t i = 0; i < count; i++)
        totals[i] = risks[firms[i]].total;
    *ret_watch = (struct watch){firms, count};
    *ret_totals = totals;
    return OK;
}

static struct doubt_terms doubt_terms_of(const struct asked *q)
{
    return (struct doubt_terms){.risk = q->terms, .seed = q->seed, .draws = q->draws, .cover = q->cover};
}

static enum err answer_intervals(struct command_call *call, const struct supply_file *s, const struct asked *q)
{
    struct watch watch;
    double *totals;
    TRY(choose_watched(call, s, q, &watch, &totals));
    struct risk_interval *intervals = arena_array(call->arena, watch.n, struct risk_interval);
    if (!intervals)
        return ERR_MEMORY;
    struct doubtful_supply supply = supply_doubtful(s);
    struct doubt_terms terms = doubt_terms_of(q);
    TRY(doubt_intervals(call->arena, &supply, &terms, &watch, intervals));
    struct answer w;
    TRY(answer_begin(&w, call, "systemic-risk", tables_of(call, q->question)));
    write_network_facts(&w, s, q);
    answer_fact_int(&w, &T_analyze_fact_doubtful, (int64_t)s->doubtful_count);
    answer_fact_int(&w, &T_analyze_fact_draws, q->draws);
    answer_fact_number(&w, &T_analyze_fact_cover, q->cover);
    answer_fact_int(&w, &T_analyze_fact_seed, (int64_t)q->seed);
    answer_table(&w, &T_analyze_table_intervals);
    for (size_t i = 0; i < watch.n; i++) {
        const struct risk_interval *in = &intervals[i];
        answer_text(&w, labels_text(s->firms, watch.firms[i]));
        answer_number(&w, totals[i]);
        answer_number(&w, in->mean);
        answer_number(&w, in->low);
        answer_number(&w, in->middle);
        answer_number(&w, in->high);
        answer_int(&w, in->rank_low);
        answer_int(&w, in->rank_high);
    }
    answer_table_end(&w);
    return answer_end(&w);
}

static enum err answer_unknowns(struct command_call *call, const struct supply_file *s, const struct asked *q)
{
    struct watch watch;
    double *totals;
    struct fact *facts;
    size_t n;
    TRY(choose_watched(call, s, q, &watch, &totals));
    struct doubtful_supply supply = supply_doubtful(s);
    struct doubt_terms terms = doubt_terms_of(q);
    TRY(doubt_facts(call->arena, &supply, &terms, &watch, &facts, &n));
    struct answer w;
    TRY(answer_begin(&w, call, "systemic-risk", tables_of(call, q->question)));
    write_network_facts(&w, s, q);
    answer_fact_int(&w, &T_analyze_fact_doubtful, (int64_t)s->doubtful_count);
    answer_fact_int(&w, &T_analyze_fact_watched, (int64_t)watch.n);
    answer_table(&w, &T_analyze_table_unknowns);
    for (size_t i = 0; i < n; i++) {
        const struct supply_link *link = &s->links[facts[i].link];
        answer_text(&w, labels_text(s->firms, link->supplier));
        answer_text(&w, labels_text(s->firms, link->customer));
        answer_verdict(&w, facts[i].kind == FACT_PRESENCE ? &T_analyze_unknown_presence : &T_analyze_unknown_weight);
        answer_number(&w, facts[i].places);
        answer_number(&w, facts[i].risk);
    }
    answer_table_end(&w);
    return answer_end(&w);
}

enum err analyze_systemic_risk(struct command_call *call)
{
    struct asked q;
    struct supply_file s;
    TRY(ask(call, &q));
    TRY(supply_read(call, q.path, q.otherwise, &s));
    switch (q.question) {
    case ASKS_FIRMS:
        break;
    case ASKS_SHOCK:
        return answer_shock(call, &s, &q);
    case ASKS_INTERVALS:
        return answer_intervals(call, &s, &q);
    case ASKS_UNKNOWNS:
        return answer_unknowns(call, &s, &q);
    }
    return answer_firms(call, &s, &q);
}
