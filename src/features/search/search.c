/* The search box: the best hits of every kind that the account may see. */
#include "features/search/search.h"

#include "features/generic/generic.h"
#include "features/search/search_view.h"
#include "record/search.h"
#include "search.pages.h"
#include "search.texts.h"
#include "web/request.h"
#include "web/response.h"

#include <inttypes.h>
#include <string.h>

enum { HITS_A_KIND = 8, WORDS_CHARACTERS_MAX = 100, FINDABLE_AT_ONCE = 500 };

static const char *count_words(struct op *op, const struct search_group *g)
{
    const char *measure = op->language == LANGUAGE_EN || !g->kind->count_zh ? "" : g->kind->count_zh;
    return text_format(op->arena, g->count_is_more ? &T_found_count_over : &T_found_count, op->language,
                       (const char *[]){arena_printf(op->arena, "%" PRId64, g->count), measure}, 2);
}

static enum err fill_group(struct op *op, const struct search_group *g, const char *words, struct search_group_view *v)
{
    struct search_hit_view *hits = arena_array(op->arena, g->n + 1, struct search_hit_view);
    if (!hits)
        return fault(op->fault, ERR_MEMORY, &T_found_memory);
    for (size_t i = 0; i < g->n; i++) {
        const struct search_hit *h = &g->hits[i];
        const char *title = *h->title ? h->title : *h->code ? h->code : kind_label(g->kind, op->language);
        hits[i] = (struct search_hit_view){record_path(op, g->kind, h->id, h->code), title, *h->code ? h->code : NULL};
    }
    *v = (struct search_group_view){
        .heading = kind_label(g->kind, op->language),
        .count = count_words(op, g),
        .hits = hits,
        .n_hits = g->n,
    };
    if (g->count > (int64_t)g->n) {
        v->all = arena_printf(op->arena, "%s?q=%s", g->kind->path, percent_encode(op->arena, words));
        v->all_label = text_in(&T_found_all, op->language);
    }
    return OK;
}

static enum err fill_groups(struct op *op, struct search_view *v)
{
    struct search_group *groups;
    size_t n;
    TRY(search_everywhere(op, v->words, HITS_A_KIND, &groups, &n));
    struct search_group_view *views = arena_array(op->arena, n + 1, struct search_group_view);
    if (!views)
        return fault(op->fault, ERR_MEMORY, &T_found_memory);
    for (size_t i = 0; i < n; i++)
        TRY(fill_group(op, &groups[i], v->words, &views[i]));
    v->groups = views;
    v->n_groups = n;
    return OK;
}

/* In place of hits: nothing asked, nothing found, or a past day, of which there is no index. */
static enum err fill_empty(struct op *op, struct search_view *v)
{
    struct state_view *s = arena_one(op->arena, struct state_view);
    if (!s)
        return fault(op->fault, ERR_MEMORY, &T_found_memory);
    const struct text *heading = op->as_of_us ? &T_found_past : *v->words ? &T_found_none : &T_found_ask;
    const struct text *says = op->as_of_us ? &T_found_past_words : *v->words ? &T_found_none_words : &T_found_ask_words;
    s->icon = op->as_of_us ? "history" : "search";
    s->heading = text_format(op->arena, heading, op->language, (const char *[]){v->words}, 1);
    s->words = text_in(says, op->language);
    v->empty = s;
    return OK;
}

enum err search_get(struct request *rq, struct response *rs)
{
    struct search_view v = {.words = ""};
    TRY(request_text(rq, "q", WORDS_CHARACTERS_MAX, false, &v.words));
    if (*v.words && !rq->op->as_of_us)
        TRY(fill_groups(rq->op, &v));
    if (!v.n_groups)
        TRY(fill_empty(rq->op, &v));
    search_page(response_page(rs), &v);
    return OK;
}

/* A look first: nothing is written while nothing is due. */
enum err search_make_findable(struct op *op, int64_t worker, bool *ret_worked)
{
    bool left;
    (void)worker;
    TRY(op_begin_read(op));
    enum err e = search_is_due(op, ret_worked);
    op_end(op);
    return e == OK && *ret_worked ? search_catch_up(op, FINDABLE_AT_ONCE, &left) : e;
}
