#include "analysis/paths.h"

/* ---- breadth first ---- */

enum err graph_distances(struct arena *a, const struct graph *g, const bool *from, struct distances *ret_distances)
{
    struct distances d = {arena_array(a, g->node_count, uint32_t), arena_array(a, g->node_count, uint32_t)};
    struct arena_mark mark = arena_mark(a);
    uint32_t *queue = arena_array(a, g->node_count, uint32_t);
    if (!d.steps || !d.before || !queue)
        return ERR_MEMORY;
    uint32_t head = 0, tail = 0;
    for (uint32_t v = 0; v < g->node_count; v++) {
        d.before[v] = NODE_NONE;
        d.steps[v] = from[v] ? 0 : NODE_NONE;
        if (from[v])
            queue[tail++] = v;
    }
    while (head < tail) {
        uint32_t v = queue[head++];
        for (uint32_t i = g->first[v]; i < g->first[v + 1]; i++) {
            uint32_t w = g->target[i];
            if (d.steps[w] != NODE_NONE)
                continue;
            d.steps[w] = d.steps[v] + 1;
            d.before[w] = v;
            queue[tail++] = w;
        }
    }
    arena_rewind(a, mark);
    *ret_distances = d;
    return OK;
}

static enum err trace_back(struct arena *a, const uint32_t *before, uint32_t node, struct path *ret_path)
{
    uint32_t n = 0;
    for (uint32_t v = node; v != NODE_NONE; v = before[v])
        n++;
    uint32_t *nodes = arena_array(a, n, uint32_t);
    if (!nodes)
        return ERR_MEMORY;
    for (uint32_t v = node, at = n; v != NODE_NONE; v = before[v])
        nodes[--at] = v;
    *ret_path = (struct path){nodes, n};
    return OK;
}

enum err path_to(struct arena *a, const struct distances *d, uint32_t node, struct path *ret_path)
{
    *ret_path = (struct path){0};
    return d->steps[node] == NODE_NONE ? OK : trace_back(a, d->before, node, ret_path);
}

struct search {
    const struct graph *g;
    const bool *to;
    const bool *closed;
    bool *seen;
    uint32_t *before;
    uint32_t *queue;
    uint32_t tail;
};

static enum err search_init(struct arena *a, const struct graph *g, struct search *s)
{
    s->g = g;
    s->seen = arena_array(a, g->node_count, bool);
    s->before = arena_array(a, g->node_count, uint32_t);
    s->queue = arena_array(a, g->node_count, uint32_t);
    return arena_failed(a) ? ERR_MEMORY : OK;
}

static void search_reach(struct search *s, uint32_t node, uint32_t before)
{
    s->seen[node] = true;
    s->before[node] = before;
    s->queue[s->tail++] = node;
}

/* The first marked node met, NODE_NONE when there is none. */
static uint32_t search_run(struct search *s)
{
    for (uint32_t head = 0; head < s->tail; head++) {
        uint32_t v = s->queue[head];
        if (s->to[v])
            return v;
        for (uint32_t i = s->g->first[v]; i < s->g->first[v + 1]; i++) {
            uint32_t w = s->g->target[i];
            if (!s->seen[w] && (s->to[w] || !s->closed || !s->closed[w]))
                search_reach(s, w, v);
        }
    }
    return NODE_NONE;
}

enum err path_shortest(struct arena *a, const struct graph *g, const bool *from, const bool *to, const bool *closed,
                       struct path *ret_path)
{
    *ret_path = (struct path){0};
    struct search s = {.to = to, .closed = closed};
    TRY(search_init(a, g, &s));
    for (uint32_t v = 0; v < g->node_count; v++)
        if (from[v])
            search_reach(&s, v, NODE_NONE);
    uint32_t end = search_run(&s);
    return end == NODE_NONE ? OK : trace_back(a, s.before, end, ret_path);
}

enum err path_cycle(struct arena *a, const struct graph *g, uint32_t node, struct path *ret_path)
{
    *ret_path = (struct path){0};
    bool *to = arena_array(a, g->node_count, bool);
    struct search s = {.to = to};
    if (!to)
        return ERR_MEMORY;
    TRY(search_init(a, g, &s));
    to[node] = true;
    for (uint32_t i = g->first[node]; i < g->first[node + 1]; i++)
        if (!s.seen[g->target[i]])
            search_reach(&s, g->target[i], NODE_NONE);
    if (search_run(&s) == NODE_NONE)
        return OK;
    struct path back;
    TRY(trace_back(a, s.before, node, &back));
    uint32_t *nodes = arena_array(a, (size_t)back.node_count + 1, uint32_t);
    if (!nodes)
        return ERR_MEMORY;
    nodes[0] = node;
    for (uint32_t i = 0; i < back.node_count; i++)
        nodes[i + 1] = back.nodes[i];
    *ret_path = (struct path){nodes, back.node_count + 1};
    return OK;
}

/* ---- components ---- */

