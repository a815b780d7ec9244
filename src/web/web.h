/* The web layer as a whole: what app/ builds once and serves.
 *
 * The clock, randomness and the log are inputs, so that everything here can be
 * tested to the microsecond. */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "store/store.h"
#include "web/route.h"
#include "web/session.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct web;
struct kinds;
struct request;
struct response;
struct text;

enum log_level { LOG_NOTICE, LOG_WARNING, LOG_ERROR };

/* What the outside world gives. */
struct web_world {
    int64_t (*now_us)(void *context);       /* UTC */
    int64_t (*monotonic_us)(void *context); /* for deadlines and durations */
    void (*random)(void *context, void *bytes, size_t n);
    /* One line; `fields` is a JSON object of facts (request, account, path, status, µs). */
    void (*log)(void *context, enum log_level level, const char *words, const char *fields);
    void *context;
};

struct progress;
struct web_settings {
    const char *name;         /* 链长 */
    const char *city;         /* 云江市 */
    bool demo;                /* says 演示 in the brand and on the login page */
    const char *const *hosts; /* allowed Host values without port, NULL-terminated; NULL: any literal address and localhost */
    bool behind_proxy;        /* X-Forwarded-For and -Proto of the loopback address are believed */
    bool secure;              /* TLS ends here or in front: Secure cookies, HSTS */
    int zone_minutes;
    size_t operation_bytes;   /* memory budget of one request; 0 = 64 MiB */
    const char *spool_folder; /* big uploads, unlinked at once; NULL: /tmp */
    struct session_rules sessions;
    int hashes_at_once;       /* argon2id: 0 = 2 at once, 64 MiB, 3 passes; less only in tests */
    size_t hash_memory_bytes;
    int hash_passes;
    bool log_requests;        /* a line for each request */
    bool sso;                 /* the login page offers single sign-on at /login/sso */
    const char *metrics_token; /* NULL: /metrics answers loopback only */
    struct progress *progress; /* the board of long work, for operations; NULL: none */
};

/* Routes and menus of all features; the web layer's own are added. */
struct login_figure {
    int64_t value;
    const struct text *label;
};
enum { LOGIN_FIGURES_MAX = 4 };
struct web_parts {
    const struct route *const *routes;
    size_t n_routes;
    const struct menu_entry *const *menus;
    size_t n_menus;
    /* What the login page says of the city: at most LOGIN_FIGURES_MAX.  NULL: nothing. */
    enum err (*login_figures)(struct op *op, struct login_figure *ret_figures, size_t *ret_n);
};

enum err web_new(const struct web_settings *settings, const struct web_world *world, struct store *store,
                 const struct kinds *kinds, const struct web_parts *parts, struct fault *f, struct web **ret_web);
void web_free(struct web *w);
const struct router *web_router(const struct web *w);

#endif
