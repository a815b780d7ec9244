#include "analysis/input_output.h"

#include <math.h>

static const double *flow_row(const struct io_table *t, size_t i)
{
    return t->flows + i * t->sectors;
}

double *io_balance(struct arena *a, const struct io_table *t)
{
    double *difference = arena_array(a, t->sectors, double);
    for (size_t i = 0; difference && i < t->sectors; i++) {
        double used = t->final_uses[i];
        for (size_t j = 0; j < t->sectors; j++)
            used += flow_row(t, i)[j];
        difference[i] = t->output[i] - used;
    }
    return difference;
}

/* The first sector without output that takes part all the same; t->sectors when there is none. */
static size_t missing_output(const struct io_table *t)
{
    for (size_t k = 0; k < t->sectors; k++) {
        if (t->output[k] > 0)
            continue;
        for (size_t j = 0; j < t->sectors; j++)
            if (flow_row(t, k)[j] != 0 || flow_row(t, j)[k] != 0)
                return k;
    }
    return t->sectors;
}

/* (I − Z D⁻¹)⁻¹ by columns or (I − D⁻¹ Z)⁻¹ by rows. */
static enum err invert(struct arena *a, const struct io_table *t, bool by_columns, struct matrix *ret_inverse,
                       enum inverse_verdict *ret_verdict)
{
    struct matrix m;
    TRY(matrix_new(a, t->sectors, t->sectors, &m));
    for (size_t i = 0; i < t->sectors; i++) {
        for (size_t j = 0; j < t->sectors; j++) {
            double output = t->output[by_columns ? j : i];
            matrix_row(&m, i)[j] = (i == j) - (output > 0 ? flow_row(t, i)[j] / output : 0);
        }
    }
    return matrix_inverse(a, &m, ret_inverse, ret_verdict);
}

static void sum_of_columns(const struct matrix *m, double *ret_sums)
{
    for (size_t i = 0; i < m->rows; i++)
        for (size_t j = 0; j < m->columns; j++)
            ret_sums[j] += matrix_at(m, i, j);
}

static void sum_of_rows(const struct matrix *m, double *ret_sums)
{
    for (size_t i = 0; i < m->rows; i++)
        for (size_t j = 0; j < m->columns; j++)
            ret_sums[i] += matrix_at(m, i, j);
}

/* What has no output has no figure; `over_mean` divides by the mean of those that have. */
static void finish(const struct io_table *t, bool over_mean, double *sums)
{
    double sum = 0;
    size_t known = 0;
    for (size_t i = 0; i < t->sectors; i++) {
        if (!(t->output[i] > 0))
            sums[i] = NAN;
        else
            sum += sums[i], known++;
    }
    for (size_t i = 0; over_mean && i < t->sectors; i++)
        sums[i] /= sum / (double)known;
}

static void check_productive(struct io_solution *s)
{
    double least = -1e-9;
    const struct matrix *m = &s->leontief;
    for (size_t i = 0; i < m->rows * m->columns; i++) {
        if (m->cells[i] < least) {
            least = m->cells[i];
            s->verdict = IO_NOT_PRODUCTIVE;
            s->sector = i % m->columns;
        }
    }
}

static enum err derive(struct arena *a, const struct io_table *t, struct io_solution *s)
{
    double **figures[] = {&s->output_multiplier, &s->supply_multiplier, &s->influence, &s->sensitivity};
    for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
        if (!(*figures[i] = arena_array(a, t->sectors, double)))
            return ERR_MEMORY;
    sum_of_columns(&s->leontief, s->output_multiplier);
    sum_of_columns(&s->leontief, s->influence);
    sum_of_rows(&s->leontief, s->sensitivity);
    sum_of_rows(&s->ghosh, s->supply_multiplier);
    finish(t, false, s->output_multiplier);
    finish(t, false, s->supply_multiplier);
    finish(t, true, s->influence);
    finish(t, true, s->sensitivity);
    return OK;
}

enum err io_solve(struct arena *a, const struct io_table *t, struct io_solution *ret_solution)
{
    struct io_solution s = {.sector = missing_output(t)};
    enum inverse_verdict forward = INVERSE_EXISTS, backward = INVERSE_EXISTS;
    if (s.sector < t->sectors) {
        s.verdict = IO_OUTPUT_MISSING;
    } else {
        TRY(invert(a, t, true, &s.leontief, &forward));
        TRY(invert(a, t, false, &s.ghosh, &backward));
        if (forward == INVERSE_SINGULAR || backward == INVERSE_SINGULAR)
            s.verdict = IO_SINGULAR;
        else
            check_productive(&s);
    }
    if (s.verdict == IO_SOLVED)
        TRY(derive(a, t, &s));
    *ret_solution = s;
    return OK;
}
