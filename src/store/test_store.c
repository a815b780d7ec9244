#include "harness/test.h"
#include "store/test_table.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

TEST("a reader sees one snapshot, whatever is written meanwhile")
{
    EACH_ENGINE(d)
    {
        table_make(&d);
        struct fault f = {0};
        struct op writer = test_op(&d, &f);
        struct insertion i = {.id = 1};
        CHECK_INT(table_rows(&d.op), 0);
        CHECK_INT(store_write(&writer, table_insert_one, &i), OK);
        CHECK_INT(table_rows(&d.op), 0);
        op_end(&d.op);
        CHECK_INT(table_rows(&d.op), 1);
        test_op_release(&writer);
    }
}

TEST("two cursors over the same statement do not disturb each other")
{
    EACH_ENGINE(d)
    {
        table_make(&d);
        for (int i = 1; i <= 3; i++)
            REQUIRE(store_write(&d.op, table_insert_one, &(struct insertion){.id = i}) == OK);
        struct rows *outer, *inner;
        const struct value from_one[] = {value_int(1)};
        int pairs = 0;
        REQUIRE(statement_run(&d.op, &table_names, from_one, &outer) == OK);
        while (rows_next(outer)) {
            REQUIRE(statement_run(&d.op, &table_names, from_one, &inner) == OK);
            while (rows_next(inner))
                pairs++;
            CHECK_INT(rows_close(inner), OK);
        }
        CHECK_INT(rows_close(outer), OK);
        CHECK_INT(pairs, 9);
    }
}

TEST("a cursor that has not begun, or has ended and is not closed, keeps its statement to itself")
{
    EACH_ENGINE(d)
    {
        table_make(&d);
        for (int i = 1; i <= 3; i++)
            REQUIRE(store_write(&d.op, table_insert_one, &(struct insertion){.id = i}) == OK);
        struct rows *first, *second;
        const struct value from_one[] = {value_int(1)}, from_three[] = {value_int(3)};
        int of_first = 0, of_second = 0;
        REQUIRE(statement_run(&d.op, &table_names, from_one, &first) == OK);
        REQUIRE(statement_run(&d.op, &table_names, from_three, &second) == OK);
        while (rows_next(first))
            of_first++;
        CHECK(rows_next(second));
        CHECK_INT(rows_close(first), OK);
        for (of_second = 1; rows_next(second);)
            of_second++;
        CHECK_INT(rows_close(second), OK);
        CHECK_INT(of_first, 3);
        CHECK_INT(of_second, 1);
    }
}

TEST("fifty cursors stay open at once, and op_end() closes them")
{
    EACH_ENGINE(d)
    {
        table_make(&d);
        REQUIRE(store_write(&d.op, table_insert_one, &(struct insertion){.id = 1, .name = "one"}) == OK);
        struct rows *rows[50];
        for (int i = 0; i < 50; i++)
            REQUIRE(statement_run(&d.op, &table_names, (struct value[]){value_int(1)}, &rows[i]) == OK);
        for (int i = 0; i < 50; i++) {
            REQUIRE(rows_next(rows[i]));
            CHECK_TEXT(rows_text(rows[i], 0), "one");
        }
        op_end(&d.op);
        CHECK(!rows_next(rows[0]));
        CHECK_INT(rows_close(rows[0]), OK);
        CHECK_INT(table_rows(&d.op), 1);
    }
}

TEST("more texts than the cache of prepared statements holds come and go")
{
    EACH_ENGINE(d)
    {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 600; i++) {
                char sql[40];
                int64_t value = 0;
                snprintf(sql, sizeof(sql), "select %d", i);
                const struct statement s = {
                    .name = "number", .sql = {{sql, sql, sql, sql}, {sql, sql, sql, sql}}, .n_columns = 1};
                REQUIRE(statement_one_int(&d.op, &s, NULL, &value, NULL) == OK);
                CHECK_INT(value, i);
            }
        }
    }
}

