/* How fast pages of a list are: questions about enterprises, each asked many times, in microseconds.
 *
 *     bench-list URL [ROWS]
 *
 * The database named by URL is filled with ROWS (100,000) made-up enterprises in 14 districts; it must be empty. */
#include "base/arena.h"
#include "record/list.h"
#include "record/access.h"
#include "record/common.h"
#include "record/row.h"
#include "record/schema.h"
#include "record/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

extern const struct kind *const *const all_kinds[];

enum { ACCOUNT = 1, DISTRICTS = 14, CHUNK_ROWS = 1000, RUNS = 400, ARENA_BYTES = 64 << 20 };

static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void need(enum err e, const struct op *op, const char *what)
{
    if (e == OK)
        return;
    fprintf(stderr, "%s: %s [%s]\n", what, op->fault->words[LANGUAGE_EN], op->fault->detail);
    exit(1);
}

/* ---- filling ---- */

struct filling {
    const struct kind *kind;
    int64_t first, n;
    int64_t districts[DISTRICTS];
};

static uint64_t mixed(uint64_t n)
{
    n = (n ^ n >> 31) * UINT64_C(0x7fb5d329728ea185);
    n = (n ^ n >> 27) * UINT64_C(0x81dadef4bc2dd44d);
    return n ^ n >> 33;
}

static const char *made_name(struct arena *a, uint64_t chance)
{
    static const char *const parts[4][16] = {
        {"云江", "长风", "华锐", "中科", "新远", "瑞泰", "天成", "恒宇", "东方", "南岭", "北辰", "金石", "银河", "宏图",
         "智联", "科达"},
        {"动力", "电池", "材料", "精密", "机械", "电子", "汽车", "生物", "环保", "能源", "信息", "装备", "化工", "食品",
         "纺织", "物流"},
        {"科技", "制造", "工业", "技术", "实业", "贸易", "研究", "系统", "设备", "工程", "服务", "创新", "发展", "股份",
         "集成", "应用"},
        {"有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "有限公司", "有限公司", "有限公司", "有限公司",
         "有限公司", "有限公司", "有限公司", "有限公司", "有限公司", "有限公司", "有限公司", "有限公司"},
    };
    return arena_printf(a, "%s%d%s%s%s", parts[0][chance & 15], (int)(chance >> 40 & 0xffff),
                        parts[1][chance >> 4 & 15], parts[2][chance >> 8 & 15], parts[3][chance >> 12 & 15]);
}

static void make_enterprise(struct op *op, const struct filling *f, struct record *r, int64_t i)
{
    static const char *const statuses[] = {"existing", "operating", "revoked", "cancelled", "moved"};
    static const char *const sizes[] = {"large", "medium", "small", "micro"};
    uint64_t chance = mixed((uint64_t)i + 1);
    record_set_text(r, "name", made_name(op->arena, chance));
    record_set_int(r, "region", f->districts[chance >> 16 & 0xff & 15 ? (chance >> 16 & 0xff) % DISTRICTS : 0]);
    record_set_int(r, "capital", (int64_t)(chance >> 20 & 0xfffff) * 1000000);
    record_set_text(r, "status", statuses[(chance >> 24 & 7) < 5 ? (chance >> 24 & 7) : 0]);
    record_set_text(r, "size", sizes[chance >> 28 & 3]);
    record_set_text(r, "phone", "13900001001");
    r->code = arena_printf(op->arena, "QY%06d", (int)i);
    r->rev = 1;
    r->at[PLACE_DISTRICT] = record_int(r, "region");
}

