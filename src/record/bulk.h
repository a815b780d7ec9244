/* Many records of one kind at once: imports, registers, the demonstration.
 *
 * The same checks, scope, versions and audit as record_save(), asked of the
 * database for a whole chunk at a time and written with a handful of
 * statements: 100,000 rows are a matter of seconds.
 *
 *     struct bulk *b;                                  outside the act: it may be run twice
 *     TRY(bulk_new(op, kind, &b));
 *     … inside act_run(), for each chunk of at most BULK_ROWS_MAX rows:
 *         struct arena_mark mark = arena_mark(op->arena);
 *         … fill rows[i].record (record_new, record_set_typed, …)
 *         TRY(bulk_apply(op, b, rows, n));
 *         … read verdicts, ids, findings; arena_rewind(op->arena, mark);
 *     bulk_free(b);
 *
 * A preview calls bulk_check() instead, outside an act: the same verdicts, nothing written.  Kinds with ACCESS_ATTACHED
 * are refused (ERR_BUG): what they are about differs from row to row. */
#ifndef RECORD_BULK_H
#define RECORD_BULK_H

#include "record/record.h"

enum { BULK_ROWS_MAX = 5000 };

enum bulk_verdict {
    BULK_NEW,
    BULK_CHANGED,
    BULK_UNCHANGED, /* an absent value says nothing: what is stored stays, it changes nothing */
    BULK_REFUSED    /* see findings: an error, a question without a reason, a match with several records */
};

struct bulk_row {
    struct record *record; /* in: the values.  With an id: that record.  Else the one with its code, else the one that a
                              natural key finds, in their order; else a new one.  out: id, rev, code, all values */
    const char *reason;    /* answers its questions: ""; the row is then kept as 待核实 */
    enum bulk_verdict verdict;
    struct findings findings;
};

struct bulk_counts {
    int64_t n_new, n_changed, n_unchanged, n_refused;
};

struct bulk;
enum err bulk_new(struct op *op, const struct kind *kind, struct bulk **ret_bulk);
void bulk_free(struct bulk *b); /* NULL is allowed */

/* Refused rows are left out; the others are written, all of them or, on an error, none (the act fails).  A row may
 * refer to rows of earlier chunks, and to rows of its own chunk only if they were there before. */
enum err bulk_apply(struct op *op, struct bulk *b, struct bulk_row *rows, size_t n);
enum err bulk_check(struct op *op, struct bulk *b, struct bulk_row *rows, size_t n);

/* Since bulk_new(), or since the act began again. */
struct bulk_counts bulk_counts(const struct bulk *b);

#endif
