#include "record/test_fixture.h"

#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct kind *const *const all_kinds[];
extern const size_t all_kinds_n;

static const struct field shelf_fields[] = {
    {"name", "名称", "Name", FIELD_TEXT, FIELD_REQUIRED | FIELD_TITLE | FIELD_LISTED | FIELD_FILTER | FIELD_SEARCH,
     .max = 40},
    {"chain", "产业链", "Chain", FIELD_REF, FIELD_FILTER, .ref = "chain", .place = PLACE_CHAIN},
    {"note", "说明", "Note", FIELD_LONG_TEXT, 0, .max = 100},
    {0},
};
static const struct kind shelf_kind = {.id = "shelf",
                                       .zh = "书架",
                                       .en = "Shelves",
                                       .path = "/shelves",
                                       .code_prefix = "SJ",
                                       .fields = shelf_fields,
                                       .flags = KIND_RANKED,
                                       .access = ACCESS_PROJECT,
                                       .keys = {{"name"}}};

static const struct choice book_states[] = {{"new", "新", "New"}, {"old", "旧", "Old"}, {0}};
static const struct choice book_tags[] = {{"red", "红", "Red"}, {"blue", "蓝", "Blue"}, {0}};
static const struct field author_fields[] = {
    {"name", "姓名", "Name", FIELD_TEXT, FIELD_REQUIRED, .max = 20},
    {"person", "人员", "Person", FIELD_REF, 0, .ref = "person"},
    {"share", "占比", "Share", FIELD_RATIO, 0, .max = 10000},
    {0},
};
static const struct field book_fields[] = {
    {"shelf", "书架", "Shelf", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .ref = "shelf",
     .place = PLACE_PARENT},
    {"title", "书名", "Title", FIELD_TEXT, FIELD_REQUIRED | FIELD_TITLE | FIELD_LISTED | FIELD_FILTER | FIELD_SEARCH,
     .max = 20},
    {"isbn", "书号", "ISBN", FIELD_TEXT, FIELD_UNIQUE | FIELD_FILTER | FIELD_ONCE, .max = 20},
    {"pages", "页数", "Pages", FIELD_INT, FIELD_LISTED | FIELD_FILTER | FIELD_SUMMED, .max = 5000},
    {"price", "价格", "Price", FIELD_MONEY, FIELD_LISTED | FIELD_SUMMED, .min = 1},
    {"bought_on", "购入日期", "Bought", FIELD_DATE, FIELD_FILTER},
    {"planned_on", "计划日期", "Planned", FIELD_DATE, FIELD_PLAN},
    {"state", "状态", "State", FIELD_ENUM, FIELD_FILTER, .choices = book_states},
    {"tags", "标签", "Tags", FIELD_ENUM_LIST, FIELD_FILTER, .choices = book_tags},
    {"also", "另见", "See also", FIELD_REF_LIST, 0, .ref = "book"},
    {"authors", "作者", "Authors", FIELD_ROWS, 0, .rows = author_fields},
    {"phone", "电话", "Phone", FIELD_PHONE, FIELD_PERSONAL},
    {"reader", "读者", "Reader", FIELD_TEXT, FIELD_PERSONAL, .max = 20},
    {"pin", "暗码", "Pin", FIELD_TEXT, FIELD_SECRET},
    {"unit", "单位", "Unit", FIELD_REF, 0, .ref = "unit", .place = PLACE_UNIT},
    {"seen", "次数", "Seen", FIELD_INT, FIELD_DERIVED},
    {0},
};
static const struct kind book_kind = {.id = "book",
                                      .zh = "图书",
                                      .en = "Books",
                                      .path = "/books",
                                      .fields = book_fields,
                                      .flags = KIND_NO_CODE | KIND_CHILD | KIND_ONE_PER_KEY,
                                      .access = ACCESS_PROJECT,
                                      .keys = {{"shelf", "title"}},
                                      .order = "-pages,id"};

const struct kind *const test_kinds[] = {&shelf_kind, &book_kind, NULL};

static const struct text many_pages = {"test.many_pages", {"“{0}”太多。", "\"{0}\" are too many."}};
static const struct text unlucky = {"test.unlucky", {"“{0}”不吉利。", "\"{0}\" bring bad luck."}};

static enum err check_book(struct op *op, const struct record *before, const struct record *after,
                           struct findings *findings)
{
    (void)before;
    const char *const args[] = {"页数"};
    if (record_int(after, "pages") == 13)
        return findings_add(op, findings, FINDING_ERROR, "pages", &unlucky, args, 1);
    if (record_int(after, "pages") > 1000)
        return findings_add(op, findings, FINDING_QUESTION, "pages", &many_pages, args, 1);
    return OK;
}

