/* SQL text that is made while the program runs: lists alone need it.  Text comes
 * from the tables of kinds; whatever a person said goes in as a parameter.  The
 * text depends on the shape of the question, not on its values, so that
 * databases prepare it once.  For record/. */
#ifndef RECORD_SQL_H
#define RECORD_SQL_H

#include "base/buf.h"
#include "record/kind.h"
#include "store/statement.h"
#include "store/store.h"

struct sql {
    struct op *op;
    enum store_engine engine;
    enum statement_form form; /* the operation's */
    struct buf text;
    struct value values[STATEMENT_PARAMETERS_MAX];
    enum value_type types[STATEMENT_PARAMETERS_MAX];
    int n; /* beyond STATEMENT_PARAMETERS_MAX: too many, said by sql_run() */
    enum err failure;
};

void sql_init(struct sql *s, struct op *op);
void sql_release(struct sql *s);

void sql_text(struct sql *s, const char *text);
void sql_printf(struct sql *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* `sqlite` or `postgres`, as the database is. */
void sql_either(struct sql *s, const char *sqlite, const char *postgres);
void sql_value(struct sql *s, struct value v); /* its place */
/* @kind: the rows that this account may see, at the moment asked; give it an alias. */
void sql_relation(struct sql *s, const struct kind *kind);

static inline bool sql_is_past(const struct sql *s)
{
    return s->form == FORM_AS_OF_ALL || s->form == FORM_AS_OF_SCOPED;
}
static inline bool sql_is_scoped(const struct sql *s)
{
    return s->form == FORM_NOW_SCOPED || s->form == FORM_AS_OF_SCOPED;
}

/* Runs what was written.  ERR_LIMIT when it has more values than a statement takes. */
enum err sql_run(struct sql *s, const char *name, int n_columns, struct rows **ret_rows);
/* One integer, remembered as statement_kept_int() does. */
enum err sql_kept_int(struct sql *s, const char *name, int64_t *ret_value);
/* Its plan as lines, for the plan test. */
enum err sql_explain(struct sql *s, const char *const **ret_lines, size_t *ret_n);

#endif
