/* Views of the pages that the web layer itself has. */
#ifndef WEB_ACCOUNT_PAGES_H
#define WEB_ACCOUNT_PAGES_H

#include "web/parts.h"
#include "web/session.h"
#include "web/web.h"

struct login_view {
    const char *heading; /* 云江市产业链链长制工作平台 */
    struct login_figure figures[LOGIN_FIGURES_MAX];
    size_t n_figures;
    const char *login, *next;
    const char *error; /* NULL */
    bool sso;
};

struct password_view {
    bool first; /* must be changed before anything else */
    struct field_view fields[3];
    size_t n_fields;
};

struct code_view {
    const char *next;
    struct field_view field;
};

struct second_view {
    bool in_use;
    const char *secret;        /* to be typed into the authenticator; NULL */
    const char *const *codes;  /* recovery codes, shown this once; NULL */
    size_t n_codes;
    struct field_view field;
};

struct me_view {
    const char *roles;
};

struct tokens_view {
    const char *made; /* the token just made, shown this once; NULL */
    struct field_view fields[3];
    size_t n_fields;
    struct token *tokens;
    size_t n_tokens;
};

struct sessions_view {
    struct session *sessions;
    size_t n_sessions;
    int64_t current;
};

#endif
