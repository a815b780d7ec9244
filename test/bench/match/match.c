/* Every occurrence of every keyword in scopes of business, measured.
 *
 *     bench-match scan KEYWORDS SCOPES WORKERS       the matcher over lines in memory
 *     bench-match check KEYWORDS SCOPES WORKERS      10,000 of the lines, against looking for each keyword in each
 *     bench-match register KEYWORDS REGISTER WORKERS the pass over a csv (column scope)
 *     bench-match hyperscan KEYWORDS SCOPES 1        Debian's Hyperscan over the same lines
 *
 * KEYWORDS: segment,keyword,negative as bench-made writes them; SCOPES: one a line.
 * Prints: wall seconds, processor seconds, MiB at most, hits.  The times are of the
 * search, without compiling and (but for `register`) without reading.  `check` times
 * the plain way and fails where the hits are not the same. */
#include "analysis/match.h"
#include "analysis/parallel.h"
#include "analysis/register.h"

#include <hs/hs.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct bytes {
    char *bytes;
    size_t n;
};

static struct bytes read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    struct bytes t = {0};
    if (!f || fseek(f, 0, SEEK_END) != 0)
        exit(2);
    t.n = (size_t)ftell(f);
    t.bytes = malloc(t.n + 1);
    rewind(f);
    if (!t.bytes || fread(t.bytes, 1, t.n, f) != t.n)
        exit(2);
    t.bytes[t.n] = '\0';
    fclose(f);
    return t;
}

struct keywords {
    const char **texts;
    size_t n;
};

/* The second cell of every line but the first; no cell is quoted. */
static struct keywords read_keywords(const char *path)
{
    struct bytes t = read_file(path);
    struct keywords k = {.texts = calloc(t.n / 4 + 1, sizeof(char *))};
    char *save = NULL;
    strtok_r(t.bytes, "\n", &save);
    for (char *line; (line = strtok_r(NULL, "\n", &save)) != NULL;) {
        char *cell = NULL;
        strtok_r(line, ",", &cell);
        k.texts[k.n++] = strtok_r(NULL, ",", &cell);
    }
    return k;
}

static const struct matcher *compile(struct arena *a, const struct keywords *k)
{
    const struct matcher *m;
    if (matcher_compile(a, k->texts, k->n, (struct match_options){0}, &m) != OK)
        exit(2);
    return m;
}

/* ---- the matcher over lines ---- */

enum { PARTS = 64 };

struct lines_run {
    const struct matcher *m;
    struct bytes text;
    uint64_t hits[PARTS];
};

static const char *line_start(const struct bytes *t, size_t part)
{
    const char *at = t->bytes + t->n / PARTS * part;
    if (part == 0 || part == PARTS)
        return part ? t->bytes + t->n : t->bytes;
    at = memchr(at, '\n', (size_t)(t->bytes + t->n - at));
    return at ? at + 1 : t->bytes + t->n;
}

static void scan_part(void *context, int worker, size_t part)
{
    (void)worker;
    struct lines_run *run = context;
    const char *end = line_start(&run->text, part + 1);
    struct scan s;
    struct hit hits[1024];
    for (const char *at = line_start(&run->text, part), *line_end; at < end; at = line_end + 1) {
        line_end = memchr(at, '\n', (size_t)(end - at));
        if (!line_end)
            line_end = end;
        size_t n;
        scan_begin(&s, run->m, ENCODING_UTF8, at, (size_t)(line_end - at));
        while ((n = scan_next(&s, hits, 1024)) > 0)
            run->hits[part] += n;
    }
}

static uint64_t scan_lines(const struct matcher *m, struct bytes text, int workers)
{
    static struct lines_run run;
    run = (struct lines_run){.m = m, .text = text};
    parallel_run(workers, PARTS, scan_part, &run);
    uint64_t hits = 0;
    for (int i = 0; i < PARTS; i++)
        hits += run.hits[i];
    return hits;
}

/* ---- the plain way ---- */

enum { CHECKED_LINES = 10000, LINE_CHARACTERS_MAX = 4096 };

struct check_run {
    const struct matcher *m;
    const struct keywords *k;
    const char **lines; /* NUL-terminated */
    uint64_t hits[CHECKED_LINES];
    bool is_same[CHECKED_LINES];
};

static uint64_t count_plainly(const struct keywords *k, const char *line)
{
    uint64_t count = 0;
    for (size_t i = 0; i < k->n; i++)
        for (const char *at = line; (at = strstr(at, k->texts[i])) != NULL; at++)
            count++;
    return count;
}

/* Whether the matcher's hits are keywords at their places, each once, and as many as there are. */
static bool agrees(const struct check_run *run, const char *line, uint64_t expected)
{
    const char *places[LINE_CHARACTERS_MAX];
    uint32_t characters = 0;
    for (const char *at = line; *at && characters < LINE_CHARACTERS_MAX; at++)
        if ((*at & 0xC0) != 0x80)
            places[characters++] = at;
    struct scan s;
    struct hit hits[KEYWORD_CHARACTERS_MAX], last = {0, 0};
    uint64_t found = 0;
    scan_begin(&s, run->m, ENCODING_UTF8, line, strlen(line));
    for (size_t n; (n = scan_next(&s, hits, KEYWORD_CHARACTERS_MAX)) > 0;) {
        for (size_t i = 0; i < n; i++) {
            uint32_t count;
            const char *text = run->k->texts[matcher_keywords(run->m, hits[i].pattern, &count)[0]];
            bool repeats = found > 0 && hits[i].at == last.at && hits[i].pattern == last.pattern;
            if (hits[i].at >= characters || repeats || strncmp(places[hits[i].at], text, strlen(text)) != 0)
                return false;
            last = hits[i];
            found += count;
        }
    }
    return found == expected;
}

