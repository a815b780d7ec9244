#include "base/reading.h"

#include "base/reading_words.h"

#include <stdio.h>
#include <string.h>

/* ---- credit codes ---- */
static void make_upper(char *text)
{
    for (; *text; text++)
        if (*text >= 'a' && *text <= 'z')
            *text = (char)(*text - 'a' + 'A');
}

/* Blanks and dashes inside a code separate nothing. */
static void drop_dashes(char *text)
{
    char *to = text;
    for (; *text; text++)
        if (*text != '-')
            *to++ = *text;
    *to = '\0';
}

static enum reading_verdict of_uscc(enum uscc_verdict verdict)
{
    switch (verdict) {
    case USCC_VALID:
        return READING_KNOWN;
    case USCC_WRONG_LENGTH:
        return READING_WRONG_LENGTH;
    case USCC_WRONG_CHARACTER:
        return READING_WRONG_CHARACTER;
    case USCC_WRONG_CHECK:
        return READING_WRONG_CHECK;
    case USCC_OLD_REGISTRATION:
        return READING_OLD_CODE;
    case USCC_SCIENTIFIC:
        return READING_LOST_DIGITS;
    }
    return READING_UNCLEAR;
}

struct uscc_reading uscc_read(const char *text, enum typing typing)
{
    struct uscc_reading r = {.verdict = absence_read(text)};
    char code[NARROW_BYTES];
    if (r.verdict != READING_KNOWN)
        return r;
    if (!narrow(text, BLANKS_GO, code)) {
        r.verdict = READING_WRONG_LENGTH;
        return r;
    }
    make_upper(code);
    if (uscc_check(code) != USCC_SCIENTIFIC)
        drop_dashes(code);
    enum { DIGITS_OF_A_NUMBER = 15 };
    if (typing == TYPED_NUMBER && strlen(code) > DIGITS_OF_A_NUMBER)
        r.verdict = READING_LOST_DIGITS;
    else
        r.verdict = of_uscc(uscc_check(code));
    if (r.verdict == READING_KNOWN)
        memcpy(r.code, code, sizeof(r.code));
    else if (r.verdict == READING_WRONG_CHARACTER)
        uscc_repair(code, r.code);
    return r;
}

/* ---- telephones ---- */
enum { MOBILE_DIGITS = 11, LOCAL_DIGITS_MIN = 7, LOCAL_DIGITS_MAX = 8, EXTENSION_DIGITS_MAX = 6, SERVICE_DIGITS = 10 };

/* Digits alone, and where the first separator inside them stood. */
struct dialled {
    char digits[PHONE_TEXT_BYTES];
    size_t n;
    size_t first_break; /* digits before the first separator; 0 = none */
    char extension[EXTENSION_DIGITS_MAX + 1];
};

/* Splits what stands behind 转 or a last short group off as the extension. */
static bool take_extension(char *text, struct dialled *d)
{
    static const char *const words[] = {"分机", "转", "#", "*", NULL};
    for (char *at = text; *at; at++) {
        const char *behind = at;
        if (!skip_words(&behind, words))
            continue;
        size_t n = digit_count(behind);
        if (!n || n > EXTENSION_DIGITS_MAX || behind[n])
            return false;
        memcpy(d->extension, behind, n + 1);
        *at = '\0';
        return true;
    }
    char *dash = strrchr(text, '-');
    if (dash && dash != strchr(text, '-') && digit_count(dash + 1) < LOCAL_DIGITS_MIN &&
        digit_count(dash + 1) == strlen(dash + 1) && strncmp(text, "400", 3) != 0 && strncmp(text, "800", 3) != 0 &&
        (size_t)(dash - strchr(text, '-')) > LOCAL_DIGITS_MIN) {
        size_t n = strlen(dash + 1);
        if (n > EXTENSION_DIGITS_MAX)
            return false;
        memcpy(d->extension, dash + 1, n + 1);
        *dash = '\0';
    }
    return true;
}

static bool take_digits(const char *text, struct dialled *d)
{
    static const char *const country[] = {"+86-", "+86", "0086-", "0086", "(+86)", NULL};
    skip_word(&text, country);
    for (; *text; text++) {
        if (is_ascii_digit(*text)) {
            if (d->n + 1 >= sizeof(d->digits))
                return false;
            d->digits[d->n++] = *text;
        } else if (strchr("-() .", *text)) {
            if (d->n && !d->first_break)
                d->first_break = d->n;
        } else {
            return false;
        }
    }
    d->digits[d->n] = '\0';
    return d->n > 0;
}

