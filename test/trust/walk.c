#include "trust/walk.h"

#include "base/buf.h"
#include "harness/test.h"
#include "web/urlencoded.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- asking ---- */

static const char *form_of(struct walk *w, int world, const char *body)
{
    return arena_printf(w->arena, "_csrf=%s&%s", w->browsers[world].csrf, body);
}

void walk_compare(struct walk *w, const char *asked, char *const *answers)
{
    twins_same(w->stranger, asked, answers[WITH], answers[WITHOUT]);
}

/* One request in so many, another one for each stranger. */
static bool is_drawn(struct walk *w)
{
    uint64_t state = (++w->considered << 8) + (uint64_t)(w->stranger - strangers) + 1;
    return test_random(&state) % w->share == 0;
}

void walk_ask(struct walk *w, enum method method, const char *path, const char *headers, const char *body)
{
    char *plain[WORLDS];
    bool is_form = !*headers && method != METHOD_GET;
    if (!is_drawn(w))
        return;
    w->asked++;
    for (int i = 0; i < w->n_worlds; i++) {
        struct browser *b = &w->browsers[i];
        const char *sent = is_form ? form_of(w, i, body) : body;
        const char *all = is_form ? "Content-Type: application/x-www-form-urlencoded\r\n"
                                  : arena_printf(w->arena, "X-CSRF-Token: %s\r\n%s", b->csrf, headers);
        plain[i] = twins_plain(browser_send(b, method_name(method), path, all, sent));
    }
    const char *asked = arena_printf(w->arena, "%s %s %s", method_name(method), path, body);
    w->judge(w, asked, plain);
    for (int i = 0; i < w->n_worlds; i++)
        free(plain[i]);
}

static const char *encoded(struct walk *w, const char *text)
{
    struct buf b;
    buf_init(&b, 0);
    for (; *text; text++)
        buf_printf(&b, "%%%02X", (unsigned char)*text);
    const char *kept = arena_text(w->arena, buf_string(&b));
    buf_release(&b);
    return kept;
}

/* ---- what the parameters of routes can be ---- */

/* A route that would end the walk, with the reason. */
static const char *reason_to_leave_out(const struct route *r)
{
    static const char *const left_out[][2] = {
        {"/logout", "ends the session"},
        {"/me/password", "ends the session"},
        {"/me/sessions/end-others", "ends other sessions: there are none"},
        {"/me/second/confirm", "the next sign-in would ask for a code"},
        {"/metrics", "counts requests, which differ"},
    };
    for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++)
        if (strcmp(r->path, left_out[i][0]) == 0)
            return left_out[i][1];
    return NULL;
}

struct values {
    const char *list[PLANTED_KINDS_MAX * SIDE_COUNT + 8];
    size_t n;
};

static void add_value(struct values *v, const char *text)
{
    REQUIRE(v->n < sizeof(v->list) / sizeof(v->list[0]));
    v->list[v->n++] = text;
}

static const struct kinds *kinds_of(const struct walk *w)
{
    return w->twins->worlds[WITH].city.kinds;
}

static void add_ids_of(struct walk *w, struct values *v, const struct kind *kind)
{
    static const char *const codes[SIDE_COUNT] = {"AAA", "MMM", "NNN", "ZZZ"};
    for (int side = 0; side < SIDE_COUNT; side++) {
        int64_t id = planted_id(&w->twins->worlds[WITH], kind->id, (enum side)side);
        bool by_code = !(kind->flags & KIND_NO_CODE) && side != HIGH;
        add_value(v, by_code ? arena_printf(w->arena, "%s%s", codes[side], kind->id)
                             : arena_printf(w->arena, "~%" PRId64, id));
    }
}

static void add_all_ids(struct walk *w, struct values *v, const int64_t ids[PLANTED_KINDS_MAX][SIDE_COUNT])
{
    for (size_t i = 0; i < kinds_count(kinds_of(w)); i++)
        for (int side = 0; side < SIDE_COUNT; side++)
            if (ids[i][side])
                add_value(v, arena_printf(w->arena, "%" PRId64, ids[i][side]));
}

static void add_kinds(struct walk *w, struct values *v, bool is_api)
{
    for (size_t i = 0; i < kinds_count(kinds_of(w)); i++) {
        const struct kind *kind = kinds_at(kinds_of(w), i);
        if (planted_has(kind))
            add_value(v, is_api ? kind->id : kind->path + 1);
    }
}

