#include "harness/program.h"
#include "harness/test.h"
#include "record/compound.h"
#include "record/registry.h"
#include "record/typed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct kind *const *const all_kinds[];

/* ---- a little world of records that can be referred to, without a database ---- */

static const struct referent known[] = {
    {11, "L01", "新能源汽车"},
    {12, "L02", "先进储能材料"},
    {13, "R01", "云江区"},
    {14, "R02", "朝阳区"},
    {15, "R03", "朝阳区"},
    {16, "R04", "云江（国际）港"},
    {17, "", "没有编号的记录"},
    {18, "QY9", "L01"},
    {19, "QY8", "甲、乙两家"},
    {20, "QY7", "无"},
    {21, "", ""},
};
enum { KNOWN_N = sizeof(known) / sizeof(known[0]), UNSEEN_ID = 99 };

static enum err find(void *context, struct op *op, const char *kind, const char *text,
                     struct referent found[REFERENTS_MAX], size_t *ret_n)
{
    (void)context, (void)op, (void)kind;
    *ret_n = 0;
    enum way { BY_NUMBER, BY_CODE, BY_TITLE };
    for (enum way way = BY_NUMBER; way <= BY_TITLE && !*ret_n; way++)
        for (int i = 0; i < KNOWN_N; i++) {
            const char *own = way == BY_CODE ? known[i].code : known[i].title;
            bool meant = way == BY_NUMBER ? text[0] == '#' && known[i].id == strtol(text + 1, NULL, 10)
                                          : own[0] && strcmp(own, text) == 0;
            if (meant)
                found[(*ret_n)++] = known[i];
        }
    return OK;
}

static enum err name(void *context, struct op *op, const char *kind, int64_t id, struct referent *ret_referent)
{
    (void)context, (void)op, (void)kind;
    *ret_referent = (struct referent){0, "", ""};
    for (int i = 0; i < KNOWN_N; i++)
        if (known[i].id == id)
            *ret_referent = known[i];
    return OK;
}

static const struct references world = {find, name, NULL};

struct bench {
    struct fault fault;
    struct findings findings;
    struct op op;
    struct typing_desk desk;
};

static struct bench *bench_new(enum language l)
{
    static struct bench b;
    memset(&b, 0, sizeof(b));
    b.op = (struct op){.arena = arena_new(256 << 20), .fault = &b.fault, .language = l, .today = 20260412};
    b.desk = (struct typing_desk){&b.op, &world, &typed_by_hand, &b.findings, NULL};
    return &b;
}

static const struct field money = {"total", "总投资", "Total", FIELD_MONEY};
static const struct field area = {"land_mu",     "用地",          "Land",         FIELD_NUMBER,
                                  .decimals = 2, .unit_zh = "亩", .unit_en = "mu"};
static const struct field share = {"share", "占比", "Share", FIELD_RATIO};
static const struct field on_date = {"on_date", "日期", "Date", FIELD_DATE};
static const struct field plan = {"planned", "计划", "Planned", FIELD_DATE, FIELD_PLAN};
static const struct field month = {"month", "月份", "Month", FIELD_MONTH};
static const struct field year = {"year", "年度", "Year", FIELD_YEAR};
static const struct field period = {"period", "期间", "Period", FIELD_PERIOD};
static const struct field yes = {"key", "重点", "Key", FIELD_BOOL};
static const struct field honours = {"honours", "资质", "Honours", FIELD_TEXT_LIST};
static const struct field chain = {"chain", "产业链", "Chain", FIELD_REF, .ref = "chain"};
static const struct field chains = {"chains", "产业链", "Chains", FIELD_REF_LIST, .ref = "chain"};
static const struct field uscc = {"uscc", "信用代码", "Credit code", FIELD_USCC};
static const struct field phone = {"phone", "电话", "Phone", FIELD_PHONE, FIELD_PERSONAL};

static void check_int(const struct field *f, const char *text, int64_t expected)
{
    struct bench *b = bench_new(LANGUAGE_ZH);
    struct value v;
    bool taken;
    REQUIRE(typed_read(&b->desk, f, text, &v, &taken) == OK);
    if (!CHECK(taken && v.type == VALUE_INT && v.integer == expected))
        printf("    for %s: %ld\n", text, taken ? (long)v.integer : -1L);
    arena_free(b->op.arena);
}

