/* The compiled form of keywords: match_compile.c makes it, match.c reads it. */
#ifndef ANALYSIS_MATCH_COMPILED_H
#define ANALYSIS_MATCH_COMPILED_H

#include "analysis/match.h"

/* A place of the double array.  The child by symbol s of the node at place p stands at base(p) + s if the parent
 * there is p.  Nodes of a first character stand in no place: they are ROOT_PLACE + symbol. */
struct match_node {
    uint32_t base_and_end; /* base · 2, + 1 where a keyword ends: pattern_of[place] */
    uint32_t parent;       /* PLACE_EMPTY where nobody stands */
};

#define ROOT_PLACE UINT32_C(0x80000000)
#define PLACE_EMPTY UINT32_MAX

/* GB18030 in two bytes (lead 81–FE, trail 40–FE) and in four below U+10000, by position in the code. */
enum {
    GB_LEAD_FIRST = 0x81,
    GB_LEADS = 126,
    GB_TRAIL_FIRST = 0x40,
    GB_TRAILS = 191,
    GB_FOUR_BMP = 39420,     /* four-byte codes below that of U+FFFF's end */
    GB_FOUR_ASTRAL = 189000, /* the four-byte code of U+10000 */
};

struct astral_symbol {
    uint32_t code_point;
    uint16_t symbol;
};

struct matcher {
    uint16_t *symbol_of;          /* by code point below 0x10000 */
    uint16_t *symbol_of_gb_two;   /* GB_LEADS × GB_TRAILS; NULL unless compiled for GB18030 */
    uint16_t *symbol_of_gb_four;  /* GB_FOUR_BMP */
    struct astral_symbol *astral; /* ascending */
    uint32_t astral_count;
    uint32_t symbol_count; /* symbols are 1 … symbol_count */

    uint64_t *pairs; /* bitmap by pair_place() */
    uint32_t pairs_shift;
    bool has_singles;    /* some keyword is one character */
    uint32_t *single;    /* by symbol: the keyword that is this character, or MATCH_NONE */
    uint32_t *root_base; /* by symbol: base of the node of this first character */
    struct match_node *nodes;
    uint32_t *pattern_of; /* by place, where is_pattern */

    uint32_t pattern_count;
    uint8_t *pattern_characters;
    uint32_t *pattern_first; /* pattern_count + 1, into keywords */
    uint32_t *keywords;
};

static inline uint32_t pair_place(const struct matcher *m, uint16_t first, uint16_t second)
{
    return (uint32_t)((first * 0x9E3779B1u) ^ (second * 0x85EBCA77u)) >> m->pairs_shift;
}

uint16_t matcher_astral_symbol(const struct matcher *m, uint32_t code_point);

/* Turns bytes into at most `room` symbols, one a character; *text moves on. */
uint32_t symbols_from_utf8(const struct matcher *m, const unsigned char **text, const unsigned char *end,
                           uint16_t *symbols, uint32_t room);
uint32_t symbols_from_gb18030(const struct matcher *m, const unsigned char **text, const unsigned char *end,
                              uint16_t *symbols, uint32_t room);

#endif
