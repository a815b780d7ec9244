/* What is decided when only the head of a request is there. */
#include "web/asset.h"
#include "web/internal.h"

#include "base/utf8.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { TARGET_BYTES_MAX = 8192, HEADERS_MAX = 100, ASSET_CACHE_S = 31536000 };

int64_t web_now_us(const struct web *w)
{
    return w->world.now_us(w->world.context);
}

void web_random(const struct web *w, void *bytes, size_t n)
{
    w->world.random(w->world.context, bytes, n);
}

/* Letters and digits that are told apart when read aloud from an error page. */
static void make_id(struct web *w, struct exchange *ex)
{
    static const char letters[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    uint8_t random[6];
    web_random(w, random, sizeof(random));
    for (size_t i = 0; i < sizeof(random); i++)
        ex->id[i] = letters[random[i] % 32];
    ex->id[sizeof(random)] = '\0';
}

/* ---- lengths: what two servers in a row could read differently is refused ---- */
static bool parse_length(const char *text, uint64_t *ret_length)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 18 || text[digits])
        return false;
    *ret_length = strtoull(text, NULL, 10);
    return true;
}

static int check_lengths(const struct exchange *ex, uint64_t *ret_length)
{
    const char *length = pairs_find_any_case(&ex->headers, "Content-Length");
    const char *coding = pairs_find_any_case(&ex->headers, "Transfer-Encoding");
    *ret_length = 0;
    if (pairs_count_any_case(&ex->headers, "Content-Length") > 1 || (length && coding))
        return 400;
    if (length && !parse_length(length, ret_length))
        return 400;
    if (!coding)
        return 0;
    if (pairs_count_any_case(&ex->headers, "Transfer-Encoding") > 1 || ex->http_1_0)
        return 400;
    return strcasecmp(coding, "chunked") == 0 ? 0 : 501;
}

static bool headers_are_clean(const struct exchange *ex)
{
    if (ex->headers.n > HEADERS_MAX)
        return false;
    for (size_t i = 0; i < ex->headers.n; i++)
        for (const unsigned char *c = (const unsigned char *)ex->headers.list[i].value; *c; c++)
            if ((*c < 0x20 && *c != '\t') || *c == 0x7f)
                return false;
    return true;
}

/* ---- host ---- */
static bool is_literal_address(const char *host, size_t n)
{
    char text[64];
    unsigned char address[16];
    bool bracketed = n > 2 && host[0] == '[' && host[n - 1] == ']';
    if (bracketed) {
        host++;
        n -= 2;
    }
    if (n == 0 || n >= sizeof(text))
        return false;
    memcpy(text, host, n);
    text[n] = '\0';
    return inet_pton(bracketed ? AF_INET6 : AF_INET, text, address) == 1;
}

/* Without its port; 0 when it is malformed. */
static size_t host_length(const char *host)
{
    size_t n = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");
    if (n > strlen(host))
        return 0;
    const char *port = host + n;
    if (*port && (*port != ':' || strspn(port + 1, "0123456789") != strlen(port + 1) || strlen(port + 1) > 5))
        return 0;
    return n;
}

static bool host_is_ours(const struct web *w, const char *host)
{
    size_t n = host_length(host);
    if (!n)
        return false;
    if (!w->settings.hosts)
        return is_literal_address(host, n) || (n == 9 && strncasecmp(host, "localhost", 9) == 0);
    for (const char *const *h = w->settings.hosts; *h; h++)
        if (strlen(*h) == n && strncasecmp(host, *h, n) == 0)
            return true;
    return false;
}

static int check_host(const struct web *w, const struct exchange *ex)
{
    const char *host = pairs_find_any_case(&ex->headers, "Host");
    if (!host || pairs_count_any_case(&ex->headers, "Host") != 1)
        return 400;
    return host_is_ours(w, host) ? 0 : 421;
}

/* ---- method and target ---- */
static int read_method(struct exchange *ex)
{
    ex->is_head = strcmp(ex->method, "HEAD") == 0;
    ex->is_options = strcmp(ex->method, "OPTIONS") == 0;
    if (ex->is_head || ex->is_options) {
        ex->verb = METHOD_GET;
        return 0;
    }
    return method_from(ex->method, &ex->verb) ? 0 : 501;
}

static int read_target(struct exchange *ex)
{
    size_t n = strlen(ex->target);
    if (n > TARGET_BYTES_MAX)
        return 414;
    if (ex->target[0] != '/')
        return 400;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)ex->target[i] <= 0x20 || (unsigned char)ex->target[i] >= 0x7f || ex->target[i] == '#')
            return 400;
    size_t path_n = strcspn(ex->target, "?");
    ex->path = arena_text_n(ex->arena, ex->target, path_n);
    ex->query_text = ex->target[path_n] ? ex->target + path_n + 1 : "";
    return 0;
}

/* ---- what needs no worker ---- */
static void add_header(struct exchange *ex, const char *name, const char *value)
{
    if (!pairs_add(ex->arena, &ex->answer.headers, name, value))
        arena_fail(ex->arena);
}

