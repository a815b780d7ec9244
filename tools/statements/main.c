/* Turns a queries.sql into typed C functions: see README.md here.
 *     statements NAME queries.sql OUT.c OUT.h */
#include "columns.h"

#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct kind *const *const all_kinds[];
extern const size_t all_kinds_n;

struct emitter {
    struct arena *a;
    const struct kinds *kinds;
    struct checker *checker;
    const char *path, *folder;
    struct buf c, h;
};

static struct kinds *collect_kinds(struct arena *a)
{
    const struct kind **list = arena_array(a, 512, const struct kind *);
    size_t n = 0;
    for (size_t i = 0; i < all_kinds_n; i++)
        for (const struct kind *const *k = all_kinds[i]; *k; k++)
            list[n++] = *k;
    struct fault f = {0};
    struct kinds *kinds;
    if (kinds_new(list, n, NULL, 0, &f, &kinds) != OK) {
        fprintf(stderr, "statements: %s\n", f.words[LANGUAGE_EN]);
        exit(1);
    }
    return kinds;
}

static bool mentions_star(const char *sql)
{
    for (const char *at = strchr(sql, '*'); at; at = strchr(at + 1, '*')) {
        const char *before = at;
        while (before > sql && before[-1] == ' ')
            before--;
        if (before > sql && before[-1] == '.')
            return true;
        if (before - sql >= 6 && strncmp(before - 6, "select", 6) == 0)
            return true;
    }
    return false;
}

static void put_c_string(struct buf *b, const char *text)
{
    buf_char(b, '"');
    for (const char *at = text; *at; at++) {
        if (*at == '\n')
            buf_text(b, "\\n\"\n        \"");
        else if (*at == '"' || *at == '\\')
            buf_printf(b, "\\%c", *at);
        else
            buf_char(b, *at);
    }
    buf_char(b, '"');
}

static void put_parameters(struct buf *b, const struct query *q)
{
    buf_text(b, "struct op *op");
    for (int i = 0; i < q->n_parameters; i++) {
        const char *type = c_type_name(q->parameters[i].type);
        buf_printf(b, ", %s%s%s", type, type[strlen(type) - 1] == '*' ? "" : " ", q->parameters[i].name);
    }
}

static void put_signature(struct buf *b, const struct query *q)
{
    buf_printf(b, "enum err %s(", q->name);
    put_parameters(b, q);
    switch (q->answer) {
    case ANSWER_MANY:
        buf_printf(b, ", struct %s_row **ret_rows, size_t *ret_n)", q->name);
        break;
    case ANSWER_ONE:
        buf_printf(b, ", struct %s_row *ret_row, bool *ret_found)", q->name);
        break;
    case ANSWER_EACH:
        buf_printf(b, ", %s_fn each, void *arg)", q->name);
        break;
    case ANSWER_DO:
        buf_text(b, ", int64_t *ret_changed)");
        break;
    }
}

static void put_header(struct emitter *e, const struct query *q, const struct column *columns, int n)
{
    struct buf *h = &e->h;
    if (*q->words)
        buf_printf(h, "/* %s */\n", q->words);
    if (n) {
        buf_printf(h, "struct %s_row {\n", q->name);
        for (int i = 0; i < n; i++) {
            const char *type = c_type_name(columns[i].type);
            buf_printf(h, "    %s%s%s;\n", type, type[strlen(type) - 1] == '*' ? "" : " ", columns[i].name);
            if (columns[i].nullable)
                buf_printf(h, "    bool has_%s;\n", columns[i].name);
        }
        buf_text(h, "};\n");
    }
    if (q->answer == ANSWER_EACH)
        buf_printf(h, "typedef enum err (*%s_fn)(void *arg, const struct %s_row *row);\n", q->name, q->name);
    put_signature(h, q);
    buf_printf(h, ";\nextern const struct statement %s_statement;\n\n", q->name);
}

