#include "analysis/matrix.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

enum err matrix_new(struct arena *a, size_t rows, size_t columns, struct matrix *ret_matrix)
{
    size_t cells = 0;
    bool fits = !__builtin_mul_overflow(rows, columns, &cells);
    *ret_matrix = (struct matrix){rows, columns, fits ? arena_array(a, cells, double) : NULL};
    return ret_matrix->cells ? OK : ERR_MEMORY;
}

static double largest_cell(const struct matrix *m)
{
    double largest = 0;
    for (size_t i = 0; i < m->rows * m->columns; i++)
        largest = fmax(largest, fabs(m->cells[i]));
    return largest;
}

static void swap_rows(struct matrix *m, size_t one, size_t other)
{
    for (size_t j = 0; one != other && j < m->columns; j++) {
        double kept = matrix_row(m, one)[j];
        matrix_row(m, one)[j] = matrix_row(m, other)[j];
        matrix_row(m, other)[j] = kept;
    }
}

static void subtract_multiple(double *row, const double *other, double times, size_t n)
{
    for (size_t j = 0; j < n; j++)
        row[j] -= times * other[j];
}

/* Gauss–Jordan on [work | inverse], both n × n; false at a pivot that vanishes. */
static bool eliminate(struct matrix *work, struct matrix *inverse)
{
    size_t n = work->rows;
    double least_pivot = 1e-13 * largest_cell(work);
    for (size_t k = 0; k < n; k++) {
        size_t best = k;
        for (size_t i = k + 1; i < n; i++)
            if (fabs(matrix_at(work, i, k)) > fabs(matrix_at(work, best, k)))
                best = i;
        double pivot = matrix_at(work, best, k);
        if (!(fabs(pivot) > least_pivot))
            return false;
        swap_rows(work, k, best);
        swap_rows(inverse, k, best);
        for (size_t j = 0; j < n; j++) {
            matrix_row(work, k)[j] /= pivot;
            matrix_row(inverse, k)[j] /= pivot;
        }
        for (size_t i = 0; i < n; i++) {
            double times = matrix_at(work, i, k);
            if (i == k || times == 0)
                continue;
            subtract_multiple(matrix_row(work, i), matrix_row(work, k), times, n);
            subtract_multiple(matrix_row(inverse, i), matrix_row(inverse, k), times, n);
        }
    }
    return true;
}

enum err matrix_inverse(struct arena *a, const struct matrix *m, struct matrix *ret_inverse,
                        enum inverse_verdict *ret_verdict)
{
    assert(m->rows == m->columns);
    TRY(matrix_new(a, m->rows, m->rows, ret_inverse));
    struct arena_mark mark = arena_mark(a);
    struct matrix work;
    TRY(matrix_new(a, m->rows, m->rows, &work));
    memcpy(work.cells, m->cells, m->rows * m->rows * sizeof(*work.cells));
    for (size_t i = 0; i < m->rows; i++)
        matrix_row(ret_inverse, i)[i] = 1;
    *ret_verdict = eliminate(&work, ret_inverse) ? INVERSE_EXISTS : INVERSE_SINGULAR;
    arena_rewind(a, mark);
    return OK;
}

/* ---- sparse ---- */

static bool ascends(const struct triplet *triplets, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (triplets[i].row < triplets[i - 1].row ||
            (triplets[i].row == triplets[i - 1].row && triplets[i].column < triplets[i - 1].column))
            return false;
    return true;
}

/* One stable counting pass: `key` is the offset of the row or the column in a triplet. */
static enum err pass(struct arena *a, const struct triplet *from, size_t n, uint32_t keys, size_t key,
                     struct triplet *ret_to)
{
    struct arena_mark mark = arena_mark(a);
    uint32_t *first = arena_array(a, (size_t)keys + 1, uint32_t);
    if (!first)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        first[*(const uint32_t *)((const char *)&from[i] + key) + 1]++;
    for (uint32_t k = 0; k < keys; k++)
        first[k + 1] += first[k];
    for (size_t i = 0; i < n; i++)
        ret_to[first[*(const uint32_t *)((const char *)&from[i] + key)]++] = from[i];
    arena_rewind(a, mark);
    return OK;
}

