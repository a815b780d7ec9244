/* What a condition means: the column, whether it can be compared so, the values. */
#include "base/utf8.h"
#include "record.texts.h"
#include "record/filter.h"
#include "record/registry.h"
#include "record/typed.h"

#include <string.h>
#include <strings.h>

/* ---- columns ---- */

const struct field list_fields[] = {
    {"code", "编号", "Code", FIELD_TEXT, FIELD_FILTER},
    {"owner", "归属单位", "Owner unit", FIELD_REF, FIELD_FILTER, .ref = "unit"},
    {"rank", "排序号", "Rank", FIELD_INT, FIELD_FILTER},
    {"changed", "更新时间", "Changed", FIELD_DATE, 0},
    {"unverified", "待核实", "To be verified", FIELD_TEXT, 0},
    {"id", "记录号", "Record number", FIELD_INT, FIELD_FILTER},
    {0},
};

static bool has_column(const struct kind *kind, const struct field *implicit)
{
    if (strcmp(implicit->id, "code") == 0)
        return kind_has_code(kind);
    return strcmp(implicit->id, "rank") != 0 || kind_is(kind, KIND_RANKED);
}

static bool names_field(const struct field *f, const char *name)
{
    return strcmp(f->id, name) == 0 || strcmp(f->zh, name) == 0 || strcasecmp(f->en, name) == 0;
}

static bool among_synonyms(const struct field *f, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = f->synonyms; at && *at;) {
        size_t n = strcspn(at, "|");
        if (n == length && strncmp(at, name, n) == 0)
            return true;
        at += n + (at[n] == '|');
    }
    return false;
}

static bool can_be_shown(const struct field *f)
{
    return !field_is(f, FIELD_SECRET) && f->type != FIELD_BYTES;
}

static bool column_of(const struct field *f, const char *name, struct list_column *ret_column)
{
    *ret_column = (struct list_column){f, name, false};
    return true;
}

static bool implicit_column(const struct kind *kind, const char *name, struct list_column *ret_column)
{
    for (const struct field *f = list_fields; f->id; f++)
        if (names_field(f, name) && has_column(kind, f)) {
            bool is_moment = f->type == FIELD_DATE;
            *ret_column = (struct list_column){f, is_moment ? "changed_us" : f->id, is_moment};
            return true;
        }
    return false;
}

bool list_column_find(const struct kind *kind, const char *name, struct list_column *ret_column)
{
    for (const struct field *f = kind->fields; f->id; f++)
        if (can_be_shown(f) && names_field(f, name))
            return column_of(f, f->id, ret_column);
    if (implicit_column(kind, name, ret_column))
        return true;
    for (const struct field *f = kind->fields; f->id; f++)
        if (can_be_shown(f) && among_synonyms(f, name))
            return column_of(f, f->id, ret_column);
    return false;
}

bool list_column_is_indexed(const struct list_column *c)
{
    return field_is(c->field, FIELD_FILTER);
}

static const char *column_labels(struct op *op, const struct kind *kind)
{
    const char *labels = "", *between = op->language == LANGUAGE_EN ? ", " : "、";
    for (const struct field *f = kind->fields; f->id; f++)
        if (can_be_shown(f) && !field_is(f, FIELD_PERSONAL))
            labels = arena_printf(op->arena, "%s%s%s", labels, labels[0] ? between : "", field_label(f, op->language));
    return labels;
}

static enum err find_column(struct op *op, const struct kind *kind, const char *name, int at,
                            struct list_column *ret_column)
{
    if (!list_column_find(kind, name, ret_column)) {
        fault(op->fault, ERR_INPUT, &T_filter_unknown_field, name, kind_label(kind, op->language),
              column_labels(op, kind));
        return fault_at(op->fault, 0, at, "");
    }
    if (!field_is(ret_column->field, FIELD_PERSONAL))
        return OK;
    fault(op->fault, ERR_INPUT, &T_filter_personal, field_label(ret_column->field, op->language));
    return fault_at(op->fault, 0, at, ret_column->field->id);
}

/* project.chain: the reference, then the column of the kind that it leads to. */
static enum err find_operand(struct op *op, const struct kind *kind, const struct filter_words *words,
                             struct filter_condition *c)
{
    const char *dot = strchr(words->field, '.');
    c->kind = kind;
    if (!dot)
        return find_column(op, kind, words->field, words->field_at, &c->column);
    struct list_column step;
    TRY(find_column(op, kind, arena_text_n(op->arena, words->field, (size_t)(dot - words->field)), words->field_at,
                    &step));
    if (step.field->type != FIELD_REF) {
        fault(op->fault, ERR_INPUT, &T_filter_no_step, field_label(step.field, op->language), dot + 1);
        return fault_at(op->fault, 0, words->field_at, step.field->id);
    }
    c->step = step.field;
    c->step_column = step.name;
    c->kind = kinds_entry_by_id(op->kinds, step.field->ref)->kind;
    return find_column(op, c->kind, dot + 1, words->field_at, &c->column);
}

