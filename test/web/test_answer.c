/* Requests answered without sockets: what is not declared, what fails on the way. */
#include "harness/database.h"
#include "harness/program.h"
#include "harness/test.h"
#include "record/schema.h"
#include "web/internal.h"
#include "web/kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t fixed_now(void *context)
{
    (void)context;
    return INT64_C(1795400340) * 1000000;
}

static void fixed_random(void *context, void *bytes, size_t n)
{
    (void)context;
    memset(bytes, 7, n);
}

static struct web *new_web(struct store *store, const struct kinds *kinds)
{
    const struct web_settings settings = {.name = "链长", .city = "云江市", .zone_minutes = 480};
    const struct web_world world = {fixed_now, fixed_now, fixed_random, NULL, NULL};
    const struct route *const routes[] = {kit_routes};
    const struct menu_entry *const menus[] = {kit_menu};
    const struct web_parts parts = {routes, 1, menus, 1, NULL};
    struct fault f = {0};
    struct web *w = NULL;
    REQUIRE(web_new(&settings, &world, store, kinds, &parts, &f, &w) == OK);
    return w;
}

/* One GET; the answer's bytes are the caller's to free. */
static struct answer ask(struct web *w, struct arena *a, const char *target)
{
    struct exchange ex = {.arena = a, .method = "GET", .target = target, .address = "127.0.0.1"};
    pairs_add(a, &ex.headers, "Host", "localhost");
    if (web_admit(w, &ex))
        web_answer(w, &ex);
    return ex.answer;
}

struct memory_case {
    struct test_database *d;
    struct web *w;
    const char *target;
};

static bool same(const struct answer *one, const struct answer *other)
{
    return one->status == other->status && one->n_bytes == other->n_bytes && one->bytes && other->bytes &&
           memcmp(one->bytes, other->bytes, one->n_bytes) == 0;
}

/* Fails the n-th allocation, then the next, until the page needs no more of them. */
static void fail_each_allocation(const struct memory_case *c)
{
    struct arena *whole_arena = arena_new(64 << 20), *a = arena_new(64 << 20);
    struct answer whole = ask(c->w, whole_arena, c->target);
    REQUIRE(whole.status == 200 || whole.status == 303);
    size_t refused = 0, n = 1;
    for (bool reached = true; reached; n++) {
        arena_reset(a);
        arena_fail_nth(n);
        struct answer answer = ask(c->w, a, c->target);
        reached = arena_fail_nth(0) >= n;
        bool right = answer.status == 503 || same(&answer, &whole) ||
                     (answer.status == whole.status && !whole.bytes && !answer.bytes);
        if (!CHECK(right))
            printf("    allocation %zu of %s: status %d\n", n, c->target, answer.status);
        refused += answer.status == 503;
        free(answer.bytes);
    }
    CHECK(n > 10);
    CHECK(refused > n / 2);
    free(whole.bytes);
    arena_free(a);
    arena_free(whole_arena);
}

TEST("whichever allocation fails, the answer is the whole page or a short 503")
{
    struct test_database d;
    test_database_open(&d, STORE_SQLITE, NULL);
    struct kinds *kinds = program_kinds();
    d.op.kinds = kinds;
    REQUIRE(schema_upgrade(&d.op, kinds) == OK);
    struct web *w = new_web(d.store, kinds);
    fail_each_allocation(&(struct memory_case){&d, w, "/login?next=%2Flist"});
    fail_each_allocation(&(struct memory_case){&d, w, "/list?a=1"});
    web_free(w);
    kinds_free(kinds);
    test_database_close(&d);
}