static void put_texts(struct emitter *e, struct query *q)
{
    int uses_me[FORM_COUNT] = {0}, uses_at[FORM_COUNT] = {0};
    buf_text(&e->c, "    .sql = {\n");
    for (int engine = 0; engine < STORE_ENGINE_COUNT; engine++) {
        buf_text(&e->c, "        {\n");
        for (int form = 0; form < FORM_COUNT; form++) {
            if (q->answer == ANSWER_DO && form != FORM_NOW_ALL)
                break;
            struct expansion x = expand(e->a, e->kinds, e->path, q, (enum store_engine)engine,
                                        (enum statement_form)form, EXPAND_FOR_DATABASE);
            uses_me[form] = x.uses_me;
            uses_at[form] = x.uses_at;
            if (engine == STORE_SQLITE)
                checker_prepare(e->checker, e->path, q, x.sql);
            buf_text(&e->c, "        ");
            put_c_string(&e->c, x.sql);
            buf_text(&e->c, ",\n");
        }
        buf_text(&e->c, "        },\n");
    }
    buf_text(&e->c, "    },\n");
    buf_printf(&e->c, "    .uses_me = {%d, %d, %d, %d},\n", uses_me[0], uses_me[1], uses_me[2], uses_me[3]);
    buf_printf(&e->c, "    .uses_at = {%d, %d, %d, %d},\n", uses_at[0], uses_at[1], uses_at[2], uses_at[3]);
}

static void put_statement(struct emitter *e, struct query *q, int n_columns)
{
    struct buf *c = &e->c;
    if (q->n_parameters) {
        buf_printf(c, "static const enum value_type %s_parameters[] = {", q->name);
        for (int i = 0; i < q->n_parameters; i++) {
            static const char *const words[] = {"VALUE_NULL", "VALUE_INT", "VALUE_TEXT", "VALUE_BYTES"};
            buf_printf(c, "%s%s", i ? ", " : "", words[c_type_value(q->parameters[i].type)]);
        }
        buf_text(c, "};\n");
    }
    buf_printf(c, "const struct statement %s_statement = {\n    .name = \"%s\",\n", q->name, q->name);
    put_texts(e, q);
    if (q->n_parameters)
        buf_printf(c, "    .parameters = %s_parameters,\n    .n_parameters = %d,\n", q->name, q->n_parameters);
    buf_printf(c, "    .n_columns = %d,\n    .writes = %s,\n", n_columns, q->answer == ANSWER_DO ? "true" : "false");
    if (q->scan) {
        buf_text(c, "    .allowed_scan = ");
        put_c_string(c, q->scan);
        buf_text(c, ",\n");
    }
    buf_text(c, "};\n");
}

static void put_arguments(struct buf *c, const struct query *q)
{
    if (!q->n_parameters) {
        buf_text(c, "    const struct value *arguments = NULL;\n");
        return;
    }
    buf_text(c, "    const struct value arguments[] = {");
    for (int i = 0; i < q->n_parameters; i++) {
        const struct parameter *p = &q->parameters[i];
        if (p->type == C_BYTES)
            buf_printf(c, "%s%s", i ? ", " : "", p->name);
        else
            buf_printf(c, "%s%s(%s)", i ? ", " : "", p->type == C_TEXT ? "value_text" : "value_int", p->name);
    }
    buf_text(c, "};\n");
}

/* static void name_read(const struct rows *, struct name_row *, bool keep) */
static void put_reader(struct buf *c, const struct query *q, const struct column *columns, int n)
{
    bool keep = q->answer != ANSWER_EACH;
    buf_printf(c, "static void %s_read(const struct rows *rows, struct %s_row *row)\n{\n", q->name, q->name);
    for (int i = 0; i < n; i++) {
        const char *name = columns[i].name;
        switch (columns[i].type) {
        case C_INT64:
            buf_printf(c, "    row->%s = rows_int(rows, %d);\n", name, i);
            break;
        case C_DATE:
            buf_printf(c, "    row->%s = (date_t)rows_int(rows, %d);\n", name, i);
            break;
        case C_BOOL:
            buf_printf(c, "    row->%s = rows_int(rows, %d) != 0;\n", name, i);
            break;
        case C_TEXT:
            buf_printf(c, "    row->%s = %s(rows, %d);\n", name, keep ? "rows_keep_text" : "rows_text", i);
            break;
        case C_BYTES:
            buf_printf(c, "    row->%s = %s(rows, %d);\n", name, keep ? "rows_keep_value" : "rows_value", i);
            break;
        }
        if (columns[i].nullable)
            buf_printf(c, "    row->has_%s = !rows_is_null(rows, %d);\n", name, i);
    }
    buf_text(c, "}\n\n");
}

