#include "base/reading.h"

#include "base/reading_words.h"

#include <string.h>

static const char *const plan_words[] = {"拟定于", "拟于", "拟",   "预计于", "预计", "计划于", "计划",
                                         "力争",   "争取", "预期", "将于",   "暂定", "目标",   NULL};
static const char *const fact_words[] = {"已", "在建", "建成", "完工", "正在", NULL};
static const char *const at_words[] = {"已于", "于", "自", NULL};
static const char *const happening_words[] = {"已",   "正式", "开工", "竣工", "投产", "达产", "建成",
                                              "完工", "签约", "动工", "投用", "完成", "入库", "成立",
                                              "注册", "起",   "开始", "(",    ")",    NULL};
static const char *const limit_words[] = {"底前", "前", "之前", "以前", "左右", "前后", "以后", "后", NULL};
static const char *const month_part_words[] = {"上旬", "中旬", "下旬", "初", "中", "底", "末", NULL};
static const char *const to_words[] = {"至", "到", "—", "–", "~", "－", NULL};
static const char *const endless_words[] = {"至今", "长期", "长期有效", "永久", NULL};

/* ---- verdicts ---- */
static struct date_reading of_verdict(enum reading_verdict verdict)
{
    return (struct date_reading){.verdict = verdict};
}

static struct date_reading known(date_t d)
{
    return (struct date_reading){.verdict = d ? READING_KNOWN : READING_NO_SUCH_DATE, .date = d};
}

static struct date_reading vague(int year, int first_month, int last_month, date_t proposed)
{
    date_t from = date_make(year, first_month, 1), last = date_make(year, last_month, 0);
    if (!from)
        return of_verdict(READING_UNCLEAR);
    return (struct date_reading){.verdict = READING_VAGUE, .date = proposed, .from = from, .to = date_last_day(last)};
}

static struct date_reading doubtful(enum reading_verdict verdict, date_t proposed)
{
    return (struct date_reading){.verdict = proposed ? verdict : READING_UNCLEAR, .date = proposed};
}

/* ---- bare numbers ---- */
static bool is_year(int year)
{
    return year >= DATE_YEAR_MIN && year <= DATE_YEAR_MAX;
}

/* Days since 1899-12-30, or since 1904-01-01.  What is below 20000 (1954) is
 * hardly meant as a date. */
static struct date_reading serial(int days, bool is_1904)
{
    enum { SERIAL_LEAST = 20000, SERIAL_MOST = 73415, SERIAL_1904_SHIFT = 1462, SERIAL_OF_1970 = 25569 };
    if (is_1904)
        days += SERIAL_1904_SHIFT;
    if (days < SERIAL_LEAST || days > SERIAL_MOST)
        return of_verdict(READING_UNCLEAR);
    return known(date_from_days(days - SERIAL_OF_1970));
}

/* 202603 is a month; 200305 may be one, or 2020-03-05. */
static struct date_reading six_digits(int number)
{
    date_t month = date_make(number / 100, number % 100, 0);
    date_t day = date_make(2000 + number / 10000, number / 100 % 100, number % 100);
    if (month && !(day && number % 100))
        return known(month);
    return doubtful(READING_UNCLEAR, month ? month : day);
}

static struct date_reading whole_number(const char *digits, bool is_1904)
{
    size_t n = strlen(digits);
    int number = digits_value(digits, n);
    switch (n) {
    case 4:
        return is_year(number) ? vague(number, 1, 12, DATE_NONE) : of_verdict(READING_UNCLEAR);
    case 5:
        return serial(number, is_1904);
    case 6:
        return six_digits(number);
    case 8:
        return is_year(number / 10000) ? known(date_make(number / 10000, number / 100 % 100, number % 100))
                                       : of_verdict(READING_UNCLEAR);
    default:
        return of_verdict(READING_UNCLEAR);
    }
}

