#include "features/generic/form.h"

#include "features/generic/sections.h"
#include "features/generic/subject.h"
#include "generic.texts.h"
#include "record/compound.h"
#include "record/typed.h"

#include <inttypes.h>
#include <string.h>

enum { BUTTONS_MAX = 5, EMPTY_ROWS = 1, MORE_ROWS = 3, TEXT_WIDE_FROM = 120 };

/* ---- what stands in a field ---- */

static enum err typed_text(const struct form_filling *from, const struct field *f, const char **ret_text)
{
    const char *typed = from->as_typed ? request_form(from->rq, f->id) : NULL;
    if (typed) {
        *ret_text = typed;
        return OK;
    }
    return record_write_typed(from->rq->op, from->record, f, ret_text);
}

/* Errors come before questions; the first one speaks. */
static const char *error_of(const struct form_filling *from, const struct field *f)
{
    struct op *op = from->rq->op;
    for (size_t i = 0; from->findings && i < from->findings->n; i++) {
        const struct finding *finding = &from->findings->list[i];
        if (finding->severity != FINDING_ERROR || strcmp(finding->field, f->id) != 0)
            continue;
        const char *says = finding_words(op, finding);
        return finding->proposes ? words(op, &T_generic_proposes, says, finding->proposes, NULL) : says;
    }
    return NULL;
}

static const char *hint_of(struct op *op, const struct field *f)
{
    if (f->hint)
        return text_in(f->hint, op->language);
    if (f->type == FIELD_MONEY)
        return text_in(&T_generic_hint_money, op->language);
    if (f->type == FIELD_DATE)
        return text_in(&T_generic_hint_date, op->language);
    if (f->type == FIELD_PERIOD)
        return text_in(&T_generic_hint_period, op->language);
    if (f->type == FIELD_TEXT_LIST || f->type == FIELD_REF_LIST)
        return text_in(&T_generic_hint_list, op->language);
    if (f->example && (f->type == FIELD_TEXT || f->type == FIELD_USCC))
        return words(op, &T_generic_hint_example, f->example, NULL, NULL);
    return NULL;
}

static const char *unit_of(struct op *op, const struct field *f)
{
    if (f->type == FIELD_MONEY)
        return text_in(&T_generic_wan, op->language);
    if (f->type == FIELD_RATIO)
        return "%";
    return op->language == LANGUAGE_EN && f->unit_en ? f->unit_en : f->unit_zh;
}

/* ---- options ---- */

static size_t count_choices(const struct choice *choices)
{
    size_t n = 0;
    while (choices[n].id)
        n++;
    return n;
}

static bool names(struct op *op, const struct field *f, const char *typed, const struct choice *c)
{
    return *typed && choice_read(op->arena, f->choices, typed) == c;
}

/* One of several that are parted by what a list field is written with. */
static bool lists(struct op *op, const struct field *f, const char *typed, const struct choice *c)
{
    static const char *const between[] = {"、", "，", ";", "；", ",", "|"};
    const char *at = typed;
    while (*at) {
        const char *end = at + strlen(at), *next = end;
        for (size_t i = 0; i < sizeof(between) / sizeof(between[0]); i++) {
            const char *found = strstr(at, between[i]);
            if (found && found < end) {
                end = found;
                next = found + strlen(between[i]);
            }
        }
        if (names(op, f, arena_text_n(op->arena, at, (size_t)(end - at)), c))
            return true;
        at = next;
    }
    return false;
}

static const char *ticked(const struct form_filling *from, const struct field *f, const char *text)
{
    const char *const *values;
    const char *list = "";
    size_t n = from->as_typed ? request_form_all(from->rq, f->id, &values) : 0;
    for (size_t i = 0; i < n; i++)
        list = arena_printf(from->rq->op->arena, "%s、%s", list, values[i]);
    return n ? list : text;
}

static void fill_choices(struct op *op, const struct field *f, const char *typed, struct field_view *v)
{
    size_t n = count_choices(f->choices);
    struct option_view *options = arena_array(op->arena, n + 1, struct option_view);
    if (!options)
        return;
    for (size_t i = 0; i < n; i++) {
        const struct choice *c = &f->choices[i];
        bool chosen = f->type == FIELD_ENUM ? names(op, f, typed, c) : lists(op, f, typed, c);
        options[i] = (struct option_view){c->id, choice_label(f->choices, c->id, op->language), chosen};
    }
    v->options = options;
    v->n_options = n;
}

