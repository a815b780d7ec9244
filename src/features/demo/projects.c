/* 120 projects and what happened to each in three years: planned in memory first, then written month by month, so
 * that every month's knowledge is that month's. */
#include "features/demo/build.h"

#include "base/money.h"

#include <stdlib.h>
#include <string.h>

enum { EVENTS_MAX = 12 };

struct plan_event {
    const char *kind, *evidence;
    date_t on;
    int64_t fen;
};

struct demo_project {
    int64_t id;
    const char *name;
    int chain, segment, firm;
    bool own;
    int64_t total_fen;
    date_t entered, planned_start, started, completed;
    int64_t spent_fen;
    int minder;
    struct plan_event events[EVENTS_MAX];
    int n_events;
};

static date_t day_of(struct demo *d, date_t first, int months)
{
    return date_add_days(date_add_months(first, months), (int32_t)demo_below(d, 27));
}

static const char *choose_evidence(struct demo *d, const char *weak, const char *strong, int percent_strong)
{
    return demo_chance(d, percent_strong) ? strong : demo_chance(d, 30) ? "inspection" : weak;
}

static void add_event(struct demo_project *p, const char *kind, date_t on, const char *evidence, int64_t fen)
{
    if (p->n_events < EVENTS_MAX)
        p->events[p->n_events++] = (struct plan_event){kind, evidence, on, fen};
}

static const char *project_name(struct demo *d, const struct demo_project *p)
{
    static const char *const tails[] = {"生产基地项目", "扩产项目", "产线技术改造项目", "研发中心项目", "智能工厂项目"};
    const struct demo_firm *f = &d->firms[p->firm];
    size_t head = strncmp(f->name, "云江", strlen("云江")) == 0 ? strlen("云江") : 0;
    const char *brand = arena_text_n(d->op->arena, f->name + head, strlen("云驰"));
    return arena_printf(d->op->arena, "%s%s%s", brand, d->chains[p->chain].segment_names[p->segment],
                        tails[demo_below(d, 5)]);
}

/* A firm that builds the same again calls it 二期, 三期. */
static const char *distinct_name(struct demo *d, int before, const char *name)
{
    static const char *const phases[] = {"", "二期", "三期", "四期", "五期"};
    int same = 0;
    for (int i = 0; i < before; i++)
        same += strncmp(d->projects[i].name, name, strlen(name)) == 0;
    return same && same < 5 ? arena_printf(d->op->arena, "%s（%s）", name, phases[same]) : name;
}

/* Few large, many small: 0.3 to some 60 亿元, rounded as people sign. */
static int64_t choose_total(struct demo *d)
{
    int64_t wan = 3000 + (int64_t)demo_below(d, 9000);
    if (demo_chance(d, 60))
        wan = 10000 + (int64_t)demo_below(d, 50000);
    if (demo_chance(d, 12))
        wan = 100000 + (int64_t)demo_below(d, 500000);
    return wan / 100 * 100 * FEN_PER_WAN;
}

static void plan_construction(struct demo *d, struct demo_project *p)
{
    int months = 9 + (int)demo_below(d, 14);
    p->completed = day_of(d, p->started, months);
    add_event(p, "started", p->started, choose_evidence(d, "photo", "permit", 60), 0);
    if (demo_chance(d, 60))
        add_event(p, "listed", date_add_days(p->started, 40), "entry", 0);
    if (demo_chance(d, 12))
        add_event(p, "raised", day_of(d, p->started, 3), "contract", p->total_fen / 500 * 100);
    add_event(p, "completed", p->completed, choose_evidence(d, "self", "acceptance", 70), 0);
    date_t trial = day_of(d, p->completed, 1);
    add_event(p, "trial", trial, "photo", 0);
    date_t produced = day_of(d, trial, 2);
    add_event(p, "produced", produced, choose_evidence(d, "self", "output", 65), 0);
    if (demo_chance(d, 60))
        add_event(p, "capacity", day_of(d, produced, 6), choose_evidence(d, "self", "output", 80), 0);
}

