/* OpenAPI 3.1 of the interface, made from the kinds: what is described is what is there. */
#include "features/generic/api.h"
#include "features/generic/list_request.h"
#include "features/generic/subject.h"
#include "generic.texts.h"
#include "record/access.h"
#include "web/response.h"
#include "web/route.h"
#include "web/web.h"

#include <string.h>

struct describing {
    struct op *op;
    struct json *j;
};

/* ---- small words of JSON ---- */

static void put(struct describing *d, const char *key, const char *text)
{
    json_key(d->j, key);
    json_string(d->j, text);
}

static void begin(struct describing *d, const char *key)
{
    json_key(d->j, key);
    json_object_begin(d->j);
}

static void end(struct describing *d)
{
    json_object_end(d->j);
}

static void put_reference(struct describing *d, const char *key, const char *to)
{
    begin(d, key);
    put(d, "$ref", to);
    end(d);
}

/* ---- schemas ---- */

static void put_types(struct describing *d, const char *type)
{
    json_key(d->j, "type");
    json_array_begin(d->j);
    json_string(d->j, type);
    json_string(d->j, "null");
    json_array_end(d->j);
}

static void put_choices(struct describing *d, const struct choice *choices, bool nullable)
{
    json_key(d->j, "enum");
    json_array_begin(d->j);
    for (const struct choice *c = choices; c->id; c++)
        json_string(d->j, c->id);
    if (nullable)
        json_null(d->j);
    json_array_end(d->j);
}

static void put_field(struct describing *d, const struct field *f);

static void put_rows(struct describing *d, const struct field *f)
{
    put(d, "type", "array");
    begin(d, "items");
    put(d, "type", "object");
    begin(d, "properties");
    for (const struct field *m = f->rows; m->id; m++)
        put_field(d, m);
    end(d);
    end(d);
}

static void put_list(struct describing *d, const struct field *f)
{
    put(d, "type", "array");
    if (f->type == FIELD_REF_LIST) {
        put_reference(d, "items", "#/components/schemas/Reference");
        return;
    }
    begin(d, "items");
    put(d, "type", "string");
    if (f->choices)
        put_choices(d, f->choices, false);
    end(d);
}

static void put_limits(struct describing *d, const struct field *f)
{
    if (f->min || f->max) {
        json_key(d->j, "minimum");
        json_int(d->j, f->min);
    }
    if (f->max) {
        json_key(d->j, "maximum");
        json_int(d->j, f->max);
    }
}

static void put_text_schema(struct describing *d, const struct field *f)
{
    static const struct {
        enum field_type type;
        const char *pattern;
    } patterns[] = {
        {FIELD_DATE, "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"},
        {FIELD_MONTH, "^[0-9]{4}-[0-9]{2}$"},
        {FIELD_USCC, "^[0-9A-HJ-NPQRTUWXY]{18}$"},
    };
    put_types(d, "string");
    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
        if (patterns[i].type == f->type)
            put(d, "pattern", patterns[i].pattern);
    if (f->choices)
        put_choices(d, f->choices, true);
    else if (f->max) {
        json_key(d->j, "maxLength");
        json_int(d->j, f->max);
    }
}

static const struct text *unit_note(const struct field *f)
{
    return f->type == FIELD_MONEY ? &T_generic_api_money : f->type == FIELD_RATIO ? &T_generic_api_ratio : NULL;
}

static void put_description(struct describing *d, const struct field *f)
{
    const char *label = field_label(f, d->op->language);
    const struct text *note = unit_note(f);
    const char *unit = d->op->language == LANGUAGE_EN ? f->unit_en : f->unit_zh;
    if (note)
        put(d, "description", words(d->op, note, label, NULL, NULL));
    else
        put(d, "description", unit ? words(d->op, &T_generic_header_unit, label, unit, NULL) : label);
    if (field_is(f, FIELD_DERIVED)) {
        json_key(d->j, "readOnly");
        json_bool(d->j, true);
    }
}

