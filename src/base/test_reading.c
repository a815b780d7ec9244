#include "base/reading.h"

#include "base/buf.h"
#include "base/money.h"
#include "harness/test.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { TODAY = 20260331 };
#define COUNT(array) (sizeof(array) / sizeof(*(array)))

TEST("empty words say nothing, open questions are asked, all else says something")
{
    static const char *const absent[] = {"",     " ",      "　",  "/",   "／",   "—",       "——",     "－",
                                         "-",    "--",     "…",   "无",  "待定", "不详",    "未竣工", "空",
                                         " 无 ", "（空）", "N/A", "/ /", "。",   "尚未开工",
                                         "\x05", "\xC2\x85"};
    for (size_t i = 0; i < COUNT(absent); i++)
        if (!CHECK_INT(absence_read(absent[i]), READING_ABSENT))
            printf("  %s\n", absent[i]);
    static const char *const asked[] = {"未报", "待核", "待核实", "？", "??", "未统计", "（待补）"};
    for (size_t i = 0; i < COUNT(asked); i++)
        if (!CHECK_INT(absence_read(asked[i]), READING_ASK))
            printf("  %s\n", asked[i]);
    static const char *const said[] = {"0",         "无锡市",         "空调", "待定县项目",
                                       "长沙-株洲", "林地手续未办结", "A",    "因环评批复未报送省厅，项目进度受到影响"};
    for (size_t i = 0; i < COUNT(said); i++)
        if (!CHECK_INT(absence_read(said[i]), READING_KNOWN))
            printf("  %s\n", said[i]);
}

TEST("every verdict but known and absent has its sentence")
{
    for (int v = 0; v < READING_VERDICT_COUNT; v++)
        CHECK((reading_says((enum reading_verdict)v) == NULL) == (v == READING_KNOWN || v == READING_ABSENT));
}

/* ---- dates ---- */
struct date_case {
    const char *text;
    enum reading_verdict verdict;
    date_t date, from, to;
};

static void check_dates(const struct date_case *cases, size_t n, enum typing typing, bool is_1904)
{
    for (size_t i = 0; i < n; i++) {
        struct date_reading r = date_read(cases[i].text, typing, is_1904, TODAY);
        if (!CHECK_INT(r.verdict, cases[i].verdict) | !CHECK_INT(r.date, cases[i].date) |
            !CHECK_INT(r.from, cases[i].from) | !CHECK_INT(r.to, cases[i].to))
            printf("  %s\n", cases[i].text);
    }
}

TEST("dates are read in all the ways clerks write them")
{
    static const struct date_case cases[] = {
        {"2026年3月5日", READING_KNOWN, 20260305},
        {"２０２６年３月５日", READING_KNOWN, 20260305},
        {"2026年03月05号", READING_KNOWN, 20260305},
        {" 2026 年 3 月 5 日 ", READING_KNOWN, 20260305},
        {"23年4月5日", READING_KNOWN, 20230405},
        {"09年5月1日", READING_KNOWN, 20090501},
        {"98年5月1日", READING_KNOWN, 19980501},
        {"26年3月", READING_KNOWN, 20260300},
        {"2026.3", READING_KNOWN, 20260300},
        {"2026.1", READING_KNOWN, 20260100},
        {"2026.10", READING_KNOWN, 20261000},
        {"2026.3.5", READING_KNOWN, 20260305},
        {"2026/3/5", READING_KNOWN, 20260305},
        {"2026-3-5", READING_KNOWN, 20260305},
        {"2026-03", READING_KNOWN, 20260300},
        {"2026-03-05", READING_KNOWN, 20260305},
        {"2026、3、5", READING_KNOWN, 20260305},
        {"20260305", READING_KNOWN, 20260305},
        {"202603", READING_KNOWN, 20260300},
        {"46052", READING_KNOWN, 20260130},
        {"2026年3月份", READING_KNOWN, 20260300},
        {"2026年3月底", READING_KNOWN, 20260300},
        {"2026年3月上旬", READING_KNOWN, 20260300},
        {"2026年3月5日 14:30", READING_KNOWN, 20260305},
        {"2026-03-05T14:07:00", READING_KNOWN, 20260305},
        {"2026/3/5 0:00:00", READING_KNOWN, 20260305},
        {"2026年3月开工", READING_KNOWN, 20260300},
        {"已于2026年3月5日开工", READING_KNOWN, 20260305},
        {"2024年2月29日", READING_KNOWN, 20240229},
        {"至今", READING_ABSENT, 0},
        {"待定", READING_ABSENT, 0},
        {"未报", READING_ASK, 0},
    };
    check_dates(cases, COUNT(cases), TYPED_TEXT, false);
}

