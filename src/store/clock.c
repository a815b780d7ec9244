/* What transactions take from the database alone: stamps, moments, ids, names to lock. */
#include "store/engine.h"

#include "store.texts.h"

#include <assert.h>

enum err store_stamp(struct op *op, int64_t *ret_us)
{
    assert(store_is_writing(op));
    const struct engine *engine = op->store->engine;
    int64_t earliest_us = op->backdate_us;
    if (!earliest_us && engine->has_one_writer)
        earliest_us = machine_now_us(); /* the machine's clock is the embedded database's */
    return connection_int(op->connection, op, engine->stamp_sql, true, earliest_us, ret_us);
}

static enum err take_moment(struct op *op, void *arg)
{
    const char *fence = op->store->engine->fence_sql;
    if (fence)
        TRY(connection_execute(op->connection, fence, op->fault));
    return store_stamp(op, arg);
}

enum err store_moment(struct op *op, int64_t *ret_us)
{
    return store_write(op, take_moment, ret_us);
}

enum err store_newest_stamp(struct op *op, int64_t *ret_us)
{
    assert(op->store->engine->has_one_writer);
    TRY(op_begin_read(op));
    return connection_int(op->connection, op, op->store->engine->last_stamp_sql, false, 0, ret_us);
}

/* ---- ids ---- */

static bool take_kept(struct ids *ids, int64_t n, int64_t *ret_first)
{
    pthread_mutex_lock(&ids->lock);
    bool enough = ids->end - ids->next >= n;
    if (enough) {
        *ret_first = ids->next;
        ids->next += n;
    }
    pthread_mutex_unlock(&ids->lock);
    return enough;
}

static void keep(struct ids *ids, int64_t next, int64_t end)
{
    pthread_mutex_lock(&ids->lock);
    ids->next = next;
    ids->end = end;
    pthread_mutex_unlock(&ids->lock);
}

void ids_forget(struct ids *ids)
{
    keep(ids, 0, 0);
}

enum err store_next_ids(struct op *op, int64_t n, int64_t *ret_first)
{
    assert(store_is_writing(op) && n > 0);
    const struct engine *engine = op->store->engine;
    struct ids *ids = &op->store->ids;
    int64_t last = 0, taken = n > engine->ids_at_once ? n : engine->ids_at_once;
    if (take_kept(ids, n, ret_first))
        return OK;
    TRY(connection_int(op->connection, op, engine->next_ids_sql, true, taken, &last));
    *ret_first = last - taken + 1;
    if (taken > n)
        keep(ids, *ret_first + n, last + 1);
    return OK;
}

enum err store_next_id(struct op *op, int64_t *ret_id)
{
    return store_next_ids(op, 1, ret_id);
}

/* ---- names ---- */

/* FNV-1a. */
static int64_t digest_of_name(const char *name)
{
    uint64_t digest = UINT64_C(14695981039346656037);
    for (; *name; name++)
        digest = (digest ^ (unsigned char)*name) * UINT64_C(1099511628211);
    return (int64_t)digest;
}

/* Where there are many writers a lock that is waited for inside a transaction would be useless: the transaction's
 * snapshot is older than what the lock waited for.  So the name is noted and the transaction begins again, holding
 * it from before its snapshot on. */
enum err store_lock(struct op *op, const char *name)
{
    assert(store_is_writing(op));
    struct connection *c = op->connection;
    if (c->engine->has_one_writer)
        return OK;
    int64_t digest = digest_of_name(name);
    for (int i = 0; i < c->n_locks; i++)
        if (c->locks[i] == digest)
            return OK;
    if (c->n_locks == HELD_LOCKS_MAX)
        return fault(op->fault, ERR_BUG, &T_store_too_many_locks, name);
    c->locks[c->n_locks++] = digest;
    c->wants_lock = true;
    return ERR_BUSY;
}

enum err store_execute(struct op *op, const char *sql)
{
    assert(store_is_writing(op));
    return connection_execute(op->connection, sql, op->fault);
}
