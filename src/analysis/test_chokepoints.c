#include "analysis/cuts.h"
#include "analysis/dependence.h"
#include "analysis/dominators.h"
#include "harness/test.h"

#include <math.h>
#include <string.h>

/* Small random graphs, and answers found by trying everything. */
enum { NODES_MAX = 9 };

static struct arena *arena;

__attribute__((constructor)) static void open_arena(void)
{
    arena = arena_new((size_t)256 << 20);
}

struct small {
    uint32_t n;
    bool arc[NODES_MAX][NODES_MAX];
    bool from[NODES_MAX], to[NODES_MAX];
    struct graph g;
    struct graph both;
};

static struct small random_small(uint64_t *state)
{
    struct small s = {.n = 2 + (uint32_t)(test_random(state) % (NODES_MAX - 1))};
    unsigned percent = 8 + (unsigned)(test_random(state) % 40);
    struct arc arcs[NODES_MAX * NODES_MAX];
    size_t count = 0;
    for (uint32_t v = 0; v < s.n; v++) {
        s.from[v] = test_random(state) % 5 == 0;
        s.to[v] = test_random(state) % 5 == 0;
        for (uint32_t w = 0; w < s.n; w++) {
            s.arc[v][w] = test_random(state) % 100 < percent;
            if (s.arc[v][w])
                arcs[count++] = (struct arc){v, w, 1 + (double)(test_random(state) % 9)};
        }
    }
    REQUIRE(graph_build(arena, s.n, arcs, count, &s.g) == OK);
    REQUIRE(graph_undirected(arena, &s.g, &s.both) == OK);
    return s;
}

static void reach_from(const struct small *s, uint32_t v, uint32_t gone, bool undirected, bool *seen)
{
    if (v == gone || seen[v])
        return;
    seen[v] = true;
    for (uint32_t w = 0; w < s->n; w++)
        if (s->arc[v][w] || (undirected && s->arc[w][v]))
            reach_from(s, w, gone, undirected, seen);
}

static bool reached_from_sources(const struct small *s, uint32_t node, uint32_t gone)
{
    bool seen[NODES_MAX] = {false};
    for (uint32_t v = 0; v < s->n; v++)
        if (s->from[v])
            reach_from(s, v, gone, false, seen);
    return node != gone && seen[node];
}

TEST("a node dominates another just when its loss leaves no way from any source")
{
    uint64_t state = test_seed();
    for (int round = 0; round < test_rounds(400, 20000); round++) {
        struct arena_mark mark = arena_mark(arena);
        struct small s = random_small(&state);
        struct dominators d;
        REQUIRE(graph_dominators(arena, &s.g, s.from, &d) == OK);
        for (uint32_t v = 0; v < s.n; v++) {
            bool reached = reached_from_sources(&s, v, NODE_NONE);
            uint32_t lost = 0;
            CHECK_INT(d.immediate[v] != NODE_NONE, reached);
            for (uint32_t w = 0; w < s.n; w++) {
                bool loses = reached_from_sources(&s, w, NODE_NONE) && !reached_from_sources(&s, w, v);
                lost += loses;
                if (reached_from_sources(&s, w, NODE_NONE))
                    CHECK_INT(dominates(&d, v, w), loses);
            }
            CHECK_INT(d.dominated[v], lost);
        }
        arena_rewind(arena, mark);
    }
}

static uint32_t count_parts(const struct small *s, uint32_t gone)
{
    bool seen[NODES_MAX] = {false};
    uint32_t parts = 0;
    for (uint32_t v = 0; v < s->n; v++) {
        if (v == gone || seen[v])
            continue;
        parts++;
        reach_from(s, v, gone, true, seen);
    }
    return parts;
}

static bool parted(const struct small *s, uint32_t one, uint32_t other, uint32_t gone)
{
    bool seen[NODES_MAX] = {false};
    reach_from(s, one, gone, true, seen);
    return !seen[other];
}

TEST("an articulation point is a node whose loss makes more parts, and it names two nodes that it parts")
{
    uint64_t state = test_seed() + 1;
    for (int round = 0; round < test_rounds(400, 20000); round++) {
        struct arena_mark mark = arena_mark(arena);
        struct small s = random_small(&state);
        struct weak_spots spots;
        REQUIRE(graph_weak_spots(arena, &s.both, &spots) == OK);
        uint32_t at = 0;
        for (uint32_t v = 0; v < s.n; v++) {
            uint32_t before = count_parts(&s, NODE_NONE), after = count_parts(&s, v);
            if (graph_degree(&s.both, v) == 0 || after <= before)
                continue;
            REQUIRE(at < spots.articulation_count);
            const struct articulation *p = &spots.articulations[at++];
            CHECK_INT(p->node, v);
            CHECK_INT(p->parts, after - before + 1);
            CHECK(p->one != v && p->other != v && parted(&s, p->one, p->other, v));
        }
        CHECK_INT(at, spots.articulation_count);
        arena_rewind(arena, mark);
    }
}

