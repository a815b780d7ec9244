#include "base/date.h"
#include "harness/test.h"

#include <stdio.h>
#include <string.h>

TEST("there is no such date as 30 February, and leap years are known")
{
    CHECK_INT(date_make(2026, 2, 30), DATE_NONE);
    CHECK_INT(date_make(2026, 2, 29), DATE_NONE);
    CHECK_INT(date_make(2024, 2, 29), 20240229);
    CHECK_INT(date_make(1900, 2, 29), DATE_NONE);
    CHECK_INT(date_make(2000, 2, 29), 20000229);
    CHECK_INT(date_make(1899, 12, 31), DATE_NONE);
    CHECK_INT(date_make(2200, 1, 1), DATE_NONE);
    CHECK_INT(date_make(2026, 13, 1), DATE_NONE);
    CHECK_INT(date_make(2026, 0, 1), DATE_NONE);
    CHECK(!date_is_valid(DATE_NONE));
    CHECK(!date_is_valid(-20260305));
    CHECK(!date_is_valid(20260231));
    CHECK(date_is_valid(20260200));
}

TEST("a date known to the month sorts before its first day and counts as it")
{
    date_t march = date_make(2026, 3, 0);
    CHECK(march < date_make(2026, 3, 1) && march > date_make(2026, 2, 28));
    CHECK_INT(date_to_days(march), date_to_days(20260301));
    CHECK_INT(date_first_day(march), 20260301);
    CHECK_INT(date_last_day(march), 20260331);
    CHECK_INT(date_last_day(20260305), 20260305);
    CHECK_INT(date_lower_bound(20260301), march);
    CHECK_INT(date_lower_bound(20260302), 20260302);
}

TEST("days since 1970 agree with known days")
{
    CHECK_INT(date_to_days(19700101), 0);
    CHECK_INT(date_to_days(19000101), -25567);
    CHECK_INT(date_to_days(20000301), 11017);
    CHECK_INT(date_weekday(19700101), 4);
    CHECK_INT(date_weekday(20260305), 4);
    CHECK_INT(date_weekday(19000101), 1);
    CHECK_INT(date_days_between(20240228, 20240301), 2);
}

TEST("every day from 1900 to 2199 survives the way to a number and back, in order")
{
    date_t before = date_add_days(19000101, -1);
    CHECK_INT(before, DATE_NONE);
    int32_t first = date_to_days(19000101), last = date_to_days(21991231);
    int weekday = date_weekday(19000101);
    for (int32_t days = first; days <= last; days++) {
        date_t d = date_from_days(days);
        if (!CHECK(date_is_valid(d) && d > before && date_to_days(d) == days && date_weekday(d) == weekday))
            break;
        before = d;
        weekday = weekday % 7 + 1;
    }
    CHECK_INT(date_from_days(last + 1), DATE_NONE);
    CHECK_INT(date_add_days(20260101, INT32_MAX), DATE_NONE);
    CHECK_INT(date_add_days(DATE_NONE, 1), DATE_NONE);
}

TEST("months are added without leaving the month")
{
    CHECK_INT(date_add_months(20260131, 1), 20260228);
    CHECK_INT(date_add_months(20240131, 1), 20240229);
    CHECK_INT(date_add_months(20260331, -13), 20250228);
    CHECK_INT(date_add_months(20261100, 2), 20270100);
    CHECK_INT(date_add_months(21991201, 1), DATE_NONE);
    CHECK_INT(date_add_months(20260101, INT32_MAX), DATE_NONE);
    CHECK_INT(date_add_months(20260101, INT32_MIN), DATE_NONE);
}

TEST("a date reads as ISO and as people write it")
{
    char text[DATE_WORDS_BYTES];
    CHECK_TEXT(date_format(20260305, text), "2026-03-05");
    CHECK_TEXT(date_format(20260300, text), "2026-03");
    CHECK_TEXT(date_format(DATE_NONE, text), "");
    CHECK_TEXT(date_words(20260305, LANGUAGE_ZH, text), "2026年3月5日");
    CHECK_TEXT(date_words(20261200, LANGUAGE_ZH, text), "2026年12月");
    CHECK_TEXT(date_words(20260305, LANGUAGE_EN, text), "5 Mar 2026");
    CHECK_TEXT(date_words(20260300, LANGUAGE_EN, text), "Mar 2026");
    CHECK_TEXT(date_words(DATE_NONE, LANGUAGE_EN, text), "");
}

