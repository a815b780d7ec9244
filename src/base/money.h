/* Money is an int64 in 分 (fen): exact, to ±92 quadrillion yuan.
 * People type and read 万元 and 亿元. */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FEN_PER_YUAN = 100 };
#define FEN_PER_WAN INT64_C(1000000)      /* 1 万元 */
#define FEN_PER_YI INT64_C(10000000000)   /* 1 亿元 */
enum { MONEY_TEXT_BYTES = 40 };

/* A figure with its unit as a page shows it: ≥ 1 亿 in 亿元 with two digits,
 * less in whole 万元 (below 1 万元, in 元 with two digits; what rounds to 10,000 万元 is 1.00 亿元).
 * Thousands are separated; minus is U+2212.  All rounding is half away from zero. */
struct money_text {
    char figure[MONEY_TEXT_BYTES];
    const char *unit_zh; /* 亿元 | 万元 | 元 */
    const char *unit_en;
};
struct money_text money_show(int64_t fen);

/* 亿元 with two digits, half away from zero, no unit: for a table whose head says 亿元. */
char *money_format_yi(int64_t fen, char text[MONEY_TEXT_BYTES]);
char *money_format_wan(int64_t fen, char text[MONEY_TEXT_BYTES]); /* whole 万元 */
/* Exact, in 万元, no separators, no trailing zeros: "35000", "0.8", "-12.345678": forms and files. */
char *money_format_exact_wan(int64_t fen, char text[MONEY_TEXT_BYTES]);

/* A decimal number × unit_fen, exact: "3.5" with FEN_PER_YI.  Thousands commas
 * are accepted where they stand right, minus as "-" or U+2212; more digits
 * than a fen holds, overflow and anything else are refused. */
bool money_parse(const char *text, int64_t unit_fen, int64_t *ret_fen);
/* The same, what is finer than a fen rounded half away from zero: for numbers that a spreadsheet computed. */
bool money_parse_rounded(const char *text, int64_t unit_fen, int64_t *ret_fen);

/* 1234567 → "1,234,567" with U+2212 for minus. */
char *number_format(int64_t value, char text[MONEY_TEXT_BYTES]);

#endif
