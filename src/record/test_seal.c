#include "record/test_fixture.h"

#include "store/sm3.h"

#include <stdio.h>
#include <string.h>

static enum err verify(struct op *op)
{
    int64_t n;
    op_end(op);
    enum err e = act_verify(op, &n);
    return e;
}

struct tampering {
    const char *sql, *found;
};

/* Past every check, as one who has the database's password; looked at, and rolled back. */
static enum err tamper(struct op *op, void *arg)
{
    struct tampering *t = arg;
    int64_t n;
    REQUIRE(store_execute(op, t->sql) == OK);
    enum err e = act_verify(op, &n);
    t->found = op->fault->says ? op->fault->says->id : "nothing";
    return e == OK ? ERR_NO : e;
}

static struct record *some_history(struct op *op)
{
    int64_t shelf = test_shelf(op, "甲");
    struct record *book = test_new_book(op, shelf, "链");
    record_set_text(book, "phone", "13900001001");
    record_set_text(book, "tags", "[\"red\"]");
    test_save(op, book);
    record_set_int(book, "pages", 7);
    test_save(op, book);
    struct record *other = test_new_book(op, shelf, "图");
    test_save(op, other);
    REQUIRE(test_delete(op, other) == OK);
    return book;
}

TEST("acts are sealed in a chain that verifies, and the chain grows by what was done since")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        int64_t number, again, n;
        char head[SM3_HEX_BYTES], later[SM3_HEX_BYTES];
        some_history(op);
        REQUIRE(verify(op) == OK);
        op_end(op);
        REQUIRE(act_seal(op, NULL) == OK);
        REQUIRE(act_head(op, &number, head) == OK);
        CHECK_INT(number, 1);
        CHECK(verify(op) == OK);
        op_end(op);
        REQUIRE(act_seal(op, NULL) == OK);
        op_end(op);
        REQUIRE(act_head(op, &again, later) == OK);
        CHECK_INT(again, 1);
        CHECK_TEXT(later, head);
        test_shelf(op, "乙");
        op_end(op);
        REQUIRE(act_seal(op, NULL) == OK);
        op_end(op);
        REQUIRE(act_head(op, &again, later) == OK);
        CHECK_INT(again, 2);
        CHECK(strcmp(later, head) != 0);
        op_end(op);
        CHECK(act_verify(op, &n) == OK);
        CHECK_INT(n, 6);
    }
}

TEST("whatever is changed behind the program's back is found and named")
{
    static const struct {
        const char *sql, *text_id;
    } breaks[] = {
        {"update operation set what = 'nothing' where n_versions = 1", "record.broken_seal"},
        {"delete from operation where at_us = (select max(at_us) from operation)", "record.broken_seal"},
        {"update seal set digest = rows_digest", "record.broken_seal"},
        {"update book_log set pages = 8 where pages = 7", "record.broken_act"},
        {"update book_log set deleted = 0 where deleted = 1", "record.broken_act"},
        {"update book_log set phone = '13900001002' where pages = 7", "record.broken_act"},
        {"delete from book_log where pages = 7", "record.broken_act"},
        {"delete from personal_salt", "record.broken_version"},
        {"update book set pages = 8", "record.broken_now"},
        {"delete from book", "record.broken_open"},
        {"update book_log set to_us = to_us - 1 where to_us < 9000000000000000000 and deleted = 0",
         "record.broken_gap"},
    };
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        some_history(op);
        op_end(op);
        REQUIRE(act_seal(op, NULL) == OK);
        for (size_t i = 0; i < sizeof(breaks) / sizeof(breaks[0]); i++) {
            struct tampering t = {.sql = breaks[i].sql};
            REQUIRE(verify(op) == OK);
            op_end(op);
            CHECK(store_write(op, tamper, &t) == ERR_NO);
            if (!CHECK_TEXT(t.found, breaks[i].text_id))
                CHECK_TEXT(t.sql, "");
            test_forget_fault(op);
        }
    }
}
