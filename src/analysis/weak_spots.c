#include "analysis/cuts.h"

/* A depth-first tree of each part: when each node was first seen, and the earliest that its
 * subtree is tied to by an edge outside the tree. */
struct tree {
    const struct graph *g;
    uint32_t *seen; /* 1, 2 …; 0 = not yet */
    uint32_t *low;
    uint32_t *size;   /* nodes in the subtree */
    uint32_t *parent; /* NODE_NONE for a root */
    uint32_t *cursor;
    uint32_t *order;     /* nodes as first seen */
    uint32_t *part;      /* the number of the root above it, in `order` */
    uint32_t *part_size; /* by that number */
    uint32_t count;
};

static enum err tree_init(struct arena *a, struct tree *t)
{
    uint32_t **arrays[] = {&t->seen, &t->low, &t->size, &t->parent, &t->cursor, &t->order, &t->part, &t->part_size};
    for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++)
        if (!(*arrays[i] = arena_array(a, t->g->node_count, uint32_t)))
            return ERR_MEMORY;
    return OK;
}

static void enter(struct tree *t, uint32_t v, uint32_t parent, uint32_t part)
{
    t->order[t->count] = v;
    t->seen[v] = t->low[v] = ++t->count;
    t->size[v] = 1;
    t->parent[v] = parent;
    t->part[v] = part;
    t->cursor[v] = t->g->first[v];
}

static void leave(struct tree *t, uint32_t v)
{
    uint32_t up = t->parent[v];
    if (up == NODE_NONE)
        return;
    t->size[up] += t->size[v];
    if (t->low[v] < t->low[up])
        t->low[up] = t->low[v];
}

static void grow(struct tree *t, uint32_t root)
{
    uint32_t part = t->count, v = root;
    enter(t, root, NODE_NONE, part);
    while (v != NODE_NONE) {
        if (t->cursor[v] == t->g->first[v + 1]) {
            leave(t, v);
            v = t->parent[v];
            continue;
        }
        uint32_t w = t->g->target[t->cursor[v]++];
        if (t->seen[w] == 0) {
            enter(t, w, v, part);
            v = w;
        } else if (w != t->parent[v] && t->seen[w] < t->low[v]) {
            t->low[v] = t->seen[w];
        }
    }
    t->part_size[part] = t->size[root];
}

/* What falls off a node as its children are looked at: subtrees tied to nothing above it. */
struct falling {
    uint32_t parts;
    uint32_t nodes;
    uint32_t largest;
    uint32_t child, second_child;
};

static void collect_falling(const struct tree *t, struct falling *falling)
{
    for (uint32_t i = 0; i < t->count; i++) {
        uint32_t v = t->order[i], up = t->parent[v];
        if (up == NODE_NONE || t->low[v] < t->seen[up])
            continue;
        struct falling *f = &falling[up];
        if (f->parts == 0)
            f->child = v;
        else if (f->parts == 1)
            f->second_child = v;
        f->parts++;
        f->nodes += t->size[v];
        if (t->size[v] > f->largest)
            f->largest = t->size[v];
    }
}

static enum err list_articulations(struct arena *a, const struct tree *t, struct weak_spots *spots)
{
    uint32_t n = t->g->node_count, count = 0;
    struct falling *falling = arena_array(a, n, struct falling);
    struct articulation *list = arena_array(a, n, struct articulation);
    if (!falling || !list)
        return ERR_MEMORY;
    collect_falling(t, falling);
    for (uint32_t v = 0; v < n; v++) {
        const struct falling *f = &falling[v];
        bool is_root = t->parent[v] == NODE_NONE;
        uint32_t rest = t->part_size[t->part[v]] - 1 - f->nodes; /* what stays with the parent */
        uint32_t parts = f->parts + !is_root;
        if (f->parts == 0 || parts < 2)
            continue;
        uint32_t largest = rest > f->largest ? rest : f->largest;
        list[count++] = (struct articulation){v, parts, f->nodes + rest - largest, f->child,
                                              is_root ? f->second_child : t->parent[v]};
    }
    spots->articulations = list;
    spots->articulation_count = count;
    return OK;
}

/* By nodes, and each node's neighbours ascend: so do the ends of what is listed. */
static enum err list_bridges(struct arena *a, const struct tree *t, struct weak_spots *spots)
{
    const struct graph *g = t->g;
    uint32_t count = 0;
    struct bridge *list = arena_array(a, g->node_count, struct bridge);
    if (!list)
        return ERR_MEMORY;
    for (uint32_t v = 0; v < g->node_count; v++) {
        for (uint32_t i = g->first[v]; i < g->first[v + 1]; i++) {
            uint32_t w = g->target[i];
            uint32_t below = t->parent[w] == v ? w : t->parent[v] == w ? v : NODE_NONE;
            if (w < v || below == NODE_NONE || t->low[below] != t->seen[below])
                continue;
            uint32_t rest = t->part_size[t->part[v]] - t->size[below];
            list[count++] = (struct bridge){v, w, g->source[i], rest < t->size[below] ? rest : t->size[below]};
        }
    }
    spots->bridges = list;
    spots->bridge_count = count;
    return OK;
}

enum err graph_weak_spots(struct arena *a, const struct graph *both, struct weak_spots *ret_spots)
{
    struct tree t = {.g = both};
    TRY(tree_init(a, &t));
    for (uint32_t v = 0; v < both->node_count; v++)
        if (t.seen[v] == 0)
            grow(&t, v);
    TRY(list_articulations(a, &t, ret_spots));
    return list_bridges(a, &t, ret_spots);
}
