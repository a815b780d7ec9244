#include "app/command_line.h"

#include "app.texts.h"

#include <assert.h>
#include <string.h>

typedef bool (*command_visit)(const struct command *c, void *arg);

/* Every declared command in turn, until one is taken. */
static void commands_each(command_visit visit, void *arg)
{
    for (const struct command *c = app_commands; c->name; c++)
        if (visit(c, arg))
            return;
    for (size_t i = 0; i < all_features_n; i++)
        for (const struct command *c = all_features[i]->commands; c && c->name; c++)
            if (visit(c, arg))
                return;
}

struct search {
    const char *first, *second;
    const struct command *found;
    int words;
};

static bool matches(const struct command *c, void *arg)
{
    struct search *s = arg;
    size_t n = strlen(s->first);
    if (strcmp(c->name, s->first) == 0) {
        s->found = c;
        s->words = 1;
        return true;
    }
    if (s->second && strncmp(c->name, s->first, n) == 0 && c->name[n] == ' ' &&
        strcmp(c->name + n + 1, s->second) == 0) {
        s->found = c;
        s->words = 2;
        return true;
    }
    return false;
}

const struct command *command_find(const char *first, const char *second, int *ret_words)
{
    struct search s = {.first = first, .second = second};
    commands_each(matches, &s);
    *ret_words = s.words;
    return s.found;
}

static int option_index(const struct command *c, const char *name)
{
    for (int i = 0; c && c->options && c->options[i].name; i++)
        if (strcmp(c->options[i].name, name) == 0)
            return i;
    return -1;
}

const char *command_option(const struct command_call *call, const char *name)
{
    int i = option_index(call->command, name);
    assert(i >= 0);
    return call->option_values[i];
}

static enum err parse_format(struct command_call *call, const char *word)
{
    static const char *const names[] = {"table", "csv", "json"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(word, names[i]) == 0) {
            call->format = (enum output_format)i;
            return OK;
        }
    }
    return fault(call->fault, ERR_USAGE, &T_app_bad_format, word);
}

/* A global option: true when it was one; *ret_error tells how it went. */
static bool parse_global(struct command_call *call, const char *name, const char *value, enum err *ret_error)
{
    *ret_error = OK;
    if (strcmp(name, "db") == 0)
        call->database_url = value;
    else if (strcmp(name, "settings") == 0)
        call->settings_path = value;
    else if (strcmp(name, "as") == 0)
        call->as_login = value;
    else if (strcmp(name, "for") == 0)
        call->for_person = value;
    else if (strcmp(name, "format") == 0)
        *ret_error = parse_format(call, value);
    else if (strcmp(name, "lang") == 0)
        call->language = language_from(value);
    else if (strcmp(name, "as-of") == 0) {
        if (!date_parse(value, &call->as_of) || date_is_month(call->as_of))
            *ret_error = fault(call->fault, ERR_USAGE, &T_app_bad_as_of, value);
    } else
        return false;
    return true;
}