TEST("every type of value comes back as it went")
{
    static const enum value_type types[] = {VALUE_INT, VALUE_INT, VALUE_TEXT, VALUE_BYTES, VALUE_TEXT, VALUE_BYTES};
    static const char sqlite[] =
        "select ?1, ?2, ?3, ?4, ?5, ?6, sum(v), avg(v), ?1 = ?2 from (select 9000000000000000000 - 7 "
        "as v union all select 5)";
    static const char postgres[] =
        "select $1::int8, $2::int8, $3::text, $4::bytea, $5::text, $6::bytea, sum(v), avg(v), "
        "$1::int8 = $2::int8 from (select 9000000000000000000 - 7 as v union all select 5) x";
    static const struct statement s = {.name = "values",
                                       .sql = {{[FORM_NOW_ALL] = sqlite}, {[FORM_NOW_ALL] = postgres}},
                                       .parameters = types,
                                       .n_parameters = 6,
                                       .n_columns = 9};
    static const unsigned char bytes[] = {'\\', 'x', 0, 255, '\\', 0};
    EACH_ENGINE(d)
    {
        const struct value values[] = {
            value_int(INT64_MIN), value_int(INT64_MAX), value_text("链长 'x' \\ %s"), value_bytes(bytes, sizeof(bytes)),
            value_null(),         value_bytes("", 0)};
        struct rows *rows;
        REQUIRE(statement_run(&d.op, &s, values, &rows) == OK);
        REQUIRE(rows_next(rows));
        for (int twice = 0; twice < 2; twice++) {
            size_t n;
            CHECK(rows_int(rows, 0) == INT64_MIN && rows_int(rows, 1) == INT64_MAX);
            CHECK_TEXT(rows_text(rows, 2), "链长 'x' \\ %s");
            const void *back = rows_bytes(rows, 3, &n);
            CHECK(n == sizeof(bytes) && memcmp(back, bytes, n) == 0);
            CHECK(rows_is_null(rows, 4) && !rows_is_null(rows, 5));
            CHECK_TEXT(rows_text(rows, 4), "");
            CHECK_INT(rows_value(rows, 5).type, VALUE_BYTES);
            CHECK_INT(rows_value(rows, 5).n_bytes, 0);
            CHECK_INT(rows_int(rows, 6), INT64_C(8999999999999999998));
            CHECK(rows_int(rows, 7) > INT64_C(4499999999999999000) && rows_int(rows, 7) < INT64_C(4500000000000001000));
            CHECK_INT(rows_int(rows, 8), 0);
        }
        CHECK(!rows_next(rows));
        CHECK_INT(rows_close(rows), OK);
    }
}

enum { MANY = 1000 };

static enum err insert_many(struct op *op, void *values)
{
    return statement_execute_many(op, &table_insert, values, MANY);
}

TEST("many rows go in at once; the first that is refused refuses them all")
{
    static struct value values[2 * MANY];
    EACH_ENGINE(d)
    {
        table_make(&d);
        for (int i = 0; i < MANY; i++) {
            values[2 * i] = value_int(i);
            values[2 * i + 1] = value_null();
        }
        CHECK_INT(store_write(&d.op, insert_many, values), OK);
        CHECK_INT(table_rows(&d.op), MANY);
        op_end(&d.op);
        for (int i = 0; i < MANY; i++)
            values[2 * i] = value_int(MANY + i);
        values[2 * 700] = value_int(3);
        CHECK_INT(store_write(&d.op, insert_many, values), ERR_CONFLICT);
        CHECK_INT(table_rows(&d.op), MANY);
        op_end(&d.op);
        CHECK_INT(store_write(&d.op, table_insert_one, &(struct insertion){.id = -1}), OK);
    }
}

TEST("a statement that writes is refused outside a write, and any write in an operation about the past")
{
    EACH_ENGINE(d)
    {
        table_make(&d);
        const struct value values[] = {value_int(1), value_null()};
        CHECK_INT(statement_execute(&d.op, &table_insert, values, NULL), ERR_BUG);
        fault_clear(&d.fault);
        d.op.as_of_us = 1;
        CHECK_INT(store_write(&d.op, table_insert_one, &(struct insertion){.id = 1}), ERR_CONFLICT);
        fault_clear(&d.fault);
        d.op.as_of_us = 0;
        CHECK_INT(table_rows(&d.op), 0);
    }
}

TEST("a plan is told as lines")
{
    EACH_ENGINE(d)
    {
        table_make(&d);
        const char *const *lines;
        size_t n = 0;
        REQUIRE(statement_explain(&d.op, &table_names, FORM_NOW_ALL, (struct value[]){value_int(1)}, &lines, &n) == OK);
        REQUIRE(n > 0);
        CHECK(strstr(lines[0], d.engine == STORE_SQLITE ? "SEARCH t" : " on t") || n > 1);
    }
}

TEST("an address is known or refused with words, and shown without its password")
{
    struct fault f = {0};
    struct store *s = NULL;
    CHECK_INT(store_open("mysql://x", NULL, &f, &s), ERR_USAGE);
    CHECK(strstr(f.words[LANGUAGE_EN], "mysql://x") != NULL);
    fault_clear(&f);
    CHECK_INT(store_open("sqlite:", NULL, &f, &s), ERR_USAGE);
    fault_clear(&f);
    CHECK_INT(store_open("sqlite:/there/is/no/such/folder/x.db", NULL, &f, &s), ERR_STORAGE);
    fault_clear(&f);
    CHECK_INT(store_open("postgresql://me:secret@127.0.0.1:1,127.0.0.1:2/db?connect_timeout=2&password=secret&a=b",
                         NULL, &f, &s),
              ERR_STORAGE);
    CHECK(strstr(f.words[LANGUAGE_EN], "postgresql://me@127.0.0.1:1,127.0.0.1:2/db") != NULL);
    CHECK(strstr(f.words[LANGUAGE_EN], "secret") == NULL);
    CHECK(strstr(f.words[LANGUAGE_ZH], "secret") == NULL);
}

