/* The leading eigenvector of a symmetric operator, some directions set aside.
 *
 * Lanczos' method with full reorthogonalisation: exact in at most `size` steps,
 * and usually done in a few dozen.  The operator is a function, so that a sparse
 * matrix is never multiplied out.  The vector it starts from is fixed, the
 * arithmetic sequential: the same input gives the same bits.
 *
 * Asked twice, the second time with the first answer set aside, it also shows a
 * repeated eigenvalue, which a single run cannot.  (Golub & Van Loan, Matrix
 * Computations, 4th ed., ch. 10.) */
#ifndef ANALYSIS_EIGEN_H
#define ANALYSIS_EIGEN_H

#include "base/arena.h"
#include "base/fault.h"

#include <stdint.h>

struct operator
{
    size_t size;
    /* y = S x for a symmetric S without negative eigenvalues; `self` is the caller's. */
    void (*apply)(void *self, const double *x, double *y);
    void *self;
};

enum { EIGEN_BASIS_MAX = 1000, EIGEN_ASIDE_MAX = 2 };

struct eigenpair {
    double value;
    double *vector;  /* length 1 */
    double residual; /* ‖S v − λ v‖ as measured at the end */
    int steps;       /* applications of the operator */
    bool converged;  /* residual ≤ tolerance */
};

/* The largest eigenvalue of S on the complement of the unit, mutually orthogonal
 * vectors set aside.  Stops when the residual is ≤ tolerance (a length, S being
 * of norm about 1), or after EIGEN_BASIS_MAX steps from each of three starts.
 * Memory O(size × steps), time O(size × steps²) besides the operator's.
 * Where nothing is left (size ≤ aside_count) the value is 0, the vector zero. */
enum err eigen_leading(struct arena *a, const struct operator* s, const double *const *aside, int aside_count,
                       double tolerance, struct eigenpair *ret_pair);

#endif
