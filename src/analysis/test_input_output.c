#include "analysis/input_output.h"
#include "harness/test.h"

#include <math.h>

static struct arena *arena;

__attribute__((constructor)) static void open_arena(void)
{
    arena = arena_new((size_t)64 << 20);
}

/* Germany 1995, six sectors, million DM: deliveries, final uses, output (Eurostat; from the R package iotables). */
static const double flows[36] = {1131, 25480, 1,     607,   710,    762,   7930, 304584, 64167, 41082, 11981, 30360,
                                 426,  7334,  3875,  5296,  23457,  9155,  3559, 72717,  14190, 74399, 10835, 21008,
                                 3637, 96115, 31027, 65755, 193176, 34223, 1552, 14986,  1747,  11225, 15058, 22070};
static const double final_uses[6] = {8500 + 16 + 2975 - 6 + 3734,        197792 + 8588 + 91692 + 7559 + 313711,
                                     3457 + 742 + 191715 + 0 + 149,      269663 + 13492 + 14155 + 0 + 46045,
                                     214757 + 10061 + 30124 + 0 + 13612, 119504 + 317251 + 3483 + 0 + 2042};
static const double output[6] = {43910, 1079446, 245606, 540063, 692487, 508918};   /* the total of the columns */
static const double declared[6] = {43910, 1079400, 245606, 540063, 692487, 508918}; /* the last column */
static const struct io_table germany = {6, flows, final_uses, output};

TEST("the output multipliers of Germany in 1995 are the published ones")
{
    const double published[] = {1.7048, 1.8413, 1.8136, 1.6035, 1.5951, 1.3782};
    struct io_solution s;
    REQUIRE(io_solve(arena, &germany, &s) == OK);
    REQUIRE(s.verdict == IO_SOLVED);
    for (int i = 0; i < 6; i++)
        CHECK_NEAR(s.output_multiplier[i], published[i], 5e-5);
}

TEST("the row of the German table that does not balance is found, and by how much")
{
    const double expected[] = {0, -46, 0, 0, 0, 0};
    const double *difference = io_balance(arena, &(struct io_table){6, flows, final_uses, declared});
    for (int i = 0; i < 6; i++)
        CHECK_NEAR(difference[i], expected[i], 1e-9);
}

TEST("influence and sensitivity average to one, and the inverse solves the table back")
{
    struct io_solution s;
    REQUIRE(io_solve(arena, &germany, &s) == OK);
    double influence = 0, sensitivity = 0;
    for (size_t i = 0; i < 6; i++) {
        influence += s.influence[i] / 6;
        sensitivity += s.sensitivity[i] / 6;
        double x = 0;
        for (size_t j = 0; j < 6; j++)
            x += matrix_at(&s.leontief, i, j) * final_uses[j];
        CHECK_NEAR(x / output[i], 1, 1e-12);
        for (size_t j = 0; j < 6; j++) /* G = D⁻¹ L D */
            CHECK_NEAR(matrix_at(&s.ghosh, i, j), matrix_at(&s.leontief, i, j) * output[j] / output[i], 1e-11);
    }
    CHECK_NEAR(influence, 1, 1e-12);
    CHECK_NEAR(sensitivity, 1, 1e-12);
}

TEST("tables that cannot be solved are named for why")
{
    const double none[] = {0, 0}, some[] = {10, 10}, one[] = {10, 0};
    const double all_used[] = {5, 5, 5, 5}, overused[] = {0, 30, 30, 0}, idle_uses[] = {1, 1, 0, 0},
                 idle[] = {5, 0, 0, 0};
    struct io_solution s;
    REQUIRE(io_solve(arena, &(struct io_table){2, all_used, none, some}, &s) == OK);
    CHECK_INT(s.verdict, IO_SINGULAR);
    REQUIRE(io_solve(arena, &(struct io_table){2, overused, none, some}, &s) == OK);
    CHECK_INT(s.verdict, IO_NOT_PRODUCTIVE);
    REQUIRE(io_solve(arena, &(struct io_table){2, idle_uses, none, one}, &s) == OK);
    CHECK_INT(s.verdict, IO_OUTPUT_MISSING);
    CHECK_INT(s.sector, 1);
    REQUIRE(io_solve(arena, &(struct io_table){2, idle, none, one}, &s) == OK);
    CHECK_INT(s.verdict, IO_SOLVED);
    CHECK_NEAR(s.output_multiplier[0], 2, 1e-15);
    CHECK(isnan(s.output_multiplier[1]));
    CHECK_NEAR(s.influence[0], 1, 1e-15);
}
