/* One small table and its statements, for the tests of the store on both databases. */
#ifndef STORE_TEST_TABLE_H
#define STORE_TEST_TABLE_H

#include "harness/database.h"
#include "store/statement.h"

/* t (id primary key, name unique, stamp, at_least check >= 0); child (id, parent → t, checked at the end). */
extern const struct statement table_insert; /* id, name */
extern const struct statement table_count;
extern const struct statement table_names;  /* from an id on: name, by id */
extern const struct statement table_stamp;  /* id, stamp: inserts */
extern const struct statement table_before; /* how many are stamped before */

enum err table_create(struct op *op, void *arg);
/* Makes it in a database just opened; ends the test when it cannot. */
void table_make(struct test_database *d);
int64_t table_rows(struct op *op);

struct insertion {
    int64_t id;
    const char *name;
    enum err then; /* what the write returns after it; OK */
};
enum err table_insert_one(struct op *op, void *insertion);
/* Its id and the next, in one write. */
enum err table_insert_pair(struct op *op, void *insertion);

#endif
