/* Stories over HTTP with a database: signing in, staying in, changing, leaving. */
#include "harness/database.h"
#include "harness/program.h"
#include "harness/test.h"
#include "record/act.h"
#include "record/record.h"
#include "record/schema.h"
#include "web/one_time.h"
#include "web/server_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- a city with one account ---- */
struct new_account {
    const char *login, *roles;
    int64_t id;
};

static enum err write_account(struct op *op, void *arg)
{
    struct new_account *a = arg;
    struct findings findings = {0};
    struct record *r;
    TRY(record_new(op, kinds_find(op->kinds, "account"), &r));
    record_set_text(r, "login", a->login);
    record_set_text(r, "roles", a->roles);
    record_set_text(r, "state", "active");
    TRY(record_save(op, r, "", &findings));
    a->id = r->id;
    return access_rebuild_account(op, r->id);
}

static const char password[] = "Correct horse 7";

static int64_t add_account(struct test_database *d, const char *login, const char *roles, bool must_change)
{
    struct new_account a = {.login = login, .roles = roles};
    struct passwords *p = passwords_new(0, 8192 * 8, 1);
    op_end(&d->op);
    REQUIRE(act_run(&d->op, "test", "", write_account, &a, NULL) == OK);
    REQUIRE(password_set(&d->op, p, a.id, login, password, must_change) == OK);
    op_end(&d->op);
    passwords_free(p);
    return a.id;
}

/* What is about HTTP alone needs one database; its schema takes seconds on PostgreSQL. */
#define ON_SQLITE(d) \
    for (struct test_database d = {.url = NULL}; !d.url && (test_database_open(&d, STORE_SQLITE, NULL), true); \
         test_database_close(&d))

/* ---- routes that say who asks ---- */
static enum err who(struct request *rq, struct response *rs)
{
    response_text(rs, arena_printf(rq->op->arena, "login=%s as_of=%d\n", rq->op->login, rq->as_of));
    return OK;
}

static enum err change(struct request *rq, struct response *rs)
{
    return who(rq, rs);
}

static const struct text title = {"test.title", {"题目", "Title"}};
static const struct route routes[] = {
    {METHOD_GET, "/who", FOR_SIGNED_IN, who, &title},
    {METHOD_POST, "/change", FOR_SIGNED_IN, change, &title},
    {METHOD_GET, "/rules", FOR_WRITERS(ACCESS_RULE), who, &title},
    {METHOD_GET, "/admin", FOR_ROLES(1u << ROLE_AUDIT_ADMIN), who, &title},
    {METHOD_GET, "/kinds/{kind}", FOR_READERS_OF_KIND, who, &title},
    {METHOD_GET, "/api/v1/{kind}", FOR_READERS_OF_KIND, who, &title, ROUTE_API},
    {METHOD_POST, "/api/v1/{kind}", FOR_WRITERS_OF_KIND, change, &title, ROUTE_API},
    {0},
};

struct city {
    struct test_database *d;
    struct kinds *kinds;
    struct world *world;
    char cookies[2000]; /* as the browser would send them */
    char csrf[SESSION_CSRF_BYTES];
    int64_t account;
};

static void open_city(struct city *c, struct test_database *d, bool must_change)
{
    *c = (struct city){.d = d, .kinds = program_kinds()};
    d->op.kinds = c->kinds;
    REQUIRE(schema_upgrade(&d->op, c->kinds) == OK);
    c->account = add_account(d, "zhoumy", "[\"chief_office\"]", must_change);
    c->world = world_new(routes, d->store, c->kinds, NULL);
}

static void close_city(struct city *c)
{
    world_free(c->world);
    kinds_free(c->kinds);
}

/* ---- a small browser ---- */
static void keep_cookie(struct city *c, const char *cookie)
{
    char name[64], *old, next[2000] = "";
    size_t n = strcspn(cookie, "=");
    snprintf(name, sizeof(name), "%.*s=", (int)n, cookie);
    for (char *part = strtok_r(c->cookies, ";", &old); part; part = strtok_r(NULL, ";", &old)) {
        part += *part == ' ';
        if (strncmp(part, name, n + 1) != 0)
            snprintf(next + strlen(next), sizeof(next) - strlen(next), "%s%s", *next ? "; " : "", part);
    }
    size_t length = strcspn(cookie, ";\r");
    if (!strstr(cookie, "Max-Age=0") || strstr(cookie, "Max-Age=0") > strchr(cookie, '\r'))
        snprintf(next + strlen(next), sizeof(next) - strlen(next), "%s%.*s", *next ? "; " : "", (int)length, cookie);
    memcpy(c->cookies, next, sizeof(next));
}