static enum err fill_chunk(struct op *op, void *arg)
{
    struct filling *f = arg;
    const struct kind_statements *s = statements_of(op, f->kind);
    const struct columns *c = &s->columns;
    int64_t stamp, id;
    TRY(store_stamp(op, &stamp));
    TRY(store_next_ids(op, f->n, &id));
    size_t width = (size_t)c->n, log_width = (size_t)s->insert_log.n_parameters;
    struct value *now = arena_array(op->arena, width * (size_t)f->n, struct value);
    struct value *log = arena_array(op->arena, log_width * (size_t)f->n, struct value);
    for (int64_t i = 0; i < f->n && now && log; i++) {
        struct record *r = record_blank(op, f->kind);
        r->id = id + i;
        r->changed_us = stamp;
        r->changed_by_op = 1;
        make_enterprise(op, f, r, f->first + i);
        struct value *row = log + (size_t)i * log_width;
        size_t at = 0;
        row[at++] = value_int(stamp), row[at++] = value_int(INT64_MAX), row[at++] = value_int(1),
        row[at++] = value_int(0);
        for (int k = 0; k < c->n; k++) {
            now[(size_t)i * width + (size_t)k] = record_column(r, &c->list[k]);
            if (c->list[k].role != COLUMN_CHANGED_US && c->list[k].role != COLUMN_CHANGED_OP)
                row[at++] = record_column(r, &c->list[k]);
        }
    }
    TRY(statement_execute_many(op, &s->insert_now, now, (size_t)f->n));
    return statement_execute_many(op, &s->insert_log, log, (size_t)f->n);
}

static enum err fill_districts(struct op *op, void *arg)
{
    struct filling *f = arg;
    const struct kind *region = kinds_find(op->kinds, "region");
    const struct kind_statements *s = statements_of(op, region);
    for (int i = 0; i < DISTRICTS; i++) {
        struct record *r = record_blank(op, region);
        TRY(store_next_id(op, &r->id));
        record_set_text(r, "name", arena_printf(op->arena, "第%d区", i + 1));
        record_set_text(r, "kind", "district");
        r->code = arena_printf(op->arena, "R%02d", i + 1);
        f->districts[i] = r->id;
        struct value *row = arena_array(op->arena, (size_t)s->columns.n, struct value);
        for (int k = 0; k < s->columns.n; k++)
            row[k] = record_column(r, &s->columns.list[k]);
        TRY(statement_execute(op, &s->insert_now, row, NULL));
    }
    for (int c = 0; c < ACCESS_CLASS_COUNT; c++)
        TRY(statement_execute(op, common(op, COMMON_SCOPE_ADD),
                              (struct value[]){value_int(ACCOUNT), value_int(c), value_int(0), value_int(0)}, NULL));
    return OK;
}

static enum err mark_words_due(struct op *op, void *arg)
{
    (void)arg;
    return search_rebuild(op);
}

static void fill_words(struct op *op)
{
    double begun_us = now_us();
    bool left = true;
    need(store_write(op, mark_words_due, NULL), op, "rebuild");
    while (left) {
        struct arena_mark mark = arena_mark(op->arena);
        need(search_catch_up(op, CHUNK_ROWS, &left), op, "words");
        arena_rewind(op->arena, mark);
    }
    printf("their words in %.1f s\n", (now_us() - begun_us) / 1e6);
}

/* What PostgreSQL does by itself within a minute. */
static enum err analyze(struct op *op, void *arg)
{
    (void)arg;
    return store_engine_of(op->store) == STORE_POSTGRES ? store_execute(op, "analyze") : OK;
}

static void fill(struct op *op, int64_t rows)
{
    struct filling f = {.kind = kinds_find(op->kinds, "enterprise")};
    need(store_write(op, fill_districts, &f), op, "districts");
    for (f.first = 0; f.first < rows; f.first += f.n) {
        struct arena_mark mark = arena_mark(op->arena);
        f.n = rows - f.first < CHUNK_ROWS ? rows - f.first : CHUNK_ROWS;
        need(store_write(op, fill_chunk, &f), op, "filling");
        arena_rewind(op->arena, mark);
    }
    need(store_write(op, analyze, NULL), op, "analyze");
}

/* ---- asking ---- */

