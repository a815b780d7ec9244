#include "record.texts.h"
#include "record/operation.h"

#include <string.h>

struct seal {
    int64_t number, last_us;
    unsigned char digest[SM3_BYTES];
};

/* Number 0 with a digest of zeros stands before the first. */
static enum err read_last(struct op *op, struct seal *ret_seal)
{
    *ret_seal = (struct seal){0};
    struct rows *rows;
    TRY(statement_run(op, common(op, COMMON_SEAL_LAST), NULL, &rows));
    if (rows_next(rows)) {
        size_t n;
        ret_seal->number = rows_int(rows, 0);
        ret_seal->last_us = rows_int(rows, 1);
        const void *digest = rows_bytes(rows, 2, &n);
        if (n == SM3_BYTES)
            memcpy(ret_seal->digest, digest, SM3_BYTES);
    }
    return rows_close(rows);
}

/* What the next seal says of the acts after one moment, until another. */
struct contents {
    int64_t n, first_us, last_us;
    unsigned char digest[SM3_BYTES];
};

static enum err digest_rows(struct op *op, struct sm3 *sm3, int64_t after_us, int64_t until_us,
                            struct contents *ret_contents)
{
    *ret_contents = (struct contents){0};
    struct rows *rows;
    TRY(statement_run(op, common(op, COMMON_OPERATIONS_SINCE),
                      (struct value[]){value_int(after_us), value_int(until_us)}, &rows));
    sm3_begin(sm3);
    while (rows_next(rows)) {
        struct operation o = operation_read(rows, false);
        operation_add(sm3, &o);
        if (!ret_contents->n++)
            ret_contents->first_us = o.row.at_us;
        ret_contents->last_us = o.row.at_us;
    }
    bool digested = sm3_end(sm3, ret_contents->digest);
    TRY(rows_close(rows));
    return digested ? OK : fault(op->fault, ERR_BUG, &T_record_no_digest);
}

/* seal_n = SM3(seal_{n−1} ‖ count ‖ SM3 of the rows), in canonical encoding. */
static bool chain(struct sm3 *sm3, const unsigned char before[SM3_BYTES], const struct contents *c,
                  unsigned char ret_digest[SM3_BYTES])
{
    sm3_begin(sm3);
    sm3_add_digest(sm3, before);
    sm3_add_int(sm3, c->n);
    sm3_add_digest(sm3, c->digest);
    return sm3_end(sm3, ret_digest);
}

static enum err write_seal(struct op *op, struct sm3 *sm3, int64_t until_us)
{
    struct seal last;
    struct contents c;
    unsigned char digest[SM3_BYTES];
    TRY(read_last(op, &last));
    TRY(digest_rows(op, sm3, last.last_us, until_us, &c));
    if (!c.n)
        return OK;
    if (!chain(sm3, last.digest, &c, digest))
        return fault(op->fault, ERR_BUG, &T_record_no_digest);
    return statement_execute(op, common(op, COMMON_SEAL_ADD),
                             (struct value[]){value_int(last.number + 1), value_int(c.first_us), value_int(c.last_us),
                                              value_int(c.n), value_bytes(c.digest, SM3_BYTES),
                                              value_bytes(digest, SM3_BYTES)},
                             NULL);
}

static enum err seal_until(struct op *op, int64_t until_us)
{
    struct sm3 *sm3 = sm3_new();
    enum err e = sm3 ? write_seal(op, sm3, until_us) : fault(op->fault, ERR_MEMORY, &T_record_memory);
    sm3_free(sm3);
    return e;
}

static enum err seal_alone(struct op *op, void *arg)
{
    const int64_t *until_us = arg;
    TRY(store_lock(op, "seal"));
    return seal_until(op, *until_us);
}

enum err act_seal(struct op *op, void *context)
{
    (void)context;
    if (store_is_writing(op))
        return seal_until(op, INT64_MAX);
    int64_t moment_us;
    TRY(store_moment(op, &moment_us));
    moment_us--; /* what is stamped from that moment on may not be visible yet */
    return store_write(op, seal_alone, &moment_us);
}

enum err act_head(struct op *op, int64_t *ret_number, char ret_hex[SM3_HEX_BYTES])
{
    struct seal last;
    TRY(read_last(op, &last));
    *ret_number = last.number;
    sm3_hex(last.digest, ret_hex);
    return OK;
}
