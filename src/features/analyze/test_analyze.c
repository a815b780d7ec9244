#include "analysis/labels.h"
#include "analyze.texts.h"
#include "features/analyze/test_run.h"
#include "harness/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *file(const char *text)
{
    return run_file("input.csv", text);
}

static const char four[] =
    "place,activity,value\nC1,P1,1\nC1,P2,1\nC1,P3,1\nC1,P4,1\nC2,P2,1\nC3,P3,1\nC3,P4,1\nC4,P4,1\n";

TEST("the complexity command gives the known answer to six digits")
{
    const double eci[] = {-.075353, -1.602916, .747788, .930481}, pci[] = {-.194073, -1.602916, .565095, .930481};
    struct run r = RUN("complexity", OUTPUT_CSV, "input", file(four), "presence", "", "table", "places");
    REQUIRE(r.verdict == OK);
    CHECK_TEXT(run_cell(r.out, 0, 1), "eci");
    for (int i = 0; i < 4; i++)
        CHECK_NEAR(run_number(r.out, i + 1, 1), eci[i], 5e-7);
    r = RUN("complexity", OUTPUT_CSV, "input", file(four), "presence", "", "table", "activities");
    for (int i = 0; i < 4; i++)
        CHECK_NEAR(run_number(r.out, i + 1, 1), pci[i], 5e-7);
    CHECK(strstr(r.words, "verdict: identified") != NULL);
    CHECK(strstr(r.words, "second eigenvalue: 0.542133713") != NULL);
}

TEST("the density command gives the known answer with the diagonal and without")
{
    const double with[] = {.2143, .4286, .1875, .1429}, without[] = {.375, 0, .3, .25};
    struct run r = RUN("density", OUTPUT_CSV, "input", file(four), "presence", "");
    struct run s = RUN("density", OUTPUT_CSV, "input", file(four), "presence", "", "diagonal", "0");
    for (int p = 0; p < 4; p++) {
        CHECK_NEAR(run_number(r.out, 5 + p, 3), with[p], 5e-5);
        CHECK_NEAR(run_number(s.out, 5 + p, 3), without[p], 5e-5);
        CHECK_NEAR(run_number(s.out, 5 + p, 4), 1 - without[p], 5e-5);
    }
}

TEST("a matrix in two parts is said to be disconnected and gets no figure")
{
    struct run r = RUN("complexity", OUTPUT_JSON, "presence", "", "input",
                       file("place,activity,value\nA,x,1\nA,y,1\nB,x,1\nC,z,1\nC,w,2\nD,w,3\n"));
    REQUIRE(r.verdict == OK);
    CHECK(strstr(r.out, "\"verdict\":\"disconnected\"") != NULL);
    CHECK(strstr(r.out, "\"groups\":2") != NULL);
    CHECK(strstr(r.out, "{\"place\":\"A\",\"eci\":null,\"rank\":null") != NULL);
    CHECK(strstr(r.out, "nan") == NULL && strstr(r.out, "inf") == NULL);
}

TEST("the order of rows, repeated rows and their unit change no answer")
{
    struct run r = RUN("rca", OUTPUT_CSV, "input", file("place,activity,value\nA,x,6\nA,y,2\nB,x,1\nB,y,9\nC,y,3\n"));
    struct run s = RUN("rca", OUTPUT_CSV, "input",
                       file("value , PLACE,activity\r\n2000,A,x\r\n\r\n4000,A,x\r\n2000,\"A\",y\r\n1000,B,x\r\n"
                            "9000,B,y\r\n3000,C,y\r\n"));
    REQUIRE(r.verdict == OK && s.verdict == OK);
    for (int row = 1; row <= 6; row++) {
        CHECK_TEXT(run_cell(s.out, row, 0), run_cell(r.out, row, 0));
        CHECK_TEXT(run_cell(s.out, row, 3), run_cell(r.out, row, 3));
        CHECK_TEXT(run_cell(s.out, row, 4), run_cell(r.out, row, 4));
    }
    CHECK_TEXT(run_cell(r.out, 1, 3), "2.25");
    CHECK_TEXT(run_cell(r.out, 5, 2), "0");
}

