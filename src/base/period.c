#include "base/date.h"

#include <stdio.h>
#include <string.h>

/* ---- making ---- */
static struct period months(enum period_kind kind, int year, int first_month, int n)
{
    date_t from = date_make(year, first_month, 1);
    date_t last_month = date_make(year, first_month + n - 1, 0);
    return (struct period){.kind = kind, .from = from, .to = date_last_day(last_month)};
}

struct period period_of_year(date_t any_day)
{
    return months(PERIOD_YEAR, date_year(any_day), 1, 12);
}

struct period period_of_half(date_t any_day)
{
    return months(PERIOD_HALF, date_year(any_day), date_month(any_day) <= 6 ? 1 : 7, 6);
}

struct period period_of_quarter(date_t any_day)
{
    return months(PERIOD_QUARTER, date_year(any_day), (date_month(any_day) - 1) / 3 * 3 + 1, 3);
}

struct period period_of_month(date_t any_day)
{
    return months(PERIOD_MONTH, date_year(any_day), date_month(any_day), 1);
}

struct period period_of_week(date_t any_day)
{
    date_t monday = date_add_days(any_day, 1 - date_weekday(any_day));
    return (struct period){.kind = PERIOD_WEEK, .from = monday, .to = date_add_days(monday, 6)};
}

struct period period_of_day(date_t day)
{
    return (struct period){.kind = PERIOD_DAY, .from = date_first_day(day), .to = date_first_day(day)};
}

struct period period_of_span(date_t from, date_t to)
{
    return (struct period){.kind = PERIOD_SPAN, .from = date_first_day(from), .to = date_last_day(to)};
}

/* ---- ISO weeks: week 1 holds 4 January; a week belongs to the year of its Thursday ---- */
static int week_year(date_t monday)
{
    return date_year(date_add_days(monday, 3));
}

static int week_number(date_t monday)
{
    date_t thursday = date_add_days(monday, 3);
    return date_days_between(date_make(date_year(thursday), 1, 1), thursday) / 7 + 1;
}

/* from = DATE_NONE when that year has no such week. */
static struct period week(int year, int number)
{
    date_t fourth = date_make(year, 1, 4);
    if (!fourth || number < 1)
        return (struct period){.kind = PERIOD_WEEK};
    struct period p = period_of_week(date_add_days(fourth, (number - 1) * 7));
    return p.to && week_year(p.from) == year ? p : (struct period){.kind = PERIOD_WEEK};
}

