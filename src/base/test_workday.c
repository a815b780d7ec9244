#include "base/workday.h"

#include "harness/test.h"

#include <stdio.h>

#define ANNOUNCED (&workday_calendar_announced)

TEST("holidays are off and the weekends before and after them worked, as announced")
{
    CHECK(!is_workday(ANNOUNCED, 20260216) && !is_workday(ANNOUNCED, 20260223) && is_workday(ANNOUNCED, 20260224));
    CHECK(is_workday(ANNOUNCED, 20260214) && is_workday(ANNOUNCED, 20260228));
    CHECK(is_workday(ANNOUNCED, 20260104) && !is_workday(ANNOUNCED, 20260102));
    CHECK(is_workday(ANNOUNCED, 20251011) && !is_workday(ANNOUNCED, 20251008) && is_workday(ANNOUNCED, 20251009));
    CHECK(!is_workday(ANNOUNCED, 20260307) && is_workday(ANNOUNCED, 20260305));
    CHECK_TEXT(workday_exception_on(ANNOUNCED, 20260217)->name, "春节");
    CHECK(workday_exception_on(ANNOUNCED, 20260305) == NULL);
    CHECK(workdays_are_known(ANNOUNCED, 20230101) && workdays_are_known(ANNOUNCED, 20261231));
    CHECK(!workdays_are_known(ANNOUNCED, 20221231) && !workdays_are_known(ANNOUNCED, 20270101));
}

TEST("no announcement takes or gives work: days off on weekdays are the lawful ones and the ones worked for")
{
    /* 11 lawful days a year until 2024, 13 from 2025; those that fall on a weekend are made up for by a weekday. */
    static const struct {
        int year, lawful;
    } years[] = {{2023, 11}, {2024, 11}, {2025, 13}, {2026, 13}};
    for (size_t i = 0; i < sizeof(years) / sizeof(*years); i++) {
        int off = 0, worked = 0;
        for (date_t d = date_make(years[i].year, 1, 1); date_year(d) == years[i].year; d = date_add_days(d, 1)) {
            off += date_weekday(d) <= 5 && !is_workday(ANNOUNCED, d);
            worked += date_weekday(d) > 5 && is_workday(ANNOUNCED, d);
        }
        if (!CHECK_INT(off - worked, years[i].lawful))
            printf("  %d\n", years[i].year);
    }
}

TEST("a term in working days begins on the day after")
{
    CHECK_INT(add_workdays(ANNOUNCED, 20260306, 5), 20260313);
    CHECK_INT(add_workdays(ANNOUNCED, 20260213, 3), 20260225);
    CHECK_INT(add_workdays(ANNOUNCED, 20260214, 0), 20260214);
    CHECK_INT(add_workdays(ANNOUNCED, 20260301, 1), 20260302);
    CHECK_INT(add_workdays(ANNOUNCED, 20260225, -3), 20260213);
    CHECK_INT(add_workdays(ANNOUNCED, 20260300, 1), 20260302);
    CHECK_INT(add_workdays(ANNOUNCED, 21991230, 5), DATE_NONE);
    CHECK_INT(workdays_between(ANNOUNCED, 20260306, 20260313), 5);
    CHECK_INT(workdays_between(ANNOUNCED, 20260313, 20260306), -5);
    CHECK_INT(workdays_between(ANNOUNCED, 20260306, 20260306), 0);
    CHECK_INT(workdays_between(ANNOUNCED, 20250101, 20251231), 248);
}

TEST("counting agrees with walking, and adding with counting, from any day")
{
    uint64_t random = test_seed();
    for (int round = 0; round < test_rounds(500, 20000); round++) {
        date_t from = date_add_days(20221201, (int32_t)(test_random(&random) % 1600));
        date_t to = date_add_days(from, (int32_t)(test_random(&random) % 200));
        int walked = 0;
        for (date_t d = date_add_days(from, 1); d <= to; d = date_add_days(d, 1))
            walked += is_workday(ANNOUNCED, d);
        int n = (int)(test_random(&random) % 80) - 40;
        bool right = CHECK_INT(workdays_between(ANNOUNCED, from, to), walked);
        right &= CHECK_INT(workdays_between(ANNOUNCED, from, add_workdays(ANNOUNCED, from, n)), n);
        if (!right)
            printf("  from %d to %d, %d, seed %llu\n", from, to, n, (unsigned long long)test_seed());
    }
}

TEST("a city's own exceptions stand above the announced ones and cover their year")
{
    static const struct workday_exception more[] = {
        {20270101, false, "元旦"},
        {20260305, true, "x"},
        {20260217, true, "抢险"},
        {20260305, false, "停电"},
    };
    struct arena *a = arena_new(1 << 20);
    struct workday_calendar c;
    REQUIRE(workday_calendar_with(a, ANNOUNCED, more, 4, &c));
    CHECK(!is_workday(&c, 20270101) && !is_workday(&c, 20260305) && is_workday(&c, 20260217));
    CHECK(!is_workday(&c, 20260216) && workdays_are_known(&c, 20270601));
    CHECK_INT(c.n, workday_calendar_announced.n + 2);
    for (size_t i = 1; i < c.n; i++)
        CHECK(c.exceptions[i - 1].day < c.exceptions[i].day);
    arena_fail_nth(1);
    CHECK(!workday_calendar_with(a, ANNOUNCED, more, 4, &c));
    arena_fail_nth(0);
    arena_free(a);
}
