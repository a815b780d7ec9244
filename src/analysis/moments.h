/* Mean and standard deviation of what is known. */
#ifndef ANALYSIS_MOMENTS_H
#define ANALYSIS_MOMENTS_H

#include <stddef.h>

struct moments {
    size_t known;     /* values that are not NaN */
    double mean;      /* NaN when none is known */
    double deviation; /* of the population: √(Σ (x − mean)² / known) */
};

struct moments moments_of(const double *values, size_t n);

#endif
