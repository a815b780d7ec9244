/* Stories over HTTP: the pages that every kind of record has. */
#include "features/feature.h"
#include "harness/test.h"
#include "web/browser.h"

#include <stdio.h>
#include <string.h>

extern const struct feature generic_feature;

struct story {
    struct city city;
    struct browser office, colleague, stranger;
    int64_t region, chain;
};

static void begin(struct story *s, struct test_database *d)
{
    city_open(&s->city, d, generic_feature.routes);
    s->region = city_record(&s->city, "region", (const char *[]){"name", "东屏区", "kind", "区县", NULL});
    s->chain = city_record(&s->city, "chain", (const char *[]){"name", "新能源汽车", NULL});
    city_account(&s->city, "office", "市链长办");
    city_account(&s->city, "colleague", "市链长办");
    city_account(&s->city, "stranger", "企业");
    browser_sign_in(&s->office, &s->city, "office");
    browser_sign_in(&s->colleague, &s->city, "colleague");
    browser_sign_in(&s->stranger, &s->city, "stranger");
}

static const char new_project[] =
    "name=%E7%94%B5%E6%9C%BA%E9%A1%B9%E7%9B%AE&chain=%E6%96%B0%E8%83%BD%E6%BA%90%E6%B1%BD%E8%BD%A6&action=build"
    "&district=%E4%B8%9C%E5%B1%8F%E5%8C%BA&total=3.5%E4%BA%BF&land_mu=120.5"
    "&investors.0.name=%E6%B1%9F%E6%8B%93&investors.0.share=60%25";

static void create_project(struct story *s)
{
    const char *answer = browser_post(&s->office, "/projects", new_project);
    CHECK_INT(status_of_answer(answer), 303);
    CHECK_TEXT(answer_header(answer, "Location"), "/projects/XM00001");
}

TEST("a record is made from its form, found in its list and shown on its page")
{
    EACH_ENGINE(d)
    {
        struct story s;
        begin(&s, &d);
        const char *empty = browser_get(&s.office, "/projects");
        CHECK(strstr(empty, "还没有项目"));
        CHECK(strstr(browser_get(&s.office, "/projects/new"), "name=\"investors.0.share\""));
        create_project(&s);
        const char *page = browser_get(&s.office, "/projects/XM00001");
        CHECK_INT(status_of_answer(page), 200);
        CHECK(strstr(page, "已新增“电机项目”"));
        CHECK(strstr(page, "3.50<span class=\"u\">亿元"));
        CHECK(strstr(page, ">新能源汽车</a>"));
        CHECK(strstr(page, "60%"));
        const char *list = browser_get(&s.office, "/projects");
        CHECK(strstr(list, ">电机项目</a>"));
        CHECK(strstr(list, "共 1 个"));
        CHECK(strstr(list, "合计计划总投资 3.50 亿元"));
        city_close(&s.city);
    }
}

TEST("what is wrong with a form stands beside its fields, and nothing typed is lost")
{
    EACH_ENGINE(d)
    {
        struct story s;
        begin(&s, &d);
        const char *answer = browser_post(&s.office, "/projects",
                                          "name=%E7%94%B5%E6%9C%BA&action=build&chain=%E6%B2%A1%E6%9C%89&total=abc"
                                          "&investors.0.name=%E6%B1%9F%E6%8B%93&investors.0.share=xyz");
        CHECK_INT(status_of_answer(answer), 422);
        CHECK(strstr(answer, "id=\"chain-error\""));
        CHECK(strstr(answer, "id=\"total-error\""));
        CHECK(strstr(answer, "href=\"#total\""));
        CHECK(strstr(answer, "第 1 行“出资占比”"));
        CHECK(strstr(answer, "value=\"abc\""));
        CHECK(strstr(answer, "value=\"xyz\""));
        CHECK(strstr(answer, "value=\"电机\""));
        CHECK(strstr(browser_get(&s.office, "/projects"), "还没有项目"));
        city_close(&s.city);
    }
}

TEST("a fact against the rules is asked about and saved with its reason, marked as to be verified")
{
    EACH_ENGINE(d)
    {
        struct story s;
        begin(&s, &d);
        create_project(&s);
        const char *again = browser_post(&s.office, "/projects", new_project);
        CHECK_INT(status_of_answer(again), 422);
        CHECK(strstr(again, "仍要保存"));
        char form[1000];
        snprintf(form, sizeof(form), "%s&_reason=%s", new_project, "%E7%A1%AE%E4%B8%BA%E4%B8%A4%E4%B8%AA");
        CHECK_TEXT(answer_header(browser_post(&s.office, "/projects", form), "Location"), "/projects/XM00002");
        CHECK(strstr(browser_get(&s.office, "/projects/XM00002"), "待核实：确为两个"));
        CHECK(strstr(browser_get(&s.office, "/projects"), "待核实"));
        city_close(&s.city);
    }
}

