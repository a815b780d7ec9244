#include "analysis/match_compiled.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- characters ---- */

enum keyword_verdict keyword_check(const char *text)
{
    size_t n_bytes = strlen(text);
    if (n_bytes == 0)
        return KEYWORD_EMPTY;
    if (!utf8_is_valid(text, n_bytes))
        return KEYWORD_NOT_UTF8;
    return utf8_length(text) > KEYWORD_CHARACTERS_MAX ? KEYWORD_TOO_LONG : KEYWORD_GOOD;
}

enum {
    FULL_WIDTH_FIRST = 0xFF01,
    FULL_WIDTH_LAST = 0xFF5E,
    FULL_WIDTH_STEP = 0xFEE0,
    WIDE_BLANK = 0x3000,
    BMP = 0x10000
};

/* The character that stands for all its forms. */
static uint32_t folded(uint32_t code_point)
{
    if (code_point >= FULL_WIDTH_FIRST && code_point <= FULL_WIDTH_LAST)
        code_point -= FULL_WIDTH_STEP;
    if (code_point == WIDE_BLANK)
        return ' ';
    return code_point >= 'A' && code_point <= 'Z' ? code_point - 'A' + 'a' : code_point;
}

/* ---- compiling ---- */

/* A keyword as symbols. */
struct spelling {
    const uint16_t *symbols;
    uint32_t n;
    uint32_t keyword;
};

struct compile {
    struct arena *arena;
    struct matcher *m;
    bool fold;
    struct spelling *spellings; /* sorted; the first of each text is the pattern's */
    uint32_t spelling_count;
    uint32_t *pattern_spelling; /* by pattern: its first spelling */
    uint32_t astral_capacity;

    /* the double array while it grows */
    uint32_t room;      /* places there are; always more than `end` */
    uint32_t *skip;     /* by place: no place from here to before skip[] is free */
    uint32_t end;       /* behind the last place taken */
    uint32_t gaps_from; /* where families of several begin to look */
};

static uint16_t add_symbol(struct matcher *m)
{
    return m->symbol_count < MATCH_SYMBOLS_MAX ? (uint16_t)++m->symbol_count : 0;
}

/* The character's symbol, given one if it is new; 0 when there are no more. */
static uint16_t astral_symbol(struct compile *c, uint32_t code_point)
{
    struct matcher *m = c->m;
    uint16_t symbol = matcher_astral_symbol(m, code_point);
    if (symbol)
        return symbol;
    uint32_t at = m->astral_count;
    while (at > 0 && m->astral[at - 1].code_point > code_point)
        at--;
    assert(m->astral_count < c->astral_capacity);
    memmove(m->astral + at + 1, m->astral + at, (m->astral_count++ - at) * sizeof(*m->astral));
    m->astral[at] = (struct astral_symbol){code_point, add_symbol(m)};
    return m->astral[at].symbol;
}

static uint16_t symbol_for(struct compile *c, uint32_t code_point)
{
    if (c->fold)
        code_point = folded(code_point);
    if (code_point >= BMP)
        return astral_symbol(c, code_point);
    uint16_t *symbol = &c->m->symbol_of[code_point];
    if (!*symbol)
        *symbol = add_symbol(c->m);
    return *symbol;
}

static uint32_t count_astral(const char *const *keywords, size_t n)
{
    uint32_t count = 0;
    for (size_t i = 0; i < n; i++)
        for (const char *t = keywords[i]; *t; t++)
            count += (unsigned char)*t >= 0xF0;
    return count;
}

static enum err spell_keywords(struct compile *c, const char *const *keywords, size_t n)
{
    c->astral_capacity = count_astral(keywords, n);
    c->m->symbol_of = arena_array(c->arena, BMP, uint16_t);
    c->m->astral = arena_array(c->arena, c->astral_capacity, struct astral_symbol);
    c->spellings = arena_array(c->arena, n, struct spelling);
    if (!c->m->symbol_of || !c->m->astral || !c->spellings)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        assert(keyword_check(keywords[i]) == KEYWORD_GOOD);
        uint32_t length = (uint32_t)utf8_length(keywords[i]), k = 0;
        uint16_t *symbols = arena_array(c->arena, length, uint16_t);
        if (!symbols)
            return ERR_MEMORY;
        for (const char *at = keywords[i]; *at; k++)
            if (!(symbols[k] = symbol_for(c, utf8_next(&at))))
                return ERR_LIMIT;
        c->spellings[i] = (struct spelling){symbols, length, (uint32_t)i};
    }
    c->spelling_count = (uint32_t)n;
    return OK;
}