static void fill_yes_no(struct op *op, const char *typed, struct field_view *v)
{
    struct option_view *options = arena_array(op->arena, 2, struct option_view);
    bool yes = false, known = yes_read(typed, &yes) == READING_KNOWN;
    if (!options)
        return;
    const char *yes_word = text_in(&T_generic_yes, op->language), *no_word = text_in(&T_generic_no, op->language);
    options[0] = (struct option_view){yes_word, yes_word, known && yes};
    options[1] = (struct option_view){no_word, no_word, known && !yes};
    v->options = options;
    v->n_options = 2;
}

/* ---- one field ---- */

static enum field_form form_of(const struct field *f)
{
    switch (f->type) {
    case FIELD_LONG_TEXT:
        return FIELD_FORM_AREA;
    case FIELD_ENUM:
        return field_is(f, FIELD_REQUIRED) && count_choices(f->choices) <= BUTTONS_MAX ? FIELD_FORM_BUTTONS
                                                                                       : FIELD_FORM_SELECT;
    case FIELD_BOOL:
        return FIELD_FORM_SELECT;
    case FIELD_ENUM_LIST:
        return FIELD_FORM_CHECKS;
    case FIELD_REF:
        return FIELD_FORM_FIND;
    default:
        return FIELD_FORM_INPUT;
    }
}

static const char *input_type(const struct field *f)
{
    return f->type == FIELD_PHONE ? "tel" : f->type == FIELD_MONTH ? "month" : "text";
}

static const char *source_of(struct op *op, const struct field *f)
{
    const struct kind *target = f->ref ? kinds_find(op->kinds, f->ref) : NULL;
    return kind_has_pages(target) ? arena_printf(op->arena, "%s/find", target->path) : NULL;
}

static bool is_wide(const struct field *f)
{
    return field_is(f, FIELD_FORM_WIDE) || field_is(f, FIELD_TITLE) || f->type == FIELD_LONG_TEXT ||
           f->type == FIELD_ENUM_LIST || (f->type == FIELD_ENUM && form_of(f) == FIELD_FORM_BUTTONS) ||
           (f->type == FIELD_TEXT && f->max > TEXT_WIDE_FROM);
}

/* A control for `typed` under that name: of a field or of a member of its rows. */
static void fill_control(struct op *op, const struct field *f, const char *name, const char *typed,
                         struct field_view *v)
{
    *v = (struct field_view){
        .name = name,
        .label = field_label(f, op->language),
        .form = form_of(f),
        .type = input_type(f),
        .value = typed,
        .unit = unit_of(op, f),
        .autocomplete = "off",
        .source = source_of(op, f),
        .optional = !field_is(f, FIELD_REQUIRED),
        .wide = is_wide(f),
        .max = f->type == FIELD_TEXT || f->type == FIELD_LONG_TEXT ? (int)f->max : 0,
    };
    if (f->type == FIELD_BOOL)
        fill_yes_no(op, typed, v);
    else if (f->choices)
        fill_choices(op, f, typed, v);
}

static enum err fill_field(const struct form_filling *from, const struct field *f, struct field_view *v)
{
    struct op *op = from->rq->op;
    const char *typed;
    TRY(typed_text(from, f, &typed));
    fill_control(op, f, f->id, f->type == FIELD_ENUM_LIST ? ticked(from, f, typed) : typed, v);
    v->hint = hint_of(op, f);
    v->error = error_of(from, f);
    if (from->record->id && field_is(f, FIELD_ONCE)) {
        v->form = FIELD_FORM_SHOWN;
        TRY(record_show(op, from->record, f, &v->value));
    }
    return OK;
}

/* ---- rows ---- */

static size_t rows_typed(const struct form_filling *from, const struct field *f)
{
    size_t n = 0;
    for (size_t row = 0; row < FORM_ROWS_MAX; row++)
        for (const struct field *m = f->rows; m->id; m++) {
            const char *typed = request_form(from->rq, member_name(from->rq->op, f, row, m));
            if (typed && *typed)
                n = row + 1;
        }
    return n;
}

