/* Between the engine-neutral half of the store and its two databases.
 *
 * An engine knows its client library and the SQL that only it speaks; it knows
 * nothing of operations, pools, groups and retries.  Its functions are called
 * with a connection that one thread holds. */
#ifndef STORE_ENGINE_H
#define STORE_ENGINE_H

#include "store/store.h"

#include <pthread.h>

struct engine;
struct prepared_cache;

/* What a failed step means for the transaction around it. */
enum failure {
    FAILURE_NONE,
    FAILURE_STATEMENT, /* the step alone: the transaction may be rolled back to a savepoint */
    FAILURE_PASSING,   /* it met another transaction; the same again may do better */
    FAILURE_LOST,      /* the connection is gone, and with it what was not committed */
};

enum { VIOLATION_NAME_BYTES = 128, HELD_LOCKS_MAX = 8 };

struct violation {
    enum constraint_kind kind;
    char name[VIOLATION_NAME_BYTES];
};

/* Every engine's own struct begins with this. */
struct connection {
    const struct engine *engine;
    struct store *store;
    struct connection *next_free;
    struct rows *open_rows; /* newest first */
    bool is_writer;
    bool in_snapshot;
    int64_t deadline_ms;  /* of the write under way, on the monotonic clock; 0: none */
    enum failure failure; /* of the newest failed step; the caller resets it */
    struct violation violation;

    /* store_lock() where there are many writers (transaction.c): digests of the names that are held. */
    int64_t locks[HELD_LOCKS_MAX];
    int n_locks;
    bool wants_lock; /* one was added: the transaction begins again, holding it */
};

struct rows {
    const struct engine *engine;
    struct op *op;
    struct connection *connection; /* NULL once closed */
    struct rows *older;            /* among the open ones of the connection */
    enum err error;
    bool done;
    int n_columns;
};

/* What a statement is run with: the caller's arguments, then account and moment where the form uses them. */
struct bound {
    const char *sql;
    struct value values[STATEMENT_PARAMETERS_MAX + 2];
    int n;
};

struct engine {
    enum store_engine id;
    bool sends_whole_answers; /* a long one is asked for through a cursor */
    bool has_one_writer;      /* group.c commits many writes at once; else transaction.c, a transaction each */

    enum err (*connect)(struct store *s, bool writer, struct fault *f, struct connection **ret_connection);
    void (*disconnect)(struct connection *c);
    /* Makes a connection fit for a new transaction, whatever happened to the one before: rolls back, unlocks,
     * connects anew. */
    enum err (*recover)(struct connection *c, struct fault *f);
    bool (*in_transaction)(struct connection *c);
    /* false: a reference leads nowhere that is not checked before the commit.  NULL: the commit says so. */
    bool (*references_hold)(struct connection *c);

    /* Text without results: begin, commit, structure. */
    enum err (*execute)(struct connection *c, const char *sql, struct fault *f);
    enum err (*run)(struct connection *c, struct op *op, const struct bound *b, struct rows **ret_rows);
    bool (*next)(struct rows *r);
    void (*close)(struct rows *r);
    struct value (*column)(const struct rows *r, int column);
    int64_t (*changed)(struct connection *c); /* rows touched by the newest statement that ran to its end */
    enum err (*run_many)(struct connection *c, struct op *op, const char *sql, const struct value *values,
                         int n_parameters, size_t n_rows);

    /* Work that commits leave behind (checkpoints), done by a thread of its own.  NULL: none. */
    int64_t (*backlog)(struct connection *writer);
    void (*tidy)(struct connection *c);
    int64_t backlog_much;

    const char *begin_read, *begin_write, *commit;
    const char *savepoint, *release, *rollback_to; /* has_one_writer */
    const char *has_own_sql;                       /* 0: what the store itself needs is not there yet */
    const char *const *own_tables;                 /* makes it, in one transaction, fit to run twice; NULL-terminated */
    const char *stamp_sql;                         /* ?1: not before; 0 = the database's clock, where it has one */
    const char *last_stamp_sql;
    const char *version_sql; /* the same for two snapshots: they hold the same stamped rows; 0: not known */
    const char *next_ids_sql; /* ?1: how many; the last one */
    const char *last_id_sql;
    const char *raise_ids_sql; /* ?1: the next is later than this */
    int ids_at_once;           /* ids taken at a time and handed out from memory; 1: none are kept */
    const char *lock_sql;      /* ?1: a digest; outside a transaction, released by recover */
    const char *fence_sql;     /* waits until no open transaction holds an earlier stamp; NULL: none can */
    const char *explain_prefix;
};

