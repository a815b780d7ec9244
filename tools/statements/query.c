#include "query.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void queries_fail(const char *path, int line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s:%d: error: ", path, line);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

static const struct {
    const char *word;
    enum c_type type;
} parameter_types[] = {
    {"id", C_INT64},  {"int", C_INT64}, {"money", C_INT64}, {"ratio", C_INT64}, {"moment", C_INT64},
    {"date", C_DATE}, {"bool", C_BOOL}, {"text", C_TEXT},   {"bytes", C_BYTES},
};

const char *c_type_name(enum c_type type)
{
    static const char *const names[] = {"int64_t", "date_t", "bool", "const char *", "struct value"};
    return names[type];
}

enum value_type c_type_value(enum c_type type)
{
    return type == C_TEXT ? VALUE_TEXT : type == C_BYTES ? VALUE_BYTES : VALUE_INT;
}

static char *read_file(struct arena *a, const char *path)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        queries_fail(path, 0, "cannot be opened");
    fseek(in, 0, SEEK_END);
    long size = ftell(in);
    rewind(in);
    char *text = arena_alloc(a, (size_t)size + 1);
    if (!text || fread(text, 1, (size_t)size, in) != (size_t)size)
        queries_fail(path, 0, "cannot be read");
    fclose(in);
    return text;
}

/* "chain id" → a parameter. */
static void add_parameter(struct arena *a, const char *path, struct query *q, const char *words)
{
    char name[64], type[32], rest[8];
    int n = sscanf(words, " %63s %31s %7s", name, type, rest);
    if (n != 2)
        queries_fail(path, q->line, "a parameter is a name and a type, not \"%s\"", words);
    if (q->n_parameters == STATEMENT_PARAMETERS_MAX)
        queries_fail(path, q->line, "more than %d parameters", STATEMENT_PARAMETERS_MAX);
    for (size_t i = 0; i < sizeof(parameter_types) / sizeof(parameter_types[0]); i++) {
        if (strcmp(parameter_types[i].word, type) == 0) {
            q->parameters[q->n_parameters++] =
                (struct parameter){.name = arena_text(a, name), .type = parameter_types[i].type};
            return;
        }
    }
    queries_fail(path, q->line, "\"%s\" is not a type of a parameter", type);
}

/* "project_starts(chain id, first date) many" */
static void read_head(struct arena *a, const char *path, struct query *q, const char *head)
{
    static const char *const answers[] = {"many", "one", "each", "do"};
    const char *open = strchr(head, '('), *shut = open ? strchr(open, ')') : NULL;
    if (!shut)
        queries_fail(path, q->line, "a statement begins with \"-- name(parameter type, …) many|one|each|do\"");
    q->name = arena_text_n(a, head, (size_t)(open - head));
    for (const char *at = q->name; *at; at++)
        if (!islower((unsigned char)*at) && *at != '_' && !isdigit((unsigned char)*at))
            queries_fail(path, q->line, "\"%s\" is not a name", q->name);
    char *list = arena_text_n(a, open + 1, (size_t)(shut - open - 1)), *rest = NULL;
    for (char *one = strtok_r(list, ",", &rest); one; one = strtok_r(NULL, ",", &rest))
        add_parameter(a, path, q, one);
    char word[8] = "";
    sscanf(shut + 1, " %7s", word);
    for (int i = 0; i < 4; i++) {
        if (strcmp(word, answers[i]) == 0) {
            q->answer = (enum answer)i;
            return;
        }
    }
    queries_fail(path, q->line, "after the parameters stands many, one, each or do");
}

static const char *after(const char *line, const char *prefix)
{
    size_t n = strlen(prefix);
    if (strncmp(line, prefix, n) != 0)
        return NULL;
    line += n;
    while (*line == ' ')
        line++;
    return line;
}

static void read_comment(struct arena *a, struct query *q, const char *line)
{
    const char *rest;
    if ((rest = after(line, "scan:"))) {
        q->scan = arena_text(a, rest);
    } else if ((rest = after(line, "all:"))) {
        q->all = arena_text(a, rest);
    } else if ((rest = after(line, "nullable:"))) {
        char *names = arena_printf(a, " %s ", rest);
        for (char *at = names; *at; at++)
            if (*at == ',')
                *at = ' ';
        q->nullable = names;
    } else {
        q->words = *q->words ? arena_printf(a, "%s\n%s", q->words, line) : arena_text(a, line);
    }
}

/* Adds one line of a file; true while the statement goes on. */
static bool read_line(struct arena *a, const char *path, struct query *q, const char *line)
{
    const char *comment = after(line, "--");
    if (comment && !*q->sql) {
        read_comment(a, q, comment);
        return true;
    }
    size_t n = strlen(line);
    while (n && isspace((unsigned char)line[n - 1]))
        n--;
    bool ends = n && line[n - 1] == ';';
    q->sql = arena_printf(a, "%s%s%.*s", q->sql, *q->sql ? "\n" : "", (int)(ends ? n - 1 : n), line);
    if (strchr(q->sql, ';'))
        queries_fail(path, q->line, "%s: a \";\" inside the statement", q->name);
    return !ends;
}

struct queries queries_read(struct arena *a, const char *path)
{
    struct queries all = {.path = path};
    size_t capacity = 0;
    struct query *open = NULL;
    char *text = read_file(a, path), *next;
    int number = 0;
    for (char *line = text; line; line = next) {
        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        number++;
        if (open) {
            if (!read_line(a, path, open, line))
                open = NULL;
            continue;
        }
        if (!*line)
            continue;
        const char *head = after(line, "--");
        if (!head)
            queries_fail(path, number, "a statement begins with \"-- name(…) many|one|each|do\"");
        if (!strchr(head, '('))
            continue; /* a comment of the file */
        if (!arena_grow(a, &all.list, all.n, &capacity))
            queries_fail(path, number, "out of memory");
        open = &all.list[all.n++];
        *open = (struct query){.line = number, .words = "", .sql = "", .nullable = ""};
        read_head(a, path, open, head);
        for (size_t i = 0; i + 1 < all.n; i++)
            if (strcmp(all.list[i].name, open->name) == 0)
                queries_fail(path, number, "a second statement named %s", open->name);
    }
    if (open)
        queries_fail(path, open->line, "%s has no end: a \";\" is missing", open->name);
    return all;
}