/* 2026.3 is a month, 46086.5 a serial with a time of day. */
static struct date_reading with_point(const char *text, const char *point, enum typing typing, bool is_1904)
{
    size_t whole_digits = (size_t)(point - text), fraction_digits = strlen(point + 1);
    int whole = digits_value(text, whole_digits);
    if (whole_digits == 5)
        return serial(whole, is_1904);
    if (whole_digits != 4 || fraction_digits > 2 || !is_year(whole))
        return of_verdict(READING_UNCLEAR);
    int fraction = digits_value(point + 1, fraction_digits);
    if (fraction_digits == 1 && fraction == 1 && typing != TYPED_TEXT)
        return (struct date_reading){.verdict = READING_LOST_ZERO,
                                     .date = date_make(whole, 10, 0),
                                     .from = date_make(whole, 1, 0),
                                     .to = date_make(whole, 10, 0)};
    return known(date_make(whole, fraction, 0));
}

/* Digits with at most one point between them. */
static bool is_number(const char *text, const char **ret_point)
{
    size_t whole = digit_count(text);
    *ret_point = NULL;
    if (!whole || whole > 8)
        return false;
    if (!text[whole])
        return true;
    *ret_point = text + whole;
    size_t fraction = digit_count(text + whole + 1);
    return text[whole] == '.' && fraction && !text[whole + 1 + fraction];
}

/* ---- words ---- */
struct scan {
    const char *at;
    date_t today;
    int year_before; /* of the first date of a span, for a second one without a year; 0 = none */
};

static int number_at(struct scan *s, size_t digits)
{
    int number = digits_value(s->at, digits);
    s->at += digits;
    return number;
}

static int full_year(int two_digits, date_t today)
{
    enum { YEARS_AHEAD = 10 };
    int year = date_year(today) / 100 * 100 + two_digits;
    return year > date_year(today) + YEARS_AHEAD ? year - 100 : year;
}

/* 上半年, 一季度, 年底 … behind a year. */
static bool part_of_year(struct scan *s, int year, struct date_reading *ret_reading)
{
    static const struct {
        const char *word;
        int first, last, proposed;
    } parts[] = {
        {"上半年", 1, 6, 0},   {"下半年", 7, 12, 0},    {"年初", 1, 3, 1},     {"年中", 5, 8, 6},
        {"年底", 11, 12, 12},  {"年末", 11, 12, 12},    {"初", 1, 3, 1},       {"中", 5, 8, 6},
        {"底", 11, 12, 12},    {"末", 11, 12, 12},      {"第一季度", 1, 3, 0}, {"第二季度", 4, 6, 0},
        {"第三季度", 7, 9, 0}, {"第四季度", 10, 12, 0}, {"一季度", 1, 3, 0},   {"二季度", 4, 6, 0},
        {"三季度", 7, 9, 0},   {"四季度", 10, 12, 0},   {"1季度", 1, 3, 0},    {"2季度", 4, 6, 0},
        {"3季度", 7, 9, 0},    {"4季度", 10, 12, 0},    {"Q1", 1, 3, 0},       {"Q2", 4, 6, 0},
        {"Q3", 7, 9, 0},       {"Q4", 10, 12, 0},       {"全年", 1, 12, 0},    {"年内", 1, 12, 0},
        {"内", 1, 12, 0},      {"H1", 1, 6, 0},         {"H2", 7, 12, 0},
    };
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        size_t length = strlen(parts[i].word);
        if (strncmp(s->at, parts[i].word, length) != 0)
            continue;
        s->at += length;
        date_t proposed = parts[i].proposed ? date_make(year, parts[i].proposed, 0) : DATE_NONE;
        *ret_reading = vague(year, parts[i].first, parts[i].last, proposed);
        return true;
    }
    return false;
}