TEST("dates that are not certain are asked about, with a proposal where there is one")
{
    static const struct date_case cases[] = {
        {"拟2026年6月", READING_PLANNED, 20260600},
        {"预计2026年6月5日", READING_PLANNED, 20260605},
        {"3月5日", READING_NO_YEAR, 20260305},
        {"3月", READING_NO_YEAR, 20260300},
        {"今年3月", READING_NO_YEAR, 20260300},
        {"明年6月", READING_NO_YEAR, 20270600},
        {"2026年底", READING_VAGUE, 20261200, 20261101, 20261231},
        {"2026年年底", READING_VAGUE, 20261200, 20261101, 20261231},
        {"拟2026年底", READING_VAGUE, 20261200, 20261101, 20261231},
        {"2026年下半年", READING_VAGUE, 0, 20260701, 20261231},
        {"2026年二季度", READING_VAGUE, 0, 20260401, 20260630},
        {"2026Q2", READING_VAGUE, 0, 20260401, 20260630},
        {"2026年", READING_VAGUE, 0, 20260101, 20261231},
        {"2013", READING_VAGUE, 0, 20130101, 20131231},
        {"明年", READING_VAGUE, 0, 20270101, 20271231},
        {"2026年6月前", READING_VAGUE, 20260600},
        {"2026年6月底前", READING_VAGUE, 20260600},
        {"2026年6月左右", READING_VAGUE, 20260600},
        {"已开工", READING_NO_DATE, 0},
        {"已竣工投产", READING_NO_DATE, 0},
        {"在建", READING_NO_DATE, 0},
        {"2026年2月30日", READING_NO_SUCH_DATE, 0},
        {"2026.13", READING_NO_SUCH_DATE, 0},
        {"2026-13-01", READING_NO_SUCH_DATE, 0},
        {"20260230", READING_NO_SUCH_DATE, 0},
        {"2025.2.29", READING_NO_SUCH_DATE, 0},
        {"2026年3月至12月", READING_SPAN, 0, 20260300, 20261200},
        {"2026年3月-2027年6月", READING_SPAN, 0, 20260300, 20270600},
        {"2026.3-2027.6", READING_SPAN, 0, 20260300, 20270600},
        {"2026年3-5月", READING_SPAN, 0, 20260300, 20260500},
        {"2026.03.05—2026.06.30", READING_SPAN, 0, 20260305, 20260630},
        {"2027年6月至2026年3月", READING_UNCLEAR, 20270600},
        {"3/5/2026", READING_UNCLEAR, 20260305},
        {"26/3/5", READING_UNCLEAR, 20260305},
        {"200305", READING_UNCLEAR, 20030500},
        {"12345", READING_UNCLEAR, 0},
        {"1234567", READING_UNCLEAR, 0},
        {"2026年3月5日等", READING_UNCLEAR, 20260305},
        {"签约后三个月", READING_UNCLEAR, 0},
        {"二〇二六年三月", READING_UNCLEAR, 0},
        {"年底", READING_UNCLEAR, 0},
        {"拟开工", READING_UNCLEAR, 0},
    };
    check_dates(cases, COUNT(cases), TYPED_TEXT, false);
}

