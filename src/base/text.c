#include "base/text.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <string.h>

enum { PLACE_BYTES = 3 };

/* The argument for the place that begins at `at`; NULL when none does, or it has no argument. */
static const char *place_at(const char *at, const char *const *args, size_t n_args)
{
    if (at[0] != '{' || at[1] < '0' || at[1] > '9' || at[2] != '}' || (size_t)(at[1] - '0') >= n_args)
        return NULL;
    const char *arg = args[at[1] - '0'];
    return arg ? arg : "";
}

static void format_text(struct buf *b, const char *sentence, const char *const *args, size_t n_args)
{
    while (*sentence) {
        const char *arg = place_at(sentence, args, n_args);
        if (arg)
            buf_text(b, arg);
        else
            buf_char(b, *sentence);
        sentence += arg ? PLACE_BYTES : 1;
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

/* As much of `from` as fits before the NUL; *n is where the text ends. */
static void append_cut(char *buffer, size_t size_bytes, size_t *n, const char *from, size_t length)
{
    size_t room = size_bytes - 1 - *n;
    size_t taken = length < room ? length : room;
    memcpy(buffer + *n, from, taken);
    *n += taken;
}

/* Takes the pieces of a cut character off the end. */
static void drop_cut_character(char *buffer, size_t n)
{
    size_t lead = n;
    while (lead && ((unsigned char)buffer[lead - 1] & 0xC0) == 0x80)
        lead--;
    if (lead && (unsigned char)buffer[lead - 1] >= 0xC0)
        lead--;
    if (!utf8_is_valid(buffer + lead, n - lead))
        n = lead;
    buffer[n] = '\0';
}

void text_format_into(char *buffer, size_t size_bytes, const struct text *t, enum language l, const char *const *args,
                      size_t n_args)
{
    size_t n = 0;
    if (size_bytes == 0)
        return;
    for (const char *at = text_in(t, l); *at;) {
        const char *arg = place_at(at, args, n_args);
        append_cut(buffer, size_bytes, &n, arg ? arg : at, arg ? strlen(arg) : 1);
        at += arg ? PLACE_BYTES : 1;
    }
    drop_cut_character(buffer, n);
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
