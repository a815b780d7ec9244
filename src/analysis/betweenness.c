#include "analysis/centrality.h"

#include "analysis/parallel.h"

#include <math.h>

enum { BLOCKS = 32 };

/* One worker's view from one source. */
struct view {
    uint32_t *steps; /* NODE_NONE = not reached; all so between sources */
    uint32_t *queue; /* room for one more than the nodes */
    double *paths;   /* shortest paths from the source; 0 between sources */
    double *pull;    /* (1 + what depends on the node) / paths; 0 but on the level last gathered */
};

struct counting {
    const struct graph *g;
    struct view *views; /* a worker */
    double *sums;       /* BLOCKS × nodes */
};

/* Without a branch for each arc, which no processor could foresee: what is met for the first time has
 * NODE_NONE steps, more than any level. */
static uint32_t spread(const struct graph *g, uint32_t source, struct view *v)
{
    uint32_t head = 0, tail = 1;
    v->steps[source] = 0;
    v->paths[source] = 1;
    v->queue[0] = source;
    while (head < tail) {
        uint32_t u = v->queue[head++], beyond = v->steps[u] + 1;
        double paths = v->paths[u];
        for (uint32_t i = g->first[u]; i < g->first[u + 1]; i++) {
            uint32_t w = g->target[i], steps = v->steps[w];
            v->queue[tail] = w;
            tail += steps == NODE_NONE;
            v->steps[w] = steps < beyond ? steps : beyond;
            v->paths[w] += steps < beyond ? 0 : paths;
        }
    }
    return tail;
}

/* The nodes queue[begin … end), all of one level: what depends on each is what depends on those one step on,
 * by the share of paths.  Only these have a pull other than 0, so that no arc need be asked where it leads. */
static void gather_level(const struct graph *g, struct view *v, uint32_t begin, uint32_t end, uint32_t beyond_end,
                         double *sums)
{
    for (uint32_t at = begin; at < end; at++) {
        uint32_t u = v->queue[at];
        double sum = 0;
        for (uint32_t i = g->first[u]; i < g->first[u + 1]; i++)
            sum += v->pull[g->target[i]];
        double depends = sum * v->paths[u];
        sums[u] += depends;
        v->paths[u] = (1 + depends) / v->paths[u]; /* not needed as paths any more */
    }
    for (uint32_t at = end; at < beyond_end; at++)
        v->pull[v->queue[at]] = 0;
    for (uint32_t at = begin; at < end; at++)
        v->pull[v->queue[at]] = v->paths[v->queue[at]];
}

/* Farthest level first, the source itself left out. */
static void gather(const struct graph *g, struct view *v, uint32_t reached, double *sums)
{
    uint32_t end = reached, beyond_end = reached;
    while (end > 1) {
        uint32_t begin = end - 1;
        while (begin > 1 && v->steps[v->queue[begin - 1]] == v->steps[v->queue[end - 1]])
            begin--;
        gather_level(g, v, begin, end, beyond_end, sums);
        beyond_end = end;
        end = begin;
    }
    for (uint32_t at = 0; at < reached; at++) {
        v->steps[v->queue[at]] = NODE_NONE;
        v->paths[v->queue[at]] = v->pull[v->queue[at]] = 0;
    }
}

static void count_block(void *context, int worker, size_t block)
{
    struct counting *c = context;
    size_t n = c->g->node_count, end = (block + 1) * n / BLOCKS;
    struct view *v = &c->views[worker];
    for (size_t source = block * n / BLOCKS; source < end; source++) {
        uint32_t reached = spread(c->g, (uint32_t)source, v);
        gather(c->g, v, reached, c->sums + block * n);
    }
}

static enum err counting_init(struct arena *a, struct counting *c, int workers)
{
    uint32_t n = c->g->node_count;
    c->views = arena_array(a, (size_t)workers, struct view);
    c->sums = arena_array(a, (size_t)BLOCKS * n, double);
    for (int w = 0; c->views && w < workers; w++) {
        struct view *v = &c->views[w];
        v->steps = arena_array(a, n, uint32_t);
        v->queue = arena_array(a, (size_t)n + 1, uint32_t);
        v->paths = arena_array(a, n, double);
        v->pull = arena_array(a, n, double);
        for (uint32_t u = 0; v->steps && u < n; u++)
            v->steps[u] = NODE_NONE;
    }
    return arena_failed(a) ? ERR_MEMORY : OK;
}

enum err graph_betweenness(struct arena *a, const struct graph *g, int workers, struct betweenness *ret_betweenness)
{
    size_t n = g->node_count;
    struct betweenness z = {.share = arena_array(a, n, double)};
    struct arena_mark mark = arena_mark(a);
    struct counting c = {.g = g};
    if (!z.share)
        return ERR_MEMORY;
    TRY(counting_init(a, &c, workers));
    parallel_run(workers, BLOCKS, count_block, &c);
    double pairs = n > 2 ? (double)(n - 1) * (double)(n - 2) : INFINITY;
    for (size_t b = 0; b < BLOCKS; b++)
        for (size_t v = 0; v < n; v++)
            z.share[v] += c.sums[b * n + v];
    for (size_t v = 0; v < n; v++)
        z.share[v] /= pairs;
    arena_rewind(a, mark);
    *ret_betweenness = z;
    return OK;
}

static bool has_arc(const struct graph *g, uint32_t from, uint32_t to)
{
    uint32_t low = g->first[from], high = g->first[from + 1];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (g->target[middle] == to)
            return true;
        if (g->target[middle] < to)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

bool betweenness_witness(const struct graph *g, const struct graph *back, uint32_t v, uint32_t *ret_before,
                         uint32_t *ret_after)
{
    for (uint32_t i = back->first[v]; i < back->first[v + 1]; i++) {
        uint32_t before = back->target[i];
        for (uint32_t j = g->first[v]; before != v && j < g->first[v + 1]; j++) {
            uint32_t after = g->target[j];
            if (after == v || after == before || has_arc(g, before, after))
                continue;
            *ret_before = before;
            *ret_after = after;
            return true;
        }
    }
    return false;
}
