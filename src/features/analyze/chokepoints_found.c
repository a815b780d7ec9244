#include "features/analyze/chokepoints.h"

#include "analyze.texts.h"

#include <stdlib.h>

enum { BETWEEN_SHOWN = 20 };

struct listing {
    struct arena *arena;
    const struct chokepoints *c;
    struct finding *list;
    size_t n, capacity;
    size_t kind_begin; /* where the present kind begins */
};

static enum err add(struct listing *l, struct finding f)
{
    if (!arena_grow(l->arena, &l->list, l->n, &l->capacity))
        return ERR_MEMORY;
    l->list[l->n++] = f;
    return OK;
}

static enum err path_of(struct listing *l, uint32_t n, const uint32_t *nodes, struct path *ret_path)
{
    uint32_t *copy = arena_array(l->arena, n, uint32_t);
    if (!copy)
        return ERR_MEMORY;
    for (uint32_t i = 0; i < n; i++)
        copy[i] = nodes[i];
    *ret_path = (struct path){copy, n};
    return OK;
}

static int compare_findings(const void *left, const void *right)
{
    const struct finding *a = left, *b = right;
    if (a->figure != b->figure)
        return a->figure > b->figure ? -1 : 1;
    if (a->node != b->node)
        return a->node < b->node ? -1 : 1;
    return (a->other > b->other) - (a->other < b->other);
}

/* The findings of one kind are complete. */
static void end_kind(struct listing *l)
{
    if (l->n > l->kind_begin)
        qsort(l->list + l->kind_begin, l->n - l->kind_begin, sizeof(*l->list), compare_findings);
    l->kind_begin = l->n;
}

/* Every dominator of a sink but the sink itself; the shortest path from a source runs through each. */
static enum err dominators_of_sink(struct listing *l, uint32_t sink)
{
    const struct dominators *d = &l->c->dominators;
    struct path path;
    TRY(path_to(l->arena, &l->c->reach, sink, &path));
    for (uint32_t v = d->immediate[sink]; v < d->node_count; v = d->immediate[v])
        TRY(add(l, (struct finding){&T_analyze_finding_dominator, v, sink, LABEL_NONE, d->dominated[v] - 1, path}));
    return OK;
}

/* Nodes that others are lost with, shown by the farthest of those just below. */
static enum err dominators_of_any(struct listing *l)
{
    const struct dominators *d = &l->c->dominators;
    uint32_t *farthest = arena_array(l->arena, d->node_count, uint32_t); /* node + 1 */
    if (!farthest)
        return ERR_MEMORY;
    for (uint32_t v = 0; v < d->node_count; v++) {
        uint32_t above = d->immediate[v];
        if (above < d->node_count &&
            (!farthest[above] || l->c->reach.steps[v] > l->c->reach.steps[farthest[above] - 1]))
            farthest[above] = v + 1;
    }
    for (uint32_t v = 0; v < d->node_count; v++) {
        struct path path;
        if (!farthest[v])
            continue;
        TRY(path_to(l->arena, &l->c->reach, farthest[v] - 1, &path));
        TRY(add(l, (struct finding){&T_analyze_finding_dominator, v, farthest[v] - 1, LABEL_NONE, d->dominated[v] - 1,
                                    path}));
    }
    return OK;
}

static enum err list_dominators(struct listing *l)
{
    for (uint32_t v = 0; l->c->sinks_given && v < l->c->g.node_count; v++)
        if (l->c->to[v])
            TRY(dominators_of_sink(l, v));
    if (!l->c->sinks_given)
        TRY(dominators_of_any(l));
    end_kind(l);
    return OK;
}

static enum err list_weak_spots(struct listing *l)
{
    const struct weak_spots *s = &l->c->spots;
    struct path path;
    for (uint32_t i = 0; i < s->articulation_count; i++) {
        const struct articulation *p = &s->articulations[i];
        TRY(path_of(l, 3, (uint32_t[]){p->one, p->node, p->other}, &path));
        TRY(add(l,
                (struct finding){&T_analyze_finding_articulation, p->node, NODE_NONE, LABEL_NONE, p->cut_off, path}));
    }
    end_kind(l);
    for (uint32_t i = 0; i < s->bridge_count; i++) {
        const struct bridge *b = &s->bridges[i];
        TRY(path_of(l, 2, (uint32_t[]){b->one, b->other}, &path));
        TRY(add(l, (struct finding){&T_analyze_finding_bridge, b->one, b->other, LABEL_NONE, b->cut_off, path}));
    }
    end_kind(l);
    return OK;
}

/* The path, of those that a cut is shown by, that runs through a node, or an arc when `next` is given. */
static struct path path_through(const struct cut *cut, uint32_t node, uint32_t next)
{
    for (uint32_t i = 0; i < cut->path_count; i++) {
        const struct path *p = &cut->paths[i];
        for (uint32_t k = 0; k < p->node_count; k++)
            if (p->nodes[k] == node && (next == NODE_NONE || (k + 1 < p->node_count && p->nodes[k + 1] == next)))
                return *p;
    }
    return (struct path){0};
}

