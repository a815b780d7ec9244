#include "analysis/register.h"
#include "analysis/test_memory_file.h"
#include "base/buf.h"
#include "harness/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena *arena;

__attribute__((constructor)) static void open_arena(void)
{
    arena = arena_new((size_t)512 << 20);
}

/* ---- a visitor that writes every hit down: "row:segment:keyword@column.place " ---- */

enum { WORKERS_MAX = 4 };

struct writing {
    const char *const *keywords;
    struct buf pieces[WORKERS_MAX];
    struct buf all;
    uint64_t rows;
    uint64_t stop_after_rows;
    struct register_position after;
};

static bool write_row(void *context, int worker, const struct register_row *row)
{
    struct writing *w = context;
    for (size_t i = 0; i < row->hit_count; i++)
        buf_printf(&w->pieces[worker], "%llu:%u:%s@%u.%u ", (unsigned long long)row->number, row->hits[i].segment,
                   w->keywords[row->hits[i].keyword], row->hits[i].text_column, row->hits[i].at);
    return true;
}

static bool write_piece(void *context, int worker, const struct register_position *after)
{
    struct writing *w = context;
    buf_add(&w->all, buf_string(&w->pieces[worker]), w->pieces[worker].n);
    buf_clear(&w->pieces[worker]);
    w->rows = after->rows;
    w->after = *after;
    return w->rows < w->stop_after_rows;
}

static void writing_init(struct writing *w, const char *const *keywords)
{
    *w = (struct writing){.keywords = keywords, .stop_after_rows = UINT64_MAX};
    for (int i = 0; i < WORKERS_MAX; i++)
        buf_init(&w->pieces[i], 0);
    buf_init(&w->all, 0);
}

static void writing_release(struct writing *w)
{
    for (int i = 0; i < WORKERS_MAX; i++)
        buf_release(&w->pieces[i]);
    buf_release(&w->all);
}

/* ---- 锂电池 (0), 储能 (1): keywords, a negative word, clauses ---- */

static const char *const words[] = {"锂电池", "电池", "储能", "电池回收", "；"};
static const struct register_keyword meanings[] = {
    {0, false}, {0, false}, {1, false}, {0, true}, {REGISTER_SEPARATOR, false}};

/* Compiled once for all rounds of a test. */
static struct register_plan plan_of(int workers, enum register_reach reach)
{
    static const uint32_t columns[] = {1, 2};
    static const struct matcher *compiled[2];
    static struct arena *kept;
    if (!kept)
        kept = arena_new((size_t)16 << 20);
    size_t n = reach == REGISTER_REACH_CLAUSE ? 5 : 4;
    if (!compiled[reach])
        REQUIRE(matcher_compile(kept, words, n, (struct match_options){.gb18030 = true}, &compiled[reach]) == OK);
    return (struct register_plan){.matcher = compiled[reach],
                                  .keywords = meanings,
                                  .segment_count = 2,
                                  .reach = reach,
                                  .text_columns = columns,
                                  .text_column_count = 2,
                                  .workers = workers};
}

/* The hits of a file as written down, or "fault N line L". */
static const char *hits_in(struct memory_file *m, int workers, enum register_reach reach)
{
    static char text[1 << 16];
    struct register_file f;
    struct register_ending ending;
    struct writing w;
    struct register_plan plan = plan_of(workers, reach);
    struct register_visitor visitor = {write_row, write_piece, &w};
    writing_init(&w, words);
    enum err e = register_open(arena, source_of(m), &f, &ending);
    if (e == OK)
        e = register_pass(arena, &f, &plan, &visitor, &ending);
    CHECK_INT(e == OK, ending.fault == REGISTER_FINE);
    if (e == OK)
        snprintf(text, sizeof(text), "%s", buf_string(&w.all));
    else
        snprintf(text, sizeof(text), "fault %d line %llu", (int)ending.fault, (unsigned long long)ending.line);
    writing_release(&w);
    return text;
}

