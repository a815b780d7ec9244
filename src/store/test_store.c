#include "harness/database.h"
#include "harness/test.h"
#include "store/store.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static const enum value_type one_int[] = {VALUE_INT};
static const enum value_type two[] = {VALUE_INT, VALUE_TEXT};
#define BOTH(sqlite, postgres) \
    { \
        {sqlite, sqlite, sqlite, sqlite}, \
        { \
            postgres, postgres, postgres, postgres \
        } \
    }
static const struct statement insert = {
    .name = "insert",
    .sql = {{"insert into t (id, name) values (?1, ?2)"}, {"insert into t (id, name) values ($1::int8, $2::text)"}},
    .parameters = two,
    .n_parameters = 2,
    .writes = true,
};
static const struct statement count = {
    .name = "count",
    .sql = BOTH("select count(*) from t", "select count(*) from t"),
    .n_columns = 1,
};
static const struct statement names = {
    .name = "names",
    .sql = BOTH("select name from t where id >= ?1 order by id", "select name from t where id >= $1::int8 order by id"),
    .parameters = one_int,
    .n_parameters = 1,
    .n_columns = 1,
};

static enum err create_table(struct op *op, void *arg)
{
    (void)arg;
    return store_execute(op, "create table t (id bigint primary key, name text unique)");
}

static int64_t count_rows(struct op *op)
{
    int64_t n = -1;
    REQUIRE(statement_one_int(op, &count, NULL, &n, NULL) == OK);
    return n;
}

struct insertion {
    int64_t id;
    const char *name;
    bool then_fail;
};

static enum err insert_one(struct op *op, void *arg)
{
    const struct insertion *i = arg;
    const struct value values[] = {value_int(i->id), value_text(i->name)};
    TRY(statement_execute(op, &insert, values, NULL));
    return i->then_fail ? ERR_INPUT : OK;
}

TEST("a write that fails leaves nothing, and its neighbours stay")
{
    EACH_ENGINE(b)
    {
        REQUIRE(store_write(&b.op, create_table, NULL) == OK);
        struct insertion good = {1, "one", false}, bad = {2, "two", true};
        CHECK_INT(store_write(&b.op, insert_one, &good), OK);
        CHECK_INT(store_write(&b.op, insert_one, &bad), ERR_INPUT);
        CHECK_INT(count_rows(&b.op), 1);
    }
}

TEST("a reader sees one snapshot, whatever is written meanwhile")
{
    EACH_ENGINE(b)
    {
        REQUIRE(store_write(&b.op, create_table, NULL) == OK);
        struct fault f = {0};
        struct op writer = test_op(&b, &f);
        CHECK_INT(count_rows(&b.op), 0);
        struct insertion i = {1, "one", false};
        CHECK_INT(store_write(&writer, insert_one, &i), OK);
        CHECK_INT(count_rows(&b.op), 0);
        op_end(&b.op);
        CHECK_INT(count_rows(&b.op), 1);
        test_op_release(&writer);
    }
}

TEST("a violated constraint says which, and no more")
{
    EACH_ENGINE(b)
    {
        REQUIRE(store_write(&b.op, create_table, NULL) == OK);
        struct insertion one = {1, "one", false}, again = {2, "one", false};
        CHECK_INT(store_write(&b.op, insert_one, &one), OK);
        CHECK_INT(store_write(&b.op, insert_one, &again), ERR_CONFLICT);
        CHECK(b.fault.code == OK);
    }
}

TEST("two cursors over the same statement do not disturb each other")
{
    EACH_ENGINE(b)
    {
        REQUIRE(store_write(&b.op, create_table, NULL) == OK);
        for (int i = 1; i <= 3; i++) {
            char name[8];
            snprintf(name, sizeof(name), "n%d", i);
            struct insertion in = {i, name, false};
            CHECK_INT(store_write(&b.op, insert_one, &in), OK);
        }
        struct rows *outer, *inner;
        const struct value from_one[] = {value_int(1)};
        int pairs = 0;
        REQUIRE(statement_run(&b.op, &names, from_one, &outer) == OK);
        while (rows_next(outer)) {
            REQUIRE(statement_run(&b.op, &names, from_one, &inner) == OK);
            while (rows_next(inner))
                pairs++;
            CHECK_INT(rows_close(inner), OK);
        }
        CHECK_INT(rows_close(outer), OK);
        CHECK_INT(pairs, 9);
    }
}

