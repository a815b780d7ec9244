#include "store/test_table.h"

#include "harness/test.h"

static const enum value_type one_int[] = {VALUE_INT};
static const enum value_type int_text[] = {VALUE_INT, VALUE_TEXT};
static const enum value_type two_ints[] = {VALUE_INT, VALUE_INT};
#define EVERY_FORM(sqlite, postgres) \
    { \
        {sqlite, sqlite, sqlite, sqlite}, \
        { \
            postgres, postgres, postgres, postgres \
        } \
    }

const struct statement table_insert = {
    .name = "insert",
    .sql = {{"insert into t (id, name) values (?1, ?2)"}, {"insert into t (id, name) values ($1::int8, $2::text)"}},
    .parameters = int_text,
    .n_parameters = 2,
    .writes = true,
};
const struct statement table_count = {
    .name = "count",
    .sql = EVERY_FORM("select count(*) from t", "select count(*) from t"),
    .n_columns = 1,
};
const struct statement table_names = {
    .name = "names",
    .sql = EVERY_FORM("select name from t where id >= ?1 order by id",
                      "select name from t where id >= $1::int8 order by id"),
    .parameters = one_int,
    .n_parameters = 1,
    .n_columns = 1,
};
const struct statement table_stamp = {
    .name = "stamp",
    .sql = {{"insert into t (id, stamp) values (?1, ?2)"}, {"insert into t (id, stamp) values ($1::int8, $2::int8)"}},
    .parameters = two_ints,
    .n_parameters = 2,
    .writes = true,
};
const struct statement table_before = {
    .name = "before",
    .sql = EVERY_FORM("select count(*) from t where stamp < ?1", "select count(*) from t where stamp < $1::int8"),
    .parameters = one_int,
    .n_parameters = 1,
    .n_columns = 1,
};

enum err table_create(struct op *op, void *arg)
{
    (void)arg;
    TRY(store_execute(op, "create table t (id bigint primary key, name text unique, stamp bigint, "
                          "at_least bigint constraint not_below check (at_least >= 0), "
                          "there bigint not null default 1, unique (stamp, at_least))"));
    return store_execute(op, "create table child (id bigint primary key, "
                             "parent bigint references t (id) deferrable initially deferred)");
}

void table_make(struct test_database *d)
{
    REQUIRE(store_write(&d->op, table_create, NULL) == OK);
}

int64_t table_rows(struct op *op)
{
    int64_t n = -1;
    REQUIRE(statement_one_int(op, &table_count, NULL, &n, NULL) == OK);
    return n;
}

enum err table_insert_one(struct op *op, void *arg)
{
    const struct insertion *i = arg;
    const struct value values[] = {value_int(i->id), value_text(i->name)};
    TRY(statement_execute(op, &table_insert, values, NULL));
    return i->then;
}

enum err table_insert_pair(struct op *op, void *arg)
{
    const struct insertion *i = arg;
    TRY(statement_execute(op, &table_insert, (struct value[]){value_int(i->id), value_null()}, NULL));
    return statement_execute(op, &table_insert, (struct value[]){value_int(i->id + 1), value_null()}, NULL);
}
