#include "analysis/match.h"

#include "analysis/match_compiled.h"

#include <assert.h>
#include <string.h>

uint32_t matcher_pattern_count(const struct matcher *m)
{
    return m->pattern_count;
}

const uint32_t *matcher_keywords(const struct matcher *m, uint32_t pattern, uint32_t *ret_n)
{
    *ret_n = m->pattern_first[pattern + 1] - m->pattern_first[pattern];
    return m->keywords + m->pattern_first[pattern];
}

uint32_t matcher_pattern_characters(const struct matcher *m, uint32_t pattern)
{
    return m->pattern_characters[pattern];
}

/* ---- scanning, a block at a time ----
 *
 * symbols[] holds the block and up to KEYWORD_CHARACTERS_MAX - 1 characters beyond it, so that a keyword that begins
 * in the block can be walked to its end; those are then the first of the next block.  Behind the last symbol stands
 * a 0, which no keyword has. */

void scan_begin(struct scan *s, const struct matcher *m, enum encoding encoding, const char *text, size_t n_bytes)
{
    assert(encoding == ENCODING_UTF8 || (encoding == ENCODING_GB18030 && m->symbol_of_gb_two));
    s->matcher = m;
    s->gb18030 = encoding == ENCODING_GB18030;
    s->next = (const unsigned char *)text;
    s->end = s->next + n_bytes;
    s->at = 0;
    s->symbol_count = s->start_count = s->start_next = 0;
}

/* Where a pair of symbols may begin a keyword, and where one symbol is one.  Without branches: every place is
 * written, and kept by moving on. */
static uint32_t find_starts(const struct matcher *m, const uint16_t *symbols, uint32_t n, uint16_t *starts)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t place = pair_place(m, symbols[i], symbols[i + 1]);
        starts[count] = (uint16_t)i;
        count += m->pairs[place >> 6] >> (place & 63) & 1;
    }
    return count;
}

static uint32_t find_starts_with_singles(const struct matcher *m, const uint16_t *symbols, uint32_t n, uint16_t *starts)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t place = pair_place(m, symbols[i], symbols[i + 1]);
        bool pair = m->pairs[place >> 6] >> (place & 63) & 1;
        starts[count] = (uint16_t)i;
        count += pair || m->single[symbols[i]] != MATCH_NONE;
    }
    return count;
}

/* The next block's symbols and the places in it where keywords may begin; false at the end of the text. */
static bool read_block(struct scan *s)
{
    const struct matcher *m = s->matcher;
    uint32_t kept = s->symbol_count > SCAN_BLOCK ? s->symbol_count - SCAN_BLOCK : 0;
    if (s->symbol_count > 0) {
        s->at += s->symbol_count - kept;
        memmove(s->symbols, s->symbols + SCAN_BLOCK, kept * sizeof(s->symbols[0]));
    }
    uint32_t room = SCAN_BLOCK + KEYWORD_CHARACTERS_MAX - 1 - kept;
    uint32_t more = s->gb18030 ? symbols_from_gb18030(m, &s->next, s->end, s->symbols + kept, room)
                               : symbols_from_utf8(m, &s->next, s->end, s->symbols + kept, room);
    s->symbol_count = kept + more;
    s->symbols[s->symbol_count] = 0;
    uint32_t n = s->symbol_count < SCAN_BLOCK ? s->symbol_count : SCAN_BLOCK;
    s->start_next = 0;
    s->start_count = m->has_singles ? find_starts_with_singles(m, s->symbols, n, s->starts)
                                    : find_starts(m, s->symbols, n, s->starts);
    return n > 0;
}

/* All keywords that begin at this place of the block. */
static size_t walk(const struct matcher *m, const uint16_t *symbols, uint32_t at, struct hit *ret_hits)
{
    size_t n = 0;
    if (m->single[symbols[0]] != MATCH_NONE)
        ret_hits[n++] = (struct hit){m->single[symbols[0]], at};
    uint32_t parent = ROOT_PLACE + symbols[0], base = m->root_base[*symbols++];
    for (;;) {
        uint32_t place = base + *symbols++;
        const struct match_node *node = &m->nodes[place];
        if (node->parent != parent)
            return n;
        if (node->base_and_end & 1)
            ret_hits[n++] = (struct hit){m->pattern_of[place], at};
        base = node->base_and_end >> 1;
        parent = place;
    }
}

size_t scan_next(struct scan *s, struct hit *ret_hits, size_t room)
{
    assert(room >= KEYWORD_CHARACTERS_MAX);
    size_t n = 0;
    for (;;) {
        while (s->start_next < s->start_count) {
            if (n + KEYWORD_CHARACTERS_MAX > room)
                return n;
            uint32_t i = s->starts[s->start_next++];
            n += walk(s->matcher, s->symbols + i, s->at + i, ret_hits + n);
        }
        if ((s->next == s->end && s->symbol_count <= SCAN_BLOCK) || !read_block(s))
            return n;
    }
}
