/* Writes made inputs as the files that commands read: the same for the same seed.
 *
 *     bench-made network FIRMS DEGREE [SEED]   supplier,customer,supplier_industry,customer_industry,weight,type
 *     bench-made keywords N [SEED]             segment,keyword,negative
 *     bench-made register ROWS [SEED]          name,code,capital,scope; the scope has about 120 characters
 *     bench-made scopes ROWS [SEED]            the scopes alone, one a line
 *
 * Keywords and registers of one seed have their words in common. */
#include "bench/made/made.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INDUSTRIES = 600, WORDS = 150000, SEGMENTS = 500, SCOPE_CHARACTERS = 120, SCOPE_BYTES = 1024 };

static void write_network(uint32_t firms, uint32_t degree, uint64_t seed)
{
    struct made_network m = made_network(seed, firms, INDUSTRIES, degree);
    puts("supplier,customer,supplier_industry,customer_industry,weight,type");
    for (size_t i = 0; i < m.link_count; i++) {
        const struct supply_link *l = &m.links[i];
        printf("F%u,F%u,%u,%u,%.6g,%d\n", l->supplier, l->customer, m.industry[l->supplier], m.industry[l->customer],
               l->weight, (int)l->kind);
    }
    made_network_free(&m);
}

static void write_keywords(size_t n, uint64_t seed)
{
    struct made_words w = made_words(seed, WORDS);
    const char **keywords = calloc(n, sizeof(*keywords));
    size_t taken = made_keywords(&w, seed, n, keywords);
    puts("segment,keyword,negative");
    for (size_t i = 0; i < taken; i++)
        printf("S%zu,%s,0\n", i % SEGMENTS, keywords[i]);
    free(keywords);
    made_words_free(&w);
}

static void write_register(uint64_t rows, uint64_t seed, bool scopes_alone)
{
    struct made_words w = made_words(seed, WORDS);
    uint64_t state = seed + 1;
    char scope[SCOPE_BYTES];
    if (!scopes_alone)
        puts("name,code,capital,scope");
    for (uint64_t i = 0; i < rows; i++) {
        size_t n = made_scope(&w, &state, SCOPE_CHARACTERS, scope);
        if (!scopes_alone)
            printf("企业%" PRIu64 ",%04u,%.0f,", i, (unsigned)(made_random(&state) % 9000 + 1000),
                   exp(10 * made_uniform(&state)));
        fwrite(scope, 1, n, stdout);
        putchar('\n');
    }
    made_words_free(&w);
}

int main(int argc, char **argv)
{
    const char *what = argc > 2 ? argv[1] : "";
    bool network = strcmp(what, "network") == 0;
    int seed_at = network ? 4 : 3;
    uint64_t n = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    uint64_t seed = argc > seed_at ? strtoull(argv[seed_at], NULL, 10) : 1;
    if (network && argc > 3)
        write_network((uint32_t)n, (uint32_t)strtoul(argv[3], NULL, 10), seed);
    else if (strcmp(what, "keywords") == 0)
        write_keywords((size_t)n, seed);
    else if (strcmp(what, "register") == 0)
        write_register(n, seed, false);
    else if (strcmp(what, "scopes") == 0)
        write_register(n, seed, true);
    else
        return fputs("bench-made network FIRMS DEGREE | keywords N | register ROWS | scopes ROWS  [SEED]\n", stderr), 2;
    return fflush(stdout) != 0;
}
