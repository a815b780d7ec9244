#include "record/bulk.h"
#include "record/list.h"
#include "record/search.h"
#include "record/test_fixture.h"

#include <stdio.h>
#include <string.h>

static int64_t found(struct op *op, const char *kind, const char *words)
{
    struct list_page page;
    struct list_query q = {.kind = test_kind(op, kind), .search = words, .count = true, .sort = "id"};
    test_forget_fault(op);
    if (!CHECK(list_run(op, &q, &page) == OK)) {
        printf("    %s: %s [%s]\n", words, op->fault->words[LANGUAGE_EN], op->fault->detail);
        return -1;
    }
    CHECK_INT(page.count, page.n);
    return page.count;
}

static struct record *add(struct op *op, const char *name, const char *uscc)
{
    static int64_t region;
    struct record *r;
    if (!region || !test_load(op, "region", region)) {
        r = test_new(op, "region");
        record_set_text(r, "name", "云江区");
        record_set_text(r, "kind", "district");
        test_save(op, r);
        region = r->id;
    }
    r = test_new(op, "enterprise");
    record_set_text(r, "name", name);
    record_set_text(r, "uscc", uscc);
    record_set_int(r, "region", region);
    record_set_text(r, "contact", "李联系");
    record_set_text(r, "products", "副车架、控制臂");
    test_save(op, r);
    return r;
}

TEST("a firm is found by parts of its name, pinyin, code, credit code and searched fields, and by all words together")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        struct record *one = add(op, "云驰新能源汽车有限公司", "91430500MAX70E8J8B");
        add(op, "云江银行股份有限公司", "");
        op_end(op);
        CHECK_INT(found(op, "enterprise", ""), 2);
        CHECK_INT(found(op, "enterprise", "新能源"), 1);
        CHECK_INT(found(op, "enterprise", "云"), 2);
        CHECK_INT(found(op, "enterprise", "有限公司"), 2);
        CHECK_INT(found(op, "enterprise", "xnyqc"), 1);
        CHECK_INT(found(op, "enterprise", "yinh"), 1);
        CHECK_INT(found(op, "enterprise", "yh"), 1);
        CHECK_INT(found(op, "enterprise", "汽车 云驰"), 1);
        CHECK_INT(found(op, "enterprise", "银行 汽车"), 0);
        CHECK_INT(found(op, "enterprise", "副车架"), 2);
        CHECK_INT(found(op, "enterprise", one->code), 1);
        CHECK_INT(found(op, "enterprise", "91430500max7"), 1);
        CHECK_INT(found(op, "enterprise", "李联系"), 0);
        CHECK_INT(found(op, "enterprise", "！？\"'&|*:()-"), 0);
        CHECK_INT(found(op, "enterprise", "\" OR \"云*"), 0);
    }
}

TEST("what is changed is found by its new words alone, what is deleted not at all, also within one act")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        struct record *r = add(op, "甲电池公司", "");
        record_set_text(r, "name", "乙物流公司");
        test_save(op, r);
        op_end(op);
        CHECK_INT(found(op, "enterprise", "电池"), 0);
        CHECK_INT(found(op, "enterprise", "物流"), 1);
        record_set_text(r, "products", "叉车");
        test_save(op, r);
        op_end(op);
        CHECK_INT(found(op, "enterprise", "物流 叉车"), 1);
        CHECK(test_delete(op, r) == OK);
        op_end(op);
        CHECK_INT(found(op, "enterprise", "物流"), 0);
    }
}

TEST("the past is searched by the names of then")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        struct record *r = add(op, "甲电池公司", "");
        struct fault f = {0};
        struct op then = test_op(&d, &f);
        op_end(op);
        REQUIRE(store_moment(op, &then.as_of_us) == OK);
        then.kinds = op->kinds;
        record_set_text(r, "name", "乙物流公司");
        test_save(op, r);
        CHECK_INT(found(&then, "enterprise", "电池"), 1);
        CHECK_INT(found(&then, "enterprise", "甲 公司 控制臂"), 1);
        CHECK_INT(found(&then, "enterprise", "物流"), 0);
        CHECK_INT(found(&then, "enterprise", "李联系"), 0);
        struct search_group *groups;
        size_t n;
        CHECK(search_everywhere(&then, "电池", 5, &groups, &n) == ERR_INPUT);
        test_op_release(&then);
    }
}

