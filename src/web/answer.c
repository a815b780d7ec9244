/* From an admitted request to its answer: who asks, what they may, what they sent, then the route's function. */
#include "web/internal.h"

#include "record/access.h"
#include "web.texts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- who asks ---- */
static bool is_loopback(const char *address)
{
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
}

/* The last hop that our own proxy wrote, or the peer. */
static const char *origin_address(struct arena *a, const struct web *w, const struct exchange *ex)
{
    const char *forwarded = pairs_find_any_case(&ex->headers, "X-Forwarded-For");
    if (!w->settings.behind_proxy || !is_loopback(ex->address) || !forwarded)
        return ex->address;
    const char *last = strrchr(forwarded, ',');
    last = last ? last + 1 : forwarded;
    last += strspn(last, " ");
    return arena_text_n(a, last, strcspn(last, " ,"));
}

static bool came_secure(const struct web *w, const struct exchange *ex)
{
    const char *proto = pairs_find_any_case(&ex->headers, "X-Forwarded-Proto");
    if (w->settings.behind_proxy && is_loopback(ex->address) && proto)
        return strcasecmp(proto, "https") == 0;
    return ex->tls || w->settings.secure;
}

static enum language choose_language(const struct request *rq)
{
    const char *chosen = request_cookie(rq, "lz_language");
    const char *accepted = request_header(rq, "Accept-Language");
    return language_from(chosen ? chosen : accepted ? accepted : "zh");
}

static void fill_request(struct request *rq, struct web *w, struct exchange *ex, struct op *op)
{
    const char *requested = pairs_find_any_case(&ex->headers, "HX-Request");
    const char *accepted = pairs_find_any_case(&ex->headers, "Accept");
    *rq = (struct request){
        .op = op,
        .web = w,
        .route = ex->match.route,
        .method = ex->verb,
        .is_head = ex->is_head,
        .path = ex->path,
        .query_text = ex->query_text,
        .target = ex->target,
        .host = pairs_find_any_case(&ex->headers, "Host"),
        .id = ex->id,
        .secure = came_secure(w, ex),
        .wants_part = requested && strcmp(requested, "true") == 0 && !pairs_find_any_case(&ex->headers, "HX-Boosted"),
        .wants_json = (ex->match.route && ex->match.route->flags & ROUTE_API) || strncmp(ex->path, "/api/", 5) == 0 ||
                      (accepted && strncmp(accepted, "application/json", 16) == 0),
        .csrf = "",
        .headers = ex->headers,
        .match = ex->match,
        .body = ex->body ? ex->body : "",
        .body_bytes = ex->body_bytes,
    };
}

static enum err identify_by_token(struct request *rq, const char *authorization)
{
    struct op *op = rq->op;
    if (strncasecmp(authorization, "Bearer ", 7) != 0 || !(rq->route && rq->route->flags & ROUTE_API))
        return OK;
    return token_find(op, authorization + 7, &rq->token_scopes);
}

static enum err identify_by_cookie(struct request *rq, struct exchange *ex)
{
    const char *token = request_cookie(rq, session_cookie_name(rq->secure));
    struct session *session = arena_one(rq->op->arena, struct session);
    if (!token || !session)
        return OK;
    enum err e = session_find(rq->op, &rq->web->settings.sessions, token, session);
    if (e == ERR_DENIED) {
        fault_clear(rq->op->fault);
        return OK;
    }
    TRY(e);
    rq->session = session;
    rq->csrf = session->csrf;
    if (!session->second_due && !(rq->route && rq->route->flags & ROUTE_QUIET) && session_needs_touch(session, rq->op->now_us))
        ex->session_to_touch = session->id;
    return OK;
}

/* A delegation that has ended ends the acting, not the session. */
static enum err act_for_another(struct request *rq)
{
    struct op *op = rq->op;
    const char *cookie = request_cookie(rq, "lz_acting");
    int64_t person = cookie && op->account ? strtoll(cookie, NULL, 10) : 0;
    if (person <= 0)
        return OK;
    enum err e = access_act_for(op, person);
    if (e == ERR_DENIED)
        fault_clear(op->fault);
    return e == ERR_DENIED ? OK : e;
}

static enum err identify(struct request *rq, struct response *rs, struct exchange *ex)
{
    const char *authorization = request_header(rq, "Authorization");
    if (authorization) {
        enum err e = identify_by_token(rq, authorization);
        rs->error_status = e == ERR_DENIED ? 401 : 0; /* a token that could not be looked up is not refused */
        TRY(e);
    } else {
        TRY(identify_by_cookie(rq, ex));
        TRY(act_for_another(rq));
    }
    return rq->op->account ? access_roles(rq->op, &rq->roles) : OK;
}

