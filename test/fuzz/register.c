/* Registers, keywords and texts, states of short lists: the first byte says which the rest is. */
#include "fuzz/fuzz.h"

#include "analysis/shortlist.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 64 << 20, KEYWORDS = 4 };

static const char *const words[KEYWORDS] = {"电池", "a", "ab", "锂电池"};
static const struct register_keyword meanings[KEYWORDS] = {{0, false}, {1, false}, {1, true}, {0, false}};
static const double points[KEYWORDS] = {1, 2, 0, 3}, weights[] = {1};
static const uint32_t synonyms[KEYWORDS] = {0, 1, 2, 0};
static const uint32_t column;

/* Compiled once, and the plans made of it. */
static const struct shortlist_plan *plan(void)
{
    static struct register_plan search = {
        .keywords = meanings, .segment_count = 2, .text_columns = &column, .text_column_count = 1, .workers = 1};
    static const struct shortlist_plan shortening = {.search = &search,
                                                     .keyword_points = points,
                                                     .synonym_of = synonyms,
                                                     .column_weights = weights,
                                                     .shown_columns = &column,
                                                     .shown_count = 1,
                                                     .keep = 2};
    static struct arena *kept;
    if (!kept) {
        kept = arena_new(ARENA_BYTES);
        if (matcher_compile(kept, words, KEYWORDS, (struct match_options){.gb18030 = true}, &search.matcher) != OK)
            abort();
    }
    return &shortening;
}

/* ---- a register, its bytes arriving in steps ---- */

struct memory {
    const uint8_t *bytes;
    size_t n, at, step;
};

static bool memory_read(void *context, char *bytes, size_t room, size_t *ret_n)
{
    struct memory *m = context;
    size_t n = m->n - m->at;
    n = n < room ? n : room;
    n = n < m->step ? n : m->step;
    memcpy(bytes, m->bytes + m->at, n);
    m->at += n;
    *ret_n = n;
    return true;
}

static void try_register(struct arena *a, const uint8_t *bytes, size_t n, size_t step)
{
    struct memory m = {bytes, n, 0, step};
    struct register_file f;
    struct register_ending ending;
    if (register_open(a, (struct register_source){memory_read, NULL, &m}, &f, &ending) != OK) {
        assert(ending.fault != REGISTER_FINE);
        return;
    }
    struct shortlist *l = shortlist_new(plan());
    struct register_visitor visitor = shortlist_visitor(l);
    enum err e = register_pass(a, &f, plan()->search, &visitor, &ending);
    assert((e == OK) == (ending.fault == REGISTER_FINE));
    for (uint32_t s = 0; s < 2; s++) {
        const struct shortlisted *best;
        uint32_t kept = shortlist_best(l, s, &best);
        assert(kept <= plan()->keep && kept <= shortlist_counts(l, s).candidates);
        assert(kept < 2 || best[0].score >= best[1].score);
    }
    shortlist_free(l);
}

/* ---- a text, against looking for each word at each place ---- */

static size_t hits_in(const uint8_t *bytes, size_t n, enum encoding encoding)
{
    struct scan s;
    struct hit hits[KEYWORD_CHARACTERS_MAX];
    size_t count = 0, got;
    scan_begin(&s, plan()->search->matcher, encoding, (const char *)bytes, n);
    while ((got = scan_next(&s, hits, KEYWORD_CHARACTERS_MAX)) > 0) {
        for (size_t i = 0; i < got; i++)
            assert(hits[i].at < n && hits[i].pattern < KEYWORDS);
        count += got;
    }
    return count;
}

static void try_text(const uint8_t *bytes, size_t n)
{
    size_t expected = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < KEYWORDS; k++)
            expected += strlen(words[k]) <= n - i && memcmp(bytes + i, words[k], strlen(words[k])) == 0;
    assert(hits_in(bytes, n, ENCODING_UTF8) == expected);
    hits_in(bytes, n, ENCODING_GB18030);
}

/* ---- a state: what is taken up is written down as it was ---- */

/* The bytes with the sum that makes them a state, so that it is the content that is tried. */
static void add_sum(struct buf *state, const uint8_t *bytes, size_t n)
{
    uint64_t sum = UINT64_C(0xCBF29CE484222325);
    for (size_t i = 0; i < n; i++)
        sum = (sum ^ bytes[i]) * UINT64_C(0x100000001B3);
    buf_add(state, bytes, n);
    buf_printf(state, "sum %llx\n", (unsigned long long)sum);
}

static void try_state(const uint8_t *bytes, size_t n)
{
    struct buf state, again;
    struct shortlist *l = shortlist_new(plan()), *other = shortlist_new(plan());
    buf_init(&state, 0);
    buf_init(&again, 0);
    add_sum(&state, bytes, n);
    if (shortlist_load(l, 1, state.bytes, state.n)) {
        shortlist_save(l, 1, &again);
        assert(shortlist_load(other, 1, again.bytes, again.n));
    }
    buf_release(&state);
    buf_release(&again);
    shortlist_free(l);
    shortlist_free(other);
}

void fuzz_register(const uint8_t *bytes, size_t n)
{
    if (n < 2)
        return;
    struct arena *a = arena_new(ARENA_BYTES);
    uint8_t *rest = malloc(n - 2 ? n - 2 : 1); /* of just its size, so that reading beyond it is seen */
    if (!a || !rest)
        abort();
    memcpy(rest, bytes + 2, n - 2);
    switch (bytes[0] % 3) {
    case 0:
        try_register(a, rest, n - 2, 1 + bytes[1]);
        break;
    case 1:
        try_text(rest, n - 2);
        break;
    default:
        try_state(rest, n - 2);
        break;
    }
    free(rest);
    arena_free(a);
}
