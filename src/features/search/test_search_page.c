/* Stories over HTTP: the search box. */
#include "features/feature.h"
#include "harness/test.h"
#include "web/browser.h"

#include <string.h>

extern const struct feature search_feature;

struct story {
    struct city city;
    struct browser office, stranger;
};

static void begin(struct story *s, struct test_database *d)
{
    city_open(&s->city, d, search_feature.routes);
    city_record(&s->city, "region", (const char *[]){"name", "东屏区", "kind", "区县", NULL});
    city_record(&s->city, "chain", (const char *[]){"name", "新能源汽车", NULL});
    city_record(&s->city, "enterprise", (const char *[]){"name", "江拓电驱动有限公司", "region", "东屏区", NULL});
    city_account(&s->city, "office", "市链长办");
    city_account(&s->city, "stranger", "企业");
    browser_sign_in(&s->office, &s->city, "office");
    browser_sign_in(&s->stranger, &s->city, "stranger");
}

TEST("the search box finds by name and by pinyin initials, and says what to do where nothing is found")
{
    EACH_ENGINE(d)
    {
        struct story s;
        begin(&s, &d);
        CHECK(strstr(browser_get(&s.office, "/search?q=%E7%94%B5%E9%A9%B1%E5%8A%A8"), ">江拓电驱动有限公司</a>"));
        CHECK(strstr(browser_get(&s.office, "/search?q=jtdqd"), ">江拓电驱动有限公司</a>"));
        CHECK(strstr(browser_get(&s.office, "/search?q=%E6%97%A0"), "没有找到“无”"));
        CHECK(strstr(browser_get(&s.office, "/search"), "想找什么？"));
        CHECK(strstr(browser_get(&s.office, "/search?q=%3Cbzzq%3E"), "没有找到“&lt;bzzq&gt;”"));
        city_close(&s.city);
    }
}

TEST("the search box finds nothing that an account may not see")
{
    EACH_ENGINE(d)
    {
        struct story s;
        begin(&s, &d);
        const char *page = browser_get(&s.stranger, "/search?q=%E7%94%B5%E9%A9%B1%E5%8A%A8");
        CHECK_INT(status_of_answer(page), 200);
        CHECK(!strstr(page, "江拓"));
        CHECK(strstr(page, "没有找到“电驱动”"));
        city_close(&s.city);
    }
}