static bool accepts_gzip(const struct exchange *ex)
{
    const char *accepted = pairs_find_any_case(&ex->headers, "Accept-Encoding");
    const char *at = accepted ? strcasestr(accepted, "gzip") : NULL;
    if (!at)
        return false;
    at += 4 + strspn(at + 4, " ");
    return strncmp(at, ";q=0", 4) != 0 || strncmp(at, ";q=0.", 5) == 0;
}

static bool has_etag(const struct exchange *ex, const char *etag)
{
    const char *known = pairs_find_any_case(&ex->headers, "If-None-Match");
    return known && (strstr(known, etag) || strcmp(known, "*") == 0);
}

static void answer_asset(struct web *w, struct exchange *ex, const struct asset *asset)
{
    bool packed = asset->n_gzip && accepts_gzip(ex);
    ex->answer.status = has_etag(ex, asset->etag) ? 304 : 200;
    if (ex->answer.status == 200) {
        ex->answer.fixed = packed ? asset->gzip : asset->bytes;
        ex->answer.n_bytes = packed ? asset->n_gzip : asset->n_bytes;
        add_header(ex, "Content-Type", asset->content_type);
        if (packed)
            add_header(ex, "Content-Encoding", "gzip");
    }
    add_header(ex, "Vary", "Accept-Encoding");
    add_header(ex, "ETag", asset->etag);
    add_header(ex, "Cache-Control", arena_printf(ex->arena, "public, max-age=%d, immutable", ASSET_CACHE_S));
    security_headers(w, ex);
}

static bool answer_options(struct web *w, struct exchange *ex)
{
    struct buf allowed;
    buf_init(&allowed, 128);
    buf_text(&allowed, "OPTIONS");
    for (int m = 0; m < METHOD_COUNT; m++)
        if (ex->match.methods & 1u << m)
            buf_printf(&allowed, ", %s%s", method_name((enum method)m), m == METHOD_GET ? ", HEAD" : "");
    add_header(ex, "Allow", arena_text(ex->arena, buf_string(&allowed)));
    buf_release(&allowed);
    ex->answer.status = ex->match.methods ? 204 : 404;
    security_headers(w, ex);
    return false;
}

static size_t body_limit(const struct exchange *ex)
{
    const struct route *route = ex->match.route;
    if (!route || route->method == METHOD_GET || route->method == METHOD_DELETE)
        return 0;
    if (route->body_limit_bytes)
        return route->body_limit_bytes;
    return route->flags & ROUTE_UPLOADS ? ROUTE_UPLOAD_LIMIT_BYTES : ROUTE_BODY_LIMIT_BYTES;
}

static bool refuse(struct web *w, struct exchange *ex, int status)
{
    w->metrics->refused_admission++;
    web_refuse(w, ex, status);
    return false;
}

bool web_admit(struct web *w, struct exchange *ex)
{
    uint64_t length = 0;
    ex->web = w;
    ex->begun_us = w->world.monotonic_us(w->world.context);
    make_id(w, ex);
    int status = headers_are_clean(ex) ? check_lengths(ex, &length) : 400;
    status = status ? status : check_host(w, ex);
    status = status ? status : read_method(ex);
    status = status ? status : read_target(ex);
    if (arena_failed(ex->arena)) /* what was checked may not be what was sent */
        status = 503;
    if (status)
        return refuse(w, ex, status);
    if (strncmp(ex->path, "/assets/", 8) == 0 && ex->verb == METHOD_GET) {
        const struct asset *asset = asset_find(ex->path + 8);
        if (asset)
            answer_asset(w, ex, asset);
        else
            web_refuse(w, ex, 404);
        return false;
    }
    router_match(w->router, ex->arena, ex->verb, ex->path, &ex->match);
    if (ex->is_options)
        return answer_options(w, ex);
    ex->body_limit_bytes = body_limit(ex);
    if (!ex->match.route) /* its body is read before it is told that nothing is here */
        ex->body_limit_bytes = ROUTE_BODY_LIMIT_BYTES;
    if (length > ex->body_limit_bytes)
        return refuse(w, ex, 413);
    return true;
}

static const char *reason(int status)
{
    switch (status) {
    case 400:
        return "400 malformed request\n";
    case 404:
        return "404 not found\n";
    case 408:
        return "408 too slow\n";
    case 413:
        return "413 too large\n";
    case 414:
        return "414 address too long\n";
    case 421:
        return "421 unknown host\n";
    case 431:
        return "431 headers too large\n";
    case 501:
        return "501 method or coding not supported\n";
    case 503:
        return "503 busy; try again in a moment\n";
    default:
        return "500 error\n";
    }
}

void web_refuse(struct web *w, struct exchange *ex, int status)
{
    free(ex->answer.bytes);
    ex->answer = (struct answer){.status = status, .close = status != 404 && status != 503};
    ex->answer.fixed = reason(status);
    ex->answer.n_bytes = strlen(reason(status));
    add_header(ex, "Content-Type", "text/plain; charset=utf-8");
    add_header(ex, "Cache-Control", "no-store");
    if (status == 503)
        add_header(ex, "Retry-After", "2");
    security_headers(w, ex);
}
