/* What a database holds: nothing, an integer, text, bytes.  There are no
 * floating-point columns: money is fen, ratios are 1/10000, quantities are
 * scaled integers, dates are packed integers (base/date.h), moments are µs,
 * so that both databases hold and compare exactly the same values. */
#ifndef STORE_VALUE_H
#define STORE_VALUE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum value_type { VALUE_NULL, VALUE_INT, VALUE_TEXT, VALUE_BYTES };

struct value {
    enum value_type type;
    int64_t integer;
    const char *text; /* NUL-terminated for VALUE_TEXT; not owned */
    size_t n_bytes;   /* of text or bytes */
};

static inline struct value value_null(void)
{
    return (struct value){.type = VALUE_NULL};
}
static inline struct value value_int(int64_t i)
{
    return (struct value){.type = VALUE_INT, .integer = i};
}
/* NULL becomes VALUE_NULL. */
static inline struct value value_text(const char *t)
{
    return t ? (struct value){.type = VALUE_TEXT, .text = t, .n_bytes = strlen(t)} : value_null();
}
static inline struct value value_bytes(const void *bytes, size_t n_bytes)
{
    return (struct value){.type = VALUE_BYTES, .text = (const char *)bytes, .n_bytes = n_bytes};
}

#endif
