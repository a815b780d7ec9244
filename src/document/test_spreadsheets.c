/* Files written by office programs: each is read, or refused in words. */
#include "document/sheet.h"
#include "harness/test.h"

#include <stdio.h>
#include <string.h>

/* Cell by cell, as text or value. */
struct table {
    const char *text[64][64];
    const char *value[64][64];
    enum cell_kind kind[64][64];
    int rows, cells;
};

static struct table *read_table(struct arena *a, const char *file, const char *sheet, enum language language)
{
    struct fault f = {0};
    struct sheet_options options = {.language = language};
    struct workbook *w WORKBOOK_SCOPED = NULL;
    struct sheet_cursor *c;
    const struct sheet_row *row;
    struct table *t = arena_one(a, struct table);
    if (!CHECK_INT(workbook_open(a, &f, test_data_path(file), &options, &w), OK)) {
        printf("  %s\n", f.words[LANGUAGE_ZH]);
        test_end();
    }
    int index = sheet ? workbook_sheet_find(w, sheet) : 0;
    REQUIRE(index >= 0);
    REQUIRE(workbook_sheet_rows(w, index, SHEET_AS_IS, &c) == OK);
    for (int i = 0; i < 64 * 64; i++)
        t->text[i / 64][i % 64] = t->value[i / 64][i % 64] = "";
    while (sheet_next(c, &row) == OK && row) {
        t->rows++;
        t->cells += row->n_cells;
        for (int i = 0; i < row->n_cells && row->row < 64; i++) {
            const struct cell *cell = &row->cells[i];
            if (cell->column >= 64)
                continue;
            t->text[row->row][cell->column] = arena_text(a, cell->text);
            t->value[row->row][cell->column] = arena_text(a, cell->value);
            t->kind[row->row][cell->column] = cell->kind;
        }
    }
    if (!CHECK_INT(f.code, OK))
        printf("  %s (%s)\n", f.words[LANGUAGE_ZH], f.detail);
    return t;
}

enum { A = 1, B, C, D, E, F, G };

TEST("every date and number of dates-and-formats.xlsx is shown as the cell beside it says")
{
    struct arena *a = arena_new(64 << 20);
    struct table *zh = read_table(a, "spreadsheets/dates-and-formats.xlsx", NULL, LANGUAGE_ZH);
    struct table *en = read_table(a, "spreadsheets/dates-and-formats.xlsx", NULL, LANGUAGE_EN);
    int checked = 0;
    for (int row = 2; row < 30; row++) {
        if (zh->text[row][A][0]) {
            CHECK_TEXT(zh->text[row][A], zh->text[row][B]);
            CHECK_TEXT(en->text[row][A], en->text[row][D]);
            CHECK_INT(zh->kind[row][A], CELL_DATE);
            checked += 2;
        }
        if (zh->text[row][E][0]) {
            CHECK_TEXT(zh->text[row][E], zh->text[row][F]);
            CHECK_TEXT(en->text[row][E], en->text[row][G]);
            CHECK_INT(zh->kind[row][E], CELL_NUMBER);
            checked += 2;
        }
    }
    CHECK_INT(checked, 2 * (27 + 14));
    CHECK_TEXT(zh->value[2][A], "2020-01-01T01:01:01");
    arena_free(a);
}

TEST("a workbook of the 1904 calendar gives the days that Calc shows")
{
    struct arena *a = arena_new(64 << 20);
    struct table *t = read_table(a, "spreadsheets/date-1904.xlsx", NULL, LANGUAGE_ZH);
    CHECK_TEXT(t->value[1][A], "2021-01-01");
    CHECK_TEXT(t->value[2][A], "2021-01-02");
    CHECK_TEXT(t->value[3][B], "17");
    arena_free(a);
}

TEST("booleans, numbers, texts, dates, errors and formulas keep their kinds")
{
    struct arena *a = arena_new(64 << 20);
    struct table *t = read_table(a, "spreadsheets/types.xlsx", NULL, LANGUAGE_ZH);
    CHECK_INT(t->kind[2][A], CELL_BOOL);
    CHECK_TEXT(t->text[2][A], "TRUE");
    CHECK_INT(t->kind[2][B], CELL_NUMBER);
    CHECK_INT(t->kind[2][C], CELL_TEXT);
    CHECK_INT(t->kind[2][13], CELL_DATE);
    CHECK_INT(t->kind[2][35], CELL_ERROR);
    CHECK_TEXT(t->text[2][35], "#VALUE!");
    CHECK_TEXT(t->text[2][36], "2");
    CHECK_TEXT(t->text[2][37], "1测试");
    t = read_table(a, "spreadsheets/formulas.xlsx", NULL, LANGUAGE_ZH);
    CHECK_TEXT(t->text[11][D], "字符串910");
    arena_free(a);
}

