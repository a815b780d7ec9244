#include "features/analyze/test_run.h"
#include "harness/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *keywords(const char *rows)
{
    static char text[2048];
    snprintf(text, sizeof(text), "segment,keyword,negative\n%s", rows);
    return run_file("keywords.csv", text);
}

static const char *firms(const char *rows)
{
    static char text[4096];
    snprintf(text, sizeof(text), "企业名称,经营范围,主营产品\n%s", rows);
    return run_file("firms.csv", text);
}

static const char words[] = "电池,锂电池,0\n电池,电池,\n储能,储能,\n电池,电池回收,1\n";

TEST("match lists every hit with its row, segment, keyword and offset")
{
    struct run r = RUN("match", OUTPUT_CSV, "keywords", keywords(words), "text", "经营范围,主营产品", "input",
                       firms("甲,生产锂电池；储能,电池\n乙,餐饮,\n\n丙,,储能柜\n"));
    REQUIRE(r.verdict == OK);
    CHECK_TEXT(
        r.out,
        "row,segment,keyword,offset\n1,电池,锂电池,2\n1,电池,电池,3\n1,储能,储能,6\n1,电池,电池,0\n3,储能,储能,0\n");
    CHECK(strstr(r.words, "rows read: 3\n") != NULL && strstr(r.words, "hits: 5\n") != NULL);
}

TEST("json names the column, too, and a register without a hit has an empty list")
{
    struct run r =
        RUN("match", OUTPUT_JSON, "keywords", keywords(words), "text", "主营产品", "input", firms("甲,电池,锂电池\n"));
    REQUIRE(r.verdict == OK);
    CHECK(
        strstr(
            r.out,
            "\"hits\":[{\"row\":1,\"segment\":\"电池\",\"keyword\":\"锂电池\",\"offset\":0,\"column\":\"主营产品\"},\n"
            "{\"row\":1,\"segment\":\"电池\",\"keyword\":\"电池\",\"offset\":1,\"column\":\"主营产品\"}]}") != NULL);
    r = RUN("match", OUTPUT_JSON, "keywords", keywords(words), "text", "主营产品", "input", firms("甲,电池,\n"));
    CHECK(strstr(r.out, "\"hits\":0") != NULL && strstr(r.out, "\"hits\":[]") != NULL);
}

TEST("a negative word excludes its segment from the row, or from the clause when asked")
{
    const char *csv = firms("甲,锂电池制造；电池回收；储能,\n");
    struct run r = RUN("match", OUTPUT_CSV, "keywords", keywords(words), "text", "经营范围", "input", csv);
    CHECK_TEXT(r.out, "row,segment,keyword,offset\n1,储能,储能,11\n");
    r = RUN("match", OUTPUT_CSV, "keywords", keywords(words), "text", "经营范围", "input", csv, "reach", "clause");
    CHECK_TEXT(r.out, "row,segment,keyword,offset\n1,电池,锂电池,0\n1,电池,电池,1\n1,储能,储能,11\n");
}

TEST("negative words can stand beside the word that they qualify; repeated words count once")
{
    const char *list = keywords("电池,电池,电池回收|废电池\n电池,电池,\n");
    struct run r = RUN("match", OUTPUT_CSV, "keywords", list, "text", "经营范围", "input",
                       firms("甲,电池,\n乙,废电池,\n丙,电池回收,\n"));
    CHECK_TEXT(r.out, "row,segment,keyword,offset\n1,电池,电池,0\n");
}

