/* Names are checked by a database, not by a parser of our own: in one in-memory database the kinds exist only as
 * visible_<kind>, so that a base table is an unknown name; another one has the real tables for the real texts. */
#include "columns.h"

#include "base/buf.h"

#include <ctype.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct checker {
    struct arena *a;
    const struct kinds *kinds;
    sqlite3 *names;
    sqlite3 *real;
};

static void must(sqlite3 *db, const char *sql)
{
    char *words = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &words) != SQLITE_OK) {
        fprintf(stderr, "statements: the schema does not stand: %s\n%s\n", words, sql);
        exit(1);
    }
}

static void add_visible(struct checker *c, const struct kind *k)
{
    static const char implicit[] = "id integer, code text, rev integer, owner integer, rank integer, unverified text, "
                                   "changed_us integer, changed_op integer, at_chain integer, at_district integer, "
                                   "at_park integer, at_unit integer, at_enterprise integer, at_person integer";
    struct buf sql;
    buf_init(&sql, 0);
    bool plain = (k->flags & KIND_PLAIN) != 0;
    buf_printf(&sql, "create table %s%s (%s", plain ? "" : "visible_", k->id, plain ? "" : implicit);
    for (const struct field *f = k->fields; f->id; f++) {
        if (!plain && field_is(f, FIELD_SECRET))
            continue;
        enum value_type type = field_value_type(f);
        buf_printf(&sql, "%s\"%s\" %s", plain && f == k->fields ? "" : ", ", f->id,
                   type == VALUE_INT     ? "integer"
                   : type == VALUE_BYTES ? "blob"
                                         : "text");
    }
    for (int i = 0; plain && i < KEY_FIELDS_MAX && k->keys[0][i]; i++)
        buf_printf(&sql, "%s\"%s\"", i ? ", " : ", primary key (", k->keys[0][i]);
    buf_text(&sql, plain && k->keys[0][0] ? "))" : ")");
    must(c->names, buf_string(&sql));
    buf_release(&sql);
}

struct checker *checker_new(struct arena *a, const struct kinds *kinds)
{
    struct checker *c = arena_one(a, struct checker);
    c->a = a;
    c->kinds = kinds;
    sqlite3_open(":memory:", &c->names);
    sqlite3_open(":memory:", &c->real);
    for (size_t i = 0; i < kinds_count(kinds); i++)
        add_visible(c, kinds_at(kinds, i));
    const char **statements;
    size_t n;
    if (schema_text(a, kinds, STORE_SQLITE, &statements, &n) != OK)
        exit(1);
    for (size_t i = 0; i < n; i++)
        must(c->real, statements[i]);
    return c;
}

void checker_free(struct checker *c)
{
    sqlite3_close(c->names);
    sqlite3_close(c->real);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *path, const struct query *q, const char *sql)
{
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
        queries_fail(path, q->line, "%s: %s\n%s", q->name, sqlite3_errmsg(db), sql);
    return s;
}

void checker_prepare(struct checker *c, const char *path, const struct query *q, const char *sql)
{
    sqlite3_finalize(prepare(c->real, path, q, sql));
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n > m && strcmp(text + n - m, end) == 0;
}

static bool type_by_name(const char *name, enum c_type *ret_type)
{
    static const struct {
        const char *end;
        enum c_type type;
    } rules[] = {
        {"_n", C_INT64},   {"_fen", C_INT64}, {"_bp", C_INT64},    {"_us", C_INT64},  {"_id", C_INT64},
        {"_mu", C_INT64},  {"_date", C_DATE}, {"_on", C_DATE},     {"_text", C_TEXT}, {"_name", C_TEXT},
        {"_json", C_TEXT}, {"_is", C_BOOL},   {"_bytes", C_BYTES},
    };
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (ends_with(name, rules[i].end)) {
            *ret_type = rules[i].type;
            return true;
        }
    }
    return false;
}

static enum c_type type_of_field(const struct field *f)
{
    switch (f->type) {
    case FIELD_DATE:
    case FIELD_MONTH:
        return C_DATE;
    case FIELD_BOOL:
        return C_BOOL;
    default: {
        enum value_type type = field_value_type(f);
        return type == VALUE_INT ? C_INT64 : type == VALUE_BYTES ? C_BYTES : C_TEXT;
    }
    }
}

/* The column comes from a table: its field tells, or for the implicit ones the declared type. */
static bool type_by_origin(const struct checker *c, sqlite3_stmt *s, int i, enum c_type *ret_type)
{
    const char *table = sqlite3_column_table_name(s, i), *origin = sqlite3_column_origin_name(s, i);
    if (!table || !origin)
        return false;
    if (strncmp(table, "visible_", 8) == 0)
        table += 8;
    const struct kind *kind = kinds_find(c->kinds, table);
    int index = kind ? kind_field_index(kind, origin) : -1;
    if (index >= 0) {
        *ret_type = type_of_field(&kind->fields[index]);
        return true;
    }
    const char *declared = sqlite3_column_decltype(s, i);
    if (!declared)
        return false;
    *ret_type = strcasecmp(declared, "text") == 0 ? C_TEXT : strcasecmp(declared, "blob") == 0 ? C_BYTES : C_INT64;
    return true;
}

static void check_name(const char *path, const struct query *q, const char *name)
{
    for (const char *at = name; *at; at++)
        if (!islower((unsigned char)*at) && !isdigit((unsigned char)*at) && *at != '_')
            queries_fail(path, q->line, "%s: the column \"%s\" needs a name: … as name", q->name, name);
}

void checker_columns(struct checker *c, const char *path, struct query *q, struct column **ret_columns, int *ret_n)
{
    struct expansion e = expand(c->a, c->kinds, path, q, STORE_SQLITE, FORM_NOW_ALL, EXPAND_FOR_NAMES);
    sqlite3_stmt *s = prepare(c->names, path, q, e.sql);
    int n = sqlite3_column_count(s);
    struct column *columns = arena_array(c->a, (size_t)n + 1, struct column);
    for (int i = 0; i < n; i++) {
        struct column *column = &columns[i];
        column->name = arena_text(c->a, sqlite3_column_name(s, i));
        check_name(path, q, column->name);
        if (!type_by_origin(c, s, i, &column->type) && !type_by_name(column->name, &column->type))
            queries_fail(path, q->line, "%s: of what type is \"%s\"? End its name with _n, _fen, _text, … (see README)",
                         q->name, column->name);
        column->nullable = strstr(q->nullable, arena_printf(c->a, " %s ", column->name)) != NULL;
        for (int j = 0; j < i; j++)
            if (strcmp(columns[j].name, column->name) == 0)
                queries_fail(path, q->line, "%s: two columns named %s", q->name, column->name);
    }
    bool writes = !sqlite3_stmt_readonly(s);
    sqlite3_finalize(s);
    if (writes != (q->answer == ANSWER_DO))
        queries_fail(path, q->line, "%s: \"do\" stands for what writes, and only for that", q->name);
    if ((q->answer != ANSWER_DO) != (n > 0))
        queries_fail(path, q->line, "%s: a query answers with columns", q->name);
    *ret_columns = columns;
    *ret_n = n;
}
