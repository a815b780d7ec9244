/* Random histories: what was once known stays known. */
#include "base/buf.h"
#include "record/bulk.h"
#include "record/compose.h"
#include "record/test_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHELVES_MAX = 12, BOOKS_MAX = 60, CHAINS = 3, MOMENTS_MAX = 400 };

struct world {
    struct op *op;
    uint64_t state;
    int64_t chains[CHAINS];
    int64_t shelves[SHELVES_MAX], books[BOOKS_MAX];
    int n_shelves, n_books, n_titles;
    struct {
        int64_t us;
        char *text;
    } moments[MOMENTS_MAX];
    int n_moments;
    int done[8]; /* how often each deed succeeded */
};

static uint64_t below(struct world *w, uint64_t n)
{
    return test_random(&w->state) % n;
}

/* ---- everything that the operation sees, as text ---- */

static void add_kind(struct op *op, const char *id, struct buf *out)
{
    const struct kind *kind = test_kind(op, id);
    const struct relation_column *columns;
    size_t n;
    struct statement s;
    struct rows *rows;
    REQUIRE(schema_relation_columns(op->arena, kind, &columns, &n) == OK);
    const char *sql = "select t.id";
    for (size_t i = 1; i < n; i++)
        sql = arena_printf(op->arena, "%s, t.%s", sql, columns[i].name);
    sql = arena_printf(op->arena, "%s from @%s t order by t.id", sql, id);
    REQUIRE(compose(op->arena, op->kinds, "everything", "", (int)n, false, sql, &s) == OK);
    REQUIRE(statement_run(op, &s, NULL, &rows) == OK);
    while (rows_next(rows)) {
        buf_printf(out, "%s", id);
        for (int i = 0; i < (int)n; i++) {
            struct value v = rows_value(rows, i);
            if (v.type == VALUE_INT)
                buf_printf(out, "|%lld", (long long)v.integer);
            else
                buf_printf(out, "|%s", v.type == VALUE_TEXT ? v.text : "-");
        }
        buf_char(out, '\n');
    }
    REQUIRE(rows_close(rows) == OK);
}

/* The caller frees it. */
static char *everything(struct op *op)
{
    struct buf out;
    buf_init(&out, 0);
    op_end(op);
    struct arena_mark mark = arena_mark(op->arena);
    add_kind(op, "shelf", &out);
    add_kind(op, "book", &out);
    op_end(op);
    arena_rewind(op->arena, mark);
    char *text = strdup(buf_string(&out));
    buf_release(&out);
    return text;
}

static void keep_moment(struct world *w)
{
    op_end(w->op);
    REQUIRE(store_moment(w->op, &w->moments[w->n_moments].us) == OK);
    w->moments[w->n_moments++].text = everything(w->op);
}

/* ---- deeds ---- */

static enum err save_in_act(struct op *op, void *arg)
{
    struct findings findings = {0};
    return record_save(op, arg, "随机", &findings);
}

static bool act(struct world *w, store_write_fn write, void *arg)
{
    op_end(w->op);
    enum err e = act_run(w->op, "test.random", "", write, arg, NULL);
    bool refused = e == ERR_INPUT || e == ERR_CONFLICT || e == ERR_MISSING;
    if (e != OK && !refused)
        printf("  %s: %s [%s]\n", err_id(e), w->op->fault->words[LANGUAGE_EN], w->op->fault->detail);
    CHECK(e == OK || refused);
    test_forget_fault(w->op);
    op_end(w->op);
    return e == OK;
}

static bool put_shelf(struct world *w)
{
    bool fresh = w->n_shelves < 3 || (w->n_shelves < SHELVES_MAX && below(w, 4) == 0);
    struct record *r =
        fresh ? test_new(w->op, "shelf") : test_load(w->op, "shelf", w->shelves[below(w, (uint64_t)w->n_shelves)]);
    if (!r)
        return false;
    record_set_text(r, "name", arena_printf(w->op->arena, "架%d", (int)below(w, 30)));
    record_set_int(r, "chain", w->chains[below(w, CHAINS)]);
    if (below(w, 3) == 0)
        record_set(r, "chain", value_null());
    bool done = act(w, save_in_act, r);
    if (done && fresh)
        w->shelves[w->n_shelves++] = r->id;
    return done;
}

static void fill_book(struct world *w, struct record *r)
{
    struct arena *a = w->op->arena;
    record_set_int(r, "shelf", w->shelves[below(w, (uint64_t)w->n_shelves)]);
    record_set_text(r, "title", arena_printf(a, "书%d", below(w, 8) ? w->n_titles++ : (int)below(w, 20)));
    record_set(r, "pages", below(w, 3) ? value_int((int64_t)below(w, 2000)) : value_null());
    record_set_text(r, "tags", below(w, 2) ? "[\"red\",\"blue\"]" : below(w, 2) ? "[\"blue\"]" : "");
    record_set_text(r, "phone", below(w, 2) ? arena_printf(a, "1390000%04d", (int)below(w, 5)) : "");
    record_set_text(r, "pin", below(w, 2) ? "4711" : "");
    if (w->n_books)
        record_set_text(r, "also",
                        below(w, 3) ? ""
                                    : arena_printf(a, "[%lld]", (long long)w->books[below(w, (uint64_t)w->n_books)]));
}

