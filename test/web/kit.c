/* The parts of the look with invented content, as a feature would show them. */
#include "web/kit.h"

#include "base/json.h"
#include "web/request.h"
#include "web/response.h"
#include "web/route.h"
#include "web_test.pages.h"

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

static const struct text words[] = {
    {"kit.desk", {"我的工作台", "My desk"}},   {"kit.wall", {"驾驶舱", "Cockpit"}},
    {"kit.chains", {"产业链", "Chains"}},      {"kit.graph", {"图谱", "Graph"}},
    {"kit.firms", {"企业", "Enterprises"}},    {"kit.choke", {"卡点攻关", "Choke points"}},
    {"kit.ledgers", {"六张清单", "Ledgers"}},  {"kit.projects", {"项目库", "Projects"}},
    {"kit.invest", {"招商", "Investment"}},    {"kit.funds", {"资金与人才", "Funds and people"}},
    {"kit.dispatch", {"调度", "Dispatch"}},    {"kit.tasks", {"督办", "Tasks"}},
    {"kit.requests", {"企业诉求", "Requests"}}, {"kit.score", {"考核", "Assessment"}},
    {"kit.reports", {"报告与文书", "Reports"}}, {"kit.policies", {"政策", "Policies"}},
    {"kit.import", {"导入", "Import"}},        {"kit.rules", {"制度", "Rulebook"}},
    {"kit.tab_desk", {"工作台", "Desk"}},      {"kit.tab_ledgers", {"清单", "Ledgers"}},
    {"kit.add", {"新增项目", "New project"}},
};

static enum err count_notices(struct op *op, int64_t *ret_n)
{
    (void)op;
    *ret_n = 5;
    return OK;
}

static enum err count_chains(struct op *op, int64_t *ret_n)
{
    (void)op;
    *ret_n = 22;
    return OK;
}

const struct menu_entry kit_menu[] = {
    {"/", &words[0], MENU_TOP, 1, "layout-dashboard", &words[18]},
    {"/kit", &words[1], MENU_TOP, 2, "presentation"},
    {"/chains", &words[2], MENU_CHAINS, 1, "sitemap", &words[2], count_chains},
    {"/graph", &words[3], MENU_CHAINS, 2, "affiliate"},
    {"/list", &words[4], MENU_CHAINS, 3, "building-factory"},
    {"/choke", &words[5], MENU_CHAINS, 4, "alert-circle"},
    {"/ledgers", &words[6], MENU_PROJECTS, 1, "list-details", &words[19]},
    {"/form", &words[7], MENU_PROJECTS, 2, "crane"},
    {"/empty", &words[8], MENU_PROJECTS, 3, "user-search"},
    {"/funds", &words[9], MENU_PROJECTS, 4, "coin-yuan"},
    {"/dispatch", &words[10], MENU_ADVANCE, 1, "calendar-event", &words[10]},
    {"/tasks", &words[11], MENU_ADVANCE, 2, "checkbox"},
    {"/requests", &words[12], MENU_ADVANCE, 3, "message-report"},
    {"/score", &words[13], MENU_ADVANCE, 4, "chart-bar"},
    {"/reports", &words[14], MENU_MATERIAL, 1, "file-text"},
    {"/policies", &words[15], MENU_MATERIAL, 2, "books"},
    {"/import", &words[16], MENU_MATERIAL, 3, "file-import"},
    {"/rules", &words[17], MENU_MATERIAL, 4, "scale"},
    {"/notices", &words[17], MENU_BAR, 1, "bell", NULL, count_notices},
    {0},
};