/* The day behind a month and its separator, if there is one. */
static struct date_reading day_of_month(struct scan *s, int year, int month)
{
    static const char *const day_words[] = {"日", "号", NULL};
    size_t digits = digit_count(s->at);
    if (digits < 1 || digits > 2) {
        skip_word(&s->at, month_part_words);
        return known(date_make(year, month, 0));
    }
    int day = number_at(s, digits);
    skip_word(&s->at, day_words);
    return known(day ? date_make(year, month, day) : DATE_NONE);
}

/* A day follows 月, or the separator that stood behind the year; any other
 * belongs to what comes next: 2026.3-2027.6, 2026年3-5月. */
static struct date_reading month_of_year(struct scan *s, int year, const char *separator)
{
    static const char *const month_words[] = {"月份", "月", NULL};
    size_t digits = digit_count(s->at), length = strlen(separator);
    if (digits < 1 || digits > 2)
        return of_verdict(READING_UNCLEAR);
    int month = number_at(s, digits);
    if (skip_word(&s->at, month_words))
        return day_of_month(s, year, month);
    if (!length || strncmp(s->at, separator, length) != 0 || !is_ascii_digit(s->at[length]))
        return known(date_make(year, month, 0));
    s->at += length;
    return day_of_month(s, year, month);
}

static struct date_reading without_year(struct scan *s)
{
    if (s->year_before)
        return month_of_year(s, s->year_before, "");
    struct date_reading r = month_of_year(s, date_year(s->today), "");
    if (r.verdict == READING_KNOWN)
        r.verdict = READING_NO_YEAR;
    return r;
}

/* 今年6月: the year is the writer's, not the text's. */
static bool relative_year(struct scan *s, struct date_reading *ret_reading)
{
    static const char *const words[] = {"今年", "本年", "当年", "明年", "去年", NULL};
    const char *word = s->at;
    if (!skip_word(&s->at, words))
        return false;
    int year = date_year(s->today);
    year += strncmp(word, "明年", strlen("明年")) == 0;
    year -= strncmp(word, "去年", strlen("去年")) == 0;
    if (!part_of_year(s, year, ret_reading))
        *ret_reading = is_ascii_digit(*s->at) ? month_of_year(s, year, "") : vague(year, 1, 12, DATE_NONE);
    if (ret_reading->verdict == READING_KNOWN)
        ret_reading->verdict = READING_NO_YEAR;
    return true;
}

/* 3/5/2026 and 26/3/5: which is which only the writer knows. */
static struct date_reading in_foreign_order(struct scan *s)
{
    int part[3];
    for (int i = 0; i < 3; i++) {
        size_t digits = digit_count(s->at);
        if (!digits || digits > 4 || (i < 2 && !strchr("-/.", s->at[digits])))
            return of_verdict(READING_UNCLEAR);
        part[i] = number_at(s, digits);
        if (i < 2 && *s->at)
            s->at++;
    }
    date_t proposed = part[2] > 99 ? date_make(part[2], part[0], part[1])
                                   : date_make(full_year(part[0] % 100, s->today), part[1], part[2]);
    return doubtful(READING_UNCLEAR, proposed);
}

/* Steps over what stands behind a year; "" for 年 and for nothing. */
static const char *separator_at(const char **at)
{
    static const char *const separators[] = {"-", "/", ".", "、", NULL};
    static const char *const year_word[] = {"年", NULL};
    skip_word(at, year_word);
    for (size_t i = 0; separators[i]; i++) {
        size_t length = strlen(separators[i]);
        if (strncmp(*at, separators[i], length) == 0 && is_ascii_digit((*at)[length]) &&
            digit_count(*at + length) <= 2) {
            *at += length;
            return separators[i];
        }
    }
    return "";
}

