/* One-time codes of an authenticator: TOTP, RFC 6238, over HOTP, RFC 4226.
 *
 * HMAC-SHA-1, 30 seconds, six digits: what every authenticator app speaks. */
#ifndef WEB_ONE_TIME_H
#define WEB_ONE_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ONE_TIME_SECRET_BYTES = 20,  /* RFC 4226, section 4: at least 128, better 160 bits */
    ONE_TIME_SECRET_TEXT = 33,   /* in base32, and the NUL */
    ONE_TIME_STEP_S = 30,
    ONE_TIME_DIGITS = 6
};

/* The code of one step, leading zeros and NUL included. */
void one_time_code(const uint8_t secret[ONE_TIME_SECRET_BYTES], int64_t step, char ret_code[ONE_TIME_DIGITS + 1]);

/* Is it the code of now, of the step before or the one after (clocks differ)?  Only steps after `last_step` count, so
 * that a code works once.  Blanks in what was typed are passed over.  Compares in constant time. */
bool one_time_is(const uint8_t secret[ONE_TIME_SECRET_BYTES], const char *typed, int64_t now_us, int64_t last_step,
                 int64_t *ret_step);

/* RFC 4648 base32 without padding. */
void one_time_secret_text(const uint8_t secret[ONE_TIME_SECRET_BYTES], char ret_text[ONE_TIME_SECRET_TEXT]);

#endif