static struct values values_of(struct walk *w, const struct route *r, const char *name, const struct kind *kind)
{
    static const char *const ledgers[] = {"signed", "started", "unstarted", "completed", "produced", "capacity"};
    struct values v = {.n = 0};
    const struct planted *with = &w->twins->worlds[WITH];
    if (strcmp(name, "kind") == 0)
        add_kinds(w, &v, (r->flags & ROUTE_API) != 0);
    else if (strcmp(name, "id") == 0 && kind)
        add_ids_of(w, &v, kind);
    else if (strcmp(name, "id") == 0)
        add_all_ids(w, &v, with->ids);
    else if (strcmp(name, "act") == 0)
        add_all_ids(w, &v, with->acts);
    else if (strcmp(name, "job") == 0)
        add_value(&v, "1");
    else if (strcmp(name, "name") == 0 && strstr(r->path, "/ledgers/"))
        for (size_t i = 0; i < sizeof(ledgers) / sizeof(ledgers[0]); i++)
            add_value(&v, ledgers[i]);
    if (!v.n)
        printf("  %s: the walk knows no values of {%s}; say in walk.c what they are\n", r->path, name);
    CHECK(v.n > 0);
    return v;
}

/* ---- bodies ---- */

static bool is_typed_alone(const struct field *f)
{
    return !(f->flags & (FIELD_DERIVED | FIELD_SECRET)) && f->type != FIELD_ROWS && f->type != FIELD_BYTES;
}

/* The values of the closed record itself, but for those that no two records may have. */
static const char *typed_for(struct walk *w, const struct kind *kind, const struct field *f)
{
    if (f->flags & FIELD_UNIQUE)
        return f->type == FIELD_USCC ? "" : arena_printf(w->arena, "QQQ%" PRIu64, w->considered);
    return planted_typed(&w->twins->worlds[WITH], w->arena, kind, LOW, f);
}

static const char *form_body(struct walk *w, const struct kind *kind)
{
    const char *body = "_rev=2&_reason=r&reason=r&field=phone&version=1&language=en&theme=dark&person=1&day=2026-03-05";
    if (kind && planted_id(&w->twins->worlds[WITH], kind->id, LOW))
        body = arena_printf(w->arena, "%s&other=%%23%" PRId64, body,
                            planted_id(&w->twins->worlds[WITH], kind->id, LOW));
    for (const struct field *f = kind ? kind->fields : NULL; f && f->id; f++)
        if (is_typed_alone(f))
            body = arena_printf(w->arena, "%s&%s=%s", body, f->id, encoded(w, typed_for(w, kind, f)));
    return body;
}

static const char *json_body(struct walk *w, const struct kind *kind)
{
    const char *body = "{", *comma = "";
    for (const struct field *f = kind->fields; f->id; f++) {
        bool text = f->type == FIELD_TEXT || f->type == FIELD_LONG_TEXT || f->type == FIELD_ENUM ||
                    f->type == FIELD_REF || f->type == FIELD_PHONE || f->type == FIELD_DATE;
        const char *typed = is_typed_alone(f) ? typed_for(w, kind, f) : "";
        if (!*typed || strchr(typed, '"') || (!text && f->type != FIELD_YEAR && f->type != FIELD_INT))
            continue;
        body = arena_printf(w->arena, text ? "%s%s\"%s\":\"%s\"" : "%s%s\"%s\":%s", body, comma, f->id, typed);
        comma = ",";
    }
    return arena_printf(w->arena, "%s}", body);
}

/* ---- routes ---- */

static void ask_route(struct walk *w, const struct route *r, const struct kind *kind, const char *path)
{
    bool changes = r->method == METHOD_POST || r->method == METHOD_PATCH || r->method == METHOD_PUT;
    if (r->flags & ROUTE_API) {
        const char *headers = "If-Match: \"2\"\r\nContent-Type: application/json\r\n";
        walk_ask(w, r->method, path, headers, changes && kind ? json_body(w, kind) : "");
    } else {
        walk_ask(w, r->method, path, "", changes ? form_body(w, kind) : "");
    }
    if (r->method == METHOD_GET)
        walk_ask(w, r->method, arena_printf(w->arena, "%s?as_of=2026-03-05", path), "", "");
}

static const char *put_value(struct walk *w, const char *path, const char *value)
{
    const char *open = strchr(path, '{'), *close = strchr(path, '}');
    return arena_printf(w->arena, "%.*s%s%s", (int)(open - path), path, value, close + 1);
}

