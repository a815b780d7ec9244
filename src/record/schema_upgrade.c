/* Bringing a database to what this program expects. */
#include "record.texts.h"
#include "record/access.h"
#include "record/compose.h"
#include "record/schema.h"
#include "record/schema_parts.h"

#include <stdlib.h>
#include <string.h>

/* These run before there is a table to find them by; the registry may not be the operation's. */
enum { PART_EXISTS, PART_NAMES, PART_ADD, PART_DROP, PROGRAM_MAY, PART_STATEMENTS };
static const struct {
    const char *name, *types;
    int n_columns;
    bool writes;
    const char *sql;
} definitions[PART_STATEMENTS] = {
    [PART_EXISTS] = {"record.schema_exists", "", 1, false,
                     "select count(*) from [[sqlite_master where type = 'table' and name||"
                     "information_schema.tables where table_schema = current_schema() and table_name]] = "
                     "'schema_part'"},
    [PART_NAMES] = {"record.schema_names", "", 1, false, "select name from schema_part"},
    [PART_ADD] = {"record.schema_add", "ti", 0, true, "insert into schema_part (name, made_us) values ($1, $2)"},
    [PROGRAM_MAY] = {"record.program_may", "iii", 0, true,
                     "insert into scope (account, class, verb, place) values ($1, $2, $3, 0) on conflict do nothing"},
    [PART_DROP] = {"record.schema_drop", "t", 0, true, "delete from schema_part where name = $1"},
};

struct upgrade {
    const struct kinds *kinds;
    struct statement statements[PART_STATEMENTS];
    struct parts parts;
    const char **had; /* names in the database, sorted */
    size_t n_had;
    int64_t at_us;
};

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_among(const char *const *sorted, size_t n, const char *name)
{
    return name && n && bsearch(&name, sorted, n, sizeof(*sorted), by_text) != NULL;
}

static enum err read_names(struct op *op, struct upgrade *u)
{
    int64_t exists;
    size_t capacity = 0;
    struct rows *rows;
    TRY(statement_one_int(op, &u->statements[PART_EXISTS], NULL, &exists, NULL));
    if (!exists)
        return OK;
    TRY(statement_run(op, &u->statements[PART_NAMES], NULL, &rows));
    while (rows_next(rows) && arena_grow(op->arena, &u->had, u->n_had, &capacity))
        u->had[u->n_had++] = rows_keep_text(rows, 0);
    if (u->n_had)
        qsort(u->had, u->n_had, sizeof(*u->had), by_text);
    return rows_close(rows);
}

/* Parts that the database has and this program does not know come from a newer program. */
static enum err refuse_newer(struct op *op, const struct upgrade *u)
{
    const char **known = arena_array(op->arena, 2 * u->parts.n + 1, const char *);
    size_t n = 0;
    if (!known)
        return fault(op->fault, ERR_MEMORY, &T_record_memory);
    for (size_t i = 0; i < u->parts.n; i++) {
        known[n++] = u->parts.list[i].name;
        if (u->parts.list[i].former)
            known[n++] = u->parts.list[i].former;
    }
    qsort(known, n, sizeof(*known), by_text);
    for (size_t i = 0; i < u->n_had; i++)
        if (!is_among(known, n, u->had[i]))
            return fault(op->fault, ERR_CONFLICT, &T_record_schema_newer, u->had[i]);
    return OK;
}

static enum err prepare(struct op *op, const struct kinds *kinds, struct upgrade *u)
{
    u->kinds = kinds;
    for (int i = 0; i < PART_STATEMENTS; i++)
        TRY(compose(op->arena, kinds, definitions[i].name, definitions[i].types, definitions[i].n_columns,
                    definitions[i].writes, definitions[i].sql, &u->statements[i]));
    TRY(parts_of(op->arena, kinds, store_engine_of(op->store), &u->parts));
    TRY(read_names(op, u));
    return refuse_newer(op, u);
}

static bool has(const struct upgrade *u, const char *name)
{
    return is_among(u->had, u->n_had, name);
}

static enum err note(struct op *op, const struct upgrade *u, const char *name)
{
    return statement_execute(op, &u->statements[PART_ADD], (struct value[]){value_text(name), value_int(u->at_us)},
                             NULL);
}

static enum err rename_column(struct op *op, const struct upgrade *u, const struct part *p)
{
    TRY(store_execute(op, p->rename));
    TRY(statement_execute(op, &u->statements[PART_DROP], (struct value[]){value_text(p->former)}, NULL));
    return note(op, u, p->name);
}

static enum err make_missing(struct op *op, const struct upgrade *u)
{
    for (size_t i = 0; i < u->parts.n; i++) {
        const struct part *p = &u->parts.list[i];
        if (has(u, p->name))
            continue;
        if (p->kind == PART_COLUMN && has(u, p->former))
            TRY(rename_column(op, u, p));
        else if (p->kind != PART_COLUMN || has(u, p->table))
            TRY(store_execute(op, p->sql));
    }
    return OK;
}

/* Notes come last: the table for them may have been made just now. */
static enum err note_missing(struct op *op, const struct upgrade *u)
{
    for (size_t i = 0; i < u->parts.n; i++) {
        const struct part *p = &u->parts.list[i];
        if (!has(u, p->name) && !has(u, p->former))
            TRY(note(op, u, p->name));
    }
    return OK;
}

/* The program itself may do everything: a class that is new here too. */
static enum err grant_program(struct op *op, const struct upgrade *u)
{
    for (int access_class = 0; access_class < ACCESS_CLASS_COUNT; access_class++)
        for (int verb = 0; verb < ACCESS_VERB_COUNT; verb++)
            TRY(statement_execute(op, &u->statements[PROGRAM_MAY],
                                  (struct value[]){value_int(OP_PROGRAM), value_int(access_class), value_int(verb)},
                                  NULL));
    return OK;
}

static enum err upgrade(struct op *op, void *arg)
{
    struct upgrade u = {0};
    TRY(store_lock(op, "schema"));
    TRY(store_stamp(op, &u.at_us));
    TRY(prepare(op, arg, &u));
    TRY(make_missing(op, &u));
    TRY(note_missing(op, &u));
    return kinds_entry_by_id(u.kinds, "scope") ? grant_program(op, &u) : OK;
}

enum err schema_upgrade(struct op *op, const struct kinds *kinds)
{
    union {
        const struct kinds *kinds;
        void *arg;
    } shared = {.kinds = kinds};
    return store_write(op, upgrade, shared.arg);
}

enum err schema_check(struct op *op, const struct kinds *kinds)
{
    struct upgrade u = {0};
    TRY(prepare(op, kinds, &u));
    for (size_t i = 0; i < u.parts.n; i++)
        if (!has(&u, u.parts.list[i].name))
            return fault(op->fault, ERR_NO, &T_record_schema_older, u.parts.list[i].name);
    return OK;
}
