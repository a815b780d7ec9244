#include "record/schema.h"

#include "record/schema_parts.h"

#include <string.h>

enum err schema_text(struct arena *a, const struct kinds *kinds, enum store_engine engine, const char ***ret_statements,
                     size_t *ret_n)
{
    struct parts p;
    TRY(parts_of(a, kinds, engine, &p));
    const char **statements = arena_array(a, p.n + 1, const char *);
    if (!statements)
        return ERR_MEMORY;
    size_t n = 0;
    for (size_t i = 0; i < p.n; i++)
        if (p.list[i].kind != PART_COLUMN)
            statements[n++] = p.list[i].sql;
    *ret_statements = statements;
    *ret_n = n;
    return OK;
}

/* ---- tables for backup and copy ---- */

static enum value_type type_in_name(const char *part_name)
{
    const char *word = strrchr(part_name, ' ') + 1;
    return strcmp(word, "integer") == 0 ? VALUE_INT : strcmp(word, "bytes") == 0 ? VALUE_BYTES : VALUE_TEXT;
}

static enum err read_table(struct arena *a, const struct parts *p, size_t at, struct store_table *ret_table)
{
    int n = 0;
    for (size_t i = at + 1; i < p->n && p->list[i].kind == PART_COLUMN; i++)
        n++;
    const char **columns = arena_array(a, (size_t)n + 1, const char *);
    enum value_type *types = arena_array(a, (size_t)n + 1, enum value_type);
    if (!columns || !types)
        return ERR_MEMORY;
    size_t table_bytes = strlen(p->list[at].name) + 1;
    for (int i = 0; i < n; i++) {
        const char *name = p->list[at + 1 + (size_t)i].name;
        columns[i] = arena_text_n(a, name + table_bytes, strcspn(name + table_bytes, " "));
        types[i] = type_in_name(name);
    }
    *ret_table = (struct store_table){p->list[at].name, columns, types, n};
    return OK;
}

enum err schema_tables(struct arena *a, const struct kinds *kinds, struct store_table **ret_tables, size_t *ret_n)
{
    struct parts p;
    TRY(parts_of(a, kinds, STORE_SQLITE, &p));
    struct store_table *tables = arena_array(a, p.n + 1, struct store_table);
    if (!tables)
        return ERR_MEMORY;
    size_t n = 0;
    for (size_t i = 0; i < p.n; i++)
        if (p.list[i].kind == PART_TABLE)
            TRY(read_table(a, &p, i, &tables[n++]));
    *ret_tables = tables;
    *ret_n = n;
    return OK;
}
