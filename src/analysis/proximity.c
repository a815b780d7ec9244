#include "analysis/complexity.h"

#include "analysis/moments.h"
#include "analysis/parallel.h"

#include <math.h>
#include <string.h>

/* One body, compiled for what the processor has.  AVX2 without fused multiply-add, so
 * that every machine gives the same bits; where there is no such choice, plain code. */
#if defined(__x86_64__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define FOR_EACH_PROCESSOR(feature) __attribute__((target_clones(feature, "default")))
#else
#define FOR_EACH_PROCESSOR(feature)
#endif

/* ---- proximity ---- */

struct bits {
    const struct presence *m;
    size_t words; /* of 64 places, for each activity */
    uint64_t *rows;
    bool unit_diagonal;
    struct matrix *proximity;
};

FOR_EACH_PROCESSOR("popcnt")
static uint32_t count_common(const uint64_t *one, const uint64_t *other, size_t words)
{
    uint32_t common = 0;
    for (size_t w = 0; w < words; w++)
        common += (uint32_t)__builtin_popcountll(one[w] & other[w]);
    return common;
}

/* Row p right of the diagonal, and its mirror image. */
static void proximity_row(void *context, int worker, size_t p)
{
    (void)worker;
    const struct bits *b = context;
    uint32_t k_p = presence_ubiquity(b->m, (uint32_t)p);
    matrix_row(b->proximity, p)[p] = b->unit_diagonal && k_p > 0;
    for (size_t q = p + 1; q < b->m->activities && k_p > 0; q++) {
        uint32_t k_q = presence_ubiquity(b->m, (uint32_t)q);
        uint32_t common = count_common(b->rows + p * b->words, b->rows + q * b->words, b->words);
        double phi = (double)common / (k_p > k_q ? k_p : k_q);
        matrix_row(b->proximity, p)[q] = phi;
        matrix_row(b->proximity, q)[p] = phi;
    }
}

enum err complexity_proximity(struct arena *a, const struct presence *m, bool unit_diagonal, int workers,
                              struct matrix *ret_proximity)
{
    TRY(matrix_new(a, m->activities, m->activities, ret_proximity));
    struct arena_mark mark = arena_mark(a);
    struct bits b = {
        .m = m, .words = ((size_t)m->places + 63) / 64, .unit_diagonal = unit_diagonal, .proximity = ret_proximity};
    b.rows = arena_array(a, b.words * m->activities, uint64_t);
    if (!b.rows)
        return ERR_MEMORY;
    for (uint32_t p = 0; p < m->activities; p++)
        for (uint32_t i = m->first_place[p]; i < m->first_place[p + 1]; i++)
            b.rows[p * b.words + m->place[i] / 64] |= UINT64_C(1) << (m->place[i] % 64);
    parallel_run(workers, m->activities, proximity_row, &b);
    arena_rewind(a, mark);
    return OK;
}

/* ---- density and outlook ---- */

/* Columns of φ taken together: as many as a place's two sums can be held in registers for. */
enum { LANES = 4, TILE = 4 * LANES };
typedef double lanes __attribute__((vector_size(LANES * sizeof(double)), aligned(sizeof(double)), may_alias));

struct spreading {
    const struct presence *m;
    const struct matrix *proximity;
    const double *pull;    /* PCI'_q / Σ_r φ_qr; all 0 for density alone */
    const uint32_t *every; /* 0 … activities - 1 */
    const double *column_sum;
    struct outlook *outlook;
    double *tiles; /* a worker: the tile of φ, activities × TILE */
};

/* Sums the named rows of a tile in their order, plain and each times its pull. */
FOR_EACH_PROCESSOR("avx2")
static void sum_rows(const double *tile, const uint32_t *rows, uint32_t n, const double *pull, double *ret_sums,
                     double *ret_pulled)
{
    lanes s[4] = {{0}}, p[4] = {{0}};
    for (uint32_t i = 0; i < n; i++) {
        const lanes *row = (const lanes *)(tile + (size_t)rows[i] * TILE);
        double weight = pull[rows[i]];
        lanes weights = {weight, weight, weight, weight};
        for (int k = 0; k < 4; k++) {
            s[k] += row[k];
            p[k] += weights * row[k];
        }
    }
    memcpy(ret_sums, s, sizeof(s));
    memcpy(ret_pulled, p, sizeof(p));
}

static void pack_tile(const struct spreading *s, size_t begin, size_t width, double *tile)
{
    for (size_t q = 0; q < s->m->activities; q++) {
        memcpy(tile + q * TILE, matrix_row(s->proximity, q) + begin, width * sizeof(*tile));
        memset(tile + q * TILE + width, 0, (TILE - width) * sizeof(*tile));
    }
}