static bool put_book(struct world *w)
{
    if (!w->n_shelves)
        return false;
    bool fresh = w->n_books < 5 || (w->n_books < BOOKS_MAX && below(w, 3) == 0);
    struct record *r =
        fresh ? test_new(w->op, "book") : test_load(w->op, "book", w->books[below(w, (uint64_t)w->n_books)]);
    if (!r)
        return false;
    fill_book(w, r);
    bool done = act(w, save_in_act, r);
    if (done && fresh)
        w->books[w->n_books++] = r->id;
    return done;
}

struct aim {
    const struct kind *kind;
    int64_t id, other, us;
    struct world *world;
};

static enum err delete_in_act(struct op *op, void *arg)
{
    const struct aim *a = arg;
    return record_delete(op, a->kind, a->id, 0);
}

static struct aim any_record(struct world *w)
{
    bool shelf = below(w, 5) == 0;
    struct aim a = {.world = w, .kind = test_kind(w->op, shelf ? "shelf" : "book")};
    if (shelf && w->n_shelves) {
        a.id = w->shelves[below(w, (uint64_t)w->n_shelves)];
        a.other = w->shelves[below(w, (uint64_t)w->n_shelves)];
    } else if (!shelf && w->n_books) {
        a.id = w->books[below(w, (uint64_t)w->n_books)];
        a.other = w->books[below(w, (uint64_t)w->n_books)];
    }
    return a;
}

static bool delete_one(struct world *w)
{
    struct aim a = any_record(w);
    return a.id && act(w, delete_in_act, &a);
}

static enum err restore_in_act(struct op *op, void *arg)
{
    const struct aim *a = arg;
    return record_restore(op, a->kind, a->id, a->us);
}

static bool restore_one(struct world *w)
{
    struct aim a = any_record(w);
    struct version *versions;
    size_t n;
    op_end(w->op);
    if (!a.id || record_history(w->op, a.kind, a.id, 0, 50, &versions, &n) != OK) {
        test_forget_fault(w->op);
        return false;
    }
    a.us = versions[below(w, n)].from_us;
    return act(w, restore_in_act, &a);
}

static enum err merge_in_act(struct op *op, void *arg)
{
    const struct aim *a = arg;
    return a->id == a->other ? ERR_CONFLICT : record_merge_duplicates(op, a->kind, a->id, a->other);
}

static bool merge_two(struct world *w)
{
    struct aim a = any_record(w);
    return a.id && act(w, merge_in_act, &a);
}

static bool undo_one(struct world *w)
{
    struct act_row *rows;
    struct act_obstacle *obstacles;
    size_t n;
    op_end(w->op);
    REQUIRE(act_list(w->op, 0, 0, 6, &rows, &n) == OK);
    op_end(w->op);
    if (!n)
        return false;
    enum err e = act_undo(w->op, rows[below(w, n)].id, &obstacles, &n);
    CHECK(e == OK || e == ERR_CONFLICT || e == ERR_MISSING);
    test_forget_fault(w->op);
    op_end(w->op);
    return e == OK;
}

enum { BULK_BOOKS = 6 };

static enum err bulk_in_act(struct op *op, void *arg)
{
    struct world *w = arg;
    struct bulk *b;
    struct bulk_row rows[BULK_BOOKS];
    TRY(bulk_new(op, test_kind(op, "book"), &b));
    uint64_t state = w->state;
    for (int i = 0; i < BULK_BOOKS; i++) {
        rows[i] = (struct bulk_row){.record = test_new(op, "book"), .reason = "随机"};
        fill_book(w, rows[i].record);
    }
    enum err e = bulk_apply(op, b, rows, BULK_BOOKS);
    w->state = state + 1; /* the same rows when the act is run again */
    for (int i = 0; i < BULK_BOOKS && e == OK && w->n_books < BOOKS_MAX; i++)
        if (rows[i].verdict == BULK_NEW)
            w->books[w->n_books++] = rows[i].record->id;
    bulk_free(b);
    return e;
}

static bool enter_many(struct world *w)
{
    return w->n_shelves && w->n_books < BOOKS_MAX && act(w, bulk_in_act, w);
}

static bool (*const deeds[])(struct world *w) = {put_book,    put_book,  put_shelf, delete_one,
                                                 restore_one, merge_two, undo_one,  enter_many};

/* ---- what must hold ---- */

static void check_moments(struct world *w)
{
    for (int i = 0; i < w->n_moments; i++) {
        op_end(w->op);
        w->op->as_of_us = w->moments[i].us;
        char *text = everything(w->op);
        w->op->as_of_us = 0;
        if (!CHECK(strcmp(text, w->moments[i].text) == 0))
            printf("  then:\n%s  now says of then:\n%s", w->moments[i].text, text);
        free(text);
    }
}

