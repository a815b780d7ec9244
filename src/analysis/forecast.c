#include "analysis/forecast.h"

#include <math.h>

double goal_path(double base, double growth, int periods)
{
    return base * pow(1 + growth, periods);
}

double goal_growth_needed(double now, double goal, int periods)
{
    return now > 0 && goal > 0 && periods > 0 ? pow(goal / now, 1.0 / periods) - 1 : NAN;
}

/* ---- trend ---- */

static void sum_known(const double *values, int n, struct trend *t, double *ret_mean_log)
{
    double periods = 0, logs = 0;
    for (int i = 0; i < n; i++) {
        if (isnan(values[i]))
            continue;
        if (!(values[i] > 0))
            t->verdict = FORECAST_NOT_POSITIVE;
        t->known++;
        periods += i;
        logs += log(values[i]);
    }
    t->mean_period = periods / t->known;
    *ret_mean_log = logs / t->known;
}

static void fit(const double *values, int n, double mean_log, struct trend *t)
{
    double slope = 0, squares = 0;
    for (int i = 0; i < n; i++) {
        if (isnan(values[i]))
            continue;
        t->spread += (i - t->mean_period) * (i - t->mean_period);
        slope += (i - t->mean_period) * (log(values[i]) - mean_log);
    }
    slope /= t->spread;
    t->level = mean_log - slope * t->mean_period;
    t->growth = expm1(slope);
    for (int i = 0; i < n; i++) {
        double miss = isnan(values[i]) ? 0 : log(values[i]) - t->level - slope * i;
        squares += miss * miss;
    }
    t->deviation = sqrt(squares / (t->known - 2));
}

struct trend forecast_trend(const double *values, int n)
{
    struct trend t = {.verdict = FORECAST_MADE};
    double mean_log;
    sum_known(values, n, &t, &mean_log);
    if (t.verdict == FORECAST_MADE && t.known < FORECAST_LEAST_PERIODS)
        t.verdict = FORECAST_TOO_SHORT;
    if (t.verdict == FORECAST_MADE)
        fit(values, n, mean_log, &t);
    return t;
}

struct forecast forecast_at(const struct trend *t, int period, double probability)
{
    if (t->verdict != FORECAST_MADE)
        return (struct forecast){NAN, NAN, NAN};
    double away = period - t->mean_period;
    double middle = t->level + log1p(t->growth) * period;
    double half =
        student_quantile(t->known - 2, probability) * t->deviation * sqrt(1 + 1.0 / t->known + away * away / t->spread);
    return (struct forecast){exp(middle), exp(middle - half), exp(middle + half)};
}

/* ---- Student's t ---- */

/* The regularised incomplete beta function by its continued fraction, evaluated by Lentz's
 * method; x ≤ (a + 1) / (a + b + 2).  (Abramowitz & Stegun 26.5.8.) */
static double beta_fraction(double a, double b, double x)
{
    const double tiny = 1e-300;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double product = d;
    for (int m = 1; m < 500; m++) {
        double terms[2] = {m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                           -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))};
        double factor = 1;
        for (int k = 0; k < 2; k++) {
            d = 1 + terms[k] * d;
            c = 1 + terms[k] / c;
            d = 1 / (fabs(d) < tiny ? tiny : d);
            c = fabs(c) < tiny ? tiny : c;
            factor = d * c;
            product *= factor;
        }
        if (fabs(factor - 1) < 1e-15)
            break;
    }
    return product;
}

static double incomplete_beta(double a, double b, double x)
{
    double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
    return x <= (a + 1) / (a + b + 2) ? front * beta_fraction(a, b, x) / a : 1 - front * beta_fraction(b, a, 1 - x) / b;
}

/* The probability outside ±t. */
static double student_outside(int degrees, double t)
{
    return t > 0 ? incomplete_beta(degrees / 2.0, 0.5, degrees / (degrees + t * t)) : 1;
}

double student_quantile(int degrees, double probability)
{
    double low = 0, high = 1;
    while (student_outside(degrees, high) > 1 - probability && high < 1e18)
        high *= 2;
    for (int i = 0; i < 200 && high - low > 1e-12 * high; i++) {
        double middle = low + (high - low) / 2;
        if (student_outside(degrees, middle) > 1 - probability)
            low = middle;
        else
            high = middle;
    }
    return low + (high - low) / 2;
}
