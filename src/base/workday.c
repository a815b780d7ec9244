#include "base/workday.h"

#include "workday.tables.h"

#include <stdlib.h>
#include <string.h>

const struct workday_calendar workday_calendar_announced = {
    .exceptions = announced,
    .n = sizeof(announced) / sizeof(*announced),
    .first_year = FIRST_YEAR,
    .last_year = LAST_YEAR,
};

enum { FRIDAY = 5, WORKDAYS_A_WEEK = 5, DAYS_A_WEEK = 7 };

/* ---- a calendar and more ---- */
static int compare_days(const void *a, const void *b)
{
    date_t one = ((const struct workday_exception *)a)->day, other = ((const struct workday_exception *)b)->day;
    return (one > other) - (one < other);
}

static size_t first_from(const struct workday_calendar *c, date_t day)
{
    size_t low = 0, high = c->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->exceptions[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct workday_exception *workday_exception_on(const struct workday_calendar *c, date_t day)
{
    day = date_first_day(day);
    size_t at = first_from(c, day);
    return at < c->n && c->exceptions[at].day == day ? &c->exceptions[at] : NULL;
}

static bool is_among(const struct workday_exception *exceptions, size_t n, date_t day)
{
    for (size_t i = 0; i < n; i++)
        if (exceptions[i].day == day)
            return true;
    return false;
}

bool workday_calendar_with(struct arena *a, const struct workday_calendar *calendar,
                           const struct workday_exception *more, size_t n_more, struct workday_calendar *ret_calendar)
{
    struct workday_exception *all = arena_array(a, calendar->n + n_more + 1, struct workday_exception);
    if (!all)
        return false;
    struct workday_calendar with = *calendar;
    size_t n = 0;
    /* From the end, so that the last word on a day is heard first. */
    for (size_t i = n_more; i-- > 0;) {
        if (is_among(all, n, more[i].day))
            continue;
        all[n++] = more[i];
        int year = date_year(more[i].day);
        with.first_year = year < with.first_year ? year : with.first_year;
        with.last_year = year > with.last_year ? year : with.last_year;
    }
    size_t n_own = n;
    for (size_t i = 0; i < calendar->n; i++)
        if (!is_among(all, n_own, calendar->exceptions[i].day))
            all[n++] = calendar->exceptions[i];
    qsort(all, n, sizeof(*all), compare_days);
    with.exceptions = all;
    with.n = n;
    *ret_calendar = with;
    return true;
}

/* ---- single days ---- */
bool workdays_are_known(const struct workday_calendar *c, date_t day)
{
    return date_year(day) >= c->first_year && date_year(day) <= c->last_year;
}

bool is_workday(const struct workday_calendar *c, date_t day)
{
    const struct workday_exception *exception = workday_exception_on(c, day);
    return exception ? exception->is_worked : date_weekday(day) <= FRIDAY;
}

/* ---- counting ---- */
date_t add_workdays(const struct workday_calendar *c, date_t day, int n)
{
    int step = n < 0 ? -1 : 1;
    day = date_first_day(day);
    while (n && day) {
        day = date_add_days(day, step);
        if (day && is_workday(c, day))
            n -= step;
    }
    return day;
}

/* Mondays to Fridays from 1899-12-31, a Sunday, to that day. */
static int weekdays_until(date_t day)
{
    static const int32_t sunday = -25568; /* in days of 1970 */
    int32_t days = date_to_days(day) - sunday;
    int32_t rest = days % DAYS_A_WEEK;
    return days / DAYS_A_WEEK * WORKDAYS_A_WEEK + (rest < WORKDAYS_A_WEEK ? rest : WORKDAYS_A_WEEK);
}

int workdays_between(const struct workday_calendar *c, date_t from, date_t to)
{
    from = date_first_day(from);
    to = date_first_day(to);
    if (from > to)
        return -workdays_between(c, to, from) - is_workday(c, to) + is_workday(c, from);
    int n = weekdays_until(to) - weekdays_until(from);
    for (size_t i = first_from(c, from + 1); i < c->n && c->exceptions[i].day <= to; i++)
        n += c->exceptions[i].is_worked - (date_weekday(c->exceptions[i].day) <= FRIDAY);
    return n;
}
