#include "web/shell.h"

#include "web/asset.h"
#include "web/internal.h"
#include "web.queries.h"
#include "web.texts.h"

#include <sodium.h>
#include <string.h>

enum { TABS_MAX = 4 };

static const struct text *const group_headings[MENU_GROUP_COUNT] = {
    [MENU_TOP] = NULL,
    [MENU_CHAINS] = &T_web_menu_chains,
    [MENU_PROJECTS] = &T_web_menu_projects,
    [MENU_ADVANCE] = &T_web_menu_advance,
    [MENU_MATERIAL] = &T_web_menu_material,
    [MENU_ADMIN] = &T_web_menu_admin,
};

/* "/projects" is where one is on /projects/XM00001 too. */
static bool is_here(const char *entry, const char *path)
{
    size_t n = strlen(entry);
    return strncmp(entry, path, n) == 0 && (path[n] == '\0' || (path[n] == '/' && n > 1));
}

static bool is_open_to(const struct request *rq, const struct route *page, const struct kind *kind)
{
    return page && permission_held(&page->permission, rq->op->account != 0, rq->roles,
                                   kind ? kind->access : ACCESS_PUBLIC);
}

static bool has_page(const struct request *rq, const char *path)
{
    return is_open_to(rq, router_page(rq->web->router, path), NULL);
}

/* Beside the bell. */
static enum err fill_bar(struct response *rs, const struct menu_entry *entry)
{
    if (strcmp(entry->path, "/notices") != 0 || !entry->count)
        return OK;
    return entry->count(rs->rq->op, &rs->shell.notices);
}

static enum err add_link(struct response *rs, size_t i, struct shell_link *link)
{
    struct request *rq = rs->rq;
    const struct menu_entry *entry = rq->web->menu[i];
    *link = (struct shell_link){entry->path, entry->icon, entry->label, -1, is_here(entry->path, rq->path)};
    return entry->count ? entry->count(rq->op, &link->count) : OK;
}

/* The entries stand by group already; a group without an open entry is left out. */
static enum err fill_menu(struct response *rs)
{
    const struct web *w = rs->rq->web;
    struct shell *shell = &rs->shell;
    struct shell_link *links = arena_array(rs->ex->arena, w->n_menu + 1, struct shell_link);
    struct shell_link *tabs = arena_array(rs->ex->arena, TABS_MAX, struct shell_link);
    struct shell_group *groups = arena_array(rs->ex->arena, MENU_GROUP_COUNT, struct shell_group);
    size_t n = 0;
    int last_group = -1;
    if (!links || !tabs || !groups)
        return fault(rs->rq->op->fault, ERR_MEMORY, &T_web_no_memory);
    for (size_t i = 0; i < w->n_menu; i++) {
        const struct menu_entry *entry = w->menu[i];
        if (!is_open_to(rs->rq, w->menu_routes[i], w->menu_kinds[i]) || (entry->roles && !(entry->roles & rs->rq->roles)))
            continue;
        if (entry->group == MENU_BAR) {
            TRY(fill_bar(rs, entry));
            continue;
        }
        if ((int)entry->group != last_group)
            groups[shell->n_groups++] = (struct shell_group){group_headings[entry->group], links + n, 0};
        last_group = (int)entry->group;
        TRY(add_link(rs, i, &links[n]));
        groups[shell->n_groups - 1].n_links++;
        if (entry->tab && shell->n_tabs < TABS_MAX) {
            tabs[shell->n_tabs] = links[n];
            tabs[shell->n_tabs++].label = entry->tab;
        }
        n++;
    }
    shell->groups = groups;
    shell->tabs = tabs;
    return OK;
}

static void fill_theme(struct shell *shell, const struct request *rq)
{
    const char *theme = request_cookie(rq, "lz_theme");
    shell->theme_dark = theme && strcmp(theme, "dark") == 0;
    shell->theme_light = theme && strcmp(theme, "light") == 0;
    shell->theme_auto = !shell->theme_dark && !shell->theme_light;
    shell->theme = shell->theme_dark ? "dark" : shell->theme_light ? "light" : "auto";
}

