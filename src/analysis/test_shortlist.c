#include "analysis/shortlist.h"
#include "analysis/test_memory_file.h"
#include "harness/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena *arena;

__attribute__((constructor)) static void open_arena(void)
{
    arena = arena_new((size_t)512 << 20);
}

/* ---- a plan: two segments, 电池 and 储能 ---- */

enum { BATTERY, STORAGE, SEGMENTS };
enum { COLUMN_NAME, COLUMN_SCOPE, COLUMN_PRODUCTS, COLUMN_CODE, COLUMN_CAPITAL, COLUMN_PARTNER, COLUMN_DISTANCE };

static const char *const words[] = {"锂电池", "电池", "储能", "逆变器", "电池回收"};
static const struct register_keyword meanings[] = {
    {BATTERY, false}, {BATTERY, false}, {STORAGE, false}, {STORAGE, false}, {BATTERY, true}};
static const double points[] = {5, 2, 4, 3, 0};
static const uint32_t alone[] = {0, 1, 2, 3, 4};
static const double weights[] = {1, 2};
static const uint32_t text_columns[] = {COLUMN_SCOPE, COLUMN_PRODUCTS};
static const uint32_t shown[] = {COLUMN_NAME, COLUMN_CODE};
static const struct signal_code codes[] = {{BATTERY, "384"}, {BATTERY, "3841"}, {STORAGE, "382"}};

struct setting {
    struct register_plan search;
    struct signal signals[4];
    struct shortlist_plan plan;
    struct labels *partners;
};

static void settle(struct setting *s, uint32_t keep, int workers)
{
    *s = (struct setting){.partners = labels_new(arena)};
    labels_add(s->partners, "链主甲");
    labels_add(s->partners, "链主乙");
    s->search = (struct register_plan){.keywords = meanings,
                                       .segment_count = SEGMENTS,
                                       .text_columns = text_columns,
                                       .text_column_count = 2,
                                       .workers = workers};
    REQUIRE(matcher_compile(arena, words, 5, (struct match_options){0}, &s->search.matcher) == OK);
    s->signals[0] =
        (struct signal){.kind = SIGNAL_CODE, .column = COLUMN_CODE, .points = 6, .codes = codes, .code_count = 3};
    s->signals[1] =
        (struct signal){.kind = SIGNAL_NUMBER, .column = COLUMN_CAPITAL, .points = 10, .low = 99, .high = 9999};
    s->signals[2] = (struct signal){.kind = SIGNAL_KNOWN, .column = COLUMN_PARTNER, .points = 3, .known = s->partners};
    s->signals[3] =
        (struct signal){.kind = SIGNAL_NUMBER, .column = COLUMN_DISTANCE, .points = -4, .low = 0, .high = 999};
    s->plan = (struct shortlist_plan){.search = &s->search,
                                      .keyword_points = points,
                                      .synonym_of = alone,
                                      .column_weights = weights,
                                      .signals = s->signals,
                                      .signal_count = 4,
                                      .shown_columns = shown,
                                      .shown_count = 2,
                                      .keep = keep};
}

static struct register_file opened(struct memory_file *m)
{
    struct register_file f;
    struct register_ending ending;
    m->at = 0;
    REQUIRE(register_open(arena, source_of(m), &f, &ending) == OK);
    return f;
}

static struct shortlist *listed(struct setting *s, const char *csv)
{
    struct memory_file m = {.bytes = csv, .n = strlen(csv)};
    struct register_file f = opened(&m);
    struct register_ending ending;
    struct shortlist *l = shortlist_new(&s->plan);
    struct register_visitor visitor = shortlist_visitor(l);
    REQUIRE(register_pass(arena, &f, &s->search, &visitor, &ending) == OK);
    return l;
}

static bool shows(const struct register_cell *cell, const char *text)
{
    return cell->n == strlen(text) && memcmp(cell->bytes, text, cell->n) == 0;
}

static const char header[] = "name,scope,products,code,capital,partner,distance\n";