static const char *hits(const char *csv)
{
    struct memory_file m = {.bytes = csv, .n = strlen(csv)};
    return hits_in(&m, 2, REGISTER_REACH_ROW);
}

TEST("the hits of a register come with their row, segment, keyword, column and place")
{
    CHECK_TEXT(hits("企业,经营范围,主营产品\n甲,生产锂电池,储能柜\n\n乙,餐饮,\n丙,储能,电池\n"),
               "1:0:锂电池@0.2 1:0:电池@0.3 1:1:储能@1.0 3:1:储能@0.0 3:0:电池@1.0 ");
}

TEST("quotes, line ends of both kinds, blank lines, short rows and a missing last line end are read as they should be")
{
    CHECK_TEXT(hits("\xEF\xBB\xBF"
                    "n,a,b\r\n\"甲,\"\"\",\"储能\n储能\",\"x\"\r\n\r\n乙,5\"屏 储能\n丙,,电池"),
               "1:1:储能@0.0 1:1:储能@0.3 2:1:储能@0.4 3:0:电池@1.0 ");
    CHECK_TEXT(hits("n,a,b\n甲,\"\"\"储能\"\"\",\"\"\n"), "1:1:储能@0.1 ");
    CHECK_TEXT(hits("n\ta\tb\n甲,1\t储能\t\n"), "1:1:储能@0.0 ");
    CHECK_TEXT(hits("n;a;b\n甲;储能\n"), "1:1:储能@0.0 ");
    CHECK_TEXT(hits("n,a,b\n甲,储能,电池,,\n"), "1:1:储能@0.0 1:0:电池@1.0 ");
}

TEST("a negative word takes the hits of its segment from the row, or from its clause")
{
    const char *csv = "n,a,b\n甲,锂电池制造；电池回收；储能,\n乙,锂电池制造,电池回收\n";
    struct memory_file m = {.bytes = csv, .n = strlen(csv)};
    CHECK_TEXT(hits_in(&m, 1, REGISTER_REACH_ROW), "1:1:储能@0.11 ");
    m.at = 0;
    CHECK_TEXT(hits_in(&m, 1, REGISTER_REACH_CLAUSE),
               "1:0:锂电池@0.0 1:0:电池@0.1 1:1:储能@0.11 2:0:锂电池@0.0 2:0:电池@0.1 ");
}

TEST("a register in GB18030 is read as it stands")
{
    /* 企业,范围,产品 / 甲,锂电池,储能 */
    const char csv[] =
        "\xC6\xF3\xD2\xB5,\xB7\xB6\xCE\xA7,\xB2\xFA\xC6\xB7\n\xBC\xD7,\xEF\xAE\xB5\xE7\xB3\xD8,\xB4\xA2\xC4\xDC\n";
    struct memory_file m = {.bytes = csv, .n = sizeof(csv) - 1};
    CHECK_TEXT(hits_in(&m, 2, REGISTER_REACH_ROW), "1:0:锂电池@0.0 1:0:电池@0.1 1:1:储能@1.0 ");
    struct register_file f;
    struct register_ending ending;
    m.at = 0;
    REQUIRE(register_open(arena, source_of(&m), &f, &ending) == OK);
    CHECK_INT(register_column(&f, "范围"), 1);
    CHECK(register_column(&f, "地址") == MATCH_NONE);
}

