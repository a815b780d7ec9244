/* Rows as they were read, a page of them. */
#ifndef FEATURES_IMPORT_PREVIEW_H
#define FEATURES_IMPORT_PREVIEW_H

#include "features/import/job.h"
#include "features/import/page.h"

struct request;
enum err import_preview(struct request *rq, const struct import_job *job, const struct import_reading *head,
                        struct import_job_view *view);

const struct text *import_outcome_words(int64_t outcome);

#endif
