/* What passwords and one-time codes share of signing in. */
#ifndef WEB_SESSION_INNER_H
#define WEB_SESSION_INNER_H

#include "web/session.h"

#define MINUTE_US INT64_C(60000000)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)
#define SECOND_WITHIN_US (5 * MINUTE_US) /* for the code, after the password */

enum { SESSION_DIGEST_BYTES = 65 };

void session_digest(const char *token, char ret_digest[SESSION_DIGEST_BYTES]);
int64_t session_ends(const struct op *op, const struct session_rules *rules);

/* How long to wait after so many failures in a row: fifteen minutes after the fifth, twice that after the sixth, …, a
 * day at most. */
int64_t session_wait_after(const struct session_rules *rules, int64_t failures);
enum err session_must_wait(struct op *op, int64_t until_us);

/* Inside an act: what is about an account leaves its row in the audit, though it writes no version of anything. */
void session_on_record(struct op *op, int64_t account);

#endif
