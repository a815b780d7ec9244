/* The statements that record/ runs for a kind, made once with the registry.  For record/ alone.
 *
 * "Raw" rows are of the table itself: every column, nothing masked, no scope.  They never leave record/. */
#ifndef RECORD_KIND_STATEMENTS_H
#define RECORD_KIND_STATEMENTS_H

#include "record/columns.h"
#include "store/statement.h"

/* Of a list field, or of a reference in FIELD_ROWS. */
struct side_statements {
    struct statement clear; /* id */
    struct statement fill;  /* id, JSON */
};

struct field_statements {
    struct statement same_value;     /* value, id not meant → id: who else has the value (FIELD_UNIQUE) */
    struct statement pointing;       /* target → ids of rows that point there, in order of id (raw) */
    struct statement gone;           /* target, act → ids of rows that pointed there when the act deleted them */
    struct side_statements side;     /* lists */
    struct side_statements *members; /* FIELD_ROWS: by member, unused where the member is no reference */
    struct statement *members_pointing;
};

/* from_us, to_us, deleted, op, person, acting for, what, reason, address */
enum { LOG_COLUMNS = 3, HISTORY_COLUMNS = 9 };

/* What can be wrong between the two tables. */
enum verify {
    VERIFY_NOW,      /* a row of now that differs from the open version, or has none */
    VERIFY_OPEN,     /* an open version that is not deleted and has no row of now */
    VERIFY_GAP,      /* a version that ends when none begins */
    VERIFY_OVERLAP,  /* a version that ends before it begins, or a second open one */
    VERIFY_UNSIGNED, /* a version of no act */
    VERIFY_COUNT
};

struct kind_statements {
    struct columns columns; /* of the table of now; the log has the same under column.log_name */
    struct columns visible; /* those of @kind */
    bool *light;            /* by column: no index has it, so that a change of it is a change of one row alone */
    int *digest_order;      /* fields by their first identifier: the order in which digests take them */

    struct statement load;            /* id → visible columns, as the operation sees them */
    struct statement find;            /* code → id, likewise */
    struct statement title;           /* id → title, likewise */
    struct statement referent;        /* id → id, code or "", title or "", likewise */
    struct statement referents_coded; /* code → the same; kinds with codes */
    struct statement
        referents_titled;       /* three spellings of a title → the same, of every one so called; kinds with titles */
    struct statement name;      /* id → title, whoever asks: for the audit */
    struct statement raw;       /* id → columns */
    struct statement lock;      /* the same, and locks the row where the database locks rows */
    struct statement all_ids;   /* → ids, in order (raw) */
    struct statement places;    /* id → owner, at_… (raw) */
    struct statement same_code; /* code, id not meant → id */
    struct statement same_key[KIND_KEYS_MAX]; /* key fields…, id not meant[, sole field of the first key] → id */

    struct statement insert_now, update_now; /* columns, in order */
    struct statement update_light;           /* id, then the light columns */
    struct statement delete_now;             /* id */
    struct statement insert_log;             /* from_us, to_us, op_id, deleted, columns but changed_us and changed_op */
    struct statement replace_log;            /* the same, for the version id, from_us */
    struct statement close_log;              /* id, to_us: of the open version */
    struct statement log_open;               /* id → from_us, to_us, deleted, columns of the open version (raw) */
    struct statement log_at;                 /* id, from_us → the same of that version */
    struct statement log_before;             /* id, to_us → the same of the version that ended then */
    struct statement log_by_act; /* op_id → the same of every version that the act wrote, by id; then the salt,
                                            and how many of its values were erased */
    struct statement verify[VERIFY_COUNT]; /* → the least id of a row with this break, if there is one */
    struct statement log_all;              /* id → the same of every version, by its beginning */
    struct statement blank_now, blank_log; /* id: personal fields emptied; kinds that have some */
    struct statement history; /* id, before_us, limit → HISTORY_COLUMNS of the version and its act, visible columns */
    struct statement attached;      /* ACCESS_ATTACHED: kind, id → ids of rows that are about it (raw) */
    struct statement attached_gone; /* kind, id, act → likewise, of those that the act deleted */
    struct statement owned;         /* unit → ids of rows that belong to it (raw) */
    struct statement next_codes;    /* n → SQLite: the last of n numbers; PostgreSQL: n numbers */
    struct statement raise_code;    /* number: codes continue after it */

    struct statement search_defer_all; /* the words of every record are due */

    struct field_statements *fields;
};

/* Notes each in kinds->made. */
enum err kind_statements_new(struct arena *a, struct kinds *kinds, const struct kind *kind,
                             struct kind_statements **ret_statements);

/* The column of a key's field number i, to be compared with a value.  Only the first one is looked up by its index, and
 * the planner is kept from a less telling one (regions are few, names many): it has no statistics of a fresh table. */
const char *key_column(struct arena *a, const struct kind *kind, int number, int i);

/* Of the operation's registry; never NULL for a kind with versions. */
const struct kind_statements *statements_of(const struct op *op, const struct kind *kind);

#endif