TEST("synonyms of a cell are each found, and score once together")
{
    const char *list =
        run_file("synonyms.csv", "segment,keyword,negative,points\n电池,动力电池|锂电池,废|旧,5\n电池,电池,,2\n");
    const char *csv = firms("甲,锂电池、动力电池,\n乙,旧电池,\n丙,动力电池,\n");
    struct run r = RUN("match", OUTPUT_CSV, "keywords", list, "text", "经营范围", "input", csv);
    CHECK_TEXT(r.out, "row,segment,keyword,offset\n1,电池,锂电池,0\n1,电池,电池,1\n1,电池,动力电池,4\n1,电池,电池,6\n"
                      "3,电池,动力电池,0\n3,电池,电池,2\n");
    r = RUN("match", OUTPUT_CSV, "keywords", list, "text", "经营范围", "input", csv, "top", "3");
    CHECK_TEXT(r.out, "segment,rank,row,firm,score,reasons\n电池,1,1,甲,7,\"动力电池 5; 电池 2\"\n"
                      "电池,2,3,丙,7,\"动力电池 5; 电池 2\"\n");
    const char *bar[] = {"keywords", keywords("电池,|,\n"), "text", "经营范围", "input", csv, NULL};
    run_expect_refused("match", bar, "\"keyword\" is empty", 2);
}

TEST("letter case and width are one with --fold")
{
    const char *list = keywords("照明,LED,\n"), *csv = firms("甲,led ＬＥＤ,\n");
    CHECK_TEXT(RUN("match", OUTPUT_CSV, "keywords", list, "text", "经营范围", "input", csv).out,
               "row,segment,keyword,offset\n");
    CHECK_TEXT(RUN("match", OUTPUT_CSV, "keywords", list, "text", "经营范围", "input", csv, "fold", "").out,
               "row,segment,keyword,offset\n1,照明,LED,0\n1,照明,LED,4\n");
}

TEST("a register in GB18030 gives the same hits as in UTF-8")
{
    /* 企业名称,经营范围 / 甲,生产锂电池 */
    static const char gb[] = "\xC6\xF3\xD2\xB5\xC3\xFB\xB3\xC6,\xBE\xAD\xD3\xAA\xB7\xB6\xCE\xA7\n\xBC\xD7,"
                             "\xC9\xFA\xB2\xFA\xEF\xAE\xB5\xE7\xB3\xD8\n";
    struct run r = RUN("match", OUTPUT_CSV, "keywords", keywords(words), "text", "经营范围", "input",
                       run_file_n("gb.csv", gb, sizeof(gb) - 1));
    REQUIRE(r.verdict == OK);
    CHECK_TEXT(r.out, "row,segment,keyword,offset\n1,电池,锂电池,2\n1,电池,电池,3\n");
    CHECK(strstr(r.words, "encoding: GB18030") != NULL);
    r = RUN("match", OUTPUT_CSV, "keywords", keywords(words), "text", "经营范围", "top", "1", "table", "chosen",
            "input", run_file_n("gb.csv", gb, sizeof(gb) - 1));
    CHECK_TEXT(run_cell(r.out, 1, 3), "甲");
}

TEST("bad keywords and registers are refused with file, line and reason, and nothing is answered")
{
    const char *good = keywords(words);
    const char *no_words[] = {
        "keywords", run_file("none.csv", "segment,keyword,negative\n"), "text", "经营范围", "input", firms("甲,1,\n"),
        NULL};
    run_expect_refused("match", no_words, "none.csv", 0);
    const char *empty[] = {
        "keywords", run_file("empty.csv", "segment,keyword\n电池,\n"), "text", "经营范围", "input", firms("甲,1,\n"),
        NULL};
    run_expect_refused("match", empty, "\"keyword\" is empty", 2);
    const char *no_column[] = {"keywords", good, "text", "地址", "input", firms("甲,1,\n"), NULL};
    run_expect_refused("match", no_column, "地址", 0);
    const char *quote[] = {"keywords", good, "text", "经营范围", "input", firms("甲,电池,\n乙,\"电池,\n"), NULL};
    run_expect_refused("match", quote, "not closed", 3);
    const char *after[] = {"keywords", good, "text", "经营范围", "input", firms("甲,电池,\n乙,\"电池\"x,\n"), NULL};
    run_expect_refused("match", after, "after a closing quote", 3);
    const char *wide[] = {"keywords", good, "text", "经营范围", "input", firms("甲,电池,\n\n乙,1,2,3\n"), NULL};
    run_expect_refused("match", wide, "more cells than", 4);
    const char *nothing[] = {"keywords", good, "text", "经营范围", "input", run_file("firms.csv", ""), NULL};
    run_expect_refused("match", nothing, "is empty", 0);
    const char *absent[] = {"keywords", good, "text", "经营范围", "input", "/nowhere/firms.csv", NULL};
    run_expect_refused("match", absent, "/nowhere/firms.csv", 0);
}

