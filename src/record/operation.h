/* Rows of the table `operation`, as they are read back.  For record/ alone. */
#ifndef RECORD_OPERATION_H
#define RECORD_OPERATION_H

#include "record/act_inner.h"
#include "record/common.h"

struct operation {
    struct act_row row;
    const char *about_kind, *kinds;
    int64_t about;
    const void *digest;
    size_t digest_bytes;
};

/* The row under the cursor; texts live until it moves on, unless `keep` copies them into op->arena. */
struct operation operation_read(const struct rows *rows, bool keep);
/* All columns in order, in canonical encoding. */
void operation_add(struct sm3 *sm3, const struct operation *o);

#endif
