#include "analysis/moments.h"

#include <math.h>

struct moments moments_of(const double *values, size_t n)
{
    struct moments m = {0};
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(values[i]))
            sum += values[i], m.known++;
    m.mean = sum / (double)m.known;
    for (size_t i = 0; i < n; i++)
        if (!isnan(values[i]))
            squares += (values[i] - m.mean) * (values[i] - m.mean);
    m.deviation = sqrt(squares / (double)m.known);
    return m;
}
