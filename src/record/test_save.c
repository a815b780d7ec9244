#include "record/test_fixture.h"

#include <string.h>

TEST("what was saved is loaded again, value by value")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        int64_t shelf = test_shelf(op, "甲");
        struct record *book = test_new_book(op, shelf, "链");
        record_set_text(book, "isbn", "978-7");
        record_set_int(book, "pages", 320);
        record_set_int(book, "price", 4550);
        record_set_int(book, "bought_on", 20260301);
        record_set_text(book, "state", "new");
        record_set_text(book, "tags", "[\"red\",\"blue\"]");
        record_set_text(book, "authors", "[{\"name\":\"周\",\"share\":5000}]");
        record_set_text(book, "phone", "13900001001");
        record_set_text(book, "reader", "周明远");
        record_set_text(book, "pin", "4711");
        test_save(op, book);
        CHECK(book->id > 0);
        CHECK_INT(book->rev, 1);
        struct record *again = test_load(op, "book", book->id);
        REQUIRE(again != NULL);
        CHECK_INT(record_int(again, "shelf"), shelf);
        CHECK_TEXT(record_text(again, "title"), "链");
        CHECK_INT(record_int(again, "pages"), 320);
        CHECK_INT(record_int(again, "seen"), 640);
        CHECK_TEXT(record_text(again, "tags"), "[\"red\",\"blue\"]");
        CHECK(!record_has(again, "planned_on"));
        CHECK_TEXT(record_text(again, "phone"), "139****1001");
        CHECK_TEXT(record_text(again, "reader"), "周＊");
        CHECK(!record_has(again, "pin"));
        CHECK_INT(again->changed_us, book->changed_us);
    }
}

TEST("codes count up, and go on after one that was given by hand")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        struct record *one = test_load(op, "shelf", test_shelf(op, "一"));
        CHECK_TEXT(one->code, "SJ00001");
        struct record *given = test_new(op, "shelf");
        record_set_text(given, "name", "二");
        given->code = "SJ00002";
        test_save(op, given);
        struct record *three = test_load(op, "shelf", test_shelf(op, "三"));
        CHECK_TEXT(three->code, "SJ00003");
        struct record *again = test_new(op, "shelf");
        record_set_text(again, "name", "四");
        again->code = "SJ00002";
        CHECK(test_try_save(op, again, "", NULL) == ERR_INPUT);
        struct record *found;
        REQUIRE(record_find(op, test_kind(op, "shelf"), "SJ00003", &found) == OK);
        CHECK_TEXT(record_text(found, "name"), "三");
    }
}

static bool says(const struct findings *f, const char *field, const char *text_id)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->list[i].field, field) == 0 && strcmp(f->list[i].says->id, text_id) == 0)
            return true;
    return false;
}

TEST("everything that is wrong with a record is said at once, each at its field")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        struct record *book = test_new(op, "book");
        struct findings f = {0};
        record_set_int(book, "shelf", 999);
        record_set_int(book, "pages", 5001);
        record_set_int(book, "price", 0);
        record_set_int(book, "bought_on", 20260306);
        record_set_int(book, "planned_on", 20260306);
        record_set_text(book, "state", "torn");
        record_set_text(book, "tags", "[\"green\"]");
        record_set_text(book, "also", "[12345]");
        record_set_text(book, "authors", "[{\"share\":1}]");
        record_set_text(book, "phone", "call me");
        record_set_text(book, "isbn", "123456789012345678901");
        CHECK(test_try_save(op, book, "", &f) == ERR_INPUT);
        CHECK(says(&f, "shelf", "record.no_reference"));
        CHECK(says(&f, "title", "record.required"));
        CHECK(says(&f, "pages", "record.too_large"));
        CHECK(says(&f, "price", "record.too_small"));
        CHECK(says(&f, "bought_on", "record.future_date"));
        CHECK(!says(&f, "planned_on", "record.future_date"));
        CHECK(says(&f, "state", "record.no_choice"));
        CHECK(says(&f, "tags", "record.no_choice"));
        CHECK(says(&f, "also", "record.no_reference"));
        CHECK(says(&f, "authors", "record.member_required"));
        CHECK(says(&f, "phone", "record.bad_phone"));
        CHECK(says(&f, "isbn", "record.too_long"));
        CHECK_INT(f.n_errors, 11);
    }
}

