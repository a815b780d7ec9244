/* What an analyze command answers: facts about the computation, then tables.
 * One description, three forms:
 *
 *   table  for people: the facts, then each table aligned; a table declared
 *          `large` only when --table asks for it
 *   csv    one table, the first or the one --table names; the facts go to the words
 *   json   {"method": …, "facts": {…}, "places": [{"place": …}, …], …}; large
 *          tables only when --table asks for them
 *
 * A fact, a column, a verdict is a text of the catalogue: its name for machines is
 * what follows the last dot of its identifier ("analyze.column.eci" → eci), its
 * words are for people.  Numbers have twelve significant digits, six for people; an
 * undefined one is empty in csv, null in json, – for people.  Text that a spreadsheet would
 * take for a formula is preceded by an apostrophe in csv.
 *
 * Nothing reaches call->out before answer_begin(), which comes last, after all
 * computing; writing never fails half-way unnoticed: answer_end() says. */
#ifndef FEATURES_ANALYZE_ANSWER_H
#define FEATURES_ANALYZE_ANSWER_H

#include "base/buf.h"
#include "base/json.h"
#include "features/command.h"

enum { ANSWER_COLUMNS_MAX = 24 };

struct answer_table {
    const struct text *name; /* "analyze.table.places" */
    bool large;
    const struct text *const *columns; /* NULL-terminated */
};

struct answer {
    struct command_call *call;
    const struct answer_table *tables;
    const struct answer_table *open; /* the table being written */
    const char *only;                /* --table, or NULL */
    bool showing;                    /* the open table is written, not passed over */
    bool in_facts;
    int column; /* the next cell's */
    struct buf bytes;
    struct json json;
    char **cells; /* for people: row after row, kept to align */
    size_t cell_count;
    size_t cells_capacity;
    bool failed;
};

/* `tables` ends with .name = NULL.  ERR_USAGE when --table names none of them: call
 * answer_check_table() before computing. */
enum err answer_check_table(struct command_call *call, const struct answer_table *tables);
enum err answer_begin(struct answer *w, struct command_call *call, const char *method,
                      const struct answer_table *tables);

/* Facts come before the first table. */
void answer_fact(struct answer *w, const struct text *name, const char *text);
void answer_fact_verdict(struct answer *w, const struct text *name, const struct text *verdict);
void answer_fact_number(struct answer *w, const struct text *name, double value);
void answer_fact_int(struct answer *w, const struct text *name, int64_t value);

/* Tables in the order declared; cells row after row.  False when this table will not be
 * shown: its rows may then be left out, answer_table_end() may not. */
bool answer_table(struct answer *w, const struct text *name);
void answer_text(struct answer *w, const char *text);
void answer_verdict(struct answer *w, const struct text *verdict);
void answer_number(struct answer *w, double value); /* NaN: undefined */
void answer_int(struct answer *w, int64_t value);
void answer_nothing(struct answer *w);
void answer_table_end(struct answer *w);

/* A table whose rows stand in a file already, in the form of this answer: lines of csv cells, json objects with commas
 * between them, or lines for people (the head alone is aligned).  For tables too long for memory. */
void answer_table_from(struct answer *w, const struct text *name, FILE *rows);

/* Flushes; ERR_STORAGE when the output could not be written, ERR_MEMORY. */
enum err answer_end(struct answer *w);

/* What follows the last dot. */
const char *answer_name(const struct text *text);

/* Twelve significant digits, as %.12g prints them ("-0" is "0").  Returns the length. */
enum { NUMBER_TEXT_BYTES = 32 };
int number_text(double value, char text[NUMBER_TEXT_BYTES]);

#endif
