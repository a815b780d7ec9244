#include "record/bulk.h"
#include "record/json_list.h"
#include "record/list_inner.h"
#include "record/row.h"
#include "record/test_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- a library with a past ---- */

enum { SHELVES = 5, BOOKS = 70, FEW_BOOKS = 10 };

struct library {
    struct op *op;
    uint64_t state;
    int64_t shelves[SHELVES], books[BOOKS], moment_us;
};

static uint64_t below(struct library *l, uint64_t n)
{
    return test_random(&l->state) % n;
}

static const char *const words[] = {"链", "电池", "新能源", "a", "B", "甲", "长制", "7"};

static const char *random_words(struct library *l)
{
    const char *text = words[below(l, 8)];
    for (uint64_t i = below(l, 3); i; i--)
        text = arena_printf(l->op->arena, "%s%s", text, words[below(l, 8)]);
    return text;
}

static bool maybe(struct library *l)
{
    return below(l, 3) != 0;
}

static void fill_book(struct library *l, struct record *b)
{
    static const date_t dates[] = {20240300, 20240301, 20240315, 20250000 + 1200, 20251231, 20260101, 20260228};
    static const char *const tags[] = {"[\"red\"]", "[\"blue\"]", "[\"red\",\"blue\"]"};
    record_set_int(b, "shelf", l->shelves[below(l, SHELVES)]);
    record_set_text(b, "title", arena_printf(l->op->arena, "%s%d", random_words(l), (int)below(l, 100000)));
    record_set(b, "pages", maybe(l) ? value_int((int64_t)below(l, 6) + 1) : value_null());
    record_set(b, "price", maybe(l) ? value_int((int64_t)below(l, 5) * 500000 + 1) : value_null());
    record_set(b, "bought_on", maybe(l) ? value_int(dates[below(l, 7)]) : value_null());
    record_set(b, "planned_on", maybe(l) ? value_int(dates[below(l, 7)]) : value_null());
    record_set_text(b, "state", maybe(l) ? below(l, 2) ? "new" : "old" : "");
    record_set_text(b, "tags", maybe(l) ? tags[below(l, 3)] : "");
    record_set_text(b, "authors",
                    maybe(l) ? arena_printf(l->op->arena, "[{\"name\":\"%s\"},{\"name\":\"李\"}]", random_words(l))
                             : "");
    record_set_text(b, "also",
                    maybe(l) && l->books[2] ? arena_printf(l->op->arena, "[%ld]", (long)l->books[below(l, 3)]) : "");
}

static void save_random_book(struct library *l, int i)
{
    struct record *book = l->books[i] ? test_load(l->op, "book", l->books[i]) : test_new(l->op, "book");
    if (!book)
        return;
    fill_book(l, book);
    test_save(l->op, book);
    l->books[i] = book->id;
}

/* Some books, a moment, then some of them changed, deleted, renamed shelves. */
static struct library *library_new(struct test_database *d, int n_books)
{
    static struct library l;
    static const char *const names[SHELVES] = {"甲电池", "乙", "丙A", "乙", "丁"};
    test_city_open(d);
    l = (struct library){.op = &d->op, .state = test_seed()};
    for (int i = 0; i < SHELVES; i++) {
        struct record *shelf = test_new(l.op, "shelf");
        record_set_text(shelf, "name", names[i]);
        shelf->rank = i == 2 ? 0 : SHELVES - i;
        CHECK(test_try_save(l.op, shelf, "同名", NULL) == OK);
        l.shelves[i] = shelf->id;
    }
    for (int i = 0; i < n_books; i++)
        save_random_book(&l, i);
    op_end(l.op);
    REQUIRE(store_moment(l.op, &l.moment_us) == OK);
    for (int i = 0; i < n_books; i += 3)
        save_random_book(&l, i);
    for (int i = 5; i < n_books; i += 7)
        CHECK(test_delete(l.op, test_load(l.op, "book", l.books[i])) == OK);
    struct record *shelf = test_load(l.op, "shelf", l.shelves[1]);
    record_set_text(shelf, "name", "戊电池");
    test_save(l.op, shelf);
    op_end(l.op);
    return &l;
}