TEST("what is wrong with a register is said, with the line")
{
    CHECK_TEXT(hits(""), "fault 2 line 0");
    CHECK_TEXT(hits("\n\n"), "fault 2 line 0");
    CHECK_TEXT(hits("a,a,b\n"), "fault 4 line 1");
    CHECK_TEXT(hits("n,a,b\n甲,储能\n乙,\"储能\n丙,1\n"), "fault 6 line 3");
    CHECK_TEXT(hits("n,a,b\n甲,储能\n乙,\"储\"能\"\n丙,1\n"), "fault 7 line 3");
    CHECK_TEXT(hits("n,a,b\n\"甲\n\",储能\n乙,1,2,3\n"), "fault 8 line 4");
    struct memory_file m = {.bytes = "n,\0b\n", .n = 5};
    CHECK_TEXT(hits_in(&m, 1, REGISTER_REACH_ROW), "fault 3 line 0");
    m = (struct memory_file){.bytes = "n,a,b\n1,2,3\n", .n = 12, .step = 4, .fails_at = 8};
    CHECK_TEXT(hits_in(&m, 1, REGISTER_REACH_ROW), "fault 1 line 0");
}

/* ---- long registers ---- */

enum { LONG_ROWS = 70000 };

static char *long_register(uint64_t *state, size_t rows, size_t *ret_n)
{
    static const char *const phrases[] = {"锂电池制造", "储能系统", "餐饮服务", "电池回收", "\"\"",
                                          ",",          "\n",       "5\"",      "电",       "池"};
    struct buf b;
    buf_init(&b, 0);
    buf_text(&b, "n,a,b\n");
    for (size_t i = 0; i < rows; i++) {
        buf_int(&b, (int64_t)i);
        for (int c = 0; c < 2; c++) {
            bool quoted = test_random(state) % 2;
            buf_text(&b, quoted ? ",\"" : ",x");
            for (int k = (int)(test_random(state) % 6); k > 0; k--) {
                size_t which = test_random(state) % 10;
                if (quoted ? which != 7 : which != 5 && which != 6)
                    buf_text(&b, phrases[which]);
            }
            buf_text(&b, quoted ? "\"" : "");
        }
        buf_text(&b, test_random(state) % 5 ? "\n" : "\r\n");
    }
    char *text = arena_text_n(arena, buf_string(&b), b.n);
    *ret_n = b.n;
    buf_release(&b);
    return text;
}

/* All hits of a pass over the rest of the file. */
static struct writing pass_over(struct register_file *f, int workers, uint64_t stop_after_rows)
{
    struct writing w;
    struct register_ending ending;
    struct register_plan plan = plan_of(workers, REGISTER_REACH_CLAUSE);
    struct register_visitor visitor = {write_row, write_piece, &w};
    writing_init(&w, words);
    w.stop_after_rows = stop_after_rows;
    enum err e = register_pass(arena, f, &plan, &visitor, &ending);
    CHECK(e == (stop_after_rows == UINT64_MAX ? OK : ERR_CANCELLED));
    return w;
}

static struct register_file opened(struct memory_file *m)
{
    struct register_file f;
    struct register_ending ending;
    m->at = 0;
    REQUIRE(register_open(arena, source_of(m), &f, &ending) == OK);
    return f;
}

TEST("the answer depends neither on the number of workers nor on how the bytes arrive")
{
    uint64_t state = test_seed() + 31;
    struct memory_file m = {0};
    m.bytes = long_register(&state, LONG_ROWS, &m.n);
    REQUIRE(m.n > 2 * REGISTER_PIECE_BYTES);
    struct register_file f = opened(&m);
    struct writing one = pass_over(&f, 1, UINT64_MAX);
    CHECK_INT(one.rows, LONG_ROWS);
    CHECK_INT(one.after.bytes, m.n);
    const size_t steps[] = {0, 1000003, 4099};
    for (int i = 0; i < 3; i++) {
        m.step = steps[i];
        f = opened(&m);
        struct writing many = pass_over(&f, i + 2, UINT64_MAX);
        CHECK(many.all.n == one.all.n && memcmp(many.all.bytes, one.all.bytes, one.all.n) == 0);
        CHECK_INT(many.rows, one.rows);
        CHECK_INT(many.after.lines, one.after.lines);
        writing_release(&many);
    }
    writing_release(&one);
}

