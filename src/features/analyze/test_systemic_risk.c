#include "features/analyze/test_run.h"
#include "harness/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char header[] = "supplier,customer,supplier_industry,customer_industry,weight,type\n";

static const char *network(const char *rows)
{
    static char text[4096];
    snprintf(text, sizeof(text), "%s%s", header, rows);
    return run_file("links.csv", text);
}

/* 0 → 1 → 2, each the only one of its industry */
static const char chain[] = "甲,乙,钢,车,5,2\n乙,丙,车,店,5,2\n";

TEST("the systemic-risk command gives the reference's figures for its thirteen firms")
{
    struct run r = RUN("systemic-risk", OUTPUT_CSV, "input", test_data_path("esri-13/links.csv"));
    REQUIRE(r.verdict == OK);
    CHECK_TEXT(run_cell(r.out, 0, 0), "firm");
    CHECK_TEXT(run_cell(r.out, 0, 1), "esri");
    CHECK(strstr(r.words, "ε (rounds end below it): 0.01") != NULL);
    FILE *f = fopen(test_data_path("esri-13/expected.csv"), "r");
    REQUIRE(f != NULL);
    char line[256], firm[32];
    double expected;
    int row = 0;
    REQUIRE(fgets(line, sizeof(line), f) != NULL);
    while (fgets(line, sizeof(line), f)) {
        REQUIRE(sscanf(line, "%31[^,],%lf", firm, &expected) == 2);
        row++;
        CHECK_TEXT(run_cell(r.out, row, 0), firm);
        CHECK_NEAR(run_number(r.out, row, 1), expected, 1e-9);
    }
    fclose(f);
    CHECK_INT(row, 13);
}

TEST("the ranking tells own share, direct and later rounds apart")
{
    struct run r = RUN("systemic-risk", OUTPUT_CSV, "input", network(chain), "table", "ranking", "top", "2");
    REQUIRE(r.verdict == OK);
    CHECK_TEXT(run_cell(r.out, 1, 1), "甲");
    CHECK_TEXT(run_cell(r.out, 1, 2), "钢");
    CHECK_NEAR(run_number(r.out, 1, 3), 1, 1e-12);
    CHECK_NEAR(run_number(r.out, 1, 4), 0.5, 1e-12);
    CHECK_NEAR(run_number(r.out, 1, 5), 0.5, 1e-12);
    CHECK_NEAR(run_number(r.out, 1, 6), 0, 1e-12);
    CHECK_TEXT(run_cell(r.out, 3, 0), "");
}

TEST("a shock tells what falls in which order, and what each round adds")
{
    const char *shock = run_file("shock.csv", "firm,loss\n甲,1\n");
    struct run r = RUN("systemic-risk", OUTPUT_CSV, "input", network(chain), "shock", shock);
    REQUIRE(r.verdict == OK);
    CHECK_TEXT(run_cell(r.out, 0, 4), "fell");
    const char *const order[] = {"甲", "乙", "丙"};
    for (int i = 0; i < 3; i++) {
        CHECK_TEXT(run_cell(r.out, i + 1, 0), order[i]);
        CHECK_INT(run_number(r.out, i + 1, 4), i + 1);
    }
    CHECK(strstr(r.words, "total loss (ESRI): 1\n") != NULL);
    r = RUN("systemic-risk", OUTPUT_CSV, "input", network(chain), "shock", shock, "table", "rounds");
    CHECK_NEAR(run_number(r.out, 1, 1), 0.5, 1e-12);
    CHECK_NEAR(run_number(r.out, 2, 1), 1, 1e-12);
    CHECK_NEAR(run_number(r.out, 2, 2), 0.5, 1e-12);
}

TEST("a partial loss is what it says, and epsilon can be chosen")
{
    const char *shock = run_file("shock.csv", "firm,loss\n甲,0.25\n");
    struct run r = RUN("systemic-risk", OUTPUT_JSON, "input", network(chain), "shock", shock, "epsilon", "1e-6");
    REQUIRE(r.verdict == OK);
    CHECK(strstr(r.out, "\"epsilon\":1e-06") != NULL);
    CHECK(strstr(r.out, "\"esri\":0.25,") != NULL);
    CHECK(strstr(r.out, "{\"firm\":\"丙\",\"loss\":0.25,\"downstream\":0.25,\"upstream\":0,\"fell\":null}") != NULL);
}

