#include "base/buf.h"
#include "base/utf8.h"
#include "harness/test.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TEST("code points are read one by one, invalid bytes each as U+FFFD")
{
    const char *at = "a链\xF0\xA0\x80\x80";
    CHECK_INT(utf8_next(&at), 'a');
    CHECK_INT(utf8_next(&at), 0x94FE);
    CHECK_INT(utf8_next(&at), 0x20000);
    CHECK_INT(utf8_next(&at), 0);
    CHECK_INT(utf8_next(&at), 0);
    static const char *const invalid[] = {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "\xE9\x93", "\xFF"};
    for (size_t i = 0; i < sizeof(invalid) / sizeof(*invalid); i++) {
        CHECK(!utf8_is_valid(invalid[i], strlen(invalid[i])));
        CHECK_INT(utf8_length(invalid[i]), strlen(invalid[i]));
        at = invalid[i];
        CHECK_INT(utf8_next(&at), 0xFFFD);
    }
    CHECK(utf8_is_valid("链长", 6) && !utf8_is_valid("链长", 5) && utf8_is_valid("", 0) && utf8_is_valid("\0", 1));
    CHECK_INT(utf8_length("链长 abc"), 6);
}

TEST("every code point survives encoding, and nothing else is encoded")
{
    for (uint32_t c = 1; c <= 0x10FFFF; c++) {
        char bytes[5] = "";
        const char *at = bytes;
        size_t n = utf8_encode(c, bytes);
        uint32_t expected = c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c;
        if (!CHECK(utf8_is_valid(bytes, n)) || !CHECK_INT(utf8_next(&at), expected) || !CHECK(at == bytes + n))
            return;
    }
    char bytes[4];
    CHECK_INT(utf8_encode(0x110000, bytes), 3);
    CHECK(memcmp(bytes, "\xEF\xBF\xBD", 3) == 0);
}

TEST("text is tidied as a careful clerk reads it")
{
    struct arena *a = arena_new(1 << 20);
    CHECK_TEXT(utf8_tidy(a, "　８，６００万元 ", false), "8，600万元");
    CHECK_TEXT(utf8_tidy(a, "８，６００万元（约５％）：；！？", true), "8,600万元(约5%):;！？");
    CHECK_TEXT(utf8_tidy(a, "（约５％）", false), "（约5％）");
    CHECK_TEXT(utf8_tidy(a, " \t长\u3000\u3000沙\r\n市\u00A0", false), "长 沙 市");
    CHECK_TEXT(utf8_tidy(a, "\uFEFF长\u200B沙\x01\x7F", false), "长沙");
    CHECK_TEXT(utf8_tidy(a, "ＡＢ－１２／３．５～４", false), "AB-12/3.5~4");
    CHECK_TEXT(utf8_tidy(a, "\xFF\xFE", false), "\uFFFD\uFFFD");
    CHECK_TEXT(utf8_tidy(a, "", false), "");
    CHECK_TEXT(utf8_squeeze(a, " 项 目\n名　称 "), "项目名称");
    arena_free(a);
}

TEST("a text of several lines keeps them, without the empty ones around")
{
    struct arena *a = arena_new(1 << 20);
    CHECK_TEXT(utf8_tidy_lines(a, "\r\n 新建车间２栋， \r\n挤出线8条\n\n\n\n完\n "), "新建车间2栋，\n挤出线8条\n\n完");
    CHECK_TEXT(utf8_tidy_lines(a, "一 \t 二"), "一 二");
    CHECK_TEXT(utf8_tidy_lines(a, "\r\r"), "");
    CHECK_TEXT(utf8_tidy_lines(a, "一\r\r二\r\n三"), "一\n\n二\n三");
    arena_free(a);
}

TEST("tidying what is tidy changes nothing, whatever the bytes")
{
    uint64_t random = test_seed();
    static const char *const pieces[] = {"　", " ", "\n", "\r", "Ａ", "链", "，", "\xE9", "\x80", "\x01", "\u200B", "7", "．"};
    struct arena *a = arena_new(1 << 20);
    for (int round = 0; round < test_rounds(2000, 100000); round++) {
        struct buf text_buf;
        buf_init(&text_buf, 0);
        for (int i = 0; i < 12; i++)
            buf_text(&text_buf, pieces[test_random(&random) % (sizeof(pieces) / sizeof(*pieces))]);
        const char *text = buf_string(&text_buf);
        char *once = utf8_tidy(a, text, true), *lines = utf8_tidy_lines(a, text);
        if (!CHECK_TEXT(utf8_tidy(a, once, true), once) || !CHECK_TEXT(utf8_tidy_lines(a, lines), lines) ||
            !CHECK(utf8_is_valid(once, strlen(once))))
            printf("  seed %llu\n", (unsigned long long)test_seed());
        arena_reset(a);
        buf_release(&text_buf);
    }
    arena_free(a);
}

TEST("tidying without memory yields an empty text and a failed arena")
{
    struct arena *a = arena_new(8);
    CHECK_TEXT(utf8_tidy(a, "一二三四五六七八九十", false), "");
    CHECK(arena_failed(a));
    arena_free(a);
}

TEST("Han characters, spaces and widths are told apart")
{
    CHECK(utf8_is_han(0x94FE) && utf8_is_han(0x20000) && utf8_is_han(0x3007) && utf8_is_han(0x4DBF));
    CHECK(!utf8_is_han('a') && !utf8_is_han(0xFF0C) && !utf8_is_han(0x3042));
    CHECK(utf8_is_space(0x3000) && utf8_is_space(0xFEFF) && utf8_is_space('\t') && !utf8_is_space('_'));
    CHECK_INT(utf8_width("链长 ab，"), 9);
    CHECK_INT(utf8_width("e\u0301\u200B"), 1);
}

