/* The pages of an import: choose a file, check how it is read, confirm, undo. */
#include "base/buf.h"
#include "features/import/job.h"
#include "features/import/page.h"
#include "import.pages.h"
#include "import.queries.h"
#include "import.texts.h"
#include "record/access.h"
#include "record/act.h"
#include "web/request.h"
#include "web/response.h"

#include <stdlib.h>
#include <string.h>

enum { DOUBTS_SHOWN_MAX = 200, BACK_SHOWN_MAX = 200, OPTIONS_MAX = 64, FILE_BYTES_MAX = 64 << 20 };

/* ---- choosing a file ---- */

static bool is_offered(const struct request *rq, const struct kind *k)
{
    if (k->flags & (KIND_PLAIN | KIND_HIDDEN))
        return false;
    bool may = false;
    return access_may(rq->op, k->access, ACCESS_WRITE, &may) == OK && may;
}

static enum err fill_kinds(struct request *rq, struct import_start_view *v, const char *chosen)
{
    size_t n = kinds_count(rq->op->kinds);
    struct import_option_view *options = arena_array(rq->op->arena, n + 1, struct import_option_view);
    if (!options)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        const struct kind *k = kinds_at(rq->op->kinds, i);
        if (is_offered(rq, k))
            options[v->n_kinds++] =
                (struct import_option_view){k->id, kind_label(k, rq->op->language), strcmp(k->id, chosen) == 0};
    }
    v->kinds = options;
    return OK;
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
            .state = rows[i].undone      ? &T_imports_state_undone
                     : rows[i].operation ? &T_imports_state_applied
                                         : &T_imports_state_draft,
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

/* ---- checking ---- */

struct checking {
    struct request *rq;
    struct op *op;
    struct import_job job;
    struct import_plan *plan;
    struct import_job_view view;
};

static const char *answer_for(const struct checking *c, int32_t row, const char *field)
{
    for (size_t i = 0; i < c->job.n_answers; i++)
        if (c->job.answers[i].row == row && strcmp(c->job.answers[i].field, field) == 0)
            return c->job.answers[i].typed;
    return "";
}

static const char *chosen_field(const struct import_column *column)
{
    return column->is_code ? "code" : column->field ? column->field->id : "";
}

static enum err fill_options(struct checking *c, const struct import_column *column, struct import_column_view *out)
{
    const struct kind *k = c->job.kind;
    struct import_option_view *options =
        arena_array(c->op->arena, (size_t)kind_field_count(k) + 1, struct import_option_view);
    if (!options)
        return ERR_MEMORY;
    const char *chosen = chosen_field(column);
    if (!(k->flags & KIND_NO_CODE))
        options[out->n_options++] =
            (struct import_option_view){"code", text_in(&T_imports_code_field, c->op->language), column->is_code};
    for (const struct field *f = k->fields; f->id; f++)
        if (!field_is(f, FIELD_DERIVED) && !field_is(f, FIELD_SECRET))
            options[out->n_options++] =
                (struct import_option_view){f->id, field_label(f, c->op->language), strcmp(f->id, chosen) == 0};
    out->options = options;
    return OK;
}

static enum err fill_columns(struct checking *c)
{
    static const struct text *const hows[] = {&T_imports_match_none, &T_imports_match_label, &T_imports_match_synonym,
                                              &T_imports_match_chosen};
    const struct import_reading *r = c->job.reading;
    struct import_column_view *columns = arena_array(c->op->arena, r->n_columns + 1, struct import_column_view);
    if (!columns)
        return ERR_MEMORY;
    for (size_t i = 0; i < r->n_columns; i++) {
        columns[i] = (struct import_column_view){
            .name = arena_printf(c->op->arena, "c.%d", (int)r->columns[i].column),
            .header = r->columns[i].header,
            .how = hows[r->columns[i].match],
            .hidden = r->columns[i].hidden,
            .mapped = *chosen_field(&r->columns[i]) != '\0',
        };
        TRY(fill_options(c, &r->columns[i], &columns[i]));
    }
    c->view.columns = columns;
    c->view.n_columns = r->n_columns;
    return OK;
}

static struct import_option_view option(const char *value, const char *label, const char *answer)
{
    return (struct import_option_view){value, label, strcmp(value, answer) == 0};
}

