#include "base/arena.h"
#include "harness/test.h"

#include <stdint.h>
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

TEST("what an arena gives is zeroed, aligned, and nobody else's")
{
    struct arena *a = arena_new(16 << 20);
    uint64_t random = test_seed();
    unsigned char *blocks[500];
    size_t sizes[500];
    for (int i = 0; i < 500; i++) {
        sizes[i] = 1 + test_random(&random) % 3000;
        blocks[i] = arena_alloc(a, sizes[i]);
        REQUIRE(blocks[i] != NULL);
        CHECK((uintptr_t)blocks[i] % 16 == 0 && blocks[i][0] == 0 && blocks[i][sizes[i] - 1] == 0);
        memset(blocks[i], i & 0xFF, sizes[i]);
    }
    for (int i = 0; i < 500; i++)
        CHECK(blocks[i][0] == (i & 0xFF) && blocks[i][sizes[i] - 1] == (i & 0xFF));
    arena_reset(a);
    CHECK_INT(arena_spent_bytes(a), 0);
    CHECK(((unsigned char *)arena_alloc(a, 100))[99] == 0);
    arena_free(a);
    arena_free(NULL);
}

TEST("an array whose size overflows is refused")
{
    struct arena *a = arena_new(SIZE_MAX);
    CHECK(arena_array(a, SIZE_MAX / 2, uint64_t) == NULL);
    CHECK(arena_failed(a));
    arena_free(a);
}

TEST("a growing array keeps its elements, and refuses without losing them")
{
    struct arena *a = arena_new(100000);
    int *numbers = NULL;
    size_t n = 0, capacity = 0;
    while (arena_grow(a, &numbers, n, &capacity)) {
        numbers[n] = (int)n;
        n++;
    }
    CHECK(n >= 4096 && n == capacity && arena_failed(a));
    for (size_t i = 0; i < n; i++)
        CHECK(numbers[i] == (int)i);
    arena_free(a);
}

TEST("text is copied, cut and printed into an arena")
{
    struct arena *a = arena_new(1 << 16);
    CHECK_TEXT(arena_text_n(a, "链长制", 6), "链长");
    CHECK_TEXT(arena_text_n(a, "", 0), "");
    CHECK_TEXT(arena_printf(a, "%d个项目，%s", 3, "开工"), "3个项目，开工");
    arena_fail(a);
    CHECK_TEXT(arena_printf(a, "%d", 3), "");
    CHECK(arena_one(a, int) == NULL);
    arena_free(a);
}
