#include "analysis/graph.h"
#include "analysis/labels.h"
#include "analysis/matrix.h"
#include "harness/test.h"

#include <stdio.h>
#include <string.h>

static struct arena *arena;

__attribute__((constructor)) static void open_arena(void)
{
    arena = arena_new((size_t)64 << 20);
}

TEST("labels are numbered in the order in which they are first seen")
{
    struct labels *l = labels_new(arena);
    CHECK_INT(labels_add(l, "电池"), 0);
    CHECK_INT(labels_add(l, ""), 1);
    CHECK_INT(labels_add(l, "电池"), 0);
    CHECK_INT(labels_add(l, "电"), 2);
    CHECK_INT(labels_find(l, "电"), 2);
    CHECK(labels_find(l, "池") == LABEL_NONE);
    CHECK_INT(labels_count(l), 3);
    CHECK_TEXT(labels_text(l, 1), "");
}

TEST("ten thousand labels are each found again")
{
    struct labels *l = labels_new(arena);
    char name[32];
    for (int i = 0; i < 10000; i++) {
        snprintf(name, sizeof(name), "企业%d", i);
        REQUIRE(labels_add(l, name) == (uint32_t)i);
    }
    for (int i = 0; i < 10000; i++) {
        snprintf(name, sizeof(name), "企业%d", i);
        REQUIRE(labels_find(l, name) == (uint32_t)i);
        REQUIRE(strcmp(labels_text(l, (uint32_t)i), name) == 0);
    }
}

TEST("labels say when memory is out, at whichever allocation it happens")
{
    for (size_t nth = 1; nth < 40; nth++) {
        struct arena *small = arena_new(1 << 20);
        arena_fail_nth(nth);
        struct labels *l = labels_new(small);
        uint32_t last = 0;
        char name[16];
        for (int i = 0; l && i < 100 && last != LABEL_NONE; i++) {
            snprintf(name, sizeof(name), "%d", i);
            last = labels_add(l, name);
        }
        arena_fail_nth(0);
        CHECK((l == NULL || last == LABEL_NONE) == arena_failed(small));
        arena_free(small);
    }
}

static const struct arc arcs[] = {{2, 0, 1}, {0, 1, 2}, {0, 2, 3}, {0, 1, 4}, {1, 1, 5}};

TEST("a graph keeps each node's arcs together, by target, and knows where each came from")
{
    struct graph g;
    REQUIRE(graph_build(arena, 4, arcs, 5, &g) == OK);
    CHECK_INT(graph_degree(&g, 0), 3);
    CHECK_INT(graph_degree(&g, 3), 0);
    CHECK_INT(g.target[0], 1);
    CHECK_INT(g.target[2], 2);
    CHECK_INT(g.source[0], 1);
    CHECK_INT(g.source[1], 3);
    CHECK_INT(g.source[2], 2);
    CHECK_NEAR(g.weight[1], 4, 0);
}

TEST("a graph turned round twice is itself")
{
    struct graph g, back, again;
    REQUIRE(graph_build(arena, 4, arcs, 5, &g) == OK);
    REQUIRE(graph_reverse(arena, &g, &back) == OK);
    CHECK_INT(graph_degree(&back, 1), 3);
    REQUIRE(graph_reverse(arena, &back, &again) == OK);
    for (uint32_t i = 0; i < g.arc_count; i++) {
        CHECK_INT(again.target[i], g.target[i]);
        CHECK_NEAR(again.weight[i], g.weight[i], 0);
        CHECK_INT(arcs[again.source[i]].to, g.target[i]);
    }
}

TEST("the undirected graph has each edge once in each direction and no loops")
{
    struct graph g, both;
    REQUIRE(graph_build(arena, 4, arcs, 5, &g) == OK);
    REQUIRE(graph_undirected(arena, &g, &both) == OK);
    CHECK_INT(both.arc_count, 4);
    CHECK_INT(graph_degree(&both, 0), 2);
    CHECK_INT(graph_degree(&both, 1), 1);
    CHECK_NEAR(both.weight[0], 6, 0);
    CHECK_NEAR(both.weight[1], 4, 0);
    CHECK_INT(both.source[1], 0);
}

TEST("merging sums arcs with the same ends")
{
    struct arc some[5];
    memcpy(some, arcs, sizeof(some));
    CHECK_INT(arcs_merge(some, 5), 4);
    CHECK_NEAR(some[0].weight, 6, 0);
    CHECK_INT(arcs_merge(some, 0), 0);
}

TEST("a matrix times its inverse is the identity")
{
    uint64_t state = test_seed();
    for (size_t n = 1; n < 30; n++) {
        struct matrix m, inverse;
        enum inverse_verdict verdict;
        REQUIRE(matrix_new(arena, n, n, &m) == OK);
        for (size_t i = 0; i < n * n; i++)
            m.cells[i] = (double)(test_random(&state) % 2001) / 1000 - 1;
        REQUIRE(matrix_inverse(arena, &m, &inverse, &verdict) == OK);
        REQUIRE(verdict == INVERSE_EXISTS);
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < n; j++) {
                double sum = 0;
                for (size_t k = 0; k < n; k++)
                    sum += matrix_at(&m, i, k) * matrix_at(&inverse, k, j);
                CHECK_NEAR(sum, i == j, 1e-9);
            }
        }
    }
}

TEST("a matrix with dependent rows has no inverse")
{
    double cells[] = {1, 2, 3, 2, 4, 6, 1, 0, 1};
    struct matrix m = {3, 3, cells}, inverse;
    enum inverse_verdict verdict;
    REQUIRE(matrix_inverse(arena, &m, &inverse, &verdict) == OK);
    CHECK_INT(verdict, INVERSE_SINGULAR);
}

TEST("a sparse matrix sums repeats, drops zeros and comes back from two transpositions")
{
    const struct triplet t[] = {{1, 2, 5}, {0, 1, 1}, {1, 0, 2}, {0, 1, 3}, {1, 1, 4}, {1, 1, -4}};
    struct sparse s, turned, again;
    REQUIRE(sparse_build(arena, 3, 3, t, 6, &s) == OK);
    CHECK_INT(s.first[1], 1);
    CHECK_INT(s.first[2], 3);
    CHECK_INT(s.first[3], 3);
    CHECK_NEAR(s.value[0], 4, 0);
    CHECK_INT(s.column[1], 0);
    CHECK_INT(s.column[2], 2);
    REQUIRE(sparse_transpose(arena, &s, &turned) == OK);
    CHECK_INT(turned.first[1], 1);
    REQUIRE(sparse_transpose(arena, &turned, &again) == OK);
    CHECK(memcmp(again.column, s.column, 3 * sizeof(uint32_t)) == 0);
    CHECK(memcmp(again.value, s.value, 3 * sizeof(double)) == 0);
}
