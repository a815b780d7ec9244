/* The page of one import: how far it is, what it asks, what it would do, what it did. */
#include "features/import/page.h"

#include "base/progress.h"
#include "features/import/head.h"
#include "features/import/job.h"
#include "features/import/preview.h"
#include "import.pages.h"
#include "import.queries.h"
#include "import.texts.h"
#include "web/request.h"
#include "web/response.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DOUBTS_SHOWN = 50, BACK_SHOWN = 50, OPTIONS_MAX = 64, PROPOSALS_MAX = 12 };

struct showing {
    struct request *rq;
    struct op *op;
    struct import_job job;
    struct import_reading *head;
    bool is_csv;
    struct import_job_view view;
};

static const char *label_of(const struct showing *s, const char *field)
{
    int i = kind_field_index(s->job.kind, field);
    return i < 0 ? text_in(&T_imports_code_field, s->op->language)
                 : field_label(&s->job.kind->fields[i], s->op->language);
}

static const char *words(const struct showing *s, const struct text *t, int64_t one, int64_t two)
{
    char numbers[2][24];
    snprintf(numbers[0], sizeof(numbers[0]), "%lld", (long long)one);
    snprintf(numbers[1], sizeof(numbers[1]), "%lld", (long long)two);
    return text_format(s->op->arena, t, s->op->language, (const char *[]){numbers[0], numbers[1]}, 2);
}

/* ---- columns ---- */

static const char *chosen_field(const struct import_column *column)
{
    return column->is_code ? "code" : column->field ? column->field->id : "";
}

static enum err fill_options(struct showing *s, const struct import_column *column, struct import_column_view *out)
{
    const struct kind *k = s->job.kind;
    struct option_view *options = arena_array(s->op->arena, (size_t)kind_field_count(k) + 1, struct option_view);
    if (!options)
        return ERR_MEMORY;
    const char *chosen = chosen_field(column);
    if (!(k->flags & KIND_NO_CODE))
        options[out->n_options++] =
            (struct option_view){"code", text_in(&T_imports_code_field, s->op->language), column->is_code};
    for (const struct field *f = k->fields; f->id; f++)
        if (!field_is(f, FIELD_DERIVED) && !field_is(f, FIELD_SECRET))
            options[out->n_options++] =
                (struct option_view){f->id, field_label(f, s->op->language), strcmp(f->id, chosen) == 0};
    out->options = options;
    return OK;
}

static enum err fill_columns(struct showing *s)
{
    static const struct text *const hows[] = {&T_imports_match_none, &T_imports_match_label, &T_imports_match_synonym,
                                              &T_imports_match_chosen};
    const struct import_reading *r = s->head;
    struct import_column_view *columns = arena_array(s->op->arena, r->n_columns + 1, struct import_column_view);
    if (!columns)
        return ERR_MEMORY;
    for (size_t i = 0; i < r->n_columns; i++) {
        columns[i] = (struct import_column_view){
            .name = arena_printf(s->op->arena, "c.%d", (int)r->columns[i].column),
            .header = r->columns[i].header,
            .how = hows[r->columns[i].match],
            .hidden = r->columns[i].hidden,
            .mapped = *chosen_field(&r->columns[i]) != '\0',
        };
        TRY(fill_options(s, &r->columns[i], &columns[i]));
    }
    s->view.columns = columns;
    s->view.n_columns = r->n_columns;
    return OK;
}

/* ---- what is asked once ---- */

static const char *asked(const struct showing *s, const char *field)
{
    for (size_t i = 0; i < s->job.n_asks; i++)
        if (strcmp(s->job.asks[i].field, field) == 0)
            return s->job.asks[i].typed;
    return "";
}

/* name: "action", or "enterprise.region". */
static enum err fill_ask(struct showing *s, const struct field *f, const char *name, const char *label,
                         struct import_ask_view *out)
{
    const char *answer = asked(s, name);
    struct option_view *options = arena_array(s->op->arena, OPTIONS_MAX, struct option_view);
    if (!options)
        return ERR_MEMORY;
    *out = (struct import_ask_view){.name = arena_printf(s->op->arena, "a.0.%s", name),
                                    .label = label,
                                    .typed = answer,
                                    .options = options};
    for (const struct choice *o = f->choices; o && o->id && out->n_options < OPTIONS_MAX; o++)
        options[out->n_options++] =
            (struct option_view){o->id, s->op->language == LANGUAGE_EN ? o->en : o->zh, strcmp(o->id, answer) == 0};
    return OK;
}

