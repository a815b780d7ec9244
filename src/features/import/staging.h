/* Rows between the file and the records: in the database, some thousand in a piece, with their doubts beside them. */
#ifndef FEATURES_IMPORT_STAGING_H
#define FEATURES_IMPORT_STAGING_H

#include "features/import/job.h"
#include "features/import/rows.h"

/* Whoever works at a job has it for so long after each step (PostgreSQL, where several servers may). */
#define IMPORT_LEASE_US INT64_C(20000000)

/* A job under way. */
struct import_work {
    struct op *op;
    int64_t worker;
    struct import_job job;
    struct import_decisions decisions;
    bool applying;
    int64_t done;        /* rows of the pieces judged so far */
    struct fault failed; /* what became of it */
};

/* Reads the file on from the first piece that is not there; ERR_CANCELLED when the job was taken away. */
enum err staging_read(struct import_work *w);
struct import_pieces staging_pieces(struct import_work *w);

#endif
