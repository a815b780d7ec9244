#include "harness/test.h"
#include "web/page.h"

#include <string.h>

static const char *last;

#define WRITES(call, expected) \
    do { \
        struct page p; \
        page_init(&p, language, 20261123, 480); \
        call; \
        page_markup(&p, "", 1); \
        last = p.begin; \
        CHECK_TEXT(last, (expected)); \
        page_release(&p); \
    } while (0)

TEST("figures are written as the look wants them")
{
    enum language language = LANGUAGE_ZH;
    WRITES(page_money(&p, INT64_C(10463200000000)), "<span class=\"num\">1,046.32<span class=\"u\">亿元</span></span>");
    WRITES(page_delta(&p, 2), "+2");
    WRITES(page_delta(&p, -2), "−2");
    WRITES(page_delta(&p, 0), "0");
    WRITES(page_delta_yi(&p, INT64_C(162000000000)), "+16.20");
    WRITES(page_ratio(&p, 7841), "78.4%");
    WRITES(page_delta_ratio(&p, 1775), "+17.8%");
    WRITES(page_delta_ratio(&p, -1844), "−18.4%");
    WRITES(page_points(&p, 190), "+1.9\u00a0个百分点");
    WRITES(page_scaled(&p, 123450, 2), "1,234.50");
    WRITES(page_scaled(&p, -5, 2), "−0.05");
}

TEST("days are named against today")
{
    enum language language = LANGUAGE_ZH;
    WRITES(page_day(&p, 20261106), "<time datetime=\"2026-11-06\">11月6日</time>");
    WRITES(page_day(&p, 20251106), "<time datetime=\"2025-11-06\">2025年11月6日</time>");
    WRITES(page_day(&p, 20261100), "<time datetime=\"2026-11\">11月</time>");
    WRITES(page_full_day(&p, 20261106), "<time datetime=\"2026-11-06\">2026年11月6日</time>");
    WRITES(page_weekday(&p, 20261123), "周一");
    WRITES(page_moment(&p, INT64_C(1795400340) * 1000000), "<time datetime=\"2026-11-23 10:19\">今天 10:19</time>");
    WRITES(page_moment(&p, INT64_C(1795313940) * 1000000), "<time datetime=\"2026-11-22 10:19\">昨天 10:19</time>");
    WRITES(page_date(&p, 0), "<span class=\"ink3\">—</span>");
}

static struct period parsed(const char *text)
{
    struct period period;
    REQUIRE(period_parse(text, &period));
    return period;
}

TEST("periods have names in both languages")
{
    enum language language = LANGUAGE_ZH;
    struct period period = parsed("2026-11");
    WRITES(page_period(&p, &period), "2026年11月");
    period = parsed("2026Q1");
    WRITES(page_period(&p, &period), "2026年一季度");
    period = parsed("2026-11-01..2026-11-23");
    WRITES(page_period(&p, &period), "2026年11月1日–23日");
    period = parsed("2026-W10");
    WRITES(page_period(&p, &period), "2026年第10周");
    language = LANGUAGE_EN;
    period = parsed("2026-11-01..2026-11-23");
    WRITES(page_period(&p, &period), "1 Nov 2026–23 Nov");
}

TEST("an address with another scheme, host or a hidden line end becomes #")
{
    enum language language = LANGUAGE_ZH;
    const char *bad[] = {"javascript:x", "JaVaScRiPt:x", "data:text/html,x", "//evil", "/\\evil", "java\tscript:x", "x:y",
                         " javascript:x", "vbscript:x", "http:evil", "\x01javascript:x"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        WRITES(page_url(&p, bad[i]), "#");
    WRITES(page_url(&p, "/a?b=c&d"), "/a?b=c&amp;d");
    WRITES(page_url(&p, "HTTPS://x/"), "HTTPS://x/");
    WRITES(page_url(&p, "?page=2"), "?page=2");
}

TEST("evidence below the threshold is grey, and ticks rise to six")
{
    enum language language = LANGUAGE_ZH;
    WRITES(page_evidence(&p, 1, "自报", true),
           "<span class=\"ev weak\"><svg viewBox=\"0 0 23 12\" aria-hidden=\"true\"><path class=\"on\" d=\"M0 12h3V10H0z\"/>"
           "<path class=\"off\" d=\"M4 12h3V8.4H4zM8 12h3V6.8H8zM12 12h3V5.2h-3zM16 12h3V3.4h-3zM20 12h3V1.6h-3z\"/></svg>"
           "自报</span>");
    WRITES(page_initial(&p, "周明远"), "周");
    WRITES(page_initial(&p, ""), "");
}
