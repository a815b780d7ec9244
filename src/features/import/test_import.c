/* Files on their way in: stories over HTTP with the background work done in between, and servers that die at it. */
#include "features/feature.h"
#include "features/import/job.h"
#include "features/import/work.h"
#include "harness/test.h"
#include "import.queries.h"
#include "base/buf.h"
#include "base/progress.h"
#include "record/act.h"
#include "record/list.h"
#include "web/browser.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern const struct feature import_feature;

enum { WORKER = 7 };

/* ---- stories ---- */

struct story {
    struct city city;
    struct browser office;
    char job[100]; /* the address of the newest import */
};

static void begin(struct story *s, struct test_database *d)
{
    city_open(&s->city, d, import_feature.routes);
    city_record(&s->city, "region", (const char *[]){"name", "东屏区", "kind", "区县", NULL});
    city_record(&s->city, "chain", (const char *[]){"name", "新能源汽车", NULL});
    city_account(&s->city, "office", "市链长办");
    browser_sign_in(&s->office, &s->city, "office");
}

static const char *upload(struct story *s, const char *kind, const char *csv)
{
    char body[8000];
    snprintf(body, sizeof(body),
             "--b\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n%s\r\n"
             "--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\n%s\r\n"
             "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n%s\r\n--b--\r\n",
             s->office.csrf, kind, csv);
    const char *answer =
        browser_send(&s->office, "POST", "/import", "Content-Type: multipart/form-data; boundary=b\r\n", body);
    REQUIRE(status_of_answer(answer) == 303);
    snprintf(s->job, sizeof(s->job), "%s", answer_header(answer, "Location"));
    return s->job;
}

static void work(struct test_database *d, int64_t worker)
{
    bool worked = true;
    op_end(&d->op);
    while (worked) {
        struct fault f = {0};
        struct op op = test_op(d, &f);
        op.kinds = d->op.kinds;
        enum err e = import_work(&op, worker, &worked);
        if (e != OK)
            printf("  %s [%s]\n", f.words[LANGUAGE_EN], f.detail);
        REQUIRE(e == OK);
        test_op_release(&op);
    }
}

static void post(struct story *s, const char *what, const char *form)
{
    char path[200];
    snprintf(path, sizeof(path), "%s%s", s->job, what);
    CHECK_INT(status_of_answer(browser_post(&s->office, path, form)), 303);
}

static int64_t count_of(struct test_database *d, const char *kind)
{
    struct list_query q = {.kind = kinds_find(d->op.kinds, kind), .limit = 1, .count = true};
    struct list_page page;
    op_end(&d->op);
    REQUIRE(op_begin_read(&d->op) == OK);
    REQUIRE(list_run(&d->op, &q, &page) == OK);
    op_end(&d->op);
    return page.count;
}

static const char enterprises[] = "企业台账\n企业名称,统一社会信用代码,所在区域,注册资本(万元),联系电话\n"
                                  "云驰有限公司,91430500MAX70E8J8B,东屏区,500,13900001001\n"
                                  "江拓有限公司,,东屏区,3.5亿,\n"
                                  "没有区的公司,,西屏镇,100,\n"
                                  "合计,,,600,\n";

TEST("a file is read in the background, its page says what it asks, and confirmed it becomes records that can be undone")
{
    EACH_ENGINE(d)
    {
        struct story s;
        begin(&s, &d);
        upload(&s, "enterprise", enterprises);
        const char *page = browser_get(&s.office, s.job);
        CHECK(strstr(page, "正在读取文件"));
        CHECK_TEXT(answer_header(page, "Refresh"), "1");
        work(&d, WORKER);
        page = browser_get(&s.office, s.job);
        CHECK(strstr(page, "导入 2 行"));
        CHECK(strstr(page, "西屏镇"));
        CHECK(strstr(page, "江拓有限公司"));
        CHECK_INT(count_of(&d, "enterprise"), 0);
        post(&s, "/apply", "");
        work(&d, WORKER);
        CHECK_INT(count_of(&d, "enterprise"), 2);
        page = browser_get(&s.office, s.job);
        CHECK(strstr(page, "看导入的记录"));
        post(&s, "/undo", "");
        CHECK_INT(count_of(&d, "enterprise"), 0);
        city_close(&s.city);
    }
}

