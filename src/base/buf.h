/* A byte buffer that grows, with a limit, and remembers failure.
 *
 * Writing never returns an error: once memory or the limit is out the buffer
 * is failed, further writes do nothing, and the owner asks buf_failed() once,
 * before the first byte leaves. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
    char *bytes;      /* NUL-terminated whenever not NULL */
    size_t n;         /* bytes written, without the NUL */
    size_t capacity;
    size_t limit;     /* 0 = 64 MiB */
    bool failed;
};

void buf_init(struct buf *b, size_t limit_bytes);
void buf_release(struct buf *b);
void buf_clear(struct buf *b);

void buf_add(struct buf *b, const void *bytes, size_t n);
void buf_text(struct buf *b, const char *text);
void buf_char(struct buf *b, char c);
void buf_int(struct buf *b, int64_t value);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

static inline bool buf_failed(const struct buf *b)
{
    return b->failed;
}

/* Never NULL; "" while nothing is written or once failed. */
const char *buf_string(const struct buf *b);

#endif
