#include "analysis/local_supply.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- ratios ---- */

static void finish_ratio(struct supply_ratio *r)
{
    double known = r->local + r->outside, all = known + r->unknown;
    r->ratio = known > 0 ? r->local / known : NAN;
    r->coverage = all > 0 ? known / all : NAN;
    r->low = all > 0 ? r->local / all : NAN;
    r->high = all > 0 ? (r->local + r->unknown) / all : NAN;
}

static void add_purchase(struct supply_ratio *r, const struct purchase *p)
{
    double *sums[] = {[ORIGIN_UNKNOWN] = &r->unknown, [ORIGIN_LOCAL] = &r->local, [ORIGIN_OUTSIDE] = &r->outside};
    *sums[p->origin] += p->amount;
}

struct supply_ratio *local_supply_ratios(struct arena *a, const struct purchase *purchases, size_t n,
                                         uint32_t group_count)
{
    struct supply_ratio *ratios = arena_array(a, (size_t)group_count + 1, struct supply_ratio);
    if (!ratios)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        assert(purchases[i].group < group_count);
        add_purchase(&ratios[purchases[i].group], &purchases[i]);
        add_purchase(&ratios[group_count], &purchases[i]);
    }
    for (size_t g = 0; g <= group_count; g++)
        finish_ratio(&ratios[g]);
    return ratios;
}

/* ---- matches ---- */

struct matching {
    struct arena *arena;
    const struct supply_post *posts; /* by segment, then firm */
    size_t post_count;
    const struct supply_tie *ties; /* by buyer, then supplier */
    size_t tie_count;
    struct supply_match *list;
    size_t n, capacity;
};

static int compare_posts(const void *left, const void *right)
{
    const struct supply_post *a = left, *b = right;
    if (a->segment != b->segment)
        return a->segment < b->segment ? -1 : 1;
    return (a->firm > b->firm) - (a->firm < b->firm);
}

static int compare_ties(const void *left, const void *right)
{
    const struct supply_tie *a = left, *b = right;
    if (a->buyer != b->buyer)
        return a->buyer < b->buyer ? -1 : 1;
    return (a->supplier > b->supplier) - (a->supplier < b->supplier);
}

static int compare_matches(const void *left, const void *right)
{
    const struct supply_match *a = left, *b = right;
    if (a->essential != b->essential)
        return a->essential ? -1 : 1;
    if (isnan(a->could_move) != isnan(b->could_move))
        return isnan(a->could_move) ? 1 : -1;
    if (a->could_move != b->could_move && !isnan(a->could_move))
        return a->could_move > b->could_move ? -1 : 1;
    if (a->buyer != b->buyer)
        return a->buyer < b->buyer ? -1 : 1;
    if (a->segment != b->segment)
        return a->segment < b->segment ? -1 : 1;
    return (a->supplier > b->supplier) - (a->supplier < b->supplier);
}

static bool supplies_already(const struct matching *m, uint32_t supplier, uint32_t buyer)
{
    struct supply_tie wanted = {supplier, buyer};
    return m->tie_count && bsearch(&wanted, m->ties, m->tie_count, sizeof(wanted), compare_ties) != NULL;
}

static size_t first_post(const struct matching *m, uint32_t segment)
{
    size_t low = 0, high = m->post_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (m->posts[middle].segment < segment)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Everyone who could meet one need, the best `most` of them kept. */
static enum err match_need(struct matching *m, const struct supply_need *need, uint32_t most)
{
    size_t begin = m->n;
    for (size_t i = first_post(m, need->segment); i < m->post_count && m->posts[i].segment == need->segment; i++) {
        const struct supply_post *p = &m->posts[i];
        if (p->lead || p->firm == need->firm || supplies_already(m, p->firm, need->firm))
            continue;
        if (!arena_grow(m->arena, &m->list, m->n, &m->capacity))
            return ERR_MEMORY;
        m->list[m->n++] = (struct supply_match){p->firm, need->firm, need->segment, need->essential,
                                                fmin(p->capacity, need->bought_outside)};
    }
    if (m->n > begin)
        qsort(m->list + begin, m->n - begin, sizeof(*m->list), compare_matches);
    if (m->n - begin > most)
        m->n = begin + most;
    return OK;
}

static void *sorted_copy(struct arena *a, const void *from, size_t n, size_t size_bytes,
                         int (*compare)(const void *, const void *))
{
    void *copy = arena_alloc_array(a, n, size_bytes);
    if (copy && n > 0) {
        memcpy(copy, from, n * size_bytes);
        qsort(copy, n, size_bytes, compare);
    }
    return copy;
}

enum err local_supply_matches(struct arena *a, const struct supply_post *posts, size_t post_count,
                              const struct supply_need *needs, size_t need_count, const struct supply_tie *ties,
                              size_t tie_count, uint32_t most, const struct supply_match **ret_matches,
                              size_t *ret_count)
{
    struct matching m = {.arena = a, .post_count = post_count, .tie_count = tie_count};
    m.posts = sorted_copy(a, posts, post_count, sizeof(*posts), compare_posts);
    m.ties = sorted_copy(a, ties, tie_count, sizeof(*ties), compare_ties);
    if (!m.posts || !m.ties)
        return ERR_MEMORY;
    for (size_t i = 0; i < need_count; i++)
        TRY(match_need(&m, &needs[i], most));
    if (m.n > 0)
        qsort(m.list, m.n, sizeof(*m.list), compare_matches);
    *ret_matches = m.list;
    *ret_count = m.n;
    return OK;
}
