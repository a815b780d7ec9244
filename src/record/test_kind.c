#include "harness/test.h"
#include "record/kinds.h"
#include "record/schema.h"

#include <string.h>

static const struct field shelf_fields[] = {
    {"name", "名称", "Name", FIELD_TEXT, FIELD_REQUIRED | FIELD_TITLE},
    {"best", "最佳", "Best", FIELD_REF, 0, .ref = "book"},
    {0},
};
static const struct kind shelf = {
    .id = "shelf", .zh = "书架", .en = "Shelves", .path = "/shelves", .fields = shelf_fields, .flags = KIND_NO_CODE};
static const struct field book_fields[] = {
    {"title", "书名", "Title", FIELD_TEXT, FIELD_TITLE | FIELD_FILTER},
    {"shelf", "书架", "Shelf", FIELD_REF, FIELD_REQUIRED, .ref = "shelf", .place = PLACE_PARENT},
    {"phone", "电话", "Phone", FIELD_PHONE, FIELD_PERSONAL},
    {"pin", "暗码", "Pin", FIELD_TEXT, FIELD_SECRET},
    {"also", "另见", "Also", FIELD_REF_LIST, 0, .ref = "book"},
    {0},
};
static const struct kind book = {.id = "book",
                                 .zh = "图书",
                                 .en = "Books",
                                 .path = "/books",
                                 .code_prefix = "B",
                                 .fields = book_fields,
                                 .access = ACCESS_PROJECT};

static enum err build(const struct kind *one, const struct kind *other, struct fault *f, struct kinds **ret_kinds)
{
    const struct kind *list[16] = {one, other};
    size_t n = other ? 2 : 1;
    for (const struct kind *const *k = record_kinds; *k; k++)
        list[n++] = *k;
    memset(f, 0, sizeof(*f));
    return kinds_new(list, n, NULL, 0, f, ret_kinds);
}

TEST("kinds that refer to each other are accepted, and a kind stands after what it refers to where that is possible")
{
    struct fault f;
    struct kinds *k;
    REQUIRE(build(&shelf, &book, &f, &k) == OK);
    CHECK_TEXT(kinds_at(k, 0)->id, "book");
    CHECK_TEXT(kinds_at(k, 1)->id, "shelf");
    CHECK(kinds_find(k, "图书") == &book && kinds_find(k, "/shelves") == &shelf);
    CHECK(kinds_find(k, "nothing") == NULL);
    CHECK_TEXT(kind_title(&book)->id, "title");
    CHECK_TEXT(kind_parent_field(&book)->id, "shelf");
    kinds_free(k);
}

/* A copy of the book with one field spoilt. */
static void check_refused(struct field spoilt, const char *words)
{
    struct field fields[8];
    memcpy(fields, book_fields, sizeof(book_fields));
    size_t n = sizeof(book_fields) / sizeof(book_fields[0]);
    fields[n - 1] = spoilt;
    fields[n] = (struct field){0};
    struct kind spoilt_book = book;
    spoilt_book.fields = fields;
    struct fault f;
    struct kinds *k = NULL;
    CHECK(build(&shelf, &spoilt_book, &f, &k) == ERR_BUG);
    if (!CHECK(strstr(f.words[LANGUAGE_EN], words) != NULL))
        CHECK_TEXT(f.words[LANGUAGE_EN], words);
    kinds_free(k);
}

TEST("a wrong table of fields is refused with words")
{
    check_refused((struct field){"order", "序", "Order", FIELD_TEXT}, "reserved word");
    check_refused((struct field){"Order", "序", "Order", FIELD_TEXT}, "not an identifier");
    check_refused((struct field){"owner", "主", "Owner", FIELD_TEXT}, "every kind has");
    check_refused((struct field){"title", "题", "Title", FIELD_TEXT}, "stands twice");
    check_refused((struct field){"second", "题", "Title", FIELD_TEXT, FIELD_TITLE}, "two titles");
    check_refused((struct field){"house", "屋", "House", FIELD_REF, .ref = "house"}, "refers to house");
    check_refused((struct field){"act", "事", "Act", FIELD_REF, .ref = "operation"}, "refers to operation");
    check_refused((struct field){"state", "态", "State", FIELD_ENUM}, "choices");
    check_refused((struct field){"size", "量", "Size", FIELD_NUMBER, .decimals = 7}, "decimals");
    check_refused((struct field){"mail", "邮", "Mail", FIELD_TEXT, FIELD_PERSONAL | FIELD_FILTER}, "personal");
    check_refused((struct field){"where_at", "处", "At", FIELD_TEXT, .place = PLACE_CHAIN}, "a place is a reference");
    check_refused((struct field){"wide", "长", "Wide", FIELD_LONG_TEXT, FIELD_FILTER}, "no index");
    check_refused((struct field){"raw", "字节", "Raw", FIELD_BYTES}, "plain tables");
}

static bool has(const char *text, const char *words)
{
    return strstr(text, words) != NULL;
}

TEST("a relation lists no secret, masks what is personal, and asks the scope only where it should")
{
    struct arena *a = arena_new(1 << 20);
    struct relation_text r;
    for (int form = 0; form < FORM_COUNT; form++) {
        REQUIRE(schema_relation(a, &book, STORE_SQLITE, (enum statement_form)form, RELATION_VISIBLE, &r) == OK);
        bool log = form >= FORM_AS_OF_ALL, scoped = form == FORM_NOW_SCOPED || form == FORM_AS_OF_SCOPED;
        CHECK(!has(r.sql, "pin"));
        CHECK(has(r.sql, "end as phone"));
        CHECK_INT(has(r.sql, "from scope"), scoped);
        CHECK_INT(has(r.sql, ":me"), r.uses_me);
        CHECK_INT(has(r.sql, ":at"), r.uses_at);
        CHECK_INT(has(r.sql, "book_log"), log);
    }
    REQUIRE(schema_relation(a, &shelf, STORE_SQLITE, FORM_NOW_ALL, RELATION_VISIBLE, &r) == OK);
    CHECK_TEXT(r.sql, "shelf");
    arena_free(a);
}

TEST("the columns of a relation are those of its kind, without the secret ones")
{
    struct arena *a = arena_new(1 << 20);
    const struct relation_column *c;
    size_t n;
    REQUIRE(schema_relation_columns(a, &book, &c, &n) == OK);
    CHECK_INT(n, 2 + 4 + 5 + 6);
    CHECK_TEXT(c[0].name, "id");
    CHECK_TEXT(c[1].name, "code");
    CHECK_TEXT(c[2].name, "title");
    arena_free(a);
}

TEST("every column of every table is told to backup and copy, in an order that loads")
{
    struct arena *a = arena_new(1 << 22);
    struct fault f;
    struct kinds *k;
    REQUIRE(build(&book, &shelf, &f, &k) == OK);
    struct store_table *tables;
    size_t n;
    REQUIRE(schema_tables(a, k, &tables, &n) == OK);
    CHECK_TEXT(tables[0].name, "shelf");
    CHECK_TEXT(tables[1].name, "shelf_log");
    CHECK_TEXT(tables[1].columns[1], "from_us");
    CHECK_TEXT(tables[4].name, "book_also");
    CHECK_INT(tables[4].n_columns, 2);
    CHECK(tables[4].types[1] == VALUE_INT);
    kinds_free(k);
    arena_free(a);
}
