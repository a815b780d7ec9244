/* What an analyze command answers: some facts about the computation, then
 * tables of named columns.  One description, three forms:
 *
 *   table  for people: facts, then each table aligned; a table declared `large`
 *          is not shown
 *   csv    one table, the first or the one named by --table; facts go to the words
 *   json   {"method": …, "facts": {…}, "places": [{"place": …}, …], …}
 *
 * Numbers have twelve significant digits; an undefined one is empty in csv,
 * null in json, – for people.  Text cells that a spreadsheet would take for a
 * formula are preceded by an apostrophe in csv.
 *
 * Nothing reaches call->out before answer_begin(), which comes last, after all
 * computing. */
#ifndef FEATURES_ANALYZE_ANSWER_H
#define FEATURES_ANALYZE_ANSWER_H

#include "base/buf.h"
#include "base/json.h"
#include "features/command.h"

enum { ANSWER_COLUMNS_MAX = 24 };

struct answer_table {
    const char *name;             /* "places" */
    bool large;                   /* not shown to people unless asked for by --table */
    const char *const *columns;   /* NULL-terminated */
};

struct answer {
    struct command_call *call;
    const struct answer_table *tables;
    const struct answer_table *open;   /* the table being written */
    const char *only;                  /* --table, or NULL */
    bool showing;                      /* the open table is written, not passed over */
    bool facts_open;
    int column;                        /* the next cell's */
    struct buf bytes;
    struct json json;
    char **cells;                      /* for people: row-major, kept to align */
    size_t cell_count;
    size_t cells_capacity;
    bool failed;
};

/* `tables` ends with .name = NULL.  ERR_USAGE when --table names none of them. */
enum err answer_begin(struct answer *w, struct command_call *call, const char *method,
                      const struct answer_table *tables);

/* Facts come before the first table. */
void answer_fact(struct answer *w, const char *key, const char *text);
void answer_fact_number(struct answer *w, const char *key, double value);
void answer_fact_int(struct answer *w, const char *key, int64_t value);

/* Tables in the order declared.  Cells row after row; a row ends when every
 * column has its cell.  False when this table will not be shown: its rows may
 * then be left out, answer_table_end() may not. */
bool answer_table(struct answer *w, const char *name);
void answer_text(struct answer *w, const char *text);
void answer_number(struct answer *w, double value);   /* NaN: undefined */
void answer_int(struct answer *w, int64_t value);
void answer_table_end(struct answer *w);

/* Flushes; ERR_STORAGE when the output could not be written, ERR_MEMORY. */
enum err answer_end(struct answer *w);

#endif
