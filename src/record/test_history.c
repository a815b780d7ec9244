#include "record/test_fixture.h"

#include <string.h>

static struct record *a_book(struct op *op)
{
    struct record *book = test_new_book(op, test_shelf(op, "甲"), "链");
    record_set_text(book, "phone", "13900001001");
    test_save(op, book);
    return book;
}

static int64_t in_past(struct op *op, int64_t us)
{
    op_end(op);
    int64_t before = op->as_of_us;
    op->as_of_us = us;
    return before;
}

TEST("a record is read as it was known at a moment, deleted ones too, and cannot be saved there")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        struct record *book = a_book(op);
        int64_t first_us = book->changed_us;
        record_set_int(book, "pages", 7);
        test_save(op, book);
        int64_t second_us = book->changed_us;
        REQUIRE(test_delete(op, book) == OK);
        CHECK(test_load(op, "book", book->id) == NULL);
        in_past(op, first_us);
        CHECK(test_load(op, "book", book->id) == NULL);
        in_past(op, first_us + 1);
        struct record *then = test_load(op, "book", book->id);
        REQUIRE(then != NULL);
        CHECK(!record_has(then, "pages"));
        CHECK_TEXT(record_text(then, "phone"), "139****1001");
        CHECK(test_try_save(op, then, "", NULL) == ERR_CONFLICT);
        in_past(op, second_us + 1);
        CHECK_INT(record_int(test_load(op, "book", book->id), "pages"), 7);
        in_past(op, 0);
    }
}

TEST("history tells newest first who changed which field and why, with the deletion at its head")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        struct record *book = a_book(op);
        record_set_int(book, "pages", 2000);
        REQUIRE(test_try_save(op, book, "合订本", NULL) == OK);
        REQUIRE(test_delete(op, book) == OK);
        struct version *v;
        size_t n;
        op_end(op);
        REQUIRE(record_history(op, book->kind, book->id, 0, 10, &v, &n) == OK);
        REQUIRE(n == 3);
        CHECK(v[0].deleted && v[0].to_us == INT64_MAX);
        CHECK_TEXT(v[0].what, "test.delete");
        CHECK_TEXT(v[1].reason, "合订本");
        CHECK_TEXT(v[1].address, "test");
        int pages = kind_field_index(book->kind, "pages"), title = kind_field_index(book->kind, "title");
        CHECK(v[1].changed[pages] && !v[1].changed[title]);
        CHECK(v[2].changed[title] && !v[2].changed[pages]);
        CHECK_INT(v[2].to_us, v[1].from_us);
        CHECK_TEXT(record_text(v[2].record, "phone"), "139****1001");
        REQUIRE(record_history(op, book->kind, book->id, v[0].from_us, 1, &v, &n) == OK);
        CHECK_INT(n, 1);
        CHECK(v[0].changed[pages] && !v[0].changed[title]);
        CHECK(record_history(op, book->kind, 999, 0, 1, &v, &n) == ERR_MISSING);
        test_forget_fault(op);
    }
}

struct restoring {
    const struct kind *kind;
    int64_t id, version_us;
};

static enum err run_restore(struct op *op, void *arg)
{
    const struct restoring *r = arg;
    return record_restore(op, r->kind, r->id, r->version_us);
}

static enum err restore(struct op *op, const struct kind *kind, int64_t id, int64_t version_us)
{
    struct restoring r = {kind, id, version_us};
    op_end(op);
    enum err e = act_run(op, "test.restore", "", run_restore, &r, NULL);
    test_forget_fault(op);
    return e;
}

