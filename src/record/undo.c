/* Undoing a whole act: every record goes back to the version before, as a new version. */
#include "record.texts.h"
#include "record/access_inner.h"
#include "record/act_inner.h"
#include "record/common.h"
#include "record/operation.h"
#include "record/place.h"
#include "record/write.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* One version that the act wrote, and what was before it. */
struct undone {
    const struct kind *kind;
    int64_t id;
    struct raw_version written; /* .record */
    struct record *before;      /* NULL: there was none, or it was deleted */
};

struct undoing {
    int64_t operation;
    struct undone *list;
    size_t n, capacity;
    int64_t *ids; /* of list, sorted */
    struct act_obstacle *obstacles;
    size_t n_obstacles, obstacles_capacity;
    bool unseen; /* there are also obstacles that this account may not see */
};

static enum err no_memory(struct op *op)
{
    return fault(op->fault, ERR_MEMORY, &T_record_memory);
}

static enum err add_obstacle(struct op *op, struct undoing *u, const struct kind *kind, int64_t id)
{
    if (!arena_grow(op->arena, &u->obstacles, u->n_obstacles, &u->obstacles_capacity))
        return no_memory(op);
    struct record *r;
    bool may = false;
    TRY(record_read_raw(op, kind, id, &r));
    if (r)
        TRY(access_may_record(op, ACCESS_READ, r, &may));
    u->unseen |= !may;
    if (!may)
        return OK;
    struct act_obstacle *o = &u->obstacles[u->n_obstacles++];
    *o = (struct act_obstacle){.kind = kind, .id = id};
    return record_title(op, kind, id, &o->title);
}

/* ---- what the act wrote ---- */

static enum err add_undone(struct op *op, struct undoing *u, const struct kind *kind, const struct rows *rows)
{
    if (!arena_grow(op->arena, &u->list, u->n, &u->capacity))
        return no_memory(op);
    struct undone *undone = &u->list[u->n++];
    *undone = (struct undone){.kind = kind};
    TRY(record_read(op, kind, &statements_of(op, kind)->columns, rows, LOG_COLUMNS, &undone->written.record));
    undone->id = undone->written.record->id;
    undone->written.from_us = rows_int(rows, 0);
    undone->written.to_us = rows_int(rows, 1);
    undone->written.deleted = rows_int(rows, 2) != 0;
    return OK;
}

static enum err gather_kind(struct op *op, struct undoing *u, const struct kind *kind)
{
    struct rows *rows;
    TRY(statement_run(op, &statements_of(op, kind)->log_by_act, (struct value[]){value_int(u->operation)}, &rows));
    enum err e = OK;
    while (e == OK && rows_next(rows))
        e = add_undone(op, u, kind, rows);
    enum err closed = rows_close(rows);
    return e != OK ? e : closed;
}

/* In the order of the registry: what is referred to comes before what refers to it. */
static enum err gather(struct op *op, struct undoing *u)
{
    struct rows *rows;
    struct operation o = {0};
    TRY(statement_run(op, common(op, COMMON_OPERATION), (struct value[]){value_int(u->operation)}, &rows));
    bool found = rows_next(rows);
    if (found)
        o = operation_read(rows, true);
    TRY(rows_close(rows));
    if (!found || !o.row.n_versions)
        return fault(op->fault, ERR_MISSING, &T_record_no_act);
    for (size_t i = 0; i < op->kinds->n; i++) {
        const struct kind_entry *e = &op->kinds->entries[i];
        if (e->statements && strstr(o.kinds, arena_printf(op->arena, " %s ", e->kind->id)))
            TRY(gather_kind(op, u, e->kind));
    }
    return OK;
}

/* An account that may see nothing of what the act wrote learns of no act. */
static enum err require_seen(struct op *op, const struct undoing *u)
{
    bool may = false;
    for (size_t i = 0; i < u->n && !may; i++)
        TRY(access_may_record(op, ACCESS_READ, u->list[i].written.record, &may));
    return may ? OK : fault(op->fault, ERR_MISSING, &T_record_no_act);
}

static enum err find_before(struct op *op, struct undoing *u, struct undone *undone)
{
    if (undone->written.to_us != INT64_MAX)
        return add_obstacle(op, u, undone->kind, undone->id);
    struct raw_version before;
    TRY(record_read_version(op, undone->kind, &statements_of(op, undone->kind)->log_before,
                            (struct value[]){value_int(undone->id), value_int(undone->written.from_us)}, &before));
    undone->before = before.record && !before.deleted ? before.record : NULL;
    return OK;
}

/* ---- back ---- */

static enum err require_write(struct op *op, const struct record *r)
{
    bool may;
    TRY(access_may_record(op, ACCESS_WRITE, r, &may));
    return may ? OK : fault(op->fault, ERR_DENIED, &T_record_may_not_write, kind_label(r->kind, op->language));
}

