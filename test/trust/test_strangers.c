/* A stranger's account meets nothing closed to it: every route, asked in a city with records closed to it and in one
 * that never had them, answers alike. */
#include "harness/test.h"
#include "trust/walk.h"

#include <stdio.h>
#include <string.h>

/* One request in so many, in make test. */
enum { LISTS_SHARE = 150, READING_SHARE = 16, CHANGING_SHARE = 8, ARENA_BYTES = 256 << 20 };

static void lock(struct walk *w)
{
    for (int i = 0; i < WORLDS; i++) {
        struct planted *p = &w->twins->worlds[i];
        struct op *op = &p->city.d->op;
        struct record *account;
        op_end(op);
        int64_t id = w->twins->accounts[w->stranger - strangers];
        REQUIRE(record_load(op, kinds_find(p->city.kinds, "account"), id, &account) == OK);
        record_set_text(account, "state", "locked");
        planted_save(p, account);
    }
}

static void begin(struct walk *w, struct twins *twins, const struct stranger *s)
{
    *w = (struct walk){.twins = twins, .stranger = s, .arena = arena_new(ARENA_BYTES),
                       .n_worlds = WORLDS, .judge = walk_compare};
    for (int i = 0; i < WORLDS; i++)
        browser_sign_in(&w->browsers[i], &twins->worlds[i].city, s->login);
    if (s->is_locked)
        lock(w);
}

static void read_as(struct twins *twins, const struct stranger *s)
{
    struct walk w;
    begin(&w, twins, s);
    w.share = (uint64_t)test_rounds(LISTS_SHARE, LISTS_SHARE / 10);
    walk_lists(&w);
    w.share = (uint64_t)test_rounds(READING_SHARE, READING_SHARE / 8);
    walk_routes(&w, false);
    printf("  %s: %llu of %llu requests that read\n", s->login, (unsigned long long)w.asked,
           (unsigned long long)w.considered);
    arena_free(w.arena);
}

static void change_as(struct twins *twins, const struct stranger *s)
{
    struct walk w;
    begin(&w, twins, s);
    w.share = (uint64_t)test_rounds(CHANGING_SHARE, 1);
    walk_routes(&w, true);
    printf("  %s: %llu of %llu requests that change\n", s->login, (unsigned long long)w.asked,
           (unsigned long long)w.considered);
    arena_free(w.arena);
}

/* Every stranger to whom the same classes are closed; all of them read before one of them changes anything. */
static void walk_set(enum store_engine engine, unsigned closed)
{
    struct twins twins;
    twins_open(&twins, engine, closed);
    for (int changing = 0; changing < 2; changing++)
        for (const struct stranger *s = strangers; s->login; s++)
            if (planted_closed_to(s->roles) == closed && !(s->is_locked && changing))
                changing ? change_as(&twins, s) : read_as(&twins, s);
    twins_close(&twins);
}

TEST("a stranger meets nothing closed to it on any page or interface, on SQLite")
{
    for (const struct stranger *s = strangers; s->login; s++)
        if (stranger_is_first(s))
            walk_set(STORE_SQLITE, planted_closed_to(s->roles));
}

/* In make test those of districts, parks and departments alone, the most by far. */
TEST("a stranger meets nothing closed to it on any page or interface, on PostgreSQL")
{
    bool all = test_rounds(0, 1) != 0;
    for (const struct stranger *s = strangers; s->login && test_has_postgres(); s++)
        if (stranger_is_first(s) && (all || s->roles == 1u << ROLE_DEPARTMENT))
            walk_set(STORE_POSTGRES, planted_closed_to(s->roles));
}
