/* Signing in and out, and what a person sees of their own account. */
#include "web/account_pages.h"
#include "web/internal.h"
#include "web.pages.h"
#include "web.texts.h"

#include <string.h>

enum { LOGIN_CHARACTERS_MAX = 40 };

const char *login_next(const char *next)
{
    if (!next || next[0] != '/' || next[1] == '/' || next[1] == '\\' || strncmp(next, "/login", 6) == 0)
        return "/";
    for (const char *c = next; *c; c++)
        if ((unsigned char)*c < 0x20)
            return "/";
    return next;
}

static enum err show_login(struct request *rq, struct response *rs, const char *login, const char *error)
{
    struct op *op = rq->op;
    const char *city = rq->web->settings.city, *next = request_form(rq, "next");
    struct login_view view = {
        .heading = text_format(op->arena, &T_web_login_heading, op->language, &city, 1),
        .login = login,
        .next = login_next(next ? next : request_query(rq, "next")),
        .error = error,
        .sso = rq->web->settings.sso,
    };
    if (rq->web->login_figures)
        TRY(rq->web->login_figures(op, view.figures, &view.n_figures));
    login_page(response_page(rs), &view);
    return OK;
}

static enum err get_login(struct request *rq, struct response *rs)
{
    if (rq->session)
        return response_redirect(rs, rq->session->second_due ? "/login/code" : login_next(request_query(rq, "next")));
    return show_login(rq, rs, "", NULL);
}

/* A refused login is the page again, with the sentence; anything else is an error like any other. */
static enum err refused(struct request *rq, struct response *rs, enum err e, const char *login)
{
    if (e != ERR_DENIED && e != ERR_BUSY)
        return e;
    rq->web->metrics->logins_failed++;
    const char *words = arena_text(rq->op->arena, rq->op->fault->words[rq->op->language]);
    fault_clear(rq->op->fault);
    rq->op->account = 0;
    TRY(op_begin_read(rq->op));
    response_status(rs, e == ERR_BUSY ? 503 : 422);
    return show_login(rq, rs, login, words);
}

static enum err post_login(struct request *rq, struct response *rs)
{
    const char *login, *password = request_form(rq, "password"), *agent = request_header(rq, "User-Agent");
    char token[SESSION_TOKEN_BYTES];
    uint8_t random[32];
    bool second_due;
    TRY(request_text(rq, "login", LOGIN_CHARACTERS_MAX, true, &login));
    const struct login_attempt attempt = {
        .login = login,
        .password = password && strlen(password) <= 4 * PASSWORD_LENGTH_MAX ? password : "",
        .address = rq->op->address,
        .agent = agent ? agent : "",
    };
    web_random(rq->web, random, sizeof(random));
    enum err e = session_begin(rq->op, rq->web->passwords, &rq->web->settings.sessions, &attempt, random, token,
                               &second_due);
    if (e != OK)
        return refused(rq, rs, e, login);
    response_cookie(rs, session_cookie_name(rq->secure), token, -1);
    response_cookie(rs, "lz_before", "", 0);
    const char *next = login_next(request_form(rq, "next"));
    if (second_due)
        return response_redirect(
            rs, arena_printf(rq->op->arena, "/login/code?next=%s", percent_encode(rq->op->arena, next)));
    rq->web->metrics->logins++;
    return response_redirect(rs, next);
}

static enum err post_logout(struct request *rq, struct response *rs)
{
    if (rq->session)
        TRY(session_end(rq->op, rq->session->id));
    response_cookie(rs, session_cookie_name(rq->secure), "", 0);
    response_cookie(rs, "lz_as_of", "", 0);
    response_cookie(rs, "lz_acting", "", 0);
    response_header(rs, "Clear-Site-Data", "\"cache\"");
    return response_redirect(rs, "/login");
}

/* ---- my account ---- */
static enum err get_me(struct request *rq, struct response *rs)
{
    struct buf b;
    buf_init(&b, 4096);
    for (int role = 0; role < ROLE_COUNT; role++)
        if (rq->roles & 1u << role)
            buf_printf(&b, "%s%s", b.n ? (rq->op->language == LANGUAGE_EN ? ", " : "、") : "",
                       rq->op->language == LANGUAGE_EN ? role_choices[role].en : role_choices[role].zh);
    const struct me_view view = {.roles = arena_text(rq->op->arena, buf_string(&b))};
    buf_release(&b);
    me_page(response_page(rs), &view);
    return OK;
}