static void put_field(struct describing *d, const struct field *f)
{
    begin(d, f->id);
    put_description(d, f);
    switch (f->type) {
    case FIELD_INT:
    case FIELD_MONEY:
    case FIELD_RATIO:
    case FIELD_YEAR:
        put_types(d, "integer");
        put_limits(d, f);
        break;
    case FIELD_NUMBER:
        put_types(d, "number");
        break;
    case FIELD_BOOL:
        put_types(d, "boolean");
        break;
    case FIELD_REF:
        json_key(d->j, "anyOf");
        json_array_begin(d->j);
        json_object_begin(d->j);
        put(d, "$ref", "#/components/schemas/Reference");
        json_object_end(d->j);
        json_object_begin(d->j);
        put(d, "type", "null");
        json_object_end(d->j);
        json_array_end(d->j);
        break;
    case FIELD_ENUM_LIST:
    case FIELD_TEXT_LIST:
    case FIELD_REF_LIST:
        put_list(d, f);
        break;
    case FIELD_ROWS:
        put_rows(d, f);
        break;
    default:
        put_text_schema(d, f);
        break;
    }
    end(d);
}

static void put_read_only(struct describing *d, const char *name, const char *type)
{
    begin(d, name);
    put(d, "type", type);
    json_key(d->j, "readOnly");
    json_bool(d->j, true);
    end(d);
}

static void put_required(struct describing *d, const struct kind *k)
{
    json_key(d->j, "required");
    json_array_begin(d->j);
    for (const struct field *f = k->fields; f->id; f++)
        if (field_is(f, FIELD_REQUIRED) && field_is_typed(f))
            json_string(d->j, f->id);
    json_array_end(d->j);
}

static void put_kind_schema(struct describing *d, const struct kind *k)
{
    begin(d, k->id);
    put(d, "type", "object");
    put(d, "description", kind_label(k, d->op->language));
    put_required(d, k);
    begin(d, "properties");
    put_read_only(d, "id", "integer");
    put_read_only(d, "rev", "integer");
    put_read_only(d, "changed_at", "string");
    put_read_only(d, "unverified", "string");
    if (kind_is_named_by_code(k)) {
        begin(d, "code");
        put(d, "type", "string");
        end(d);
    }
    for (const struct field *f = k->fields; f->id; f++)
        if (field_is_shown(f))
            put_field(d, f);
    end(d);
    end(d);
}

static void put_common_schemas(struct describing *d)
{
    begin(d, "Reference");
    put(d, "type", "object");
    put(d, "description", text_in(&T_generic_api_reference, d->op->language));
    begin(d, "properties");
    static const char *const members[][2] = {{"id", "integer"}, {"code", "string"}, {"title", "string"}};
    for (size_t i = 0; i < 3; i++) {
        begin(d, members[i][0]);
        put(d, "type", members[i][1]);
        end(d);
    }
    end(d);
    end(d);
    begin(d, "Problem");
    put(d, "type", "object");
    put(d, "description", "RFC 9457");
    begin(d, "properties");
    static const char *const problem[][2] = {{"type", "string"},   {"title", "string"}, {"status", "integer"},
                                             {"detail", "string"}, {"field", "string"}, {"request", "string"},
                                             {"errors", "array"}};
    for (size_t i = 0; i < sizeof(problem) / sizeof(problem[0]); i++) {
        begin(d, problem[i][0]);
        put(d, "type", problem[i][1]);
        end(d);
    }
    end(d);
    end(d);
}

/* ---- paths ---- */

static void put_parameter(struct describing *d, const char *name, const char *in, const char *type, bool required)
{
    json_object_begin(d->j);
    put(d, "name", name);
    put(d, "in", in);
    json_key(d->j, "required");
    json_bool(d->j, required);
    begin(d, "schema");
    put(d, "type", type);
    end(d);
    json_object_end(d->j);
}

enum body { BODY_OF_NONE, BODY_OF_KIND, BODY_OF_LIST, BODY_OF_HISTORY };

