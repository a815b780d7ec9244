#include "web/browser.h"

#include "harness/test.h"
#include "harness/program.h"
#include "record/act.h"
#include "record/record.h"
#include "record/schema.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { REQUEST_BYTES = 32768 };
const char city_password[] = "Correct+horse+7";
static const char password_plain[] = "Correct horse 7";

/* ---- the city ---- */

void city_open(struct city *c, struct test_database *d, const struct route *routes)
{
    *c = (struct city){.d = d, .kinds = program_kinds()};
    d->op.kinds = c->kinds;
    REQUIRE(schema_upgrade(&d->op, c->kinds) == OK);
    c->world = world_new(routes, d->store, c->kinds, NULL);
}

void city_close(struct city *c)
{
    world_free(c->world);
    kinds_free(c->kinds);
}

struct new_record {
    const char *kind;
    const char *const *fields;
    int64_t id;
};

static enum err write_record(struct op *op, void *arg)
{
    struct new_record *n = arg;
    struct findings findings = {0};
    const struct kind *kind = kinds_find(op->kinds, n->kind);
    struct record *r;
    TRY(record_new(op, kind, &r));
    for (const char *const *f = n->fields; *f; f += 2)
        TRY(record_set_typed(op, r, kind_field(kind, f[0]), f[1], &findings));
    TRY(record_save(op, r, "", &findings));
    n->id = r->id;
    return OK;
}

int64_t city_record(struct city *c, const char *kind, const char *const *fields_and_values)
{
    struct new_record n = {kind, fields_and_values, 0};
    struct op *op = &c->d->op;
    op_end(op);
    enum err e = act_run(op, "test", "", write_record, &n, NULL);
    if (e != OK)
        printf("  %s: %s\n", kind, op->fault->words[LANGUAGE_EN]);
    REQUIRE(e == OK);
    return n.id;
}

static enum err rebuild(struct op *op, void *arg)
{
    return access_rebuild_account(op, *(int64_t *)arg);
}

void city_password_set(struct city *c, int64_t account, const char *login)
{
    struct passwords *p = passwords_new(0, 8192 * 8, 1);
    REQUIRE(password_set(&c->d->op, p, account, login, password_plain, false) == OK);
    op_end(&c->d->op);
    passwords_free(p);
}

int64_t city_account(struct city *c, const char *login, const char *roles)
{
    int64_t id = city_record(c, "account", (const char *[]){"login", login, "roles", roles, "state", "active", NULL});
    REQUIRE(act_run(&c->d->op, "test", "", rebuild, &id, NULL) == OK);
    city_password_set(c, id, login);
    return id;
}

/* ---- the browser ---- */

static void keep_cookie(struct browser *b, const char *cookie)
{
    char name[64], *rest, next[sizeof(b->cookies)] = "";
    size_t n = strcspn(cookie, "=");
    snprintf(name, sizeof(name), "%.*s=", (int)n, cookie);
    for (char *part = strtok_r(b->cookies, ";", &rest); part; part = strtok_r(NULL, ";", &rest)) {
        part += *part == ' ';
        if (strncmp(part, name, n + 1) != 0)
            snprintf(next + strlen(next), sizeof(next) - strlen(next), "%s%s", *next ? "; " : "", part);
    }
    const char *gone = strstr(cookie, "Max-Age=0");
    if (!gone || gone > strchr(cookie, '\r'))
        snprintf(next + strlen(next), sizeof(next) - strlen(next), "%s%.*s", *next ? "; " : "",
                 (int)strcspn(cookie, ";\r"), cookie);
    memcpy(b->cookies, next, sizeof(next));
}

static const char *keep(struct browser *b, const char *answer)
{
    for (const char *at = answer; (at = strstr(at, "\r\nSet-Cookie: ")); at++)
        keep_cookie(b, at + 14);
    const char *csrf = strstr(answer, "name=\"_csrf\" value=\"");
    if (csrf)
        snprintf(b->csrf, sizeof(b->csrf), "%.43s", csrf + 20);
    return answer;
}

const char *browser_send(struct browser *b, const char *method, const char *path, const char *headers, const char *body)
{
    static char request[REQUEST_BYTES];
    int n = snprintf(request, sizeof(request),
                     "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: %s\r\n%sContent-Length: "
                     "%zu\r\n\r\n%s",
                     method, path, b->cookies, headers, strlen(body), body);
    REQUIRE(n > 0 && (size_t)n < sizeof(request));
    return keep(b, client_ask(b->city->world, request));
}

const char *browser_get(struct browser *b, const char *path)
{
    return browser_send(b, "GET", path, "", "");
}

const char *browser_post(struct browser *b, const char *path, const char *form)
{
    char body[REQUEST_BYTES / 2];
    snprintf(body, sizeof(body), "_csrf=%s&%s", b->csrf, form);
    return browser_send(b, "POST", path, "Content-Type: application/x-www-form-urlencoded\r\n", body);
}

void browser_sign_in(struct browser *b, struct city *c, const char *login)
{
    char form[200];
    *b = (struct browser){.city = c};
    browser_get(b, "/login");
    snprintf(form, sizeof(form), "login=%s&password=%s", login, city_password);
    REQUIRE(status_of_answer(browser_post(b, "/login", form)) == 303);
    browser_get(b, "/me");
}

const char *answer_header(const char *answer, const char *name)
{
    static char value[500];
    char line[100];
    snprintf(line, sizeof(line), "\r\n%s: ", name);
    const char *end = strstr(answer, "\r\n\r\n"), *at = strcasestr(answer, line);
    value[0] = '\0';
    if (at && end && at < end)
        snprintf(value, sizeof(value), "%.*s", (int)strcspn(at + strlen(line), "\r"), at + strlen(line));
    return value;
}
