#include "analysis/complexity.h"
#include "analysis/eigen.h"
#include "analysis/fitness.h"
#include "analysis/specialisation.h"
#include "harness/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct arena *arena;

__attribute__((constructor)) static void open_arena(void)
{
    arena = arena_new((size_t)512 << 20);
}

/* "1110 0100": a place a word. */
static struct presence presence_of(const char *rows)
{
    struct triplet t[4096];
    size_t n = 0;
    uint32_t place = 0, activity = 0, widest = 0;
    for (const char *at = rows; *at; at++) {
        if (*at == ' ') {
            place++;
            activity = 0;
            continue;
        }
        if (*at == '1')
            t[n++] = (struct triplet){place, activity, 1};
        activity++;
        widest = activity > widest ? activity : widest;
    }
    struct sparse x;
    struct presence m;
    REQUIRE(sparse_build(arena, place + 1, widest, t, n, &x) == OK);
    REQUIRE(presence_from_values(arena, &x, PRESENCE_BY_VALUE, 0, &m) == OK);
    return m;
}

static struct complexity complexity_of(const struct presence *m)
{
    struct complexity z;
    REQUIRE(complexity_indices(arena, m, COMPLEXITY_LEAST_GAP, &z) == OK);
    return z;
}

static const char four_by_four[] = "1111 0100 0011 0001";

TEST("the four places of the known answer have the published ECI and PCI")
{
    struct presence m = presence_of(four_by_four);
    struct complexity z = complexity_of(&m);
    REQUIRE(z.verdict == COMPLEXITY_IDENTIFIED);
    const double eci[] = {-.075353, -1.602916, .747788, .930481};
    const double pci[] = {-.194073, -1.602916, .565095, .930481};
    for (int i = 0; i < 4; i++) {
        CHECK_NEAR(z.eci[i], eci[i], 5e-7);
        CHECK_NEAR(z.pci[i], pci[i], 5e-7);
    }
    CHECK_NEAR(z.eigenvalue_2, .542133713, 5e-10);
    CHECK_NEAR(z.eigenvalue_3, .190154302, 5e-10);
    CHECK(z.residual <= COMPLEXITY_RESIDUAL);
    CHECK(z.correlation > 0);
    CHECK_INT(z.groups, 1);
}

TEST("density of the known answer, with the diagonal and without")
{
    struct presence m = presence_of(four_by_four);
    const double with[] = {.2143, .4286, .1875, .1429}, without[] = {.375, 0, .3, .25};
    for (int diagonal = 0; diagonal < 2; diagonal++) {
        struct matrix phi;
        struct outlook o;
        REQUIRE(complexity_proximity(arena, &m, diagonal, 1, &phi) == OK);
        REQUIRE(complexity_outlook(arena, &m, &phi, NULL, 1, &o) == OK);
        for (size_t p = 0; p < 4; p++)
            CHECK_NEAR(matrix_at(&o.density, 1, p), diagonal ? with[p] : without[p], 5e-5);
    }
}

TEST("places that share no activity are said to be disconnected, not ranked")
{
    struct presence m = presence_of("1100 1100 0011 0010");
    struct complexity z = complexity_of(&m);
    CHECK_INT(z.verdict, COMPLEXITY_DISCONNECTED);
    CHECK_INT(z.groups, 2);
    CHECK_INT(z.largest_group, 2);
    CHECK(isnan(z.eci[0]) && isnan(z.pci[3]));
}

TEST("degenerate matrices are each named for what they are")
{
    struct presence empty = presence_of("000 000"), one = presence_of("111 000"), same = presence_of("110 110 110"),
                    circle = presence_of("110 011 101");
    CHECK_INT(complexity_of(&empty).verdict, COMPLEXITY_EMPTY);
    CHECK_INT(complexity_of(&one).verdict, COMPLEXITY_EMPTY);
    CHECK_INT(complexity_of(&same).verdict, COMPLEXITY_FLAT);
    /* A ring looks the same from everywhere: its second eigenvalue is repeated. */
    CHECK_INT(complexity_of(&circle).verdict, COMPLEXITY_TIED);
}