static const char doubtful[] = "supplier,customer,supplier_industry,customer_industry,weight,type,presence,spread\n"
                               "a,x,1,2,5,2,,\nb,x,1,2,4,2,0.5,\nx,y,2,3,9,2,1,0.2\nb,z,1,2,1,1,1,0\nz,y,2,3,3,2,1,\n";

TEST("uncertain links give an interval that holds the figure of the file")
{
    struct run r = RUN("systemic-risk", OUTPUT_CSV, "input", run_file("doubt.csv", doubtful), "draws", "200", "seed",
                       "3", "watch", "a,b,x");
    REQUIRE(r.verdict == OK);
    CHECK_TEXT(run_cell(r.out, 0, 3), "low");
    for (int row = 1; row <= 3; row++) {
        CHECK(run_number(r.out, row, 3) <= run_number(r.out, row, 1));
        CHECK(run_number(r.out, row, 1) <= run_number(r.out, row, 5));
    }
    CHECK_TEXT(run_cell(r.out, 4, 0), "");
    CHECK(strstr(r.words, "uncertain links: 2\n") != NULL);
    struct run again = RUN("systemic-risk", OUTPUT_CSV, "input", run_file("doubt.csv", doubtful), "draws", "200",
                           "seed", "3", "watch", "a,b,x", "threads", "1");
    CHECK_TEXT(again.out, r.out);
}

TEST("what the file does not say of its links' certainty can be said for all of them at once")
{
    const char *links = network(chain);
    struct run sure = RUN("systemic-risk", OUTPUT_CSV, "input", links, "draws", "50");
    REQUIRE(sure.verdict == OK);
    CHECK_NEAR(run_number(sure.out, 1, 3), run_number(sure.out, 1, 5), 0);
    struct run all =
        RUN("systemic-risk", OUTPUT_CSV, "input", links, "draws", "50", "presence", "0.5", "spread", "0.3");
    CHECK(run_number(all.out, 1, 3) < run_number(all.out, 1, 5));
    CHECK(strstr(all.words, "uncertain links: 2\n") != NULL);
    /* a cell of the file counts for its own link */
    struct run most =
        RUN("systemic-risk", OUTPUT_CSV, "input", run_file("doubt.csv", doubtful), "draws", "5", "spread", "0.3");
    CHECK(strstr(most.words, "uncertain links: 4\n") != NULL);
    CHECK_INT(RUN("systemic-risk", OUTPUT_CSV, "input", links, "presence", "1.5").verdict, ERR_USAGE);
}

TEST("the missing fact that would change the ranking most comes first")
{
    struct run r = RUN("systemic-risk", OUTPUT_CSV, "input", run_file("doubt.csv", doubtful), "table", "unknowns");
    REQUIRE(r.verdict == OK);
    CHECK_TEXT(run_cell(r.out, 1, 0), "b");
    CHECK_TEXT(run_cell(r.out, 1, 2), "presence");
    CHECK_TEXT(run_cell(r.out, 2, 0), "x");
    CHECK_TEXT(run_cell(r.out, 2, 2), "weight");
    CHECK(run_number(r.out, 1, 3) > run_number(r.out, 2, 3));
}

TEST("bad networks and shocks are refused with file, line and reason, and nothing is answered")
{
    static const struct {
        const char *rows;
        const char *says;
        int64_t line;
    } bad[] = {
        {"a,b,1,2,5,3\n", "should be 2 (essential)", 2},
        {"a,b,1,2,5,\n", "should be 2 (essential)", 2},
        {"a,b,1,2,-1,2\n", "below zero", 2},
        {"a,b,1,2,x,2\n", "is not a number", 2},
        {"a,b,1,2,1e19,2\n", "too large", 2},
        {",b,1,2,5,2\n", "\"supplier\" is empty", 2},
        {"a,b,,2,5,2\n", "\"supplier_industry\" is empty", 2},
        {"a,b,1,2,5,2\na,c,9,2,5,2\n", "not the industry that this firm had", 3},
        {"a,b,1,2,5\n", "should be 2 (essential)", 2},
        {"a,\"b,1,2,5,2\n", "row 2", 0},
        {"", "no rows", 0},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        const char *options[] = {"input", network(bad[i].rows), NULL};
        run_expect_refused("systemic-risk", options, bad[i].says, bad[i].line);
    }
    const char *no_column[] = {"input", run_file("links.csv", "supplier,customer,weight,type\na,b,1,2\n"), NULL};
    run_expect_refused("systemic-risk", no_column, "supplier_industry", 0);
    const char *no_firm[] = {"input", network(chain), "shock", run_file("shock.csv", "firm,loss\n甲,1\n丁,1\n"), NULL};
    run_expect_refused("systemic-risk", no_firm, "has no firm \"丁\"", 3);
    const char *too_much[] = {"input", network(chain), "shock", run_file("shock.csv", "firm,loss\n甲,1.5\n"), NULL};
    run_expect_refused("systemic-risk", too_much, "too large", 2);
    struct run r = RUN("systemic-risk", OUTPUT_CSV, "input", "/nowhere/links.csv");
    CHECK_INT(err_exit_code(r.verdict), 3);
    CHECK(strstr(r.fault.words[LANGUAGE_EN], "/nowhere/links.csv") != NULL);
}