static void spread_place(const struct spreading *s, uint32_t c, size_t begin, size_t width, const double *tile,
                         const double *all)
{
    double sums[TILE], pulled[TILE];
    const struct presence *m = s->m;
    sum_rows(tile, m->activity + m->first_activity[c], presence_diversity(m, c), s->pull, sums, pulled);
    double *density = matrix_row(&s->outlook->density, c) + begin;
    for (size_t i = 0; i < width; i++)
        density[i] = s->column_sum[begin + i] > 0 ? sums[i] / s->column_sum[begin + i] : NAN;
    for (size_t i = 0; s->outlook->coi && i < width; i++)
        matrix_row(&s->outlook->gain, c)[begin + i] = all[i] - pulled[i];
}

static void spread_tile(void *context, int worker, size_t t)
{
    const struct spreading *s = context;
    double *tile = s->tiles + (size_t)worker * s->m->activities * TILE;
    size_t begin = t * TILE;
    size_t width = s->m->activities - begin < TILE ? s->m->activities - begin : TILE;
    double ignored[TILE], all[TILE]; /* what a place with none would gain */
    pack_tile(s, begin, width, tile);
    sum_rows(tile, s->every, s->m->activities, s->pull, ignored, all);
    for (uint32_t c = 0; c < s->m->places; c++)
        spread_place(s, c, begin, width, tile, all);
}

/* COI of a place, before it is standardised; the gain of what it has becomes 0. */
static double outlook_of_place(const struct presence *m, uint32_t c, const double *pci, struct outlook *z)
{
    const double *density = matrix_row(&z->density, c);
    double *gain = matrix_row(&z->gain, c);
    uint32_t i = m->first_activity[c], end = m->first_activity[c + 1];
    double coi = 0;
    for (uint32_t p = 0; p < m->activities; p++) {
        if (i < end && m->activity[i] == p) {
            gain[p] = 0;
            i++;
        } else if (isnan(pci[p])) {
            gain[p] = NAN;
        } else if (!isnan(density[p])) {
            coi += density[p] * pci[p];
        }
    }
    return presence_diversity(m, c) > 0 ? coi : NAN;
}

static void standardise(double *values, uint32_t n)
{
    struct moments m = moments_of(values, n);
    for (uint32_t i = 0; i < n; i++)
        values[i] = m.deviation > 0 ? (values[i] - m.mean) / m.deviation : NAN;
}

static double *sum_columns(struct arena *a, const struct matrix *m)
{
    double *sum = arena_array(a, m->columns, double);
    for (size_t q = 0; sum && q < m->rows; q++)
        for (size_t p = 0; p < m->columns; p++)
            sum[p] += matrix_at(m, q, p);
    return sum;
}

/* PCI'_q / Σ_r φ_qr, 0 where PCI is not known; φ is symmetric, so its row sums are its column sums. */
static double *pulls(struct arena *a, const double *pci, const double *row_sum, uint32_t n)
{
    double *pull = arena_array(a, n, double);
    for (uint32_t q = 0; pull && pci && q < n; q++)
        pull[q] = !isnan(pci[q]) && row_sum[q] > 0 ? pci[q] / row_sum[q] : 0;
    return pull;
}

static uint32_t *every_number(struct arena *a, uint32_t n)
{
    uint32_t *numbers = arena_array(a, n, uint32_t);
    for (uint32_t i = 0; numbers && i < n; i++)
        numbers[i] = i;
    return numbers;
}

enum err complexity_outlook(struct arena *a, const struct presence *m, const struct matrix *proximity,
                            const double *pci, int workers, struct outlook *ret_outlook)
{
    struct outlook z = {0};
    TRY(matrix_new(a, m->places, m->activities, &z.density));
    if (pci) {
        TRY(matrix_new(a, m->places, m->activities, &z.gain));
        z.coi = arena_array(a, m->places, double);
    }
    struct arena_mark mark = arena_mark(a);
    struct spreading s = {.m = m, .proximity = proximity, .outlook = &z, .column_sum = sum_columns(a, proximity)};
    s.tiles = arena_array(a, (size_t)workers * m->activities * TILE, double);
    s.pull = s.column_sum ? pulls(a, pci, s.column_sum, m->activities) : NULL;
    s.every = every_number(a, m->activities);
    if (arena_failed(a))
        return ERR_MEMORY;
    parallel_run(workers, ((size_t)m->activities + TILE - 1) / TILE, spread_tile, &s);
    for (uint32_t c = 0; pci && c < m->places; c++)
        z.coi[c] = outlook_of_place(m, c, pci, &z);
    if (pci)
        standardise(z.coi, m->places);
    arena_rewind(a, mark);
    *ret_outlook = z;
    return OK;
}
