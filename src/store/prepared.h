/* Prepared statements of one connection, found by their text.
 *
 * Bounded: SETS × WAYS; where a set is full, the least used of it goes.  The
 * cache holds places; what a place means to its database (a compiled
 * statement, a name on the server) is the engine's, and so is giving it up. */
#ifndef STORE_PREPARED_H
#define STORE_PREPARED_H

#include <stdbool.h>
#include <stdint.h>

enum { PREPARED_SETS = 32, PREPARED_WAYS = 8 };

struct prepared {
    uint64_t digest;
    uint64_t used; /* when last, in uses of the cache */
    char *sql;     /* NULL: the place is free */
    void *statement;
    uint32_t number;
    bool in_use; /* by an open cursor: it may not go, nor be run again */
};

struct prepared_cache {
    struct prepared places[PREPARED_SETS][PREPARED_WAYS];
    uint64_t uses;
};

uint64_t prepared_digest(const char *sql);
/* NULL when it is not there. */
struct prepared *prepared_find(struct prepared_cache *cache, const char *sql, uint64_t digest);
/* The place to put it: free, or of the least used, whose statement the caller gives up; NULL when all are in use. */
struct prepared *prepared_room(struct prepared_cache *cache, uint64_t digest);
/* Takes the place, whatever was there; false when memory is out (the place is then free). */
bool prepared_put(struct prepared_cache *cache, struct prepared *place, const char *sql, uint64_t digest);
void prepared_forget(struct prepared *place);
/* Of every place that is taken. */
void prepared_each(struct prepared_cache *cache, void (*visit)(struct prepared *place));

#endif