TEST("options of match that make no sense are refused as usage")
{
    const char *list = keywords(words), *csv = firms("甲,1,\n");
    CHECK_INT(RUN("match", OUTPUT_CSV, "input", csv, "text", "经营范围").verdict, ERR_USAGE);
    CHECK_INT(RUN("match", OUTPUT_CSV, "keywords", list, "input", csv).verdict, ERR_USAGE);
    CHECK_INT(RUN("match", OUTPUT_CSV, "keywords", list, "input", csv, "text", "经营范围", "reach", "page").verdict,
              ERR_USAGE);
    CHECK_INT(RUN("match", OUTPUT_CSV, "keywords", list, "input", csv, "text", "经营范围,经营范围").verdict, ERR_USAGE);
    CHECK_INT(RUN("match", OUTPUT_CSV, "keywords", list, "input", csv, "text", "经营范围", "table", "chosen").verdict,
              ERR_USAGE);
    static const char *const for_lists[] = {"state", "show", "signals"};
    for (int i = 0; i < 3; i++)
        CHECK_INT(
            RUN("match", OUTPUT_CSV, "keywords", list, "input", csv, "text", "经营范围", for_lists[i], "x").verdict,
            ERR_USAGE);
}

static const char register_rows[] = "name,code,scope,capital,partner\n甲,3841,锂电池,1000,\n乙,3841,电池,\"9,999\","
                                    "\n丙,6210,电池回收,,\n丁,38,储能,1,链主\n戊,1,餐饮,1,\n";

TEST("the best firms of each segment come with score and reasons, the others with their number")
{
    const char *list = run_file(
        "points.csv", "segment,keyword,negative,points\n电池,锂电池,,5\n电池,电池,,2\n电池,回收,1,\n储能,储能,,4\n");
    const char *signals =
        run_file("signals.csv", "signal,column,points,low,high,segment,text\nnumber,capital,10,0,9999,,\n"
                                "code,code,1,,,电池,384\nknown,partner,3,,,,链主\nknown,partner,3,,,,链主乙\n");
    const char *csv = run_file("register.csv", register_rows);
    struct run r =
        RUN("match", OUTPUT_CSV, "keywords", list, "input", csv, "text", "scope", "top", "1", "signals", signals);
    REQUIRE(r.verdict == OK);
    CHECK_TEXT(run_cell(r.out, 0, 5), "reasons");
    CHECK_TEXT(run_cell(r.out, 1, 3), "甲");
    CHECK_NEAR(run_number(r.out, 1, 4), 7 + 1 + 7.50108, 1e-4);
    CHECK(strstr(r.out, "capital 7.501") != NULL && strstr(r.out, "锂电池 5") != NULL &&
          strstr(r.out, "code 1") != NULL);
    CHECK_TEXT(run_cell(r.out, 2, 3), "丁");
    CHECK(strstr(r.out, "储能 4; partner 3; capital 0.75") != NULL);
    r = RUN("match", OUTPUT_CSV, "keywords", list, "input", csv, "text", "scope", "top", "1", "signals", signals,
            "table", "segments");
    CHECK_TEXT(run_cell(r.out, 1, 0), "电池");
    CHECK_INT(run_number(r.out, 1, 1), 2); /* candidates */
    CHECK_INT(run_number(r.out, 1, 2), 1);
    CHECK_INT(run_number(r.out, 1, 3), 1); /* below */
    CHECK_INT(run_number(r.out, 1, 4), 1); /* denied */
    CHECK(strstr(r.words, "firms without any segment: 2\n") != NULL);
}

