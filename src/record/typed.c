#include "record/typed.h"

#include "base/money.h"
#include "base/utf8.h"
#include "record.texts.h"
#include "record/registry.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct money_column wan = {.unit_fen = FEN_PER_WAN};
const struct typed_source typed_by_hand = {.typing = TYPED_TEXT};

enum err typed_refuse(const struct typing_desk *d, const struct field *f, const char *text, const struct text *says,
                      const char *second, const char *third, const char *proposes)
{
    const char *args[3] = {text, second ? second : "", third ? third : ""};
    size_t n = d->findings->n;
    TRY(findings_add(d->op, d->findings, FINDING_ERROR, f->id, says, args, 3));
    if (d->findings->n == n) /* there are enough of them already */
        return OK;
    struct finding *finding = &d->findings->list[n];
    finding->typed = arena_text(d->op->arena, d->whole ? d->whole : text);
    finding->proposes = proposes && proposes[0] ? arena_text(d->op->arena, proposes) : NULL;
    return OK;
}

/* What a reading of base/ came to, for types that are stored as integers. */
struct verdict {
    enum reading_verdict verdict;
    int64_t value; /* known, or proposed */
    bool has_value;
};

/* The value under a verdict, or a finding that proposes what the verdict does. */
static enum err settle(const struct typing_desk *d, const struct field *f, const char *text, struct verdict v,
                       struct value *ret_value, bool *ret_taken)
{
    *ret_value = value_null();
    *ret_taken = v.verdict == READING_KNOWN || v.verdict == READING_ABSENT;
    if (v.verdict == READING_KNOWN)
        *ret_value = value_int(v.value);
    if (*ret_taken)
        return OK;
    const char *proposal = NULL;
    if (v.has_value) {
        struct value value = value_int(v.value);
        TRY(typed_write(d, f, &value, &proposal));
    }
    return typed_refuse(d, f, text, reading_says(v.verdict), NULL, NULL, proposal);
}

/* ---- numbers ---- */

static struct verdict money_verdict(const struct typing_desk *d, const char *text)
{
    struct money_reading r = money_read(text, d->source->typing, d->source->money ? d->source->money : &wan);
    return (struct verdict){r.verdict, r.fen, r.fen != 0};
}

static struct verdict quantity_verdict(const struct typing_desk *d, const struct field *f, const char *text)
{
    const char *unit = f->unit_zh ? f->unit_zh : "", *column = d->source->column_unit ? d->source->column_unit : "";
    struct quantity_reading r = quantity_read(text, d->source->typing, unit, column, f->decimals);
    if (r.verdict == READING_OTHER_UNIT && f->unit_en && strcmp(r.unit, f->unit_en) == 0)
        r = quantity_read(text, d->source->typing, f->unit_en, f->unit_en, f->decimals);
    return (struct verdict){r.verdict, r.value, r.value != 0};
}

static struct verdict ratio_verdict(const struct typing_desk *d, const char *text)
{
    struct ratio_reading r = ratio_read(text, d->source->typing, d->source->in_percent);
    return (struct verdict){r.verdict, r.bp, r.bp != 0};
}

static struct verdict yes_verdict(const char *text)
{
    bool yes = false;
    enum reading_verdict verdict = yes_read(text, &yes);
    return (struct verdict){verdict, yes, false};
}

/* ---- times ---- */

/* A plan may be typed as one; of a month no day is asked for. */
static struct verdict date_verdict(const struct typing_desk *d, const struct field *f, const char *text)
{
    struct date_reading r = date_read(text, d->source->typing, d->source->is_1904, d->op->today);
    if (r.verdict == READING_PLANNED && field_is(f, FIELD_PLAN) && r.date)
        r.verdict = READING_KNOWN;
    date_t date = f->type == FIELD_MONTH && r.date ? date_make(date_year(r.date), date_month(r.date), 0) : r.date;
    return (struct verdict){r.verdict, date, date != DATE_NONE};
}

static enum err read_year(const struct typing_desk *d, const struct field *f, const char *text, struct value *ret_value,
                          bool *ret_taken)
{
    const char *tidy = utf8_squeeze(d->op->arena, utf8_tidy(d->op->arena, text, false));
    size_t n = strspn(tidy, "0123456789");
    const char *behind = tidy + n;
    enum reading_verdict absence = absence_read(text);
    *ret_value = value_null();
    *ret_taken = true;
    if (absence == READING_ABSENT)
        return OK;
    int year = 0;
    for (size_t i = 0; i < n && n == 4; i++)
        year = year * 10 + (tidy[i] - '0');
    *ret_taken = year >= DATE_YEAR_MIN && year <= DATE_YEAR_MAX &&
                 (!*behind || strcmp(behind, "年") == 0 || strcmp(behind, "年度") == 0);
    if (*ret_taken)
        *ret_value = value_int(year);
    return *ret_taken ? OK : typed_refuse(d, f, text, &T_typed_year_unclear, NULL, NULL, NULL);
}

