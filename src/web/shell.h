/* The frame around every page: menu, top bar, crumbs, phone bar, notices.
 *
 * Filled by web/ for each request; templates read it as `shell.…`. */
#ifndef WEB_SHELL_H
#define WEB_SHELL_H

#include "base/date.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct shell_link {
    const char *path, *icon;
    const struct text *label;
    int64_t count; /* −1: none */
    bool here;
};
struct shell_group {
    const struct text *heading; /* NULL for the first */
    struct shell_link *links;
    size_t n_links;
};
struct shell_crumb {
    const char *label, *path; /* path NULL: not a link */
};

struct shell_delegation {
    int64_t person;
    const char *name;
};

struct shell {
    const char *title;
    const char *name, *city; /* 链长, 云江市 */
    bool demo;
    const char *language_tag; /* zh-CN, en */
    const char *theme;        /* "auto", "light", "dark" */
    bool theme_auto, theme_light, theme_dark;
    const char *css, *js, *favicon; /* addresses */
    const char *csrf;               /* "" without a session */
    const char *path;               /* of this page, with its query */
    const char *login, *person;
    const char *acting_for; /* whose rights apply by delegation; NULL: one's own */
    struct shell_delegation *delegations; /* for whom one may act */
    size_t n_delegations;
    struct shell_group *groups;
    size_t n_groups;
    struct shell_link *tabs; /* the phone's bar */
    size_t n_tabs;
    bool on_menu;
    struct shell_crumb *crumbs;
    size_t n_crumbs;
    date_t as_of, today;
    bool has_search, has_notices; /* features that are there and open to the account */
    int64_t notices;  /* unread */
    const char *said; /* the sentence of a redirect, shown once; NULL */
    bool part;        /* content only: htmx swaps it into a page that is there */
};

#endif
