#include "record/import_traces.h"

#include <string.h>

enum { SLOTS_MIN = 1024 };

static uint64_t mixed(uint64_t x)
{
    x ^= x >> 32;
    x *= UINT64_C(0xD6E8FEB86659FD93);
    x ^= x >> 32;
    x *= UINT64_C(0xD6E8FEB86659FD93);
    return x ^ x >> 32;
}

uint64_t digest_number(uint64_t seed, int64_t n)
{
    return mixed(seed * UINT64_C(0x9E3779B97F4A7C15) + (uint64_t)n + 1);
}

uint64_t digest_text(uint64_t seed, const char *text)
{
    size_t n = strlen(text);
    uint64_t digest = digest_number(seed, (int64_t)n), word;
    for (; n >= sizeof(word); n -= sizeof(word), text += sizeof(word)) {
        memcpy(&word, text, sizeof(word));
        digest = digest_number(digest, (int64_t)word);
    }
    word = 0;
    memcpy(&word, text, n);
    return digest_number(digest, (int64_t)word);
}

uint64_t digest_value(uint64_t seed, const struct value *v)
{
    return v->type == VALUE_TEXT ? digest_text(seed, v->text) : digest_number(seed, v->integer);
}

static size_t slot_of(const struct digests *d, uint64_t digest)
{
    size_t at = digest & (d->n_slots - 1);
    while (d->numbers[at] && d->digests[at] != digest)
        at = (at + 1) & (d->n_slots - 1);
    return at;
}

static bool widen(struct digests *d, struct arena *a)
{
    if (d->n_slots > 2 * (d->n + 1))
        return true;
    const struct digests old = *d;
    d->n_slots = old.n_slots ? old.n_slots * 4 : SLOTS_MIN;
    d->digests = arena_array(a, d->n_slots, uint64_t);
    d->numbers = arena_array(a, d->n_slots, uint32_t);
    for (size_t i = 0; i < old.n_slots && d->digests && d->numbers; i++)
        if (old.numbers[i]) {
            size_t at = slot_of(d, old.digests[i]);
            d->digests[at] = old.digests[i];
            d->numbers[at] = old.numbers[i];
        }
    return d->digests && d->numbers;
}

uint32_t *digests_at(struct digests *d, struct arena *a, uint64_t digest)
{
    if (!widen(d, a))
        return NULL;
    size_t at = slot_of(d, digest);
    if (!d->numbers[at]) {
        d->digests[at] = digest;
        d->n++; /* the caller gives it its number */
    }
    return &d->numbers[at];
}
