#include "analysis/cuts.h"

#include <math.h>

/* A flow network: each arc has a twin that runs back, number i ^ 1.  Node v of the graph is v; when
 * nodes are cut it is v (in) and v + n (out), with an arc of capacity 1 between.  Two more stand for
 * all sources and all sinks. */
struct flow {
    uint32_t node_count;
    uint32_t source, sink;
    uint32_t *head; /* node → its last arc + 1, 0 = none */
    uint32_t *next; /* arc → the node's next arc + 1 */
    uint32_t *to;
    double *room;     /* what may still flow */
    uint32_t *member; /* what is cut with this arc; NODE_NONE: it cannot be cut */
    uint32_t arc_count;
    uint32_t *level;
    uint32_t *cursor;
    uint32_t *path; /* arcs, from the source */
    uint32_t *queue;
};

static enum err flow_init(struct arena *a, struct flow *f, uint32_t nodes, size_t arcs)
{
    f->node_count = nodes + 2;
    f->source = nodes;
    f->sink = nodes + 1;
    f->head = arena_array(a, f->node_count, uint32_t);
    f->level = arena_array(a, f->node_count, uint32_t);
    f->cursor = arena_array(a, f->node_count, uint32_t);
    f->path = arena_array(a, f->node_count, uint32_t);
    f->queue = arena_array(a, f->node_count, uint32_t);
    f->next = arena_array(a, 2 * arcs, uint32_t);
    f->to = arena_array(a, 2 * arcs, uint32_t);
    f->room = arena_array(a, 2 * arcs, double);
    f->member = arena_array(a, 2 * arcs, uint32_t);
    return arena_failed(a) ? ERR_MEMORY : OK;
}

static void flow_add(struct flow *f, uint32_t from, uint32_t to, double room, uint32_t member)
{
    for (int back = 0; back < 2; back++) {
        uint32_t arc = f->arc_count++, at = back ? to : from;
        f->to[arc] = back ? from : to;
        f->room[arc] = back ? 0 : room;
        f->member[arc] = member;
        f->next[arc] = f->head[at];
        f->head[at] = arc + 1;
    }
}

static enum err flow_build(struct arena *a, const struct graph *g, const bool *from, const bool *to, enum cut_of kind,
                           struct flow *f)
{
    uint32_t n = g->node_count, out = kind == CUT_NODES ? n : 0;
    TRY(flow_init(a, f, n + out, (size_t)g->arc_count + 3 * (size_t)n));
    for (uint32_t v = 0; v < n; v++) {
        bool is_end = from[v] || to[v];
        if (kind == CUT_NODES)
            flow_add(f, v, v + n, is_end ? INFINITY : 1, is_end ? NODE_NONE : v);
        if (from[v])
            flow_add(f, f->source, v, INFINITY, NODE_NONE);
        if (to[v])
            flow_add(f, v + out, f->sink, INFINITY, NODE_NONE);
        for (uint32_t i = g->first[v]; i < g->first[v + 1]; i++) {
            double room = kind == CUT_NODES ? INFINITY : kind == CUT_ARCS_COUNTED ? 1 : g->weight[i];
            flow_add(f, v + out, g->target[i], room, kind == CUT_NODES ? NODE_NONE : g->source[i]);
        }
    }
    return OK;
}

/* Steps from the source over arcs with room; whether the sink is reached. */
static bool flow_level(struct flow *f)
{
    for (uint32_t v = 0; v < f->node_count; v++) {
        f->level[v] = NODE_NONE;
        f->cursor[v] = f->head[v];
    }
    uint32_t head = 0, tail = 0;
    f->queue[tail++] = f->source;
    f->level[f->source] = 0;
    while (head < tail) {
        uint32_t v = f->queue[head++];
        for (uint32_t i = f->head[v]; i != 0; i = f->next[i - 1]) {
            uint32_t w = f->to[i - 1];
            if (!(f->room[i - 1] > 0) || f->level[w] != NODE_NONE)
                continue;
            f->level[w] = f->level[v] + 1;
            f->queue[tail++] = w;
        }
    }
    return f->level[f->sink] != NODE_NONE;
}

/* The next arc to follow from v towards the sink, + 1; 0 when v is exhausted. */
static uint32_t flow_advance(struct flow *f, uint32_t v)
{
    uint32_t i = f->cursor[v];
    while (i != 0 && (!(f->room[i - 1] > 0) || f->level[f->to[i - 1]] != f->level[v] + 1))
        i = f->next[i - 1];
    f->cursor[v] = i;
    return i;
}

/* Pushes along f->path what fits; returns it, and in *ret_keep how much of the path's beginning still has room. */
static double flow_push(struct flow *f, uint32_t length, uint32_t *ret_keep)
{
    double fits = INFINITY;
    for (uint32_t i = 0; i < length; i++)
        fits = fmin(fits, f->room[f->path[i]]);
    *ret_keep = length;
    if (isinf(fits))
        return fits;
    for (uint32_t i = length; i-- > 0;) {
        f->room[f->path[i]] -= fits;
        f->room[f->path[i] ^ 1] += fits;
        if (!(f->room[f->path[i]] > 0))
            *ret_keep = i;
    }
    return fits;
}

/* A blocking flow over the present levels; infinite when a path cannot be cut (f->path holds it,
 * *ret_length arcs). */