TEST("an encoding is guessed from the first bytes")
{
    CHECK_INT(encoding_guess("\xEF\xBB\xBF" "a", 4), ENCODING_UTF8_BOM);
    CHECK_INT(encoding_guess("\xFF\xFE" "a\0", 4), ENCODING_UTF16LE);
    CHECK_INT(encoding_guess("\xFE\xFF\0a", 4), ENCODING_UTF16BE);
    CHECK_INT(encoding_guess("项目", 6), ENCODING_UTF8);
    CHECK_INT(encoding_guess("项目", 5), ENCODING_UTF8);
    CHECK_INT(encoding_guess("项目", 4), ENCODING_UTF8);
    CHECK_INT(encoding_guess("\xCF\xEE\xC4\xBF", 4), ENCODING_GB18030);
    CHECK_INT(encoding_guess("abc", 3), ENCODING_UTF8);
    CHECK_INT(encoding_guess("", 0), ENCODING_UTF8);
    CHECK_TEXT(encoding_name(ENCODING_GB18030), "GB18030");
}

/* Everything `in` decodes to, fed in chunks of random sizes. */
static char *decode_all(enum encoding from, const char *in, size_t n, uint64_t *random, size_t *ret_replaced)
{
    struct decoder *d = decoder_new(from);
    struct buf_like {
        char *bytes;
        size_t n;
    } out = {.bytes = calloc(1, 4 * n + 64)};
    for (size_t at = 0;;) {
        size_t chunk = n - at, taken = 0;
        if (random && chunk)
            chunk = 1 + test_random(random) % chunk;
        bool last = at + chunk == n, whole;
        do {
            char piece[40];
            size_t n_in = chunk - taken;
            size_t n_out = random ? DECODER_OUT_BYTES_MIN + test_random(random) % 24 : sizeof(piece);
            whole = decoder_feed(d, in + at + taken, &n_in, piece, &n_out, last);
            taken += n_in;
            memcpy(out.bytes + out.n, piece, n_out);
            out.n += n_out;
        } while (!whole);
        CHECK_INT(taken, chunk);
        at += chunk;
        if (last)
            break;
    }
    *ret_replaced = decoder_replaced(d);
    decoder_free(d);
    return out.bytes;
}

TEST("GB18030 and UTF-16 become UTF-8 without their BOM, and cut ends are counted")
{
    size_t replaced;
    char *text = decode_all(ENCODING_GB18030, "\xCF\xEE\xC4\xBF\x95\x32\x82\x36", 8, NULL, &replaced);
    CHECK_TEXT(text, "项目\U00020000");
    CHECK_INT(replaced, 0);
    free(text);
    text = decode_all(ENCODING_UTF16LE, "\xFF\xFE\x79\x98\xEE\x76", 6, NULL, &replaced);
    CHECK_TEXT(text, "项目");
    free(text);
    text = decode_all(ENCODING_UTF8_BOM, "\xEF\xBB\xBF项目\xE9", 10, NULL, &replaced);
    CHECK_TEXT(text, "项目\uFFFD");
    CHECK_INT(replaced, 1);
    free(text);
    text = decode_all(ENCODING_GB18030, "a\xFF" "b", 3, NULL, &replaced);
    CHECK_TEXT(text, "a\uFFFDb");
    CHECK_INT(replaced, 1);
    free(text);
}

TEST("a decoder says the same however its input is cut, even of random bytes")
{
    uint64_t random = test_seed();
    for (int round = 0; round < test_rounds(2000, 100000); round++) {
        char in[64];
        size_t n = test_random(&random) % sizeof(in), replaced_whole, replaced_cut;
        enum encoding from = (enum encoding)(test_random(&random) % 5);
        for (size_t i = 0; i < n; i++)
            in[i] = (char)(test_random(&random) % 3 ? 0x81 + test_random(&random) % 0x7E : 0x30 + test_random(&random) % 10);
        char *whole = decode_all(from, in, n, NULL, &replaced_whole);
        char *cut = decode_all(from, in, n, &random, &replaced_cut);
        if (!CHECK_TEXT(cut, whole) || !CHECK_INT(replaced_cut, replaced_whole) || !CHECK(utf8_is_valid(cut, strlen(cut))))
            printf("  seed %llu, round %d, %s\n", (unsigned long long)test_seed(), round, encoding_name(from));
        free(whole);
        free(cut);
    }
}

TEST("every character that GB18030 knows comes through")
{
    iconv_t to = iconv_open("GB18030", "UTF-8");
    REQUIRE(to != (iconv_t)-1);
    struct decoder *d = decoder_new(ENCODING_GB18030);
    for (uint32_t c = 1; c < 0x30000; c++) {
        char utf8[5] = "", gb[8], back[DECODER_OUT_BYTES_MIN];
        if ((c >= 0xD800 && c <= 0xDFFF) || c == 0xFEFF)
            continue;
        char *in = utf8, *out = gb;
        size_t n_in = utf8_encode(c, utf8), n_out = sizeof(gb), n_back = sizeof(back);
        if (iconv(to, &in, &n_in, &out, &n_out) == (size_t)-1)
            continue;
        size_t n_gb = sizeof(gb) - n_out;
        CHECK(decoder_feed(d, gb, &n_gb, back, &n_back, false));
        if (!CHECK(n_back == strlen(utf8) && memcmp(back, utf8, n_back) == 0))
            break;
    }
    decoder_free(d);
    iconv_close(to);
}
