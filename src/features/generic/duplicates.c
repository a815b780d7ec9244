/* Two records that are one: compared side by side, then merged in one act. */
#include "features/generic/duplicates_view.h"
#include "features/generic/generic.h"
#include "features/generic/pages.h"
#include "features/generic/subject.h"
#include "generic.pages.h"
#include "generic.texts.h"
#include "record/list.h"
#include "record/typed.h"
#include "web/response.h"

#include <inttypes.h>
#include <string.h>

enum { NEAR_MAX = 8 };

static const char *named(struct op *op, const struct record *r)
{
    return arena_printf(op->arena, "#%" PRId64, r->id);
}

/* ---- the other one ---- */

/* *ret_other is NULL and *ret_why says it when `typed` names no other record, or several. */
static enum err find_other(struct request *rq, const struct record *keep, const char *typed, struct record **ret_other,
                           const char **ret_why)
{
    struct op *op = rq->op;
    struct referent found[REFERENTS_MAX];
    size_t n;
    *ret_other = NULL;
    TRY(references_stored.find(references_stored.context, op, rq->kind->id, typed, found, &n));
    const struct text *why = n == 0                    ? &T_generic_merge_none
                             : n > 1                   ? &T_generic_merge_several
                             : found[0].id == keep->id ? &T_generic_merge_itself
                                                       : NULL;
    if (why)
        *ret_why = words(op, why, typed, NULL, NULL);
    return why ? OK : record_load(op, rq->kind, found[0].id, ret_other);
}

static enum err fill_near(struct request *rq, const struct record *keep, const char *title, struct duplicates_view *v)
{
    struct op *op = rq->op;
    struct list_query q = {.kind = rq->kind, .search = title, .limit = NEAR_MAX + 1};
    struct list_page page;
    struct link_view *near = arena_array(op->arena, NEAR_MAX + 1, struct link_view);
    if (!kind_title(rq->kind))
        return OK;
    TRY(list_run(op, &q, &page));
    for (size_t i = 0; near && i < page.n && v->n_near < NEAR_MAX; i++) {
        if (page.rows[i].id == keep->id)
            continue;
        near[v->n_near].label = page.rows[i].title;
        near[v->n_near++].path = arena_printf(op->arena, "%s?other=%%23%" PRId64, v->path, page.rows[i].id);
    }
    v->near = near;
    return near ? OK : fault(op->fault, ERR_MEMORY, &T_generic_memory);
}

/* ---- side by side ---- */

static enum err fill_line(struct op *op, const struct field *f, const struct record *keep, const struct record *lose,
                          struct pair_line *line)
{
    line->label = field_label(f, op->language);
    TRY(record_show(op, keep, f, &line->keep));
    TRY(record_show(op, lose, f, &line->lose));
    line->same = strcmp(line->keep, line->lose) == 0;
    line->filled = !*line->keep && *line->lose;
    if (line->filled)
        line->keep = line->lose;
    return OK;
}

static enum err fill_lines(struct request *rq, const struct record *keep, const struct record *lose,
                           struct duplicates_view *v)
{
    struct op *op = rq->op;
    struct pair_line *lines = arena_array(op->arena, (size_t)kind_field_count(rq->kind) + 1, struct pair_line);
    if (!lines)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    for (const struct field *f = rq->kind->fields; f->id; f++) {
        struct pair_line *line = &lines[v->n_lines];
        if (!field_is_shown(f))
            continue;
        TRY(fill_line(op, f, keep, lose, line));
        v->n_lines += *line->keep || *line->lose;
    }
    v->lines = lines;
    v->lose_named = named(op, lose);
    v->swap = arena_printf(op->arena, "%s/duplicates?other=%%23%" PRId64, subject_path(rq, lose), keep->id);
    return subject_title(op, lose, &v->lose_title);
}

static enum err show(struct request *rq, struct response *rs, const struct record *keep, const char *typed)
{
    struct op *op = rq->op;
    struct record *lose = NULL;
    struct duplicates_view v = {.keep_path = subject_path(rq, keep), .other = typed};
    v.path = arena_printf(op->arena, "%s/duplicates", v.keep_path);
    v.source = arena_printf(op->arena, "%s/find", rq->kind->path);
    TRY(subject_title(op, keep, &v.keep_title));
    if (typed && *typed)
        TRY(find_other(rq, keep, typed, &lose, &v.unread));
    if (lose)
        TRY(fill_lines(rq, keep, lose, &v));
    else
        TRY(fill_near(rq, keep, v.keep_title, &v));
    response_crumb(rs, kind_label(rq->kind, op->language), rq->kind->path);
    response_crumb(rs, v.keep_title, v.keep_path);
    response_title(rs, text_in(&T_generic_merge_duplicate, op->language));
    duplicates_page(response_page(rs), &v);
    return OK;
}

enum err duplicates_get(struct request *rq, struct response *rs)
{
    struct record *keep;
    TRY(subject_load(rq, &keep));
    return show(rq, rs, keep, request_query(rq, "other"));
}

/* ---- merging ---- */

struct merging {
    const struct kind *kind;
    int64_t keep, lose;
};

static enum err merge(struct op *op, void *arg)
{
    const struct merging *m = arg;
    return record_merge_duplicates(op, m->kind, m->keep, m->lose);
}

enum err duplicates_post(struct request *rq, struct response *rs)
{
    struct record *keep, *lose;
    const char *typed, *why = NULL, *title;
    TRY(subject_load(rq, &keep));
    TRY(request_text(rq, "other", 200, true, &typed));
    TRY(find_other(rq, keep, typed, &lose, &why));
    if (!lose)
        return show(rq, rs, keep, typed);
    struct merging m = {rq->kind, keep->id, lose->id};
    TRY(subject_title(rq->op, lose, &title));
    TRY(request_act(rq, arena_printf(rq->op->arena, "%s.merge", rq->kind->id), "", merge, &m, NULL));
    return response_redirect_saying(rs, subject_path(rq, keep), &T_generic_merged, (const char *[]){title}, 1);
}