TEST("only strict ISO is parsed")
{
    date_t d = 7;
    CHECK(date_parse("2026-03-05", &d) && d == 20260305);
    CHECK(date_parse("2026-03", &d) && d == 20260300);
    static const char *const wrong[] = {
        "",           "2026",       "2026-3-5",   "2026-03-00", "2026-02-30", "2026-03-05 ",
        "2026/03/05", "20260305",   "2026-03-0x", "2026-00",    "-026-03-05", "2026-03-",
        "2026-03-5",  "1899-01-01", "2200-01-01", "2026-03-+5", "２０２６-03"};
    d = 7;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
        if (!CHECK(!date_parse(wrong[i], &d)))
            CHECK_TEXT(wrong[i], "refused");
    CHECK_INT(d, 7);
}

TEST("moments are cut into days at the zone's midnight")
{
    enum { BEIJING = 480 };
    char text[MOMENT_TEXT_BYTES];
    int64_t us = INT64_C(1772690828123456); /* 2026-03-05T06:07:08.123456Z */
    CHECK_TEXT(moment_format_utc(us, text), "2026-03-05T06:07:08.123456Z");
    CHECK_TEXT(moment_format_local(us, BEIJING, text), "2026-03-05 14:07");
    CHECK_TEXT(moment_format_utc(-1, text), "1969-12-31T23:59:59.999999Z");
    CHECK_INT(moment_date(us, BEIJING), 20260305);
    CHECK_INT(moment_date(moment_day_end(20260305, BEIJING), BEIJING), 20260306);
    CHECK_INT(moment_date(moment_day_end(20260305, BEIJING) - 1, BEIJING), 20260305);
    CHECK_INT(moment_day_start(20260306, BEIJING), moment_day_end(20260305, BEIJING));
    CHECK_INT(moment_day_start(19700101, BEIJING), -8 * INT64_C(3600000000));
    CHECK_INT(moment_date(INT64_MAX, BEIJING), DATE_NONE);
    CHECK_INT(moment_date(INT64_MIN, BEIJING), DATE_NONE);
    CHECK(strlen(moment_format_utc(INT64_MAX, text)) < MOMENT_TEXT_BYTES);
    CHECK(strlen(moment_format_utc(INT64_MIN, text)) < MOMENT_TEXT_BYTES);
}

static const char *again(const char *text)
{
    static char out[2 * PERIOD_TEXT_BYTES];
    struct period p;
    return period_parse(text, &p) ? period_format(&p, out) : "refused";
}

TEST("periods are read and written alike")
{
    static const char *const right[] = {"2026",    "2026H1",   "2026H2",   "2026Q1",     "2026Q4",
                                        "2026-03", "2026-W10", "2020-W53", "2026-03-05", "2026-03-01..2026-03-05"};
    for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++)
        CHECK_TEXT(again(right[i]), right[i]);
    static const char *const wrong[] = {"",
                                        "26",
                                        "2026H3",
                                        "2026Q0",
                                        "2026-13",
                                        "2026-W00",
                                        "2025-W53",
                                        "2026-W54",
                                        "2026h1",
                                        "1899",
                                        "2026年",
                                        "2026Q1x",
                                        "2026-W1",
                                        "..",
                                        "2026-03..2026-04",
                                        "2026-03-05..2026-03-01",
                                        "2026-03-05..",
                                        "2026-03-01...2026-03-05"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
        CHECK_TEXT(again(wrong[i]), "refused");
}

TEST("a week runs from Monday to Sunday and belongs to the year of its Thursday")
{
    struct period p = period_of_week(20260101);
    char text[2 * PERIOD_TEXT_BYTES];
    CHECK_TEXT(period_format(&p, text), "2026-W01");
    CHECK_INT(p.from, 20251229);
    CHECK_INT(p.to, 20260104);
    p = period_of_week(20270103);
    CHECK_TEXT(period_format(&p, text), "2026-W53");
    REQUIRE(period_parse("2026-W10", &p));
    CHECK_INT(p.from, 20260302);
    CHECK(period_holds(&p, 20260308) && !period_holds(&p, 20260309) && !period_holds(&p, DATE_NONE));
    p = period_of_month(20260300);
    CHECK(period_holds(&p, 20260300) && p.to == 20260331);
}

