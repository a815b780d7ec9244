/* How long the ledgers of a province take: 50,000 projects with what happened to them in three years, in milliseconds.
 *
 *     bench-ledger URL [PROJECTS]     0: what was filled before
 *
 * The database named by URL is filled first, month by month, so that each month's knowledge is that month's; it must
 * be empty then.  Medians of RUNS. */
#include "base/embedded.h"
#include "features/project/ledger_report.h"
#include "record/act.h"
#include "record/bulk.h"
#include "record/schema.h"
#include "rulebook/in_force.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

extern const struct kind *const *const all_kinds[];
extern const size_t all_kinds_n;

enum { CHAINS = 500, PARKS = 60, DISTRICTS = 90, MONTHS = 36, LIFE = 7, RUNS = 9 };

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void need(enum err e, const struct op *op, const char *what)
{
    if (e == OK)
        return;
    fprintf(stderr, "%s: %s [%s]\n", what, op->fault->words[LANGUAGE_EN], op->fault->detail);
    exit(1);
}

static uint64_t mixed(uint64_t n)
{
    n = (n ^ n >> 31) * UINT64_C(0x7fb5d329728ea185);
    n = (n ^ n >> 27) * UINT64_C(0x81dadef4bc2dd44d);
    return n ^ n >> 33;
}

/* ---- filling ---- */

struct filling {
    struct op *op;
    int64_t chains[CHAINS], parks[PARKS], districts[DISTRICTS];
    int64_t *projects;
    int n_projects;
    int month;
    struct bulk_row *rows;
    size_t n_rows;
    const struct kind *kind;
};

static date_t month_day(int month, uint64_t chance)
{
    return date_add_days(date_add_months(date_make(2023, 3, 1), month), (int32_t)(chance % 28));
}

/* In the month of its birth a project is signed; what follows comes a few months apart, or never. */
static int month_of(int project, int step)
{
    static const int gaps[LIFE] = {0, 1, 2, 3, 12, 15, 22};
    uint64_t chance = mixed((uint64_t)project * 31 + 7);
    int born = (int)((int64_t)project * MONTHS / 50000) % MONTHS;
    int reached = 3 + (int)(chance % 6);
    return step < reached ? born + gaps[step] + (step ? (int)((chance >> 20) % 3) : 0) : -1;
}

static struct record *add_row(struct filling *f)
{
    struct bulk_row *row = &f->rows[f->n_rows++];
    *row = (struct bulk_row){.reason = "核对过原件"};
    need(record_new(f->op, f->kind, &row->record), f->op, "row");
    return row->record;
}

static void add_project(struct filling *f, int i)
{
    uint64_t chance = mixed((uint64_t)i + 1);
    struct record *r = add_row(f);
    record_set_text(r, "name", arena_printf(f->op->arena, "第%d号生产基地项目", i));
    record_set_int(r, "chain", f->chains[chance % CHAINS]);
    record_set_int(r, "park", f->parks[(chance >> 8) % PARKS]);
    record_set_int(r, "district", f->districts[(chance >> 16) % DISTRICTS]);
    record_set_text(r, "action", "build");
    record_set_text(r, "origin", chance >> 24 & 7 ? "recruited" : "own");
    record_set_int(r, "total", (int64_t)(3000 + (chance >> 32) % 100000) * 1000000);
    record_set_int(r, "planned_start", date_add_months(month_day(month_of(i, 0), chance), 4));
    record_set_text(r, "investors", "[{\"name\":\"云岭驰拓汽车部件有限公司\",\"share\":6000}]");
}

static void add_event(struct filling *f, int i, int step)
{
    static const char *const kinds[LIFE] = {"signed",    "incorporated", "land",    "started",
                                            "completed", "produced",     "capacity"};
    static const char *const evidences[] = {"self", "contract", "permit", "inspection"};
    uint64_t chance = mixed((uint64_t)i * LIFE + (uint64_t)step + 99);
    struct record *r = add_row(f);
    bool own = (mixed((uint64_t)i + 1) >> 24 & 7) == 0;
    record_set_int(r, "project", f->projects[i]);
    record_set_text(r, "kind", step == 0 && own ? "filed" : kinds[step]);
    record_set_text(r, "evidence", evidences[chance >> 8 & 3]);
    record_set_int(r, "on_date", month_day(f->month, chance));
}

