#include "features/generic/cell.h"

#include "base/money.h"
#include "generic.texts.h"

#include <inttypes.h>

static bool is_number(const struct field *f)
{
    switch ((int)f->type) {
    case FIELD_INT:
    case FIELD_NUMBER:
    case FIELD_MONEY:
    case FIELD_RATIO:
        return true;
    default:
        return false;
    }
}

static bool reaches_yi(const struct list_page *page, size_t column)
{
    for (size_t i = 0; i < page->n; i++) {
        const struct value *v = &page->rows[i].cells[column].value;
        if (v->type == VALUE_INT && (v->integer >= FEN_PER_YI || v->integer <= -FEN_PER_YI))
            return true;
    }
    return false;
}

struct column_style column_style_of(struct op *op, const struct list_page *page, size_t column)
{
    const struct field *f = page->columns[column];
    bool english = op->language == LANGUAGE_EN;
    struct column_style s = {.field = f, .is_number = is_number(f)};
    if (f->type == FIELD_MONEY) {
        s.in_yi = reaches_yi(page, column);
        s.unit = text_in(s.in_yi ? &T_generic_yi : &T_generic_wan, op->language);
    } else if (f->type == FIELD_RATIO) {
        s.unit = "%";
    } else if (s.is_number && f->unit_zh) {
        s.unit = english && f->unit_en ? f->unit_en : f->unit_zh;
    }
    return s;
}

const char *scaled_words(struct op *op, int64_t value, int decimals)
{
    char whole[MONEY_TEXT_BYTES];
    uint64_t unit = 1, size = value < 0 ? -(uint64_t)value : (uint64_t)value;
    for (int i = 0; i < decimals; i++)
        unit *= 10;
    number_format((int64_t)(size / unit), whole);
    const char *sign = value < 0 ? "−" : "";
    if (!decimals)
        return arena_printf(op->arena, "%s%s", sign, whole);
    return arena_printf(op->arena, "%s%s.%0*" PRIu64, sign, whole, decimals, size % unit);
}

const char *column_figure(struct op *op, const struct column_style *s, const struct value *v)
{
    char text[MONEY_TEXT_BYTES];
    if (v->type != VALUE_INT)
        return "";
    switch ((int)s->field->type) {
    case FIELD_MONEY:
        return arena_text(op->arena, s->in_yi ? money_format_yi(v->integer, text) : money_format_wan(v->integer, text));
    case FIELD_NUMBER:
        return scaled_words(op, v->integer, s->field->decimals);
    case FIELD_RATIO:
        return scaled_words(op, v->integer / 10, 1);
    default:
        return arena_text(op->arena, number_format(v->integer, text));
    }
}

static bool is_absent(const struct value *v)
{
    return v->type == VALUE_NULL || (v->type == VALUE_TEXT && !v->n_bytes);
}

struct list_cell_view column_cell(struct op *op, const struct column_style *s, const struct list_cell *cell)
{
    if (is_absent(&cell->value))
        return (struct list_cell_view){.form = SHOWN_MISSING, .shown = text_in(&T_generic_not_filled, op->language)};
    if (s->is_number)
        return (struct list_cell_view){.form = SHOWN_TEXT, .shown = column_figure(op, s, &cell->value)};
    if ((s->field->type == FIELD_DATE || s->field->type == FIELD_MONTH) && cell->value.type == VALUE_INT)
        return (struct list_cell_view){.form = SHOWN_DATE, .date = (date_t)cell->value.integer};
    return (struct list_cell_view){.form = SHOWN_TEXT, .shown = cell->shown};
}
