#include "base/money.h"
#include "document/sheet.h"
#include "document/table_write.h"
#include "harness/test.h"

#include <string.h>

static const struct table_column columns[] = {
    {.id = "name", .label = "名称", .type = TABLE_TEXT},
    {.id = "count", .label = "户数", .type = TABLE_INTEGER, .unit = "户", .has_total = true},
    {.id = "area", .label = "面积", .type = TABLE_NUMBER, .unit = "亩", .decimals = 1},
    {.id = "total", .label = "总投资", .type = TABLE_MONEY, .has_total = true},
    {.id = "share", .label = "占比", .type = TABLE_RATIO},
    {.id = "from", .label = "开工", .type = TABLE_DATE},
    {.id = "seen", .label = "时间", .type = TABLE_MOMENT},
    {.id = "key", .label = "重点", .type = TABLE_BOOL},
};
enum { N_COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static const char *const awkward[] = {
    "91430500MAX70E8J8B",  "914305000000012345", "0012",          "=1+2",         "'=1+2",       "''@x",
    "+86 13900001011",     "-",                  "-5",            "＝A1",         "a,b",         "a\"b\"",
    "line one\nline two",  " leading and trailing ", "tab\there", "\tstarts with a tab", "semi;colon", "'tis",
    "_x000D_ literally",   "a_x0041_b_xZZ",      "<&>\"'",        "𠮷野家",       "2026-03-05",  "1e5",
    "TRUE",                "sep=;",              "x",
};
enum { N_AWKWARD = sizeof(awkward) / sizeof(awkward[0]) };

static void write_rows(struct table *t)
{
    for (int i = 0; i < N_AWKWARD; i++) {
        table_text(t, awkward[i]);
        if (i == 1) { /* the rest of the row is blank */
            table_row_end(t);
            continue;
        }
        table_integer(t, i - 3);
        table_number(t, i / 7.0);
        table_money(t, i == 2 ? -12345678 : INT64_C(350000000) * i + 1);
        table_ratio(t, i * 125);
        table_date(t, i % 2 ? date_make(2026, 3, 0) : date_make(2026, 3, 1 + i));
        table_moment(t, INT64_C(1772690820000000) + INT64_C(60000000) * i);
        table_bool(t, i % 3 == 0);
        table_row_end(t);
    }
}

static void write_table(struct arena *a, struct buf *b, struct table_options options)
{
    struct fault f = {0};
    struct table *t;
    options.zone_minutes = 480;
    REQUIRE(table_open(a, &f, &options, columns, N_COLUMNS, table_sink_buf(b), &t) == OK);
    write_rows(t);
    if (!CHECK_INT(table_close(t), OK))
        printf("  %s (%s)\n", f.words[LANGUAGE_EN], f.detail);
}

/* All values, cell by cell: "row column value". */
static char *read_back(struct arena *a, const struct buf *b, bool as_text)
{
    struct fault f = {0};
    struct workbook *w;
    struct sheet_cursor *c;
    const struct sheet_row *row;
    struct buf all;
    buf_init(&all, 0);
    REQUIRE(workbook_open_bytes(a, &f, b->bytes, b->n, NULL, &w) == OK);
    REQUIRE(workbook_sheet_rows(w, 0, SHEET_AS_IS, &c) == OK);
    while (sheet_next(c, &row) == OK && row)
        for (int i = 0; i < row->n_cells; i++)
            buf_printf(&all, "[%d %d %s]", row->row, row->cells[i].column,
                       as_text ? row->cells[i].text : row->cells[i].value);
    CHECK_INT(f.code, OK);
    char *text = arena_text(a, buf_string(&all));
    buf_release(&all);
    workbook_free(w);
    return text;
}

static const char *cell_of(struct arena *a, const char *all, int row, int column, const char *text)
{
    const char *wanted = arena_printf(a, "[%d %d %s]", row, column, text);
    const char *there = strstr(all, arena_printf(a, "[%d %d ", row, column));
    return strstr(all, wanted) ? text : arena_printf(a, "%.60s", there ? there : "(nothing)");
}

static void check_round_trip(enum table_format format)
{
    struct arena *a = arena_new(64 << 20);
    struct buf b;
    buf_init(&b, 0);
    write_table(a, &b, (struct table_options){.format = format});
    char *all = read_back(a, &b, false);
    for (int i = 0; i < N_AWKWARD; i++)
        CHECK_TEXT(cell_of(a, all, i + 2, 1, awkward[i]), awkward[i]);
    static const char *const third[] = {"-1", "0.285714285714286", "-12.345678"};
    for (int i = 0; i < 3; i++)
        CHECK_TEXT(cell_of(a, all, 4, 2 + i, third[i]), third[i]);
    CHECK_TEXT(cell_of(a, all, 6, 4, "1400.000001"), "1400.000001");
    CHECK_TEXT(cell_of(a, all, 4, 6, "2026-03-03"), "2026-03-03");
    CHECK_TEXT(cell_of(a, all, 5, 6, "2026-03"), "2026-03");
    CHECK(!strstr(all, "[3 2 "));
    buf_release(&b);
    arena_free(a);
}

TEST("what is written as csv is read back unchanged")
{
    check_round_trip(TABLE_AS_CSV);
}

TEST("what is written as xlsx is read back unchanged")
{
    check_round_trip(TABLE_AS_XLSX);
}

TEST("a csv begins with a mark, neutralises formulas and ends lines as Excel does")
{
    struct arena *a = arena_new(64 << 20);
    struct buf b;
    buf_init(&b, 0);
    write_table(a, &b, (struct table_options){.format = TABLE_AS_CSV, .title = "一览"});
    CHECK(strncmp(b.bytes, "\xEF\xBB\xBF一览\r\n名称,户数（户）,面积（亩）,总投资（万元）,占比,开工,时间,重点\r\n"
                           "91430500MAX70E8J8B,-3,0,0.000001,0%,2026-03-01,2026-03-05 14:07,是\r\n", 130) == 0);
    CHECK(strstr(b.bytes, "\r\n'=1+2,"));
    CHECK(strstr(b.bytes, "\r\n''=1+2,"));
    CHECK(strstr(b.bytes, "\r\n\"'\tstarts with a tab\","));
    CHECK(strstr(b.bytes, "\r\n合计,272,,121787.654347,,,,\r\n"));
    buf_release(&b);
    arena_free(a);
}

TEST("an xlsx shows dates, money and ratios as people expect and sums by formulas")
{
    struct arena *a = arena_new(64 << 20);
    struct buf b;
    buf_init(&b, 0);
    write_table(a, &b, (struct table_options){.format = TABLE_AS_XLSX, .title = "一览", .sheet_name = "a/b:一览[1]"});
    char *all = read_back(a, &b, true);
    CHECK_TEXT(cell_of(a, all, 1, 1, "一览"), "一览");
    CHECK_TEXT(cell_of(a, all, 2, 4, "总投资（万元）"), "总投资（万元）");
    CHECK_TEXT(cell_of(a, all, 7, 4, "1,400.00"), "1,400.00");
    CHECK_TEXT(cell_of(a, all, 7, 5, "5.00%"), "5.00%");
    CHECK_TEXT(cell_of(a, all, 7, 7, "2026-03-05 14:11"), "2026-03-05 14:11");
    CHECK_TEXT(cell_of(a, all, 7, 8, "否"), "否");
    CHECK_TEXT(cell_of(a, all, 30, 1, "合计"), "合计");
    CHECK_TEXT(cell_of(a, all, 30, 2, "272"), "272");

    struct fault f = {0};
    struct workbook *w;
    REQUIRE(workbook_open_bytes(a, &f, b.bytes, b.n, NULL, &w) == OK);
    CHECK_TEXT(workbook_sheet_name(w, 0), "ab一览1");
    workbook_free(w);
    buf_release(&b);
    arena_free(a);
}

TEST("json holds what is stored: fen, parts of ten thousand, UTC, null for blank")
{
    struct arena *a = arena_new(64 << 20);
    struct buf b;
    buf_init(&b, 0);
    write_table(a, &b, (struct table_options){.format = TABLE_AS_JSON});
    static const char first[] = "[{\"name\":\"91430500MAX70E8J8B\",\"count\":-3,\"area\":0,\"total\":1,\"share\":0,"
                                "\"from\":\"2026-03-01\",\"seen\":\"2026-03-05T06:07:00.000000Z\",\"key\":true},"
                                "{\"name\":\"914305000000012345\",\"count\":null,";
    CHECK(strncmp(b.bytes, first, sizeof(first) - 1) == 0);
    CHECK(strstr(b.bytes, "\"from\":\"2026-03\""));
    CHECK_TEXT(b.bytes + b.n - 3, "}]\n");
    buf_release(&b);
    arena_free(a);
}

TEST("lines are aligned by the width of Chinese characters, figures to the right")
{
    struct arena *a = arena_new(64 << 20);
    struct fault f = {0};
    struct table *t;
    struct buf b;
    buf_init(&b, 0);
    static const struct table_options options = {.format = TABLE_AS_LINES};
    REQUIRE(table_open(a, &f, &options, columns, 2, table_sink_buf(&b), &t) == OK);
    table_text(t, "云江");
    table_integer(t, 1234567890);
    table_row_end(t);
    table_text(t, "a");
    table_row_end(t);
    CHECK_INT(table_close(t), OK);
    CHECK_TEXT(b.bytes, "名称  户数（户）\n云江  1234567890\na               \n合计  1234567890\n");
    buf_release(&b);
    arena_free(a);
}

static bool refuse(void *own, const void *bytes, size_t n)
{
    (void)own, (void)bytes, (void)n;
    return false;
}

TEST("a sink that refuses and a text too long for a cell are told at the end, once")
{
    struct arena *a = arena_new(256 << 20);
    static const enum table_format formats[] = {TABLE_AS_CSV, TABLE_AS_XLSX, TABLE_AS_JSON, TABLE_AS_LINES};
    for (int i = 0; i < 4; i++) {
        struct fault f = {0};
        struct table *t;
        struct table_options options = {.format = formats[i]};
        REQUIRE(table_open(a, &f, &options, columns, N_COLUMNS, (struct table_sink){refuse, NULL}, &t) == OK);
        write_rows(t);
        CHECK_INT(table_close(t), ERR_STORAGE);
        CHECK_INT(f.code, ERR_STORAGE);
    }
    struct fault f = {0};
    struct table *t;
    struct buf b;
    buf_init(&b, 0);
    char *text = arena_alloc(a, 40001);
    memset(text, 'x', 40000);
    static const struct table_options options = {.format = TABLE_AS_XLSX};
    REQUIRE(table_open(a, &f, &options, columns, N_COLUMNS, table_sink_buf(&b), &t) == OK);
    table_text(t, text);
    table_row_end(t);
    CHECK(table_failed(t));
    CHECK_INT(table_close(t), ERR_LIMIT);
    CHECK_INT(f.row, 2);
    buf_release(&b);
    arena_free(a);
}