TEST("a firm's score is the points of its words in their best column and of its signals, each with its reason")
{
    struct setting s;
    settle(&s, 5, 1);
    char csv[1000];
    snprintf(csv, sizeof(csv), "%s%s", header,
             "甲,锂电池销售,锂电池,3841,999,链主乙,9\n乙,餐饮,,6210,1,,\n丙,电池回收、电池,储能,,,,\n丁,电池,,,,,\n");
    struct shortlist *l = listed(&s, csv);
    const struct shortlisted *best;
    REQUIRE(shortlist_best(l, BATTERY, &best) == 2);
    /* words 5·2 + 2·2, code 6, capital half of 10, partner 3, distance a third of −4 */
    CHECK_NEAR(best[0].score, 14 + 6 + 5 + 3 - 4 / 3.0, 1e-9);
    CHECK_INT(best[0].row, 1);
    CHECK(shows(&best[0].shown[0], "甲") && shows(&best[0].shown[1], "3841"));
    REQUIRE(best[0].reason_count == 6);
    CHECK(!best[0].reasons[0].is_signal && best[0].reasons[0].which == 0);
    CHECK_NEAR(best[0].reasons[0].points, 10, 0);
    CHECK(best[0].reasons[1].is_signal && best[0].reasons[1].which == 0);
    CHECK_NEAR(best[0].reasons[5].points, -4 / 3.0, 1e-9);
    CHECK(shows(&best[1].shown[0], "丁"));
    REQUIRE(shortlist_best(l, STORAGE, &best) == 1);
    CHECK(shows(&best[0].shown[0], "丙"));
    CHECK_INT(shortlist_counts(l, BATTERY).candidates, 2);
    CHECK_INT(shortlist_counts(l, BATTERY).denied, 1);
    CHECK_INT(shortlist_unmatched(l), 1);
    shortlist_free(l);
}

TEST("synonyms count as one, in the best column in which any of them stands")
{
    static const uint32_t as_one[] = {0, 0, 2, 3, 4};
    struct setting s;
    settle(&s, 5, 1);
    s.plan.synonym_of = as_one;
    char csv[1000];
    snprintf(csv, sizeof(csv), "%s%s", header, "甲,锂电池,电池,,,,\n乙,电池,,,,,\n");
    struct shortlist *l = listed(&s, csv);
    const struct shortlisted *best;
    REQUIRE(shortlist_best(l, BATTERY, &best) == 2);
    CHECK_NEAR(best[0].score, 10, 0);
    CHECK_INT(best[0].reason_count, 1);
    CHECK_INT(best[0].reasons[0].which, 0);
    CHECK_NEAR(best[1].score, 5, 0);
    shortlist_free(l);
}

TEST("an industry code makes a candidate without a word, and counts once however many of its beginnings are listed")
{
    struct setting s;
    settle(&s, 5, 1);
    char csv[1000];
    snprintf(csv, sizeof(csv), "%s%s", header, "甲,,,3841,,,\n乙,,,38,,,\n丙,,,3821,\"1,000\",,\n");
    struct shortlist *l = listed(&s, csv);
    const struct shortlisted *best;
    REQUIRE(shortlist_best(l, BATTERY, &best) == 1);
    CHECK_NEAR(best[0].score, 6, 0);
    REQUIRE(shortlist_best(l, STORAGE, &best) == 1);
    CHECK(best[0].score > 6 + 4.9 && best[0].score < 6 + 5.1);
    shortlist_free(l);
}

/* ---- against scoring every firm and sorting them all ---- */

struct plain_firm {
    double score[SEGMENTS]; /* NaN: no candidate */
    uint64_t row;
};

static char *draw_register(uint64_t *state, size_t rows, struct plain_firm *firms, size_t *ret_n)
{
    static const char *const scopes[] = {"餐饮",       "锂电池",         "电池",      "储能",
                                         "储能逆变器", "电池回收、储能", "锂电池储能"};
    /* points of each scope, by segment, before the column's weight */
    static const double of_scope[][SEGMENTS] = {{NAN, NAN}, {7, NAN}, {2, NAN}, {NAN, 4}, {NAN, 7}, {NAN, 4}, {7, 4}};
    struct buf b;
    buf_init(&b, 0);
    buf_text(&b, header);
    for (size_t i = 0; i < rows; i++) {
        size_t scope = test_random(state) % 7;
        bool in_products = test_random(state) % 2;
        unsigned capital = (unsigned)(test_random(state) % 3) * 5000;
        buf_printf(&b, in_products ? "企业%zu,,%s,,%u,,\n" : "企业%zu,%s,,,%u,,\n", i, scopes[scope], capital);
        firms[i].row = i + 1;
        for (int s = 0; s < SEGMENTS; s++)
            firms[i].score[s] =
                of_scope[scope][s] * (in_products ? 2 : 1) + 10 * fmin(1, fmax(0, log10((1.0 + capital) / 100) / 2));
    }
    char *text = arena_text_n(arena, buf_string(&b), b.n);
    *ret_n = b.n;
    buf_release(&b);
    return text;
}

