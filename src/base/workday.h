/* Working days in China: Monday to Friday, but for the holidays that the State
 * Council announces each autumn for the year to come, and the weekends that
 * are worked instead (调休).
 *
 * What is announced up to now is compiled in (reference/holidays.tsv); what a
 * city adds later comes as exceptions of its own.  In a year that no
 * announcement covers, weekdays count as working days: ask workdays_are_known. */
#ifndef BASE_WORKDAY_H
#define BASE_WORKDAY_H

#include "base/arena.h"
#include "base/date.h"

#include <stdbool.h>
#include <stddef.h>

struct workday_exception {
    date_t day;
    bool is_worked;   /* a weekend that is worked; else a day off */
    const char *name; /* 春节: the holiday that it belongs to */
};

struct workday_calendar {
    const struct workday_exception *exceptions; /* by day, each once */
    size_t n;
    int first_year, last_year; /* covered by announcements */
};

extern const struct workday_calendar workday_calendar_announced;

/* `calendar` with further exceptions, in any order, which stand above its own;
 * the years that they touch are covered.  false when memory is out. */
bool workday_calendar_with(struct arena *a, const struct workday_calendar *calendar,
                           const struct workday_exception *more, size_t n_more, struct workday_calendar *ret_calendar);

/* Dates below are days; one known to the month counts as its first. */
bool workdays_are_known(const struct workday_calendar *c, date_t day);
bool is_workday(const struct workday_calendar *c, date_t day);
/* The exception that holds on that day; NULL on usual ones. */
const struct workday_exception *workday_exception_on(const struct workday_calendar *c, date_t day);

/* The n-th working day after `day`, which itself does not count: "within 5
 * working days" of a Friday ends on the next Friday.  n < 0: before it.
 * 0: the day itself, worked or not.  DATE_NONE outside the calendar's range.
 * O(n). */
date_t add_workdays(const struct workday_calendar *c, date_t day, int n);
/* Working days after `from` up to and with `to`; negative the other way round,
 * so that workdays_between(d, add_workdays(d, n)) is n.  O(exceptions between). */
int workdays_between(const struct workday_calendar *c, date_t from, date_t to);

#endif