TEST("zero rows and columns are undefined, never NaN, and do not disturb the others")
{
    struct run r = RUN("rca", OUTPUT_CSV, "input", file("place,activity,value\nA,x,6\nB,y,2\nZ,x,0\nA,void,0\n"));
    REQUIRE(r.verdict == OK);
    CHECK_TEXT(run_cell(r.out, 1, 3), "1.33333333333");
    CHECK_TEXT(run_cell(r.out, 3, 1), "void");
    CHECK_TEXT(run_cell(r.out, 3, 3), "");
    CHECK_TEXT(run_cell(r.out, 7, 0), "Z");
    CHECK_TEXT(run_cell(r.out, 7, 3), "");
    CHECK(strstr(r.out, "nan") == NULL && strstr(r.out, "inf") == NULL);
}

TEST("three columns may have any names; more or fewer must be named")
{
    struct run r = RUN("rca", OUTPUT_CSV, "input", file("city,chain,output\nA,x,6\nB,y,2\n"));
    CHECK_INT(r.verdict, OK);
    CHECK_TEXT(run_cell(r.out, 1, 3), "1.33333333333");
    r = RUN("rca", OUTPUT_CSV, "input", file("city,chain,output,year\nA,x,6,2025\n"));
    CHECK_INT(r.verdict, ERR_INPUT);
    r = RUN("rca", OUTPUT_CSV, "input", file("place,chain,output\nA,x,6\n"));
    CHECK_INT(r.verdict, ERR_INPUT);
}

TEST("places below the minimum size are left out and counted")
{
    struct run r =
        RUN("rca", OUTPUT_JSON, "minimum-size", "3", "input", file("place,activity,value\nA,x,6\nB,y,2\nC,y,4\n"));
    CHECK(strstr(r.out, "\"too_small\":1") != NULL);
    CHECK(strstr(r.out, "{\"place\":\"B\",\"total\":0,\"diversity\":0,\"hhi\":null") != NULL);
}

/* Who has what, from the cells of an answer: "place,activity" → 1 + present. */
static struct labels *take_present(struct arena *kept, const char *csv, bool *ret_present)
{
    struct labels *cells = labels_new(kept);
    for (const char *at = strchr(csv, '\n') + 1; *at; at = strchr(at, '\n') + 1) {
        const char *comma = strchr(strchr(at, ',') + 1, ',');
        uint32_t label = labels_add(cells, arena_text_n(kept, at, (size_t)(comma - at)));
        ret_present[label] = strchr(at, '\n')[-1] == '1';
    }
    return cells;
}

TEST("the location quotients of 226 places and 785 products agree with the published table in every cell")
{
    enum { CELLS = 177410 };
    struct arena *kept = arena_new((size_t)256 << 20);
    const char *published = test_data_path("complexity/expected-rca.csv");
    struct run r = RUN("rca", OUTPUT_CSV, "input", test_data_path("complexity/trade.csv"));
    REQUIRE(r.verdict == OK);
    bool *present = arena_array(kept, CELLS, bool);
    struct labels *cells = take_present(kept, r.out, present);
    REQUIRE(labels_count(cells) == CELLS);
    char *line = NULL, *heads = NULL;
    size_t room = 0, heads_room = 0, seen = 0, equal = 0;
    FILE *expected = fopen(published, "r");
    REQUIRE(expected && getline(&heads, &heads_room, expected) > 0);
    while (getline(&line, &room, expected) > 0) {
        char place[32], product[32], key[80];
        const char *value = line, *head = heads;
        REQUIRE(sscanf(line, "\"%31[^\"]\"", place) == 1);
        while ((value = strchr(value, ',')) && (head = strchr(head, ','))) {
            REQUIRE(sscanf(++head, "\"%31[^\"]\"", product) == 1);
            snprintf(key, sizeof(key), "%s,%s", place, product);
            uint32_t label = labels_find(cells, key);
            REQUIRE(label != LABEL_NONE);
            seen++;
            equal += present[label] == (*++value == '1');
        }
    }
    CHECK_INT(seen, CELLS);
    CHECK_INT(equal, CELLS);
    free(line);
    free(heads);
    fclose(expected);
    arena_free(kept);
}