extern const struct engine sqlite_engine, postgres_engine;

/* Connections that are taken and given back; made when first needed, up to a number. */
struct pool {
    pthread_mutex_t lock;
    pthread_cond_t freed;
    struct connection *free; /* newest first: its caches are warm */
    int n, max, waiting;
    bool of_writers;
};
void pool_init(struct pool *p, int max, bool of_writers);
void pool_release(struct pool *p);
/* ERR_BUSY when there is none for as long as a request may wait, or too many wait already. */
enum err pool_take(struct pool *p, struct store *s, struct fault *f, struct connection **ret_connection);
void pool_give(struct pool *p, struct connection *c);

struct group; /* writes that are committed together */

struct turns { /* group.c: operations take turns at the one writing connection */
    pthread_mutex_t lock;
    pthread_cond_t writer_free, group_done;
    struct connection *writer;
    struct arena *arena; /* of what runs before each commit */
    struct group *group; /* what is not committed yet; NULL: nothing */
    int waiting;
    bool busy;
};
enum err turns_init(struct turns *t);
void turns_release(struct turns *t);

enum { KEPT_ANSWERS = 4096 };
struct kept { /* kept.c: answers that are remembered, each in the place that its digest says */
    pthread_mutex_t lock;
    struct kept_answer *answers; /* KEPT_ANSWERS; NULL before the first */
};
struct buf;
void kept_init(struct kept *k);
void kept_release(struct kept *k);
void kept_key_of(const struct bound *b, struct buf *ret_key); /* to be released; failed where it is too long */
bool kept_find(struct kept *k, const struct buf *key, int64_t version, int64_t *ret_answer);
void kept_add(struct kept *k, const struct buf *key, int64_t version, int64_t answer);

struct tidying { /* tidy.c */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct connection *connection;
    bool started, wanted, stop;
};
enum err tidying_start(struct store *s, struct fault *f);
void tidying_stop(struct store *s);
/* After a commit: wakes the thread when enough has piled up. */
void tidying_notice(struct store *s, struct connection *writer);

struct ids { /* clock.c: ids taken from the database and not handed out yet */
    pthread_mutex_t lock;
    int64_t next, end;
};

void ids_forget(struct ids *ids);

struct store {
    const struct engine *engine;
    struct store_settings settings;
    char *target; /* path or connection string */
    char *shown;
    bool is_temporary;
    struct pool readers, writers;
    struct turns turns;
    struct tidying tidying;
    struct ids ids;
    struct kept kept;

    bool counts_steps; /* store_fail_nth; a shared count would cost every row of every reader */
    size_t steps_made, step_to_fail;
};

/* The two ways to write (store_write). */
enum err group_write(struct op *op, store_write_fn write, void *arg);
enum err transaction_write(struct op *op, store_write_fn write, void *arg);

/* Where an operation stood before a try that may be made again. */
struct try_start {
    struct fault fault;
    struct arena_mark mark;
};
struct try_start try_start(const struct op *op);
void try_again(struct op *op, const struct try_start *start);
/* Runs the caller's function on a writing connection: op->connection is that one meanwhile, and no cursor outlives it.
 */
enum err run_write(struct connection *c, struct op *op, store_write_fn write, void *arg);
/* Keeps the connection's newest violation for who asks after the write. */
void note_violation(struct op *op, const struct connection *c);

/* The engine's functions, as steps that a test can let fail. */
enum err connection_execute(struct connection *c, const char *sql, struct fault *f);
enum err connection_run(struct connection *c, struct op *op, const struct bound *b, struct rows **ret_rows);
void connection_close_rows(struct connection *c);
/* One integer by SQL of the engine itself; `argument` is ?1 when `has_argument`. */
enum err connection_int(struct connection *c, struct op *op, const char *sql, bool has_argument, int64_t argument,
                        int64_t *ret_value);
/* Why the next step is not even tried: a test wants it to fail, the write has lasted longer than it may, or it begins
 * again anyway. */
enum err connection_before_step(struct connection *c, struct fault *f);

/* The clock of the machine, for limits and for the embedded database. */
int64_t monotonic_ms(void);
int64_t machine_now_us(void);
/* A moment `ms` from now, for pthread_cond_timedwait() on a condition made by condition_init(). */
struct timespec deadline_after_ms(int64_t ms);
void condition_init(pthread_cond_t *c);

#endif