TEST("an older version comes back as a new one, and a deleted record with the children that went with it")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        struct record *book = a_book(op);
        int64_t shelf = record_int(book, "shelf"), first_us = book->changed_us;
        record_set_int(book, "pages", 7);
        record_set_text(book, "phone", "13900001002");
        test_save(op, book);
        REQUIRE(restore(op, book->kind, book->id, first_us) == OK);
        struct record *again = test_load(op, "book", book->id);
        CHECK(!record_has(again, "pages"));
        CHECK_TEXT(record_text(again, "phone"), "139****1001");
        CHECK_INT(again->rev, 3);
        struct record *gone = test_new_book(op, shelf, "早先删除的");
        test_save(op, gone);
        REQUIRE(test_delete(op, gone) == OK);
        struct record *parent = test_load(op, "shelf", shelf);
        REQUIRE(test_delete(op, parent) == OK);
        REQUIRE(restore(op, parent->kind, shelf, parent->changed_us) == OK);
        CHECK(test_load(op, "shelf", shelf) != NULL);
        CHECK(test_load(op, "book", book->id) != NULL);
        CHECK(test_load(op, "book", gone->id) == NULL);
        int64_t n;
        op_end(op);
        CHECK(act_verify(op, &n) == OK);
    }
}

static int64_t last_operation(struct op *op)
{
    struct act_row *rows;
    size_t n;
    op_end(op);
    REQUIRE(act_list(op, 0, 0, 1, &rows, &n) == OK && n == 1);
    return rows[0].id;
}

static enum err undo(struct op *op, int64_t operation, size_t *ret_n)
{
    struct act_obstacle *obstacles;
    op_end(op);
    enum err e = act_undo(op, operation, &obstacles, ret_n);
    test_forget_fault(op);
    return e;
}

TEST("undoing an act takes back what it made, changed and deleted")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        size_t n;
        struct record *book = a_book(op);
        int64_t made = last_operation(op);
        record_set_int(book, "pages", 7);
        test_save(op, book);
        CHECK(undo(op, made, &n) == ERR_CONFLICT);
        CHECK_INT(n, 1);
        REQUIRE(undo(op, last_operation(op), &n) == OK);
        CHECK(!record_has(test_load(op, "book", book->id), "pages"));
        struct record *shelf = test_load(op, "shelf", record_int(book, "shelf"));
        REQUIRE(test_delete(op, shelf) == OK);
        CHECK(test_load(op, "book", book->id) == NULL);
        REQUIRE(undo(op, last_operation(op), &n) == OK);
        CHECK(test_load(op, "shelf", shelf->id) != NULL);
        CHECK(test_load(op, "book", book->id) != NULL);
        REQUIRE(undo(op, last_operation(op), &n) == OK);
        CHECK(test_load(op, "shelf", shelf->id) == NULL);
        int64_t checked;
        op_end(op);
        CHECK(act_verify(op, &checked) == OK);
    }
}

TEST("what an act made is not taken back while something made later belongs to it")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        size_t n;
        int64_t shelf = test_shelf(op, "甲"), made = last_operation(op);
        struct record *book = test_new_book(op, shelf, "链");
        test_save(op, book);
        CHECK(undo(op, made, &n) == ERR_CONFLICT);
        CHECK_INT(n, 1);
        CHECK(test_load(op, "book", book->id) != NULL);
    }
}

TEST("changes on both sides merge field by field, and only what both changed is a conflict")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        struct record *base = a_book(op), *mine = test_load(op, "book", base->id),
                      *theirs = test_load(op, "book", base->id), *merged;
        base = test_load(op, "book", base->id);
        record_set_text(mine, "title", "我");
        record_set_int(mine, "pages", 1);
        record_set_text(mine, "state", "new");
        record_set_int(theirs, "pages", 2);
        record_set_text(theirs, "state", "new");
        record_set_int(theirs, "price", 3);
        struct merge_conflict *conflicts;
        size_t n;
        REQUIRE(record_merge3(op, base, mine, theirs, &merged, &conflicts, &n) == OK);
        CHECK_INT(n, 1);
        CHECK_TEXT(conflicts[0].field->id, "pages");
        CHECK_TEXT(record_text(merged, "title"), "我");
        CHECK_INT(record_int(merged, "pages"), 2);
        CHECK_INT(record_int(merged, "price"), 3);
        CHECK_TEXT(record_text(merged, "phone"), "139****1001");
        CHECK(test_try_save(op, merged, "", NULL) == OK);
    }
}