/* ---- bad input ---- */

static void check_refused(const char *name, const char *text, size_t n, const char *says, int64_t line)
{
    struct run r = RUN(name, OUTPUT_CSV, "input", run_file_n("bad.csv", text, n));
    CHECK_INT(r.verdict, ERR_INPUT);
    CHECK_TEXT(r.out, "");
    CHECK(strstr(r.fault.words[LANGUAGE_EN], "bad.csv") != NULL);
    CHECK(strstr(r.fault.words[LANGUAGE_ZH], "bad.csv") != NULL);
    if (!strstr(r.fault.words[LANGUAGE_EN], says))
        CHECK_TEXT(r.fault.words[LANGUAGE_EN], says);
    CHECK_INT(r.fault.row, line);
}

#define REFUSED(name, text, says, line) check_refused(name, text, sizeof(text) - 1, says, line)

TEST("bad input is refused with the file, the line, the column and the reason, and nothing is written")
{
    REFUSED("rca", "\n\n", "is empty", 0);
    REFUSED("rca", "place,activity,value\n", "no rows", 0);
    REFUSED("rca", "place,value\nA,1\n", "no column \"activity\"", 0);
    REFUSED("rca", "place,activity,value,Place\nA,x,1,B\n", "twice", 1);
    REFUSED("rca", "place,activity,value\nA,x,1\nA,y,-5\n", "\"-5\" in \"value\" is below zero", 3);
    REFUSED("rca", "place,activity,value\nA,x,1\n\nA,y,1 200\n", "\"1 200\" in \"value\" is not a number", 4);
    REFUSED("rca", "place,activity,value\nA,x,nan\n", "not a number", 2);
    REFUSED("rca", "place,activity,value\nA,x,0x10\n", "not a number", 2);
    REFUSED("rca", "place,activity,value\nA,x,1e999\n", "not a number", 2);
    REFUSED("rca", "place,activity,value\nA,x,\n", "\"value\" is empty", 2);
    REFUSED("rca", "place,activity,value\n,x,1\n", "\"place\" is empty", 2);
    REFUSED("rca", "place,activity,value\nA,x\n", "\"value\" is empty", 2);
    REFUSED("rca", "place,activity,value\nA,x,1,2\n", "more cells", 2);
    REFUSED("rca", "place,activity,value\nA,x,1e308\nA,y,1e308\n", "out of range", 0);
    REFUSED("complexity", "place,activity,value\nA,x,-1\n", "below zero", 2);
    REFUSED("density", "place,activity,value\nA,x,-1\n", "below zero", 2);
    REFUSED("fitness", "place,activity,value\nA,x,-1\n", "below zero", 2);
    REFUSED("chokepoints", "from,to,weight\nA,B,1\nA,C,-2\n", "below zero", 3);
    REFUSED("chokepoints", "from,to\nA,\n", "\"to\" is empty", 2);
}

/* The sheet readers refuse these; their faults carry the file apart from the words. */
static void check_unreadable(const char *text, size_t n, const char *says)
{
    struct run r = RUN("rca", OUTPUT_CSV, "input", run_file_n("bad.csv", text, n));
    CHECK_INT(r.verdict, ERR_INPUT);
    CHECK_TEXT(r.out, "");
    CHECK(strstr(r.fault.detail, "bad.csv") != NULL);
    if (!strstr(r.fault.words[LANGUAGE_EN], says))
        CHECK_TEXT(r.fault.words[LANGUAGE_EN], says);
}

