/* The text catalogue: everything a person reads, in every language we speak.
 *
 * Each folder keeps its own sentences in `texts.txt`; the build turns the
 * file into `<folder>/texts.h` with one `extern const struct text T_<id>`
 * per entry, so that an unknown id does not compile.  A sentence may hold
 * places {0} … {9}, filled in order by text_format(). */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"

enum language { LANGUAGE_ZH, LANGUAGE_EN, LANGUAGE_COUNT };

struct text {
    const char *id; /* stable, e.g. "record.required" */
    const char *in[LANGUAGE_COUNT];
};

static inline const char *text_in(const struct text *t, enum language l)
{
    return t->in[l];
}

/* The sentence with {i} replaced by args[i]; a place without an argument is
 * kept as it stands.  `args` may be NULL when n_args is 0. */
char *text_format(struct arena *a, const struct text *t, enum language l, const char *const *args, size_t n_args);

/* The same into a buffer of size_bytes, truncated at a character boundary.  Takes no memory: it also
 * says that there is none. */
void text_format_into(char *buffer, size_t size_bytes, const struct text *t, enum language l,
                      const char *const *args, size_t n_args);

/* "zh", "en", an Accept-Language header: the first language we speak. */
enum language language_from(const char *tag);

#endif