TEST("a file that is no database is called damaged, and one that is not there is not made by chance")
{
    char path[200], url[220];
    struct fault f = {0};
    struct store *s = NULL;
    struct stat there;
    snprintf(path, sizeof(path), "%s/text.db", test_scratch());
    snprintf(url, sizeof(url), "sqlite:%s", path);
    CHECK_INT(store_open(url, NULL, &f, &s), ERR_STORAGE);
    CHECK(stat(path, &there) != 0);
    FILE *file = fopen(path, "w");
    REQUIRE(file != NULL);
    for (int i = 0; i < 500; i++)
        fputs("this is a letter, not a database\n", file);
    fclose(file);
    fault_clear(&f);
    CHECK_INT(store_open(url, NULL, &f, &s), ERR_STORAGE);
    CHECK_TEXT(f.says->id, "store.damaged");
}

TEST("a database in memory is shared by its readers and its writer")
{
    struct fault f = {0};
    struct test_database d = {.engine = STORE_SQLITE};
    REQUIRE(store_open("sqlite::memory:", NULL, &d.fault, &d.store) == OK);
    d.op = test_op(&d, &f);
    table_make(&d);
    CHECK_INT(store_write(&d.op, table_insert_one, &(struct insertion){.id = 1}), OK);
    CHECK_INT(table_rows(&d.op), 1);
    test_op_release(&d.op);
    store_close(d.store);
}

/* ---- remembered answers ---- */

static enum err insert_stamped(struct op *op, void *insertion)
{
    int64_t stamp_us;
    TRY(store_stamp(op, &stamp_us));
    return table_insert_one(op, insertion);
}

static enum err count_inside(struct op *op, void *ret_count)
{
    TRY(insert_stamped(op, &(struct insertion){.id = 4, .name = "四"}));
    return statement_kept_int(op, &table_count, NULL, ret_count);
}

static int64_t kept_count(struct op *op)
{
    int64_t count = -1;
    CHECK_INT(statement_kept_int(op, &table_count, NULL, &count), OK);
    op_end(op);
    return count;
}

TEST("an answer is remembered until the next stamp; a snapshot before it keeps its own, a write sees what it wrote")
{
    EACH_ENGINE(d)
    {
        table_make(&d);
        struct fault f = {0};
        struct op before = test_op(&d, &f);
        int64_t count;
        REQUIRE(store_write(&d.op, insert_stamped, &(struct insertion){.id = 1, .name = "一"}) == OK);
        CHECK_INT(kept_count(&d.op), 1);
        REQUIRE(store_write(&d.op, table_insert_one, &(struct insertion){.id = 2, .name = "二"}) == OK);
        CHECK_INT(kept_count(&d.op), store_engine_of(d.op.store) == STORE_SQLITE ? 1 : 2);
        REQUIRE(op_begin_read(&before) == OK);
        CHECK_INT(table_rows(&before), 2);
        REQUIRE(store_write(&d.op, insert_stamped, &(struct insertion){.id = 3, .name = "三"}) == OK);
        CHECK_INT(kept_count(&d.op), 3);
        CHECK(kept_count(&before) < 3);
        CHECK_INT(kept_count(&d.op), 3);
        REQUIRE(store_write(&d.op, count_inside, &count) == OK);
        CHECK_INT(count, 4);
        test_op_release(&before);
    }
}

static const enum value_type least_type[] = {VALUE_INT};
static const struct statement count_from = {
    .name = "count_from",
    .sql = {{[FORM_NOW_ALL] = "select count(*) from t where id >= ?1"},
            {[FORM_NOW_ALL] = "select count(*) from t where id >= $1::int8"}},
    .parameters = least_type,
    .n_parameters = 1,
    .n_columns = 1,
};

TEST("what is remembered for one value is not the answer for another")
{
    EACH_ENGINE(d)
    {
        table_make(&d);
        for (int64_t id = 1; id <= 40; id++)
            REQUIRE(store_write(&d.op, table_insert_one,
                                &(struct insertion){.id = id, .name = arena_printf(d.op.arena, "%d", (int)id)}) == OK);
        for (int twice = 0; twice < 2; twice++)
            for (int64_t least = 1; least <= 40; least++) {
                int64_t count;
                REQUIRE(statement_kept_int(&d.op, &count_from, &(struct value){VALUE_INT, least, NULL, 0}, &count) == OK);
                CHECK_INT(count, 41 - least);
            }
    }
}
