#include "analysis/centrality.h"

#include "analysis/parallel.h"

#include <math.h>

enum { PAIRS_A_TASK = 64 };

/* A search from one end of a pair, level by level. */
struct half {
    const struct graph *g;
    uint32_t *steps; /* NODE_NONE = not reached; all so between pairs */
    double *paths;   /* shortest paths from the end */
    uint32_t *queue;
    uint32_t level; /* where the last level begins in the queue */
    uint32_t tail;
    uint32_t depth;
    uint64_t next_arcs; /* that leave the last level: the cost of one more */
};

struct sampling {
    const struct graph *g;
    const struct graph *back;
    uint32_t sample;
    uint64_t seed;
    struct half *halves; /* two a worker */
    uint32_t *hits;      /* nodes a worker */
};

/* splitmix64: any seed will do. */
static uint64_t next_random(uint64_t *state)
{
    uint64_t x = *state += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

/* In [0, 1). */
static double next_share(uint64_t *state)
{
    return (double)(next_random(state) >> 11) / (double)(UINT64_C(1) << 53);
}

static void half_begin(struct half *h, uint32_t end)
{
    h->steps[end] = 0;
    h->paths[end] = 1;
    h->queue[0] = end;
    h->level = h->depth = 0;
    h->tail = 1;
    h->next_arcs = graph_degree(h->g, end);
}

static void half_end(struct half *h)
{
    for (uint32_t i = 0; i < h->tail; i++)
        h->steps[h->queue[i]] = NODE_NONE;
}

static void half_deepen(struct half *h)
{
    uint32_t end = h->tail;
    h->depth++;
    h->next_arcs = 0;
    for (uint32_t at = h->level; at < end; at++) {
        uint32_t u = h->queue[at];
        for (uint32_t i = h->g->first[u]; i < h->g->first[u + 1]; i++) {
            uint32_t w = h->g->target[i];
            if (h->steps[w] == NODE_NONE) {
                h->steps[w] = h->depth;
                h->paths[w] = 0;
                h->queue[h->tail++] = w;
                h->next_arcs += graph_degree(h->g, w);
            }
            if (h->steps[w] == h->depth)
                h->paths[w] += h->paths[u];
        }
    }
    h->level = end;
}

/* How many shortest paths meet in the level just made; they meet nowhere earlier. */
static double count_meetings(const struct half *made, const struct half *other)
{
    double paths = 0;
    for (uint32_t at = made->level; at < made->tail; at++) {
        uint32_t w = made->queue[at];
        if (other->steps[w] == other->depth)
            paths += made->paths[w] * other->paths[w];
    }
    return paths;
}

/* The meeting point of the path of this number (0 ≤ number < all). */
static uint32_t choose_meeting(const struct half *made, const struct half *other, double number)
{
    uint32_t chosen = NODE_NONE;
    for (uint32_t at = made->level; at < made->tail && (chosen == NODE_NONE || number >= 0); at++) {
        uint32_t w = made->queue[at];
        if (other->steps[w] != other->depth)
            continue;
        chosen = w;
        number -= made->paths[w] * other->paths[w];
    }
    return chosen;
}

/* From the meeting point to the half's end, each shortest path as likely as any other; counts what lies between.
 * `towards` holds the arcs that lead back to the end. */
static void walk_home(const struct half *h, const struct graph *towards, uint32_t v, uint64_t *state, uint32_t *hits)
{
    while (h->steps[v] > 1) {
        double number = next_share(state) * h->paths[v];
        uint32_t chosen = NODE_NONE;
        for (uint32_t i = towards->first[v]; i < towards->first[v + 1] && (chosen == NODE_NONE || number >= 0); i++) {
            uint32_t u = towards->target[i];
            if (h->steps[u] != h->steps[v] - 1)
                continue;
            chosen = u;
            number -= h->paths[u];
        }
        hits[chosen]++;
        v = chosen;
    }
}

/* Both searches until they meet; 0 when no path leads from one end to the other. */
static double meet(struct half *forward, struct half *backward, struct half **ret_made, struct half **ret_other)
{
    for (;;) {
        bool ahead = forward->next_arcs <= backward->next_arcs;
        *ret_made = ahead ? forward : backward;
        *ret_other = ahead ? backward : forward;
        half_deepen(*ret_made);
        double paths = count_meetings(*ret_made, *ret_other);
        if (paths > 0 || (*ret_made)->level == (*ret_made)->tail)
            return paths;
    }
}

static void sample_pair(const struct sampling *s, struct half *halves, uint64_t number, uint32_t *hits)
{
    uint32_t n = s->g->node_count;
    uint64_t state = s->seed * UINT64_C(0xD1342543DE82EF95) + number * UINT64_C(0x2545F4914F6CDD1D);
    uint32_t from = (uint32_t)(next_random(&state) % n), to = (uint32_t)(next_random(&state) % (n - 1));
    to += to >= from;
    struct half *forward = &halves[0], *backward = &halves[1], *made, *other;
    half_begin(forward, from);
    half_begin(backward, to);
    double paths = meet(forward, backward, &made, &other);
    if (paths > 0) {
        uint32_t v = choose_meeting(made, other, next_share(&state) * paths);
        if (v != from && v != to)
            hits[v]++;
        walk_home(forward, s->back, v, &state, hits);
        walk_home(backward, s->g, v, &state, hits);
    }
    half_end(forward);
    half_end(backward);
}

static void sample_pairs(void *context, int worker, size_t task)
{
    const struct sampling *s = context;
    uint64_t end = (task + 1) * PAIRS_A_TASK < s->sample ? (task + 1) * PAIRS_A_TASK : s->sample;
    for (uint64_t i = task * PAIRS_A_TASK; i < end; i++)
        sample_pair(s, &s->halves[2 * worker], i, s->hits + (size_t)worker * s->g->node_count);
}

static enum err sampling_init(struct arena *a, struct sampling *s, int workers)
{
    uint32_t n = s->g->node_count;
    s->halves = arena_array(a, 2 * (size_t)workers, struct half);
    s->hits = arena_array(a, (size_t)workers * n, uint32_t);
    for (int i = 0; s->halves && i < 2 * workers; i++) {
        struct half *h = &s->halves[i];
        h->g = i % 2 ? s->back : s->g;
        h->steps = arena_array(a, n, uint32_t);
        h->paths = arena_array(a, n, double);
        h->queue = arena_array(a, n, uint32_t);
        for (uint32_t v = 0; h->steps && v < n; v++)
            h->steps[v] = NODE_NONE;
    }
    return arena_failed(a) ? ERR_MEMORY : OK;
}

/* Wilson's 95 % interval of a share of k hits in m. */
static void wilson(double k, double m, double *ret_low, double *ret_high)
{
    const double z = 1.959963984540054;
    double p = k / m, centre = p + z * z / (2 * m), spread = z * sqrt(p * (1 - p) / m + z * z / (4 * m * m));
    *ret_low = fmax((centre - spread) / (1 + z * z / m), 0);
    *ret_high = fmin((centre + spread) / (1 + z * z / m), 1);
}

enum err graph_betweenness_sampled(struct arena *a, const struct graph *g, uint32_t sample, uint64_t seed, int workers,
                                   struct betweenness *ret_betweenness)
{
    size_t n = g->node_count;
    struct betweenness z = {arena_array(a, n, double), arena_array(a, n, double), arena_array(a, n, double), sample};
    if (arena_failed(a))
        return ERR_MEMORY;
    struct arena_mark mark = arena_mark(a);
    struct graph back;
    TRY(graph_reverse(a, g, &back));
    struct sampling s = {.g = g, .back = &back, .sample = sample, .seed = seed};
    TRY(sampling_init(a, &s, workers));
    if (n > 2 && sample > 0)
        parallel_run(workers, ((size_t)sample + PAIRS_A_TASK - 1) / PAIRS_A_TASK, sample_pairs, &s);
    double scale = n > 2 ? (double)n / (double)(n - 2) : 0; /* pairs that could pass v leave v itself out */
    for (size_t v = 0; v < n && sample > 0; v++) {
        double hits = 0;
        for (int w = 0; w < workers; w++)
            hits += s.hits[(size_t)w * n + v];
        wilson(hits, sample, &z.low[v], &z.high[v]);
        z.share[v] = hits / sample * scale;
        z.low[v] *= scale;
        z.high[v] = fmin(z.high[v] * scale, 1);
    }
    arena_rewind(a, mark);
    *ret_betweenness = z;
    return OK;
}
