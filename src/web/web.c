#include "web/web.h"

#include "web/internal.h"
#include "web.texts.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { OPERATION_BYTES = 64 << 20, OWN_TABLES = 4 };

static enum err no_memory(struct fault *f)
{
    return fault(f, ERR_MEMORY, &T_web_no_memory);
}

static bool has_home(const struct web_parts *parts)
{
    for (size_t t = 0; t < parts->n_routes; t++)
        for (const struct route *r = parts->routes[t]; r && r->path; r++)
            if (r->method == METHOD_GET && strcmp(r->path, "/") == 0)
                return true;
    return false;
}

static enum err make_router(struct web *w, const struct web_parts *parts, struct fault *f)
{
    const struct route **tables = calloc(parts->n_routes + OWN_TABLES + 1, sizeof(*tables));
    size_t n = 0;
    if (!tables)
        return no_memory(f);
    tables[n++] = login_routes;
    tables[n++] = second_routes;
    tables[n++] = own_routes;
    tables[n++] = probe_routes;
    if (!has_home(parts))
        tables[n++] = home_routes;
    for (size_t t = 0; t < parts->n_routes; t++)
        if (parts->routes[t])
            tables[n++] = parts->routes[t];
    enum err e = router_new(tables, n, f, &w->router);
    free(tables);
    return e;
}

static int by_place(const void *one, const void *other)
{
    const struct menu_entry *a = *(const struct menu_entry *const *)one, *b = *(const struct menu_entry *const *)other;
    if (a->group != b->group)
        return (int)a->group - (int)b->group;
    return a->order != b->order ? a->order - b->order : strcmp(a->path, b->path);
}

/* A path that no route spells out may be the list of a kind. */
static const struct route *menu_page(const struct web *w, const char *path, const struct kind **ret_kind)
{
    const struct route *page = router_page(w->router, path);
    *ret_kind = page ? NULL : kinds_find(w->kinds, path);
    return *ret_kind ? router_page(w->router, "/{kind}") : page;
}

static enum err make_menu(struct web *w, const struct web_parts *parts, struct fault *f)
{
    size_t n = 0;
    for (size_t t = 0; t < parts->n_menus; t++)
        for (const struct menu_entry *m = parts->menus[t]; m && m->path; m++)
            n++;
    w->menu = calloc(n + 1, sizeof(*w->menu));
    w->menu_routes = calloc(n + 1, sizeof(*w->menu_routes));
    w->menu_kinds = calloc(n + 1, sizeof(*w->menu_kinds));
    if (!w->menu || !w->menu_routes || !w->menu_kinds)
        return no_memory(f);
    for (size_t t = 0; t < parts->n_menus; t++)
        for (const struct menu_entry *m = parts->menus[t]; m && m->path; m++)
            w->menu[w->n_menu++] = m;
    qsort(w->menu, w->n_menu, sizeof(*w->menu), by_place);
    for (size_t i = 0; i < w->n_menu; i++) {
        w->menu_routes[i] = menu_page(w, w->menu[i]->path, &w->menu_kinds[i]);
        if (!w->menu_routes[i])
            return fault(f, ERR_BUG, &T_web_menu_nowhere, w->menu[i]->path);
    }
    return OK;
}

enum err web_new(const struct web_settings *settings, const struct web_world *world, struct store *store,
                 const struct kinds *kinds, const struct web_parts *parts, struct fault *f, struct web **ret_web)
{
    struct web *w = calloc(1, sizeof(*w));
    if (!w || sodium_init() < 0) {
        free(w);
        return no_memory(f);
    }
    w->settings = *settings;
    if (!w->settings.operation_bytes)
        w->settings.operation_bytes = OPERATION_BYTES;
    if (!w->settings.spool_folder)
        w->settings.spool_folder = "/tmp";
    w->world = *world;
    w->store = store;
    w->kinds = kinds;
    w->login_figures = parts->login_figures;
    w->passwords = passwords_new(settings->hashes_at_once, settings->hash_memory_bytes, settings->hash_passes);
    w->metrics = calloc(1, sizeof(*w->metrics));
    enum err e = w->passwords && w->metrics ? make_router(w, parts, f) : no_memory(f);
    if (e == OK)
        e = make_menu(w, parts, f);
    if (e != OK) {
        web_free(w);
        return e;
    }
    *ret_web = w;
    return OK;
}

void web_free(struct web *w)
{
    if (!w)
        return;
    router_free(w->router);
    passwords_free(w->passwords);
    free(w->metrics);
    free(w->menu);
    free(w->menu_routes);
    free(w->menu_kinds);
    free(w);
}

const struct router *web_router(const struct web *w)
{
    return w->router;
}

/* ---- after the answer ---- */
static void log_line(const struct web *w, const struct exchange *ex, int64_t took_us)
{
    struct buf b;
    struct json j;
    buf_init(&b, 16 * 1024);
    json_init(&j, &b);
    json_object_begin(&j);
    json_key(&j, "request");
    json_string(&j, ex->id);
    json_key(&j, "method");
    json_string(&j, ex->method);
    json_key(&j, "path"); /* without its query, which may hold what people search for */
    json_string(&j, ex->path ? ex->path : "");
    json_key(&j, "status");
    json_int(&j, ex->answer.status);
    json_key(&j, "us");
    json_int(&j, took_us);
    json_key(&j, "bytes");
    json_int(&j, (int64_t)ex->answer.n_bytes);
    json_key(&j, "account");
    json_int(&j, ex->account);
    json_key(&j, "address");
    json_string(&j, ex->address);
    json_object_end(&j);
    w->world.log(w->world.context, LOG_NOTICE, "request", buf_string(&b));
    buf_release(&b);
}

void log_fault(const struct web *w, const struct exchange *ex, const struct fault *f)
{
    struct buf b;
    struct json j;
    if (!w->world.log)
        return;
    buf_init(&b, 16 * 1024);
    json_init(&j, &b);
    json_object_begin(&j);
    json_key(&j, "request");
    json_string(&j, ex->id);
    json_key(&j, "fault");
    json_string(&j, err_id(f->code));
    json_key(&j, "words");
    json_string(&j, f->words[LANGUAGE_EN]);
    json_key(&j, "detail");
    json_string(&j, f->detail);
    json_object_end(&j);
    w->world.log(w->world.context, LOG_ERROR, "fault", buf_string(&b));
    buf_release(&b);
}

/* Noted late and alone: a lost note costs a minute of idle time, never an answer. */
static void touch_session(struct web *w, struct exchange *ex)
{
    struct fault f = {0};
    struct op op = {
        .arena = ex->arena,
        .fault = &f,
        .store = w->store,
        .kinds = w->kinds,
        .now_us = web_now_us(w),
        .zone_minutes = w->settings.zone_minutes,
        .account = ex->account,
        .login = "",
        .address = ex->address,
    };
    if (session_note_use(&op, ex->session_to_touch) != OK)
        log_fault(w, ex, &f);
    op_end(&op);
}

void web_finish(struct web *w, struct exchange *ex)
{
    int64_t took_us = w->world.monotonic_us(w->world.context) - ex->begun_us;
    metrics_note(w->metrics, ex->answer.status, took_us, ex->answer.n_bytes);
    if (w->world.log && w->settings.log_requests)
        log_line(w, ex, took_us);
    if (ex->session_to_touch)
        touch_session(w, ex);
}
