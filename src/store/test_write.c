#include "harness/test.h"
#include "store/test_table.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

TEST("a write that fails leaves nothing, and its neighbours stay")
{
    EACH_ENGINE(d)
    {
        table_make(&d);
        struct insertion good = {.id = 1}, bad = {.id = 2, .then = ERR_INPUT};
        CHECK_INT(store_write(&d.op, table_insert_one, &good), OK);
        CHECK_INT(store_write(&d.op, table_insert_one, &bad), ERR_INPUT);
        CHECK_INT(table_rows(&d.op), 1);
    }
}

static enum err write_within(struct op *op, void *arg)
{
    TRY(store_write(op, table_insert_one, &(struct insertion){.id = 10}));
    int64_t n = table_rows(op);
    CHECK_INT(n, 1);
    return table_insert_one(op, arg);
}

TEST("a write within a write joins it: both are there or neither, and it sees what was written")
{
    EACH_ENGINE(d)
    {
        table_make(&d);
        CHECK_INT(store_write(&d.op, write_within, &(struct insertion){.id = 11, .then = ERR_INPUT}), ERR_INPUT);
        CHECK_INT(table_rows(&d.op), 0);
        op_end(&d.op);
        CHECK_INT(store_write(&d.op, write_within, &(struct insertion){.id = 11}), OK);
        CHECK_INT(table_rows(&d.op), 2);
    }
}

/* ---- constraints ---- */

static enum err execute_text(struct op *op, void *sql)
{
    return store_execute(op, sql);
}

static void check_violation(struct test_database *d, const char *sql, enum constraint_kind kind, const char *name)
{
    char text[200];
    const char *said;
    snprintf(text, sizeof(text), "%s", sql);
    CHECK_INT(store_write(&d->op, execute_text, text), ERR_CONFLICT);
    CHECK_INT(d->fault.code, OK);
    CHECK_INT(statement_last_constraint(&d->op, &said), kind);
    CHECK_TEXT(said, name);
}

TEST("a violated constraint says which, alike on both databases, and no more")
{
    EACH_ENGINE(d)
    {
        table_make(&d);
        const char *name;
        CHECK_INT(store_write(&d.op, execute_text, (char[]){"insert into t values (1, 'one', 5, 6, 1)"}), OK);
        CHECK_INT(statement_last_constraint(&d.op, &name), CONSTRAINT_NONE);
        check_violation(&d, "insert into t (id, name) values (2, 'one')", CONSTRAINT_UNIQUE, "t.name");
        check_violation(&d, "insert into t (id) values (1)", CONSTRAINT_UNIQUE, "t.id");
        check_violation(&d, "insert into t (id, stamp, at_least) values (2, 5, 6)", CONSTRAINT_UNIQUE,
                        "t.stamp, t.at_least");
        check_violation(&d, "insert into t (id, at_least) values (2, -1)", CONSTRAINT_CHECK, "not_below");
        check_violation(&d, "insert into t (id, there) values (2, null)", CONSTRAINT_NOT_NULL, "t.there");
        CHECK_INT(store_write(&d.op, table_insert_one, &(struct insertion){.id = 2}), OK);
        CHECK_INT(statement_last_constraint(&d.op, NULL), CONSTRAINT_NONE);
    }
}

static enum err insert_orphan(struct op *op, void *made_good)
{
    TRY(store_execute(op, "insert into child values (1, 77)"));
    if (made_good)
        TRY(store_execute(op, "insert into t (id) values (77)"));
    return OK;
}

TEST("a reference may be made good until the end of its operation; one that is not fails that operation alone")
{
    EACH_ENGINE(d)
    {
        bool made_good = true;
        table_make(&d);
        CHECK_INT(store_write(&d.op, insert_orphan, NULL), ERR_CONFLICT);
        CHECK_TEXT(d.fault.says->id, "store.dangling");
        CHECK_INT(statement_last_constraint(&d.op, NULL), CONSTRAINT_REFERENCE);
        fault_clear(&d.fault);
        CHECK_INT(store_write(&d.op, table_insert_one, &(struct insertion){.id = 1}), OK);
        CHECK_INT(store_write(&d.op, insert_orphan, &made_good), OK);
        CHECK_INT(table_rows(&d.op), 2);
    }
}

static enum err go_on_after_failure(struct op *op, void *arg)
{
    (void)arg;
    CHECK_INT(table_insert_one(op, &(struct insertion){.id = 1}), ERR_CONFLICT);
    return table_insert_one(op, &(struct insertion){.id = 2});
}

static enum err hide_failure(struct op *op, void *arg)
{
    (void)arg;
    (void)table_insert_one(op, &(struct insertion){.id = 1});
    return OK;
}

