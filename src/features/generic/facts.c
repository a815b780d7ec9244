#include "features/generic/facts.h"

#include "base/money.h"
#include "features/generic/cell.h"
#include "features/generic/generic.h"
#include "features/generic/sections.h"
#include "features/generic/subject.h"
#include "generic.texts.h"
#include "record/compound.h"
#include "record/typed.h"

#include <string.h>

enum { BAND_FIGURES = 4 };

static const struct value *value_of(const struct record *r, const struct field *f)
{
    return &r->values[f - r->kind->fields];
}

static bool is_absent(const struct value *v)
{
    return v->type == VALUE_NULL || (v->type == VALUE_TEXT && !v->n_bytes);
}

/* ---- references ---- */

/* One that may not be seen is not there. */
static enum err add_link(struct op *op, const struct kind *target, int64_t id, struct fact_view *fact,
                         struct link_view *links)
{
    struct referent named;
    TRY(references_stored.name(references_stored.context, op, target->id, id, &named));
    if (named.id)
        links[fact->n_links++] = (struct link_view){
            .label = named.title && named.title[0] ? named.title : named.code,
            .path = record_path(op, target, id, named.code),
        };
    return OK;
}

static void say_missing(struct op *op, struct fact_view *fact)
{
    fact->form = FACT_MISSING;
    fact->shown = text_in(&T_generic_not_filled, op->language);
}

static enum err fill_links(struct op *op, const struct field *f, const struct value *v, struct fact_view *fact)
{
    const struct kind *target = kinds_find(op->kinds, f->ref);
    struct value one = *v, *ids = &one;
    size_t n = 1;
    if (f->type == FIELD_REF_LIST && !compound_read_list(op->arena, v->text, &ids, &n))
        return OK;
    struct link_view *links = arena_array(op->arena, n + 1, struct link_view);
    if (!links)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t i = 0; i < n; i++)
        TRY(add_link(op, target, ids[i].integer, fact, links));
    fact->form = FACT_LINKS;
    fact->links = links;
    if (!fact->n_links)
        say_missing(op, fact);
    return OK;
}

/* ---- one fact ---- */

static enum err fill_fact(struct op *op, const struct record *r, const struct field *f, const struct clear_value *clear,
                          struct fact_view *fact)
{
    const struct value *v = value_of(r, f);
    *fact = (struct fact_view){.label = field_label(f, op->language), .wide = f->type == FIELD_LONG_TEXT};
    if (is_absent(v)) {
        say_missing(op, fact);
        return OK;
    }
    if (f->type == FIELD_REF || f->type == FIELD_REF_LIST)
        return fill_links(op, f, v, fact);
    fact->form = f->type == FIELD_LONG_TEXT ? FACT_LONG : FACT_TEXT;
    if (clear->field && strcmp(clear->field, f->id) == 0) {
        fact->shown = clear->text;
        fact->clear = true;
        return OK;
    }
    if (field_is(f, FIELD_PERSONAL) && clear->may && !op->as_of_us)
        fact->unmask = f->id;
    return record_show(op, r, f, &fact->shown);
}

/* ---- tables of rows ---- */

static bool is_figure(const struct field *f)
{
    return f->type == FIELD_MONEY || f->type == FIELD_NUMBER || f->type == FIELD_INT || f->type == FIELD_RATIO;
}

static enum err fill_heads(struct op *op, const struct field *f, struct facts_view *s)
{
    size_t n = (size_t)compound_member_count(f);
    struct small_cell_view *heads = arena_array(op->arena, n + 1, struct small_cell_view);
    if (!heads)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t i = 0; i < n; i++)
        heads[i] = (struct small_cell_view){field_label(&f->rows[i], op->language), is_figure(&f->rows[i])};
    s->heads = heads;
    s->n_heads = n;
    return OK;
}

