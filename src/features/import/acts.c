/* What is done to an import: answers, confirming, stopping, reading again, undoing; the rows not taken as a file. */
#include "base/buf.h"
#include "base/progress.h"
#include "features/import/head.h"
#include "features/import/job.h"
#include "features/import/spill.h"
#include "import.queries.h"
#include "import.texts.h"
#include "record/act.h"
#include "web/request.h"
#include "web/response.h"

#include <stdlib.h>
#include <string.h>

struct acting {
    struct request *rq;
    struct import_job job;
    const char *choices, *asks;
    bool reads_again;
};

static enum err open_acting(struct request *rq, struct acting *a)
{
    int64_t id;
    *a = (struct acting){.rq = rq};
    TRY(request_parameter_id(rq, "job", &id));
    return import_job_open(rq->op, id, &a->job);
}

static enum err back_to_job(const struct acting *a, struct response *rs)
{
    return response_redirect(rs, arena_printf(a->rq->op->arena, "/import/job/%lld", (long long)a->job.id));
}

/* ---- answers ---- */

/* "a.6.total" → 6, "total"; the row 0 is the sheet as a whole. */
static bool split_name(const char *name, int64_t *ret_line, const char **ret_field)
{
    char *end;
    if (strncmp(name, "a.", 2) != 0)
        return false;
    *ret_line = strtoll(name + 2, &end, 10);
    *ret_field = end + 1;
    return end != name + 2 && *end == '.';
}

static bool is_told_twice(const struct request *rq, const char *name)
{
    const char *typed = request_form(rq, arena_printf(rq->op->arena, "t.%s", name));
    return typed && *typed;
}

static enum err collect_asks(struct acting *a)
{
    const struct pairs *form = &a->rq->form;
    struct import_answer *list = arena_array(a->rq->op->arena, form->n + 1, struct import_answer);
    size_t n = 0;
    if (!list)
        return ERR_MEMORY;
    for (size_t i = 0; i < form->n; i++) {
        int64_t line;
        const char *field;
        if (split_name(form->list[i].name, &line, &field) && line == 0 && *form->list[i].value)
            list[n++] = (struct import_answer){field, form->list[i].value};
    }
    a->asks = import_asks_text(a->rq->op->arena, list, n);
    return OK;
}

static const char *field_of(const struct import_column *column)
{
    return column->is_code ? "code" : column->field ? column->field->id : "";
}

static enum err collect_choices(struct acting *a)
{
    struct op *op = a->rq->op;
    struct import_reading *r;
    bool is_csv;
    size_t n = 0;
    TRY(import_head_read(op, a->job.kind, a->job.head, &r, &is_csv));
    struct import_choice *list = arena_array(op->arena, r->n_columns + 1, struct import_choice);
    if (!list)
        return ERR_MEMORY;
    for (size_t i = 0; i < r->n_columns; i++) {
        const struct import_column *column = &r->columns[i];
        const char *chosen = request_form(a->rq, arena_printf(op->arena, "c.%d", (int)column->column));
        bool differs = chosen && strcmp(chosen, field_of(column)) != 0;
        a->reads_again |= differs;
        if (differs || column->match == IMPORT_MATCH_CHOSEN)
            list[n++] = (struct import_choice){column->header, chosen ? chosen : field_of(column)};
    }
    a->choices = import_choices_text(op->arena, list, n);
    return OK;
}

/* What is typed goes before what is clicked; nothing at all takes an answer back. */
static enum err save_doubts(struct op *op, const struct acting *a)
{
    const struct pairs *form = &a->rq->form;
    for (size_t i = 0; i < form->n; i++) {
        const char *name = form->list[i].name, *field;
        int64_t line;
        bool typed = strncmp(name, "t.", 2) == 0;
        if (!split_name(typed ? name + 2 : name, &line, &field) || line == 0)
            continue;
        if (typed ? !*form->list[i].value && request_form(a->rq, name + 2) : is_told_twice(a->rq, name))
            continue;
        if (kind_field_index(a->job.kind, field) < 0)
            field = "";
        TRY(import_doubt_answer(op, a->job.id, line, field, form->list[i].value, NULL));
    }
    return OK;
}

static bool is_among(const char *const *list, size_t n, const char *text)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i], text) == 0)
            return true;
    return false;
}

static enum err save_makes(struct op *op, const struct acting *a)
{
    const char *const *shown, *const *made;
    size_t n_shown = request_form_all(a->rq, "shown", &shown), n_made = request_form_all(a->rq, "make", &made);
    for (size_t i = 0; i < n_shown; i++) {
        const char *colon = strchr(shown[i], ':');
        if (!colon)
            continue;
        const char *kind = arena_text_n(op->arena, shown[i], (size_t)(colon - shown[i]));
        TRY(import_missing_decide(op, a->job.id, kind, colon + 1, is_among(made, n_made, shown[i]), NULL));
    }
    return OK;
}

static enum err read_again(struct op *op, void *arg)
{
    const struct acting *a = arg;
    int64_t changed;
    TRY(import_job_again(op, a->job.id, a->choices, &changed));
    if (!changed)
        return OK;
    TRY(import_pieces_drop(op, a->job.id, NULL));
    return import_back_drop(op, a->job.id, NULL);
}

