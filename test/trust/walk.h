/* Every route of a program, with every value its parameters can take, as one account in both worlds. */
#ifndef TEST_TRUST_WALK_H
#define TEST_TRUST_WALK_H

#include "trust/twins.h"

struct walk {
    struct twins *twins;
    const struct stranger *stranger;
    struct browser browsers[WORLDS];
    struct arena *arena;
    uint64_t share;     /* a request in so many is asked, another one for each stranger; 1: all */
    uint64_t asked, considered;
};

/* Asks both worlds the same, and compares the answers. */
void walk_ask(struct walk *w, enum method method, const char *path, const char *headers, const char *body);
/* The routes that read, or those that change. */
void walk_routes(struct walk *w, bool changing);
/* The lists of every kind: each field sorted, filtered and compared with what stands in the closed places. */
void walk_lists(struct walk *w);

#endif
