/* Empty databases for tests, on either engine.
 *
 *     EACH_ENGINE(b) { … REQUIRE(…); }
 *
 * PostgreSQL is the private cluster that tools/test_postgres.sh starts for the
 * run (LZ_TEST_POSTGRES); without it that half is skipped, and said so once.
 * One run of tests uses it at a time. */
#ifndef TEST_HARNESS_DATABASE_H
#define TEST_HARNESS_DATABASE_H

#include "store/store.h"

struct test_database {
    const char *url;
    char url_text[512];
    enum store_engine engine;
    struct fault fault;
    struct store *store;
    struct op op; /* sees all, 64 MiB arena, today 2026-03-05 */
};

/* Makes an empty database and opens it; ends the test when it cannot. */
void test_database_open(struct test_database *d, enum store_engine engine, const struct store_settings *settings);
void test_database_close(struct test_database *d);
/* A second operation on the same store; release with test_op_release(). */
struct op test_op(struct test_database *d, struct fault *f);
void test_op_release(struct op *op);
bool test_has_postgres(void);
/* psql -c SQL, quietly, outside a transaction; false when it failed. */
bool test_psql(const char *url, const char *sql);

#define EACH_ENGINE(d) \
    for (int engine_ = 0; engine_ < (test_has_postgres() ? 2 : 1); engine_++) \
        for (struct test_database d = {.url = NULL}; \
             !d.url && (test_database_open(&d, (enum store_engine)engine_, NULL), true); test_database_close(&d))

#endif