/* Proposals to click; take or leave out where the row as it stands is in question; else room to type. */
static enum err fill_doubt(struct checking *c, const struct import_doubt *d, struct import_doubt_view *out)
{
    static const struct text *const effects[] = {&T_imports_answer_drop, &T_imports_answer_wait, &T_imports_answer_report};
    const char *field = d->field ? d->field->id : "code", *answer = answer_for(c, d->row, field);
    struct import_option_view *options =
        arena_array(c->op->arena, (size_t)d->n_proposals + 2, struct import_option_view);
    if (!options)
        return ERR_MEMORY;
    *out = (struct import_doubt_view){
        .name = arena_printf(c->op->arena, "a.%d.%s", (int)d->row, field),
        .row = d->row,
        .label = d->field ? field_label(d->field, c->op->language) : text_in(&T_imports_code_field, c->op->language),
        .found = d->found,
        .why = import_doubt_words(c->op->arena, d, c->op->language),
        .effect = effects[d->effect],
        .options = options,
        .waits = d->effect == IMPORT_WAIT,
        .is_text = d->effect != IMPORT_REPORT,
    };
    bool known = false;
    for (int i = 0; i < d->n_proposals; i++) {
        options[out->n_options] = option(d->proposals[i], d->proposals[i], answer);
        known |= options[out->n_options++].chosen;
    }
    const struct import_planned_row *row = NULL;
    for (size_t i = 0; i < c->job.reading->n_rows && !row; i++)
        if (c->job.reading->rows[i].row == d->row)
            row = &c->plan->rows[i];
    bool has_value =
        row && d->field && row->read->values && row->read->values[d->field - c->job.kind->fields].type != VALUE_NULL;
    if (d->effect == IMPORT_WAIT && has_value) {
        options[out->n_options] = option(IMPORT_TAKE, text_in(&T_imports_take, c->op->language), answer);
        known |= options[out->n_options++].chosen;
    }
    out->typed = known || strcmp(answer, IMPORT_SKIP) == 0 ? "" : answer;
    return OK;
}

static enum err fill_doubts(struct checking *c)
{
    const struct import_reading *r = c->job.reading;
    size_t n = r->n_doubts < DOUBTS_SHOWN_MAX ? r->n_doubts : DOUBTS_SHOWN_MAX;
    struct import_doubt_view *doubts = arena_array(c->op->arena, n + 1, struct import_doubt_view);
    if (!doubts)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        TRY(fill_doubt(c, &r->doubts[i], &doubts[i]));
    c->view.doubts = doubts;
    c->view.n_doubts = n;
    c->view.more_doubts = (int64_t)(r->n_doubts - n);
    char more[24];
    snprintf(more, sizeof(more), "%zu", r->n_doubts - n);
    c->view.more_words = text_format(c->op->arena, &T_imports_more_doubts, c->op->language, (const char *[]){more}, 1);
    return OK;
}

static enum err fill_asks(struct checking *c)
{
    const struct import_reading *r = c->job.reading;
    struct import_ask_view *asks = arena_array(c->op->arena, r->n_asks + 1, struct import_ask_view);
    if (!asks)
        return ERR_MEMORY;
    for (size_t i = 0; i < r->n_asks; i++) {
        const struct field *f = r->asks[i];
        const char *answer = answer_for(c, 0, f->id);
        struct import_option_view *options = arena_array(c->op->arena, OPTIONS_MAX, struct import_option_view);
        if (!options)
            return ERR_MEMORY;
        asks[i] = (struct import_ask_view){.name = arena_printf(c->op->arena, "a.0.%s", f->id),
                                           .label = field_label(f, c->op->language),
                                           .typed = answer,
                                           .options = options};
        for (const struct choice *o = f->choices; o && o->id && asks[i].n_options < OPTIONS_MAX; o++)
            options[asks[i].n_options++] = option(o->id, c->op->language == LANGUAGE_EN ? o->en : o->zh, answer);
    }
    c->view.asks = asks;
    c->view.n_asks = r->n_asks;
    return OK;
}

static enum err fill_missing(struct checking *c)
{
    const struct import_plan *p = c->plan;
    struct import_missing_view *missing = arena_array(c->op->arena, p->n_missing + 1, struct import_missing_view);
    if (!missing)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->n_missing; i++) {
        missing[i] = (struct import_missing_view){kind_label(p->missing[i].kind, c->op->language), p->missing[i].name,
                                                  p->missing[i].rows, p->missing[i].can_be_made};
        c->view.may_make |= p->missing[i].can_be_made;
    }
    c->view.missing = missing;
    c->view.n_missing = p->n_missing;
    return OK;
}

static const char *back_words(struct checking *c, const struct import_planned_row *row)
{
    const char *words = row->why_words ? row->why_words : "";
    const struct import_reading *r = c->job.reading;
    for (size_t i = 0; i < r->n_doubts && row->outcome == IMPORT_IS_WAITING; i++)
        if (r->doubts[i].row == row->read->row && r->doubts[i].effect == IMPORT_WAIT)
            words = arena_printf(c->op->arena, "%s%s%s", words, *words ? "；" : "",
                                 import_doubt_words(c->op->arena, &r->doubts[i], c->op->language));
    return words;
}

