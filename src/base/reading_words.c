#include "base/reading_words.h"

#include "base/utf8.h"

#include <string.h>

/* − and ﹣ are minuses; ￥ is written in two ways. */
static uint32_t plain(uint32_t code_point)
{
    if (code_point == 0x2212 || code_point == 0xFE63)
        return '-';
    if (code_point == 0xFFE5)
        return 0xA5;
    return utf8_half_width(code_point, true);
}

bool narrow(const char *text, enum narrow_blanks blanks, char out[NARROW_BYTES])
{
    size_t n = 0;
    bool blank = false;
    for (uint32_t c; (c = utf8_next(&text)) != 0;) {
        if (utf8_is_space(c)) {
            blank = n > 0;
            continue;
        }
        if (utf8_is_control(c))
            continue;
        if (n + 6 > NARROW_BYTES)
            return false;
        if (blank && blanks == BLANKS_STAY)
            out[n++] = ' ';
        blank = false;
        n += utf8_encode(plain(c), out + n);
    }
    out[n] = '\0';
    return true;
}

void drop_blanks(char *text)
{
    char *to = text;
    for (; *text; text++)
        if (*text != ' ')
            *to++ = *text;
    *to = '\0';
}

bool skip_word(const char **at, const char *const *words)
{
    for (; *words; words++) {
        if (**words != **at) /* most differ in their first byte: import reads millions of cells */
            continue;
        size_t length = strlen(*words);
        if (strncmp(*at, *words, length) == 0) {
            *at += length;
            return true;
        }
    }
    return false;
}

bool skip_words(const char **at, const char *const *words)
{
    bool found = false;
    while (skip_word(at, words))
        found = true;
    return found;
}

bool is_word(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (**words == *text && strcmp(text, *words) == 0)
            return true;
    return false;
}

bool cut_word(char *text, const char *const *words)
{
    size_t n = strlen(text);
    for (; *words; words++) {
        size_t length = strlen(*words);
        if (length <= n && strcmp(text + n - length, *words) == 0) {
            text[n - length] = '\0';
            return true;
        }
    }
    return false;
}

bool holds_word(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (strstr(text, *words))
            return true;
    return false;
}

size_t digit_count(const char *text)
{
    size_t n = 0;
    while (is_ascii_digit(text[n]))
        n++;
    return n;
}

int digits_value(const char *text, size_t n)
{
    int value = 0;
    for (size_t i = 0; i < n; i++)
        value = value * 10 + (text[i] - '0');
    return value;
}