static enum err fill_asks(struct showing *s)
{
    const struct import_reading *r = s->head;
    struct import_ask_view *asks = arena_array(s->op->arena, r->n_asks + 1, struct import_ask_view);
    if (!asks)
        return ERR_MEMORY;
    for (size_t i = 0; i < r->n_asks; i++)
        TRY(fill_ask(s, r->asks[i], r->asks[i]->id, field_label(r->asks[i], s->op->language), &asks[i]));
    s->view.asks = asks;
    s->view.n_asks = r->n_asks;
    return OK;
}

/* ---- what is not there ---- */

static enum err fill_needs(struct showing *s, const struct kind *kind)
{
    const struct field **fields;
    size_t n;
    TRY(import_needs(s->op, kind, &fields, &n));
    struct import_ask_view *needs = arena_array(s->op->arena, s->view.n_needs + n + 1, struct import_ask_view);
    if (!needs)
        return ERR_MEMORY;
    if (s->view.n_needs)
        memcpy(needs, s->view.needs, s->view.n_needs * sizeof(*needs));
    for (size_t i = 0; i < n; i++) {
        const char *name = arena_printf(s->op->arena, "%s.%s", kind->id, fields[i]->id);
        const char *label = arena_printf(s->op->arena, "%s · %s", kind_label(kind, s->op->language),
                                         field_label(fields[i], s->op->language));
        TRY(fill_ask(s, fields[i], name, label, &needs[s->view.n_needs++]));
    }
    s->view.needs = needs;
    return OK;
}

static enum err fill_missing(struct showing *s)
{
    struct import_missing_all_row *rows;
    size_t n;
    const struct kind *kind = NULL;
    bool may = false;
    TRY(import_missing_all(s->op, s->job.id, &rows, &n));
    struct import_missing_view *missing = arena_array(s->op->arena, n + 1, struct import_missing_view);
    if (!missing)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        bool same = kind && strcmp(kind->id, rows[i].kind) == 0;
        if (!same)
            kind = kinds_find(s->op->kinds, rows[i].kind);
        if (!kind)
            continue;
        if (!same)
            TRY(import_may_make(s->op, kind, &may));
        if (!same && may)
            TRY(fill_needs(s, kind));
        missing[s->view.n_missing++] = (struct import_missing_view){
            .kind = kind_label(kind, s->op->language),
            .name = rows[i].name,
            .value = arena_printf(s->op->arena, "%s:%s", kind->id, rows[i].name),
            .rows = rows[i].uses,
            .can_be_made = may,
            .made = rows[i].made,
        };
    }
    s->view.missing = missing;
    return OK;
}

/* ---- doubts ---- */

static void add_option(struct import_doubt_view *d, struct option_view *options, const char *value, const char *label,
                       const char *answer, bool *ret_known)
{
    bool chosen = strcmp(value, answer) == 0;
    *ret_known |= chosen;
    options[d->n_options++] = (struct option_view){value, label, chosen};
}

