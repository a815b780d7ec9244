#include "features/project/ledger.h"
#include "harness/test.h"

#include <stdio.h>
#include <string.h>

static const char *const none[] = {NULL};
static const char *const documents[] = {"contract", "filing", "permit", NULL};
static const char *const verified[] = {"inspection", NULL};
static const char *const performed[] = {"incorporated", "land", NULL};

static struct ledger_rules make_rules(enum evidence_grade least, int64_t threshold_fen)
{
    static const char *const events[MILESTONE_COUNT] = {"signed",   "started", "completed", "produced",
                                                        "capacity", "raised",  "ended",     "resumed"};
    struct ledger_rules rules = {.performed = performed, .threshold_fen = threshold_fen};
    for (int m = 0; m < MILESTONE_COUNT; m++)
        rules.milestones[m] = (struct milestone_rule){
            .event = events[m],
            .own_event = m == MILESTONE_ENTRY ? "filed" : events[m],
            .least = least,
            .graded = {none, documents, verified},
        };
    return rules;
}

static struct milestones find(struct arena *a, const struct ledger_rules *rules, const struct happening *h, size_t n)
{
    struct milestones m;
    REQUIRE(milestones_find(a, rules, false, 500, h, n, &m) == OK);
    return m;
}

TEST("a project that starts before it is signed has its start on the day of signing, and is marked")
{
    struct arena *a = arena_new(1 << 20);
    struct ledger_rules rules = make_rules(GRADE_REPORTED, 0);
    const struct happening h[] = {
        {.id = 1, .kind = "started", .evidence = "inspection", .on = 20251118},
        {.id = 2, .kind = "signed", .evidence = "contract", .on = 20251201, .amount_fen = 230, .has_amount = true},
    };
    struct milestones m = find(a, &rules, h, 2);
    CHECK_INT(m.at[MILESTONE_START].on, 20251201);
    CHECK(m.started_before_entry);
    CHECK_INT(milestones_standing(&m, &rules, 20251130), STANDING_OUT);
    CHECK_INT(milestones_standing(&m, &rules, 20251201), STANDING_STARTED);
    arena_free(a);
}

TEST("weak evidence puts nothing on a ledger, and a second signing changes nothing")
{
    struct arena *a = arena_new(1 << 20);
    struct ledger_rules rules = make_rules(GRADE_DOCUMENTED, 0);
    const struct happening h[] = {
        {.id = 1, .kind = "signed", .evidence = "self", .on = 20250101, .amount_fen = 1, .has_amount = true},
        {.id = 2, .kind = "signed", .evidence = "contract", .on = 20250516, .amount_fen = 600, .has_amount = true},
        {.id = 3, .kind = "signed", .evidence = "contract", .on = 20250630, .amount_fen = 520, .has_amount = true},
    };
    struct milestones m = find(a, &rules, h, 3);
    CHECK_INT(m.at[MILESTONE_ENTRY].on, 20250516);
    CHECK_INT(m.entry_fen, 600);
    CHECK(m.signed_again);
    arena_free(a);
}

TEST("after an end a start counts only after the resumption")
{
    struct arena *a = arena_new(1 << 20);
    struct ledger_rules rules = make_rules(GRADE_REPORTED, 0);
    const struct happening h[] = {
        {.id = 1, .kind = "signed", .evidence = "contract", .on = 20250101},
        {.id = 2, .kind = "ended", .evidence = "self", .on = 20250301},
        {.id = 3, .kind = "started", .evidence = "permit", .on = 20250401},
        {.id = 4, .kind = "resumed", .evidence = "self", .on = 20250601},
        {.id = 5, .kind = "started", .evidence = "permit", .on = 20250701},
    };
    struct milestones m = find(a, &rules, h, 5);
    CHECK_INT(m.at[MILESTONE_START].on, 20250701);
    CHECK(m.started_while_ended);
    CHECK_INT(milestones_standing(&m, &rules, 20250501), STANDING_ENDED);
    CHECK_INT(milestones_standing(&m, &rules, 20250615), STANDING_UNSTARTED);
    CHECK_INT(m.entry_fen, 500);
    arena_free(a);
}

TEST("the amount on a day is what was signed plus what was raised up to it")
{
    struct arena *a = arena_new(1 << 20);
    struct ledger_rules rules = make_rules(GRADE_REPORTED, 0);
    const struct happening h[] = {
        {.id = 1, .kind = "signed", .evidence = "contract", .on = 20250101, .amount_fen = 100, .has_amount = true},
        {.id = 2, .kind = "raised", .evidence = "contract", .on = 20260200, .amount_fen = 80, .has_amount = true},
    };
    struct milestones m = find(a, &rules, h, 2);
    CHECK_INT(milestones_amount_fen(&m, 20260131), 100);
    CHECK_INT(milestones_amount_fen(&m, 20260201), 180);
    arena_free(a);
}

/* ---- the law, on random histories ---- */

enum { EVENTS_MAX = 10, PROJECTS = 30 };

