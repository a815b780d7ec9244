/* 制度: the posts that the rulebook asks for, as a page and on the command line. */
#include "features/institution/posts.h"
#include "features/institution/posts_view.h"
#include "features/institution/use.h"
#include "institution.pages.h"
#include "institution.queries.h"
#include "institution.texts.h"
#include "record/kind.h"
#include "rulebook/kinds.h"
#include "web/request.h"
#include "web/response.h"

#include <stdio.h>
#include <string.h>

enum { GAPS_SHOWN = 50 };

struct filling {
    struct request *rq;
    struct op *op;
    const struct posts_report *report;
    struct posts_view *view;
};

static const char *duty_label(struct op *op, const char *duty)
{
    return choice_label(kind_field(kinds_find(op->kinds, "post"), "duty")->choices, duty, op->language);
}

/* 1 人; 1–2 人; 至少 2 人 */
static const char *demand_words(struct op *op, const struct post_rule *rule)
{
    char least[24], most[24];
    snprintf(least, sizeof(least), "%lld", (long long)rule->least);
    snprintf(most, sizeof(most), "%lld", (long long)rule->most);
    const char *args[] = {least, most};
    const struct text *says = !rule->most                 ? &T_institution_at_least
                              : rule->most == rule->least ? &T_institution_exactly
                                                          : &T_institution_between;
    return text_format(op->arena, says, op->language, args, 2);
}

static const char *missing_words(struct op *op, const struct posts_demand *d)
{
    char n[24];
    bool few = d->verdict == POSTS_TOO_FEW;
    snprintf(n, sizeof(n), "%lld", (long long)(few ? d->rule->least - d->held : d->held - d->rule->most));
    const char *args[] = {n};
    if (d->verdict == POSTS_MET)
        return NULL;
    return text_format(op->arena, few ? &T_institution_too_few : &T_institution_too_many, op->language, args, 1);
}

static struct post_cell_view cell_of(struct filling *f, const struct posts_demand *d)
{
    return (struct post_cell_view){
        .people = d->people,
        .held = d->held,
        .missing = missing_words(f->op, d),
        .add_path = arena_printf(f->op->arena, "/posts/new?duty=%s%s%s", d->rule->duty, *d->chain_code ? "&chain=" : "",
                                 d->chain_code),
    };
}

static struct post_head_view head_of(struct filling *f, const struct post_rule *rule)
{
    return (struct post_head_view){duty_label(f->op, rule->duty), demand_words(f->op, rule)};
}

/* Demands stand city first, then chain by chain, each chain's in the order of the rules. */
static enum err fill_demands(struct filling *f)
{
    const struct posts_report *r = f->report;
    struct posts_view *v = f->view;
    struct arena *a = f->op->arena;
    struct post_head_view *heads = arena_array(a, r->rules->n_posts + 1, struct post_head_view);
    struct post_head_view *city_heads = arena_array(a, r->rules->n_posts + 1, struct post_head_view);
    struct post_cell_view *cells = arena_array(a, r->n_demands + 1, struct post_cell_view);
    struct post_row_view *rows = arena_array(a, r->n_demands + 1, struct post_row_view);
    if (!heads || !city_heads || !cells || !rows)
        return ERR_MEMORY;
    for (size_t i = 0; i < r->rules->n_posts; i++) {
        const struct post_rule *rule = &r->rules->posts[i];
        if (rule->per == POSTS_PER_CITY)
            city_heads[v->n_city_heads++] = head_of(f, rule);
        if (rule->per == POSTS_PER_CHAIN)
            heads[v->n_heads++] = head_of(f, rule);
        v->asks_projects |= rule->per == POSTS_PER_PROJECT;
    }
    for (size_t i = 0; i < r->n_demands; i++) {
        const struct posts_demand *d = &r->demands[i];
        cells[i] = cell_of(f, d);
        if (d->chain && (!i || d->chain != r->demands[i - 1].chain))
            rows[v->n_rows++] = (struct post_row_view){d->chain_name, arena_printf(a, "/chains/%s", d->chain_code),
                                                       &cells[i], v->n_heads};
    }
    v->heads = heads;
    v->city_heads = city_heads;
    v->city_cells = cells;
    v->rows = rows;
    v->n_unmet = (int64_t)r->n_unmet;
    return OK;
}