/* 2026年, 2026年上半年, 2026年第一季度, 2026年3月, 2026年第10周 in the form of interfaces; false when it is none. */
static bool period_in_words(const char *tidy, char iso[2 * PERIOD_TEXT_BYTES])
{
    static const struct {
        const char *words, *iso;
    } tails[] = {
        {"", ""},           {"度", ""},         {"全年", ""},      {"上半年", "H1"},   {"下半年", "H2"},
        {"一季度", "Q1"},   {"二季度", "Q2"},   {"三季度", "Q3"},  {"四季度", "Q4"},   {"1季度", "Q1"},
        {"2季度", "Q2"},    {"3季度", "Q3"},    {"4季度", "Q4"},   {"第一季度", "Q1"}, {"第二季度", "Q2"},
        {"第三季度", "Q3"}, {"第四季度", "Q4"}, {"第1季度", "Q1"}, {"第2季度", "Q2"},  {"第3季度", "Q3"},
        {"第4季度", "Q4"},
    };
    int year = 0, number = 0, read = 0;
    if (sscanf(tidy, "%4d年%n", &year, &read) != 1 || !read)
        return false;
    const char *tail = tidy + read;
    for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++)
        if (strcmp(tail, tails[i].words) == 0)
            return snprintf(iso, 2 * PERIOD_TEXT_BYTES, "%04d%s", year, tails[i].iso) > 0;
    int end = 0;
    if (sscanf(tail, "%2d月%n", &number, &end) == 1 && end && (!tail[end] || strcmp(tail + end, "份") == 0))
        return snprintf(iso, 2 * PERIOD_TEXT_BYTES, "%04d-%02d", year, number) > 0;
    if (sscanf(tail, "第%2d周%n", &number, &end) == 1 && end && !tail[end])
        return snprintf(iso, 2 * PERIOD_TEXT_BYTES, "%04d-W%02d", year, number) > 0;
    return false;
}

static enum err read_period(const struct typing_desk *d, const struct field *f, const char *text,
                            struct value *ret_value, bool *ret_taken)
{
    struct arena *a = d->op->arena;
    char *tidy = utf8_squeeze(a, utf8_tidy(a, text, true)), iso[2 * PERIOD_TEXT_BYTES];
    struct period p;
    *ret_value = value_null();
    *ret_taken = true;
    if (absence_read(text) == READING_ABSENT)
        return OK;
    for (char *at = tidy; *at; at++)
        *at = *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at;
    *ret_taken =
        period_parse(period_in_words(tidy, iso) ? iso : tidy, &p) && p.kind != PERIOD_DAY && p.kind != PERIOD_SPAN;
    if (*ret_taken)
        *ret_value = value_text(arena_text(a, period_format(&p, iso)));
    return *ret_taken ? OK : typed_refuse(d, f, text, &T_typed_period_unclear, NULL, NULL, NULL);
}

/* ---- choices ---- */

static bool names_choice(struct arena *a, const char *squeezed, const char *label)
{
    return label && strcasecmp(squeezed, utf8_squeeze(a, label)) == 0;
}

static bool among_synonyms(struct arena *a, const char *squeezed, const char *synonyms)
{
    while (synonyms && *synonyms) {
        size_t n = strcspn(synonyms, "|");
        if (names_choice(a, squeezed, arena_text_n(a, synonyms, n)))
            return true;
        synonyms += n + (synonyms[n] == '|');
    }
    return false;
}

const struct choice *choice_read(struct arena *a, const struct choice *choices, const char *text)
{
    const char *squeezed = utf8_squeeze(a, utf8_tidy(a, text, false));
    for (const struct choice *c = choices; c->id; c++)
        if (strcmp(squeezed, c->id) == 0)
            return c;
    for (const struct choice *c = choices; c->id; c++)
        if (names_choice(a, squeezed, c->zh) || names_choice(a, squeezed, c->en))
            return c;
    for (const struct choice *c = choices; c->id; c++)
        if (among_synonyms(a, squeezed, c->synonyms))
            return c;
    return NULL;
}

static const char *choice_labels(const struct typing_desk *d, const struct choice *choices)
{
    const char *labels = "", *between = d->op->language == LANGUAGE_EN ? ", " : "、";
    for (const struct choice *c = choices; c->id; c++)
        labels = arena_printf(d->op->arena, "%s%s%s", labels, c == choices ? "" : between,
                              d->op->language == LANGUAGE_EN ? c->en : c->zh);
    return labels;
}

static enum err read_choice(const struct typing_desk *d, const struct field *f, const char *text,
                            struct value *ret_value, bool *ret_taken)
{
    const struct choice *c = choice_read(d->op->arena, f->choices, text);
    *ret_value = c ? value_text(c->id) : value_null();
    *ret_taken = c || absence_read(text) == READING_ABSENT;
    if (*ret_taken)
        return OK;
    return typed_refuse(d, f, text, &T_typed_choice_unknown, field_label(f, d->op->language),
                        choice_labels(d, f->choices), NULL);
}

/* ---- text, codes ---- */

static void take_text(const char *tidy, struct value *ret_value, bool *ret_taken)
{
    *ret_value = tidy[0] ? value_text(tidy) : value_null();
    *ret_taken = true;
}