static const char *before(const char *text, struct period (*step)(const struct period *))
{
    static char out[2 * PERIOD_TEXT_BYTES];
    struct period p;
    if (!period_parse(text, &p))
        return "refused";
    p = step(&p);
    return period_format(&p, out);
}

TEST("the period before is of the same kind; a span from the first compares with the same days of the month before")
{
    CHECK_TEXT(before("2026", period_before), "2025");
    CHECK_TEXT(before("2026H1", period_before), "2025H2");
    CHECK_TEXT(before("2026Q1", period_before), "2025Q4");
    CHECK_TEXT(before("2026-03", period_before), "2026-02");
    CHECK_TEXT(before("2026-W01", period_before), "2025-W52");
    CHECK_TEXT(before("2026-03-01", period_before), "2026-02-28");
    CHECK_TEXT(before("2026-11-01..2026-11-23", period_before), "2026-10-01..2026-10-23");
    CHECK_TEXT(before("2026-03-01..2026-03-30", period_before), "2026-02-01..2026-02-28");
    CHECK_TEXT(before("2026-02-01..2026-02-28", period_before), "2026-01-01..2026-01-31");
    CHECK_TEXT(before("2026-01-01..2026-02-28", period_before), "2025-11-01..2025-12-31");
    CHECK_TEXT(before("2026-03-05..2026-03-09", period_before), "2026-02-28..2026-03-04");
    CHECK_TEXT(before("1900", period_before), "");
}

TEST("the year before has the same days, and a week the same number")
{
    CHECK_TEXT(before("2026-03", period_year_before), "2025-03");
    CHECK_TEXT(before("2025-02", period_year_before), "2024-02");
    CHECK_TEXT(before("2024-02-29", period_year_before), "2023-02-28");
    CHECK_TEXT(before("2026-W10", period_year_before), "2025-W10");
    CHECK_TEXT(before("2026-W53", period_year_before), "2025-W52");
    CHECK_TEXT(before("2026-01-01..2026-03-23", period_year_before), "2025-01-01..2025-03-23");
    CHECK_TEXT(before("2026H2", period_year_before), "2025H2");
}

TEST("periods of every kind are made from any day in them")
{
    char text[2 * PERIOD_TEXT_BYTES];
    struct period made[] = {period_of_year(20260805),          period_of_half(20260805),  period_of_half(20260600),
                            period_of_quarter(20260805),       period_of_month(20260805), period_of_day(20260800),
                            period_of_span(20260300, 20260500)};
    static const char *const expected[] = {
        "2026", "2026H2", "2026H1", "2026Q3", "2026-08", "2026-08-01", "2026-03-01..2026-05-31"};
    for (size_t i = 0; i < sizeof(made) / sizeof(*made); i++)
        CHECK_TEXT(period_format(&made[i], text), expected[i]);
}

TEST("what is read as a date or a period is written back as it was, whatever else is thrown at it")
{
    static const char letters[] = "0123456789012-..HQW年 ";
    uint64_t random = test_seed();
    for (int round = 0; round < test_rounds(50000, 2000000); round++) {
        char text[28], back[2 * PERIOD_TEXT_BYTES];
        size_t n = test_random(&random) % (sizeof(text) - 8);
        memcpy(text, "2026-03", 8);
        for (size_t i = test_random(&random) % 8; i < n; i++)
            text[i] = letters[test_random(&random) % (sizeof(letters) - 1)];
        text[n] = '\0';
        date_t d;
        struct period p;
        if (date_parse(text, &d))
            CHECK_TEXT(date_format(d, back), text);
        if (period_parse(text, &p) && !(CHECK_TEXT(period_format(&p, back), text) & CHECK(p.from <= p.to)))
            printf("  seed %llu\n", (unsigned long long)test_seed());
    }
}