TEST("quirks of other programs do not hinder: false dimensions, prefixes, names in other case, escapes")
{
    struct arena *a = arena_new(256 << 20);
    struct table *t = read_table(a, "spreadsheets/false-dimension.xlsx", NULL, LANGUAGE_ZH);
    CHECK_TEXT(t->text[1][A], "Your Ref #");
    CHECK(t->rows < 200);
    t = read_table(a, "spreadsheets/no-shared-strings.xlsx", NULL, LANGUAGE_ZH);
    CHECK_TEXT(t->text[1][A], "Hello");
    t = read_table(a, "spreadsheets/tencent-merged.xlsx", NULL, LANGUAGE_ZH);
    CHECK_TEXT(t->text[1][A], "序号");
    t = read_table(a, "spreadsheets/wps-t09.xlsx", NULL, LANGUAGE_ZH);
    CHECK_TEXT(t->text[1][A], "SH_x000D_Z002");
    t = read_table(a, "spreadsheets/wps-t03.xlsx", NULL, LANGUAGE_ZH);
    CHECK_INT(t->cells, 24);
    t = read_table(a, "spreadsheets/blank-and-date.xlsx", NULL, LANGUAGE_ZH);
    CHECK_TEXT(t->value[1][F], "2017-12-16");
    CHECK_TEXT(t->text[22][A], "20");
    t = read_table(a, "spreadsheets/char-frequency.xlsx", NULL, LANGUAGE_ZH);
    CHECK(t->rows > 1000);
    t = read_table(a, "spreadsheets/gb2312.csv", NULL, LANGUAGE_ZH);
    CHECK_TEXT(t->text[2][A], "世界你好");
    t = read_table(a, "spreadsheets/office-bom.csv", NULL, LANGUAGE_ZH);
    CHECK_TEXT(t->text[1][A], "姓名");
    arena_free(a);
}

static void layout_of(const char *file, const char *sheet, size_t n_merges, const char *hidden)
{
    struct arena *a = arena_new(64 << 20);
    struct fault f = {0};
    struct workbook *w = NULL;
    const struct sheet_layout *layout;
    REQUIRE(workbook_open(a, &f, test_data_path(file), NULL, &w) == OK);
    REQUIRE(workbook_sheet_layout(w, sheet ? workbook_sheet_find(w, sheet) : 0, &layout) == OK);
    CHECK_INT(layout->n_merges, n_merges);
    char *columns = arena_text(a, ""), name[COLUMN_TEXT_BYTES];
    for (int column = 1; column <= 30; column++)
        if (sheet_layout_hides_column(layout, column))
            columns = arena_printf(a, "%s%s", columns, column_name(column, name));
    CHECK_TEXT(columns, hidden);
    workbook_free(w);
    arena_free(a);
}

TEST("merges and hidden columns are found, wherever they stand in the file")
{
    layout_of("spreadsheets/merged.xlsx", NULL, 1, "");
    layout_of("spreadsheets/types.xlsx", NULL, 0, "");
    layout_of("sheets/o1-project-ledger.xlsx", "项目台账", 21, "L");
    layout_of("sheets/o2-enterprise-list.xlsx", NULL, 7, "G");
    layout_of("sheets/o6-enterprise-old-xls.xls", NULL, 16, "L");
    layout_of("sheets/o4-progress-month.xlsx", "3月", 16, "");
}

TEST("files that cannot be read are refused with what to do")
{
    struct arena *a = arena_new(64 << 20);
    struct fault f = {0};
    struct workbook *w;
    CHECK_INT(workbook_open(a, &f, test_data_path("spreadsheets/encrypted.xlsx"), NULL, &w), ERR_INPUT);
    CHECK(strstr(f.words[LANGUAGE_EN], "remove the password, save it again"));
    fault_clear(&f);
    CHECK_INT(workbook_open(a, &f, "/nowhere/at/all.xlsx", NULL, &w), ERR_MISSING);
    CHECK(w == NULL);
    fault_clear(&f);
    CHECK_INT(workbook_open(a, &f, test_scratch(), NULL, &w), ERR_INPUT);
    CHECK(strstr(f.words[LANGUAGE_EN], "not an ordinary file"));
    arena_free(a);
}

TEST("an old xls gives its dates, numbers, texts and errors")
{
    struct arena *a = arena_new(64 << 20);
    struct table *t = read_table(a, "sheets/o6-enterprise-old-xls.xls", "登记簿", LANGUAGE_ZH);
    CHECK_TEXT(t->text[5][E], "2014年5月6日");
    CHECK_TEXT(t->value[5][E], "2014-05-06");
    CHECK_INT(t->kind[5][E], CELL_DATE);
    CHECK_TEXT(t->text[8][D], "5000000");
    CHECK_INT(t->kind[8][D], CELL_NUMBER);
    CHECK_TEXT(t->text[11][C], "91430500max736kk75");
    CHECK_TEXT(t->text[12][D], "１２００万元");
    CHECK_TEXT(t->text[8][10], "Lin Wei");
    CHECK_TEXT(t->text[19][A], "说明：本表由各乡镇、园区报送，链长办汇总。");
    arena_free(a);
}