TEST("what is not there is made with the import once a person says so, with what its kind requires")
{
    EACH_ENGINE(d)
    {
        struct story s;
        begin(&s, &d);
        city_record(&s.city, "segment",
                    (const char *[]){"name", "电机", "chain", "新能源汽车", "stage", "中游", "kind", "环节", NULL});
        upload(&s, "position", "企业,环节,角色\n新来有限公司,电机,链主\n");
        work(&d, WORKER);
        CHECK(strstr(browser_get(&s.office, s.job), "企业 · 所在区域"));
        CHECK(strstr(browser_get(&s.office, s.job), "导入 0 行"));
        /* enterprise:新来有限公司, made in 东屏区 */
        post(&s, "",
             "shown=enterprise:%E6%96%B0%E6%9D%A5%E6%9C%89%E9%99%90%E5%85%AC%E5%8F%B8"
             "&make=enterprise:%E6%96%B0%E6%9D%A5%E6%9C%89%E9%99%90%E5%85%AC%E5%8F%B8");
        work(&d, WORKER);
        CHECK(strstr(browser_get(&s.office, s.job), "导入 0 行"));
        post(&s, "",
             "a.0.enterprise.region=%E4%B8%9C%E5%B1%8F%E5%8C%BA"
             "&shown=enterprise:%E6%96%B0%E6%9D%A5%E6%9C%89%E9%99%90%E5%85%AC%E5%8F%B8"
             "&make=enterprise:%E6%96%B0%E6%9D%A5%E6%9C%89%E9%99%90%E5%85%AC%E5%8F%B8");
        work(&d, WORKER);
        CHECK(strstr(browser_get(&s.office, s.job), "导入 1 行"));
        CHECK_INT(count_of(&d, "enterprise"), 0);
        post(&s, "/apply", "");
        work(&d, WORKER);
        CHECK_INT(count_of(&d, "enterprise"), 1);
        CHECK_INT(count_of(&d, "position"), 1);
        city_close(&s.city);
    }
}

TEST("a doubt makes its row wait, an answer takes it in, and the rows not taken come back with their reasons")
{
    EACH_ENGINE(d)
    {
        struct story s;
        begin(&s, &d);
        upload(&s, "enterprise", "企业名称,所在区域,注册资本(万元)\n甲公司,东屏区,100\n甲公司,东屏区,200\n,东屏区,1\n");
        work(&d, WORKER);
        const char *page = browser_get(&s.office, s.job);
        CHECK(strstr(page, "name=\"a.2.capital\""));
        CHECK(strstr(page, "导入 0 行"));
        post(&s, "", "a.2.capital=%3Dtake&a.3.capital=%3Dskip&t.a.2.capital=");
        work(&d, WORKER);
        CHECK(strstr(browser_get(&s.office, s.job), "导入 1 行"));
        char path[200];
        snprintf(path, sizeof(path), "%s/rejects", s.job);
        page = browser_get(&s.office, path);
        CHECK(strstr(page, "缺必填项：企业名称"));
        city_close(&s.city);
    }
}

TEST("an import that is cancelled leaves nothing, before it is confirmed and after")
{
    EACH_ENGINE(d)
    {
        struct story s;
        begin(&s, &d);
        upload(&s, "enterprise", enterprises);
        work(&d, WORKER);
        post(&s, "/apply", "");
        post(&s, "/cancel", "");
        work(&d, WORKER);
        CHECK(strstr(browser_get(&s.office, s.job), "什么也没有写入"));
        CHECK_INT(count_of(&d, "enterprise"), 0);
        city_close(&s.city);
    }
}

/* ---- servers that die ---- */

static struct value made_csv(struct op *op, int rows)
{
    struct buf b;
    buf_init(&b, 0);
    buf_text(&b, "企业名称,所在区域,注册资本(万元)\n");
    for (int i = 0; i < rows; i++)
        buf_printf(&b, "第%d号公司,东屏区,%d\n", i, i + 1);
    struct value v = value_text(arena_text(op->arena, buf_string(&b)));
    buf_release(&b);
    return value_bytes(v.text, v.n_bytes);
}

struct adding {
    int rows;
    int64_t id;
};

static enum err add_job(struct op *op, void *arg)
{
    struct adding *a = arg;
    return import_job_new(op, kinds_find(op->kinds, "enterprise"), "a.csv", made_csv(op, a->rows), &a->id);
}

static enum err confirm(struct op *op, void *arg)
{
    return import_job_state(op, *(const int64_t *)arg, "ready", "applying", NULL);
}

static struct import_job job_now(struct test_database *d, int64_t id)
{
    struct import_job job;
    op_end(&d->op);
    REQUIRE(op_begin_read(&d->op) == OK);
    REQUIRE(import_job_load(&d->op, id, &job) == OK);
    op_end(&d->op);
    return job;
}