/* ---- the same question, asked of every record in C ---- */

struct shelf_of_records {
    struct op *op;
    struct record *shelves[SHELVES], *books[BOOKS];
    int n;
};

static void load_all(const struct library *l, struct op *op, struct shelf_of_records *all)
{
    *all = (struct shelf_of_records){.op = op};
    for (int i = 0; i < SHELVES; i++)
        all->shelves[i] = test_load(op, "shelf", l->shelves[i]);
    for (int i = 0; i < BOOKS; i++) {
        struct record *book = test_load(op, "book", l->books[i]);
        if (book)
            all->books[all->n++] = book;
    }
}

static const struct record *shelf_of(const struct shelf_of_records *all, const struct record *book)
{
    for (int i = 0; i < SHELVES; i++)
        if (all->shelves[i] && all->shelves[i]->id == record_int(book, "shelf"))
            return all->shelves[i];
    return NULL;
}

static struct value column_value(const struct record *r, const struct list_column *c)
{
    if (kind_field_index(r->kind, c->field->id) >= 0 && kind_field(r->kind, c->field->id) == c->field)
        return record_value(r, c->field->id);
    if (strcmp(c->field->id, "id") == 0)
        return value_int(r->id);
    if (strcmp(c->field->id, "rank") == 0)
        return r->rank ? value_int(r->rank) : value_null();
    return c->is_moment ? value_int(r->changed_us) : value_text(r->code);
}

static bool contains(struct op *op, const char *text, const char *part)
{
    return strstr(filter_lower(op->arena, text), part) != NULL;
}

static bool in_range(const struct value *v, const struct filter_range *r)
{
    if (v->type == VALUE_TEXT)
        return strcmp(v->text, r->low.text) == 0;
    return v->integer >= r->low.integer && v->integer <= r->high.integer;
}

static const char *title_by_id(const struct shelf_of_records *all, int64_t id)
{
    for (int i = 0; i < SHELVES; i++)
        if (all->shelves[i] && all->shelves[i]->id == id)
            return record_text(all->shelves[i], "name");
    for (int i = 0; i < all->n; i++)
        if (all->books[i]->id == id)
            return record_text(all->books[i], "title");
    return "";
}

static bool scalar_holds(const struct shelf_of_records *all, const struct filter_condition *c, const struct value *v)
{
    const struct filter_range *r = c->ranges;
    switch (c->comparison) {
    case FILTER_IN:
        for (size_t i = 0; i < c->n; i++)
            if (in_range(v, &r[i]))
                return true;
        return false;
    case FILTER_LESS:
        return v->integer < r->low.integer;
    case FILTER_LESS_EQUAL:
        return v->integer <= r->high.integer;
    case FILTER_GREATER:
        return v->integer > r->high.integer;
    case FILTER_GREATER_EQUAL:
        return v->integer >= r->low.integer;
    case FILTER_CONTAINS:
        return contains(all->op, v->type == VALUE_INT ? title_by_id(all, v->integer) : v->text, r->low.text);
    default:
        return false;
    }
}

static bool list_holds(const struct shelf_of_records *all, const struct filter_condition *c, const char *json)
{
    struct json_list l = json_list_of(json);
    struct value v;
    bool holds = false;
    while (json_next(&l, all->op->arena, &v))
        holds |= scalar_holds(all, c, &v);
    return holds;
}

static bool rows_hold(const struct shelf_of_records *all, const struct filter_condition *c, const char *json)
{
    struct json_list l = json_list_of(json);
    const char *name;
    struct value v;
    bool holds = false;
    while (json_next_object(&l))
        while (json_next_member(&l, all->op->arena, &name, &v))
            holds |= strcmp(name, "name") == 0 && contains(all->op, v.text, c->ranges[0].low.text);
    return holds;
}

static bool condition_holds(const struct shelf_of_records *all, const struct filter_condition *c,
                            const struct record *r)
{
    const struct record *at = c->step ? shelf_of(all, r) : r;
    struct value v = at ? column_value(at, &c->column) : value_null();
    if (c->comparison == FILTER_EMPTY)
        return value_is_absent(&v);
    if (value_is_absent(&v))
        return false;
    if (c->column.field->type == FIELD_ROWS)
        return rows_hold(all, c, v.text);
    return field_is_list(c->column.field) ? list_holds(all, c, v.text) : scalar_holds(all, c, &v);
}

