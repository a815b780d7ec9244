/* Stories over HTTP: every kind of record as JSON. */
#include "document/json_read.h"
#include "features/feature.h"
#include "harness/test.h"
#include "record/act.h"
#include "web/browser.h"

#include <stdio.h>
#include <string.h>

extern const struct feature generic_feature;

/* ---- a program with a token ---- */

struct caller {
    struct city city;
    struct browser program; /* without cookies */
    char bearer[100];
    struct arena *arena;
    struct fault fault;
};

struct token_wish {
    const char *scopes;
    char token[SESSION_TOKEN_BYTES];
};

static enum err make_token(struct op *op, void *arg)
{
    struct token_wish *wish = arg;
    const uint8_t random[32] = {(uint8_t)strlen(wish->scopes), 7};
    return token_new(op, "test", wish->scopes, INT64_MAX, random, wish->token);
}

static void begin(struct caller *c, struct test_database *d, const char *roles, const char *scopes)
{
    struct token_wish wish = {.scopes = scopes};
    memset(c, 0, sizeof(*c));
    city_open(&c->city, d, generic_feature.routes);
    city_record(&c->city, "region", (const char *[]){"name", "东屏区", "kind", "区县", NULL});
    city_record(&c->city, "chain", (const char *[]){"name", "新能源汽车", NULL});
    d->op.account = city_account(&c->city, "program", roles);
    REQUIRE(act_run(&d->op, "test", "", make_token, &wish, NULL) == OK);
    op_end(&d->op);
    d->op.account = 0;
    c->program.city = &c->city;
    snprintf(c->bearer, sizeof(c->bearer), "Authorization: Bearer %s\r\n", wish.token);
    c->arena = arena_new(8 << 20);
}

static void end(struct caller *c)
{
    arena_free(c->arena);
    city_close(&c->city);
}

static const char *call_with(struct caller *c, const char *method, const char *path, const char *headers,
                             const char *body)
{
    char all[600];
    snprintf(all, sizeof(all), "%s%s%s", c->bearer, headers, *body ? "Content-Type: application/json\r\n" : "");
    return browser_send(&c->program, method, path, all, body);
}

static const char *call(struct caller *c, const char *method, const char *path, const char *body)
{
    return call_with(c, method, path, "", body);
}

/* The body of an answer as a tree; ends the test when it is no JSON. */
static const struct json_value *json_of(struct caller *c, const char *answer)
{
    const struct json_value *v = NULL;
    const char *body = strstr(answer, "\r\n\r\n");
    REQUIRE(body);
    fault_clear(&c->fault);
    REQUIRE(json_read(c->arena, &c->fault, body + 4, strlen(body + 4), &v) == OK);
    return v;
}

static const char *text_of(const struct json_value *v, const char *member)
{
    const struct json_value *m = json_member(v, member);
    return m && m->text ? m->text : "";
}

static const char project[] =
    "{\"name\":\"电机项目\",\"chain\":{\"code\":\"L00001\"},\"action\":\"build\",\"district\":\"东屏区\","
    "\"total\":35000000000,\"land_mu\":120.5,\"planned_start\":\"2026-12\",\"key\":true,"
    "\"investors\":[{\"name\":\"江拓\",\"share\":6000}]}";

TEST("a program makes a record, reads it back as it was sent, and finds it in the list")
{
    EACH_ENGINE(d)
    {
        struct caller c;
        begin(&c, &d, "市链长办", "read write");
        const char *answer = call(&c, "POST", "/api/v1/project", project);
        CHECK_INT(status_of_answer(answer), 201);
        CHECK_TEXT(answer_header(answer, "ETag"), "\"1\"");
        const struct json_value *made = json_of(&c, answer);
        CHECK_TEXT(text_of(made, "code"), "XM00001");
        CHECK_TEXT(text_of(made, "total"), "35000000000");
        CHECK_TEXT(text_of(made, "land_mu"), "120.50");
        CHECK_TEXT(text_of(made, "planned_start"), "2026-12");
        CHECK_TEXT(text_of(made, "action"), "build");
        CHECK(json_member(made, "key")->type == JSON_TRUE);
        CHECK_TEXT(text_of(json_member(made, "chain"), "title"), "新能源汽车");
        const struct json_value *investors = json_member(made, "investors");
        REQUIRE(investors && investors->n == 1);
        CHECK_TEXT(text_of(&investors->elements[0], "share"), "6000");
        const struct json_value *list = json_of(&c, call(&c, "GET", "/api/v1/project?action=build&limit=10", ""));
        CHECK_TEXT(text_of(list, "count"), "1");
        CHECK_TEXT(text_of(&json_member(list, "rows")->elements[0], "title"), "电机项目");
        CHECK_TEXT(text_of(json_of(&c, call(&c, "GET", "/api/v1/project?action=fill", "")), "count"), "0");
        CHECK_INT(status_of_answer(call(&c, "GET", "/api/v1/project/XM00001", "")), 200);
        CHECK_INT(status_of_answer(call(&c, "GET", "/api/v1/project/XM09999", "")), 404);
        end(&c);
    }
}