static void plan_life(struct demo *d, struct demo_project *p)
{
    date_t land = day_of(d, p->entered, 2);
    p->planned_start = date_add_months(p->entered, 4) / 100 * 100;
    if (p->own)
        add_event(p, "filed", p->entered, "filing", p->total_fen);
    else
        add_event(p, "signed", p->entered, choose_evidence(d, "self", "contract", 78), p->total_fen);
    if (demo_chance(d, 80))
        add_event(p, "incorporated", date_add_days(p->entered, 25), "licence", 0);
    if (demo_chance(d, 75))
        add_event(p, "land", land, "land_title", 0);
    if (demo_chance(d, 6)) {
        add_event(p, "ended", day_of(d, p->entered, 6), "self", 0);
        if (demo_chance(d, 50))
            return;
        p->started = day_of(d, p->entered, 11);
        add_event(p, "resumed", day_of(d, p->entered, 9), "self", 0);
    } else if (demo_chance(d, 6)) {
        p->started = date_add_days(p->entered, -20); /* 边签边建 */
    } else if (demo_chance(d, 82)) {
        p->started = day_of(d, p->entered, 2 + (int)demo_below(d, 7));
    }
    if (p->started)
        plan_construction(d, p);
}

enum err demo_plan_projects(struct demo *d)
{
    d->projects = arena_array(d->op->arena, DEMO_PROJECTS, struct demo_project);
    if (!d->projects)
        return ERR_MEMORY;
    date_t first = d->month;
    for (int i = 0; i < DEMO_PROJECTS; i++) {
        struct demo_project *p = &d->projects[i];
        p->firm = (int)demo_below(d, DEMO_FIRMS);
        p->chain = d->firms[p->firm].chain;
        p->segment = d->firms[p->firm].segment;
        p->own = demo_chance(d, 15);
        p->total_fen = choose_total(d);
        p->entered = day_of(d, first, 1 + i * DEMO_MONTHS / DEMO_PROJECTS);
        p->minder = (int)demo_below(d, (uint64_t)d->n_minders);
        p->name = distinct_name(d, i, project_name(d, p));
        plan_life(d, p);
    }
    return OK;
}

/* ---- writing ---- */

static bool in_month(const struct demo *d, date_t day)
{
    return day && day / 100 == d->month / 100 && day <= d->op->today;
}

/* Known to the platform from its first event or its entry on, whichever comes first. */
static bool appears_now(const struct demo *d, const struct demo_project *p)
{
    date_t first = p->started && p->started < p->entered ? p->started : p->entered;
    return !p->id && first <= d->op->today && first / 100 <= d->month / 100;
}

static enum err put_project(struct demo *d, struct demo_project *p, int number)
{
    static const char *const actions[] = {"build", "fill", "extend", "strengthen"};
    static const char *const natures[] = {"new", "new", "expansion", "renewal"};
    const struct demo_firm *f = &d->firms[p->firm];
    const struct demo_chain *c = &d->chains[p->chain];
    struct demo_put r = demo_put_begin(d, "project", NULL);
    demo_text(&r, "name", p->name);
    demo_text(&r, "state_code",
              arena_printf(d->op->arena, "%02d%02d-439900-04-01-%06d", date_year(p->entered) % 100,
                           date_month(p->entered), 100000 + number));
    demo_int(&r, "chain", c->id);
    demo_int(&r, "segment", c->segments[p->segment]);
    demo_text(&r, "action", actions[demo_below(d, 4)]);
    demo_text(&r, "origin", p->own ? "own" : "recruited");
    demo_typed(&r, "investors", f->name);
    demo_int(&r, "company", f->id);
    demo_int(&r, "district", d->districts[f->district]);
    if (f->park >= 0)
        demo_int(&r, "park", d->parks[f->park]);
    demo_text(&r, "nature", natures[demo_below(d, 4)]);
    demo_int(&r, "total", p->total_fen);
    demo_int(&r, "fixed", p->total_fen / 1000 * 780);
    demo_int(&r, "planned_start", p->planned_start);
    demo_int(&r, "planned_complete", date_add_months(p->planned_start + 1, 14) / 100 * 100);
    demo_int(&r, "design_output", p->total_fen / 10 * 16);
    demo_int(&r, "land_mu", (int64_t)(10 + demo_below(d, 190)) * 100);
    demo_text(&r, "level",
              p->total_fen > 20 * FEN_PER_YI  ? "provincial"
              : p->total_fen > 5 * FEN_PER_YI ? "municipal"
                                              : "county");
    demo_int(&r, "key", p->total_fen > 5 * FEN_PER_YI);
    demo_int(&r, "minder", d->minders[p->minder]);
    demo_int(&r, "unit", f->park >= 0 ? d->park_units[f->park] : d->district_units[f->district]);
    return demo_put_end(&r, &p->id);
}

