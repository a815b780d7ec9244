#include "base/pinyin.h"

#include "base/utf8.h"

#include "pinyin.tables.h"

#include <stdbool.h>
#include <string.h>

enum { SYLLABLES = sizeof(syllables) / sizeof(*syllables), CHARACTERS = sizeof(readings) / sizeof(*readings) };

size_t pinyin_readings(uint32_t code_point, const char *ret_readings[PINYIN_READINGS_MAX])
{
    size_t low = 0, high = CHARACTERS;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (readings[middle].character < code_point)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == CHARACTERS || readings[low].character != code_point)
        return 0;
    size_t n = 0;
    for (const uint16_t *set = &reading_sets[readings[low].set]; *set < SYLLABLES && n < PINYIN_READINGS_MAX; set++)
        ret_readings[n++] = syllables[*set];
    return n;
}

/* ---- spelling ---- */
enum { UNITS_MAX = PINYIN_LETTERS_MAX, COMBINATIONS_MAX = 64 };

/* A character with its readings, or a Latin letter or digit. */
struct unit {
    char spelt[PINYIN_READINGS_MAX][8];
    size_t n;
};

static void add_spelling(struct unit *u, const char *reading, enum pinyin_form form)
{
    size_t length = form == PINYIN_INITIALS ? 1 : strlen(reading);
    for (size_t i = 0; i < u->n; i++)
        if (strncmp(u->spelt[i], reading, length) == 0 && !u->spelt[i][length])
            return;
    memcpy(u->spelt[u->n], reading, length);
    u->spelt[u->n++][length] = '\0';
}

static bool is_letter_or_digit(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool take_unit(const char **at, enum pinyin_form form, struct unit *u)
{
    for (uint32_t c; (c = utf8_half_width(utf8_next(at), false)) != 0;) {
        const char *found[PINYIN_READINGS_MAX];
        *u = (struct unit){0};
        if (is_letter_or_digit(c)) {
            char letter[2] = {(char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c)};
            add_spelling(u, letter, form);
            return true;
        }
        size_t n = pinyin_readings(c, found);
        for (size_t i = 0; i < n; i++)
            add_spelling(u, found[i], form);
        if (n)
            return true;
    }
    return false;
}

/* One combination of readings; the first unit changes fastest. */
static void spell(const struct unit *units, size_t n_units, size_t combination, char form[PINYIN_LETTERS_MAX + 1])
{
    size_t n = 0;
    for (size_t i = 0; i < n_units; i++) {
        const char *spelt = units[i].spelt[combination % units[i].n];
        combination /= units[i].n;
        for (; *spelt && n < PINYIN_LETTERS_MAX; spelt++)
            form[n++] = *spelt;
    }
    form[n] = '\0';
}

static size_t count_combinations(const struct unit *units, size_t n_units)
{
    size_t n = 1;
    for (size_t i = 0; i < n_units && n < COMBINATIONS_MAX; i++)
        n *= units[i].n;
    return n < COMBINATIONS_MAX ? n : COMBINATIONS_MAX;
}

static bool is_among(const char *const *forms, size_t n, const char *form)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(forms[i], form) == 0)
            return true;
    return false;
}

const char *const *pinyin_forms(struct arena *a, const char *name, enum pinyin_form form, size_t *ret_n)
{
    struct unit units[UNITS_MAX];
    size_t n_units = 0;
    *ret_n = 0;
    while (n_units < UNITS_MAX && take_unit(&name, form, &units[n_units]))
        n_units++;
    const char **forms = n_units ? arena_array(a, PINYIN_FORMS_MAX, const char *) : NULL;
    if (!forms)
        return NULL;
    size_t combinations = count_combinations(units, n_units), n = 0;
    for (size_t i = 0; i < combinations && n < PINYIN_FORMS_MAX; i++) {
        char spelt[PINYIN_LETTERS_MAX + 1];
        spell(units, n_units, i, spelt);
        if (!is_among(forms, n, spelt))
            forms[n++] = arena_text(a, spelt);
    }
    if (arena_failed(a))
        return NULL;
    *ret_n = n;
    return forms;
}