/* Proposals to click; take where the row as it stands is in question; else room to type. */
static enum err fill_doubt(struct showing *s, const struct import_doubts_page_row *row, struct import_doubt_view *out)
{
    static const struct text *const effects[] = {&T_imports_answer_drop, &T_imports_answer_wait,
                                                 &T_imports_answer_report};
    struct arena *a = s->op->arena;
    struct option_view *options = arena_array(a, PROPOSALS_MAX + 1, struct option_view);
    bool known = false;
    if (!options)
        return ERR_MEMORY;
    *out = (struct import_doubt_view){
        .name = arena_printf(a, "a.%lld.%s", (long long)row->line, *row->field ? row->field : "code"),
        .row = (int32_t)row->line,
        .label = label_of(s, row->field),
        .found = row->found,
        .why = s->op->language == LANGUAGE_EN ? row->says_en : row->says_zh,
        .effect = effects[row->effect <= IMPORT_REPORT ? row->effect : IMPORT_REPORT],
        .options = options,
        .waits = row->effect == IMPORT_WAIT,
        .is_text = row->effect != IMPORT_REPORT,
    };
    for (const char *at = row->proposals; *at && out->n_options < PROPOSALS_MAX;) {
        size_t n = strcspn(at, "\n");
        const char *proposal = arena_text_n(a, at, n);
        add_option(out, options, proposal, proposal, row->answer, &known);
        at += n + (at[n] == '\n');
    }
    if (row->effect == IMPORT_WAIT && row->has_value)
        add_option(out, options, IMPORT_TAKE, text_in(&T_imports_take, s->op->language), row->answer, &known);
    if (row->effect == IMPORT_WAIT)
        add_option(out, options, IMPORT_SKIP, text_in(&T_imports_skip, s->op->language), row->answer, &known);
    out->typed = known ? "" : row->answer;
    return OK;
}

static enum err fill_doubts(struct showing *s)
{
    struct import_doubts_page_row *rows;
    struct import_doubts_count_row count;
    size_t n;
    bool found;
    const char *after = request_query(s->rq, "doubts");
    const char *dot = after ? strchr(after, '.') : NULL;
    TRY(import_doubts_count(s->op, s->job.id, s->job.round, &count, &found));
    TRY(import_doubts_page(s->op, s->job.id, s->job.round, after ? strtoll(after, NULL, 10) : 0, dot ? dot + 1 : "", 0,
                           DOUBTS_SHOWN + 1, &rows, &n));
    struct import_doubt_view *doubts = arena_array(s->op->arena, n + 1, struct import_doubt_view);
    if (!doubts)
        return ERR_MEMORY;
    if (n > DOUBTS_SHOWN) {
        n = DOUBTS_SHOWN;
        s->view.next_doubts = arena_printf(s->op->arena, "%s?doubts=%lld.%s#doubts", s->view.action,
                                           (long long)rows[n - 1].line, rows[n - 1].field);
    }
    for (size_t i = 0; i < n; i++)
        TRY(fill_doubt(s, &rows[i], &doubts[i]));
    s->view.doubts = doubts;
    s->view.n_doubts = n;
    s->view.all_doubts = count.all_n;
    s->view.open_doubts = count.open_n;
    return OK;
}

/* ---- rows that are not taken ---- */

const struct text *import_outcome_words(int64_t outcome)
{
    static const struct text *const outcomes[IMPORT_OUTCOME_COUNT] = {
        &T_imports_new,     &T_imports_changed, &T_imports_unchanged,
        &T_imports_waiting, &T_imports_refused, &T_imports_ignored,
    };
    return outcomes[outcome >= 0 && outcome < IMPORT_OUTCOME_COUNT ? outcome : IMPORT_IS_IGNORED];
}

static enum err fill_back(struct showing *s)
{
    struct import_back_page_row *rows;
    struct import_back_count_row count;
    size_t n;
    bool found;
    const char *after = request_query(s->rq, "back");
    TRY(import_back_count(s->op, s->job.id, &count, &found));
    TRY(import_back_page(s->op, s->job.id, after ? strtoll(after, NULL, 10) : 0, BACK_SHOWN + 1, &rows, &n));
    struct import_back_view *back = arena_array(s->op->arena, n + 1, struct import_back_view);
    if (!back)
        return ERR_MEMORY;
    if (n > BACK_SHOWN) {
        n = BACK_SHOWN;
        s->view.next_back =
            arena_printf(s->op->arena, "%s?back=%lld#back", s->view.action, (long long)rows[n - 1].line);
    }
    for (size_t i = 0; i < n; i++)
        back[i] = (struct import_back_view){(int32_t)rows[i].line, import_outcome_words(rows[i].outcome),
                                            s->op->language == LANGUAGE_EN ? rows[i].says_en : rows[i].says_zh};
    s->view.back = back;
    s->view.n_back = n;
    s->view.all_back = count.all_n;
    return OK;
}

/* ---- how far it is ---- */

