/* A small city for the tests of record/: a shelf and its books, and the people who may see them. */
#ifndef RECORD_TEST_FIXTURE_H
#define RECORD_TEST_FIXTURE_H

#include "harness/database.h"
#include "harness/test.h"
#include "record/act.h"
#include "record/record.h"
#include "record/schema.h"

/* Every kind of the program, and two for these tests:
 *   shelf: name*, chain (place), note; children: book
 *   book: shelf* (parent), title*, isbn (unique, once), pages, price, bought_on, planned_on, state, tags, also (books),
 *     authors (rows with a person), phone (personal), pin (secret), unit (place); one per (shelf, title)
 * Rules of book: more than 1,000 pages is asked about, 13 pages is refused. */
extern const struct kind *const test_kinds[];

struct kinds *test_kinds_new(void);

/* Sees all, without an account; the schema is made. */
void test_city_open(struct test_database *d);

const struct kind *test_kind(const struct op *op, const char *id);
struct record *test_new(struct op *op, const char *kind);
/* Saves in an act of its own; ends the test when that fails. */
void test_save(struct op *op, struct record *r);
/* The same, and hands back what went wrong; the fault is forgotten. */
enum err test_try_save(struct op *op, struct record *r, const char *reason, struct findings *ret_findings);
enum err test_delete(struct op *op, const struct record *r);
/* As the operation sees it; NULL when it sees none. */
struct record *test_load(struct op *op, const char *kind, int64_t id);
void test_forget_fault(struct op *op);

struct record *test_new_book(struct op *op, int64_t shelf, const char *title);
int64_t test_shelf(struct op *op, const char *name);

#endif
