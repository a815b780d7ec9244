#include "analysis/eigen.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <string.h>

enum { STARTS_MAX = 3, CHECK_EVERY = 8, BISECTIONS = 80, INVERSE_STEPS = 4 };

/* S on the span of an orthonormal basis: tridiagonal, alpha on, beta beside the diagonal. */
struct lanczos {
    struct arena *arena;
    const struct operator* s;
    const double *const *aside;
    int aside_count;
    int steps_max;
    double **basis; /* each taken from the arena when first needed */
    double *alpha;
    double *beta;
    int steps;
    double *small; /* the eigenvector of the tridiagonal matrix */
    double *pivots;
};

static double dot(const double *x, const double *y, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i] * y[i];
    return sum;
}

static void add_multiple(double *y, double times, const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        y[i] += times * x[i];
}

static double normalise(double *x, size_t n)
{
    double length = sqrt(dot(x, x, n));
    for (size_t i = 0; length > 0 && i < n; i++)
        x[i] /= length;
    return length;
}

/* Twice is enough (Kahan, Parlett). */
static void make_orthogonal(const struct lanczos *z, double *x, int basis_count)
{
    size_t n = z->s->size;
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < z->aside_count; i++)
            add_multiple(x, -dot(x, z->aside[i], n), z->aside[i], n);
        for (int i = 0; i < basis_count; i++)
            add_multiple(x, -dot(x, z->basis[i], n), z->basis[i], n);
    }
}

/* Fixed, but without pattern: a vector of ones could be orthogonal to the answer. */
static void first_guess(double *x, size_t n)
{
    uint64_t state = UINT64_C(0x9E3779B97F4A7C15);
    for (size_t i = 0; i < n; i++) {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        x[i] = (double)(state >> 11) / (double)(UINT64_C(1) << 53) - 0.5;
    }
}

/* How many eigenvalues of the tridiagonal matrix lie above x: by the signs of the
 * pivots of T − x (Sturm; Givens 1954). */
static int eigenvalues_above(const double *alpha, const double *beta, int n, double x)
{
    int above = 0;
    double pivot = 1;
    for (int i = 0; i < n; i++) {
        double beside = i > 0 ? beta[i - 1] * beta[i - 1] / pivot : 0;
        pivot = alpha[i] - x - beside;
        if (pivot == 0)
            pivot = -1e-300;
        above += pivot > 0;
    }
    return above;
}

