/* The list of any kind: conditions, rows, order, pages, totals, and what to do when it is empty. */
#include "base/money.h"
#include "features/generic/cell.h"
#include "features/generic/filter_bar.h"
#include "features/generic/pages.h"
#include "features/generic/subject.h"
#include "features/generic/table.h"
#include "generic.pages.h"
#include "generic.texts.h"
#include "web.pages.h"
#include "web/response.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_A_PAGE = 50, FILTERS_SHOWN = 4, SUGGESTIONS_MAX = 20, CONDITIONS_WEIGHED = 3 };

/* ---- the head of the table ---- */

/* "-total" of "-total,name" is total, downwards. */
static bool is_sorted_by(const char *sort, const char *id, bool *ret_down)
{
    *ret_down = sort && sort[0] == '-';
    const char *first = sort ? sort + *ret_down : "";
    size_t n = strcspn(first, ",");
    return n == strlen(id) && strncmp(first, id, n) == 0;
}

static const char *sort_address(struct request *rq, const char *id, bool down)
{
    const char *sort = down ? arena_printf(rq->op->arena, "-%s", id) : id;
    return address_with(rq, (struct address_change[]){{"sort", sort}, {"after", NULL}, {"at", NULL}}, 3);
}

static void fill_head(struct request *rq, const struct list_query *q, const struct field *f, struct list_column_view *c)
{
    bool down, sorted = is_sorted_by(q->sort ? q->sort : rq->kind->order, f->id, &down);
    c->sorted_up = sorted && !down;
    c->sorted_down = sorted && down;
    if (field_is(f, FIELD_FILTER) && !field_is(f, FIELD_PERSONAL))
        c->sort = sort_address(rq, f->id, sorted ? !down : c->number);
}

static enum err fill_table(struct request *rq, const struct list_query *q, const struct list_page *page,
                           struct list_table_view *t)
{
    struct op *op = rq->op;
    struct list_column_view *heads;
    struct option_view *acts = arena_one(op->arena, struct option_view);
    TRY(table_fill(op, rq->kind, page, t, &heads));
    if (!acts)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t i = 0; i < page->n_columns; i++)
        fill_head(rq, q, page->columns[i], &heads[i]);
    *acts = (struct option_view){.value = arena_printf(op->arena, "%s/export?format=xlsx", rq->kind->path),
                                 .label = text_in(&T_generic_export_chosen, op->language)};
    t->ticks = true;
    t->chosen_words = words(op, &T_generic_chosen, "{n}", kind_measure(op, rq->kind), NULL);
    t->acts = acts;
    t->n_acts = 1;
    return OK;
}

/* ---- the foot ---- */

/* The number of the page's first row, carried along in the address: for people, not for finding rows. */
static int64_t first_row(const struct request *rq)
{
    const char *at = request_query(rq, "at");
    int64_t n = at && request_query(rq, "after") ? strtoll(at, NULL, 10) : 1;
    return n >= 1 && n <= INT32_MAX ? n : 1;
}

static const char *count_words(struct request *rq, const struct list_page *page)
{
    const struct text *t = page->count_is_more ? &T_generic_count_more : &T_generic_count;
    return words(rq->op, t, number_words(rq->op, page->count), kind_measure(rq->op, rq->kind), NULL);
}

static const char *page_address(struct request *rq, const char *after, int64_t at)
{
    if (!after)
        return NULL;
    const char *number = at > 1 ? arena_printf(rq->op->arena, "%" PRId64, at) : NULL;
    return address_with(rq, (struct address_change[]){{"after", after}, {"at", number}}, 2);
}

static const char *total_words(struct op *op, const struct list_page *page, size_t i)
{
    struct column_style s = column_style_of(op, page, i);
    if (s.field->type == FIELD_MONEY) {
        struct money_text m = money_show(page->totals[i]);
        const char *unit = op->language == LANGUAGE_EN ? m.unit_en : m.unit_zh;
        return words(op, &T_generic_total, field_label(s.field, op->language),
                     arena_printf(op->arena, "%s %s", m.figure, unit), NULL);
    }
    struct value v = value_int(page->totals[i]);
    return words(op, &T_generic_total, field_label(s.field, op->language), column_figure(op, &s, &v), s.unit);
}

static const char *totals_words(struct request *rq, const struct list_page *page)
{
    struct op *op = rq->op;
    const char *all = NULL;
    for (size_t i = 0; page->totals && i < page->n_columns; i++) {
        if (!field_is(page->columns[i], FIELD_SUMMED))
            continue;
        const char *one = total_words(op, page, i);
        if (page->totals_missing && page->totals_missing[i])
            one = words(op, &T_generic_total_missing, one, number_words(op, page->totals_missing[i]),
                        kind_measure(op, rq->kind));
        all = all ? arena_printf(op->arena, "%s　%s", all, one) : one;
    }
    return all;
}

