#include "document/json_read.h"
#include "harness/test.h"

#include <string.h>

static struct fault f;

static const struct json_value *read_json(struct arena *a, const char *text, enum err *ret_err)
{
    const struct json_value *v;
    fault_clear(&f);
    *ret_err = json_read(a, &f, text, strlen(text), &v);
    return v;
}

TEST("json is read with its numbers as they were written")
{
    struct arena *a = arena_new(1 << 20);
    enum err e;
    int64_t i;
    const struct json_value *v = read_json(
        a, " {\"a\": [1, -2.50, 9007199254740993], \"b\": \"\\u4e91\\ud83d\\ude00\\n\", \"c\": null, \"d\": true} ",
        &e);
    REQUIRE(e == OK);
    const struct json_value *list = json_member(v, "a");
    REQUIRE(list && list->n == 3);
    CHECK_TEXT(list->elements[1].text, "-2.50");
    CHECK(json_integer(&list->elements[2], &i) && i == INT64_C(9007199254740993));
    CHECK(!json_integer(&list->elements[1], &i));
    CHECK_TEXT(json_member(v, "b")->text, "云😀\n");
    CHECK(json_member(v, "c")->type == JSON_NULL);
    CHECK(json_member(v, "d")->type == JSON_TRUE);
    CHECK(!json_member(v, "e"));
    arena_free(a);
}

TEST("what is no json is refused with its place")
{
    static const char *const wrong[] = {"",       "{",     "[1,]",    "{\"a\":1,}",  "01",
                                        "1.",     "\"a",   "\"\\x\"", "\"\\u0000\"", "\"\\ud800\"",
                                        "nul",    "[1] 2", "{'a':1}", "{\"a\":1 2}", "{\"a\":1,\"a\":2}",
                                        "\"\t\"", "\xff",  "NaN"};
    struct arena *a = arena_new(1 << 20);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        enum err e;
        read_json(a, wrong[i], &e);
        CHECK_INT(e, ERR_USAGE);
    }
    enum err e;
    read_json(a, "{\n \"a\": x}", &e);
    CHECK_INT(f.row, 2);
    CHECK_INT(f.column, 7);
    arena_free(a);
}

TEST("json that is nested too deep is refused before the stack is")
{
    struct arena *a = arena_new(1 << 20);
    char deep[1000];
    enum err e;
    memset(deep, '[', sizeof(deep) - 1);
    deep[sizeof(deep) - 1] = '\0';
    read_json(a, deep, &e);
    CHECK_INT(e, ERR_LIMIT);
    arena_free(a);
}
