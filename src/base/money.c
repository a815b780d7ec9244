#include "base/money.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char minus[] = "\xE2\x88\x92"; /* U+2212 */

static uint64_t magnitude(int64_t value)
{
    return value < 0 ? -(uint64_t)value : (uint64_t)value;
}

static uint64_t divide_rounded(uint64_t value, uint64_t by)
{
    uint64_t quotient = value / by, rest = value % by;
    return quotient + (rest >= by - rest);
}

/* Digits with thousands separated, the last `decimals` of them behind a point;
 * the sign only where something is left of the value. */
static char *write_figure(uint64_t value, bool negative, int decimals, char text[MONEY_TEXT_BYTES])
{
    char reversed[MONEY_TEXT_BYTES];
    size_t n = 0;
    int digits = 0;
    bool nothing = value == 0;
    do {
        if (digits == decimals && decimals > 0)
            reversed[n++] = '.';
        else if (digits > decimals && (digits - decimals) % 3 == 0)
            reversed[n++] = ',';
        reversed[n++] = (char)('0' + value % 10);
        value /= 10;
        digits++;
    } while (value || digits <= decimals);
    char *at = text;
    if (negative && !nothing)
        at = stpcpy(at, minus);
    while (n)
        *at++ = reversed[--n];
    *at = '\0';
    return text;
}

char *number_format(int64_t value, char text[MONEY_TEXT_BYTES])
{
    return write_figure(magnitude(value), value < 0, 0, text);
}

char *money_format_yi(int64_t fen, char text[MONEY_TEXT_BYTES])
{
    return write_figure(divide_rounded(magnitude(fen), FEN_PER_YI / 100), fen < 0, 2, text);
}

char *money_format_wan(int64_t fen, char text[MONEY_TEXT_BYTES])
{
    return write_figure(divide_rounded(magnitude(fen), FEN_PER_WAN), fen < 0, 0, text);
}

struct money_text money_show(int64_t fen)
{
    struct money_text shown;
    uint64_t size = magnitude(fen);
    if (divide_rounded(size, FEN_PER_WAN) >= FEN_PER_YI / FEN_PER_WAN) {
        shown.unit_zh = "亿元";
        shown.unit_en = "hundred million CNY";
        money_format_yi(fen, shown.figure);
    } else if (size >= (uint64_t)FEN_PER_WAN) {
        shown.unit_zh = "万元";
        shown.unit_en = "ten thousand CNY";
        money_format_wan(fen, shown.figure);
    } else {
        shown.unit_zh = "元";
        shown.unit_en = "CNY";
        write_figure(size, fen < 0, 2, shown.figure);
    }
    return shown;
}

char *money_format_exact_wan(int64_t fen, char text[MONEY_TEXT_BYTES])
{
    uint64_t size = magnitude(fen);
    int n = snprintf(text, MONEY_TEXT_BYTES, "%s%" PRIu64 ".%06" PRIu64, fen < 0 ? "-" : "",
                     size / (uint64_t)FEN_PER_WAN, size % (uint64_t)FEN_PER_WAN);
    while (text[n - 1] == '0')
        n--;
    if (text[n - 1] == '.')
        n--;
    text[n] = '\0';
    return text;
}

/* ---- reading ---- */
typedef unsigned __int128 wide_t;

/* digits × 10^-scale */
struct decimal {
    wide_t digits;
    int scale;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool add_digit(struct decimal *d, char c)
{
    return !__builtin_mul_overflow(d->digits, (wide_t)10, &d->digits) &&
           !__builtin_add_overflow(d->digits, (wide_t)(c - '0'), &d->digits);
}

/* 1234 or 1,234; `*at` ends on what is no part of it.  A comma needs one to
 * three digits before it and three behind, all through. */
static bool read_whole_part(const char **at, struct decimal *d)
{
    int group = 0;
    bool commas = false;
    for (;; (*at)++) {
        char c = **at;
        if (is_digit(c)) {
            group++;
            if (!add_digit(d, c))
                return false;
        } else if (c == ',') {
            if (commas ? group != 3 : group < 1 || group > 3)
                return false;
            commas = true;
            group = 0;
        } else {
            return !commas || group == 3;
        }
    }
}

static bool read_fraction(const char **at, struct decimal *d)
{
    const char *first = ++*at;
    while (is_digit(**at))
        (*at)++;
    const char *end = *at;
    if (end == first)
        return false;
    while (end > first && end[-1] == '0')
        end--;
    for (const char *c = first; c < end; c++) {
        d->scale++;
        if (!add_digit(d, *c))
            return false;
    }
    return true;
}

enum surplus { SURPLUS_REFUSED, SURPLUS_ROUNDED };

/* digits × unit / 10^scale. */
static bool in_fen(const struct decimal *d, int64_t unit_fen, enum surplus surplus, wide_t *ret_fen)
{
    wide_t fen, divisor = 1;
    if (__builtin_mul_overflow(d->digits, (wide_t)unit_fen, &fen))
        return false;
    for (int i = 0; i < d->scale; i++)
        if (__builtin_mul_overflow(divisor, (wide_t)10, &divisor))
            return false;
    wide_t rest = fen % divisor;
    if (rest && surplus == SURPLUS_REFUSED)
        return false;
    *ret_fen = fen / divisor + (rest >= divisor - rest);
    return true;
}

static bool skip_minus(const char **at)
{
    size_t length = **at == '-' ? 1 : strncmp(*at, minus, strlen(minus)) == 0 ? strlen(minus) : 0;
    *at += length;
    return length > 0;
}

static bool parse(const char *text, int64_t unit_fen, enum surplus surplus, int64_t *ret_fen)
{
    bool negative = skip_minus(&text);
    struct decimal d = {0};
    if (!is_digit(*text) && !(text[0] == '.' && is_digit(text[1])))
        return false;
    if (!read_whole_part(&text, &d) || (*text == '.' && !read_fraction(&text, &d)) || *text)
        return false;
    wide_t fen;
    if (!in_fen(&d, unit_fen, surplus, &fen) || fen > (wide_t)INT64_MAX)
        return false;
    *ret_fen = negative ? -(int64_t)fen : (int64_t)fen;
    return true;
}

bool money_parse(const char *text, int64_t unit_fen, int64_t *ret_fen)
{
    return parse(text, unit_fen, SURPLUS_REFUSED, ret_fen);
}

bool money_parse_rounded(const char *text, int64_t unit_fen, int64_t *ret_fen)
{
    return parse(text, unit_fen, SURPLUS_ROUNDED, ret_fen);
}