static bool holds(const struct shelf_of_records *all, const struct filter *f, const struct record *r)
{
    switch (f ? f->type : FILTER_ALL) {
    case FILTER_NOT:
        return !holds(all, f->left, r);
    case FILTER_ANY:
        return holds(all, f->left, r) || holds(all, f->right, r);
    case FILTER_CONDITION:
        return condition_holds(all, &f->condition, r);
    case FILTER_ALL:
        break;
    }
    return !f || (holds(all, f->left, r) && holds(all, f->right, r));
}

/* ---- order ---- */

static struct value key_value(const struct shelf_of_records *all, const struct list_key *k, const struct record *r)
{
    const struct record *shelf;
    switch (k->source) {
    case KEY_TARGET_RANK:
    case KEY_TARGET_TITLE:
        shelf = shelf_of(all, r);
        if (!shelf)
            return value_null();
        if (k->source == KEY_TARGET_TITLE)
            return record_value(shelf, "name");
        return value_int(shelf->rank ? shelf->rank : INT64_MAX);
    case KEY_RANK:
        return value_int(r->rank ? r->rank : INT64_MAX);
    case KEY_COLUMN:
        break;
    }
    return column_value(r, &k->column);
}

static int compare_values(const struct value *one, const struct value *other)
{
    bool none = value_is_absent(one), other_none = value_is_absent(other);
    if (none || other_none)
        return other_none - none;
    if (one->type == VALUE_TEXT)
        return strcmp(one->text, other->text);
    return (one->integer > other->integer) - (one->integer < other->integer);
}

static const struct shelf_of_records *compared;
static const struct list_order *compared_by;

static int compare(const void *one, const void *other)
{
    const struct record *const *a = one, *const *b = other;
    for (int i = 0; i < compared_by->n; i++) {
        struct value x = key_value(compared, &compared_by->keys[i], *a),
                     y = key_value(compared, &compared_by->keys[i], *b);
        int c = compare_values(&x, &y);
        if (c)
            return compared_by->keys[i].descending ? -c : c;
    }
    return 0;
}

/* ---- both answers ---- */

static int expected_ids(const struct shelf_of_records *all, const struct filter *f, const char *sort, int64_t *ids)
{
    struct list_order order;
    struct record *found[BOOKS];
    int n = 0;
    REQUIRE(list_order_read(all->op, test_kind(all->op, "book"), sort, &order) == OK);
    for (int i = 0; i < all->n; i++)
        if (holds(all, f, all->books[i]))
            found[n++] = all->books[i];
    compared = all;
    compared_by = &order;
    qsort(found, (size_t)n, sizeof(found[0]), compare);
    for (int i = 0; i < n; i++)
        ids[i] = found[i]->id;
    return n;
}

static bool run(struct op *op, struct list_query *q, struct list_page *page)
{
    test_forget_fault(op);
    if (list_run(op, q, page) == OK)
        return true;
    printf("  %s [%s]\n", op->fault->words[LANGUAGE_ZH], op->fault->detail);
    return false;
}

/* Forward page by page, then back from the end: each row once, and the same rows. */
static void check_pages(struct op *op, struct list_query *q, const int64_t *ids, int n, const char *words_said)
{
    struct list_page page = {0};
    int at = 0, mistakes = 0;
    bool first = true;
    for (q->after = NULL; first || q->after; first = false) {
        REQUIRE(run(op, q, &page));
        for (size_t i = 0; i < page.n; i++, at++)
            mistakes += at >= n || page.rows[i].id != ids[at];
        CHECK((page.previous != NULL) == (!first && page.n > 0));
        q->after = page.next;
    }
    CHECK_INT(at, n);
    at = n - (int)page.n;
    while (page.previous) {
        q->after = page.previous;
        REQUIRE(run(op, q, &page));
        at -= (int)page.n;
        for (size_t i = 0; i < page.n; i++)
            mistakes += at < 0 || page.rows[i].id != ids[at + (int)i];
    }
    CHECK_INT(at, 0);
    if (!CHECK(mistakes == 0))
        printf("    %s, sorted by %s, seed %lu\n", words_said, q->sort ? q->sort : "-", (unsigned long)test_seed());
    q->after = NULL;
}

