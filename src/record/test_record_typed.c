#include "record/test_fixture.h"

#include <string.h>

static void set(struct op *op, struct record *r, const char *field, const char *typed, struct findings *findings)
{
    REQUIRE(record_set_typed(op, r, kind_field(r->kind, field), typed, findings) == OK);
}

static const char *written(struct op *op, const struct record *r, const char *field)
{
    const char *text;
    REQUIRE(record_write_typed(op, r, kind_field(r->kind, field), &text) == OK);
    return text;
}

TEST("a record is filled in as people type, references by title, code, an old code and number")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        struct findings findings = {0};
        int64_t shelf = test_shelf(op, "甲（东）"), other = test_shelf(op, "乙");
        struct record *book = test_new(op, "book");
        set(op, book, "shelf", "甲(东)", &findings);
        CHECK_INT(record_int(book, "shelf"), shelf);
        set(op, book, "shelf", "SJ00002", &findings);
        CHECK_INT(record_int(book, "shelf"), other);
        set(op, book, "title", " 链长 制 ", &findings);
        set(op, book, "price", "0.0045", &findings);
        set(op, book, "tags", "蓝、Red", &findings);
        set(op, book, "authors", "周（50%）；李", &findings);
        CHECK_TEXT(record_text(book, "title"), "链长 制");
        CHECK_TEXT(record_text(book, "tags"), "[\"red\",\"blue\"]");
        CHECK_INT(findings.n, 0);
        test_save(op, book);
        struct record *again = test_load(op, "book", book->id);
        CHECK_TEXT(written(op, again, "shelf"), "乙");
        CHECK_TEXT(written(op, again, "price"), "0.0045");
        CHECK_TEXT(written(op, again, "authors"), "周（50%）；李");
    }
}

TEST("two records of one title make a reference ambiguous, and it is then written by code")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        struct findings findings = {0};
        struct record *one = test_new(op, "shelf"), *two = test_new(op, "shelf");
        record_set_text(one, "name", "丙");
        record_set_text(two, "name", "丙");
        test_save(op, one);
        CHECK(test_try_save(op, two, "确为两个", NULL) == OK);
        struct record *book = test_new_book(op, one->id, "书");
        set(op, book, "shelf", "丙", &findings);
        REQUIRE(findings.n_errors == 1);
        CHECK(strstr(finding_words(op, &findings.list[0]), "SJ00001 丙、SJ00002 丙"));
        CHECK_INT(record_int(book, "shelf"), one->id);
        CHECK_TEXT(written(op, book, "shelf"), "SJ00001");
    }
}

TEST("what comes back as it was shown changes nothing: masks, computed fields, references out of sight")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        struct findings findings = {0};
        struct record *book = test_new_book(op, test_shelf(op, "丁"), "书");
        record_set_int(book, "pages", 5);
        record_set_text(book, "phone", "13900001001");
        test_save(op, book);
        struct record *again = test_load(op, "book", book->id);
        set(op, again, "phone", "139****1001", &findings);
        set(op, again, "seen", "10", &findings);
        CHECK_INT(findings.n, 0);
        record_set_int(again, "unit", 987654321);
        set(op, again, "unit", "", &findings);
        CHECK_INT(record_int(again, "unit"), 987654321);
        record_set_text(again, "also", "[987654321]");
        set(op, again, "also", "", &findings);
        CHECK_TEXT(record_text(again, "also"), "[987654321]");
        CHECK_INT(findings.n, 0);
        set(op, again, "seen", "11", &findings);
        CHECK_INT(findings.n_errors, 1);
        set(op, again, "phone", "138****2002", &findings);
        CHECK_INT(findings.n - findings.n_errors, 1);
        CHECK_TEXT(record_text(again, "phone"), "139****1001");
        set(op, again, "phone", "13900001002", &findings);
        CHECK_TEXT(record_text(again, "phone"), "13900001002");
    }
}

TEST("a field that was refused is not also called missing")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        struct findings findings = {0};
        struct record *book = test_new(op, "book");
        set(op, book, "title", "书", &findings);
        set(op, book, "shelf", "没有的书架", &findings);
        REQUIRE(record_check(op, NULL, book, &findings) == OK);
        CHECK_INT(findings.n, 1);
    }
}