/* A book stands where its shelf stands, and belongs to whom its shelf belongs. */
static void check_places(struct world *w)
{
    for (int i = 0; i < w->n_books; i++) {
        struct record *book = test_load(w->op, "book", w->books[i]);
        struct record *shelf = book ? test_load(w->op, "shelf", record_int(book, "shelf")) : NULL;
        CHECK(!book || shelf);
        if (shelf) {
            CHECK_INT(book->at[PLACE_CHAIN], record_int(shelf, "chain"));
            CHECK_INT(book->owner, shelf->owner);
        }
    }
}

static void check_audit(struct op *op)
{
    int64_t n;
    op_end(op);
    if (act_verify(op, &n) != OK)
        CHECK_TEXT(op->fault->words[LANGUAGE_EN], "");
    test_forget_fault(op);
    op_end(op);
}

static void world_open(struct world *w, struct test_database *d, uint64_t seed)
{
    memset(w, 0, sizeof(*w));
    w->op = &d->op;
    w->state = seed;
    test_city_open(d);
    for (int i = 0; i < CHAINS; i++) {
        struct record *chain = test_new(w->op, "chain");
        record_set_text(chain, "name", arena_printf(w->op->arena, "链%d", i));
        test_save(w->op, chain);
        w->chains[i] = chain->id;
    }
}

static void world_close(struct world *w)
{
    for (int i = 0; i < w->n_moments; i++)
        free(w->moments[i].text);
}

TEST("after any history, each past moment reads as it read then, places are right and the audit is whole")
{
    static struct world w;
    int steps = test_rounds(150, 380);
    EACH_ENGINE(d)
    {
        world_open(&w, &d, test_seed() * 2 + 1);
        for (int i = 0; i < steps; i++) {
            uint64_t deed = below(&w, sizeof(deeds) / sizeof(deeds[0]));
            struct arena_mark mark = arena_mark(d.op.arena);
            w.done[deed] += deeds[deed](&w);
            op_end(&d.op);
            arena_rewind(d.op.arena, mark);
            if (i % 2 == 0)
                keep_moment(&w);
        }
        for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++)
            CHECK(w.done[i] > 0);
        check_moments(&w);
        check_places(&w);
        check_audit(&d.op);
        world_close(&w);
    }
}

/* ---- nothing torn ---- */

/* A shelf moves to another chain: its books follow, in their lists, digests and search words. */
static bool move_shelf(struct world *w)
{
    struct record *shelf = test_load(w->op, "shelf", w->shelves[0]);
    if (!shelf)
        return false;
    record_set_int(shelf, "chain", w->chains[record_int(shelf, "chain") == w->chains[1] ? 2 : 1]);
    op_end(w->op);
    enum err e = act_run(w->op, "test.move", "", save_in_act, shelf, NULL);
    op_end(w->op);
    return e == OK;
}

static void fill_world(struct world *w)
{
    while (w->n_shelves < 1)
        put_shelf(w);
    while (w->n_books < 4)
        put_book(w);
}

/* Each attempt has an arena of its own: what failed stays failed. */
static bool attempt_move(struct test_database *d, const struct world *w)
{
    struct fault f = {0};
    struct op op = test_op(d, &f);
    struct world attempt = *w;
    op.kinds = d->op.kinds;
    memcpy(op.random, d->op.random, sizeof(op.random));
    attempt.op = &op;
    bool moved = move_shelf(&attempt);
    CHECK(moved || f.code == ERR_STORAGE || f.code == ERR_MEMORY || f.code == ERR_BUSY || f.code == OK);
    test_op_release(&op);
    return moved;
}

TEST("whichever statement fails, an act is there as a whole or not at all")
{
    static struct world w;
    EACH_ENGINE(d)
    {
        world_open(&w, &d, test_seed() * 2 + 1);
        fill_world(&w);
        char *before = everything(&d.op);
        bool moved = false;
        size_t n = 1;
        for (; !moved && n < 500; n++) {
            store_fail_nth(d.store, n);
            moved = attempt_move(&d, &w);
            store_fail_nth(d.store, 0);
            char *after = everything(&d.op);
            CHECK_INT(strcmp(before, after) == 0, !moved);
            free(after);
        }
        CHECK(moved && n > 15);
        check_places(&w);
        check_audit(&d.op);
        free(before);
    }
}

TEST("whichever allocation fails, an act is there as a whole or not at all")
{
    static struct world w;
    struct test_database d;
    test_database_open(&d, STORE_SQLITE, NULL);
    world_open(&w, &d, test_seed() * 2 + 1);
    fill_world(&w);
    char *before = everything(&d.op);
    bool moved = false;
    size_t n = 1;
    for (; !moved && n < 5000; n++) {
        arena_fail_nth(n);
        moved = attempt_move(&d, &w);
        arena_fail_nth(0);
        char *after = everything(&d.op);
        CHECK_INT(strcmp(before, after) == 0, !moved);
        free(after);
    }
    CHECK(moved && n > 50);
    check_places(&w);
    check_audit(&d.op);
    free(before);
    test_database_close(&d);
}
