#include "base/buf.h"
#include "record/filter.h"
#include "record/test_fixture.h"

#include <stdio.h>
#include <string.h>

/* The tree in brackets, for the tests. */
static void put_tree(struct buf *b, const struct filter *f)
{
    static const char *const names[] = {"in", "<", "<=", ">", ">=", "~", "empty"};
    if (f->type == FILTER_CONDITION) {
        const struct filter_condition *c = &f->condition;
        buf_printf(b, "%s%s%s %s", c->step ? c->step->id : "", c->step ? "." : "", c->column.field->id,
                   names[c->comparison]);
        for (size_t i = 0; i < c->n; i++) {
            const struct filter_range *r = &c->ranges[i];
            if (r->low.type == VALUE_TEXT)
                buf_printf(b, " %s", r->low.text);
            else if (r->low.integer == r->high.integer)
                buf_printf(b, " %ld", (long)r->low.integer);
            else
                buf_printf(b, " %ld..%ld", (long)r->low.integer, (long)r->high.integer);
        }
        return;
    }
    buf_text(b, f->type == FILTER_NOT ? "not(" : f->type == FILTER_ALL ? "all(" : "any(");
    put_tree(b, f->left);
    if (f->right) {
        buf_text(b, ", ");
        put_tree(b, f->right);
    }
    buf_char(b, ')');
}

static void check_tree(struct op *op, const char *kind, const char *expression, const char *expected)
{
    struct filter *f;
    struct buf b;
    buf_init(&b, 0);
    test_forget_fault(op);
    if (filter_parse(op, test_kind(op, kind), expression, &f) != OK)
        buf_printf(&b, "refused: %s", op->fault->words[LANGUAGE_EN]);
    else if (f)
        put_tree(&b, f);
    CHECK_TEXT(buf_string(&b), expected);
    buf_release(&b);
}

/* Refused at that character, with those words. */
static void check_refused(struct op *op, const char *kind, const char *expression, int at, const char *words)
{
    struct filter *f;
    test_forget_fault(op);
    enum err e = filter_parse(op, test_kind(op, kind), expression, &f);
    if (!CHECK(e == ERR_INPUT || e == ERR_LIMIT))
        printf("    taken: %s\n", expression);
    if (!CHECK(strstr(op->fault->words[LANGUAGE_ZH], words)))
        printf("    %s: %s\n", expression, op->fault->words[LANGUAGE_ZH]);
    CHECK_INT(op->fault->column, at);
}

static void open_city(struct test_database *d)
{
    test_database_open(d, STORE_SQLITE, NULL);
    test_city_open(d);
}

TEST("a filter is read into a tree, and binds tighter than or")
{
    struct test_database d = {.url = NULL};
    open_city(&d);
    struct op *op = &d.op;
    check_tree(op, "book", "", "");
    check_tree(op, "book", "pages = 5", "pages in 5");
    check_tree(op, "book", "pages=5 or pages<3 and pages>=1", "any(pages in 5, all(pages < 3, pages >= 1))");
    check_tree(op, "book", "(pages=5 or pages<3) and not pages>=1", "all(any(pages in 5, pages < 3), not(pages >= 1))");
    check_tree(op, "book", "not not state != old", "not(not(not(state in old)))");
    check_tree(op, "book", "title ~ \"Co., Ltd. 电池\"", "title ~ co., ltd. 电池");
    check_tree(op, "book", "pages in (1, 2，3) and pages not in (4)", "all(pages in 1 2 3, not(pages in 4))");
    check_tree(op, "book", "bought_on is empty or bought_on IS NOT EMPTY",
               "any(bought_on empty, not(bought_on empty))");
    test_database_close(&d);
}

TEST("Chinese labels, connectives and marks are read as the others are")
{
    struct test_database d = {.url = NULL};
    open_city(&d);
    struct op *op = &d.op;
    check_tree(op, "book", "页数 ≥ 5 且 （状态 = 旧 或 标签 属于 （红，蓝））",
               "all(pages >= 5, any(state in old, tags in red blue))");
    check_tree(op, "book", "状态 是 新 并且 书名 不包含 “甲 乙”", "all(state in new, not(title ~ 甲 乙))");
    check_tree(op, "book", "购入日期 为空 或者 非 购入日期 晚于 2026年",
               "any(bought_on empty, not(bought_on > 20260100..20261231))");
    check_tree(op, "book", "Bought ＝ 2026-03", "bought_on in 20260300..20260331");
    check_tree(op, "enterprise", "公司 ~ 电池", "name ~ 电池");
    test_database_close(&d);
}

TEST("values are read as people type them, dates as periods, records by name")
{
    struct test_database d = {.url = NULL};
    open_city(&d);
    struct op *op = &d.op;
    int64_t shelf = test_shelf(op, "甲");
    char expected[64];
    check_tree(op, "book", "price > 3.5亿", "price > 35000000000");
    check_tree(op, "book", "price <= 0.5", "price <= 500000");
    check_tree(op, "book", "bought_on >= 2026Q1", "bought_on >= 20260100..20260331");
    check_tree(op, "book", "bought_on = 2026-03-05", "bought_on in 20260305");
    check_tree(op, "book", "bought_on < today", "bought_on < 20260305");
    check_tree(op, "book", "bought_on < 今天-5", "bought_on < 20260228");
    check_tree(op, "book", "bought_on in (本月, 2025)", "bought_on in 20260300..20260331 20250100..20251231");
    check_tree(op, "book", "tags = 蓝", "tags in blue");
    snprintf(expected, sizeof(expected), "shelf in %ld", (long)shelf);
    check_tree(op, "book", "书架 = 甲", expected);
    check_tree(op, "book", "shelf = SJ00001", expected);
    check_tree(op, "book", "shelf.name = 甲 and shelf.rank > 3", "all(shelf.name in 甲, shelf.rank > 3)");
    check_tree(op, "book", "changed >= 2026-03-05", "changed >= 1772640000000000..1772726399999999");
    check_tree(op, "shelf", "code = SJ00001 and owner is empty and unverified ~ 理由",
               "all(all(code in SJ00001, owner empty), unverified ~ 理由)");
    test_database_close(&d);
}

