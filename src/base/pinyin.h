/* Pinyin of Chinese names, for search and order: toneless, lower case, ü
 * written v.  From Unihan, by tools/pinyin.py. */
#ifndef BASE_PINYIN_H
#define BASE_PINYIN_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

enum {
    PINYIN_READINGS_MAX = 4,
    PINYIN_FORMS_MAX = 16,
    PINYIN_LETTERS_MAX = 16 /* longer forms are cut */
};

/* The readings of a character, the most usual first; 0 when it has none. */
size_t pinyin_readings(uint32_t code_point, const char *ret_readings[PINYIN_READINGS_MAX]);

enum pinyin_form { PINYIN_INITIALS, PINYIN_FULL };

/* The ways in which a name may be spelt, the most usual first: 重庆 → zq, cq;
 * zhongqing, chongqing.  Where there are more than PINYIN_FORMS_MAX, other
 * readings of the first characters come before those of later ones.  Latin
 * letters and digits stand for themselves, everything else is passed over.
 * NULL and *ret_n = 0 when nothing can be spelt or memory is out. */
const char *const *pinyin_forms(struct arena *a, const char *name, enum pinyin_form form, size_t *ret_n);

#endif
