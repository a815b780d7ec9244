#include "harness/test.h"
#include "store/backup.h"
#include "store/test_table.h"

#include <glob.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROWS = 600, BLOB_BYTES = 3000 };

static const struct store_table tables[] = {
    {"t", (const char *const[]){"id", "name", "stamp"}, (const enum value_type[]){VALUE_INT, VALUE_TEXT, VALUE_INT}, 3},
    {"child", (const char *const[]){"id", "parent"}, (const enum value_type[]){VALUE_INT, VALUE_INT}, 2},
    {"paper", (const char *const[]){"id", "bytes"}, (const enum value_type[]){VALUE_INT, VALUE_BYTES}, 2},
};
enum { TABLES = sizeof(tables) / sizeof(tables[0]) };

static enum err create_paper(struct op *op, void *arg)
{
    TRY(table_create(op, arg));
    return store_execute(op, op->store && store_engine_of(op->store) == STORE_POSTGRES
                                 ? "create table paper (id bigint primary key, bytes bytea)"
                                 : "create table paper (id integer primary key, bytes blob)");
}

static const struct statement add_child = {
    .name = "add_child",
    .sql = {{"insert into child values (?1, ?2)"}, {"insert into child values ($1::int8, $2::int8)"}},
    .n_parameters = 2,
    .writes = true,
};
static const struct statement add_paper = {
    .name = "add_paper",
    .sql = {{"insert into paper values (?1, ?2)"}, {"insert into paper values ($1::int8, $2::bytea)"}},
    .n_parameters = 2,
    .writes = true,
};

/* Children before their parents, texts and bytes of every kind, an id and a stamp taken. */
static enum err fill(struct op *op, void *arg)
{
    static char bytes[BLOB_BYTES];
    uint64_t random = 42;
    int64_t id, at_us;
    (void)arg;
    TRY(store_next_ids(op, ROWS, &id));
    TRY(store_stamp(op, &at_us));
    for (int64_t i = id; i < id + ROWS; i++) {
        char name[60];
        snprintf(name, sizeof(name), "企业 %ld '\\x41\n", (long)i);
        struct value row[] = {value_int(i), i % 7 ? value_text(name) : value_null()};
        TRY(statement_execute(op, &add_child, (struct value[]){value_int(i), value_int(id + ROWS - 1 - i % ROWS)},
                              NULL));
        TRY(statement_execute(op, &table_insert, row, NULL));
        for (size_t k = 0; k < sizeof(bytes); k++)
            bytes[k] = (char)test_random(&random);
        size_t n = i % 5 ? (size_t)(test_random(&random) % sizeof(bytes)) : 0;
        TRY(statement_execute(op, &add_paper, (struct value[]){value_int(i), value_bytes(bytes, n)}, NULL));
    }
    return OK;
}

static enum err forget_rows(struct op *op, void *arg)
{
    (void)arg;
    return store_execute(op, "delete from t");
}

static void make(struct test_database *d, enum store_engine engine, bool filled)
{
    test_database_open(d, engine, NULL);
    REQUIRE(store_write(&d->op, create_paper, NULL) == OK);
    if (filled)
        REQUIRE(store_write(&d->op, fill, NULL) == OK);
}

static const char *backup_path(void)
{
    static char path[200];
    snprintf(path, sizeof(path), "%s/city.backup", test_scratch());
    return path;
}

static bool sums_equal(const struct backup_sum *one, const struct backup_sum *other)
{
    bool equal = true;
    for (size_t i = 0; i < TABLES; i++)
        equal = equal && backup_sum_equal(&one[i], &other[i]);
    return equal;
}

static void write_backup(struct test_database *d, struct backup_sum *sums)
{
    REQUIRE(backup_write(&d->op, tables, TABLES, "0.1.0", backup_path(), sums) == OK);
    op_end(&d->op);
}

static enum err take_id_and_stamp(struct op *op, void *arg)
{
    int64_t *taken = arg;
    TRY(store_next_id(op, &taken[0]));
    return store_stamp(op, &taken[1]);
}

TEST("a backup of either database comes back in either, row by row, and clock and ids go on")
{
    int engines = test_has_postgres() ? 2 : 1;
    for (int pair = 0; pair < engines * engines; pair++) {
        struct test_database from, to;
        struct backup_sum sums[TABLES], again[TABLES];
        struct backup_contents contents;
        int64_t before[2], after[2];
        make(&from, (enum store_engine)(pair / engines), true);
        make(&to, (enum store_engine)(pair % engines), false);
        write_backup(&from, sums);
        REQUIRE(store_write(&from.op, take_id_and_stamp, before) == OK);
        REQUIRE(backup_load(&to.op, tables, TABLES, backup_path(), &contents) == OK);
        CHECK_TEXT(contents.note, "0.1.0");
        CHECK_INT(contents.n_tables, TABLES);
        CHECK(sums_equal(contents.sums, sums));
        REQUIRE(backup_sums(&to.op, tables, TABLES, again) == OK);
        CHECK(sums_equal(again, sums));
        CHECK_INT(again[0].rows, ROWS);
        op_end(&to.op);
        REQUIRE(store_write(&to.op, take_id_and_stamp, after) == OK);
        CHECK(after[0] > ROWS);
        CHECK(after[1] > contents.last_stamp_us);
        test_database_close(&from);
        test_database_close(&to);
    }
}

