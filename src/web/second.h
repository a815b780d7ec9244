/* The second factor of signing in: a one-time code, or a recovery code. */
#ifndef WEB_SECOND_H
#define WEB_SECOND_H

#include "web/one_time.h"
#include "web/session.h"

enum { RECOVERY_CODES = 8, RECOVERY_CODE_TEXT = 12 /* XXXXX-XXXXX and the NUL */ };

/* Completes a session whose second factor is due.  A wrong code counts as a wrong password does, in the same
 * transaction as it is checked, so that guesses at once are guesses one after another.  ERR_DENIED with words. */
enum err second_complete(struct op *op, const struct session_rules *rules, const struct session *session,
                         const char *typed);

enum second_state { SECOND_NONE, SECOND_SHOWN, SECOND_IN_USE };
/* Of op->account; ret_secret_text is filled while it is shown and not yet in use. */
enum err second_read(struct op *op, enum second_state *ret_state, char ret_secret_text[ONE_TIME_SECRET_TEXT]);
/* A new secret to be shown; replaces one that is not in use yet. */
enum err second_show(struct op *op, const uint8_t secret[ONE_TIME_SECRET_BYTES]);
/* Puts it in use once a code of it was typed; gives the recovery codes, which are kept as digests only.  `random`:
 * RECOVERY_CODES × 10 bytes. */
enum err second_confirm(struct op *op, const char *typed, const uint8_t *random,
                        char ret_codes[RECOVERY_CODES][RECOVERY_CODE_TEXT]);
/* No second factor any more: one's own, with a code of it; or of any account, by the security administrator. */
enum err second_end(struct op *op, const char *typed);
enum err second_clear(struct op *op, int64_t account);

#endif
