#include "analysis/match.h"
#include "harness/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena *arena;

__attribute__((constructor)) static void open_arena(void)
{
    arena = arena_new((size_t)256 << 20);
}

static const struct matcher *compile(const char *const *keywords, size_t n, bool fold)
{
    const struct matcher *m = NULL;
    struct match_options options = {.fold = fold, .gb18030 = true};
    REQUIRE(matcher_compile(arena, keywords, n, options, &m) == OK);
    return m;
}

/* "keyword@place …" of every hit, for comparing with what one would write down. */
static const char *hits_of(const struct matcher *m, const char *const *keywords, enum encoding encoding,
                           const char *text, size_t n_bytes)
{
    static char words[1 << 16];
    struct scan s;
    struct hit hits[KEYWORD_CHARACTERS_MAX];
    size_t used = 0, n;
    words[0] = '\0';
    scan_begin(&s, m, encoding, text, n_bytes);
    while ((n = scan_next(&s, hits, KEYWORD_CHARACTERS_MAX)) > 0) {
        for (size_t i = 0; i < n; i++) {
            uint32_t count;
            const uint32_t *which = matcher_keywords(m, hits[i].pattern, &count);
            for (uint32_t k = 0; k < count; k++)
                used += (size_t)snprintf(words + used, sizeof(words) - used, "%s%s@%u", used ? " " : "",
                                         keywords[which[k]], hits[i].at);
        }
    }
    return words;
}

static const char *utf8_hits(const struct matcher *m, const char *const *keywords, const char *text)
{
    return hits_of(m, keywords, ENCODING_UTF8, text, strlen(text));
}

TEST("every keyword is found wherever it stands, overlaps included")
{
    const char *keywords[] = {"锂电池", "电池", "电池材料", "池", "材料", "正极材料"};
    const struct matcher *m = compile(keywords, 6, false);
    CHECK_INT(matcher_pattern_count(m), 6);
    CHECK_TEXT(utf8_hits(m, keywords, "锂电池材料、正极材料的生产"),
               "锂电池@0 电池@1 电池材料@1 池@2 材料@3 正极材料@6 材料@8");
    CHECK_TEXT(utf8_hits(m, keywords, ""), "");
    CHECK_TEXT(utf8_hits(m, keywords, "池"), "池@0");
    CHECK_TEXT(utf8_hits(m, keywords, "电"), "");
    CHECK_TEXT(utf8_hits(m, keywords, "餐饮服务"), "");
}

TEST("places are counted in characters, whatever their length in bytes")
{
    const char *keywords[] = {"5G", "芯片", "𠮷", "é"};
    const struct matcher *m = compile(keywords, 4, false);
    CHECK_TEXT(utf8_hits(m, keywords, "a é𠮷5G芯片"), "é@2 𠮷@3 5G@4 芯片@6");
    CHECK_TEXT(utf8_hits(m, keywords, "\xFF\xE8\x8A芯片\xF0\x9F"), "芯片@3");
}

TEST("a text that several keywords share is found for each of them")
{
    const char *keywords[] = {"电池", "储能", "电池"};
    const struct matcher *m = compile(keywords, 3, false);
    uint32_t n;
    CHECK_INT(matcher_pattern_count(m), 2);
    struct scan s;
    struct hit hits[KEYWORD_CHARACTERS_MAX];
    scan_begin(&s, m, ENCODING_UTF8, "电池", strlen("电池"));
    REQUIRE(scan_next(&s, hits, KEYWORD_CHARACTERS_MAX) == 1);
    const uint32_t *which = matcher_keywords(m, hits[0].pattern, &n);
    REQUIRE(n == 2);
    CHECK_INT(which[0], 0);
    CHECK_INT(which[1], 2);
    CHECK_INT(matcher_pattern_characters(m, hits[0].pattern), 2);
}

TEST("letter case and width matter only when they are asked to")
{
    const char *keywords[] = {"LED", "ｏled"};
    const char *text = "led ＬＥＤ LED OＬed";
    CHECK_TEXT(utf8_hits(compile(keywords, 2, false), keywords, text), "LED@8");
    CHECK_TEXT(utf8_hits(compile(keywords, 2, true), keywords, text), "LED@0 LED@4 LED@8 ｏled@12 LED@13");
}

TEST("GB18030 is read as it stands: one, two and four bytes a character")
{
    const char *keywords[] = {"电池", "LED", "㐀", "𠮷"};
    const struct matcher *m = compile(keywords, 4, false);
    /* 锂电池LED㐀𠮷 and a lead byte alone */
    const char text[] = "\xEF\xAE\xB5\xE7\xB3\xD8LED\x81\x39\xEE\x39\x95\x34\xB2\x35\xB5";
    CHECK_TEXT(hits_of(m, keywords, ENCODING_GB18030, text, sizeof(text) - 1), "电池@1 LED@3 㐀@6 𠮷@7");
}

TEST("a keyword may not be empty, nor longer than can be, nor broken")
{
    char text[KEYWORD_CHARACTERS_MAX + 2];
    memset(text, 'x', sizeof(text));
    text[KEYWORD_CHARACTERS_MAX + 1] = '\0';
    CHECK_INT(keyword_check(text), KEYWORD_TOO_LONG);
    text[KEYWORD_CHARACTERS_MAX] = '\0';
    CHECK_INT(keyword_check(text), KEYWORD_GOOD);
    CHECK_INT(keyword_check(""), KEYWORD_EMPTY);
    CHECK_INT(keyword_check("\xB5\xE7"), KEYWORD_NOT_UTF8);
}

TEST("no keywords find nothing")
{
    const struct matcher *m = compile(NULL, 0, false);
    CHECK_TEXT(utf8_hits(m, NULL, "锂电池"), "");
}