static enum err fill_gaps(struct filling *f)
{
    const struct posts_report *r = f->report;
    struct posts_view *v = f->view;
    struct post_gap_view *gaps = arena_array(f->op->arena, GAPS_SHOWN, struct post_gap_view);
    if (!gaps)
        return ERR_MEMORY;
    v->n_projects = r->n_projects;
    v->n_gaps = (int64_t)r->n_gaps;
    v->n_gaps_shown = r->n_gaps < GAPS_SHOWN ? r->n_gaps : GAPS_SHOWN;
    for (size_t i = 0; i < v->n_gaps_shown; i++)
        gaps[i] = (struct post_gap_view){r->gaps[i].name, arena_printf(f->op->arena, "/projects/%s", r->gaps[i].code)};
    v->gaps = gaps;
    return OK;
}

static enum err fill_models(struct filling *f)
{
    struct known_models_row *rows;
    size_t n;
    TRY(known_models(f->op, &rows, &n));
    struct tab_view *tabs = arena_array(f->op->arena, n + 1, struct tab_view);
    if (!tabs)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        tabs[i] = (struct tab_view){
            .path = arena_printf(f->op->arena, "/institution?model=%s", rows[i].model),
            .label = choice_label(rulebook_models, rows[i].model, f->op->language),
            .here = strcmp(rows[i].model, f->report->rules->model) == 0,
        };
    f->view->models = (struct tabs_view){tabs, n};
    return OK;
}

enum err institution_posts_page(struct request *rq, struct response *rs)
{
    struct posts_report report;
    struct posts_view view = {0};
    struct filling f = {rq, rq->op, &report, &view};
    const char *model = request_query(rq, "model");
    if (model && !choice_find(rulebook_models, model))
        return fault(rq->op->fault, ERR_MISSING, &T_institution_no_such_model, model);
    TRY(posts_report(rq->op, model, "", &report));
    const char *args[] = {report.rules->name};
    view.lead = text_format(rq->op->arena, &T_institution_lead, rq->op->language, args, 1);
    TRY(fill_models(&f));
    TRY(fill_demands(&f));
    TRY(fill_gaps(&f));
    institution_posts(response_page(rs), &view);
    return OK;
}

/* ---- the command ---- */

const struct command_option institution_check_options[] = {
    {"chain", "CHAIN", &T_institution_option_chain},
    {"model", "MODEL", &T_institution_option_model},
    {0},
};

enum err institution_check(struct command_call *call)
{
    struct posts_report report;
    const char *chain = command_option(call, "chain");
    TRY(posts_report(call->op, command_option(call, "model"), chain ? chain : "", &report));
    for (size_t i = 0; i < report.n_demands; i++) {
        const struct posts_demand *d = &report.demands[i];
        const char *missing = missing_words(call->op, d);
        if (missing)
            fprintf(call->out, "%s  %s  %s  %s\n", *d->chain_name ? d->chain_name : "—",
                    duty_label(call->op, d->rule->duty), missing, d->people);
    }
    for (size_t i = 0; i < report.n_gaps; i++)
        fprintf(call->out, "%s  %s\n", report.gaps[i].name, duty_label(call->op, report.gaps[i].rule->duty));
    if (!report.n_unmet && !report.n_gaps)
        return OK;
    char n[24];
    snprintf(n, sizeof(n), "%zu", report.n_unmet + report.n_gaps);
    return fault(call->fault, ERR_NO, &T_institution_unmet, n);
}