static const char *random_condition(struct library *l)
{
    struct arena *a = l->op->arena;
    static const char *const orders[] = {"=", "!=", "<", "<=", ">", ">="};
    static const char *const dates[] = {"2024-03", "2024-03-01", "2024", "2025Q4", "2026-02-28", "today", "2025-12"};
    static const char *const fixed[] = {
        "tags = red",           "tags in (red, blue)",
        "tags != blue",         "tags is empty",
        "state in (new, old)",  "state != old",
        "state is not empty",   "shelf = SJ00001",
        "shelf != 乙",          "shelf in (SJ00003, SJ00005)",
        "shelf ~ 电池",         "shelf !~ a",
        "shelf.rank >= 3",      "shelf.rank < 4",
        "shelf.rank is empty",  "shelf.name ~ A",
        "shelf.name != 丁",     "shelf.code = SJ00002",
        "also is empty",        "also ~ 电池",
        "price is empty",       "price = 0.500001",
        "unit is empty",        "changed >= 2020",
        "shelf.chain is empty",
    };
    switch (below(l, 7)) {
    case 0:
        return arena_printf(a, "pages %s %d", orders[below(l, 6)], (int)below(l, 7));
    case 1:
        return arena_printf(a, "bought_on %s %s", orders[below(l, 6)], dates[below(l, 7)]);
    case 2:
        return arena_printf(a, "planned_on in (%s, %s)", dates[below(l, 7)], dates[below(l, 7)]);
    case 3:
        return arena_printf(a, "title %s %s", below(l, 2) ? "~" : "!~", words[below(l, 8)]);
    case 4:
        return arena_printf(a, "authors %s %s", below(l, 2) ? "~" : "!~", words[below(l, 8)]);
    case 5:
        return arena_printf(a, "price %s %d", orders[below(l, 6)], (int)below(l, 3));
    default:
        return fixed[below(l, sizeof(fixed) / sizeof(fixed[0]))];
    }
}

static const char *random_filter(struct library *l, int depth)
{
    struct arena *a = l->op->arena;
    if (depth == 0 || below(l, 3) == 0)
        return random_condition(l);
    const char *left = random_filter(l, depth - 1), *right = random_filter(l, depth - 1);
    return arena_printf(a, "%s(%s %s %s)", below(l, 4) ? "" : "not ", left, below(l, 2) ? "and" : "or", right);
}

static const char *const sorts[] = {
    NULL,           "title",     "-title", "pages",         "-pages", "price,-bought_on",
    "-state,title", "bought_on", "shelf",  "-shelf,-pages", "id",     "-changed"};

static void check_question(struct library *l, struct shelf_of_records *all, const char *expression)
{
    struct op *op = all->op;
    struct filter *f;
    struct list_page page;
    int64_t ids[BOOKS];
    test_forget_fault(op);
    if (!CHECK(filter_parse(op, test_kind(op, "book"), expression, &f) == OK)) {
        printf("    %s: %s\n", expression, op->fault->words[LANGUAGE_ZH]);
        return;
    }
    struct list_query q = {.kind = test_kind(op, "book"),
                           .filter = f,
                           .sort = sorts[below(l, 12)],
                           .limit = 1 + below(l, 20),
                           .count = true,
                           .totals = true};
    int n = expected_ids(all, f, q.sort, ids);
    check_pages(op, &q, ids, n, expression);
    REQUIRE(run(op, &q, &page));
    CHECK_INT(page.count, n);
    int64_t sum = 0, missing = 0;
    for (int i = 0; i < all->n; i++)
        if (holds(all, f, all->books[i])) {
            sum += record_int(all->books[i], "price");
            missing += !record_has(all->books[i], "price");
        }
    REQUIRE(page.n_columns == 4 && strcmp(page.columns[3]->id, "price") == 0);
    CHECK_INT(page.totals[3], sum);
    CHECK_INT(page.totals_missing[3], missing);
}