/* A server of its own, killed after so long: 0 = it lives to the end of its work. */
static void serve_for(struct test_database *d, int64_t worker, int lives_us)
{
    pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        struct fault f = {0};
        struct store_settings settings = {.before_commit = act_seal};
        struct op op = d->op;
        op.fault = &f;
        op.connection = NULL;
        op.arena = arena_new(256 << 20);
        bool worked = store_open(d->url, &settings, &f, &op.store) == OK;
        while (worked && import_work(&op, worker, &worked) == OK)
            continue;
        _exit(0);
    }
    if (lives_us) {
        usleep((useconds_t)lives_us);
        kill(child, SIGKILL);
    }
    int status;
    waitpid(child, &status, 0);
}

/* Leases are a matter of other servers' clocks: here they are over at once. */
static enum err end_lease(struct op *op, void *arg)
{
    return import_job_lease_over(op, *(const int64_t *)arg, NULL);
}

TEST("a server killed while it reads, checks or writes an import leaves nothing by halves, and the next one goes on")
{
    uint64_t random = test_seed() * 2654435761 + 5;
    for (int round = 0; round < test_rounds(4, 40); round++) {
        struct test_database d;
        struct city city;
        struct adding a = {.rows = 5000};
        int kills = 0;
        test_database_open(&d, round % 2 && test_has_postgres() ? STORE_POSTGRES : STORE_SQLITE, NULL);
        city_open(&city, &d, import_feature.routes);
        city_record(&city, "region", (const char *[]){"name", "东屏区", "kind", "区县", NULL});
        op_end(&d.op);
        REQUIRE(store_write(&d.op, add_job, &a) == OK);
        world_free(city.world);
        city.world = NULL;
        bool confirmed = false;
        for (int64_t worker = 1;; worker++) {
            struct import_job job = job_now(&d, a.id);
            CHECK(job.state == IMPORT_APPLIED || count_of(&d, "enterprise") == 0);
            if (job.state == IMPORT_APPLIED || job.state == IMPORT_FAILED || worker > 40)
                break;
            if (job.state == IMPORT_READY && !confirmed)
                REQUIRE(store_write(&d.op, confirm, &a.id) == OK);
            REQUIRE(store_write(&d.op, end_lease, &a.id) == OK);
            bool dies = kills < 6;
            kills += dies;
            serve_for(&d, worker, dies ? 1 + (int)(test_random(&random) % 400000) : 0);
        }
        struct import_job job = job_now(&d, a.id);
        CHECK_INT(job.state, IMPORT_APPLIED);
        CHECK_INT(job.outcomes[IMPORT_IS_NEW], 5000);
        CHECK_INT(count_of(&d, "enterprise"), 5000);
        int64_t n;
        REQUIRE(op_begin_read(&d.op) == OK);
        CHECK(act_verify(&d.op, &n) == OK);
        op_end(&d.op);
        test_database_close(&d);
        kinds_free(city.kinds);
    }
}

struct stopping {
    struct progress *progress;
    int64_t job;
};

static void *stop_when_begun(void *arg)
{
    const struct stopping *s = arg;
    int64_t done;
    while (!progress_look(s->progress, s->job, &done))
        usleep(100);
    progress_stop(s->progress, s->job);
    return NULL;
}

TEST("an import that is told to stop while it writes takes back what it wrote")
{
    EACH_ENGINE(d)
    {
        struct city city;
        struct adding a = {.rows = 9000};
        bool worked;
        city_open(&city, &d, import_feature.routes);
        city_record(&city, "region", (const char *[]){"name", "东屏区", "kind", "区县", NULL});
        op_end(&d.op);
        REQUIRE(store_write(&d.op, add_job, &a) == OK);
        work(&d, WORKER);
        REQUIRE(store_write(&d.op, confirm, &a.id) == OK);
        struct fault f = {0};
        struct op op = test_op(&d, &f);
        struct stopping stopping = {progress_new(), a.id};
        pthread_t thread;
        op.kinds = d.op.kinds;
        op.progress = stopping.progress;
        REQUIRE(pthread_create(&thread, NULL, stop_when_begun, &stopping) == 0);
        CHECK(import_work(&op, WORKER, &worked) == OK);
        pthread_join(thread, NULL);
        progress_free(op.progress);
        test_op_release(&op);
        CHECK_INT(count_of(&d, "enterprise"), 0);
        city_close(&city);
    }
}