static enum err get_kit(struct request *rq, struct response *rs)
{
    (void)rq;
    static const struct figure_view figures[] = {
        {"营业收入，1–10月", "1,046.32", "亿元", "/list", "同比 +17.8%，目标 +20.0%"},
        {"新签约", "11", "个", "/list", "较上月 +2 个，+16.20 亿元"},
        {"未开工", "39", "个", "/list", "412.90 亿元"},
        {"在办诉求", "23", "件", "/list", "办结率 91.7%"},
        {"缺失环节", "5", "个", "/list", "较上月 −1 个"},
    };
    static const struct tab_view tabs[] = {{"/kit", "产业链", "22", true}, {"/kit?a=1", "园区", "5"}, {"/kit?a=2", "月份"}};
    static const struct receipt_line lines[] = {
        {"读到", "437 行"}, {"新增", "12 个", "/list"}, {"修改", "58 个", "/list"}, {"未变", "361 个"}, {"拒绝", "6 行"}};
    static const struct clash_view clashes[] = {{"计划竣工", "end", "2026-12-31", "2027-01-20", true},
                                                {"形象进度", "shape", "涂装线进场 65%", "未改", false}};
    const struct kit_view view = {
        .words = "保存",
        .sentence = "按 10 月数据计算，缺报 6 家。",
        .yes = true,
        .band = {figures, COUNT(figures)},
        .tabs = {tabs, COUNT(tabs)},
        .work = {"正在生成 22 份产业链分析报告", "已完成 14 份，约还需 2 秒。可以离开本页，完成后在右上角提醒。", "/kit", NULL, 14, 22},
        .receipt = {"导入完成", "项目库，2026年11月23日 10:24", lines, COUNT(lines), "/kit", "/kit"},
        .merge = {"韩知夏 10:21 也改了这条记录", "/kit", "7", clashes, COUNT(clashes)},
    };
    kit_page(response_page(rs), &view);
    return OK;
}

/* Every context of a template with one value from the address, for a parser that is not ours. */
static enum err get_contexts(struct request *rq, struct response *rs)
{
    const char *value = request_query(rq, "value") ? request_query(rq, "value") : "";
    struct buf json;
    struct json j;
    buf_init(&json, 0);
    json_init(&j, &json);
    json_string(&j, value);
    const struct contexts_view view = {
        .text = value, .url = value, .part = value, .json = arena_text(rq->op->arena, buf_string(&json)), .number = 5, .on = true};
    buf_release(&json);
    test_contexts(response_page(rs), &view);
    return OK;
}

static enum err get_list(struct request *rq, struct response *rs)
{
    (void)rq;
    static const struct list_column_view columns[] = {
        {"环节"}, {"角色"}, {"区域"}, {"营业收入", "亿元，1–10月", "/list?sort=x", true, false, true}, {"同比", "%", NULL, true},
        {"规模"}, {"在办诉求", NULL, NULL, true}, {"代码核验"}};
    static const struct list_cell_view cells[][8] = {
        {{SHOWN_TEXT, "整车"}, {SHOWN_TAG, "链主"}, {SHOWN_TEXT, "云江经开区"}, {SHOWN_TEXT, "412.60"}, {SHOWN_TEXT, "+21.4"}, {SHOWN_TEXT, "大型"}, {SHOWN_TEXT, "3"}, {SHOWN_CHECKED, "已核验"}},
        {{SHOWN_TEXT, "电驱动"}, {SHOWN_TAG, "链主"}, {SHOWN_TEXT, "云江经开区"}, {SHOWN_TEXT, "86.35"}, {SHOWN_TEXT, "+34.2"}, {SHOWN_TEXT, "大型"}, {SHOWN_TEXT, "2"}, {SHOWN_CHECKED, "已核验"}},
        {{SHOWN_TEXT, "热管理"}, {SHOWN_TEXT, "核心配套"}, {SHOWN_TEXT, "东屏工业园"}, {SHOWN_TEXT, "9.18"}, {SHOWN_TEXT, "+52.1"}, {SHOWN_TEXT, "中型"}, {SHOWN_QUIET, "0"}, {SHOWN_CHECKED, "已核验"}},
        {{SHOWN_TEXT, "车规芯片"}, {SHOWN_TEXT, "主要配套"}, {SHOWN_TEXT, "云江高新区"}, {SHOWN_TEXT, "2.05"}, {SHOWN_TEXT, "+61.0"}, {SHOWN_TEXT, "小型"}, {SHOWN_TEXT, "1"}, {SHOWN_DOUBT, "未核验"}},
        {{SHOWN_TEXT, "涂料"}, {SHOWN_TEXT, "一般"}, {SHOWN_TEXT, "临江港产园"}, {SHOWN_TEXT, "0.88"}, {SHOWN_MISSING, "未报去年同期"}, {SHOWN_TEXT, "小型"}, {SHOWN_QUIET, "0"}, {SHOWN_CHECKED, "已核验"}},
    };
    static const struct list_row_view rows[] = {
        {"1", "/list", "云驰新能源汽车有限公司", NULL, false, cells[0], "412.60", "整车 · 云江经开区 · 链主"},
        {"2", "/list", "江拓电驱动（云江）有限公司", NULL, false, cells[1], "86.35", "电驱动 · 云江经开区 · 链主"},
        {"3", "/list", "屏山热管理科技有限公司", NULL, true, cells[2], "9.18", "热管理 · 东屏工业园"},
        {"4", "/list", "禾源微电子有限公司", "数字过整", false, cells[3], "2.05", "车规芯片 · 云江高新区"},
        {"5", "/list", "临江车用涂料有限公司", NULL, false, cells[4], "0.88", "涂料 · 临江港产园"},
    };
    static const struct option_view acts[] = {{"/kit", "加入目标企业"}, {"/kit", "派走访"}, {"/kit", "导出所选"}};
    static const struct option_view roles[] = {{"/list?role=1", "链主"}, {"/list?role=2", "龙头骨干"}};
    static const struct chip_view chips[] = {{"产业链", "新能源汽车", "/list"}, {"状态", "存续、在业", "/list"},
                                             {"角色", NULL, NULL, "role", roles, 2}, {"园区区县", NULL, NULL, "region", roles, 2}};
    const struct kit_list_view view = {
        .sentence = "新能源汽车链 214 家，其中 9 家统一社会信用代码未核验。",
        .import = "导入", .export = "导出", .add = "新增企业",
        .chips = {"/list", "", "名称、代码、主营产品", chips, COUNT(chips)},
        .table = {"企业名称", columns, COUNT(columns), rows, COUNT(rows), true, "已选 {n} 家", acts, COUNT(acts)},
        .pager = {"第 1—50 家，共 214 家", "合计营业收入 1,046.32 亿元，缺报 6 家", "/list?a=1", "/list?a=2"},
    };
    kit_list(response_page(rs), &view);
    return OK;
}

