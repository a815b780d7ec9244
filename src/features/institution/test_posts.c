/* The posts that a rulebook asks for, on both databases. */
#include "base/embedded.h"
#include "features/feature.h"
#include "features/institution/posts.h"
#include "harness/test.h"
#include "record/act.h"
#include "rulebook/in_force.h"
#include "web/browser.h"

#include <string.h>

extern const struct feature institution_feature;

static const char rules[] = "model: default\n"
                            "name: 试行\n"
                            "posts:\n"
                            "  - {duty: chief_chief, per: city, least: 1, most: 2}\n"
                            "  - {duty: chief, per: chain, exactly: 1}\n"
                            "  - {duty: liaison, per: chain, least: 2}\n"
                            "  - {duty: minder, per: project, least: 1}\n"
                            "ledgers:\n"
                            "  performed: [land]\n"
                            "  signed: {event: signed, own_event: filed}\n"
                            "  started: {counts: reported}\n"
                            "  completed: {counts: reported}\n"
                            "  produced: {counts: reported}\n"
                            "  capacity: {counts: reported}\n"
                            "  raised: {counts: reported}\n"
                            "  ended: {counts: reported}\n"
                            "  resumed: {counts: reported}\n";

static enum err load_rules(struct op *op, void *arg)
{
    (void)arg;
    int64_t version;
    return rulebook_load(op, rules, strlen(rules), date_make(2000, 1, 1), &version);
}

#define PUT(city, kind, ...) city_record((city), (kind), (const char *[]){__VA_ARGS__, NULL})

static void build(struct city *c, struct test_database *d)
{
    REQUIRE(act_run(&d->op, "test", "", load_rules, NULL, NULL) == OK);
    PUT(c, "region", "name", "东屏区", "kind", "区县");
    PUT(c, "unit", "name", "链长办", "kind", "链长办");
    PUT(c, "chain", "name", "新能源汽车");
    PUT(c, "chain", "name", "集成电路");
    PUT(c, "person", "name", "甲一", "unit", "链长办");
    PUT(c, "person", "name", "乙二", "unit", "链长办");
    PUT(c, "post", "person", "甲一", "duty", "链长", "chain", "新能源汽车", "held_from", "2025-01-01");
    PUT(c, "post", "person", "乙二", "duty", "链长", "chain", "集成电路", "held_from", "2025-01-01", "held_to",
        "2025-12-31");
    PUT(c, "post", "person", "乙二", "duty", "联络员", "chain", "集成电路", "held_from", "2026-01-01");
    PUT(c, "project", "name", "电机项目", "chain", "新能源汽车", "action", "建链", "district", "东屏区", "total",
        "3亿元");
    PUT(c, "project", "name", "电池项目", "chain", "新能源汽车", "action", "建链", "district", "东屏区", "total",
        "3亿元", "minder", "甲一");
}

static const struct posts_demand *demand(const struct posts_report *r, const char *chain, const char *duty)
{
    for (size_t i = 0; i < r->n_demands; i++)
        if (strcmp(r->demands[i].chain_name, chain) == 0 && strcmp(r->demands[i].rule->duty, duty) == 0)
            return &r->demands[i];
    REQUIRE(false);
    return NULL;
}

TEST("what the rulebook asks for is met by those who hold a post today, and what is missing is named")
{
    EACH_ENGINE(d)
    {
        struct city c;
        struct posts_report r;
        city_open(&c, &d, NULL);
        build(&c, &d);
        REQUIRE(posts_report(&d.op, NULL, "", &r) == OK);
        CHECK_INT(r.n_demands, 5);
        CHECK_INT(demand(&r, "", "chief_chief")->verdict, POSTS_TOO_FEW);
        CHECK_INT(demand(&r, "新能源汽车", "chief")->verdict, POSTS_MET);
        CHECK_TEXT(demand(&r, "新能源汽车", "chief")->people, "甲一");
        CHECK_INT(demand(&r, "集成电路", "chief")->verdict, POSTS_TOO_FEW); /* held until the end of 2025 */
        CHECK_INT(demand(&r, "集成电路", "liaison")->held, 1);
        CHECK_INT(r.n_unmet, 4);
        CHECK_INT(r.n_projects, 2);
        REQUIRE(r.n_gaps == 1);
        CHECK_TEXT(r.gaps[0].name, "电机项目");
        REQUIRE(posts_report(&d.op, NULL, "集成电路", &r) == OK);
        CHECK_INT(r.n_demands, 2);
        CHECK_INT(posts_report(&d.op, NULL, "没有这条链", &r), ERR_MISSING);
        fault_clear(&d.fault);
        op_end(&d.op);
        city_close(&c);
    }
}

static enum err load_zhejiang(struct op *op, void *arg)
{
    (void)arg;
    size_t n;
    int64_t version;
    const char *text = embedded_file("models/zhejiang.yaml", &n);
    return rulebook_load(op, text, n, date_make(2000, 1, 1), &version);
}

TEST("the page shows every chain, also where the rulebook asks nothing of the city, and leads to the form that fills a "
     "gap")
{
    EACH_ENGINE(d)
    {
        struct city c;
        struct browser office;
        city_open(&c, &d, institution_feature.routes);
        build(&c, &d);
        REQUIRE(act_run(&d.op, "test", "", load_zhejiang, NULL, NULL) == OK);
        op_end(&d.op);
        city_account(&c, "office", "市链长办");
        browser_sign_in(&office, &c, "office");
        const char *page = browser_get(&office, "/institution?model=zhejiang");
        CHECK_INT(status_of_answer(page), 200);
        CHECK(strstr(page, ">新能源汽车</a>"));
        CHECK(strstr(page, ">集成电路</a>"));
        CHECK(strstr(page, "/posts/new?duty=recruiter&amp;chain=L00001"));
        CHECK_INT(status_of_answer(browser_get(&office, "/institution?model=none")), 404);
        city_close(&c);
    }
}
