#include "harness/test.h"
#include "web/one_time.h"

static const uint8_t secret[ONE_TIME_SECRET_BYTES + 1] = "12345678901234567890";

TEST("one-time codes are those of RFC 4226 and RFC 6238")
{
    char code[ONE_TIME_DIGITS + 1];
    /* RFC 4226, appendix D */
    const char *hotp[] = {"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"};
    for (int i = 0; i < 10; i++) {
        one_time_code(secret, i, code);
        CHECK_TEXT(code, hotp[i]);
    }
    /* RFC 6238, appendix B: the last six of its eight digits */
    const struct {
        int64_t s;
        const char *code;
    } totp[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
    for (int i = 0; i < 6; i++) {
        one_time_code(secret, totp[i].s / ONE_TIME_STEP_S, code);
        CHECK_TEXT(code, totp[i].code);
    }
}

TEST("a code works once, a step early or late, and not two")
{
    const int64_t second_us = 1000000, now_us = 59 * second_us; /* step 1 */
    int64_t step = 0;
    CHECK(one_time_is(secret, "287082", now_us, 0, &step));
    CHECK_INT(step, 1);
    CHECK(one_time_is(secret, " 287 082 ", now_us, 0, &step));
    CHECK(!one_time_is(secret, "287082", now_us, 1, &step)); /* used */
    CHECK(one_time_is(secret, "755224", now_us, -1, &step)); /* the step before */
    CHECK(one_time_is(secret, "359152", now_us, 0, &step));  /* the step after */
    CHECK(!one_time_is(secret, "969429", now_us, 0, &step)); /* two after */
    const char *bad[] = {"", "28708", "2870822", "28708x", "287082;", "-87082"};
    for (int i = 0; i < 6; i++)
        CHECK(!one_time_is(secret, bad[i], now_us, 0, &step));
}

TEST("a secret is written in base32, as authenticators take it")
{
    char text[ONE_TIME_SECRET_TEXT];
    one_time_secret_text(secret, text);
    CHECK_TEXT(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}
