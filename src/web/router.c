#include "web/route.h"

#include "web/urlencoded.h"
#include "web.texts.h"

#include <stdlib.h>
#include <string.h>

static const char *const method_names[METHOD_COUNT] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

const char *method_name(enum method m)
{
    return method_names[m];
}

bool method_from(const char *name, enum method *ret_method)
{
    for (int m = 0; m < METHOD_COUNT; m++)
        if (strcmp(name, method_names[m]) == 0) {
            *ret_method = (enum method)m;
            return true;
        }
    return false;
}

/* A place in the tree of segments.  Nodes live in one array and name each other by index; 0 is the root and "none". */
struct node {
    const char *literal; /* the segment that leads here; NULL for a parameter */
    size_t literal_n;
    int first_child, next;  /* literal children of a node are a list */
    int parameter_child;
    const struct route *routes[METHOD_COUNT];
};

struct router {
    struct node *nodes;
    size_t n_nodes, nodes_capacity;
    const struct route **routes; /* by path, then method */
    size_t n_routes, routes_capacity;
};

static bool grow(void **list, size_t n, size_t *capacity, size_t size)
{
    if (n < *capacity)
        return true;
    size_t wanted = *capacity ? *capacity * 2 : 64;
    void *moved = realloc(*list, wanted * size);
    if (!moved)
        return false;
    *list = moved;
    *capacity = wanted;
    return true;
}

static bool node_new(struct router *r, struct node node, int *ret_index)
{
    if (!grow((void **)&r->nodes, r->n_nodes, &r->nodes_capacity, sizeof(struct node)))
        return false;
    *ret_index = (int)r->n_nodes;
    r->nodes[r->n_nodes++] = node;
    return true;
}

/* The segment at *at without its leading '/'; steps over it.  false at the end. */
static bool next_segment(const char **at, const char **ret_segment, size_t *ret_n)
{
    if (**at != '/')
        return false;
    *ret_segment = *at + 1;
    *ret_n = strcspn(*ret_segment, "/");
    *at = *ret_segment + *ret_n;
    return true;
}

static bool is_parameter(const char *segment, size_t n)
{
    return n > 2 && segment[0] == '{' && segment[n - 1] == '}';
}

/* "/", or segments of [a-z0-9._-] and {names}, none empty. */
static bool path_is_well_formed(const char *path)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_-.";
    const char *at = path, *segment;
    size_t n;
    int segments = 0, parameters = 0;
    if (strcmp(path, "/") == 0)
        return true;
    while (next_segment(&at, &segment, &n)) {
        bool parameter = is_parameter(segment, n);
        parameters += parameter;
        size_t skip = parameter ? 1 : 0;
        if (n == 0 || strspn(segment + skip, letters) < n - 2 * skip || segment[0] == '.')
            return false;
        segments++;
    }
    return *at == '\0' && segments > 0 && segments <= ROUTE_SEGMENTS_MAX && parameters <= ROUTE_PARAMETERS_MAX;
}

static int find_literal(const struct router *r, int parent, const char *segment, size_t n)
{
    for (int i = r->nodes[parent].first_child; i; i = r->nodes[i].next)
        if (r->nodes[i].literal_n == n && memcmp(r->nodes[i].literal, segment, n) == 0)
            return i;
    return 0;
}

static bool child(struct router *r, int parent, const char *segment, size_t n, int *ret_index)
{
    bool parameter = is_parameter(segment, n);
    *ret_index = parameter ? r->nodes[parent].parameter_child : find_literal(r, parent, segment, n);
    if (*ret_index)
        return true;
    struct node node = {.literal = parameter ? NULL : segment, .literal_n = n};
    if (!parameter)
        node.next = r->nodes[parent].first_child;
    if (!node_new(r, node, ret_index))
        return false;
    if (parameter)
        r->nodes[parent].parameter_child = *ret_index;
    else
        r->nodes[parent].first_child = *ret_index;
    return true;
}

static enum err add_route(struct router *r, const struct route *route, struct fault *f)
{
    const char *method = method_names[route->method];
    if (!path_is_well_formed(route->path) || !route->run || route->permission.rule == PERMIT_NOBODY)
        return fault(f, ERR_BUG, &T_web_bad_route, method, route->path);
    const char *at = strcmp(route->path, "/") == 0 ? "" : route->path, *segment;
    size_t n;
    int node = 0;
    while (next_segment(&at, &segment, &n))
        if (!child(r, node, segment, n, &node))
            return fault(f, ERR_MEMORY, &T_web_no_memory);
    if (r->nodes[node].routes[route->method])
        return fault(f, ERR_BUG, &T_web_route_twice, method, route->path);
    r->nodes[node].routes[route->method] = route;
    if (!grow((void **)&r->routes, r->n_routes, &r->routes_capacity, sizeof(*r->routes)))
        return fault(f, ERR_MEMORY, &T_web_no_memory);
    r->routes[r->n_routes++] = route;
    return OK;
}

