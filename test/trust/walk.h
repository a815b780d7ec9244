/* Every route of a program, with every value its parameters can take, as one account: in both worlds, or in the one
 * WITH alone. */
#ifndef TEST_TRUST_WALK_H
#define TEST_TRUST_WALK_H

#include "trust/twins.h"

struct walk {
    struct twins *twins;
    const struct stranger *stranger;
    struct browser browsers[WORLDS];
    struct arena *arena;
    int n_worlds;
    /* Of an answer of each world, without what differs by chance. */
    void (*judge)(struct walk *w, const char *asked, char *const *answers);
    uint64_t share;     /* a request in so many is asked, another one for each stranger; 1: all */
    uint64_t asked, considered;
    uint64_t seen; /* the judge's own count */
};

/* A judge: the answers are alike. */
void walk_compare(struct walk *w, const char *asked, char *const *answers);

/* Asks each world the same, and has the answers judged. */
void walk_ask(struct walk *w, enum method method, const char *path, const char *headers, const char *body);
/* The routes that read, or those that change. */
void walk_routes(struct walk *w, bool changing);
/* The lists of every kind: each field sorted, filtered and compared with what stands in the closed places. */
void walk_lists(struct walk *w);

#endif