TEST("two places that differ but are equally diverse have an axis without a sign")
{
    struct presence m = presence_of("110 011");
    CHECK_INT(complexity_of(&m).verdict, COMPLEXITY_NO_SIGN);
}

TEST("a place without anything and an activity that nobody has change nothing for the others")
{
    struct presence m = presence_of(four_by_four), wider = presence_of("10111 00000 00100 00011 00001");
    struct complexity z = complexity_of(&m), w = complexity_of(&wider);
    REQUIRE(w.verdict == COMPLEXITY_IDENTIFIED);
    const int place[] = {0, 2, 3, 4}, activity[] = {0, 2, 3, 4};
    for (int i = 0; i < 4; i++) {
        CHECK_NEAR(w.eci[place[i]], z.eci[i], 1e-9);
        CHECK_NEAR(w.pci[activity[i]], z.pci[i], 1e-9);
    }
    CHECK(isnan(w.eci[1]) && isnan(w.pci[1]));
}

static struct presence random_presence(uint64_t *state, uint32_t places, uint32_t activities, unsigned percent,
                                       const uint32_t *place_order, const uint32_t *activity_order)
{
    size_t n = 0;
    struct triplet *t = arena_array(arena, (size_t)places * activities, struct triplet);
    for (uint32_t c = 0; c < places; c++)
        for (uint32_t p = 0; p < activities; p++)
            if (test_random(state) % 100 < percent + 60 * (unsigned)(c > p) / 2)
                t[n++] = (struct triplet){place_order ? place_order[c] : c, activity_order ? activity_order[p] : p, 1};
    struct sparse x;
    struct presence m;
    REQUIRE(sparse_build(arena, places, activities, t, n, &x) == OK);
    REQUIRE(presence_from_values(arena, &x, PRESENCE_BY_VALUE, 0, &m) == OK);
    return m;
}

static uint32_t *shuffled(uint64_t *state, uint32_t n)
{
    uint32_t *order = arena_array(arena, n, uint32_t);
    for (uint32_t i = 0; i < n; i++)
        order[i] = i;
    for (uint32_t i = n; i > 1; i--) {
        uint32_t j = (uint32_t)(test_random(state) % i), kept = order[i - 1];
        order[i - 1] = order[j];
        order[j] = kept;
    }
    return order;
}

TEST("renaming places and activities changes no index")
{
    uint64_t state = test_seed();
    for (int round = 0; round < test_rounds(150, 10000); round++) {
        uint32_t places = 5 + (uint32_t)(test_random(&state) % 30),
                 activities = 5 + (uint32_t)(test_random(&state) % 40);
        uint32_t *place = shuffled(&state, places), *activity = shuffled(&state, activities);
        uint64_t same = state;
        struct presence m = random_presence(&state, places, activities, 20, NULL, NULL);
        struct presence r = random_presence(&same, places, activities, 20, place, activity);
        struct complexity z = complexity_of(&m), w = complexity_of(&r);
        CHECK_INT(w.verdict, z.verdict);
        double tolerance = 1e-11 / fmax(z.eigenvalue_2 - z.eigenvalue_3, 1e-7) + 1e-9;
        for (uint32_t c = 0; c < places && z.verdict == COMPLEXITY_IDENTIFIED && !isnan(z.eci[c]); c++)
            CHECK_NEAR(w.eci[place[c]], z.eci[c], tolerance);
        struct fitness f, g;
        REQUIRE(fitness_of(arena, &m, &f) == OK && fitness_of(arena, &r, &g) == OK);
        for (uint32_t p = 0; p < activities && f.verdict == FITNESS_SETTLED; p++)
            CHECK(isnan(f.complexity[p]) || fabs(g.complexity[activity[p]] / f.complexity[p] - 1) < 1e-6);
    }
}

