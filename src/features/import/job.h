/* A file on its way in: stored with what was chosen and answered, read again whenever it is looked at. */
#ifndef FEATURES_IMPORT_JOB_H
#define FEATURES_IMPORT_JOB_H

#include "features/import/use.h"

struct import_job {
    int64_t id;
    const struct kind *kind;
    const char *filename;
    int64_t made_us;
    int64_t operation; /* 0: not applied yet */
    bool undone;
    const char *receipt;
    struct import_choice *choices;
    size_t n_choices;
    struct import_answer *answers;
    size_t n_answers;
    struct import_decisions decisions; /* of the answers */
    struct workbook *workbook;
    struct import_reading *reading;
};

/* Inside an act: stores the bytes; what was chosen the last time for this kind holds again. */
enum err import_job_new(struct op *op, const struct kind *kind, const char *filename, struct value bytes,
                        int64_t *ret_id);
/* One's own; ERR_MISSING otherwise.  Reads the file; close with import_job_close(), also on failure. */
enum err import_job_open(struct op *op, int64_t id, struct import_job *ret_job);
void import_job_close(struct import_job *j);

/* The lines in which choices and answers are kept. */
const char *import_choices_text(struct arena *a, const struct import_choice *list, size_t n);
const char *import_answers_text(struct arena *a, const struct import_answer *list, size_t n);
enum err import_choices_read(struct arena *a, const char *text, struct import_choice **ret_list, size_t *ret_n);
enum err import_answers_read(struct arena *a, const char *text, struct import_answer **ret_list, size_t *ret_n);

#endif