TEST("two people who change different fields of one record both keep their change")
{
    EACH_ENGINE(d)
    {
        struct story s;
        begin(&s, &d);
        create_project(&s);
        CHECK(strstr(browser_get(&s.office, "/projects/XM00001/edit"), "name=\"_rev\" value=\"1\""));
        CHECK_INT(status_of_answer(browser_post(&s.colleague, "/projects/XM00001", "_rev=1&address=A")), 303);
        CHECK_INT(status_of_answer(browser_post(&s.office, "/projects/XM00001", "_rev=1&leader=B")), 303);
        const char *page = browser_get(&s.office, "/projects/XM00001");
        CHECK(strstr(page, "两边的改动都已保留"));
        CHECK(strstr(page, "<dd>A</dd>"));
        CHECK(strstr(page, "<dd>B</dd>"));
        city_close(&s.city);
    }
}

TEST("two people who change one field see both values and choose")
{
    EACH_ENGINE(d)
    {
        struct story s;
        begin(&s, &d);
        create_project(&s);
        browser_post(&s.colleague, "/projects/XM00001", "_rev=1&address=A");
        const char *clash = browser_post(&s.office, "/projects/XM00001", "_rev=1&address=B&leader=C");
        CHECK_INT(status_of_answer(clash), 409);
        CHECK(strstr(clash, "也改了这条记录"));
        CHECK(strstr(clash, "name=\"address\" value=\"B\""));
        CHECK(strstr(clash, "name=\"address\" value=\"A\""));
        CHECK(strstr(clash, "name=\"leader\" value=\"C\""));
        CHECK(strstr(clash, "name=\"_rev\" value=\"2\""));
        CHECK_INT(status_of_answer(browser_post(&s.office, "/projects/XM00001", "_rev=2&address=B&leader=C")), 303);
        CHECK(strstr(browser_get(&s.office, "/projects/XM00001"), "<dd>B</dd>"));
        city_close(&s.city);
    }
}

TEST("a record that others refer to is not deleted; the refusal lists them")
{
    EACH_ENGINE(d)
    {
        struct story s;
        begin(&s, &d);
        create_project(&s);
        const char *refused = browser_post(&s.office, "/chains/L00001/delete", "_rev=1");
        CHECK_INT(status_of_answer(refused), 409);
        CHECK(strstr(refused, ">电机项目</a>"));
        CHECK_INT(status_of_answer(browser_get(&s.office, "/chains/L00001")), 200);
        city_close(&s.city);
    }
}

TEST("what was deleted is brought back from its history, and versions are compared")
{
    EACH_ENGINE(d)
    {
        struct story s;
        begin(&s, &d);
        create_project(&s);
        browser_post(&s.office, "/projects/XM00001", "_rev=1&address=A");
        const char *gone = browser_post(&s.office, "/projects/XM00001/delete", "_rev=2");
        CHECK_INT(status_of_answer(gone), 303);
        char path[200], form[200];
        snprintf(path, sizeof(path), "%s", answer_header(gone, "Location"));
        CHECK_INT(status_of_answer(browser_get(&s.office, "/projects/XM00001")), 404);
        const char *history = browser_get(&s.office, path);
        CHECK_INT(status_of_answer(history), 200);
        CHECK(strstr(history, "已删除"));
        const char *version = strstr(history, "name=\"version\" value=\"");
        REQUIRE(version);
        snprintf(form, sizeof(form), "version=%.*s", (int)strspn(version + 22, "0123456789"), version + 22);
        char *end = strstr(path, "/history");
        snprintf(end, sizeof(path) - (size_t)(end - path), "/restore");
        CHECK_TEXT(answer_header(browser_post(&s.office, path, form), "Location"), "/projects/XM00001");
        CHECK(strstr(browser_get(&s.office, "/projects/XM00001"), "<dd>A</dd>"));
        city_close(&s.city);
    }
}