static struct field_view password_field(const struct request *rq, const char *name, const struct text *label,
                                        const char *autocomplete)
{
    const struct fault *f = rq->op->fault;
    return (struct field_view){
        .name = name,
        .label = text_in(label, rq->op->language),
        .type = "password",
        .autocomplete = autocomplete,
        .error = f->code == ERR_INPUT && strcmp(f->field, name) == 0 ? f->words[rq->op->language] : NULL,
        .max = PASSWORD_LENGTH_MAX,
    };
}

static void show_password(struct request *rq, struct response *rs)
{
    struct password_view view = {
        .first = rq->session && rq->session->must_change_password,
        .fields = {password_field(rq, "old", &T_web_password_old, "current-password"),
                   password_field(rq, "password", &T_web_password_new, "new-password"),
                   password_field(rq, "again", &T_web_password_again, "new-password")},
        .n_fields = 3,
    };
    view.fields[1].hint = text_in(&T_web_password_rules, rq->op->language);
    password_page(response_page(rs), &view);
}

static enum err get_password(struct request *rq, struct response *rs)
{
    show_password(rq, rs);
    return OK;
}

static enum err change_password(struct request *rq)
{
    const char *old = request_form(rq, "old"), *password = request_form(rq, "password");
    const char *again = request_form(rq, "again");
    if (!old || !password || !again || !rq->session)
        return fault(rq->op->fault, ERR_USAGE, &T_web_bad_form);
    if (strcmp(password, again) != 0) {
        fault(rq->op->fault, ERR_INPUT, &T_web_password_differs);
        return fault_at(rq->op->fault, 0, 0, "again");
    }
    return password_change(rq->op, rq->web->passwords, old, password, rq->session->id);
}

static enum err post_password(struct request *rq, struct response *rs)
{
    enum err e = change_password(rq);
    if (e == OK)
        return response_redirect_saying(rs, "/me", &T_web_password_changed, NULL, 0);
    if (e != ERR_INPUT)
        return e;
    TRY(op_begin_read(rq->op));
    show_password(rq, rs);
    response_status(rs, 422);
    fault_clear(rq->op->fault);
    return OK;
}

static enum err get_sessions(struct request *rq, struct response *rs)
{
    struct sessions_view view = {.current = rq->session ? rq->session->id : 0};
    TRY(session_list(rq->op, rq->op->account, &view.sessions, &view.n_sessions));
    sessions_page(response_page(rs), &view);
    return OK;
}

static enum err post_session_end(struct request *rq, struct response *rs)
{
    int64_t id;
    struct session *sessions;
    size_t n;
    TRY(request_parameter_id(rq, "id", &id));
    TRY(session_list(rq->op, rq->op->account, &sessions, &n));
    for (size_t i = 0; i < n; i++)
        if (sessions[i].id == id) {
            TRY(session_end(rq->op, id));
            return response_redirect_saying(rs, "/me/sessions", &T_web_session_was_ended, NULL, 0);
        }
    return fault(rq->op->fault, ERR_MISSING, &T_web_nothing_here);
}

static enum err post_sessions_end_others(struct request *rq, struct response *rs)
{
    TRY(session_end_others(rq->op, rq->op->account, rq->session ? rq->session->id : 0));
    return response_redirect_saying(rs, "/me/sessions", &T_web_sessions_were_ended, NULL, 0);
}

/* ---- tokens of the interface ---- */
enum { TOKEN_NAME_CHARACTERS_MAX = 40, TOKEN_DAYS_USUAL = 90, TOKEN_DAYS_MAX = 366 };

static const struct choice token_scopes[] = {
    {"read", "只读", "Read"},
    {"read write", "读和写", "Read and write"},
    {0},
};

static struct field_view text_field(const struct request *rq, const char *name, const struct text *label,
                                    const char *value)
{
    const struct fault *f = rq->op->fault;
    const char *typed = request_form(rq, name);
    return (struct field_view){
        .name = name,
        .label = text_in(label, rq->op->language),
        .value = typed ? typed : value,
        .error = f->code == ERR_INPUT && strcmp(f->field, name) == 0 ? f->words[rq->op->language] : NULL,
    };
}

