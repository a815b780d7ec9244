#include "harness/test.h"
#include "record/json_list.h"

static struct arena *arena;

static size_t count(const char *text, bool *ret_ended)
{
    struct json_list l = json_list_of(text);
    struct value v;
    size_t n = 0;
    while (json_next(&l, arena, &v))
        n++;
    *ret_ended = json_list_ended(&l);
    return n;
}

TEST("a list of texts and integers is read, escapes and all")
{
    arena = arena_new(1 << 20);
    struct json_list l = json_list_of(" [ \"a\\\"\\u94fe\\ud83d\\ude00\" , -12 , true , null ] ");
    struct value v;
    REQUIRE(json_next(&l, arena, &v));
    CHECK_TEXT(v.text, "a\"链😀");
    REQUIRE(json_next(&l, arena, &v));
    CHECK_INT(v.integer, -12);
    REQUIRE(json_next(&l, arena, &v));
    CHECK_INT(v.integer, 1);
    REQUIRE(json_next(&l, arena, &v));
    CHECK(v.type == VALUE_NULL);
    CHECK(!json_next(&l, arena, &v));
    CHECK(json_list_ended(&l));
    arena_free(arena);
}

TEST("rows are read member by member")
{
    arena = arena_new(1 << 20);
    struct json_list l = json_list_of("[{\"name\":\"甲\",\"share\":5000},{}]");
    const char *name;
    struct value v;
    REQUIRE(json_next_object(&l));
    REQUIRE(json_next_member(&l, arena, &name, &v));
    CHECK_TEXT(name, "name");
    REQUIRE(json_next_member(&l, arena, &name, &v));
    CHECK_INT(v.integer, 5000);
    CHECK(!json_next_member(&l, arena, &name, &v));
    REQUIRE(json_next_object(&l));
    CHECK(!json_next_member(&l, arena, &name, &v));
    CHECK(!json_next_object(&l));
    CHECK(json_list_ended(&l));
    arena_free(arena);
}

TEST("what is not such a list is not taken for one")
{
    arena = arena_new(1 << 20);
    static const char *const wrong[] = {
        "[",     "[1",    "[1,]",      "[1 2]",         "[1]x",          "{}",
        "1",     "[1.5]", "[\"a]",     "[\"\\ud800\"]", "[\"\\u0000\"]", "[99999999999999999999]",
        "[[1]]", "[tru]", "[\"a\nb\"]"};
    bool ended;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        count(wrong[i], &ended);
        if (!CHECK(!ended))
            CHECK_TEXT(wrong[i], "");
    }
    CHECK_INT(count("", &ended), 0);
    CHECK(ended);
    CHECK_INT(count("[]", &ended), 0);
    CHECK(ended);
    CHECK_INT(count("[-9223372036854775808]", &ended), 1);
    CHECK(ended);
    arena_free(arena);
}
