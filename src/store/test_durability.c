/* What was acknowledged is there: after kill -9, power loss, full disks, failing writes. */
#include "harness/test.h"
#include "store/test_table.h"
#include "store/test_vfs.h"
#include "store/test_writer.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static struct writer_process writer;

static void make_table_and_close(struct test_database *d, enum store_engine engine)
{
    test_database_open(d, engine, NULL);
    table_make(d);
    test_database_close(d);
}

TEST("what a process acknowledged before kill -9 is there, and nothing by halves")
{
    uint64_t random = test_seed() * 2654435761 + 1;
    for (int round = 0; round < test_rounds(4, 40); round++) {
        struct test_database d;
        make_table_and_close(&d, round % 2 && test_has_postgres() ? STORE_POSTGRES : STORE_SQLITE);
        writer_start(&writer, d.url, NULL, 0);
        CHECK(writer_wait_for(&writer, 1 + (size_t)(test_random(&random) % 400)));
        writer_end(&writer, true);
        CHECK(WIFSIGNALED(writer.status) && WTERMSIG(writer.status) == SIGKILL);
        CHECK_INT(writer_missing_anew(&writer, &d), 0);
    }
}

/* ---- power ---- */

static void cut_power(uint64_t random)
{
    test_vfs_install();
    test_vfs_cut_power_at(5 + (size_t)(random % 600), random);
}

static void cut_power_of_lying_disk(uint64_t random)
{
    test_vfs_ignore_syncs(true);
    cut_power(random);
}

static void write_until_power_goes(struct test_database *d, void (*prepare)(uint64_t), uint64_t random)
{
    make_table_and_close(d, STORE_SQLITE);
    writer_start(&writer, d->url, prepare, random);
    writer_end(&writer, false);
    CHECK(WIFEXITED(writer.status) && WEXITSTATUS(writer.status) == TEST_VFS_POWER_EXIT);
}

TEST("what was acknowledged before the power went is there, whatever the disk had not written yet")
{
    uint64_t random = test_seed() * 2654435761 + 7;
    for (int round = 0; round < test_rounds(15, 500); round++) {
        struct test_database d;
        write_until_power_goes(&d, cut_power, test_random(&random));
        CHECK_INT(writer_missing_anew(&writer, &d), 0);
    }
}

TEST("on a disk that ignores syncs a power cut does lose what was acknowledged: the test above can fail")
{
    size_t lost = 0;
    for (uint64_t random = 1; random < 12 && !lost; random++) {
        struct test_database d;
        struct fault f = {0};
        write_until_power_goes(&d, cut_power_of_lying_disk, random * 7919);
        if (store_open(d.url, NULL, &f, &d.store) != OK) {
            lost = 1; /* not even a database is left */
            break;
        }
        d.op = test_op(&d, &f);
        lost = writer_missing(&writer, &d.op);
        test_database_close(&d);
    }
    CHECK(lost > 0);
}

/* ---- full disks, failing writes ---- */

static void open_on_failing_disk(struct test_database *d)
{
    test_vfs_install();
    test_database_open(d, STORE_SQLITE, NULL);
    table_make(d);
}

TEST("a full disk is named as what it is, nothing is written by halves, and with room it goes on")
{
    struct test_database d;
    open_on_failing_disk(&d);
    static char long_name[20000];
    memset(long_name, 'x', sizeof(long_name) - 1);
    int64_t id = 0;
    for (int64_t room = 0; room < 200000; room += 7001) {
        enum err e = OK;
        test_vfs_disk_bytes(room);
        for (int i = 0; i < 20 && e == OK; i++) {
            snprintf(long_name, 32, "%ld", (long)id);
            long_name[strlen(long_name)] = 'x';
            e = store_write(&d.op, table_insert_one, &(struct insertion){.id = id, .name = long_name});
            id += e == OK;
        }
        CHECK_INT(e, ERR_STORAGE);
        CHECK_TEXT(d.fault.says->id, "store.disk_full");
        fault_clear(&d.fault);
        test_vfs_disk_bytes(-1);
        CHECK_INT(table_rows(&d.op), id);
        op_end(&d.op);
        CHECK_INT(store_write(&d.op, table_insert_one, &(struct insertion){.id = id}), OK);
        id++;
    }
    test_database_close(&d);
}

static void check_failing(struct test_database *d, size_t (*fail_nth)(size_t), int64_t *id, int *ret_failed)
{
    for (size_t n = 1; n < 12; n++) {
        fail_nth(n);
        enum err e = store_write(&d->op, table_insert_pair, &(struct insertion){.id = *id});
        fail_nth(0);
        CHECK(e == OK || e == ERR_STORAGE);
        fault_clear(&d->fault);
        *ret_failed += e != OK;
        *id += e == OK ? 2 : 0;
        CHECK_INT(table_rows(&d->op), *id);
        op_end(&d->op);
        CHECK_INT(store_write(&d->op, table_insert_pair, &(struct insertion){.id = *id}), OK);
        *id += 2;
    }
}

TEST("whichever write or sync of the disk fails, a pair is there or not, and the store goes on")
{
    struct test_database d;
    int64_t id = 0;
    int failed_writes = 0, failed_syncs = 0;
    open_on_failing_disk(&d);
    check_failing(&d, test_vfs_fail_write, &id, &failed_writes);
    check_failing(&d, test_vfs_fail_sync, &id, &failed_syncs);
    CHECK(failed_writes > 0);
    CHECK(failed_syncs > 0);
    test_database_close(&d);
}

static int64_t file_bytes(const char *path)
{
    FILE *f = fopen(path, "rb");
    REQUIRE(f != NULL);
    fseek(f, 0, SEEK_END);
    int64_t n = ftell(f);
    fclose(f);
    return n;
}

/* The log's file never shrinks; once it starts over, what was written outgrows it.  How soon depends on the machine. */
TEST("checkpoints happen beside the writes, and the log starts over")
{
    enum { WRITES_MAX = 40000, BYTES_A_WRITE = 15000 };
    struct test_database d;
    open_on_failing_disk(&d);
    static char name[3000];
    char log[600];
    bool started_over = false;
    memset(name, 'y', sizeof(name) - 1);
    snprintf(log, sizeof(log), "%s-wal", d.url + strlen("sqlite:"));
    for (int64_t i = 0; i < WRITES_MAX && !started_over; i++) {
        snprintf(name, 16, "%07d", (int)i);
        name[7] = 'y';
        REQUIRE(store_write(&d.op, table_insert_one, &(struct insertion){.id = i, .name = name}) == OK);
        arena_reset(d.op.arena);
        if (i % 500 == 499)
            started_over = (i + 1) * BYTES_A_WRITE > file_bytes(log) * 3 / 2 && i > 2000;
    }
    CHECK(started_over);
    test_database_close(&d);
}