static void check_text(const struct field *f, const char *text, const char *expected)
{
    struct bench *b = bench_new(LANGUAGE_ZH);
    struct value v;
    bool taken;
    REQUIRE(typed_read(&b->desk, f, text, &v, &taken) == OK);
    if (!CHECK(taken))
        printf("    for %s: %s\n", text, b->findings.n ? finding_words(&b->op, &b->findings.list[0]) : "");
    CHECK_TEXT(v.type == VALUE_TEXT ? v.text : NULL, expected);
    arena_free(b->op.arena);
}

/* Refused with words that hold `words`, and a proposal or none. */
static void check_refused(const struct field *f, const char *text, const char *words, const char *proposes)
{
    struct bench *b = bench_new(LANGUAGE_ZH);
    struct value v;
    bool taken;
    REQUIRE(typed_read(&b->desk, f, text, &v, &taken) == OK);
    CHECK(!taken && v.type == VALUE_NULL);
    REQUIRE(b->findings.n >= 1 && b->findings.n_errors == b->findings.n);
    CHECK_TEXT(b->findings.list[0].typed, text);
    CHECK_TEXT(b->findings.list[0].field, f->id);
    CHECK_TEXT(b->findings.list[0].proposes, proposes);
    if (!CHECK(strstr(finding_words(&b->op, &b->findings.list[0]), words)))
        printf("    %s\n", finding_words(&b->op, &b->findings.list[0]));
    arena_free(b->op.arena);
}

static void check_shown(const struct field *f, struct value v, const char *zh, const char *en)
{
    const char *expected[] = {zh, en}, *text;
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        struct bench *b = bench_new((enum language)l);
        REQUIRE(typed_show(&b->desk, f, &v, &text) == OK);
        CHECK_TEXT(text, expected[l]);
        arena_free(b->op.arena);
    }
}

static void check_written(const struct field *f, struct value v, const char *expected)
{
    struct bench *b = bench_new(LANGUAGE_ZH);
    const char *text;
    REQUIRE(typed_write(&b->desk, f, &v, &text) == OK);
    CHECK_TEXT(text, expected);
    arena_free(b->op.arena);
}

/* ---- reading ---- */

TEST("amounts are read as people type them: plain numbers are 万元, areas in 亩, ratios with %")
{
    check_int(&money, "3.5亿元", 35000000000);
    check_int(&money, "8,600", 8600000000);
    check_int(&money, "12.345678", 12345678);
    check_int(&area, "120.5 亩", 12050);
    check_int(&area, "120.5mu", 12050);
    check_int(&share, "60％", 6000);
    check_refused(&share, "60", "单位", "60%");
    check_refused(&money, "约2亿元", "概数", "20000");
    check_refused(&money, "500万美元", "外币", NULL);
    check_refused(&area, "4000平方米", "单位", "6");
}

TEST("dates are read to the day or the month, and a plan is taken only where a plan is asked for")
{
    check_int(&on_date, "2026年3月5日", 20260305);
    check_int(&on_date, "2026.3.5", 20260305);
    check_int(&on_date, "2026年3月", 20260300);
    check_int(&plan, "拟2026年6月", 20260600);
    check_refused(&on_date, "拟2026年6月", "计划", "2026-06");
    check_refused(&on_date, "3月5日", "年份", "2026-03-05");
    check_refused(&on_date, "2026年2月30日", "没有", NULL);
    check_int(&month, "2026年3月", 20260300);
    check_int(&month, "2026-03-01", 20260300);
    check_int(&year, "2026年度", 2026);
    check_refused(&year, "26", "四位", NULL);
    check_refused(&year, "20260", "四位", NULL);
}

TEST("periods are read in words and in the form of interfaces")
{
    check_text(&period, "2026", "2026");
    check_text(&period, "2026年上半年", "2026H1");
    check_text(&period, "2026年第三季度", "2026Q3");
    check_text(&period, "2026q3", "2026Q3");
    check_text(&period, "2026年3月", "2026-03");
    check_text(&period, "2026年第10周", "2026-W10");
    check_text(&period, "2026-W10", "2026-W10");
    check_refused(&period, "2026-03-05", "期间", NULL);
    check_refused(&period, "2026Q5", "期间", NULL);
    check_refused(&period, "今年", "期间", NULL);
}