/* A copy of the version before, standing where its parent stands today. */
static enum err rebuild(struct op *op, const struct undone *undone, struct record **ret_record)
{
    *ret_record = record_copy(op, undone->before);
    if (!*ret_record)
        return no_memory(op);
    return place_record(op, *ret_record);
}

static enum err bring_back(struct op *op, const struct undone *undone)
{
    struct record *r;
    TRY(rebuild(op, undone, &r));
    TRY(require_write(op, r));
    TRY(statement_execute(op, common(op, COMMON_FORWARD_DROP), (struct value[]){value_int(undone->id)}, NULL));
    return write_revival(op, &undone->written, r);
}

static enum err change_back(struct op *op, const struct undone *undone)
{
    struct record *r, *now;
    TRY(record_lock_raw(op, undone->kind, undone->id, &now));
    TRY(rebuild(op, undone, &r));
    TRY(require_write(op, now));
    TRY(require_write(op, r));
    return write_change(op, now, r);
}

static int by_id(const void *a, const void *b)
{
    const int64_t *one = a, *other = b;
    return *one < *other ? -1 : *one > *other;
}

static bool is_among(const struct undoing *u, int64_t id)
{
    return bsearch(&id, u->ids, u->n, sizeof(*u->ids), by_id) != NULL;
}

static enum err look_at_child(struct op *op, const struct kind *kind, int64_t id, void *arg)
{
    struct undoing *u = arg;
    return is_among(u, id) ? OK : add_obstacle(op, u, kind, id);
}

enum { REFERENCES_ASKED = 20 };

/* What the act made goes, unless something that stays has come to refer to it or to belong to it. */
static enum err look_at_references(struct op *op, struct undoing *u, const struct undone *undone)
{
    struct reference *references;
    size_t n;
    TRY(record_references(op, undone->kind, undone->id, REFERENCES_ASKED, &references, &n));
    for (size_t i = 0; i < n; i++) {
        u->unseen |= !references[i].kind;
        if (references[i].kind)
            TRY(look_at_child(op, references[i].kind, references[i].id, u));
    }
    return place_each_child(op, undone->kind, undone->id, look_at_child, u);
}

static enum err take_away(struct op *op, struct undoing *u, const struct undone *undone)
{
    struct record *now;
    TRY(record_lock_raw(op, undone->kind, undone->id, &now));
    if (!now)
        return OK;
    TRY(require_write(op, now));
    TRY(look_at_references(op, u, undone));
    return write_deletion(op, now);
}

static enum err sort_ids(struct op *op, struct undoing *u)
{
    u->ids = arena_array(op->arena, u->n + 1, int64_t);
    if (!u->ids)
        return no_memory(op);
    for (size_t i = 0; i < u->n; i++)
        u->ids[i] = u->list[i].id;
    qsort(u->ids, u->n, sizeof(*u->ids), by_id);
    return OK;
}

/* What was deleted comes back first and what was made goes last, so that references hold all the while. */
static enum err undo_all(struct op *op, struct undoing *u)
{
    TRY(sort_ids(op, u));
    for (size_t i = 0; i < u->n; i++)
        TRY(find_before(op, u, &u->list[i]));
    if (u->n_obstacles || u->unseen)
        return OK;
    for (size_t i = 0; i < u->n; i++)
        if (u->list[i].before && u->list[i].written.deleted)
            TRY(bring_back(op, &u->list[i]));
    for (size_t i = 0; i < u->n; i++)
        if (u->list[i].before && !u->list[i].written.deleted)
            TRY(change_back(op, &u->list[i]));
    for (size_t i = u->n; i-- > 0;)
        if (!u->list[i].before && !u->list[i].written.deleted)
            TRY(take_away(op, u, &u->list[i]));
    return OK;
}

static enum err add_unseen(struct op *op, struct undoing *u)
{
    if (!u->unseen)
        return OK;
    if (!arena_grow(op->arena, &u->obstacles, u->n_obstacles, &u->obstacles_capacity))
        return no_memory(op);
    u->obstacles[u->n_obstacles++] = (struct act_obstacle){.title = ""};
    return OK;
}

static enum err undo(struct op *op, void *arg)
{
    struct undoing *u = arg;
    *u = (struct undoing){.operation = u->operation};
    TRY(gather(op, u));
    TRY(require_seen(op, u));
    TRY(undo_all(op, u));
    TRY(add_unseen(op, u));
    return u->n_obstacles ? fault(op->fault, ERR_CONFLICT, &T_record_changed_since) : OK;
}

enum err act_undo(struct op *op, int64_t operation, struct act_obstacle **ret_obstacles, size_t *ret_n)
{
    struct undoing u = {.operation = operation};
    const char *reason = arena_printf(op->arena, "%" PRId64, operation);
    enum err e = act_run(op, "act.undo", reason, undo, &u, NULL);
    *ret_obstacles = u.obstacles;
    *ret_n = u.n_obstacles;
    return e;
}
