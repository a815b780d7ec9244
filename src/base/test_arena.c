#include "base/arena.h"
#include "harness/test.h"

#include <string.h>

TEST("an arena refuses what exceeds its budget, and stays failed until reset")
{
    struct arena *a = arena_new(1000);
    CHECK(arena_alloc(a, 500) != NULL);
    CHECK(arena_alloc(a, 600) == NULL);
    CHECK(arena_failed(a));
    CHECK_TEXT(arena_text(a, "word"), "");
    arena_reset(a);
    CHECK(!arena_failed(a));
    CHECK_TEXT(arena_text(a, "word"), "word");
    arena_free(a);
}

TEST("memory taken after a mark is given back at the rewind")
{
    struct arena *a = arena_new(64 * 1024 * 1024);
    char *kept = arena_text(a, "kept");
    struct arena_mark mark = arena_mark(a);
    size_t spent_bytes = arena_spent_bytes(a);
    for (int i = 0; i < 1000; i++)
        memset(arena_alloc(a, 10000), i, 10000);
    arena_rewind(a, mark);
    CHECK_INT(arena_spent_bytes(a), spent_bytes);
    CHECK_TEXT(kept, "kept");
    arena_free(a);
}

TEST("the n-th allocation can be made to fail, and only that one starts the failure")
{
    struct arena *a = arena_new(1 << 20);
    arena_fail_nth(3);
    CHECK(arena_alloc(a, 1) != NULL);
    CHECK(arena_alloc(a, 1) != NULL);
    CHECK(arena_alloc(a, 1) == NULL);
    CHECK(arena_failed(a));
    CHECK_INT(arena_fail_nth(0), 3);
    arena_free(a);
}
