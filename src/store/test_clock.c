#include "harness/test.h"
#include "store/test_table.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 8, WRITES = 60 };

struct taken {
    int64_t id, at_us;
};

struct worker {
    struct test_database *database;
    pthread_t thread;
    struct taken taken[WRITES];
    int n, failed;
    int64_t many; /* ids at a time */
};

static enum err stamp_and_insert(struct op *op, void *arg)
{
    struct worker *w = arg;
    struct taken *t = &w->taken[w->n];
    TRY(store_next_ids(op, w->many, &t->id));
    TRY(store_stamp(op, &t->at_us));
    return statement_execute(op, &table_stamp, (struct value[]){value_int(t->id), value_int(t->at_us)}, NULL);
}

static void *stamp_many(void *arg)
{
    struct worker *w = arg;
    struct fault f = {0};
    struct op op = test_op(w->database, &f);
    for (w->n = 0; w->n < WRITES; w->n++)
        w->failed += store_write(&op, stamp_and_insert, w) != OK;
    test_op_release(&op);
    return NULL;
}

static int compare_stamps(const void *a, const void *b)
{
    int64_t one = ((const struct taken *)a)->at_us, other = ((const struct taken *)b)->at_us;
    return (one > other) - (one < other);
}

static int compare_ids(const void *a, const void *b)
{
    int64_t one = ((const struct taken *)a)->id, other = ((const struct taken *)b)->id;
    return (one > other) - (one < other);
}

/* Of n blocks of `many` ids none overlaps another; no stamp stands twice. */
static void check_taken(struct taken *taken, int n, int64_t many)
{
    int overlaps = 0, twice = 0;
    qsort(taken, (size_t)n, sizeof(*taken), compare_ids);
    for (int i = 1; i < n; i++)
        overlaps += taken[i].id < taken[i - 1].id + many;
    qsort(taken, (size_t)n, sizeof(*taken), compare_stamps);
    for (int i = 1; i < n; i++)
        twice += taken[i].at_us == taken[i - 1].at_us;
    CHECK_INT(overlaps, 0);
    CHECK_INT(twice, 0);
}

TEST("stamps under many threads are each later than the one before and never twice the same; nor are ids")
{
    EACH_ENGINE(d)
    {
        static struct worker workers[THREADS];
        static struct taken all[THREADS * WRITES];
        table_make(&d);
        for (int i = 0; i < THREADS; i++) {
            workers[i] = (struct worker){.database = &d, .many = 1 + 99 * (i % 2)};
            pthread_create(&workers[i].thread, NULL, stamp_many, &workers[i]);
        }
        for (int i = 0; i < THREADS; i++) {
            int backwards = 0;
            pthread_join(workers[i].thread, NULL);
            CHECK_INT(workers[i].failed, 0);
            for (int j = 1; j < WRITES; j++)
                backwards += workers[i].taken[j].at_us <= workers[i].taken[j - 1].at_us;
            CHECK_INT(backwards, 0);
            memcpy(&all[i * WRITES], workers[i].taken, sizeof(workers[i].taken));
        }
        check_taken(all, THREADS * WRITES, 1);
        CHECK_INT(table_rows(&d.op), THREADS * WRITES);
    }
}

static enum err take_blocks(struct op *op, void *arg)
{
    struct worker *w = arg;
    for (w->n = 0; w->n < WRITES; w->n++)
        TRY(store_next_ids(op, w->many, &w->taken[w->n].id));
    return OK;
}

static void *take_blocks_many(void *arg)
{
    struct worker *w = arg;
    struct fault f = {0};
    struct op op = test_op(w->database, &f);
    w->failed = store_write(&op, take_blocks, w) != OK;
    test_op_release(&op);
    return NULL;
}

TEST("blocks of ids do not reach into each other")
{
    EACH_ENGINE(d)
    {
        static struct worker workers[THREADS];
        static struct taken all[THREADS * WRITES];
        for (int i = 0; i < THREADS; i++) {
            workers[i] = (struct worker){.database = &d, .many = 70};
            pthread_create(&workers[i].thread, NULL, take_blocks_many, &workers[i]);
        }
        for (int i = 0; i < THREADS; i++) {
            pthread_join(workers[i].thread, NULL);
            CHECK_INT(workers[i].failed, 0);
            memcpy(&all[i * WRITES], workers[i].taken, sizeof(workers[i].taken));
        }
        for (int i = 0; i < THREADS * WRITES; i++)
            all[i].at_us = i;
        check_taken(all, THREADS * WRITES, 70);
    }
}