static struct op op_of_then(struct test_database *d, const struct library *l, struct fault *f)
{
    struct op op = test_op(d, f);
    op.kinds = d->op.kinds;
    op.as_of_us = l->moment_us;
    return op;
}

TEST("a list with any filter and order is what going through every record finds, now and as of a moment, page by page")
{
    EACH_ENGINE(d)
    {
        struct library *l = library_new(&d, BOOKS);
        struct fault f = {0};
        struct op then = op_of_then(&d, l, &f);
        struct shelf_of_records now_all, then_all;
        load_all(l, l->op, &now_all);
        load_all(l, &then, &then_all);
        CHECK(then_all.n == BOOKS && now_all.n < BOOKS);
        for (int round = 0; round < test_rounds(60, 3000); round++) {
            struct arena_mark mark = arena_mark(l->op->arena), then_mark = arena_mark(then.arena);
            const char *expression = round ? random_filter(l, 3) : "";
            check_question(l, &now_all, expression);
            check_question(l, &then_all, expression);
            arena_rewind(l->op->arena, mark);
            arena_rewind(then.arena, then_mark);
        }
        test_op_release(&then);
    }
}

TEST("an account that may see nothing sees nothing, whatever it asks")
{
    EACH_ENGINE(d)
    {
        struct library *l = library_new(&d, FEW_BOOKS);
        struct fault f = {0};
        struct op stranger = test_op(&d, &f);
        stranger.kinds = d.op.kinds;
        stranger.sees_all = false;
        stranger.account = 987654321;
        for (int moment = 0; moment < 2; moment++) {
            stranger.as_of_us = moment ? l->moment_us : 0;
            op_end(&stranger);
            for (int i = 0; i < 12; i++) {
                struct list_page page;
                struct list_query q = {
                    .kind = test_kind(&d.op, "book"), .sort = sorts[i], .count = true, .totals = true};
                REQUIRE(run(&stranger, &q, &page));
                CHECK_INT(page.n + (size_t)page.count + (size_t)page.totals[3] + (size_t)page.totals_missing[3], 0);
            }
            struct filter *filter;
            test_forget_fault(&stranger);
            CHECK(filter_parse(&stranger, test_kind(&d.op, "book"), "shelf = SJ00001", &filter) == ERR_INPUT);
            CHECK(strstr(f.words[LANGUAGE_ZH], "没有找到"));
        }
        test_op_release(&stranger);
    }
}

TEST("cells are shown as people read them, references by title, personal fields masked")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        struct record *book = test_new_book(op, test_shelf(op, "甲"), "书");
        record_set_int(book, "price", 35000000000);
        record_set_text(book, "phone", "13900001001");
        record_set_text(book, "authors", "[{\"name\":\"周\",\"share\":5000}]");
        test_save(op, book);
        struct record *second = test_new_book(op, record_int(book, "shelf"), "二");
        record_set_text(second, "also", arena_printf(op->arena, "[%ld]", (long)book->id));
        test_save(op, second);
        op_end(op);
        static const char *const columns[] = {"shelf", "price", "phone", "authors", "also", "owner", "changed", "标签"};
        struct list_page page;
        struct list_query q = {.kind = book->kind, .columns = columns, .n_columns = 8, .sort = "id"};
        REQUIRE(run(op, &q, &page));
        REQUIRE(page.n == 2);
        const struct list_cell *cells = page.rows[0].cells;
        CHECK_TEXT(page.rows[0].title, "书");
        CHECK_TEXT(cells[0].shown, "甲");
        CHECK_INT(cells[0].ref_id, record_int(book, "shelf"));
        CHECK_TEXT(cells[1].shown, "3.50亿元");
        CHECK_TEXT(cells[2].shown, "139****1001");
        CHECK_TEXT(cells[3].shown, "周（50%）");
        CHECK_TEXT(cells[5].shown, "");
        CHECK(strlen(cells[6].shown) == 16 && cells[6].value.integer == book->changed_us);
        CHECK_TEXT(page.columns[7]->id, "tags");
        CHECK_TEXT(page.rows[1].cells[4].shown, "书");
    }
}

