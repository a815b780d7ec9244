/* Statements made inside record/ from the tables of kinds. */
#ifndef RECORD_COMPOSE_H
#define RECORD_COMPOSE_H

#include "record/kind.h"
#include "store/statement.h"
#include "store/store.h"

/* Makes a statement for both engines and every form.  In `sql`
 *     $1 … $80         are its parameters, of the types in `types`: "i" integer, "t" text, "b" bytes, one letter each;
 *     @kind, @kind!all, @kind!log are relations (record/schema.h);
 *     [[a||b]]         is a on SQLite, b on PostgreSQL; where nothing is left, that engine has no such statement.
 * With @kind in it, it reads in four forms; without, the same text serves them all, or, with `writes`, the first.
 * ERR_MEMORY, or ERR_BUG for a kind that is not there.  Everything lives in `a`. */
enum err compose(struct arena *a, const struct kinds *kinds, const char *name, const char *types, int n_columns,
                 bool writes, const char *sql, struct statement *ret_statement);

#endif
