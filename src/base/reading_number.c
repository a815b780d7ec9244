#include "base/reading.h"

#include "base/money.h"
#include "base/reading_words.h"

#include <string.h>

enum { NUMBER_BYTES = 64 };

static const char *const about_words[] = {"大约", "约", "近",   "超过", "超", "逾", "不低于", "不少于", "不超过",
                                          "预计", "拟", "计划", "暂定", ">",  "<",  "≥",      "≤",      NULL};
static const char *const about_tails[] = {"左右", "以上", "以下", "以内", "上下", NULL};

/* ---- numbers in text ---- */

/* One plain form without blanks: 3 200 is 3,200; any other blank between
 * digits leaves open what was meant, and the answer is false. */
static bool narrow_amount(const char *text, char plain[NARROW_BYTES])
{
    if (!narrow(text, BLANKS_STAY, plain))
        return false;
    for (char *at = plain; *at; at++) {
        if (*at != ' ' || at == plain || !is_ascii_digit(at[-1]) || !is_ascii_digit(at[1]))
            continue;
        if (digit_count(at + 1) != 3)
            return false;
        *at = ',';
    }
    drop_blanks(plain);
    return true;
}

/* Copies sign, digits, commas and point from *at; false when there is no digit. */
static bool take_number(const char **at, char number[NUMBER_BYTES])
{
    size_t n = 0;
    const char *from = *at;
    if (*from == '-' || *from == '+')
        from++;
    size_t length = strspn(from, "0123456789,.");
    if (!length || (!is_ascii_digit(from[0]) && from[0] != '.') || length + 2 > NUMBER_BYTES)
        return false;
    if (**at == '-')
        number[n++] = '-';
    memcpy(number + n, from, length);
    number[n + length] = '\0';
    *at = from + length;
    return true;
}

static bool is_zero(const char *number)
{
    return !number[strspn(number, "-0.,")];
}

/* The number × unit.  Spreadsheets compute finer than anyone means. */
static enum reading_verdict scaled(const char *number, int64_t unit, enum typing typing, int64_t *ret_value)
{
    if (money_parse(number, unit, ret_value))
        return READING_KNOWN;
    if (!money_parse_rounded(number, unit, ret_value))
        return READING_UNCLEAR;
    return typing == TYPED_TEXT ? READING_TOO_FINE : READING_KNOWN;
}

/* 约, 近 in front, 左右 behind, 余 and 多 inside: they go, and true says that one stood there. */
static bool drop_about(char *text)
{
    static const char *const inner[] = {"余", "多", NULL};
    bool found = false;
    const char *from = text;
    while (skip_word(&from, about_words))
        found = true;
    memmove(text, from, strlen(from) + 1);
    while (cut_word(text, about_tails))
        found = true;
    for (char *at = text; *at; at++) {
        const char *behind = at;
        if (at > text && skip_word(&behind, inner)) {
            memmove(at, behind, strlen(behind) + 1);
            found = true;
            at--;
        }
    }
    return found;
}

/* ---- headers ---- */

/* The last brackets, round, square or full-width; false when there are none. */
static bool last_brackets(const char *narrowed, char inside[NARROW_BYTES])
{
    const char *open = NULL;
    for (const char *at = narrowed; *at; at++)
        if (*at == '(' || *at == '[')
            open = at + 1;
    size_t n = open ? strcspn(open, ")]") : 0;
    if (!n)
        return false;
    memcpy(inside, open, n);
    inside[n] = '\0';
    return true;
}

char *header_unit(const char *header, char unit[UNIT_TEXT_BYTES])
{
    static const char *const labels[] = {"单位:", "单位", NULL};
    char plain[NARROW_BYTES], inside[NARROW_BYTES];
    unit[0] = '\0';
    if (!narrow(header, BLANKS_GO, plain) || !last_brackets(plain, inside))
        return unit;
    const char *at = inside;
    skip_word(&at, labels);
    if (strlen(at) < UNIT_TEXT_BYTES)
        memcpy(unit, at, strlen(at) + 1);
    return unit;
}

static const struct {
    const char *word;
    int64_t yuan;
} multipliers[] = {
    {"万亿", INT64_C(1000000000000)},
    {"亿", INT64_C(100000000)},
    {"千万", 10000000},
    {"百万", 1000000},
    {"十万", 100000},
    {"万", 10000},
    {"w", 10000},
    {"W", 10000},
    {"千", 1000},
};