/* All forms of a folded character lead to its symbol. */
static void spread_forms(struct matcher *m)
{
    for (uint32_t form = 1; form < BMP; form++)
        if (folded(form) != form)
            m->symbol_of[form] = m->symbol_of[folded(form)];
}

/* ---- patterns ---- */

static int compare_spellings(const void *left, const void *right)
{
    const struct spelling *a = left, *b = right;
    uint32_t n = a->n < b->n ? a->n : b->n;
    for (uint32_t i = 0; i < n; i++)
        if (a->symbols[i] != b->symbols[i])
            return (int)a->symbols[i] - (int)b->symbols[i];
    if (a->n != b->n)
        return a->n < b->n ? -1 : 1;
    return (a->keyword > b->keyword) - (a->keyword < b->keyword);
}

static bool same_spelling(const struct spelling *a, const struct spelling *b)
{
    return a->n == b->n && memcmp(a->symbols, b->symbols, a->n * sizeof(a->symbols[0])) == 0;
}

static enum err number_patterns(struct compile *c)
{
    struct matcher *m = c->m;
    size_t n = c->spelling_count;
    qsort(c->spellings, n, sizeof(*c->spellings), compare_spellings);
    m->keywords = arena_array(c->arena, n, uint32_t);
    m->pattern_first = arena_array(c->arena, n + 1, uint32_t);
    m->pattern_characters = arena_array(c->arena, n, uint8_t);
    c->pattern_spelling = arena_array(c->arena, n, uint32_t);
    if (!m->keywords || !m->pattern_first || !m->pattern_characters || !c->pattern_spelling)
        return ERR_MEMORY;
    for (uint32_t i = 0; i < n; i++) {
        m->keywords[i] = c->spellings[i].keyword;
        if (i > 0 && same_spelling(&c->spellings[i], &c->spellings[i - 1]))
            continue;
        m->pattern_characters[m->pattern_count] = (uint8_t)c->spellings[i].n;
        c->pattern_spelling[m->pattern_count] = i;
        m->pattern_first[m->pattern_count++] = i;
    }
    m->pattern_first[m->pattern_count] = (uint32_t)n;
    return OK;
}

static uint16_t symbol_at(const struct compile *c, uint32_t pattern, uint32_t depth)
{
    return c->spellings[c->pattern_spelling[pattern]].symbols[depth];
}

/* ---- pairs that begin keywords, and keywords of one character ---- */

enum { PAIR_BITS_EACH = 32, PAIR_BITS_LOG_MIN = 12, PAIR_BITS_LOG_MAX = 22 };

static enum err mark_pairs(struct compile *c)
{
    struct matcher *m = c->m;
    uint32_t bits_log = PAIR_BITS_LOG_MIN;
    while (bits_log < PAIR_BITS_LOG_MAX && ((uint64_t)1 << bits_log) < (uint64_t)m->pattern_count * PAIR_BITS_EACH)
        bits_log++;
    m->pairs_shift = 32 - bits_log;
    m->pairs = arena_array(c->arena, ((size_t)1 << bits_log) / 64, uint64_t);
    m->single = arena_array(c->arena, (size_t)m->symbol_count + 1, uint32_t);
    if (!m->pairs || !m->single)
        return ERR_MEMORY;
    for (uint32_t s = 0; s <= m->symbol_count; s++)
        m->single[s] = MATCH_NONE;
    for (uint32_t p = 0; p < m->pattern_count; p++) {
        if (m->pattern_characters[p] == 1) {
            m->single[symbol_at(c, p, 0)] = p;
            m->has_singles = true;
            continue;
        }
        uint32_t place = pair_place(m, symbol_at(c, p, 0), symbol_at(c, p, 1));
        m->pairs[place >> 6] |= UINT64_C(1) << (place & 63);
    }
    return OK;
}

/* ---- the double array ---- */

/* Patterns from … to - 1 share `depth` symbols and go on from there. */
struct branch {
    uint32_t from;
    uint32_t to;
    uint32_t depth;
    uint32_t place; /* the node's */
};

struct children {
    uint16_t symbols[MATCH_SYMBOLS_MAX];
    uint32_t n;
};

static bool is_taken(const struct compile *c, uint32_t place)
{
    return c->m->nodes[place].parent != PLACE_EMPTY;
}