static const char *keep(struct city *c, const char *answer)
{
    for (const char *at = answer; (at = strstr(at, "\r\nSet-Cookie: ")); at++)
        keep_cookie(c, at + 14);
    const char *csrf = strstr(answer, "name=\"_csrf\" value=\"");
    if (csrf)
        snprintf(c->csrf, sizeof(c->csrf), "%.43s", csrf + 20);
    return answer;
}

static const char *get_with(struct city *c, const char *path, const char *headers)
{
    char request[6000];
    snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: %s\r\n%s\r\n",
             path, c->cookies, headers);
    return keep(c, client_ask(c->world, request));
}

static const char *get(struct city *c, const char *path)
{
    return get_with(c, path, "");
}

static const char *post_with(struct city *c, const char *path, const char *form, const char *headers)
{
    char request[6000];
    snprintf(request, sizeof(request),
             "POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: %s\r\n%sContent-Type: "
             "application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
             path, c->cookies, headers, strlen(form), form);
    return keep(c, client_ask(c->world, request));
}

static const char *post(struct city *c, const char *path, const char *form)
{
    char body[2000];
    snprintf(body, sizeof(body), "_csrf=%s&%s", c->csrf, form);
    return post_with(c, path, body, "");
}

static bool leads_to(const char *answer, const char *path)
{
    char line[300];
    snprintf(line, sizeof(line), "\r\nLocation: %s\r\n", path);
    return status_of_answer(answer) == 303 && strstr(answer, line);
}

static const char *log_in(struct city *c, const char *secret)
{
    char form[300];
    get(c, "/login");
    snprintf(form, sizeof(form), "login=zhoumy&password=%s", secret);
    return post(c, "/login", form);
}

static const char good[] = "Correct+horse+7";

TEST("whoever is not signed in is led to the login, and after it to where they wanted to go")
{
    EACH_ENGINE(d) {
        struct city c;
        open_city(&c, &d, false);
        CHECK(leads_to(get(&c, "/who?a=1"), "/login?next=%2Fwho%3Fa%3D1"));
        CHECK(leads_to(get(&c, "/no-such-page"), "/login?next=%2Fno-such-page"));
        const char *page = get(&c, "/login?next=%2Fwho%3Fa%3D1");
        CHECK_INT(status_of_answer(page), 200);
        CHECK(strstr(page, "name=\"next\" value=\"/who?a=1\""));
        CHECK(strstr(page, "严禁存储、处理、传输国家秘密"));
        CHECK(leads_to(post(&c, "/login", "login=zhoumy&password=Correct+horse+7&next=%2Fwho%3Fa%3D1"), "/who?a=1"));
        CHECK(strstr(get(&c, "/who"), "login=zhoumy as_of=0"));
        close_city(&c);
    }
}

TEST("the cookie of a session is out of reach of scripts and other sites, and only its digest is kept")
{
    ON_SQLITE(d) {
        struct city c;
        open_city(&c, &d, false);
        const char *answer = log_in(&c, good);
        const char *cookie = strstr(answer, "Set-Cookie: lz=");
        REQUIRE(cookie);
        CHECK(strstr(cookie, "; Path=/; HttpOnly; SameSite=Lax\r\n"));
        close_city(&c);
    }
}

TEST("after the login nobody is led to another site")
{
    ON_SQLITE(d) {
        const char *abroad[] = {"%2F%2Fevil.example", "https%3A%2F%2Fevil.example", "%2F%5Cevil.example",
                                "javascript%3Ax", "", "%2Flogin"};
        struct city c;
        open_city(&c, &d, false);
        for (size_t i = 0; i < sizeof(abroad) / sizeof(*abroad); i++) {
            char form[300];
            c.cookies[0] = '\0';
            get(&c, "/login");
            snprintf(form, sizeof(form), "login=zhoumy&password=%s&next=%s", good, abroad[i]);
            CHECK(leads_to(post(&c, "/login", form), "/"));
        }
        close_city(&c);
    }
}