static const char *const yuan_words[] = {"元人民币", "元整", "圆整", "元", "圆", "块钱", "块", "人民币", NULL};
static const char *const foreign_words[] = {"美元", "美金", "欧元",   "港元", "港币",     "日元", "英镑", "韩元",
                                            "澳元", "加元", "新台币", "台币", "新加坡元", "USD",  "EUR",  "HKD",
                                            "JPY",  "GBP",  "$",      "€",    "£",        "外币", "外资", NULL};

/* 万, 亿 … at *at: how many, else 1. */
static int64_t take_multiplier(const char **at)
{
    for (size_t i = 0; i < sizeof(multipliers) / sizeof(*multipliers); i++) {
        size_t length = strlen(multipliers[i].word);
        if (strncmp(*at, multipliers[i].word, length) == 0) {
            *at += length;
            return multipliers[i].yuan;
        }
    }
    return 1;
}

/* 万元, 元/亩: the fen in one; 0 when it is no money. */
static int64_t unit_of(const char *text)
{
    int64_t yuan = take_multiplier(&text);
    return skip_word(&text, yuan_words) && (!*text || *text == '/') ? yuan * FEN_PER_YUAN : 0;
}

struct money_column money_column_of(const char *header)
{
    struct money_column column = {0};
    char unit[UNIT_TEXT_BYTES], plain[NARROW_BYTES];
    header_unit(header, unit);
    if (!narrow(header, BLANKS_GO, plain))
        return column;
    const char *says = unit[0] ? unit : plain;
    for (const char *label = strstr(says, "单位:"); label; label = strstr(says, "单位:"))
        says = label + strlen("单位:");
    column.is_foreign = holds_word(says, foreign_words);
    if (!column.is_foreign)
        column.unit_fen = unit_of(says);
    return column;
}

/* ---- money ---- */
static struct money_reading money_verdict(enum reading_verdict verdict, int64_t fen)
{
    return (struct money_reading){.verdict = verdict, .fen = fen};
}

static bool is_plausible(int64_t fen, const struct money_column *column)
{
    int64_t size = fen < 0 ? -fen : fen;
    return column->most_fen == 0 || size == 0 || (size >= column->least_fen && size <= column->most_fen);
}

/* Another unit in which the number would be plausible; 0 when there is none. */
static int64_t in_other_unit(const char *number, const struct money_column *column)
{
    static const int64_t units[] = {FEN_PER_WAN, FEN_PER_YI, FEN_PER_YUAN};
    for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
        int64_t fen;
        if (units[i] != column->unit_fen && money_parse_rounded(number, units[i], &fen) && is_plausible(fen, column))
            return fen;
    }
    return 0;
}

/* What a number without any unit is most likely counted in, by its size. */
static int64_t by_size(const char *number)
{
    int64_t cents, fen = 0;
    if (!money_parse_rounded(number, 100, &cents))
        return 0;
    int64_t size = cents < 0 ? -cents : cents;
    int64_t unit_fen = size < 100 * 100 ? FEN_PER_YI : size < 1000000 * 100 ? FEN_PER_WAN : FEN_PER_YUAN;
    return money_parse_rounded(number, unit_fen, &fen) ? fen : 0;
}

static struct money_reading plain_number(const char *number, enum typing typing, const struct money_column *column)
{
    int64_t fen = 0;
    if (is_zero(number))
        return money_verdict(money_parse(number, 1, &fen) ? READING_KNOWN : READING_UNCLEAR, 0);
    if (column->is_foreign)
        return money_verdict(READING_FOREIGN, 0);
    if (!column->unit_fen) {
        fen = by_size(number);
        return money_verdict(fen ? READING_NO_UNIT : READING_UNCLEAR, fen);
    }
    enum reading_verdict verdict = scaled(number, column->unit_fen, typing, &fen);
    if (verdict == READING_UNCLEAR || is_plausible(fen, column))
        return money_verdict(verdict, fen);
    return money_verdict(READING_IMPLAUSIBLE, in_other_unit(number, column));
}

