/* What the readers share: a short text in one plain form, and words looked for in it.
 * Used by reading*.c alone. */
#ifndef BASE_READING_WORDS_H
#define BASE_READING_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum { NARROW_BYTES = 160 };
enum narrow_blanks { BLANKS_GO, BLANKS_STAY };

/* Full-width forms and Chinese punctuation as ASCII, every minus as "-", Latin letters as they are; blanks gone, or
 * single between words.  false when it is longer than what can be a date or an amount. */
bool narrow(const char *text, enum narrow_blanks blanks, char out[NARROW_BYTES]);
void drop_blanks(char *text);

/* Lists of words end with NULL; where one begins like another the longer stands first. */

/* Steps over one of the words at *at. */
bool skip_word(const char **at, const char *const *words);
/* The same while there is one. */
bool skip_words(const char **at, const char *const *words);
bool is_word(const char *text, const char *const *words);
/* Cuts one of the words off the end. */
bool cut_word(char *text, const char *const *words);
bool holds_word(const char *text, const char *const *words);

static inline bool is_ascii_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits at `text`, and the value of the first n ≤ 9 of them. */
size_t digit_count(const char *text);
int digits_value(const char *text, size_t n);

#endif
