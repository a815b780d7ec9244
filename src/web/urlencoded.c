#include "web/urlencoded.h"

#include "base/utf8.h"

#include <string.h>
#include <strings.h>

bool pairs_add(struct arena *a, struct pairs *p, const char *name, const char *value)
{
    if (p->n >= PAIRS_MAX || !arena_grow(a, &p->list, p->n, &p->capacity))
        return false;
    p->list[p->n++] = (struct pair){name, value};
    return true;
}

const char *pairs_find(const struct pairs *p, const char *name)
{
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->list[i].name, name) == 0)
            return p->list[i].value;
    return NULL;
}

const char *pairs_find_any_case(const struct pairs *p, const char *name)
{
    for (size_t i = 0; i < p->n; i++)
        if (strcasecmp(p->list[i].name, name) == 0)
            return p->list[i].value;
    return NULL;
}

size_t pairs_count_any_case(const struct pairs *p, const char *name)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++)
        n += strcasecmp(p->list[i].name, name) == 0;
    return n;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_allowed(unsigned char c)
{
    return (c >= 0x20 && c != 0x7f) || c == '\t' || c == '\n' || c == '\r';
}

const char *percent_decode(struct arena *a, const char *text, size_t n, bool plus_is_blank)
{
    char *out = arena_alloc(a, n + 1);
    if (!out)
        return NULL;
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '%') {
            int high = i + 2 < n ? hex_digit(text[i + 1]) : -1, low = i + 2 < n ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0)
                return NULL;
            c = (unsigned char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus_is_blank) {
            c = ' ';
        }
        if (!is_allowed(c))
            return NULL;
        out[used++] = (char)c;
    }
    out[used] = '\0';
    return utf8_is_valid(out, used) ? out : NULL;
}

static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~", c);
}

const char *percent_encode(struct arena *a, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";
    char *out = arena_alloc(a, 3 * strlen(text) + 1), *to = out;
    for (const unsigned char *at = (const unsigned char *)text; out && *at; at++) {
        if (is_unreserved(*at)) {
            *to++ = (char)*at;
            continue;
        }
        *to++ = '%';
        *to++ = hex[*at >> 4];
        *to++ = hex[*at & 15];
    }
    return out ? out : "";
}

bool urlencoded_parse(struct arena *a, const char *text, size_t n, struct pairs *p)
{
    const char *at = text, *end = text + n;
    while (at < end) {
        const char *stop = memchr(at, '&', (size_t)(end - at));
        stop = stop ? stop : end;
        const char *equals = memchr(at, '=', (size_t)(stop - at));
        const char *name_end = equals ? equals : stop;
        const char *value_at = equals ? equals + 1 : stop;
        if (stop > at) {
            const char *name = percent_decode(a, at, (size_t)(name_end - at), true);
            const char *value = percent_decode(a, value_at, (size_t)(stop - value_at), true);
            if (!name || !value || !pairs_add(a, p, name, value))
                return false;
        }
        at = stop + 1;
    }
    return true;
}

bool cookies_parse(struct arena *a, const char *header, struct pairs *p)
{
    const char *at = header;
    while (*at) {
        at += strspn(at, " ;\t");
        size_t length = strcspn(at, ";");
        size_t name_length = strcspn(at, "=;");
        if (name_length < length) {
            size_t value_length = length - name_length - 1;
            while (value_length && at[name_length + value_length] == ' ')
                value_length--;
            if (!pairs_add(a, p, arena_text_n(a, at, name_length), arena_text_n(a, at + name_length + 1, value_length)))
                return false;
        }
        at += length;
    }
    return true;
}