static enum err get_form(struct request *rq, struct response *rs)
{
    (void)rq;
    static const struct option_view chains[] = {{"NEV", "新能源汽车", true}, {"IC", "集成电路"}};
    static const struct option_view actions[] = {{"build", "建链"}, {"fill", "补链"}, {"extend", "延链"}, {"strengthen", "强链", true}};
    static const struct field_view basic[] = {
        {.name = "name", .label = "项目名称", .value = "江拓三合一电驱动总成产线", .hint = "写明主体和产品，如“某公司年产 20 万套电驱动项目”", .wide = true},
        {.name = "chain", .label = "产业链", .form = FIELD_FORM_SELECT, .options = chains, .n_options = 2},
        {.name = "segment", .label = "环节", .form = FIELD_FORM_SELECT, .options = chains, .n_options = 2},
        {.name = "investor", .label = "投资主体", .form = FIELD_FORM_FIND, .value = "江拓", .error = "有 2 家企业含“江拓”，请选择其中一家，或写明全称。", .wide = true},
        {.name = "action", .label = "行动", .form = FIELD_FORM_BUTTONS, .hint = "系统建议“强链”：电驱动为本地优势环节", .options = actions, .n_options = 4, .wide = true},
    };
    static const struct field_view money[] = {
        {.name = "total", .label = "计划总投资", .value = "11.80", .unit = "亿元", .hint = "可填“11.8亿”或“118000万”"},
        {.name = "fixed", .label = "其中固定资产投资", .value = "9.20", .unit = "亿元", .hint = "不大于计划总投资", .optional = true},
        {.name = "signed", .label = "签约日期", .form = FIELD_FORM_DATE, .value = "2026-11-06"},
        {.name = "start", .label = "计划开工", .form = FIELD_FORM_DATE, .value = "2026-10-30", .error = "早于签约日 2026-11-06，请改其中一个。"},
        {.name = "content", .label = "建设内容", .form = FIELD_FORM_AREA, .value = "建设三合一电驱动总成产线 2 条，年产 30 万套。", .optional = true, .wide = true},
    };
    static const struct section_view sections[] = {
        {"basic", "基本情况", basic, COUNT(basic), 1, false}, {"money", "投资与时间", money, COUNT(money), 1, true}};
    static const struct form_view view = {"/form", "project:new", NULL, sections, COUNT(sections), 2, "保存", "保存并再填一个", "/list"};
    response_crumb(rs, "项目库", "/form");
    response_crumb(rs, "新增", NULL);
    kit_form(response_page(rs), &view);
    return OK;
}

