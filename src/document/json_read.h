/* Reading JSON (RFC 8259) into a tree, within stated limits.
 *
 * Numbers keep their digits as they were written, so that nothing is lost in a double.  A name that stands twice in an
 * object is refused: two readers could understand it differently. */
#ifndef DOCUMENT_JSON_READ_H
#define DOCUMENT_JSON_READ_H

#include "base/arena.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum json_type { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_TEXT, JSON_ARRAY, JSON_OBJECT };

struct json_member;
struct json_value {
    enum json_type type;
    const char *text;            /* JSON_TEXT; JSON_NUMBER: as written */
    struct json_value *elements; /* JSON_ARRAY */
    struct json_member *members; /* JSON_OBJECT, in the order of the text */
    size_t n;                    /* of elements or members */
};
struct json_member {
    const char *name;
    struct json_value value;
};

enum { JSON_DEPTH_MAX = 32, JSON_MEMBERS_MAX = 1000, JSON_ELEMENTS_MAX = 100000 };

/* ERR_USAGE with the line and column of what is no JSON; ERR_LIMIT beyond the limits.  All in `a`; O(n), objects
 * O(members²). */
enum err json_read(struct arena *a, struct fault *f, const char *text, size_t n_bytes,
                   const struct json_value **ret_value);

/* NULL: not an object, or no such member. */
const struct json_value *json_member(const struct json_value *v, const char *name);
/* A whole number within int64. */
bool json_integer(const struct json_value *v, int64_t *ret_integer);

#endif