TEST("a write that goes on after a failed statement is refused on both databases")
{
    EACH_ENGINE(d)
    {
        table_make(&d);
        CHECK_INT(store_write(&d.op, table_insert_one, &(struct insertion){.id = 1}), OK);
        CHECK_INT(store_write(&d.op, go_on_after_failure, NULL), ERR_BUG);
        fault_clear(&d.fault);
        CHECK_INT(store_write(&d.op, hide_failure, NULL), ERR_BUG);
        fault_clear(&d.fault);
        CHECK_INT(table_rows(&d.op), 1);
    }
}

/* ---- failing steps ---- */

TEST("whichever step fails, a write is there as a whole or not at all, and the store lives")
{
    EACH_ENGINE(d)
    {
        table_make(&d);
        int failed = 0;
        for (size_t n = 1; n < 40; n++) {
            struct insertion pair = {.id = (int64_t)(10 * n)};
            fault_clear(&d.fault);
            int64_t before = table_rows(&d.op);
            op_end(&d.op);
            store_fail_nth(d.store, n);
            enum err e = store_write(&d.op, table_insert_pair, &pair);
            store_fail_nth(d.store, 0);
            CHECK(e == OK || (e == ERR_STORAGE && d.fault.code == ERR_STORAGE));
            fault_clear(&d.fault);
            CHECK_INT(table_rows(&d.op), before + (e == OK ? 2 : 0));
            op_end(&d.op);
            failed += e != OK;
            pair.id++;
            CHECK_INT(store_write(&d.op, table_insert_one, &(struct insertion){.id = -(int64_t)n}), OK);
        }
        CHECK(failed >= 4);
    }
}

TEST("whichever step fails, a read fails with words or gives the whole answer")
{
    EACH_ENGINE(d)
    {
        table_make(&d);
        for (int i = 1; i <= 3; i++)
            REQUIRE(store_write(&d.op, table_insert_one, &(struct insertion){.id = i}) == OK);
        bool all = false;
        for (size_t n = 1; n < 20 && !all; n++) {
            struct rows *rows = NULL;
            int seen = 0;
            store_fail_nth(d.store, n);
            enum err e = statement_run(&d.op, &table_names, (struct value[]){value_int(1)}, &rows);
            while (e == OK && rows_next(rows))
                seen++;
            e = e != OK ? e : rows_close(rows);
            store_fail_nth(d.store, 0);
            op_end(&d.op);
            CHECK(e == OK ? seen == 3 : d.fault.code == ERR_STORAGE);
            all = e == OK;
            fault_clear(&d.fault);
        }
        CHECK(all);
    }
}

TEST("whichever allocation fails, a write is there or not, with words, and the store lives")
{
    EACH_ENGINE(d)
    {
        int failed = 0;
        table_make(&d);
        for (size_t n = 1; n < 12; n++) {
            int64_t before = table_rows(&d.op);
            op_end(&d.op);
            struct fault f = {0};
            struct op op = test_op(&d, &f);
            arena_fail_nth(n);
            enum err e = store_write(&op, table_insert_pair, &(struct insertion){.id = (int64_t)(10 * n)});
            arena_fail_nth(0);
            CHECK(e == OK || (e == ERR_MEMORY && f.code == ERR_MEMORY));
            failed += e != OK;
            test_op_release(&op);
            CHECK_INT(table_rows(&d.op), before + (e == OK ? 2 : 0));
            op_end(&d.op);
        }
        CHECK(failed > 0);
    }
}

/* ---- many at once ---- */

enum { THREADS = 8, WRITES = 40 };

struct worker {
    struct test_database *database;
    pthread_t thread;
    int64_t first_id;
    int acknowledged, refused;
};

/* Every third fails by itself, every fifth on a constraint. */
static void *write_pairs(void *arg)
{
    struct worker *w = arg;
    struct fault f = {0};
    struct op op = test_op(w->database, &f);
    for (int i = 0; i < WRITES; i++) {
        struct insertion in = {.id = w->first_id + 2 * i, .then = i % 3 == 0 ? ERR_INPUT : OK};
        struct insertion taken = {.id = 0};
        enum err e = i % 5 == 0   ? store_write(&op, table_insert_one, &taken)
                     : i % 3 == 0 ? store_write(&op, table_insert_one, &in)
                                  : store_write(&op, table_insert_pair, &in);
        w->acknowledged += e == OK;
        w->refused += e == ERR_INPUT || e == ERR_CONFLICT;
        fault_clear(&f);
    }
    test_op_release(&op);
    return NULL;
}

static void run_workers(struct test_database *d, struct worker *workers, void *(*run)(void *))
{
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){.database = d, .first_id = 1000 * (i + 1)};
        pthread_create(&workers[i].thread, NULL, run, &workers[i]);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(workers[i].thread, NULL);
}

