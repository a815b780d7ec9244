/* Dates of the world, to the day or to the month, and the periods they fall in.
 *
 * A date is one int32: YYYYMMDD, so that it is readable wherever it is stored
 * and sorts as it reads.  DD = 00 says that only the month is known; such a
 * date sorts before every day of its month and counts as its first day.
 * 0 is "no date".  The proleptic Gregorian calendar, years 1900 to 2199.
 *
 * Moments (when the platform learned something) are int64 microseconds since
 * 1970-01-01 UTC; a city's days are cut at its zone's midnight (+08:00). */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int32_t date_t;

enum { DATE_NONE = 0, DATE_TEXT_BYTES = 16, DATE_WORDS_BYTES = 32, MOMENT_TEXT_BYTES = 40, PERIOD_TEXT_BYTES = 16 };
enum { DATE_YEAR_MIN = 1900, DATE_YEAR_MAX = 2199 };

/* ---- dates ---- */
date_t date_make(int year, int month, int day); /* day 0 = the month; DATE_NONE when there is no such date */
static inline int date_year(date_t d) { return d / 10000; }
static inline int date_month(date_t d) { return d / 100 % 100; }
static inline int date_day(date_t d) { return d % 100; }
static inline bool date_is_month(date_t d) { return d && d % 100 == 0; }
bool date_is_valid(date_t d);
int date_days_in_month(int year, int month);

/* Days since 1970-01-01; a month-only date is its first day.  Arithmetic on
 * DATE_NONE, and results outside 1900 to 2199, are DATE_NONE. */
int32_t date_to_days(date_t d);
date_t date_from_days(int32_t days);
date_t date_add_days(date_t d, int32_t days);
date_t date_add_months(date_t d, int months); /* 31 January + 1 = the last of February; a month stays a month */
int32_t date_days_between(date_t from, date_t to);
int date_weekday(date_t d); /* 1 Monday … 7 Sunday */
date_t date_first_day(date_t d); /* a month-only date as a day, a day as it is */
date_t date_last_day(date_t d);

/* The least stored date that lies in or after day `d`: month-only dates count
 * as the first of their month, so "from 1 March" must find 2026-03 too. */
static inline date_t date_lower_bound(date_t d) { return d % 100 == 1 ? d - 1 : d; }

/* ISO: YYYY-MM-DD or YYYY-MM; "" for none.  Returns `text`. */
char *date_format(date_t d, char text[DATE_TEXT_BYTES]);
/* As people read it: 2026年3月5日, 2026年3月 / 5 Mar 2026, Mar 2026; "" for none. */
char *date_words(date_t d, enum language l, char text[DATE_WORDS_BYTES]);
/* Strict ISO, whole string; false when it is not one. */
bool date_parse(const char *text, date_t *ret_date);

/* ---- moments ---- */
/* 2026-03-05T06:07:08.123456Z, as interfaces print it. */
char *moment_format_utc(int64_t us, char text[MOMENT_TEXT_BYTES]);
/* 2026-03-05 14:07, in the city's zone. */
char *moment_format_local(int64_t us, int zone_minutes, char text[MOMENT_TEXT_BYTES]);
date_t moment_date(int64_t us, int zone_minutes); /* DATE_NONE outside 1900 to 2199 */
/* The first moment after day `d` in that zone: "at the end of that day". */
int64_t moment_day_end(date_t d, int zone_minutes);
int64_t moment_day_start(date_t d, int zone_minutes);

/* ---- periods ---- */
enum period_kind { PERIOD_YEAR, PERIOD_HALF, PERIOD_QUARTER, PERIOD_MONTH, PERIOD_WEEK, PERIOD_DAY, PERIOD_SPAN };

struct period {
    enum period_kind kind;
    date_t from; /* first day, never month-only */
    date_t to;   /* last day, included */
};

/* 2026 | 2026H1 | 2026Q1 | 2026-03 | 2026-W10 | 2026-03-05 | 2026-03-01..2026-03-05 */
bool period_parse(const char *text, struct period *ret_period);
char *period_format(const struct period *p, char text[2 * PERIOD_TEXT_BYTES]);
struct period period_of_month(date_t any_day);
struct period period_of_quarter(date_t any_day);
struct period period_of_half(date_t any_day);
struct period period_of_week(date_t any_day); /* Monday to Sunday, ISO week */
struct period period_of_year(date_t any_day);
struct period period_of_day(date_t day);
struct period period_of_span(date_t from, date_t to);
/* The period of the same kind just before; a span moves back by its length,
 * and one that begins on the first of a month by the months it touches (1–23
 * November compares with 1–23 October, 1 January–28 February with November
 * and December).  Before 1900 both ends are DATE_NONE. */
struct period period_before(const struct period *p);
/* The same days one year earlier; of a week the week of the same number (W53
 * where there is none: W52); 29 February becomes the 28th. */
struct period period_year_before(const struct period *p);
/* A month-only date is held where its first day is. */
bool period_holds(const struct period *p, date_t d);

#endif