TEST("a spreadsheet's number is a serial, a month, or a month with a lost zero")
{
    static const struct date_case cases[] = {
        {"46086", READING_KNOWN, 20260305},
        {"46086.604166667", READING_KNOWN, 20260305},
        {"2026.1", READING_LOST_ZERO, 20261000, 20260100, 20261000},
        {"2026.3", READING_KNOWN, 20260300},
        {"2026.12", READING_KNOWN, 20261200},
        {"2026.05", READING_KNOWN, 20260500},
        {"20260305", READING_KNOWN, 20260305},
        {"202603", READING_KNOWN, 20260300},
        {"2026", READING_VAGUE, 0, 20260101, 20261231},
        {"0", READING_UNCLEAR, 0},
        {"-5", READING_UNCLEAR, 0},
    };
    check_dates(cases, COUNT(cases), TYPED_NUMBER, false);
    check_dates(cases + 2, 1, TYPED_UNKNOWN, false);
    static const struct date_case of_1904[] = {{"44624", READING_KNOWN, 20260305}};
    check_dates(of_1904, 1, TYPED_NUMBER, true);
    CHECK(date_read("拟2026年底", TYPED_TEXT, false, TODAY).is_planned);
}

TEST("every day reads back from each way of writing it")
{
    static const char *const ways[] = {"%d年%d月%d日", "%d-%02d-%02d",   "%d/%d/%d",
                                       "%d.%d.%d",     "拟%d年%d月%d日", "%04d%02d%02d"};
    for (date_t d = 19820101; d != 20991231; d = date_add_days(d, 1)) {
        for (size_t i = 0; i < COUNT(ways); i++) {
            char text[64];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            snprintf(text, sizeof(text), ways[i], date_year(d), date_month(d), date_day(d));
#pragma GCC diagnostic pop
            struct date_reading r = date_read(text, TYPED_TEXT, false, TODAY);
            if (!CHECK_INT(r.date, d) || !CHECK(r.verdict == READING_KNOWN || r.verdict == READING_PLANNED)) {
                printf("  %s\n", text);
                return;
            }
        }
        char text[16];
        snprintf(text, sizeof(text), "%d", (int)date_to_days(d) + 25569);
        CHECK_INT(date_read(text, TYPED_NUMBER, false, TODAY).date, d);
    }
}

/* ---- money ---- */
struct money_case {
    const char *text;
    enum reading_verdict verdict;
    int64_t yuan;
};

static void check_money(const struct money_case *cases, size_t n, enum typing typing, struct money_column column)
{
    for (size_t i = 0; i < n; i++) {
        struct money_reading r = money_read(cases[i].text, typing, &column);
        if (!CHECK_INT(r.verdict, cases[i].verdict) | !CHECK_INT(r.fen, cases[i].yuan * FEN_PER_YUAN))
            printf("  %s\n", cases[i].text);
    }
}

TEST("an amount with its own unit is read whatever the column says")
{
    static const struct money_case cases[] = {
        {"3.5亿", READING_KNOWN, 350000000},
        {"3.5亿元", READING_KNOWN, 350000000},
        {"8,600万元", READING_KNOWN, 86000000},
        {"8，600 万元", READING_KNOWN, 86000000},
        {"￥108,000,000元", READING_KNOWN, 108000000},
        {"￥2.3亿", READING_KNOWN, 230000000},
        {"０．８亿", READING_KNOWN, 80000000},
        {"１．５亿元", READING_KNOWN, 150000000},
        {"4200万", READING_KNOWN, 42000000},
        {"1亿2000万元", READING_KNOWN, 120000000},
        {"3亿5千万", READING_KNOWN, 350000000},
        {"5百万元", READING_KNOWN, 5000000},
        {"5000000元", READING_KNOWN, 5000000},
        {"500w", READING_KNOWN, 5000000},
        {"人民币3.5亿元整", READING_KNOWN, 350000000},
        {"总投资3.5亿元", READING_KNOWN, 350000000},
        {"-120万元", READING_KNOWN, -1200000},
        {"约2亿元", READING_APPROXIMATE, 200000000},
        {"2亿元左右", READING_APPROXIMATE, 200000000},
        {"2亿多元", READING_APPROXIMATE, 200000000},
        {"2000余万元", READING_APPROXIMATE, 20000000},
        {"不低于2亿元", READING_APPROXIMATE, 200000000},
        {"500万美元", READING_FOREIGN, 0},
        {"$500", READING_FOREIGN, 0},
        {"300万欧元", READING_FOREIGN, 0},
        {"/", READING_ABSENT, 0},
        {"待定", READING_ABSENT, 0},
        {"未报", READING_ASK, 0},
        {"3-5亿元", READING_UNCLEAR, 0},
        {"1亿2", READING_UNCLEAR, 0},
        {"2000万3亿", READING_UNCLEAR, 0},
        {"三亿元", READING_UNCLEAR, 0},
        {"12,34万元", READING_UNCLEAR, 0},
        {"1.2.3亿", READING_UNCLEAR, 0},
        {"3 5亿", READING_UNCLEAR, 0},
        {"3.5亿(其中设备1亿)", READING_UNCLEAR, 0},
        {"99999999999999999999亿", READING_UNCLEAR, 0},
    };
    check_money(cases, COUNT(cases), TYPED_TEXT, (struct money_column){0});
    check_money(cases, COUNT(cases), TYPED_UNKNOWN, money_column_of("注册资本（万元）"));
}

