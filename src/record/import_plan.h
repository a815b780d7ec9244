/* Import, second half: from rows that were read to records that are there.
 *
 * Names become references, natural keys tell what is new and what is a change;
 * what cannot be told waits for an answer.  Rows come as they were staged, some
 * thousand at a time, and each is judged as record/bulk.h judges it.
 *
 *     struct import_run *run;                                  outside the act: it may be run twice
 *     TRY(import_run_new(op, kind, &decisions, &run));
 *     … for each piece:
 *         struct arena_mark mark = arena_mark(op->arena);
 *         … rows, with the answers to their doubts
 *         TRY(import_check_rows(op, run, rows, n));                 or, in act_run(), import_apply_rows(op, run, rows, n)
 *         … read outcomes; arena_rewind(op->arena, mark);
 *     import_run_free(run); */
#ifndef RECORD_IMPORT_PLAN_H
#define RECORD_IMPORT_PLAN_H

#include "record/import.h"

/* What a person said of a doubt. */
struct import_answer {
    const char *field; /* id; "" : the row as a whole, or its code */
    const char *typed; /* the value as typed; IMPORT_TAKE: as it stands; IMPORT_SKIP: leave the row (or the field) out */
};
#define IMPORT_TAKE "=take"
#define IMPORT_SKIP "=skip"

enum import_outcome {
    IMPORT_IS_NEW,
    IMPORT_IS_CHANGED,
    IMPORT_IS_UNCHANGED,
    IMPORT_IS_WAITING,
    IMPORT_IS_REFUSED,
    IMPORT_IS_IGNORED,
    IMPORT_OUTCOME_COUNT
};

struct import_staged {
    int32_t row;
    enum import_fate fate;
    const char *code;
    struct value *values; /* NULL: refused or ignored when it was read */
    bool waits;           /* a doubt that makes it wait has no answer */
    const struct import_answer *answers;
    size_t n_answers;

    enum import_outcome outcome;     /* out */
    const char *why[LANGUAGE_COUNT]; /* in and out: REFUSED, IGNORED, WAITING for another record; else NULL */
};

/* Names that nothing answers to: "石桥镇" × 12. */
struct import_missing {
    const struct kind *kind;
    const char *name;
    int64_t rows;
    bool can_be_made; /* the account may, and all that the kind requires is given (import_needs) */
    bool is_made;     /* it was decided so */
};

/* What was decided for the sheet as a whole. */
struct import_decisions {
    /* .field: a field that the sheet leaves open; "enterprise.region": of every enterprise that is made */
    const struct import_answer *asks;
    size_t n_asks;
    const struct import_name *makes; /* records that are not there and are made */
    size_t n_makes;
    const char *const *make_kinds; /* of these kinds, whatever is not there; ends with NULL; may be NULL */
};
struct import_name {
    const char *kind, *name;
};

struct import_run;
enum err import_run_new(struct op *op, const struct kind *kind, const struct import_decisions *decisions,
                        struct import_run **ret_run);
void import_run_free(struct import_run *run); /* NULL is allowed */

/* What applying would make of them; nothing is written.  At most BULK_ROWS_MAX rows. */
enum err import_check_rows(struct op *op, struct import_run *run, struct import_staged *rows, size_t n);
/* Inside an act. */
enum err import_apply_rows(struct op *op, struct import_run *run, struct import_staged *rows, size_t n);

/* Since the run, or its act, began: how many of each outcome; what was not there. */
const int64_t *import_outcomes(const struct import_run *run);
enum err import_missing_of(struct op *op, const struct import_run *run, struct import_missing **ret_missing,
                           size_t *ret_n);

/* The fields without which a record of that kind cannot be made from its name alone; none: it can. */
enum err import_needs(struct op *op, const struct kind *kind, const struct field ***ret_fields, size_t *ret_n);
/* May this account make records of that kind on import, at any rate? */
enum err import_may_make(struct op *op, const struct kind *kind, bool *ret_may);

#endif