TEST("writes that fail among many do not hurt those committed with them")
{
    EACH_ENGINE(d)
    {
        struct worker workers[THREADS];
        int acknowledged = 0, refused = 0;
        table_make(&d);
        REQUIRE(store_write(&d.op, table_insert_one, &(struct insertion){.id = 0}) == OK);
        run_workers(&d, workers, write_pairs);
        for (int i = 0; i < THREADS; i++) {
            acknowledged += workers[i].acknowledged;
            refused += workers[i].refused;
        }
        CHECK_INT(acknowledged + refused, THREADS * WRITES);
        CHECK_INT(table_rows(&d.op), 1 + 2 * acknowledged);
    }
}

static enum err refuse_commit(struct op *op, void *context)
{
    atomic_int *commits = context;
    (void)op;
    return atomic_fetch_add(commits, 1) % 2 ? ERR_STORAGE : OK;
}

static void *write_pairs_only(void *arg)
{
    struct worker *w = arg;
    struct fault f = {0};
    struct op op = test_op(w->database, &f);
    for (int i = 0; i < WRITES; i++) {
        struct insertion in = {.id = w->first_id + 2 * i};
        enum err e = store_write(&op, table_insert_pair, &in);
        w->acknowledged += e == OK;
        w->refused += e == ERR_STORAGE;
        fault_clear(&f);
    }
    test_op_release(&op);
    return NULL;
}

TEST("a commit that fails fails all who are in it, and what is acknowledged is what is there")
{
    atomic_int commits = 0;
    struct test_database d;
    struct worker workers[THREADS];
    int acknowledged = 0, refused = 0;
    test_database_open(
        &d, STORE_SQLITE,
        &(struct store_settings){.create = true, .before_commit = refuse_commit, .before_commit_context = &commits});
    table_make(&d);
    run_workers(&d, workers, write_pairs_only);
    for (int i = 0; i < THREADS; i++) {
        acknowledged += workers[i].acknowledged;
        refused += workers[i].refused;
    }
    CHECK(refused > 0);
    CHECK_INT(acknowledged + refused, THREADS * WRITES);
    CHECK_INT(table_rows(&d.op), 2 * acknowledged);
    test_database_close(&d);
}

/* ---- limits ---- */

static enum err write_for_ever(struct op *op, void *arg)
{
    int64_t n;
    static const struct statement endless = {
        .name = "endless",
        .sql =
            {{"insert into t (id) with recursive c (i) as (select 1000 union all select i + 1 from c) select i from c "
              "where i < 0"},
             {"insert into t (id) with recursive c (i) as (select 1000::int8 union all select i + 1 from c) select i "
              "from c where i < 0"}},
        .writes = true};
    TRY(table_insert_one(op, arg));
    return statement_execute(op, &endless, NULL, &n);
}

TEST("a write that lasts longer than it may is stopped and leaves nothing; others go on")
{
    for (int engine = 0; engine < (test_has_postgres() ? 2 : 1); engine++) {
        struct test_database d;
        struct store_settings settings = {.create = true, .write_limit_ms = 200};
        test_database_open(&d, (enum store_engine)engine, &settings);
        table_make(&d);
        CHECK_INT(store_write(&d.op, write_for_ever, &(struct insertion){.id = 1}), ERR_BUSY);
        CHECK_TEXT(d.fault.says->id, "store.too_long");
        fault_clear(&d.fault);
        CHECK_INT(store_write(&d.op, table_insert_one, &(struct insertion){.id = 2}), OK);
        CHECK_INT(table_rows(&d.op), 1);
        test_database_close(&d);
    }
}

static void *write_pairs_beside_endless(void *arg)
{
    struct worker *w = arg;
    if (w->first_id > 1000)
        return write_pairs_only(arg);
    struct fault f = {0};
    struct op op = test_op(w->database, &f);
    for (int i = 0; i < 3; i++) {
        w->refused += store_write(&op, write_for_ever, &(struct insertion){.id = i}) == ERR_BUSY;
        fault_clear(&f);
    }
    test_op_release(&op);
    return NULL;
}

TEST("who loses the transaction through another's statement is run again and acknowledged")
{
    struct test_database d;
    struct worker workers[THREADS];
    int acknowledged = 0;
    test_database_open(&d, STORE_SQLITE, &(struct store_settings){.create = true, .write_limit_ms = 100});
    table_make(&d);
    run_workers(&d, workers, write_pairs_beside_endless);
    CHECK_INT(workers[0].refused, 3);
    for (int i = 1; i < THREADS; i++)
        acknowledged += workers[i].acknowledged;
    CHECK_INT(acknowledged, (THREADS - 1) * WRITES);
    CHECK_INT(table_rows(&d.op), 2 * acknowledged);
    test_database_close(&d);
}

