#include "app/settings.h"

#include "app.texts.h"
#include "rulebook/yaml.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SETTINGS_BYTES_MAX = 256 * 1024, ZONE_DEFAULT_MINUTES = 480, ZONE_MAX_MINUTES = 14 * 60 };

static const int64_t second_us = 1000000;

enum setting_sort {
    SETTING_TEXT,
    SETTING_TEXTS,
    SETTING_FLAG,
    SETTING_COUNT, /* an int */
    SETTING_TIME,  /* int64_t µs, written in `unit` of them */
    SETTING_BYTES, /* size_t, written in `unit` of them */
    SETTING_ZONE   /* minutes, written as +08:00 */
};

struct setting {
    const char *key;
    enum setting_sort sort;
    size_t at; /* in struct settings */
    int64_t min, max, unit;
};

#define AT(member) offsetof(struct settings, member)

static const struct setting known[] = {
    {"name", SETTING_TEXT, AT(web.name), 1, 20, 0},
    {"city", SETTING_TEXT, AT(web.city), 1, 40, 0},
    {"demo", SETTING_FLAG, AT(web.demo), 0, 0, 0},
    {"zone", SETTING_ZONE, AT(web.zone_minutes), 0, 0, 0},
    {"database", SETTING_TEXT, AT(database), 1, 1000, 0},
    {"listen", SETTING_TEXT, AT(server.address), 1, 200, 0},
    {"hosts", SETTING_TEXTS, AT(web.hosts), 1, 253, 0},
    {"behind_proxy", SETTING_FLAG, AT(web.behind_proxy), 0, 0, 0},
    {"secure", SETTING_FLAG, AT(web.secure), 0, 0, 0},
    {"certificate", SETTING_TEXT, AT(server.certificate_file), 1, 1000, 0},
    {"certificate_key", SETTING_TEXT, AT(server.key_file), 1, 1000, 0},
    {"spool_folder", SETTING_TEXT, AT(web.spool_folder), 1, 1000, 0},
    {"log_requests", SETTING_FLAG, AT(web.log_requests), 0, 0, 0},
    {"metrics_token", SETTING_TEXT, AT(web.metrics_token), 16, 200, 0},
    {"workers", SETTING_COUNT, AT(server.workers_max), 1, 1024, 0},
    {"waiting", SETTING_COUNT, AT(server.queue_max), 1, 100000, 0},
    {"connections", SETTING_COUNT, AT(server.connections_max), 8, 100000, 0},
    {"connections_per_address", SETTING_COUNT, AT(server.connections_per_address_max), 1, 100000, 0},
    {"head_seconds", SETTING_TIME, AT(server.head_us), 1, 600, second_us},
    {"body_seconds", SETTING_TIME, AT(server.body_us), 1, 3600, second_us},
    {"answer_seconds", SETTING_TIME, AT(server.answer_us), 1, 3600, second_us},
    {"request_memory_mb", SETTING_BYTES, AT(web.operation_bytes), 16, 4096, 1 << 20},
    {"session_idle_minutes", SETTING_TIME, AT(web.sessions.idle_us), 5, 10080, 60 * second_us},
    {"session_hours", SETTING_TIME, AT(web.sessions.absolute_us), 1, 8760, 3600 * second_us},
    {"password_failures", SETTING_COUNT, AT(web.sessions.failures_free), 3, 20, 0},
    {"password_wait_minutes", SETTING_TIME, AT(web.sessions.wait_us), 1, 1440, 60 * second_us},
    {"password_days", SETTING_TIME, AT(web.sessions.password_age_us), 1, 3650, 86400 * second_us},
    {"hashes_at_once", SETTING_COUNT, AT(web.hashes_at_once), 1, 64, 0},
};

struct settings settings_default(void)
{
    return (struct settings){
        .web = {.name = "链长", .zone_minutes = ZONE_DEFAULT_MINUTES},
        .server = {.address = "127.0.0.1:8080"},
    };
}

struct reading {
    struct arena *arena;
    struct fault *fault;
    struct settings *into;
};

/* `fault(…)` in a call records it first; this adds the line. */
static enum err at_line(const struct reading *r, int line, enum err e)
{
    fault_at(r->fault, line, 0, NULL);
    return e;
}

static enum err read_text(struct reading *r, const struct setting *s, const struct yaml_node *node,
                          const char **ret_text)
{
    char least[24], most[24];
    size_t n = node->kind == YAML_SCALAR ? strlen(node->text) : 0;
    if (n >= (size_t)s->min && n <= (size_t)s->max) {
        *ret_text = node->text;
        return OK;
    }
    snprintf(least, sizeof(least), "%lld", (long long)s->min);
    snprintf(most, sizeof(most), "%lld", (long long)s->max);
    return at_line(r, node->line, fault(r->fault, ERR_INPUT, &T_app_setting_text, s->key, least, most));
}

/* A list, or one alone. */
static enum err read_texts(struct reading *r, const struct setting *s, const struct yaml_node *node,
                           const char *const **ret_texts)
{
    size_t n = node->kind == YAML_LIST ? node->n : 1;
    const char **texts = arena_array(r->arena, n + 1, const char *);
    if (!texts)
        return fault(r->fault, ERR_MEMORY, &T_app_no_memory);
    for (size_t i = 0; i < n; i++)
        TRY(read_text(r, s, node->kind == YAML_LIST ? node->children[i] : node, &texts[i]));
    *ret_texts = n ? texts : NULL;
    return OK;
}

