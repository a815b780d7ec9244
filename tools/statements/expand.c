#include "expand.h"

#include "base/buf.h"

#include <ctype.h>
#include <string.h>

struct scanner {
    struct arena *a;
    const struct kinds *kinds;
    const char *path;
    struct query *q;
    enum store_engine engine;
    enum statement_form form;
    enum expand_mode mode;
    struct buf out;
    struct expansion result;
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

static void put_place(struct scanner *s, int place, enum value_type type)
{
    if (s->engine == STORE_SQLITE)
        buf_printf(&s->out, "?%d", place);
    else
        buf_printf(&s->out, "$%d::%s", place, type == VALUE_TEXT ? "text" : type == VALUE_BYTES ? "bytea" : "int8");
}

/* Implicit parameters stand after the caller's: me first, then at. */
static void put_implicit(struct scanner *s, bool me)
{
    int *place = me ? &s->result.uses_me : &s->result.uses_at;
    const int other = me ? s->result.uses_at : s->result.uses_me;
    if (!*place)
        *place = s->q->n_parameters + (other ? 2 : 1);
    put_place(s, *place, VALUE_INT);
}

static void put_parameter(struct scanner *s, const char *name, size_t n)
{
    for (int i = 0; i < s->q->n_parameters; i++) {
        struct parameter *p = &s->q->parameters[i];
        if (strlen(p->name) == n && strncmp(p->name, name, n) == 0) {
            p->used = true;
            put_place(s, i + 1, c_type_value(p->type));
            return;
        }
    }
    queries_fail(s->path, s->q->line, "%s: :%.*s is not a parameter", s->q->name, (int)n, name);
}

/* The relation's own text: only :me and :at in it mean something. */
static void put_relation(struct scanner *s, const char *sql)
{
    for (const char *at = sql; *at;) {
        if (*at == ':' && at[1] == ':') {
            buf_text(&s->out, "::");
            at += 2;
        } else if (*at == ':' && word_length(at + 1) == 2 && (!strncmp(at, ":me", 3) || !strncmp(at, ":at", 3))) {
            put_implicit(s, at[1] == 'm');
            at += 3;
        } else {
            buf_char(&s->out, *at++);
        }
    }
}

static const char *put_kind(struct scanner *s, const char *at)
{
    size_t n = word_length(at);
    const char *id = arena_text_n(s->a, at, n);
    const struct kind *kind = kinds_find(s->kinds, id);
    at += n;
    bool all = strncmp(at, "!all", 4) == 0;
    if (all)
        at += 4;
    if (!kind || strcmp(kind->id, id) != 0)
        queries_fail(s->path, s->q->line, "%s: there is no kind @%s", s->q->name, id);
    if (kind->flags & KIND_PLAIN)
        queries_fail(s->path, s->q->line, "%s: %s is a plain table; name it without @", s->q->name, id);
    if (all && !s->q->all)
        queries_fail(s->path, s->q->line, "%s: @%s!all needs a line \"-- all: why\"", s->q->name, id);
    s->result.has_kinds = true;
    if (s->mode == EXPAND_FOR_NAMES) {
        buf_printf(&s->out, "visible_%s", id);
        return at;
    }
    struct relation_text relation;
    if (schema_relation(s->a, kind, s->engine, s->form, all ? RELATION_ALL : RELATION_VISIBLE, &relation) != OK)
        queries_fail(s->path, s->q->line, "%s: no relation for %s", s->q->name, id);
    put_relation(s, relation.sql);
    return at;
}

/* [[sqlite||postgres]] */
static const char *put_dialect(struct scanner *s, const char *at)
{
    const char *middle = strstr(at, "||"), *end = strstr(at, "]]");
    if (!middle || !end || middle > end)
        queries_fail(s->path, s->q->line, "%s: \"[[sqlite||postgres]]\" is not closed", s->q->name);
    struct query part = *s->q;
    part.sql = s->engine == STORE_SQLITE ? arena_text_n(s->a, at, (size_t)(middle - at))
                                         : arena_text_n(s->a, middle + 2, (size_t)(end - middle - 2));
    struct expansion inner = expand(s->a, s->kinds, s->path, &part, s->engine, s->form, s->mode);
    for (int i = 0; i < s->q->n_parameters; i++)
        s->q->parameters[i].used |= part.parameters[i].used;
    if (inner.has_kinds)
        queries_fail(s->path, s->q->line, "%s: no @kind inside [[ ]]", s->q->name);
    buf_text(&s->out, inner.sql);
    return end + 2;
}

static void scan(struct scanner *s)
{
    for (const char *at = s->q->sql; *at;) {
        if (*at == '\'') {
            const char *end = strchr(at + 1, '\'');
            if (!end)
                queries_fail(s->path, s->q->line, "%s: a text in quotes has no end", s->q->name);
            buf_add(&s->out, at, (size_t)(end + 1 - at));
            at = end + 1;
        } else if (at[0] == '-' && at[1] == '-') {
            while (*at && *at != '\n')
                at++;
        } else if (*at == '@' && is_word(at[1])) {
            at = put_kind(s, at + 1);
        } else if (at[0] == ':' && at[1] == ':') {
            queries_fail(s->path, s->q->line, "%s: write cast(x as type), not ::", s->q->name);
        } else if (*at == ':' && is_word(at[1])) {
            size_t n = word_length(at + 1);
            put_parameter(s, at + 1, n);
            at += 1 + n;
        } else if (at[0] == '[' && at[1] == '[') {
            at = put_dialect(s, at + 2);
        } else {
            buf_char(&s->out, *at++);
        }
    }
}

struct expansion expand(struct arena *a, const struct kinds *kinds, const char *path, struct query *q,
                        enum store_engine engine, enum statement_form form, enum expand_mode mode)
{
    struct scanner s = {.a = a, .kinds = kinds, .path = path, .q = q, .engine = engine, .form = form, .mode = mode};
    buf_init(&s.out, 0);
    scan(&s);
    s.result.sql = arena_text(a, buf_string(&s.out));
    buf_release(&s.out);
    return s.result;
}
