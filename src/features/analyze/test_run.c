#include "features/analyze/test_run.h"

#include "harness/test.h"

#include <stdlib.h>
#include <string.h>

static struct arena *kept; /* what a test reads afterwards */

static char *keep(size_t n)
{
    if (!kept)
        kept = arena_new((size_t)1 << 30);
    char *text = arena_alloc(kept, n + 1);
    REQUIRE(text != NULL);
    return text;
}

static char *read_back(FILE *f)
{
    long n = ftell(f);
    char *text = keep((size_t)n);
    rewind(f);
    REQUIRE(fread(text, 1, (size_t)n, f) == (size_t)n);
    fclose(f);
    return text;
}

const struct command *run_command(const char *name)
{
    for (const struct command *c = analyze_feature.commands; c->name; c++)
        if (strcmp(c->name + strlen("analyze "), name) == 0)
            return c;
    REQUIRE(!"a command of that name");
    return NULL;
}

static void set_option(struct command_call *call, const char *name, const char *value)
{
    for (int i = 0; call->command->options[i].name; i++) {
        if (strcmp(call->command->options[i].name, name) == 0) {
            call->option_values[i] = value;
            return;
        }
    }
    REQUIRE(!"an option of that name");
}

struct run run_in_arena(struct arena *a, const char *name, enum output_format format, const char *const *options)
{
    struct run r = {0};
    struct command_call call = {.command = run_command(name),
                                .arena = a,
                                .fault = &r.fault,
                                .format = format,
                                .language = LANGUAGE_EN,
                                .out = tmpfile(),
                                .words = tmpfile()};
    for (int i = 0; options[i]; i += 2)
        set_option(&call, options[i], options[i + 1]);
    r.verdict = call.command->run(&call);
    arena_fail_nth(0); /* what is made to fail is the command, not what is kept of it */
    r.out = read_back(call.out);
    r.words = read_back(call.words);
    return r;
}

struct run run_with(const char *name, enum output_format format, const char *const *options)
{
    struct arena *a = arena_new((size_t)512 << 20);
    struct run r = run_in_arena(a, name, format, options);
    arena_free(a);
    return r;
}

const char *run_file_n(const char *name, const void *bytes, size_t n)
{
    size_t room = strlen(test_scratch()) + strlen(name) + 2;
    char *path = keep(room);
    snprintf(path, room, "%s/%s", test_scratch(), name);
    FILE *f = fopen(path, "wb");
    REQUIRE(f && fwrite(bytes, 1, n, f) == n);
    fclose(f);
    return path;
}

const char *run_file(const char *name, const char *text)
{
    return run_file_n(name, text, strlen(text));
}

const char *run_cell(const char *csv, int row, int column)
{
    static char text[4][256];
    static int turn;
    char *at = text[turn++ % 4];
    *at = '\0';
    for (; row > 0 && csv; row--) {
        csv = strchr(csv, '\n');
        csv = csv ? csv + 1 : NULL;
    }
    for (; column > 0 && csv; column--) {
        csv = strchr(csv, ',');
        csv = csv ? csv + 1 : NULL;
    }
    if (csv)
        snprintf(at, sizeof(text[0]), "%.*s", (int)strcspn(csv, ",\n"), csv);
    return at;
}

double run_number(const char *csv, int row, int column)
{
    return strtod(run_cell(csv, row, column), NULL);
}

void run_expect_refused(const char *name, const char *const *options, const char *says, int64_t line)
{
    struct run r = run_with(name, OUTPUT_CSV, options);
    CHECK_INT(r.verdict, ERR_INPUT);
    if (!strstr(r.fault.words[LANGUAGE_EN], says))
        CHECK_TEXT(r.fault.words[LANGUAGE_EN], says);
    CHECK_INT(r.fault.row, line);
    CHECK_TEXT(r.out, "");
}

void run_check_help(const char *name, const struct answer_table *tables)
{
    const struct command *c = run_command(name);
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        for (const struct answer_table *t = tables; t->name; t++) {
            char columns[512] = "";
            for (const struct text *const *column = t->columns; *column; column++)
                snprintf(columns + strlen(columns), sizeof(columns) - strlen(columns), "%s%s",
                         column == t->columns ? "" : ",", answer_name(*column));
            if (!strstr(c->help->in[l], columns))
                CHECK_TEXT(c->help->in[l], columns);
            CHECK(strstr(c->help->in[l], answer_name(t->name)) != NULL);
        }
    }
}
