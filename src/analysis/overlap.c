#include "analysis/overlap.h"

#include <math.h>

struct pair {
    uint32_t both, either;
    double product;
};

/* Two rows side by side; columns ascend in each. */
static struct pair compare_rows(const struct sparse *w, uint32_t c, uint32_t d)
{
    uint32_t i = w->first[c], j = w->first[d], i_end = w->first[c + 1], j_end = w->first[d + 1];
    struct pair p = {0};
    while (i < i_end || j < j_end) {
        uint32_t left = i < i_end ? w->column[i] : UINT32_MAX, right = j < j_end ? w->column[j] : UINT32_MAX;
        p.either++;
        if (left == right) {
            p.both++;
            p.product += w->value[i] * w->value[j];
        }
        i += left <= right;
        j += right <= left;
    }
    return p;
}

static double length_of(const struct sparse *w, uint32_t c)
{
    double squares = 0;
    for (uint32_t i = w->first[c]; i < w->first[c + 1]; i++)
        squares += w->value[i] * w->value[i];
    return sqrt(squares);
}

static void set_both(struct matrix *m, uint32_t c, uint32_t d, double value)
{
    matrix_row(m, c)[d] = value;
    matrix_row(m, d)[c] = value;
}

static void compare_all(const struct sparse *w, const double *length, struct overlap *z)
{
    for (uint32_t c = 0; c < w->rows; c++) {
        for (uint32_t d = c; d < w->rows; d++) {
            struct pair p = compare_rows(w, c, d);
            bool known = length[c] > 0 && length[d] > 0;
            set_both(&z->common, c, d, known ? (double)p.both / p.either : NAN);
            set_both(&z->similarity, c, d, known ? fmin(p.product / (length[c] * length[d]), 1) : NAN);
        }
    }
}

/* With the other places that chose anything. */
static double mean_with_others(const struct matrix *m, uint32_t c)
{
    double sum = 0;
    uint32_t known = 0;
    for (uint32_t d = 0; d < m->columns; d++)
        if (d != c && !isnan(matrix_at(m, c, d)))
            sum += matrix_at(m, c, d), known++;
    return known > 0 ? sum / known : NAN;
}

static void find_unusual(const struct sparse *w, double *ret_unusual)
{
    for (uint32_t i = 0; i < w->first[w->rows]; i++)
        ret_unusual[w->column[i]]++;
    for (uint32_t p = 0; p < w->columns; p++)
        ret_unusual[p] = 1 - ret_unusual[p] / w->rows;
}

enum err overlap_of(struct arena *a, const struct sparse *weights, struct overlap *ret_overlap)
{
    struct overlap z = {.unusual = arena_array(a, weights->columns, double),
                        .mean_similarity = arena_array(a, weights->rows, double)};
    double *length = arena_array(a, weights->rows, double);
    if (arena_failed(a))
        return ERR_MEMORY;
    TRY(matrix_new(a, weights->rows, weights->rows, &z.common));
    TRY(matrix_new(a, weights->rows, weights->rows, &z.similarity));
    for (uint32_t c = 0; c < weights->rows; c++)
        length[c] = length_of(weights, c);
    compare_all(weights, length, &z);
    find_unusual(weights, z.unusual);
    for (uint32_t c = 0; c < weights->rows; c++)
        z.mean_similarity[c] = mean_with_others(&z.similarity, c);
    *ret_overlap = z;
    return OK;
}
