#include "base/date.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define US_PER_SECOND INT64_C(1000000)
#define US_PER_MINUTE (60 * US_PER_SECOND)
#define US_PER_DAY (86400 * US_PER_SECOND)

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* ---- the calendar ----
 * Days from and to year, month, day by counting years from 1 March, so that
 * the leap day comes last (Howard Hinnant, "chrono-compatible low-level date
 * algorithms"). */
enum { DAYS_PER_ERA = 146097, DAYS_FROM_ERA_TO_1970 = 719468 };

static int64_t days_from_civil(int64_t year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = floor_divide(y, 400);
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + day_of_era - DAYS_FROM_ERA_TO_1970;
}

static void civil_from_days(int64_t days, int64_t *ret_year, int *ret_month, int *ret_day)
{
    int64_t z = days + DAYS_FROM_ERA_TO_1970;
    int64_t era = floor_divide(z, DAYS_PER_ERA);
    int64_t day_of_era = z - era * DAYS_PER_ERA;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = (int)(day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100));
    int m = (5 * day_of_year + 2) / 153;
    *ret_day = day_of_year - (153 * m + 2) / 5 + 1;
    *ret_month = m < 10 ? m + 3 : m - 9;
    *ret_year = year_of_era + era * 400 + (*ret_month <= 2);
}

int date_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

date_t date_make(int year, int month, int day)
{
    if (year < DATE_YEAR_MIN || year > DATE_YEAR_MAX || month < 1 || month > 12)
        return DATE_NONE;
    if (day < 0 || day > date_days_in_month(year, month))
        return DATE_NONE;
    return year * 10000 + month * 100 + day;
}

bool date_is_valid(date_t d)
{
    return d > 0 && date_make(date_year(d), date_month(d), date_day(d)) == d;
}

int32_t date_to_days(date_t d)
{
    int day = date_is_month(d) ? 1 : date_day(d);
    return (int32_t)days_from_civil(date_year(d), date_month(d), day);
}

static date_t date_from_long_days(int64_t days)
{
    int64_t year;
    int month, day;
    civil_from_days(days, &year, &month, &day);
    if (year < DATE_YEAR_MIN || year > DATE_YEAR_MAX)
        return DATE_NONE;
    return date_make((int)year, month, day);
}

date_t date_from_days(int32_t days)
{
    return date_from_long_days(days);
}

date_t date_add_days(date_t d, int32_t days)
{
    return d ? date_from_long_days((int64_t)date_to_days(d) + days) : DATE_NONE;
}

date_t date_add_months(date_t d, int months)
{
    if (!d)
        return DATE_NONE;
    int64_t month_index = (int64_t)date_year(d) * 12 + date_month(d) - 1 + months;
    if (month_index < DATE_YEAR_MIN * 12 || month_index >= (DATE_YEAR_MAX + 1) * 12)
        return DATE_NONE;
    int year = (int)(month_index / 12), month = (int)(month_index % 12) + 1;
    int day = date_day(d), last = date_days_in_month(year, month);
    return date_make(year, month, day > last ? last : day);
}

int32_t date_days_between(date_t from, date_t to)
{
    return date_to_days(to) - date_to_days(from);
}

int date_weekday(date_t d)
{
    /* 1970-01-01 was a Thursday. */
    int32_t from_monday = (date_to_days(d) + 3) % 7;
    return (int)(from_monday < 0 ? from_monday + 7 : from_monday) + 1;
}

date_t date_first_day(date_t d)
{
    return date_is_month(d) ? d + 1 : d;
}

date_t date_last_day(date_t d)
{
    return date_is_month(d) ? d + date_days_in_month(date_year(d), date_month(d)) : d;
}

/* ---- text ---- */
char *date_format(date_t d, char text[DATE_TEXT_BYTES])
{
    if (!date_is_valid(d))
        text[0] = '\0';
    else if (date_is_month(d))
        snprintf(text, DATE_TEXT_BYTES, "%04d-%02d", date_year(d), date_month(d));
    else
        snprintf(text, DATE_TEXT_BYTES, "%04d-%02d-%02d", date_year(d), date_month(d), date_day(d));
    return text;
}

char *date_words(date_t d, enum language l, char text[DATE_WORDS_BYTES])
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    text[0] = '\0';
    if (!date_is_valid(d))
        return text;
    int year = date_year(d), month = date_month(d), day = date_day(d);
    if (l == LANGUAGE_ZH && day)
        snprintf(text, DATE_WORDS_BYTES, "%d年%d月%d日", year, month, day);
    else if (l == LANGUAGE_ZH)
        snprintf(text, DATE_WORDS_BYTES, "%d年%d月", year, month);
    else if (day)
        snprintf(text, DATE_WORDS_BYTES, "%d %s %d", day, months[month - 1], year);
    else
        snprintf(text, DATE_WORDS_BYTES, "%s %d", months[month - 1], year);
    return text;
}

/* Exactly n digits at `text`, or -1. */
static int digits(const char *text, int n)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

bool date_parse(const char *text, date_t *ret_date)
{
    size_t n = strlen(text);
    if ((n != 7 && n != 10) || text[4] != '-' || (n == 10 && text[7] != '-'))
        return false;
    int day = n == 10 ? digits(text + 8, 2) : 0;
    if (n == 10 && day < 1)
        return false;
    date_t d = date_make(digits(text, 4), digits(text + 5, 2), day);
    if (!d)
        return false;
    *ret_date = d;
    return true;
}

/* ---- moments ---- */
struct clock_face {
    int64_t year;
    int month, day, hour, minute, second, us;
};

static struct clock_face clock_face(int64_t us)
{
    struct clock_face c;
    int64_t days = floor_divide(us, US_PER_DAY);
    int64_t rest = us % US_PER_DAY + (us % US_PER_DAY < 0 ? US_PER_DAY : 0);
    civil_from_days(days, &c.year, &c.month, &c.day);
    c.hour = (int)(rest / (60 * US_PER_MINUTE));
    c.minute = (int)(rest / US_PER_MINUTE % 60);
    c.second = (int)(rest / US_PER_SECOND % 60);
    c.us = (int)(rest % US_PER_SECOND);
    return c;
}

/* Moments at the ends of int64 stand for "never" and "open": no wrap there. */
static int64_t in_zone(int64_t us, int zone_minutes)
{
    int64_t local;
    if (__builtin_add_overflow(us, zone_minutes * US_PER_MINUTE, &local))
        return us;
    return local;
}

char *moment_format_utc(int64_t us, char text[MOMENT_TEXT_BYTES])
{
    struct clock_face c = clock_face(us);
    snprintf(text, MOMENT_TEXT_BYTES, "%04" PRId64 "-%02d-%02dT%02d:%02d:%02d.%06dZ", c.year, c.month, c.day, c.hour,
             c.minute, c.second, c.us);
    return text;
}

char *moment_format_local(int64_t us, int zone_minutes, char text[MOMENT_TEXT_BYTES])
{
    struct clock_face c = clock_face(in_zone(us, zone_minutes));
    snprintf(text, MOMENT_TEXT_BYTES, "%04" PRId64 "-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour, c.minute);
    return text;
}

date_t moment_date(int64_t us, int zone_minutes)
{
    return date_from_long_days(floor_divide(in_zone(us, zone_minutes), US_PER_DAY));
}

int64_t moment_day_start(date_t d, int zone_minutes)
{
    return date_to_days(d) * US_PER_DAY - zone_minutes * US_PER_MINUTE;
}

int64_t moment_day_end(date_t d, int zone_minutes)
{
    return moment_day_start(d, zone_minutes) + US_PER_DAY;
}
