/* Import, second half: from rows that were read to records that are there.
 *
 * References are found, natural keys tell what is new and what is a change;
 * what cannot be told is one more doubt.  Nothing is written until apply, and
 * apply is one act: undone as a whole. */
#ifndef RECORD_IMPORT_PLAN_H
#define RECORD_IMPORT_PLAN_H

#include "record/import.h"

/* What a person said of a doubt, or of what the sheet as a whole leaves open (row 0). */
struct import_answer {
    int32_t row;
    const char *field; /* id; "" : the row as a whole */
    const char
        *typed; /* the value as typed; IMPORT_TAKE: as it stands; IMPORT_SKIP: leave the row (or the field) out */
};
#define IMPORT_TAKE "=take"
#define IMPORT_SKIP "=skip"

enum import_outcome {
    IMPORT_IS_NEW,
    IMPORT_IS_CHANGED,
    IMPORT_IS_UNCHANGED,
    IMPORT_IS_WAITING,
    IMPORT_IS_REFUSED,
    IMPORT_IS_IGNORED
};

struct import_planned_row {
    const struct import_row *read;
    enum import_outcome outcome;
    struct record *record, *before; /* before: NULL for a new one */
    const struct text *why;         /* refused by the records' own rules */
    const char *why_words;
};

/* Names that nothing answers to: "石桥镇" × 12. */
struct import_missing {
    const struct kind *kind;
    const char *name;
    int rows;
    bool can_be_made; /* of a kind that needs no more than a name, by an account that may */
};

struct import_plan {
    struct import_reading *reading;
    struct import_planned_row *rows; /* one for each row of the reading */
    struct import_missing *missing;
    size_t n_missing;
    int64_t n_new, n_changed, n_unchanged, n_waiting, n_refused, n_ignored;
};

struct import_decisions {
    const struct import_answer *answers;
    size_t n_answers;
    bool make_missing; /* regions, units, chains that are not there are made */
};

/* Reads the database, writes nothing. */
enum err import_plan(struct op *op, struct import_reading *reading, const struct import_decisions *decisions,
                     struct import_plan **ret_plan);

/* Everything new and changed, as one act.  The plan is made again under the lock from the same reading. */
enum err import_apply(struct op *op, struct import_reading *reading, const struct import_decisions *decisions,
                      const char *source, struct import_plan **ret_plan, int64_t *ret_operation);

#endif