TEST("a fact against the rules is asked about, kept with its reason and marked; an act against them is refused")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        struct record *book = test_new_book(op, test_shelf(op, "甲"), "厚");
        record_set_int(book, "pages", 13);
        CHECK(test_try_save(op, book, "再三核对", NULL) == ERR_INPUT);
        record_set_int(book, "pages", 2000);
        CHECK(test_try_save(op, book, "", NULL) == ERR_INPUT);
        CHECK(test_try_save(op, book, "合订本", NULL) == OK);
        struct record *again = test_load(op, "book", book->id);
        CHECK_TEXT(again->unverified, "合订本");
        record_set_text(again, "title", "更厚");
        CHECK(test_try_save(op, again, "", NULL) == OK);
        CHECK_TEXT(test_load(op, "book", book->id)->unverified, "合订本");
        again = test_load(op, "book", book->id);
        record_set_int(again, "pages", 200);
        CHECK(test_try_save(op, again, "", NULL) == OK);
        CHECK_TEXT(test_load(op, "book", book->id)->unverified, "");
    }
}

TEST("saving what has not changed writes nothing; what was changed meanwhile is refused")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        struct record *book = test_new_book(op, test_shelf(op, "甲"), "链");
        record_set_text(book, "phone", "13900001001");
        record_set_text(book, "pin", "4711");
        test_save(op, book);
        struct record *mine = test_load(op, "book", book->id), *theirs = test_load(op, "book", book->id);
        test_save(op, mine);
        CHECK_INT(mine->rev, 1);
        CHECK_INT(test_load(op, "book", book->id)->changed_us, book->changed_us);
        record_set_int(theirs, "pages", 7);
        test_save(op, theirs);
        CHECK_INT(theirs->rev, 2);
        record_set_int(mine, "pages", 8);
        CHECK(test_try_save(op, mine, "", NULL) == ERR_CONFLICT);
        CHECK_INT(record_int(test_load(op, "book", book->id), "pages"), 7);
    }
}

TEST("a field that is set once stays, a unique value stands once, a key names one record")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        int64_t shelf = test_shelf(op, "甲");
        struct record *one = test_new_book(op, shelf, "一"), *other = test_new_book(op, shelf, "二");
        record_set_text(one, "isbn", "1");
        test_save(op, one);
        record_set_text(one, "isbn", "2");
        struct findings f = {0};
        CHECK(test_try_save(op, one, "", &f) == ERR_INPUT);
        CHECK(says(&f, "isbn", "record.once"));
        record_set_text(other, "isbn", "1");
        f = (struct findings){0};
        CHECK(test_try_save(op, other, "", &f) == ERR_INPUT);
        CHECK(says(&f, "isbn", "record.taken"));
        record_set_text(other, "isbn", "3");
        record_set_text(other, "title", "一");
        f = (struct findings){0};
        CHECK(test_try_save(op, other, "", &f) == ERR_INPUT);
        CHECK(says(&f, "shelf", "record.one_per_key"));
        struct record *second = test_new(op, "shelf");
        record_set_text(second, "name", "甲");
        f = (struct findings){0};
        CHECK(test_try_save(op, second, "", &f) == ERR_INPUT);
        CHECK(says(&f, "name", "record.similar"));
        CHECK(test_try_save(op, second, "两个同名书架", NULL) == OK);
    }
}

TEST("a record that others refer to is not deleted; its children go with it and come back with it")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        int64_t shelf_id = test_shelf(op, "甲");
        struct record *book = test_new_book(op, shelf_id, "链"), *other = test_new_book(op, test_shelf(op, "乙"), "图");
        test_save(op, book);
        record_set_text(other, "also", arena_printf(op->arena, "[%d]", (int)book->id));
        test_save(op, other);
        CHECK(test_delete(op, book) == ERR_CONFLICT);
        record_set_text(other, "also", "");
        test_save(op, other);
        struct record *shelf = test_load(op, "shelf", shelf_id);
        CHECK(test_delete(op, shelf) == OK);
        CHECK(test_load(op, "shelf", shelf_id) == NULL);
        CHECK(test_load(op, "book", book->id) == NULL);
    }
}
