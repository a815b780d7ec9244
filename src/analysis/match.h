/* Many keywords in much text: every occurrence of every keyword, overlaps
 * included, at the speed of memory.
 *
 * Keywords (tens of thousands) are compiled once.  Characters that occur in
 * keywords get numbers ("symbols"), all others are symbol 0.  Text is turned
 * into symbols, from UTF-8 or straight from GB18030; a bitmap of the pairs with
 * which keywords begin passes over most places; from the others a trie in a
 * double array (one array; the child of the node at p by symbol s stands at
 * base(p) + s if its parent there is p) is walked, which finds all keywords that
 * begin there.  Unlike in an automaton with failure links no place waits for the
 * one before, and memory answers for many at once.
 *
 * Time O(characters + walked), where a walk is at most KEYWORD_CHARACTERS_MAX
 * and usually under one step a character; memory of the compiled form about
 * 12 bytes a trie node, 40 a keyword and half a megabyte.  Read-only once
 * compiled: any number of threads may scan with one matcher.
 *
 * Offsets count characters (code points) from 0; a byte that is no character
 * counts as one. */
#ifndef ANALYSIS_MATCH_H
#define ANALYSIS_MATCH_H

#include "base/arena.h"
#include "base/fault.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    KEYWORD_CHARACTERS_MAX = 64,
    MATCH_SYMBOLS_MAX = 65000, /* different characters in all keywords */
    MATCH_NONE = UINT32_MAX,
};

enum keyword_verdict { KEYWORD_GOOD, KEYWORD_EMPTY, KEYWORD_TOO_LONG, KEYWORD_NOT_UTF8 };
enum keyword_verdict keyword_check(const char *text);

struct match_options {
    bool fold;    /* letter case and full-width forms do not matter: ＬＥＤ, led and LED are one */
    bool gb18030; /* texts in GB18030 will come, too */
};

struct matcher;

/* Keywords by their index; the same text may stand twice.  Every text must be
 * KEYWORD_GOOD.  ERR_LIMIT when they hold more than MATCH_SYMBOLS_MAX different
 * characters, ERR_MEMORY.  O(total characters · log keywords). */
enum err matcher_compile(struct arena *a, const char *const *keywords, size_t n, struct match_options options,
                         const struct matcher **ret_matcher);

/* A pattern is one text; `hits` name patterns. */
uint32_t matcher_pattern_count(const struct matcher *m);
/* The keywords that have this text, ascending. */
const uint32_t *matcher_keywords(const struct matcher *m, uint32_t pattern, uint32_t *ret_n);
uint32_t matcher_pattern_characters(const struct matcher *m, uint32_t pattern);

struct hit {
    uint32_t pattern;
    uint32_t at; /* its first character */
};

/* A text being read; on the caller's stack, no memory of its own. */
enum { SCAN_BLOCK = 1024 };
struct scan {
    const struct matcher *matcher;
    bool gb18030;
    const unsigned char *next; /* bytes not yet turned into symbols */
    const unsigned char *end;
    uint32_t at; /* the character that symbols[0] is */
    uint32_t symbol_count;
    uint32_t start_count; /* places of the block where keywords may begin */
    uint32_t start_next;
    uint16_t symbols[SCAN_BLOCK + 2 * KEYWORD_CHARACTERS_MAX];
    uint16_t starts[SCAN_BLOCK + KEYWORD_CHARACTERS_MAX];
};

/* `encoding` is ENCODING_UTF8 or, if the matcher was compiled for it, ENCODING_GB18030.  The
 * text stays the caller's; at most 2^32 - 1 characters. */
void scan_begin(struct scan *s, const struct matcher *m, enum encoding encoding, const char *text, size_t n_bytes);

/* The next hits, by place, then by length; 0 when there are no more.  `room` ≥ KEYWORD_CHARACTERS_MAX. */
size_t scan_next(struct scan *s, struct hit *ret_hits, size_t room);

#endif