static void put_content(struct describing *d, const struct kind *k, enum body body, const char *media)
{
    const char *schema = arena_printf(d->op->arena, "#/components/schemas/%s", k ? k->id : "Problem");
    begin(d, "content");
    begin(d, media);
    if (body == BODY_OF_KIND) {
        put_reference(d, "schema", schema);
    } else {
        begin(d, "schema");
        put(d, "type", "object");
        begin(d, "properties");
        begin(d, body == BODY_OF_LIST ? "rows" : "versions");
        put(d, "type", "array");
        if (body == BODY_OF_LIST)
            put_reference(d, "items", schema);
        end(d);
        end(d);
        end(d);
    }
    end(d);
    end(d);
}

static void put_responses(struct describing *d, const struct kind *k, const char *status, enum body body)
{
    begin(d, "responses");
    begin(d, status);
    put(d, "description", text_in(&T_generic_api_done, d->op->language));
    if (body != BODY_OF_NONE)
        put_content(d, k, body, "application/json");
    end(d);
    begin(d, "default");
    put(d, "description", text_in(&T_generic_api_problem, d->op->language));
    put_content(d, NULL, BODY_OF_KIND, "application/problem+json");
    end(d);
    end(d);
}

struct operation {
    const char *method, *name, *status;
    const struct text *summary;
    enum body body;
    bool of_one, takes_body, matches, once;
};

static void put_list_parameters(struct describing *d, const struct kind *k)
{
    static const char *const plain[][2] = {{"q", "string"},     {"where", "string"},  {"sort", "string"},
                                           {"after", "string"}, {"limit", "integer"}, {"col", "string"},
                                           {"as_of", "string"}};
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
        put_parameter(d, plain[i][0], "query", plain[i][1], false);
    enum filter_form form;
    for (const struct field *f = k->fields; f->id; f++) {
        if (!filter_form_of(f, &form))
            continue;
        put_parameter(d, f->id, "query", "string", false);
        put_parameter(d, filter_name(d->op, f, "empty"), "query", "string", false);
        if (form != FILTER_RANGE)
            continue;
        put_parameter(d, filter_name(d->op, f, "from"), "query", "string", false);
        put_parameter(d, filter_name(d->op, f, "to"), "query", "string", false);
    }
}

static void put_operation(struct describing *d, const struct kind *k, const struct operation *o)
{
    begin(d, o->method);
    put(d, "operationId", arena_printf(d->op->arena, "%s_%s", k->id, o->name));
    put(d, "summary", words(d->op, o->summary, kind_label(k, d->op->language), NULL, NULL));
    json_key(d->j, "tags");
    json_array_begin(d->j);
    json_string(d->j, k->id);
    json_array_end(d->j);
    json_key(d->j, "parameters");
    json_array_begin(d->j);
    if (o->of_one)
        put_parameter(d, "id", "path", "string", true);
    if (o->body == BODY_OF_LIST)
        put_list_parameters(d, k);
    if (o->matches)
        put_parameter(d, "If-Match", "header", "string", true);
    if (o->once)
        put_parameter(d, "Idempotency-Key", "header", "string", false);
    json_array_end(d->j);
    if (o->takes_body) {
        begin(d, "requestBody");
        json_key(d->j, "required");
        json_bool(d->j, true);
        put_content(d, k, BODY_OF_KIND, "application/json");
        end(d);
    }
    put_responses(d, k, o->status, o->body);
    end(d);
}

static void put_path(struct describing *d, const struct kind *k, const char *ending, const struct operation *list,
                     size_t n)
{
    begin(d, arena_printf(d->op->arena, "/api/v1/%s%s", k->id, ending));
    for (size_t i = 0; i < n; i++)
        put_operation(d, k, &list[i]);
    end(d);
}

static void put_kind_paths(struct describing *d, const struct kind *k)
{
    static const struct operation all[] = {
        {"get", "list", "200", &T_generic_api_list, BODY_OF_LIST, false, false, false, false},
        {"post", "create", "201", &T_generic_api_create, BODY_OF_KIND, false, true, false, true},
    };
    static const struct operation one[] = {
        {"get", "get", "200", &T_generic_api_get, BODY_OF_KIND, true, false, false, false},
        {"patch", "change", "200", &T_generic_api_change, BODY_OF_KIND, true, true, true, false},
        {"delete", "delete", "204", &T_generic_api_delete, BODY_OF_NONE, true, false, true, false},
    };
    static const struct operation history[] = {
        {"get", "history", "200", &T_generic_api_history, BODY_OF_HISTORY, true, false, false, false},
    };
    put_path(d, k, "", all, 2);
    put_path(d, k, "/{id}", one, 3);
    put_path(d, k, "/{id}/history", history, 1);
}

