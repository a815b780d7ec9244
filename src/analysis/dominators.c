#include "analysis/dominators.h"

/* Nodes are handled by the number at which a depth-first search first sees them; number 1 is
 * the root that stands above all sources, 0 is none.  Arrays below are by that number. */
enum { ROOT = 1 };

struct forest {
    const struct graph *g;
    const struct graph *back;
    const bool *from;
    uint32_t *node;   /* number → node */
    uint32_t *number; /* node → number */
    uint32_t *parent;
    uint32_t *semi;
    uint32_t *label;
    uint32_t *ancestor; /* 0 = not linked yet */
    uint32_t *bucket;   /* the first of those whose semidominator this is */
    uint32_t *next;     /* the next in the bucket */
    uint32_t *idom;
    uint32_t *stack;
    uint32_t *cursor; /* by node */
    uint32_t count;   /* the last number in use */
};

static enum err forest_init(struct arena *a, struct forest *f)
{
    size_t n = (size_t)f->g->node_count + 2;
    uint32_t **arrays[] = {&f->node,   &f->number, &f->parent, &f->semi,  &f->label, &f->ancestor,
                           &f->bucket, &f->next,   &f->idom,   &f->stack, &f->cursor};
    for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++)
        if (!(*arrays[i] = arena_array(a, n, uint32_t)))
            return ERR_MEMORY;
    f->count = f->semi[ROOT] = f->label[ROOT] = ROOT;
    return OK;
}

static void enter(struct forest *f, uint32_t v, uint32_t parent)
{
    uint32_t number = ++f->count;
    f->number[v] = number;
    f->node[number] = v;
    f->parent[number] = parent;
    f->semi[number] = number;
    f->label[number] = number;
    f->cursor[v] = f->g->first[v];
}

static void search_from(struct forest *f, uint32_t source)
{
    uint32_t depth = 0;
    enter(f, source, ROOT);
    f->stack[depth++] = source;
    while (depth > 0) {
        uint32_t v = f->stack[depth - 1];
        if (f->cursor[v] == f->g->first[v + 1]) {
            depth--;
            continue;
        }
        uint32_t w = f->g->target[f->cursor[v]++];
        if (f->number[w] == 0) {
            enter(f, w, f->number[v]);
            f->stack[depth++] = w;
        }
    }
}

/* The number of least semidominator on the way up from v, v's linked tree flattened as it goes. */
static uint32_t evaluate(struct forest *f, uint32_t v)
{
    if (f->ancestor[v] == 0)
        return f->label[v];
    uint32_t depth = 0;
    for (uint32_t u = v; f->ancestor[f->ancestor[u]] != 0; u = f->ancestor[u])
        f->stack[depth++] = u;
    while (depth > 0) {
        uint32_t u = f->stack[--depth], above = f->ancestor[u];
        if (f->semi[f->label[above]] < f->semi[f->label[u]])
            f->label[u] = f->label[above];
        f->ancestor[u] = f->ancestor[above];
    }
    return f->label[v];
}

static void find_semidominator(struct forest *f, uint32_t w)
{
    uint32_t v = f->node[w];
    if (f->from[v])
        f->semi[w] = ROOT;
    for (uint32_t i = f->back->first[v]; i < f->back->first[v + 1]; i++) {
        uint32_t u = f->number[f->back->target[i]];
        if (u == 0)
            continue;
        uint32_t semi = f->semi[evaluate(f, u)];
        if (semi < f->semi[w])
            f->semi[w] = semi;
    }
}

/* Those waiting in the parent's bucket are decided, or put down to another that will be. */
static void empty_bucket(struct forest *f, uint32_t parent)
{
    for (uint32_t v = f->bucket[parent]; v != 0; v = f->next[v]) {
        uint32_t u = evaluate(f, v);
        f->idom[v] = f->semi[u] < f->semi[v] ? u : parent;
    }
    f->bucket[parent] = 0;
}

static void find_dominators(struct forest *f)
{
    for (uint32_t w = f->count; w > ROOT; w--) {
        find_semidominator(f, w);
        f->next[w] = f->bucket[f->semi[w]];
        f->bucket[f->semi[w]] = w;
        f->ancestor[w] = f->parent[w];
        empty_bucket(f, f->parent[w]);
    }
    for (uint32_t w = ROOT + 1; w <= f->count; w++)
        if (f->idom[w] != f->semi[w])
            f->idom[w] = f->idom[f->idom[w]];
}

/* Back from numbers to nodes; sizes from the last number to the first, children before parents. */
static void report(const struct forest *f, struct dominators *d)
{
    for (uint32_t v = 0; v < f->g->node_count; v++)
        d->immediate[v] = NODE_NONE;
    for (uint32_t w = f->count; w > ROOT; w--) {
        uint32_t v = f->node[w];
        d->dominated[v]++;
        d->immediate[v] = f->idom[w] == ROOT ? f->g->node_count : f->node[f->idom[w]];
        if (f->idom[w] != ROOT)
            d->dominated[f->node[f->idom[w]]] += d->dominated[v];
    }
    d->reached = f->count - ROOT;
}

enum err graph_dominators(struct arena *a, const struct graph *g, const bool *from, struct dominators *ret_dominators)
{
    struct dominators d = {arena_array(a, g->node_count, uint32_t), arena_array(a, g->node_count, uint32_t), 0,
                           g->node_count};
    if (!d.immediate || !d.dominated)
        return ERR_MEMORY;
    struct arena_mark mark = arena_mark(a);
    struct graph back;
    TRY(graph_reverse(a, g, &back));
    struct forest f = {.g = g, .back = &back, .from = from};
    TRY(forest_init(a, &f));
    for (uint32_t v = 0; v < g->node_count; v++)
        if (from[v] && f.number[v] == 0)
            search_from(&f, v);
    find_dominators(&f);
    report(&f, &d);
    arena_rewind(a, mark);
    *ret_dominators = d;
    return OK;
}

bool dominates(const struct dominators *d, uint32_t above, uint32_t node)
{
    while (node != above && node < d->node_count)
        node = d->immediate[node];
    return node == above;
}