/* ---- comparisons ---- */

enum {
    ONLY_IN = 1 << FILTER_IN,
    ORDERED = 1 << FILTER_LESS | 1 << FILTER_LESS_EQUAL | 1 << FILTER_GREATER | 1 << FILTER_GREATER_EQUAL,
    CONTAINS = 1 << FILTER_CONTAINS
};

static unsigned comparisons_of(const struct field *f)
{
    switch (f->type) {
    case FIELD_INT:
    case FIELD_NUMBER:
    case FIELD_MONEY:
    case FIELD_RATIO:
    case FIELD_DATE:
    case FIELD_MONTH:
    case FIELD_YEAR:
        return ONLY_IN | ORDERED;
    case FIELD_TEXT:
    case FIELD_LONG_TEXT:
    case FIELD_USCC:
    case FIELD_PHONE:
    case FIELD_REF:
    case FIELD_TEXT_LIST:
    case FIELD_REF_LIST:
        return ONLY_IN | CONTAINS;
    case FIELD_ROWS:
        return CONTAINS;
    case FIELD_PERIOD:
    case FIELD_BOOL:
    case FIELD_ENUM:
    case FIELD_ENUM_LIST:
    case FIELD_BYTES:
    case FIELD_TYPE_COUNT:
        break;
    }
    return ONLY_IN;
}

static const char *comparison_list(unsigned comparisons)
{
    if (comparisons & ORDERED)
        return "= != < <= > >= in";
    if (!(comparisons & ONLY_IN))
        return "~ !~ is empty";
    return comparisons & CONTAINS ? "= != ~ !~ in" : "= != in";
}

static enum err check_comparison(struct op *op, const struct filter_words *words, const struct filter_condition *c)
{
    unsigned may = comparisons_of(c->column.field);
    if (c->comparison == FILTER_EMPTY || may & 1u << c->comparison)
        return OK;
    fault(op->fault, ERR_INPUT, &T_filter_not_so, field_label(c->column.field, op->language), comparison_list(may));
    return fault_at(op->fault, 0, words->comparison_at, c->column.field->id);
}

/* ---- times ---- */

static bool named_period(const char *word, date_t today, struct period *ret_period)
{
    static const char *const names[][3] = {
        {"today", "今天", "今日"},          {"this_week", "本周", "这周"}, {"this_month", "本月", "这个月"},
        {"this_quarter", "本季度", "本季"}, {"this_year", "今年", "本年"},
    };
    const struct period periods[] = {period_of_day(today), period_of_week(today), period_of_month(today),
                                     period_of_quarter(today), period_of_year(today)};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        for (size_t j = 0; j < 3; j++)
            if (strcasecmp(word, names[i][j]) == 0) {
                *ret_period = periods[i];
                return true;
            }
    return false;
}

/* today-30, 今天+7 */
static bool days_from_today(const char *word, date_t today, struct period *ret_period)
{
    static const char *const names[] = {"today", "今天", "今日"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        size_t n = strlen(names[i]);
        const char *rest = word + n;
        if (strncasecmp(word, names[i], n) != 0 || (*rest != '-' && *rest != '+'))
            continue;
        size_t digits = strspn(rest + 1, "0123456789");
        int32_t days = 0;
        for (size_t d = 1; d <= digits && digits <= 5; d++)
            days = days * 10 + (rest[d] - '0');
        if (!digits || digits > 5 || rest[1 + digits])
            return false;
        date_t day = date_add_days(today, *rest == '-' ? -days : days);
        *ret_period = period_of_day(day);
        return day != DATE_NONE;
    }
    return false;
}

static enum reading_verdict read_span(struct op *op, const char *text, struct period *ret_period)
{
    char *tidy = utf8_squeeze(op->arena, utf8_tidy(op->arena, text, true));
    if (named_period(tidy, op->today, ret_period) || days_from_today(tidy, op->today, ret_period) ||
        period_parse(tidy, ret_period))
        return READING_KNOWN;
    struct date_reading r = date_read(text, TYPED_TEXT, false, op->today);
    if (r.verdict == READING_KNOWN && r.date)
        *ret_period = date_is_month(r.date) ? period_of_month(r.date) : period_of_day(r.date);
    else if ((r.verdict == READING_VAGUE || r.verdict == READING_SPAN) && r.from && r.to)
        *ret_period = period_of_span(r.from, r.to);
    else
        return r.verdict == READING_KNOWN || r.verdict == READING_ABSENT ? READING_UNCLEAR : r.verdict;
    return READING_KNOWN;
}

static struct filter_range time_range(struct op *op, const struct list_column *c, const struct period *p)
{
    if (c->is_moment)
        return (struct filter_range){value_int(moment_day_start(p->from, op->zone_minutes)),
                                     value_int(moment_day_end(p->to, op->zone_minutes) - 1)};
    if (c->field->type == FIELD_MONTH)
        return (struct filter_range){value_int(p->from / 100 * 100), value_int(p->to / 100 * 100)};
    return (struct filter_range){value_int(date_lower_bound(p->from)), value_int(p->to)};
}

