/* The schema as a list of parts, each with a name that never changes its meaning: a database remembers the names it
 * has, so that an upgrade is "make the parts that are missing" and a database with a part that this program does not
 * know is newer than the program.  For record/. */
#ifndef RECORD_SCHEMA_PARTS_H
#define RECORD_SCHEMA_PARTS_H

#include "record/columns.h"

enum part_kind {
    PART_TABLE,  /* name: the table */
    PART_COLUMN, /* name: "table.column type"; made with its table, or added later by `sql` */
    PART_INDEX,  /* name: of the index, or of the sequence (PostgreSQL) */
    PART_LINK    /* name: of the foreign key; PostgreSQL only, where a table must stand before it is referred to */
};

struct part {
    enum part_kind kind;
    const char *name;
    const char *table;
    const char *sql;
    const char *former; /* PART_COLUMN: the name of the part under the column's former identifier, or NULL */
    const char *rename; /* the statement that renames it */
};

struct parts {
    struct arena *arena;
    enum store_engine engine;
    const struct kinds *kinds;
    struct part *list;
    size_t n, capacity;
};

/* Tables and their columns first, then indexes, then links. */
enum err parts_of(struct arena *a, const struct kinds *kinds, enum store_engine engine, struct parts *ret_parts);

#endif
