#include "base/hash.h"
#include "harness/test.h"

TEST("a hundred thousand keys are found again, in the order they came")
{
    struct arena *a = arena_new(64 << 20);
    struct hash h;
    hash_init(&h, a);
    CHECK(hash_find(&h, "none") == NULL);
    enum { KEYS = 100000 };
    for (int i = 0; i < KEYS; i++)
        CHECK(hash_put_number(&h, arena_printf(a, "key %d", i), i));
    CHECK_INT(h.n, KEYS);
    for (int i = 0; i < KEYS; i++)
        if (!CHECK_INT(hash_number(&h, arena_printf(a, "key %d", i), -1), i) || !CHECK_INT(h.entries[i].value.number, i))
            break;
    CHECK_INT(hash_number(&h, "key", -1), -1);
    CHECK_INT(hash_number(&h, "", -1), -1);
    arena_free(a);
}

TEST("a key is put once, replaced, counted, and may hold a pointer")
{
    struct arena *a = arena_new(1 << 20);
    struct hash h;
    hash_init(&h, a);
    int thing = 7;
    CHECK(hash_put_number(&h, "n", 1) && hash_put_number(&h, "n", 2));
    CHECK_INT(hash_number(&h, "n", 0), 2);
    CHECK_INT(h.n, 1);
    hash_at(&h, "count")->number++;
    hash_at(&h, "count")->number++;
    CHECK_INT(hash_number(&h, "count", 0), 2);
    CHECK(hash_put_pointer(&h, "", &thing));
    CHECK(hash_pointer(&h, "") == &thing && hash_pointer(&h, "other") == NULL);
    arena_free(a);
}

TEST("a map that cannot grow refuses and keeps what it has")
{
    for (size_t nth = 1; nth < 12; nth++) {
        struct arena *a = arena_new(1 << 20);
        struct hash h;
        static const char *const keys[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n"};
        hash_init(&h, a);
        arena_fail_nth(nth);
        size_t put = 0;
        while (put < sizeof(keys) / sizeof(*keys) && hash_put_number(&h, keys[put], (int64_t)put))
            put++;
        arena_fail_nth(0);
        CHECK_INT(h.n, put);
        for (size_t i = 0; i < put; i++)
            CHECK_INT(hash_number(&h, keys[i], -1), i);
        arena_free(a);
    }
}