/* In a process of its own: what it took goes to the parent. */
static void stamp_in_process(const struct test_database *of, int out)
{
    struct test_database d = {.engine = of->engine};
    static struct worker w;
    REQUIRE(store_open(of->url, NULL, &d.fault, &d.store) == OK);
    w = (struct worker){.database = &d, .many = 1};
    stamp_many(&w);
    store_close(d.store);
    bool sent = w.failed == 0 && write(out, w.taken, sizeof(w.taken)) == (ssize_t)sizeof(w.taken);
    _exit(sent ? 0 : 1);
}

TEST("two processes on one database never share a stamp or an id")
{
    for (int engine = 0; engine < (test_has_postgres() ? 2 : 1); engine++) {
        enum { PROCESSES = 2 };
        static struct taken all[PROCESSES * WRITES];
        struct test_database d;
        pid_t children[PROCESSES];
        int ends[PROCESSES][2], status;
        test_database_open(&d, (enum store_engine)engine, NULL);
        table_make(&d);
        store_close(d.store); /* nothing of it is carried into the children */
        for (int i = 0; i < PROCESSES; i++) {
            REQUIRE(pipe(ends[i]) == 0);
            fflush(NULL);
            children[i] = fork();
            if (children[i] == 0)
                stamp_in_process(&d, ends[i][1]);
        }
        for (int i = 0; i < PROCESSES; i++) {
            waitpid(children[i], &status, 0);
            CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
            CHECK(read(ends[i][0], &all[i * WRITES], sizeof(all) / PROCESSES) == (ssize_t)(sizeof(all) / PROCESSES));
            close(ends[i][0]);
            close(ends[i][1]);
        }
        check_taken(all, PROCESSES * WRITES, 1);
        REQUIRE(store_open(d.url, NULL, &d.fault, &d.store) == OK);
        d.op.store = d.store;
        CHECK_INT(table_rows(&d.op), PROCESSES * WRITES);
        test_database_close(&d);
    }
}

TEST("a history written with its own moments is stamped with them, never before the last stamp")
{
    EACH_ENGINE(d)
    {
        static struct worker w;
        w = (struct worker){.database = &d, .many = 1};
        table_make(&d);
        d.op.backdate_us = 1000000;
        CHECK_INT(store_write(&d.op, stamp_and_insert, &w), OK);
        CHECK_INT(w.taken[0].at_us, 1000000);
        d.op.backdate_us = 500;
        CHECK_INT(store_write(&d.op, stamp_and_insert, &w), OK);
        CHECK_INT(w.taken[0].at_us, 1000001);
        d.op.backdate_us = 0;
        CHECK_INT(store_write(&d.op, stamp_and_insert, &w), OK);
        CHECK(w.taken[0].at_us > 1000000000);
    }
}

/* ---- fence F ---- */

struct stamper {
    struct test_database *database;
    pthread_t thread;
    atomic_bool *stop;
    int64_t many;
};

static void *stamp_until_stopped(void *arg)
{
    struct stamper *s = arg;
    struct fault f = {0};
    struct op op = test_op(s->database, &f);
    static _Thread_local struct worker w;
    w = (struct worker){.many = 1};
    while (!atomic_load(s->stop))
        CHECK_INT(store_write(&op, stamp_and_insert, &w), OK);
    test_op_release(&op);
    return NULL;
}

static int64_t count_before(struct op *op, int64_t moment_us)
{
    int64_t n = -1;
    REQUIRE(statement_one_int(op, &table_before, (struct value[]){value_int(moment_us)}, &n, NULL) == OK);
    op_end(op);
    return n;
}

TEST("what was known before a moment is the same whenever it is asked, while eight write")
{
    EACH_ENGINE(d)
    {
        enum { MOMENTS = 40 };
        static struct stamper stampers[THREADS];
        int64_t moments[MOMENTS], first[MOMENTS];
        atomic_bool stop = false;
        int differs = 0;
        table_make(&d);
        for (int i = 0; i < THREADS; i++) {
            stampers[i] = (struct stamper){.database = &d, .stop = &stop};
            pthread_create(&stampers[i].thread, NULL, stamp_until_stopped, &stampers[i]);
        }
        for (int i = 0; i < MOMENTS; i++) {
            REQUIRE(store_moment(&d.op, &moments[i]) == OK);
            first[i] = count_before(&d.op, moments[i]);
        }
        atomic_store(&stop, true);
        for (int i = 0; i < THREADS; i++)
            pthread_join(stampers[i].thread, NULL);
        for (int i = 0; i < MOMENTS; i++)
            differs += count_before(&d.op, moments[i]) != first[i];
        CHECK_INT(differs, 0);
        CHECK(first[MOMENTS - 1] > 0);
    }
}