static enum err derive_book(struct op *op, struct record *r)
{
    (void)op;
    if (record_has(r, "pages"))
        record_set_int(r, "seen", record_int(r, "pages") * 2);
    return OK;
}

static const struct kind_rules book_rules = {.kind = "book", .check = check_book, .derive = derive_book};

struct kinds *test_kinds_new(void)
{
    const struct kind *list[256];
    size_t n = 0;
    for (size_t i = 0; i < all_kinds_n; i++)
        for (const struct kind *const *k = all_kinds[i]; *k; k++)
            list[n++] = *k;
    for (const struct kind *const *k = test_kinds; *k; k++)
        list[n++] = *k;
    static const struct kind_rules *const rules[] = {&book_rules};
    struct fault f = {0};
    struct kinds *kinds = NULL;
    if (kinds_new(list, n, rules, 1, &f, &kinds) != OK) {
        printf("  %s\n", f.words[LANGUAGE_EN]);
        test_end();
    }
    return kinds;
}

static void show_fault(const struct op *op)
{
    printf("  %s: %s [%s] [%s]\n", err_id(op->fault->code), op->fault->words[LANGUAGE_EN], op->fault->detail,
           op->fault->field);
}

void test_city_open(struct test_database *d)
{
    static struct kinds *kinds;
    if (!kinds)
        kinds = test_kinds_new();
    d->op.kinds = kinds;
    for (size_t i = 0; i < sizeof(d->op.random); i++)
        d->op.random[i] = (unsigned char)(i * 11);
    if (schema_upgrade(&d->op, kinds) != OK) {
        show_fault(&d->op);
        REQUIRE(false);
    }
}

const struct kind *test_kind(const struct op *op, const char *id)
{
    const struct kind *kind = kinds_find(op->kinds, id);
    REQUIRE(kind != NULL);
    return kind;
}

struct record *test_new(struct op *op, const char *kind)
{
    struct record *r;
    REQUIRE(record_new(op, test_kind(op, kind), &r) == OK);
    return r;
}

void test_forget_fault(struct op *op)
{
    fault_clear(op->fault);
}

struct save {
    struct record *r;
    const char *reason;
    struct findings *findings;
};

static enum err run_save(struct op *op, void *arg)
{
    const struct save *s = arg;
    return record_save(op, s->r, s->reason, s->findings);
}

enum err test_try_save(struct op *op, struct record *r, const char *reason, struct findings *ret_findings)
{
    struct findings ignored = {0};
    struct save s = {r, reason, ret_findings ? ret_findings : &ignored};
    op_end(op);
    enum err e = act_run(op, "test.save", reason, run_save, &s, NULL);
    test_forget_fault(op);
    return e;
}

void test_save(struct op *op, struct record *r)
{
    struct findings findings = {0};
    struct save s = {r, "", &findings};
    op_end(op);
    if (act_run(op, "test.save", "", run_save, &s, NULL) != OK) {
        show_fault(op);
        REQUIRE(false);
    }
}

static enum err run_delete(struct op *op, void *arg)
{
    const struct record *r = arg;
    return record_delete(op, r->kind, r->id, r->rev);
}

enum err test_delete(struct op *op, const struct record *r)
{
    struct record copy = *r;
    op_end(op);
    enum err e = act_run(op, "test.delete", "", run_delete, &copy, NULL);
    if (e != OK && e != ERR_CONFLICT && e != ERR_MISSING && e != ERR_DENIED)
        show_fault(op);
    test_forget_fault(op);
    return e;
}

struct record *test_load(struct op *op, const char *kind, int64_t id)
{
    struct record *r = NULL;
    op_end(op);
    enum err e = record_load(op, test_kind(op, kind), id, &r);
    if (e != OK && e != ERR_MISSING)
        show_fault(op);
    test_forget_fault(op);
    return e == OK ? r : NULL;
}

struct record *test_new_book(struct op *op, int64_t shelf, const char *title)
{
    struct record *book = test_new(op, "book");
    record_set_int(book, "shelf", shelf);
    record_set_text(book, "title", title);
    return book;
}

int64_t test_shelf(struct op *op, const char *name)
{
    struct record *shelf = test_new(op, "shelf");
    record_set_text(shelf, "name", name);
    test_save(op, shelf);
    return shelf->id;
}