/* At least so many places. */
static enum err reserve_places(struct compile *c, uint32_t places)
{
    if (places <= c->room)
        return OK;
    uint32_t wider = places + places / 2;
    struct match_node *nodes = arena_array(c->arena, wider, struct match_node);
    uint32_t *pattern_of = arena_array(c->arena, wider, uint32_t);
    uint32_t *skip = arena_array(c->arena, wider, uint32_t);
    if (!nodes || !pattern_of || !skip)
        return ERR_MEMORY;
    if (c->room) {
        memcpy(nodes, c->m->nodes, c->room * sizeof(*nodes));
        memcpy(pattern_of, c->m->pattern_of, c->room * sizeof(*pattern_of));
        memcpy(skip, c->skip, c->room * sizeof(*skip));
    }
    for (uint32_t i = c->room; i < wider; i++) {
        nodes[i].parent = PLACE_EMPTY;
        skip[i] = i;
    }
    c->m->nodes = nodes;
    c->m->pattern_of = pattern_of;
    c->skip = skip;
    c->room = wider;
    return OK;
}

static bool base_fits(const struct compile *c, uint32_t base, const struct children *children)
{
    for (uint32_t i = 0; i < children->n; i++)
        if (is_taken(c, base + children->symbols[i]))
            return false;
    return true;
}

/* The first free place from here on; paths that were walked are shortened. */
static uint32_t next_free(struct compile *c, uint32_t place)
{
    while (place < c->end && c->skip[place] != place) {
        c->skip[place] = c->skip[c->skip[place]];
        place = c->skip[place];
    }
    return place;
}

static void take_place(struct compile *c, uint32_t place, uint32_t parent)
{
    c->m->nodes[place] = (struct match_node){.parent = parent};
    c->skip[place] = place + 1;
    if (c->end <= place)
        c->end = place + 1;
}

enum { GAPS_TRIED = 512 };

/* A base from which all children fall on free places: an only child fills the first gap; several try some gaps, then
 * go behind everything, and the next ones begin to look further on.  Every base has room for every symbol behind it,
 * so that any child may be asked for. */
static enum err find_base(struct compile *c, const struct children *children, uint32_t *ret_base)
{
    uint32_t first = children->symbols[0], from = children->n > 1 && c->gaps_from > first ? c->gaps_from : first;
    uint32_t place = next_free(c, from);
    for (int tries = 0;; tries++) {
        TRY(reserve_places(c, place - first + c->m->symbol_count + 2));
        if (base_fits(c, place - first, children))
            break;
        if (tries < GAPS_TRIED) {
            place = next_free(c, place + 1);
            continue;
        }
        c->gaps_from += (c->end - c->gaps_from) / 4;
        place = c->end > first ? c->end : first;
    }
    *ret_base = place - first;
    return OK;
}

static void list_children(const struct compile *c, const struct branch *b, struct children *ret_children)
{
    ret_children->n = 0;
    for (uint32_t p = b->from; p < b->to; p++) {
        uint16_t symbol = symbol_at(c, p, b->depth);
        if (ret_children->n == 0 || ret_children->symbols[ret_children->n - 1] != symbol)
            ret_children->symbols[ret_children->n++] = symbol;
    }
}

/* Places the children of a branch and queues those that have children themselves. */
static enum err place_children(struct compile *c, const struct branch *b, struct children *children,
                               struct branch *queue, uint32_t *queued)
{
    struct matcher *m = c->m;
    uint32_t base;
    list_children(c, b, children);
    TRY(find_base(c, children, &base));
    if (b->depth == 1)
        m->root_base[b->place - ROOT_PLACE] = base;
    else
        m->nodes[b->place].base_and_end |= base << 1;
    for (uint32_t from = b->from, to; from < b->to; from = to) {
        uint16_t symbol = symbol_at(c, from, b->depth);
        for (to = from; to < b->to && symbol_at(c, to, b->depth) == symbol;)
            to++;
        uint32_t place = base + symbol, longer = from;
        take_place(c, place, b->place);
        if (m->pattern_characters[from] == b->depth + 1) { /* the shortest comes first */
            m->nodes[place].base_and_end = 1;
            m->pattern_of[place] = longer++;
        }
        if (longer < to)
            queue[(*queued)++] = (struct branch){longer, to, b->depth + 1, place};
    }
    return OK;
}

