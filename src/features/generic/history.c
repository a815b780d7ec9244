/* What a record was: every version with who, when, why; two side by side; going back. */
#include "features/generic/generic.h"
#include "features/generic/history_view.h"
#include "features/generic/pages.h"
#include "features/generic/subject.h"
#include "generic.pages.h"
#include "generic.texts.h"
#include "record/act.h"
#include "record/access.h"
#include "web/response.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { VERSIONS_A_PAGE = 50 };

/* ---- words ---- */

static const char *act_words(struct op *op, const struct kind *kind, const char *what)
{
    static const struct {
        const char *ending;
        const struct text *says;
    } known[] = {
        {".save", &T_generic_act_save},     {".delete", &T_generic_act_delete}, {".restore", &T_generic_act_restore},
        {".merge", &T_generic_act_merge},   {"act.undo", &T_generic_act_undo},  {"import", &T_generic_act_import},
        {".unmask", &T_generic_act_unmask}, {"demo", &T_generic_act_demo},
    };
    size_t n = strlen(what);
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        size_t ending = strlen(known[i].ending);
        if (n >= ending && strcmp(what + n - ending, known[i].ending) == 0)
            return words(op, known[i].says, kind_label(kind, op->language), NULL, NULL);
    }
    return what;
}

static enum err shown(struct op *op, const struct record *r, const struct field *f, const char **ret_text)
{
    *ret_text = "—";
    if (!r)
        return OK;
    TRY(record_show(op, r, f, ret_text));
    if (!**ret_text)
        *ret_text = "—";
    return OK;
}

/* ---- one version ---- */

static enum err fill_changes(struct op *op, const struct version *v, const struct version *older,
                             struct version_view *view)
{
    const struct kind *kind = v->record->kind;
    struct change_view *changes = arena_array(op->arena, (size_t)kind_field_count(kind) + 1, struct change_view);
    if (!changes)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    for (const struct field *f = kind->fields; f->id && !v->deleted; f++) {
        if (!v->changed[f - kind->fields] || !field_is_shown(f))
            continue;
        struct change_view *c = &changes[view->n_changes];
        c->label = field_label(f, op->language);
        TRY(shown(op, older ? older->record : NULL, f, &c->before));
        TRY(shown(op, v->record, f, &c->after));
        view->n_changes++;
    }
    view->changes = changes;
    return OK;
}

static const char *who_did(struct op *op, const struct version *v)
{
    const char *who = v->by_name && *v->by_name ? v->by_name : text_in(&T_generic_system, op->language);
    if (v->acting_for_name && *v->acting_for_name)
        return words(op, &T_generic_acting_for, who, v->acting_for_name, NULL);
    return who;
}

/* An act over many records: one version back would not undo it. */
static bool writes_many(const char *what)
{
    size_t n = what ? strlen(what) : 0;
    return n && (strcmp(what, "import") == 0 || (n > 6 && strcmp(what + n - 6, ".merge") == 0));
}

struct telling {
    struct request *rq;
    const struct version *list;
    size_t n;
    bool may_change;
    const char *path; /* of the record */
};

static enum err fill_version(const struct telling *t, size_t i, struct version_view *view)
{
    struct op *op = t->rq->op;
    const struct version *v = &t->list[i], *older = i + 1 < t->n ? &t->list[i + 1] : NULL;
    bool newest = v->to_us == INT64_MAX;
    *view = (struct version_view){
        .key = arena_printf(op->arena, "%" PRId64, v->from_us),
        .at_us = v->from_us,
        .who = who_did(op, v),
        .what = act_words(op, t->rq->kind, v->what ? v->what : ""),
        .reason = v->reason,
        .deleted = v->deleted,
        .newest = newest,
        .first = !older,
    };
    if (t->may_change && !newest && !v->deleted)
        view->restore = arena_printf(op->arena, "%s/restore", t->path);
    if (t->may_change && newest && writes_many(v->what))
        view->undo = arena_printf(op->arena, "/acts/%" PRId64 "/undo", v->operation);
    return fill_changes(op, v, older, view);
}

/* ---- two side by side ---- */

static const struct version *version_at(const struct telling *t, const char *key)
{
    int64_t from_us = key ? strtoll(key, NULL, 10) : 0;
    for (size_t i = 0; from_us && i < t->n; i++)
        if (t->list[i].from_us == from_us)
            return &t->list[i];
    return NULL;
}

