#include "record/sql.h"

#include "record.texts.h"
#include "record/columns.h"
#include "record/schema.h"

#include <ctype.h>
#include <string.h>

void sql_init(struct sql *s, struct op *op)
{
    s->op = op;
    s->engine = store_engine_of(op->store);
    s->form = op->as_of_us   ? op->sees_all ? FORM_AS_OF_ALL : FORM_AS_OF_SCOPED
              : op->sees_all ? FORM_NOW_ALL
                             : FORM_NOW_SCOPED;
    s->n = 0;
    s->failure = OK;
    buf_init(&s->text, 0);
}

void sql_release(struct sql *s)
{
    buf_release(&s->text);
}

void sql_text(struct sql *s, const char *text)
{
    buf_text(&s->text, text);
}

void sql_printf(struct sql *s, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    buf_vprintf(&s->text, format, args);
    va_end(args);
}

void sql_either(struct sql *s, const char *sqlite, const char *postgres)
{
    buf_text(&s->text, s->engine == STORE_SQLITE ? sqlite : postgres);
}

void sql_value(struct sql *s, struct value v)
{
    if (s->n < STATEMENT_PARAMETERS_MAX) {
        s->values[s->n] = v;
        s->types[s->n] = v.type == VALUE_NULL ? VALUE_TEXT : v.type;
    }
    s->n++;
    put_parameter(&s->text, s->engine, s->n, v.type == VALUE_NULL ? VALUE_TEXT : v.type);
}

void sql_relation(struct sql *s, const struct kind *kind)
{
    struct relation_text r;
    enum err e = schema_relation(s->op->arena, kind, s->engine, s->form, RELATION_VISIBLE, &r);
    if (e != OK)
        s->failure = e;
    else
        buf_text(&s->text, r.sql);
}

static bool is_name(const char *at, const char *name)
{
    size_t n = strlen(name);
    return strncmp(at, name, n) == 0 && !isalnum((unsigned char)at[n]) && at[n] != '_';
}

/* :me and :at stand after the caller's parameters. */
static const char *number_places(struct sql *s, struct statement *statement)
{
    struct buf b;
    unsigned char *me = &statement->uses_me[s->form], *at_moment = &statement->uses_at[s->form];
    const char *from = buf_string(&s->text);
    int n = s->n;
    buf_init(&b, 0);
    for (const char *colon; (colon = strchr(from, ':')) != NULL;) {
        unsigned char *place = is_name(colon, ":me") ? me : is_name(colon, ":at") ? at_moment : NULL;
        buf_add(&b, from, (size_t)(colon - from));
        if (place) {
            *place = *place ? *place : (unsigned char)++n;
            put_parameter(&b, s->engine, *place, VALUE_INT);
            from = colon + 3;
        } else {
            size_t step = colon[1] == ':' ? 2 : 1; /* PostgreSQL's casts */
            buf_add(&b, colon, step);
            from = colon + step;
        }
    }
    buf_text(&b, from);
    if (buf_failed(&b))
        arena_fail(s->op->arena);
    const char *text = arena_text_n(s->op->arena, buf_string(&b), b.n);
    buf_release(&b);
    return text;
}

static enum err finish(struct sql *s, const char *name, int n_columns, struct statement *statement)
{
    if (s->n > STATEMENT_PARAMETERS_MAX)
        return fault(s->op->fault, ERR_LIMIT, &T_filter_too_many);
    *statement = (struct statement){.name = name,
                                    .parameters = s->types,
                                    .n_parameters = s->n,
                                    .n_columns = n_columns,
                                    .allowed_scan = "the scan budget of lists was asked first"};
    statement->sql[s->engine][s->form] = number_places(s, statement);
    if (s->failure != OK || buf_failed(&s->text) || arena_failed(s->op->arena))
        return fault(s->op->fault, s->failure != OK ? s->failure : ERR_MEMORY, &T_record_memory);
    return OK;
}

enum err sql_run(struct sql *s, const char *name, int n_columns, struct rows **ret_rows)
{
    struct statement statement;
    TRY(finish(s, name, n_columns, &statement));
    return statement_run(s->op, &statement, s->values, ret_rows);
}

enum err sql_kept_int(struct sql *s, const char *name, int64_t *ret_value)
{
    struct statement statement;
    TRY(finish(s, name, 1, &statement));
    return statement_kept_int(s->op, &statement, s->values, ret_value);
}

enum err sql_explain(struct sql *s, const char *const **ret_lines, size_t *ret_n)
{
    struct statement statement;
    TRY(finish(s, "list", 0, &statement));
    return statement_explain(s->op, &statement, s->form, s->values, ret_lines, ret_n);
}
