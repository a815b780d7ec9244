/* The checks that need no database, and their order. */
#include "record/check.h"

#include "record.texts.h"
#include "base/codes.h"
#include "base/money.h"
#include "base/utf8.h"
#include "record/json_list.h"

#include <inttypes.h>
#include <string.h>

/* ±92 trillion yuan in fen; sums of many such still fit. */
static const int64_t integer_max = INT64_C(9223372036854775);

enum err check_say(const struct check *c, enum finding_severity severity, const struct field *f,
                   const struct text *says, const char *one, const char *two)
{
    const char *args[] = {field_label(f, c->op->language), one, two};
    return findings_add(c->op, c->findings, severity, f->id, says, args, two ? 3 : one ? 2 : 1);
}

static enum err refuse(const struct check *c, const struct field *f, const struct text *says)
{
    return check_say(c, FINDING_ERROR, f, says, NULL, NULL);
}

/* ---- numbers ---- */

static const char *number_text(const struct check *c, const struct field *f, int64_t n)
{
    char text[MONEY_TEXT_BYTES];
    if (f->type == FIELD_MONEY)
        return arena_printf(c->op->arena, "%s 万元", money_format_exact_wan(n, text));
    int decimals = f->type == FIELD_NUMBER ? f->decimals : f->type == FIELD_RATIO ? 2 : 0;
    const char *unit = f->type == FIELD_RATIO ? "%" : "";
    int64_t scale = 1;
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    if (n % scale == 0)
        return arena_printf(c->op->arena, "%" PRId64 "%s", n / scale, unit);
    int64_t whole = n / scale, rest = n % scale;
    return arena_printf(c->op->arena, "%s%" PRId64 ".%0*" PRId64 "%s", n < 0 ? "-" : "", whole < 0 ? -whole : whole,
                        decimals, rest < 0 ? -rest : rest, unit);
}

static void limits_of(const struct field *f, int64_t *ret_min, int64_t *ret_max)
{
    *ret_min = f->type == FIELD_YEAR ? DATE_YEAR_MIN : -integer_max;
    *ret_max = f->type == FIELD_YEAR ? DATE_YEAR_MAX : f->type == FIELD_BOOL ? 1 : integer_max;
    if (f->type == FIELD_BOOL)
        *ret_min = 0;
    if (f->min || f->max)
        *ret_min = f->min;
    if (f->max)
        *ret_max = f->max;
}

static enum err check_number(const struct check *c, const struct field *f, int64_t n)
{
    int64_t min, max;
    limits_of(f, &min, &max);
    if (n < min)
        return check_say(c, FINDING_ERROR, f, &T_record_too_small, number_text(c, f, min), NULL);
    if (n > max)
        return check_say(c, FINDING_ERROR, f, &T_record_too_large, number_text(c, f, max), NULL);
    return OK;
}

/* ---- dates ---- */

static enum err check_date(const struct check *c, const struct field *f, int64_t n)
{
    date_t d = (date_t)n;
    if (d != n || !date_is_valid(d))
        return refuse(c, f, &T_record_bad_date);
    if (f->type == FIELD_MONTH && !date_is_month(d))
        return refuse(c, f, &T_record_bad_month);
    char today[DATE_TEXT_BYTES];
    if (!field_is(f, FIELD_PLAN) && c->op->today && date_first_day(d) > c->op->today)
        return check_say(c, FINDING_ERROR, f, &T_record_future_date, date_format(c->op->today, today), NULL);
    return OK;
}

/* ---- texts ---- */

static enum err check_length(const struct check *c, const struct field *f, const char *text)
{
    int64_t n = (int64_t)utf8_length(text), max = field_length_max(f);
    if (n <= max && n >= f->min)
        return OK;
    const struct text *says = n > max ? &T_record_too_long : &T_record_too_short;
    return check_say(c, FINDING_ERROR, f, says, arena_printf(c->op->arena, "%" PRId64, n > max ? max : f->min),
                     arena_printf(c->op->arena, "%" PRId64, n));
}

static enum err check_text(const struct check *c, const struct field *f, const struct value *v)
{
    if (!utf8_is_valid(v->text, v->n_bytes) || strlen(v->text) != v->n_bytes)
        return refuse(c, f, &T_record_not_text);
    return check_length(c, f, v->text);
}

static const struct text *uscc_words(enum uscc_verdict verdict)
{
    switch (verdict) {
    case USCC_WRONG_LENGTH:
        return &T_record_uscc_length;
    case USCC_WRONG_CHARACTER:
        return &T_record_uscc_character;
    case USCC_WRONG_CHECK:
        return &T_record_uscc_check;
    case USCC_OLD_REGISTRATION:
        return &T_record_uscc_old;
    case USCC_SCIENTIFIC:
        return &T_record_uscc_scientific;
    case USCC_VALID:
        break;
    }
    return NULL;
}

static enum err check_phone(const struct check *c, const struct field *f, const char *text)
{
    size_t digits = 0, n = strlen(text);
    for (const char *at = text; *at; at++)
        digits += *at >= '0' && *at <= '9';
    if (digits < 5 || digits > 40 || strspn(text, "0123456789+-()/,; 转") != n)
        return refuse(c, f, &T_record_bad_phone);
    return check_length(c, f, text);
}

static enum err check_choice(const struct check *c, const struct field *f, const char *id)
{
    return choice_find(f->choices, id) ? OK : check_say(c, FINDING_ERROR, f, &T_record_no_choice, id, NULL);
}