/* ---- what features answer beside the kinds ---- */

static void put_path_parameters(struct describing *d, const char *path)
{
    for (const char *open = strchr(path, '{'); open; open = strchr(open + 1, '{'))
        put_parameter(d, arena_text_n(d->op->arena, open + 1, strcspn(open + 1, "}")), "path", "string", true);
}

/* /api/v1/ledgers/{name} → get_ledgers_name */
static const char *operation_id(struct arena *a, const char *path)
{
    const char *id = "get";
    for (path += strlen("/api/v1"); *path;) {
        path += strspn(path, "/{}.");
        size_t n = strcspn(path, "/{}.");
        if (n)
            id = arena_printf(a, "%s_%s", id, arena_text_n(a, path, n));
        path += n;
    }
    return id;
}

static void put_route(struct describing *d, const struct route *route)
{
    begin(d, route->path);
    begin(d, "get");
    put(d, "operationId", operation_id(d->op->arena, route->path));
    put(d, "summary", text_in(route->title, d->op->language));
    json_key(d->j, "parameters");
    json_array_begin(d->j);
    put_path_parameters(d, route->path);
    json_array_end(d->j);
    put_responses(d, NULL, "200", BODY_OF_NONE);
    end(d);
    end(d);
}

static void put_feature_paths(struct describing *d, const struct router *router)
{
    const struct route *const *routes;
    size_t n = router_routes(router, &routes);
    for (size_t i = 0; i < n; i++)
        if ((routes[i]->flags & ROUTE_API) && routes[i]->method == METHOD_GET && !strstr(routes[i]->path, "{kind}") &&
            strncmp(routes[i]->path, "/api/v1/", strlen("/api/v1/")) == 0)
            put_route(d, routes[i]);
}

/* ---- the whole ---- */

static void put_head(struct describing *d)
{
    put(d, "openapi", "3.1.0");
    begin(d, "info");
    put(d, "title", text_in(&T_generic_api_title, d->op->language));
    put(d, "version", LZ_VERSION);
    end(d);
    json_key(d->j, "security");
    json_array_begin(d->j);
    json_object_begin(d->j);
    json_key(d->j, "token");
    json_array_begin(d->j);
    json_array_end(d->j);
    json_object_end(d->j);
    json_array_end(d->j);
}

static void put_security(struct describing *d)
{
    begin(d, "securitySchemes");
    begin(d, "token");
    put(d, "type", "http");
    put(d, "scheme", "bearer");
    end(d);
    end(d);
}

/* The kinds that this account may read. */
static enum err each_kind(struct describing *d, void (*describe)(struct describing *d, const struct kind *k))
{
    for (size_t i = 0; i < kinds_count(d->op->kinds); i++) {
        const struct kind *k = kinds_at(d->op->kinds, i);
        bool may;
        if (!kind_has_pages(k))
            continue;
        TRY(access_may(d->op, k->access, ACCESS_READ, &may));
        if (may)
            describe(d, k);
    }
    return OK;
}

enum err api_description_get(struct request *rq, struct response *rs)
{
    struct describing d = {rq->op, response_json(rs)};
    json_object_begin(d.j);
    put_head(&d);
    begin(&d, "paths");
    TRY(each_kind(&d, put_kind_paths));
    put_feature_paths(&d, web_router(rq->web));
    end(&d);
    begin(&d, "components");
    put_security(&d);
    begin(&d, "schemas");
    put_common_schemas(&d);
    TRY(each_kind(&d, put_kind_schema));
    end(&d);
    end(&d);
    json_object_end(d.j);
    return OK;
}
