/* One entry of a queries.sql, as written. */
#ifndef TOOLS_STATEMENTS_QUERY_H
#define TOOLS_STATEMENTS_QUERY_H

#include "base/arena.h"
#include "store/statement.h"

enum answer { ANSWER_MANY, ANSWER_ONE, ANSWER_EACH, ANSWER_DO };

enum c_type { C_INT64, C_DATE, C_BOOL, C_TEXT, C_BYTES };

struct parameter {
    const char *name;
    enum c_type type;
    bool used;
};

struct query {
    const char *name;
    int line;
    enum answer answer;
    struct parameter parameters[STATEMENT_PARAMETERS_MAX];
    int n_parameters;
    const char *words;    /* the comment, one line after another */
    const char *scan;     /* why a full scan is right, or NULL */
    const char *all;      /* why @kind!all is right, or NULL */
    const char *nullable; /* " a b " : columns whose absence is told, or "" */
    const char *sql;      /* as written, without the comments and the semicolon */
};

struct queries {
    const char *path;
    struct query *list;
    size_t n;
};

/* Ends the program with path:line and words when the file is not as tools/statements/README.md says. */
struct queries queries_read(struct arena *a, const char *path);
_Noreturn void queries_fail(const char *path, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));

const char *c_type_name(enum c_type type); /* "int64_t", … */
enum value_type c_type_value(enum c_type type);

#endif
