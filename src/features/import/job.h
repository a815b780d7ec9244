/* A file on its way in.  It is read and staged, checked, answered, and applied as one act; each step goes on where it was
 * left, whoever takes it up.
 *
 *   reading  → checking     its rows are staged
 *   checking → ready        what applying would do is known
 *   ready    → checking     something was answered
 *            → reading      columns were chosen otherwise
 *            → applying     confirmed
 *   applying → applied      in the transaction that writes the records
 *   any of these → cancelled, or failed with words */
#ifndef FEATURES_IMPORT_JOB_H
#define FEATURES_IMPORT_JOB_H

#include "features/import/use.h"

enum import_state {
    IMPORT_READING,
    IMPORT_CHECKING,
    IMPORT_READY,
    IMPORT_APPLYING,
    IMPORT_APPLIED,
    IMPORT_CANCELLED,
    IMPORT_FAILED,
    IMPORT_STATE_COUNT
};
extern const char *const import_state_ids[IMPORT_STATE_COUNT];

struct import_job {
    int64_t id, account, acting_for;
    const char *login, *address;
    const struct kind *kind;
    const char *filename;
    int64_t made_us;
    enum import_state state;
    bool undone;
    int64_t operation; /* 0: not applied */
    int64_t round, pieces, lines, done, restarts, worker;
    int64_t outcomes[IMPORT_OUTCOME_COUNT]; /* as far as they are known */
    const char *failure[LANGUAGE_COUNT];
    const char *head; /* head.h; "" before it was read */
    struct import_choice *choices;
    size_t n_choices;
    struct import_answer *asks;
    size_t n_asks;
};

/* Inside an act: stores the bytes; what was chosen the last time for this kind holds again. */
enum err import_job_new(struct op *op, const struct kind *kind, const char *filename, struct value bytes,
                        int64_t *ret_id);
/* ERR_MISSING for one that is not there. */
enum err import_job_load(struct op *op, int64_t id, struct import_job *ret_job);
/* One's own; ERR_MISSING otherwise. */
enum err import_job_open(struct op *op, int64_t id, struct import_job *ret_job);

static inline bool import_job_is_at_work(const struct import_job *j)
{
    return j->state == IMPORT_READING || j->state == IMPORT_CHECKING || j->state == IMPORT_APPLYING;
}

/* The lines in which choices and answers are kept. */
const char *import_choices_text(struct arena *a, const struct import_choice *list, size_t n);
const char *import_asks_text(struct arena *a, const struct import_answer *list, size_t n);
const char *import_receipt_text(struct arena *a, const int64_t outcomes[IMPORT_OUTCOME_COUNT]);

#endif
