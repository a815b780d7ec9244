/* Personal fields in clear, and their lawful erasure. */
#include "record.texts.h"
#include "record/access_inner.h"
#include "record/act_inner.h"
#include "record/common.h"
#include "record/write.h"

#include <assert.h>
#include <string.h>

struct unmasking {
    const struct kind *kind;
    int64_t id;
    int field;
    const char *text;
};

static enum err missing(struct op *op, const struct kind *kind)
{
    return fault(op->fault, ERR_MISSING, &T_record_missing, kind_label(kind, op->language));
}

/* The row, for who may see it and has this right to it. */
static enum err open_row(struct op *op, const struct kind *kind, int64_t id, enum access_verb verb,
                         struct record **ret_record)
{
    bool may = false;
    TRY(record_read_raw(op, kind, id, ret_record));
    if (*ret_record)
        TRY(access_may_record(op, ACCESS_READ, *ret_record, &may));
    if (!may)
        return missing(op, kind);
    TRY(access_may_record(op, verb, *ret_record, &may));
    return may ? OK : fault(op->fault, ERR_DENIED, &T_record_may_not_unmask, kind_label(kind, op->language));
}

static enum err unmask(struct op *op, void *arg)
{
    struct unmasking *u = arg;
    struct record *r;
    TRY(open_row(op, u->kind, u->id, ACCESS_UNMASK, &r));
    act_about(op, u->kind, u->id);
    act_leaves_row(op);
    const struct value *v = &r->values[u->field];
    u->text = v->type == VALUE_TEXT ? v->text : "";
    return OK;
}

enum err record_unmask(struct op *op, const struct kind *kind, int64_t id, const char *field, const char *reason,
                       const char **ret_text)
{
    struct unmasking u = {.kind = kind, .id = id, .field = kind_field_index(kind, field)};
    *ret_text = "";
    if (u.field < 0 || !field_is(&kind->fields[u.field], FIELD_PERSONAL))
        return fault(op->fault, ERR_USAGE, &T_record_not_personal, field);
    if (!reason || !reason[0])
        return fault(op->fault, ERR_INPUT, &T_record_unmask_reason);
    const char *what = arena_printf(op->arena, "record.unmask.%s", field);
    TRY(act_run(op, what, reason, unmask, &u, NULL));
    *ret_text = u.text;
    return OK;
}

/* ---- erasure ---- */

static enum err note_erased(struct op *op, const struct record *r, int64_t version_us, const unsigned char *salt)
{
    for (int i = 0; r->kind->fields[i].id; i++) {
        const struct field *f = &r->kind->fields[i];
        unsigned char digest[SM3_BYTES];
        if (!field_is(f, FIELD_PERSONAL) || r->values[i].type != VALUE_TEXT || !r->values[i].n_bytes)
            continue;
        if (!salt || !personal_digest(op->act->sm3, salt, &r->values[i], digest))
            return fault(op->fault, ERR_BUG, &T_record_no_digest);
        TRY(statement_execute(op, common(op, COMMON_ERASED_ADD),
                              (struct value[]){value_int(r->id), value_int(version_us),
                                               value_text(f->former ? f->former : f->id),
                                               value_bytes(digest, SM3_BYTES)},
                              NULL));
    }
    return OK;
}

/* The digests of what every version held, for the versions to verify without it. */
static enum err note_versions(struct op *op, const struct kind *kind, int64_t id, const unsigned char *salt)
{
    const struct kind_statements *s = statements_of(op, kind);
    struct rows *rows;
    TRY(statement_run(op, &s->log_all, (struct value[]){value_int(id)}, &rows));
    enum err e = OK;
    while (e == OK && rows_next(rows)) {
        struct record *r;
        e = record_read(op, kind, &s->columns, rows, LOG_COLUMNS, &r);
        if (e == OK)
            e = note_erased(op, r, rows_int(rows, 0), salt);
    }
    enum err closed = rows_close(rows);
    return e != OK ? e : closed;
}

/* Those without a row of now may be erased too: what was deleted holds personal fields as well. */
static enum err require_erasable(struct op *op, const struct kind *kind, int64_t id)
{
    struct raw_version open;
    bool may = false;
    TRY(record_read_version(op, kind, &statements_of(op, kind)->log_open, (struct value[]){value_int(id)}, &open));
    if (open.record)
        TRY(access_may_record(op, ACCESS_READ, open.record, &may));
    if (!may)
        return missing(op, kind);
    TRY(access_may(op, ACCESS_CITY_BASE, ACCESS_WRITE, &may)); /* the chief office */
    return may ? OK : fault(op->fault, ERR_DENIED, &T_record_may_not_unmask, kind_label(kind, op->language));
}

enum err record_erase_personal(struct op *op, const struct kind *kind, int64_t id, const char *basis)
{
    assert(op->act);
    const struct kind_statements *s = statements_of(op, kind);
    const unsigned char *salt;
    if (!basis || !basis[0])
        return fault(op->fault, ERR_INPUT, &T_record_erase_basis);
    TRY(require_erasable(op, kind, id));
    act_about(op, kind, id);
    act_leaves_row(op);
    TRY(salt_of(op, id, false, &salt));
    if (!salt)
        return OK; /* there never was anything personal, or it is gone */
    TRY(note_versions(op, kind, id, salt));
    TRY(statement_execute(op, &s->blank_now, (struct value[]){value_int(id)}, NULL));
    TRY(statement_execute(op, &s->blank_log, (struct value[]){value_int(id)}, NULL));
    return statement_execute(op, common(op, COMMON_SALT_DROP), (struct value[]){value_int(id)}, NULL);
}
