#include "record/bulk.h"
#include "record/test_fixture.h"

#include <stdio.h>
#include <string.h>

enum { ROWS = 300 };

struct feeding {
    struct bulk *bulk;
    struct bulk_row *rows;
    size_t n;
    struct bulk_counts counts;
};

static enum err feed(struct op *op, void *arg)
{
    struct feeding *f = arg;
    for (size_t at = 0; at < f->n; at += 100)
        TRY(bulk_apply(op, f->bulk, f->rows + at, f->n - at < 100 ? f->n - at : 100));
    f->counts = bulk_counts(f->bulk);
    return OK;
}

static struct bulk_counts apply(struct op *op, const char *kind, struct bulk_row *rows, size_t n)
{
    struct feeding f = {.rows = rows, .n = n};
    op_end(op);
    REQUIRE(bulk_new(op, test_kind(op, kind), &f.bulk) == OK);
    enum err e = act_run(op, "test.bulk", "", feed, &f, NULL);
    if (e != OK)
        printf("  %s [%s]\n", op->fault->words[LANGUAGE_EN], op->fault->detail);
    REQUIRE(e == OK);
    bulk_free(f.bulk);
    return f.counts;
}

static void fill_book(struct op *op, struct bulk_row *row, int64_t shelf, int i)
{
    *row = (struct bulk_row){.record = test_new_book(op, shelf, arena_printf(op->arena, "书%d", i))};
    record_set_text(row->record, "isbn", arena_printf(op->arena, "978-%d", i));
    record_set_int(row->record, "pages", 100 + i);
    record_set_text(row->record, "tags", "[\"red\"]");
    record_set_text(row->record, "phone", arena_printf(op->arena, "1390000%04d", i));
}

TEST("rows in bulk become new, changed and unchanged records, as one act that verifies")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        int64_t shelf = test_shelf(op, "甲"), n;
        struct bulk_row rows[ROWS];
        for (int i = 0; i < ROWS; i++)
            fill_book(op, &rows[i], shelf, i);
        struct bulk_counts c = apply(op, "book", rows, ROWS);
        CHECK_INT(c.n_new, ROWS);
        int64_t first = rows[0].record->id;
        CHECK_INT(record_int(test_load(op, "book", first), "seen"), 200);
        for (int i = 0; i < ROWS; i++) {
            fill_book(op, &rows[i], shelf, i);
            if (i < 10)
                record_set_int(rows[i].record, "price", 5);
            record_set(rows[i].record, "phone", value_null()); /* says nothing */
        }
        c = apply(op, "book", rows, ROWS);
        CHECK_INT(c.n_new, 0);
        CHECK_INT(c.n_changed, 10);
        CHECK_INT(c.n_unchanged, ROWS - 10);
        CHECK_INT(rows[0].record->id, first);
        CHECK_INT(rows[0].record->rev, 2);
        CHECK_TEXT(record_text(test_load(op, "book", first), "phone"), "139****0000");
        op_end(op);
        if (act_verify(op, &n) != OK)
            CHECK_TEXT(op->fault->words[LANGUAGE_EN], "");
        CHECK_INT(n, 3);
    }
}

static bool says(const struct bulk_row *row, const char *text_id)
{
    for (size_t i = 0; i < row->findings.n; i++)
        if (strcmp(row->findings.list[i].says->id, text_id) == 0)
            return true;
    return false;
}

TEST("each refused row says why, and the others are kept")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        int64_t shelf = test_shelf(op, "甲");
        struct bulk_row rows[9];
        for (int i = 0; i < 9; i++)
            fill_book(op, &rows[i], shelf, i);
        test_save(op, rows[8].record);
        record_set_int(rows[0].record, "pages", 9999);
        record_set_int(rows[1].record, "shelf", 424242);
        record_set_text(rows[2].record, "isbn", "978-8");
        record_set_text(rows[3].record, "title", "书4");
        record_set_int(rows[5].record, "pages", 2000);
        record_set_int(rows[6].record, "pages", 2000);
        rows[6].reason = "合订本";
        record_set_text(rows[7].record, "also", "[77]");
        struct bulk_counts c = apply(op, "book", rows, 8);
        CHECK(says(&rows[0], "record.too_large"));
        CHECK(says(&rows[1], "record.no_reference"));
        CHECK(says(&rows[2], "record.taken_by_other"));
        CHECK(rows[3].verdict == BULK_NEW);
        CHECK(says(&rows[4], "record.repeated"));
        CHECK(says(&rows[5], "test.many_pages"));
        CHECK(rows[6].verdict == BULK_NEW);
        CHECK(says(&rows[7], "record.no_reference"));
        CHECK_INT(c.n_new, 2);
        CHECK_INT(c.n_refused, 6);
        CHECK_TEXT(test_load(op, "book", rows[6].record->id)->unverified, "合订本");
    }
}

TEST("a preview gives the verdicts of the act and writes nothing")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        int64_t shelf = test_shelf(op, "甲");
        struct bulk_row rows[3];
        struct bulk *b;
        for (int i = 0; i < 3; i++)
            fill_book(op, &rows[i], shelf, i);
        test_save(op, rows[0].record);
        rows[0].record->id = 0;
        record_set_int(rows[1].record, "pages", 13);
        op_end(op);
        REQUIRE(bulk_new(op, test_kind(op, "book"), &b) == OK);
        REQUIRE(bulk_check(op, b, rows, 3) == OK);
        CHECK(rows[0].verdict == BULK_UNCHANGED);
        CHECK(rows[1].verdict == BULK_REFUSED && says(&rows[1], "test.unlucky"));
        CHECK(rows[2].verdict == BULK_NEW);
        CHECK_INT(rows[2].record->id, 0);
        bulk_free(b);
    }
}

TEST("codes in bulk count on from the last, and a row with a code means that record")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        struct bulk_row rows[3];
        test_shelf(op, "零");
        for (int i = 0; i < 3; i++) {
            rows[i] = (struct bulk_row){.record = test_new(op, "shelf")};
            record_set_text(rows[i].record, "name", arena_printf(op->arena, "架%d", i));
        }
        rows[1].record->code = "SJ00001";
        struct bulk_counts c = apply(op, "shelf", rows, 3);
        CHECK_INT(c.n_new, 2);
        CHECK_INT(c.n_changed, 1);
        CHECK_TEXT(rows[0].record->code, "SJ00002");
        CHECK_TEXT(rows[2].record->code, "SJ00003");
        struct record *found;
        REQUIRE(record_find(op, test_kind(op, "shelf"), "SJ00001", &found) == OK);
        CHECK_TEXT(record_text(found, "name"), "架1");
    }
}