/* A browser without a session has a token of its own, so that logging in is protected too. */
static void anonymous_csrf(struct request *rq, struct response *rs)
{
    if (rq->session || rq->token_scopes || (rq->route && rq->route->flags & (ROUTE_API | ROUTE_QUIET)))
        return;
    const char *token = request_cookie(rq, "lz_before");
    if (!token || strlen(token) != SESSION_TOKEN_BYTES - 1) {
        uint8_t random[32];
        char *made = arena_alloc(rq->op->arena, SESSION_TOKEN_BYTES);
        if (!made)
            return;
        web_random(rq->web, random, sizeof(random));
        session_token_text(random, made);
        response_cookie(rs, "lz_before", made, -1);
        token = made;
    }
    char *csrf = arena_alloc(rq->op->arena, SESSION_CSRF_BYTES);
    if (csrf)
        session_csrf_text(token, csrf);
    rq->csrf = csrf ? csrf : "";
}

/* ---- may they ---- */
bool permission_held(const struct permission *p, bool signed_in, unsigned roles, enum access_class access_class)
{
    switch (p->rule) {
    case PERMIT_NOBODY:
        return false;
    case PERMIT_ANYONE:
        return true;
    case PERMIT_SIGNED_IN:
        return signed_in;
    case PERMIT_ROLES:
        return signed_in && roles & p->roles;
    case PERMIT_ACCESS:
    case PERMIT_KIND:
        for (int role = 0; signed_in && role < ROLE_COUNT; role++)
            if (roles & 1u << role && access_extents((enum role)role,
                                                      p->rule == PERMIT_KIND ? access_class : p->access_class, p->verb))
                return true;
        return false;
    }
    return false;
}

static enum err nothing_here(struct request *rq)
{
    return fault(rq->op->fault, ERR_MISSING, &T_web_nothing_here);
}

static enum err find_kind(struct request *rq)
{
    if (rq->route->permission.rule != PERMIT_KIND)
        return OK;
    const char *name = request_parameter(rq, "kind");
    rq->kind = kinds_find(rq->web->kinds, name);
    if (!rq->kind)
        rq->kind = kinds_find(rq->web->kinds, arena_printf(rq->op->arena, "/%s", name));
    if (!rq->kind || rq->kind->flags & (KIND_PLAIN | KIND_HIDDEN))
        return nothing_here(rq);
    return OK;
}

static bool token_reaches(const struct request *rq)
{
    return !rq->token_scopes ||
           token_allows(rq->token_scopes, rq->method != METHOD_GET, rq->kind ? rq->kind->id : NULL);
}

static enum err check_permission(struct request *rq)
{
    bool signed_in = rq->op->account != 0;
    TRY(find_kind(rq));
    if (!permission_held(&rq->route->permission, signed_in, rq->roles, rq->kind ? rq->kind->access : ACCESS_PUBLIC) ||
        !token_reaches(rq))
        return nothing_here(rq);
    return OK;
}

/* ---- what they sent ---- */
static bool content_type_is(const struct request *rq, const char *type)
{
    const char *given = request_header(rq, "Content-Type");
    size_t n = strlen(type);
    return given && strncasecmp(given, type, n) == 0 && strchr("; \t", given[n]);
}

static enum err read_body(struct request *rq)
{
    struct op *op = rq->op;
    if (!rq->body_bytes)
        return OK;
    if (content_type_is(rq, "application/x-www-form-urlencoded")) {
        rq->body_kind = BODY_FORM;
        if (!urlencoded_parse(op->arena, rq->body, rq->body_bytes, &rq->form))
            return fault(op->fault, arena_failed(op->arena) ? ERR_MEMORY : ERR_USAGE, &T_web_bad_form);
    } else if (content_type_is(rq, "multipart/form-data")) {
        rq->body_kind = BODY_MULTIPART;
        return multipart_parse(op->arena, op->fault, request_header(rq, "Content-Type"), rq->body, rq->body_bytes,
                               &rq->form, &rq->uploads, &rq->n_uploads);
    } else {
        rq->body_kind = content_type_is(rq, "application/json") ? BODY_JSON : BODY_OTHER;
    }
    return OK;
}

/* Browsers say where a change comes from; a form elsewhere cannot hide it. */
static bool origin_is_ours(const struct request *rq)
{
    const char *site = request_header(rq, "Sec-Fetch-Site"), *origin = request_header(rq, "Origin");
    if (site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0)
        return false;
    if (!origin || (!site && strcmp(origin, "null") == 0))
        return origin == NULL;
    const char *host = strstr(origin, "://");
    return host && strcasecmp(host + 3, rq->host) == 0;
}

static enum err check_csrf(struct request *rq)
{
    if (rq->method == METHOD_GET || rq->token_scopes || rq->route->flags & ROUTE_NO_CSRF)
        return OK;
    const char *token = request_header(rq, "X-CSRF-Token");
    token = token ? token : request_form(rq, "_csrf");
    if (!origin_is_ours(rq) || !token || !*rq->csrf || !session_csrf_is(rq->csrf, token))
        return fault(rq->op->fault, ERR_DENIED, &T_web_stale_form);
    return OK;
}

