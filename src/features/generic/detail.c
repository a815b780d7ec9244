/* One record's page: what is known, what hangs on it, who changed it last; personal values in clear for a reason. */
#include "features/attachment/attachment.h"
#include "features/generic/children.h"
#include "features/generic/cell.h"
#include "features/generic/facts.h"
#include "features/generic/pages.h"
#include "features/generic/subject.h"
#include "generic.pages.h"
#include "generic.texts.h"
#include "record/access.h"
#include "web/response.h"

#include <inttypes.h>
#include <string.h>

static enum err fill_last_change(struct request *rq, const struct record *r, struct record_view *v)
{
    struct version *versions;
    size_t n;
    v->changed_us = r->changed_us;
    TRY(record_history(rq->op, r->kind, r->id, 0, 1, &versions, &n));
    if (!n)
        return OK;
    v->changed_by = versions[0].by_name;
    if (versions[0].acting_for_name && versions[0].acting_for_name[0])
        v->changed_by = words(rq->op, &T_generic_acting_for, versions[0].by_name, versions[0].acting_for_name, NULL);
    return OK;
}

static enum err fill_owner(struct op *op, const struct record *r, struct record_view *v)
{
    const struct kind *unit = kinds_find(op->kinds, "unit");
    return unit && r->owner ? record_title(op, unit, r->owner, &v->owner) : OK;
}

static enum err fill_rights(struct request *rq, const struct record *r, struct record_view *v)
{
    TRY(subject_may_change(rq, r, &v->may_change));
    return access_may_at(rq->op, r->kind->access, ACCESS_UNMASK, r->at, r->owner, &v->may_unmask);
}

/* "1.4 MB", "38 KB" */
static const char *size_words(struct op *op, int64_t bytes)
{
    if (bytes >= 1024 * 1024)
        return arena_printf(op->arena, "%s MB", scaled_words(op, bytes * 10 / (1024 * 1024), 1));
    return arena_printf(op->arena, "%s KB", number_words(op, (bytes + 1023) / 1024));
}

static bool is_picture(const char *media_type)
{
    static const char *const shown[] = {"image/jpeg", "image/png", "image/gif", "image/webp"};
    for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
        if (strcmp(media_type, shown[i]) == 0)
            return true;
    return false;
}

static enum err fill_files(struct request *rq, const struct record *r, struct record_view *v)
{
    struct op *op = rq->op;
    struct attachment *list;
    TRY(attachments_of(op, r, &list, &v->n_files));
    struct file_view *files = arena_array(op->arena, v->n_files + 1, struct file_view);
    if (!files)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t i = 0; i < v->n_files; i++)
        files[i] = (struct file_view){list[i].id, list[i].name, size_words(op, list[i].size_bytes), list[i].added_us,
                                      is_picture(list[i].media_type)};
    v->files = files;
    return OK;
}

static enum err show(struct request *rq, struct response *rs, struct record *r, struct clear_value clear)
{
    struct op *op = rq->op;
    const char *title;
    struct facts_view *sections;
    struct child_view *children;
    struct record_view v = {
        .path = subject_path(rq, r),
        .kind = kind_label(rq->kind, op->language),
        .code = r->code,
        .rev = arena_printf(op->arena, "%" PRId64, r->rev),
    };
    TRY(subject_title(op, r, &title));
    TRY(fill_last_change(rq, r, &v));
    TRY(fill_owner(op, r, &v));
    TRY(fill_rights(rq, r, &v));
    clear.may = v.may_unmask;
    TRY(facts_fill(op, r, &clear, &sections, &v.n_sections));
    v.sections = sections;
    TRY(facts_band(op, r, &v.band));
    TRY(children_fill(rq, r, &children, &v.n_children));
    v.children = children;
    TRY(fill_files(rq, r, &v));
    v.unmask_path = arena_printf(op->arena, "%s/unmask", v.path);
    if (r->unverified && r->unverified[0])
        v.unverified = words(op, &T_generic_unverified_why, r->unverified, NULL, NULL);
    response_crumb(rs, v.kind, rq->kind->path);
    response_title(rs, title);
    record_page(response_page(rs), &v);
    return OK;
}

enum err detail_get(struct request *rq, struct response *rs)
{
    struct record *r;
    TRY(subject_load(rq, &r));
    return show(rq, rs, r, (struct clear_value){0});
}

/* ---- personal values in clear ---- */

/* Answers the page itself, not a redirect: the value is in this one answer and nowhere else. */
enum err unmask_post(struct request *rq, struct response *rs)
{
    struct record *r;
    const char *name, *reason, *clear;
    TRY(subject_load(rq, &r));
    TRY(request_text(rq, "field", 60, true, &name));
    TRY(request_text(rq, "reason", 200, true, &reason));
    const struct field *f = NULL;
    int i = kind_field_index(rq->kind, name);
    if (i >= 0 && field_is(&rq->kind->fields[i], FIELD_PERSONAL))
        f = &rq->kind->fields[i];
    if (!f)
        return fault(rq->op->fault, ERR_MISSING, &T_generic_missing, kind_label(rq->kind, rq->op->language));
    op_end(rq->op);
    TRY(record_unmask(rq->op, rq->kind, r->id, f->id, reason, &clear));
    TRY(op_begin_read(rq->op));
    return show(rq, rs, r, (struct clear_value){.field = f->id, .text = clear});
}
