#include "web/response.h"

#include "base/utf8.h"
#include "web/internal.h"
#include "web.texts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { JSON_LIMIT_BYTES = 64 * 1024 * 1024 };

void response_init(struct response *rs, struct request *rq, struct exchange *ex)
{
    *rs = (struct response){.rq = rq, .ex = ex, .status = 200, .cache_seconds = -1};
}

static void drop_content(struct response *rs)
{
    if (rs->kind == RESPONSE_PAGE)
        page_release(&rs->page);
    buf_release(&rs->buf);
    rs->kind = RESPONSE_NOTHING;
}

void response_release(struct response *rs)
{
    drop_content(rs);
}

void response_restart(struct response *rs)
{
    struct pairs kept = {0};
    for (size_t i = 0; i < rs->headers.n; i++)
        if (strcmp(rs->headers.list[i].name, "Set-Cookie") == 0 || strcmp(rs->headers.list[i].name, "Allow") == 0)
            pairs_add(rs->ex->arena, &kept, rs->headers.list[i].name, rs->headers.list[i].value);
    drop_content(rs);
    response_init(rs, rs->rq, rs->ex);
    rs->headers = kept;
}

void response_status(struct response *rs, int status)
{
    rs->status = status;
}

static bool is_header_text(const char *text)
{
    for (; *text; text++)
        if (((unsigned char)*text < 0x20 && *text != '\t') || *text == 0x7f)
            return false;
    return true;
}

static bool is_header_name(const char *name)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";
    return *name && strspn(name, letters) == strlen(name);
}

void response_header(struct response *rs, const char *name, const char *value)
{
    if (!is_header_name(name) || !is_header_text(value)) {
        rs->bug = true;
        return;
    }
    struct arena *a = rs->ex->arena;
    if (!pairs_add(a, &rs->headers, arena_text(a, name), arena_text(a, value)))
        arena_fail(a);
}

void response_cookie(struct response *rs, const char *name, const char *value, int64_t max_age_s)
{
    char age[40] = "";
    if (max_age_s >= 0)
        snprintf(age, sizeof(age), "; Max-Age=%" PRId64, max_age_s);
    if (strpbrk(value, ";, \t\"\\")) {
        rs->bug = true;
        return;
    }
    response_header(rs, "Set-Cookie",
                    arena_printf(rs->ex->arena, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", name, value,
                                 rs->rq->secure ? "; Secure" : "", age));
}

void response_title(struct response *rs, const char *title)
{
    rs->title = arena_text(rs->ex->arena, title);
    rs->shell.title = rs->title;
}

void response_crumb(struct response *rs, const char *label, const char *path)
{
    struct arena *a = rs->ex->arena;
    if (!arena_grow(a, &rs->crumbs, rs->n_crumbs, &rs->crumbs_capacity))
        return;
    rs->crumbs[rs->n_crumbs++] = (struct shell_crumb){arena_text(a, label), path ? arena_text(a, path) : NULL};
    rs->shell.crumbs = rs->crumbs;
    rs->shell.n_crumbs = rs->n_crumbs;
}

struct page *response_page(struct response *rs)
{
    if (rs->kind == RESPONSE_PAGE)
        return &rs->page;
    drop_content(rs);
    const struct op *op = rs->rq->op;
    rs->kind = RESPONSE_PAGE;
    rs->content_type = "text/html; charset=utf-8";
    page_init(&rs->page, op->language, op->today, op->zone_minutes);
    if (!rs->shell_ready)
        shell_fill(rs); /* its fault stands in op->fault, which settles the answer */
    rs->page.shell = &rs->shell;
    return &rs->page;
}

static struct buf *begin_bytes(struct response *rs, enum response_kind kind, const char *content_type)
{
    drop_content(rs);
    rs->kind = kind;
    rs->content_type = content_type;
    buf_init(&rs->buf, JSON_LIMIT_BYTES);
    return &rs->buf;
}

struct json *response_json(struct response *rs)
{
    if (rs->kind != RESPONSE_JSON)
        json_init(&rs->json, begin_bytes(rs, RESPONSE_JSON, "application/json"));
    return &rs->json;
}

void response_bytes(struct response *rs, const char *content_type, const void *bytes, size_t n_bytes)
{
    buf_add(begin_bytes(rs, RESPONSE_BYTES, content_type), bytes, n_bytes);
}

void response_text(struct response *rs, const char *text)
{
    response_bytes(rs, "text/plain; charset=utf-8", text, strlen(text));
}