TEST("the same rows have the same digest in whatever order they came")
{
    EACH_ENGINE(d)
    {
        struct backup_sum sums[2][TABLES];
        REQUIRE(store_write(&d.op, create_paper, NULL) == OK);
        for (int64_t first = 1; first <= 2; first++) {
            REQUIRE(store_write(&d.op, table_insert_one, &(struct insertion){.id = first}) == OK);
            REQUIRE(store_write(&d.op, table_insert_one, &(struct insertion){.id = 3 - first}) == OK);
            REQUIRE(backup_sums(&d.op, tables, TABLES, sums[first - 1]) == OK);
            op_end(&d.op);
            REQUIRE(store_write(&d.op, forget_rows, NULL) == OK);
        }
        CHECK_INT(sums[0][0].rows, 2);
        CHECK(backup_sum_equal(&sums[0][0], &sums[1][0]));
    }
}

TEST("a digest of a table tells one row more, and other tables keep theirs")
{
    EACH_ENGINE(d)
    {
        struct backup_sum first[TABLES], second[TABLES];
        REQUIRE(store_write(&d.op, create_paper, NULL) == OK);
        REQUIRE(store_write(&d.op, fill, NULL) == OK);
        REQUIRE(backup_sums(&d.op, tables, TABLES, first) == OK);
        op_end(&d.op);
        REQUIRE(store_write(&d.op, table_insert_one, &(struct insertion){.id = -1}) == OK);
        REQUIRE(backup_sums(&d.op, tables, TABLES, second) == OK);
        op_end(&d.op);
        CHECK(!backup_sum_equal(&first[0], &second[0]));
        CHECK(backup_sum_equal(&first[1], &second[1]));
        CHECK_INT(second[0].rows, first[0].rows + 1);
    }
}

/* ---- damage ---- */

static unsigned char *read_all(const char *path, size_t *ret_n)
{
    FILE *f = fopen(path, "rb");
    struct stat s;
    REQUIRE(f && fstat(fileno(f), &s) == 0);
    unsigned char *bytes = malloc((size_t)s.st_size);
    REQUIRE(bytes && fread(bytes, (size_t)s.st_size, 1, f) == 1);
    fclose(f);
    *ret_n = (size_t)s.st_size;
    return bytes;
}

static void write_bytes(const char *path, const unsigned char *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");
    REQUIRE(f && (n == 0 || fwrite(bytes, n, 1, f) == 1) && fclose(f) == 0);
}

TEST("a backup that lost its end or a single bit is refused before anything is applied")
{
    struct test_database from, to;
    struct backup_sum sums[TABLES];
    struct backup_contents contents;
    uint64_t random = test_seed() * 2654435761 + 11;
    size_t n;
    int accepted = 0, silent = 0;
    char path[220];
    make(&from, STORE_SQLITE, true);
    make(&to, STORE_SQLITE, false);
    write_backup(&from, sums);
    unsigned char *bytes = read_all(backup_path(), &n);
    snprintf(path, sizeof(path), "%s.damaged", backup_path());
    for (int round = 0; round < test_rounds(150, 3000); round++) {
        size_t at = round < 60 ? (size_t)round : (size_t)(test_random(&random) % n);
        size_t length = n;
        unsigned char kept = bytes[at];
        if (round % 3)
            bytes[at] ^= (unsigned char)(1 << test_random(&random) % 8);
        else
            length = at;
        write_bytes(path, bytes, length);
        enum err e = backup_load(&to.op, tables, TABLES, path, &contents);
        accepted += e == OK;
        silent += e != OK && to.fault.words[LANGUAGE_ZH][0] == '\0';
        bytes[at] = kept;
        fault_clear(&to.fault);
        arena_reset(to.op.arena);
    }
    CHECK_INT(accepted, 0);
    CHECK_INT(silent, 0);
    CHECK_INT(table_rows(&to.op), 0);
    op_end(&to.op);
    write_bytes(path, bytes, n);
    CHECK_INT(backup_load(&to.op, tables, TABLES, path, &contents), OK);
    free(bytes);
    test_database_close(&from);
    test_database_close(&to);
}

TEST("what is no backup, or one of a later format, is called so")
{
    struct arena *a = arena_new(1 << 20);
    struct fault f = {0};
    struct backup_contents contents;
    static const char letter[] = "dear colleague, this is a letter";
    static const char later[] = "lianzhang backup 9\nand so on";
    write_bytes(backup_path(), (const unsigned char *)letter, sizeof(letter));
    CHECK_INT(backup_check(backup_path(), a, &f, &contents), ERR_INPUT);
    CHECK_TEXT(f.says->id, "store.backup_none");
    fault_clear(&f);
    write_bytes(backup_path(), (const unsigned char *)later, sizeof(later));
    CHECK_INT(backup_check(backup_path(), a, &f, &contents), ERR_CONFLICT);
    fault_clear(&f);
    CHECK_INT(backup_check("/there/is/no/such/file", a, &f, &contents), ERR_INPUT);
    CHECK_TEXT(f.says->id, "store.backup_cannot_read");
    arena_free(a);
}

