/* Routes are declared; what is not declared is denied.
 *
 *     static const struct route project_routes[] = {
 *         {METHOD_GET, "/projects/{code}/history", FOR_READERS(ACCESS_PROJECT), project_history, &T_project_history},
 *         {METHOD_POST, "/projects/{code}", FOR_WRITERS(ACCESS_PROJECT), project_save, &T_project_edit},
 *         {0},
 *     };
 *
 * The permission is checked before the function runs, and again by record/ on
 * each row.  Who may not open a page reads the same as for a page that does
 * not exist.
 *
 * A path is made of literal segments and parameters {name}, each a whole
 * segment.  Where both match, the literal one wins.  HEAD is answered by GET,
 * OPTIONS and 405 by the router.  A path that differs by a trailing slash is
 * redirected (GET) or not found. */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "base/fault.h"
#include "record/access.h"

#include <stdbool.h>
#include <stddef.h>

struct op;
struct request;
struct response;

enum method { METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_PATCH, METHOD_DELETE, METHOD_COUNT };
const char *method_name(enum method m);
/* false for a method that no route can have. */
bool method_from(const char *name, enum method *ret_method);

enum permission_rule {
    PERMIT_NOBODY, /* forgotten: denied */
    PERMIT_ANYONE,
    PERMIT_SIGNED_IN,
    PERMIT_ACCESS, /* the verb on the access class, on any row at all */
    PERMIT_KIND,   /* the verb on the access class of the kind that the parameter {kind} names; unknown: not found */
    PERMIT_ROLES   /* one of the roles */
};
struct permission {
    enum permission_rule rule;
    enum access_class access_class;
    enum access_verb verb;
    unsigned roles; /* bit per enum role */
};
#define FOR_ANYONE {.rule = PERMIT_ANYONE}
#define FOR_SIGNED_IN {.rule = PERMIT_SIGNED_IN}
#define FOR_READERS(class) {.rule = PERMIT_ACCESS, .access_class = (class), .verb = ACCESS_READ}
#define FOR_WRITERS(class) {.rule = PERMIT_ACCESS, .access_class = (class), .verb = ACCESS_WRITE}
#define FOR_READERS_OF_KIND {.rule = PERMIT_KIND, .verb = ACCESS_READ}
#define FOR_WRITERS_OF_KIND {.rule = PERMIT_KIND, .verb = ACCESS_WRITE}
#define FOR_ROLES(mask) {.rule = PERMIT_ROLES, .roles = (mask)}

/* Pure: do these roles hold the permission?  access_class takes the place of the permission's for PERMIT_KIND. */
bool permission_held(const struct permission *p, bool signed_in, unsigned roles, enum access_class access_class);

enum route_flag {
    ROUTE_API = 1 << 0,         /* errors as problems (RFC 9457), bearer tokens welcome */
    ROUTE_UPLOADS = 1 << 1,     /* a multipart body with files: kept in an unlinked file beyond 256 KiB */
    ROUTE_KEEPS_AS_OF = 1 << 2, /* a change that is allowed while looking at a past day (logging out, theme) */
    ROUTE_QUIET = 1 << 3,       /* not a use of the session: polls, probes */
    ROUTE_NO_STORE = 1 << 6,        /* needs neither database nor account: runs outside of op_begin_read() */
    ROUTE_BEFORE_PASSWORD = 1 << 5, /* open to an account that must first change its password */
    ROUTE_NO_CSRF = 1 << 4,     /* changes nothing that a browser could be tricked into */
};
enum { ROUTE_BODY_LIMIT_BYTES = 256 * 1024, ROUTE_UPLOAD_LIMIT_BYTES = 64 * 1024 * 1024 };

struct route {
    enum method method;
    const char *path;
    struct permission permission;
    /* Runs on a worker thread inside op_begin_read().  Anything but OK leaves a fault in rq->op, which becomes the
     * answer; whatever was written to the response is then dropped. */
    enum err (*run)(struct request *rq, struct response *rs);
    const struct text *title; /* of the page, in the tab and in lists of routes */
    unsigned flags;
    size_t body_limit_bytes; /* 0: 256 KiB, with ROUTE_UPLOADS 64 MiB */
};

enum menu_group {
    MENU_TOP,
    MENU_CHAINS,
    MENU_PROJECTS,
    MENU_ADVANCE,
    MENU_MATERIAL,
    MENU_ADMIN,
    MENU_BAR, /* not in the menu: "/notices", whose count stands beside the bell in the top bar */
    MENU_GROUP_COUNT
};

/* Shown to those who hold the permission of the GET route at that path; the path of a kind leads to its list. */
struct menu_entry {
    const char *path;
    const struct text *label;
    enum menu_group group;
    int order;        /* within the group */
    const char *icon; /* name in assets/icons.txt */
    const struct text *tab; /* short label in the phone's bar; NULL: not there.  At most four are shown */
    enum err (*count)(struct op *op, int64_t *ret_n); /* quiet number beside the label; NULL: none.  Must be cheap */
    unsigned roles; /* bit per enum role whose daily work it is; others find the page elsewhere.  0: everyone's */
};

/* ---- the router ---- */
struct router;

enum { ROUTE_PARAMETERS_MAX = 6, ROUTE_SEGMENTS_MAX = 12 };

/* A table of tables, each ended by .path = NULL.  Refuses (ERR_BUG, with words) a route twice, a malformed path,
 * a permission of PERMIT_NOBODY, no function.  The tables stay alive. */
enum err router_new(const struct route *const *tables, size_t n, struct fault *f, struct router **ret_router);
void router_free(struct router *r);

struct route_match {
    const struct route *route; /* NULL: none, see below */
    const char *names[ROUTE_PARAMETERS_MAX];
    const char *values[ROUTE_PARAMETERS_MAX]; /* decoded */
    int n;
    unsigned methods; /* bit per enum method that the path answers to: with no route, 405 if not 0, else 404 */
    bool other_slash; /* the path with its trailing slash removed would match */
};
/* `path` is the path as sent, still encoded; each segment is decoded once.  A path that is malformed (bad escape, NUL
 * or control byte, invalid UTF-8, empty or dot segments, encoded slash) matches nothing.  Values live in `a`.
 * O(segments × their siblings). */
void router_match(const struct router *r, struct arena *a, enum method method, const char *path,
                  struct route_match *ret_match);

/* Every route in order of path then method: for the permission matrix, OpenAPI, `route list`. */
size_t router_routes(const struct router *r, const struct route *const **ret_routes);
/* The GET route whose path is literally this; NULL. */
const struct route *router_page(const struct router *r, const char *path);

#endif
