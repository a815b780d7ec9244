#include "base/tokens.h"

#include "base/buf.h"
#include "base/pinyin.h"
#include "base/utf8.h"
#include "harness/test.h"

#include <stdio.h>
#include <string.h>

static bool spells(struct arena *a, const char *name, enum pinyin_form form, const char *expected)
{
    size_t n;
    const char *const *forms = pinyin_forms(a, name, form, &n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(forms[i], expected) == 0)
            return true;
    return false;
}

TEST("names are spelt in all their readings, by initials and in full")
{
    struct arena *a = arena_new(1 << 20);
    CHECK(spells(a, "长沙", PINYIN_INITIALS, "cs") && spells(a, "长沙", PINYIN_FULL, "changsha"));
    CHECK(spells(a, "重庆", PINYIN_INITIALS, "cq") && spells(a, "重庆", PINYIN_FULL, "chongqing"));
    CHECK(spells(a, "银行", PINYIN_INITIALS, "yh") && spells(a, "银行", PINYIN_FULL, "yinhang"));
    CHECK(spells(a, "厦门", PINYIN_FULL, "xiamen") && spells(a, "六安", PINYIN_FULL, "luan"));
    CHECK(spells(a, "单雄信", PINYIN_INITIALS, "sxx") && spells(a, "吕梁", PINYIN_FULL, "lvliang"));
    CHECK(spells(a, "TCL华星", PINYIN_INITIALS, "tclhx") && spells(a, "３D打印", PINYIN_FULL, "3ddayin"));
    CHECK(spells(a, "长（沙）", PINYIN_INITIALS, "cs"));
    CHECK(!spells(a, "长沙", PINYIN_INITIALS, "ca"));
    arena_free(a);
}

TEST("readings come with the most usual first, and only for characters that have them")
{
    const char *readings[PINYIN_READINGS_MAX];
    CHECK_INT(pinyin_readings(0x884C, readings), 3); /* 行 */
    CHECK_TEXT(readings[0], "xing");
    CHECK_INT(pinyin_readings(0x3400, readings), 1);
    CHECK_INT(pinyin_readings('a', readings), 0);
    CHECK_INT(pinyin_readings(0, readings), 0);
    CHECK_INT(pinyin_readings(0x10FFFF, readings), 0);
}

TEST("forms are few, short and different, however many readings there are")
{
    struct arena *a = arena_new(1 << 20);
    size_t n;
    const char *const *forms = pinyin_forms(a, "行长乐重都单曾行长乐重都单曾行长乐重都单曾", PINYIN_FULL, &n);
    CHECK_INT(n, PINYIN_FORMS_MAX);
    for (size_t i = 0; i < n; i++) {
        CHECK(strlen(forms[i]) <= PINYIN_LETTERS_MAX);
        for (size_t j = 0; j < i; j++)
            CHECK(strcmp(forms[i], forms[j]) != 0);
    }
    pinyin_forms(a, "，。", PINYIN_FULL, &n);
    CHECK_INT(n, 0);
    arena_free(a);
}

static char *cut(struct arena *a, const char *text)
{
    struct tokens t;
    tokens_init(&t, a);
    CHECK(tokens_add_text(&t, text));
    return tokens_joined(&t);
}

TEST("text is cut into characters, pairs and words")
{
    struct arena *a = arena_new(1 << 20);
    CHECK_TEXT(cut(a, "长沙市，长沙"), "长 长沙 沙 沙市 市");
    CHECK_TEXT(cut(a, "ＴＣＬ华星 t9 光电"), "tcl 华 华星 星 t9 光 光电 电");
    CHECK_TEXT(cut(a, "2603-430500-04"), "2603 430500 04");
    CHECK_TEXT(cut(a, "Škoda МОСКВА カメラ"), "Škoda москва カメラ");
    CHECK_TEXT(cut(a, "、 。"), "");
    CHECK_TEXT(cut(a, "a\xFF"
                      "b"),
               "a b");
    CHECK_TEXT(cut(a, "abcdefghijklmnopqrst"), "abcdefghijklmnop");
    CHECK_TEXT(cut(a, "91430500MAX70E8J8B"), "91430500max70e8j8b");
    arena_free(a);
}

