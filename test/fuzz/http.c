/* What strangers send, piece by piece: the first byte says which piece the rest is. */
#include "fuzz/fuzz.h"
#include "web/internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 4 << 20 };

static enum err nothing(struct request *rq, struct response *rs)
{
    (void)rq, (void)rs;
    return OK;
}

static const struct route routes[] = {
    {METHOD_GET, "/", FOR_ANYONE, nothing},
    {METHOD_GET, "/projects", FOR_ANYONE, nothing},
    {METHOD_POST, "/projects/{id}", FOR_ANYONE, nothing},
    {METHOD_GET, "/{kind}/{id}/history", FOR_ANYONE, nothing},
    {0},
};

static int64_t no_time(void *context)
{
    (void)context;
    return 0;
}

static void no_random(void *context, void *bytes, size_t n)
{
    (void)context;
    memset(bytes, 0, n);
}

static struct router *router(void)
{
    static struct router *r;
    struct fault f = {0};
    const struct route *const tables[] = {routes};
    if (!r && router_new(tables, 1, &f, &r) != OK)
        abort();
    return r;
}

static void try_form(struct arena *a, const char *text, size_t n)
{
    struct pairs p = {0};
    if (!urlencoded_parse(a, text, n, &p))
        return;
    for (size_t i = 0; i < p.n; i++) { /* what was read can be written and read again */
        const char *encoded = percent_encode(a, p.list[i].value);
        const char *again = percent_decode(a, encoded, strlen(encoded), true);
        assert(arena_failed(a) || (again && strcmp(again, p.list[i].value) == 0));
    }
}

static void try_multipart(struct arena *a, const char *text, size_t n)
{
    struct fault f = {0};
    struct pairs fields = {0};
    struct upload *uploads;
    size_t n_uploads, line = 0;
    while (line < n && text[line] != '\n')
        line++;
    const char *content_type = arena_text_n(a, text, line);
    size_t body = line < n ? line + 1 : n;
    if (multipart_parse(a, &f, content_type, text + body, n - body, &fields, &uploads, &n_uploads) != OK)
        return;
    for (size_t i = 0; i < n_uploads; i++) {
        const char *bytes = uploads[i].bytes;
        assert(bytes >= text + body && bytes + uploads[i].n_bytes <= text + n);
        assert(!strpbrk(uploads[i].filename, "/\\\r\n"));
    }
}

static void try_path(struct arena *a, const char *text)
{
    struct route_match m;
    router_match(router(), a, METHOD_GET, text, &m);
    for (int i = 0; m.route && i < m.n; i++)
        assert(*m.values[i] && !strchr(m.values[i], '/') && strcmp(m.values[i], "..") != 0);
}

/* Lines of a head: method, target, then name:value. */
static void try_head(struct arena *a, char *text)
{
    static const struct web_world world = {no_time, no_time, no_random, NULL, NULL};
    static struct metrics metrics;
    struct web w = {.world = world, .router = router(), .metrics = &metrics};
    struct exchange ex = {.arena = a, .address = "127.0.0.1"};
    char *rest, *line = strtok_r(text, "\n", &rest);
    ex.method = line ? line : "GET";
    line = strtok_r(NULL, "\n", &rest);
    ex.target = line ? line : "/";
    while ((line = strtok_r(NULL, "\n", &rest))) {
        char *colon = strchr(line, ':');
        if (colon)
            *colon = '\0';
        if (!pairs_add(a, &ex.headers, line, colon ? colon + 1 : ""))
            return;
    }
    bool admitted = web_admit(&w, &ex);
    assert(admitted || ex.answer.status >= 200);
    if (admitted) { /* what went in can be told from its head alone */
        assert(pairs_count_any_case(&ex.headers, "Host") == 1);
        assert(pairs_count_any_case(&ex.headers, "Content-Length") + pairs_count_any_case(&ex.headers, "Transfer-Encoding") <= 1);
    }
    free(ex.answer.bytes);
}

void fuzz_http(const uint8_t *bytes, size_t n)
{
    if (n < 1)
        return;
    struct arena *a = arena_new(ARENA_BYTES);
    char *text = malloc(n); /* of just its size, so that reading beyond it is seen */
    if (!a || !text)
        abort();
    memcpy(text, bytes + 1, n - 1);
    char *whole = arena_text_n(a, text, n - 1);
    switch (bytes[0] % 5) {
    case 0:
        try_form(a, text, n - 1);
        break;
    case 1:
        try_multipart(a, text, n - 1);
        break;
    case 2:
        try_path(a, whole);
        break;
    case 3:
        try_head(a, whole);
        break;
    default:
        cookies_parse(a, whole, &(struct pairs){0});
        break;
    }
    free(text);
    arena_free(a);
}
