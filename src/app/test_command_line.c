#include "app/app.h"
#include "harness/database.h"
#include "harness/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct outcome {
    int code;
    char *out, *words;
};

static struct outcome run(int argc, const char *const *argv)
{
    struct outcome o = {0};
    size_t n_out, n_words;
    struct surroundings around = {
        .out = open_memstream(&o.out, &n_out),
        .words = open_memstream(&o.words, &n_words),
        .now_us = INT64_C(1772668800000000),
        .language = LANGUAGE_EN,
        .database_url = "sqlite::memory:",
    };
    o.code = app_run(&around, argc, argv);
    fclose(around.out);
    fclose(around.words);
    return o;
}

#define RUN(...) \
    run(sizeof((const char *[]){"lianzhang", __VA_ARGS__}) / sizeof(char *), (const char *[]){"lianzhang", __VA_ARGS__})

TEST("an unknown command, option or format is bad usage and says so on stderr alone")
{
    const char *cases[][3] = {{"nonsense", NULL},
                              {"version", "--nonsense"},
                              {"version", "--format=xml"},
                              {"version", "more"},
                              {"--as-of=2026", "version"}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct outcome o = cases[i][1] ? RUN(cases[i][0], cases[i][1]) : RUN(cases[i][0]);
        CHECK_INT(o.code, 2);
        CHECK_TEXT(o.out, "");
        CHECK(strlen(o.words) > 10);
        free(o.out);
        free(o.words);
    }
}

TEST("help lists every command with one line, and a command's own options")
{
    struct outcome o = RUN("--help");
    CHECK_INT(o.code, 0);
    CHECK(strstr(o.out, "version") != NULL);
    free(o.out);
    free(o.words);
}

TEST("the version goes to stdout")
{
    struct outcome o = RUN("version");
    CHECK_INT(o.code, 0);
    CHECK_TEXT(o.out, "lianzhang " LZ_VERSION "\n");
    CHECK_TEXT(o.words, "");
    free(o.out);
    free(o.words);
}

/* ---- out and in again ---- */

static struct outcome run_in(const char *url, int argc, const char *const *arguments)
{
    const char *argv[16] = {"lianzhang", "--db", url, "--format", "json"};
    for (int i = 0; i < argc; i++)
        argv[5 + i] = arguments[i];
    return run(5 + argc, argv);
}

#define RUN_IN(url, ...) \
    run_in(url, sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *), (const char *[]){__VA_ARGS__})

static bool succeeds(struct outcome o)
{
    bool well = o.code == 0;
    if (!well)
        printf("  %s", o.words);
    free(o.out);
    free(o.words);
    return well;
}

static void come_back(const char *url, const char *kind, const char *ending)
{
    char file[600];
    snprintf(file, sizeof(file), "%s/%s.%s", test_scratch(), kind, ending);
    if (!succeeds(RUN_IN(url, "export", kind, "--output", file)))
        return;
    struct outcome o = RUN_IN(url, "import", kind, file);
    bool nothing = strstr(o.out, "\"new\":0,\"changed\":0,") && strstr(o.out, "\"waiting\":0,\"refused\":0,");
    if (!nothing && o.code == 0)
        printf("  %s.%s: %s%s", kind, ending, o.out, o.words);
    CHECK(o.code != 0 || nothing); /* an empty list is no table to read */
    free(o.out);
    free(o.words);
}

TEST("what export writes of any kind of record, import takes back and changes nothing")
{
    EACH_ENGINE(d)
    {
        char url[512];
        snprintf(url, sizeof(url), "%s", d.url);
        REQUIRE(succeeds(RUN_IN(url, "init", "--demo")));
        for (size_t i = 0; i < all_kinds_n; i++)
            for (const struct kind *const *k = all_kinds[i]; *k; k++) {
                if ((*k)->flags & (KIND_PLAIN | KIND_HIDDEN) || (*k)->access == ACCESS_ATTACHED)
                    continue;
                come_back(url, (*k)->id, "csv");
                if (d.engine == STORE_SQLITE)
                    come_back(url, (*k)->id, "xlsx");
            }
    }
}