static int by_size(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

struct question {
    const char *name, *filter, *sort;
    bool count, deep;
    const char *search;
};

static double ask(struct op *op, const struct question *question, const char **after, size_t *ret_n)
{
    double begun_us = now_us();
    struct arena_mark mark = arena_mark(op->arena);
    struct list_query q = {.kind = kinds_find(op->kinds, "enterprise"),
                           .sort = question->sort,
                           .count = question->count,
                           .after = *after,
                           .search = question->search};
    struct list_page page;
    need(op_begin_read(op), op, "begin");
    need(filter_parse(op, q.kind, question->filter, &q.filter), op, question->filter);
    need(list_run(op, &q, &page), op, question->name);
    *ret_n = page.n;
    static char token[4096];
    snprintf(token, sizeof(token), "%s", page.next ? page.next : "");
    *after = question->deep ? token : NULL;
    op_end(op);
    arena_rewind(op->arena, mark);
    return now_us() - begun_us;
}

static void measure(struct op *op, const struct question *question)
{
    static double took[RUNS];
    const char *after = NULL;
    size_t n;
    int runs = 0;
    double begun_us = now_us();
    for (; runs < RUNS && now_us() - begun_us < 2e6; runs++)
        took[runs] = ask(op, question, &after, &n);
    qsort(took, (size_t)runs, sizeof(took[0]), by_size);
    printf("%-40s %9.0f us  p99 %9.0f us  (%zu rows, %d runs)\n", question->name, took[runs / 2], took[runs * 99 / 100],
           n, runs);
}

static const struct question questions[] = {
    {"first page", "", NULL, false, false},
    {"page after page", "", NULL, false, true},
    {"one district", "region = R03", NULL, false, false},
    {"one district, page after page", "region = R03", NULL, false, true},
    {"one district and status, by name", "region = R03 and status = 在业", "name", false, false},
    {"one status, by name, counted", "status = 在业", "name", true, false},
    {"one district, largest capital first", "region = R03", "-capital", false, false},
    {"largest capital first", "", "-capital", false, false},
    {"name contains", "name ~ 银河777", NULL, false, false},
    {"status in two, capital above", "status in (吊销, 注销) and capital > 1亿", NULL, false, false},
    {"by district", "", "region", false, false},
    {"counted", "", NULL, true, false},
    {"search: two characters, common", "", NULL, true, false, "电池"},
    {"search: two characters, a third of all", "", NULL, true, false, "江"},
    {"search: three words, rare", "", NULL, true, false, "长风 4521 电池"},
    {"search: initials", "", NULL, true, false, "cf45"},
};

static struct kinds *registry(struct fault *f)
{
    const struct kind *list[256];
    size_t n = 0;
    for (const struct kind *const *const *set = all_kinds; *set; set++)
        for (const struct kind *const *k = *set; *k; k++)
            list[n++] = *k;
    struct kinds *kinds = NULL;
    if (kinds_new(list, n, NULL, 0, f, &kinds) != OK)
        exit(1);
    return kinds;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: bench-list URL [ROWS]\n");
        return 2;
    }
    struct fault f = {0};
    struct store_settings settings = {.create = true};
    struct store *store;
    struct op op = {
        .arena = arena_new(ARENA_BYTES), .fault = &f, .zone_minutes = 480, .today = 20260305, .sees_all = true};
    need(store_open(argv[1], &settings, &f, &store), &op, "open");
    op.store = store;
    op.kinds = registry(&f);
    need(schema_upgrade(&op, op.kinds), &op, "schema");
    double begun_us = now_us();
    int64_t rows = argc > 2 ? strtoll(argv[2], NULL, 10) : 100000;
    fill(&op, rows);
    printf("%ld rows filled in %.1f s\n", (long)rows, (now_us() - begun_us) / 1e6);
    fill_words(&op);
    for (int scoped = 0; scoped < 2; scoped++) {
        printf("-- %s\n", scoped ? "an account that may see them all" : "the program itself");
        op.sees_all = !scoped;
        op.account = ACCOUNT;
        for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++)
            measure(&op, &questions[i]);
    }
    store_close(store);
    return 0;
}
