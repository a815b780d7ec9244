/* Between store.c and the two databases.
 *
 * A connection is used by one thread at a time.  An engine knows its client
 * library and nothing of pools, groups or operations. */
#ifndef STORE_ENGINE_H
#define STORE_ENGINE_H

#include "store/store.h"

#include <pthread.h>

struct engine;

/* Every engine's own struct begins with this. */
struct connection {
    const struct engine *engine;
    struct store *store;
    struct connection *next_free;
    struct rows *open_rows; /* newest first */
    bool is_writer;
    bool in_snapshot;
    enum constraint_kind constraint; /* of the newest violation */
    char constraint_name[128];
};

struct rows {
    const struct engine *engine;
    struct op *op;
    struct connection *connection;
    struct rows *older; /* among the open ones of the connection */
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
    bool has_one_writer;
    enum err (*connect)(struct store *s, bool writer, struct fault *f, struct connection **ret_connection);
    void (*disconnect)(struct connection *c);
    /* Text without results: begin, commit, structure. */
    enum err (*execute)(struct connection *c, const char *sql, struct fault *f);
    enum err (*run)(struct connection *c, struct op *op, const struct bound *b, struct rows **ret_rows);
    bool (*next)(struct rows *r);
    void (*close)(struct rows *r);
    struct value (*column)(const struct rows *r, int column);
    /* Rows touched by the newest statement that ran to its end. */
    int64_t (*changed)(struct connection *c);
    /* After a failure: would the same transaction do better the next time?  Mends the connection if it is gone. */
    bool (*may_retry)(struct connection *c);
    /* Where one commit serves many operations: ERR_CONFLICT when a reference that is checked at the commit does not
     * hold now, so that it fails the operation that made it and not the whole group.  NULL where each commits alone. */
    enum err (*check_links)(struct connection *c);
    enum err (*run_many)(struct connection *c, struct op *op, const char *sql, const struct value *values,
                         int n_parameters, size_t n_rows);
    const char *begin_read, *begin_write, *savepoint, *release, *rollback_to, *commit, *rollback;
    const char *const *own_tables; /* statements that make what the store itself needs; NULL-terminated */
    const char *stamp_sql;         /* ?1: not before */
    const char *next_ids_sql;      /* ?1: how many; the last one */
    const char *lock_sql;          /* ?1: a name; NULL where there is one writer */
    const char *fence_sql;         /* waits until no open transaction holds an earlier stamp; NULL likewise */
    const char *explain_prefix;
};

extern const struct engine sqlite_engine, postgres_engine;

struct group; /* writes that are committed together */

struct store {
    const struct engine *engine;
    struct store_settings settings;
    char *target; /* path or connection string */
    char *shown;
    bool is_temporary;

    pthread_mutex_t lock;
    pthread_cond_t reader_free, writer_free, group_done;
    struct connection *free_readers;
    int n_readers;
    struct connection *free_writers; /* SQLite: the only one, never taken out */
    int n_writers, writers_waiting;
    bool writer_busy; /* SQLite */
    struct group *group;

    size_t steps_made, step_to_fail; /* store_fail_nth */
};

enum err group_write(struct op *op, store_write_fn write, void *arg);       /* group.c */
enum err transaction_write(struct op *op, store_write_fn write, void *arg); /* transaction.c */
void connection_close_rows(struct connection *c);

/* Counts a step; true when it is the one that a test wants to fail (the fault is then recorded). */
bool store_step_fails(struct connection *c, struct fault *f);

#endif