/* RFC 6266: a plain name for old receivers, the real one percent-encoded (RFC 8187). */
static void attachment_header(struct response *rs, const char *filename)
{
    struct buf b;
    buf_init(&b, 4096);
    buf_text(&b, "attachment; filename=\"");
    for (const char *at = filename; *at;) {
        uint32_t c = utf8_next(&at);
        buf_char(&b, c < 0x20 || c >= 0x7f || c == '"' || c == '\\' || c == '/' || c == '%' ? '_' : (char)c);
    }
    buf_text(&b, "\"; filename*=UTF-8''");
    for (const unsigned char *at = (const unsigned char *)filename; *at; at++) {
        bool bare = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9') ||
                    strchr("-._", *at);
        if (*at < 0x20 || *at == 0x7f || *at == '/' || *at == '\\')
            buf_char(&b, '_');
        else if (bare)
            buf_char(&b, (char)*at);
        else
            buf_printf(&b, "%%%02X", *at);
    }
    response_header(rs, "Content-Disposition", buf_string(&b));
    buf_release(&b);
}

void response_file(struct response *rs, const char *filename, const char *content_type, const void *bytes,
                   size_t n_bytes)
{
    response_bytes(rs, content_type, bytes, n_bytes);
    attachment_header(rs, filename);
}

enum err response_redirect(struct response *rs, const char *path)
{
    if (path[0] != '/' || path[1] == '/' || path[1] == '\\' || !is_header_text(path))
        return fault(rs->rq->op->fault, ERR_BUG, &T_web_redirect_abroad);
    drop_content(rs);
    rs->kind = RESPONSE_BYTES;
    rs->status = 303;
    response_header(rs, rs->rq->wants_part ? "HX-Redirect" : "Location", path);
    if (rs->rq->wants_part)
        rs->status = 200;
    return OK;
}

enum err response_redirect_saying(struct response *rs, const char *path, const struct text *says,
                                  const char *const *args, size_t n_args)
{
    const char *words = text_format(rs->ex->arena, says, rs->rq->op->language, args, n_args);
    said_leave(rs, words);
    return response_redirect(rs, path);
}

/* ---- streams ---- */
struct stream {
    struct response *rs;
};

enum err response_stream(struct response *rs, const char *filename, const char *content_type, struct stream **ret_stream)
{
    struct fault *f = rs->rq->op->fault;
    begin_bytes(rs, RESPONSE_STREAM, content_type);
    attachment_header(rs, filename);
    struct stream *s = arena_one(rs->ex->arena, struct stream);
    if (!s)
        return fault(f, ERR_MEMORY, &T_web_no_memory);
    s->rs = rs;
    TRY(response_settle(rs));
    if (rs->ex->port->begin(rs->ex) != OK)
        return fault(f, ERR_CANCELLED, &T_web_receiver_gone);
    rs->ex->answer.streamed = true;
    *ret_stream = s;
    return OK;
}

enum err stream_write(struct stream *s, const void *bytes, size_t n_bytes)
{
    struct exchange *ex = s->rs->ex;
    if (ex->port->write(ex, bytes, n_bytes) != OK)
        return fault(s->rs->rq->op->fault, ERR_CANCELLED, &T_web_receiver_gone);
    return OK;
}

/* ---- into the exchange ---- */
static void cache_header(struct response *rs)
{
    for (size_t i = 0; i < rs->headers.n; i++)
        if (strcmp(rs->headers.list[i].name, "Cache-Control") == 0)
            return;
    if (rs->cache_seconds >= 0)
        response_header(rs, "Cache-Control", arena_printf(rs->ex->arena, "private, max-age=%d", rs->cache_seconds));
    else
        response_header(rs, "Cache-Control", "no-store");
}

enum err response_settle(struct response *rs)
{
    struct answer *answer = &rs->ex->answer;
    struct fault *f = rs->rq->op->fault;
    if ((rs->kind == RESPONSE_PAGE && page_failed(&rs->page)) || buf_failed(&rs->buf) || arena_failed(rs->ex->arena))
        return fault(f, ERR_MEMORY, &T_web_no_memory);
    cache_header(rs);
    if (rs->content_type)
        response_header(rs, "Content-Type", rs->content_type);
    if (rs->bug)
        return fault(f, ERR_BUG, &T_web_bad_header);
    answer->status = rs->status;
    answer->headers = rs->headers;
    if (rs->kind == RESPONSE_PAGE) {
        answer->bytes = rs->page.begin;
        answer->n_bytes = page_bytes(&rs->page);
        rs->page = (struct page){0};
    } else {
        answer->bytes = rs->buf.bytes;
        answer->n_bytes = rs->buf.n;
        rs->buf.bytes = NULL;
    }
    if (!security_headers(rs->ex->web, rs->ex) || arena_failed(rs->ex->arena))
        return fault(f, ERR_MEMORY, &T_web_no_memory);
    return OK;
}
