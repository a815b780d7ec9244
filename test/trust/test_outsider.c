/* What an attacker writes into fields and addresses is text wherever it is shown. */
#include "harness/test.h"
#include "trust/walk.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 256 << 20, SHARE = 12 };

/* Ends an attribute in either quotes and a tag; never stands so in a page. */
static const char breakout[] = "\"'><i onx=1>";
static const struct stranger office = {"office", 1u << ROLE_CHIEF_OFFICE, false, false};

/* The head up to the empty line, else NULL. */
static const char *in_head(const char *answer, const char *words)
{
    const char *end = strstr(answer, "\r\n\r\n"), *at = strstr(answer, words);
    return at && end && at < end ? at : NULL;
}

static void judge_page(struct walk *w, const char *asked, char *const *answers)
{
    const char *answer = answers[WITH], *raw = strstr(answer, "'><i onx");
    bool page = in_head(answer, "Content-Type: text/html") != NULL;
    w->seen += page && strstr(answer, "&lt;i onx");
    if (!CHECK(!page || !raw))
        printf("  %.300s: …%.120s…\n", asked, raw > answer + 60 ? raw - 60 : raw);
    if (!CHECK(!in_head(answer, "\r\nX-Evil")))
        printf("  %.300s splits the answer\n", asked);
    bool guarded = in_head(answer, "X-Content-Type-Options: nosniff") && (!page || in_head(answer, "default-src 'none'"));
    if (!CHECK(guarded))
        printf("  %.300s: a header that guards it is missing\n", asked);
    if (!CHECK(status_of_answer(answer) < 500))
        printf("  %.300s: %.80s\n", asked, answer);
}

static void open_city(struct walk *w, struct twins *twins, enum store_engine engine)
{
    *twins = (struct twins){.closed = 0};
    twins->worlds[WITH] = (struct planted){.note = breakout};
    test_database_open(&twins->databases[WITH], engine, NULL);
    planted_open(&twins->worlds[WITH], &twins->databases[WITH]);
    planted_account(&twins->worlds[WITH], office.login, office.roles);
    *w = (struct walk){.twins = twins, .stranger = &office, .arena = arena_new(ARENA_BYTES), .n_worlds = 1,
                       .judge = judge_page};
    w->share = (uint64_t)test_rounds(SHARE, 1);
    browser_sign_in(&w->browsers[WITH], &twins->worlds[WITH].city, office.login);
}

static void ask_with(struct walk *w, const char *path, const char *names, const char *value)
{
    struct arena_mark mark = arena_mark(w->arena);
    for (const char *name = names; *name; name += strlen(name) + 1)
        walk_ask(w, METHOD_GET, arena_printf(w->arena, "%s?%s=%s", path, name, value), "", "");
    arena_rewind(w->arena, mark);
}

/* Every page with what breaks out of quotes, tags and lines in each value that addresses take. */
static void walk_addresses(struct walk *w)
{
    static const char names[] = "q\0where\0sort\0after\0col\0at\0as_of\0other\0one\0format\0kind\0next\0before\0limit\0";
    const struct route *const *routes;
    size_t n = router_routes(web_router(w->twins->worlds[WITH].city.world->web), &routes);
    for (size_t i = 0; i < n; i++) {
        if (routes[i]->method != METHOD_GET || strchr(routes[i]->path, '{'))
            continue;
        ask_with(w, routes[i]->path, names, "%22%27%3E%3Ci%20onx%3D1%3E");
        ask_with(w, routes[i]->path, names, "%0D%0AX-Evil:%201");
    }
    ask_with(w, "/projects", names, "%22%27%3E%3Ci%20onx%3D1%3E");
    ask_with(w, "/projects", names, "%0D%0AX-Evil:%201");
    ask_with(w, "/%22%27%3E%3Ci%20onx%3D1%3E", names, "1");
    ask_with(w, "/projects/%0D%0AX-Evil:%201", names, "1");
}

static void walk_engine(enum store_engine engine)
{
    struct twins twins;
    struct walk w;
    open_city(&w, &twins, engine);
    walk_addresses(&w);
    walk_routes(&w, false);
    walk_routes(&w, true);
    printf("  %llu of %llu requests, %llu pages show what was planted\n", (unsigned long long)w.asked,
           (unsigned long long)w.considered, (unsigned long long)w.seen);
    CHECK(w.asked > 200);
    CHECK(w.seen > 40);
    arena_free(w.arena);
    planted_close(&twins.worlds[WITH]);
    test_database_close(&twins.databases[WITH]);
}

TEST("no field of any record and no address breaks out of the page, the head or the sandbox of an answer")
{
    walk_engine(STORE_SQLITE);
}
