#include "web/one_time.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <stdio.h>

enum { SHA1_BYTES = 20, CODES = 1000000 };

void one_time_code(const uint8_t secret[ONE_TIME_SECRET_BYTES], int64_t step, char ret_code[ONE_TIME_DIGITS + 1])
{
    unsigned char counter[8], mac[EVP_MAX_MD_SIZE];
    unsigned mac_bytes = sizeof(mac);
    for (int i = 0; i < 8; i++)
        counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
    HMAC(EVP_sha1(), secret, ONE_TIME_SECRET_BYTES, counter, sizeof(counter), mac, &mac_bytes);
    const unsigned char *at = mac + (mac[SHA1_BYTES - 1] & 15); /* RFC 4226, section 5.3: dynamic truncation */
    uint32_t number = (uint32_t)(at[0] & 0x7f) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    snprintf(ret_code, ONE_TIME_DIGITS + 1, "%06u", number % CODES);
}

static bool six_digits(const char *typed, char ret_code[ONE_TIME_DIGITS + 1])
{
    int n = 0;
    for (; *typed; typed++) {
        if (*typed == ' ')
            continue;
        if (*typed < '0' || *typed > '9' || n == ONE_TIME_DIGITS)
            return false;
        ret_code[n++] = *typed;
    }
    ret_code[n] = '\0';
    return n == ONE_TIME_DIGITS;
}

bool one_time_is(const uint8_t secret[ONE_TIME_SECRET_BYTES], const char *typed, int64_t now_us, int64_t last_step,
                 int64_t *ret_step)
{
    char given[ONE_TIME_DIGITS + 1], right[ONE_TIME_DIGITS + 1];
    int64_t now = now_us / 1000000 / ONE_TIME_STEP_S;
    bool found = false;
    if (!six_digits(typed, given))
        return false;
    for (int64_t step = now - 1; step <= now + 1; step++) {
        one_time_code(secret, step, right);
        if (sodium_memcmp(given, right, ONE_TIME_DIGITS) == 0 && step > last_step) {
            found = true;
            *ret_step = step;
        }
    }
    return found;
}

void one_time_secret_text(const uint8_t secret[ONE_TIME_SECRET_BYTES], char ret_text[ONE_TIME_SECRET_TEXT])
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    for (size_t i = 0; i < ONE_TIME_SECRET_TEXT - 1; i++) {
        size_t bit = 5 * i, byte = bit / 8;
        unsigned pair = (unsigned)secret[byte] << 8 | (byte + 1 < ONE_TIME_SECRET_BYTES ? secret[byte + 1] : 0u);
        ret_text[i] = letters[pair >> (11 - bit % 8) & 31];
    }
    ret_text[ONE_TIME_SECRET_TEXT - 1] = '\0';
}