/* 010 and 02x have three digits, the others four; a separator decides nothing against that. */
static size_t area_digits(const struct dialled *d)
{
    if (d->digits[0] != '0' || d->n < 4)
        return 0;
    return d->digits[1] == '1' || d->digits[1] == '2' ? 3 : 4;
}

static enum reading_verdict dial(const struct dialled *d, char phone[PHONE_TEXT_BYTES])
{
    size_t area = area_digits(d);
    bool is_service = strncmp(d->digits, "400", 3) == 0 || strncmp(d->digits, "800", 3) == 0;
    if (d->n == MOBILE_DIGITS && d->digits[0] == '1' && d->digits[1] >= '3' && !d->extension[0]) {
        snprintf(phone, PHONE_TEXT_BYTES, "%s", d->digits);
        return READING_KNOWN;
    }
    if (area && d->n - area >= LOCAL_DIGITS_MIN && d->n - area <= LOCAL_DIGITS_MAX) {
        snprintf(phone, PHONE_TEXT_BYTES, "%.*s-%.8s%s%s", (int)area, d->digits, d->digits + area,
                 d->extension[0] ? "-" : "", d->extension);
        return READING_KNOWN;
    }
    if (is_service && d->n == SERVICE_DIGITS) {
        snprintf(phone, PHONE_TEXT_BYTES, "%.3s-%.3s-%.4s", d->digits, d->digits + 3, d->digits + 6);
        return READING_KNOWN;
    }
    if (d->n >= LOCAL_DIGITS_MIN && d->n <= LOCAL_DIGITS_MAX && d->digits[0] != '0')
        return READING_NO_AREA_CODE;
    return READING_WRONG_LENGTH;
}

static enum reading_verdict one_phone(char *text, char phone[PHONE_TEXT_BYTES])
{
    struct dialled d = {0};
    phone[0] = '\0';
    if (!take_extension(text, &d) || !take_digits(text, &d))
        return READING_UNCLEAR;
    return dial(&d, phone);
}

/* 1.39E+10 */
static bool is_scientific(const char *text)
{
    size_t n = strspn(text, "0123456789.");
    return n && (text[n] == 'E' || text[n] == 'e') && text[n + 1] &&
           strspn(text + n + 1, "+0123456789") == strlen(text + n + 1);
}

/* Several numbers stand apart by 、 , ; /, or by a blank when each is whole. */
static char *next_phone(char **rest)
{
    static const char *const separators[] = {"、", ",", ";", "/", "|", "或", NULL};
    char *from = *rest;
    if (!from)
        return NULL;
    for (char *at = from; *at; at++) {
        const char *behind = at;
        size_t digits = digit_count(at + 1);
        bool at_blank = *at == ' ' && digits >= LOCAL_DIGITS_MIN && at - from >= LOCAL_DIGITS_MAX + 2;
        if (at_blank || skip_word(&behind, separators)) {
            *rest = at_blank ? at + 1 : (char *)(uintptr_t)behind;
            *at = '\0';
            return from;
        }
    }
    *rest = NULL;
    return from;
}

struct phone_reading phone_read(const char *text)
{
    struct phone_reading r = {.verdict = absence_read(text)};
    char plain[NARROW_BYTES], *rest = plain;
    if (r.verdict != READING_KNOWN)
        return r;
    if (!narrow(text, BLANKS_STAY, plain)) {
        r.verdict = READING_UNCLEAR;
        return r;
    }
    if (is_scientific(plain)) {
        r.verdict = READING_LOST_DIGITS;
        return r;
    }
    int parts = 0;
    for (char *part; (part = next_phone(&rest)) != NULL;) {
        char phone[PHONE_TEXT_BYTES];
        drop_blanks(part);
        if (!*part)
            continue;
        enum reading_verdict verdict = one_phone(part, phone);
        if (parts++ == 0)
            r.verdict = verdict;
        if (verdict == READING_KNOWN && r.n < PHONES_MAX)
            memcpy(r.phones[r.n++], phone, sizeof(phone));
    }
    if (parts != 1)
        r.verdict = parts ? READING_SEVERAL : READING_UNCLEAR;
    return r;
}
