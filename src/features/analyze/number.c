#include "features/analyze/answer.h"
#include "features/analyze/input.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

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

/* ---- printing ---- */

enum { DIGITS = 12 };

static int decimal_exponent(double value)
{
    int e = 0;
    if (value >= 1)
        while (value >= powers[e + 1])
            e++;
    else
        do
            e--;
        while (value * powers[-e] < 1);
    return e;
}

/* The digits without the zeros at their end; `whole` of them stand before the point (0 or less: after
 * "0." and so many zeros). */
static int place_digits(char *out, uint64_t digits, int whole)
{
    char text[DIGITS], *at = out;
    int n = DIGITS;
    for (int i = DIGITS; i-- > 0; digits /= 10)
        text[i] = (char)('0' + digits % 10);
    while (n > 1 && n > whole && text[n - 1] == '0')
        n--;
    if (whole <= 0) {
        memcpy(at, "0.0000", (size_t)(2 - whole));
        at += 2 - whole;
        memcpy(at, text, (size_t)n);
        at += n;
    } else {
        memcpy(at, text, (size_t)whole);
        at += whole;
        if (n > whole) {
            *at++ = '.';
            memcpy(at, text + whole, (size_t)(n - whole));
            at += n - whole;
        }
    }
    *at = '\0';
    return (int)(at - out);
}

int number_text(double value, char text[NUMBER_TEXT_BYTES])
{
    double size = fabs(value);
    if (value == 0)
        value = 0; /* not -0 */
    if (size >= 1e-4 && size < 1e11) {
        int e = decimal_exponent(size), scale = DIGITS - 1 - e;
        double scaled = size * powers[scale], whole = floor(scaled), rest = scaled - whole;
        /* Scaling may be off by 1e-4 of the last digit; where that could decide, the library does. */
        if (fabs(rest - 0.5) > 1e-3) {
            uint64_t digits = (uint64_t)whole + (rest > 0.5);
            bool carried = digits == UINT64_C(1000000000000);
            text[0] = '-';
            return (value < 0) + place_digits(text + (value < 0), carried ? digits / 10 : digits, e + 1 + carried);
        }
    }
    return snprintf(text, NUMBER_TEXT_BYTES, "%.12g", value);
}