TEST("what is wrong with a filter is said where it stands")
{
    struct test_database d = {.url = NULL};
    open_city(&d);
    struct op *op = &d.op;
    check_refused(op, "book", "页数 5", 4, "比较符");
    check_refused(op, "book", "pages =", 8, "还缺要比较的值");
    check_refused(op, "book", "(pages = 5", 11, "右括号");
    check_refused(op, "book", "pages = 5)", 10, "“且”“或”");
    check_refused(op, "book", "pages = 5 state = old", 11, "“且”“或”");
    check_refused(op, "book", "pages in (1, 2", 15, "右括号");
    check_refused(op, "book", "title = \"甲", 9, "引号");
    check_refused(op, "book", "and pages = 5", 5, "比较符");
    check_refused(op, "book", "颜色 = 红", 1, "没有“颜色”");
    check_refused(op, "book", "pages = 很多", 9, "看不懂");
    check_refused(op, "book", "状态 = 破", 6, "新、旧");
    check_refused(op, "book", "shelf = 没有", 9, "没有找到");
    check_refused(op, "book", "pages ~ 5", 7, "只能这样比较");
    check_refused(op, "book", "state > new", 7, "只能这样比较");
    check_refused(op, "book", "pages > (1, 2)", 0, "一个值");
    check_refused(op, "book", "pages.total = 5", 1, "不指向");
    check_refused(op, "book", "shelf.chain.name = 5", 1, "没有“chain.name”");
    test_database_close(&d);
}

TEST("personal fields are refused in filters by name, and secret ones do not exist")
{
    struct test_database d = {.url = NULL};
    open_city(&d);
    struct op *op = &d.op;
    check_refused(op, "book", "phone = 13900001001", 1, "个人信息");
    check_refused(op, "book", "reader is empty", 1, "个人信息");
    check_refused(op, "book", "pin = 4711", 1, "没有“pin”");
    struct filter *f;
    test_forget_fault(op);
    CHECK(filter_condition(op, test_kind(op, "book"), "phone", "~", "139", &f) == ERR_INPUT);
    test_database_close(&d);
}

TEST("a chip without a value is refused, whatever it compares")
{
    struct test_database d = {.url = NULL};
    open_city(&d);
    struct op *op = &d.op;
    static const struct {
        const char *field, *comparison, *value;
    } cases[] = {
        {"tags", "=", ""},      {"tags", "!=", " "}, {"tags", "in", ""},      {"tags", "not in", " "},
        {"tags", "属于", "、"}, {"title", "~", ""},  {"shelf", "in", "、，"}, {"pages", ">", ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct filter *f;
        test_forget_fault(op);
        if (!CHECK_INT(
                filter_condition(op, test_kind(op, "book"), cases[i].field, cases[i].comparison, cases[i].value, &f),
                ERR_INPUT))
            printf("    %s %s \"%s\"\n", cases[i].field, cases[i].comparison, cases[i].value);
    }
    test_database_close(&d);
}

TEST("filters beyond their limits are refused, not cut")
{
    struct test_database d = {.url = NULL};
    open_city(&d);
    struct op *op = &d.op;
    char deep[64] = "", long_one[5000];
    for (int i = 0; i < 17; i++)
        deep[i] = '(';
    check_refused(op, "book", deep, 0, "16层");
    size_t n = 0;
    for (int i = 0; i < 65; i++)
        n += (size_t)snprintf(long_one + n, sizeof(long_one) - n, "%spages = %d", i ? " or " : "", i);
    check_refused(op, "book", long_one, 0, "64个");
    memset(long_one, 'a', 4097);
    long_one[4097] = '\0';
    check_refused(op, "book", long_one, 0, "4096");
    test_database_close(&d);
}

TEST("no filter that a machine can make up breaks the reader")
{
    struct test_database d = {.url = NULL};
    open_city(&d);
    struct op *op = &d.op;
    uint64_t state = test_seed();
    static const char *const pieces[] = {"pages", "=", "(",    ")",  "and",   "not",  "in",   "\"", "“",
                                         " ",     "5", ",",    "is", "empty", "书名", "~",    "'",  "title",
                                         "甲",    "<", "\xff", "（", "or",    ".",    "shelf"};
    for (int round = 0; round < test_rounds(3000, 200000); round++) {
        char text[400] = "";
        struct filter *f;
        struct arena_mark mark = arena_mark(op->arena);
        size_t n = 0;
        for (uint64_t i = 0, pieces_n = test_random(&state) % 20; i < pieces_n; i++)
            n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s",
                                  pieces[test_random(&state) % (sizeof(pieces) / sizeof(pieces[0]))],
                                  test_random(&state) % 2 ? " " : "");
        test_forget_fault(op);
        enum err e = filter_parse(op, test_kind(op, "book"), text, &f);
        if (!CHECK(e == OK || e == ERR_INPUT || e == ERR_LIMIT))
            printf("    %s\n", text);
        arena_rewind(op->arena, mark);
    }
    test_database_close(&d);
}
