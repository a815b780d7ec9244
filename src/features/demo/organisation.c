#include "features/demo/build.h"

const struct demo_account demo_accounts[] = {
    {"zonglianzhang", "总链长", "chief of chain-chiefs"},
    {"lianzhang", "新能源汽车链链长", "chain-chief"},
    {"shiban", "市链长办", "chain-chief office of the city"},
    {"tuijinban", "新能源汽车链推进办", "promotion office of a chain"},
    {"bumen", "市直部门（工信局）", "department"},
    {"yuanqu", "云江经开区", "park"},
    {"quxian", "东屏区", "district"},
    {"zhuanyuan", "项目专员", "project minder"},
    {"qiye", "企业（链主）", "enterprise"},
    {"kaohe", "考核办", "assessors"},
    {"xitong", "系统管理员", "system administrator"},
    {"anquan", "安全管理员", "security administrator"},
    {"shenji", "审计管理员", "audit administrator"},
    {0},
};
const char demo_password[] = "Chain#Yunjiang36";

static const char *const district_names[DEMO_DISTRICTS] = {
    "城南区", "东屏区", "澄湖区", "临江区", "南屿区", "石梁县", "松岭县", "望溪县", "禾源市",
};
static const struct {
    const char *name;
    int district;
    const char *level;
} parks[DEMO_PARKS] = {
    {"云江经开区", 3, "national"},   {"云江高新区", 0, "national"},  {"澄湖科学城", 2, "provincial"},
    {"东屏工业园", 1, "provincial"}, {"临江港产园", 3, "municipal"},
};

static enum err put_region(struct demo *d, const char *name, const char *kind, int64_t parent, int rank,
                           int64_t *ret_id)
{
    struct demo_put p = demo_put_begin(d, "region", NULL);
    if (p.error == OK)
        p.record->rank = rank;
    demo_text(&p, "name", name);
    demo_text(&p, "kind", kind);
    demo_int(&p, "parent", parent);
    return demo_put_end(&p, ret_id);
}

struct unit_facts {
    const char *name, *kind, *level;
    int64_t parent, region, chain;
    int rank;
};

static enum err put_unit(struct demo *d, struct unit_facts u, int64_t *ret_id)
{
    struct demo_put p = demo_put_begin(d, "unit", NULL);
    if (p.error == OK)
        p.record->rank = u.rank;
    demo_text(&p, "name", u.name);
    demo_text(&p, "kind", u.kind);
    demo_text(&p, "level", u.level);
    demo_int(&p, "parent", u.parent);
    demo_int(&p, "region", u.region);
    demo_int(&p, "chain", u.chain);
    return demo_put_end(&p, ret_id);
}

enum err demo_person(struct demo *d, const char *name, int64_t unit, const char *title, int64_t *ret_id)
{
    struct demo_put p = demo_put_begin(d, "person", NULL);
    if (p.error == OK)
        p.record->rank = d->people;
    demo_text(&p, "name", name);
    demo_int(&p, "unit", unit);
    demo_text(&p, "title", title);
    demo_text(&p, "phone", arena_printf(d->op->arena, "139%08d", 1000 + d->people));
    return demo_put_end(&p, ret_id);
}

enum err demo_post(struct demo *d, int64_t person, const char *duty, int64_t chain)
{
    struct demo_put p = demo_put_begin(d, "post", NULL);
    demo_int(&p, "person", person);
    demo_text(&p, "duty", duty);
    demo_int(&p, "chain", chain);
    demo_int(&p, "held_from", date_add_months(d->month, -1));
    return demo_put_end(&p, NULL);
}

static enum err put_regions(struct demo *d)
{
    TRY(put_region(d, "云江市", "city", 0, 1, &d->city));
    for (int i = 0; i < DEMO_DISTRICTS; i++)
        TRY(put_region(d, district_names[i], "district", d->city, 10 + i, &d->districts[i]));
    for (int i = 0; i < DEMO_PARKS; i++) {
        d->park_district[i] = parks[i].district;
        TRY(put_region(d, parks[i].name, "park", d->districts[parks[i].district], 30 + i, &d->parks[i]));
    }
    return OK;
}

