#include "store/backup.h"

#include "store/backup_file.h"
#include "store/engine.h"

#include "store.texts.h"

#include <stdlib.h>
#include <string.h>

enum { TABLES_MAX = 10000 };

/* One pass over a file.  Values point into the frame at hand. */
struct pass {
    struct backup_in in;
    struct fault *fault;
    struct backup_contents *contents;
    struct sm3 *sm3;
    struct backup_sum sum; /* of the table at hand */
    uint32_t table;
    struct value *values; /* of the frame at hand, row after row */
    size_t capacity;
    /* What is done with rows; NULL: the file is checked alone. */
    enum err (*take)(struct pass *p, uint32_t n_rows);
    struct load *load;
};

/* ---- the head ---- */

static bool get_shape(struct backup_in *in, struct arena *a, struct store_table *t)
{
    const char *name = arena_text(a, backup_get_text(in, NULL));
    uint32_t n = backup_get_u32(in);
    if (in->failed || n == 0 || n > STATEMENT_PARAMETERS_MAX)
        return false;
    const char **columns = arena_array(a, n, const char *);
    enum value_type *types = arena_array(a, n, enum value_type);
    if (!columns || !types)
        return false;
    for (uint32_t i = 0; i < n; i++) {
        columns[i] = arena_text(a, backup_get_text(in, NULL));
        const char *type = backup_get_bytes(in, 1);
        types[i] = !type ? VALUE_NULL : *type == 'i' ? VALUE_INT : *type == 'b' ? VALUE_BYTES : VALUE_TEXT;
    }
    *t = (struct store_table){.name = name, .columns = columns, .types = types, .n_columns = (int)n};
    return !in->failed;
}

static enum err read_head(struct pass *p, struct arena *a)
{
    struct backup_contents *c = p->contents;
    TRY(backup_in_frame(&p->in, p->fault));
    if (p->in.kind != 'H')
        return backup_in_damaged(&p->in, p->fault);
    c->last_stamp_us = backup_get_i64(&p->in);
    c->last_id = backup_get_i64(&p->in);
    c->note = arena_text(a, backup_get_text(&p->in, NULL));
    c->n_tables = backup_get_u32(&p->in);
    if (p->in.failed || c->n_tables > TABLES_MAX)
        return backup_in_damaged(&p->in, p->fault);
    c->tables = arena_array(a, c->n_tables + 1, struct store_table);
    c->sums = arena_array(a, c->n_tables + 1, struct backup_sum);
    bool fine = c->tables && c->sums;
    for (size_t i = 0; i < c->n_tables && fine; i++)
        fine = get_shape(&p->in, a, &c->tables[i]);
    if (arena_failed(a))
        return fault(p->fault, ERR_MEMORY, &T_store_memory);
    return fine && p->in.at == p->in.n ? OK : backup_in_damaged(&p->in, p->fault);
}

/* ---- rows ---- */

static enum err make_room(struct pass *p, size_t n)
{
    if (n <= p->capacity)
        return OK;
    struct value *wider = realloc(p->values, n * sizeof(*wider));
    if (!wider)
        return fault(p->fault, ERR_MEMORY, &T_store_memory);
    p->values = wider;
    p->capacity = n;
    return OK;
}

static enum err read_rows(struct pass *p)
{
    uint32_t table = backup_get_u32(&p->in), n_rows = backup_get_u32(&p->in);
    if (p->in.failed || table != p->table || table >= p->contents->n_tables || n_rows > p->in.n)
        return backup_in_damaged(&p->in, p->fault);
    size_t n_columns = (size_t)p->contents->tables[table].n_columns;
    TRY(make_room(p, n_rows * n_columns));
    for (size_t row = 0; row < n_rows; row++) {
        size_t begin = p->in.at;
        for (size_t i = 0; i < n_columns; i++)
            p->values[row * n_columns + i] = backup_get_value(&p->in);
        if (p->in.failed)
            return backup_in_damaged(&p->in, p->fault);
        if (!backup_sum_add(&p->sum, p->sm3, p->in.frame + begin, p->in.at - begin))
            return fault(p->fault, ERR_BUG, &T_store_no_digest);
    }
    if (p->in.at != p->in.n)
        return backup_in_damaged(&p->in, p->fault);
    return p->take ? p->take(p, n_rows) : OK;
}

static enum err end_table(struct pass *p)
{
    struct backup_sum found = {0};
    uint32_t table = backup_get_u32(&p->in);
    found.rows = backup_get_i64(&p->in);
    const void *digest = backup_get_bytes(&p->in, SM3_BYTES);
    if (digest)
        memcpy(found.digest, digest, SM3_BYTES);
    if (!digest || table != p->table || table >= p->contents->n_tables || !backup_sum_equal(&found, &p->sum))
        return backup_in_damaged(&p->in, p->fault);
    p->contents->sums[p->table++] = p->sum;
    p->sum = (struct backup_sum){0};
    return OK;
}

static enum err read_frames(struct pass *p)
{
    for (;;) {
        TRY(backup_in_frame(&p->in, p->fault));
        if (p->in.kind == 'R')
            TRY(read_rows(p));
        else if (p->in.kind == 'T')
            TRY(end_table(p));
        else if (p->in.kind == 'E' && p->table == p->contents->n_tables && backup_get_u32(&p->in) == p->table)
            return backup_in_finish(&p->in, p->fault);
        else
            return backup_in_damaged(&p->in, p->fault);
    }
}