static enum err read_flag(struct reading *r, const struct setting *s, const struct yaml_node *node, bool *ret_flag)
{
    static const char *const words[][2] = {{"no", "yes"}, {"false", "true"}, {"否", "是"}};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        for (int yes = 0; yes < 2; yes++)
            if (node->kind == YAML_SCALAR && strcmp(node->text, words[i][yes]) == 0) {
                *ret_flag = yes;
                return OK;
            }
    return at_line(r, node->line, fault(r->fault, ERR_INPUT, &T_app_setting_flag, s->key));
}

static enum err read_number(struct reading *r, const struct setting *s, const struct yaml_node *node,
                            int64_t *ret_number)
{
    char least[24], most[24], *end = NULL;
    errno = 0;
    *ret_number = node->kind == YAML_SCALAR ? strtoll(node->text, &end, 10) : 0;
    if (end && end != node->text && !*end && !errno && *ret_number >= s->min && *ret_number <= s->max)
        return OK;
    snprintf(least, sizeof(least), "%lld", (long long)s->min);
    snprintf(most, sizeof(most), "%lld", (long long)s->max);
    return at_line(r, node->line, fault(r->fault, ERR_INPUT, &T_app_setting_number, s->key, least, most));
}

/* +08:00, -03:30 */
static enum err read_zone(struct reading *r, const struct yaml_node *node, int *ret_minutes)
{
    int hours, minutes, n = 0;
    char sign;
    const char *text = node->kind == YAML_SCALAR ? node->text : "";
    bool fits = sscanf(text, "%c%2d:%2d%n", &sign, &hours, &minutes, &n) == 3 && !text[n] && strlen(text) == 6 &&
                (sign == '+' || sign == '-') && hours >= 0 && minutes >= 0 && minutes < 60 &&
                hours * 60 + minutes <= ZONE_MAX_MINUTES;
    if (!fits)
        return at_line(r, node->line, fault(r->fault, ERR_INPUT, &T_app_setting_zone, "zone"));
    *ret_minutes = (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
    return OK;
}

static enum err read_value(struct reading *r, const struct setting *s, const struct yaml_node *node)
{
    void *at = (char *)r->into + s->at;
    int64_t number = 0;
    switch (s->sort) {
    case SETTING_TEXT:
        return read_text(r, s, node, at);
    case SETTING_TEXTS:
        return read_texts(r, s, node, at);
    case SETTING_FLAG:
        return read_flag(r, s, node, at);
    case SETTING_ZONE:
        return read_zone(r, node, at);
    case SETTING_COUNT:
        TRY(read_number(r, s, node, &number));
        *(int *)at = (int)number;
        return OK;
    case SETTING_TIME:
        TRY(read_number(r, s, node, &number));
        *(int64_t *)at = number * s->unit;
        return OK;
    case SETTING_BYTES:
        TRY(read_number(r, s, node, &number));
        *(size_t *)at = (size_t)(number * s->unit);
        return OK;
    }
    return OK;
}

static enum err read_keys(struct reading *r, const struct yaml_node *root)
{
    if (root->kind != YAML_MAP)
        return at_line(r, root->line, fault(r->fault, ERR_INPUT, &T_app_settings_map));
    for (size_t i = 0; i < root->n; i++) {
        const struct setting *s = known, *end = known + sizeof(known) / sizeof(known[0]);
        while (s < end && strcmp(s->key, root->keys[i]) != 0)
            s++;
        if (s == end)
            return at_line(r, root->key_lines[i], fault(r->fault, ERR_INPUT, &T_app_setting_unknown, root->keys[i]));
        TRY(read_value(r, s, root->children[i]));
    }
    r->into->is_demo_said = r->into->is_demo_said || yaml_get(root, "demo");
    if (!r->into->server.certificate_file != !r->into->server.key_file)
        return fault(r->fault, ERR_INPUT, &T_app_setting_certificate);
    return OK;
}

/* Says of which file the fault speaks, in front of its words. */
static enum err name_file(struct fault *f, const char *path, enum err e)
{
    char words[FAULT_WORDS_BYTES];
    for (int l = 0; l < LANGUAGE_COUNT && f->says; l++) {
        snprintf(words, sizeof(words), "%s", f->words[l]);
        snprintf(f->words[l], sizeof(f->words[l]), "%.200s: %.500s", path, words);
    }
    return e;
}

enum err settings_read(struct arena *a, struct fault *f, const char *path, const char *text, size_t n_bytes,
                       struct settings *s)
{
    struct reading r = {a, f, s};
    struct yaml_node *root;
    enum err e = yaml_parse(a, f, text, n_bytes, &root);
    if (e == OK)
        e = read_keys(&r, root);
    return e == OK ? OK : name_file(f, path, e);
}

enum err settings_load(struct arena *a, struct fault *f, const char *path, struct settings *s)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        return fault(f, ERR_INPUT, &T_app_settings_unreadable, path, strerror(errno));
    char *text = arena_alloc(a, SETTINGS_BYTES_MAX);
    size_t n = text ? fread(text, 1, SETTINGS_BYTES_MAX, in) : 0;
    bool failed = ferror(in);
    fclose(in);
    if (!text)
        return fault(f, ERR_MEMORY, &T_app_no_memory);
    if (failed || n == SETTINGS_BYTES_MAX)
        return fault(f, ERR_INPUT, &T_app_settings_unreadable, path, failed ? strerror(EIO) : "> 256 KiB");
    return settings_read(a, f, path, text, n, s);
}
