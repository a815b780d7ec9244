/* PostgreSQL goes away: a connection, a transaction, the primary itself. */
#include "harness/test.h"
#include "store/test_writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char end_others[] = "select pg_terminate_backend(pid) from pg_stat_activity "
                                 "where datname = current_database() and pid <> pg_backend_pid()";

static enum err run_text(struct op *op, void *sql)
{
    return store_execute(op, sql);
}

TEST("connections that the server has closed are made anew, and nobody is told")
{
    struct test_database d;
    struct insertion one = {.id = 1}, two = {.id = 2};
    if (!test_has_postgres())
        SKIP("there is no PostgreSQL");
    test_database_open(&d, STORE_POSTGRES, NULL);
    table_make(&d);
    CHECK_INT(table_rows(&d.op), 0);
    op_end(&d.op);
    struct test_database other = {.engine = STORE_POSTGRES};
    REQUIRE(store_open(d.url, NULL, &other.fault, &other.store) == OK);
    other.op = test_op(&other, &other.fault);
    char sql[sizeof(end_others)];
    snprintf(sql, sizeof(sql), "%s", end_others);
    REQUIRE(store_write(&other.op, run_text, sql) == OK);
    CHECK_INT(store_write(&d.op, table_insert_one, &one), OK);
    CHECK_INT(table_rows(&d.op), 1);
    op_end(&d.op);
    REQUIRE(store_write(&other.op, run_text, sql) == OK);
    CHECK_INT(table_rows(&d.op), 1);
    op_end(&d.op);
    CHECK_INT(store_write(&d.op, table_insert_one, &two), OK);
    test_database_close(&other);
    test_database_close(&d);
}

static enum err lose_connection_once(struct op *op, void *arg)
{
    int *runs = arg;
    TRY(table_insert_one(op, &(struct insertion){.id = 1}));
    if (++*runs == 1)
        TRY(store_execute(op, "select pg_terminate_backend(pg_backend_pid())"));
    return table_insert_one(op, &(struct insertion){.id = 2});
}

TEST("a write that loses its connection before the commit runs again, once")
{
    struct test_database d;
    int runs = 0;
    if (!test_has_postgres())
        SKIP("there is no PostgreSQL");
    test_database_open(&d, STORE_POSTGRES, NULL);
    table_make(&d);
    CHECK_INT(store_write(&d.op, lose_connection_once, &runs), OK);
    CHECK_INT(runs, 2);
    CHECK_INT(table_rows(&d.op), 2);
    test_database_close(&d);
}

/* ---- a primary and its standby ---- */

static bool run_tool(const char *what, const char *one, const char *other)
{
    pid_t child = fork();
    if (child == 0) {
        execl(getenv("LZ_TEST_POSTGRES_TOOL"), "test_postgres.sh", what, one, other, (char *)NULL);
        _exit(127);
    }
    int status;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void new_folder(char path[64])
{
    snprintf(path, 64, "/tmp/lianzhang-pair-XXXXXX"); /* short, and open to the user of the server: for its socket */
    REQUIRE(mkdtemp(path) && chmod(path, 0755) == 0);
}

static void write_without_standby(const char *primary)
{
    static char url[200];
    struct test_database d = {.engine = STORE_POSTGRES, .url = url};
    struct store_settings settings = {.write_limit_ms = 500};
    snprintf(url, sizeof(url), "postgresql://postgres@/postgres?host=%s", primary);
    if (!CHECK(store_open(url, &settings, &d.fault, &d.store) == OK))
        return;
    d.op = test_op(&d, &d.fault);
    CHECK_INT(store_write(&d.op, table_create, NULL), OK);
    CHECK(test_psql(url, "alter system set synchronous_standby_names = 'nobody'"));
    CHECK(test_psql(url, "select pg_reload_conf()"));
    CHECK(test_psql(url, "select pg_sleep(0.2)")); /* the servers of open connections read it between statements */
    CHECK_INT(store_write(&d.op, table_insert_one, &(struct insertion){.id = 1}), ERR_STORAGE);
    CHECK_TEXT(d.fault.says->id, "store.unconfirmed");
    test_database_close(&d);
}

TEST("what no standby confirmed in time is not acknowledged, though the server calls it committed")
{
    char primary[64];
    if (!test_has_postgres() || !getenv("LZ_TEST_POSTGRES_TOOL"))
        SKIP("there is no PostgreSQL");
    new_folder(primary);
    if (CHECK(run_tool("start", primary, NULL)))
        write_without_standby(primary);
    CHECK(run_tool("stop", primary, NULL));
}

static struct writer_process writer;

/* Writes before, during and after the change of the primary; all between the start of the servers and their end. */
static void change_primary_under_load(const char *primary, const char *standby)
{
    static char url[200];
    struct test_database d = {.engine = STORE_POSTGRES, .url = url};
    snprintf(url, sizeof(url), "postgresql://postgres@/postgres?host=%s,%s", primary, standby);
    if (!CHECK(store_open(url, NULL, &d.fault, &d.store) == OK))
        return;
    d.op = test_op(&d, &d.fault);
    CHECK_INT(store_write(&d.op, table_create, NULL), OK);
    test_database_close(&d);
    writer_start(&writer, url, NULL, 0);
    CHECK(writer_wait_for(&writer, 200));
    CHECK(run_tool("kill", primary, NULL));
    CHECK(run_tool("promote", standby, NULL));
    size_t before = writer.n;
    CHECK(writer_wait_for(&writer, 200));
    writer_end(&writer, true);
    CHECK(writer.n >= before + 200);
    CHECK_INT(writer_missing_anew(&writer, &d), 0);
}

TEST("when the primary is killed under load the standby takes over: writing goes on, nothing acknowledged is lost")
{
    char primary[64], standby[64];
    if (!test_has_postgres() || !getenv("LZ_TEST_POSTGRES_TOOL"))
        SKIP("there is no PostgreSQL");
    new_folder(primary);
    new_folder(standby);
    if (CHECK(run_tool("start", primary, NULL)) && CHECK(run_tool("standby", primary, standby)))
        change_primary_under_load(primary, standby);
    CHECK(run_tool("stop", primary, NULL));
    CHECK(run_tool("stop", standby, NULL));
}