static void check_line(void *context, int worker, size_t i)
{
    (void)worker;
    struct check_run *run = context;
    run->hits[i] = count_plainly(run->k, run->lines[i]);
    run->is_same[i] = agrees(run, run->lines[i], run->hits[i]);
}

/* Lines evenly spread over the text; ends the program where one differs. */
static uint64_t check_sample(const struct matcher *m, const struct keywords *k, struct bytes text, int workers)
{
    static struct check_run run;
    run = (struct check_run){.m = m, .k = k, .lines = calloc(CHECKED_LINES, sizeof(char *))};
    for (size_t i = 0; i < CHECKED_LINES; i++) {
        const char *begin = text.bytes + text.n / CHECKED_LINES * i;
        const char *before = i ? memchr(begin, '\n', (size_t)(text.bytes + text.n - begin)) : NULL;
        begin = before ? before + 1 : begin;
        run.lines[i] = strndup(begin, strcspn(begin, "\n"));
    }
    parallel_run(workers, CHECKED_LINES, check_line, &run);
    uint64_t hits = 0;
    for (size_t i = 0; i < CHECKED_LINES; i++) {
        hits += run.hits[i];
        if (!run.is_same[i]) {
            fprintf(stderr, "other hits than each keyword by itself has in: %s\n", run.lines[i]);
            exit(1);
        }
    }
    return hits;
}

/* ---- the pass over a register ---- */

struct counting {
    uint64_t piece[PARALLEL_WORKERS_MAX];
    uint64_t all;
};

static bool count_row(void *context, int worker, const struct register_row *row)
{
    struct counting *c = context;
    c->piece[worker] += row->hit_count;
    return true;
}

static bool count_piece(void *context, int worker, const struct register_position *after)
{
    (void)after;
    struct counting *c = context;
    c->all += c->piece[worker];
    c->piece[worker] = 0;
    return true;
}

static bool file_read(void *context, char *bytes, size_t room, size_t *ret_n)
{
    *ret_n = fread(bytes, 1, room, context);
    return !ferror((FILE *)context);
}

static uint64_t pass_register(struct arena *a, const struct matcher *m, size_t keywords, const char *path, int workers)
{
    FILE *file = fopen(path, "rb");
    struct register_file f;
    struct register_ending ending;
    struct counting c = {0};
    struct register_visitor visitor = {count_row, count_piece, &c};
    struct register_keyword *meanings = calloc(keywords, sizeof(*meanings));
    if (!file || register_open(a, (struct register_source){file_read, NULL, file}, &f, &ending) != OK)
        exit(2);
    uint32_t column = register_column(&f, "scope");
    struct register_plan plan = {.matcher = m,
                                 .keywords = meanings,
                                 .segment_count = 1,
                                 .text_columns = &column,
                                 .text_column_count = 1,
                                 .workers = workers};
    if (register_pass(a, &f, &plan, &visitor, &ending) != OK)
        exit(2);
    fclose(file);
    free(meanings);
    return c.all;
}

/* ---- Hyperscan ---- */

static int count_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context)
{
    (void)id, (void)from, (void)to, (void)flags;
    ++*(uint64_t *)context;
    return 0;
}

static hs_database_t *compile_hyperscan(const struct keywords *k)
{
    unsigned *ids = calloc(k->n, sizeof(*ids));
    size_t *lengths = calloc(k->n, sizeof(*lengths));
    for (size_t i = 0; i < k->n; i++) {
        ids[i] = (unsigned)i;
        lengths[i] = strlen(k->texts[i]);
    }
    hs_database_t *database;
    hs_compile_error_t *error;
    if (hs_compile_lit_multi(k->texts, NULL, ids, lengths, (unsigned)k->n, HS_MODE_BLOCK, NULL, &database, &error) !=
        HS_SUCCESS)
        exit(2);
    free(ids);
    free(lengths);
    return database;
}

static uint64_t scan_hyperscan(hs_database_t *database, hs_scratch_t *scratch, struct bytes text)
{
    uint64_t hits = 0;
    for (const char *at = text.bytes, *end = text.bytes + text.n, *line_end; at < end; at = line_end + 1) {
        line_end = memchr(at, '\n', (size_t)(end - at));
        if (!line_end)
            line_end = end;
        hs_scan(database, at, (unsigned)(line_end - at), 0, scratch, count_match, &hits);
    }
    return hits;
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return fputs("bench-match scan|check|register|hyperscan KEYWORDS FILE WORKERS\n", stderr), 2;
    int workers = (int)strtol(argv[4], NULL, 10);
    struct keywords k = read_keywords(argv[2]);
    struct arena *a = arena_new((size_t)1 << 30);
    bool hyperscan = strcmp(argv[1], "hyperscan") == 0, pass = strcmp(argv[1], "register") == 0;
    bool checks = strcmp(argv[1], "check") == 0;
    hs_scratch_t *scratch = NULL;
    hs_database_t *database = hyperscan ? compile_hyperscan(&k) : NULL;
    if (database && hs_alloc_scratch(database, &scratch) != HS_SUCCESS)
        return 2;
    const struct matcher *m = hyperscan ? NULL : compile(a, &k);
    struct bytes text = pass ? (struct bytes){0} : read_file(argv[3]);
    double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    uint64_t hits = hyperscan ? scan_hyperscan(database, scratch, text)
                    : pass    ? pass_register(a, m, k.n, argv[3], workers)
                    : checks  ? check_sample(m, &k, text, workers)
                              : scan_lines(m, text, workers);
    wall = seconds(CLOCK_MONOTONIC) - wall;
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%.3f %.3f %.1f %" PRIu64 "\n", wall, cpu, (double)usage.ru_maxrss / 1024, hits);
    return 0;
}