static enum err check_list(const struct check *c, const struct field *f, const char *json)
{
    struct json_list l = json_list_of(json);
    struct value v;
    enum value_type type = f->type == FIELD_REF_LIST ? VALUE_INT : VALUE_TEXT;
    while (json_next(&l, c->op->arena, &v)) {
        if (v.type != type)
            return refuse(c, f, &T_record_bad_list);
        if (f->type == FIELD_ENUM_LIST)
            TRY(check_choice(c, f, v.text));
        if (f->type == FIELD_TEXT_LIST)
            TRY(check_text(c, f, &v));
    }
    return json_list_ended(&l) ? OK : refuse(c, f, &T_record_bad_list);
}

static enum err check_value(const struct check *c, const struct field *f, const struct value *v);

static const struct field *find_member(const struct field *rows, const char *id)
{
    for (const struct field *member = rows; member->id; member++)
        if (strcmp(member->id, id) == 0)
            return member;
    return NULL;
}

enum { ROW_MEMBERS_MAX = 32 };

static enum err check_row(const struct check *c, const struct field *f, struct json_list *l)
{
    uint32_t seen = 0;
    const char *name;
    struct value v;
    while (json_next_member(l, c->op->arena, &name, &v)) {
        const struct field *member = find_member(f->rows, name);
        if (!member)
            return check_say(c, FINDING_ERROR, f, &T_record_no_member, name, NULL);
        if (!value_is_absent(&v)) {
            seen |= UINT32_C(1) << (member - f->rows);
            TRY(check_value(c, member, &v));
        }
    }
    for (int i = 0; i < ROW_MEMBERS_MAX && f->rows[i].id; i++)
        if (field_is(&f->rows[i], FIELD_REQUIRED) && !(seen & UINT32_C(1) << i))
            TRY(check_say(c, FINDING_ERROR, f, &T_record_member_required, field_label(&f->rows[i], c->op->language),
                          NULL));
    return OK;
}

static enum err check_rows(const struct check *c, const struct field *f, const char *json)
{
    struct json_list l = json_list_of(json);
    while (json_next_object(&l))
        TRY(check_row(c, f, &l));
    return json_list_ended(&l) ? OK : refuse(c, f, &T_record_bad_list);
}

/* ---- one value ---- */

static enum err check_text_value(const struct check *c, const struct field *f, const struct value *v)
{
    struct period period;
    const struct text *words;
    switch ((int)f->type) {
    case FIELD_ENUM:
        return check_choice(c, f, v->text);
    case FIELD_PERIOD:
        return period_parse(v->text, &period) ? OK : refuse(c, f, &T_record_bad_period);
    case FIELD_USCC:
        words = uscc_words(uscc_check(v->text));
        return words ? check_say(c, FINDING_ERROR, f, words, v->text, NULL) : OK;
    case FIELD_PHONE:
        return check_phone(c, f, v->text);
    case FIELD_ENUM_LIST:
    case FIELD_TEXT_LIST:
    case FIELD_REF_LIST:
        return check_list(c, f, v->text);
    case FIELD_ROWS:
        return check_rows(c, f, v->text);
    default:
        return check_text(c, f, v);
    }
}

static enum err check_value(const struct check *c, const struct field *f, const struct value *v)
{
    if (v->type != field_value_type(f))
        return refuse(c, f, &T_record_wrong_type);
    if (v->type != VALUE_INT)
        return check_text_value(c, f, v);
    if (f->type == FIELD_DATE || f->type == FIELD_MONTH)
        return check_date(c, f, v->integer);
    return f->type == FIELD_REF ? OK : check_number(c, f, v->integer);
}

static enum err check_field(const struct check *c, int i)
{
    const struct field *f = &c->after->kind->fields[i];
    const struct value *v = &c->after->values[i];
    if (value_is_absent(v))
        return field_is(f, FIELD_REQUIRED) && !findings_refuse(c->findings, f->id) ? refuse(c, f, &T_record_required)
                                                                                   : OK;
    if (!c->before)
        return check_value(c, f, v);
    const struct value *old = &c->before->values[i];
    if (value_equal(old, v))
        return OK;
    if (field_is(f, FIELD_ONCE) && !value_is_absent(old))
        return refuse(c, f, &T_record_once);
    return check_value(c, f, v);
}

enum err check_fields(const struct check *c)
{
    for (int i = 0; c->after->kind->fields[i].id; i++)
        TRY(check_field(c, i));
    return check_limits(c);
}

/* ---- rules of the kind ---- */

enum err check_derive(const struct check *c)
{
    const struct kind_rules *rules = kinds_rules(c->op->kinds, c->after->kind);
    return rules->derive ? rules->derive(c->op, c->after) : OK;
}

enum err check_rules(const struct check *c)
{
    const struct kind_rules *rules = kinds_rules(c->op->kinds, c->after->kind);
    return rules->check ? rules->check(c->op, c->before, c->after, c->findings) : OK;
}

enum err record_check(struct op *op, const struct record *before, struct record *after, struct findings *findings)
{
    const struct check c = {op, before, after, findings};
    TRY(check_derive(&c));
    TRY(check_fields(&c));
    TRY(check_references(&c));
    TRY(check_unique(&c));
    /* Rules may take for granted that each field is what its table says. */
    return findings->n_errors ? OK : check_rules(&c);
}