TEST("a bridge is an edge whose loss makes more parts, and it counts the smaller side")
{
    uint64_t state = test_seed() + 2;
    for (int round = 0; round < test_rounds(400, 20000); round++) {
        struct arena_mark mark = arena_mark(arena);
        struct small s = random_small(&state);
        struct weak_spots spots;
        REQUIRE(graph_weak_spots(arena, &s.both, &spots) == OK);
        uint32_t at = 0;
        for (uint32_t v = 0; v < s.n; v++) {
            for (uint32_t w = v + 1; w < s.n; w++) {
                if (!s.arc[v][w] && !s.arc[w][v])
                    continue;
                struct small without = s;
                without.arc[v][w] = without.arc[w][v] = false;
                if (count_parts(&without, NODE_NONE) == count_parts(&s, NODE_NONE))
                    continue;
                REQUIRE(at < spots.bridge_count);
                const struct bridge *b = &spots.bridges[at++];
                CHECK(b->one == v && b->other == w);
                bool seen[NODES_MAX] = {false}, all[NODES_MAX] = {false};
                reach_from(&without, v, NODE_NONE, true, seen);
                reach_from(&s, v, NODE_NONE, true, all);
                uint32_t side = 0, part = 0;
                for (uint32_t u = 0; u < s.n; u++)
                    side += seen[u], part += all[u];
                CHECK_INT(b->cut_off, side < part - side ? side : part - side);
            }
        }
        CHECK_INT(at, spots.bridge_count);
        arena_rewind(arena, mark);
    }
}

static bool connected_without(const struct small *s, unsigned nodes_gone, const bool *arcs_gone)
{
    struct small left = *s;
    uint32_t arc = 0;
    for (uint32_t v = 0; v < s->n; v++)
        for (uint32_t w = 0; w < s->n; w++)
            if (s->arc[v][w] && ((nodes_gone >> v & 1) || (nodes_gone >> w & 1) || (arcs_gone && arcs_gone[arc])))
                left.arc[v][w] = false, arc++;
            else
                arc += s->arc[v][w];
    bool seen[NODES_MAX] = {false};
    for (uint32_t v = 0; v < s->n; v++)
        if (s->from[v])
            reach_from(&left, v, NODE_NONE, false, seen);
    for (uint32_t v = 0; v < s->n; v++)
        if (s->to[v] && seen[v])
            return true;
    return false;
}

static void check_paths(const struct small *s, const struct cut *cut)
{
    for (uint32_t i = 0; i < cut->path_count; i++) {
        const struct path *p = &cut->paths[i];
        REQUIRE(p->node_count > 0);
        CHECK(s->from[p->nodes[0]] && s->to[p->nodes[p->node_count - 1]]);
        for (uint32_t k = 0; k + 1 < p->node_count; k++)
            CHECK(s->arc[p->nodes[k]][p->nodes[k + 1]]);
    }
}

TEST("the minimum node cut is the smallest set that parts sources from sinks, with as many paths apart")
{
    uint64_t state = test_seed() + 3;
    for (int round = 0; round < test_rounds(400, 20000); round++) {
        struct arena_mark mark = arena_mark(arena);
        struct small s = random_small(&state);
        struct cut cut;
        REQUIRE(graph_minimum_cut(arena, &s.g, s.from, s.to, CUT_NODES, &cut) == OK);
        unsigned ends = 0;
        for (uint32_t v = 0; v < s.n; v++)
            ends |= (unsigned)(s.from[v] || s.to[v]) << v;
        int least = -1;
        for (unsigned set = 0; set < 1u << s.n; set++)
            if (!(set & ends) && !connected_without(&s, set, NULL) && (least < 0 || __builtin_popcount(set) < least))
                least = __builtin_popcount(set);
        CHECK_INT(cut.verdict, least < 0 ? CUT_IMPOSSIBLE : least == 0 ? CUT_NOTHING : CUT_FOUND);
        check_paths(&s, &cut);
        if (cut.verdict == CUT_FOUND) {
            unsigned set = 0;
            for (uint32_t i = 0; i < cut.member_count; i++)
                set |= 1u << cut.members[i];
            CHECK_INT(cut.size, least);
            CHECK_INT(cut.path_count, least);
            CHECK_INT(__builtin_popcount(set), least);
            CHECK(!connected_without(&s, set, NULL));
        }
        arena_rewind(arena, mark);
    }
}

