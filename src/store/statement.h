/* Statements are registered, not composed: each has a name, its text in every
 * form, its parameters and columns.  They are made by the statement generator
 * from queries.sql (see tools/statements/), or built inside record/ for lists.
 *
 * A form is chosen by the operation: now or as of a moment, all rows or the
 * rows this account may see.  Feature code cannot choose. */
#ifndef STORE_STATEMENT_H
#define STORE_STATEMENT_H

#include "store/op.h"
#include "store/value.h"

#include <stdbool.h>
#include <stddef.h>

enum statement_form { FORM_NOW_ALL, FORM_NOW_SCOPED, FORM_AS_OF_ALL, FORM_AS_OF_SCOPED, FORM_COUNT };

enum { STATEMENT_PARAMETERS_MAX = 80 };

struct statement {
    const char *name; /* "project_starts": for logs, metrics, the plan test */
    /* One text per engine and form, [engine][form]; NULL where a form does not exist (writes have FORM_NOW_ALL only).
     * The first n_parameters places are the caller's, ?1… / $1…; then, where a form uses them, the account
     * (at place uses_me) and the as-of moment (at place uses_at). */
    const char *sql[2][FORM_COUNT];
    const enum value_type *parameters; /* n_parameters */
    int n_parameters;
    int n_columns;
    unsigned char uses_me[FORM_COUNT]; /* 0: not used */
    unsigned char uses_at[FORM_COUNT];
    bool writes;              /* insert/update/delete: refused outside store_write() and in an as-of operation */
    const char *allowed_scan; /* a reason why a full scan is right here; NULL: the plan test forbids one */
};

/* A cursor over the rows of one run.  Values live until the next rows_next() or rows_close(). */
struct rows;

/* Runs a statement in the operation's form.  The arguments, with the bytes they point to, live until rows_close().
 * Several cursors may be open at once; op_end() closes what is left.  PostgreSQL sends the whole answer at once: what
 * has no bound of its own is read in pages. */
enum err statement_run(struct op *op, const struct statement *s, const struct value *arguments, struct rows **ret_rows);
/* true: a row is there.  false: the end, or a failure that stands in op->fault (ask rows_close). */
bool rows_next(struct rows *r);
/* OK, or what ended the rows early.  NULL is allowed. */
enum err rows_close(struct rows *r);

int rows_columns(const struct rows *r);
bool rows_is_null(const struct rows *r, int column);
int64_t rows_int(const struct rows *r, int column);      /* NULL reads as 0 */
const char *rows_text(const struct rows *r, int column); /* NULL reads as ""; never NULL */
const void *rows_bytes(const struct rows *r, int column, size_t *ret_n_bytes);
struct value rows_value(const struct rows *r, int column);
struct value rows_keep_value(const struct rows *r, int column); /* the same with its bytes in op->arena */
char *rows_keep_text(const struct rows *r, int column);         /* copied into op->arena; NULL column → "" */

/* For statements without rows: runs to the end; *ret_changed (may be NULL) is the number of rows touched. */
enum err statement_execute(struct op *op, const struct statement *s, const struct value *arguments,
                           int64_t *ret_changed);
/* One integer; *ret_found says whether there was a row (may be NULL; then no row reads as 0). */
enum err statement_one_int(struct op *op, const struct statement *s, const struct value *arguments, int64_t *ret_value,
                           bool *ret_found);
/* The same, remembered for as long as the database has taken no newer stamp (PostgreSQL: no write at all): for answers
 * that are dear, are asked for often and depend on rows alone that are not written without a stamp. */
enum err statement_kept_int(struct op *op, const struct statement *s, const struct value *arguments,
                            int64_t *ret_value);
/* The same statement with n_rows × n_parameters arguments laid end to end.
 * PostgreSQL pipelines them, SQLite reuses the prepared statement. */
enum err statement_execute_many(struct op *op, const struct statement *s, const struct value *arguments, size_t n_rows);

/* A violated constraint is reported as ERR_CONFLICT, without a fault: what it means only the caller knows.  This tells
 * which it was, inside the write and after it.  The name, alike on both databases: the columns of a unique key or
 * "not null" as "table.column, table.other"; the constraint's for a check; "" for a reference. */
enum constraint_kind {
    CONSTRAINT_NONE,
    CONSTRAINT_UNIQUE,
    CONSTRAINT_REFERENCE,
    CONSTRAINT_CHECK,
    CONSTRAINT_NOT_NULL
};
enum constraint_kind statement_last_constraint(const struct op *op, const char **ret_name);

/* The database's plan of one form as text lines, in op->arena. */
enum err statement_explain(struct op *op, const struct statement *s, enum statement_form form,
                           const struct value *arguments, const char *const **ret_lines, size_t *ret_n);

#endif
