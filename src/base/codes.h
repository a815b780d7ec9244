/* Public code systems and their checks. */
#ifndef BASE_CODES_H
#define BASE_CODES_H

#include <stdbool.h>
#include <stddef.h>

/* ---- Unified social credit code, GB 32100-2015 ---- */
enum { USCC_LENGTH = 18 };
enum uscc_verdict {
    USCC_VALID,
    USCC_WRONG_LENGTH,
    USCC_WRONG_CHARACTER, /* I, O, S, V, Z and what is outside 0-9A-Z are not used; the division in 3–8 is digits;
                             the first stands for who registers (1–9, A, N, Y) */
    USCC_WRONG_CHECK,     /* the 18th character does not fit the first 17 */
    USCC_OLD_REGISTRATION,/* 15 digits: the business registration number of before 2015 */
    USCC_SCIENTIFIC       /* a spreadsheet made a number of it and lost the end: 9.1430500E+17 */
};
/* Expects tidy text (upper case, half-width, no blanks). */
enum uscc_verdict uscc_check(const char *code);
/* The check character for the first 17, or 0. */
char uscc_check_character(const char *code);
/* Letters that are not used but look like ones that are (O→0, I→1, S→5, Z→2): the
 * corrected code if it is then valid. */
bool uscc_repair(const char *code, char ret_code[USCC_LENGTH + 1]);

/* ---- GB/T 2260 administrative divisions and GB/T 4754-2017 industries ----
 * Tables under reference/, compiled in; sorted by code. */
struct code_entry {
    const char *code;   /* "430105"; "C", "36", "361", "3612" */
    const char *name;   /* Chinese name */
    const char *parent; /* the code above: "430100", "361"; "" at the top */
};
const struct code_entry *region_code_find(const char *code); /* 6 digits; NULL if unknown; O(log n) */
/* Section letter, or 2 to 4 digits with or without their section in front ("C3612"). */
const struct code_entry *industry_code_find(const char *code);
/* The section letter that an entry of the table belongs to. */
char industry_section(const struct code_entry *entry);
size_t region_code_table(const struct code_entry **ret_entries);
size_t industry_code_table(const struct code_entry **ret_entries);

#endif