static void walk_route(struct walk *w, const struct route *r, const char *path, const struct kind *kind)
{
    const char *open = strchr(path, '{');
    if (!open) {
        struct arena_mark mark = arena_mark(w->arena);
        ask_route(w, r, kind, path);
        arena_rewind(w->arena, mark);
        return;
    }
    const char *name = arena_text_n(w->arena, open + 1, strcspn(open + 1, "}"));
    struct values v = values_of(w, r, name, kind);
    for (size_t i = 0; i < v.n; i++) {
        const char *named = r->flags & ROUTE_API ? v.list[i] : arena_printf(w->arena, "/%s", v.list[i]);
        const struct kind *of = strcmp(name, "kind") == 0 ? kinds_find(kinds_of(w), named) : kind;
        walk_route(w, r, put_value(w, path, v.list[i]), of);
    }
}

void walk_routes(struct walk *w, bool changing)
{
    const struct route *const *routes;
    size_t n = router_routes(web_router(w->twins->worlds[WITH].city.world->web), &routes);
    for (size_t i = 0; i < n; i++)
        if ((routes[i]->method != METHOD_GET) == changing && !reason_to_leave_out(routes[i]))
            walk_route(w, routes[i], routes[i]->path, NULL);
}

/* ---- lists ---- */

static void ask_list(struct walk *w, const struct kind *kind, const char *query)
{
    walk_ask(w, METHOD_GET, arena_printf(w->arena, "/api/v1/%s?%s", kind->id, query), "", "");
}

static void ask_where(struct walk *w, const struct kind *kind, const char *expression)
{
    const char *where = encoded(w, expression);
    ask_list(w, kind, arena_printf(w->arena, "where=%s", where));
    ask_list(w, kind, arena_printf(w->arena, "where=%s&as_of=2026-03-05", where));
}

static void compare(struct walk *w, const struct kind *kind, const char *field, const char *value)
{
    static const char *const comparisons[] = {"=", "!=", "<", ">=", "~", "!~"};
    for (size_t i = 0; *value && !strchr(value, '"') && i < sizeof(comparisons) / sizeof(comparisons[0]); i++)
        ask_where(w, kind, arena_printf(w->arena, "%s %s \"%s\"", field, comparisons[i], value));
    ask_where(w, kind, arena_printf(w->arena, "%s is empty", field));
    ask_where(w, kind, arena_printf(w->arena, "%s is not empty", field));
}

static void walk_field(struct walk *w, const struct kind *kind, const struct field *f)
{
    struct planted *with = &w->twins->worlds[WITH];
    for (int down = 0; down < 2; down++) {
        ask_list(w, kind, arena_printf(w->arena, "sort=%s%s&limit=1", down ? "-" : "", f->id));
        ask_list(w, kind, arena_printf(w->arena, "sort=%s%s&totals=1", down ? "-" : "", f->id));
    }
    for (int side = LOW; side < SIDE_COUNT; side++)
        compare(w, kind, f->id, planted_typed(with, w->arena, kind, (enum side)side, f));
    if (f->type != FIELD_REF)
        return;
    const struct kind *target = kinds_find(kinds_of(w), f->ref);
    for (const struct field *g = target->fields; g->id; g++)
        compare(w, kind, arena_printf(w->arena, "%s.%s", f->id, g->id), planted_typed(with, w->arena, target, LOW, g));
    compare(w, kind, arena_printf(w->arena, "%s.code", f->id), arena_printf(w->arena, "AAA%s", target->id));
}

static void walk_search(struct walk *w, const struct kind *kind)
{
    static const char *const words[] = {"AAA", "ZZZ", "aaa", "MMM"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        ask_list(w, kind, arena_printf(w->arena, "q=%s", words[i]));
        ask_list(w, kind, arena_printf(w->arena, "q=%s%s&as_of=2026-03-05", words[i], kind->id));
        walk_ask(w, METHOD_GET, arena_printf(w->arena, "%s?q=%s", kind->path, words[i]), "", "");
        walk_ask(w, METHOD_GET, arena_printf(w->arena, "%s/find?q=%s", kind->path, words[i]), "", "");
        walk_ask(w, METHOD_GET, arena_printf(w->arena, "%s/export?format=csv&q=%s", kind->path, words[i]), "", "");
        walk_ask(w, METHOD_GET, arena_printf(w->arena, "%s/export?format=json&q=%s", kind->path, words[i]), "", "");
    }
}

void walk_lists(struct walk *w)
{
    for (size_t i = 0; i < kinds_count(kinds_of(w)); i++) {
        const struct kind *kind = kinds_at(kinds_of(w), i);
        if (!planted_has(kind))
            continue;
        struct arena_mark mark = arena_mark(w->arena);
        walk_search(w, kind);
        for (const struct field *f = kind->fields; f->id; f++)
            walk_field(w, kind, f);
        arena_rewind(w->arena, mark);
        op_end(&w->twins->worlds[WITH].city.d->op);
    }
}