TEST("a plain number takes the unit of its column, or is asked about")
{
    static const struct money_case in_wan[] = {
        {"12000", READING_KNOWN, 120000000},
        {"25,000", READING_KNOWN, 250000000},
        {" 3 200 ", READING_KNOWN, 32000000},
        {"６０００", READING_KNOWN, 60000000},
        {"0", READING_KNOWN, 0},
        {"250.7", READING_KNOWN, 2507000},
        {"-120", READING_KNOWN, -1200000},
        {"￥600", READING_KNOWN, 6000000},
        {"1，000", READING_KNOWN, 10000000},
        {"12 34", READING_UNCLEAR, 0},
    };
    check_money(in_wan, COUNT(in_wan), TYPED_TEXT, money_column_of("总投资额(万元)"));
    static const struct money_case without[] = {
        {"2.1", READING_NO_UNIT, 210000000},         {"5000000", READING_NO_UNIT, 5000000},
        {"3200", READING_NO_UNIT, 32000000},         {"0", READING_KNOWN, 0},
        {"￥108,000,000", READING_KNOWN, 108000000},
    };
    check_money(without, COUNT(without), TYPED_NUMBER, money_column_of("注册资金"));
    static const struct money_case in_dollars[] = {{"500", READING_FOREIGN, 0}, {"0", READING_KNOWN, 0}};
    check_money(in_dollars, COUNT(in_dollars), TYPED_NUMBER, money_column_of("到位外资（万美元）"));
}

TEST("a plain number that is hardly possible in its column's unit is asked about with a better one")
{
    struct money_column yi = money_column_of("投资情况（亿元）/总投资"), wan = money_column_of("总投资额(万元)");
    yi.least_fen = wan.least_fen = 50 * FEN_PER_WAN;
    yi.most_fen = wan.most_fen = 2000 * FEN_PER_YI;
    static const struct money_case in_yi[] = {{"3.5", READING_KNOWN, 350000000},
                                              {"21000", READING_IMPLAUSIBLE, 210000000}};
    check_money(in_yi, COUNT(in_yi), TYPED_NUMBER, yi);
    static const struct money_case in_wan[] = {{"12000", READING_KNOWN, 120000000},
                                               {"0.8", READING_IMPLAUSIBLE, 80000000},
                                               {"0", READING_KNOWN, 0},
                                               {"800元", READING_KNOWN, 800}};
    check_money(in_wan, COUNT(in_wan), TYPED_TEXT, wan);
}

TEST("computed numbers are rounded to the fen, typed ones are asked about")
{
    struct money_column yi = money_column_of("（亿元）");
    struct money_reading r = money_read("0.333333333333333", TYPED_NUMBER, &yi);
    CHECK_INT(r.verdict, READING_KNOWN);
    CHECK_INT(r.fen, INT64_C(3333333333));
    r = money_read("0.333333333333333", TYPED_TEXT, &yi);
    CHECK_INT(r.verdict, READING_TOO_FINE);
    CHECK_INT(r.fen, INT64_C(3333333333));
}