/* ---- against looking for each keyword at each place ---- */

static const char *const alphabet[] = {"电", "池", "材", "料", "锂", "a", "B", "Ｂ", "é", "𠮷", "、"};
enum { LETTERS = sizeof(alphabet) / sizeof(alphabet[0]) };

static char *draw_text(uint64_t *state, uint32_t letters, uint32_t length)
{
    char *text = arena_array(arena, length * 4 + 1, char);
    size_t used = 0;
    for (uint32_t i = 0; i < length; i++) {
        const char *letter = alphabet[test_random(state) % letters];
        memcpy(text + used, letter, strlen(letter));
        used += strlen(letter);
    }
    return text;
}

static size_t count_naively(const char *const *keywords, size_t n, const char *rest)
{
    size_t count = 0;
    for (size_t k = 0; k < n; k++)
        count += strncmp(rest, keywords[k], strlen(keywords[k])) == 0;
    return count;
}

/* Whether the hits are exactly those of a naive search: each is there, each once, and as many as there are. */
static bool same_as_naive(const struct matcher *m, const char *const *keywords, size_t n, const char *text)
{
    uint32_t length = (uint32_t)utf8_length(text);
    const char **places = arena_array(arena, length + 1, const char *);
    size_t expected = 0, found = 0;
    const char *at = text;
    for (uint32_t i = 0; i < length; i++) {
        places[i] = at;
        expected += count_naively(keywords, n, at);
        utf8_next(&at);
    }
    struct scan s;
    struct hit hits[KEYWORD_CHARACTERS_MAX + 7];
    struct hit last = {0, 0};
    size_t got;
    scan_begin(&s, m, ENCODING_UTF8, text, strlen(text));
    while ((got = scan_next(&s, hits, sizeof(hits) / sizeof(hits[0]))) > 0) {
        for (size_t i = 0; i < got; i++) {
            uint32_t count;
            const uint32_t *which = matcher_keywords(m, hits[i].pattern, &count);
            if (hits[i].at >= length ||
                strncmp(places[hits[i].at], keywords[which[0]], strlen(keywords[which[0]])) != 0)
                return false;
            if (found > 0 && (hits[i].at < last.at || (hits[i].at == last.at && hits[i].pattern == last.pattern)))
                return false;
            last = hits[i];
            found += count;
        }
    }
    return found == expected;
}

TEST("the hits are those of looking for each keyword at each place")
{
    for (int round = 0, rounds = test_rounds(300, 5000); round < rounds; round++) {
        uint64_t seed = test_seed() * 7919 + (uint64_t)round, state = seed;
        size_t n = 1 + test_random(&state) % 40;
        const char **keywords = arena_array(arena, n, const char *);
        uint32_t letters = 2 + (uint32_t)(test_random(&state) % (LETTERS - 1));
        for (size_t k = 0; k < n; k++)
            keywords[k] =
                draw_text(&state, letters, 1 + (uint32_t)(test_random(&state) % (k % 7 ? 5 : KEYWORD_CHARACTERS_MAX)));
        const struct matcher *m = compile(keywords, n, false);
        for (uint32_t length = 1; length < 5000; length = length * 7 + 3)
            if (!CHECK(same_as_naive(m, keywords, n, draw_text(&state, letters, length)))) {
                printf("  seed %llu, %u characters\n", (unsigned long long)seed, length);
                return;
            }
        arena_reset(arena);
    }
}

TEST("keywords that repeat one letter are all found in a text that repeats it")
{
    const char *keywords[KEYWORD_CHARACTERS_MAX];
    for (uint32_t k = 0; k < KEYWORD_CHARACTERS_MAX; k++) {
        char *text = arena_array(arena, k + 2, char);
        memset(text, 'a', k + 1);
        keywords[k] = text;
    }
    const struct matcher *m = compile(keywords, KEYWORD_CHARACTERS_MAX, false);
    char *text = arena_array(arena, 3001, char);
    memset(text, 'a', 3000);
    CHECK(same_as_naive(m, keywords, KEYWORD_CHARACTERS_MAX, text));
}

TEST("any bytes can be scanned")
{
    const char *keywords[] = {"电池", "a", "𠮷"};
    const struct matcher *m = compile(keywords, 3, true);
    uint64_t state = test_seed() + 5;
    for (int round = 0, rounds = test_rounds(300, 20000); round < rounds; round++) {
        size_t n = test_random(&state) % 3000;
        char *bytes = malloc(n ? n : 1); /* its own, so that a read beyond it is seen */
        for (size_t i = 0; i < n; i++)
            bytes[i] = (char)(test_random(&state) >> (round % 2 ? 56 : 60));
        for (int turn = 0; turn < 2; turn++) {
            struct scan s;
            struct hit hits[KEYWORD_CHARACTERS_MAX];
            size_t got;
            scan_begin(&s, m, turn ? ENCODING_GB18030 : ENCODING_UTF8, bytes, n);
            while ((got = scan_next(&s, hits, KEYWORD_CHARACTERS_MAX)) > 0)
                for (size_t i = 0; i < got; i++)
                    REQUIRE(hits[i].at < n && hits[i].pattern < 3);
        }
        free(bytes);
    }
}

TEST("memory that runs out anywhere in compiling is reported")
{
    const char *keywords[] = {"锂电池", "电池", "池", "𠮷"};
    for (size_t n = 1;; n++) {
        arena_reset(arena);
        const struct matcher *m;
        arena_fail_nth(n);
        enum err e = matcher_compile(arena, keywords, 4, (struct match_options){.gb18030 = true}, &m);
        arena_fail_nth(0);
        if (e == OK)
            return;
        CHECK_INT(e, ERR_MEMORY);
    }
}