static struct pager_view fill_pager(struct request *rq, const struct list_page *page)
{
    int64_t first = first_row(rq);
    const char *range = words(rq->op, &T_generic_rows, number_words(rq->op, first),
                              number_words(rq->op, first + (int64_t)page->n - 1), kind_measure(rq->op, rq->kind));
    return (struct pager_view){
        .words = arena_printf(rq->op->arena, "%s%s", range, count_words(rq, page)),
        .totals = totals_words(rq, page),
        .previous = page_address(rq, page->previous, first - ROWS_A_PAGE),
        .next = page_address(rq, page->next, first + (int64_t)page->n),
    };
}

/* ---- nothing to show ---- */

/* "去掉“状态”后有 12 家" for the first few conditions. */
static const char *weigh_conditions(struct request *rq, const struct list_query *q, const struct filter_bar *bar)
{
    struct op *op = rq->op;
    const char *all = NULL;
    for (size_t i = 0; bar->n_set > 1 && i < bar->n_set && i < CONDITIONS_WEIGHED; i++) {
        struct list_query without = *q;
        struct list_page page;
        without.count = true;
        without.limit = 1;
        if (list_request_filter(rq, bar->set[i].name, &without.filter) != OK || list_run(op, &without, &page) != OK)
            return NULL;
        if (!page.count)
            continue;
        const char *one =
            words(op, &T_generic_without, bar->set[i].label, number_words(op, page.count), kind_measure(op, rq->kind));
        all = all ? words(op, &T_generic_without_more, all, one, NULL) : one;
    }
    return all ? words(op, &T_generic_sentence, all, NULL, NULL) : NULL;
}

static const struct state_view *fill_empty(struct request *rq, const struct list_query *q, const struct filter_bar *bar,
                                           struct record_list_view *v)
{
    struct op *op = rq->op;
    struct state_view *s = arena_one(op->arena, struct state_view);
    const char *kind = kind_label(rq->kind, op->language);
    if (!s)
        return NULL;
    if (v->clear) {
        s->icon = "filter-off";
        s->heading = bar->n_set ? words(op, &T_generic_none_match, number_words(op, (int64_t)bar->n_set), kind, NULL)
                                : words(op, &T_generic_none_found, kind, q->search, NULL);
        s->words = weigh_conditions(rq, q, bar);
        s->acts[0] = (struct state_act){v->clear, text_in(&T_generic_clear, op->language), false};
        return s;
    }
    s->icon = "list-details";
    s->heading = words(op, &T_generic_none_yet, kind, NULL, NULL);
    s->words = text_in(v->add_path ? &T_generic_none_yet_words : &T_generic_none_visible, op->language);
    s->acts[0] = (struct state_act){v->add_path, v->add_label, true};
    s->acts[1] = (struct state_act){v->import_path, text_in(&T_generic_import, op->language), false};
    return s;
}

/* A condition that cannot be read: said in place of the rows, with the conditions still there to be mended. */
static const struct state_view *fill_unreadable(struct request *rq, const struct record_list_view *v)
{
    struct op *op = rq->op;
    struct state_view *s = arena_one(op->arena, struct state_view);
    if (s)
        *s = (struct state_view){
            .icon = "filter-off",
            .heading = text_in(&T_generic_filter_unread, op->language),
            .words = arena_text(op->arena, op->fault->words[op->language]),
            .acts = {{v->clear ? v->clear : rq->kind->path, text_in(&T_generic_clear, op->language), false}},
        };
    fault_clear(op->fault);
    return s;
}

/* ---- the page ---- */

static enum err fill_columns(struct request *rq, const struct list_query *q, struct record_list_view *v)
{
    const struct field *lead = list_lead_field(rq->kind);
    struct option_view *options =
        arena_array(rq->op->arena, (size_t)kind_field_count(rq->kind) + 1, struct option_view);
    if (!options)
        return fault(rq->op->fault, ERR_MEMORY, &T_generic_memory);
    for (const struct field *f = rq->kind->fields; f->id; f++) {
        if (f == lead || !list_may_show(f))
            continue;
        bool chosen = false;
        for (size_t i = 0; i < q->n_columns; i++)
            chosen |= strcmp(q->columns[i], f->id) == 0;
        options[v->n_columns++] = (struct option_view){f->id, field_label(f, rq->op->language), chosen};
    }
    v->columns = options;
    return OK;
}