static enum err show_tokens(struct request *rq, struct response *rs, const char *made)
{
    struct op *op = rq->op;
    struct tokens_view view = {
        .made = made,
        .fields = {text_field(rq, "name", &T_web_token_name, ""), text_field(rq, "days", &T_web_token_days, "90"),
                   text_field(rq, "scopes", &T_web_token_scopes, "")},
        .n_fields = 3,
    };
    struct option_view *options = arena_array(op->arena, 2, struct option_view);
    for (int i = 0; options && i < 2; i++)
        options[i] = (struct option_view){token_scopes[i].id, op->language == LANGUAGE_EN ? token_scopes[i].en
                                                                                          : token_scopes[i].zh, i == 0};
    view.fields[2].form = FIELD_FORM_BUTTONS;
    view.fields[2].options = options;
    view.fields[2].n_options = options ? 2 : 0;
    TRY(token_list(op, &view.tokens, &view.n_tokens));
    tokens_page(response_page(rs), &view);
    return OK;
}

static enum err get_tokens(struct request *rq, struct response *rs)
{
    return show_tokens(rq, rs, NULL);
}

static enum err make_token(struct request *rq, char ret_token[SESSION_TOKEN_BYTES])
{
    const char *name;
    int64_t days;
    int scopes;
    uint8_t random[32];
    TRY(request_text(rq, "name", TOKEN_NAME_CHARACTERS_MAX, true, &name));
    TRY(request_int(rq, "days", 1, TOKEN_DAYS_MAX, TOKEN_DAYS_USUAL, &days));
    TRY(request_choice(rq, "scopes", token_scopes, -1, &scopes));
    web_random(rq->web, random, sizeof(random));
    return token_new(rq->op, name, token_scopes[scopes].id, rq->op->now_us + days * INT64_C(86400000000), random,
                     ret_token);
}

/* The token is shown once, in the answer to the form, and kept nowhere. */
static enum err post_token(struct request *rq, struct response *rs)
{
    char *token = arena_alloc(rq->op->arena, SESSION_TOKEN_BYTES);
    if (!token)
        return fault(rq->op->fault, ERR_MEMORY, &T_web_no_memory);
    enum err e = make_token(rq, token);
    if (e != OK && e != ERR_INPUT)
        return e;
    TRY(op_begin_read(rq->op));
    TRY(show_tokens(rq, rs, e == OK ? token : NULL));
    response_status(rs, e == OK ? 200 : 422);
    fault_clear(rq->op->fault);
    return OK;
}

static enum err post_token_end(struct request *rq, struct response *rs)
{
    int64_t id;
    TRY(request_parameter_id(rq, "id", &id));
    TRY(token_end(rq->op, id));
    return response_redirect_saying(rs, "/me/tokens", &T_web_token_was_ended, NULL, 0);
}

const struct route login_routes[] = {
    {METHOD_GET, "/login", FOR_ANYONE, get_login, &T_web_log_in},
    {METHOD_POST, "/login", FOR_ANYONE, post_login, &T_web_log_in},
    {METHOD_POST, "/logout", FOR_ANYONE, post_logout, &T_web_log_out, ROUTE_KEEPS_AS_OF | ROUTE_BEFORE_PASSWORD},
    {METHOD_GET, "/me", FOR_SIGNED_IN, get_me, &T_web_my_account},
    {METHOD_GET, "/me/password", FOR_SIGNED_IN, get_password, &T_web_password_change, ROUTE_BEFORE_PASSWORD},
    {METHOD_POST, "/me/password", FOR_SIGNED_IN, post_password, &T_web_password_change,
     ROUTE_KEEPS_AS_OF | ROUTE_BEFORE_PASSWORD},
    {METHOD_GET, "/me/tokens", FOR_SIGNED_IN, get_tokens, &T_web_my_tokens},
    {METHOD_POST, "/me/tokens", FOR_SIGNED_IN, post_token, &T_web_my_tokens},
    {METHOD_POST, "/me/tokens/{id}/end", FOR_SIGNED_IN, post_token_end, &T_web_my_tokens},
    {METHOD_GET, "/me/sessions", FOR_SIGNED_IN, get_sessions, &T_web_my_sessions},
    {METHOD_POST, "/me/sessions/{id}/end", FOR_SIGNED_IN, post_session_end, &T_web_my_sessions, ROUTE_KEEPS_AS_OF},
    {METHOD_POST, "/me/sessions/end-others", FOR_SIGNED_IN, post_sessions_end_others, &T_web_my_sessions,
     ROUTE_KEEPS_AS_OF},
    {0},
};