TEST("a state is removed when the work is done, and one of other work is refused")
{
    const char *state = run_file("state", ""), *csv = firms("甲,电池,\n");
    const char *with_broken[] = {"keywords", keywords(words), "input", csv, "text", "经营范围", "top",
                                 "3",        "state",         state,   NULL};
    run_expect_refused("match", with_broken, "not the state of this work", 0);
    REQUIRE(unlink(state) == 0);
    struct run r = RUN("match", OUTPUT_CSV, "keywords", keywords(words), "input", csv, "text", "经营范围", "top", "3",
                       "state", state);
    CHECK_INT(r.verdict, OK);
    CHECK(access(state, F_OK) != 0);
}

TEST("bad signals are refused with line and reason")
{
    static const struct {
        const char *row;
        const char *says;
    } bad[] = {
        {"size,capital,1,0,1,,", "should be number, code or known"},
        {"number,capital,x,0,1,,", "is not a number"},
        {"number,capital,1,5,5,,", "should be above low"},
        {"code,code,1,,,没有,38", "no segment \"没有\""},
        {"known,partner,1,,,,", "\"text\" is empty"},
    };
    const char *csv = run_file("register.csv", register_rows);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        char text[256];
        snprintf(text, sizeof(text), "signal,column,points,low,high,segment,text\n%s\n", bad[i].row);
        const char *options[] = {"keywords", keywords(words), "input", csv,       "text",
                                 "scope",    "top",           "1",     "signals", run_file("signals.csv", text),
                                 NULL};
        run_expect_refused("match", options, bad[i].says, 2);
    }
}

TEST("--help of match names its tables and columns exactly")
{
    run_check_help("match", analyze_match_tables);
    run_check_help("match", analyze_shortlist_tables);
}

TEST("any register is either searched or refused, with nothing in between")
{
    uint64_t state = test_seed() + 43;
    const char *list = keywords(words);
    for (int i = 0, rounds = test_rounds(40, 5000); i < rounds; i++) {
        char text[400];
        size_t n = (size_t)snprintf(text, sizeof(text), "n,a\n1,锂电池\n2,\"储能,\"\"电池\"\"\"\r\n3,电池回收\n");
        for (int k = 1 + (int)(test_random(&state) % 5); k > 0; k--) {
            static const char spice[] = "\",\n\r;\xFF\x81\x30\t a";
            text[test_random(&state) % n] = spice[test_random(&state) % (sizeof(spice) - 1)];
        }
        struct run r = RUN("match", OUTPUT_CSV, "keywords", list, "text", "a", "threads", "1", "input",
                           run_file_n("fuzzed.csv", text, n - test_random(&state) % 20));
        if (r.verdict == OK)
            CHECK(strncmp(r.out, "row,segment,keyword,offset\n", 27) == 0);
        else
            CHECK(r.verdict == ERR_INPUT && !*r.out && r.fault.words[LANGUAGE_EN][0]);
    }
}

static void check_every_failure(const char *const *options)
{
    for (size_t n = 1;; n++) {
        struct arena *a = arena_new((size_t)64 << 20);
        arena_fail_nth(n);
        struct run r = run_in_arena(a, "match", OUTPUT_CSV, options);
        arena_free(a);
        if (r.verdict == OK)
            return;
        CHECK_INT(r.verdict, ERR_MEMORY);
        CHECK_TEXT(r.out, "");
    }
}

TEST("memory that runs out anywhere in match leaves no answer")
{
    const char *list = keywords("电池,电池|电芯,回收\n");
    const char *hits[] = {"keywords", list,     "text",  "经营范围",          "threads", "1",
                          "reach",    "clause", "input", firms("甲,电池,\n"), NULL};
    check_every_failure(hits);
    const char *signals =
        run_file("signals.csv",
                 "signal,column,points,low,high,segment,text\ncode,主营产品,1,,,电池,38\nknown,主营产品,3,,,,链主\n");
    const char *best[] = {"keywords", list,      "text",  "经营范围", "threads",           "1", "top",
                          "2",        "signals", signals, "input",    firms("甲,电池,\n"), NULL};
    check_every_failure(best);
}
