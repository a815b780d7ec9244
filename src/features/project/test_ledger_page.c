/* Stories over HTTP: the ledgers as a page, a file and the interface. */
#include "base/embedded.h"
#include "features/feature.h"
#include "harness/test.h"
#include "record/act.h"
#include "record/record.h"
#include "rulebook/in_force.h"
#include "web/browser.h"

#include <stdio.h>
#include <string.h>

extern const struct feature project_feature;

struct story {
    struct city city;
    struct browser office, stranger;
    int64_t cars, chips, project;
};

static enum err load_model(struct op *op, void *arg)
{
    size_t n;
    int64_t version;
    const char *text = embedded_file(arg, &n);
    return rulebook_load(op, text, n, date_make(2000, 1, 1), &version);
}

static void load(struct test_database *d, const char *path)
{
    char copy[100];
    snprintf(copy, sizeof(copy), "%s", path);
    REQUIRE(act_run(&d->op, "test", "", load_model, copy, NULL) == OK);
}

#define PUT(city, kind, ...) city_record((city), (kind), (const char *[]){__VA_ARGS__, NULL})

static int64_t put_project(struct city *c, const char *name, const char *total, const char *evidence)
{
    int64_t id = PUT(c, "project", "name", name, "chain", "新能源汽车", "action", "建链", "district", "东屏区", "total",
                     total, "origin", "招商");
    PUT(c, "event", "project", name, "kind", "签约", "on_date", "2026-02-10", "evidence", evidence);
    return id;
}

static enum err move(struct op *op, void *arg)
{
    const struct story *s = arg;
    struct record *r;
    struct findings findings = {0};
    TRY(record_load(op, kinds_find(op->kinds, "project"), s->project, &r));
    record_set_int(r, "chain", s->chips);
    return record_save(op, r, "", &findings);
}

static void set_day(struct test_database *d, date_t day)
{
    d->op.backdate_us = moment_day_start(day, 480);
}

/* In February two projects are signed for cars; in March one of them turns out to be one of chips. */
static void begin(struct story *s, struct test_database *d)
{
    set_day(d, date_make(2026, 2, 11));
    city_open(&s->city, d, project_feature.routes);
    load(d, "models/default.yaml");
    load(d, "models/changsha.yaml");
    PUT(&s->city, "region", "name", "东屏区", "kind", "区县");
    s->cars = PUT(&s->city, "chain", "name", "新能源汽车");
    s->chips = PUT(&s->city, "chain", "name", "集成电路");
    put_project(&s->city, "电机项目", "3.5亿元", "合同");
    s->project = put_project(&s->city, "芯片项目", "2亿元", "自报");
    set_day(d, date_make(2026, 3, 2));
    REQUIRE(act_run(&d->op, "test", "", move, s, NULL) == OK);
    op_end(&d->op);
    city_account(&s->city, "office", "市链长办");
    city_account(&s->city, "stranger", "企业");
    browser_sign_in(&s->office, &s->city, "office");
    browser_sign_in(&s->stranger, &s->city, "stranger");
}

TEST("a project that moved is on its new chain's ledger with its history, and both ledgers say that it moved")
{
    EACH_ENGINE(d)
    {
        struct story s;
        char path[200];
        begin(&s, &d);
        snprintf(path, sizeof(path), "/ledgers/unstarted?period=2026-03&chain=%lld", (long long)s.chips);
        const char *page = browser_get(&s.office, path);
        CHECK_INT(status_of_answer(page), 200);
        CHECK(strstr(page, "调入 <a class=\"t\" href=\"/projects/XM00002\">芯片项目</a>"));
        CHECK(strstr(page, "新能源汽车 → 集成电路"));
        CHECK(strstr(page, "未开工 1 个"));
        snprintf(path, sizeof(path), "/ledgers/unstarted?period=2026-03&chain=%lld", (long long)s.cars);
        page = browser_get(&s.office, path);
        CHECK(strstr(page, "调出 <a class=\"t\" href=\"/projects/XM00002\">芯片项目</a>"));
        CHECK(!strstr(browser_get(&s.office, "/ledgers/unstarted?period=2026-02"), "链间调整"));
        city_close(&s.city);
    }
}

TEST("one month stands under two sets of rules, and what they differ by is a rule change")
{
    EACH_ENGINE(d)
    {
        struct story s;
        begin(&s, &d);
        const char *page = browser_get(&s.office, "/ledgers/signed?period=2026-02&beside=changsha.1");
        CHECK(strstr(page, "长沙口径第1版 − 通用口径第1版"));
        CHECK(strstr(page, "−2.00")); /* the one that only its firm reported */
        CHECK(strstr(browser_get(&s.office, "/ledgers/signed?period=2026-02&rules=changsha.1"), "新签约 1 个"));
        CHECK_INT(status_of_answer(browser_get(&s.office, "/ledgers/signed?rules=changsha")), 422);
        city_close(&s.city);
    }
}

TEST("a ledger leaves as csv, as a workbook and as JSON, and to nobody who may not see projects")
{
    EACH_ENGINE(d)
    {
        struct story s;
        begin(&s, &d);
        CHECK(strstr(browser_get(&s.office, "/ledgers/signed/export?period=2026-02"), ",35000,2026-02-10,"));
        const char *file = browser_get(&s.office, "/ledgers/signed/export?format=xlsx&period=2026-02");
        CHECK_INT(status_of_answer(file), 200);
        CHECK(strstr(file, "\r\n\r\nPK"));
        const char *json = browser_get(&s.office, "/api/v1/ledgers/signed?period=2026-02");
        CHECK(strstr(json, "\"ledger\":\"signed\""));
        CHECK(strstr(json, "\"n\":2,\"fen\":55000000000"));
        const char *denied = browser_get(&s.stranger, "/api/v1/ledgers/signed?period=2026-02");
        CHECK(!strstr(denied, "电机项目"));
        CHECK(!strstr(browser_get(&s.stranger, "/ledgers/signed?period=2026-02"), "电机项目"));
        city_close(&s.city);
    }
}
