/* Who is asking: passwords, sessions, tokens.
 *
 * A session is a row found by the digest of its token; the token itself is
 * only in the browser's cookie.  The CSRF token is derived from the session
 * token, so that it needs no storage.  Time comes with the operation,
 * randomness from the caller (salts from libsodium); hashing runs outside
 * every snapshot and lock, a limited number at once. */
#ifndef WEB_SESSION_H
#define WEB_SESSION_H

#include "base/fault.h"
#include "store/op.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kind;
extern const struct kind *const web_kinds[];

enum {
    SESSION_TOKEN_BYTES = 44, /* 32 random bytes in base64url, and the NUL */
    SESSION_CSRF_BYTES = 44,
    PASSWORD_LENGTH_MIN = 10,
    PASSWORD_LENGTH_MAX = 200
};

struct session_rules {
    int64_t idle_us;         /* 0 = 8 h */
    int64_t absolute_us;     /* 0 = 7 days */
    int failures_free;       /* 0 = 5: the fifth wrong password in a row makes the account wait … */
    int64_t wait_us;         /* 0 = 15 min, doubled with each further one, at most a day */
    int64_t password_age_us; /* a password must be changed after so long; 0 = never */
};

struct session {
    int64_t id;
    int64_t account;
    const char *login, *person_name;
    bool must_change_password;
    bool second_due; /* the password was right, the one-time code is missing: signed in to nothing yet */
    int64_t begun_us, used_us, ends_us;
    const char *address, *agent;
    char csrf[SESSION_CSRF_BYTES];
};

/* "__Host-lz" over TLS (bound to this host and to /), "lz" without. */
const char *session_cookie_name(bool secure);
void session_token_text(const uint8_t random[32], char ret_token[SESSION_TOKEN_BYTES]);
void session_csrf_text(const char *token, char ret_csrf[SESSION_CSRF_BYTES]);
/* Compares in constant time. */
bool session_csrf_is(const char *csrf, const char *given);

/* ---- logging in and out ---- */
struct passwords;
struct login_attempt {
    const char *login, *password;
    const char *address, *agent;
};
/* Checks the password and begins a session, as an act of its own; gives the snapshot back meanwhile.  Wrong login and
 * wrong password read and take the same; ERR_DENIED with words for both, for a locked account, for one that must wait
 * (says until when); ERR_BUSY when too many log in at once.  ret_token goes into the cookie. */
enum err session_begin(struct op *op, struct passwords *passwords, const struct session_rules *rules,
                       const struct login_attempt *attempt, const uint8_t random[32],
                       char ret_token[SESSION_TOKEN_BYTES], bool *ret_second_due);
/* The session of a token: fills op->account, person, login, sees_all, but for one whose second factor is due.
 * ERR_DENIED when unknown, ended or the account is locked. */
enum err session_find(struct op *op, const struct session_rules *rules, const char *token, struct session *ret_session);
/* Its last use is noted at most once a minute, outside of the answer's time. */
bool session_needs_touch(const struct session *s, int64_t now_us);
enum err session_note_use(struct op *op, int64_t session);

enum err session_list(struct op *op, int64_t account, struct session **ret_sessions, size_t *ret_n);
/* One's own; an act. */
enum err session_end(struct op *op, int64_t session);
enum err session_end_others(struct op *op, int64_t account, int64_t keep_session);

/* ---- passwords ---- */
/* Argon2id; 0: 2 at once, 64 MiB, 3 passes. */
struct passwords *passwords_new(int at_once, size_t memory_bytes, int passes);
void passwords_free(struct passwords *p);
/* Length, kinds of characters, not the login or its likes, not a common one; ERR_INPUT says what to do. */
enum err password_check(struct op *op, const char *login, const char *password);
/* Sets a password (command line, security administrator): to be changed at the next login when `must_change`. */
enum err password_set(struct op *op, struct passwords *p, int64_t account, const char *login, const char *password,
                      bool must_change);
/* One's own: the old one is asked for; ends every other session. */
enum err password_change(struct op *op, struct passwords *p, const char *old, const char *password,
                         int64_t keep_session);

/* ---- bearer tokens of the API ---- */
/* Scopes are words: "read" or "write", for everything or for one kind: "read write:project". */
bool token_scopes_are_valid(const char *scopes);
bool token_allows(const char *scopes, bool write, const char *kind);
enum err token_new(struct op *op, const char *name, const char *scopes, int64_t ends_us, const uint8_t random[32],
                   char ret_token[SESSION_TOKEN_BYTES]);
/* Fills the operation like session_find(). */
enum err token_find(struct op *op, const char *token, const char **ret_scopes);
/* One's own; an act. */
enum err token_end(struct op *op, int64_t token);
struct token {
    int64_t id;
    const char *name, *scopes;
    int64_t begun_us, ends_us;
};
enum err token_list(struct op *op, struct token **ret_tokens, size_t *ret_n); /* of op->account, newest first */

#endif