static double flow_block(struct flow *f, uint32_t *ret_length)
{
    double pushed = 0;
    uint32_t length = 0, v = f->source;
    for (;;) {
        uint32_t arc = v == f->sink ? 0 : flow_advance(f, v);
        if (arc != 0) {
            f->path[length++] = arc - 1;
            v = f->to[arc - 1];
        } else if (v == f->sink) {
            double more = flow_push(f, length, ret_length);
            pushed += more;
            if (isinf(more))
                return pushed;
            length = *ret_length;
            v = f->to[f->path[length] ^ 1];
        } else if (length > 0) {
            f->level[v] = NODE_NONE; /* leads nowhere */
            v = f->to[f->path[--length] ^ 1];
        } else {
            return pushed;
        }
    }
}

/* A path of network arcs as graph nodes: in and out of a node are one, the two ends are left out. */
static enum err path_of_arcs(struct arena *a, const struct flow *f, uint32_t n, uint32_t length, struct path *ret_path)
{
    uint32_t *nodes = arena_array(a, length, uint32_t);
    if (!nodes)
        return ERR_MEMORY;
    uint32_t count = 0;
    for (uint32_t i = 0; i + 1 < length; i++) {
        uint32_t v = f->to[f->path[i]] % n;
        if (count == 0 || nodes[count - 1] != v)
            nodes[count++] = v;
    }
    *ret_path = (struct path){nodes, count};
    return OK;
}

/* What flows on an arc: its twin's room, all of which came from pushing. */
static bool carries(const struct flow *f, uint32_t arc)
{
    return arc % 2 == 0 && f->room[arc ^ 1] > 0;
}

/* Follows what flows, from the source to the sink, cycles cut off; takes the path's flow away.
 * Returns its length, 0 when no flow is left. */
static uint32_t take_path(struct flow *f)
{
    uint32_t length = 0, v = f->source;
    for (uint32_t u = 0; u < f->node_count; u++)
        f->level[u] = NODE_NONE; /* where on the path a node stands */
    while (v != f->sink) {
        if (f->level[v] != NODE_NONE)
            length = f->level[v];
        f->level[v] = length;
        uint32_t i = f->head[v];
        while (i != 0 && !carries(f, i - 1))
            i = f->next[i - 1];
        if (i == 0)
            return 0;
        f->path[length++] = i - 1;
        v = f->to[i - 1];
    }
    double least = INFINITY;
    for (uint32_t i = 0; i < length; i++)
        least = fmin(least, f->room[f->path[i] ^ 1]);
    for (uint32_t i = 0; i < length; i++)
        f->room[f->path[i] ^ 1] -= least;
    return length;
}

static enum err list_paths(struct arena *a, struct flow *f, uint32_t n, struct cut *cut)
{
    struct path *paths = arena_array(a, CUT_PATHS_MAX, struct path);
    if (!paths)
        return ERR_MEMORY;
    uint32_t length;
    while (cut->path_count < CUT_PATHS_MAX && (length = take_path(f)) > 0)
        TRY(path_of_arcs(a, f, n, length, &paths[cut->path_count++]));
    cut->paths = paths;
    return OK;
}

static void sift_down(uint32_t *numbers, uint32_t root, uint32_t n)
{
    for (uint32_t child; (child = 2 * root + 1) < n; root = child) {
        if (child + 1 < n && numbers[child + 1] > numbers[child])
            child++;
        if (numbers[root] >= numbers[child])
            return;
        uint32_t kept = numbers[root];
        numbers[root] = numbers[child];
        numbers[child] = kept;
    }
}

static void sort_numbers(uint32_t *numbers, uint32_t n)
{
    for (uint32_t i = n / 2; i-- > 0;)
        sift_down(numbers, i, n);
    for (uint32_t end = n; end-- > 1;) {
        uint32_t kept = numbers[0];
        numbers[0] = numbers[end];
        numbers[end] = kept;
        sift_down(numbers, 0, end);
    }
}

/* Arcs from what the source still reaches to what it does not. */
static enum err list_members(struct arena *a, const struct flow *f, struct cut *cut)
{
    uint32_t count = 0;
    for (int turn = 0; turn < 2; turn++) {
        uint32_t *members = turn ? arena_array(a, count, uint32_t) : NULL;
        if (turn && !members)
            return ERR_MEMORY;
        count = 0;
        for (uint32_t arc = 0; arc < f->arc_count; arc += 2) {
            bool crosses = f->level[f->to[arc ^ 1]] != NODE_NONE && f->level[f->to[arc]] == NODE_NONE;
            if (!crosses || !carries(f, arc))
                continue;
            if (members)
                members[count] = f->member[arc];
            count++;
        }
        if (members)
            sort_numbers(members, count);
        cut->members = members;
    }
    cut->member_count = count;
    return OK;
}

enum err graph_minimum_cut(struct arena *a, const struct graph *g, const bool *from, const bool *to, enum cut_of kind,
                           struct cut *ret_cut)
{
    struct flow f = {0};
    struct cut cut = {.verdict = CUT_FOUND};
    TRY(flow_build(a, g, from, to, kind, &f));
    uint32_t length = 0;
    while (!isinf(cut.size) && flow_level(&f))
        cut.size += flow_block(&f, &length);
    if (isinf(cut.size)) {
        struct path *shown = arena_one(a, struct path);
        if (!shown)
            return ERR_MEMORY;
        cut.verdict = CUT_IMPOSSIBLE;
        TRY(path_of_arcs(a, &f, g->node_count, length, shown));
        cut.paths = shown;
        cut.path_count = 1;
    } else if (cut.size == 0) {
        cut.verdict = CUT_NOTHING;
    } else {
        TRY(list_members(a, &f, &cut));
        TRY(list_paths(a, &f, g->node_count, &cut));
    }
    *ret_cut = cut;
    return OK;
}
