#include "bench/made/made.h"

#include "base/codes.h"
#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

uint64_t made_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

double made_uniform(uint64_t *state)
{
    return (double)(made_random(state) >> 11) * 0x1p-53;
}

static double made_normal(uint64_t *state)
{
    double u = 1 - made_uniform(state), v = made_uniform(state);
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

/* ---- supply networks ---- */

enum { INPUTS_OF_INDUSTRY = 6 };

struct making {
    struct made_network net;
    uint64_t state;
    double *running;  /* by firm, sorted by industry: running sum of sizes */
    uint32_t *member; /* firms by industry */
    uint32_t *first;  /* industry_count + 1 */
    double *size;     /* by firm */
    uint32_t *inputs; /* INPUTS_OF_INDUSTRY an industry */
};

static void draw_firms(struct making *m)
{
    double sum = 0, *until = calloc(m->net.industry_count, sizeof(double));
    for (uint32_t k = 0; k < m->net.industry_count; k++)
        until[k] = sum += 1.0 / (k + 1);
    for (uint32_t f = 0; f < m->net.firm_count; f++) {
        double at = made_uniform(&m->state) * sum;
        uint32_t low = 0, high = m->net.industry_count - 1;
        while (low < high) {
            uint32_t middle = (low + high) / 2;
            if (until[middle] > at)
                high = middle;
            else
                low = middle + 1;
        }
        m->net.industry[f] = low;
        m->size[f] = exp(1.5 * made_normal(&m->state));
        m->first[low + 1]++;
    }
    free(until);
}

static void sort_firms(struct making *m)
{
    uint32_t *at = calloc(m->net.industry_count, sizeof(uint32_t));
    for (uint32_t k = 0; k < m->net.industry_count; k++)
        m->first[k + 1] += m->first[k];
    for (uint32_t f = 0; f < m->net.firm_count; f++) {
        uint32_t k = m->net.industry[f];
        m->member[m->first[k] + at[k]++] = f;
    }
    double running = 0;
    for (uint32_t i = 0; i < m->net.firm_count; i++)
        m->running[i] = running += m->size[m->member[i]];
    free(at);
}

/* A firm of this industry, the larger the likelier; firm_count when it has none. */
static uint32_t draw_member(struct making *m, uint32_t k)
{
    uint32_t low = m->first[k], high = m->first[k + 1];
    if (low == high)
        return m->net.firm_count;
    double before = low ? m->running[low - 1] : 0;
    double at = before + made_uniform(&m->state) * (m->running[--high] - before);
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (m->running[middle] > at)
            high = middle;
        else
            low = middle + 1;
    }
    return m->member[low];
}

static enum supply_kind pair_kind(uint64_t seed, uint32_t from, uint32_t to)
{
    uint64_t state = seed ^ ((uint64_t)from << 32 | to);
    uint64_t tenth = made_random(&state) % 10;
    return tenth < 3 ? SUPPLY_ESSENTIAL : tenth < 8 ? SUPPLY_NON_ESSENTIAL : SUPPLY_IRRELEVANT;
}

static void draw_links(struct making *m, uint64_t seed, size_t wanted)
{
    struct made_network *net = &m->net;
    while (net->link_count < wanted) {
        uint32_t customer = (uint32_t)(made_random(&m->state) % net->firm_count);
        uint32_t to = net->industry[customer];
        uint32_t from = m->inputs[to * INPUTS_OF_INDUSTRY + made_random(&m->state) % INPUTS_OF_INDUSTRY];
        uint32_t supplier = draw_member(m, from);
        if (supplier == net->firm_count || supplier == customer)
            continue;
        double weight = sqrt(m->size[supplier] * m->size[customer]) * exp(0.5 * made_normal(&m->state));
        net->links[net->link_count++] = (struct supply_link){supplier, customer, weight, pair_kind(seed, from, to)};
    }
}