/* 3.5亿, 8,600万元, 1亿2000万元: numbers with falling units, added up. */
static struct money_reading with_units(const char *text, enum typing typing)
{
    struct money_reading sum = {.verdict = READING_KNOWN};
    int64_t last_unit = INT64_MAX;
    while (*text) {
        char number[NUMBER_BYTES];
        int64_t part;
        if (!take_number(&text, number))
            return money_verdict(READING_UNCLEAR, 0);
        const char *unit_at = text;
        int64_t unit_fen = take_multiplier(&text) * FEN_PER_YUAN;
        skip_word(&text, yuan_words);
        if (text == unit_at || unit_fen >= last_unit)
            return money_verdict(READING_UNCLEAR, 0);
        enum reading_verdict verdict = scaled(number, unit_fen, typing, &part);
        if (verdict == READING_UNCLEAR || __builtin_add_overflow(sum.fen, part, &sum.fen))
            return money_verdict(READING_UNCLEAR, 0);
        if (verdict != READING_KNOWN)
            sum.verdict = verdict;
        last_unit = unit_fen;
    }
    return sum;
}

/* ￥108,000,000 in a column of no unit is in yuan. */
static struct money_column with_sign(const char **at, const struct money_column *column)
{
    static const char *const signs[] = {"人民币", "RMB", "CNY", "¥", NULL};
    struct money_column with = *column;
    if (skip_words(at, signs) && !column->unit_fen && !column->is_foreign)
        with.unit_fen = FEN_PER_YUAN;
    return with;
}

static struct money_reading amount(const char *text, enum typing typing, const struct money_column *column)
{
    char number[NUMBER_BYTES];
    const char *behind = text;
    if (!take_number(&behind, number))
        return money_verdict(READING_UNCLEAR, 0);
    return *behind ? with_units(text, typing) : plain_number(number, typing, column);
}

struct money_reading money_read(const char *text, enum typing typing, const struct money_column *column)
{
    static const char *const labels[] = {"总投资额", "总投资", "投资额", "投资", "共计", "共", "合计", ":", "为", NULL};
    char plain[NARROW_BYTES];
    enum reading_verdict absence = absence_read(text);
    if (absence != READING_KNOWN)
        return money_verdict(absence, 0);
    if (!narrow_amount(text, plain))
        return money_verdict(READING_UNCLEAR, 0);
    if (holds_word(plain, foreign_words))
        return money_verdict(READING_FOREIGN, 0);
    bool is_about = drop_about(plain);
    const char *at = plain;
    skip_words(&at, labels);
    struct money_column of_cell = with_sign(&at, column);
    struct money_reading r = amount(at, typing, &of_cell);
    if (is_about && r.verdict == READING_KNOWN)
        r.verdict = READING_APPROXIMATE;
    return r;
}

/* ---- quantities ---- */

/* Names of one unit. */
static const char *const same_units[][8] = {
    {"亩", "亩地", NULL},
    {"人", "名", "个", "位", "人次", NULL},
    {"家", "户", "个", "家企业", NULL},
    {"平方米", "平米", "平方", "㎡", "m2", "m²", "M2", NULL},
    {"吨", "t", "T", NULL},
    {"千瓦时", "度", "kWh", "kwh", "KWH", NULL},
    {"台", "套", "台套", "台(套)", NULL},
    {"%", "个百分点", "百分点", NULL},
};

/* Proposals only: what was typed in one unit, in another. */
static const struct {
    const char *from, *to;
    int64_t times, per;
} conversions[] = {
    {"公顷", "亩", 15, 1},
    {"平方米", "亩", 3, 2000},
    {"平方公里", "亩", 1500, 1},
};

static bool is_same_unit(const char *typed, const char *unit)
{
    if (strcmp(typed, unit) == 0)
        return true;
    for (size_t i = 0; i < sizeof(same_units) / sizeof(*same_units); i++)
        if (is_word(typed, same_units[i]) && is_word(unit, same_units[i]))
            return true;
    return false;
}