TEST("what does not fit is a problem that names every field")
{
    EACH_ENGINE(d)
    {
        struct caller c;
        begin(&c, &d, "市链长办", "read write");
        const char *answer = call(&c, "POST", "/api/v1/project",
                                  "{\"name\":5,\"chain\":{},\"total\":1.5,\"nonsense\":1,\"action\":\"no\"}");
        CHECK_INT(status_of_answer(answer), 422);
        CHECK_TEXT(answer_header(answer, "Content-Type"), "application/problem+json");
        const struct json_value *errors = json_member(json_of(&c, answer), "errors");
        REQUIRE(errors);
        CHECK_INT(errors->n, 5);
        CHECK_INT(status_of_answer(call(&c, "POST", "/api/v1/project", "[1]")), 400);
        CHECK_INT(status_of_answer(call(&c, "POST", "/api/v1/project", "{\"a\"")), 400);
        CHECK_INT(status_of_answer(call(&c, "GET", "/api/v1/nothing", "")), 404);
        end(&c);
    }
}

TEST("the same request sent twice with its Idempotency-Key makes one record")
{
    EACH_ENGINE(d)
    {
        struct caller c;
        begin(&c, &d, "市链长办", "read write");
        const char *key = "Idempotency-Key: a1\r\n";
        CHECK_INT(status_of_answer(call_with(&c, "POST", "/api/v1/project", key, project)), 201);
        const char *again = call_with(&c, "POST", "/api/v1/project", key, project);
        CHECK_INT(status_of_answer(again), 200);
        CHECK_TEXT(text_of(json_of(&c, again), "code"), "XM00001");
        CHECK_INT(status_of_answer(call_with(&c, "POST", "/api/v1/project", key, "{\"name\":\"x\"}")), 422);
        CHECK_TEXT(text_of(json_of(&c, call(&c, "GET", "/api/v1/project", "")), "count"), "1");
        end(&c);
    }
}

TEST("a change needs the ETag that was read; what others changed meanwhile is merged or told")
{
    EACH_ENGINE(d)
    {
        struct caller c;
        begin(&c, &d, "市链长办", "read write");
        const char *path = "/api/v1/project/XM00001";
        call(&c, "POST", "/api/v1/project", project);
        CHECK_INT(status_of_answer(call(&c, "PATCH", path, "{\"address\":\"A\"}")), 428);
        const char *changed = call_with(&c, "PATCH", path, "If-Match: \"1\"\r\n", "{\"address\":\"A\"}");
        CHECK_INT(status_of_answer(changed), 200);
        CHECK_TEXT(answer_header(changed, "ETag"), "\"2\"");
        const char *merged = call_with(&c, "PATCH", path, "If-Match: \"1\"\r\n", "{\"leader\":\"B\"}");
        CHECK_INT(status_of_answer(merged), 200);
        CHECK_TEXT(text_of(json_of(&c, merged), "address"), "A");
        const char *clash = call_with(&c, "PATCH", path, "If-Match: \"1\"\r\n", "{\"address\":\"C\"}");
        CHECK_INT(status_of_answer(clash), 412);
        CHECK_TEXT(text_of(&json_member(json_of(&c, clash), "errors")->elements[0], "field"), "address");
        const struct json_value *history = json_of(&c, call(&c, "GET", "/api/v1/project/XM00001/history", ""));
        CHECK_INT(json_member(history, "versions")->n, 3);
        CHECK_INT(status_of_answer(call_with(&c, "DELETE", path, "If-Match: \"1\"\r\n", "")), 412);
        CHECK_INT(status_of_answer(call_with(&c, "DELETE", path, "If-Match: \"3\"\r\n", "")), 204);
        CHECK_INT(status_of_answer(call(&c, "GET", path, "")), 404);
        end(&c);
    }
}