TEST("a wrong login reads like a wrong password, and the fifth wrong one in a row makes the account wait longer and longer")
{
    EACH_ENGINE(d) {
        struct city c;
        open_city(&c, &d, false);
        get(&c, "/login");
        const char *nobody = post(&c, "/login", "login=nobody&password=whatever+1A");
        CHECK_INT(status_of_answer(nobody), 422);
        CHECK(strstr(nobody, "账号或密码不对"));
        for (int i = 0; i < 5; i++)
            CHECK(strstr(log_in(&c, "wrong"), "账号或密码不对"));
        const char *waiting = log_in(&c, good);
        CHECK(strstr(waiting, "请在 2026-11-23 10:34 之后再试"));
        c.world->now_us += INT64_C(15) * 60 * 1000000 + 1;
        CHECK(strstr(log_in(&c, "wrong"), "账号或密码不对"));
        CHECK(strstr(log_in(&c, good), "请在 2026-11-23 11:04 之后再试"));
        c.world->now_us += INT64_C(30) * 60 * 1000000 + 1;
        CHECK(leads_to(log_in(&c, good), "/"));
        close_city(&c);
    }
}

TEST("signing in, being refused and leaving are on record, with login and address")
{
    ON_SQLITE(d) {
        struct city c;
        struct act_row *rows;
        size_t n;
        open_city(&c, &d, false);
        log_in(&c, "wrong");
        log_in(&c, good);
        get(&c, "/me");
        post(&c, "/logout", "x=1");
        REQUIRE(op_begin_read(&d.op) == OK);
        REQUIRE(act_list(&d.op, 0, 0, 3, &rows, &n) == OK && n == 3);
        const char *what[] = {"session.end", "session.begin", "session.refused"};
        for (int i = 0; i < 3; i++) {
            CHECK_TEXT(rows[i].what, what[i]);
            CHECK_TEXT(rows[i].login, "zhoumy");
            CHECK_TEXT(rows[i].address, "127.0.0.1");
        }
        CHECK_INT(rows[2].account, 0); /* whoever it was */
        close_city(&c);
    }
}