static enum err compare(const struct telling *t, struct history_view *view)
{
    struct op *op = t->rq->op;
    const struct version *one = version_at(t, request_query(t->rq, "one")),
                         *other = version_at(t, request_query(t->rq, "other"));
    const struct kind *kind = t->rq->kind;
    struct change_view *differences = arena_array(op->arena, (size_t)kind_field_count(kind) + 1, struct change_view);
    if (!one || !other)
        return OK;
    if (!differences)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    if (one->from_us > other->from_us) {
        const struct version *later = one;
        one = other;
        other = later;
    }
    for (const struct field *f = kind->fields; f->id; f++) {
        struct change_view c = {.label = field_label(f, op->language)};
        if (!field_is_shown(f))
            continue;
        TRY(shown(op, one->record, f, &c.before));
        TRY(shown(op, other->record, f, &c.after));
        if (strcmp(c.before, c.after) != 0)
            differences[view->n_differences++] = c;
    }
    view->differences = differences;
    view->compared = true;
    view->one_us = one->from_us;
    view->other_us = other->from_us;
    return OK;
}

/* The two newest are offered first. */
static void tick_two(struct request *rq, struct version_view *versions, size_t n)
{
    const char *one = request_query(rq, "one"), *other = request_query(rq, "other");
    for (size_t i = 0; i < n; i++) {
        versions[i].is_one = one ? strcmp(one, versions[i].key) == 0 : i == 1;
        versions[i].is_other = other ? strcmp(other, versions[i].key) == 0 : i == 0;
    }
}

/* ---- the page ---- */

static enum err fill_history(const struct telling *t, struct history_view *view)
{
    struct op *op = t->rq->op;
    struct version_view *versions = arena_array(op->arena, t->n + 1, struct version_view);
    if (!versions)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t i = 0; i < t->n; i++)
        TRY(fill_version(t, i, &versions[i]));
    tick_two(t->rq, versions, t->n);
    view->versions = versions;
    view->n_versions = t->n;
    view->may_compare = t->n > 1;
    if (t->n == VERSIONS_A_PAGE)
        view->older = arena_printf(op->arena, "%s/history?before=%s", t->path, versions[t->n - 1].key);
    return compare(t, view);
}

enum err history_get(struct request *rq, struct response *rs)
{
    struct op *op = rq->op;
    struct history_view view = {0};
    struct version *list;
    int64_t id, before;
    const char *title;
    struct telling t = {.rq = rq};
    TRY(subject_id(rq, &id));
    TRY(request_int(rq, "before", 0, INT64_MAX, 0, &before));
    TRY(record_history(op, rq->kind, id, before, VERSIONS_A_PAGE, &list, &t.n));
    t.list = list;
    const struct record *newest = list[0].record;
    TRY(subject_title(op, newest, &title));
    TRY(subject_may_change(rq, newest, &t.may_change));
    t.path = record_path(op, rq->kind, id, list[0].deleted ? NULL : newest->code);
    view.path = arena_printf(op->arena, "%s/history", t.path);
    view.record_path = list[0].deleted ? NULL : t.path;
    TRY(fill_history(&t, &view));
    response_crumb(rs, kind_label(rq->kind, op->language), rq->kind->path);
    response_crumb(rs, title, view.record_path);
    response_title(rs, words(op, &T_generic_history_of, title, NULL, NULL));
    record_history_page(response_page(rs), &view);
    return OK;
}

/* ---- going back ---- */

struct restoring {
    const struct kind *kind;
    int64_t id, version_us;
};

static enum err restore(struct op *op, void *arg)
{
    const struct restoring *r = arg;
    return record_restore(op, r->kind, r->id, r->version_us);
}

enum err restore_post(struct request *rq, struct response *rs)
{
    struct restoring r = {.kind = rq->kind};
    struct record *now;
    TRY(subject_id(rq, &r.id));
    TRY(request_int(rq, "version", 1, INT64_MAX, 0, &r.version_us));
    TRY(request_act(rq, arena_printf(rq->op->arena, "%s.restore", rq->kind->id), "", restore, &r, NULL));
    TRY(record_load(rq->op, rq->kind, r.id, &now));
    return response_redirect_saying(rs, subject_path(rq, now), &T_generic_restored, NULL, 0);
}
