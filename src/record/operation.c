#include "record/operation.h"

#include "record.texts.h"
#include "record/access.h"

enum column {
    AT_ID,
    AT_US,
    AT_ACCOUNT,
    AT_ACTING_FOR,
    AT_LOGIN,
    AT_PERSON_NAME,
    AT_ACTING_FOR_NAME,
    AT_ADDRESS,
    AT_WHAT,
    AT_ABOUT_KIND,
    AT_ABOUT,
    AT_REASON,
    AT_KINDS,
    AT_VERSIONS,
    AT_DIGEST
};

static const char *text(const struct rows *rows, enum column c, bool keep)
{
    return keep ? rows_keep_text(rows, c) : rows_text(rows, c);
}

struct operation operation_read(const struct rows *rows, bool keep)
{
    struct operation o = {
        .row = {.id = rows_int(rows, AT_ID),
                .at_us = rows_int(rows, AT_US),
                .account = rows_int(rows, AT_ACCOUNT),
                .acting_for = rows_int(rows, AT_ACTING_FOR),
                .login = text(rows, AT_LOGIN, keep),
                .person_name = text(rows, AT_PERSON_NAME, keep),
                .acting_for_name = text(rows, AT_ACTING_FOR_NAME, keep),
                .address = text(rows, AT_ADDRESS, keep),
                .what = text(rows, AT_WHAT, keep),
                .reason = text(rows, AT_REASON, keep),
                .n_versions = rows_int(rows, AT_VERSIONS)},
        .about_kind = text(rows, AT_ABOUT_KIND, keep),
        .about = rows_int(rows, AT_ABOUT),
        .kinds = text(rows, AT_KINDS, keep),
    };
    if (keep) {
        struct value digest = rows_keep_value(rows, AT_DIGEST);
        o.digest = digest.text;
        o.digest_bytes = digest.n_bytes;
    } else {
        o.digest = rows_bytes(rows, AT_DIGEST, &o.digest_bytes);
    }
    return o;
}

void operation_add(struct sm3 *sm3, const struct operation *o)
{
    sm3_add_int(sm3, o->row.id);
    sm3_add_int(sm3, o->row.at_us);
    sm3_add_int(sm3, o->row.account);
    sm3_add_int(sm3, o->row.acting_for);
    sm3_add_text(sm3, o->row.login);
    sm3_add_text(sm3, o->row.person_name);
    sm3_add_text(sm3, o->row.acting_for_name);
    sm3_add_text(sm3, o->row.address);
    sm3_add_text(sm3, o->row.what);
    sm3_add_text(sm3, o->about_kind);
    sm3_add_int(sm3, o->about);
    sm3_add_text(sm3, o->row.reason);
    sm3_add_text(sm3, o->kinds);
    sm3_add_int(sm3, o->row.n_versions);
    sm3_add_bytes(sm3, o->digest, o->digest_bytes);
}

enum err act_list(struct op *op, int64_t account, int64_t before_id, size_t limit, struct act_row **ret_rows,
                  size_t *ret_n)
{
    bool may;
    *ret_n = 0;
    TRY(access_may(op, ACCESS_AUDIT, ACCESS_READ, &may));
    if (!may)
        return fault(op->fault, ERR_DENIED, &T_record_may_not_audit);
    *ret_rows = arena_array(op->arena, limit + 1, struct act_row);
    if (!*ret_rows)
        return fault(op->fault, ERR_MEMORY, &T_record_memory);
    struct rows *rows;
    TRY(statement_run(
        op, common(op, COMMON_OPERATIONS_LAST),
        (struct value[]){value_int(account), value_int(before_id ? before_id : INT64_MAX), value_int((int64_t)limit)},
        &rows));
    while (*ret_n < limit && rows_next(rows))
        (*ret_rows)[(*ret_n)++] = operation_read(rows, true).row;
    return rows_close(rows);
}