static void fill_work(struct showing *s)
{
    struct import_job *j = &s->job;
    struct long_work_view *w = &s->view.work;
    int64_t done = j->done;
    w->stop = arena_printf(s->op->arena, "%s/cancel", s->view.action);
    switch (j->state) {
    case IMPORT_READING:
        w->heading = text_in(&T_imports_reading, s->op->language);
        w->words = words(s, &T_imports_reading_words, j->lines, 0);
        break;
    case IMPORT_CHECKING:
        w->heading = text_in(&T_imports_checking, s->op->language);
        w->words = words(s, &T_imports_checking_words, done, j->lines);
        w->full = j->lines;
        break;
    default:
        if (!progress_look(s->op->progress, j->id, &done))
            done = 0;
        w->heading = text_in(&T_imports_applying, s->op->language);
        w->words = words(s, &T_imports_applying_words, done, j->lines);
        w->full = j->lines;
    }
    w->done = done;
}

static void fill_counts(struct showing *s)
{
    struct import_job_view *v = &s->view;
    const int64_t *n = s->job.outcomes;
    v->n_new = n[IMPORT_IS_NEW];
    v->n_changed = n[IMPORT_IS_CHANGED];
    v->n_unchanged = n[IMPORT_IS_UNCHANGED];
    v->n_waiting = n[IMPORT_IS_WAITING];
    v->n_refused = n[IMPORT_IS_REFUSED];
    v->n_ignored = n[IMPORT_IS_IGNORED];
    v->n_takes = v->n_new + v->n_changed;
    v->apply_label = words(s, &T_imports_apply_rows, v->n_takes, 0);
}

static void fill_words(struct showing *s)
{
    const struct import_job *j = &s->job;
    const struct import_reading *r = s->head;
    struct import_job_view *v = &s->view;
    char first[16], last[16];
    snprintf(first, sizeof(first), "%d", (int)r->header_first);
    snprintf(last, sizeof(last), "%d", (int)r->header_last);
    const char *args[] = {s->is_csv ? encoding_name(r->encoding) : r->sheet, first, last};
    if (r->header_first)
        v->words = text_format(s->op->arena, s->is_csv ? &T_imports_csv_words : &T_imports_sheet_words,
                               s->op->language, args, 3);
    v->filename = j->filename;
    v->kind = kind_label(j->kind, s->op->language);
    v->kind_path = j->kind->path;
    v->action = arena_printf(s->op->arena, "/import/job/%lld", (long long)j->id);
    v->at_work = import_job_is_at_work(j);
    v->ready = j->state == IMPORT_READY;
    v->applied = j->state == IMPORT_APPLIED;
    v->cancelled = j->state == IMPORT_CANCELLED;
    v->undone = j->undone;
    if (j->state == IMPORT_FAILED)
        v->failure = j->failure[s->op->language];
    v->can_read_again = j->state == IMPORT_FAILED;
    if (j->restarts)
        v->restarted = words(s, j->state == IMPORT_APPLYING ? &T_imports_restarted_applying : &T_imports_restarted,
                             j->restarts, 0);
}

static enum err fill(struct showing *s)
{
    TRY(import_head_read(s->op, s->job.kind, s->job.head, &s->head, &s->is_csv));
    fill_words(s);
    fill_counts(s);
    if (s->view.at_work)
        fill_work(s);
    if (s->view.ready) {
        TRY(fill_columns(s));
        TRY(fill_asks(s));
        TRY(fill_missing(s));
        TRY(fill_doubts(s));
    }
    if (!s->view.ready && !s->view.applied)
        return OK;
    TRY(fill_back(s));
    return s->view.ready ? import_preview(s->rq, &s->job, s->head, &s->view) : OK;
}

enum err import_job_page(struct request *rq, struct response *rs)
{
    struct showing s = {.rq = rq, .op = rq->op};
    int64_t id;
    TRY(request_parameter_id(rq, "job", &id));
    TRY(import_job_open(rq->op, id, &s.job));
    TRY(fill(&s));
    if (s.view.at_work)
        response_header(rs, "Refresh", "1"); /* without a script */
    import_check(response_page(rs), &s.view);
    return OK;
}
