/* How fast the store alone is: durable changes of one row by many clients, and a list of 50 rows.
 *
 *     bench-store URL [CLIENTS [SECONDS]]
 *
 * A "change" is what the layer above makes of one: a stamp, an id, the row of
 * now, its version in the log, the row of the act.  The database named by URL
 * is filled with 100,000 rows of 20 columns; it must be empty. */
#include "store/store.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROWS = 100000, COLUMNS = 20, CHUNK_ROWS = 1000, LIST_RUNS = 3000, ARENA_BYTES = 16 << 20 };

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void stop_at(const struct fault *f, const char *what)
{
    fprintf(stderr, "%s: %s [%s]\n", what, f->words[LANGUAGE_EN], f->detail);
    exit(1);
}

static const enum value_type types[COLUMNS + 3] = {[0 ... COLUMNS + 2] = VALUE_INT};
#define BOTH(sqlite, postgres) \
    { \
        {sqlite, sqlite, sqlite, sqlite}, \
        { \
            postgres, postgres, postgres, postgres \
        } \
    }
static const struct statement add = {
    .name = "add",
    .sql = BOTH("insert into thing values (?1,?2,?3,?4,?4,?4,?4,?4,?4,?4,?4,?4,?4,?4,?4,?4,?4,?4,?4,?4)",
                "insert into thing values ($1::int8,$2::int8,$3::text,$4::text,$4,$4,$4,$4,$4,$4,$4,$4,$4,$4,$4,$4,$4,"
                "$4,$4,$4)"),
    .parameters = types,
    .n_parameters = 4,
    .writes = true,
};
static const struct statement list = {
    .name = "list",
    .sql = BOTH("select * from thing where chain = ?1 order by name limit 50",
                "select * from thing where chain = $1::int8 order by name limit 50"),
    .parameters = types,
    .n_parameters = 1,
    .n_columns = COLUMNS,
};
static const struct statement change = {
    .name = "change",
    .sql = BOTH("update thing set c4 = ?2 where id = ?1", "update thing set c4 = $2::text where id = $1::int8"),
    .parameters = types,
    .n_parameters = 2,
    .writes = true,
};
static const struct statement log_version = {
    .name = "log_version",
    .sql = BOTH("insert into thing_log values (?1, ?2, ?3)",
                "insert into thing_log values ($1::int8, $2::int8, $3::text)"),
    .parameters = types,
    .n_parameters = 3,
    .writes = true,
};
static const struct statement log_act = {
    .name = "log_act",
    .sql = BOTH("insert into act values (?1, ?2, ?3)", "insert into act values ($1::int8, $2::int8, $3::text)"),
    .parameters = types,
    .n_parameters = 3,
    .writes = true,
};

static enum err make_tables(struct op *op, void *arg)
{
    (void)arg;
    char sql[1024] = "create table thing (id bigint primary key, chain bigint, name text";
    for (int i = 3; i < COLUMNS; i++)
        snprintf(sql + strlen(sql), sizeof(sql) - strlen(sql), ", c%d text", i);
    snprintf(sql + strlen(sql), sizeof(sql) - strlen(sql), ")");
    TRY(store_execute(op, sql));
    TRY(store_execute(op, "create index thing_by_chain on thing (chain, name)"));
    TRY(store_execute(op, "create table thing_log (id bigint, from_us bigint, c text, primary key (id, from_us))"));
    return store_execute(op, "create table act (id bigint primary key, at_us bigint, what text)");
}

static enum err fill(struct op *op, void *arg)
{
    static struct value values[CHUNK_ROWS * 4];
    static char names[CHUNK_ROWS][32];
    int first = *(int *)arg;
    for (int i = 0; i < CHUNK_ROWS; i++) {
        snprintf(names[i], sizeof(names[i]), "企业 %08d", (first + i) * 7919 % ROWS);
        values[4 * i] = value_int(first + i);
        values[4 * i + 1] = value_int((first + i) % 22);
        values[4 * i + 2] = value_text(names[i]);
        values[4 * i + 3] = value_text("值");
    }
    return statement_execute_many(op, &add, values, CHUNK_ROWS);
}

struct client {
    pthread_t thread;
    struct store *store;
    uint64_t random;
    double until_s;
    bool whole; /* with version and act */
    int64_t done;
};