/* By row, then column, those of one cell as they stood; files usually come in that order already. */
static enum err order_cells(struct arena *a, uint32_t rows, uint32_t columns, const struct triplet *triplets, size_t n,
                            struct triplet *ret_cells)
{
    if (ascends(triplets, n)) {
        if (n > 0)
            memcpy(ret_cells, triplets, n * sizeof(*triplets));
        return OK;
    }
    struct arena_mark mark = arena_mark(a);
    struct triplet *by_column = arena_array(a, n, struct triplet);
    if (!by_column)
        return ERR_MEMORY;
    TRY(pass(a, triplets, n, columns, offsetof(struct triplet, column), by_column));
    TRY(pass(a, by_column, n, rows, offsetof(struct triplet, row), ret_cells));
    arena_rewind(a, mark);
    return OK;
}

/* Sums repeats and drops zeros, in place; `first` then says where each row begins. */
static size_t sum_repeats(uint32_t rows, struct triplet *cells, size_t n, uint32_t *ret_first)
{
    size_t kept = 0, i = 0;
    for (uint32_t r = 0; r < rows; r++) {
        ret_first[r] = (uint32_t)kept;
        while (i < n && cells[i].row == r) {
            struct triplet sum = cells[i++];
            while (i < n && cells[i].row == r && cells[i].column == sum.column)
                sum.value += cells[i++].value;
            if (sum.value != 0)
                cells[kept++] = sum;
        }
    }
    ret_first[rows] = (uint32_t)kept;
    return kept;
}

static enum err split(struct arena *a, const struct triplet *cells, size_t n, uint32_t **ret_column, double **ret_value)
{
    *ret_column = arena_array(a, n, uint32_t);
    *ret_value = arena_array(a, n, double);
    if (!*ret_column || !*ret_value)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        (*ret_column)[i] = cells[i].column;
        (*ret_value)[i] = cells[i].value;
    }
    return OK;
}

enum err sparse_build(struct arena *a, uint32_t rows, uint32_t columns, const struct triplet *triplets, size_t n,
                      struct sparse *ret_sparse)
{
    assert(n < UINT32_MAX);
    uint32_t *first = arena_array(a, (size_t)rows + 1, uint32_t);
    struct triplet *cells = arena_array(a, n, struct triplet);
    if (!first || !cells)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        assert(triplets[i].row < rows && triplets[i].column < columns);
    TRY(order_cells(a, rows, columns, triplets, n, cells));
    size_t kept = sum_repeats(rows, cells, n, first);
    uint32_t *column = NULL;
    double *value = NULL;
    TRY(split(a, cells, kept, &column, &value));
    *ret_sparse = (struct sparse){rows, columns, first, column, value};
    return OK;
}

enum err sparse_transpose(struct arena *a, const struct sparse *s, struct sparse *ret_sparse)
{
    uint32_t n = s->first[s->rows];
    uint32_t *first = arena_array(a, (size_t)s->columns + 1, uint32_t);
    uint32_t *column = arena_array(a, n, uint32_t);
    double *value = arena_array(a, n, double);
    if (!first || !column || !value)
        return ERR_MEMORY;
    for (uint32_t i = 0; i < n; i++)
        first[s->column[i] + 1]++;
    for (uint32_t c = 0; c < s->columns; c++)
        first[c + 1] += first[c];
    for (uint32_t r = 0; r < s->rows; r++) {
        for (uint32_t i = s->first[r]; i < s->first[r + 1]; i++) {
            uint32_t at = first[s->column[i]]++;
            column[at] = r;
            value[at] = s->value[i];
        }
    }
    for (uint32_t c = s->columns; c > 0; c--)
        first[c] = first[c - 1];
    first[0] = 0;
    *ret_sparse = (struct sparse){s->columns, s->rows, first, column, value};
    return OK;
}
