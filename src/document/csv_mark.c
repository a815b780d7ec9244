#include "document/csv_mark.h"

#include <string.h>

static bool starts_formula(const char *at, size_t n)
{
    static const char *const full_width[] = {"＝", "＋", "－", "＠"};
    if (n < 2)
        return false;
    if (strchr("=+-@\t\r\n", at[0]) && at[0])
        return true;
    for (size_t i = 0; i < sizeof(full_width) / sizeof(full_width[0]); i++)
        if (n > 3 && memcmp(at, full_width[i], 3) == 0)
            return true;
    return false;
}

static size_t apostrophes(const char *text, size_t n)
{
    size_t i = 0;
    while (i < n && text[i] == '\'')
        i++;
    return i;
}

bool csv_needs_mark(const char *text, size_t n_bytes)
{
    size_t i = apostrophes(text, n_bytes);
    return starts_formula(text + i, n_bytes - i);
}

size_t csv_mark_bytes(const char *text, size_t n_bytes)
{
    return n_bytes && text[0] == '\'' && csv_needs_mark(text, n_bytes) ? 1 : 0;
}

void csv_put_field(struct buf *out, const char *text)
{
    size_t n = strlen(text);
    bool needs_quotes = strpbrk(text, ",\"\r\n\t;") || (n && (text[0] == ' ' || text[n - 1] == ' '));
    if (needs_quotes)
        buf_char(out, '"');
    if (csv_needs_mark(text, n))
        buf_char(out, '\'');
    for (const char *at = text; *at;) {
        size_t run = strcspn(at, "\"");
        buf_add(out, at, run);
        at += run;
        if (*at) {
            buf_text(out, "\"\"");
            at++;
        }
    }
    if (needs_quotes)
        buf_char(out, '"');
}
