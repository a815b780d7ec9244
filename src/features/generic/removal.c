/* Deleting, undoing a whole act, and what stands in their way. */
#include "features/generic/detail_view.h"
#include "features/generic/generic.h"
#include "features/generic/pages.h"
#include "features/generic/subject.h"
#include "generic.pages.h"
#include "generic.texts.h"
#include "record/act.h"
#include "web/response.h"

#include <inttypes.h>

enum { REFERENCES_SHOWN = 50 };

/* ---- deleting ---- */

struct deleting {
    const struct kind *kind;
    int64_t id, rev;
};

static enum err delete_record(struct op *op, void *arg)
{
    const struct deleting *d = arg;
    return record_delete(op, d->kind, d->id, d->rev);
}

/* kind NULL: those that may not be seen, however many. */
static struct obstacle_view obstacle_of(struct op *op, const struct kind *kind, const struct field *f, int64_t id,
                                        const char *title)
{
    if (!kind)
        return (struct obstacle_view){.kind = "", .field = "", .title = text_in(&T_generic_unseen, op->language)};
    return (struct obstacle_view){
        .kind = kind_label(kind, op->language),
        .field = f ? field_label(f, op->language) : "",
        .title = title && title[0] ? title : arena_printf(op->arena, "#%" PRId64, id),
        .path = record_path(op, kind, id, NULL),
    };
}

static enum err fill_references(struct request *rq, const struct reference *list, size_t n, struct refusal_view *v)
{
    struct op *op = rq->op;
    struct obstacle_view *views = arena_array(op->arena, n + 1, struct obstacle_view);
    if (!views)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t i = 0; i < n; i++)
        views[i] = obstacle_of(op, list[i].kind, list[i].field, list[i].id, list[i].title);
    v->references = views;
    v->n_references = n;
    return OK;
}

/* Refused: what refers to it is listed, each with its own page, to be dealt with first. */
static enum err show_refusal(struct request *rq, struct response *rs, const struct record *r)
{
    struct op *op = rq->op;
    struct reference *list;
    size_t n;
    const char *title;
    struct refusal_view v = {.words = arena_text(op->arena, op->fault->words[op->language])};
    fault_clear(op->fault);
    TRY(op_begin_read(op));
    TRY(record_references(op, rq->kind, r->id, REFERENCES_SHOWN, &list, &n));
    TRY(subject_title(op, r, &title));
    if (n) {
        v.words = text_in(&T_generic_referenced_words, op->language);
        TRY(fill_references(rq, list, n, &v));
    }
    v.heading = words(op, &T_generic_not_deleted, title, NULL, NULL);
    v.back = subject_path(rq, r);
    response_status(rs, 409);
    response_crumb(rs, kind_label(rq->kind, op->language), rq->kind->path);
    response_crumb(rs, title, v.back);
    response_title(rs, text_in(&T_generic_delete, op->language));
    act_refused(response_page(rs), &v);
    return OK;
}

enum err delete_post(struct request *rq, struct response *rs)
{
    struct record *r;
    const char *title;
    TRY(subject_load(rq, &r));
    struct deleting d = {rq->kind, r->id, 0};
    TRY(request_int(rq, "_rev", 1, INT64_MAX, r->rev, &d.rev));
    TRY(subject_title(rq->op, r, &title));
    enum err e = request_act(rq, arena_printf(rq->op->arena, "%s.delete", rq->kind->id), "", delete_record, &d, NULL);
    if (e == ERR_CONFLICT)
        return show_refusal(rq, rs, r);
    TRY(e);
    const char *path = arena_printf(rq->op->arena, "%s/history", record_path(rq->op, rq->kind, r->id, NULL));
    return response_redirect_saying(rs, path, &T_generic_deleted, (const char *[]){title}, 1);
}

/* ---- undoing an act ---- */

static enum err show_obstacles(struct request *rq, struct response *rs, const struct act_obstacle *list, size_t n)
{
    struct op *op = rq->op;
    struct refusal_view v = {
        .heading = text_in(&T_generic_not_undone, op->language),
        .words = arena_text(op->arena, op->fault->words[op->language]),
        .back = "/",
        .n_references = n,
    };
    struct obstacle_view *views = arena_array(op->arena, n + 1, struct obstacle_view);
    fault_clear(op->fault);
    TRY(op_begin_read(op));
    if (!views)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t i = 0; i < n; i++)
        views[i] = obstacle_of(op, list[i].kind, NULL, list[i].id, list[i].title);
    v.references = views;
    if (n && views[0].path)
        v.back = views[0].path;
    response_status(rs, 409);
    response_title(rs, text_in(&T_generic_undo_act, op->language));
    act_refused(response_page(rs), &v);
    return OK;
}

enum err undo_post(struct request *rq, struct response *rs)
{
    int64_t act;
    struct act_obstacle *obstacles;
    size_t n;
    TRY(request_parameter_id(rq, "act", &act));
    op_end(rq->op);
    enum err e = act_undo(rq->op, act, &obstacles, &n);
    if (e == ERR_CONFLICT)
        return show_obstacles(rq, rs, obstacles, n);
    TRY(e);
    return response_redirect_saying(rs, "/", &T_generic_undone, NULL, 0);
}
