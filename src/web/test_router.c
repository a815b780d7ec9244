#include "harness/test.h"
#include "web/route.h"

#include <string.h>

static enum err nothing(struct request *rq, struct response *rs)
{
    (void)rq, (void)rs;
    return OK;
}

static const struct route routes[] = {
    {METHOD_GET, "/", FOR_ANYONE, nothing},
    {METHOD_GET, "/projects", FOR_ANYONE, nothing},
    {METHOD_POST, "/projects", FOR_ANYONE, nothing},
    {METHOD_GET, "/projects/new", FOR_ANYONE, nothing},
    {METHOD_GET, "/projects/{code}", FOR_ANYONE, nothing},
    {METHOD_GET, "/projects/{id}/history/{at}", FOR_ANYONE, nothing},
    {METHOD_DELETE, "/projects/new/draft", FOR_ANYONE, nothing},
    {METHOD_GET, "/{kind}/{code}/merge", FOR_ANYONE, nothing},
    {METHOD_GET, "/api/v1/openapi.json", FOR_ANYONE, nothing},
    {0},
};

static struct router *router(void)
{
    struct fault f = {0};
    struct router *r = NULL;
    const struct route *const tables[] = {routes};
    REQUIRE(router_new(tables, 1, &f, &r) == OK);
    return r;
}

static struct arena *arena;
static struct route_match match(struct router *r, enum method method, const char *path)
{
    if (!arena)
        arena = arena_new(1 << 20);
    struct route_match m;
    router_match(r, arena, method, path, &m);
    return m;
}

static const char *path_of(struct router *r, enum method method, const char *path)
{
    struct route_match m = match(r, method, path);
    return m.route ? m.route->path : "";
}

TEST("a literal segment wins over a parameter, and a parameter is taken where the literal leads nowhere")
{
    struct router *r = router();
    CHECK_TEXT(path_of(r, METHOD_GET, "/"), "/");
    CHECK_TEXT(path_of(r, METHOD_GET, "/projects/new"), "/projects/new");
    CHECK_TEXT(path_of(r, METHOD_GET, "/projects/XM00001"), "/projects/{code}");
    CHECK_TEXT(path_of(r, METHOD_GET, "/projects/new/merge"), "/{kind}/{code}/merge");
    CHECK_TEXT(path_of(r, METHOD_GET, "/enterprises/1/merge"), "/{kind}/{code}/merge");
    CHECK_TEXT(path_of(r, METHOD_GET, "/api/v1/openapi.json"), "/api/v1/openapi.json");
    CHECK_TEXT(path_of(r, METHOD_GET, "/enterprises"), "");
    router_free(r);
    arena_free(arena);
}

TEST("parameters are named by their own route and decoded once")
{
    struct router *r = router();
    struct route_match m = match(r, METHOD_GET, "/projects/%E9%93%BE%2541/history/2%20026");
    REQUIRE(m.route);
    CHECK_INT(m.n, 2);
    CHECK_TEXT(m.names[0], "id");
    CHECK_TEXT(m.values[0], "链%41");
    CHECK_TEXT(m.names[1], "at");
    CHECK_TEXT(m.values[1], "2 026");
    router_free(r);
    arena_free(arena);
}

TEST("a path that another method answers to is told apart from one that nothing answers to")
{
    struct router *r = router();
    CHECK_INT(match(r, METHOD_PUT, "/projects").methods, 1 << METHOD_GET | 1 << METHOD_POST);
    CHECK(match(r, METHOD_PUT, "/projects").route == NULL);
    CHECK_INT(match(r, METHOD_GET, "/nothing").methods, 0);
    CHECK(match(r, METHOD_GET, "/projects/").other_slash);
    CHECK(match(r, METHOD_GET, "/projects/").route == NULL);
    CHECK(!match(r, METHOD_GET, "/nothing/").other_slash);
    router_free(r);
    arena_free(arena);
}

TEST("malformed paths match nothing: traversal, NUL, empty segments, encoded slashes, bad escapes, bad UTF-8")
{
    struct router *r = router();
    const char *bad[] = {"/projects/..", "/projects/%2e%2e", "/projects/.", "/projects//new", "//projects", "projects",
                         "", "/projects/a%2Fb", "/projects/a%00b", "/projects/%", "/projects/%4", "/projects/%zz",
                         "/projects/%ff", "/projects/%0d%0a", "/projects/\x01", "/projects/%C0%AE%C0%AE", "*",
                         "/1/2/3/4/5/6/7/8/9/10/11/12/13", "http://x/projects"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        struct route_match m = match(r, METHOD_GET, bad[i]);
        CHECK(m.route == NULL && m.methods == 0 && !m.other_slash);
    }
    router_free(r);
    arena_free(arena);
}

TEST("a route without a permission, without a function, twice, or with a malformed path is a bug")
{
    const struct route wrong[][3] = {
        {{METHOD_GET, "/a", {.rule = PERMIT_NOBODY}, nothing}},
        {{METHOD_GET, "/a", FOR_ANYONE, NULL}},
        {{METHOD_GET, "/a", FOR_ANYONE, nothing}, {METHOD_GET, "/a", FOR_ANYONE, nothing}},
        {{METHOD_GET, "/a/{x}", FOR_ANYONE, nothing}, {METHOD_GET, "/a/{y}", FOR_ANYONE, nothing}},
        {{METHOD_GET, "a", FOR_ANYONE, nothing}},
        {{METHOD_GET, "/a/", FOR_ANYONE, nothing}},
        {{METHOD_GET, "/a//b", FOR_ANYONE, nothing}},
        {{METHOD_GET, "/a/{}", FOR_ANYONE, nothing}},
        {{METHOD_GET, "/a/x{y}", FOR_ANYONE, nothing}},
        {{METHOD_GET, "/A", FOR_ANYONE, nothing}},
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        struct fault f = {0};
        struct router *r = NULL;
        const struct route *const tables[] = {wrong[i]};
        CHECK_INT(router_new(tables, 1, &f, &r), ERR_BUG);
        CHECK(strstr(f.words[LANGUAGE_EN], "/") || strstr(f.words[LANGUAGE_EN], "a"));
        CHECK(r == NULL);
    }
}

TEST("every declared route is listed by path and method")
{
    struct router *r = router();
    const struct route *const *list;
    CHECK_INT(router_routes(r, &list), 9);
    CHECK_TEXT(list[0]->path, "/");
    CHECK_TEXT(list[2]->path, "/projects");
    CHECK_INT(list[2]->method, METHOD_GET);
    CHECK_INT(list[3]->method, METHOD_POST);
    CHECK(router_page(r, "/projects") == &routes[1]);
    CHECK(router_page(r, "/projects/new/draft") == NULL);
    router_free(r);
}
