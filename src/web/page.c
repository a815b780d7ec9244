#include "web/page.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIRST_CAPACITY_BYTES = 16 * 1024 };

void page_init(struct page *p, enum language language, date_t today, int zone_minutes)
{
    *p = (struct page){.language = language, .today = today, .zone_minutes = zone_minutes};
}

void page_release(struct page *p)
{
    free(p->begin);
    p->begin = p->at = p->end = NULL;
}

bool page_grow(struct page *p, size_t n)
{
    size_t used = page_bytes(p);
    if (p->failed || n >= PAGE_LIMIT_BYTES - used) {
        p->failed = true;
        p->end = p->at; /* later writes come here again */
        return false;
    }
    size_t capacity = (size_t)(p->end - p->begin);
    size_t wanted = capacity ? capacity * 2 : FIRST_CAPACITY_BYTES;
    while (wanted <= used + n)
        wanted *= 2;
    char *moved = realloc(p->begin, wanted);
    if (!moved) {
        p->failed = true;
        p->end = p->at;
        return false;
    }
    p->begin = moved;
    p->at = moved + used;
    p->end = moved + wanted;
    return true;
}

/* What must not stand bare between tags or in a quoted attribute. */
static const struct {
    const char *as;
    unsigned char n;
} text_escapes[256] = {
    ['&'] = {"&amp;", 5}, ['<'] = {"&lt;", 4}, ['>'] = {"&gt;", 4}, ['"'] = {"&#34;", 5}, ['\''] = {"&#39;", 5},
};

static void write_escaped(struct page *p, const char *text, size_t n)
{
    const char *run = text, *end = text + n;
    for (const char *at = text; at < end; at++) {
        unsigned char c = (unsigned char)*at;
        if (!text_escapes[c].n)
            continue;
        page_markup(p, run, (size_t)(at - run));
        page_markup(p, text_escapes[c].as, text_escapes[c].n);
        run = at + 1;
    }
    page_markup(p, run, (size_t)(end - run));
}

void page_text(struct page *p, const char *text)
{
    if (text)
        write_escaped(p, text, strlen(text));
}

static bool begins_any_case(const char *text, const char *lower)
{
    for (; *lower; text++, lower++)
        if ((*text | 0x20) != *lower && *text != *lower)
            return false;
    return true;
}

/* Browsers drop tabs and line ends inside an address and read '\' as '/', so an address with one is not ours. */
static bool url_is_safe(const char *url)
{
    for (const char *at = url; *at; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7f || *at == '\\')
            return false;
    if (url[0] == '/')
        return url[1] != '/';
    if (url[0] == '#' || url[0] == '?' || !url[0])
        return true;
    return begins_any_case(url, "https://") || begins_any_case(url, "http://") || begins_any_case(url, "mailto:") ||
           begins_any_case(url, "tel:");
}

void page_url(struct page *p, const char *url)
{
    page_text(p, !url ? "" : url_is_safe(url) ? url : "#");
}

static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

void page_url_part(struct page *p, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";
    for (const unsigned char *at = (const unsigned char *)(text ? text : ""); *at; at++) {
        if (is_unreserved(*at))
            page_markup(p, (const char *)at, 1);
        else
            page_markup(p, (char[]){'%', hex[*at >> 4], hex[*at & 15]}, 3);
    }
}

void page_json_text(struct page *p, const char *json)
{
    if (!json || !*json)
        json = "null";
    const char *run = json;
    for (const char *at = json; *at;) {
        const char *here = at;
        uint32_t c = utf8_next(&at);
        if (c != '<' && c != '>' && c != '&' && c != 0x2028 && c != 0x2029)
            continue;
        char escape[8];
        page_markup(p, run, (size_t)(here - run));
        page_markup(p, escape, (size_t)snprintf(escape, sizeof(escape), "\\u%04" PRIx32, c));
        run = at;
    }
    page_markup(p, run, strlen(run));
}

void page_int64_value(struct page *p, int64_t value)
{
    char digits[24];
    page_markup(p, digits, (size_t)snprintf(digits, sizeof(digits), "%" PRId64, value));
}

void page_int_value(struct page *p, int value)
{
    page_int64_value(p, value);
}

void page_size_value(struct page *p, size_t value)
{
    char digits[24];
    page_markup(p, digits, (size_t)snprintf(digits, sizeof(digits), "%zu", value));
}

/* ---- sentences ---- */
static void write_sentence(struct page *p, const struct text *t, const char *const *args, size_t n, const char *before,
                           const char *after)
{
    const char *run = text_in(t, p->language);
    for (const char *at = run; *at;) {
        if (at[0] != '{' || at[1] < '0' || at[1] > '9' || at[2] != '}' || (size_t)(at[1] - '0') >= n) {
            at++;
            continue;
        }
        write_escaped(p, run, (size_t)(at - run));
        page_markup(p, before, strlen(before));
        page_text(p, args[at[1] - '0']);
        page_markup(p, after, strlen(after));
        run = at += 3;
    }
    write_escaped(p, run, strlen(run));
}

void page_t(struct page *p, const struct text *t, const char *const *args, size_t n)
{
    if (t)
        write_sentence(p, t, args, n, "", "");
}

void page_tb(struct page *p, const struct text *t, const char *const *args, size_t n)
{
    if (t)
        write_sentence(p, t, args, n, "<b>", "</b>");
}
