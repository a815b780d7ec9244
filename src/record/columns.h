/* The columns of a kind's tables: the one list that schema, relations and statements are made from.  For record/. */
#ifndef RECORD_COLUMNS_H
#define RECORD_COLUMNS_H

#include "base/buf.h"
#include "record/registry.h"
#include "store/store.h"

enum column_role {
    COLUMN_ID,
    COLUMN_CODE,
    COLUMN_RANK,
    COLUMN_FIELD,
    COLUMN_OWNER,
    COLUMN_REV,
    COLUMN_UNVERIFIED,
    COLUMN_CHANGED_US, /* from_us in the log */
    COLUMN_CHANGED_OP, /* op_id in the log */
    COLUMN_PLACE
};

struct column {
    enum column_role role;
    const char *name;
    const char *log_name;
    enum value_type type;
    const struct field *field; /* COLUMN_FIELD */
    int field_index;
    enum place place; /* COLUMN_PLACE */
};

struct columns {
    struct column *list;
    int n;
};

/* Of a kind with versions, or the fields of a plain table; .list is NULL when memory is out. */
struct columns columns_of(struct arena *a, const struct kind *kind);

/* Official order; what has no rank stands behind.  `alias` is a literal: "", "t.". */
#define SQL_RANK(alias) "coalesce(" alias "rank, 9223372036854775807)"

extern const char *const place_columns[PLACE_COUNT]; /* "at_chain", …; NULL for PLACE_NONE */

/* "?7" or "$7::int8". */
void put_parameter(struct buf *b, enum store_engine engine, int place, enum value_type type);
const char *sql_type(enum store_engine engine, enum value_type type);

#endif
