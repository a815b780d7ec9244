#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_LIMIT_BYTES = 64 * 1024 * 1024, FIRST_CAPACITY_BYTES = 256 };

void buf_init(struct buf *b, size_t limit_bytes)
{
    *b = (struct buf){.limit = limit_bytes ? limit_bytes : DEFAULT_LIMIT_BYTES};
}

void buf_release(struct buf *b)
{
    free(b->bytes);
    *b = (struct buf){.limit = b->limit};
}

void buf_clear(struct buf *b)
{
    b->n = 0;
    b->failed = false;
    if (b->bytes)
        b->bytes[0] = '\0';
}

/* Room for n more bytes and the NUL. */
static bool reserve(struct buf *b, size_t n)
{
    if (b->failed)
        return false;
    size_t limit = b->limit ? b->limit : DEFAULT_LIMIT_BYTES;
    if (n > limit || b->n > limit - n) {
        b->failed = true;
        return false;
    }
    size_t needed = b->n + n + 1;
    if (needed <= b->capacity)
        return true;
    size_t wider = b->capacity ? b->capacity : FIRST_CAPACITY_BYTES;
    while (wider < needed)
        wider *= 2;
    char *bytes = realloc(b->bytes, wider);
    if (!bytes) {
        b->failed = true;
        return false;
    }
    b->bytes = bytes;
    b->capacity = wider;
    return true;
}

void buf_add(struct buf *b, const void *bytes, size_t n)
{
    if (!n || !reserve(b, n))
        return;
    memcpy(b->bytes + b->n, bytes, n);
    b->n += n;
    b->bytes[b->n] = '\0';
}

void buf_text(struct buf *b, const char *text)
{
    buf_add(b, text, strlen(text));
}

void buf_char(struct buf *b, char c)
{
    buf_add(b, &c, 1);
}

void buf_int(struct buf *b, int64_t value)
{
    char digits[24];
    char *at = digits + sizeof(digits);
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        *--at = '-';
    buf_add(b, at, (size_t)(digits + sizeof(digits) - at));
}

void buf_vprintf(struct buf *b, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (n < 0) {
        b->failed = true;
        return;
    }
    if (!reserve(b, (size_t)n))
        return;
    vsnprintf(b->bytes + b->n, (size_t)n + 1, format, args);
    b->n += (size_t)n;
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    buf_vprintf(b, format, args);
    va_end(args);
}

const char *buf_string(const struct buf *b)
{
    return b->bytes && !b->failed ? b->bytes : "";
}