static int by_path(const void *one, const void *other)
{
    const struct route *a = *(const struct route *const *)one, *b = *(const struct route *const *)other;
    int order = strcmp(a->path, b->path);
    return order ? order : (int)a->method - (int)b->method;
}

enum err router_new(const struct route *const *tables, size_t n, struct fault *f, struct router **ret_router)
{
    struct router *r = calloc(1, sizeof(*r));
    int root;
    enum err e = r && node_new(r, (struct node){.literal = ""}, &root) ? OK : fault(f, ERR_MEMORY, &T_web_no_memory);
    for (size_t t = 0; e == OK && t < n; t++)
        for (const struct route *route = tables[t]; e == OK && route && route->path; route++)
            e = add_route(r, route, f);
    if (e != OK) {
        router_free(r);
        return e;
    }
    if (r->n_routes)
        qsort(r->routes, r->n_routes, sizeof(*r->routes), by_path);
    *ret_router = r;
    return OK;
}

void router_free(struct router *r)
{
    if (!r)
        return;
    free(r->nodes);
    free(r->routes);
    free(r);
}

/* ---- matching ---- */
struct segments {
    const char *text[ROUTE_SEGMENTS_MAX];
    int n;
};

static bool segment_is_good(const char *segment)
{
    if (!segment || !*segment || strcmp(segment, ".") == 0 || strcmp(segment, "..") == 0)
        return false;
    for (const char *c = segment; *c; c++)
        if (*c == '/' || (unsigned char)*c < 0x20)
            return false;
    return true;
}

static bool split(struct arena *a, const char *path, size_t n, struct segments *s)
{
    s->n = 0;
    for (size_t at = 0; at < n;) {
        const char *stop = path[at] == '/' ? memchr(path + at + 1, '/', n - at - 1) : NULL;
        size_t end = stop ? (size_t)(stop - path) : n;
        if (path[at] != '/' || s->n == ROUTE_SEGMENTS_MAX)
            return false;
        const char *segment = percent_decode(a, path + at + 1, end - at - 1, false);
        if (!segment_is_good(segment))
            return false;
        s->text[s->n++] = segment;
        at = end;
    }
    return true;
}

/* The first node with any route that the segments from `depth` on lead to, literals before parameters. */
static int find_node(const struct router *r, int node, const struct segments *s, int depth)
{
    if (depth == s->n) {
        for (int m = 0; m < METHOD_COUNT; m++)
            if (r->nodes[node].routes[m])
                return node;
        return -1;
    }
    int literal = find_literal(r, node, s->text[depth], strlen(s->text[depth]));
    int found = literal ? find_node(r, literal, s, depth + 1) : -1;
    int parameter = r->nodes[node].parameter_child;
    return found >= 0 || !parameter ? found : find_node(r, parameter, s, depth + 1);
}

static void name_parameters(struct arena *a, const struct route *route, const struct segments *s,
                            struct route_match *match)
{
    const char *at = route->path, *segment;
    size_t n;
    for (int i = 0; i < s->n && next_segment(&at, &segment, &n); i++)
        if (is_parameter(segment, n)) {
            match->names[match->n] = arena_text_n(a, segment + 1, n - 2);
            match->values[match->n++] = s->text[i];
        }
}

void router_match(const struct router *r, struct arena *a, enum method method, const char *path,
                  struct route_match *ret_match)
{
    *ret_match = (struct route_match){0};
    struct segments s;
    size_t n = strlen(path);
    bool slash = n > 1 && path[n - 1] == '/';
    if (path[0] != '/' || !split(a, path, n - (slash || n == 1), &s))
        return;
    int node = find_node(r, 0, &s, 0);
    if (node < 0)
        return;
    if (slash) {
        ret_match->other_slash = r->nodes[node].routes[METHOD_GET] != NULL;
        return;
    }
    for (int m = 0; m < METHOD_COUNT; m++)
        if (r->nodes[node].routes[m])
            ret_match->methods |= 1u << m;
    ret_match->route = r->nodes[node].routes[method];
    if (ret_match->route)
        name_parameters(a, ret_match->route, &s, ret_match);
}

size_t router_routes(const struct router *r, const struct route *const **ret_routes)
{
    *ret_routes = r->routes;
    return r->n_routes;
}

const struct route *router_page(const struct router *r, const char *path)
{
    for (size_t i = 0; i < r->n_routes; i++)
        if (r->routes[i]->method == METHOD_GET && strcmp(r->routes[i]->path, path) == 0)
            return r->routes[i];
    return NULL;
}
