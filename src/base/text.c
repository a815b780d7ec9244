#include "base/text.h"

#include "base/buf.h"

#include <string.h>

static void format_text(struct buf *b, const char *sentence, const char *const *args, size_t n_args)
{
    for (const char *at = sentence; *at; at++) {
        if (at[0] == '{' && at[1] >= '0' && at[1] <= '9' && at[2] == '}' && (size_t)(at[1] - '0') < n_args) {
            const char *arg = args[at[1] - '0'];
            buf_text(b, arg ? arg : "");
            at += 2;
        } else {
            buf_char(b, *at);
        }
    }
}

char *text_format(struct arena *a, const struct text *t, enum language l, const char *const *args, size_t n_args)
{
    struct buf b;
    buf_init(&b, 0);
    format_text(&b, text_in(t, l), args, n_args);
    if (b.failed)
        arena_fail(a);
    char *result = arena_text(a, buf_string(&b));
    buf_release(&b);
    return result;
}

void text_format_into(char *buffer, size_t size_bytes, const struct text *t, enum language l,
                      const char *const *args, size_t n_args)
{
    struct buf b;
    buf_init(&b, 0);
    format_text(&b, text_in(t, l), args, n_args);
    size_t n = b.n < size_bytes ? b.n : size_bytes - 1;
    const char *from = buf_string(&b);
    while (n && n < b.n && ((unsigned char)from[n] & 0xC0) == 0x80)
        n--;
    memcpy(buffer, from, n);
    buffer[n] = '\0';
    buf_release(&b);
}

enum language language_from(const char *tag)
{
    for (const char *at = tag; at && *at; at++) {
        if (at == tag || at[-1] == ',' || at[-1] == ' ') {
            if (strncmp(at, "zh", 2) == 0)
                return LANGUAGE_ZH;
            if (strncmp(at, "en", 2) == 0)
                return LANGUAGE_EN;
        }
    }
    return LANGUAGE_ZH;
}
