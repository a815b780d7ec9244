#include "record.texts.h"
#include "base/buf.h"
#include "record/act_inner.h"
#include "record/common.h"
#include "record/row.h"

#include <string.h>

struct act_call {
    const char *what, *reason;
    store_write_fn write;
    void *arg;
    struct sm3 *sm3;
    struct arena *arena;
    int64_t operation;
};

/* 50 bytes a version, twice over while the list grows. */
enum { ACT_ARENA_BYTES = 512 << 20 };

void act_about(struct op *op, const struct kind *kind, int64_t id)
{
    op->act->about_kind = kind;
    op->act->about = id;
}

void act_leaves_row(struct op *op)
{
    op->act->leaves_row = true;
}

int64_t act_operation(const struct op *op)
{
    return op->act ? op->act->id : 0;
}

/* ---- the versions of an act ---- */

static size_t slot_of(const struct act *act, int64_t id)
{
    size_t at = ((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (act->n_slots - 1);
    while (act->slots[at] && act->versions[act->slots[at] - 1].id != id)
        at = (at + 1) & (act->n_slots - 1);
    return at;
}

static bool widen_slots(struct op *op)
{
    struct act *act = op->act;
    if (act->n_slots >= 2 * (act->n + 1))
        return true;
    act->n_slots = act->n_slots ? act->n_slots * 2 : 64;
    act->slots = arena_array(act->arena, act->n_slots, size_t);
    for (size_t i = 0; act->slots && i < act->n; i++)
        act->slots[slot_of(act, act->versions[i].id)] = i + 1;
    return act->slots != NULL;
}

static struct act_version *version_place(struct op *op, const struct record *r)
{
    struct act *act = op->act;
    if (!widen_slots(op))
        return NULL;
    size_t slot = slot_of(act, r->id);
    if (act->slots[slot])
        return &act->versions[act->slots[slot] - 1];
    if (!arena_grow(act->arena, &act->versions, act->n, &act->capacity))
        return NULL;
    act->slots[slot] = ++act->n;
    struct act_version *v = &act->versions[act->n - 1];
    *v = (struct act_version){.kind = r->kind, .id = r->id};
    return v;
}

enum err act_note_version(struct op *op, const struct record *r, bool deleted)
{
    const unsigned char *salt = NULL;
    if (record_has_personal(r))
        TRY(salt_of(op, r->id, true, &salt));
    return act_note_salted(op, r, deleted, salt);
}

enum err act_note_salted(struct op *op, const struct record *r, bool deleted, const unsigned char *salt)
{
    struct act *act = op->act;
    const struct digest_input in = {
        .record = r, .from_us = act->at_us, .op_id = act->id, .deleted = deleted, .salt = salt};
    struct act_version *v = version_place(op, r);
    if (!v)
        return fault(op->fault, ERR_MEMORY, &T_record_memory);
    if (!version_digest(op, act->sm3, &in, v->digest))
        return fault(op->fault, ERR_BUG, &T_record_no_digest);
    return OK;
}

/* ---- the row of an act ---- */

static enum err name_of_person(struct op *op, int64_t person, const char **ret_name)
{
    const struct kind *kind = kinds_find(op->kinds, "person");
    *ret_name = "";
    if (!person || !kind)
        return OK;
    struct rows *rows;
    TRY(statement_run(op, &statements_of(op, kind)->name, (struct value[]){value_int(person)}, &rows));
    if (rows_next(rows))
        *ret_name = rows_keep_text(rows, 0);
    return rows_close(rows);
}

/* " event project ": in the order of the names, as versions are digested. */
static const char *kinds_written(struct op *op, const struct act *act)
{
    struct buf b;
    buf_init(&b, 0);
    for (size_t i = 0; i < act->n; i++)
        if (i == 0 || act->versions[i].kind != act->versions[i - 1].kind)
            buf_printf(&b, " %s", act->versions[i].kind->id);
    buf_char(&b, ' ');
    const char *text = arena_text(op->arena, buf_string(&b));
    buf_release(&b);
    return text;
}

static struct value text_or_empty(const char *text)
{
    return value_text(text ? text : "");
}

static enum err write_row(struct op *op)
{
    struct act *act = op->act;
    if (!act->about_kind && act->n)
        act_about(op, act->versions[0].kind, act->versions[0].id);
    unsigned char digest[SM3_BYTES];
    if (!act_digest(act->sm3, act->versions, act->n, digest))
        return fault(op->fault, ERR_BUG, &T_record_no_digest);
    const char *person, *acting_for;
    TRY(name_of_person(op, op->person, &person));
    TRY(name_of_person(op, op->acting_for, &acting_for));
    const struct value row[] = {value_int(act->id),
                                value_int(act->at_us),
                                value_int(op->account),
                                value_int(op->acting_for),
                                text_or_empty(op->login),
                                value_text(person),
                                value_text(acting_for),
                                text_or_empty(op->address),
                                value_text(act->what),
                                text_or_empty(act->about_kind ? act->about_kind->id : NULL),
                                value_int(act->about),
                                text_or_empty(act->reason),
                                value_text(kinds_written(op, act)),
                                value_int((int64_t)act->n),
                                value_bytes(digest, SM3_BYTES)};
    return statement_execute(op, common(op, COMMON_OPERATION_ADD), row, NULL);
}

static enum err run_act(struct op *op, void *arg)
{
    struct act_call *call = arg;
    struct act act = {.what = call->what, .reason = call->reason, .sm3 = call->sm3, .arena = call->arena};
    arena_reset(act.arena);
    TRY(store_stamp(op, &act.at_us));
    TRY(store_next_id(op, &act.id));
    op->act = &act;
    call->operation = act.id;
    enum err e = call->write(op, call->arg);
    if (e == OK && (arena_failed(op->arena) || arena_failed(act.arena)))
        e = fault(op->fault, ERR_MEMORY, &T_record_memory);
    if (e == OK && (act.n || act.leaves_row))
        e = write_row(op);
    op->act = NULL;
    return e;
}

enum err act_run(struct op *op, const char *what, const char *reason, store_write_fn write, void *arg,
                 int64_t *ret_operation)
{
    if (op->act) {
        if (ret_operation)
            *ret_operation = op->act->id;
        return write(op, arg);
    }
    struct act_call call = {.what = what, .reason = reason, .write = write, .arg = arg};
    call.sm3 = sm3_new();
    call.arena = arena_new(ACT_ARENA_BYTES);
    enum err e =
        call.sm3 && call.arena ? store_write(op, run_act, &call) : fault(op->fault, ERR_MEMORY, &T_record_memory);
    sm3_free(call.sm3);
    arena_free(call.arena);
    if (e == ERR_CONFLICT) /* of the commit: a reference that another act took away */
        fault(op->fault, e, &T_record_race);
    if (ret_operation)
        *ret_operation = e == OK ? call.operation : 0;
    return e;
}