TEST("the minimum arc cut parts sources from sinks and weighs as much as what can flow")
{
    uint64_t state = test_seed() + 4;
    for (int round = 0; round < test_rounds(400, 20000); round++) {
        struct arena_mark mark = arena_mark(arena);
        struct small s = random_small(&state);
        enum cut_of kind = round % 2 ? CUT_ARCS_COUNTED : CUT_ARCS_WEIGHED;
        struct cut cut;
        REQUIRE(graph_minimum_cut(arena, &s.g, s.from, s.to, kind, &cut) == OK);
        bool end_to_end = false, gone[NODES_MAX * NODES_MAX] = {false};
        for (uint32_t v = 0; v < s.n; v++)
            end_to_end |= s.from[v] && s.to[v];
        CHECK_INT(cut.verdict, end_to_end ? CUT_IMPOSSIBLE : connected_without(&s, 0, NULL) ? CUT_FOUND : CUT_NOTHING);
        check_paths(&s, &cut);
        double weight = 0, least = INFINITY;
        for (uint32_t i = 0; i < cut.member_count; i++) {
            gone[cut.members[i]] = true;
            for (uint32_t k = 0; k < s.g.arc_count; k++)
                if (s.g.source[k] == cut.members[i])
                    weight += kind == CUT_ARCS_COUNTED ? 1 : s.g.weight[k];
        }
        /* A cut of arcs is a set of nodes on the side of the sources: try each. */
        for (unsigned side = 0; side < 1u << s.n; side++) {
            double sum = 0;
            bool fits = true;
            for (uint32_t v = 0; v < s.n; v++) {
                fits &= !(s.from[v] && !(side >> v & 1)) && !(s.to[v] && (side >> v & 1));
                for (uint32_t k = s.g.first[v]; k < s.g.first[v + 1]; k++)
                    if ((side >> v & 1) && !(side >> s.g.target[k] & 1))
                        sum += kind == CUT_ARCS_COUNTED ? 1 : s.g.weight[k];
            }
            least = fits ? fmin(least, sum) : least;
        }
        if (cut.verdict == CUT_FOUND) {
            CHECK_NEAR(cut.size, least, 1e-9);
            CHECK_NEAR(weight, least, 1e-9);
            CHECK(!connected_without(&s, 0, gone));
        }
        arena_rewind(arena, mark);
    }
}

TEST("strong components are the nodes that reach one another, and their order follows the arcs")
{
    uint64_t state = test_seed() + 5;
    for (int round = 0; round < test_rounds(400, 20000); round++) {
        struct arena_mark mark = arena_mark(arena);
        struct small s = random_small(&state);
        struct components c;
        uint32_t *order, place[NODES_MAX];
        REQUIRE(graph_strong_components(arena, &s.g, &c, &order) == OK);
        bool reach[NODES_MAX][NODES_MAX] = {{false}};
        for (uint32_t v = 0; v < s.n; v++) {
            reach_from(&s, v, NODE_NONE, false, reach[v]);
            place[order[v]] = v;
        }
        for (uint32_t v = 0; v < s.n; v++) {
            for (uint32_t w = 0; w < s.n; w++) {
                CHECK_INT(c.of_node[v] == c.of_node[w], reach[v][w] && reach[w][v]);
                if (s.arc[v][w] && c.of_node[v] != c.of_node[w])
                    CHECK(place[v] < place[w]);
            }
            struct path cycle;
            REQUIRE(path_cycle(arena, &s.g, v, &cycle) == OK);
            CHECK_INT(cycle.node_count > 0, c.size[c.of_node[v]] > 1 || s.arc[v][v]);
            for (uint32_t k = 0; k + 1 < cycle.node_count; k++)
                CHECK(s.arc[cycle.nodes[k]][cycle.nodes[k + 1]]);
        }
        REQUIRE(graph_parts(arena, &s.both, &c) == OK);
        CHECK_INT(c.count, count_parts(&s, NODE_NONE));
        arena_rewind(arena, mark);
    }
}

TEST("a shortest path is as long as the distance and avoids what is closed")
{
    uint64_t state = test_seed() + 6;
    for (int round = 0; round < test_rounds(400, 20000); round++) {
        struct arena_mark mark = arena_mark(arena);
        struct small s = random_small(&state);
        struct distances d;
        struct path p, q;
        REQUIRE(graph_distances(arena, &s.g, s.from, &d) == OK);
        bool closed[NODES_MAX];
        for (uint32_t v = 0; v < s.n; v++)
            closed[v] = test_random(&state) % 4 == 0;
        uint32_t nearest = NODE_NONE;
        for (uint32_t v = 0; v < s.n; v++) {
            REQUIRE(path_to(arena, &d, v, &q) == OK);
            CHECK_INT(q.node_count, d.steps[v] == NODE_NONE ? 0 : d.steps[v] + 1);
            if (s.to[v] && d.steps[v] < nearest)
                nearest = d.steps[v];
        }
        REQUIRE(path_shortest(arena, &s.g, s.from, s.to, NULL, &p) == OK);
        CHECK_INT(p.node_count, nearest == NODE_NONE ? 0 : nearest + 1);
        REQUIRE(path_shortest(arena, &s.g, s.from, s.to, closed, &p) == OK);
        for (uint32_t k = 0; k + 1 < p.node_count; k++) {
            CHECK(s.arc[p.nodes[k]][p.nodes[k + 1]]);
            CHECK(k == 0 || !closed[p.nodes[k]]);
        }
        arena_rewind(arena, mark);
    }
}