TEST("what is no table is refused with the file and the reason")
{
    static const char open[] = "place,activity,value\n\"A\n\nB\",x,1\nC,x,\"1\n",
                      nul[] = "place,activity,value\nA,x\0,1\n";
    check_unreadable(open, sizeof(open) - 1, "quot");
    check_unreadable(nul, sizeof(nul) - 1, "text");
    check_unreadable("", 0, "empty");
}

TEST("every refused row is told, up to a limit, and how many there were")
{
    char text[4096] = "place,activity,value\n";
    for (int i = 0; i < 30; i++)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), "A,x%d,-%d\n", i, i + 1);
    struct run r = RUN("rca", OUTPUT_CSV, "input", file(text));
    CHECK_INT(r.verdict, ERR_INPUT);
    CHECK_INT(r.fault.row, 2);
    CHECK(strstr(r.words, "\"-20\" in \"value\" is below zero. (row 21)") != NULL);
    CHECK(strstr(r.words, "\"-21\"") == NULL);
    CHECK(strstr(r.words, "30 cells are refused") != NULL);
}

TEST("an absent file, a wrong option, an unknown table are each told apart")
{
    struct run r = RUN("rca", OUTPUT_CSV, "input", "/nowhere/at/all.csv");
    CHECK_INT(err_exit_code(r.verdict), 3);
    CHECK(strstr(r.fault.words[LANGUAGE_EN], "/nowhere/at/all.csv") != NULL);
    r = RUN("rca", OUTPUT_CSV, "presence", "");
    CHECK_INT(r.verdict, ERR_USAGE);
    r = RUN("rca", OUTPUT_CSV, "input", file(four), "threshold", "much");
    CHECK_INT(r.verdict, ERR_USAGE);
    r = RUN("rca", OUTPUT_CSV, "input", file(four), "table", "chairs");
    CHECK_INT(r.verdict, ERR_USAGE);
    CHECK(strstr(r.fault.words[LANGUAGE_EN], "cells, places, activities") != NULL);
    r = RUN("chokepoints", OUTPUT_CSV, "input", file("from,to\nA,B\n"), "source", "A,Z");
    CHECK_INT(r.verdict, ERR_INPUT);
    CHECK(strstr(r.fault.words[LANGUAGE_EN], "no node \"Z\"") != NULL);
}

TEST("files of the office are read: GB18030, a byte order mark, quotes over two lines, Windows line ends")
{
    /* 长沙,电池,3 in GB18030 */
    static const char gb[] = "place,activity,value\r\n\xB3\xA4\xC9\xB3,\xB5\xE7\xB3\xD8,3\r\n";
    struct run r = RUN("rca", OUTPUT_CSV, "input", file(gb));
    CHECK_TEXT(run_cell(r.out, 1, 0), "长沙");
    CHECK_TEXT(run_cell(r.out, 1, 1), "电池");
    r = RUN("rca", OUTPUT_JSON, "table", "cells", "input",
            file("\xEF\xBB\xBFplace,activity,value\n\"two\nlines, \"\"quoted\"\"\",　x　,3\n"));
    CHECK(strstr(r.out, "\"place\":\"two\\nlines, \\\"quoted\\\"\",\"activity\":\"x\"") != NULL);
}

TEST("what a spreadsheet would take for a formula is made text in csv")
{
    struct run r = RUN("rca", OUTPUT_CSV, "input", file("place,activity,value\n=1+1,\"a,b\",3\n"));
    CHECK(strstr(r.out, "'=1+1,\"a,b\",3,1,1\n") != NULL);
}