/* `begin` runs between the head and the rows; NULL for none. */
static enum err run_pass(struct pass *p, const char *path, struct arena *a, enum err (*begin)(struct pass *p))
{
    enum err e = backup_in_open(&p->in, path, p->fault);
    p->sm3 = sm3_new();
    if (e == OK && !p->sm3)
        e = fault(p->fault, ERR_MEMORY, &T_store_memory);
    if (e == OK)
        e = read_head(p, a);
    if (e == OK && begin)
        e = begin(p);
    if (e == OK)
        e = read_frames(p);
    backup_in_release(&p->in);
    sm3_free(p->sm3);
    free(p->values);
    return e;
}

enum err backup_check(const char *path, struct arena *a, struct fault *f, struct backup_contents *ret_contents)
{
    struct pass p = {.fault = f, .contents = ret_contents};
    return run_pass(&p, path, a, NULL);
}

/* ---- loading ---- */

struct load {
    struct op *op;
    const struct store_table *tables; /* of the database */
    size_t n;
    const char *path;
    struct backup_contents *contents;
    const char **inserts; /* by table of the file */
};

static const struct store_table *find_table(const struct load *l, const char *name)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->tables[i].name, name) == 0)
            return &l->tables[i];
    return NULL;
}

static bool has_column(const struct store_table *t, const char *column, enum value_type type)
{
    for (int i = 0; i < t->n_columns; i++)
        if (strcmp(t->columns[i], column) == 0)
            return t->types[i] == type;
    return false;
}

static enum err check_table(struct load *l, const struct store_table *of_file)
{
    struct op *op = l->op;
    int64_t has_rows = 0;
    const struct store_table *t = find_table(l, of_file->name);
    if (!t)
        return fault(op->fault, ERR_CONFLICT, &T_store_backup_unknown, of_file->name);
    for (int i = 0; i < of_file->n_columns; i++)
        if (!has_column(t, of_file->columns[i], of_file->types[i]))
            return fault(op->fault, ERR_CONFLICT, &T_store_backup_unknown,
                         arena_printf(op->arena, "%s.%s", t->name, of_file->columns[i]));
    const char *sql = arena_printf(op->arena, "select count(*) from (select 1 from %s limit 1) any_row", t->name);
    TRY(connection_int(op->connection, op, sql, false, 0, &has_rows));
    return has_rows ? fault(op->fault, ERR_CONFLICT, &T_store_backup_not_empty, t->name) : OK;
}

static const char *insert_text(struct op *op, const struct store_table *t)
{
    static const char *const casts[] = {[VALUE_INT] = "::int8", [VALUE_TEXT] = "::text", [VALUE_BYTES] = "::bytea"};
    bool is_postgres = op->store->engine->id == STORE_POSTGRES;
    struct buf b;
    buf_init(&b, 0);
    buf_printf(&b, "insert into %s (", t->name);
    for (int i = 0; i < t->n_columns; i++)
        buf_printf(&b, "%s%s", i ? ", " : "", t->columns[i]);
    buf_text(&b, ") values (");
    for (int i = 0; i < t->n_columns; i++)
        buf_printf(&b, "%s%c%d%s", i ? ", " : "", is_postgres ? '$' : '?', i + 1,
                   is_postgres ? casts[t->types[i]] : "");
    buf_char(&b, ')');
    const char *text = arena_text(op->arena, buf_string(&b));
    buf_release(&b);
    return text;
}

static enum err take_rows(struct pass *p, uint32_t n_rows)
{
    struct op *op = p->load->op;
    TRY(connection_before_step(op->connection, op->fault));
    return op->connection->engine->run_many(op->connection, op, p->load->inserts[p->table], p->values,
                                            p->contents->tables[p->table].n_columns, n_rows);
}

static enum err begin_load(struct pass *p)
{
    struct load *l = p->load;
    struct op *op = l->op;
    size_t n = p->contents->n_tables;
    l->inserts = arena_array(op->arena, n + 1, const char *);
    if (!l->inserts)
        return fault(op->fault, ERR_MEMORY, &T_store_memory);
    for (size_t i = 0; i < n; i++) {
        TRY(check_table(l, &p->contents->tables[i]));
        l->inserts[i] = insert_text(op, &p->contents->tables[i]);
    }
    return arena_failed(op->arena) ? fault(op->fault, ERR_MEMORY, &T_store_memory) : OK;
}

/* The clock and the ids go on where they were. */
static enum err take_over_clock(struct op *op, const struct backup_contents *c)
{
    const struct engine *engine = op->store->engine;
    int64_t ignored;
    TRY(connection_int(op->connection, op, engine->stamp_sql, true, c->last_stamp_us ? c->last_stamp_us : 1, &ignored));
    TRY(connection_int(op->connection, op, engine->raise_ids_sql, true, c->last_id, &ignored));
    ids_forget(&op->store->ids);
    return OK;
}

static enum err load_all(struct op *op, void *arg)
{
    struct load *l = arg;
    struct pass p = {.fault = op->fault, .contents = l->contents, .take = take_rows, .load = l};
    TRY(run_pass(&p, l->path, op->arena, begin_load));
    return take_over_clock(op, l->contents);
}

enum err backup_load(struct op *op, const struct store_table *tables, size_t n, const char *path,
                     struct backup_contents *ret_contents)
{
    struct arena_mark mark = arena_mark(op->arena);
    struct load l = {.op = op, .tables = tables, .n = n, .path = path, .contents = ret_contents};
    TRY(backup_check(path, op->arena, op->fault, ret_contents));
    arena_rewind(op->arena, mark);
    return store_write(op, load_all, &l);
}