static int64_t power_of_ten(int exponent)
{
    int64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

static struct quantity_reading quantity_verdict(enum reading_verdict verdict, int64_t value)
{
    return (struct quantity_reading){.verdict = verdict, .value = value};
}

static struct quantity_reading other_unit(const char *typed, const char *unit, int64_t value)
{
    struct quantity_reading r = quantity_verdict(READING_OTHER_UNIT, 0);
    size_t n = strlen(typed);
    if (n < UNIT_TEXT_BYTES)
        memcpy(r.unit, typed, n + 1);
    for (size_t i = 0; i < sizeof(conversions) / sizeof(*conversions); i++) {
        int64_t product;
        if (is_same_unit(typed, conversions[i].from) && is_same_unit(unit, conversions[i].to) &&
            !__builtin_mul_overflow(value, conversions[i].times, &product))
            r.value = product / conversions[i].per;
    }
    return r;
}

/* 1.2万 亩: the number, how many, of what. */
static struct quantity_reading counted(const char *text, enum typing typing, const char *unit, const char *column_unit,
                                       int decimals)
{
    char number[NUMBER_BYTES];
    int64_t value, scale;
    if (!take_number(&text, number))
        return quantity_verdict(READING_UNCLEAR, 0);
    const char *typed_unit = *text ? text : column_unit;
    int64_t times = take_multiplier(&typed_unit);
    if (__builtin_mul_overflow(times, power_of_ten(decimals), &scale))
        return quantity_verdict(READING_UNCLEAR, 0);
    enum reading_verdict verdict = scaled(number, scale, typing, &value);
    bool is_range = strchr("-~+", *typed_unit) && *typed_unit;
    if (verdict == READING_UNCLEAR || is_range)
        return quantity_verdict(READING_UNCLEAR, 0);
    if (*typed_unit && !is_same_unit(typed_unit, unit))
        return other_unit(typed_unit, unit, value);
    return quantity_verdict(verdict, value);
}

struct quantity_reading quantity_read(const char *text, enum typing typing, const char *unit, const char *column_unit,
                                      int decimals)
{
    char plain[NARROW_BYTES];
    enum reading_verdict absence = absence_read(text);
    if (absence != READING_KNOWN)
        return quantity_verdict(absence, 0);
    if (!narrow_amount(text, plain))
        return quantity_verdict(READING_UNCLEAR, 0);
    bool is_about = drop_about(plain);
    struct quantity_reading r = counted(plain, typing, unit, column_unit, decimals);
    if (is_about && r.verdict == READING_KNOWN)
        r.verdict = READING_APPROXIMATE;
    return r;
}

/* ---- ratios ---- */
enum { BP_PER_ONE = 10000, BP_PER_PERCENT = 100 };

static struct ratio_reading ratio_verdict(enum reading_verdict verdict, int64_t bp)
{
    return (struct ratio_reading){.verdict = verdict, .bp = bp};
}

/* Neither the cell nor the column says %: a spreadsheet's own number between
 * −1 and 1 is a share (that is how % is stored), anything else is asked about. */
static struct ratio_reading bare_ratio(const char *number, enum typing typing)
{
    int64_t bp, percent;
    if (!money_parse_rounded(number, BP_PER_ONE, &bp) || !money_parse_rounded(number, BP_PER_PERCENT, &percent))
        return ratio_verdict(READING_UNCLEAR, 0);
    bool is_share = bp >= -BP_PER_ONE && bp <= BP_PER_ONE;
    if (bp == 0 || (is_share && typing == TYPED_NUMBER))
        return ratio_verdict(READING_KNOWN, bp);
    return ratio_verdict(READING_NO_UNIT, is_share ? bp : percent);
}

struct ratio_reading ratio_read(const char *text, enum typing typing, bool in_percent)
{
    char plain[NARROW_BYTES], number[NUMBER_BYTES];
    enum reading_verdict absence = absence_read(text);
    if (absence != READING_KNOWN)
        return ratio_verdict(absence, 0);
    if (!narrow(text, BLANKS_GO, plain))
        return ratio_verdict(READING_UNCLEAR, 0);
    bool is_about = drop_about(plain);
    const char *at = plain;
    if (!take_number(&at, number) || (*at && strcmp(at, "%") != 0))
        return ratio_verdict(READING_UNCLEAR, 0);
    struct ratio_reading r = {0};
    if (*at || in_percent)
        r.verdict = scaled(number, BP_PER_PERCENT, typing, &r.bp);
    else
        r = bare_ratio(number, typing);
    if (is_about && r.verdict == READING_KNOWN)
        r.verdict = READING_APPROXIMATE;
    return r;
}