TEST("whichever statement fails, the answer is the whole page or a 503 in words")
{
    struct test_database d;
    test_database_open(&d, STORE_SQLITE, NULL);
    struct kinds *kinds = program_kinds();
    d.op.kinds = kinds;
    REQUIRE(schema_upgrade(&d.op, kinds) == OK);
    struct web *w = new_web(d.store, kinds);
    struct arena *a = arena_new(64 << 20);
    bool reached = true;
    for (size_t n = 1; reached && n < 100; n++) {
        arena_reset(a);
        struct exchange ex = {.arena = a, .method = "GET", .target = "/list", .address = "127.0.0.1"};
        pairs_add(a, &ex.headers, "Host", "localhost");
        pairs_add(a, &ex.headers, "Cookie", "lz=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        store_fail_nth(d.store, n);
        REQUIRE(web_admit(w, &ex));
        web_answer(w, &ex);
        reached = store_fail_nth(d.store, 0) >= n;
        CHECK_INT(ex.answer.status, reached ? 503 : 303);
        if (reached) {
            ex.answer.bytes[ex.answer.n_bytes - 1] = '\0';
            CHECK(strstr(ex.answer.bytes, "服务器暂时忙"));
        }
        free(ex.answer.bytes);
    }
    CHECK(!reached);
    arena_free(a);
    web_free(w);
    kinds_free(kinds);
    test_database_close(&d);
}

TEST("every route that is declared has a permission, a title where it is a page, and opens to those alone who hold it")
{
    struct kinds *kinds = program_kinds();
    struct web *w = new_web(NULL, kinds);
    const struct route *const *routes;
    size_t n = router_routes(web_router(w), &routes);
    CHECK(n > 20);
    for (size_t i = 0; i < n; i++) {
        const struct permission *p = &routes[i]->permission;
        CHECK(p->rule != PERMIT_NOBODY);
        CHECK(routes[i]->title || routes[i]->flags & ROUTE_QUIET);
        CHECK(permission_held(p, false, 0, ACCESS_PROJECT) == (p->rule == PERMIT_ANYONE));
    }
    web_free(w);
    kinds_free(kinds);
}

TEST("a permission is held by the roles that reach its access class, and by nobody when it was forgotten")
{
    const struct permission forgotten = {0}, anyone = FOR_ANYONE, signed_in = FOR_SIGNED_IN;
    const struct permission readers = FOR_READERS(ACCESS_PROJECT), auditors = FOR_ROLES(1u << ROLE_AUDIT_ADMIN);
    const struct permission of_kind = FOR_READERS_OF_KIND;
    const unsigned chief = 1u << ROLE_CHIEF, audit = 1u << ROLE_AUDIT_ADMIN, all = (1u << ROLE_COUNT) - 1;
    CHECK(!permission_held(&forgotten, true, all, ACCESS_PUBLIC));
    CHECK(permission_held(&anyone, false, 0, ACCESS_PUBLIC));
    CHECK(permission_held(&signed_in, true, 0, ACCESS_PUBLIC));
    CHECK(!permission_held(&signed_in, false, 0, ACCESS_PUBLIC));
    CHECK(permission_held(&readers, true, chief, ACCESS_PUBLIC));
    CHECK(!permission_held(&readers, true, audit, ACCESS_PUBLIC));
    CHECK(!permission_held(&readers, false, chief, ACCESS_PUBLIC));
    CHECK(permission_held(&auditors, true, audit | chief, ACCESS_PUBLIC));
    CHECK(!permission_held(&auditors, true, chief, ACCESS_PUBLIC));
    CHECK(permission_held(&of_kind, true, audit, ACCESS_AUDIT));
    CHECK(!permission_held(&of_kind, true, chief, ACCESS_AUDIT));
}

TEST("a menu entry that leads nowhere is a bug found at the start")
{
    static const struct text label = {"test.label", {"去处", "Place"}};
    static const struct menu_entry lost[] = {{"/nowhere", &label, MENU_TOP, 1, "bell"}, {0}};
    const struct menu_entry *const menus[] = {lost};
    const struct web_settings settings = {.name = "x", .city = "x"};
    const struct web_world world = {fixed_now, fixed_now, fixed_random, NULL, NULL};
    const struct web_parts parts = {NULL, 0, menus, 1, NULL};
    struct kinds *kinds = program_kinds();
    struct fault f = {0};
    struct web *w = NULL;
    CHECK_INT(web_new(&settings, &world, NULL, kinds, &parts, &f, &w), ERR_BUG);
    CHECK(strstr(f.words[LANGUAGE_EN], "/nowhere"));
    kinds_free(kinds);
}