TEST("a chain as long as it likes needs no stack")
{
    enum { LONG = 200000 };
    struct arc *arcs = arena_array(arena, LONG, struct arc);
    bool *from = arena_array(arena, LONG, bool), *to = arena_array(arena, LONG, bool);
    for (uint32_t v = 0; v + 1 < LONG; v++)
        arcs[v] = (struct arc){v, v + 1, 1};
    from[0] = to[LONG - 1] = true;
    struct graph g, both;
    struct dominators d;
    struct weak_spots spots;
    struct components c;
    struct cut cut;
    REQUIRE(graph_build(arena, LONG, arcs, LONG - 1, &g) == OK);
    REQUIRE(graph_undirected(arena, &g, &both) == OK);
    REQUIRE(graph_dominators(arena, &g, from, &d) == OK);
    CHECK_INT(d.dominated[0], LONG);
    REQUIRE(graph_weak_spots(arena, &both, &spots) == OK);
    CHECK_INT(spots.articulation_count, LONG - 2);
    CHECK_INT(spots.bridge_count, LONG - 1);
    REQUIRE(graph_strong_components(arena, &g, &c, NULL) == OK);
    CHECK_INT(c.count, LONG);
    REQUIRE(graph_minimum_cut(arena, &g, from, to, CUT_NODES, &cut) == OK);
    CHECK_INT(cut.members[0], 1);
}

TEST("sourcing names who supplies most of each input, by customer and kind")
{
    const struct arc arcs[] = {{0, 3, 60}, {1, 3, 20}, {0, 3, 20}, {2, 3, 7}, {2, 4, 0}};
    const uint32_t kinds[] = {0, 0, 0, 1, 1};
    struct graph g;
    const struct sourcing *s;
    size_t count = 0;
    REQUIRE(graph_build(arena, 5, arcs, 5, &g) == OK);
    REQUIRE(graph_sourcing(arena, &g, kinds, &s, &count) == OK);
    REQUIRE(count == 2);
    CHECK_INT(s[0].customer, 3);
    CHECK_INT(s[0].suppliers, 2);
    CHECK_INT(s[0].largest_supplier, 0);
    CHECK_NEAR(s[0].largest_share, .8, 1e-15);
    CHECK_NEAR(s[0].hhi, .68, 1e-15);
    CHECK_INT(s[1].suppliers, 1);
    CHECK_NEAR(s[1].largest_share, 1, 0);
}

TEST("dependence on outside is followed through those who sell on, also round a cycle")
{
    /* 0 is outside; 1 buys half there, half from 2; 2 buys from 1 alone; 3 from 2 and 4; 4 buys nothing; 5 and 6 from
     * each other alone. */
    const struct arc arcs[] = {{0, 1, 5}, {2, 1, 5}, {1, 2, 8}, {2, 3, 1}, {4, 3, 3}, {5, 6, 1}, {6, 5, 1}, {1, 1, 9}};
    const bool outside[7] = {true};
    struct graph g;
    struct dependence d;
    REQUIRE(graph_build(arena, 7, arcs, 8, &g) == OK);
    REQUIRE(graph_dependence(arena, &g, outside, &d) == OK);
    CHECK(d.settled);
    CHECK_NEAR(d.direct[1], .5, 0);
    CHECK_NEAR(d.ultimate[1], 1, 1e-12);
    CHECK_NEAR(d.ultimate[2], 1, 1e-12);
    CHECK_NEAR(d.ultimate[3], .25, 1e-12);
    CHECK_NEAR(d.ultimate[4], 0, 0);
    CHECK_NEAR(d.ultimate[5], 0, 0);
    CHECK(isnan(d.depth[5]));
    /* depth of 1: ½ · 1 + ½ · (1 + depth of 2), depth of 2 = 1 + depth of 1 → 3 */
    CHECK_NEAR(d.depth[1], 3, 1e-10);
    CHECK_NEAR(d.depth[3], 5, 1e-10);
    CHECK_INT(d.nearest.steps[3], 3);
    CHECK_INT(d.nearest.steps[4], NODE_NONE);
}