struct merging {
    const struct kind *kind;
    int64_t keep, lose;
};

static enum err run_merge(struct op *op, void *arg)
{
    const struct merging *m = arg;
    return record_merge_duplicates(op, m->kind, m->keep, m->lose);
}

TEST("two records become one: references move, gaps are filled, the old id and code lead to the one that stays")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        size_t n;
        int64_t keep = test_shelf(op, "甲"), lose = test_shelf(op, "乙");
        struct record *loser = test_load(op, "shelf", lose);
        record_set_text(loser, "note", "靠窗");
        test_save(op, loser);
        struct record *moved = test_new_book(op, lose, "链"), *twin = test_new_book(op, lose, "图"),
                      *kept = test_new_book(op, keep, "图"), *other = test_new_book(op, keep, "表");
        record_set_int(twin, "price", 100);
        test_save(op, moved);
        test_save(op, twin);
        test_save(op, kept);
        record_set_text(other, "also", arena_printf(op->arena, "[%d,%d]", (int)twin->id, (int)kept->id));
        test_save(op, other);
        struct merging m = {loser->kind, keep, lose};
        op_end(op);
        REQUIRE(act_run(op, "test.merge", "", run_merge, &m, NULL) == OK);
        CHECK_TEXT(record_text(test_load(op, "shelf", keep), "note"), "靠窗");
        CHECK_INT(test_load(op, "shelf", lose)->id, keep);
        CHECK_INT(record_int(test_load(op, "book", moved->id), "shelf"), keep);
        struct record *one = test_load(op, "book", twin->id);
        CHECK_INT(one->id, kept->id);
        CHECK_INT(record_int(one, "price"), 100);
        CHECK_TEXT(record_text(test_load(op, "book", other->id), "also"),
                   arena_printf(op->arena, "[%d]", (int)kept->id));
        struct record *found;
        REQUIRE(record_find(op, loser->kind, loser->code, &found) == OK);
        CHECK_INT(found->id, keep);
        REQUIRE(undo(op, last_operation(op), &n) == OK);
        CHECK_INT(test_load(op, "shelf", lose)->id, lose);
        CHECK_INT(record_int(test_load(op, "book", moved->id), "shelf"), lose);
        CHECK_INT(test_load(op, "book", twin->id)->id, twin->id);
    }
}

struct erasure {
    const struct kind *kind;
    int64_t id;
};

static enum err run_erase(struct op *op, void *arg)
{
    const struct erasure *e = arg;
    return record_erase_personal(op, e->kind, e->id, "个人信息保护法第四十七条");
}

TEST("a lawful erasure blanks a person's fields in every version, and the audit still verifies")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        struct record *book = a_book(op);
        record_set_text(book, "phone", "13900001002");
        record_set_text(book, "reader", "周明远");
        test_save(op, book);
        const char *text;
        int64_t n;
        op_end(op);
        REQUIRE(record_unmask(op, book->kind, book->id, "phone", "核实", &text) == OK);
        CHECK_TEXT(text, "13900001002");
        CHECK(record_unmask(op, book->kind, book->id, "phone", "", &text) == ERR_INPUT);
        test_forget_fault(op);
        struct erasure e = {book->kind, book->id};
        REQUIRE(act_run(op, "test.erase", "", run_erase, &e, NULL) == OK);
        struct version *v;
        size_t n_versions;
        op_end(op);
        REQUIRE(record_history(op, book->kind, book->id, 0, 10, &v, &n_versions) == OK);
        CHECK_INT(n_versions, 2);
        for (size_t i = 0; i < n_versions; i++)
            CHECK(!record_has(v[i].record, "phone") && !record_has(v[i].record, "reader"));
        CHECK(act_verify(op, &n) == OK);
        struct record *again = test_load(op, "book", book->id);
        record_set_text(again, "phone", "13900001003");
        test_save(op, again);
        op_end(op);
        CHECK(act_verify(op, &n) == OK);
    }
}