TEST("a file of many rows needs no more memory than its table")
{
    char *text = malloc((size_t)16 << 20), *at = text;
    at += snprintf(at, 64, "place,activity,value\n");
    for (int i = 0; i < 200000; i++)
        at += snprintf(at, 64, "A%d,B%d,%d\n", i % 7, i % 5, i % 11);
    struct arena *small = arena_new((size_t)24 << 20);
    struct run r =
        run_in_arena(small, "rca", OUTPUT_CSV,
                     (const char *const[]){"input", run_file_n("long.csv", text, (size_t)(at - text)), NULL});
    CHECK_INT(r.verdict, OK);
    arena_free(small);
    free(text);
}

/* ---- whatever happens ---- */

/* A small file for each method. */
static const struct small_case {
    const char *name;
    const char *text;
    bool is_table; /* of input and output, with the options that it needs */
} small_cases[] = {
    {"rca", four},
    {"complexity", four},
    {"density", four},
    {"fitness", four},
    {"chokepoints", "from,to,weight,kind\nA,B,1,x\nB,C,2,\"y\"\nC,A,3,\nD,E,0.5,x\n"},
    {"io", "sector,a,b,f,out\na,1,2,7,10\nb,3,4,13,20\n", true},
};
enum { SMALL_CASES = sizeof(small_cases) / sizeof(small_cases[0]) };

static struct run run_small(struct arena *a, const struct small_case *c, const char *path)
{
    const char *plain[] = {"input", path, NULL}, *table[] = {"input", path, "sectors", "2", "output", "out", NULL};
    return run_in_arena(a, c->name, OUTPUT_CSV, c->is_table ? table : plain);
}

TEST("mutilated files are answered or refused, never half answered")
{
    static const char alphabet[] = "0123456789,,,\"\"\n\n\r.-+eEPC =\xB3\xA4\xE4\xBD\xA0\x00";
    uint64_t state = test_seed();
    struct arena *a = arena_new((size_t)512 << 20);
    for (int round = 0; round < test_rounds(300, 30000); round++) {
        char text[512];
        const struct small_case *c = &small_cases[test_random(&state) % SMALL_CASES];
        size_t n = strlen(c->text);
        memcpy(text, c->text, n);
        for (int changes = (int)(test_random(&state) % 6); changes >= 0; changes--) {
            size_t where = test_random(&state) % n;
            if (test_random(&state) % 4 == 0)
                n = where + 1;
            text[where] = alphabet[test_random(&state) % (sizeof(alphabet) - 1)];
        }
        struct run r = run_small(a, c, run_file_n("fuzz.csv", text, n));
        CHECK(r.verdict == OK || r.verdict == ERR_INPUT);
        CHECK((r.verdict == OK) == (r.out[0] != '\0'));
        CHECK(r.verdict == OK || r.fault.words[LANGUAGE_ZH][0] != '\0');
        arena_reset(a);
    }
    arena_free(a);
}

TEST("a command that runs out of memory at any allocation says so and writes nothing")
{
    for (int k = 0; k < SMALL_CASES; k++) {
        const char *path = file(small_cases[k].text);
        for (size_t nth = 1; nth < 400; nth += 1 + nth / 40) {
            struct arena *a = arena_new((size_t)64 << 20);
            arena_fail_nth(nth);
            struct run r = run_small(a, &small_cases[k], path);
            CHECK(r.verdict == ERR_MEMORY || (r.verdict == OK && !arena_failed(a)));
            CHECK((r.verdict == OK) == (r.out[0] != '\0'));
            arena_free(a);
        }
    }
}

/* ---- chokepoints and io ---- */

