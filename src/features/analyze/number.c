#include "features/analyze/input.h"

#include <math.h>
#include <stdlib.h>

/* The digits at *at into *mantissa, as many as it holds exactly; returns how many there were. */
static int take_digits(const char **at, uint64_t *mantissa, int *ret_dropped)
{
    int n = 0;
    for (; **at >= '0' && **at <= '9'; (*at)++, n++) {
        if (*mantissa < UINT64_C(100000000000000000))
            *mantissa = *mantissa * 10 + (uint64_t)(**at - '0');
        else
            (*ret_dropped)++;
    }
    return n;
}

static bool take_exponent(const char **at, int *ret_exponent)
{
    *ret_exponent = 0;
    if (**at != 'e' && **at != 'E')
        return true;
    (*at)++;
    bool minus = **at == '-';
    *at += minus || **at == '+';
    int digits = 0;
    for (; **at >= '0' && **at <= '9'; (*at)++, digits++)
        if (*ret_exponent < 10000)
            *ret_exponent = *ret_exponent * 10 + (**at - '0');
    if (minus)
        *ret_exponent = -*ret_exponent;
    return digits > 0;
}

bool number_parse(const char *text, double *ret_value)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const char *at = text;
    bool minus = *at == '-';
    at += minus || *at == '+';
    uint64_t mantissa = 0;
    int dropped = 0, exponent, whole = take_digits(&at, &mantissa, &dropped), fraction = 0;
    if (*at == '.') {
        at++;
        fraction = take_digits(&at, &mantissa, &dropped);
    }
    if (whole + fraction == 0 || !take_exponent(&at, &exponent) || *at)
        return false;
    int scale = exponent - fraction;
    /* Both factors exact: one rounding, the same as the library's (Clinger 1990). */
    if (dropped == 0 && mantissa < UINT64_C(1) << 53 && abs(scale) <= 22) {
        double value = scale < 0 ? (double)mantissa / powers[-scale] : (double)mantissa * powers[scale];
        *ret_value = minus ? -value : value;
        return true;
    }
    *ret_value = strtod(text, NULL);
    return isfinite(*ret_value);
}