/* The least number found that no eigenvalue lies above. */
static double largest_eigenvalue(const double *alpha, const double *beta, int n)
{
    double bound = 0;
    for (int i = 0; i < n; i++)
        bound = fmax(bound, fabs(alpha[i]) + (i > 0 ? fabs(beta[i - 1]) : 0) + (i + 1 < n ? fabs(beta[i]) : 0));
    double low = -bound, high = bound + 1e-300;
    for (int i = 0; i < BISECTIONS; i++) {
        double middle = low + (high - low) / 2;
        if (eigenvalues_above(alpha, beta, n, middle) > 0)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* Solves (T − x) y = y in place; x is above every eigenvalue, so that all pivots are
 * negative and elimination without exchange is stable.  `pivots` is room for them. */
static void solve_shifted(const double *alpha, const double *beta, int n, double x, double *y, double *pivots)
{
    for (int i = 0; i < n; i++) {
        double factor = i > 0 ? beta[i - 1] / pivots[i - 1] : 0;
        pivots[i] = alpha[i] - x - (i > 0 ? factor * beta[i - 1] : 0);
        if (i > 0)
            y[i] -= factor * y[i - 1];
    }
    for (int i = n - 1; i >= 0; i--)
        y[i] = (y[i] - (i + 1 < n ? beta[i] * y[i + 1] : 0)) / pivots[i];
}

/* The eigenvector of T for its largest eigenvalue, by inverse iteration, into z->small. */
static void solve_tridiagonal(struct lanczos *z)
{
    double value = largest_eigenvalue(z->alpha, z->beta, z->steps);
    /* So far above that rounding, some units of the norm a step, turns no pivot positive; and for S = 0 so far
     * that the solution can still be squared. */
    double above = value + 4 * z->steps * DBL_EPSILON * fabs(value) + 1e-150;
    for (int i = 0; i < z->steps; i++)
        z->small[i] = 1;
    for (int i = 0; i < INVERSE_STEPS; i++) {
        solve_shifted(z->alpha, z->beta, z->steps, above, z->small, z->pivots);
        normalise(z->small, (size_t)z->steps);
    }
}

/* One more basis vector; *ret_more is false when the space is exhausted. */
static enum err lanczos_step(struct lanczos *z, bool *ret_more)
{
    size_t n = z->s->size;
    int k = z->steps;
    if (!z->basis[k + 1])
        z->basis[k + 1] = arena_array(z->arena, n, double);
    double *next = z->basis[k + 1];
    if (!next)
        return ERR_MEMORY;
    z->s->apply(z->s->self, z->basis[k], next);
    z->alpha[k] = dot(z->basis[k], next, n);
    z->steps = k + 1;
    make_orthogonal(z, next, z->steps);
    z->beta[k] = normalise(next, n);
    *ret_more = z->beta[k] > 1e-14 && z->steps < z->steps_max;
    return OK;
}

/* By the residual that the tridiagonal matrix foretells; looked at now and then, since it costs. */
static bool seems_done(struct lanczos *z, double tolerance)
{
    if (z->steps % CHECK_EVERY != 0)
        return false;
    solve_tridiagonal(z);
    return fabs(z->beta[z->steps - 1] * z->small[z->steps - 1]) <= tolerance / 4;
}

/* The vector of the small problem carried back, with its value and its true residual; it
 * becomes basis[0], where a further run starts. */
static void take_vector(struct lanczos *z, double tolerance, struct eigenpair *pair)
{
    size_t n = z->s->size;
    double *vector = pair->vector, *image = z->basis[1];
    memset(vector, 0, n * sizeof(*vector));
    for (int i = 0; i < z->steps; i++)
        add_multiple(vector, z->small[i], z->basis[i], n);
    make_orthogonal(z, vector, 0);
    double length = normalise(vector, n);
    z->s->apply(z->s->self, vector, image);
    pair->value = dot(vector, image, n);
    add_multiple(image, -pair->value, vector, n);
    make_orthogonal(z, image, 0); /* what is set aside may itself be known only nearly */
    pair->residual = sqrt(dot(image, image, n));
    pair->steps += z->steps + 1;
    pair->converged = length > 0 && pair->residual <= tolerance;
    memcpy(z->basis[0], vector, n * sizeof(*vector));
}

static enum err lanczos_run(struct lanczos *z, double tolerance, struct eigenpair *pair)
{
    z->steps = 0;
    for (bool more = true; more;) {
        TRY(lanczos_step(z, &more));
        more = more && !seems_done(z, tolerance);
    }
    solve_tridiagonal(z);
    take_vector(z, tolerance, pair);
    return OK;
}

static enum err lanczos_init(struct lanczos *z)
{
    size_t room = (size_t)z->steps_max + 2;
    z->basis = arena_array(z->arena, room, double *);
    z->alpha = arena_array(z->arena, room, double);
    z->beta = arena_array(z->arena, room, double);
    z->small = arena_array(z->arena, room, double);
    z->pivots = arena_array(z->arena, room, double);
    if (arena_failed(z->arena))
        return ERR_MEMORY;
    z->basis[0] = arena_array(z->arena, z->s->size, double);
    if (!z->basis[0])
        return ERR_MEMORY;
    first_guess(z->basis[0], z->s->size);
    make_orthogonal(z, z->basis[0], 0);
    return OK;
}

enum err eigen_leading(struct arena *a, const struct operator* s, const double *const *aside, int aside_count,
                       double tolerance, struct eigenpair *ret_pair)
{
    assert(aside_count <= EIGEN_ASIDE_MAX);
    struct eigenpair pair = {.vector = arena_array(a, s->size, double), .converged = true};
    if (!pair.vector)
        return ERR_MEMORY;
    struct arena_mark mark = arena_mark(a);
    size_t left = s->size > (size_t)aside_count ? s->size - (size_t)aside_count : 0;
    struct lanczos z = {.arena = a, .s = s, .aside = aside, .aside_count = aside_count};
    z.steps_max = left < EIGEN_BASIS_MAX ? (int)left : EIGEN_BASIS_MAX;
    TRY(lanczos_init(&z));
    if (left > 0 && normalise(z.basis[0], s->size) > 0) {
        pair.converged = false;
        for (int start = 0; start < STARTS_MAX && !pair.converged; start++)
            TRY(lanczos_run(&z, tolerance, &pair));
    }
    arena_rewind(a, mark);
    *ret_pair = pair;
    return OK;
}