enum { THREADS = 8, WRITES = 60 };
struct worker {
    struct test_database *database;
    int64_t stamps[WRITES];
    int64_t first;
    int failed;
};

static enum err stamp_and_insert(struct op *op, void *arg)
{
    struct worker *w = arg;
    int64_t id;
    TRY(store_next_id(op, &id));
    TRY(store_stamp(op, &w->stamps[w->first]));
    const struct value values[] = {value_int(id), value_null()};
    return statement_execute(op, &insert, values, NULL);
}

static void *work(void *arg)
{
    struct worker *w = arg;
    struct fault f = {0};
    struct op op = test_op(w->database, &f);
    for (w->first = 0; w->first < WRITES; w->first++)
        w->failed += store_write(&op, stamp_and_insert, w) != OK;
    test_op_release(&op);
    return NULL;
}

TEST("stamps under many threads are each later than the one before, and never twice the same")
{
    EACH_ENGINE(b)
    {
        REQUIRE(store_write(&b.op, create_table, NULL) == OK);
        static struct worker workers[THREADS];
        pthread_t threads[THREADS];
        for (int i = 0; i < THREADS; i++) {
            workers[i] = (struct worker){.database = &b};
            pthread_create(&threads[i], NULL, work, &workers[i]);
        }
        for (int i = 0; i < THREADS; i++) {
            pthread_join(threads[i], NULL);
            CHECK_INT(workers[i].failed, 0);
            for (int j = 1; j < WRITES; j++)
                CHECK(workers[i].stamps[j] > workers[i].stamps[j - 1]);
            for (int k = 0; k < i; k++)
                for (int j = 0; j < WRITES; j++)
                    for (int l = 0; l < WRITES; l++)
                        CHECK(workers[i].stamps[j] != workers[k].stamps[l]);
        }
        CHECK_INT(count_rows(&b.op), THREADS * WRITES);
    }
}

TEST("whichever statement step fails, the write is not there and the store lives")
{
    EACH_ENGINE(b)
    {
        REQUIRE(store_write(&b.op, create_table, NULL) == OK);
        struct insertion i = {1, "one", false};
        for (size_t n = 1; n < 20; n++) {
            fault_clear(&b.fault);
            store_fail_nth(b.store, n);
            enum err e = store_write(&b.op, insert_one, &i);
            store_fail_nth(b.store, 0);
            fault_clear(&b.fault);
            int64_t rows = count_rows(&b.op);
            op_end(&b.op);
            CHECK(e == OK ? rows == 1 : rows == 0);
            if (e == OK)
                break;
        }
        CHECK_INT(count_rows(&b.op), 1);
    }
}

TEST("a history written with its own moments is stamped with them, never before the last stamp")
{
    EACH_ENGINE(b)
    {
        REQUIRE(store_write(&b.op, create_table, NULL) == OK);
        struct worker w = {.database = &b};
        b.op.backdate_us = 1000000;
        CHECK_INT(store_write(&b.op, stamp_and_insert, &w), OK);
        CHECK_INT(w.stamps[0], 1000000);
        b.op.backdate_us = 500;
        CHECK_INT(store_write(&b.op, stamp_and_insert, &w), OK);
        CHECK_INT(w.stamps[0], 1000001);
        b.op.backdate_us = 0;
        CHECK_INT(store_write(&b.op, stamp_and_insert, &w), OK);
        CHECK(w.stamps[0] > 1000000000);
    }
}

static enum err create_linked(struct op *op, void *arg)
{
    TRY(create_table(op, arg));
    return store_execute(op, "create table child (id bigint primary key, parent bigint references t (id) "
                             "deferrable initially deferred)");
}

static enum err insert_orphan(struct op *op, void *arg)
{
    TRY(store_execute(op, "insert into child values (1, 77)"));
    if (arg)
        TRY(store_execute(op, "insert into t values (77, 'late')"));
    return OK;
}

TEST("a reference may be made good until the end of its operation; one that is not fails that operation alone")
{
    EACH_ENGINE(d)
    {
        struct insertion good = {.id = 1, .name = "one"};
        bool made_good = true;
        REQUIRE(store_write(&d.op, create_linked, NULL) == OK);
        CHECK(store_write(&d.op, insert_orphan, NULL) == ERR_CONFLICT);
        fault_clear(&d.fault);
        CHECK(store_write(&d.op, insert_one, &good) == OK);
        CHECK(store_write(&d.op, insert_orphan, &made_good) == OK);
        CHECK_INT(count_rows(&d.op), 2);
    }
}