TEST("the address of a list keeps its conditions, and a condition that cannot be read is said")
{
    EACH_ENGINE(d)
    {
        struct story s;
        begin(&s, &d);
        create_project(&s);
        CHECK(strstr(browser_get(&s.office, "/projects?action=build&action=fill"), ">电机项目</a>"));
        CHECK(strstr(browser_get(&s.office, "/projects?action=fill"), "没有符合这 1 个条件"));
        CHECK(strstr(browser_get(&s.office, "/projects?total.from=3%E4%BA%BF&total.to=4%E4%BA%BF"), ">电机项目</a>"));
        CHECK(!strstr(browser_get(&s.office, "/projects?total.from=4%E4%BA%BF"), ">电机项目</a>"));
        CHECK(strstr(browser_get(&s.office, "/projects?park.empty=1"), ">电机项目</a>"));
        CHECK_TEXT(answer_header(browser_get(&s.office, "/projects?q=&action=build"), "Location"),
                   "/projects?action=build");
        const char *wrong = browser_get(&s.office, "/projects?total.from=abc");
        CHECK_INT(status_of_answer(wrong), 422);
        CHECK(strstr(wrong, "有一个条件看不懂"));
        city_close(&s.city);
    }
}

TEST("a stranger's account sees nothing of what it may not see")
{
    EACH_ENGINE(d)
    {
        struct story s;
        begin(&s, &d);
        create_project(&s);
        static const char *const paths[] = {"/projects",
                                            "/projects/XM00001",
                                            "/projects/~3",
                                            "/projects/XM00001/history",
                                            "/projects/export?format=csv",
                                            "/projects/find?q=1",
                                            "/api/v1/project",
                                            "/api/v1/project/XM00001",
                                            "/projects/XM00001/edit"};
        for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
            CHECK(!strstr(browser_get(&s.stranger, paths[i]), "电机项目"));
        CHECK_INT(status_of_answer(browser_get(&s.stranger, "/projects/XM00001")), 404);
        CHECK_INT(status_of_answer(browser_get(&s.stranger, "/projects/XM99999")), 404);
        CHECK(status_of_answer(browser_post(&s.stranger, "/projects/XM00001", "_rev=1&address=X")) >= 400);
        city_close(&s.city);
    }
}

TEST("an exported list holds what was found, with nothing that a spreadsheet would run")
{
    EACH_ENGINE(d)
    {
        struct story s;
        begin(&s, &d);
        create_project(&s);
        browser_post(&s.office, "/projects/XM00001", "_rev=1&address=%3Dcmd()&leader=%E7%94%B2%22%E4%B9%99%22");
        const char *csv = browser_get(&s.office, "/projects/export?format=csv&action=build");
        CHECK_INT(status_of_answer(csv), 200);
        CHECK(strstr(csv, "项目名称"));
        CHECK(strstr(csv, "电机项目"));
        CHECK(strstr(csv, "'=cmd()"));
        CHECK(strstr(csv, "\"甲\"\"乙\"\"\""));
        CHECK(!strstr(browser_get(&s.office, "/projects/export?format=csv&action=fill"), "电机项目"));
        city_close(&s.city);
    }
}

TEST("a personal value is masked, and shown in clear for a reason that is kept")
{
    EACH_ENGINE(d)
    {
        struct story s;
        begin(&s, &d);
        browser_post(&s.office, "/enterprises", "name=F&region=%E4%B8%9C%E5%B1%8F%E5%8C%BA&phone=13900001001");
        const char *page = browser_get(&s.office, "/enterprises/QY00001");
        CHECK(strstr(page, "139****1001"));
        CHECK(!strstr(page, "13900001001"));
        CHECK_INT(status_of_answer(browser_post(&s.office, "/enterprises/QY00001/unmask", "field=phone")), 422);
        CHECK(strstr(browser_post(&s.office, "/enterprises/QY00001/unmask", "field=phone&reason=R"), "13900001001"));
        browser_post(&s.office, "/enterprises/QY00001", "_rev=1&phone=139****1001&address=Z");
        CHECK(strstr(browser_post(&s.office, "/enterprises/QY00001/unmask", "field=phone&reason=R"), "13900001001"));
        city_close(&s.city);
    }
}

TEST("duplicates are compared and merged, and the old code opens the one that was kept")
{
    EACH_ENGINE(d)
    {
        struct story s;
        begin(&s, &d);
        browser_post(&s.office, "/enterprises", "name=F1&region=%E4%B8%9C%E5%B1%8F%E5%8C%BA");
        browser_post(&s.office, "/enterprises", "name=F2&region=%E4%B8%9C%E5%B1%8F%E5%8C%BA&address=Z");
        CHECK(strstr(browser_get(&s.office, "/enterprises/QY00001/duplicates?other=QY00002"), "补上"));
        CHECK_INT(status_of_answer(browser_post(&s.office, "/enterprises/QY00001/duplicates", "other=QY00002")), 303);
        const char *page = browser_get(&s.office, "/enterprises/QY00002");
        CHECK(strstr(page, "F1"));
        CHECK(strstr(page, "<dd>Z</dd>"));
        city_close(&s.city);
    }
}