TEST("the search box finds in every kind what this account may see, and counts no more than that")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        struct search_group *groups;
        size_t n;
        add(op, "云江新电池材料公司", "");
        add(op, "新电池", "");
        struct record *named_otherwise = add(op, "甲厂", "");
        record_set_text(named_otherwise, "products", "新电池");
        test_save(op, named_otherwise);
        struct record *book = test_new_book(op, test_shelf(op, "新电池的书"), "新电池");
        test_save(op, book);
        op_end(op);
        REQUIRE(search_everywhere(op, "新电池", 5, &groups, &n) == OK);
        CHECK_INT(n, 3);
        for (size_t i = 0; i < n; i++)
            if (strcmp(groups[i].kind->id, "enterprise") == 0) {
                CHECK_INT(groups[i].count, 3);
                REQUIRE(groups[i].n == 3);
                CHECK_TEXT(groups[i].hits[0].title, "新电池");
                CHECK_TEXT(groups[i].hits[1].title, "云江新电池材料公司");
            }
        struct fault f = {0};
        struct op stranger = test_op(&d, &f);
        stranger.kinds = op->kinds;
        stranger.sees_all = false;
        stranger.account = 987654321;
        REQUIRE(search_everywhere(&stranger, "新电池", 5, &groups, &n) == OK);
        CHECK_INT(n, 0);
        CHECK_INT(found(&stranger, "enterprise", "新电池"), 0);
        REQUIRE(search_everywhere(op, "，", 5, &groups, &n) == OK);
        CHECK_INT(n, 0);
        test_op_release(&stranger);
    }
}

static enum err rebuild(struct op *op, void *arg)
{
    (void)arg;
    return search_rebuild(op);
}

enum { MANY = 203 };

static enum err enter_shelves(struct op *op, void *arg)
{
    struct bulk *b;
    struct bulk_row rows[MANY] = {{0}};
    int n = *(const int *)arg;
    TRY(bulk_new(op, test_kind(op, "shelf"), &b));
    for (int i = 0; i < n; i++) {
        TRY(record_new(op, test_kind(op, "shelf"), &rows[i].record));
        record_set_text(rows[i].record, "name", arena_printf(op->arena, i < 2 ? "%d架电池" : "%d架", i));
    }
    enum err e = bulk_apply(op, b, rows, (size_t)n);
    bulk_free(b);
    return e;
}

TEST("bulk entry of many leaves words due; catching up in steps makes them findable, and so does a rebuild")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        bool left = true;
        int many = MANY;
        REQUIRE(act_run(op, "test.bulk", "", enter_shelves, &many, NULL) == OK);
        CHECK_INT(found(op, "shelf", "电池"), 0);
        op_end(op);
        int steps = 0;
        for (; left; steps++)
            REQUIRE(search_catch_up(op, 100, &left) == OK);
        CHECK_INT(steps, 3);
        CHECK_INT(found(op, "shelf", "电池"), 2);
        op_end(op);
        REQUIRE(store_write(op, rebuild, NULL) == OK);
        CHECK_INT(found(op, "shelf", "电池"), 0);
        op_end(op);
        for (left = true; left;)
            REQUIRE(search_catch_up(op, 100, &left) == OK);
        CHECK_INT(found(op, "shelf", "电池"), 2);
        CHECK_INT(found(op, "shelf", "SJ0000"), 9);
    }
}

TEST("a few records entered in bulk are found at once")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        int few = 3;
        REQUIRE(act_run(&d.op, "test.bulk", "", enter_shelves, &few, NULL) == OK);
        CHECK_INT(found(&d.op, "shelf", "电池"), 2);
        op_end(&d.op);
    }
}

/* ---- both databases alike ---- */

static const char *const words[] = {"云江", "电池", "新", "银行", "重庆", "a1", "Co", "科技", "有限公司", "7"};

static const char *made(struct arena *a, uint64_t *state, const char *between, int most)
{
    const char *text = words[test_random(state) % 10];
    for (uint64_t i = test_random(state) % (uint64_t)most; i; i--)
        text = arena_printf(a, "%s%s%s", text, between, words[test_random(state) % 10]);
    return text;
}

TEST("any words find the same records on both databases")
{
    enum { RECORDS = 40, QUERIES = 60 };
    int64_t answers[2][QUERIES];
    int engines = 0;
    static const char *const typed[] = {"yj", "dianchi", "cq", "zhongq", "x", "kj", "电", "江电", "a", "co"};
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct op *op = &d.op;
        uint64_t state = test_seed();
        for (int i = 0; i < RECORDS; i++) {
            struct record *shelf = test_new(op, "shelf");
            record_set_text(shelf, "name", made(op->arena, &state, "", 4));
            CHECK(test_try_save(op, shelf, "同名", NULL) == OK);
        }
        op_end(op);
        for (int i = 0; i < QUERIES; i++)
            answers[engines][i] = found(
                op, "shelf", i % 3 ? made(op->arena, &state, i % 2 ? " " : "", 3) : typed[test_random(&state) % 10]);
        engines++;
    }
    int some = 0;
    for (int i = 0; i < QUERIES; i++) {
        some += answers[0][i] > 0;
        if (engines == 2)
            CHECK_INT(answers[1][i], answers[0][i]);
    }
    CHECK(some > QUERIES / 3);
}