TEST("what cannot be sorted or shown, and a page of another list, are refused in words")
{
    EACH_ENGINE(d)
    {
        struct library *l = library_new(&d, FEW_BOOKS);
        struct op *op = l->op;
        struct list_page page;
        struct list_query q = {.kind = test_kind(op, "book"), .sort = "-title", .limit = 3};
        static const char *const bad_sorts[] = {
            "phone", "-reader", "pin", "tags", "authors", "nothing", "title,pages,price,state"};
        REQUIRE(run(op, &q, &page));
        REQUIRE(page.next != NULL);
        const char *token = page.next;
        for (size_t i = 0; i < sizeof(bad_sorts) / sizeof(bad_sorts[0]); i++) {
            q = (struct list_query){.kind = q.kind, .sort = bad_sorts[i]};
            test_forget_fault(op);
            if (!CHECK(list_run(op, &q, &page) == ERR_INPUT))
                printf("    %s\n", bad_sorts[i]);
        }
        static const char *const hidden[] = {"pin"};
        q = (struct list_query){.kind = q.kind, .columns = hidden, .n_columns = 1};
        test_forget_fault(op);
        CHECK(list_run(op, &q, &page) == ERR_INPUT);
        q = (struct list_query){.kind = q.kind, .sort = "title", .after = token};
        test_forget_fault(op);
        CHECK(list_run(op, &q, &page) == ERR_INPUT);
        char *broken = arena_text(op->arena, token);
        for (size_t i = 0; token[i]; i++) {
            broken[i] = token[i] == 'A' ? 'B' : 'A';
            q = (struct list_query){.kind = q.kind, .sort = "-title", .after = broken};
            test_forget_fault(op);
            enum err e = list_run(op, &q, &page);
            CHECK(e == OK || e == ERR_INPUT);
            broken[i] = token[i];
        }
        broken[strlen(broken) - 3] = '\0';
        test_forget_fault(op);
        q.after = broken;
        CHECK(list_run(op, &q, &page) == ERR_INPUT);
    }
}

TEST("ranked kinds are listed in official order, unranked records behind")
{
    EACH_ENGINE(d)
    {
        struct library *l = library_new(&d, FEW_BOOKS);
        struct list_page page;
        struct list_query q = {.kind = test_kind(l->op, "shelf")};
        REQUIRE(run(l->op, &q, &page));
        REQUIRE(page.n == SHELVES);
        CHECK_INT(page.rows[0].id, l->shelves[4]);
        CHECK_INT(page.rows[SHELVES - 1].id, l->shelves[2]);
        CHECK_TEXT(page.rows[0].code, "SJ00005");
    }
}

/* ---- whole lists ---- */

struct passing {
    struct test_database *d;
    int heads, n, renamed;
    char last[64];
    bool in_order;
};

static enum err enter_shelves(struct op *op, void *arg)
{
    enum { CHUNK = 2600, CHUNKS = 2 };
    struct bulk *b;
    (void)arg;
    TRY(bulk_new(op, test_kind(op, "shelf"), &b));
    enum err e = OK;
    for (int chunk = 0; chunk < CHUNKS && e == OK; chunk++) {
        struct bulk_row *rows = arena_array(op->arena, CHUNK, struct bulk_row);
        for (int i = 0; i < CHUNK; i++) {
            REQUIRE(record_new(op, test_kind(op, "shelf"), &rows[i].record) == OK);
            record_set_text(rows[i].record, "name", arena_printf(op->arena, "架%05d", chunk * CHUNK + i));
        }
        e = bulk_apply(op, b, rows, CHUNK);
    }
    bulk_free(b);
    return e;
}

/* Someone else renames the last of them while the first is written. */
static void meddle(struct test_database *d)
{
    struct fault f = {0};
    struct op other = test_op(d, &f);
    struct record *shelf;
    other.kinds = d->op.kinds;
    REQUIRE(record_find(&other, test_kind(&other, "shelf"), "SJ05200", &shelf) == OK);
    record_set_text(shelf, "name", "新架");
    test_save(&other, shelf);
    struct record *late = test_new(&other, "shelf");
    record_set_text(late, "name", "架99999");
    test_save(&other, late);
    test_op_release(&other);
}

