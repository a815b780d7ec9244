/* Cutting text for search, alike for every database.
 *
 * Chinese is cut into single characters and neighbouring pairs; Latin and
 * other letters and digits into words, in lower case and half width.  Names
 * also give, from each of their characters on, the pinyin initials and the
 * full pinyin in all readings, so that the beginning of such a token is found
 * by a query from anywhere in the name: 中国银行 is found by 银行, yh, yinhang
 * and zgyh.
 *
 * A query is cut the same way into terms that must all be there.  Words match
 * as beginnings, so that typing finds. */
#ifndef BASE_TOKENS_H
#define BASE_TOKENS_H

#include "base/arena.h"
#include "base/hash.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    TOKEN_LETTERS_MAX = 16, /* words of Latin letters alone are cut to this, in texts and queries */
    TOKEN_BYTES_MAX = 40,   /* other words */
    QUERY_TERMS_MAX = 32    /* further ones are ignored */
};

struct tokens {
    struct arena *arena;
    struct hash set; /* keys are the tokens */
};

void tokens_init(struct tokens *t, struct arena *a);
/* false when memory is out.  Each token is kept once. */
bool tokens_add_text(struct tokens *t, const char *text);
/* The same, and the name's pinyin.  The legal form at a firm's end (有限公司) is not spelt. */
bool tokens_add_name(struct tokens *t, const char *name);
/* All tokens with a blank between. */
char *tokens_joined(const struct tokens *t);

struct token_term {
    const char *token;
    bool is_prefix; /* any token that begins so */
};
/* *ret_n = 0: nothing to look for.  NULL when memory is out. */
const struct token_term *tokens_of_query(struct arena *a, const char *query, size_t *ret_n);

#endif
