/* Values as text: exact, and as a page says them. */
#include "base/date.h"
#include "base/money.h"
#include "record.texts.h"
#include "record/typed.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NUMBER_TEXT_BYTES = 64 };

static bool is_absent(const struct value *v)
{
    return v->type == VALUE_NULL || (v->type == VALUE_TEXT && v->n_bytes == 0);
}

static void drop_zeros(char *text)
{
    size_t n = strlen(text);
    while (n && text[n - 1] == '0')
        text[--n] = '\0';
    if (n && text[n - 1] == '.')
        text[n - 1] = '\0';
}

static uint64_t size_of(int64_t value)
{
    return value < 0 ? UINT64_C(0) - (uint64_t)value : (uint64_t)value;
}

/* 123450 with 4 decimals: 12.345. */
static const char *plain_decimal(struct arena *a, int64_t value, int decimals)
{
    char text[NUMBER_TEXT_BYTES];
    uint64_t power = 1;
    for (int i = 0; i < decimals; i++)
        power *= 10;
    uint64_t size = size_of(value);
    int n = snprintf(text, sizeof(text), "%s%" PRIu64, value < 0 ? "-" : "", size / power);
    if (decimals) {
        snprintf(text + n, sizeof(text) - (size_t)n, ".%0*" PRIu64, decimals, size % power);
        drop_zeros(text);
    }
    return arena_text(a, text);
}

/* The same with thousands separated and a true minus. */
static const char *shown_decimal(struct arena *a, int64_t value, int decimals)
{
    const char *plain = plain_decimal(a, value, decimals), *point = strchr(plain, '.');
    int64_t power = 1;
    char whole[MONEY_TEXT_BYTES];
    for (int i = 0; i < decimals; i++)
        power *= 10;
    number_format(value / power, whole);
    const char *minus = value < 0 && value / power == 0 ? "−" : "";
    return arena_printf(a, "%s%s%s", minus, whole, point ? point : "");
}

static const char *with_unit(const struct typing_desk *d, const char *figure, const char *zh, const char *en)
{
    if (d->op->language == LANGUAGE_EN)
        return en && en[0] ? arena_printf(d->op->arena, "%s%s%s", figure, en[0] == '%' ? "" : " ", en) : figure;
    return zh ? arena_printf(d->op->arena, "%s%s", figure, zh) : figure;
}

static const char *date_text(struct arena *a, int64_t value)
{
    char text[DATE_TEXT_BYTES];
    return arena_text(a, date_format((date_t)value, text));
}

static const char *yes_text(const struct typing_desk *d, int64_t value)
{
    return text_in(value ? &T_typed_yes : &T_typed_no, d->op->language);
}

/* The least text that finds this record and no other: its title, its code, or "#17". */
static enum err write_reference(const struct typing_desk *d, const char *kind, int64_t id, const char **ret_text)
{
    struct referent r, found[REFERENTS_MAX];
    size_t n;
    *ret_text = "";
    TRY(d->references->name(d->references->context, d->op, kind, id, &r));
    if (!r.id)
        return OK;
    const char *const ways[] = {r.title, r.code};
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        if (!ways[i][0])
            continue;
        TRY(d->references->find(d->references->context, d->op, kind, ways[i], found, &n));
        if (n == 1 && found[0].id == id && absence_read(ways[i]) != READING_ABSENT) {
            *ret_text = ways[i];
            return OK;
        }
    }
    *ret_text = arena_printf(d->op->arena, "#%" PRId64, id);
    return OK;
}

static enum err show_reference(const struct typing_desk *d, const char *kind, int64_t id, const char **ret_text)
{
    struct referent r;
    TRY(d->references->name(d->references->context, d->op, kind, id, &r));
    *ret_text = !r.id ? "" : r.title[0] ? r.title : r.code[0] ? r.code : arena_printf(d->op->arena, "#%" PRId64, id);
    return OK;
}

/* ---- integers ---- */

static const char *write_integer(const struct typing_desk *d, const struct field *f, int64_t value)
{
    struct arena *a = d->op->arena;
    char money[MONEY_TEXT_BYTES];
    switch ((int)f->type) {
    case FIELD_MONEY:
        return arena_text(a, money_format_exact_wan(value, money));
    case FIELD_RATIO:
        return arena_printf(a, "%s%%", plain_decimal(a, value, 2));
    case FIELD_DATE:
    case FIELD_MONTH:
        return date_text(a, value);
    case FIELD_BOOL:
        return yes_text(d, value);
    case FIELD_NUMBER:
        return plain_decimal(a, value, f->decimals);
    default:
        return plain_decimal(a, value, 0);
    }
}

static const char *show_integer(const struct typing_desk *d, const struct field *f, int64_t value)
{
    struct arena *a = d->op->arena;
    struct money_text money;
    switch ((int)f->type) {
    case FIELD_MONEY:
        money = money_show(value);
        return with_unit(d, money.figure, money.unit_zh, money.unit_en);
    case FIELD_RATIO:
        return arena_printf(a, "%s%%", shown_decimal(a, value, 2));
    case FIELD_DATE:
    case FIELD_MONTH:
        return date_text(a, value);
    case FIELD_BOOL:
        return yes_text(d, value);
    case FIELD_YEAR:
        return plain_decimal(a, value, 0);
    case FIELD_NUMBER:
        return with_unit(d, shown_decimal(a, value, f->decimals), f->unit_zh, f->unit_en);
    default:
        return with_unit(d, shown_decimal(a, value, 0), f->unit_zh, f->unit_en);
    }
}

/* ---- every type ---- */

static bool is_list(const struct field *f)
{
    return f->type == FIELD_ENUM_LIST || f->type == FIELD_TEXT_LIST || f->type == FIELD_REF_LIST;
}

enum err typed_write(const struct typing_desk *d, const struct field *f, const struct value *v, const char **ret_text)
{
    *ret_text = "";
    if (is_absent(v) || f->type == FIELD_BYTES)
        return OK;
    if (f->type == FIELD_REF)
        return write_reference(d, f->ref, v->integer, ret_text);
    if (is_list(f))
        return typed_write_list(d, f, v, ret_text);
    if (f->type == FIELD_ROWS)
        return typed_write_rows(d, f, v, ret_text);
    if (v->type == VALUE_INT)
        *ret_text = write_integer(d, f, v->integer);
    else
        *ret_text = f->type == FIELD_ENUM ? choice_label(f->choices, v->text, d->op->language) : v->text;
    return OK;
}

enum err typed_show(const struct typing_desk *d, const struct field *f, const struct value *v, const char **ret_text)
{
    *ret_text = "";
    if (is_absent(v) || f->type == FIELD_BYTES)
        return OK;
    if (f->type == FIELD_REF)
        return show_reference(d, f->ref, v->integer, ret_text);
    if (is_list(f))
        return typed_show_list(d, f, v, ret_text);
    if (f->type == FIELD_ROWS)
        return typed_show_rows(d, f, v, ret_text);
    if (v->type == VALUE_INT)
        *ret_text = show_integer(d, f, v->integer);
    else
        *ret_text = f->type == FIELD_ENUM ? choice_label(f->choices, v->text, d->op->language) : v->text;
    return OK;
}