static enum err pass(void *arg, const struct list_page *head, const struct list_row *row)
{
    struct passing *p = arg;
    REQUIRE(head->n_columns == 1);
    if (!row) {
        p->heads++;
        return OK;
    }
    if (p->n++ == 0)
        meddle(p->d);
    p->in_order &= strcmp(row->title, p->last) > 0;
    p->renamed += strcmp(row->title, "新架") == 0;
    snprintf(p->last, sizeof(p->last), "%s", row->title);
    return OK;
}

TEST("a long list gives each row once, in order and as of one moment, whatever others do meanwhile")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        REQUIRE(act_run(op, "test.bulk", "", enter_shelves, NULL, NULL) == OK);
        static const char *const columns[] = {"name"};
        struct list_query q = {.kind = test_kind(op, "shelf"), .sort = "name", .columns = columns, .n_columns = 1};
        struct passing p = {.d = &d, .in_order = true};
        CHECK(list_each(op, &q, pass, &p) == OK);
        CHECK_INT(p.heads, 1);
        CHECK_INT(p.n, 5200);
        CHECK_INT(p.renamed, 0);
        CHECK(p.in_order);
        CHECK_INT(op->as_of_us, 0);
        op_end(op);
        struct list_page page;
        q.count = true;
        REQUIRE(run(op, &q, &page));
        CHECK_INT(page.count, 5201);
    }
}

/* ---- plans ---- */

static bool sorts_rows(struct op *op, struct list_query *q)
{
    struct list l;
    const char *const *lines;
    size_t n;
    bool sorted_here = false;
    test_forget_fault(op);
    if (!CHECK(list_open(op, q, &l) == OK && list_explain(&l, &lines, &n) == OK)) {
        printf("    %s: %s [%s]\n", q->kind->id, op->fault->words[LANGUAGE_EN], op->fault->detail);
        return true;
    }
    for (size_t i = 0; i < n; i++)
        sorted_here |= strstr(lines[i], "TEMP B-TREE FOR ORDER BY") != NULL;
    for (size_t i = 0; i < n && sorted_here; i++)
        printf("    %s: %s\n", q->kind->id, lines[i]);
    return sorted_here;
}

/* A condition on a field that many rows share, without asking whether its value exists. */
static struct filter *shared_by_many(struct op *op, const struct kind *kind, const struct field *f)
{
    struct filter *filter = arena_one(op->arena, struct filter);
    struct filter_range *range = arena_one(op->arena, struct filter_range);
    range->low = range->high = f->type == FIELD_ENUM ? value_text(f->choices[0].id) : value_int(1);
    filter->type = FILTER_CONDITION;
    filter->condition = (struct filter_condition){.kind = kind, .comparison = FILTER_IN, .ranges = range, .n = 1};
    list_column_find(kind, f->id, &filter->condition.column);
    return filter;
}

TEST("the usual list of every kind comes from an index in its order, whole and by each field that rows share")
{
    struct test_database d = {.url = NULL};
    test_database_open(&d, STORE_SQLITE, NULL);
    test_city_open(&d);
    struct op *op = &d.op;
    for (int scoped = 0; scoped < 2; scoped++) {
        op->sees_all = !scoped;
        op->account = 1;
        for (size_t i = 0; i < kinds_count(op->kinds); i++) {
            const struct kind *kind = kinds_at(op->kinds, i);
            struct list_query q = {.kind = kind};
            if (kind->flags & KIND_PLAIN)
                continue;
            CHECK(!sorts_rows(op, &q));
            for (const struct field *f = kind->fields; f->id; f++) {
                bool shared = f->type == FIELD_ENUM || f->type == FIELD_BOOL || f->type == FIELD_REF;
                if (!shared || !field_is(f, FIELD_FILTER))
                    continue;
                q.filter = shared_by_many(op, kind, f);
                CHECK(!sorts_rows(op, &q));
            }
        }
    }
    test_database_close(&d);
}
