/* Reading what people type into a cell of a spreadsheet or a field of a form.
 *
 * A careful clerk neither guesses nor refuses: what is clear is taken, what
 * says nothing is left out, what can be understood in two ways is asked about
 * with a proposal.  Each function below gives one verdict of a closed list;
 * only READING_KNOWN may be stored without asking.  Where a proposal is made
 * it stands where the value would.
 *
 * All are pure: no clock, no memory but what is passed, the same answer each
 * time.  Full-width forms, blanks and Chinese punctuation are read as what
 * they stand for. */
#ifndef BASE_READING_H
#define BASE_READING_H

#include "base/arena.h"
#include "base/codes.h"
#include "base/date.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum reading_verdict {
    READING_KNOWN,
    READING_ABSENT,   /* says that there is nothing: blank, /, —, 无, 待定, 不详, 未竣工 */
    READING_ASK,      /* says that someone still knows: 未报, 待核, ？ */
    READING_UNCLEAR,  /* not understood */
    /* dates */
    READING_PLANNED,      /* 拟2026年6月: good for a plan, not for a fact */
    READING_NO_YEAR,      /* 3月5日 */
    READING_VAGUE,        /* 2026年底, 2026年下半年, 2026年, 2026年6月前 */
    READING_NO_DATE,      /* 已开工 */
    READING_NO_SUCH_DATE, /* 2026年2月30日 */
    READING_LOST_ZERO,    /* the number 2026.1: January, or 2026.10 without its last zero */
    READING_SPAN,         /* 2026年3月至12月 */
    /* amounts */
    READING_APPROXIMATE, /* 约2亿元, 30多亩 */
    READING_FOREIGN,     /* 500万美元 */
    READING_NO_UNIT,     /* a number, and neither it nor the column says of what */
    READING_OTHER_UNIT,  /* 4000平方米 where 亩 is asked for */
    READING_IMPLAUSIBLE, /* 21000 in a column of 亿元 */
    READING_TOO_FINE,    /* more decimals than are kept */
    /* codes and numbers to dial */
    READING_LOST_DIGITS,     /* a spreadsheet made a number of it: 9.1430500E+17 */
    READING_WRONG_LENGTH,
    READING_WRONG_CHARACTER,
    READING_WRONG_CHECK,
    READING_OLD_CODE,     /* 15 digits: a registration number of before 2015 */
    READING_NO_AREA_CODE, /* 5550104 */
    /* names */
    READING_SEVERAL, /* two firms, two numbers in one cell */
    READING_NOTE,    /* 某某公司（已搬迁） */
    READING_SWAPPED, /* a credit code where a name is asked for */
    READING_VERDICT_COUNT
};

/* Why it is asked, as a sentence; {0} is what was typed.  NULL for KNOWN and ABSENT. */
const struct text *reading_says(enum reading_verdict v);

/* How the text was stored.  A number has lost what a number loses: zeros at
 * either end, digits beyond the fifteenth.  Of a csv nobody knows. */
enum typing { TYPED_TEXT, TYPED_NUMBER, TYPED_UNKNOWN };

/* READING_ABSENT, READING_ASK, or READING_KNOWN for a text that says something. */
enum reading_verdict absence_read(const char *text);

/* ---- dates ---- */
struct date_reading {
    enum reading_verdict verdict;
    date_t date;     /* to the day or the month; DATE_NONE when there is nothing to propose */
    date_t from, to; /* SPAN: both ends as typed; VAGUE: first and last day of what the words leave open, where they
                        do; LOST_ZERO: both months; else DATE_NONE */
    bool is_planned; /* 拟, 预计 … stood before it */
};
/* `today` completes two-digit years and dates without one. */
struct date_reading date_read(const char *text, enum typing typing, bool is_1904, date_t today);

/* ---- money ---- */
struct money_column {
    int64_t unit_fen;              /* what a plain number counts: FEN_PER_WAN …; 0 = the header says nothing */
    bool is_foreign;               /* 万美元 */
    int64_t least_fen, most_fen;   /* plausible values of plain numbers but 0; most 0 = any */
};
/* Unit and currency from a header: 总投资（亿元）, 单位：万元, 投资情况（亿元）/总投资; the last one counts. */
struct money_column money_column_of(const char *header);

struct money_reading {
    enum reading_verdict verdict;
    int64_t fen; /* 0 when there is nothing to propose */
};
struct money_reading money_read(const char *text, enum typing typing, const struct money_column *column);

/* ---- other amounts ---- */
enum { UNIT_TEXT_BYTES = 32 };
/* The unit in the last brackets of a header: 用地面积（亩） → 亩; "" when there is none.  Returns `unit`. */
char *header_unit(const char *header, char unit[UNIT_TEXT_BYTES]);

struct quantity_reading {
    enum reading_verdict verdict;
    int64_t value;              /* scaled by 10^decimals */
    char unit[UNIT_TEXT_BYTES]; /* OTHER_UNIT: as typed */
};
/* `unit` is the field's ("" = a bare count), `column_unit` the header's ("" = the field's); decimals 0–6. */
struct quantity_reading quantity_read(const char *text, enum typing typing, const char *unit,
                                      const char *column_unit, int decimals);

struct ratio_reading {
    enum reading_verdict verdict;
    int64_t bp; /* 1/10000 */
};
/* `in_percent`: the header says %. */
struct ratio_reading ratio_read(const char *text, enum typing typing, bool in_percent);

/* 是, 有, √, Y, 1 … / 否, 无, ×, N, 0 …: KNOWN with *ret_yes; else ABSENT, ASK, UNCLEAR. */
enum reading_verdict yes_read(const char *text, bool *ret_yes);

/* ---- codes and numbers to dial ---- */
struct uscc_reading {
    enum reading_verdict verdict;
    char code[USCC_LENGTH + 1]; /* KNOWN; WRONG_CHARACTER: the repaired code, or "" */
};
struct uscc_reading uscc_read(const char *text, enum typing typing);

enum { PHONE_TEXT_BYTES = 32, PHONES_MAX = 4 };
struct phone_reading {
    enum reading_verdict verdict;
    int n;                                      /* numbers that were understood: 1 when KNOWN */
    char phones[PHONES_MAX][PHONE_TEXT_BYTES];  /* 13900001001, 0731-5550104, 0731-5550104-8, 400-820-0000 */
};
struct phone_reading phone_read(const char *text);

/* ---- names and lists ---- */
/* Parts between 、，,；;/| and line ends, blanks around them gone, empty ones left out; what stands in brackets
 * is not cut, nor is "Co., Ltd.".  NULL and *ret_n = 0 when there are none, or memory is out. */
const char *const *list_split(struct arena *a, const char *text, size_t *ret_n);

enum name_kind { NAME_OF_FIRM, NAME_OF_PROJECT };
struct name_reading {
    enum reading_verdict verdict; /* KNOWN, ABSENT, ASK, SEVERAL, NOTE, SWAPPED */
    const char *name;             /* tidy; NOTE: without the note */
    const char *note;             /* NOTE: what stood in the brackets; else "" */
    const char *const *parts;     /* SEVERAL */
    size_t n_parts;
    bool is_open_ended;           /* …等 */
};
struct name_reading name_read(struct arena *a, const char *text, enum name_kind kind);

#endif
