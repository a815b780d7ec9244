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

bool test_psql(const char *url, const char *sql)
{
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
            _exit(127);
        execlp("psql", "psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql, (char *)NULL);
        _exit(127);
    }
    int status;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* postgresql://…/postgres?host=… → the same with another database. */
static void postgres_url(const char *name, char *url, size_t size_bytes)
{
    const char *base = getenv("LZ_TEST_POSTGRES");
    const char *query = strchr(base, '?'), *slash = strrchr(base, '/');
    if (query)
        for (slash = query; slash > base && *slash != '/'; slash--)
            ;
    snprintf(url, size_bytes, "%.*s/%s%s", (int)(slash - base), base, name, query ? query : "");
}

/* Emptying the database of the test before takes a tenth of the time of a new one, unless there is much in it. */
static const char empty[] =
    "do $$ begin"
    "  if (select count(*) from pg_class where relnamespace = 'public'::regnamespace) > 100 then"
    "    raise exception 'dropping it is faster';"
    "  end if;"
    "  drop schema public cascade;"
    "  create schema public; "
    "end $$";

static void make_empty_postgres(struct test_database *d, const char *name)
{
    char sql[100];
    postgres_url(name, d->url_text, sizeof(d->url_text));
    if (test_psql(d->url_text, empty))
        return;
    snprintf(sql, sizeof(sql), "drop database if exists %s with (force)", name);
    REQUIRE(test_psql(getenv("LZ_TEST_POSTGRES"), sql));
    snprintf(sql, sizeof(sql), "create database %s", name);
    REQUIRE(test_psql(getenv("LZ_TEST_POSTGRES"), sql));
}

void test_database_open(struct test_database *d, enum store_engine engine, const struct store_settings *settings)
{
    static int opened; /* each test is a process: its databases count from one */
    struct store_settings usual = {.create = true};
    char name[40];
    *d = (struct test_database){.engine = engine, .url = d->url_text};
    snprintf(name, sizeof(name), "lianzhang_test_%d", ++opened);
    if (engine == STORE_POSTGRES)
        make_empty_postgres(d, name);
    else
        snprintf(d->url_text, sizeof(d->url_text), "sqlite:%s/%s.db", test_scratch(), name);
    if (store_open(d->url, settings ? settings : &usual, &d->fault, &d->store) != OK) {
        printf("  %s: %s [%s]\n", d->url, d->fault.words[LANGUAGE_EN], d->fault.detail);
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
}
