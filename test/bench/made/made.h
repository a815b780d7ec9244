/* Made inputs for measuring: the same for the same seed. */
#ifndef TEST_BENCH_MADE_MADE_H
#define TEST_BENCH_MADE_MADE_H

#include "analysis/supply_network.h"

#include <stdint.h>

uint64_t made_random(uint64_t *state);
double made_uniform(uint64_t *state); /* [0, 1) */

struct made_network {
    uint32_t firm_count;
    uint32_t industry_count;
    uint32_t *industry; /* by firm */
    struct supply_link *links;
    size_t link_count;
};

/* A supply network as reported ones look.  Industries of uneven size (the k-th is about
 * 1/k of the largest); each buys from some six others, by size; firms of uneven size
 * (log-normal); a customer's supplier within an industry is one of the larger ones
 * more often; weights follow the sizes of both.  What an industry's input is to
 * another is drawn once per pair: 3 in 10 essential, 5 non-essential, 2 irrelevant.
 * Allocated with malloc; freed by made_network_free(). */
struct made_network made_network(uint64_t seed, uint32_t firm_count, uint32_t industry_count, uint32_t mean_degree);
void made_network_free(struct made_network *m);

/* Words of the kind that scopes of business are made of: two to six characters, which are as frequent as in
 * the names of GB/T 4754.  The k-th word is about 1/k as frequent in texts as the first. */
struct made_words {
    char **words;
    double *until; /* running sum of frequencies */
    size_t n;
};
struct made_words made_words(uint64_t seed, size_t n);
void made_words_free(struct made_words *w);

/* Up to `n` of the words, none twice and none of the thousand most common, in `ret_keywords`.  Returns
 * how many. */
size_t made_keywords(const struct made_words *w, uint64_t seed, size_t n, const char **ret_keywords);

/* One scope of business of about `characters` characters, phrases of two to four words with ；between;
 * returns its bytes; `text` has room for 4 · characters + 64. */
size_t made_scope(const struct made_words *w, uint64_t *state, size_t characters, char *text);

#endif
