#include "base/money.h"
#include "harness/test.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *shown(int64_t fen)
{
    static char text[4][2 * MONEY_TEXT_BYTES];
    static int turn;
    char *at = text[turn++ % 4];
    struct money_text m = money_show(fen);
    snprintf(at, sizeof(text[0]), "%s %s", m.figure, m.unit_zh);
    return at;
}

TEST("money is shown in the unit that fits its size")
{
    CHECK_TEXT(shown(35 * FEN_PER_YI / 10), "3.50 亿元");
    CHECK_TEXT(shown(1234567 * FEN_PER_YI / 100), "12,345.67 亿元");
    CHECK_TEXT(shown(8600 * FEN_PER_WAN), "8,600 万元");
    CHECK_TEXT(shown(FEN_PER_WAN), "1 万元");
    CHECK_TEXT(shown(FEN_PER_WAN - 1), "9,999.99 元");
    CHECK_TEXT(shown(5), "0.05 元");
    CHECK_TEXT(shown(0), "0.00 元");
    CHECK_TEXT(shown(-8600 * FEN_PER_WAN), "−8,600 万元");
    CHECK_TEXT(shown(9999 * FEN_PER_WAN + FEN_PER_WAN / 2), "1.00 亿元");
    CHECK_TEXT(shown(9999 * FEN_PER_WAN + FEN_PER_WAN / 2 - 1), "9,999 万元");
    CHECK_TEXT(shown(INT64_MAX), "922,337,203.69 亿元");
    CHECK_TEXT(shown(INT64_MIN), "−922,337,203.69 亿元");
}

TEST("rounding is half away from zero, and what rounds to nothing has no sign")
{
    char text[MONEY_TEXT_BYTES];
    CHECK_TEXT(money_format_yi(FEN_PER_YI / 200, text), "0.01");
    CHECK_TEXT(money_format_yi(FEN_PER_YI / 200 - 1, text), "0.00");
    CHECK_TEXT(money_format_yi(-FEN_PER_YI / 200, text), "−0.01");
    CHECK_TEXT(money_format_yi(-1, text), "0.00");
    CHECK_TEXT(money_format_wan(1234 * FEN_PER_WAN + FEN_PER_WAN / 2, text), "1,235");
    CHECK_TEXT(money_format_wan(-FEN_PER_WAN / 2, text), "−1");
}

TEST("thousands are separated")
{
    char text[MONEY_TEXT_BYTES];
    CHECK_TEXT(number_format(0, text), "0");
    CHECK_TEXT(number_format(999, text), "999");
    CHECK_TEXT(number_format(1000, text), "1,000");
    CHECK_TEXT(number_format(-1234567, text), "−1,234,567");
    CHECK_TEXT(number_format(INT64_MIN, text), "−9,223,372,036,854,775,808");
}

TEST("forms and files carry exact 万元")
{
    char text[MONEY_TEXT_BYTES];
    CHECK_TEXT(money_format_exact_wan(35000 * FEN_PER_WAN, text), "35000");
    CHECK_TEXT(money_format_exact_wan(FEN_PER_WAN * 8 / 10, text), "0.8");
    CHECK_TEXT(money_format_exact_wan(-12345678, text), "-12.345678");
    CHECK_TEXT(money_format_exact_wan(0, text), "0");
    CHECK_TEXT(money_format_exact_wan(1, text), "0.000001");
}

TEST("a decimal number in a unit is read exactly or refused")
{
    static const struct {
        const char *text;
        int64_t unit_fen, fen;
    } right[] = {
        {"3.5", FEN_PER_YI, 3500000 * INT64_C(10000)},
        {"0.1", FEN_PER_YI, 10000000 * INT64_C(100)},
        {"8,600", FEN_PER_WAN, 8600 * FEN_PER_WAN},
        {"108,000,000", FEN_PER_YUAN, INT64_C(10800000000)},
        {"-0.000001", FEN_PER_WAN, -1},
        {"−5", FEN_PER_YUAN, -500},
        {".5", FEN_PER_YUAN, 50},
        {"007", FEN_PER_YUAN, 700},
        {"3.500000000000000000000", FEN_PER_YI, 3500000 * INT64_C(10000)},
        {"92233720368547758.07", FEN_PER_YUAN, INT64_MAX},
        {"0", FEN_PER_YI, 0},
    };
    for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++) {
        int64_t fen = -7;
        CHECK(money_parse(right[i].text, right[i].unit_fen, &fen));
        if (!CHECK_INT(fen, right[i].fen))
            printf("  %s\n", right[i].text);
    }
    static const char *const wrong[] = {
        "",      "-",      ".",        "5.",    "1.2.3",  "1,23",   "1234,567",  "12,34,567", ",123", "1,234,", "1,",
        "0.001", "3.5亿",  "1e5",      "+5",    " 5",     "5 ",     "--5",       "0x10",      "1,234.5,6",
        "92233720368547758.08",        "99999999999999999999999999999999999999999999999999", "1,,234", "-.",
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        int64_t fen = -7;
        if (!CHECK(!money_parse(wrong[i], FEN_PER_YUAN, &fen)) || !CHECK_INT(fen, -7))
            printf("  %s\n", wrong[i]);
    }
}

TEST("a computed number is rounded to the fen when asked")
{
    int64_t fen = 0;
    CHECK(!money_parse("0.333333333333333", FEN_PER_YI, &fen));
    CHECK(money_parse_rounded("0.333333333333333", FEN_PER_YI, &fen));
    CHECK_INT(fen, INT64_C(3333333333));
    CHECK(money_parse_rounded("-0.005", FEN_PER_YUAN, &fen));
    CHECK_INT(fen, -1);
    CHECK(money_parse_rounded("0.0049999", FEN_PER_YUAN, &fen));
    CHECK_INT(fen, 0);
    CHECK(money_parse_rounded("0.00000000000000000000000000000000000001", FEN_PER_YUAN, &fen));
    CHECK_INT(fen, 0);
}

TEST("what is written exactly is read back the same, over all sizes")
{
    uint64_t random = test_seed();
    for (int round = 0; round < test_rounds(20000, 1000000); round++) {
        char text[MONEY_TEXT_BYTES];
        int64_t fen = (int64_t)test_random(&random) >> (test_random(&random) % 63), back = 0;
        if (fen == INT64_MIN)
            continue;
        if (!CHECK(money_parse(money_format_exact_wan(fen, text), FEN_PER_WAN, &back)) || !CHECK_INT(back, fen))
            printf("  %" PRId64 " as %s, seed %" PRIu64 "\n", fen, text, test_seed());
    }
}

TEST("random bytes are refused or read, never worse")
{
    static const char letters[] = "0123456789,.-0123456789 e万";
    uint64_t random = test_seed();
    for (int round = 0; round < test_rounds(20000, 1000000); round++) {
        char text[24];
        size_t n = test_random(&random) % sizeof(text);
        for (size_t i = 0; i < n; i++)
            text[i] = letters[test_random(&random) % (sizeof(letters) - 1)];
        text[n ? n - 1 : 0] = '\0';
        int64_t fen;
        if (money_parse(text, FEN_PER_WAN, &fen) && !CHECK(strspn(text, "0123456789,.-") == strlen(text)))
            printf("  %s, seed %" PRIu64 "\n", text, test_seed());
    }
}
