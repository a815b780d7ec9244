#include "app/app.h"
#include "harness/test.h"

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
