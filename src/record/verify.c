/* Is the audit whole? */
#include "record.texts.h"
#include "record/operation.h"
#include "record/row.h"

#include <inttypes.h>
#include <string.h>

struct verification {
    struct op *op;
    struct sm3 *sm3;
    int64_t n_operations;
};

static enum err broken(struct verification *v, const struct text *says, const char *where, int64_t number)
{
    return fault(v->op->fault, ERR_NO, says, where, arena_printf(v->op->arena, "%" PRId64, number));
}

static enum err broken_seal(struct verification *v, int64_t number)
{
    return fault(v->op->fault, ERR_NO, &T_record_broken_seal, arena_printf(v->op->arena, "%" PRId64, number));
}

/* ---- the versions of one act ---- */

static enum err add_erased(struct op *op, const struct record *r, int64_t from_us, struct erased *list, size_t *n)
{
    for (int i = 0; r->kind->fields[i].id; i++) {
        const struct field *f = &r->kind->fields[i];
        if (!field_is(f, FIELD_PERSONAL))
            continue;
        struct rows *rows;
        size_t n_bytes;
        TRY(statement_run(
            op, common(op, COMMON_ERASED),
            (struct value[]){value_int(r->id), value_int(from_us), value_text(f->former ? f->former : f->id)}, &rows));
        if (rows_next(rows)) {
            const void *digest = rows_bytes(rows, 0, &n_bytes);
            list[*n].field = f;
            memcpy(list[*n].digest, digest, n_bytes < SM3_BYTES ? n_bytes : SM3_BYTES);
            (*n)++;
        }
        TRY(rows_close(rows));
    }
    return OK;
}

static enum err digest_version(struct verification *v, const struct kind *kind, int64_t operation,
                               const struct rows *rows, struct act_version *ret_version)
{
    struct op *op = v->op;
    const struct columns *c = &statements_of(op, kind)->columns;
    struct record *r;
    struct erased erased[KIND_FIELDS_MAX];
    TRY(record_read(op, kind, c, rows, LOG_COLUMNS, &r));
    struct digest_input in = {
        .record = r, .from_us = rows_int(rows, 0), .op_id = operation, .deleted = rows_int(rows, 2) != 0};
    struct value salt = rows_keep_value(rows, LOG_COLUMNS + c->n);
    if (salt.n_bytes == SALT_BYTES)
        in.salt = (const unsigned char *)salt.text;
    if (rows_int(rows, LOG_COLUMNS + c->n + 1))
        TRY(add_erased(op, r, in.from_us, erased, &in.n_erased));
    in.erased = erased;
    ret_version->kind = kind;
    ret_version->id = r->id;
    return version_digest(op, v->sm3, &in, ret_version->digest)
               ? OK
               : broken(v, &T_record_broken_version, kind_label(kind, op->language), r->id);
}

static enum err digest_kind(struct verification *v, const struct kind *kind, int64_t operation,
                            struct act_version **versions, size_t *n, size_t *capacity)
{
    struct op *op = v->op;
    struct rows *rows;
    TRY(statement_run(op, &statements_of(op, kind)->log_by_act, (struct value[]){value_int(operation)}, &rows));
    enum err e = OK;
    while (e == OK && rows_next(rows)) {
        if (!arena_grow(op->arena, versions, *n, capacity))
            e = fault(op->fault, ERR_MEMORY, &T_record_memory);
        else
            e = digest_version(v, kind, operation, rows, &(*versions)[(*n)++]);
    }
    enum err closed = rows_close(rows);
    return e != OK ? e : closed;
}

/* " event project " → each kind in turn. */
static const struct kind *next_kind(const struct op *op, const char **at)
{
    *at += strspn(*at, " ");
    size_t n = strcspn(*at, " ");
    const char *id = arena_text_n(op->arena, *at, n);
    *at += n;
    return n ? kinds_find(op->kinds, id) : NULL;
}

static enum err verify_operation(struct verification *v, const struct operation *o)
{
    struct act_version *versions = NULL;
    size_t n = 0, capacity = 0;
    unsigned char digest[SM3_BYTES];
    const char *at = o->kinds;
    for (const struct kind *kind; (kind = next_kind(v->op, &at));)
        TRY(digest_kind(v, kind, o->row.id, &versions, &n, &capacity));
    if (!act_digest(v->sm3, versions, n, digest))
        return fault(v->op->fault, ERR_BUG, &T_record_no_digest);
    v->n_operations++;
    bool same =
        (int64_t)n == o->row.n_versions && o->digest_bytes == SM3_BYTES && memcmp(digest, o->digest, SM3_BYTES) == 0;
    return same ? OK : broken(v, &T_record_broken_act, o->row.what, o->row.id);
}

/* ---- the chain ---- */