static enum err put_units(struct demo *d)
{
    struct arena *a = d->op->arena;
    int64_t government;
    TRY(put_unit(d, (struct unit_facts){"云江市人民政府", "government", NULL, 0, d->city, 0, 1}, &government));
    TRY(put_unit(d, (struct unit_facts){"云江市链长制办公室", "chief_office", NULL, government, d->city, 0, 2},
                 &d->chief_office));
    TRY(put_unit(d, (struct unit_facts){"云江市工业和信息化局", "department", NULL, government, d->city, 0, 3},
                 &d->bureau));
    TRY(put_unit(d, (struct unit_facts){"云江市投资促进局", "department", NULL, government, d->city, 0, 4},
                 &d->promotion_bureau));
    for (int i = 0; i < DEMO_DISTRICTS; i++) {
        const char *name = arena_printf(a, "%s人民政府", district_names[i]);
        TRY(put_unit(d, (struct unit_facts){name, "district", NULL, government, d->districts[i], 0, 10 + i},
                     &d->district_units[i]));
    }
    for (int i = 0; i < DEMO_PARKS; i++) {
        const char *name = arena_printf(a, "%s管委会", parks[i].name);
        TRY(put_unit(d, (struct unit_facts){name, "park_board", parks[i].level, government, d->parks[i], 0, 30 + i},
                     &d->park_units[i]));
    }
    return OK;
}

enum err demo_build_organisation(struct demo *d)
{
    TRY(put_regions(d));
    return put_units(d);
}

/* ---- accounts ---- */

static enum err put_account(struct demo *d, const char *login, const char *role, int64_t person, int64_t enterprise)
{
    struct demo_put p = demo_put_begin(d, "account", NULL);
    demo_text(&p, "login", login);
    demo_text(&p, "roles", arena_printf(d->op->arena, "[\"%s\"]", role));
    demo_int(&p, "person", person);
    demo_int(&p, "enterprise", enterprise);
    demo_text(&p, "state", "active");
    return demo_put_end(&p, NULL);
}

static enum err put_account_of(struct demo *d, const char *login, const char *role, int64_t unit, const char *title)
{
    int64_t person;
    TRY(demo_person(d, demo_person_name(d), unit, title, &person));
    return put_account(d, login, role, person, 0);
}

enum err demo_build_accounts(struct demo *d)
{
    int64_t chief_of_chiefs;
    TRY(demo_person(d, demo_person_name(d), d->chief_office, "市长", &chief_of_chiefs));
    TRY(demo_post(d, chief_of_chiefs, "chief_chief", 0));
    TRY(put_account(d, "zonglianzhang", "chief", chief_of_chiefs, 0));
    TRY(put_account(d, "lianzhang", "chief", d->chains[0].chief, 0));
    TRY(put_account_of(d, "shiban", "chief_office", d->chief_office, "主任"));
    TRY(put_account(d, "tuijinban", "task_force", d->chains[0].head, 0));
    TRY(put_account_of(d, "bumen", "department", d->bureau, "科长"));
    TRY(put_account_of(d, "yuanqu", "park", d->park_units[0], "产业科科长"));
    TRY(put_account_of(d, "quxian", "district", d->district_units[1], "工信科科长"));
    TRY(put_account(d, "zhuanyuan", "minder", d->minders[0], 0));
    TRY(put_account(d, "qiye", "enterprise", 0, d->firms[0].id));
    TRY(put_account_of(d, "kaohe", "assessor", d->chief_office, "考核科科长"));
    TRY(put_account_of(d, "xitong", "system_admin", d->chief_office, "系统管理员"));
    TRY(put_account_of(d, "anquan", "security_admin", d->chief_office, "安全管理员"));
    return put_account_of(d, "shenji", "audit_admin", d->chief_office, "审计管理员");
}