TEST("the unit of a column stands in its header")
{
    CHECK_INT(money_column_of("总投资（亿元）").unit_fen, FEN_PER_YI);
    CHECK_INT(money_column_of("投资情况（亿元）/总投资").unit_fen, FEN_PER_YI);
    CHECK_INT(money_column_of("其中：固定资产投资(万元)").unit_fen, FEN_PER_WAN);
    CHECK_INT(money_column_of("单位：万元").unit_fen, FEN_PER_WAN);
    CHECK_INT(money_column_of("填报单位：县发改局 单位:亿元").unit_fen, FEN_PER_YI);
    CHECK_INT(money_column_of("（单位：元）").unit_fen, FEN_PER_YUAN);
    CHECK_INT(money_column_of("万元").unit_fen, FEN_PER_WAN);
    CHECK_INT(money_column_of("租金（元/平方米）").unit_fen, FEN_PER_YUAN);
    CHECK_INT(money_column_of("注册资金").unit_fen, 0);
    CHECK_INT(money_column_of("总投资（含设备）").unit_fen, 0);
    CHECK_INT(money_column_of("元旦活动").unit_fen, 0);
    CHECK(money_column_of("到位外资（万美元）").is_foreign);
    char unit[UNIT_TEXT_BYTES];
    CHECK_TEXT(header_unit("用地面积（亩）", unit), "亩");
    CHECK_TEXT(header_unit("从业人数［单位：人］", unit), "人");
    CHECK_TEXT(header_unit("备注", unit), "");
}

/* ---- quantities ---- */
static void check_quantity(const char *text, const char *unit, const char *column_unit, enum reading_verdict verdict,
                           int64_t value)
{
    struct quantity_reading r = quantity_read(text, TYPED_TEXT, unit, column_unit, 2);
    if (!CHECK_INT(r.verdict, verdict) | !CHECK_INT(r.value, value))
        printf("  %s (%s)\n", text, unit);
}

TEST("quantities come with their unit, another one, or none")
{
    check_quantity("30亩", "亩", "", READING_KNOWN, 3000);
    check_quantity("60.5", "亩", "亩", READING_KNOWN, 6050);
    check_quantity("1,200", "人", "", READING_KNOWN, 120000);
    check_quantity("1.2万人", "人", "", READING_KNOWN, 1200000);
    check_quantity("200名", "人", "", READING_KNOWN, 20000);
    check_quantity("3", "人", "万人", READING_KNOWN, 3000000);
    check_quantity("约30亩", "亩", "", READING_APPROXIMATE, 3000);
    check_quantity("30多亩", "亩", "", READING_APPROXIMATE, 3000);
    check_quantity("4000平方米", "亩", "", READING_OTHER_UNIT, 600);
    check_quantity("2公顷", "亩", "", READING_OTHER_UNIT, 3000);
    check_quantity("2", "亩", "公顷", READING_OTHER_UNIT, 3000);
    check_quantity("30台", "亩", "", READING_OTHER_UNIT, 0);
    check_quantity("30.555", "亩", "", READING_TOO_FINE, 3056);
    check_quantity("无", "亩", "", READING_ABSENT, 0);
    check_quantity("待核", "亩", "", READING_ASK, 0);
    check_quantity("三十亩", "亩", "", READING_UNCLEAR, 0);
    check_quantity("30-50亩", "亩", "", READING_UNCLEAR, 0);
    check_quantity("3 0亩", "亩", "", READING_UNCLEAR, 0);
    CHECK_TEXT(quantity_read("4000㎡", TYPED_TEXT, "亩", "", 0).unit, "㎡");
    CHECK_INT(quantity_read("12", TYPED_NUMBER, "", "", 0).value, 12);
    CHECK_INT(quantity_read("12.4", TYPED_NUMBER, "", "", 0).value, 12);
    CHECK_INT(quantity_read("12.4", TYPED_TEXT, "", "", 0).verdict, READING_TOO_FINE);
}

