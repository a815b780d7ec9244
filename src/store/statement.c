#include "store/engine.h"

#include "base/buf.h"
#include "store.texts.h"

#include <assert.h>
#include <string.h>

static enum statement_form form_of(const struct op *op)
{
    if (op->as_of_us)
        return op->sees_all ? FORM_AS_OF_ALL : FORM_AS_OF_SCOPED;
    return op->sees_all ? FORM_NOW_ALL : FORM_NOW_SCOPED;
}

/* The text of the operation's form and everything it is run with. */
static enum err bind_form(struct op *op, const struct statement *s, enum statement_form form,
                          const struct value *arguments, struct bound *ret)
{
    assert(s->n_parameters <= STATEMENT_PARAMETERS_MAX);
    ret->sql = s->sql[op->store->engine->id][form];
    if (!ret->sql)
        return fault(op->fault, ERR_BUG, &T_store_no_form, s->name);
    ret->n = s->n_parameters;
    if (s->n_parameters)
        memcpy(ret->values, arguments, (size_t)s->n_parameters * sizeof(*arguments));
    if (s->uses_me[form]) {
        ret->values[s->uses_me[form] - 1] = value_int(op_rights(op));
        ret->n++;
    }
    if (s->uses_at[form]) {
        ret->values[s->uses_at[form] - 1] = value_int(op->as_of_us - 1);
        ret->n++;
    }
    return OK;
}

static enum err bind_statement(struct op *op, const struct statement *s, const struct value *arguments,
                               struct bound *ret)
{
    if (s->writes && !store_is_writing(op))
        return fault(op->fault, ERR_BUG, &T_store_not_writing, s->name);
    if (arena_failed(op->arena))
        return fault(op->fault, ERR_MEMORY, &T_store_memory);
    if (!op->connection)
        TRY(op_begin_read(op));
    return bind_form(op, s, s->writes ? FORM_NOW_ALL : form_of(op), arguments, ret);
}

enum err statement_run(struct op *op, const struct statement *s, const struct value *arguments, struct rows **ret_rows)
{
    struct bound b;
    TRY(bind_statement(op, s, arguments, &b));
    return connection_run(op->connection, op, &b, ret_rows);
}

bool rows_next(struct rows *r)
{
    if (r->done || r->error != OK || !r->connection)
        return false;
    r->error = connection_before_step(r->connection, r->op->fault);
    return r->error == OK && r->engine->next(r);
}

enum err rows_close(struct rows *r)
{
    if (!r || !r->connection)
        return r ? r->error : OK;
    struct rows **at = &r->connection->open_rows;
    while (*at && *at != r)
        at = &(*at)->older;
    if (*at)
        *at = r->older;
    r->engine->close(r);
    r->connection = NULL;
    return r->error;
}

int rows_columns(const struct rows *r)
{
    return r->n_columns;
}

struct value rows_value(const struct rows *r, int column)
{
    return r->engine->column(r, column);
}

bool rows_is_null(const struct rows *r, int column)
{
    return rows_value(r, column).type == VALUE_NULL;
}

int64_t rows_int(const struct rows *r, int column)
{
    struct value v = rows_value(r, column);
    return v.type == VALUE_INT ? v.integer : 0;
}

const char *rows_text(const struct rows *r, int column)
{
    struct value v = rows_value(r, column);
    return v.type == VALUE_TEXT ? v.text : "";
}

const void *rows_bytes(const struct rows *r, int column, size_t *ret_n_bytes)
{
    struct value v = rows_value(r, column);
    *ret_n_bytes = v.n_bytes;
    return v.text;
}

char *rows_keep_text(const struct rows *r, int column)
{
    struct value v = rows_value(r, column);
    return arena_text_n(r->op->arena, v.type == VALUE_TEXT ? v.text : "", v.type == VALUE_TEXT ? v.n_bytes : 0);
}

struct value rows_keep_value(const struct rows *r, int column)
{
    struct value v = rows_value(r, column);
    if (v.type == VALUE_TEXT || v.type == VALUE_BYTES)
        v.text = arena_text_n(r->op->arena, v.text, v.n_bytes);
    return v;
}

