/* The columns a statement answers with, and their types. */
#ifndef TOOLS_STATEMENTS_COLUMNS_H
#define TOOLS_STATEMENTS_COLUMNS_H

#include "expand.h"

struct column {
    const char *name;
    enum c_type type;
    bool nullable;
};

struct checker; /* in-memory databases built from the field tables */

struct checker *checker_new(struct arena *a, const struct kinds *kinds);
void checker_free(struct checker *c);

/* Prepares the statement with every name it uses; ends the program with words when the database knows
 * one not.  Then prepares every text of SQLite. */
void checker_columns(struct checker *c, const char *path, struct query *q, struct column **ret_columns, int *ret_n);
void checker_prepare(struct checker *c, const char *path, const struct query *q, const char *sql);

#endif