static enum err change_one(struct op *op, void *arg)
{
    struct client *c = arg;
    c->random = c->random * UINT64_C(6364136223846793005) + 1442695040888963407;
    int64_t id = (int64_t)(c->random >> 33) % ROWS, act, at_us;
    if (!c->whole)
        return statement_execute(op, &change, (struct value[]){value_int(id), value_text("改")}, NULL);
    TRY(store_stamp(op, &at_us));
    TRY(store_next_id(op, &act));
    TRY(statement_execute(op, &change, (struct value[]){value_int(id), value_text("改")}, NULL));
    TRY(statement_execute(op, &log_version, (struct value[]){value_int(id), value_int(at_us), value_text("改")}, NULL));
    return statement_execute(op, &log_act, (struct value[]){value_int(act), value_int(at_us), value_text("save")},
                             NULL);
}

static struct op new_op(struct store *s, struct fault *f)
{
    return (struct op){.arena = arena_new(ARENA_BYTES), .fault = f, .store = s, .sees_all = true};
}

static void *run_client(void *arg)
{
    struct client *c = arg;
    struct fault f = {0};
    struct op op = new_op(c->store, &f);
    while (now_s() < c->until_s) {
        if (store_write(&op, change_one, c) != OK)
            stop_at(&f, "change");
        arena_reset(op.arena);
        c->done++;
    }
    arena_free(op.arena);
    return NULL;
}

static void measure_changes(struct store *s, int n_clients, double seconds, bool whole)
{
    struct client *clients = calloc((size_t)n_clients, sizeof(*clients));
    double begun_s = now_s();
    int64_t done = 0;
    for (int i = 0; i < n_clients; i++) {
        clients[i] =
            (struct client){.store = s, .random = (uint64_t)i + 1, .until_s = begun_s + seconds, .whole = whole};
        pthread_create(&clients[i].thread, NULL, run_client, &clients[i]);
    }
    for (int i = 0; i < n_clients; i++) {
        pthread_join(clients[i].thread, NULL);
        done += clients[i].done;
    }
    printf("%s, %d clients: %.0f/s\n", whole ? "change with version and act" : "change of one row", n_clients,
           (double)done / (now_s() - begun_s));
    free(clients);
}

static void measure_list(struct store *s)
{
    struct fault f = {0};
    struct op op = new_op(s, &f);
    double begun_s = now_s();
    size_t bytes = 0;
    for (int i = 0; i < LIST_RUNS; i++) {
        struct rows *rows;
        if (statement_run(&op, &list, (struct value[]){value_int(i % 22)}, &rows) != OK)
            stop_at(&f, "list");
        while (rows_next(rows))
            for (int column = 0; column < COLUMNS; column++)
                bytes += rows_value(rows, column).n_bytes;
        rows_close(rows);
        op_end(&op);
        arena_reset(op.arena);
    }
    printf("list of 50 × 20, prepared, with its snapshot: %.0f µs (%zu bytes)\n", (now_s() - begun_s) / LIST_RUNS * 1e6,
           bytes / LIST_RUNS);
    arena_free(op.arena);
}

int main(int argc, char **argv)
{
    struct fault f = {0};
    struct store *s;
    struct store_settings settings = {.create = true};
    if (argc < 2) {
        fprintf(stderr, "usage: bench-store URL [CLIENTS [SECONDS]]\n");
        return 2;
    }
    int clients = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 64;
    double seconds = argc > 3 ? strtod(argv[3], NULL) : 5;
    if (store_open(argv[1], &settings, &f, &s) != OK)
        stop_at(&f, argv[1]);
    struct op op = new_op(s, &f);
    if (store_write(&op, make_tables, NULL) != OK)
        stop_at(&f, "tables");
    double begun_s = now_s();
    for (int first = 0; first < ROWS; first += CHUNK_ROWS)
        if (store_write(&op, fill, &first) != OK)
            stop_at(&f, "fill");
    printf("%d rows × %d in %d writes: %.2f s\n", ROWS, COLUMNS, ROWS / CHUNK_ROWS, now_s() - begun_s);
    measure_list(s);
    measure_changes(s, clients, seconds, false);
    measure_changes(s, clients, seconds, true);
    measure_changes(s, 1, seconds / 2, true);
    arena_free(op.arena);
    store_close(s);
    return 0;
}
