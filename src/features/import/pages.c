/* Choosing a file; its upload. */
#include "features/import/page.h"

#include "features/import/job.h"
#include "import.pages.h"
#include "import.queries.h"
#include "import.texts.h"
#include "record/access.h"
#include "record/act.h"
#include "web/request.h"
#include "web/response.h"

#include <string.h>

static bool is_offered(const struct request *rq, const struct kind *k)
{
    if (k->flags & (KIND_PLAIN | KIND_HIDDEN) || k->access == ACCESS_ATTACHED)
        return false;
    bool may = false;
    return access_may(rq->op, k->access, ACCESS_WRITE, &may) == OK && may;
}

static enum err fill_kinds(struct request *rq, struct import_start_view *v, const char *chosen)
{
    size_t n = kinds_count(rq->op->kinds);
    struct option_view *options = arena_array(rq->op->arena, n + 1, struct option_view);
    if (!options)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        const struct kind *k = kinds_at(rq->op->kinds, i);
        if (is_offered(rq, k))
            options[v->n_kinds++] =
                (struct option_view){k->id, kind_label(k, rq->op->language), strcmp(k->id, chosen) == 0};
    }
    v->kinds = options;
    return OK;
}

static const struct text *state_words(const char *state, bool undone)
{
    static const struct text *const words[IMPORT_STATE_COUNT] = {
        [IMPORT_READING] = &T_imports_state_reading,     [IMPORT_CHECKING] = &T_imports_state_checking,
        [IMPORT_READY] = &T_imports_state_draft,         [IMPORT_APPLYING] = &T_imports_state_applying,
        [IMPORT_APPLIED] = &T_imports_state_applied,     [IMPORT_CANCELLED] = &T_imports_state_cancelled,
        [IMPORT_FAILED] = &T_imports_state_failed,
    };
    for (int i = 0; i < IMPORT_STATE_COUNT && !undone; i++)
        if (strcmp(import_state_ids[i], state) == 0)
            return words[i];
    return &T_imports_state_undone;
}

static enum err fill_recent(struct request *rq, struct import_start_view *v)
{
    struct import_job_list_row *rows;
    size_t n;
    TRY(import_job_list(rq->op, rq->op->account, INT64_MAX, &rows, &n));
    struct import_recent_view *recent = arena_array(rq->op->arena, n + 1, struct import_recent_view);
    if (!recent)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        const struct kind *k = kinds_find(rq->op->kinds, rows[i].kind);
        recent[i] = (struct import_recent_view){
            .path = arena_printf(rq->op->arena, "/import/job/%lld", (long long)rows[i].id),
            .filename = rows[i].filename,
            .kind = k ? kind_label(k, rq->op->language) : rows[i].kind,
            .state = state_words(rows[i].state, rows[i].undone),
            .made_us = rows[i].made_us,
        };
    }
    v->recent = recent;
    v->n_recent = n;
    return OK;
}

enum err import_start_page(struct request *rq, struct response *rs)
{
    struct import_start_view view = {0};
    const char *chosen = request_query(rq, "kind");
    TRY(fill_kinds(rq, &view, chosen ? chosen : "project"));
    TRY(fill_recent(rq, &view));
    import_start(response_page(rs), &view);
    return OK;
}

struct uploading {
    const struct kind *kind;
    const struct upload *file;
    int64_t id;
};

static enum err store_upload(struct op *op, void *arg)
{
    struct uploading *u = arg;
    return import_job_new(op, u->kind, u->file->filename, value_bytes(u->file->bytes, u->file->n_bytes), &u->id);
}

enum err import_upload(struct request *rq, struct response *rs)
{
    struct uploading u = {.file = request_upload(rq, "file")};
    const char *name = request_form(rq, "kind");
    u.kind = name ? kinds_find(rq->op->kinds, name) : NULL;
    if (!u.kind || !is_offered(rq, u.kind))
        return fault(rq->op->fault, ERR_INPUT, &T_imports_choose_kind);
    if (!u.file)
        return fault(rq->op->fault, ERR_INPUT, &T_imports_choose_file);
    TRY(request_act(rq, "import.upload", "", store_upload, &u, NULL));
    return response_redirect(rs, arena_printf(rq->op->arena, "/import/job/%lld", (long long)u.id));
}
