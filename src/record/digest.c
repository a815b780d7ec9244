#include "record.texts.h"
#include "record/act_inner.h"
#include "record/common.h"
#include "record/row.h"

#include <stdlib.h>
#include <string.h>

bool personal_digest(struct sm3 *sm3, const unsigned char salt[SALT_BYTES], const struct value *v,
                     unsigned char ret_digest[SM3_BYTES])
{
    sm3_begin(sm3);
    sm3_add(sm3, salt, SALT_BYTES);
    sm3_add(sm3, v->text, v->n_bytes);
    return sm3_end(sm3, ret_digest);
}

bool record_has_personal(const struct record *r)
{
    for (int i = 0; r->kind->fields[i].id; i++)
        if (field_is(&r->kind->fields[i], FIELD_PERSONAL) && !value_is_absent(&r->values[i]))
            return true;
    return false;
}

static const unsigned char *erased_digest(const struct digest_input *in, const struct field *f)
{
    for (size_t i = 0; i < in->n_erased; i++)
        if (in->erased[i].field == f)
            return in->erased[i].digest;
    return NULL;
}

/* Digests of personal values are made first: there is one digest under way at a time. */
struct personal {
    unsigned char digest[SM3_BYTES];
    bool there;
};

static bool digest_personal(struct sm3 *sm3, const struct digest_input *in, int i, struct personal *ret_personal)
{
    const struct field *f = &in->record->kind->fields[i];
    const unsigned char *erased = erased_digest(in, f);
    ret_personal->there = erased || !value_is_absent(&in->record->values[i]);
    if (erased)
        memcpy(ret_personal->digest, erased, SM3_BYTES);
    else if (ret_personal->there)
        return in->salt && personal_digest(sm3, in->salt, &in->record->values[i], ret_personal->digest);
    return true;
}

static void add_head(struct sm3 *sm3, const struct digest_input *in)
{
    const struct record *r = in->record;
    sm3_add_text(sm3, r->kind->id);
    sm3_add_int(sm3, r->id);
    sm3_add_int(sm3, in->from_us);
    sm3_add_int(sm3, in->op_id);
    sm3_add_int(sm3, in->deleted);
    sm3_add_int(sm3, r->rev);
    sm3_add_text(sm3, r->code);
    sm3_add_int(sm3, r->rank);
    sm3_add_int(sm3, r->owner);
    sm3_add_text(sm3, r->unverified);
    for (int p = PLACE_NONE + 1; p < PLACE_COUNT; p++)
        sm3_add_int(sm3, r->at[p]);
}

static void add_value(struct sm3 *sm3, const struct value *v)
{
    if (v->type == VALUE_INT)
        sm3_add_int(sm3, v->integer);
    else
        sm3_add_text(sm3, v->text);
}

bool version_digest(const struct op *op, struct sm3 *sm3, const struct digest_input *in,
                    unsigned char ret_digest[SM3_BYTES])
{
    const struct record *r = in->record;
    const struct kind_statements *s = statements_of(op, r->kind);
    struct personal personal[KIND_FIELDS_MAX];
    for (int i = 0; r->kind->fields[i].id; i++)
        if (field_is(&r->kind->fields[i], FIELD_PERSONAL) && !digest_personal(sm3, in, i, &personal[i]))
            return false;
    sm3_begin(sm3);
    add_head(sm3, in);
    for (int at = 0; r->kind->fields[at].id; at++) {
        int i = s->digest_order[at];
        const struct field *f = &r->kind->fields[i];
        bool hashed = field_is(f, FIELD_PERSONAL);
        if (hashed ? !personal[i].there : value_is_absent(&r->values[i]))
            continue;
        sm3_add_text(sm3, f->former ? f->former : f->id);
        if (hashed)
            sm3_add_digest(sm3, personal[i].digest);
        else
            add_value(sm3, &r->values[i]);
    }
    return sm3_end(sm3, ret_digest);
}

/* ---- salts ---- */

bool salt_make(struct op *op, int64_t id, unsigned char salt[SALT_BYTES])
{
    unsigned char digest[SM3_BYTES];
    struct sm3 *sm3 = op->act->sm3;
    sm3_begin(sm3);
    sm3_add(sm3, op->random, sizeof(op->random));
    sm3_add_text(sm3, "personal_salt");
    sm3_add_int(sm3, id);
    sm3_add_int(sm3, op->act->id);
    bool made = sm3_end(sm3, digest);
    memcpy(salt, digest, SALT_BYTES);
    return made;
}

static enum err make_salt(struct op *op, int64_t id, unsigned char salt[SALT_BYTES])
{
    if (!salt_make(op, id, salt))
        return fault(op->fault, ERR_BUG, &T_record_no_digest);
    return statement_execute(op, common(op, COMMON_SALT_ADD),
                             (struct value[]){value_int(id), value_bytes(salt, SALT_BYTES)}, NULL);
}

enum err salt_of(struct op *op, int64_t id, bool make, const unsigned char **ret_salt)
{
    *ret_salt = NULL;
    unsigned char *salt = arena_alloc(op->arena, SALT_BYTES);
    if (!salt)
        return ERR_MEMORY;
    struct rows *rows;
    TRY(statement_run(op, common(op, COMMON_SALT), (struct value[]){value_int(id)}, &rows));
    size_t n = 0;
    bool found = rows_next(rows);
    if (found) {
        const void *bytes = rows_bytes(rows, 0, &n);
        memcpy(salt, bytes, n < SALT_BYTES ? n : SALT_BYTES);
    }
    TRY(rows_close(rows));
    if (!found && make)
        TRY(make_salt(op, id, salt));
    if (found || make)
        *ret_salt = salt;
    return OK;
}

/* ---- acts ---- */

static int by_kind_and_id(const void *a, const void *b)
{
    const struct act_version *one = a, *other = b;
    int order = one->kind == other->kind ? 0 : strcmp(one->kind->id, other->kind->id);
    if (order)
        return order;
    return one->id < other->id ? -1 : one->id > other->id;
}

bool act_digest(struct sm3 *sm3, struct act_version *versions, size_t n, unsigned char ret_digest[SM3_BYTES])
{
    if (n)
        qsort(versions, n, sizeof(*versions), by_kind_and_id);
    sm3_begin(sm3);
    for (size_t i = 0; i < n; i++) {
        sm3_add_text(sm3, versions[i].kind->id);
        sm3_add_int(sm3, versions[i].id);
        sm3_add_digest(sm3, versions[i].digest);
    }
    return sm3_end(sm3, ret_digest);
}