static enum err fill_back(struct checking *c)
{
    const struct import_reading *r = c->job.reading;
    struct import_back_view *back = arena_array(c->op->arena, BACK_SHOWN_MAX, struct import_back_view);
    if (!back)
        return ERR_MEMORY;
    for (size_t i = 0; i < r->n_rows && c->view.n_back < BACK_SHOWN_MAX; i++) {
        const struct import_planned_row *row = &c->plan->rows[i];
        if (row->outcome == IMPORT_IS_REFUSED || row->outcome == IMPORT_IS_WAITING)
            back[c->view.n_back++] = (struct import_back_view){row->read->row, back_words(c, row)};
    }
    c->view.back = back;
    return OK;
}

static void fill_counts(struct checking *c)
{
    struct import_job_view *v = &c->view;
    const struct import_plan *p = c->plan;
    v->n_new = p->n_new;
    v->n_changed = p->n_changed;
    v->n_unchanged = p->n_unchanged;
    v->n_waiting = p->n_waiting;
    v->n_refused = p->n_refused;
    v->n_ignored = p->n_ignored;
    if (v->applied)
        sscanf(c->job.receipt, "%ld %ld %ld %ld %ld %ld", &v->n_new, &v->n_changed, &v->n_unchanged, &v->n_waiting,
               &v->n_refused, &v->n_ignored);
    v->n_takes = v->n_new + v->n_changed;
    char n[24];
    snprintf(n, sizeof(n), "%lld", (long long)v->n_takes);
    v->apply_label = text_format(c->op->arena, &T_imports_apply_rows, c->op->language, (const char *[]){n}, 1);
}

static void fill_words(struct checking *c)
{
    const struct import_reading *r = c->job.reading;
    char first[16], last[16];
    snprintf(first, sizeof(first), "%d", (int)r->header_first);
    snprintf(last, sizeof(last), "%d", (int)r->header_last);
    bool csv = workbook_format(c->job.workbook) == SHEET_CSV;
    const char *args[] = {csv ? encoding_name(r->encoding) : r->sheet, first, last};
    c->view.words =
        text_format(c->op->arena, csv ? &T_imports_csv_words : &T_imports_sheet_words, c->op->language, args, 3);
    c->view.filename = c->job.filename;
    c->view.kind = kind_label(c->job.kind, c->op->language);
    c->view.kind_path = c->job.kind->path;
    c->view.action = arena_printf(c->op->arena, "/import/job/%lld", (long long)c->job.id);
    c->view.applied = c->job.operation != 0;
    c->view.undone = c->job.undone;
    c->view.make_missing = c->job.decisions.make_missing;
}

static enum err fill_check(struct checking *c)
{
    TRY(import_plan(c->op, c->job.reading, &c->job.decisions, &c->plan));
    fill_words(c);
    fill_counts(c);
    TRY(fill_columns(c));
    TRY(fill_asks(c));
    TRY(fill_missing(c));
    TRY(fill_doubts(c));
    return fill_back(c);
}

static enum err open_job(struct request *rq, struct checking *c)
{
    int64_t id;
    *c = (struct checking){.rq = rq, .op = rq->op};
    TRY(request_parameter_id(rq, "job", &id));
    enum err e = import_job_open(rq->op, id, &c->job);
    if (e != OK)
        import_job_close(&c->job);
    return e;
}

enum err import_job_page(struct request *rq, struct response *rs)
{
    struct checking c;
    TRY(open_job(rq, &c));
    enum err e = fill_check(&c);
    if (e == OK)
        import_check(response_page(rs), &c.view);
    import_job_close(&c.job);
    return e;
}

/* ---- answers ---- */

struct answering {
    int64_t id;
    const char *choices, *answers;
    bool make_missing;
};

/* What the form says of a doubt or an ask: something typed goes before an option clicked. */
static const char *form_answer(const struct request *rq, const char *name, const char *typed_name)
{
    const char *typed = request_form(rq, typed_name), *clicked = request_form(rq, name);
    return typed && *typed ? typed : clicked ? clicked : "";
}

static enum err collect_answers(struct checking *c, struct answering *a)
{
    const struct import_reading *r = c->job.reading;
    struct import_answer *list = arena_array(c->op->arena, r->n_doubts + r->n_asks + 1, struct import_answer);
    size_t n = 0;
    if (!list)
        return ERR_MEMORY;
    for (size_t i = 0; i < r->n_asks + r->n_doubts; i++) {
        bool ask = i < r->n_asks;
        const struct import_doubt *d = ask ? NULL : &r->doubts[i - r->n_asks];
        const char *field = ask ? r->asks[i]->id : d->field ? d->field->id : "code";
        const char *name = arena_printf(c->op->arena, "a.%d.%s", ask ? 0 : (int)d->row, field);
        const char *typed = form_answer(c->rq, name, arena_printf(c->op->arena, "t.%s", name));
        if (*typed)
            list[n++] = (struct import_answer){ask ? 0 : d->row, field, typed};
    }
    a->answers = import_answers_text(c->op->arena, list, n);
    return OK;
}

