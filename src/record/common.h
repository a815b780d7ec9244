/* Statements over the record layer's own plain tables, made once with the registry.  For record/ alone. */
#ifndef RECORD_COMMON_H
#define RECORD_COMMON_H

#include "store/op.h"
#include "store/statement.h"

enum common_statement {
    COMMON_FORWARD,      /* id → the id it was merged into */
    COMMON_FORWARD_CODE, /* kind, code → the same */
    COMMON_FORWARD_ADD,  /* id, kind, code, kept */
    COMMON_FORWARD_DROP, /* id */

    COMMON_SALT,       /* id → salt */
    COMMON_SALT_ADD,   /* id, salt */
    COMMON_SALT_DROP,  /* id */
    COMMON_ERASED,     /* id, version, field → digest */
    COMMON_ERASED_ADD, /* id, version, field, digest */

    COMMON_OPERATION_ADD,    /* the columns of operation, in order */
    COMMON_OPERATION,        /* id → the columns */
    COMMON_OPERATIONS_SINCE, /* after this moment, until that one → the columns, by moment */
    COMMON_OPERATIONS_LAST,  /* account or 0, before this id, limit → the columns, newest first */
    COMMON_SEAL_LAST,        /* → number, last_us, digest */
    COMMON_SEAL_ADD,         /* the columns of seal */
    COMMON_SEALS,            /* → the columns, by number */

    COMMON_MAY_ANYWHERE, /* account, class, verb → 1 */
    COMMON_MAY_AT,       /* account, class, verb, owner, six places → 1 */
    COMMON_GRANTS,       /* account, class, verb → places */
    COMMON_SALTS,        /* JSON of ids → id, salt */
    COMMON_SEES_ALL,     /* account, first guarded class → how many classes before that it reads whole */
    COMMON_SCOPE_CLEAR,  /* account */
    COMMON_SCOPE_ADD,    /* account, class, verb, place */
    COMMON_SCOPE_DATE,   /* account, day */
    COMMON_SCOPE_OLD,    /* day, limit → accounts whose scope was made before it */

    COMMON_SEARCH_DROP,    /* id */
    COMMON_SEARCH_ENTRY,   /* SQLite: entry, id, kind */
    COMMON_SEARCH_ADD,     /* entry or id, words, kind */
    COMMON_SEARCH_DEFER,   /* kind, JSON of ids */
    COMMON_SEARCH_DUE,     /* limit → id, kind */
    COMMON_SEARCH_SETTLED, /* id */
    COMMON_SEARCH_CLEAR,
    COMMON_COUNT
};

const struct statement *common(const struct op *op, enum common_statement which);

/* For kinds_new(): COMMON_COUNT statements in `a`, each noted in kinds->made. */
struct arena;
struct kinds;
enum err common_statements_new(struct arena *a, struct kinds *kinds, struct statement **ret_statements);

#endif
