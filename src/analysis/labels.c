#include "analysis/labels.h"

#include "base/hash.h"

struct labels {
    struct arena *arena;
    struct hash numbers; /* keeps its entries in the order in which they came: entry i is label i */
};

struct labels *labels_new(struct arena *a)
{
    struct labels *l = arena_one(a, struct labels);
    if (!l)
        return NULL;
    l->arena = a;
    hash_init(&l->numbers, a);
    return l;
}

uint32_t labels_add(struct labels *l, const char *text)
{
    const union hash_value *known = hash_find(&l->numbers, text);
    if (known)
        return (uint32_t)known->number;
    size_t label = l->numbers.n;
    const char *copy = arena_text(l->arena, text);
    if (arena_failed(l->arena) || label + 1 >= LABEL_NONE || !hash_put_number(&l->numbers, copy, (int64_t)label))
        return LABEL_NONE;
    return (uint32_t)label;
}

uint32_t labels_find(const struct labels *l, const char *text)
{
    return (uint32_t)hash_number(&l->numbers, text, LABEL_NONE);
}

const char *labels_text(const struct labels *l, uint32_t label)
{
    return l->numbers.entries[label].key;
}

uint32_t labels_count(const struct labels *l)
{
    return (uint32_t)l->numbers.n;
}