static enum err fill_frame(struct request *rq, const struct filter_bar *bar, struct record_list_view *v)
{
    struct op *op = rq->op;
    const char *path = rq->kind->path, *kind = kind_label(rq->kind, op->language);
    bool may_add;
    TRY(subject_may_add(rq, &may_add));
    v->path = path;
    v->search = request_query(rq, "q");
    v->search_hint = words(op, &T_generic_search_hint, kind, NULL, NULL);
    v->sort = request_query(rq, "sort");
    v->add_label = words(op, &T_generic_add, kind, NULL, NULL);
    v->add_path = may_add ? arena_printf(op->arena, "%s/new", path) : NULL;
    v->import_path = may_add ? arena_printf(op->arena, "/import?kind=%s", rq->kind->id) : NULL;
    const char *query = *rq->query_text ? arena_printf(op->arena, "&%s", rq->query_text) : "";
    v->export_xlsx = arena_printf(op->arena, "%s/export?format=xlsx%s", path, query);
    v->export_csv = arena_printf(op->arena, "%s/export?format=csv%s", path, query);
    v->export_json = arena_printf(op->arena, "%s/export?format=json%s", path, query);
    if (bar->n_set || (v->search && *v->search) || (request_query(rq, "where") && *request_query(rq, "where")))
        v->clear = v->sort && *v->sort ? arena_printf(op->arena, "%s?sort=%s", path, percent_encode(op->arena, v->sort))
                                       : path;
    return OK;
}

/* Those set come first as chips, then the first few others; the rest wait in a menu. */
static enum err fill_filters(struct request *rq, const struct filter_bar *bar, struct record_list_view *v)
{
    size_t shown = bar->n_set < FILTERS_SHOWN ? FILTERS_SHOWN - bar->n_set : 0;
    shown = shown < bar->n_offered ? shown : bar->n_offered;
    struct filter_view *all = arena_array(rq->op->arena, bar->n_set + shown + 1, struct filter_view);
    if (!all)
        return fault(rq->op->fault, ERR_MEMORY, &T_generic_memory);
    memcpy(all, bar->set, bar->n_set * sizeof(*all));
    memcpy(all + bar->n_set, bar->offered, shown * sizeof(*all));
    v->filters = all;
    v->n_filters = bar->n_set + shown;
    v->more_filters = bar->offered + shown;
    v->n_more_filters = bar->n_offered - shown;
    return OK;
}

static enum err run_list(struct request *rq, struct list_query *q, struct list_page *ret_page)
{
    TRY(list_request_read(rq, q));
    q->count = q->totals = true;
    q->limit = ROWS_A_PAGE;
    return list_run(rq->op, q, ret_page);
}

/* A form sends what was left empty as well: the address keeps what says something. */
static bool has_empty_values(const struct request *rq)
{
    for (size_t i = 0; i < rq->query.n; i++)
        if (!*rq->query.list[i].value)
            return true;
    return false;
}

enum err list_get(struct request *rq, struct response *rs)
{
    struct list_query q;
    struct list_page page = {0};
    struct filter_bar bar;
    struct record_list_view view = {0};
    if (has_empty_values(rq))
        return response_redirect(rs, address_with(rq, NULL, 0));
    TRY(filter_bar_fill(rq, &bar));
    TRY(fill_frame(rq, &bar, &view));
    TRY(fill_filters(rq, &bar, &view));
    enum err e = run_list(rq, &q, &page);
    if (e == ERR_INPUT || e == ERR_USAGE) {
        view.empty = fill_unreadable(rq, &view);
        response_status(rs, 422);
    } else {
        TRY(e);
        view.lead = count_words(rq, &page);
        if (page.n)
            TRY(fill_table(rq, &q, &page, &view.table));
        else
            view.empty = fill_empty(rq, &q, &bar, &view);
        view.pager = fill_pager(rq, &page);
    }
    TRY(fill_columns(rq, &q, &view));
    response_title(rs, kind_label(rq->kind, rq->op->language));
    record_list(response_page(rs), &view);
    return OK;
}

/* ---- suggestions for a field that names a record: [{"value": its title, "label": its code}] ---- */

enum err find_get(struct request *rq, struct response *rs)
{
    const char *search = request_query(rq, "q");
    struct list_query q = {.kind = rq->kind, .search = search && *search ? search : NULL, .limit = SUGGESTIONS_MAX};
    struct list_page page;
    TRY(list_run(rq->op, &q, &page));
    struct json *j = response_json(rs);
    json_array_begin(j);
    for (size_t i = 0; i < page.n; i++) {
        json_object_begin(j);
        json_key(j, "value");
        json_string(j, page.rows[i].title);
        json_key(j, "label");
        json_string(j, page.rows[i].code);
        json_object_end(j);
    }
    json_array_end(j);
    return OK;
}