TEST("a change without the token of this session, or from another site, is refused")
{
    ON_SQLITE(d) {
        struct city c;
        open_city(&c, &d, false);
        log_in(&c, good);
        get(&c, "/me");
        CHECK_INT(status_of_answer(post(&c, "/change", "a=1")), 200);
        CHECK_INT(status_of_answer(post_with(&c, "/change", "a=1", "")), 403);
        CHECK_INT(status_of_answer(post_with(&c, "/change", "_csrf=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "")), 403);
        char form[100], header[200];
        snprintf(form, sizeof(form), "_csrf=%s", c.csrf);
        CHECK_INT(status_of_answer(post_with(&c, "/change", form, "Origin: http://localhost\r\n")), 200);
        CHECK_INT(status_of_answer(post_with(&c, "/change", form, "Origin: http://evil.example\r\n")), 403);
        CHECK_INT(status_of_answer(post_with(&c, "/change", form, "Origin: null\r\n")), 403);
        CHECK_INT(status_of_answer(post_with(&c, "/change", form, "Sec-Fetch-Site: cross-site\r\n")), 403);
        CHECK_INT(status_of_answer(post_with(&c, "/change", form, "Sec-Fetch-Site: same-site\r\n")), 403);
        snprintf(header, sizeof(header), "X-CSRF-Token: %s\r\nSec-Fetch-Site: same-origin\r\n", c.csrf);
        CHECK_INT(status_of_answer(post_with(&c, "/change", "a=1", header)), 200);
        close_city(&c);
    }
}

TEST("signing in needs the token of its own page")
{
    ON_SQLITE(d) {
        struct city c;
        open_city(&c, &d, false);
        CHECK_INT(status_of_answer(post_with(&c, "/login", "login=zhoumy&password=Correct+horse+7", "")), 403);
        CHECK(!strstr(c.cookies, "lz="));
        close_city(&c);
    }
}

TEST("a page outside one's duties reads like one that does not exist")
{
    ON_SQLITE(d) {
        struct city c;
        open_city(&c, &d, false);
        log_in(&c, good);
        CHECK_INT(status_of_answer(get(&c, "/rules")), 200);
        CHECK_INT(status_of_answer(get(&c, "/kinds/project")), 200);
        CHECK_INT(status_of_answer(get(&c, "/kinds/projects")), 200);
        char denied[60000], missing[60000];
        snprintf(denied, sizeof(denied), "%s", get(&c, "/admin"));
        snprintf(missing, sizeof(missing), "%s", get(&c, "/nothing"));
        CHECK_INT(status_of_answer(denied), 404);
        CHECK_INT(status_of_answer(missing), 404);
        CHECK(strstr(denied, "它不存在，或不在您的职责范围内"));
        CHECK(strstr(missing, "它不存在，或不在您的职责范围内"));
        CHECK(strstr(strstr(denied, "\r\n\r\n"), "E404-"));
        CHECK_INT(status_of_answer(get(&c, "/kinds/session")), 404);
        CHECK_INT(status_of_answer(get(&c, "/kinds/nosuch")), 404);
        const char *wrong = post(&c, "/who", "a=1");
        CHECK_INT(status_of_answer(wrong), 405);
        CHECK(strstr(wrong, "Allow: GET, HEAD\r\n"));
        CHECK(leads_to(get(&c, "/who/?a=1"), "/who?a=1"));
        close_city(&c);
    }
}

TEST("a session ends when it is idle too long, at its last day, and when it is signed out, here or elsewhere")
{
    EACH_ENGINE(d) {
        struct city c;
        open_city(&c, &d, false);
        log_in(&c, good);
        const int64_t hour_us = INT64_C(3600000000);
        c.world->now_us += 7 * hour_us;
        CHECK_INT(status_of_answer(get(&c, "/who")), 200); /* noted as used */
        wait_until_is(&c.world->web->metrics->under_way, 0);
        c.world->now_us += 7 * hour_us;
        CHECK_INT(status_of_answer(get(&c, "/who")), 200);
        wait_until_is(&c.world->web->metrics->under_way, 0);
        c.world->now_us += 8 * hour_us + 1;
        CHECK_INT(status_of_answer(get(&c, "/who")), 303);

        log_in(&c, good);
        for (int i = 0; i < 24; i++) {
            c.world->now_us += 7 * hour_us;
            CHECK_INT(status_of_answer(get(&c, "/who")), i < 23 ? 200 : 303);
            wait_until_is(&c.world->web->metrics->under_way, 0);
        }

        log_in(&c, good);
        char here[2000];
        memcpy(here, c.cookies, sizeof(here));
        c.cookies[0] = '\0';
        log_in(&c, good);
        const char *list = get(&c, "/me/sessions");
        CHECK(strstr(list, "这台设备") && strstr(list, "/end\""));
        CHECK(leads_to(post(&c, "/me/sessions/end-others", "x=1"), "/me/sessions"));
        CHECK(strstr(get(&c, "/me/sessions"), "其他设备都已退出。"));
        CHECK(!strstr(get(&c, "/me/sessions"), "其他设备都已退出。")); /* said once */
        char stolen[2000];
        memcpy(stolen, c.cookies, sizeof(stolen));
        CHECK(leads_to(post(&c, "/logout", "x=1"), "/login"));
        memcpy(c.cookies, stolen, sizeof(stolen));
        CHECK_INT(status_of_answer(get(&c, "/who")), 303);
        memcpy(c.cookies, here, sizeof(here));
        CHECK_INT(status_of_answer(get(&c, "/who")), 303);
        close_city(&c);
    }
}

TEST("a first password must be changed before anything else, into a good one")
{
    EACH_ENGINE(d) {
        struct city c;
        open_city(&c, &d, true);
        CHECK(leads_to(log_in(&c, good), "/"));
        CHECK(leads_to(get(&c, "/who"), "/me/password"));
        CHECK(strstr(get(&c, "/me/password"), "首次登录"));
        CHECK(strstr(post(&c, "/me/password", "old=wrong&password=Another+one+8&again=Another+one+8"), "原密码不对"));
        CHECK(strstr(post(&c, "/me/password", "old=Correct+horse+7&password=Another+one+8&again=x"), "不一样"));
        CHECK(strstr(post(&c, "/me/password", "old=Correct+horse+7&password=short&again=short"), "至少 10 个字符"));
        CHECK(strstr(post(&c, "/me/password", "old=Correct+horse+7&password=Zhoumy-2026x&again=Zhoumy-2026x"), "不能含账号"));
        const char *done = post(&c, "/me/password", "old=Correct+horse+7&password=Another+one+8&again=Another+one+8");
        CHECK(leads_to(done, "/me"));
        CHECK_INT(status_of_answer(get(&c, "/who")), 200);
        close_city(&c);
    }
}

TEST("a past day is looked at until one goes back, and cannot be changed")
{
    ON_SQLITE(d) {
        struct city c;
        open_city(&c, &d, false);
        log_in(&c, good);
        get(&c, "/me");
        CHECK(leads_to(post(&c, "/as-of", "day=2026-03-05&back=%2Fwho"), "/who"));
        CHECK(strstr(get(&c, "/who"), "as_of=20260305"));
        CHECK(strstr(get(&c, "/me"), "<time datetime=\"2026-03-05\">"));
        CHECK_INT(status_of_answer(post(&c, "/change", "a=1")), 409);
        CHECK(strstr(get(&c, "/who?as_of=2026-04-01"), "as_of=20260401"));
        CHECK(leads_to(post(&c, "/as-of", "now=1&back=%2Fwho"), "/who"));
        CHECK(strstr(get(&c, "/who"), "as_of=0"));
        CHECK(leads_to(post(&c, "/as-of", "day=2026-11-23&back=%2F%2Fevil"), "/"));
        CHECK(strstr(get(&c, "/who"), "as_of=0"));
        close_city(&c);
    }
}

struct make_token {
    const char *scopes;
    int64_t ends_us;
    char token[SESSION_TOKEN_BYTES];
};

static void make_token(struct city *c, struct make_token *t)
{
    uint8_t random[32] = {1, 2, 3, (uint8_t)strlen(t->scopes)};
    struct op *op = &c->d->op;
    op->account = c->account;
    REQUIRE(token_new(op, "test", t->scopes, t->ends_us, random, t->token) == OK);
    op_end(op);
    op->account = 0;
}

static int status_with(struct city *c, const char *verb, const char *path, const char *token)
{
    char request[1000];
    snprintf(request, sizeof(request),
             "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer %s\r\n%s\r\n", verb, path,
             token, strcmp(verb, "POST") == 0 ? "Content-Length: 0\r\n" : "");
    return status_of_answer(client_ask(c->world, request));
}

TEST("a bearer token reaches the interface alone, as far as its scopes and until its end")
{
    EACH_ENGINE(d) {
        struct city c;
        open_city(&c, &d, false);
        struct make_token reads = {.scopes = "read:project", .ends_us = c.world->now_us + 1000000};
        struct make_token writes = {.scopes = "read write:enterprise", .ends_us = c.world->now_us + 1000000};
        make_token(&c, &reads);
        make_token(&c, &writes);
        CHECK_INT(status_with(&c, "GET", "/api/v1/project", reads.token), 200);
        CHECK_INT(status_with(&c, "GET", "/api/v1/enterprise", reads.token), 404);
        CHECK_INT(status_with(&c, "POST", "/api/v1/project", reads.token), 404);
        CHECK_INT(status_with(&c, "GET", "/api/v1/project", writes.token), 200);
        CHECK_INT(status_with(&c, "POST", "/api/v1/enterprise", writes.token), 200);
        CHECK_INT(status_with(&c, "POST", "/api/v1/project", writes.token), 404);
        CHECK_INT(status_with(&c, "GET", "/who", writes.token), 303);
        CHECK_INT(status_with(&c, "GET", "/api/v1/project", "nonsense"), 401);
        c.world->now_us += 1000001;
        CHECK_INT(status_with(&c, "GET", "/api/v1/project", reads.token), 401);
        close_city(&c);
    }
}

TEST("the interface tells errors as problems")
{
    ON_SQLITE(d) {
        struct city c;
        open_city(&c, &d, false);
        const char *answer = get(&c, "/api/v1/project");
        CHECK_INT(status_of_answer(answer), 401);
        CHECK(strstr(answer, "WWW-Authenticate: Bearer\r\n"));
        CHECK(strstr(answer, "Content-Type: application/problem+json\r\n"));
        CHECK(strstr(answer, "\"type\":\"urn:lianzhang:problem:denied\""));
        log_in(&c, good);
        answer = get(&c, "/api/v1/nosuch");
        CHECK_INT(status_of_answer(answer), 404);
        CHECK(strstr(answer, "\"status\":404,\"detail\":\"它不存在，或不在您的职责范围内。\""));
        answer = get_with(&c, "/api/v1/nosuch", "Accept-Language: en\r\n");
        CHECK(strstr(answer, "\"detail\":\"It does not exist, or it is outside your duties.\""));
        close_city(&c);
    }
}

TEST("theme and language are remembered, and each page says in which it is written")
{
    ON_SQLITE(d) {
        struct city c;
        open_city(&c, &d, false);
        log_in(&c, good);
        CHECK(strstr(get(&c, "/me"), "<html lang=\"zh-CN\" data-bs-theme=\"auto\">"));
        post(&c, "/theme", "theme=dark&back=%2Fme");
        post(&c, "/language", "back=%2Fme");
        CHECK(strstr(get(&c, "/me"), "<html lang=\"en\" data-bs-theme=\"dark\">"));
        post(&c, "/theme", "theme=%22%3E&back=%2Fme");
        CHECK(strstr(get(&c, "/me"), "data-bs-theme=\"auto\""));
        close_city(&c);
    }
}

TEST("a token is made on its page, shown once, works for a program, and is revoked")
{
    ON_SQLITE(d) {
        struct city c;
        char token[SESSION_TOKEN_BYTES], path[100];
        open_city(&c, &d, false);
        log_in(&c, good);
        get(&c, "/me/tokens");
        CHECK_INT(status_of_answer(post(&c, "/me/tokens", "name=&scopes=read")), 422);
        CHECK_INT(status_of_answer(post(&c, "/me/tokens", "name=x&scopes=everything")), 422);
        const char *page = post(&c, "/me/tokens", "name=%E6%8A%A5%E8%A1%A8&days=30&scopes=read");
        const char *made = strstr(page, "<code>");
        REQUIRE(made);
        snprintf(token, sizeof(token), "%.43s", made + 6);
        CHECK_INT(status_with(&c, "GET", "/api/v1/project", token), 200);
        CHECK_INT(status_with(&c, "POST", "/api/v1/project", token), 404);
        page = get(&c, "/me/tokens");
        CHECK(strstr(page, "报表") && !strstr(page, token));
        const char *end = strstr(page, "/me/tokens/");
        REQUIRE(end);
        snprintf(path, sizeof(path), "%.*s", (int)strcspn(end, "\""), end);
        CHECK(leads_to(post(&c, path, "x=1"), "/me/tokens"));
        CHECK_INT(status_with(&c, "GET", "/api/v1/project", token), 401);
        close_city(&c);
    }
}

/* ---- delegation ---- */
struct people {
    int64_t chief, delegate;
};

static enum err new_person(struct op *op, int64_t unit, const char *name, int64_t *ret_person)
{
    struct findings findings = {0};
    struct record *r;
    TRY(record_new(op, kinds_find(op->kinds, "person"), &r));
    record_set_text(r, "name", name);
    record_set_int(r, "unit", unit);
    TRY(record_save(op, r, "", &findings));
    *ret_person = r->id;
    return OK;
}

static enum err give_account(struct op *op, const char *login, const char *roles, int64_t person)
{
    struct findings findings = {0};
    struct record *r;
    TRY(record_new(op, kinds_find(op->kinds, "account"), &r));
    record_set_text(r, "login", login);
    record_set_text(r, "roles", roles);
    record_set_text(r, "state", "active");
    record_set_int(r, "person", person);
    TRY(record_save(op, r, "", &findings));
    return access_rebuild_account(op, r->id);
}

static enum err write_delegation(struct op *op, void *arg)
{
    struct people *p = arg;
    struct findings findings = {0};
    struct record *unit, *r;
    TRY(record_new(op, kinds_find(op->kinds, "unit"), &unit));
    record_set_text(unit, "name", "市链长制办公室");
    record_set_text(unit, "kind", "chief_office");
    TRY(record_save(op, unit, "", &findings));
    TRY(new_person(op, unit->id, "许怀瑾", &p->chief));
    TRY(new_person(op, unit->id, "李沐阳", &p->delegate));
    TRY(give_account(op, "xuhj", "[\"chief_office\"]", p->chief));
    TRY(give_account(op, "limy", "[\"minder\"]", p->delegate));
    TRY(record_new(op, kinds_find(op->kinds, "delegation"), &r));
    record_set_int(r, "from_person", p->chief);
    record_set_int(r, "to_person", p->delegate);
    record_set_int(r, "held_from", 20261101);
    record_set_int(r, "held_to", 20261130);
    return record_save(op, r, "", &findings);
}

static void open_delegation(struct city *c, struct people *people)
{
    struct op *op = &c->d->op;
    struct passwords *p = passwords_new(0, 8192 * 8, 1);
    int64_t account;
    op_end(op);
    REQUIRE(act_run(op, "test", "", write_delegation, people, NULL) == OK);
    REQUIRE(op_begin_read(op) == OK);
    REQUIRE(access_identify(op, "limy") == OK);
    account = op->account;
    op->account = op->person = 0;
    op->sees_all = true;
    REQUIRE(password_set(op, p, account, "limy", password, false) == OK);
    op_end(op);
    passwords_free(p);
}

TEST("a delegate acts with the rights of whom they act for, until it ends, and both names are kept")
{
    EACH_ENGINE(d) {
        struct city c;
        struct people people;
        char form[100];
        open_city(&c, &d, false);
        open_delegation(&c, &people);
        get(&c, "/login");
        snprintf(form, sizeof(form), "login=limy&password=%s", good);
        CHECK(leads_to(post(&c, "/login", form), "/"));
        CHECK_INT(status_of_answer(get(&c, "/rules")), 404);
        CHECK(strstr(get(&c, "/me"), "代 许怀瑾 办理"));
        snprintf(form, sizeof(form), "person=%lld", (long long)people.chief);
        CHECK(leads_to(post(&c, "/acting", form), "/"));
        CHECK_INT(status_of_answer(get(&c, "/rules")), 200);
        const char *page = get(&c, "/me");
        CHECK(strstr(page, "正在代 <b>许怀瑾</b>") && strstr(page, "李沐阳"));

        post(&c, "/me/sessions/end-others", "x=1"); /* an act of theirs */
        struct act_row *rows;
        size_t n;
        REQUIRE(op_begin_read(&d.op) == OK);
        REQUIRE(act_list(&d.op, 0, 0, 1, &rows, &n) == OK && n == 1);
        CHECK_TEXT(rows[0].what, "session.end_others");
        CHECK_TEXT(rows[0].person_name, "李沐阳");
        CHECK_TEXT(rows[0].acting_for_name, "许怀瑾");
        op_end(&d.op);

        c.world->now_us += INT64_C(8) * 86400 * 1000000; /* December: the delegation has ended, and so has the session */
        get(&c, "/login");
        snprintf(form, sizeof(form), "login=limy&password=%s", good);
        post(&c, "/login", form);
        CHECK_INT(status_of_answer(get(&c, "/rules")), 404);
        snprintf(form, sizeof(form), "person=%lld", (long long)people.delegate);
        post(&c, "/acting", form);
        CHECK_INT(status_of_answer(get(&c, "/rules")), 404);
        close_city(&c);
    }
}

/* ---- the second factor ---- */
static void read_secret(const char *page, uint8_t secret[ONE_TIME_SECRET_BYTES])
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const char *at = strstr(page, "<code>");
    REQUIRE(at);
    uint64_t bits = 0;
    int have = 0;
    size_t n = 0;
    for (at += 6; *at != '<'; at++) {
        const char *letter = strchr(letters, *at);
        if (*at == ' ' || !letter)
            continue;
        bits = bits << 5 | (uint64_t)(letter - letters);
        have += 5;
        if (have >= 8) {
            have -= 8;
            secret[n++] = (uint8_t)(bits >> have);
        }
    }
    REQUIRE(n == ONE_TIME_SECRET_BYTES);
}

static const char *type_code(struct city *c, const char *path, const uint8_t *secret, int steps)
{
    char code[ONE_TIME_DIGITS + 1], form[100];
    one_time_code(secret, c->world->now_us / 1000000 / ONE_TIME_STEP_S + steps, code);
    snprintf(form, sizeof(form), "code=%s", code);
    return post(c, path, form);
}

/* Signed in, with an authenticator set up; the first recovery code. */
static void set_up_second(struct city *c, uint8_t secret[ONE_TIME_SECRET_BYTES], char recovery[16])
{
    log_in(c, good);
    get(c, "/me/second");
    CHECK(leads_to(post(c, "/me/second", "x=1"), "/me/second"));
    read_secret(get(c, "/me/second"), secret);
    CHECK(strstr(type_code(c, "/me/second/confirm", secret, 5), "动态口令不对"));
    const char *page = type_code(c, "/me/second/confirm", secret, 0);
    CHECK_INT(status_of_answer(page), 200);
    const char *code = strstr(page, "<code>");
    REQUIRE(code);
    snprintf(recovery, 16, "%.11s", code + 6);
    CHECK(!strstr(get(c, "/me/second"), "<code>")); /* neither the secret nor the recovery codes are shown again */
}

TEST("with a second factor the password alone signs in to nothing, a code works once, and so does a recovery code")
{
    EACH_ENGINE(d) {
        struct city c;
        uint8_t secret[ONE_TIME_SECRET_BYTES];
        char recovery[16], form[100];
        open_city(&c, &d, false);
        set_up_second(&c, secret, recovery);
        c.cookies[0] = '\0';
        CHECK(leads_to(log_in(&c, good), "/login/code?next=%2F"));
        CHECK(leads_to(get(&c, "/who?a=1"), "/login/code?next=%2Fwho%3Fa%3D1"));
        CHECK(leads_to(get(&c, "/me/second"), "/login/code?next=%2Fme%2Fsecond"));
        CHECK_INT(status_of_answer(get(&c, "/api/v1/project")), 401);
        CHECK(leads_to(get(&c, "/login"), "/login/code"));
        get(&c, "/login/code?next=%2Fwho");
        CHECK(strstr(type_code(&c, "/login/code", secret, 0), "动态口令不对")); /* used when it was set up */
        CHECK_INT(status_of_answer(type_code(&c, "/login/code", secret, 1)), 303);
        CHECK(strstr(get(&c, "/who"), "login=zhoumy"));

        c.cookies[0] = '\0';
        log_in(&c, good);
        get(&c, "/login/code");
        snprintf(form, sizeof(form), "code=%s", recovery);
        CHECK_INT(status_of_answer(post(&c, "/login/code", form)), 303);
        CHECK(strstr(get(&c, "/who"), "login=zhoumy"));
        c.cookies[0] = '\0';
        log_in(&c, good);
        get(&c, "/login/code");
        CHECK(strstr(post(&c, "/login/code", form), "动态口令不对"));
        close_city(&c);
    }
}

TEST("wrong codes make the account wait as wrong passwords do, and the right password does not forgive them")
{
    ON_SQLITE(d) {
        struct city c;
        uint8_t secret[ONE_TIME_SECRET_BYTES];
        char recovery[16];
        open_city(&c, &d, false);
        set_up_second(&c, secret, recovery);
        for (int i = 0; i < 5; i++) {
            c.cookies[0] = '\0';
            CHECK(leads_to(log_in(&c, good), "/login/code?next=%2F"));
            get(&c, "/login/code");
            CHECK(strstr(post(&c, "/login/code", "code=000000"), "动态口令不对"));
        }
        CHECK(strstr(type_code(&c, "/login/code", secret, 1), "请在 2026-11-23 10:34 之后再试"));
        c.cookies[0] = '\0';
        CHECK(strstr(log_in(&c, good), "请在 2026-11-23 10:34 之后再试"));
        close_city(&c);
    }
}

TEST("the code must come within five minutes of the password, and stopping asks for a code too")
{
    ON_SQLITE(d) {
        struct city c;
        uint8_t secret[ONE_TIME_SECRET_BYTES];
        char recovery[16];
        open_city(&c, &d, false);
        set_up_second(&c, secret, recovery);
        CHECK(strstr(post(&c, "/me/second/end", "code=123456"), "动态口令不对"));
        CHECK_INT(status_of_answer(post(&c, "/me/second", "x=1")), 409);
        char here[2000];
        memcpy(here, c.cookies, sizeof(here));
        c.cookies[0] = '\0';
        log_in(&c, good);
        c.world->now_us += INT64_C(301) * 1000000;
        CHECK(leads_to(get(&c, "/who"), "/login?next=%2Fwho"));
        memcpy(c.cookies, here, sizeof(here));
        get(&c, "/me/second");
        CHECK(leads_to(type_code(&c, "/me/second/end", secret, 0), "/me"));
        c.cookies[0] = '\0';
        CHECK(leads_to(log_in(&c, good), "/"));
        close_city(&c);
    }
}
