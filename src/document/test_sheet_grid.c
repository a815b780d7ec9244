#include "document/sheet_grid.h"
#include "harness/test.h"

#include <string.h>

static const struct sheet_grid *grid_of(struct arena *a, struct workbook **ret_workbook, const char *file,
                                        const char *sheet)
{
    static struct fault f;
    const struct sheet_grid *g;
    REQUIRE(workbook_open(a, &f, test_data_path(file), NULL, ret_workbook) == OK);
    int index = sheet ? workbook_sheet_find(*ret_workbook, sheet) : 0;
    REQUIRE(workbook_sheet_grid(*ret_workbook, index, GRID_ROWS_USUAL, &g) == OK);
    return g;
}

static void check_header(const char *file, const char *sheet, int first_row, int last_row, const char *names)
{
    struct arena *a = arena_new(64 << 20);
    struct workbook *w;
    const struct sheet_grid *g = grid_of(a, &w, file, sheet);
    char *all = arena_text(a, "");
    for (int i = 0; i < g->header.n_names; i++)
        all = arena_printf(a, "%s%s%s", all, i ? "|" : "", g->header.names[i]);
    CHECK_INT(g->header.first_row, first_row);
    CHECK_INT(g->header.last_row, last_row);
    CHECK_TEXT(all, names);
    CHECK(g->is_whole);
    workbook_free(w);
    arena_free(a);
}

TEST("the header of each sheet that an office keeps is found below its titles, merged rows joined")
{
    check_header("sheets/o1-project-ledger.xlsx", "项目台账", 3, 4,
                 "序号|园区/乡镇|项目名称|投资主体|建设性质|建设内容及规模|投资情况（亿元）/总投资|投资情况（亿元）/年度计划|"
                 "投资情况（亿元）/累计完成|计划时间/开工|计划时间/竣工|原总投资||责任单位|备注");
    check_header("sheets/o2-enterprise-list.xlsx", NULL, 3, 3,
                 "序号|企业名称|统一社会信用代码|所在乡镇（园区）|成立日期|注册资本（万元）|法定代表人|企业规模|企业资质|"
                 "主营产品|联系人|联系电话|经营状态");
    check_header("sheets/o3-events-gb18030.csv", NULL, 3, 3, "序号|项目名称|节点|日期|金额|佐证|说明");
    check_header("sheets/o4-progress-month.xlsx", "3月", 3, 4,
                 "序号|乡镇/园区|工程名称|业主单位|投资完成情况（万元）/年度计划|投资完成情况（万元）/当月计划|"
                 "投资完成情况（万元）/当月完成|投资完成情况（万元）/1—3月累计|投资完成情况（万元）/完成比例|形象进度|"
                 "存在问题|下步计划");
    check_header("sheets/o5-project-export-utf8bom.csv", NULL, 1, 1,
                 "项目编号|项目代码|工程名称|所属产业链|类型（建/补/延/强）|建设单位|建设地点|总投资额(万元)|"
                 "其中：固定资产投资(万元)|用地面积（亩）|计划开工时间|计划投产时间|项目级别|包保领导|主要建设内容||备注");
}

static void check_look(const char *file, const char *sheet, const char *looks)
{
    struct arena *a = arena_new(64 << 20);
    struct workbook *w;
    const struct sheet_grid *g = grid_of(a, &w, file, sheet);
    char *all = arena_text(a, "");
    for (int row = 1; row <= g->n_rows; row++)
        all = arena_printf(a, "%s%c", all, ".LST"[grid_row_look(g, row)]);
    CHECK_TEXT(all, looks);
    workbook_free(w);
    arena_free(a);
}

TEST("an old xls is read with its merged header")
{
    check_header("sheets/o6-enterprise-old-xls.xls", "登记簿", 2, 3,
                 "编号|基本信息/单位名称|基本信息/信用代码|基本信息/注册资金|基本信息/注册时间|属地|详细地址|行业代码|"
                 "所有制|联系方式/法人|联系方式/手机|内部评级|股票代码");
}

TEST("titles, headings, subtotals and notes look different from rows of the table")
{
    check_look("sheets/o1-project-ledger.xlsx", "项目台账", "LLTTLTTTTTTSLTTTTTSLTTTTSS.LL");
    check_look("sheets/o2-enterprise-list.xlsx", NULL, "LLTTTTTTTTTTTTTTTTTSL");
    check_look("sheets/o4-progress-month.xlsx", "3月", "LLTTLTTTTTSLTTTTTTSLL");
    check_look("sheets/o3-events-gb18030.csv", NULL, "LLTTTTTTTTTTTTTTTTTTTTTSL");
    check_look("sheets/o6-enterprise-old-xls.xls", "登记簿", "LTTLTTTTSLTTTTTTTSL");
    check_look("sheets/o5-project-export-utf8bom.csv", NULL, "TTTTTTTTTTTTTS");
}

TEST("merged cells repeat the first one, and say that they do")
{
    struct arena *a = arena_new(64 << 20);
    struct workbook *w;
    const struct sheet_grid *g = grid_of(a, &w, "spreadsheets/merged.xlsx", NULL);
    CHECK_TEXT(grid_cell(g, 2, 3)->text, "11");
    CHECK(!grid_cell(g, 2, 3)->is_spread);
    CHECK_TEXT(grid_cell(g, 3, 3)->text, "11");
    CHECK(grid_cell(g, 3, 3)->is_spread);
    CHECK_TEXT(grid_cell(g, 4, 3)->text, "13");
    CHECK_INT(grid_cell(g, 9, 9)->kind, CELL_EMPTY);
    workbook_free(w);
    g = grid_of(a, &w, "spreadsheets/tencent-merged.xlsx", NULL);
    for (int row = 2; row <= 9; row++)
        CHECK_TEXT(grid_cell(g, row, 4)->text, "A1JB037FPHA03224400489");
    CHECK_INT(g->header.last_row, 1);
    workbook_free(w);
    arena_free(a);
}

TEST("no header is guessed where the first rows are figures")
{
    struct arena *a = arena_new(64 << 20);
    struct fault f = {0};
    struct workbook *w;
    const struct sheet_grid *g;
    static const char csv[] = "1,2,3\n4,5,6\n";
    REQUIRE(workbook_open_bytes(a, &f, csv, sizeof(csv) - 1, NULL, &w) == OK);
    REQUIRE(workbook_sheet_grid(w, 0, 1, &g) == OK);
    CHECK_INT(g->header.first_row, 0);
    CHECK_INT(g->header.data_row, 1);
    CHECK(!g->is_whole);
    CHECK_TEXT(g->header.names[0], "");
    workbook_free(w);
    arena_free(a);
}
