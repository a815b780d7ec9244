/* What a ledger is asked for, and the form that asks it. */
#include "base/money.h"
#include "features/project/ledger_page.h"
#include "features/project/use.h"
#include "project.queries.h"
#include "project.texts.h"
#include "web/request.h"

#include <stdlib.h>
#include <string.h>

const char *const ledger_group_ids[LEDGER_GROUP_COUNT] = {"chain", "park", "district", "month", "none"};

/* ---- the question ---- */

static enum err read_id(struct request *rq, const char *name, int64_t *ret_id)
{
    return request_int(rq, name, 0, INT64_MAX, 0, ret_id);
}

/* "changsha.2": a model and its version; nothing: the one in force. */
static enum err read_rules(struct request *rq, const char *name, const char **ret_model, int64_t *ret_version)
{
    const char *text = request_query(rq, name), *dot = text ? strrchr(text, '.') : NULL;
    if (!text || !*text)
        return OK;
    char *end = NULL;
    *ret_version = dot ? strtol(dot + 1, &end, 10) : 0;
    if (!dot || *end || *ret_version < 1 || *ret_version > 10000)
        return fault(rq->op->fault, ERR_INPUT, &T_ledger_bad_rules, text);
    *ret_model = arena_text_n(rq->op->arena, text, (size_t)(dot - text));
    return OK;
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
    TRY(read_rules(rq, "rules", &q->model, &q->version));
    TRY(read_rules(rq, "beside", &q->beside_model, &q->beside_version));
    const char *group = request_query(rq, "group");
    for (int g = 0; group && g < LEDGER_GROUP_COUNT; g++)
        if (strcmp(group, ledger_group_ids[g]) == 0)
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

static struct option_view period_option(struct ledger_filling *f, const char *value, const char *label)
{
    const char *chosen = period_text(f->op, f->report->request.period);
    return (struct option_view){value, label, strcmp(value, chosen) == 0};
}

enum { PERIOD_OPTIONS = 16 };

/* The last months, this and the last quarter, half, year; and what was asked for, if it is none of these. */
static enum err fill_periods(struct ledger_filling *f)
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

static enum err begin_options(struct ledger_filling *f, size_t most, const struct text *first, bool chosen,
                              struct option_view **ret_options, size_t *ret_n)
{
    *ret_options = arena_array(f->op->arena, most + 1, struct option_view);
    if (!*ret_options)
        return ERR_MEMORY;
    (*ret_options)[0] = (struct option_view){"", text_in(first, f->op->language), chosen};
    *ret_n = 1;
    return OK;
}

static enum err fill_chain_choices(struct ledger_filling *f)
{
    struct chain_options_row *rows;
    struct option_view *o;
    size_t n;
    int64_t chosen = f->report->request.chain;
    TRY(chain_options(f->op, &rows, &n));
    TRY(begin_options(f, n, &T_ledger_all, !chosen, &o, &f->view->n_chains));
    for (size_t i = 0; i < n; i++)
        o[f->view->n_chains++] = id_option(f->op, rows[i].id, rows[i].name, chosen);
    f->view->chains = o;
    return OK;
}

static enum err fill_region_choices(struct ledger_filling *f)
{
    struct region_options_row *rows;
    struct option_view *parks, *districts;
    size_t n;
    const struct ledger_request *q = &f->report->request;
    TRY(region_options(f->op, &rows, &n));
    TRY(begin_options(f, n, &T_ledger_all, !q->park, &parks, &f->view->n_parks));
    TRY(begin_options(f, n, &T_ledger_all, !q->district, &districts, &f->view->n_districts));
    for (size_t i = 0; i < n; i++) {
        if (strcmp(rows[i].kind, "park") == 0)
            parks[f->view->n_parks++] = id_option(f->op, rows[i].id, rows[i].name, q->park);
        if (strcmp(rows[i].kind, "district") == 0)
            districts[f->view->n_districts++] = id_option(f->op, rows[i].id, rows[i].name, q->district);
    }
    f->view->parks = parks;
    f->view->districts = districts;
    return OK;
}

static enum err fill_origin_choices(struct ledger_filling *f)
{
    struct option_view *o;
    bool own = f->report->request.own;
    TRY(begin_options(f, 1, &T_ledger_recruited, !own, &o, &f->view->n_origins));
    o[f->view->n_origins++] = (struct option_view){"1", text_in(&T_ledger_own, f->op->language), own};
    f->view->origins = o;
    return OK;
}

static bool is_chosen(const struct rules_options_row *row, const char *model, int64_t version)
{
    return model && version == row->version && strcmp(model, row->model) == 0;
}

/* Under which rules, and under which others beside. */
static enum err fill_rules_choices(struct ledger_filling *f)
{
    struct rules_options_row *rows;
    struct option_view *rules, *beside;
    size_t n;
    const struct ledger_request *q = &f->report->request;
    TRY(rules_options(f->op, &rows, &n));
    TRY(begin_options(f, n, &T_ledger_rules_in_force, !q->version, &rules, &f->view->n_rules));
    TRY(begin_options(f, n, &T_ledger_beside_none, !q->beside_model, &beside, &f->view->n_beside));
    for (size_t i = 0; i < n; i++) {
        char version[MONEY_TEXT_BYTES];
        const char *args[] = {rows[i].name, number_format(rows[i].version, version)};
        const char *value = arena_printf(f->op->arena, "%s.%lld", rows[i].model, (long long)rows[i].version);
        const char *label = text_format(f->op->arena, &T_ledger_rules_option, f->op->language, args, 2);
        rules[f->view->n_rules++] = (struct option_view){value, label, is_chosen(&rows[i], q->model, q->version)};
        beside[f->view->n_beside++] =
            (struct option_view){value, label, is_chosen(&rows[i], q->beside_model, q->beside_version)};
    }
    f->view->rules = rules;
    f->view->beside = beside;
    return OK;
}

enum err ledger_fill_choices(struct ledger_filling *f)
{
    TRY(fill_periods(f));
    TRY(fill_chain_choices(f));
    TRY(fill_region_choices(f));
    TRY(fill_origin_choices(f));
    return fill_rules_choices(f);
}
