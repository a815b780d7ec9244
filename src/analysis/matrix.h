/* Dense and sparse matrices, as plain arrays, row-major.
 *
 * Sizes are the caller's promise and asserted.  Nothing here sums in an order
 * that depends on threads. */
#ifndef ANALYSIS_MATRIX_H
#define ANALYSIS_MATRIX_H

#include "base/arena.h"
#include "base/fault.h"

#include <stdint.h>

/* ---- dense ---- */
struct matrix {
    size_t rows;
    size_t columns;
    double *cells; /* rows × columns; cell (i, j) is cells[i * columns + j] */
};

/* All zero; ERR_MEMORY. */
enum err matrix_new(struct arena *a, size_t rows, size_t columns, struct matrix *ret_matrix);

static inline double *matrix_row(const struct matrix *m, size_t row)
{
    return m->cells + row * m->columns;
}
static inline double matrix_at(const struct matrix *m, size_t row, size_t column)
{
    return m->cells[row * m->columns + column];
}

enum inverse_verdict {
    INVERSE_EXISTS,
    INVERSE_SINGULAR /* a pivot smaller than 1e-13 of the largest cell */
};

/* The inverse of a square matrix by Gauss–Jordan elimination with row pivoting;
 * O(n³), a copy of n² cells meanwhile.  When *ret_verdict is INVERSE_SINGULAR the
 * result holds nothing of use. */
enum err matrix_inverse(struct arena *a, const struct matrix *m, struct matrix *ret_inverse,
                        enum inverse_verdict *ret_verdict);

/* ---- sparse, from triplets in any order ---- */
struct triplet {
    uint32_t row;
    uint32_t column;
    double value;
};

struct sparse {
    uint32_t rows;
    uint32_t columns;
    const uint32_t *first;  /* rows + 1 */
    const uint32_t *column; /* ascending within a row */
    double *value;
};

/* Triplets with the same cell are summed; zeros are dropped.  O(n + rows + columns). */
enum err sparse_build(struct arena *a, uint32_t rows, uint32_t columns, const struct triplet *triplets, size_t n,
                      struct sparse *ret_sparse);
enum err sparse_transpose(struct arena *a, const struct sparse *s, struct sparse *ret_sparse);

#endif