TEST("options that make no sense are refused as usage")
{
    const char *links = network(chain);
    CHECK_INT(RUN("systemic-risk", OUTPUT_CSV, "input", links, "epsilon", "0").verdict, ERR_USAGE);
    CHECK_INT(RUN("systemic-risk", OUTPUT_CSV, "input", links, "draws", "no").verdict, ERR_USAGE);
    CHECK_INT(RUN("systemic-risk", OUTPUT_CSV, "input", links, "table", "nothing").verdict, ERR_USAGE);
    CHECK_INT(RUN("systemic-risk", OUTPUT_CSV, "input", links, "draws", "9", "shock", links).verdict, ERR_USAGE);
    CHECK_INT(RUN("systemic-risk", OUTPUT_CSV, "epsilon", "0.1").verdict, ERR_USAGE);
    CHECK_INT(RUN("systemic-risk", OUTPUT_CSV, "input", links, "falls-at", "0.1").verdict, ERR_USAGE);
    CHECK_INT(RUN("systemic-risk", OUTPUT_CSV, "input", links, "draws", "9", "watch", "甲,乙,甲").verdict, ERR_USAGE);
}

TEST("--help of systemic-risk names its tables and columns exactly")
{
    run_check_help("systemic-risk", analyze_systemic_risk_tables);
    run_check_help("systemic-risk", analyze_shock_tables);
    run_check_help("systemic-risk", analyze_interval_tables);
    run_check_help("systemic-risk", analyze_unknown_tables);
}

TEST("any file is either computed or refused, with nothing in between")
{
    uint64_t state = test_seed() + 41;
    for (int i = 0, rounds = test_rounds(300, 20000); i < rounds; i++) {
        char text[600];
        size_t n = (size_t)snprintf(text, sizeof(text),
                                    "%sa,b,1,2,5,2\nb,c,2,3,1e3,1\nc,a,3,1,7,0\n\"d\",a,2,1,0.5,2\n", header);
        for (int k = 1 + (int)(test_random(&state) % 4); k > 0; k--) {
            static const char spice[] = "\",\n\r0-9eE.\xFF\x81\x30 \t;a";
            text[test_random(&state) % n] = spice[test_random(&state) % (sizeof(spice) - 1)];
        }
        n -= test_random(&state) % 20;
        struct run r = RUN("systemic-risk", OUTPUT_CSV, "input", run_file_n("fuzzed.csv", text, n), "threads", "1");
        if (r.verdict == OK)
            CHECK(strncmp(r.out, "firm,esri\n", 10) == 0);
        else
            CHECK(r.verdict == ERR_INPUT && !*r.out && r.fault.words[LANGUAGE_EN][0]);
    }
}

static void check_every_failure(const char *const *options)
{
    for (size_t n = 1;; n++) {
        struct arena *a = arena_new((size_t)64 << 20);
        arena_fail_nth(n);
        struct run r = run_in_arena(a, "systemic-risk", OUTPUT_CSV, options);
        arena_free(a);
        if (r.verdict == OK)
            return;
        CHECK_INT(r.verdict, ERR_MEMORY);
        CHECK_TEXT(r.out, "");
    }
}

TEST("memory that runs out anywhere in the systemic-risk command leaves no answer")
{
    const char *links = network(chain), *shock = run_file("shock.csv", "firm,loss\n甲,1\n乙,0.5\n");
    check_every_failure((const char *const[]){"input", links, "threads", "2", NULL});
    check_every_failure((const char *const[]){"input", links, "threads", "1", "shock", shock, NULL});
    check_every_failure(
        (const char *const[]){"input", links, "threads", "1", "spread", "0.3", "watch", "甲,乙", "draws", "3", NULL});
    check_every_failure((const char *const[]){"input", links, "threads", "1", "spread", "0.3", "presence", "0.5",
                                              "table", "unknowns", NULL});
}