static struct date_reading one_date(struct scan *s)
{
    struct date_reading r;
    if (relative_year(s, &r))
        return r;
    size_t digits = digit_count(s->at);
    const char *behind = s->at + digits;
    bool is_year_word = strncmp(behind, "年", strlen("年")) == 0;
    if ((digits == 1 || digits == 2) && strncmp(behind, "月", strlen("月")) == 0)
        return without_year(s);
    if (digits == 8) {
        int number = number_at(s, digits);
        return known(date_make(number / 10000, number / 100 % 100, number % 100));
    }
    if (digits != 4 && !(digits == 2 && is_year_word))
        return digits == 1 || digits == 2 ? in_foreign_order(s) : of_verdict(READING_UNCLEAR);
    int year = number_at(s, digits);
    if (digits == 2)
        year = full_year(year, s->today);
    if (!is_year(year))
        return of_verdict(READING_UNCLEAR);
    const char *separator = separator_at(&s->at);
    if (part_of_year(s, year, &r))
        return r;
    size_t month_digits = digit_count(s->at);
    return month_digits == 1 || month_digits == 2 ? month_of_year(s, year, separator) : vague(year, 1, 12, DATE_NONE);
}

/* 2026年3月至12月, 2026.3-2027.6. */
static struct date_reading span_with(struct scan *s, struct date_reading first)
{
    s->year_before = date_year(first.date);
    struct date_reading second = one_date(s);
    skip_words(&s->at, happening_words);
    if (second.verdict != READING_KNOWN || *s->at || date_last_day(second.date) < date_first_day(first.date))
        return doubtful(READING_UNCLEAR, first.date);
    return (struct date_reading){.verdict = READING_SPAN, .from = first.date, .to = second.date};
}

/* What may stand behind a date without changing it, or make it doubtful. */
static struct date_reading with_tail(struct scan *s, struct date_reading r)
{
    bool is_dated = r.verdict == READING_KNOWN;
    if (is_dated && (skip_word(&s->at, to_words) || (*s->at == '-' && is_ascii_digit(s->at[1]) && s->at++)))
        return span_with(s, r);
    if (skip_word(&s->at, limit_words) && is_dated)
        r = (struct date_reading){.verdict = READING_VAGUE, .date = r.date};
    skip_words(&s->at, happening_words);
    return *s->at ? doubtful(READING_UNCLEAR, r.date) : r;
}

static struct date_reading in_words(const char *text, date_t today)
{
    struct scan s = {.at = text, .today = today};
    bool is_planned = skip_word(&s.at, plan_words);
    if (!skip_word(&s.at, at_words) && skip_words(&s.at, fact_words) && !is_ascii_digit(*s.at))
        return of_verdict(is_planned ? READING_UNCLEAR : READING_NO_DATE);
    struct date_reading r = one_date(&s);
    if (r.verdict != READING_UNCLEAR && r.verdict != READING_NO_SUCH_DATE)
        r = with_tail(&s, r);
    r.is_planned = is_planned;
    if (is_planned && r.verdict == READING_KNOWN)
        r.verdict = READING_PLANNED;
    return r;
}

/* A time of day behind the date says nothing that is kept. */
static void cut_time(char *text)
{
    char *colon = strchr(text, ':');
    if (!colon)
        return;
    char *at = colon;
    while (at > text && is_ascii_digit(at[-1]))
        at--;
    if (at < colon && at > text && (at[-1] == ' ' || at[-1] == 'T'))
        at[-1] = '\0';
}

struct date_reading date_read(const char *text, enum typing typing, bool is_1904, date_t today)
{
    char plain[NARROW_BYTES];
    const char *point;
    enum reading_verdict absence = absence_read(text);
    if (absence != READING_KNOWN)
        return of_verdict(absence);
    if (!narrow(text, BLANKS_STAY, plain))
        return of_verdict(READING_UNCLEAR);
    cut_time(plain);
    drop_blanks(plain);
    if (is_word(plain, endless_words))
        return of_verdict(READING_ABSENT);
    if (!is_number(plain, &point))
        return in_words(plain, today);
    return point ? with_point(plain, point, typing, is_1904) : whole_number(plain, is_1904);
}