enum err statement_execute(struct op *op, const struct statement *s, const struct value *arguments,
                           int64_t *ret_changed)
{
    struct arena_mark mark = arena_mark(op->arena); /* an import runs this a million times in one operation */
    struct rows *rows;
    TRY(statement_run(op, s, arguments, &rows));
    struct connection *c = op->connection;
    while (rows_next(rows))
        ;
    enum err e = rows_close(rows);
    arena_rewind(op->arena, mark);
    if (e == OK && ret_changed)
        *ret_changed = c->engine->changed(c);
    return e;
}

enum err statement_one_int(struct op *op, const struct statement *s, const struct value *arguments, int64_t *ret_value,
                           bool *ret_found)
{
    struct arena_mark mark = arena_mark(op->arena);
    struct rows *rows;
    TRY(statement_run(op, s, arguments, &rows));
    bool found = rows_next(rows);
    *ret_value = found ? rows_int(rows, 0) : 0;
    if (ret_found)
        *ret_found = found;
    enum err e = rows_close(rows);
    arena_rewind(op->arena, mark);
    return e;
}

static enum err kept_int(struct op *op, const struct statement *s, const struct value *arguments, const struct buf *key,
                         int64_t *ret_value)
{
    int64_t version;
    TRY(connection_int(op->connection, op, op->store->engine->version_sql, false, 0, &version));
    if (version && kept_find(&op->store->kept, key, version, ret_value))
        return OK;
    TRY(statement_one_int(op, s, arguments, ret_value, NULL));
    if (version)
        kept_add(&op->store->kept, key, version, *ret_value);
    return OK;
}

enum err statement_kept_int(struct op *op, const struct statement *s, const struct value *arguments,
                            int64_t *ret_value)
{
    struct bound b;
    struct buf key;
    if (store_is_writing(op)) /* sees what is not committed */
        return statement_one_int(op, s, arguments, ret_value, NULL);
    TRY(bind_statement(op, s, arguments, &b));
    kept_key_of(&b, &key);
    enum err e = buf_failed(&key) ? statement_one_int(op, s, arguments, ret_value, NULL)
                                  : kept_int(op, s, arguments, &key, ret_value);
    buf_release(&key);
    return e;
}

enum err statement_execute_many(struct op *op, const struct statement *s, const struct value *arguments, size_t n_rows)
{
    struct bound b;
    if (!n_rows)
        return OK;
    TRY(bind_statement(op, s, arguments, &b));
    TRY(connection_before_step(op->connection, op->fault));
    return op->connection->engine->run_many(op->connection, op, b.sql, arguments, s->n_parameters, n_rows);
}

enum constraint_kind statement_last_constraint(const struct op *op, const char **ret_name)
{
    const struct violation *v = store_is_writing(op) ? &op->connection->violation : op->violation;
    bool is = v && v->kind != CONSTRAINT_NONE;
    if (ret_name)
        *ret_name = is ? v->name : "";
    return is ? v->kind : CONSTRAINT_NONE;
}

enum err statement_explain(struct op *op, const struct statement *s, enum statement_form form,
                           const struct value *arguments, const char *const **ret_lines, size_t *ret_n)
{
    struct bound b;
    struct rows *rows;
    const char **lines = NULL;
    size_t n = 0, capacity = 0;
    if (!op->connection)
        TRY(op_begin_read(op));
    TRY(bind_form(op, s, form, arguments, &b));
    b.sql = arena_printf(op->arena, "%s %s", op->store->engine->explain_prefix, b.sql);
    TRY(connection_run(op->connection, op, &b, &rows));
    while (rows_next(rows)) {
        if (!arena_grow(op->arena, &lines, n, &capacity))
            return ERR_MEMORY;
        lines[n++] = rows_keep_text(rows, rows_columns(rows) - 1);
    }
    *ret_lines = lines;
    *ret_n = n;
    return rows_close(rows);
}