/* One member of one row: as typed, or as stored. */
static enum err member_text(const struct form_filling *from, const struct field *f, size_t row, size_t m,
                            const struct value *stored, const char **ret_text)
{
    struct op *op = from->rq->op;
    struct findings unheard = {0};
    struct typing_desk desk = {op, &references_stored, &typed_by_hand, &unheard, NULL};
    const char *typed = from->as_typed ? request_form(from->rq, member_name(op, f, row, &f->rows[m])) : NULL;
    *ret_text = typed ? typed : "";
    return typed || !stored ? OK : typed_write(&desk, &f->rows[m], stored, ret_text);
}

static enum err fill_row(const struct form_filling *from, const struct field *f, size_t row, const struct value *stored,
                         struct rows_input_row *ret_row)
{
    struct op *op = from->rq->op;
    size_t width = (size_t)compound_member_count(f);
    struct field_view *cells = arena_array(op->arena, width + 1, struct field_view);
    if (!cells)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t m = 0; m < width; m++) {
        const char *typed;
        TRY(member_text(from, f, row, m, stored ? &stored[m] : NULL, &typed));
        fill_control(op, &f->rows[m], member_name(op, f, row, &f->rows[m]), typed, &cells[m]);
        cells[m].optional = true;
        if (cells[m].form == FIELD_FORM_BUTTONS)
            cells[m].form = FIELD_FORM_SELECT;
        else if (cells[m].form == FIELD_FORM_AREA)
            cells[m].form = FIELD_FORM_INPUT;
    }
    ret_row->cells = cells;
    return OK;
}

static enum err fill_heads(struct op *op, const struct field *f, struct rows_input_view *v)
{
    size_t width = (size_t)compound_member_count(f);
    const char **heads = arena_array(op->arena, width + 1, const char *);
    if (!heads)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t m = 0; m < width; m++)
        heads[m] = field_label(&f->rows[m], op->language);
    v->heads = heads;
    v->n_heads = width;
    return OK;
}

static enum err fill_rows(const struct form_filling *from, const struct field *f, struct rows_input_view *v)
{
    struct op *op = from->rq->op;
    struct value *stored = NULL;
    size_t n = 0, n_stored = 0;
    const char *json = record_text(from->record, f->id);
    if (*json && !compound_read_rows(op->arena, f, json, &stored, &n_stored))
        n_stored = 0;
    n = from->as_typed ? rows_typed(from, f) : n_stored;
    n += from->more && strcmp(from->more, f->id) == 0 ? MORE_ROWS : EMPTY_ROWS;
    n = n < FORM_ROWS_MAX ? n : FORM_ROWS_MAX;
    *v = (struct rows_input_view){.name = f->id, .label = field_label(f, op->language), .error = error_of(from, f)};
    v->hint = f->hint ? text_in(f->hint, op->language) : NULL;
    TRY(fill_heads(op, f, v));
    struct rows_input_row *rows = arena_array(op->arena, n + 1, struct rows_input_row);
    if (!rows)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t row = 0; row < n; row++)
        TRY(fill_row(from, f, row, row < n_stored ? stored + row * v->n_heads : NULL, &rows[row]));
    v->rows = rows;
    v->n_rows = n;
    return OK;
}

/* ---- sections ---- */

/* The code of a new record and the official rank: not in the table of fields. */
static size_t fill_implicit(const struct form_filling *from, struct field_view *fields)
{
    struct op *op = from->rq->op;
    const struct record *r = from->record;
    size_t n = 0;
    if (!r->id && kind_is_named_by_code(r->kind))
        fields[n++] = (struct field_view){
            .name = "_code",
            .label = text_in(&T_generic_code, op->language),
            .hint = text_in(&T_generic_hint_code, op->language),
            .type = "text",
            .value = from->as_typed ? request_form(from->rq, "_code") : r->code,
            .autocomplete = "off",
            .optional = true,
            .max = 40,
        };
    if (r->kind->flags & KIND_RANKED)
        fields[n++] = (struct field_view){
            .name = "_rank",
            .label = text_in(&T_generic_rank, op->language),
            .hint = text_in(&T_generic_hint_rank, op->language),
            .type = "text",
            .value = r->rank ? arena_printf(op->arena, "%" PRId64, r->rank) : "",
            .autocomplete = "off",
            .optional = true,
        };
    return n;
}

