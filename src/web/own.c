/* The frame's own acts (day, theme, language), the menu as a page, and the probes of operators. */
#include "web/asset.h"
#include "web/internal.h"
#include "web.pages.h"
#include "web.texts.h"

#include <inttypes.h>
#include <string.h>

#define YEAR_S INT64_C(31536000)

static enum err back(struct request *rq, struct response *rs)
{
    const char *path = request_form(rq, "back");
    bool ours = path && path[0] == '/' && path[1] != '/' && path[1] != '\\';
    return response_redirect(rs, ours ? path : "/");
}

/* ---- the day that is looked at ---- */
static enum err post_as_of(struct request *rq, struct response *rs)
{
    date_t day = DATE_NONE;
    char text[DATE_TEXT_BYTES];
    if (!request_flag(rq, "now"))
        TRY(request_date(rq, "day", DATE_NONE, &day));
    if (day && !date_is_month(day) && day < moment_date(rq->op->now_us, rq->op->zone_minutes))
        response_cookie(rs, "lz_as_of", date_format(day, text), -1);
    else
        response_cookie(rs, "lz_as_of", "", 0);
    return back(rq, rs);
}

/* Whether there is a delegation is asked with each request. */
static enum err post_acting(struct request *rq, struct response *rs)
{
    int64_t person;
    TRY(request_int(rq, "person", 0, INT64_MAX, 0, &person));
    response_cookie(rs, "lz_acting", person ? arena_printf(rq->op->arena, "%" PRId64, person) : "", person ? -1 : 0);
    return person ? response_redirect(rs, "/") : back(rq, rs);
}

static enum err post_theme(struct request *rq, struct response *rs)
{
    const char *theme = request_form(rq, "theme");
    bool known = theme && (strcmp(theme, "dark") == 0 || strcmp(theme, "light") == 0);
    response_cookie(rs, "lz_theme", known ? theme : "", known ? YEAR_S : 0);
    return back(rq, rs);
}

static enum err post_language(struct request *rq, struct response *rs)
{
    response_cookie(rs, "lz_language", rq->op->language == LANGUAGE_EN ? "zh" : "en", YEAR_S);
    return back(rq, rs);
}

static enum err get_menu(struct request *rq, struct response *rs)
{
    (void)rq;
    menu_page(response_page(rs));
    return OK;
}

const struct route own_routes[] = {
    {METHOD_POST, "/as-of", FOR_SIGNED_IN, post_as_of, &T_web_as_of, ROUTE_KEEPS_AS_OF},
    {METHOD_POST, "/acting", FOR_SIGNED_IN, post_acting, &T_web_act_for, ROUTE_KEEPS_AS_OF},
    {METHOD_POST, "/theme", FOR_ANYONE, post_theme, &T_web_theme, ROUTE_KEEPS_AS_OF | ROUTE_BEFORE_PASSWORD},
    {METHOD_POST, "/language", FOR_ANYONE, post_language, &T_web_other_language,
     ROUTE_KEEPS_AS_OF | ROUTE_BEFORE_PASSWORD},
    {METHOD_GET, "/menu", FOR_SIGNED_IN, get_menu, &T_web_menu},
    {0},
};

const struct route home_routes[] = {
    {METHOD_GET, "/", FOR_SIGNED_IN, get_menu, &T_web_home},
    {0},
};

/* ---- probes ---- */
static enum err get_health(struct request *rq, struct response *rs)
{
    (void)rq;
    response_text(rs, "ok\n");
    return OK;
}

/* Inside a snapshot already: the database answers. */
static enum err get_ready(struct request *rq, struct response *rs)
{
    (void)rq;
    response_text(rs, "ready\n");
    return OK;
}

static bool may_see_metrics(const struct request *rq)
{
    const char *token = rq->web->settings.metrics_token, *given = request_header(rq, "Authorization");
    if (token)
        return given && strncmp(given, "Bearer ", 7) == 0 && strcmp(given + 7, token) == 0;
    return strncmp(rq->op->address, "127.", 4) == 0 || strcmp(rq->op->address, "::1") == 0;
}

static enum err get_metrics(struct request *rq, struct response *rs)
{
    struct buf b;
    if (!may_see_metrics(rq))
        return fault(rq->op->fault, ERR_MISSING, &T_web_nothing_here);
    buf_init(&b, 64 * 1024);
    metrics_write(rq->web->metrics, &b);
    response_bytes(rs, "text/plain; version=0.0.4; charset=utf-8", buf_string(&b), b.n);
    buf_release(&b);
    return OK;
}

static enum err get_robots(struct request *rq, struct response *rs)
{
    (void)rq;
    response_text(rs, "User-agent: *\nDisallow: /\n");
    return OK;
}

static enum err get_favicon(struct request *rq, struct response *rs)
{
    (void)rq;
    return response_redirect(rs, asset_address("favicon.svg"));
}

const struct route probe_routes[] = {
    {METHOD_GET, "/healthz", FOR_ANYONE, get_health, NULL, ROUTE_QUIET | ROUTE_NO_STORE},
    {METHOD_GET, "/readyz", FOR_ANYONE, get_ready, NULL, ROUTE_QUIET},
    {METHOD_GET, "/metrics", FOR_ANYONE, get_metrics, NULL, ROUTE_QUIET | ROUTE_NO_STORE},
    {METHOD_GET, "/robots.txt", FOR_ANYONE, get_robots, NULL, ROUTE_QUIET | ROUTE_NO_STORE},
    {METHOD_GET, "/favicon.ico", FOR_ANYONE, get_favicon, NULL, ROUTE_QUIET | ROUTE_NO_STORE},
    {0},
};
