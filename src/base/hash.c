#include "base/hash.h"

#include <string.h>

enum { FIRST_SLOT_COUNT = 16 };

void hash_init(struct hash *h, struct arena *a)
{
    *h = (struct hash){.arena = a};
}

/* FNV-1a, its bits mixed once more since slots are taken from the low ones. */
static uint64_t digest_of(const char *key)
{
    uint64_t digest = UINT64_C(0xcbf29ce484222325);
    for (const char *at = key; *at; at++)
        digest = (digest ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
    digest ^= digest >> 32;
    digest *= UINT64_C(0x9e3779b97f4a7c15);
    return digest ^ digest >> 29;
}

/* The slot of the key, or the free one where it belongs. */
static size_t slot_of(const struct hash *h, const char *key, uint64_t digest)
{
    size_t mask = h->slot_count - 1, slot = (size_t)digest & mask;
    for (; h->slots[slot]; slot = (slot + 1) & mask) {
        const struct hash_entry *entry = &h->entries[h->slots[slot] - 1];
        if (entry->digest == digest && strcmp(entry->key, key) == 0)
            break;
    }
    return slot;
}

union hash_value *hash_find(const struct hash *h, const char *key)
{
    if (!h->slot_count)
        return NULL;
    uint32_t found = h->slots[slot_of(h, key, digest_of(key))];
    return found ? &h->entries[found - 1].value : NULL;
}

/* Keeps a quarter of the slots free. */
static bool make_room(struct hash *h)
{
    if (!arena_grow(h->arena, &h->entries, h->n, &h->capacity))
        return false;
    if ((h->n + 1) * 4 <= h->slot_count * 3)
        return true;
    size_t wider = h->slot_count ? h->slot_count * 2 : FIRST_SLOT_COUNT;
    uint32_t *slots = arena_array(h->arena, wider, uint32_t);
    if (!slots || h->n >= UINT32_MAX)
        return false;
    h->slots = slots;
    h->slot_count = wider;
    for (size_t i = 0; i < h->n; i++)
        slots[slot_of(h, h->entries[i].key, h->entries[i].digest)] = (uint32_t)i + 1;
    return true;
}

union hash_value *hash_at(struct hash *h, const char *key)
{
    union hash_value *found = hash_find(h, key);
    if (found)
        return found;
    if (!make_room(h))
        return NULL;
    uint64_t digest = digest_of(key);
    struct hash_entry *entry = &h->entries[h->n++];
    *entry = (struct hash_entry){.key = key, .digest = digest};
    h->slots[slot_of(h, key, digest)] = (uint32_t)h->n;
    return &entry->value;
}

bool hash_put_number(struct hash *h, const char *key, int64_t number)
{
    union hash_value *at = hash_at(h, key);
    if (at)
        at->number = number;
    return at != NULL;
}

bool hash_put_pointer(struct hash *h, const char *key, void *pointer)
{
    union hash_value *at = hash_at(h, key);
    if (at)
        at->pointer = pointer;
    return at != NULL;
}

int64_t hash_number(const struct hash *h, const char *key, int64_t otherwise)
{
    const union hash_value *at = hash_find(h, key);
    return at ? at->number : otherwise;
}

void *hash_pointer(const struct hash *h, const char *key)
{
    const union hash_value *at = hash_find(h, key);
    return at ? at->pointer : NULL;
}