/* The address says the day, or the cookie that the picker set. */
static enum err choose_day(struct request *rq)
{
    struct op *op = rq->op;
    const char *text = request_query(rq, "as_of");
    date_t day = DATE_NONE;
    if (text && *text && !date_parse(text, &day))
        return fault(op->fault, ERR_USAGE, &T_web_not_a_date, text);
    if (!text && (text = request_cookie(rq, "lz_as_of")) && !date_parse(text, &day))
        day = DATE_NONE;
    if (!op->account || !day || date_is_month(day) || day >= op->today)
        return OK;
    rq->as_of = day;
    op->as_of_us = moment_day_end(day, op->zone_minutes);
    op->today = day;
    return OK;
}

static enum err check_past(struct request *rq)
{
    if (rq->as_of && rq->method != METHOD_GET && !(rq->route->flags & ROUTE_KEEPS_AS_OF))
        return fault(rq->op->fault, ERR_CONFLICT, &T_web_past_is_read_only);
    return OK;
}

/* ---- the way through ---- */
/* Whether the page exists or not: nobody learns that without signing in. */
static enum err sign_in_first(struct request *rq, struct response *rs)
{
    if (rq->wants_json) {
        rs->error_status = 401;
        return fault(rq->op->fault, ERR_DENIED, &T_web_sign_in_first);
    }
    const char *next = rq->method == METHOD_GET ? rq->target : "/";
    const char *page = rq->session ? "/login/code" : "/login"; /* a session that signs in to nothing: its code is due */
    response_restart(rs);
    return response_redirect(rs, arena_printf(rq->op->arena, "%s?next=%s", page, percent_encode(rq->op->arena, next)));
}

static enum err no_route(struct request *rq, struct response *rs)
{
    if (rq->match.other_slash && rq->method == METHOD_GET)
        return response_redirect(rs, arena_printf(rq->op->arena, "%.*s%s%s", (int)strlen(rq->path) - 1, rq->path,
                                                  *rq->query_text ? "?" : "", rq->query_text));
    if (rq->match.methods) {
        struct buf b;
        buf_init(&b, 128);
        for (int m = 0; m < METHOD_COUNT; m++)
            if (rq->match.methods & 1u << m)
                buf_printf(&b, "%s%s", b.n ? ", " : "", m == METHOD_GET ? "GET, HEAD" : method_name((enum method)m));
        response_header(rs, "Allow", buf_string(&b));
        buf_release(&b);
        rs->error_status = 405;
        return fault(rq->op->fault, ERR_USAGE, &T_web_wrong_method);
    }
    return nothing_here(rq);
}

static bool must_change_first(const struct request *rq)
{
    return rq->op->account && rq->session && rq->session->must_change_password && !(rq->route->flags & ROUTE_BEFORE_PASSWORD);
}

static enum err go(struct request *rq, struct response *rs, struct exchange *ex)
{
    struct op *op = rq->op;
    const char *cookie = request_header(rq, "Cookie");
    if (cookie && !cookies_parse(op->arena, cookie, &rq->cookies))
        return fault(op->fault, ERR_USAGE, &T_web_bad_form);
    op->language = choose_language(rq);
    if (!urlencoded_parse(op->arena, rq->query_text, strlen(rq->query_text), &rq->query))
        return fault(op->fault, ERR_USAGE, &T_web_bad_form);
    if (rq->route && rq->route->flags & ROUTE_NO_STORE)
        return rq->route->run(rq, rs);
    TRY(op_begin_read(op));
    TRY(identify(rq, rs, ex));
    anonymous_csrf(rq, rs);
    if (!op->account && !(rq->route && rq->route->permission.rule == PERMIT_ANYONE))
        return sign_in_first(rq, rs);
    if (!rq->route)
        return no_route(rq, rs);
    TRY(check_permission(rq));
    if (must_change_first(rq))
        return response_redirect(rs, "/me/password");
    TRY(choose_day(rq));
    TRY(read_body(rq));
    TRY(check_csrf(rq));
    TRY(check_past(rq));
    return rq->route->run(rq, rs);
}

void web_answer(struct web *w, struct exchange *ex)
{
    struct fault f = {0};
    struct request rq;
    struct response rs;
    int64_t now_us = web_now_us(w);
    struct op op = {
        .arena = ex->arena,
        .fault = &f,
        .store = w->store,
        .kinds = w->kinds,
        .progress = w->settings.progress,
        .now_us = now_us,
        .zone_minutes = w->settings.zone_minutes,
        .today = moment_date(now_us, w->settings.zone_minutes),
    };
    fill_request(&rq, w, ex, &op);
    op.address = origin_address(ex->arena, w, ex);
    op.login = "";
    response_init(&rs, &rq, ex);
    enum err e = go(&rq, &rs, ex);
    if (e == OK && !ex->answer.streamed)
        e = f.code != OK ? f.code : response_settle(&rs);
    if (e != OK && ex->answer.streamed)
        ex->answer.stream_failed = true;
    else if (e != OK)
        error_answer(&rq, &rs);
    op_end(&op);
    ex->account = op.account;
    if (e == ERR_BUG || e == ERR_STORAGE || e == ERR_MEMORY)
        log_fault(w, ex, &f);
    response_release(&rs);
}
