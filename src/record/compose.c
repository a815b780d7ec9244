#include "record/compose.h"

#include "record/columns.h"
#include "record/schema.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct composition {
    struct arena *a;
    const struct kinds *kinds;
    struct statement *s;
    enum store_engine engine;
    enum statement_form form;
    struct buf out;
    enum err failure;
};

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static size_t word_length(const char *at)
{
    size_t n = 0;
    while (is_word(at[n]))
        n++;
    return n;
}

/* :me and :at stand after the caller's parameters, in the order in which they are met. */
static void put_implicit(struct composition *c, unsigned char *place, const unsigned char *other)
{
    if (!*place)
        *place = (unsigned char)(c->s->n_parameters + (*other ? 2 : 1));
    put_parameter(&c->out, c->engine, *place, VALUE_INT);
}

static void put_relation(struct composition *c, const char *sql)
{
    unsigned char *me = &c->s->uses_me[c->form], *moment = &c->s->uses_at[c->form];
    for (const char *at = sql; *at;) {
        if (strncmp(at, ":me", 3) == 0 && !is_word(at[3])) {
            put_implicit(c, me, moment);
            at += 3;
        } else if (strncmp(at, ":at", 3) == 0 && !is_word(at[3])) {
            put_implicit(c, moment, me);
            at += 3;
        } else {
            buf_char(&c->out, *at++);
        }
    }
}

static const char *put_kind(struct composition *c, const char *at)
{
    size_t n = word_length(at);
    const struct kind *kind = kinds_find(c->kinds, arena_text_n(c->a, at, n));
    at += n;
    enum relation_reach reach = strncmp(at, "!all", 4) == 0   ? RELATION_ALL
                                : strncmp(at, "!log", 4) == 0 ? RELATION_LOG
                                                              : RELATION_VISIBLE;
    struct relation_text relation;
    if (!kind || schema_relation(c->a, kind, c->engine, c->form, reach, &relation))
        c->failure = ERR_BUG;
    else
        put_relation(c, relation.sql);
    return reach == RELATION_VISIBLE ? at : at + 4;
}

static void put_sql(struct composition *c, const char *at, const char *end);

static const char *put_dialect(struct composition *c, const char *at)
{
    const char *middle = strstr(at, "||"), *end = strstr(at, "]]");
    if (!middle || !end || middle > end) {
        c->failure = ERR_BUG;
        return at + strlen(at);
    }
    if (c->engine == STORE_SQLITE)
        put_sql(c, at, middle);
    else
        put_sql(c, middle + 2, end);
    return end + 2;
}

static void put_sql(struct composition *c, const char *at, const char *end)
{
    while (at < end) {
        if (*at == '$' && isdigit((unsigned char)at[1])) {
            char *after;
            long place = strtol(at + 1, &after, 10);
            put_parameter(&c->out, c->engine, (int)place, c->s->parameters[place - 1]);
            at = after;
        } else if (*at == '@') {
            at = put_kind(c, at + 1);
        } else if (at[0] == '[' && at[1] == '[') {
            at = put_dialect(c, at + 2);
        } else {
            buf_char(&c->out, *at++);
        }
    }
}

static enum err compose_form(struct composition *c, const char *sql)
{
    buf_init(&c->out, 0);
    put_sql(c, sql, sql + strlen(sql));
    if (buf_failed(&c->out))
        c->failure = ERR_MEMORY;
    c->s->sql[c->engine][c->form] = c->out.n ? arena_text(c->a, buf_string(&c->out)) : NULL;
    buf_release(&c->out);
    return arena_failed(c->a) ? ERR_MEMORY : c->failure;
}

static enum err set_types(struct arena *a, const char *types, struct statement *s)
{
    size_t n = strlen(types);
    enum value_type *list = arena_array(a, n + 1, enum value_type);
    if (!list)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        list[i] = types[i] == 'i' ? VALUE_INT : types[i] == 'b' ? VALUE_BYTES : VALUE_TEXT;
    s->parameters = list;
    s->n_parameters = (int)n;
    return n > STATEMENT_PARAMETERS_MAX ? ERR_BUG : OK;
}

enum err compose(struct arena *a, const struct kinds *kinds, const char *name, const char *types, int n_columns,
                 bool writes, const char *sql, struct statement *ret_statement)
{
    *ret_statement =
        (struct statement){.name = arena_text(a, name), .n_columns = n_columns, .writes = writes, .allowed_scan = NULL};
    TRY(set_types(a, types, ret_statement));
    bool by_form = strchr(sql, '@') != NULL;
    for (enum store_engine engine = 0; engine < STORE_ENGINE_COUNT; engine++) {
        struct composition c = {.a = a, .kinds = kinds, .s = ret_statement, .engine = engine};
        for (c.form = 0; c.form < (by_form ? FORM_COUNT : 1); c.form++)
            TRY(compose_form(&c, sql));
        for (int form = 1; form < FORM_COUNT && !by_form && !writes; form++)
            ret_statement->sql[engine][form] = ret_statement->sql[engine][FORM_NOW_ALL];
    }
    return OK;
}