/* M̃ as it is written, multiplied out: the definition of PCI, of ECI as a mean, of density and gain. */
TEST("ECI, PCI, density and outlook satisfy their definitions on random matrices")
{
    uint64_t state = test_seed() + 7;
    for (int round = 0; round < test_rounds(10, 300); round++) {
        uint32_t places = 4 + (uint32_t)(test_random(&state) % 70),
                 activities = 4 + (uint32_t)(test_random(&state) % 90);
        struct presence m = random_presence(&state, places, activities, 25, NULL, NULL);
        struct complexity z = complexity_of(&m);
        if (z.verdict != COMPLEXITY_IDENTIFIED)
            continue;
        struct matrix full, phi;
        struct outlook o;
        REQUIRE(matrix_new(arena, places, activities, &full) == OK);
        for (uint32_t c = 0; c < places; c++)
            for (uint32_t i = m.first_activity[c]; i < m.first_activity[c + 1]; i++)
                matrix_row(&full, c)[m.activity[i]] = 1;
        REQUIRE(complexity_proximity(arena, &m, round % 2, 2, &phi) == OK);
        REQUIRE(complexity_outlook(arena, &m, &phi, z.pci_uncentred, 2, &o) == OK);
        for (uint32_t p = 0; p < activities; p++) {
            double image = 0, row = 0;
            for (uint32_t q = 0; q < activities; q++) {
                double common = 0, entry = 0;
                for (uint32_t c = 0; c < places; c++) {
                    double both = matrix_at(&full, c, p) * matrix_at(&full, c, q);
                    common += both;
                    entry += both ? both / (presence_diversity(&m, c) * (double)presence_ubiquity(&m, p)) : 0;
                }
                image += isnan(z.pci[q]) ? 0 : entry * z.pci_uncentred[q];
                double most = fmax(presence_ubiquity(&m, p), presence_ubiquity(&m, q));
                double expected = p == q ? round % 2 && most > 0 : most > 0 ? common / most : 0;
                CHECK_NEAR(matrix_at(&phi, p, q), expected, 1e-15);
                row += matrix_at(&phi, p, q);
            }
            if (presence_ubiquity(&m, p))
                CHECK_NEAR(image, z.eigenvalue_2 * z.pci_uncentred[p], 1e-9);
            for (uint32_t c = 0; c < places; c += 3) {
                double density = 0, gain = 0;
                for (uint32_t q = 0; q < activities; q++) {
                    double sum = 0;
                    for (uint32_t r = 0; r < activities; r++)
                        sum += matrix_at(&phi, q, r);
                    density += matrix_at(&full, c, q) * matrix_at(&phi, q, p);
                    if (presence_ubiquity(&m, q) && sum > 0)
                        gain += (1 - matrix_at(&full, c, q)) * matrix_at(&phi, q, p) * z.pci_uncentred[q] / sum;
                }
                if (row > 0)
                    CHECK_NEAR(matrix_at(&o.density, c, p), density / row, 1e-12);
                if (presence_ubiquity(&m, p))
                    CHECK_NEAR(matrix_at(&o.gain, c, p), (1 - matrix_at(&full, c, p)) * gain, 1e-9);
            }
        }
    }
}

TEST("density and gain have the same bits for any number of workers")
{
    uint64_t state = test_seed() + 3;
    struct presence m = random_presence(&state, 150, 170, 15, NULL, NULL);
    struct complexity z = complexity_of(&m);
    REQUIRE(z.verdict == COMPLEXITY_IDENTIFIED);
    struct matrix phi[3];
    struct outlook o[3];
    const int workers[] = {1, 2, 7};
    for (int i = 0; i < 3; i++) {
        REQUIRE(complexity_proximity(arena, &m, true, workers[i], &phi[i]) == OK);
        REQUIRE(complexity_outlook(arena, &m, &phi[i], z.pci_uncentred, workers[i], &o[i]) == OK);
        size_t bytes = 150 * 170 * sizeof(double);
        CHECK(memcmp(phi[i].cells, phi[0].cells, 170 * 170 * sizeof(double)) == 0);
        CHECK(memcmp(o[i].density.cells, o[0].density.cells, bytes) == 0);
        CHECK(memcmp(o[i].gain.cells, o[0].gain.cells, bytes) == 0);
        CHECK(memcmp(o[i].coi, o[0].coi, 150 * sizeof(double)) == 0);
    }
}

