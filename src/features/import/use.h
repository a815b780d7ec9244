/* Inside the feature: its use cases, for feature.c. */
#ifndef FEATURES_IMPORT_USE_H
#define FEATURES_IMPORT_USE_H

#include "features/command.h"
#include "record/import_plan.h"

extern const struct command_option import_read_options[], import_options[];
enum err import_read_command(struct command_call *call);
enum err import_command(struct command_call *call);

/* The sentence of a doubt, with what stands in its cell. */
const char *import_doubt_words(struct arena *a, const struct import_doubt *d, enum language l);
/* A kind by id, Chinese name or path; ERR_USAGE in words. */
enum err import_find_kind(struct fault *f, const struct kinds *kinds, const char *name, const struct kind **ret_kind);

struct buf;
struct import_back;
/* Where a file's rows stand, as far as giving them back needs it. */
struct import_sheet {
    int index;
    const struct import_column *columns;
    size_t n_columns;
};
/* Rows refused or waiting, as they stood, with the reason in a last column; UTF-8 with mark.  `back` by row. */
enum err import_rejects_csv(struct workbook *w, const struct import_sheet *sheet, const struct import_back *back,
                            size_t n_back, enum language l, struct buf *out);

struct request;
struct response;
enum err import_start_page(struct request *rq, struct response *rs);
enum err import_upload(struct request *rq, struct response *rs);
enum err import_job_page(struct request *rq, struct response *rs);
enum err import_job_answers(struct request *rq, struct response *rs);
enum err import_job_apply(struct request *rq, struct response *rs);
enum err import_job_stop(struct request *rq, struct response *rs);
enum err import_job_again_page(struct request *rq, struct response *rs);
enum err import_job_rejects(struct request *rq, struct response *rs);
enum err import_job_undo(struct request *rq, struct response *rs);

#endif