TEST("choices are read by identifier, label in either language and synonym; an unknown one is told the choices")
{
    const struct field *action = program_field("project", "action");
    check_text(action, "build", "build");
    check_text(action, " 补 链 ", "fill");
    check_text(action, "EXTEND", "extend");
    check_text(action, "强", "strengthen");
    check_refused(action, "搬链", "建链、补链、延链、强链", NULL);
    check_int(&yes, "√", 1);
    check_int(&yes, "否", 0);
}

TEST("the word for nothing is a choice where it names one")
{
    check_text(program_field("event", "evidence"), "无", "self");
    check_text(program_field("project", "action"), "无", NULL);
    check_text(&honours, "无", NULL);
    check_text(&chain, "—", NULL);
}

TEST("lists are split where people separate, kept once each, and choices stand in the order of their table")
{
    const struct field models = {"models", "制度", "Models", FIELD_ENUM_LIST,
                                 .choices = program_field("project", "action")->choices};
    check_text(&honours, "高新技术企业；专精特新小巨人，高新技术企业", "[\"高新技术企业\",\"专精特新小巨人\"]");
    check_text(&honours, "[\"甲/乙\", \"丙\"]", "[\"甲/乙\",\"丙\"]");
    check_text(&models, "强链、建", "[\"build\",\"strengthen\"]");
    check_refused(&models, "强链、搬链", "建链", NULL);
    check_text(&chains, "先进储能材料、L01、新能源汽车", "[12,11]");
    check_text(&chains, "[12, \"L01\"]", "[12,11]");
}

TEST("a reference is found by code, title and number; an ambiguous title names the candidates")
{
    check_int(&chain, "L01", 11);
    check_int(&chain, " 新能源汽车 ", 11);
    check_int(&chain, "#15", 15);
    check_refused(&chain, "朝阳区", "R02 朝阳区、R03 朝阳区", NULL);
    check_refused(&chain, "不存在的链", "没有找到", NULL);
}

TEST("a credit code with letters that look alike proposes the repaired one; a phone needs its area code")
{
    check_text(&uscc, "91430500max70e8j8b", "91430500MAX70E8J8B");
    check_refused(&uscc, "9143O5OOMAX70E8J8B", "不使用", "91430500MAX70E8J8B");
    check_refused(&uscc, "91430500MAX70E8J8C", "校验", NULL);
    check_text(&phone, "139 0000 1001", "13900001001");
    check_refused(&phone, "5550104", "区号", NULL);
}

TEST("investors are read from one cell, shares and homes in brackets, by look or by label")
{
    const struct field *investors = program_field("project", "investors");
    check_text(investors, "云驰公司（60%，省外）；B公司",
               "[{\"name\":\"云驰公司\",\"share\":6000,\"home\":\"outside\"},{\"name\":\"B公司\"}]");
    check_text(investors, "云驰公司 (出资占比: 40%)", "[{\"name\":\"云驰公司\",\"share\":4000}]");
    check_text(investors, "某某中心（有限合伙）、云江（国际）港公司",
               "[{\"name\":\"某某中心（有限合伙）\"},{\"name\":\"云江（国际）港公司\"}]");
    check_text(investors, "A公司（L01，60%）", "[{\"name\":\"A公司\",\"enterprise\":11,\"share\":6000}]");
    check_text(investors, "[{\"投资方\":\"A\",\"share\":6000,\"home\":\"省外\"}]",
               "[{\"name\":\"A\",\"share\":6000,\"home\":\"outside\"}]");
    check_refused(investors, "A公司（60%，火星）", "火星", NULL);
    check_refused(investors, "[{\"share\":6000}]", "缺少“投资方”", NULL);
    check_refused(investors, "A公司（出资占比：约六成）", "看不懂", NULL);
}

TEST("approvals are read as choice and state, with a colon or brackets")
{
    const struct field *approvals = program_field("project", "approvals");
    check_text(approvals, "备案：已办；环评（在办，2026年3月）",
               "[{\"approval\":\"filing\",\"state\":\"done\"},"
               "{\"approval\":\"environment\",\"state\":\"under_way\",\"on_date\":20260300}]");
    check_refused(approvals, "备案", "缺少“进展”", NULL);
    check_refused(approvals, "立案（办结）", "选项", NULL);
}

/* ---- writing ---- */