TEST("a backup is refused where there are rows already, and where a column is not known")
{
    EACH_ENGINE(d)
    {
        struct backup_sum sums[TABLES];
        struct backup_contents contents;
        REQUIRE(store_write(&d.op, create_paper, NULL) == OK);
        write_backup(&d, sums);
        REQUIRE(store_write(&d.op, table_insert_one, &(struct insertion){.id = 1}) == OK);
        CHECK_INT(backup_load(&d.op, tables, TABLES, backup_path(), &contents), ERR_CONFLICT);
        CHECK_TEXT(d.fault.says->id, "store.backup_not_empty");
        fault_clear(&d.fault);
        struct store_table fewer[TABLES];
        memcpy(fewer, tables, sizeof(fewer));
        fewer[2].n_columns = 1;
        CHECK_INT(backup_load(&d.op, fewer, TABLES, backup_path(), &contents), ERR_CONFLICT);
        CHECK(strstr(d.fault.words[LANGUAGE_EN], "paper.bytes") || strstr(d.fault.words[LANGUAGE_EN], "(t)"));
        fault_clear(&d.fault);
    }
}

TEST("whichever step fails while a backup is loaded, the database stays empty")
{
    EACH_ENGINE(d)
    {
        struct backup_sum sums[TABLES];
        struct backup_contents contents;
        struct test_database from;
        make(&from, STORE_SQLITE, true);
        write_backup(&from, sums);
        test_database_close(&from);
        REQUIRE(store_write(&d.op, create_paper, NULL) == OK);
        for (size_t n = 1; n < 40; n += 3) {
            store_fail_nth(d.store, n);
            enum err e = backup_load(&d.op, tables, TABLES, backup_path(), &contents);
            store_fail_nth(d.store, 0);
            CHECK(e == ERR_STORAGE || (e == OK && n > 20));
            fault_clear(&d.fault);
            if (e == OK)
                break;
            CHECK_INT(table_rows(&d.op), 0);
            op_end(&d.op);
        }
    }
}

/* ---- while others write ---- */

struct writer {
    struct test_database *database;
    atomic_bool stop;
};

static void *write_pairs(void *arg)
{
    struct writer *w = arg;
    struct fault f = {0};
    struct op op = test_op(w->database, &f);
    for (int64_t id = 1000000; !atomic_load(&w->stop); id += 2) {
        CHECK_INT(store_write(&op, table_insert_pair, &(struct insertion){.id = id}), OK);
        arena_reset(op.arena);
    }
    test_op_release(&op);
    return NULL;
}

TEST("a backup made while others write is one moment of it: no pair by halves")
{
    EACH_ENGINE(d)
    {
        struct backup_sum sums[TABLES], again[TABLES];
        struct backup_contents contents;
        struct test_database to;
        struct writer w = {.database = &d};
        pthread_t thread;
        REQUIRE(store_write(&d.op, create_paper, NULL) == OK);
        REQUIRE(store_write(&d.op, fill, NULL) == OK);
        pthread_create(&thread, NULL, write_pairs, &w);
        write_backup(&d, sums);
        atomic_store(&w.stop, true);
        pthread_join(thread, NULL);
        CHECK_INT((sums[0].rows - ROWS) % 2, 0);
        make(&to, STORE_SQLITE, false);
        REQUIRE(backup_load(&to.op, tables, TABLES, backup_path(), &contents) == OK);
        REQUIRE(backup_sums(&to.op, tables, TABLES, again) == OK);
        CHECK(sums_equal(again, sums));
        test_database_close(&to);
    }
}

TEST("a backup that cannot be written leaves nothing, and the one before stays")
{
    struct test_database d;
    struct backup_sum sums[TABLES];
    struct stat s;
    make(&d, STORE_SQLITE, true);
    CHECK_INT(backup_write(&d.op, tables, TABLES, "", "/there/is/no/such/folder/x", sums), ERR_STORAGE);
    fault_clear(&d.fault);
    op_end(&d.op);
    write_backup(&d, sums);
    store_fail_nth(d.store, 200);
    CHECK_INT(backup_write(&d.op, tables, TABLES, "", backup_path(), sums), ERR_STORAGE);
    store_fail_nth(d.store, 0);
    fault_clear(&d.fault);
    op_end(&d.op);
    struct backup_contents contents;
    CHECK_INT(backup_check(backup_path(), d.op.arena, &d.fault, &contents), OK);
    char pattern[220];
    glob_t found;
    snprintf(pattern, sizeof(pattern), "%s*", backup_path());
    REQUIRE(glob(pattern, 0, NULL, &found) == 0);
    CHECK_INT(found.gl_pathc, 1);
    globfree(&found);
    CHECK(stat(backup_path(), &s) == 0 && (s.st_mode & 077) == 0);
    test_database_close(&d);
}