static enum err apply(struct op *op, void *arg)
{
    struct filling *f = arg;
    struct bulk *b;
    enum err e = bulk_new(op, f->kind, &b);
    for (size_t at = 0; e == OK && at < f->n_rows; at += BULK_ROWS_MAX)
        e = bulk_apply(op, b, f->rows + at, f->n_rows - at < BULK_ROWS_MAX ? f->n_rows - at : BULK_ROWS_MAX);
    for (size_t i = 0; e == OK && i < f->n_rows; i++)
        if (f->rows[i].verdict != BULK_NEW) {
            const struct findings *findings = &f->rows[i].findings;
            fprintf(stderr, "row %zu of %zu of %s in month %d is not new, project %lld: %s\n", i, f->n_rows, f->kind->id, f->month, (long long)record_int(f->rows[i].record, "project"),
                    findings->n ? finding_words(op, &findings->list[0]) : "");
            exit(1);
        }
    bulk_free(b);
    return e;
}

static void begin_rows(struct filling *f, const char *kind, size_t most)
{
    f->kind = kinds_find(f->op->kinds, kind);
    f->rows = arena_array(f->op->arena, most, struct bulk_row);
    f->n_rows = 0;
}

static void apply_rows(struct filling *f)
{
    need(act_run(f->op, "bench", "", apply, f, NULL), f->op, f->kind->id);
    op_end(f->op);
}

static void fill_names(struct filling *f, const char *kind, const char *form, const char *region_kind, int n,
                       int64_t *ids)
{
    struct arena_mark mark = arena_mark(f->op->arena);
    begin_rows(f, kind, (size_t)n);
    for (int i = 0; i < n; i++) {
        struct record *r = add_row(f);
        record_set_text(r, "name", arena_printf(f->op->arena, "%s%d", form, i));
        if (region_kind)
            record_set_text(r, "kind", region_kind);
    }
    apply_rows(f);
    for (int i = 0; i < n; i++)
        ids[i] = f->rows[i].record->id;
    arena_rewind(f->op->arena, mark);
}

static void fill_month(struct filling *f)
{
    struct arena_mark mark = arena_mark(f->op->arena);
    date_t last = date_last_day(date_add_months(date_make(2023, 3, 0), f->month));
    f->op->today = last;
    f->op->backdate_us = moment_day_start(last, 480);
    begin_rows(f, "project", (size_t)f->n_projects);
    int first = -1;
    for (int i = 0; i < f->n_projects; i++)
        if (month_of(i, 0) == f->month) {
            first = first < 0 ? i : first;
            add_project(f, i);
        }
    apply_rows(f);
    for (size_t i = 0; i < f->n_rows; i++)
        f->projects[first + (int)i] = f->rows[i].record->id;
    begin_rows(f, "event", (size_t)f->n_projects * 2);
    for (int i = 0; i < f->n_projects; i++)
        for (int step = 0; step < LIFE; step++)
            if (month_of(i, step) == f->month)
                add_event(f, i, step);
    apply_rows(f);
    arena_rewind(f->op->arena, mark);
}

static enum err load_model(struct op *op, void *arg)
{
    (void)arg;
    size_t n;
    int64_t version;
    const char *text = embedded_file("models/default.yaml", &n);
    return rulebook_load(op, text, n, date_make(1900, 1, 1), &version);
}

/* What PostgreSQL does by itself within a minute. */
static enum err analyze(struct op *op, void *arg)
{
    (void)arg;
    return store_engine_of(op->store) == STORE_POSTGRES ? store_execute(op, "analyze") : OK;
}