TEST("a ratio is a percentage only where someone says so")
{
    static const struct {
        const char *text;
        enum typing typing;
        bool in_percent;
        enum reading_verdict verdict;
        int64_t bp;
    } cases[] = {
        {"33.3%", TYPED_TEXT, false, READING_KNOWN, 3330},
        {"３３％", TYPED_TEXT, false, READING_KNOWN, 3300},
        {"33.3", TYPED_TEXT, true, READING_KNOWN, 3330},
        {"0.333333333333333", TYPED_NUMBER, false, READING_KNOWN, 3333},
        {"-5%", TYPED_TEXT, false, READING_KNOWN, -500},
        {"35", TYPED_NUMBER, false, READING_NO_UNIT, 3500},
        {"0.35", TYPED_TEXT, false, READING_NO_UNIT, 3500},
        {"0", TYPED_TEXT, false, READING_KNOWN, 0},
        {"33.333%", TYPED_TEXT, false, READING_TOO_FINE, 3333},
        {"约30%", TYPED_TEXT, false, READING_APPROXIMATE, 3000},
        {"三成", TYPED_TEXT, false, READING_UNCLEAR, 0},
        {"/", TYPED_TEXT, false, READING_ABSENT, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct ratio_reading r = ratio_read(cases[i].text, cases[i].typing, cases[i].in_percent);
        if (!CHECK_INT(r.verdict, cases[i].verdict) | !CHECK_INT(r.bp, cases[i].bp))
            printf("  %s\n", cases[i].text);
    }
}

TEST("yes and no have many faces")
{
    bool yes = false;
    CHECK_INT(yes_read("是", &yes), READING_KNOWN);
    CHECK(yes);
    CHECK_INT(yes_read("无", &yes), READING_KNOWN);
    CHECK(!yes);
    CHECK_INT(yes_read(" √ ", &yes), READING_KNOWN);
    CHECK(yes);
    CHECK_INT(yes_read("×", &yes), READING_KNOWN);
    CHECK(!yes);
    CHECK_INT(yes_read("/", &yes), READING_ABSENT);
    CHECK_INT(yes_read("待核", &yes), READING_ASK);
    CHECK_INT(yes_read("部分", &yes), READING_UNCLEAR);
}

/* ---- codes, telephones ---- */
TEST("credit codes are read as typed, and the lost ones asked about")
{
    static const struct {
        const char *text;
        enum typing typing;
        enum reading_verdict verdict;
        const char *code;
    } cases[] = {
        {"91430500MAX70E8J8B", TYPED_TEXT, READING_KNOWN, "91430500MAX70E8J8B"},
        {"91 430500 MAXCB1M94 K", TYPED_TEXT, READING_KNOWN, "91430500MAXCB1M94K"},
        {"91430500maxetuyn49", TYPED_TEXT, READING_KNOWN, "91430500MAXETUYN49"},
        {"９１４３０５００ＭＡＸ５ＦＢＥＥ７Ｆ", TYPED_TEXT, READING_KNOWN, "91430500MAX5FBEE7F"},
        {"9143050OMAXBPFC197", TYPED_TEXT, READING_WRONG_CHARACTER, "91430500MAXBPFC197"},
        {"91430500MAX0529L99", TYPED_TEXT, READING_WRONG_CHECK, ""},
        {"91430500max", TYPED_TEXT, READING_WRONG_LENGTH, ""},
        {"430500000012345", TYPED_NUMBER, READING_OLD_CODE, ""},
        {"9.1430500E+17", TYPED_TEXT, READING_LOST_DIGITS, ""},
        {"914305000000000000", TYPED_NUMBER, READING_LOST_DIGITS, ""},
        {"无", TYPED_TEXT, READING_ABSENT, ""},
        {"待补", TYPED_TEXT, READING_ASK, ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct uscc_reading r = uscc_read(cases[i].text, cases[i].typing);
        if (!CHECK_INT(r.verdict, cases[i].verdict) | !CHECK_TEXT(r.code, cases[i].code))
            printf("  %s\n", cases[i].text);
    }
}

TEST("telephones are read, told apart, and missing digits noticed")
{
    static const struct {
        const char *text;
        enum reading_verdict verdict;
        const char *phone;
        const char *second;
    } cases[] = {
        {"13900001001", READING_KNOWN, "13900001001", NULL},
        {"139 0000 1002", READING_KNOWN, "13900001002", NULL},
        {"139-0000-1002", READING_KNOWN, "13900001002", NULL},
        {"+86 13900001011", READING_KNOWN, "13900001011", NULL},
        {"１３９００００１００５", READING_KNOWN, "13900001005", NULL},
        {"0700-5550104", READING_KNOWN, "0700-5550104", NULL},
        {"07005550104", READING_KNOWN, "0700-5550104", NULL},
        {"(0731)85550104", READING_KNOWN, "0731-85550104", NULL},
        {"（010）65550104", READING_KNOWN, "010-65550104", NULL},
        {"0731-85550104转8012", READING_KNOWN, "0731-85550104-8012", NULL},
        {"0731-85550104-801", READING_KNOWN, "0731-85550104-801", NULL},
        {"400-820-0000", READING_KNOWN, "400-820-0000", NULL},
        {"4008200000", READING_KNOWN, "400-820-0000", NULL},
        {"13900001007/0700-5550107", READING_SEVERAL, "13900001007", "0700-5550107"},
        {"13900001007、13900001008", READING_SEVERAL, "13900001007", "13900001008"},
        {"13900001007 13900001008", READING_SEVERAL, "13900001007", "13900001008"},
        {"1.39E+10", READING_LOST_DIGITS, NULL, NULL},
        {"1390000108", READING_WRONG_LENGTH, NULL, NULL},
        {"139000010011", READING_WRONG_LENGTH, NULL, NULL},
        {"5550104", READING_NO_AREA_CODE, NULL, NULL},
        {"张三13900001001", READING_UNCLEAR, NULL, NULL},
        {"无", READING_ABSENT, NULL, NULL},
        {"待补", READING_ASK, NULL, NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct phone_reading r = phone_read(cases[i].text);
        bool right = CHECK_INT(r.verdict, cases[i].verdict);
        right &= CHECK_INT(r.n, (cases[i].phone != NULL) + (cases[i].second != NULL));
        if (cases[i].phone && r.n > 0)
            right &= CHECK_TEXT(r.phones[0], cases[i].phone);
        if (cases[i].second && r.n > 1)
            right &= CHECK_TEXT(r.phones[1], cases[i].second);
        if (!right)
            printf("  %s\n", cases[i].text);
    }
}

/* ---- names ---- */
TEST("lists are cut at every separator but inside brackets and before Ltd.")
{
    struct arena *a = arena_new(1 << 20);
    size_t n;
    const char *const *parts = list_split(a, "副车架、 控制臂，衬套；支架/底盘\n其他", &n);
    CHECK_INT(n, 6);
    CHECK_TEXT(parts[1], "控制臂");
    CHECK_TEXT(parts[5], "其他");
    parts = list_split(a, "甲集团（湖南、湖北）有限公司，Foo Co., Ltd.、乙", &n);
    CHECK_INT(n, 3);
    CHECK_TEXT(parts[0], "甲集团（湖南、湖北）有限公司");
    CHECK_TEXT(parts[1], "Foo Co., Ltd.");
    list_split(a, "、，", &n);
    CHECK_INT(n, 0);
    arena_free(a);
}

TEST("a name is one firm, several, one with a remark, or a code in the wrong cell")
{
    static const struct {
        const char *text;
        enum name_kind kind;
        enum reading_verdict verdict;
        size_t n_parts;
        const char *name;
    } cases[] = {
        {" 云岭驰拓汽车部件有限公司 ", NAME_OF_FIRM, READING_KNOWN, 1, "云岭驰拓汽车部件有限公司"},
        {"中车时代（株洲）有限公司", NAME_OF_FIRM, READING_KNOWN, 1, "中车时代（株洲）有限公司"},
        {"湘江产业基金（有限合伙）", NAME_OF_FIRM, READING_KNOWN, 1, "湘江产业基金（有限合伙）"},
        {"云岭驰拓汽车部件有限公司、湘岭宏砺电机股份有限公司等", NAME_OF_FIRM, READING_SEVERAL, 2, NULL},
        {"云岭黛屿炭业有限公司，云岭青筠竹业有限公司", NAME_OF_FIRM, READING_SEVERAL, 2, NULL},
        {"云岭驰拓、宏砺电机等", NAME_OF_FIRM, READING_SEVERAL, 2, NULL},
        {"云岭驰拓等", NAME_OF_FIRM, READING_SEVERAL, 1, NULL},
        {"云岭溪口茶业有限公司（已搬迁至邻县）", NAME_OF_FIRM, READING_NOTE, 1, "云岭溪口茶业有限公司"},
        {"91430500MAXBNB475Y", NAME_OF_FIRM, READING_SWAPPED, 0, NULL},
        {"云岭智慧冷链物流园、云岭智慧冷链物流园二期", NAME_OF_PROJECT, READING_SEVERAL, 2, NULL},
        {"电机、电控研发及生产项目", NAME_OF_PROJECT, READING_KNOWN, 2, "电机、电控研发及生产项目"},
        {"待定", NAME_OF_FIRM, READING_ABSENT, 0, "待定"},
    };
    struct arena *a = arena_new(1 << 20);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct name_reading r = name_read(a, cases[i].text, cases[i].kind);
        bool right = CHECK_INT(r.verdict, cases[i].verdict) & CHECK_INT(r.n_parts, cases[i].n_parts);
        if (cases[i].name)
            right &= CHECK_TEXT(r.name, cases[i].name);
        if (!right)
            printf("  %s\n", cases[i].text);
    }
    CHECK_TEXT(name_read(a, "云岭溪口茶业有限公司（已搬迁至邻县）", NAME_OF_FIRM).note, "已搬迁至邻县");
    arena_free(a);
}

/* ---- anything at all ---- */
static void read_all(struct arena *a, const char *text)
{
    struct money_column column = money_column_of(text);
    bool yes;
    size_t n;
    char unit[UNIT_TEXT_BYTES];
    for (int typing = TYPED_TEXT; typing <= TYPED_UNKNOWN; typing++) {
        struct date_reading d = date_read(text, (enum typing)typing, typing == TYPED_NUMBER, TODAY);
        CHECK(d.verdict != READING_KNOWN || date_is_valid(d.date));
        money_read(text, (enum typing)typing, &column);
        quantity_read(text, (enum typing)typing, "亩", header_unit(text, unit), 6);
        ratio_read(text, (enum typing)typing, false);
        struct uscc_reading u = uscc_read(text, (enum typing)typing);
        CHECK(u.verdict != READING_KNOWN || uscc_check(u.code) == USCC_VALID);
    }
    struct phone_reading p = phone_read(text);
    CHECK(p.verdict != READING_KNOWN || p.n == 1);
    yes_read(text, &yes);
    list_split(a, text, &n);
    name_read(a, text, NAME_OF_FIRM);
    name_read(a, text, NAME_OF_PROJECT);
}

TEST("nothing that can be typed breaks a reader")
{
    static const char *const pieces[] = {
        "2026",     "年",    "3",       "月",          "5",  "日",   "-",  "/",    ".",  ",",        "，",  "、",
        "至",       "拟",    "已",      "底",          "前", "季度", "亿", "万",   "元", "美元",     "约",  "余",
        "多",       "左右",  " ",       "　",          "（", "）",   "(",  ")",    "等", "有限公司", "Ltd", ":",
        "T",        "12",    "0731",    "13900001001", "转", "+86",  "E+", "%",    "亩", "公顷",     "９",  "\xFF",
        "\xE5\xB9", "46086", "9143050", "MAX",         "?",  "无",   "Q",  "半年", "上", "单位："};
    uint64_t random = test_seed();
    struct arena *a = arena_new(1 << 22);
    for (int round = 0; round < test_rounds(4000, 400000); round++) {
        struct buf text;
        buf_init(&text, 0);
        int n = (int)(test_random(&random) % 14);
        for (int i = 0; i < n; i++) {
            if (test_random(&random) % 16 == 0)
                buf_char(&text, (char)(1 + test_random(&random) % 255));
            else
                buf_text(&text, pieces[test_random(&random) % COUNT(pieces)]);
        }
        read_all(a, buf_string(&text));
        buf_release(&text);
        arena_reset(a);
    }
    struct buf text;
    buf_init(&text, 0);
    for (int i = 0; i < 2000; i++)
        buf_text(&text, i % 7 ? "9" : "，");
    read_all(a, buf_string(&text));
    buf_release(&text);
    arena_free(a);
}