struct made_network made_network(uint64_t seed, uint32_t firm_count, uint32_t industry_count, uint32_t mean_degree)
{
    size_t wanted = (size_t)firm_count * mean_degree;
    struct making m = {
        .net = {firm_count, industry_count, calloc(firm_count, sizeof(uint32_t)),
                calloc(wanted, sizeof(struct supply_link)), 0},
        .state = seed,
        .running = calloc(firm_count, sizeof(double)),
        .member = calloc(firm_count, sizeof(uint32_t)),
        .first = calloc((size_t)industry_count + 1, sizeof(uint32_t)),
        .size = calloc(firm_count, sizeof(double)),
        .inputs = calloc((size_t)industry_count * INPUTS_OF_INDUSTRY, sizeof(uint32_t)),
    };
    draw_firms(&m);
    sort_firms(&m);
    for (uint32_t i = 0; i < industry_count * INPUTS_OF_INDUSTRY; i++)
        m.inputs[i] = (uint32_t)(pow(industry_count, made_uniform(&m.state))) - 1;
    draw_links(&m, seed, wanted);
    free(m.running);
    free(m.member);
    free(m.first);
    free(m.size);
    free(m.inputs);
    return m.net;
}

void made_network_free(struct made_network *m)
{
    free(m->industry);
    free(m->links);
}

/* ---- texts ---- */

/* Every character of the industries' names, as often as it stands there. */
static uint32_t *name_characters(size_t *ret_n)
{
    const struct code_entry *entries;
    size_t count = industry_code_table(&entries), n = 0, room = 0;
    for (size_t i = 0; i < count; i++)
        room += strlen(entries[i].name);
    uint32_t *characters = calloc(room, sizeof(uint32_t));
    for (size_t i = 0; i < count; i++)
        for (const char *at = entries[i].name; *at;) {
            uint32_t character = utf8_next(&at);
            if (utf8_is_han(character))
                characters[n++] = character;
        }
    *ret_n = n;
    return characters;
}

struct made_words made_words(uint64_t seed, size_t n)
{
    static const unsigned char lengths[] = {2, 3, 3, 4, 4, 4, 4, 5, 5, 6};
    size_t character_count;
    uint32_t *characters = name_characters(&character_count);
    struct made_words w = {calloc(n, sizeof(char *)), calloc(n, sizeof(double)), n};
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        char word[32];
        size_t used = 0;
        for (int left = lengths[made_random(&seed) % sizeof(lengths)]; left > 0; left--)
            used += utf8_encode(characters[made_random(&seed) % character_count], word + used);
        word[used] = '\0';
        w.words[i] = strdup(word);
        w.until[i] = sum += 1.0 / (double)(i + 10);
    }
    free(characters);
    return w;
}

void made_words_free(struct made_words *w)
{
    for (size_t i = 0; i < w->n; i++)
        free(w->words[i]);
    free(w->words);
    free(w->until);
}

/* Words that stand in most texts say nothing about a segment. */
enum { COMMON_WORDS = 1000 };

static int compare_texts(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

size_t made_keywords(const struct made_words *w, uint64_t seed, size_t n, const char **ret_keywords)
{
    size_t taken = 0, kept = 0;
    for (size_t i = COMMON_WORDS; i < w->n && taken < n; i++)
        if (made_uniform(&seed) * (double)(w->n - i) < (double)(n - taken))
            ret_keywords[taken++] = w->words[i];
    qsort(ret_keywords, taken, sizeof(*ret_keywords), compare_texts);
    for (size_t i = 0; i < taken; i++)
        if (kept == 0 || strcmp(ret_keywords[kept - 1], ret_keywords[i]) != 0)
            ret_keywords[kept++] = ret_keywords[i];
    return kept;
}

static const char *draw_word(const struct made_words *w, uint64_t *state)
{
    double at = made_uniform(state) * w->until[w->n - 1];
    size_t low = 0, high = w->n - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (w->until[middle] > at)
            high = middle;
        else
            low = middle + 1;
    }
    return w->words[low];
}

size_t made_scope(const struct made_words *w, uint64_t *state, size_t characters, char *text)
{
    size_t used = 0, written = 0;
    while (written < characters) {
        for (uint64_t left = 2 + made_random(state) % 3; left > 0; left--) {
            const char *word = draw_word(w, state);
            size_t n = strlen(word);
            memcpy(text + used, word, n);
            used += n;
            written += n / 3;
        }
        memcpy(text + used, "；", 3);
        used += 3;
        written++;
    }
    return used;
}
