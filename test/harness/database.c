#include "harness/database.h"

#include "harness/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARENA_BYTES = 64 << 20, TODAY = 20260305 };

bool test_has_postgres(void)
{
    static bool said;
    if (getenv("LZ_TEST_POSTGRES"))
        return true;
    if (!said)
        printf("  the PostgreSQL half is skipped: no LZ_TEST_POSTGRES\n");
    said = true;
    return false;
}

/* psql -c SQL against the cluster's maintenance database. */
static void run_psql(const char *sql)
{
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stdout))
            _exit(127);
        execlp("psql", "psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", getenv("LZ_TEST_POSTGRES"), "-c", sql,
               (char *)NULL);
        _exit(127);
    }
    int status;
    waitpid(child, &status, 0);
    REQUIRE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* postgresql://…/postgres?host=… → the same with another database. */
static const char *postgres_url(const char *name)
{
    static char url[512];
    const char *base = getenv("LZ_TEST_POSTGRES");
    const char *query = strchr(base, '?'), *slash = strrchr(base, '/');
    if (query)
        for (slash = query; slash > base && *slash != '/'; slash--)
            ;
    snprintf(url, sizeof(url), "%.*s/%s%s", (int)(slash - base), base, name, query ? query : "");
    return url;
}

static const char *new_name(void)
{
    static int number;
    static char name[64];
    snprintf(name, sizeof(name), "t%d_%d", (int)getpid(), ++number);
    return name;
}

void test_database_open(struct test_database *d, enum store_engine engine, const struct store_settings *settings)
{
    static char url[512];
    struct store_settings usual = {.create = true};
    const char *name = new_name();
    *d = (struct test_database){.engine = engine};
    if (engine == STORE_POSTGRES) {
        char sql[128];
        snprintf(sql, sizeof(sql), "create database %s", name);
        run_psql(sql);
        snprintf(url, sizeof(url), "%s", postgres_url(name));
    } else {
        snprintf(url, sizeof(url), "sqlite:%s/%s.db", test_scratch(), name);
    }
    d->url = url;
    if (store_open(url, settings ? settings : &usual, &d->fault, &d->store) != OK) {
        printf("  %s: %s [%s]\n", url, d->fault.words[LANGUAGE_EN], d->fault.detail);
        REQUIRE(false);
    }
    d->op = test_op(d, &d->fault);
}

struct op test_op(struct test_database *d, struct fault *f)
{
    return (struct op){
        .arena = arena_new(ARENA_BYTES),
        .fault = f,
        .store = d->store,
        .sees_all = true,
        .zone_minutes = 480,
        .today = TODAY,
        .now_us = moment_day_start(TODAY, 480) + INT64_C(10) * 3600 * 1000000,
        .login = "test",
        .address = "test",
    };
}

void test_op_release(struct op *op)
{
    op_end(op);
    arena_free(op->arena);
    op->arena = NULL;
}

void test_database_close(struct test_database *d)
{
    test_op_release(&d->op);
    store_close(d->store);
    if (d->engine == STORE_POSTGRES) {
        char sql[128];
        const char *slash = strrchr(d->url, '/'), *query = strchr(d->url, '?');
        if (query)
            for (slash = query; *slash != '/'; slash--)
                ;
        snprintf(sql, sizeof(sql), "drop database %.*s with (force)",
                 (int)((query ? query : slash + strlen(slash)) - slash - 1), slash + 1);
        run_psql(sql);
    }
}