static enum err get_draft(struct request *rq, struct response *rs)
{
    (void)rq;
    static const struct field_view fields[] = {{.name = "name", .label = "项目名称", .wide = true}};
    static const struct section_view sections[] = {{"basic", "基本情况", fields, COUNT(fields), 0, true}};
    static const struct form_view view = {"/form", "draft:new", NULL, sections, COUNT(sections), 0, "保存", NULL, "/list"};
    kit_form(response_page(rs), &view);
    return OK;
}

static enum err get_empty(struct request *rq, struct response *rs)
{
    (void)rq;
    static const struct state_view view = {
        .icon = "user-search", .heading = "新能源汽车链还没有招商线索",
        .words = "“建补延强”已算出 23 个值得招的环节，目标企业 41 家。可以从那里挑，也可以自己记一条。",
        .acts = {{"/list", "从目标企业里挑", true}, {"/form", "记一条线索", false}}};
    kit_empty(response_page(rs), &view);
    return OK;
}

static enum err fail(struct request *rq, struct response *rs)
{
    (void)rs;
    return fault(rq->op->fault, ERR_STORAGE, &words[0]);
}

const struct route kit_routes[] = {
    {METHOD_GET, "/", FOR_SIGNED_IN, get_kit, &words[0]},
    {METHOD_GET, "/kit", FOR_SIGNED_IN, get_kit, &words[1]},
    {METHOD_GET, "/chains", FOR_SIGNED_IN, get_list, &words[2]},
    {METHOD_GET, "/graph", FOR_SIGNED_IN, get_kit, &words[3]},
    {METHOD_GET, "/list", FOR_SIGNED_IN, get_list, &words[4]},
    {METHOD_GET, "/choke", FOR_SIGNED_IN, get_kit, &words[5]},
    {METHOD_GET, "/ledgers", FOR_SIGNED_IN, get_kit, &words[6]},
    {METHOD_GET, "/form", FOR_SIGNED_IN, get_form, &words[20]},
    {METHOD_POST, "/form", FOR_SIGNED_IN, get_form, &words[20]},
    {METHOD_GET, "/draft", FOR_SIGNED_IN, get_draft, &words[20]},
    {METHOD_GET, "/empty", FOR_SIGNED_IN, get_empty, &words[8]},
    {METHOD_GET, "/funds", FOR_SIGNED_IN, get_kit, &words[9]},
    {METHOD_GET, "/dispatch", FOR_SIGNED_IN, get_kit, &words[10]},
    {METHOD_GET, "/tasks", FOR_SIGNED_IN, get_kit, &words[11]},
    {METHOD_GET, "/requests", FOR_SIGNED_IN, get_kit, &words[12]},
    {METHOD_GET, "/score", FOR_SIGNED_IN, get_kit, &words[13]},
    {METHOD_GET, "/reports", FOR_SIGNED_IN, get_kit, &words[14]},
    {METHOD_GET, "/policies", FOR_SIGNED_IN, get_kit, &words[15]},
    {METHOD_GET, "/import", FOR_SIGNED_IN, get_kit, &words[16]},
    {METHOD_GET, "/rules", FOR_SIGNED_IN, get_kit, &words[17]},
    {METHOD_GET, "/search", FOR_SIGNED_IN, get_list, &words[4]},
    {METHOD_GET, "/notices", FOR_SIGNED_IN, get_empty, &words[8]},
    {METHOD_GET, "/contexts", FOR_SIGNED_IN, get_contexts, &words[0]},
    {METHOD_GET, "/fail", FOR_SIGNED_IN, fail, &words[0]},
    {0},
};