static enum err read_code(const struct typing_desk *d, const struct field *f, const char *text,
                          enum reading_verdict verdict, const char *code, struct value *ret_value, bool *ret_taken)
{
    *ret_taken = verdict == READING_KNOWN || verdict == READING_ABSENT;
    *ret_value = verdict == READING_KNOWN ? value_text(arena_text(d->op->arena, code)) : value_null();
    return *ret_taken ? OK : typed_refuse(d, f, text, reading_says(verdict), NULL, NULL, code);
}

/* ---- references ---- */

static const char *candidates(const struct typing_desk *d, const struct referent *found, size_t n)
{
    const char *list = "", *between = d->op->language == LANGUAGE_EN ? ", " : "、";
    for (size_t i = 0; i < n; i++) {
        const char *code = found[i].code[0] ? found[i].code : arena_printf(d->op->arena, "#%ld", (long)found[i].id);
        list = arena_printf(d->op->arena, "%s%s%s %s", list, i ? between : "", code, found[i].title);
    }
    return list;
}

enum err typed_read_reference(const struct typing_desk *d, const struct field *f, const char *text, int64_t *ret_id,
                              bool *ret_taken)
{
    struct referent found[REFERENTS_MAX];
    size_t n;
    *ret_id = 0;
    *ret_taken = true;
    const char *tidy = utf8_tidy(d->op->arena, text, false);
    if (absence_read(text) == READING_ABSENT)
        return OK;
    TRY(d->references->find(d->references->context, d->op, f->ref, tidy, found, &n));
    *ret_taken = n == 1;
    if (n == 1) {
        *ret_id = found[0].id;
        return OK;
    }
    const char *label = field_label(f, d->op->language);
    if (n == 0)
        return typed_refuse(d, f, text, &T_typed_reference_missing, label, NULL, NULL);
    return typed_refuse(d, f, text, &T_typed_reference_ambiguous, label, candidates(d, found, n), NULL);
}

static enum err read_reference(const struct typing_desk *d, const struct field *f, const char *text,
                               struct value *ret_value, bool *ret_taken)
{
    int64_t id;
    TRY(typed_read_reference(d, f, text, &id, ret_taken));
    *ret_value = id ? value_int(id) : value_null();
    return OK;
}

/* ---- every type ---- */

static enum err read_integer(const struct typing_desk *d, const struct field *f, const char *text,
                             struct value *ret_value, bool *ret_taken)
{
    struct verdict v;
    if (f->type == FIELD_MONEY)
        v = money_verdict(d, text);
    else if (f->type == FIELD_RATIO)
        v = ratio_verdict(d, text);
    else if (f->type == FIELD_BOOL)
        v = yes_verdict(text);
    else if (f->type == FIELD_DATE || f->type == FIELD_MONTH)
        v = date_verdict(d, f, text);
    else
        v = quantity_verdict(d, f, text);
    return settle(d, f, text, v, ret_value, ret_taken);
}

enum err typed_read(const struct typing_desk *d, const struct field *f, const char *text, struct value *ret_value,
                    bool *ret_taken)
{
    struct arena *a = d->op->arena;
    *ret_value = value_null();
    *ret_taken = true;
    switch (f->type) {
    case FIELD_TEXT:
        take_text(utf8_tidy(a, text, false), ret_value, ret_taken);
        return OK;
    case FIELD_LONG_TEXT:
        take_text(utf8_tidy_lines(a, text), ret_value, ret_taken);
        return OK;
    case FIELD_INT:
    case FIELD_NUMBER:
    case FIELD_MONEY:
    case FIELD_RATIO:
    case FIELD_DATE:
    case FIELD_MONTH:
    case FIELD_BOOL:
        return read_integer(d, f, text, ret_value, ret_taken);
    case FIELD_PERIOD:
        return read_period(d, f, text, ret_value, ret_taken);
    case FIELD_YEAR:
        return read_year(d, f, text, ret_value, ret_taken);
    case FIELD_ENUM:
        return read_choice(d, f, text, ret_value, ret_taken);
    case FIELD_REF:
        return read_reference(d, f, text, ret_value, ret_taken);
    case FIELD_USCC: {
        struct uscc_reading r = uscc_read(text, d->source->typing);
        return read_code(d, f, text, r.verdict, r.code, ret_value, ret_taken);
    }
    case FIELD_PHONE: {
        struct phone_reading r = phone_read(text);
        return read_code(d, f, text, r.verdict, r.n ? r.phones[0] : "", ret_value, ret_taken);
    }
    case FIELD_ENUM_LIST:
    case FIELD_TEXT_LIST:
    case FIELD_REF_LIST:
        return typed_read_list(d, f, text, ret_value, ret_taken);
    case FIELD_ROWS:
        return typed_read_rows(d, f, text, ret_value, ret_taken);
    case FIELD_BYTES:
    case FIELD_TYPE_COUNT:
        break;
    }
    *ret_taken = false;
    return typed_refuse(d, f, text, &T_typed_derived, field_label(f, d->op->language), NULL, NULL);
}
