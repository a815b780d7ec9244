#include "features/institution/posts.h"

#include "institution.queries.h"
#include "institution.texts.h"
#include "rulebook/in_force.h"

#include <string.h>

struct work {
    struct op *op;
    struct posts_report *report;
    struct held_posts_row *held;
    size_t n_held, demand_capacity, gap_capacity;
};

static enum posts_verdict judge(const struct post_rule *rule, int64_t held)
{
    if (held < rule->least)
        return POSTS_TOO_FEW;
    return rule->most && held > rule->most ? POSTS_TOO_MANY : POSTS_MET;
}

static enum err add_demand(struct work *w, const struct post_rule *rule, const struct running_chains_row *chain)
{
    struct posts_report *r = w->report;
    if (!arena_grow(w->op->arena, &r->demands, r->n_demands, &w->demand_capacity))
        return ERR_MEMORY;
    struct posts_demand d = {.rule = rule, .chain_name = "", .chain_code = "", .people = ""};
    if (chain) {
        d.chain = chain->id;
        d.chain_name = chain->name;
        d.chain_code = chain->code;
    }
    for (size_t i = 0; i < w->n_held; i++) {
        const struct held_posts_row *p = &w->held[i];
        if (strcmp(p->duty, rule->duty) != 0 || (chain && p->chain != chain->id))
            continue;
        d.people = arena_printf(w->op->arena, "%s%s%s", d.people, d.held++ ? "、" : "", p->person_name);
    }
    d.verdict = judge(rule, d.held);
    r->n_unmet += d.verdict != POSTS_MET;
    r->demands[r->n_demands++] = d;
    return OK;
}

static enum err ask_city(struct work *w)
{
    const struct rulebook *rules = w->report->rules;
    for (size_t i = 0; i < rules->n_posts; i++)
        if (rules->posts[i].per == POSTS_PER_CITY)
            TRY(add_demand(w, &rules->posts[i], NULL));
    return OK;
}

static enum err ask_chains(struct work *w, const char *wanted)
{
    struct running_chains_row *chains;
    const struct rulebook *rules = w->report->rules;
    size_t n, found = 0;
    TRY(running_chains(w->op, &chains, &n));
    for (size_t c = 0; c < n; c++) {
        if (*wanted && strcmp(wanted, chains[c].code) != 0 && strcmp(wanted, chains[c].name) != 0)
            continue;
        found++;
        for (size_t i = 0; i < rules->n_posts; i++)
            if (rules->posts[i].per == POSTS_PER_CHAIN)
                TRY(add_demand(w, &rules->posts[i], &chains[c]));
    }
    return *wanted && !found ? fault(w->op->fault, ERR_MISSING, &T_institution_no_such_chain, wanted) : OK;
}

static bool is_held_over(const struct work *w, const char *duty, int64_t project)
{
    for (size_t i = 0; i < w->n_held; i++)
        if (w->held[i].project == project && strcmp(w->held[i].duty, duty) == 0)
            return true;
    return false;
}

/* O(projects without a minder × posts); rules per project ask for one minder. */
static enum err ask_projects(struct work *w, const struct post_rule *rule)
{
    struct posts_report *r = w->report;
    struct unminded_projects_row *rows;
    struct count_projects_row count;
    size_t n;
    bool found;
    TRY(unminded_projects(w->op, &rows, &n));
    TRY(count_projects(w->op, &count, &found));
    r->n_projects = count.projects_n;
    for (size_t i = 0; i < n; i++) {
        if (is_held_over(w, rule->duty, rows[i].id))
            continue;
        if (!arena_grow(w->op->arena, &r->gaps, r->n_gaps, &w->gap_capacity))
            return ERR_MEMORY;
        r->gaps[r->n_gaps++] = (struct posts_gap){rule, rows[i].code, rows[i].name};
    }
    return OK;
}

enum err posts_report(struct op *op, const char *model, const char *chain, struct posts_report *ret_report)
{
    struct rulebook *rules;
    struct work w = {.op = op, .report = ret_report};
    *ret_report = (struct posts_report){0};
    TRY(rulebook_on(op, model, op->today, &rules));
    ret_report->rules = rules;
    TRY(held_posts(op, op->today, &w.held, &w.n_held));
    if (!*chain)
        TRY(ask_city(&w));
    TRY(ask_chains(&w, chain));
    for (size_t i = 0; !*chain && i < rules->n_posts; i++)
        if (rules->posts[i].per == POSTS_PER_PROJECT)
            TRY(ask_projects(&w, &rules->posts[i]));
    return arena_failed(op->arena) ? ERR_MEMORY : OK;
}
