/* What the files of web/ share and nobody else sees. */
#ifndef WEB_INTERNAL_H
#define WEB_INTERNAL_H

#include "base/buf.h"
#include "base/json.h"
#include "web/exchange.h"
#include "web/metrics.h"
#include "web/page.h"
#include "web/request.h"
#include "web/response.h"
#include "web/session.h"
#include "web/shell.h"
#include "web/web.h"

struct web {
    struct web_settings settings;
    struct web_world world;
    struct store *store;
    const struct kinds *kinds;
    struct router *router;
    struct passwords *passwords;
    enum err (*login_figures)(struct op *op, struct login_figure *ret_figures, size_t *ret_n);
    struct metrics *metrics;
    const struct menu_entry **menu; /* all entries, by group and order */
    const struct route **menu_routes; /* the page of each */
    const struct kind **menu_kinds;   /* whose list the page is; NULL: a page of its own */
    size_t n_menu;
};

enum response_kind { RESPONSE_NOTHING, RESPONSE_PAGE, RESPONSE_JSON, RESPONSE_BYTES, RESPONSE_STREAM };

struct response {
    struct request *rq;
    struct exchange *ex;
    int status, error_status; /* error_status: of an error that has no status of its own; 0 */
    enum response_kind kind;
    struct pairs headers;
    const char *content_type;
    const char *title;
    struct shell_crumb *crumbs;
    size_t n_crumbs, crumbs_capacity;
    int cache_seconds; /* −1: never stored */
    bool bug;          /* an unsafe header was dropped */
    bool shell_ready;
    struct shell shell;
    struct page page;
    struct buf buf;
    struct json json;
};

void response_init(struct response *rs, struct request *rq, struct exchange *ex);
/* Lets go of what was written, so that an error can be said instead; cookies and Allow stay. */
void response_restart(struct response *rs);
void response_release(struct response *rs);
/* Moves what was written into ex->answer.  ERR_MEMORY when it outgrew its limit. */
enum err response_settle(struct response *rs);

/* Fills rs->shell for the signed-in account (menu by permission, counts, notices) or for nobody. */
enum err shell_fill(struct response *rs);
/* Only what needs no database: for error pages when storage fails. */
void shell_fill_bare(struct response *rs);

/* The fault of rq->op as a page or a problem. */
void error_answer(struct request *rq, struct response *rs);

/* A sentence left for the next page in a cookie that only this session can have written, and taken from it. */
void said_leave(struct response *rs, const char *words);
const char *said_take(struct response *rs); /* NULL: none */

/* A path of ours to go to after signing in; "/" for anything else. */
const char *login_next(const char *next);

extern const struct route login_routes[], second_routes[], own_routes[], probe_routes[];
extern const struct route home_routes[]; /* where no feature has a page at / */

void log_fault(const struct web *w, const struct exchange *ex, const struct fault *f);

/* Headers that every answer carries; csp NULL: the usual one. */
bool security_headers(const struct web *w, struct exchange *ex);

int64_t web_now_us(const struct web *w);
void web_random(const struct web *w, void *bytes, size_t n);

#endif
