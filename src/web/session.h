/* Who is asking: passwords, sessions, tokens.
 *
 * A session is a row found by the digest of its token; the token itself is
 * only in the browser's cookie.  The CSRF token is derived from the session
 * token, so that it needs no storage.  Time and randomness come with the
 * operation and the settings; hashing runs outside every database lock, a
 * limited number at once. */
#ifndef WEB_SESSION_H
#define WEB_SESSION_H

#include "base/fault.h"
#include "store/op.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kind;
extern const struct kind *const web_kinds[];

enum { SESSION_TOKEN_BYTES = 44, SESSION_CSRF_BYTES = 44, PASSWORD_LENGTH_MIN = 10, PASSWORD_LENGTH_MAX = 200 };

struct session_rules {
    int64_t idle_us;     /* 0 = 8 h */
    int64_t absolute_us; /* 0 = 7 days */
    int failures_free;   /* 0 = 5: so many wrong passwords before the account waits … */
    int64_t wait_us;     /* 0 = 15 min, doubled for each further failure, at most a day */
};

struct session {
    int64_t id;
    int64_t account;
    const char *login, *person_name;
    bool must_change_password;
    int64_t begun_us, used_us, ends_us;
    const char *address, *agent;
    char csrf[SESSION_CSRF_BYTES];
};

/* ---- logging in and out ---- */
/* Checks the password and begins a session.  Wrong login and wrong password read and take the same; ERR_DENIED with
 * words for both, for a locked account, for one that must wait (says until when).  ret_token goes into the cookie. */
struct login_attempt {
    const char *login, *password;
    const char *address, *agent;
};
struct passwords; /* argon2id, at most n at once */
enum err session_begin(struct op *op, struct passwords *passwords, const struct session_rules *rules,
                       const struct login_attempt *attempt, const uint8_t random[32],
                       char ret_token[SESSION_TOKEN_BYTES], struct session *ret_session);
/* The session of a token: fills op->account, person, login, sees_all.  ERR_DENIED when unknown, expired, revoked or
 * the account is locked.  Notes the use at most once a minute (outside the read). */
enum err session_find(struct op *op, const struct session_rules *rules, const char *token, struct session *ret_session);
enum err session_end(struct op *op, int64_t session);
enum err session_list(struct op *op, int64_t account, struct session **ret_sessions, size_t *ret_n);
enum err session_end_others(struct op *op, int64_t account, int64_t keep_session);

/* Compares in constant time. */
bool session_csrf_is(const struct session *s, const char *token);

/* ---- passwords ---- */
struct passwords *passwords_new(int at_once, size_t memory_bytes, int passes); /* 0: 2, 64 MiB, 3 */
void passwords_free(struct passwords *p);
/* Length, not the login or its likes, not among the commonest; says what is wrong. */
enum err password_check(struct op *op, const char *login, const char *password);
/* Sets a password (command line, security administrator): must be changed at the next login when `must_change`. */
enum err password_set(struct op *op, struct passwords *p, int64_t account, const char *password, bool must_change);
/* One's own: the old one is asked for; ends every other session. */
enum err password_change(struct op *op, struct passwords *p, int64_t account, const char *old, const char *password,
                         int64_t keep_session);

/* ---- bearer tokens of the API ---- */
/* A scope is "read" or "write", for everything or for one kind: "read", "write:project". */
enum err token_new(struct op *op, int64_t account, const char *name, const char *scopes, int64_t ends_us,
                   const uint8_t random[32], char ret_token[SESSION_TOKEN_BYTES]);
enum err token_find(struct op *op, const char *token, const char **ret_scopes);
bool token_allows(const char *scopes, bool write, const char *kind);
enum err token_end(struct op *op, int64_t token);

#endif