struct link {
    int64_t number, last_us, n;
    unsigned char rows_digest[SM3_BYTES], digest[SM3_BYTES];
};

static void read_digest(const struct rows *rows, int column, unsigned char digest[SM3_BYTES])
{
    size_t n;
    const void *bytes = rows_bytes(rows, column, &n);
    memset(digest, 0, SM3_BYTES);
    if (n == SM3_BYTES)
        memcpy(digest, bytes, n);
}

/* Walks the acts of one seal: their digests, and the digest over their rows. */
static enum err verify_rows(struct verification *v, int64_t after_us, int64_t until_us, int64_t *ret_n,
                            unsigned char ret_digest[SM3_BYTES])
{
    struct op *op = v->op;
    struct sm3 *over_rows = sm3_new();
    struct rows *rows;
    *ret_n = 0;
    if (!over_rows)
        return fault(op->fault, ERR_MEMORY, &T_record_memory);
    enum err e = statement_run(op, common(op, COMMON_OPERATIONS_SINCE),
                               (struct value[]){value_int(after_us), value_int(until_us)}, &rows);
    if (e != OK)
        rows = NULL;
    while (e == OK && rows_next(rows)) {
        struct arena_mark mark = arena_mark(op->arena);
        struct operation o = operation_read(rows, false);
        operation_add(over_rows, &o);
        e = verify_operation(v, &o);
        (*ret_n)++;
        if (e == OK)
            arena_rewind(op->arena, mark);
    }
    sm3_end(over_rows, ret_digest);
    sm3_free(over_rows);
    enum err closed = rows_close(rows);
    return e != OK ? e : closed;
}

static enum err verify_link(struct verification *v, const struct link *before, const struct link *link)
{
    int64_t n;
    unsigned char digest[SM3_BYTES];
    TRY(verify_rows(v, before->last_us, link->last_us, &n, digest));
    if (link->number != before->number + 1 || n != link->n || memcmp(digest, link->rows_digest, SM3_BYTES) != 0)
        return broken_seal(v, link->number);
    sm3_begin(v->sm3);
    sm3_add_digest(v->sm3, before->digest);
    sm3_add_int(v->sm3, n);
    sm3_add_digest(v->sm3, digest);
    if (!sm3_end(v->sm3, digest) || memcmp(digest, link->digest, SM3_BYTES) != 0)
        return broken_seal(v, link->number);
    return OK;
}

static enum err verify_chain(struct verification *v)
{
    struct op *op = v->op;
    struct link before = {0}, link;
    struct rows *rows;
    TRY(statement_run(op, common(op, COMMON_SEALS), NULL, &rows));
    enum err e = OK;
    while (e == OK && rows_next(rows)) {
        link = (struct link){.number = rows_int(rows, 0), .last_us = rows_int(rows, 2), .n = rows_int(rows, 3)};
        read_digest(rows, 4, link.rows_digest);
        read_digest(rows, 5, link.digest);
        e = verify_link(v, &before, &link);
        before = link;
    }
    enum err closed = rows_close(rows);
    TRY(e);
    TRY(closed);
    int64_t n;
    unsigned char digest[SM3_BYTES];
    return verify_rows(v, before.last_us, INT64_MAX, &n, digest); /* not sealed yet */
}

/* ---- the two tables of each kind ---- */

static enum err verify_kind(struct verification *v, const struct kind *kind)
{
    static const struct text *const words[VERIFY_COUNT] = {
        [VERIFY_NOW] = &T_record_broken_now,           [VERIFY_OPEN] = &T_record_broken_open,
        [VERIFY_GAP] = &T_record_broken_gap,           [VERIFY_OVERLAP] = &T_record_broken_overlap,
        [VERIFY_UNSIGNED] = &T_record_broken_unsigned,
    };
    for (int which = 0; which < VERIFY_COUNT; which++) {
        int64_t id;
        bool found;
        TRY(statement_one_int(v->op, &statements_of(v->op, kind)->verify[which], NULL, &id, &found));
        if (found)
            return broken(v, words[which], kind_label(kind, v->op->language), id);
    }
    return OK;
}

static enum err verify(struct verification *v)
{
    TRY(verify_chain(v));
    for (size_t i = 0; i < v->op->kinds->n; i++)
        if (v->op->kinds->entries[i].statements)
            TRY(verify_kind(v, v->op->kinds->entries[i].kind));
    return OK;
}

enum err act_verify(struct op *op, int64_t *ret_operations)
{
    struct verification v = {.op = op, .sm3 = sm3_new()};
    enum err e = v.sm3 ? verify(&v) : fault(op->fault, ERR_MEMORY, &T_record_memory);
    sm3_free(v.sm3);
    *ret_operations = v.n_operations;
    return e;
}
