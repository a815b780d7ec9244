#include "base/codes.h"

#include "codes.tables.h"

#include <stdlib.h>
#include <string.h>

/* ---- unified social credit codes, GB 32100-2015 ---- */
enum { OLD_REGISTRATION_LENGTH = 15, DIVISION_FIRST = 2, DIVISION_END = 8, CHECK_MODULUS = 31 };

static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
static const char registrars[] = "123456789ANY";

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Place of the character in the alphabet, or -1. */
static int value_of(char c)
{
    const char *at = c ? strchr(alphabet, c) : NULL;
    return at ? (int)(at - alphabet) : -1;
}

char uscc_check_character(const char *code)
{
    /* The weights are the powers of 3 modulo 31. */
    int sum = 0, weight = 1;
    for (int i = 0; i < USCC_LENGTH - 1; i++) {
        int value = value_of(code[i]);
        if (value < 0)
            return '\0';
        sum += value * weight;
        weight = weight * 3 % CHECK_MODULUS;
    }
    return alphabet[(CHECK_MODULUS - sum % CHECK_MODULUS) % CHECK_MODULUS];
}

/* 9.1430500E+17: digits, a point, digits, an exponent. */
static bool is_scientific(const char *code)
{
    size_t digits = strspn(code, "0123456789");
    const char *at = code + digits;
    if (!digits)
        return false;
    if (*at == '.')
        at += 1 + strspn(at + 1, "0123456789");
    if (*at != 'E' && *at != 'e')
        return false;
    at++;
    at += *at == '+';
    return *at && at[strspn(at, "0123456789")] == '\0';
}

static bool has_wrong_character(const char *code)
{
    if (!strchr(registrars, code[0]))
        return true;
    for (int i = 0; i < USCC_LENGTH; i++)
        if (value_of(code[i]) < 0 || (i >= DIVISION_FIRST && i < DIVISION_END && !is_digit(code[i])))
            return true;
    return false;
}

enum uscc_verdict uscc_check(const char *code)
{
    if (is_scientific(code))
        return USCC_SCIENTIFIC;
    size_t length = strlen(code);
    if (length == OLD_REGISTRATION_LENGTH && strspn(code, "0123456789") == length)
        return USCC_OLD_REGISTRATION;
    if (length != USCC_LENGTH)
        return USCC_WRONG_LENGTH;
    if (has_wrong_character(code))
        return USCC_WRONG_CHARACTER;
    return uscc_check_character(code) == code[USCC_LENGTH - 1] ? USCC_VALID : USCC_WRONG_CHECK;
}

bool uscc_repair(const char *code, char ret_code[USCC_LENGTH + 1])
{
    static const char wrong[] = "OISZ", right[] = "0152";
    char repaired[USCC_LENGTH + 1];
    if (strlen(code) != USCC_LENGTH)
        return false;
    for (int i = 0; i <= USCC_LENGTH; i++) {
        const char *at = code[i] ? strchr(wrong, code[i]) : NULL;
        repaired[i] = at ? right[at - wrong] : code[i];
    }
    if (uscc_check(repaired) != USCC_VALID)
        return false;
    memcpy(ret_code, repaired, sizeof(repaired));
    return true;
}

/* ---- code tables ---- */
static int compare_codes(const void *code, const void *entry)
{
    return strcmp(code, ((const struct code_entry *)entry)->code);
}

#define FIND(entries, code) \
    bsearch((code), (entries), sizeof(entries) / sizeof(*(entries)), sizeof(*(entries)), compare_codes)

const struct code_entry *region_code_find(const char *code)
{
    return FIND(region_entries, code);
}

char industry_section(const struct code_entry *entry)
{
    while (entry && !is_letter(entry->code[0]))
        entry = FIND(industry_entries, entry->parent);
    return entry ? entry->code[0] : '\0';
}

const struct code_entry *industry_code_find(const char *code)
{
    if (!is_letter(code[0]) || !code[1])
        return FIND(industry_entries, code);
    const struct code_entry *entry = FIND(industry_entries, code + 1);
    return entry && industry_section(entry) == code[0] ? entry : NULL;
}

size_t region_code_table(const struct code_entry **ret_entries)
{
    *ret_entries = region_entries;
    return sizeof(region_entries) / sizeof(*region_entries);
}

size_t industry_code_table(const struct code_entry **ret_entries)
{
    *ret_entries = industry_entries;
    return sizeof(industry_entries) / sizeof(*industry_entries);
}