TEST("equal shares give a location quotient of exactly one, whatever the numbers")
{
    uint64_t state = test_seed() + 1;
    for (int i = 0; i < 1000; i++) {
        double x = (double)(1 + test_random(&state) % 1000003), rest = (double)(test_random(&state) % 999983);
        double times = (double)(1 + test_random(&state) % 9999);
        CHECK_NEAR(location_quotient(x, x + rest, x * times, (x + rest) * times), 1, 0);
    }
    CHECK(isnan(location_quotient(0, 0, 5, 10)));
    CHECK(isnan(location_quotient(0, 5, 0, 10)));
}

TEST("concentration and specialisation of a small table by hand")
{
    const struct triplet t[] = {{0, 0, 30}, {0, 1, 10}, {1, 0, 10}, {1, 2, 50}, {2, 3, 0}};
    struct sparse x;
    struct totals totals;
    struct place_indices *i;
    double *hhi;
    REQUIRE(sparse_build(arena, 3, 4, t, 5, &x) == OK);
    REQUIRE(totals_of(arena, &x, &totals) == OK);
    REQUIRE(place_indices_of(arena, &x, &totals, &i) == OK);
    REQUIRE(activity_concentration(arena, &x, &totals, &hhi) == OK);
    CHECK_NEAR(i[0].hhi, .75 * .75 + .25 * .25, 1e-15);
    CHECK_NEAR(i[0].krugman, .35 + .15 + .5, 1e-15);
    CHECK_NEAR(i[0].hachman, 1 / (.75 * .75 / .4 + .25 * .25 / .1), 1e-15);
    CHECK(isnan(i[2].hhi) && isnan(i[2].krugman) && isnan(i[2].hachman));
    CHECK_NEAR(hhi[0], .75 * .75 + .25 * .25, 1e-15);
    CHECK_NEAR(hhi[2], 1, 0);
    CHECK(isnan(hhi[3]));
}

TEST("places that are too small are left out before anything is measured")
{
    const struct triplet t[] = {{0, 0, 30}, {1, 0, 1}, {1, 1, 2}, {2, 1, 3}};
    struct sparse x, kept;
    uint32_t dropped = 0;
    REQUIRE(sparse_build(arena, 4, 2, t, 4, &x) == OK);
    REQUIRE(places_drop_small(arena, &x, 3.5, &kept, &dropped) == OK);
    CHECK_INT(dropped, 2);
    CHECK_INT(kept.first[4], 1);
    CHECK_INT(kept.rows, 4);
}

TEST("fitness of a matrix that settles is its own image under the map")
{
    struct presence m = presence_of("1111 1011 1110 0101");
    struct fitness f;
    REQUIRE(fitness_of(arena, &m, &f) == OK);
    CHECK_INT(f.verdict, FITNESS_SETTLED);
    double sum = 0, mean = 0;
    for (int c = 0; c < 4; c++)
        mean += f.fitness[c] / 4;
    CHECK_NEAR(mean, 1, 1e-12);
    for (uint32_t i = m.first_activity[3]; i < m.first_activity[4]; i++)
        sum += f.complexity[m.activity[i]];
    double first = 0;
    for (uint32_t i = m.first_activity[0]; i < m.first_activity[1]; i++)
        first += f.complexity[m.activity[i]];
    CHECK_NEAR(sum / first, f.fitness[3] / f.fitness[0], 1e-8);
}

TEST("fitness says when values vanish, and keeps the order of a nested matrix")
{
    struct presence m = presence_of("1111 1110 1100 1000 0000");
    struct fitness f;
    REQUIRE(fitness_of(arena, &m, &f) == OK);
    CHECK(f.verdict == FITNESS_VANISHES || f.verdict == FITNESS_UNSETTLED);
    CHECK(f.fitness[0] > f.fitness[1] && f.fitness[1] > f.fitness[2] && f.fitness[2] > f.fitness[3]);
    CHECK(f.complexity[3] > f.complexity[2] && f.complexity[2] > f.complexity[1]);
    CHECK(isnan(f.fitness[4]));
    struct presence nothing = presence_of("00");
    REQUIRE(fitness_of(arena, &nothing, &f) == OK);
    CHECK_INT(f.verdict, FITNESS_EMPTY);
}

struct diagonal {
    const double *values;
    size_t n;
};