static void queue_first_characters(const struct compile *c, struct branch *queue, uint32_t *queued)
{
    const struct matcher *m = c->m;
    for (uint32_t from = 0, to; from < m->pattern_count; from = to) {
        uint16_t symbol = symbol_at(c, from, 0);
        for (to = from; to < m->pattern_count && symbol_at(c, to, 0) == symbol;)
            to++;
        uint32_t longer = from + (m->pattern_characters[from] == 1);
        if (longer < to)
            queue[(*queued)++] = (struct branch){longer, to, 1, ROOT_PLACE + symbol};
    }
}

/* Nodes without children have base 0, where no child of theirs stands. */
static enum err grow_trie(struct compile *c)
{
    struct matcher *m = c->m;
    size_t characters = 0;
    for (uint32_t p = 0; p < m->pattern_count; p++)
        characters += m->pattern_characters[p];
    struct branch *queue = arena_array(c->arena, characters, struct branch);
    struct children *children = arena_one(c->arena, struct children);
    m->root_base = arena_array(c->arena, (size_t)m->symbol_count + 1, uint32_t);
    if (!queue || !children || !m->root_base)
        return ERR_MEMORY;
    TRY(reserve_places(c, m->symbol_count + 1));
    uint32_t queued = 0;
    queue_first_characters(c, queue, &queued);
    for (uint32_t i = 0; i < queued; i++)
        TRY(place_children(c, &queue[i], children, queue, &queued));
    return OK;
}

/* ---- GB18030 ---- */

/* The code point of one GB18030 code, 0 when it stands for none. */
static uint32_t decode_gb(struct decoder *d, const unsigned char *bytes, size_t n)
{
    char out[DECODER_OUT_BYTES_MIN + 1] = {0};
    size_t n_in = n, n_out = sizeof(out) - 1, replaced = decoder_replaced(d);
    if (!decoder_feed(d, (const char *)bytes, &n_in, out, &n_out, false) || n_in != n || n_out == 0 ||
        decoder_replaced(d) != replaced)
        return 0;
    out[n_out] = '\0';
    const char *at = out;
    uint32_t code_point = utf8_next(&at);
    return *at == '\0' && code_point < BMP ? code_point : 0;
}

static void map_gb(struct matcher *m, struct decoder *d)
{
    for (uint32_t i = 0; i < GB_LEADS * GB_TRAILS; i++) {
        unsigned char code[] = {(unsigned char)(GB_LEAD_FIRST + i / GB_TRAILS),
                                (unsigned char)(GB_TRAIL_FIRST + i % GB_TRAILS)};
        if (code[1] != 0x7F && code[1] != 0xFF)
            m->symbol_of_gb_two[i] = m->symbol_of[decode_gb(d, code, sizeof(code))];
    }
    for (uint32_t i = 0; i < GB_FOUR_BMP; i++) {
        unsigned char code[] = {(unsigned char)(0x81 + i / 12600), (unsigned char)(0x30 + i / 1260 % 10),
                                (unsigned char)(0x81 + i / 10 % 126), (unsigned char)(0x30 + i % 10)};
        m->symbol_of_gb_four[i] = m->symbol_of[decode_gb(d, code, sizeof(code))];
    }
}

static enum err learn_gb18030(struct compile *c)
{
    struct matcher *m = c->m;
    m->symbol_of_gb_two = arena_array(c->arena, GB_LEADS * GB_TRAILS, uint16_t);
    m->symbol_of_gb_four = arena_array(c->arena, GB_FOUR_BMP, uint16_t);
    struct decoder *d = decoder_new(ENCODING_GB18030);
    if (m->symbol_of_gb_two && m->symbol_of_gb_four && d)
        map_gb(m, d);
    else
        arena_fail(c->arena);
    decoder_free(d);
    return arena_failed(c->arena) ? ERR_MEMORY : OK;
}

enum err matcher_compile(struct arena *a, const char *const *keywords, size_t n, struct match_options options,
                         const struct matcher **ret_matcher)
{
    assert(n < MATCH_NONE);
    struct compile c = {.arena = a, .m = arena_one(a, struct matcher), .fold = options.fold};
    if (!c.m)
        return ERR_MEMORY;
    TRY(spell_keywords(&c, keywords, n));
    if (options.fold)
        spread_forms(c.m);
    TRY(number_patterns(&c));
    TRY(mark_pairs(&c));
    TRY(grow_trie(&c));
    if (options.gb18030)
        TRY(learn_gb18030(&c));
    *ret_matcher = c.m;
    return OK;
}