static bool found(struct arena *a, const char *name, const char *query)
{
    struct tokens t;
    size_t n;
    tokens_init(&t, a);
    CHECK(tokens_add_name(&t, name));
    const struct token_term *terms = tokens_of_query(a, query, &n);
    for (size_t i = 0; i < n; i++) {
        bool is_there = false;
        for (size_t j = 0; j < t.set.n && !is_there; j++)
            is_there = terms[i].is_prefix ? strncmp(t.set.entries[j].key, terms[i].token, strlen(terms[i].token)) == 0
                                          : strcmp(t.set.entries[j].key, terms[i].token) == 0;
        if (!is_there)
            return false;
    }
    return n > 0;
}

TEST("a name is found by its characters, initials and pinyin, from anywhere in it")
{
    struct arena *a = arena_new(16 << 20);
    static const char *const right[] = {
        "长",      "长安",   "重庆长安", "cq",         "CQCA",      "caqc",   "chongqing",
        "changan", "chongq", "qiche",    "长安 qiche", "zhongqing", "重庆cq", "chongqingchanganqiche"};
    for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++)
        if (!CHECK(found(a, "重庆长安汽车股份有限公司", right[i])))
            printf("  %s\n", right[i]);
    static const char *const wrong[] = {"安长", "成都", "cs", "gf", "yxgs", "qqq", "，", "长安x"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
        if (!CHECK(!found(a, "重庆长安汽车股份有限公司", wrong[i])))
            printf("  %s\n", wrong[i]);
    CHECK(found(a, "TCL华星光电", "tcl") && found(a, "TCL华星光电", "tclhx") && found(a, "TCL华星光电", "hxgd"));
    CHECK(found(a, "中国银行长沙分行", "yh") && found(a, "中国银行长沙分行", "csfh"));
    arena_free(a);
}

TEST("a query asks for pairs, for a character only when it stands alone, for each once")
{
    struct arena *a = arena_new(1 << 20);
    size_t n;
    const struct token_term *terms = tokens_of_query(a, "长沙市 车 Cs cs", &n);
    CHECK_INT(n, 4);
    CHECK_TEXT(terms[0].token, "长沙");
    CHECK_TEXT(terms[1].token, "沙市");
    CHECK_TEXT(terms[2].token, "车");
    CHECK_TEXT(terms[3].token, "cs");
    CHECK(!terms[0].is_prefix && !terms[2].is_prefix && terms[3].is_prefix);
    tokens_of_query(a, "  ，", &n);
    CHECK_INT(n, 0);
    struct buf longer;
    buf_init(&longer, 0);
    for (int i = 0; i < 1000; i++)
        buf_printf(&longer, "w%d ", i);
    tokens_of_query(a, buf_string(&longer), &n);
    CHECK_INT(n, QUERY_TERMS_MAX);
    buf_release(&longer);
    arena_free(a);
}

TEST("whatever is cut, tokens are valid, short, of one word, and a text is found by each part of itself")
{
    static const char *const pieces[] = {"长", "沙",   "行",       "A",  "b",          "9",  "ü",    "，",
                                         " ",  "\xFF", "\xE9\x93", "㐀", "\U00020000", "カ", "ＣＳ", "々"};
    uint64_t random = test_seed();
    struct arena *a = arena_new(16 << 20);
    for (int round = 0; round < test_rounds(1000, 50000); round++) {
        struct buf text;
        buf_init(&text, 0);
        int n = (int)(test_random(&random) % 40);
        for (int i = 0; i < n; i++)
            buf_text(&text, pieces[test_random(&random) % (sizeof(pieces) / sizeof(*pieces))]);
        struct tokens t;
        tokens_init(&t, a);
        CHECK(tokens_add_name(&t, buf_string(&text)));
        for (size_t i = 0; i < t.set.n; i++) {
            const char *token = t.set.entries[i].key;
            if (!CHECK(utf8_is_valid(token, strlen(token)) && strlen(token) <= TOKEN_BYTES_MAX && *token &&
                       !strchr(token, ' ')))
                printf("  %s, seed %llu\n", buf_string(&text), (unsigned long long)test_seed());
        }
        size_t n_terms;
        tokens_of_query(a, buf_string(&text), &n_terms);
        CHECK(n_terms == 0 || found(a, buf_string(&text), buf_string(&text)));
        buf_release(&text);
        arena_reset(a);
    }
    arena_free(a);
}

TEST("a cut without memory says so")
{
    for (size_t nth = 1; nth < 200; nth += 7) {
        struct arena *a = arena_new(1 << 20);
        struct tokens t;
        tokens_init(&t, a);
        arena_fail_nth(nth);
        bool done = tokens_add_name(&t, "重庆长安汽车股份有限公司");
        arena_fail_nth(0);
        CHECK(done == !arena_failed(a));
        arena_free(a);
    }
}