/* ---- text ---- */
static int number_of(const char *text, size_t n)
{
    int value = 0;
    for (size_t i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static bool parse_year_part(const char *text, int year, struct period *ret_period)
{
    size_t n = strlen(text);
    if (n == 0) {
        *ret_period = months(PERIOD_YEAR, year, 1, 12);
        return true;
    }
    if (n == 2 && text[0] == 'H' && (text[1] == '1' || text[1] == '2')) {
        *ret_period = months(PERIOD_HALF, year, text[1] == '1' ? 1 : 7, 6);
        return true;
    }
    if (n == 2 && text[0] == 'Q' && text[1] >= '1' && text[1] <= '4') {
        *ret_period = months(PERIOD_QUARTER, year, (text[1] - '1') * 3 + 1, 3);
        return true;
    }
    if (n == 4 && text[0] == '-' && text[1] == 'W') {
        *ret_period = week(year, number_of(text + 2, 2));
        return ret_period->from != DATE_NONE;
    }
    return false;
}

static bool parse_span(const char *text, const char *dots, struct period *ret_period)
{
    char from_text[DATE_TEXT_BYTES];
    size_t n = (size_t)(dots - text);
    date_t from, to;
    if (n >= sizeof(from_text))
        return false;
    memcpy(from_text, text, n);
    from_text[n] = '\0';
    if (!date_parse(from_text, &from) || !date_parse(dots + 2, &to))
        return false;
    if (date_is_month(from) || date_is_month(to) || from > to)
        return false;
    *ret_period = period_of_span(from, to);
    return true;
}

bool period_parse(const char *text, struct period *ret_period)
{
    const char *dots = strstr(text, "..");
    if (dots)
        return parse_span(text, dots, ret_period);
    date_t d;
    if (date_parse(text, &d)) {
        *ret_period = date_is_month(d) ? period_of_month(d) : period_of_day(d);
        return true;
    }
    if (strlen(text) < 4)
        return false;
    int year = number_of(text, 4);
    return year >= DATE_YEAR_MIN && year <= DATE_YEAR_MAX && parse_year_part(text + 4, year, ret_period);
}

char *period_format(const struct period *p, char text[2 * PERIOD_TEXT_BYTES])
{
    size_t size = 2 * PERIOD_TEXT_BYTES;
    int year = date_year(p->from), month = date_month(p->from);
    char from[DATE_TEXT_BYTES], to[DATE_TEXT_BYTES];
    text[0] = '\0';
    if (!p->from)
        return text;
    switch (p->kind) {
    case PERIOD_YEAR:
        snprintf(text, size, "%04d", year);
        break;
    case PERIOD_HALF:
        snprintf(text, size, "%04dH%d", year, (month - 1) / 6 + 1);
        break;
    case PERIOD_QUARTER:
        snprintf(text, size, "%04dQ%d", year, (month - 1) / 3 + 1);
        break;
    case PERIOD_MONTH:
        snprintf(text, size, "%04d-%02d", year, month);
        break;
    case PERIOD_WEEK:
        snprintf(text, size, "%04d-W%02d", week_year(p->from), week_number(p->from));
        break;
    case PERIOD_DAY:
        snprintf(text, size, "%s", date_format(p->from, from));
        break;
    case PERIOD_SPAN:
        snprintf(text, size, "%s..%s", date_format(p->from, from), date_format(p->to, to));
        break;
    }
    return text;
}

/* ---- comparison ---- */
static bool ends_a_month(date_t d)
{
    return date_day(d) == date_days_in_month(date_year(d), date_month(d));
}

static struct period none_of(enum period_kind kind)
{
    return (struct period){.kind = kind};
}

/* Both ends n months earlier; whole months stay whole. */
static struct period months_earlier(const struct period *p, int n)
{
    date_t from = date_add_months(p->from, -n), to = date_add_months(p->to, -n);
    if (!from || !to)
        return none_of(p->kind);
    if (date_day(p->from) == 1 && ends_a_month(p->to))
        to = date_last_day(date_make(date_year(to), date_month(to), 0));
    return (struct period){.kind = p->kind, .from = from, .to = to};
}

static struct period days_earlier(const struct period *p, int32_t n)
{
    date_t from = date_add_days(p->from, -n), to = date_add_days(p->to, -n);
    return from && to ? (struct period){.kind = p->kind, .from = from, .to = to} : none_of(p->kind);
}

static int months_touched(const struct period *p)
{
    return (date_year(p->to) - date_year(p->from)) * 12 + date_month(p->to) - date_month(p->from) + 1;
}

struct period period_before(const struct period *p)
{
    if (!p->from)
        return *p;
    if (p->kind == PERIOD_DAY || p->kind == PERIOD_WEEK || date_day(p->from) != 1)
        return days_earlier(p, date_days_between(p->from, p->to) + 1);
    return months_earlier(p, months_touched(p));
}

struct period period_year_before(const struct period *p)
{
    if (!p->from)
        return *p;
    if (p->kind != PERIOD_WEEK)
        return months_earlier(p, 12);
    int year = week_year(p->from) - 1, number = week_number(p->from);
    struct period same = week(year, number);
    return same.from ? same : week(year, number - 1);
}

bool period_holds(const struct period *p, date_t d)
{
    date_t day = date_first_day(d);
    return d && p->from <= day && day <= p->to;
}
