/* Times the analysis layer on made inputs, one method a run:
 *
 *     bench-analysis complexity PLACES ACTIVITIES FILE   FILE: doubles, row-major
 *     bench-analysis METHOD NODES FILE                   FILE: pairs of uint32
 *         METHOD: betweenness | sampled | pagerank | dominators | weak-spots | strong
 *     bench-analysis inverse N FILE                      FILE: N × N doubles
 *
 * Prints "wall_s cpu_s peak_mib check"; reading the file and building the graph
 * are not counted, as they are not for the peers.  `check`
 * is a figure that the peer must find too. */
#include "analysis/centrality.h"
#include "analysis/complexity.h"
#include "analysis/cuts.h"
#include "analysis/dominators.h"
#include "analysis/parallel.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static struct arena *arena;
static double begun_wall_s, begun_cpu_s;

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void begin(void)
{
    begun_wall_s = seconds(CLOCK_MONOTONIC);
    begun_cpu_s = seconds(CLOCK_PROCESS_CPUTIME_ID);
}

static void must(enum err e)
{
    if (e == OK)
        return;
    fprintf(stderr, "out of memory\n");
    exit(1);
}

static void *read_file(const char *path, size_t *ret_bytes)
{
    FILE *f = fopen(path, "rb");
    if (!f || fseek(f, 0, SEEK_END) != 0) {
        perror(path);
        exit(1);
    }
    *ret_bytes = (size_t)ftell(f);
    rewind(f);
    void *bytes = malloc(*ret_bytes + 1);
    if (!bytes || fread(bytes, 1, *ret_bytes, f) != *ret_bytes) {
        perror(path);
        exit(1);
    }
    fclose(f);
    return bytes;
}

/* Everything that py-ecomplexity's one call gives; the check is Σ |ECI| + Σ ω + Σ |COG|. */
static double complexity(uint32_t places, uint32_t activities, const double *x)
{
    size_t n = 0;
    struct triplet *t = arena_array(arena, (size_t)places * activities, struct triplet);
    for (uint32_t c = 0; t && c < places; c++)
        for (uint32_t p = 0; p < activities; p++)
            if (x[(size_t)c * activities + p] > 0)
                t[n++] = (struct triplet){c, p, x[(size_t)c * activities + p]};
    struct sparse s;
    struct presence m;
    struct complexity z;
    struct matrix phi;
    struct outlook o;
    int workers = parallel_processors();
    must(t ? OK : ERR_MEMORY);
    must(sparse_build(arena, places, activities, t, n, &s));
    must(presence_from_values(arena, &s, PRESENCE_BY_RCA, 1, &m));
    must(complexity_indices(arena, &m, COMPLEXITY_LEAST_GAP, &z));
    must(complexity_proximity(arena, &m, true, workers, &phi));
    must(complexity_outlook(arena, &m, &phi, z.pci_uncentred, workers, &o));
    double check = 0;
    for (uint32_t c = 0; c < places; c++)
        check += fabs(z.eci[c]);
    for (size_t i = 0; i < (size_t)places * activities; i++)
        check += o.density.cells[i] + fabs(o.gain.cells[i]);
    return check;
}

static double graph_method(const char *method, uint32_t nodes, const uint32_t *pairs, size_t count)
{
    struct arc *arcs = arena_array(arena, count, struct arc);
    bool *from = arena_array(arena, nodes, bool);
    struct graph g, both;
    must(arcs && from ? OK : ERR_MEMORY);
    for (size_t i = 0; i < count; i++)
        arcs[i] = (struct arc){pairs[2 * i], pairs[2 * i + 1], 1};
    must(graph_build(arena, nodes, arcs, arcs_merge(arcs, count), &g));
    double check = 0;
    begin();
    if (strcmp(method, "betweenness") == 0 || strcmp(method, "sampled") == 0) {
        struct betweenness b;
        must(*method == 'b' ? graph_betweenness(arena, &g, parallel_processors(), &b)
                            : graph_betweenness_sampled(arena, &g, 20000, 1, parallel_processors(), &b));
        for (uint32_t v = 0; v < nodes; v++)
            check += b.share[v];
    } else if (strcmp(method, "pagerank") == 0) {
        struct pagerank r;
        must(graph_pagerank(arena, &g, .85, 1e-10 * nodes, &r));
        for (uint32_t v = 0; v < nodes; v++)
            check += r.rank[v] * r.rank[v];
    } else if (strcmp(method, "dominators") == 0) {
        struct dominators d;
        from[0] = true;
        must(graph_dominators(arena, &g, from, &d));
        check = d.reached;
    } else if (strcmp(method, "weak-spots") == 0) {
        struct weak_spots s;
        must(graph_undirected(arena, &g, &both));
        must(graph_weak_spots(arena, &both, &s));
        check = s.articulation_count + 1e-6 * s.bridge_count;
    } else {
        struct components c;
        must(graph_strong_components(arena, &g, &c, NULL));
        check = c.count;
    }
    return check;
}

static double inverse(uint32_t n, double *cells)
{
    struct matrix m = {n, n, cells}, result;
    enum inverse_verdict verdict;
    double sum = 0;
    must(matrix_inverse(arena, &m, &result, &verdict));
    for (size_t i = 0; i < (size_t)n * n; i++)
        sum += result.cells[i];
    return sum;
}

static double run(int argc, char **argv)
{
    size_t bytes = 0;
    void *input = read_file(argv[argc - 1], &bytes);
    uint32_t n = (uint32_t)strtoul(argv[2], NULL, 10);
    begin();
    if (strcmp(argv[1], "complexity") == 0)
        return complexity(n, (uint32_t)strtoul(argv[3], NULL, 10), input);
    if (strcmp(argv[1], "inverse") == 0)
        return inverse(n, input);
    return graph_method(argv[1], n, input, bytes / (2 * sizeof(uint32_t)));
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "bench-analysis METHOD SIZE [SIZE] FILE\n");
        return 2;
    }
    arena = arena_new((size_t)8 << 30);
    double check = run(argc, argv);
    double wall_s = seconds(CLOCK_MONOTONIC) - begun_wall_s, cpu_s = seconds(CLOCK_PROCESS_CPUTIME_ID) - begun_cpu_s;
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    printf("%.6f %.6f %.1f %.12g\n", wall_s, cpu_s, (double)used.ru_maxrss / 1024, check);
    arena_free(arena);
    return 0;
}
