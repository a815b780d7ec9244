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
    int readers;        /* connections for reading, made when needed; 0 = 4 */
    int writers;        /* PostgreSQL: connections for writing, made when needed; 0 = 32 */
    int group_max;      /* SQLite: writes in one commit; 0 = 64 */
    int group_wait_us;  /* SQLite: how long a commit is put off for those that come; 0 = 20000.  It is not put off
                         * when nobody comes. */
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
 * commit; on PostgreSQL (repeatable read) it is tried again after a
 * serialization failure, a deadlock, or when the connection was lost before the
 * commit (at most 5 times).  Either way it must have no effect outside the
 * database and the arena, and must be fit to run twice (fault and arena are
 * reset to where they were).  No hashing of passwords, rendering, file or
 * network work inside.  Nesting joins the transaction under way.
 * After a statement that failed in it, a write returns its error: PostgreSQL
 * has then given the transaction up; to go on is ERR_BUG on both databases.
 * ERR_BUSY when 4,096 wait, its turn did not come in 10 s, or it lasted longer
 * than the write limit.  ERR_CONFLICT with words when a reference leads nowhere
 * at its end.  ERR_STORAGE from a commit whose connection was lost: it may be
 * there or not. */
typedef enum err (*store_write_fn)(struct op *op, void *arg);
enum err store_write(struct op *op, store_write_fn write, void *arg);
bool store_is_writing(const struct op *op);

/* The knowledge clock.  Inside store_write(): this transaction's stamp, later than that of every
 * commit before it, never the same twice (SQLite: under the write lock; PostgreSQL: database clock,
 * behind the shared half of fence F, page 9 of the spec). */
enum err store_stamp(struct op *op, int64_t *ret_us);
/* A moment such that nothing that is not yet visible will ever be stamped before it: to freeze "now"
 * (PostgreSQL: takes the exclusive half of F and lets it go: it waits for the writes that have a stamp, and they
 * wait for it).  Not inside a store_write() that has its stamp. */
enum err store_moment(struct op *op, int64_t *ret_us);

/* The stamp of the newest commit that the operation's snapshot holds: whatever it shows can be asked for again as of the
 * microsecond after.  SQLite, where commits come in the order of their stamps. */
enum err store_newest_stamp(struct op *op, int64_t *ret_us);

/* Next unique record id, one sequence for all kinds.  Inside store_write() only. */
enum err store_next_id(struct op *op, int64_t *ret_id);
/* n consecutive ones; *ret_first … + n − 1. */
enum err store_next_ids(struct op *op, int64_t n, int64_t *ret_first);

/* Serialises by name inside a write, across servers; released at its end; at most 8 names.  What is read after it
 * includes what earlier holders wrote.  (SQLite: nothing to do.  PostgreSQL: the write is begun again, holding the
 * name, so that its snapshot is taken under it: best asked for first.) */
enum err store_lock(struct op *op, const char *name);

/* Structure (record/schema.c only): runs SQL text that returns nothing. */
enum err store_execute(struct op *op, const char *sql);

/* ---- for tests ---- */
/* The n-th step (statement, row, begin, savepoint, commit) from now fails with ERR_STORAGE; 0 = off.  Returns how many
 * since. */
size_t store_fail_nth(struct store *s, size_t n);

#endif
