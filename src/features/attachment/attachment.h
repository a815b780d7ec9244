/* Files beside any record.  Who may see the record may see and fetch them; who may change it may add and remove them.
 *
 * The bytes lie in the database in pieces, by their SM3 digest, each file once whatever the number of records beside
 * it.  What a file is, is told by its bytes; it is always served as a download. */
#ifndef FEATURES_ATTACHMENT_ATTACHMENT_H
#define FEATURES_ATTACHMENT_ATTACHMENT_H

#include "record/record.h"

extern const struct kind *const attachment_kinds[];

enum { ATTACHMENT_BYTES_MAX = 20 * 1024 * 1024, ATTACHMENTS_LISTED = 100 };

struct attachment {
    int64_t id, size_bytes;
    const char *name, *media_type;
    int64_t added_us;
};
/* Those beside a record, oldest first. */
enum err attachments_of(struct op *op, const struct record *about, struct attachment **ret_list, size_t *ret_n);

/* The media type that the bytes show; NULL for what is not kept (programs). */
const char *attachment_sniff(const void *bytes, size_t n_bytes);

#endif