static enum err exceed_memory(struct op *op, void *arg)
{
    (void)arg;
    while (arena_alloc(op->arena, 1 << 20))
        ;
    return table_insert_one(op, &(struct insertion){.id = 1});
}

TEST("an operation that runs out of its memory writes nothing and takes nobody with it")
{
    EACH_ENGINE(d)
    {
        table_make(&d);
        struct fault f = {0};
        struct op greedy = test_op(&d, &f);
        CHECK_INT(store_write(&greedy, exceed_memory, NULL), ERR_MEMORY);
        CHECK_INT(f.code, ERR_MEMORY);
        CHECK_INT(store_write(&d.op, table_insert_one, &(struct insertion){.id = 2}), OK);
        CHECK_INT(table_rows(&d.op), 1);
        test_op_release(&greedy);
    }
}

/* ---- transactions that meet ---- */

static enum err read_then_raise(struct op *op, void *arg)
{
    static const struct statement raise = {
        .name = "raise",
        .sql = {{"update t set stamp = ?1 where id = 1"}, {"update t set stamp = $1::int8 where id = 1"}},
        .n_parameters = 1,
        .writes = true};
    static const struct statement value = {.name = "value",
                                           .sql = {{[FORM_NOW_ALL] = "select stamp from t where id = 1"},
                                                   {[FORM_NOW_ALL] = "select stamp from t where id = 1"}}};
    int64_t now;
    (void)arg;
    TRY(statement_one_int(op, &value, NULL, &now, NULL));
    return statement_execute(op, &raise, (struct value[]){value_int(now + 1)}, NULL);
}

static void *raise_many(void *arg)
{
    struct worker *w = arg;
    struct fault f = {0};
    struct op op = test_op(w->database, &f);
    for (int i = 0; i < WRITES; i++) {
        enum err e = store_write(&op, read_then_raise, NULL);
        w->acknowledged += e == OK;
        w->refused += e == ERR_BUSY;
        fault_clear(&f);
    }
    test_op_release(&op);
    return NULL;
}

TEST("no change that was read before another's is lost: who met it is run again, or told that it is busy")
{
    EACH_ENGINE(d)
    {
        struct worker workers[THREADS];
        int acknowledged = 0, refused = 0;
        int64_t stamped = 0;
        table_make(&d);
        CHECK_INT(store_write(&d.op, execute_text, (char[]){"insert into t (id, stamp) values (1, 0)"}), OK);
        run_workers(&d, workers, raise_many);
        for (int i = 0; i < THREADS; i++) {
            acknowledged += workers[i].acknowledged;
            refused += workers[i].refused;
        }
        CHECK_INT(acknowledged + refused, THREADS * WRITES);
        CHECK(acknowledged > refused);
        REQUIRE(statement_one_int(&d.op, &table_before, (struct value[]){value_int(acknowledged + 1)}, &stamped,
                                  NULL) == OK);
        CHECK_INT(stamped, 1);
        op_end(&d.op);
        REQUIRE(statement_one_int(&d.op, &table_before, (struct value[]){value_int(acknowledged)}, &stamped, NULL) ==
                OK);
        CHECK_INT(stamped, 0);
    }
}

/* One that counts the rows and adds one only if there are fewer than ten: what a key lock is for. */
static enum err add_up_to_ten(struct op *op, void *arg)
{
    struct worker *w = arg;
    int64_t n = 0;
    TRY(store_lock(op, "ten"));
    TRY(statement_one_int(op, &table_count, NULL, &n, NULL));
    if (n >= 10)
        return ERR_NO;
    return statement_execute(op, &table_insert, (struct value[]){value_int(w->first_id++), value_null()}, NULL);
}

static void *fill_up(void *arg)
{
    struct worker *w = arg;
    struct fault f = {0};
    struct op op = test_op(w->database, &f);
    for (int i = 0; i < WRITES; i++) {
        enum err e = store_write(&op, add_up_to_ten, w);
        w->acknowledged += e == OK;
        w->refused += e == ERR_NO;
        fault_clear(&f);
    }
    test_op_release(&op);
    return NULL;
}

TEST("what is read under a lock includes what its last holder wrote")
{
    EACH_ENGINE(d)
    {
        struct worker workers[THREADS];
        int acknowledged = 0, refused = 0;
        table_make(&d);
        run_workers(&d, workers, fill_up);
        for (int i = 0; i < THREADS; i++) {
            acknowledged += workers[i].acknowledged;
            refused += workers[i].refused;
        }
        CHECK_INT(acknowledged, 10);
        CHECK_INT(acknowledged + refused, THREADS * WRITES);
        CHECK_INT(table_rows(&d.op), 10);
    }
}