static enum err list_impossible(struct listing *l, const struct text *kind, const struct cut *cut)
{
    const struct path *p = &cut->paths[0];
    return add(l, (struct finding){kind, p->nodes[0], p->nodes[p->node_count - 1], LABEL_NONE, 0, *p});
}

static enum err list_node_cut(struct listing *l)
{
    const struct cut *cut = &l->c->node_cut;
    if (cut->verdict == CUT_IMPOSSIBLE)
        TRY(list_impossible(l, &T_analyze_finding_direct, cut));
    for (uint32_t i = 0; cut->verdict == CUT_FOUND && i < cut->member_count; i++) {
        uint32_t v = cut->members[i];
        TRY(add(l, (struct finding){&T_analyze_finding_node_cut, v, NODE_NONE, LABEL_NONE, cut->size,
                                    path_through(cut, v, NODE_NONE)}));
    }
    end_kind(l);
    return OK;
}

static enum err list_arc_cut(struct listing *l)
{
    const struct cut *cut = &l->c->arc_cut;
    const struct graph *g = &l->c->g;
    bool *cut_here = arena_array(l->arena, l->c->rows + 1, bool);
    if (!cut_here)
        return ERR_MEMORY;
    for (uint32_t i = 0; cut->verdict == CUT_FOUND && i < cut->member_count; i++)
        cut_here[cut->members[i]] = true;
    for (uint32_t v = 0; cut->verdict == CUT_FOUND && v < g->node_count; v++) {
        for (uint32_t i = g->first[v]; i < g->first[v + 1]; i++) {
            struct path path = cut_here[g->source[i]] ? path_through(cut, v, g->target[i]) : (struct path){0};
            if (path.node_count > 0)
                TRY(add(l, (struct finding){&T_analyze_finding_arc_cut, v, g->target[i], LABEL_NONE, cut->size, path}));
        }
    }
    end_kind(l);
    return OK;
}

/* Those in the middle of most shortest paths, each between two neighbours that have no shorter way. */
static enum err list_between(struct listing *l)
{
    const struct chokepoints *c = l->c;
    for (uint32_t v = 0; v < c->g.node_count; v++)
        if (c->betweenness.share[v] > 0)
            TRY(add(l, (struct finding){
                           &T_analyze_finding_between, v, NODE_NONE, LABEL_NONE, c->betweenness.share[v], {0}}));
    size_t begin = l->kind_begin;
    end_kind(l);
    if (l->n - begin > BETWEEN_SHOWN)
        l->n = l->kind_begin = begin + BETWEEN_SHOWN;
    for (size_t i = begin; i < l->n; i++) {
        uint32_t before = NODE_NONE, after = NODE_NONE, v = l->list[i].node;
        if (betweenness_witness(&c->g, &c->back, v, &before, &after))
            TRY(path_of(l, 3, (uint32_t[]){before, v, after}, &l->list[i].path));
    }
    return OK;
}

static enum err list_cycles(struct listing *l)
{
    const struct components *z = &l->c->cycles;
    bool *shown = arena_array(l->arena, z->count, bool);
    if (!shown)
        return ERR_MEMORY;
    for (uint32_t v = 0; !l->c->undirected && v < l->c->g.node_count; v++) {
        uint32_t component = z->of_node[v];
        struct path path;
        if (shown[component] || z->size[component] < 2)
            continue;
        shown[component] = true;
        TRY(path_cycle(l->arena, &l->c->g, v, &path));
        TRY(add(l, (struct finding){&T_analyze_finding_cycle, v, NODE_NONE, LABEL_NONE, z->size[component], path}));
    }
    end_kind(l);
    return OK;
}

static enum err list_single_sources(struct listing *l)
{
    for (size_t i = 0; !l->c->undirected && i < l->c->sourcing_count; i++) {
        const struct sourcing *s = &l->c->sourcing[i];
        struct path path;
        if (s->suppliers > 1)
            continue;
        TRY(path_of(l, 2, (uint32_t[]){s->largest_supplier, s->customer}, &path));
        TRY(add(l, (struct finding){&T_analyze_finding_single_source, s->customer, s->largest_supplier, s->kind,
                                    s->largest_share, path}));
    }
    end_kind(l);
    return OK;
}

static enum err list_outside(struct listing *l)
{
    const struct dependence *d = &l->c->dependence;
    for (uint32_t v = 0; l->c->outside_count && v < l->c->g.node_count; v++) {
        struct path path;
        if (l->c->outside[v] || !(d->ultimate[v] > 0))
            continue;
        TRY(path_to(l->arena, &d->nearest, v, &path));
        TRY(add(l, (struct finding){&T_analyze_finding_outside, v, path.nodes[0], LABEL_NONE, d->ultimate[v], path}));
    }
    end_kind(l);
    return OK;
}

enum err chokepoints_found(struct arena *a, const struct chokepoints *c, const struct finding **ret_findings,
                           size_t *ret_count)
{
    static enum err (*const lists[])(struct listing *) = {
        list_dominators, list_node_cut, list_arc_cut,    list_single_sources,
        list_outside,    list_between,  list_weak_spots, list_cycles,
    };
    struct listing l = {.arena = a, .c = c};
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
        TRY(lists[i](&l));
    *ret_findings = l.list;
    *ret_count = l.n;
    return OK;
}