TEST("chokepoints of a small chain are found, each with its path")
{
    const char *path =
        file("from,to,kind\nore,steel,raw\nsteel,frame,part\nore,glass,raw\nglass,car,part\nframe,car,part\n"
             "car,parts,\nparts,car,part\n");
    struct run r = RUN("chokepoints", OUTPUT_CSV, "input", path, "source", "ore", "sink", "car", "outside", "ore");
    REQUIRE(r.verdict == OK);
    CHECK(strncmp(r.out, "finding,node,other,kind,figure,path\n", 36) == 0);
    CHECK(strstr(r.out, "dominator,ore,car,,5,ore → glass → car\n") != NULL);
    CHECK(strstr(r.out, "node_cut,glass,,,2,ore → glass → car\n") != NULL);
    CHECK(strstr(r.out, "node_cut,steel,,,2,ore → steel → frame → car\n") != NULL);
    CHECK(strstr(r.out, "single_source,steel,ore,raw,1,ore → steel\n") != NULL);
    CHECK(strstr(r.out, "cycle,car,,,2,car → parts → car\n") != NULL);
    CHECK(strstr(r.out, "outside,frame,ore,,1,ore → steel → frame\n") != NULL);
    CHECK(strstr(r.out, "bridge,car,parts,,1,car → parts\n") != NULL);
}

TEST("what no source reaches is said, and a cut that cannot be made shows why")
{
    struct run r =
        RUN("chokepoints", OUTPUT_JSON, "input", file("from,to\nA,B\nC,D\nE,C\nD,E\n"), "source", "A", "sink", "D");
    CHECK(strstr(r.out, "\"reached\":2") != NULL);
    CHECK(strstr(r.out, "\"node_cut\":\"nothing\"") != NULL);
    r = RUN("chokepoints", OUTPUT_CSV, "input", file("from,to\nA,B\nB,C\nA,C\n"), "source", "A", "sink", "C");
    CHECK(strstr(r.out, "direct,A,C,,0,A → C\n") != NULL);
    CHECK(strstr(r.words, "minimum node cut: a source supplies a sink directly") != NULL);
}

TEST("the input-output command finds the German multipliers and the row that does not balance")
{
    static const double published[] = {1.7048, 1.8413, 1.8136, 1.6035, 1.5951, 1.3782};
    struct run r = RUN("io", OUTPUT_CSV, "input", test_data_path("io-table/germany-1995.csv"), "sectors", "6", "block",
                       "agriculture_group", "output", "output_bp");
    REQUIRE(r.verdict == OK);
    for (int i = 0; i < 6; i++) {
        CHECK_NEAR(run_number(r.out, i + 1, 4), published[i], 5e-5);
        CHECK_NEAR(run_number(r.out, i + 1, 3), i == 1 ? -46 : 0, 1e-9);
    }
    CHECK(strstr(r.words, "row with the largest difference: cpa_c") != NULL);
    CHECK(strstr(r.words, "largest difference: -46") != NULL);
}

TEST("the square block of an input-output table begins behind its columns of codes and names, unless told")
{
    struct run german = RUN("io", OUTPUT_CSV, "input", test_data_path("io-table/germany-1995.csv"), "sectors", "6",
                            "output", "output_bp");
    REQUIRE(german.verdict == OK);
    CHECK_NEAR(run_number(german.out, 2, 4), 1.8413, 5e-5);
    CHECK(strstr(german.words, "the square block begins at: agriculture_group\n") != NULL);
    struct run r = RUN("io", OUTPUT_CSV, "sectors", "2", "output", "x", "input",
                       file("s,a,b,f,g,h,x\na,0,one,1,1,1,10\nb,1,0,1,1,1,10\n"));
    CHECK(r.verdict == ERR_INPUT && r.fault.row == 2 && strstr(r.fault.words[LANGUAGE_EN], "\"one\" in \"b\""));
}