struct form_sections {
    struct form_section *shown;
    struct section_view *framed; /* the same, as the summary and the contents read them */
};

static enum err fill_section(const struct form_filling *from, const struct field_section *s, bool first,
                             struct form_section *shown, struct section_view *framed)
{
    struct op *op = from->rq->op;
    struct field_view *fields = arena_array(op->arena, s->n + 2, struct field_view);
    struct rows_input_view *rows = NULL;
    size_t n = 0;
    if (!fields)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    if (s->n == 1 && s->fields[0]->type == FIELD_ROWS) {
        rows = arena_one(op->arena, struct rows_input_view);
        if (!rows)
            return fault(op->fault, ERR_MEMORY, &T_generic_memory);
        TRY(fill_rows(from, s->fields[0], rows));
        fields[n++] = (struct field_view){.name = rows->name, .label = rows->label, .error = rows->error};
    }
    for (size_t i = 0; !rows && i < s->n; i++)
        TRY(fill_field(from, s->fields[i], &fields[n++]));
    if (first && !rows)
        n += fill_implicit(from, fields + n);
    *shown = (struct form_section){s->id, s->heading, fields, n, rows};
    *framed = (struct section_view){.id = s->id, .heading = s->heading, .fields = fields, .n_fields = n};
    for (size_t i = 0; i < n; i++)
        framed->errors += fields[i].error != NULL;
    return OK;
}

static enum err fill_sections(const struct form_filling *from, struct record_form_view *form)
{
    struct op *op = from->rq->op;
    struct field_section *sections;
    size_t n;
    TRY(sections_of(op, from->record->kind, field_is_typed, &sections, &n));
    struct form_section *shown = arena_array(op->arena, n + 1, struct form_section);
    struct section_view *framed = arena_array(op->arena, n + 1, struct section_view);
    if (!shown || !framed)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t i = 0; i < n; i++) {
        TRY(fill_section(from, &sections[i], i == 0, &shown[i], &framed[i]));
        form->frame.errors += framed[i].errors;
    }
    form->sections = shown;
    form->frame.sections = framed;
    form->n_sections = form->frame.n_sections = n;
    return OK;
}

/* Questions, and errors that stand at no field of the form. */
static enum err fill_findings(const struct form_filling *from, struct record_form_view *form)
{
    struct op *op = from->rq->op;
    const struct findings *all = from->findings;
    const char **questions = arena_array(op->arena, all->n + 1, const char *);
    if (!questions)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t i = 0; i < all->n; i++) {
        const struct finding *finding = &all->list[i];
        int at = finding->field[0] ? kind_field_index(from->record->kind, finding->field) : -1;
        bool beside = at >= 0 && field_is_typed(&from->record->kind->fields[at]);
        if (finding->severity == FINDING_QUESTION)
            questions[form->n_questions++] = finding_words(op, finding);
        else if (finding->severity == FINDING_ERROR && !beside && !form->failed)
            form->failed = finding_words(op, finding);
    }
    form->questions = questions;
    form->reason = request_form(from->rq, "_reason");
    return OK;
}

enum err form_fill(const struct form_filling *from, struct record_form_view *ret_form)
{
    struct op *op = from->rq->op;
    const struct record *r = from->record;
    *ret_form = (struct record_form_view){0};
    struct form_view *frame = &ret_form->frame;
    const char *path = r->kind->path;
    frame->action = r->id ? subject_path(from->rq, r) : path;
    frame->draft = r->id ? arena_printf(op->arena, "%s:%" PRId64, r->kind->id, r->id)
                         : arena_printf(op->arena, "%s:new", r->kind->id);
    frame->rev = r->id ? arena_printf(op->arena, "%" PRId64, r->rev) : NULL;
    frame->cancel = r->id ? frame->action : path;
    frame->submit = text_in(&T_generic_save, op->language);
    frame->submit_again = r->id ? NULL : text_in(&T_generic_save_again, op->language);
    TRY(fill_sections(from, ret_form));
    return from->findings ? fill_findings(from, ret_form) : OK;
}