static enum err collect_choices(struct checking *c, struct answering *a)
{
    const struct import_reading *r = c->job.reading;
    struct import_choice *list = arena_array(c->op->arena, r->n_columns + 1, struct import_choice);
    size_t n = 0;
    if (!list)
        return ERR_MEMORY;
    for (size_t i = 0; i < r->n_columns; i++) {
        const struct import_column *column = &r->columns[i];
        const char *chosen = request_form(c->rq, arena_printf(c->op->arena, "c.%d", (int)column->column));
        bool differs = chosen && strcmp(chosen, chosen_field(column)) != 0;
        if (differs || column->match == IMPORT_MATCH_CHOSEN)
            list[n++] = (struct import_choice){column->header, chosen ? chosen : chosen_field(column)};
    }
    a->choices = import_choices_text(c->op->arena, list, n);
    return OK;
}

static enum err save_answers(struct op *op, void *arg)
{
    const struct answering *a = arg;
    return import_job_answer(op, a->id, op->account, a->choices, a->answers, a->make_missing, NULL);
}

enum err import_job_answers(struct request *rq, struct response *rs)
{
    struct checking c;
    TRY(open_job(rq, &c));
    struct answering a = {.id = c.job.id, .make_missing = request_flag(rq, "make")};
    enum err e = collect_answers(&c, &a);
    if (e == OK)
        e = collect_choices(&c, &a);
    import_job_close(&c.job);
    TRY(e);
    TRY(request_act(rq, "import.answer", "", save_answers, &a, NULL));
    return response_redirect(rs, arena_printf(rq->op->arena, "/import/job/%lld", (long long)a.id));
}

/* ---- applying, undoing ---- */

static enum err apply_job(struct op *op, void *arg)
{
    struct checking *c = arg;
    int64_t operation;
    TRY(import_apply(op, c->job.reading, &c->job.decisions, c->job.filename, &c->plan, &operation));
    const struct import_plan *p = c->plan;
    const char *receipt = arena_printf(op->arena, "%lld %lld %lld %lld %lld %lld", (long long)p->n_new,
                                       (long long)p->n_changed, (long long)p->n_unchanged, (long long)p->n_waiting,
                                       (long long)p->n_refused, (long long)p->n_ignored);
    return import_job_applied(op, c->job.id, op->account, operation, receipt, NULL);
}

enum err import_job_apply(struct request *rq, struct response *rs)
{
    struct checking c;
    TRY(open_job(rq, &c));
    enum err e = c.job.operation ? OK : request_act(rq, "import", c.job.filename, apply_job, &c, NULL);
    import_job_close(&c.job);
    TRY(e);
    return response_redirect(rs, arena_printf(rq->op->arena, "/import/job/%lld", (long long)c.job.id));
}

enum err import_job_rejects(struct request *rq, struct response *rs)
{
    struct checking c;
    struct buf b;
    TRY(open_job(rq, &c));
    buf_init(&b, 0);
    enum err e = import_plan(rq->op, c.job.reading, &c.job.decisions, &c.plan);
    if (e == OK)
        e = import_rejects_csv(rq->op->arena, c.job.workbook, c.plan, rq->op->language, &b);
    if (e == OK)
        response_file(
            rs,
            arena_printf(rq->op->arena, "%s-%s.csv", text_in(&T_imports_rows_back, rq->op->language), c.job.filename),
            "text/csv; charset=utf-8", b.bytes, b.n);
    buf_release(&b);
    import_job_close(&c.job);
    return e;
}

struct undoing {
    int64_t id, operation;
    struct act_obstacle *obstacles;
    size_t n;
};

static enum err undo_job(struct op *op, void *arg)
{
    struct undoing *u = arg;
    TRY(act_undo(op, u->operation, &u->obstacles, &u->n));
    if (u->n) {
        char n[24];
        snprintf(n, sizeof(n), "%zu", u->n);
        return fault(op->fault, ERR_CONFLICT, &T_imports_undo_blocked, n, u->obstacles[0].title);
    }
    return import_job_undone(op, u->id, op->account, NULL);
}

enum err import_job_undo(struct request *rq, struct response *rs)
{
    struct checking c;
    TRY(open_job(rq, &c));
    struct undoing u = {.id = c.job.id, .operation = c.job.operation};
    bool applied = c.job.operation && !c.job.undone;
    import_job_close(&c.job);
    if (applied)
        TRY(request_act(rq, "import.undo", "", undo_job, &u, NULL));
    return response_redirect_saying(rs, arena_printf(rq->op->arena, "/import/job/%lld", (long long)u.id),
                                    &T_imports_undone_said, NULL, 0);
}