void shell_fill_bare(struct response *rs)
{
    const struct request *rq = rs->rq;
    const struct web_settings *settings = &rq->web->settings;
    const struct text *title = rq->route ? rq->route->title : NULL;
    enum language language = rq->op->language;
    rs->shell = (struct shell){
        .title = rs->title ? rs->title : title ? text_in(title, language) : settings->name,
        .name = settings->name,
        .city = settings->city,
        .demo = settings->demo,
        .language_tag = language == LANGUAGE_EN ? "en" : "zh-CN",
        .css = asset_address("app.css"),
        .js = asset_address("app.js"),
        .favicon = asset_address("favicon.svg"),
        .csrf = rq->csrf,
        .path = rq->target,
        .login = rq->op->login ? rq->op->login : "",
        .person = rq->session ? rq->session->person_name : "",
        .crumbs = rs->crumbs,
        .n_crumbs = rs->n_crumbs,
        .as_of = rq->as_of,
        .today = moment_date(rq->op->now_us, rq->op->zone_minutes),
        .part = rq->wants_part,
    };
    fill_theme(&rs->shell, rq);
    rs->shell_ready = true;
}

static enum err fill_delegations(struct response *rs)
{
    struct op *op = rs->rq->op;
    struct shell *shell = &rs->shell;
    struct person_named_row person;
    struct delegations_to_row *rows;
    size_t n;
    bool found;
    if (op->acting_for) {
        TRY(person_named(op, op->acting_for, &person, &found));
        shell->acting_for = found ? person.person_name : "";
        return OK;
    }
    if (!op->person)
        return OK;
    TRY(delegations_to(op, op->person, moment_date(op->now_us, op->zone_minutes), &rows, &n));
    shell->delegations = arena_array(op->arena, n + 1, struct shell_delegation);
    for (size_t i = 0; shell->delegations && i < n; i++)
        shell->delegations[shell->n_delegations++] = (struct shell_delegation){rows[i].from_person, rows[i].person_name};
    return OK;
}

enum err shell_fill(struct response *rs)
{
    shell_fill_bare(rs);
    if (!rs->rq->op->account)
        return OK;
    rs->shell.has_search = has_page(rs->rq, "/search");
    rs->shell.has_notices = has_page(rs->rq, "/notices");
    rs->shell.on_menu = strcmp(rs->rq->path, "/menu") == 0;
    rs->shell.said = said_take(rs);
    TRY(fill_delegations(rs));
    return fill_menu(rs);
}

/* ---- a sentence for the next page ---- */
enum { MARK_BYTES = 16, MARK_TEXT_BYTES = 2 * MARK_BYTES + 1, SAID_BYTES_MAX = 1500 };

static void mark_of(const struct request *rq, const char *encoded, char ret_mark[MARK_TEXT_BYTES])
{
    unsigned char hash[MARK_BYTES];
    crypto_generichash(hash, sizeof(hash), (const unsigned char *)encoded, strlen(encoded),
                       (const unsigned char *)rq->csrf, strlen(rq->csrf));
    sodium_bin2hex(ret_mark, MARK_TEXT_BYTES, hash, sizeof(hash));
}

void said_leave(struct response *rs, const char *words)
{
    struct request *rq = rs->rq;
    char mark[MARK_TEXT_BYTES];
    const char *encoded = percent_encode(rq->op->arena, words);
    if (!*rq->csrf || strlen(encoded) > SAID_BYTES_MAX)
        return;
    mark_of(rq, encoded, mark);
    response_cookie(rs, "lz_said", arena_printf(rq->op->arena, "%s.%s", mark, encoded), 60);
}

const char *said_take(struct response *rs)
{
    struct request *rq = rs->rq;
    const char *cookie = request_cookie(rq, "lz_said");
    char mark[MARK_TEXT_BYTES];
    if (!cookie)
        return NULL;
    response_cookie(rs, "lz_said", "", 0);
    if (strlen(cookie) < MARK_TEXT_BYTES || cookie[MARK_TEXT_BYTES - 1] != '.' || !*rq->csrf)
        return NULL;
    const char *encoded = cookie + MARK_TEXT_BYTES;
    mark_of(rq, encoded, mark);
    if (sodium_memcmp(mark, cookie, MARK_TEXT_BYTES - 1) != 0)
        return NULL;
    return percent_decode(rq->op->arena, encoded, strlen(encoded), false);
}
