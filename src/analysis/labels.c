#include "analysis/labels.h"

#include <string.h>

struct labels {
    struct arena *arena;
    const char **texts;   /* by label */
    uint64_t *hashes;     /* by label, so that growing the table reads no text */
    size_t count;
    size_t texts_capacity;
    size_t hashes_capacity;
    uint32_t *slots;      /* label + 1, 0 = empty; open addressing */
    size_t slot_count;    /* a power of two, at least twice the count */
};

enum { SLOTS_AT_FIRST = 64 };

/* Multiply and fold, eight bytes a step; not for hostile keys in a long-lived table. */
static uint64_t hash_text(const char *text, size_t n_bytes)
{
    const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t h = n_bytes * odd;
    while (n_bytes > 0) {
        uint64_t word = 0;
        size_t step = n_bytes < sizeof(word) ? n_bytes : sizeof(word);
        memcpy(&word, text, step);
        h = (h ^ word) * odd;
        h ^= h >> 29;
        text += step;
        n_bytes -= step;
    }
    return h ^ h >> 32;
}

struct labels *labels_new(struct arena *a)
{
    struct labels *l = arena_one(a, struct labels);
    if (!l)
        return NULL;
    l->arena = a;
    l->slot_count = SLOTS_AT_FIRST;
    l->slots = arena_array(a, l->slot_count, uint32_t);
    return l->slots ? l : NULL;
}

static bool holds(const struct labels *l, uint32_t label, const char *text, size_t n_bytes, uint64_t hash)
{
    return l->hashes[label] == hash && strncmp(l->texts[label], text, n_bytes) == 0 && !l->texts[label][n_bytes];
}

/* The slot that holds the text, or the empty one where it belongs. */
static uint32_t *slot_of(const struct labels *l, const char *text, size_t n_bytes, uint64_t hash)
{
    for (size_t at = hash & (l->slot_count - 1);; at = (at + 1) & (l->slot_count - 1))
        if (!l->slots[at] || holds(l, l->slots[at] - 1, text, n_bytes, hash))
            return &l->slots[at];
}

static bool grow_slots(struct labels *l)
{
    size_t wider = l->slot_count * 2;
    uint32_t *slots = arena_array(l->arena, wider, uint32_t);
    if (!slots)
        return false;
    for (size_t label = 0; label < l->count; label++) {
        size_t at = l->hashes[label] & (wider - 1);
        while (slots[at])
            at = (at + 1) & (wider - 1);
        slots[at] = (uint32_t)label + 1;
    }
    l->slots = slots;
    l->slot_count = wider;
    return true;
}

uint32_t labels_add_n(struct labels *l, const char *text, size_t n_bytes)
{
    n_bytes = strnlen(text, n_bytes);
    uint64_t hash = hash_text(text, n_bytes);
    uint32_t *slot = slot_of(l, text, n_bytes, hash);
    if (*slot)
        return *slot - 1;
    if (l->count + 1 >= LABEL_NONE || !arena_grow(l->arena, &l->texts, l->count, &l->texts_capacity) ||
        !arena_grow(l->arena, &l->hashes, l->count, &l->hashes_capacity))
        return LABEL_NONE;
    const char *copy = arena_text_n(l->arena, text, n_bytes);
    if (arena_failed(l->arena))
        return LABEL_NONE;
    l->texts[l->count] = copy;
    l->hashes[l->count] = hash;
    *slot = (uint32_t)++l->count;
    if (2 * l->count > l->slot_count && !grow_slots(l))
        return LABEL_NONE;
    return (uint32_t)l->count - 1;
}

uint32_t labels_add(struct labels *l, const char *text)
{
    return labels_add_n(l, text, strlen(text));
}

uint32_t labels_find(const struct labels *l, const char *text)
{
    size_t n_bytes = strlen(text);
    return *slot_of(l, text, n_bytes, hash_text(text, n_bytes)) - 1;
}

const char *labels_text(const struct labels *l, uint32_t label)
{
    return l->texts[label];
}

uint32_t labels_count(const struct labels *l)
{
    return (uint32_t)l->count;
}