/* Numbers in the order of smallest nodes, from any numbering; `renamed` has room for one per component. */
static enum err number_components(struct arena *a, const struct graph *g, uint32_t *of_node, uint32_t count,
                                  struct components *ret_components)
{
    uint32_t *size = arena_array(a, count, uint32_t);
    struct arena_mark mark = arena_mark(a);
    uint32_t *renamed = arena_array(a, count, uint32_t); /* 1 + the new number */
    if (!size || !renamed)
        return ERR_MEMORY;
    uint32_t next = 0;
    for (uint32_t v = 0; v < g->node_count; v++) {
        uint32_t *name = &renamed[of_node[v]];
        if (*name == 0)
            *name = ++next;
        of_node[v] = *name - 1;
        size[of_node[v]]++;
    }
    arena_rewind(a, mark);
    *ret_components = (struct components){count, of_node, size};
    return OK;
}

/* Tarjan's algorithm with its own stack: `low` is 0 for what is not reached, and a component's nodes
 * are given numbers when its first node is left. */
struct tarjan {
    const struct graph *g;
    uint32_t *low;
    uint32_t *cursor;  /* the next arc to follow */
    uint32_t *path;    /* the nodes being visited */
    uint32_t *waiting; /* reached, their component not complete */
    uint32_t *of_node;
    uint32_t *order; /* from the back: components come out last first */
    uint32_t path_n, waiting_n, reached, count, left;
};

static void tarjan_enter(struct tarjan *t, uint32_t v)
{
    t->low[v] = ++t->reached;
    t->cursor[v] = t->g->first[v];
    t->of_node[v] = NODE_NONE;
    t->path[t->path_n++] = v;
    t->waiting[t->waiting_n++] = v;
}

static void tarjan_leave(struct tarjan *t, uint32_t v, uint32_t number)
{
    t->path_n--;
    if (t->low[v] == number) {
        uint32_t w;
        do {
            w = t->waiting[--t->waiting_n];
            t->of_node[w] = t->count;
            t->order[--t->left] = w;
        } while (w != v);
        t->count++;
    }
    if (t->path_n > 0) {
        uint32_t *above = &t->low[t->path[t->path_n - 1]];
        if (t->of_node[v] == NODE_NONE && t->low[v] < *above)
            *above = t->low[v];
    }
}

static void tarjan_visit(struct tarjan *t, uint32_t root, uint32_t *number)
{
    tarjan_enter(t, root);
    number[root] = t->low[root];
    while (t->path_n > 0) {
        uint32_t v = t->path[t->path_n - 1];
        if (t->cursor[v] == t->g->first[v + 1]) {
            tarjan_leave(t, v, number[v]);
            continue;
        }
        uint32_t w = t->g->target[t->cursor[v]++];
        if (t->low[w] == 0) {
            tarjan_enter(t, w);
            number[w] = t->low[w];
        } else if (t->of_node[w] == NODE_NONE && number[w] < t->low[v]) {
            t->low[v] = number[w];
        }
    }
}

enum err graph_strong_components(struct arena *a, const struct graph *g, struct components *ret_components,
                                 uint32_t **ret_order)
{
    uint32_t n = g->node_count;
    struct tarjan t = {.g = g, .left = n};
    t.of_node = arena_array(a, n, uint32_t);
    t.order = arena_array(a, n, uint32_t);
    t.low = arena_array(a, n, uint32_t);
    t.cursor = arena_array(a, n, uint32_t);
    t.path = arena_array(a, n, uint32_t);
    t.waiting = arena_array(a, n, uint32_t);
    uint32_t *number = arena_array(a, n, uint32_t);
    if (arena_failed(a))
        return ERR_MEMORY;
    for (uint32_t v = 0; v < n; v++)
        if (t.low[v] == 0)
            tarjan_visit(&t, v, number);
    if (ret_order)
        *ret_order = t.order;
    return number_components(a, g, t.of_node, t.count, ret_components);
}

enum err graph_parts(struct arena *a, const struct graph *both, struct components *ret_components)
{
    uint32_t n = both->node_count, count = 0;
    uint32_t *of_node = arena_array(a, n, uint32_t);
    uint32_t *queue = arena_array(a, n, uint32_t);
    if (!of_node || !queue)
        return ERR_MEMORY;
    for (uint32_t v = 0; v < n; v++)
        of_node[v] = NODE_NONE;
    for (uint32_t v = 0; v < n; v++) {
        if (of_node[v] != NODE_NONE)
            continue;
        uint32_t head = 0, tail = 0;
        queue[tail++] = v;
        of_node[v] = count;
        while (head < tail) {
            uint32_t u = queue[head++];
            for (uint32_t i = both->first[u]; i < both->first[u + 1]; i++) {
                if (of_node[both->target[i]] != NODE_NONE)
                    continue;
                of_node[both->target[i]] = count;
                queue[tail++] = both->target[i];
            }
        }
        count++;
    }
    return number_components(a, both, of_node, count, ret_components);
}
