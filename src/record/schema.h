/* The database as the field tables say it should be. */
#ifndef RECORD_SCHEMA_H
#define RECORD_SCHEMA_H

#include "record/kind.h"
#include "store/backup.h"

/* Creates what is missing: tables, columns, indexes, for the rows of now and for the log; runs renames and splits of
 * features that have not run here yet; stores the fingerprint.  Two servers that start together upgrade once.
 * Nothing is dropped.  Refuses (ERR_CONFLICT) a database that is newer than this program. */
enum err schema_upgrade(struct op *op, const struct kinds *kinds);
/* OK when the database is just what this program expects; ERR_NO and words when it needs an upgrade. */
enum err schema_check(struct op *op, const struct kinds *kinds);
/* The statements that create everything in an empty database, in order (statement generator, tests, docs). */
enum err schema_text(struct arena *a, const struct kinds *kinds, enum store_engine engine, const char ***ret_statements,
                     size_t *ret_n);

/* What @kind stands for in a form: text to put into a statement's from clause in place of "@project" (give it an
 * alias), and whether it uses :me and :at, which stand in it by those names.  The statement generator and record/ are
 * its only callers.
 *
 * It is the bare table, or a subquery that both planners flatten into the outer statement.  Secret fields are absent.
 * Personal fields are masked for everyone: of a phone the first 3 and last 4 characters are left (****, when it has
 * fewer than 8), of another text the first character.  Scoped forms ask the table `scope` (account, class, verb,
 * place): place 0 is everything; otherwise the row's owner or one of its places must be granted.  The classes ACCOUNT,
 * AUDIT and ATTACHED are asked about in the "all" forms too: no role sees all of them. */
struct relation_text {
    const char *sql;
    bool uses_me, uses_at;
};
enum relation_reach {
    RELATION_VISIBLE, /* @project: masked, scoped */
    RELATION_ALL,     /* @project!all: every row, masked; on a reasoned list */
    RELATION_LOG, /* every version that may be seen, deleted ones too, with from_us, to_us, deleted (record/ alone) */
};
enum err schema_relation(struct arena *a, const struct kind *kind, enum store_engine engine, enum statement_form form,
                         enum relation_reach reach, struct relation_text *ret_relation);

/* The columns of @kind, in order, for whoever composes or checks statements over it: id, code, rank (where the kind has
 * them), its fields but the secret ones, owner, rev, unverified, changed_us, changed_op, at_chain … at_person. */
struct relation_column {
    const char *name;
    enum value_type type;
    const struct field *field; /* NULL: one that every kind has */
};
enum err schema_relation_columns(struct arena *a, const struct kind *kind, const struct relation_column **ret_columns,
                                 size_t *ret_n);

/* Every table in load order with its columns' types: backup, copy. */
enum err schema_tables(struct arena *a, const struct kinds *kinds, struct store_table **ret_tables, size_t *ret_n);

#endif
