/* Writing JSON into a buffer.  Commas and quoting are the writer's; nesting is
 * the caller's and asserted.  Keys are code, never user input unless quoted by
 * json_key().  At most 32 levels. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

struct json {
    struct buf *out;
    uint32_t has_member; /* a bit per level */
    int depth;
    bool after_key;
};

void json_init(struct json *j, struct buf *out);
void json_object_begin(struct json *j);
void json_object_end(struct json *j);
void json_array_begin(struct json *j);
void json_array_end(struct json *j);
void json_key(struct json *j, const char *key);
/* NULL writes null; invalid UTF-8 becomes U+FFFD; "<" is escaped, so that no
 * text ends a script element it may stand in. */
void json_string(struct json *j, const char *text);
void json_int(struct json *j, int64_t value);
void json_double(struct json *j, double value); /* as few of 15–17 digits as read back; not finite → null */
void json_bool(struct json *j, bool value);
void json_null(struct json *j);
/* Already JSON: one value. */
void json_raw(struct json *j, const char *text);

#endif
