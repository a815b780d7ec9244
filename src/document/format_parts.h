/* Inside the document layer: a number format taken apart (number_format.c)
 * and put together with a number (number_show.c). */
#ifndef DOCUMENT_FORMAT_PARTS_H
#define DOCUMENT_FORMAT_PARTS_H

#include "document/number_format.h"

enum format_part_kind {
    PART_LITERAL,
    PART_DIGIT,    /* 0 # ? */
    PART_POINT,
    PART_PERCENT,
    PART_EXPONENT, /* E+ or E-, its digits counted in `width` */
    PART_GENERAL,
    PART_TEXT,     /* @ */
    PART_YEAR,
    PART_MONTH,
    PART_DAY,
    PART_WEEKDAY,
    PART_HOUR,
    PART_MINUTE,
    PART_SECOND,
    PART_FRACTION, /* .000 of a second */
    PART_HALF,     /* 上午/下午 */
    PART_ELAPSED_HOURS,
    PART_ELAPSED_MINUTES,
    PART_ELAPSED_SECONDS,
    PART_COMMA     /* only while a section is taken apart */
};

struct format_part {
    enum format_part_kind kind;
    int width;        /* letters or digits */
    char sign;        /* DIGIT: which of 0 # ?; EXPONENT: + or - */
    const char *text; /* LITERAL */
};

enum format_condition { CONDITION_NONE, CONDITION_LESS, CONDITION_AT_MOST, CONDITION_EQUAL, CONDITION_UNEQUAL,
                        CONDITION_AT_LEAST, CONDITION_MORE };

/* Longer codes than the office programs allow are read as General. */
enum { FORMAT_SECTIONS_MAX = 4, FORMAT_PARTS_MAX = 128, FORMAT_CODE_BYTES_MAX = 1024 };

struct format_section {
    struct format_part *parts;
    int n_parts;
    enum format_condition condition;
    double bound;
    bool is_moment;    /* has date or time parts */
    bool has_text;     /* has an @ */
    bool has_half;
    bool has_fraction;
    bool groups;       /* thousands are separated */
    int n_integer, n_decimals; /* placeholders */
    int shift;         /* powers of ten: +2 for each %, -3 for each comma at the end */
};

#endif
