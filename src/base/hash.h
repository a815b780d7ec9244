/* A map from text to a number or a pointer, in an arena.
 *
 * Entries stay in the order in which they came, so that what is made from
 * them is the same each time:
 *     for (size_t i = 0; i < h.n; i++) … h.entries[i].key …
 * Finding and putting are O(1) on average.  Keys are not copied: they live as
 * long as the map's arena, or longer.  Nothing is ever taken out. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

union hash_value {
    int64_t number;
    void *pointer;
};

struct hash_entry {
    const char *key;
    uint64_t digest;
    union hash_value value;
};

struct hash {
    struct arena *arena;
    struct hash_entry *entries; /* in order of arrival */
    size_t n;
    size_t capacity;
    uint32_t *slots; /* 1 + index into entries; 0 = free */
    size_t slot_count;
};

void hash_init(struct hash *h, struct arena *a);

/* The value under a key; NULL when there is none.  Valid until the next put. */
union hash_value *hash_find(const struct hash *h, const char *key);
/* The same, made with value 0 when there was none; NULL when memory is out. */
union hash_value *hash_at(struct hash *h, const char *key);

/* Put in or replace; false when memory is out. */
bool hash_put_number(struct hash *h, const char *key, int64_t number);
bool hash_put_pointer(struct hash *h, const char *key, void *pointer);

/* `otherwise`, or NULL, when there is no such key. */
int64_t hash_number(const struct hash *h, const char *key, int64_t otherwise);
void *hash_pointer(const struct hash *h, const char *key);

#endif
