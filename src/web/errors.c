/* A fault, told to a person as a page or to a program as a problem (RFC 9457). */
#include "web/internal.h"
#include "web/states.h"
#include "web.pages.h"
#include "web.texts.h"

#include <stdio.h>
#include <string.h>

struct face {
    const char *icon;
    const struct text *heading;
};

static struct face face_of(int status)
{
    if (status == 404)
        return (struct face){"lock", &T_web_cannot_open};
    if (status == 409)
        return (struct face){"git-merge", &T_web_conflict};
    if (status >= 500)
        return (struct face){"plug-connected-x", &T_web_failed};
    return (struct face){"alert-circle", &T_web_refused};
}

/* A page that may not be opened reads like one that does not exist. */
static int status_of(const struct request *rq, const struct response *rs)
{
    enum err e = rq->op->fault->code;
    if (rs->error_status)
        return rs->error_status;
    if (e == ERR_DENIED && rq->method == METHOD_GET)
        return 404;
    return err_http_status(e);
}

static const char *words_of(const struct request *rq, int status)
{
    const struct fault *f = rq->op->fault;
    if (status == 404 && f->code == ERR_DENIED)
        return text_in(&T_web_nothing_here, rq->op->language);
    if (f->code == ERR_BUG || f->code == ERR_STORAGE)
        return text_in(&T_web_failed_words, rq->op->language);
    return f->words[rq->op->language];
}

static void write_problem(struct request *rq, struct response *rs, int status)
{
    const struct fault *f = rq->op->fault;
    struct json *j = response_json(rs);
    rs->content_type = "application/problem+json";
    json_object_begin(j);
    json_key(j, "type");
    json_string(j, arena_printf(rq->op->arena, "urn:lianzhang:problem:%s", err_id(f->code)));
    json_key(j, "title");
    json_string(j, text_in(face_of(status).heading, rq->op->language));
    json_key(j, "status");
    json_int(j, status);
    json_key(j, "detail");
    json_string(j, words_of(rq, status));
    if (f->hint) {
        json_key(j, "hint");
        json_string(j, text_in(f->hint, rq->op->language));
    }
    if (f->field[0]) {
        json_key(j, "field");
        json_string(j, f->field);
    }
    json_key(j, "request");
    json_string(j, rq->id);
    json_object_end(j);
}

static void write_page(struct request *rq, struct response *rs, int status)
{
    enum language language = rq->op->language;
    const struct fault *f = rq->op->fault;
    struct face face = face_of(status);
    char number[32];
    snprintf(number, sizeof(number), "E%d-%s", status, rq->id);
    const struct state_view view = {
        .icon = face.icon,
        .words = words_of(rq, status),
        .hint = f->hint ? text_in(f->hint, language) : status == 404 ? text_in(&T_web_ask_for_access, language) : NULL,
        .number = number,
        .retry = status == 503 && rq->method == METHOD_GET,
        .acts = {{"/", text_in(&T_web_to_desk, language), false}},
    };
    bool alone = !rq->op->account || status >= 500;
    response_title(rs, text_in(face.heading, language));
    if (alone) {
        shell_fill_bare(rs);
        state_page_alone(response_page(rs), &view);
    } else {
        state_page(response_page(rs), &view);
    }
}

void error_answer(struct request *rq, struct response *rs)
{
    int status = status_of(rq, rs);
    if (arena_failed(rs->ex->arena)) { /* nothing more can be built for this request */
        web_refuse(rs->ex->web, rs->ex, 503);
        return;
    }
    response_restart(rs);
    if (rq->wants_json)
        write_problem(rq, rs, status);
    else
        write_page(rq, rs, status);
    response_status(rs, status);
    if (status == 401)
        response_header(rs, "WWW-Authenticate", "Bearer");
    if (status == 503)
        response_header(rs, "Retry-After", "2");
    if (response_settle(rs) != OK)
        web_refuse(rs->ex->web, rs->ex, status >= 500 ? status : 500);
}