TEST("input-output tables that make no sense are refused by name")
{
    struct run r =
        RUN("io", OUTPUT_CSV, "sectors", "2", "output", "x", "input", file("s,a,b,f,x\na,5,5,0,10\nb,5,5,0,10\n"));
    CHECK(r.verdict == ERR_INPUT && strstr(r.fault.words[LANGUAGE_EN], "no inverse"));
    r = RUN("io", OUTPUT_CSV, "sectors", "2", "output", "x", "input", file("s,a,b,f,x\na,0,30,0,10\nb,30,0,0,10\n"));
    CHECK(r.verdict == ERR_INPUT && strstr(r.fault.words[LANGUAGE_EN], "uses up more"));
    r = RUN("io", OUTPUT_CSV, "sectors", "3", "output", "x", "input",
            file("s,a,b,c,f,x\na,0,1,1,0,10\nb,1,0,1,0,10\n"));
    CHECK(r.verdict == ERR_INPUT && strstr(r.fault.words[LANGUAGE_EN], "2 rows for 3 sectors"));
    r = RUN("io", OUTPUT_CSV, "sectors", "2", "output", "b", "input", file("s,a,b,f,x\na,0,1,0,10\nb,1,0,0,10\n"));
    CHECK(r.verdict == ERR_INPUT && strstr(r.fault.words[LANGUAGE_EN], "inside the square block"));
    r = RUN("io", OUTPUT_CSV, "sectors", "2", "output", "x", "input", file("s,a,b,f,x\na,0,-1,0,10\nb,1,0,0,ten\n"));
    CHECK(r.verdict == ERR_INPUT && r.fault.row == 2 && strstr(r.words, "\"ten\""));
}

/* ---- what --help promises ---- */

TEST("--help names every table and column exactly as they are written")
{
    run_check_help("rca", analyze_rca_tables);
    run_check_help("complexity", analyze_complexity_tables);
    run_check_help("density", analyze_density_tables);
    run_check_help("fitness", analyze_fitness_tables);
    run_check_help("chokepoints", analyze_chokepoints_tables);
    run_check_help("io", analyze_io_tables);
}

TEST("numbers are printed as the library prints twelve digits")
{
    static const double some[] = {0,
                                  -0.0,
                                  1,
                                  -1,
                                  0.1,
                                  1e-4,
                                  9.99999999999e-5,
                                  123456789012,
                                  99999999999.95,
                                  0.99999999999949,
                                  0.9999999999995,
                                  1234.5,
                                  1e11,
                                  1e12,
                                  1e300,
                                  -1e-300,
                                  0.000123456789012345,
                                  2.5e10};
    char ours[NUMBER_TEXT_BYTES], theirs[NUMBER_TEXT_BYTES];
    uint64_t state = test_seed();
    for (int i = 0; i < test_rounds(200000, 5000000); i++) {
        double value = i < 18 ? some[i] : ldexp((double)test_random(&state), -(int)(test_random(&state) % 90));
        if (i % 3 == 1 && i >= 18)
            value = -round(value * 1000) / 1000;
        int n = number_text(value, ours);
        snprintf(theirs, sizeof(theirs), "%.12g", value == 0 ? 0 : value);
        REQUIRE(n == (int)strlen(ours));
        if (strcmp(ours, theirs) != 0)
            CHECK_TEXT(ours, theirs);
    }
}

TEST("numbers are read as the library reads them, and nothing else is a number")
{
    static const char *const good[] = {"0",
                                       "-0.5",
                                       "+3",
                                       "1e3",
                                       "1.",
                                       ".5",
                                       "12345678901234567890",
                                       "1e-310",
                                       "0.1",
                                       "123456.789e-7",
                                       "9007199254740993",
                                       "1e23",
                                       "1.7976931348623157e308"};
    static const char *const bad[] = {"",    "-",   ".",   "e5", "1e", "1,000", "１",
                                      "0x1", "inf", "nan", "1 ", " 1", "1e309", "--1"};
    double value;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        CHECK(number_parse(good[i], &value));
        CHECK_NEAR(value, strtod(good[i], NULL), 0);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK(!number_parse(bad[i], &value));
    uint64_t state = test_seed();
    for (int i = 0; i < test_rounds(20000, 2000000); i++) {
        char text[64];
        snprintf(text, sizeof(text), "%.*g", 1 + (int)(test_random(&state) % 17),
                 ldexp((double)test_random(&state), (int)(test_random(&state) % 140) - 100));
        REQUIRE(number_parse(text, &value));
        REQUIRE(value == strtod(text, NULL));
    }
}
