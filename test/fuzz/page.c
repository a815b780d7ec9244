/* Values in every place of a page where a template lets them stand: the page stays as it was built. */
#include "base/utf8.h"
#include "fuzz/fuzz.h"
#include "web/urlencoded.h"
#include "web_test.pages.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ARENA_BYTES = 16 << 20 };

/* ---- what an HTML parser sees: tags and names of attributes, without texts and values ---- */

struct walk {
    const char *at;
    char *seen;      /* grows by what is seen; never longer than the page */
    const char *raw; /* begins the end tag of the element that holds text alone; "" */
};

static void see(struct walk *w, char c)
{
    *w->seen++ = c;
}

static void skip_value(struct walk *w)
{
    char quote = *w->at;
    if (quote != '"' && quote != '\'') {
        see(w, '?'); /* unquoted */
        return;
    }
    see(w, quote);
    for (w->at++; *w->at && *w->at != quote; w->at++)
        ;
    w->at += *w->at != '\0';
}

/* Behind '<'. */
static void walk_tag(struct walk *w)
{
    const char *name = w->at;
    see(w, '<');
    while (*w->at && *w->at != '>') {
        if (*w->at == '=') {
            see(w, *w->at++);
            skip_value(w);
        } else {
            see(w, *w->at++);
        }
    }
    bool is_raw = strncasecmp(name, "textarea", 8) == 0 || strncasecmp(name, "script", 6) == 0;
    w->raw = !is_raw ? "" : tolower(*name) == 't' ? "</textarea" : "</script";
}

static void walk_page(struct walk *w)
{
    while (*w->at) {
        const char *at = w->at++;
        bool ends_raw = *w->raw && strncasecmp(at, w->raw, strlen(w->raw)) == 0;
        if (*at != '<')
            continue;
        if (ends_raw || (!*w->raw && (isalpha((unsigned char)at[1]) || strchr("/!?", at[1]))))
            walk_tag(w);
        else if (*w->raw == '<' && w->raw[2] == 's' && at[1] == '!')
            see(w, '!'); /* in a script it changes what ends it */
    }
    *w->seen = '\0';
}

/* ---- pages ---- */

static char *page_of(const char *value, const char *json)
{
    const struct contexts_view v = {.text = value, .url = value, .part = value, .json = json, .number = 5, .on = true};
    struct page p;
    page_init(&p, LANGUAGE_ZH, 20260305, 480);
    test_contexts(&p, &v);
    page_markup(&p, "", 1);
    char *text = page_failed(&p) ? NULL : strdup(p.begin);
    page_release(&p);
    return text;
}

static char *structure_of(const char *page)
{
    char *seen = malloc(strlen(page) + 1);
    if (!seen)
        abort();
    struct walk w = {.at = page, .seen = seen, .raw = ""};
    walk_page(&w);
    return seen;
}

/* What stands in a page between two of its marks, its escapes undone. */
static char *between(const char *page, const char *begin, const char *end)
{
    static const char *const escapes[][2] = {
        {"&lt;", "<"}, {"&gt;", ">"}, {"&#34;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
    const char *from = strstr(page, begin) + strlen(begin);
    char *text = strndup(from, (size_t)(strstr(from, end) - from)), *out = text;
    for (const char *at = text; *at; out++) {
        size_t i = 0;
        while (i < 5 && strncmp(at, escapes[i][0], strlen(escapes[i][0])) != 0)
            i++;
        *out = i < 5 ? *escapes[i][1] : *at;
        at += i < 5 ? strlen(escapes[i][0]) : 1;
    }
    *out = '\0';
    return text;
}

static void check_address(const char *page)
{
    static const char *const begins[] = {"/", "#", "?", "http://", "https://", "mailto:", "tel:"};
    char *address = between(page, "<a href=\"", "\"");
    bool may = !*address;
    for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
        may |= strncasecmp(address, begins[i], strlen(begins[i])) == 0;
    assert(may && address[0] != '\\' && !(address[0] == '/' && (address[1] == '/' || address[1] == '\\')));
    free(address);
}

static void check_part(const char *page, const char *value)
{
    struct arena *a = arena_new(ARENA_BYTES);
    char *part = between(page, "<a href=\"/find/", "?q=");
    const char *decoded = percent_decode(a, part, strlen(part), false);
    assert(!decoded || strcmp(decoded, value) == 0); /* NULL: control characters, which no address of ours has */
    free(part);
    arena_free(a);
}

void fuzz_page(const uint8_t *bytes, size_t n)
{
    char *value = strndup((const char *)bytes, n);
    char *page = page_of(value, value), *tame = page_of("tame", "\"tame\"");
    if (!value || !page || !tame)
        abort();
    char *structure = structure_of(page), *expected = structure_of(tame);
    assert(strcmp(structure, expected) == 0);
    char *text = between(page, "<textarea>", "</textarea>"), *title = between(page, "<p title=\"", "\"");
    assert(strcmp(text, value) == 0 && strcmp(title, value) == 0);
    check_address(page);
    check_part(page, value);
    free(text);
    free(title);
    free(structure);
    free(expected);
    free(page);
    free(tame);
    free(value);
}
