#include "app/app.h"
#include "app/settings.h"
#include "harness/test.h"

#include <stdlib.h>
#include <string.h>

struct read_settings {
    struct arena *arena;
    struct fault fault;
    struct settings settings;
};

static enum err read_text(struct read_settings *r, const char *text)
{
    *r = (struct read_settings){.arena = arena_new(4 << 20), .settings = settings_default()};
    return settings_read(r->arena, &r->fault, "lianzhang.yaml", text, strlen(text), &r->settings);
}

TEST("settings lie over the defaults, each in the unit that its name says")
{
    struct read_settings r;
    REQUIRE(read_text(&r, "city: 望川市\n"
                          "demo: no\n"
                          "zone: \"+05:30\"\n"
                          "hosts: [a.example, b.example]\n"
                          "secure: 是\n"
                          "connections: 500\n"
                          "session_idle_minutes: 30\n"
                          "request_memory_mb: 32\n") == OK);
    CHECK_TEXT(r.settings.web.city, "望川市");
    CHECK(r.settings.is_demo_said && !r.settings.web.demo);
    CHECK_INT(r.settings.web.zone_minutes, 330);
    CHECK_TEXT(r.settings.web.hosts[1], "b.example");
    CHECK(!r.settings.web.hosts[2]);
    CHECK(r.settings.web.secure);
    CHECK_INT(r.settings.server.connections_max, 500);
    CHECK_INT(r.settings.web.sessions.idle_us, INT64_C(1800) * 1000000);
    CHECK_INT(r.settings.web.operation_bytes, 32 << 20);
    CHECK_TEXT(r.settings.server.address, "127.0.0.1:8080");
    arena_free(r.arena);
}

TEST("a setting that is not understood is refused with its file and line")
{
    static const struct {
        const char *text, *word;
        int line;
    } cases[] = {
        {"city: 望川市\ncyti: 望川市\n", "cyti", 2},
        {"demo: maybe\n", "demo", 1},
        {"zone: 8\n", "+08:00", 1},
        {"zone: \"+8:00\"\n", "+08:00", 1},
        {"zone: \"+15:00\"\n", "+08:00", 1},
        {"connections: 12x\n", "connections", 1},
        {"connections: 7\n", "8", 1},
        {"connections: [9]\n", "connections", 1},
        {"city: {a: b}\n", "city", 1},
        {"metrics_token: short\n", "metrics_token", 1},
        {"hosts:\n  - a.example\n  - \"\"\n", "hosts", 3},
        {"certificate: a.pem\n", "certificate_key", 0},
        {"city: a\ncity: b\n", "city", 2},
        {"- city\n", "key", 1},
        {"city: \"a\n", "lianzhang.yaml", 2},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct read_settings r;
        CHECK_INT(read_text(&r, cases[i].text), ERR_INPUT);
        CHECK(strstr(r.fault.words[LANGUAGE_EN], cases[i].word));
        CHECK(strncmp(r.fault.words[LANGUAGE_ZH], "lianzhang.yaml", 14) == 0);
        CHECK_INT(r.fault.row, cases[i].line);
        arena_free(r.arena);
    }
}

/* The file with the "#" taken away in front of each key; NULL where the tree is not at hand. */
static char *uncommented(const char *path)
{
    FILE *in = fopen(path, "rb");
    char *text = calloc(1, 64 * 1024), *to = text, line[400];
    while (in && text && fgets(line, sizeof(line), in)) {
        bool is_key = line[0] == '#' && line[1] >= 'a' && line[1] <= 'z';
        to = stpcpy(to, line + is_key);
    }
    if (in)
        fclose(in);
    return text;
}

TEST("the settings file of the documentation is read, with every key it shows put in force")
{
    struct read_settings r;
    char *text = uncommented(LZ_DOCS "/settings.yaml");
    REQUIRE(text && *text);
    CHECK_INT(read_text(&r, text), OK);
    CHECK_INT(r.settings.web.zone_minutes, 480);
    CHECK(r.settings.server.key_file);
    CHECK(r.settings.web.sessions.password_age_us > 0);
    CHECK(r.settings.web.hashes_at_once > 0);
    arena_free(r.arena);
    free(text);
}

TEST("a command line with a settings file that is not there says so and does nothing")
{
    char *words;
    size_t n;
    struct surroundings around = {.out = stdout, .words = open_memstream(&words, &n), .language = LANGUAGE_EN};
    CHECK_INT(app_run(&around, 4, (const char *[]){"lianzhang", "--settings", "/nowhere/at.yaml", "version"}), 3);
    fclose(around.words);
    CHECK(strstr(words, "/nowhere/at.yaml"));
    free(words);
}