static void fill(struct op *op, int projects)
{
    struct filling *f = calloc(1, sizeof(*f));
    double begun = now_ms();
    f->op = op;
    f->n_projects = projects;
    f->projects = calloc((size_t)projects, sizeof(*f->projects));
    need(act_run(op, "bench", "", load_model, NULL, NULL), op, "rulebook");
    op_end(op);
    fill_names(f, "chain", "产业链", NULL, CHAINS, f->chains);
    fill_names(f, "region", "园区", "park", PARKS, f->parks);
    fill_names(f, "region", "区县", "district", DISTRICTS, f->districts);
    for (f->month = 0; f->month < MONTHS; f->month++)
        fill_month(f);
    op->backdate_us = 0;
    need(store_write(op, analyze, NULL), op, "analyze");
    printf("%d projects in %.1f s\n", projects, (now_ms() - begun) / 1e3);
    free(f->projects);
    free(f);
}

/* ---- asking ---- */

static int by_size(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

static void measure(struct op *op, const char *says, struct ledger_request q, date_t as_of)
{
    double times[RUNS];
    struct ledger_report r;
    q.most_lines = 300; /* as a page shows them */
    op->today = as_of ? as_of : date_make(2026, 2, 28);
    op->as_of_us = as_of ? moment_day_end(as_of, 480) : 0;
    for (int i = 0; i < RUNS; i++) {
        struct arena_mark mark = arena_mark(op->arena);
        double begun = now_ms();
        need(ledger_report(op, &q, &r), op, says);
        op_end(op);
        times[i] = now_ms() - begun;
        if (i == RUNS - 1)
            printf("%-44s", says), printf(" rows %6zu  balanced %d", r.n_lines, ledger_flow_balances(&r.flow));
        arena_rewind(op->arena, mark);
    }
    qsort(times, RUNS, sizeof(*times), by_size);
    printf("  %8.1f ms\n", times[RUNS / 2]);
}

static void measure_all(struct op *op, int64_t chain)
{
    struct period month = period_of_month(date_make(2026, 2, 1)), then = period_of_month(date_make(2025, 2, 1));
    date_t past = date_make(2025, 2, 28);
    measure(op, "province, signed, a month", (struct ledger_request){.period = month, .ledger = LEDGER_SIGNED}, 0);
    measure(op, "province, unstarted", (struct ledger_request){.period = month, .ledger = LEDGER_UNSTARTED}, 0);
    measure(op, "one chain, signed, a month", (struct ledger_request){.period = month, .chain = chain}, 0);
    measure(op, "province, signed, as of a year ago", (struct ledger_request){.period = then}, past);
    measure(op, "one chain, signed, as of a year ago", (struct ledger_request){.period = then, .chain = chain}, past);
}

static int64_t any_chain(struct op *op)
{
    struct record *r;
    need(record_find(op, kinds_find(op->kinds, "chain"), "L00007", &r), op, "chain");
    op_end(op);
    return r->id;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "bench-ledger URL [PROJECTS]\n");
        return 2;
    }
    struct fault f = {0};
    struct op op = {.arena = arena_new((size_t)2 << 30), .fault = &f, .sees_all = true, .zone_minutes = 480};
    struct store_settings settings = {.create = true};
    const struct kind *list[256];
    size_t n = 0;
    struct kinds *kinds;
    for (size_t i = 0; i < all_kinds_n; i++)
        for (const struct kind *const *k = all_kinds[i]; *k; k++)
            list[n++] = *k;
    need(kinds_new(list, n, NULL, 0, &f, &kinds), &op, "kinds");
    need(store_open(argv[1], &settings, &f, &op.store), &op, "open");
    op.kinds = kinds;
    op.today = date_make(2023, 3, 1);
    op.backdate_us = moment_day_start(op.today, 480);
    need(schema_upgrade(&op, kinds), &op, "schema");
    int projects = argc > 2 ? atoi(argv[2]) : 50000;
    if (projects)
        fill(&op, projects);
    measure_all(&op, any_chain(&op));
    op_end(&op);
    store_close(op.store);
    kinds_free(kinds);
    arena_free(op.arena);
    return 0;
}
