/* A request, parsed and checked before a route's function sees it.
 *
 * Everything lives in the operation's arena.  The typed getters read a value,
 * check it and, when it is wrong, record a fault at that field and return
 * ERR_INPUT; forms that show all their errors at once use record_set_typed()
 * with findings instead. */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "base/date.h"
#include "base/fault.h"
#include "record/kind.h"
#include "store/store.h"
#include "web/multipart.h"
#include "web/route.h"
#include "web/urlencoded.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct web;
struct session;
struct json_value;

enum body_kind { BODY_NONE, BODY_FORM, BODY_MULTIPART, BODY_JSON, BODY_OTHER };

struct request {
    struct op *op; /* account, language, clock, arena, fault; inside op_begin_read() */
    const struct web *web;
    const struct route *route;
    enum method method;
    bool is_head;

    const char *path;           /* "/projects/XM00001", as sent */
    const char *query_text;     /* behind '?', as sent; "" */
    const char *target;         /* both */
    const char *host;           /* checked */
    const char *id;             /* of this request, for log and error pages: "7F2K9" */
    bool secure;                /* TLS here or in the proxy in front */
    bool wants_part;            /* htmx asks for the content without the shell */
    bool wants_json;            /* ROUTE_API or Accept */
    unsigned roles;             /* bit per enum role of the account */
    const struct kind *kind;    /* what {kind} names, where the route has it */
    const struct session *session; /* NULL: not signed in, or a bearer token */
    const char *token_scopes; /* of a bearer token; NULL: none */
    const char *csrf;           /* goes into every form as _csrf; "" without a session */
    date_t as_of;               /* the past day being looked at; DATE_NONE = now */
    bool dark, theme_chosen;    /* from the theme cookie; not chosen: the browser decides */

    struct pairs headers, query, cookies, form;
    struct route_match match;
    enum body_kind body_kind;
    const char *body; /* as received, body_bytes long, NUL behind; "" */
    size_t body_bytes;
    struct upload *uploads;
    size_t n_uploads;
};

/* ---- what came, as text ---- */
const char *request_header(const struct request *rq, const char *name); /* any case; NULL */
const char *request_cookie(const struct request *rq, const char *name); /* NULL */
const char *request_parameter(const struct request *rq, const char *name); /* of the path; asserts it is declared */
const char *request_query(const struct request *rq, const char *name);  /* first one; NULL */
const char *request_form(const struct request *rq, const char *name);   /* first one; NULL */
/* All values under a name (checkboxes, chips), in order; the count. */
size_t request_query_all(const struct request *rq, const char *name, const char *const **ret_values);
size_t request_form_all(const struct request *rq, const char *name, const char *const **ret_values);

/* ---- typed: from the form when the request has one, else from the query ---- */
/* Tidied; required: not empty.  Absent reads as "".  At most max_characters. */
enum err request_text(struct request *rq, const char *name, size_t max_characters, bool required,
                      const char **ret_text);
enum err request_int(struct request *rq, const char *name, int64_t min, int64_t max, int64_t fallback,
                     int64_t *ret_value);
enum err request_date(struct request *rq, const char *name, date_t fallback, date_t *ret_date);
enum err request_period(struct request *rq, const char *name, const struct period *fallback,
                        struct period *ret_period);
/* The place in `choices`; fallback −1: required. */
enum err request_choice(struct request *rq, const char *name, const struct choice *choices, int fallback,
                        int *ret_index);
bool request_flag(const struct request *rq, const char *name); /* there and not "0" */
/* {name} of the path as a positive number; not one: ERR_MISSING. */
enum err request_parameter_id(struct request *rq, const char *name, int64_t *ret_id);

/* ---- bodies ---- */
const struct upload *request_upload(const struct request *rq, const char *field); /* NULL: none or empty */
/* The JSON body (document/json_read.h); ERR_USAGE when it is none. */
enum err request_json(struct request *rq, const struct json_value **ret_value);

/* ---- changing ---- */
/* act_run() for a route: gives the snapshot back while waiting for the write, takes a new one after it, so that what
 * the page then shows includes the change.  Refused (ERR_CONFLICT) while looking at a past day. */
enum err request_act(struct request *rq, const char *what, const char *reason, store_write_fn write, void *arg,
                     int64_t *ret_operation);

/* The address of this page with one query value changed (NULL: removed): chips, sorting, paging. */
const char *request_address_with(const struct request *rq, const char *name, const char *value);

#endif
