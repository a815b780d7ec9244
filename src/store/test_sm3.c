#include "harness/test.h"
#include "store/sm3.h"

#include <string.h>

TEST("SM3 gives the digests of the standard's two examples")
{
    unsigned char digest[SM3_BYTES];
    char hex[SM3_HEX_BYTES];
    REQUIRE(sm3_of("abc", 3, digest));
    CHECK_TEXT(sm3_hex(digest, hex), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    char repeated[64];
    for (int i = 0; i < 16; i++)
        memcpy(repeated + 4 * i, "abcd", 4);
    REQUIRE(sm3_of(repeated, sizeof(repeated), digest));
    CHECK_TEXT(sm3_hex(digest, hex), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
}

TEST("a digest does not depend on the pieces it was fed in")
{
    static char bytes[5000];
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (char)(i * 7);
    unsigned char whole[SM3_BYTES], pieces[SM3_BYTES];
    REQUIRE(sm3_of(bytes, sizeof(bytes), whole));
    struct sm3 *s = sm3_new();
    for (size_t at = 0, n = 1; at < sizeof(bytes); at += n, n = n * 3 + 1)
        sm3_add(s, bytes + at, n < sizeof(bytes) - at ? n : sizeof(bytes) - at);
    REQUIRE(sm3_end(s, pieces));
    CHECK(memcmp(whole, pieces, SM3_BYTES) == 0);
    sm3_free(s);
}

TEST("texts that run together differ in the canonical encoding")
{
    struct sm3 *s = sm3_new();
    unsigned char one[SM3_BYTES], other[SM3_BYTES];
    sm3_add_text(s, "ab");
    sm3_add_text(s, "c");
    sm3_end(s, one);
    sm3_begin(s);
    sm3_add_text(s, "a");
    sm3_add_text(s, "bc");
    sm3_end(s, other);
    CHECK(memcmp(one, other, SM3_BYTES) != 0);
    sm3_free(s);
}