static enum err fill_cells(const struct typing_desk *d, const struct field *f, const struct value *values,
                           struct small_row_view *ret_row)
{
    size_t n = (size_t)compound_member_count(f);
    struct small_cell_view *cells = arena_array(d->op->arena, n + 1, struct small_cell_view);
    if (!cells)
        return fault(d->op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t i = 0; i < n; i++) {
        cells[i].number = is_figure(&f->rows[i]);
        TRY(typed_show(d, &f->rows[i], &values[i], &cells[i].shown));
    }
    ret_row->cells = cells;
    return OK;
}

static enum err fill_rows(struct op *op, const struct record *r, const struct field *f, struct facts_view *s)
{
    const struct value *v = value_of(r, f);
    struct findings findings = {0};
    struct typing_desk desk = {op, &references_stored, &typed_by_hand, &findings, NULL};
    struct value *values;
    size_t n;
    TRY(fill_heads(op, f, s));
    if (is_absent(v) || !compound_read_rows(op->arena, f, v->text, &values, &n))
        return OK;
    struct small_row_view *rows = arena_array(op->arena, n + 1, struct small_row_view);
    if (!rows)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t i = 0; i < n; i++)
        TRY(fill_cells(&desk, f, values + i * s->n_heads, &rows[i]));
    s->rows = rows;
    s->n_rows = n;
    return OK;
}

/* ---- sections ---- */

static enum err fill_section(struct op *op, const struct record *r, const struct field_section *from,
                             const struct clear_value *clear, struct facts_view *to)
{
    to->heading = from->heading;
    if (from->n == 1 && from->fields[0]->type == FIELD_ROWS)
        return fill_rows(op, r, from->fields[0], to);
    struct fact_view *facts = arena_array(op->arena, from->n, struct fact_view);
    if (!facts)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t i = 0; i < from->n; i++)
        if (!field_is(from->fields[i], FIELD_TITLE)) /* stands above the page */
            TRY(fill_fact(op, r, from->fields[i], clear, &facts[to->n_facts++]));
    to->facts = facts;
    return OK;
}

enum err facts_fill(struct op *op, const struct record *r, const struct clear_value *clear,
                    struct facts_view **ret_list, size_t *ret_n)
{
    struct field_section *sections;
    size_t n;
    TRY(sections_of(op, r->kind, field_is_shown, &sections, &n));
    *ret_list = arena_array(op->arena, n + 1, struct facts_view);
    if (!*ret_list)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t i = 0; i < n; i++)
        TRY(fill_section(op, r, &sections[i], clear, &(*ret_list)[i]));
    *ret_n = n;
    return OK;
}

/* ---- the band ---- */

static struct figure_view figure_of(struct op *op, const struct field *f, const struct value *v)
{
    bool english = op->language == LANGUAGE_EN;
    struct figure_view figure = {.label = field_label(f, op->language)};
    if (f->type == FIELD_MONEY) {
        struct money_text m = money_show(v->integer);
        figure.figure = arena_text(op->arena, m.figure);
        figure.unit = english ? m.unit_en : m.unit_zh;
    } else {
        figure.figure = scaled_words(op, v->integer, f->decimals);
        figure.unit = english && f->unit_en ? f->unit_en : f->unit_zh;
    }
    return figure;
}

enum err facts_band(struct op *op, const struct record *r, struct band_view *ret_band)
{
    struct figure_view *figures = arena_array(op->arena, BAND_FIGURES, struct figure_view);
    size_t n = 0;
    bool money = false;
    if (!figures)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    for (const struct field *f = r->kind->fields; f->id && n < BAND_FIGURES; f++) {
        bool large = f->type == FIELD_MONEY || (f->type == FIELD_NUMBER && f->unit_zh);
        if (!large || value_of(r, f)->type != VALUE_INT)
            continue;
        figures[n++] = figure_of(op, f, value_of(r, f));
        money |= f->type == FIELD_MONEY;
    }
    *ret_band = (struct band_view){figures, money && n > 1 ? n : 0};
    return OK;
}