TEST("a token does what its scopes say, and an account without the right finds nothing")
{
    EACH_ENGINE(d)
    {
        struct caller c;
        begin(&c, &d, "市链长办", "read:chain");
        CHECK_INT(status_of_answer(call(&c, "GET", "/api/v1/chain", "")), 200);
        CHECK_INT(status_of_answer(call(&c, "GET", "/api/v1/project", "")), 404);
        CHECK(status_of_answer(call(&c, "POST", "/api/v1/chain", "{\"name\":\"x\"}")) >= 400);
        CHECK_INT(
            status_of_answer(browser_send(&c.program, "GET", "/api/v1/chain",
                                          "Authorization: Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n", "")),
            401);
        end(&c);
    }
}

/* ---- the description ---- */

/* Every "$ref" leads to a schema that is there. */
static void check_references(const struct json_value *schemas, const struct json_value *v)
{
    static const char prefix[] = "#/components/schemas/";
    const struct json_value *ref = json_member(v, "$ref");
    if (ref)
        CHECK(strncmp(ref->text, prefix, sizeof(prefix) - 1) == 0 &&
              json_member(schemas, ref->text + sizeof(prefix) - 1));
    for (size_t i = 0; i < v->n; i++)
        check_references(schemas, v->type == JSON_OBJECT ? &v->members[i].value : &v->elements[i]);
}

/* Every {name} of a path is a parameter of each of its operations, once; operations have answers and ids of their own.
 */
static void check_operation(const char *path, const struct json_value *operation)
{
    const struct json_value *parameters = json_member(operation, "parameters");
    size_t in_path = 0;
    REQUIRE(parameters && parameters->type == JSON_ARRAY);
    for (size_t i = 0; i < parameters->n; i++) {
        CHECK(json_member(&parameters->elements[i], "schema"));
        in_path += strcmp(text_of(&parameters->elements[i], "in"), "path") == 0;
    }
    CHECK_INT(in_path, strstr(path, "{id}") ? 1 : 0);
    CHECK(*text_of(operation, "operationId"));
    CHECK(json_member(json_member(operation, "responses"), "default"));
}

TEST("the interface describes itself: every kind, every path, every reference resolved")
{
    EACH_ENGINE(d)
    {
        struct caller c;
        begin(&c, &d, "市链长办", "read");
        const char *answer = call(&c, "GET", "/api/v1/openapi.json", "");
        CHECK_INT(status_of_answer(answer), 200);
        const struct json_value *description = json_of(&c, answer);
        CHECK_TEXT(text_of(description, "openapi"), "3.1.0");
        const struct json_value *paths = json_member(description, "paths");
        const struct json_value *schemas = json_member(json_member(description, "components"), "schemas");
        REQUIRE(paths && schemas);
        CHECK(json_member(paths, "/api/v1/project/{id}/history"));
        CHECK(json_member(paths, "/api/v1/openapi.json")); /* what features answer beside the kinds */
        CHECK(json_member(schemas, "project") && json_member(schemas, "enterprise"));
        check_references(schemas, description);
        for (size_t i = 0; i < paths->n; i++)
            for (size_t m = 0; m < paths->members[i].value.n; m++)
                check_operation(paths->members[i].name, &paths->members[i].value.members[m].value);
        const struct json_value *properties = json_member(json_member(schemas, "project"), "properties");
        for (size_t i = 0; i < kinds_count(c.city.kinds); i++)
            if (strcmp(kinds_at(c.city.kinds, i)->id, "project") == 0)
                for (const struct field *f = kinds_at(c.city.kinds, i)->fields; f->id; f++)
                    CHECK(json_member(properties, f->id));
        end(&c);
    }
}
