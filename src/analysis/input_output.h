/* Input–output tables: what a sector needs of all others, and what it feeds.
 *
 * z_ij is what sector i delivers to sector j, f_i to all final uses together,
 * x_i the output; one currency, one period, any unit.
 *
 *   A_ij = z_ij / x_j      L = (I − A)⁻¹   (Leontief 1936)
 *   B_ij = z_ij / x_i      G = (I − B)⁻¹   (Ghosh 1958)
 *   output multiplier of j       Σ_i L_ij: output everywhere for one unit of final use
 *   supply multiplier of i       Σ_j G_ij: output everywhere that one unit of i's value added feeds
 *   影响力系数 influence of j     Σ_i L_ij over the mean of these sums
 *   感应度系数 sensitivity of i   Σ_j L_ij over the mean of these sums
 *   balance of row i             x_i − Σ_j z_ij − f_i, which should be 0
 *
 * A sector without output must deliver and use nothing; its figures are NaN and
 * it is left out of the means.  O(sectors³).  (Miller & Blair, Input–Output
 * Analysis, 3rd ed. 2022.) */
#ifndef ANALYSIS_INPUT_OUTPUT_H
#define ANALYSIS_INPUT_OUTPUT_H

#include "analysis/matrix.h"

enum { IO_SECTORS_MAX = 2000 };

struct io_table {
    size_t sectors;
    const double *flows;      /* sectors × sectors, row i to column j; ≥ 0 */
    const double *final_uses; /* Σ of a row's final uses; may be negative (stocks, imports) */
    const double *output;     /* ≥ 0 */
};

/* x_i − Σ_j z_ij − f_i for each row.  NULL when memory is out. */
double *io_balance(struct arena *a, const struct io_table *t);

enum io_verdict {
    IO_SOLVED,
    IO_OUTPUT_MISSING, /* `sector` has no output and yet delivers or uses something */
    IO_SINGULAR,       /* I − A has no inverse */
    IO_NOT_PRODUCTIVE  /* the inverse has negative cells: the sectors use up more than they make (Hawkins & Simon 1949)
                        */
};

struct io_solution {
    enum io_verdict verdict;
    size_t sector; /* IO_OUTPUT_MISSING; IO_NOT_PRODUCTIVE: the column of the most negative cell */
    struct matrix leontief;
    struct matrix ghosh;
    double *output_multiplier; /* all by sector */
    double *supply_multiplier;
    double *influence;
    double *sensitivity;
};

/* ERR_MEMORY alone; all but verdict and sector is only there when solved. */
enum err io_solve(struct arena *a, const struct io_table *t, struct io_solution *ret_solution);

#endif
