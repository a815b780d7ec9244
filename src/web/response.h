/* The answer: one of html, json, redirect, file, stream.
 *
 * Nothing leaves before the function has returned (but for streams), so that
 * an error late in a page is an error page, not half a page.  Security headers
 * and cache rules are added by web/; a function adds only what is its own. */
#ifndef WEB_RESPONSE_H
#define WEB_RESPONSE_H

#include "base/fault.h"
#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct request;
struct response;
struct page;
struct stream;

/* 200 unless set. */
void response_status(struct response *rs, int status);
/* Header injection is refused: a name or value with a control character is dropped and the answer becomes a 500. */
void response_header(struct response *rs, const char *name, const char *value);
/* HttpOnly, SameSite=Lax, Path=/, Secure where the request was; max_age_s 0 deletes, −1 lasts as long as the browser. */
void response_cookie(struct response *rs, const char *name, const char *value, int64_t max_age_s);

/* A page to be filled by a template: project_list(response_page(rs), &view).  Never NULL. */
struct page *response_page(struct response *rs);
/* The title of the page (tab and heading) where the route's own will not do, and the way to it, outermost first.
 * `path` NULL: not a link.  Copied. */
void response_title(struct response *rs, const char *title);
void response_crumb(struct response *rs, const char *label, const char *path);
/* A JSON answer; the writer is at the top level. */
struct json *response_json(struct response *rs);
/* 303 to a path of ours: refuses (ERR_BUG) anything that does not begin with one '/'. */
enum err response_redirect(struct response *rs, const char *path);
/* 303 to `path` with a sentence shown once on the next page. */
enum err response_redirect_saying(struct response *rs, const char *path, const struct text *says,
                                  const char *const *args, size_t n_args);
/* Bytes shown in place (SVG, PNG of ours; never uploads). */
void response_bytes(struct response *rs, const char *content_type, const void *bytes, size_t n_bytes);
/* Saved as a file: attachment, nosniff, both forms of the name (RFC 6266).  The bytes are copied. */
void response_file(struct response *rs, const char *filename, const char *content_type, const void *bytes,
                   size_t n_bytes);
void response_text(struct response *rs, const char *text); /* text/plain */

/* ---- streams: exports of any size in constant memory ---- */
/* Headers leave now; from here on an error can only cut the connection (the receiver sees an incomplete body). */
enum err response_stream(struct response *rs, const char *filename, const char *content_type,
                         struct stream **ret_stream);
/* Waits while the receiver is slow; ERR_CANCELLED when it is gone. */
enum err stream_write(struct stream *s, const void *bytes, size_t n_bytes);

#endif