TEST("a pass that was stopped goes on where it was, and the two halves are the whole")
{
    uint64_t state = test_seed() + 32;
    struct memory_file m = {0};
    m.bytes = long_register(&state, LONG_ROWS, &m.n);
    struct register_file f = opened(&m);
    struct writing whole = pass_over(&f, 2, UINT64_MAX);
    f = opened(&m);
    struct writing first = pass_over(&f, 3, LONG_ROWS / 3);
    CHECK(first.rows >= LONG_ROWS / 3 && first.rows < LONG_ROWS);
    CHECK_INT(f.next.rows, first.rows);
    f = opened(&m);
    REQUIRE(register_seek(&f, &first.after));
    struct writing second = pass_over(&f, 2, UINT64_MAX);
    REQUIRE(first.all.n + second.all.n == whole.all.n);
    CHECK(memcmp(whole.all.bytes, first.all.bytes, first.all.n) == 0);
    CHECK(memcmp(whole.all.bytes + first.all.n, second.all.bytes, second.all.n) == 0);
    CHECK_INT(second.after.lines, whole.after.lines);
    writing_release(&whole);
    writing_release(&first);
    writing_release(&second);
}

TEST("a row may be long, and one beyond the limit is refused instead of read for ever")
{
    size_t n = 3 * REGISTER_PIECE_BYTES;
    char *text = arena_alloc(arena, n + 64);
    size_t used = (size_t)snprintf(text, 64, "n,a,b\n1,储能,\"");
    memset(text + used, 'x', REGISTER_PIECE_BYTES - 64);
    struct memory_file m = {.bytes = text, .n = used + REGISTER_PIECE_BYTES - 64};
    memcpy(text + m.n, "储能\"\n2,电池\n", strlen("储能\"\n2,电池\n"));
    m.n += strlen("储能\"\n2,电池\n");
    CHECK_TEXT(hits_in(&m, 2, REGISTER_REACH_ROW), "1:1:储能@0.0 1:1:储能@1.1048512 2:0:电池@0.0 ");
    memset(text + used, 'x', n - used);
    m = (struct memory_file){.bytes = text, .n = n};
    CHECK_TEXT(hits_in(&m, 2, REGISTER_REACH_ROW), "fault 5 line 2");
}

TEST("any bytes are a register or are refused")
{
    static const char spice[] = "\",,\n\n\r;\t\xEF\xBB\xBF\xB5\xE7\xB3\xD8\x81\x30\xE7\x94\xB5 ab";
    uint64_t state = test_seed() + 33;
    for (int i = 0, rounds = test_rounds(100, 4000); i < rounds; i++) {
        char csv[200];
        size_t n = test_random(&state) % sizeof(csv);
        for (size_t k = 0; k < n; k++)
            csv[k] = spice[test_random(&state) % (sizeof(spice) - 1)];
        struct memory_file m = {.bytes = csv, .n = n, .step = 1 + test_random(&state) % 50};
        hits_in(&m, 1 + i % 2, REGISTER_REACH_ROW);
        arena_reset(arena);
    }
}

TEST("memory that runs out anywhere in a pass is reported")
{
    const char *csv = "n,a,b\n甲,储能,\n";
    for (size_t n = 1;; n++) {
        arena_reset(arena);
        struct memory_file m = {.bytes = csv, .n = strlen(csv)};
        struct register_file f;
        struct register_ending ending;
        struct writing w;
        struct register_plan plan = plan_of(2, REGISTER_REACH_ROW);
        struct register_visitor visitor = {write_row, write_piece, &w};
        writing_init(&w, words);
        arena_fail_nth(n);
        enum err e = register_open(arena, source_of(&m), &f, &ending);
        if (e == OK)
            e = register_pass(arena, &f, &plan, &visitor, &ending);
        arena_fail_nth(0);
        writing_release(&w);
        if (e == OK)
            return;
        CHECK_INT(e, ERR_MEMORY);
        CHECK_INT(ending.fault, REGISTER_NO_MEMORY);
    }
}