static enum err save_answers(struct op *op, void *arg)
{
    struct acting *a = arg;
    int64_t changed;
    TRY(import_job_answered(op, a->job.id, a->asks, &changed));
    if (!changed)
        return fault(op->fault, ERR_CONFLICT, &T_imports_not_now);
    TRY(save_doubts(op, a));
    TRY(save_makes(op, a));
    if (!a->reads_again)
        return OK;
    TRY(import_job_state(op, a->job.id, import_state_ids[IMPORT_CHECKING], import_state_ids[IMPORT_READY], NULL));
    return read_again(op, a);
}

enum err import_job_answers(struct request *rq, struct response *rs)
{
    struct acting a;
    TRY(open_acting(rq, &a));
    TRY(collect_asks(&a));
    TRY(collect_choices(&a));
    TRY(request_act(rq, "import.answer", "", save_answers, &a, NULL));
    return back_to_job(&a, rs);
}

enum err import_job_again_page(struct request *rq, struct response *rs)
{
    struct acting a;
    TRY(open_acting(rq, &a));
    a.choices = import_choices_text(rq->op->arena, a.job.choices, a.job.n_choices);
    TRY(request_act(rq, "import.again", "", read_again, &a, NULL));
    return back_to_job(&a, rs);
}

/* ---- confirming and stopping ---- */

static enum err confirm(struct op *op, void *arg)
{
    const struct acting *a = arg;
    return import_job_state(op, a->job.id, import_state_ids[IMPORT_READY], import_state_ids[IMPORT_APPLYING], NULL);
}

enum err import_job_apply(struct request *rq, struct response *rs)
{
    struct acting a;
    TRY(open_acting(rq, &a));
    TRY(request_act(rq, "import.confirm", "", confirm, &a, NULL));
    return back_to_job(&a, rs);
}

static enum err cancel(struct op *op, void *arg)
{
    const struct acting *a = arg;
    int64_t changed;
    TRY(import_job_cancel(op, a->job.id, &changed));
    return changed ? import_pieces_drop(op, a->job.id, NULL) : OK;
}

/* What is being written is told to stop first: it holds what the cancelling waits for. */
enum err import_job_stop(struct request *rq, struct response *rs)
{
    struct acting a;
    TRY(open_acting(rq, &a));
    progress_stop(rq->op->progress, a.job.id);
    TRY(request_act(rq, "import.cancel", "", cancel, &a, NULL));
    return back_to_job(&a, rs);
}

/* ---- the rows not taken ---- */

static enum err read_back(struct op *op, int64_t job, struct import_back **ret_back, size_t *ret_n)
{
    struct import_back_page_row *rows;
    size_t n;
    *ret_n = 0;
    TRY(import_back_page(op, job, 0, INT32_MAX, &rows, &n));
    *ret_back = arena_array(op->arena, n + 1, struct import_back);
    if (!*ret_back)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        if (rows[i].outcome != IMPORT_IS_IGNORED)
            (*ret_back)[(*ret_n)++] = (struct import_back){
                (int32_t)rows[i].line, op->language == LANGUAGE_EN ? rows[i].says_en : rows[i].says_zh};
    return OK;
}

static enum err write_back(struct acting *a, struct workbook *w, struct buf *out)
{
    struct op *op = a->rq->op;
    struct import_reading *r;
    struct import_back *back;
    size_t n;
    bool is_csv;
    TRY(import_head_read(op, a->job.kind, a->job.head, &r, &is_csv));
    TRY(read_back(op, a->job.id, &back, &n));
    const struct import_sheet sheet = {r->sheet_index, r->columns, r->n_columns};
    return import_rejects_csv(w, &sheet, back, n, op->language, out);
}

enum err import_job_rejects(struct request *rq, struct response *rs)
{
    struct acting a;
    struct import_file_get_row file;
    struct workbook *w WORKBOOK_SCOPED = NULL;
    struct buf b;
    bool found;
    TRY(open_acting(rq, &a));
    TRY(import_file_get(rq->op, a.job.id, &file, &found));
    if (!found)
        return fault(rq->op->fault, ERR_MISSING, &T_imports_no_such_job);
    TRY(workbook_open_bytes(rq->op->arena, rq->op->fault, file.bytes.text, file.bytes.n_bytes, NULL, &w));
    buf_init(&b, 0);
    enum err e = write_back(&a, w, &b);
    if (e == OK)
        response_file(
            rs, arena_printf(rq->op->arena, "%s-%s.csv", text_in(&T_imports_rows_back, rq->op->language), a.job.filename),
            "text/csv; charset=utf-8", b.bytes, b.n);
    buf_release(&b);
    return e;
}

/* ---- undoing ---- */

static enum err undo(struct op *op, void *arg)
{
    const struct acting *a = arg;
    struct act_obstacle *obstacles;
    size_t n;
    TRY(act_undo(op, a->job.operation, &obstacles, &n));
    if (n)
        return fault(op->fault, ERR_CONFLICT, &T_imports_undo_blocked, arena_printf(op->arena, "%zu", n),
                     obstacles[0].kind ? obstacles[0].title : text_in(&T_imports_unseen, op->language));
    return import_job_undone(op, a->job.id, NULL);
}

enum err import_job_undo(struct request *rq, struct response *rs)
{
    struct acting a;
    TRY(open_acting(rq, &a));
    if (a.job.operation && !a.job.undone)
        TRY(request_act(rq, "import.undo", "", undo, &a, NULL));
    return response_redirect_saying(rs, arena_printf(rq->op->arena, "/import/job/%lld", (long long)a.job.id),
                                    &T_imports_undone_said, NULL, 0);
}
