/* One database behind one face: SQLite (embedded) or PostgreSQL.
 *
 * sqlite.c and postgres.c are the only files that know their client library.
 * A store is shared by all threads. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "store/op.h"
#include "store/statement.h"

enum store_engine { STORE_SQLITE, STORE_POSTGRES, STORE_ENGINE_COUNT };

struct store_settings {
    int readers;        /* connections for reading; 0 = 4 */
    int group_max;      /* SQLite: writes in one commit; 0 = 64 */
    int group_wait_us;  /* SQLite: how long a commit waits for company; 0 = 2000 */
    int write_limit_ms; /* a write transaction that lasts longer is given up; 0 = 60000 */
    bool create;        /* SQLite: make the file when it is not there */
    /* Called with the writing connection in place, after the last operation of a commit and before
     * the commit: record/ seals the audit chain here (SQLite).  NULL: nothing. */
    enum err (*before_commit)(struct op *op, void *context);
    void *before_commit_context;
};

/* "sqlite:PATH" (":memory:" for tests) or "postgresql://user@host1:port,host2:port/db?…". */
enum err store_open(const char *url, const struct store_settings *settings, struct fault *f, struct store **ret_store);
void store_close(struct store *s);
enum store_engine store_engine_of(const struct store *s);
const char *store_url_shown(const struct store *s); /* without a password */

/* Runs `write` as one transaction: all of it or nothing; OK means durable.
 * It runs under SQLite's single write lock, together with others in one
 * commit; on PostgreSQL it is tried again after a serialization failure or
 * deadlock (at most 5 times): it must have no effect outside the database and
 * the arena, and must be fit to run twice (fault and arena are reset to where
 * they were).  No hashing of passwords, rendering, file or network work inside.
 * Nesting joins the transaction under way.
 * ERR_BUSY when the queue is longer than 4,096 or the write limit passed. */
typedef enum err (*store_write_fn)(struct op *op, void *arg);
enum err store_write(struct op *op, store_write_fn write, void *arg);
bool store_is_writing(const struct op *op);

/* The knowledge clock.  Inside store_write(): this transaction's stamp, later than that of every
 * commit before it, never the same twice (SQLite: under the write lock; PostgreSQL: database clock,
 * behind the shared half of fence F, page 9 of the spec). */
enum err store_stamp(struct op *op, int64_t *ret_us);
/* A moment such that nothing that is not yet visible will ever be stamped before it: to freeze "now"
 * (PostgreSQL: takes the exclusive half of F and lets it go). */
enum err store_moment(struct op *op, int64_t *ret_us);

/* Next unique record id, one sequence for all kinds.  Inside store_write() only. */
enum err store_next_id(struct op *op, int64_t *ret_id);
/* n consecutive ones; *ret_first … + n − 1. */
enum err store_next_ids(struct op *op, int64_t n, int64_t *ret_first);

/* Serialises by name inside a write, across servers; released at its end
 * (SQLite: nothing to do). */
enum err store_lock(struct op *op, const char *name);

/* Structure (record/schema.c only): runs SQL text that returns nothing. */
enum err store_execute(struct op *op, const char *sql);

/* ---- for tests ---- */
/* The n-th statement step from now fails with ERR_STORAGE; 0 = off.  Returns how many since. */
size_t store_fail_nth(struct store *s, size_t n);

#endif