static void apply_diagonal(void *self, const double *x, double *y)
{
    const struct diagonal *d = self;
    for (size_t i = 0; i < d->n; i++)
        y[i] = d->values[i] * x[i];
}

TEST("an eigenvalue that is there twice is found twice when the first vector is set aside")
{
    const double values[] = {.1, .7, .3, .7, .2};
    struct diagonal d = {values, 5};
    struct operator op = {5, apply_diagonal, &d};
    struct eigenpair one, two, three;
    REQUIRE(eigen_leading(arena, &op, NULL, 0, 1e-13, &one) == OK);
    const double *aside[2] = {one.vector, NULL};
    REQUIRE(eigen_leading(arena, &op, aside, 1, 1e-13, &two) == OK);
    aside[1] = two.vector;
    REQUIRE(eigen_leading(arena, &op, aside, 2, 1e-13, &three) == OK);
    CHECK_NEAR(one.value, .7, 1e-13);
    CHECK_NEAR(two.value, .7, 1e-13);
    CHECK_NEAR(three.value, .3, 1e-13);
    CHECK(one.converged && two.converged && three.converged);
    CHECK_NEAR(fabs(one.vector[1] * two.vector[1] + one.vector[3] * two.vector[3]), 0, 1e-12);
}

struct product {
    const double *factor; /* S = Bᵀ B */
    size_t n;
};

static void apply_product(void *self, const double *x, double *y)
{
    const struct product *b = self;
    double image[40];
    for (size_t i = 0; i < b->n; i++) {
        image[i] = 0;
        for (size_t j = 0; j < b->n; j++)
            image[i] += b->factor[i * b->n + j] * x[j];
    }
    for (size_t j = 0; j < b->n; j++) {
        y[j] = 0;
        for (size_t i = 0; i < b->n; i++)
            y[j] += b->factor[i * b->n + j] * image[i];
    }
}

TEST("the leading eigenvector of any matrix is found to the residual asked for, and none is larger")
{
    uint64_t state = test_seed() + 5;
    for (int round = 0; round < test_rounds(1000, 20000); round++) {
        double factor[1600], x[40], y[40];
        struct product b = {factor, 2 + test_random(&state) % 39};
        for (size_t i = 0; i < b.n * b.n; i++)
            factor[i] = test_random(&state) % 3 ? 0 : (double)(test_random(&state) % 1000) / (300.0 * (double)b.n);
        struct operator op = {b.n, apply_product, &b};
        struct eigenpair e;
        struct arena_mark mark = arena_mark(arena);
        REQUIRE(eigen_leading(arena, &op, NULL, 0, 1e-12, &e) == OK);
        CHECK(e.converged);
        double length = 0, rayleigh = 0, squares = 0;
        for (size_t i = 0; i < b.n; i++) {
            length += e.vector[i] * e.vector[i];
            x[i] = 1 + (double)(test_random(&state) % 100);
        }
        CHECK_NEAR(length, 1, 1e-12);
        for (int power = 0; power < 30; power++) {
            apply_product(&b, x, y);
            squares = 0;
            for (size_t i = 0; i < b.n; i++)
                squares += y[i] * y[i];
            rayleigh = 0;
            for (size_t i = 0; i < b.n && squares > 0; i++) {
                rayleigh += x[i] * y[i];
                x[i] = y[i] / sqrt(squares);
            }
        }
        CHECK(squares == 0 || rayleigh <= e.value + 1e-9);
        arena_rewind(arena, mark);
    }
}

TEST("the spaces that an eigenvector may be sought in can be empty or of one dimension")
{
    const double values[] = {.5};
    struct diagonal d = {values, 1};
    struct operator op = {1, apply_diagonal, &d};
    struct eigenpair e;
    REQUIRE(eigen_leading(arena, &op, NULL, 0, 1e-13, &e) == OK);
    CHECK_NEAR(e.value, .5, 1e-15);
    const double unit = 1, *aside[] = {&unit};
    REQUIRE(eigen_leading(arena, &op, aside, 1, 1e-13, &e) == OK);
    CHECK_NEAR(e.value, 0, 0);
    CHECK(e.converged);
}