static enum err put_event(struct demo *d, const struct demo_project *p, const struct plan_event *e)
{
    struct demo_put r = demo_put_begin(d, "event", NULL);
    demo_int(&r, "project", p->id);
    demo_text(&r, "kind", e->kind);
    demo_int(&r, "on_date", e->on);
    demo_int(&r, "amount", e->fen);
    demo_text(&r, "evidence", e->evidence);
    return demo_put_end(&r, NULL);
}

static enum err put_progress(struct demo *d, struct demo_project *p)
{
    static const char *const shapes[] = {"场地平整", "基础施工", "主体施工", "主体封顶", "设备进场", "安装调试"};
    static const char *const problems[] = {NULL, NULL, NULL, "用电容量不足", "环评手续未办结", "资金缺口待对接银行"};
    int months = date_days_between(p->started, p->completed) / 30 + 1;
    int64_t planned = p->total_fen / months / FEN_PER_WAN * FEN_PER_WAN;
    int64_t done = planned / 100 * (int64_t)(60 + demo_below(d, 55)) / FEN_PER_WAN * FEN_PER_WAN;
    int stage = date_days_between(p->started, d->month) * 6 / (months * 30 + 1);
    p->spent_fen += done;
    struct demo_put r = demo_put_begin(d, "progress", NULL);
    demo_int(&r, "project", p->id);
    demo_int(&r, "month", d->month / 100 * 100);
    demo_int(&r, "planned", planned);
    demo_int(&r, "done", done);
    demo_text(&r, "shape", shapes[stage < 0 ? 0 : stage > 5 ? 5 : stage]);
    demo_text(&r, "problem", problems[demo_below(d, 6)]);
    return demo_put_end(&r, NULL);
}

static enum err put_year(struct demo *d, const struct demo_project *p)
{
    struct demo_put r = demo_put_begin(d, "project_year", NULL);
    demo_int(&r, "project", p->id);
    demo_int(&r, "year", date_year(d->month));
    demo_int(&r, "planned", p->total_fen / 200 / FEN_PER_WAN * 100 * FEN_PER_WAN + 100 * FEN_PER_WAN);
    demo_text(&r, "goal", "按计划完成年度投资");
    return demo_put_end(&r, NULL);
}

static enum err write_project(struct demo *d, struct demo_project *p, int number)
{
    bool is_new = appears_now(d, p);
    if (is_new)
        TRY(put_project(d, p, number));
    if (!p->id)
        return OK;
    if (is_new || date_month(d->month) == 1)
        TRY(put_year(d, p));
    for (int i = 0; i < p->n_events; i++)
        if (in_month(d, p->events[i].on))
            TRY(put_event(d, p, &p->events[i]));
    bool building = p->started && p->started / 100 <= d->month / 100 && p->completed >= d->month;
    bool month_is_over = date_add_months(d->month, 1) <= date_add_days(d->op->today, 1);
    return building && month_is_over ? put_progress(d, p) : OK;
}

enum err demo_write_month(struct demo *d)
{
    for (int i = 0; i < DEMO_PROJECTS; i++)
        TRY(write_project(d, &d->projects[i], i));
    return OK;
}