/* ---- values ---- */

char *filter_lower(struct arena *a, const char *text)
{
    char *lower = arena_text(a, text);
    for (char *at = lower; *at; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    return lower;
}

struct value_reader {
    struct op *op;
    struct filter_condition *condition;
    size_t capacity;
};

static enum err add_range(struct value_reader *r, struct filter_range range)
{
    struct filter_condition *c = r->condition;
    if (!arena_grow(r->op->arena, &c->ranges, c->n, &r->capacity))
        return fault(r->op->fault, ERR_MEMORY, &T_record_memory);
    c->ranges[c->n++] = range;
    return OK;
}

static enum err add_value(struct value_reader *r, struct value v)
{
    return add_range(r, (struct filter_range){v, v});
}

static enum err refuse(struct value_reader *r, const char *words)
{
    const struct field *f = r->condition->column.field;
    return fault(r->op->fault, ERR_INPUT, &T_filter_bad_value, field_label(f, r->op->language), words);
}

static enum err read_time(struct value_reader *r, const char *text)
{
    struct period p;
    enum reading_verdict verdict = read_span(r->op, text, &p);
    if (verdict == READING_KNOWN)
        return add_range(r, time_range(r->op, &r->condition->column, &p));
    const struct text *says = reading_says(verdict);
    return refuse(r, text_format(r->op->arena, says, r->op->language, &text, 1));
}

/* All records that are called so. */
static enum err read_referents(struct value_reader *r, const char *text)
{
    struct referent found[REFERENTS_MAX];
    size_t n;
    const struct field *f = r->condition->column.field;
    const char *tidy = utf8_tidy(r->op->arena, text, false), *label = field_label(f, r->op->language);
    TRY(references_stored.find(NULL, r->op, f->ref, tidy, found, &n));
    if (n == 0)
        return fault(r->op->fault, ERR_INPUT, &T_typed_reference_missing, text, label);
    if (n == REFERENTS_MAX)
        return fault(r->op->fault, ERR_INPUT, &T_typed_reference_ambiguous, text, label, "…");
    for (size_t i = 0; i < n; i++)
        TRY(add_value(r, value_int(found[i].id)));
    return OK;
}

/* A list is compared element by element. */
static struct field element_of(const struct field *f)
{
    struct field element = *f;
    if (f->type == FIELD_ENUM_LIST)
        element.type = FIELD_ENUM;
    if (f->type == FIELD_TEXT_LIST || f->type == FIELD_USCC || f->type == FIELD_PHONE || f->type == FIELD_LONG_TEXT)
        element.type = FIELD_TEXT;
    return element;
}

static enum err read_typed(struct value_reader *r, const char *text)
{
    struct findings findings = {0};
    struct typing_desk desk = {r->op, &references_stored, &typed_by_hand, &findings, NULL};
    struct field element = element_of(r->condition->column.field);
    struct value v;
    bool taken;
    TRY(typed_read(&desk, &element, text, &v, &taken));
    if (!taken)
        return refuse(r, finding_words(r->op, &findings.list[0]));
    if (v.type == VALUE_NULL)
        return refuse(r, text_format(r->op->arena, &T_filter_says_nothing, r->op->language, &text, 1));
    return add_value(r, v);
}

static enum err read_value(struct value_reader *r, const char *text)
{
    const struct field *f = r->condition->column.field;
    if (r->condition->comparison == FILTER_CONTAINS) {
        const char *part = filter_lower(r->op->arena, utf8_tidy(r->op->arena, text, false));
        return part[0] ? add_value(r, value_text(part)) : refuse(r, text_in(&T_filter_word_value, r->op->language));
    }
    if (f->type == FIELD_DATE || f->type == FIELD_MONTH)
        return read_time(r, text);
    if (f->ref)
        return read_referents(r, text);
    return read_typed(r, text);
}

enum err filter_check_condition(struct op *op, const struct kind *kind, const struct filter_words *words,
                                enum filter_comparison comparison, struct filter_condition *ret_condition)
{
    struct value_reader r = {.op = op, .condition = ret_condition};
    *ret_condition = (struct filter_condition){.comparison = comparison};
    TRY(find_operand(op, kind, words, ret_condition));
    TRY(check_comparison(op, words, ret_condition));
    if (comparison != FILTER_IN && words->n > 1)
        return fault(op->fault, ERR_INPUT, &T_filter_one_value, field_label(ret_condition->column.field, op->language));
    for (size_t i = 0; i < words->n; i++)
        if (read_value(&r, words->values[i]) != OK)
            return fault_at(op->fault, 0, words->values_at ? words->values_at[i] : 0, ret_condition->column.field->id);
    return OK;
}