static int sorting_segment;
static int compare_plain(const void *left, const void *right)
{
    const struct plain_firm *a = left, *b = right;
    double x = a->score[sorting_segment], y = b->score[sorting_segment];
    if (isnan(x) || isnan(y))
        return isnan(x) - isnan(y);
    if (fabs(x - y) > 1e-9)
        return x > y ? -1 : 1;
    return a->row < b->row ? -1 : 1;
}

static bool stop_in_the_middle(void *context, const struct register_position *after)
{
    return after->rows < *(const uint64_t *)context;
}

TEST("the lists are those of scoring all firms and sorting them, with any workers, interrupted or not")
{
    enum { ROWS = 150000, KEEP = 300 };
    uint64_t state = test_seed() + 51;
    struct plain_firm *firms = arena_array(arena, ROWS, struct plain_firm);
    struct memory_file m = {0};
    m.bytes = draw_register(&state, ROWS, firms, &m.n);
    REQUIRE(m.n > 4 * REGISTER_PIECE_BYTES);
    for (int round = 0; round < 4; round++) {
        struct setting s;
        struct register_ending ending;
        settle(&s, KEEP, 1 + round);
        struct register_file f = opened(&m);
        struct shortlist *l = shortlist_new(&s.plan);
        struct register_visitor visitor = shortlist_visitor(l);
        if (round % 2) { /* stopped, written down, read back, gone on with */
            uint64_t half = ROWS / 2;
            shortlist_on_progress(l, stop_in_the_middle, &half);
            CHECK_INT(register_pass(arena, &f, &s.search, &visitor, &ending), ERR_CANCELLED);
            struct buf saved;
            buf_init(&saved, 0);
            shortlist_save(l, 7, &saved);
            shortlist_free(l);
            l = shortlist_new(&s.plan);
            visitor = shortlist_visitor(l);
            CHECK(!shortlist_load(l, 8, saved.bytes, saved.n));
            REQUIRE(shortlist_load(l, 7, saved.bytes, saved.n));
            buf_release(&saved);
            struct register_position at = shortlist_position(l);
            CHECK(at.rows >= half && at.rows < ROWS);
            f = opened(&m);
            REQUIRE(register_seek(&f, &at));
        }
        REQUIRE(register_pass(arena, &f, &s.search, &visitor, &ending) == OK);
        CHECK_INT(shortlist_position(l).rows, ROWS);
        for (sorting_segment = 0; sorting_segment < SEGMENTS; sorting_segment++) {
            const struct shortlisted *best;
            qsort(firms, ROWS, sizeof(*firms), compare_plain);
            REQUIRE(shortlist_best(l, (uint32_t)sorting_segment, &best) == KEEP);
            for (int i = 0; i < KEEP; i++) {
                char name[32];
                snprintf(name, sizeof(name), "企业%llu", (unsigned long long)firms[i].row - 1);
                REQUIRE(best[i].row == firms[i].row);
                CHECK_NEAR(best[i].score, firms[i].score[sorting_segment], 1e-9);
                CHECK(shows(&best[i].shown[0], name));
            }
        }
        shortlist_free(l);
    }
}

TEST("a state that is not whole is not taken up")
{
    struct setting s;
    settle(&s, 3, 1);
    char csv[1000];
    snprintf(csv, sizeof(csv), "%s%s", header, "甲,锂电池,储能,3841,999,,\n乙,电池,,,,,\n");
    struct shortlist *l = listed(&s, csv), *into = shortlist_new(&s.plan);
    struct buf saved;
    buf_init(&saved, 0);
    shortlist_save(l, 1, &saved);
    uint64_t state = test_seed() + 52;
    for (int i = 0, rounds = test_rounds(2000, 100000); i < rounds; i++) {
        char *bytes = malloc(saved.n + 1);
        memcpy(bytes, saved.bytes, saved.n);
        size_t n = i % 3 ? saved.n : test_random(&state) % saved.n;
        if (n == saved.n)
            bytes[test_random(&state) % n] ^= (char)(1 + test_random(&state) % 255);
        CHECK(!shortlist_load(into, 1, bytes, n));
        free(bytes);
    }
    CHECK(shortlist_load(into, 1, saved.bytes, saved.n));
    const struct shortlisted *best;
    CHECK_INT(shortlist_best(into, BATTERY, &best), 2);
    buf_release(&saved);
    shortlist_free(into);
    shortlist_free(l);
}
