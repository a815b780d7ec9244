/* Systemic risk of every firm of a made network, measured and checked.
 *
 *     bench-risk FIRMS DEGREE [EPSILON [TAKEN [WORKERS]]]
 *
 * TAKEN firms, evenly spread (all when 0), are computed; CHECKED of them also in the plain
 * way: every firm in every round, one stop after the other, as GLcascade does.  Prints
 * times, memory, how the numbers agree (the program fails where they do not to 1e-9),
 * and a what-if of one firm.  GLcascade itself (an R
 * package, not in Debian) was measured at 2.3 s of processor time a firm for 100,000
 * firms of mean degree 5. */
#include "analysis/parallel.h"
#include "analysis/systemic_risk.h"
#include "bench/made/made.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { INDUSTRIES = 600, CHECKED = 200 };

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double memory_mib(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

/* ---- the plain way ---- */

struct plain {
    const struct made_network *made;
    double *strength, *industry_left, *bought;
    double *down, *up, *next_down, *next_up;
    double *lambda;  /* by link: Λ¹ or Λ², by its kind */
    size_t *group;   /* by link: customer and industry, numbered */
    double *missing; /* by group */
    double *missing_other;
    size_t group_count;
    double total;
};

static int compare_keys(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* Numbers the pairs of customer and supplier's industry. */
static void number_groups(struct plain *p)
{
    const struct made_network *m = p->made;
    uint64_t *keys = calloc(m->link_count, sizeof(*keys));
    for (size_t i = 0; i < m->link_count; i++)
        keys[i] = (uint64_t)m->links[i].customer << 32 | m->industry[m->links[i].supplier];
    qsort(keys, m->link_count, sizeof(*keys), compare_keys);
    size_t n = 0;
    for (size_t i = 0; i < m->link_count; i++)
        if (n == 0 || keys[n - 1] != keys[i])
            keys[n++] = keys[i];
    for (size_t i = 0; i < m->link_count; i++) {
        uint64_t key = (uint64_t)m->links[i].customer << 32 | m->industry[m->links[i].supplier];
        p->group[i] = (size_t)((uint64_t *)bsearch(&key, keys, n, sizeof(*keys), compare_keys) - keys);
    }
    p->group_count = n;
    free(keys);
}

static void plain_init(struct plain *p, const struct made_network *m)
{
    *p = (struct plain){.made = m};
    double **by_firm[] = {&p->strength, &p->bought, &p->down, &p->up, &p->next_down, &p->next_up, &p->missing_other};
    for (size_t i = 0; i < sizeof(by_firm) / sizeof(by_firm[0]); i++)
        *by_firm[i] = calloc(m->firm_count, sizeof(double));
    p->industry_left = calloc(m->industry_count, sizeof(double));
    p->lambda = calloc(m->link_count, sizeof(double));
    p->group = calloc(m->link_count, sizeof(size_t));
    p->missing = calloc(m->link_count, sizeof(double));
    number_groups(p);
    double *bought_of_group = calloc(p->group_count, sizeof(double));
    for (size_t i = 0; i < m->link_count; i++) {
        p->strength[m->links[i].supplier] += m->links[i].weight;
        p->bought[m->links[i].customer] += m->links[i].weight;
        bought_of_group[p->group[i]] += m->links[i].weight;
        p->total += m->links[i].weight;
    }
    for (size_t i = 0; i < m->link_count; i++)
        p->lambda[i] = m->links[i].weight / (m->links[i].kind == SUPPLY_ESSENTIAL ? bought_of_group[p->group[i]]
                                                                                  : p->bought[m->links[i].customer]);
    free(bought_of_group);
}

static double plain_round(struct plain *p, uint32_t stopped)
{
    const struct made_network *m = p->made;
    memset(p->industry_left, 0, m->industry_count * sizeof(double));
    memset(p->missing, 0, p->group_count * sizeof(double));
    memset(p->missing_other, 0, m->firm_count * sizeof(double));
    for (uint32_t f = 0; f < m->firm_count; f++) {
        p->industry_left[m->industry[f]] += p->strength[f] * p->down[f];
        p->next_down[f] = 1;
        p->next_up[f] = p->strength[f] > 0 ? 0 : 1;
    }
    for (size_t i = 0; i < m->link_count; i++) {
        const struct supply_link *l = &m->links[i];
        double left = p->industry_left[m->industry[l->supplier]], s = p->strength[l->supplier];
        double missing = (s >= left ? 1 : s / left) * p->lambda[i] * (1 - p->down[l->supplier]);
        if (l->kind == SUPPLY_ESSENTIAL)
            p->next_down[l->customer] = fmin(p->next_down[l->customer], 1 - (p->missing[p->group[i]] += missing));
        else if (l->kind == SUPPLY_NON_ESSENTIAL)
            p->next_down[l->customer] = fmin(p->next_down[l->customer], 1 - (p->missing_other[l->customer] += missing));
        p->next_up[l->supplier] += l->weight / s * p->up[l->customer];
    }
    p->next_down[stopped] = p->next_up[stopped] = 0;
    double move = 0;
    for (uint32_t f = 0; f < m->firm_count; f++) {
        p->next_up[f] = fmin(1, p->next_up[f]);
        move = fmax(move, fmax(fabs(p->next_down[f] - p->down[f]), fabs(p->next_up[f] - p->up[f])));
        p->down[f] = fmax(0, p->next_down[f]);
        p->up[f] = p->next_up[f];
    }
    return move;
}

static double plain_risk(struct plain *p, uint32_t stopped, double epsilon)
{
    double lost = 0;
    for (uint32_t f = 0; f < p->made->firm_count; f++)
        p->down[f] = p->up[f] = f == stopped ? 0 : 1;
    while (plain_round(p, stopped) > epsilon * (1 + 1e-9))
        ;
    for (uint32_t f = 0; f < p->made->firm_count; f++)
        lost += p->strength[f] / p->total * (1 - fmin(p->down[f], p->up[f]));
    return lost;
}

/* ---- measuring ---- */

static bool check(const struct made_network *m, double epsilon, uint32_t taken, const uint32_t *firms,
                  const struct risk *risks)
{
    struct plain p;
    plain_init(&p, m);
    double worst = 0, begun = seconds(CLOCK_PROCESS_CPUTIME_ID);
    uint32_t checked = taken < CHECKED ? taken : CHECKED;
    for (uint32_t i = 0; i < checked; i++) {
        uint32_t at = (uint32_t)((uint64_t)i * taken / checked);
        worst = fmax(worst, fabs(plain_risk(&p, firms[at], epsilon) - risks[at].total));
    }
    double cpu = (seconds(CLOCK_PROCESS_CPUTIME_ID) - begun) / checked;
    printf("the plain way: %.1f ms cpu a firm; %u firms differ by at most %.1e\n", 1e3 * cpu, checked, worst);
    return worst <= 1e-9;
}

static void what_if(struct arena *a, const struct supply_network *net, double epsilon, const uint32_t *firms,
                    uint32_t taken)
{
    double worst = 0, worst_cpu = 0;
    for (uint32_t i = 0; i < 20 && i < taken; i++) {
        struct firm_loss stop = {firms[(uint64_t)i * taken / 20], 1};
        struct shock shock = {&stop, 1};
        struct risk risk;
        double begun = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
        systemic_risk_of_shocks(a, net, &(struct risk_terms){epsilon, 1}, &shock, 1, &risk);
        worst = fmax(worst, seconds(CLOCK_MONOTONIC) - begun);
        worst_cpu = fmax(worst_cpu, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    }
    printf("a what-if of one firm: at most %.1f ms, %.1f ms cpu (of 20)\n", 1e3 * worst, 1e3 * worst_cpu);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return fputs("bench-risk FIRMS DEGREE [EPSILON [TAKEN [WORKERS]]]\n", stderr), 2;
    uint32_t n = (uint32_t)strtoul(argv[1], NULL, 10), degree = (uint32_t)strtoul(argv[2], NULL, 10);
    double epsilon = argc > 3 ? strtod(argv[3], NULL) : SYSTEMIC_RISK_EPSILON;
    uint32_t taken = argc > 4 ? (uint32_t)strtoul(argv[4], NULL, 10) : 0;
    int workers = argc > 5 ? (int)strtol(argv[5], NULL, 10) : parallel_processors();
    taken = taken && taken < n ? taken : n;
    struct made_network m = made_network(7, n, INDUSTRIES, degree);
    struct arena *a = arena_new((size_t)8 << 30);
    struct supply_network net;
    double begun = seconds(CLOCK_MONOTONIC);
    if (supply_network_build(a, n, m.industry, m.industry_count, m.links, m.link_count, &net) != OK)
        return 1;
    printf("%u firms, %zu links, %u industries, epsilon %g; built in %.3f s\n", n, m.link_count, m.industry_count,
           epsilon, seconds(CLOCK_MONOTONIC) - begun);
    uint32_t *firms = arena_array(a, taken, uint32_t);
    struct risk *risks = arena_array(a, taken, struct risk);
    for (uint32_t i = 0; i < taken; i++)
        firms[i] = (uint32_t)((uint64_t)i * n / taken);
    double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    if (systemic_risk_of_firms(a, &net, &(struct risk_terms){epsilon, workers}, firms, taken, risks) != OK)
        return 1;
    wall = seconds(CLOCK_MONOTONIC) - wall;
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    printf("%u firms with %d workers: %.2f s, %.2f s cpu, %.3f ms cpu a firm, %.0f MiB; all %u firms: %.1f s\n", taken,
           workers, wall, cpu, 1e3 * cpu / taken, memory_mib(), n, wall * n / taken);
    bool same = check(&m, epsilon, taken, firms, risks);
    what_if(a, &net, epsilon, firms, taken);
    arena_free(a);
    made_network_free(&m);
    return same ? 0 : 1;
}