struct history {
    bool own;
    int64_t total_fen;
    int chain;
    struct happening happenings[EVENTS_MAX];
    size_t n;
};

static uint64_t below(uint64_t *state, uint64_t n)
{
    return test_random(state) % n;
}

static void make_history(uint64_t *state, struct history *h)
{
    static const char *const kinds[] = {"signed", "filed",  "started", "completed", "produced", "capacity",
                                        "raised", "raised", "ended",   "resumed",   "signed",   "started"};
    static const char *const evidences[] = {"self", "contract", "permit", "inspection"};
    *h = (struct history){
        .own = below(state, 4) == 0, .total_fen = (int64_t)below(state, 1000), .chain = (int)below(state, 3)};
    h->n = below(state, EVENTS_MAX + 1);
    for (size_t i = 0; i < h->n; i++)
        h->happenings[i] = (struct happening){
            .id = (int64_t)i + 1,
            .kind = kinds[below(state, 12)],
            .evidence = evidences[below(state, 4)],
            /* few days, so that many fall together; some known to the month only */
            .on = date_make(2025, 1 + (int)below(state, 3), (int)below(state, 6)),
            .amount_fen = (int64_t)below(state, 1000),
            .has_amount = below(state, 3) != 0,
        };
}

static struct milestones of(struct arena *a, const struct ledger_rules *rules, const struct history *h)
{
    struct milestones m;
    REQUIRE(milestones_find(a, rules, h->own, h->total_fen, h->happenings, h->n, &m) == OK);
    return m;
}

/* The stock counted directly, without flows. */
static struct ledger_amount count_stock(struct arena *a, const struct ledger_rules *rules, const struct history *list,
                                        int chain, bool own, date_t day)
{
    struct ledger_amount stock = {0};
    for (int i = 0; i < PROJECTS; i++) {
        if (list[i].own != own || (chain >= 0 && list[i].chain != chain))
            continue;
        struct milestones m = of(a, rules, &list[i]);
        struct ledger_entry e;
        if (ledger_find(&m, rules, LEDGER_UNSTARTED, (struct ledger_span){20240101, day}, DATE_NONE, &e)) {
            stock.n++;
            stock.fen += e.fen;
        }
    }
    return stock;
}

static struct ledger_flow count_flow(struct arena *a, const struct ledger_rules *rules,
                                     const struct ledger_rules *before, const struct history *list, int chain, bool own,
                                     struct ledger_span span)
{
    struct ledger_flow flow = {0};
    for (int i = 0; i < PROJECTS; i++) {
        if (list[i].own != own || (chain >= 0 && list[i].chain != chain))
            continue;
        struct milestones m = of(a, rules, &list[i]), old = of(a, before, &list[i]);
        ledger_flow_add(&flow, &m, rules, &old, before, span);
    }
    return flow;
}

static void check_law(struct arena *a, uint64_t *state, const struct history *list)
{
    struct ledger_rules now = make_rules((enum evidence_grade)below(state, 3), (int64_t)below(state, 300));
    struct ledger_rules then = below(state, 2) ? now : make_rules((enum evidence_grade)below(state, 3), 0);
    date_t one = date_make(2025, 1 + (int)below(state, 3), 1 + (int)below(state, 28));
    date_t other = date_make(2025, 1 + (int)below(state, 3), 1 + (int)below(state, 28));
    struct ledger_span span = {one < other ? one : other, one < other ? other : one};
    date_t eve = date_add_days(span.from, -1);
    for (int own = 0; own < 2; own++) {
        int64_t chains_n = 0, chains_fen = 0;
        struct ledger_amount city = {0};
        for (int chain = 2; chain >= -1; chain--) {
            struct ledger_flow f = count_flow(a, &now, &then, list, chain, own, span);
            struct ledger_amount opening = count_stock(a, &then, list, chain, own, eve);
            struct ledger_amount closing = count_stock(a, &now, list, chain, own, span.to);
            CHECK(ledger_flow_balances(&f));
            CHECK_INT(f.opening.n, opening.n);
            CHECK_INT(f.opening.fen, opening.fen);
            CHECK_INT(f.closing.n, closing.n);
            CHECK_INT(f.closing.fen, closing.fen);
            if (chain >= 0) {
                chains_n += closing.n;
                chains_fen += closing.fen;
            } else {
                city = closing;
            }
        }
        CHECK_INT(chains_n, city.n);
        CHECK_INT(chains_fen, city.fen);
    }
}

TEST("the ledger law holds on random histories, in number and amount, for every chain and the city")
{
    uint64_t state = test_seed() * 2654435761u + 1;
    int rounds = test_rounds(200, 1000);
    struct arena *a = arena_new(64 << 20);
    for (int round = 0; round < rounds; round++) {
        struct history list[PROJECTS];
        for (int i = 0; i < PROJECTS; i++)
            make_history(&state, &list[i]);
        for (int spans = 0; spans < 5; spans++)
            check_law(a, &state, list);
        arena_reset(a);
    }
    arena_free(a);
}
