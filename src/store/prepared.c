#include "store/prepared.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a over the text. */
uint64_t prepared_digest(const char *sql)
{
    uint64_t digest = UINT64_C(14695981039346656037);
    for (; *sql; sql++)
        digest = (digest ^ (unsigned char)*sql) * UINT64_C(1099511628211);
    return digest;
}

static struct prepared *set_of(struct prepared_cache *cache, uint64_t digest)
{
    return cache->places[digest % PREPARED_SETS];
}

struct prepared *prepared_find(struct prepared_cache *cache, const char *sql, uint64_t digest)
{
    struct prepared *set = set_of(cache, digest);
    for (int way = 0; way < PREPARED_WAYS; way++) {
        struct prepared *p = &set[way];
        if (p->sql && p->digest == digest && strcmp(p->sql, sql) == 0) {
            p->used = ++cache->uses;
            return p;
        }
    }
    return NULL;
}

struct prepared *prepared_room(struct prepared_cache *cache, uint64_t digest)
{
    struct prepared *set = set_of(cache, digest), *least = NULL;
    for (int way = 0; way < PREPARED_WAYS; way++)
        if (!set[way].in_use && (!least || set[way].used < least->used))
            least = &set[way];
    return least;
}

bool prepared_put(struct prepared_cache *cache, struct prepared *place, const char *sql, uint64_t digest)
{
    prepared_forget(place);
    place->sql = strdup(sql);
    place->digest = digest;
    place->used = place->sql ? ++cache->uses : 0;
    return place->sql != NULL;
}

void prepared_forget(struct prepared *place)
{
    free(place->sql);
    *place = (struct prepared){0};
}

void prepared_each(struct prepared_cache *cache, void (*visit)(struct prepared *place))
{
    for (int set = 0; set < PREPARED_SETS; set++)
        for (int way = 0; way < PREPARED_WAYS; way++)
            if (cache->places[set][way].sql)
                visit(&cache->places[set][way]);
}
