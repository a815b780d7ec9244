/* Typing the one-time code at the login, and setting it up. */
#include "web/account_pages.h"
#include "web/internal.h"
#include "web/second.h"
#include "web.pages.h"
#include "web.texts.h"

#include <string.h>

enum { RECOVERY_RANDOM = RECOVERY_CODES * 10 };

static struct field_view code_field(const struct request *rq, const char *error)
{
    return (struct field_view){
        .name = "code",
        .label = text_in(&T_web_code, rq->op->language),
        .hint = text_in(&T_web_code_hint, rq->op->language),
        .error = error,
        .autocomplete = "one-time-code",
        .max = 16,
    };
}

/* ---- at the login ---- */
static const char *next_of(const struct request *rq)
{
    const char *next = request_form(rq, "next");
    return login_next(next ? next : request_query(rq, "next"));
}

static bool is_due(const struct request *rq)
{
    return rq->session && rq->session->second_due;
}

static void show_code(struct request *rq, struct response *rs, const char *error)
{
    const struct code_view view = {.next = next_of(rq), .field = code_field(rq, error)};
    code_page(response_page(rs), &view);
}

static enum err get_code(struct request *rq, struct response *rs)
{
    if (!is_due(rq))
        return response_redirect(rs, rq->session ? next_of(rq) : "/login");
    show_code(rq, rs, NULL);
    return OK;
}

static enum err post_code(struct request *rq, struct response *rs)
{
    const char *typed = request_form(rq, "code");
    if (!is_due(rq))
        return response_redirect(rs, "/login");
    enum err e = second_complete(rq->op, &rq->web->settings.sessions, rq->session, typed ? typed : "");
    if (e == OK) {
        rq->web->metrics->logins++;
        return response_redirect(rs, next_of(rq));
    }
    if (e != ERR_DENIED)
        return e;
    rq->web->metrics->logins_failed++;
    const char *words = arena_text(rq->op->arena, rq->op->fault->words[rq->op->language]);
    fault_clear(rq->op->fault);
    show_code(rq, rs, words);
    response_status(rs, 422);
    return OK;
}

/* ---- setting it up ---- */
/* In groups of four, as people copy it. */
static const char *grouped(struct arena *a, const char *secret)
{
    char *out = arena_alloc(a, 2 * strlen(secret) + 1), *to = out;
    for (size_t i = 0; out && secret[i]; i++) {
        if (i && i % 4 == 0)
            *to++ = ' ';
        *to++ = secret[i];
    }
    return out ? out : "";
}

static enum err show_second(struct request *rq, struct response *rs, const char *const *codes, const char *error)
{
    enum second_state state;
    char secret[ONE_TIME_SECRET_TEXT];
    TRY(second_read(rq->op, &state, secret));
    const struct second_view view = {
        .in_use = state == SECOND_IN_USE,
        .secret = state == SECOND_SHOWN ? grouped(rq->op->arena, secret) : NULL,
        .field = code_field(rq, error),
        .codes = codes,
        .n_codes = codes ? RECOVERY_CODES : 0,
    };
    second_page(response_page(rs), &view);
    return OK;
}

static enum err get_second(struct request *rq, struct response *rs)
{
    return show_second(rq, rs, NULL, NULL);
}

static enum err post_second(struct request *rq, struct response *rs)
{
    uint8_t secret[ONE_TIME_SECRET_BYTES];
    web_random(rq->web, secret, sizeof(secret));
    TRY(second_show(rq->op, secret));
    return response_redirect(rs, "/me/second");
}

/* The page again with the sentence beside the field; anything but a wrong code is an error like any other. */
static enum err refused(struct request *rq, struct response *rs, enum err e)
{
    if (e != ERR_INPUT)
        return e;
    const char *words = arena_text(rq->op->arena, rq->op->fault->words[rq->op->language]);
    fault_clear(rq->op->fault);
    TRY(op_begin_read(rq->op));
    TRY(show_second(rq, rs, NULL, words));
    response_status(rs, 422);
    return OK;
}

static enum err post_confirm(struct request *rq, struct response *rs)
{
    const char *typed = request_form(rq, "code");
    uint8_t random[RECOVERY_RANDOM];
    char codes[RECOVERY_CODES][RECOVERY_CODE_TEXT];
    const char *shown[RECOVERY_CODES];
    web_random(rq->web, random, sizeof(random));
    enum err e = second_confirm(rq->op, typed ? typed : "", random, codes);
    if (e != OK)
        return refused(rq, rs, e);
    for (int i = 0; i < RECOVERY_CODES; i++)
        shown[i] = codes[i];
    return show_second(rq, rs, shown, NULL);
}

static enum err post_end(struct request *rq, struct response *rs)
{
    const char *typed = request_form(rq, "code");
    enum err e = second_end(rq->op, typed ? typed : "");
    if (e != OK)
        return refused(rq, rs, e);
    return response_redirect_saying(rs, "/me", &T_web_second_was_ended, NULL, 0);
}

const struct route second_routes[] = {
    {METHOD_GET, "/login/code", FOR_ANYONE, get_code, &T_web_code_title},
    {METHOD_POST, "/login/code", FOR_ANYONE, post_code, &T_web_code_title},
    {METHOD_GET, "/me/second", FOR_SIGNED_IN, get_second, &T_web_second},
    {METHOD_POST, "/me/second", FOR_SIGNED_IN, post_second, &T_web_second},
    {METHOD_POST, "/me/second/confirm", FOR_SIGNED_IN, post_confirm, &T_web_second},
    {METHOD_POST, "/me/second/end", FOR_SIGNED_IN, post_end, &T_web_second},
    {0},
};
