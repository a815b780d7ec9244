/* Number formats of spreadsheets: what a stored number looks like and whether
 * it is a date.
 *
 * A format code has up to four sections (positive; negative; zero; text), each
 * of placeholders (0 # ? , . % E+), date parts (y m d h s, 上午/下午, AM/PM,
 * [h] for durations), literals ("年", \年, !年, Chinese characters), colours
 * and conditions in brackets.  ECMA-376 part 1, 18.8.30 and 18.8.31, with the
 * built-in numbers as a Chinese office program has them.
 *
 * Simplified: a fraction (# ?/?) is shown as a decimal, fill characters (*x)
 * and blanks for alignment (_x) are left out, Chinese numerals ([DBNum1]) are
 * shown as digits. */
#ifndef DOCUMENT_NUMBER_FORMAT_H
#define DOCUMENT_NUMBER_FORMAT_H

#include "base/arena.h"
#include "base/date.h"
#include "base/text.h"

struct number_format {
    const char *code;
    bool is_general;  /* also where there is no code */
    bool is_date;     /* the first section shows a year, a month or a day */
    bool is_time;     /* … or a part of the day alone */
    bool is_elapsed;  /* [h]:mm: counts on beyond a day */
    bool hides_day;   /* a year and a month, no day */
    const struct format_section *sections;
    int n_sections;
};

/* Never fails but for memory (NULL): what is not understood is a literal. */
struct number_format *number_format_compile(struct arena *a, const char *code);
/* The code of a built-in number; NULL for those that the file must define. */
const char *number_format_builtin(int id);

/* As shown, in the arena.  `is_1904`: serials count from 1904-01-01. */
char *number_format_show(struct arena *a, const struct number_format *f, double number, bool is_1904,
                         enum language language);
/* A text under the format's text section ("@" as a rule). */
const char *number_format_show_text(struct arena *a, const struct number_format *f, const char *text);

/* At most 15 significant digits, no exponent from 1e-20 to 1e21: "35000", "0.333333333333333". */
enum { NUMBER_TEXT_BYTES = 48 };
char *number_plain(double number, char text[NUMBER_TEXT_BYTES]);
/* As a cell without format shows it: at most eleven characters ("0.333333333", "9.14305E+17"). */
char *number_general(double number, char text[NUMBER_TEXT_BYTES]);

/* ---- serial numbers ---- */
/* The day and the time of a serial, to the millisecond; false when there is no
 * such day (negative, beyond 2199, 1900-02-29). */
bool serial_to_date(double serial, bool is_1904, date_t *ret_date, int32_t *ret_time_ms);
/* A month-only date is its first day.  Days before 1900-03-01 are off by one,
 * as in the office programs. */
double serial_from_date(date_t date, int32_t time_ms);

#endif
