/* From a statement as written to its texts for a database and a form. */
#ifndef TOOLS_STATEMENTS_EXPAND_H
#define TOOLS_STATEMENTS_EXPAND_H

#include "query.h"
#include "record/schema.h"

struct expansion {
    const char *sql;
    int uses_me, uses_at; /* place of the implicit parameter, 0 = none */
    bool has_kinds;       /* names any @kind */
};

enum expand_mode {
    EXPAND_FOR_DATABASE, /* @project → its relation text, :name → ?N or $N::type */
    EXPAND_FOR_NAMES     /* @project → visible_project: to check names and find the types of columns */
};

struct expansion expand(struct arena *a, const struct kinds *kinds, const char *path, struct query *q,
                        enum store_engine engine, enum statement_form form, enum expand_mode mode);

#endif
