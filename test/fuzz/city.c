#include "fuzz/city.h"

#include "record/act.h"
#include "record/record.h"
#include "record/registry.h"
#include "record/schema.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

extern const struct kind *const *const all_kinds[];
extern const size_t all_kinds_n;

enum { ARENA_BYTES = 64 << 20, KINDS_MAX = 256, FIELDS_MAX = 12, TODAY = 20260305 };

/* Field and value as typed, by turns. */
static const struct made {
    const char *kind, *typed[2 * FIELDS_MAX + 1];
} made[] = {
    {"region", {"name", "云江区", "kind", "区县", "area_mu", "120.5"}},
    {"region", {"name", "云江经开区", "kind", "园区", "parent", "云江区"}},
    {"unit", {"name", "云江市工业和信息化局", "kind", "部门", "region", "云江区"}},
    {"chain", {"name", "新能源汽车", "cluster", "汽车", "started_on", "2023-11", "models", "长沙、通用"}},
    {"chain", {"name", "先进储能材料", "lead_park", "云江经开区", "goal", "第一行\n第二行"}},
    {"enterprise",
     {"name", "甲电池有限公司", "uscc", "91430500MAX70E8J8B", "region", "云江区", "capital", "5000万元", "honours",
      "小巨人、高新", "size", "大型", "phone", "13900001001"}},
    {"enterprise", {"name", "乙", "region", "云江经开区", "longitude", "112.5", "parent", "甲电池有限公司"}},
    {"project", {"name",          "副车架项目", "chain", "新能源汽车", "action",      "补链",
                 "district",      "云江区",     "total", "3.5亿",      "investors",   "甲电池有限公司（60%，省外）；乙",
                 "planned_start", "2026-03",    "key",   "是",         "also_chains", "先进储能材料",
                 "land_mu",       "0.05"}},
    {"project", {"name", "Project \"B\"", "chain", "先进储能材料", "action", "建", "district", "云江区", "total", "2000"}},
    {"event", {"project", "副车架项目", "kind", "开工", "on_date", "2026-03-01"}},
};

const struct kinds *fuzz_kinds(void)
{
    static struct kinds *kinds;
    static const struct kind *list[KINDS_MAX];
    struct fault f = {0};
    size_t n = 0;
    if (kinds)
        return kinds;
    for (size_t i = 0; i < all_kinds_n; i++)
        for (const struct kind *const *k = all_kinds[i]; *k && n < KINDS_MAX; k++)
            list[n++] = *k;
    if (kinds_new(list, n, NULL, 0, &f, &kinds) != OK)
        abort();
    return kinds;
}

enum { NAME_BYTES = 64 };

/* The first line, cut to the room; its sum. */
static unsigned take_line(const uint8_t **bytes, size_t *n, char name[NAME_BYTES])
{
    const uint8_t *end = *n ? memchr(*bytes, '\n', *n) : NULL;
    size_t length = end ? (size_t)(end - *bytes) : *n, kept = length < NAME_BYTES - 1 ? length : NAME_BYTES - 1;
    unsigned sum = 0;
    for (size_t i = 0; i < kept; i++) {
        name[i] = (char)(*bytes)[i];
        sum += (*bytes)[i];
    }
    name[kept] = '\0';
    *bytes += length + (end != NULL);
    *n -= length + (end != NULL);
    return sum;
}

const struct kind *fuzz_take_kind(const uint8_t **bytes, size_t *n)
{
    char name[NAME_BYTES];
    size_t i = take_line(bytes, n, name) % kinds_count(fuzz_kinds());
    const struct kind *named = kinds_find(fuzz_kinds(), name);
    if (named && !kind_is(named, KIND_PLAIN))
        return named;
    while (kind_is(kinds_at(fuzz_kinds(), i), KIND_PLAIN))
        i = (i + 1) % kinds_count(fuzz_kinds());
    return kinds_at(fuzz_kinds(), i);
}

const struct field *fuzz_take_field(const struct kind *kind, const uint8_t **bytes, size_t *n)
{
    char name[NAME_BYTES];
    int other = (int)(take_line(bytes, n, name) % (unsigned)kind_field_count(kind));
    int i = kind_field_index(kind, name);
    return &kind->fields[i >= 0 ? i : other];
}

static enum err save_all(struct op *op, void *arg)
{
    (void)arg;
    struct findings findings = {0};
    struct record *r;
    for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
        TRY(record_new(op, kinds_find(op->kinds, made[i].kind), &r));
        for (const char *const *typed = made[i].typed; *typed; typed += 2)
            TRY(record_set_typed(op, r, kind_field(r->kind, typed[0]), typed[1], &findings));
        assert(findings.n == 0);
        TRY(record_save(op, r, "", &findings));
    }
    return OK;
}

static void open_city(struct op *op, struct fault *f)
{
    static struct store *store;
    *op = (struct op){
        .arena = arena_new(ARENA_BYTES),
        .fault = f,
        .kinds = fuzz_kinds(),
        .sees_all = true,
        .zone_minutes = 480,
        .today = TODAY,
        .now_us = moment_day_start(TODAY, 480),
        .backdate_us = moment_day_start(TODAY, 480) - 1000000,
        .login = "fuzz",
        .address = "fuzz",
    };
    if (!op->arena || store_open("sqlite::memory:", NULL, f, &store) != OK)
        abort();
    op->store = store;
    if (schema_upgrade(op, op->kinds) != OK || act_run(op, "test", "", save_all, NULL, NULL) != OK)
        abort();
    op_end(op);
}

struct op *fuzz_city(void)
{
    static struct op op;
    static struct fault f;
    if (!op.store)
        open_city(&op, &f);
    arena_reset(op.arena);
    fault_clear(&f);
    return &op;
}

void fuzz_city_rest(struct op *op)
{
    op_end(op);
    op->account = op->as_of_us = 0;
    op->sees_all = true;
    op->language = LANGUAGE_ZH;
}

void fuzz_check_fault(const struct fault *f, enum err e)
{
    assert(e == f->code);
    assert(e == OK || (f->words[LANGUAGE_ZH][0] && f->words[LANGUAGE_EN][0]));
    assert(e != ERR_BUG && e != ERR_STORAGE && e != ERR_BUSY && e != ERR_CANCELLED);
}