static void put_body(struct buf *c, const struct query *q)
{
    const char *name = q->name;
    if (q->answer == ANSWER_DO) {
        buf_printf(c, "    return statement_execute(op, &%s_statement, arguments, ret_changed);\n", name);
        return;
    }
    buf_printf(c, "    struct rows *rows;\n    TRY(statement_run(op, &%s_statement, arguments, &rows));\n", name);
    switch (q->answer) {
    case ANSWER_MANY:
        buf_printf(c,
                   "    struct %s_row *list = NULL;\n    size_t n = 0, capacity = 0;\n"
                   "    while (rows_next(rows)) {\n        if (!arena_grow(op->arena, &list, n, &capacity))\n          "
                   "  break;\n"
                   "        %s_read(rows, &list[n++]);\n    }\n    TRY(rows_close(rows));\n"
                   "    if (arena_failed(op->arena))\n        return ERR_MEMORY;\n"
                   "    *ret_rows = list;\n    *ret_n = n;\n    return OK;\n",
                   name, name);
        break;
    case ANSWER_ONE:
        buf_printf(c,
                   "    *ret_row = (struct %s_row){0};\n    *ret_found = rows_next(rows);\n    if (*ret_found)\n"
                   "        %s_read(rows, ret_row);\n    TRY(rows_close(rows));\n"
                   "    return arena_failed(op->arena) ? ERR_MEMORY : OK;\n",
                   name, name);
        break;
    case ANSWER_EACH:
        buf_printf(
            c,
            "    enum err verdict = OK;\n    while (verdict == OK && rows_next(rows)) {\n        struct %s_row row;\n"
            "        %s_read(rows, &row);\n        verdict = each(arg, &row);\n    }\n"
            "    enum err end = rows_close(rows);\n    return verdict != OK ? verdict : end;\n",
            name, name);
        break;
    case ANSWER_DO:
        break;
    }
}

static void put_function(struct emitter *e, const struct query *q, const struct column *columns, int n)
{
    struct buf *c = &e->c;
    if (n)
        put_reader(c, q, columns, n);
    put_signature(c, q);
    buf_text(c, "\n{\n");
    put_arguments(c, q);
    put_body(c, q);
    buf_text(c, "}\n\n");
}

static void put_query(struct emitter *e, struct query *q)
{
    if (mentions_star(q->sql))
        queries_fail(e->path, q->line, "%s: name the columns, not *", q->name);
    struct column *columns;
    int n;
    checker_columns(e->checker, e->path, q, &columns, &n);
    for (int i = 0; i < q->n_parameters; i++)
        if (!q->parameters[i].used)
            queries_fail(e->path, q->line, "%s: the parameter %s is not used", q->name, q->parameters[i].name);
    put_header(e, q, columns, n);
    put_statement(e, q, n);
    put_function(e, q, columns, n);
}

static void write_file(const char *path, const struct buf *b)
{
    FILE *out = fopen(path, "wb");
    if (b->failed || !out || fwrite(b->bytes, 1, b->n, out) != b->n || fclose(out) != 0) {
        fprintf(stderr, "statements: %s cannot be written\n", path);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: statements NAME queries.sql OUT.c OUT.h\n");
        return 2;
    }
    struct arena *a = arena_new(256 * 1024 * 1024);
    struct kinds *kinds = collect_kinds(a);
    struct emitter e = {.a = a, .kinds = kinds, .checker = checker_new(a, kinds), .folder = argv[1], .path = argv[2]};
    buf_init(&e.c, 0);
    buf_init(&e.h, 0);
    struct queries queries = queries_read(a, argv[2]);
    buf_printf(&e.h, "/* Made from queries.sql by tools/statements. */\n#ifndef %s_QUERIES_H\n#define %s_QUERIES_H\n",
               e.folder, e.folder);
    buf_text(&e.h, "#include \"store/statement.h\"\n\n");
    buf_printf(&e.c, "#include \"%s.queries.h\"\n\n", e.folder);
    for (size_t i = 0; i < queries.n; i++)
        put_query(&e, &queries.list[i]);
    buf_printf(&e.h, "extern const struct statement *const %s_statements[]; /* ends with NULL */\n#endif\n", e.folder);
    buf_printf(&e.c, "const struct statement *const %s_statements[] = {\n", e.folder);
    for (size_t i = 0; i < queries.n; i++)
        buf_printf(&e.c, "    &%s_statement,\n", queries.list[i].name);
    buf_text(&e.c, "    NULL,\n};\n");
    write_file(argv[3], &e.c);
    write_file(argv[4], &e.h);
    checker_free(e.checker);
    buf_release(&e.c);
    buf_release(&e.h);
    kinds_free(kinds);
    arena_free(a);
    return 0;
}
