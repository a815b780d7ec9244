/* Hashing passwords, a few at a time. */
#ifndef WEB_PASSWORD_H
#define WEB_PASSWORD_H

#include "web/session.h"

enum { PASSWORD_DIGEST_BYTES = 128, PASSWORDS_WAITING_MAX = 16 };

/* Waits for its turn; ERR_BUSY when too many wait already.  Each begin has one end. */
enum err passwords_begin(struct passwords *p, struct fault *f);
void passwords_end(struct passwords *p);

/* Between begin and end. */
bool passwords_verify(const struct passwords *p, const char *digest, const char *password);
/* Takes as long as a real check and fails: for logins that do not exist. */
void passwords_verify_nobody(const struct passwords *p, const char *password);
/* false: no memory. */
bool passwords_hash(const struct passwords *p, const char *password, char ret_digest[PASSWORD_DIGEST_BYTES]);

#endif
