/* Goals and forecasts, plain enough to be checked with a pocket calculator.
 *
 * Periods are whole numbers (years, quarters); values any unit. */
#ifndef ANALYSIS_FORECAST_H
#define ANALYSIS_FORECAST_H

#include "base/arena.h"
#include "base/fault.h"

#include <stdint.h>

/* ---- what a goal requires ---- */

/* base · (1 + growth)^periods: the path of "20 % a year". */
double goal_path(double base, double growth, int periods);

/* The growth a period that leads from `now` to `goal` in `periods`; NaN unless both are > 0 and periods > 0. */
double goal_growth_needed(double now, double goal, int periods);

/* ---- what the past suggests ---- */

enum forecast_verdict {
    FORECAST_MADE,
    FORECAST_TOO_SHORT,   /* fewer than FORECAST_LEAST_PERIODS known values */
    FORECAST_NOT_POSITIVE /* a growth rate needs values > 0 */
};
enum { FORECAST_LEAST_PERIODS = 4 };

/* Steady growth: ln v_t = α + β t by least squares over the known values, and for a later period
 *     exp(ŷ ± t_{n−2, p} · s · √(1 + 1/n + (t − t̄)² / Σ (t_i − t̄)²))
 * the interval in which a single further value lies with the probability asked for,
 * if growth goes on as it was.  (Any textbook; e.g. Draper & Smith, Applied
 * Regression Analysis, 3rd ed., §3.1.) */
struct trend {
    enum forecast_verdict verdict;
    int known;        /* values used */
    double level;     /* α, at period 0 */
    double growth;    /* e^β − 1, a period */
    double deviation; /* s, of the logarithms */
    double mean_period;
    double spread; /* Σ (t_i − t̄)² */
};

/* values[t] of periods 0 … n − 1; NaN where not known.  O(n). */
struct trend forecast_trend(const double *values, int n);

struct forecast {
    double value; /* the middle of the forecast: as likely above as below */
    double low, high;
};
/* All NaN unless the trend was made.  0 < probability < 1. */
struct forecast forecast_at(const struct trend *t, int period, double probability);

/* The t that Student's distribution of `degrees` ≥ 1 stays within ±t with this probability; to 1e-10. */
double student_quantile(int degrees, double probability);

#endif