TEST("values are shown with their units and labels in both languages")
{
    check_shown(&money, value_int(35000000000), "3.50亿元", "3.50 hundred million CNY");
    check_shown(&area, value_int(123450), "1,234.5亩", "1,234.5 mu");
    check_shown(&area, value_int(-50), "−0.5亩", "−0.5 mu");
    check_shown(&share, value_int(6050), "60.5%", "60.5%");
    check_shown(&on_date, value_int(20260300), "2026-03", "2026-03");
    check_shown(&yes, value_int(0), "否", "No");
    check_shown(&chain, value_int(11), "新能源汽车", "新能源汽车");
    check_shown(&chain, value_int(UNSEEN_ID), "", "");
    check_shown(&chains, value_text("[12,99,11]"), "先进储能材料、新能源汽车", "先进储能材料, 新能源汽车");
    check_shown(program_field("project", "investors"),
                value_text("[{\"name\":\"A\",\"share\":6000,\"home\":\"outside\"},{\"name\":\"B\"}]"),
                "A（60%，省外）；B", "A (60%, Outside the province); B");
}

TEST("what is written finds its record again: title, else code, else number")
{
    check_written(&chain, value_int(11), "新能源汽车");
    check_written(&chain, value_int(14), "R02");
    check_written(&chain, value_int(18), "QY9");
    check_written(&chain, value_int(20), "QY7");
    check_written(&chain, value_int(21), "#21");
    check_written(&chain, value_int(UNSEEN_ID), "");
    check_written(&chains, value_text("[19,11]"), "[\"甲、乙两家\",\"新能源汽车\"]");
}

/* ---- the round trip ---- */

static uint64_t below(uint64_t *state, uint64_t n)
{
    return test_random(state) % n;
}

static const char *random_text(struct arena *a, uint64_t *state)
{
    static const char *const pieces[] = {"云江",   "公司",      "A", "7",   "（国际）", "、",   "，",  "；",
                                         "电池",   "Co., Ltd.", "[", "\"",  "\\",       "省外", "60%", "：",
                                         "(股份)", "无",        "/", "L01", "<script>", "#11",  "𠮷"};
    const char *text = "";
    for (uint64_t i = 0, n = 1 + below(state, 4); i < n; i++)
        text = arena_printf(a, "%s%s", text, pieces[below(state, sizeof(pieces) / sizeof(pieces[0]))]);
    return text;
}

static date_t random_date(uint64_t *state)
{
    int y = 1950 + (int)below(state, 100), m = 1 + (int)below(state, 12);
    return date_make(y, m, (int)below(state, (uint64_t)date_days_in_month(y, m) + 1));
}

static const char *random_period(struct arena *a, uint64_t *state)
{
    char text[2 * PERIOD_TEXT_BYTES];
    date_t day = date_first_day(random_date(state));
    struct period all[] = {period_of_year(day), period_of_month(day), period_of_week(day)};
    return arena_text(a, period_format(&all[below(state, 3)], text));
}

static struct value random_scalar(struct arena *a, const struct field *f, uint64_t *state);

static struct value random_list(struct arena *a, const struct field *f, uint64_t *state)
{
    const char *texts[3];
    int64_t ids[3];
    size_t n = 0;
    int choices = 0;
    while (f->choices && f->choices[choices].id)
        choices++;
    for (int i = 0; i < 3; i++) {
        const char *text = f->choices ? f->choices[i % choices].id : random_text(a, state);
        if (f->choices && (i >= choices || below(state, 2)))
            continue;
        ids[n] = known[(i * 3 + (int)below(state, 3)) % KNOWN_N].id;
        texts[n++] = text;
    }
    for (size_t i = 1; i < n; i++)
        if (!f->choices && strcmp(texts[i], texts[i - 1]) == 0)
            return value_null();
    if (n == 3 && !f->choices && strcmp(texts[0], texts[2]) == 0)
        n = 2;
    const char *json = f->type == FIELD_REF_LIST ? compound_write_ids(a, ids, n) : compound_write_texts(a, texts, n);
    return json ? value_text(json) : value_null();
}

static struct value random_rows(struct arena *a, const struct field *f, uint64_t *state)
{
    size_t n = 1 + below(state, 3), width = (size_t)compound_member_count(f);
    struct value *all = arena_array(a, n * width, struct value);
    for (size_t i = 0; i < n * width; i++) {
        const struct field *member = &f->rows[i % width];
        all[i] = field_is(member, FIELD_REQUIRED) || below(state, 2) ? random_scalar(a, member, state) : value_null();
    }
    return value_text(compound_write_rows(a, f, all, n));
}