TEST("a past day is shown as it was known then, and nothing can be changed on it")
{
    EACH_ENGINE(d)
    {
        struct story s;
        begin(&s, &d);
        create_project(&s);
        const char *past = browser_get(&s.office, "/projects?as_of=2000-01-01");
        CHECK_INT(status_of_answer(past), 200);
        CHECK(!strstr(past, ">电机项目</a>"));
        CHECK(!strstr(past, "href=\"/projects/new\""));
        CHECK_INT(status_of_answer(browser_get(&s.office, "/projects/XM00001?as_of=2000-01-01")), 404);
        CHECK_INT(status_of_answer(browser_post(&s.office, "/projects/XM00001?as_of=2000-01-01", "_rev=1&address=A")),
                  409);
        CHECK(!strstr(browser_get(&s.office, "/projects/XM00001"), "<dd>A</dd>"));
        city_close(&s.city);
    }
}

static void merge_two_firms(struct story *s, char undo[60])
{
    browser_post(&s->office, "/enterprises", "name=F1&region=%E4%B8%9C%E5%B1%8F%E5%8C%BA");
    browser_post(&s->office, "/enterprises", "name=F2&region=%E4%B8%9C%E5%B1%8F%E5%8C%BA&address=Z");
    browser_post(&s->office, "/enterprises/QY00001/duplicates", "other=QY00002");
    const char *link = strstr(browser_get(&s->office, "/enterprises/QY00001/history"), "action=\"/acts/");
    REQUIRE(link);
    snprintf(undo, 60, "%.*s", (int)strcspn(link + 8, "\""), link + 8);
}

TEST("a whole act is taken back, unless what it wrote was changed since: then that is listed and nothing is undone")
{
    EACH_ENGINE(d)
    {
        struct story s;
        char undo[60];
        begin(&s, &d);
        merge_two_firms(&s, undo);
        CHECK_INT(status_of_answer(browser_post(&s.office, undo, "")), 303);
        CHECK(strstr(browser_get(&s.office, "/enterprises/QY00002"), ">F2</h1>"));
        CHECK_INT(status_of_answer(browser_post(&s.office, undo, "")), 409);
        city_close(&s.city);
    }
    EACH_ENGINE(d)
    {
        struct story s;
        char undo[60];
        begin(&s, &d);
        merge_two_firms(&s, undo);
        browser_post(&s.office, "/enterprises/QY00001", "_rev=2&industry_code=3612");
        const char *refused = browser_post(&s.office, undo, "");
        CHECK_INT(status_of_answer(refused), 409);
        CHECK(strstr(refused, ">F1</a>"));
        CHECK(strstr(browser_get(&s.office, "/enterprises/QY00001"), "<dd>3612</dd>"));
        city_close(&s.city);
    }
}

TEST("only the rows that were ticked are exported, also as a workbook")
{
    EACH_ENGINE(d)
    {
        struct story s;
        begin(&s, &d);
        browser_post(&s.office, "/enterprises", "name=F1&region=%E4%B8%9C%E5%B1%8F%E5%8C%BA");
        browser_post(&s.office, "/enterprises", "name=F2&region=%E4%B8%9C%E5%B1%8F%E5%8C%BA");
        const char *tick = strstr(browser_get(&s.office, "/enterprises?sort=name"), "name=\"id\" value=\"");
        REQUIRE(tick);
        char form[60];
        snprintf(form, sizeof(form), "id=%.*s", (int)strspn(tick + 17, "0123456789"), tick + 17);
        const char *csv = browser_post(&s.office, "/enterprises/export?format=csv", form);
        CHECK_INT(status_of_answer(csv), 200);
        CHECK(strstr(csv, "F1") && !strstr(csv, "F2"));
        const char *workbook = browser_post(&s.office, "/enterprises/export?format=xlsx", form);
        CHECK_INT(status_of_answer(workbook), 200);
        CHECK(strstr(workbook, "spreadsheetml"));
        CHECK_INT(status_of_answer(browser_get(&s.office, "/enterprises/export?format=pdf")), 400);
        city_close(&s.city);
    }
}

TEST("the page of the interface tells each account of the kinds that it may read, and of no others")
{
    EACH_ENGINE(d)
    {
        struct story s;
        begin(&s, &d);
        const char *page = browser_get(&s.office, "/interface");
        CHECK_INT(status_of_answer(page), 200);
        CHECK(strstr(page, "/api/v1/project</code></summary>"));
        CHECK(strstr(page, "<code>investors</code>"));
        CHECK(strstr(page, "build 建链、"));
        page = browser_get(&s.stranger, "/interface");
        CHECK_INT(status_of_answer(page), 200);
        CHECK(!strstr(page, "/api/v1/project</code></summary>"));
        city_close(&s.city);
    }
}
