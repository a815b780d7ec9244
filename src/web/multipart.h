/* multipart/form-data (RFC 7578) over bytes that are there as a whole. */
#ifndef WEB_MULTIPART_H
#define WEB_MULTIPART_H

#include "base/fault.h"
#include "web/urlencoded.h"

struct upload {
    const char *field;
    const char *filename;     /* last part only, without control characters; "" */
    const char *content_type; /* as claimed: sniff, do not believe */
    const void *bytes;        /* live until the request ends */
    size_t n_bytes;
};

enum { MULTIPART_PARTS_MAX = 1000, MULTIPART_HEAD_BYTES_MAX = 4096, MULTIPART_VALUE_BYTES_MAX = 1024 * 1024 };

/* Fields without a file name go to `fields`, the others to uploads, whose bytes point into `body`.  Malformed input is
 * ERR_USAGE, too much of it ERR_LIMIT. */
enum err multipart_parse(struct arena *a, struct fault *f, const char *content_type, const char *body, size_t n,
                         struct pairs *fields, struct upload **ret_uploads, size_t *ret_n_uploads);

#endif