static bool is_global(const char *name)
{
    static const char *const names[] = {"db", "settings", "as", "for", "format", "lang", "as-of"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* --name, --name value, --name=value */
static enum err parse_option(struct command_call *call, int argc, const char *const *argv, int *i, bool *ret_help)
{
    const char *word = argv[*i] + 2;
    const char *equals = strchr(word, '=');
    const char *name = equals ? arena_text_n(call->arena, word, (size_t)(equals - word)) : word;
    if (strcmp(name, "help") == 0) {
        *ret_help = true;
        return OK;
    }
    int own = option_index(call->command, name);
    bool global = own < 0 && is_global(name);
    if (own < 0 && !global)
        return fault(call->fault, ERR_USAGE, &T_app_unknown_option, name);
    bool is_flag = own >= 0 && !call->command->options[own].value;
    const char *value = equals ? equals + 1 : is_flag ? "" : *i + 1 < argc ? argv[++*i] : NULL;
    if (!value)
        return fault(call->fault, ERR_USAGE, &T_app_option_needs_value, name);
    enum err e = OK;
    if (own >= 0)
        call->option_values[own] = value;
    else
        parse_global(call, name, value, &e);
    return e;
}

/* "KIND FILE", "[NAME]", "FILE…": how many words must and may follow. */
static void count_arguments(const char *pattern, int *ret_least, int *ret_most)
{
    *ret_least = *ret_most = 0;
    for (const char *at = pattern; at && *at;) {
        size_t n = strcspn(at, " ");
        bool rest = n > 3 && strncmp(at + n - 3, "…", 3) == 0;
        *ret_least += *at != '[';
        *ret_most = rest ? COMMAND_ARGUMENTS_MAX : *ret_most + 1;
        at += n + strspn(at + n, " ");
    }
}

static enum err take_command(struct command_call *call, int argc, const char *const *argv, int *i)
{
    int words;
    call->command = command_find(argv[*i], *i + 1 < argc ? argv[*i + 1] : NULL, &words);
    if (!call->command)
        return fault(call->fault, ERR_USAGE, &T_app_unknown_command, argv[*i]);
    *i += words - 1;
    return OK;
}

enum err command_line_parse(struct command_call *call, int argc, const char *const *argv, bool *ret_help)
{
    bool only_arguments = false;
    *ret_help = false;
    for (int i = 1; i < argc; i++) {
        if (!only_arguments && strcmp(argv[i], "--") == 0)
            only_arguments = true;
        else if (!only_arguments && strncmp(argv[i], "--", 2) == 0)
            TRY(parse_option(call, argc, argv, &i, ret_help));
        else if (!call->command)
            TRY(take_command(call, argc, argv, &i));
        else if (call->argument_count == COMMAND_ARGUMENTS_MAX)
            return fault(call->fault, ERR_USAGE, &T_app_too_many_arguments, call->command->name);
        else
            call->arguments[call->argument_count++] = argv[i];
    }
    if (*ret_help)
        return OK;
    if (!call->command)
        return fault(call->fault, ERR_USAGE, &T_app_no_command);
    int least, most;
    count_arguments(call->command->arguments, &least, &most);
    if (call->argument_count < least)
        return fault(call->fault, ERR_USAGE, &T_app_missing_argument, call->command->name, call->command->arguments);
    if (call->argument_count > most)
        return fault(call->fault, ERR_USAGE, &T_app_too_many_arguments, call->command->name);
    return OK;
}

void command_print_usage(FILE *to, const struct command *c)
{
    fprintf(to, "lianzhang %s%s%s", c->name, c->arguments ? " " : "", c->arguments ? c->arguments : "");
    for (const struct command_option *o = c->options; o && o->name; o++)
        fprintf(to, " [--%s%s%s]", o->name, o->value ? " " : "", o->value ? o->value : "");
    fputc('\n', to);
}

struct printing {
    FILE *to;
    enum language language;
};

static bool print_line(const struct command *c, void *arg)
{
    struct printing *p = arg;
    char words[80];
    snprintf(words, sizeof(words), "%s%s%s", c->name, c->arguments ? " " : "", c->arguments ? c->arguments : "");
    fprintf(p->to, "  %-36s %s\n", words, text_in(c->says, p->language));
    return false;
}

void command_print_help(FILE *to, const struct command *c, enum language l)
{
    if (!c) {
        struct printing p = {to, l};
        fprintf(to, "%s\n", text_in(&T_app_usage, l));
        commands_each(print_line, &p);
        return;
    }
    command_print_usage(to, c);
    fprintf(to, "  %s\n", text_in(c->says, l));
    for (const struct command_option *o = c->options; o && o->name; o++)
        fprintf(to, "  --%s%s%-*s %s\n", o->name, o->value ? " " : "", 20, o->value ? o->value : "",
                text_in(o->says, l));
    if (c->help)
        fprintf(to, "%s\n", text_in(c->help, l));
}