static struct value random_scalar(struct arena *a, const struct field *f, uint64_t *state)
{
    static const int64_t sizes[] = {10, 100000, INT64_C(100000000000), INT64_C(4000000000000000000)};
    int n = 0;
    switch ((int)f->type) {
    case FIELD_DATE:
        return value_int(random_date(state));
    case FIELD_MONTH:
        return value_int(random_date(state) / 100 * 100);
    case FIELD_YEAR:
        return value_int(1900 + (int64_t)below(state, 300));
    case FIELD_BOOL:
        return value_int((int64_t)below(state, 2));
    case FIELD_PERIOD:
        return value_text(random_period(a, state));
    case FIELD_USCC:
        return value_text("91430500MAX70E8J8B");
    case FIELD_PHONE:
        return value_text(below(state, 2) ? "13900001001" : "0731-5550104-8");
    case FIELD_ENUM:
        while (f->choices[n].id)
            n++;
        return value_text(f->choices[below(state, (uint64_t)n)].id);
    case FIELD_REF:
        return value_int(known[below(state, KNOWN_N)].id);
    case FIELD_TEXT:
    case FIELD_LONG_TEXT:
        return value_text(random_text(a, state));
    default:
        n = (int)below(state, 4);
        return value_int((int64_t)below(state, (uint64_t)sizes[n]) - (below(state, 4) ? 0 : sizes[n] / 2));
    }
}

static struct value random_value(struct arena *a, const struct field *f, uint64_t *state)
{
    if (f->type == FIELD_ROWS)
        return random_rows(a, f, state);
    return field_is_list(f) ? random_list(a, f, state) : random_scalar(a, f, state);
}

static bool same(const struct value *one, const struct value *other)
{
    if (one->type != other->type)
        return false;
    return one->type == VALUE_TEXT ? strcmp(one->text, other->text) == 0 : one->integer == other->integer;
}

static void check_round_trip(const struct kind *kind, const struct field *f, enum language l, uint64_t *state)
{
    struct bench *b = bench_new(l);
    struct value v = random_value(b->op.arena, f, state), back;
    const char *text;
    bool taken;
    REQUIRE(typed_write(&b->desk, f, &v, &text) == OK);
    REQUIRE(typed_read(&b->desk, f, text, &back, &taken) == OK);
    if (!CHECK(taken && same(&v, &back)))
        printf("    %s.%s, seed %lu: %s was written \"%s\" and read as %s\n", kind->id, f->id,
               (unsigned long)test_seed(), v.type == VALUE_TEXT ? v.text : "a number", text,
               back.type == VALUE_TEXT ? back.text
               : b->findings.n         ? finding_words(&b->op, &b->findings.list[0])
                                       : "?");
    CHECK(b->fault.code == OK);
    arena_free(b->op.arena);
}

TEST("what is written for a value of any field of any kind is read back as that value, in both languages")
{
    uint64_t state = test_seed();
    for (int round = 0; round < test_rounds(40, 1000); round++)
        for (const struct kind *const *const *set = all_kinds; *set; set++)
            for (const struct kind *const *kind = *set; *kind; kind++)
                for (const struct field *f = (*kind)->fields; f->id && !kind_is(*kind, KIND_PLAIN); f++)
                    if (f->type != FIELD_BYTES)
                        check_round_trip(*kind, f, below(&state, 2) ? LANGUAGE_ZH : LANGUAGE_EN, &state);
}

/* ---- the JSON inside ---- */

TEST("compound values are written in one form, and an empty one is absent")
{
    const struct field *investors = program_field("project", "investors");
    struct arena *a = arena_new(1 << 20);
    struct value *values;
    size_t n;
    CHECK(compound_write_ids(a, NULL, 0) == NULL);
    CHECK_TEXT(compound_write_texts(a, (const char *[]){"a\"b"}, 1), "[\"a\\\"b\"]");
    REQUIRE(compound_read_rows(a, investors, " [{\"share\" : 5, \"name\":\"A\", \"else\":1}, {}]", &values, &n));
    CHECK_INT(n, 2);
    CHECK_TEXT(compound_write_rows(a, investors, values, n), "[{\"name\":\"A\",\"share\":5},{}]");
    CHECK(!compound_read_rows(a, investors, "[1]", &values, &n));
    REQUIRE(compound_read_list(a, "", &values, &n));
    CHECK_INT(n, 0);
    arena_free(a);
}
