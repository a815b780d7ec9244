#include "trust/planted.h"

#include "app/app.h"
#include "base/codes.h"
#include "base/utf8.h"
#include "harness/test.h"
#include "record/act.h"
#include "record/compound.h"
#include "record/registry.h"
#include "record/schema.h"
#include "trust/probes.h"
#include "web/web.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what generated values must keep to ---- */

/* Where a rule asks for more than the table says.  "": left empty; "@": the record near home. */
static const struct {
    const char *kind, *field, *typed;
} exceptions[] = {
    {"region", "kind", "park"},       {"post", "held_to", ""},          {"delegation", "held_to", ""},
    {"account", "state", "active"},   {"account", "roles", "[\"department\"]"}, {"account", "enterprise", ""},
    {"attachment", "about_kind", ""}, {"attachment", "access", ""},         {"link", "from_segment", "@"},
    {"delegation", "to_person", "@"},         {"post", "duty", "minder"},
};

static const char *exception_of(const struct kind *kind, const struct field *f)
{
    for (size_t i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++)
        if (strcmp(exceptions[i].kind, kind->id) == 0 && strcmp(exceptions[i].field, f->id) == 0)
            return exceptions[i].typed;
    return NULL;
}

unsigned planted_closed_to(unsigned roles)
{
    unsigned closed = 0;
    for (int c = 0; c < ACCESS_CLASS_COUNT; c++) {
        unsigned extents = 0;
        for (int role = 0; role < ROLE_COUNT; role++)
            if (roles & 1u << role)
                extents |= access_extents((enum role)role, (enum access_class)c, ACCESS_READ);
        if (!(extents & 1))
            closed |= 1u << c;
    }
    /* What is attached is about projects here. */
    closed &= ~(1u << ACCESS_ATTACHED);
    return closed & 1u << ACCESS_PROJECT ? closed | 1u << ACCESS_ATTACHED : closed;
}

static bool is_closed(const struct planted *p, const struct kind *kind)
{
    return p->closed & 1u << kind->access;
}

bool planted_has(const struct kind *kind)
{
    return !kind_is(kind, KIND_PLAIN);
}

static int64_t *place_in(int64_t ids[PLANTED_KINDS_MAX][SIDE_COUNT], const struct planted *p, const char *kind)
{
    return ids[kinds_entry_by_id(p->city.kinds, kind)->number];
}

int64_t planted_id(const struct planted *p, const char *kind, enum side side)
{
    return p->ids[kinds_entry_by_id(p->city.kinds, kind)->number][side];
}

/* ---- values ---- */

static const char *const prefixes[SIDE_COUNT] = {"AAA", "MMM", "NNN", "ZZZ"};

static const char *value_of_text(struct planted *p, const struct kind *kind, const struct field *f, enum side side)
{
    struct arena *a = p->city.d->op.arena;
    const char *text = arena_printf(a, "%s%s%s.%s", prefixes[side], p->note ? p->note : "", kind->id, f->id);
    size_t max = (size_t)field_length_max(f);
    return strlen(text) > max ? arena_text_n(a, text, max) : text;
}

static int64_t value_of_number(const struct field *f, enum side side)
{
    int64_t low = f->min > 0 ? f->min : 0, high = f->max ? f->max : INT64_C(4000000000);
    return low + (high - low) / 5 * (side + 1) / (side == LOW ? 3 : 1);
}

/* The last of its characters checks the others: one of them fits. */
static const char *value_of_uscc(struct planted *p, const struct kind *kind, enum side side)
{
    static const char digits[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    unsigned number = (unsigned)(kinds_entry(p->city.kinds, kind)->number * SIDE_COUNT + side);
    char *text = arena_printf(p->city.d->op.arena, "91430500MA4L%05uX", number);
    for (const char *c = digits; *c; c++) {
        text[17] = *c;
        if (uscc_check(text) == USCC_VALID)
            return text;
    }
    return text;
}

static bool target_of(const struct planted *p, const struct kind *kind, const struct field *f, const char *ref,
                      enum side side, int64_t *ret_id)
{
    const struct kind *target = kinds_entry_by_id(p->city.kinds, ref)->kind;
    bool must = field_is(f, FIELD_REQUIRED);
    *ret_id = strcmp(ref, kind->id) == 0 ? 0 : planted_id(p, ref, side == NEAR ? HOME : side);
    if (must && is_closed(p, target) && !is_closed(p, kind))
        *ret_id = planted_id(p, ref, HOME);
    return *ret_id != 0;
}

static struct value value_of(struct planted *p, const struct kind *kind, const struct field *f, enum side side);

static struct value value_of_rows(struct planted *p, const struct kind *kind, const struct field *f, enum side side)
{
    struct value row[32];
    for (int m = 0; f->rows[m].id; m++)
        row[m] = value_of(p, kind, &f->rows[m], side);
    return value_text(compound_write_rows(p->city.d->op.arena, f, row, 1));
}

static struct value value_of_refs(struct planted *p, const struct kind *kind, const struct field *f, enum side side)
{
    int64_t ids[2];
    size_t n = 0;
    if (side != HOME && target_of(p, kind, f, f->ref, HOME, &ids[n]))
        n++;
    if (target_of(p, kind, f, f->ref, side, &ids[n]))
        n++;
    return n ? value_text(compound_write_ids(p->city.d->op.arena, ids, n)) : value_null();
}

static struct value value_of_list(struct planted *p, const struct kind *kind, const struct field *f, enum side side)
{
    struct arena *a = p->city.d->op.arena;
    int n = 0;
    while (f->choices && f->choices[n].id)
        n++;
    const char *one[] = {f->choices ? f->choices[side % n].id : value_of_text(p, kind, f, side)};
    return value_text(compound_write_texts(a, one, 1));
}

static struct value value_of(struct planted *p, const struct kind *kind, const struct field *f, enum side side)
{
    static const date_t days[] = {20250103, 20250615, 20250716, 20251130};
    static const char *const periods[] = {"2022", "2023", "2024", "2025"};
    int64_t id;
    int n = 0;
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_LONG_TEXT:
        return value_text(value_of_text(p, kind, f, side));
    case FIELD_INT:
    case FIELD_NUMBER:
    case FIELD_MONEY:
    case FIELD_RATIO:
        return value_int(value_of_number(f, side));
    case FIELD_DATE:
        return value_int(days[side]);
    case FIELD_MONTH:
        return value_int(days[side] / 100 * 100);
    case FIELD_PERIOD:
        return value_text(periods[side]);
    case FIELD_YEAR:
        return value_int(2022 + side);
    case FIELD_BOOL:
        return value_int(side == HOME);
    case FIELD_ENUM:
        while (f->choices[n].id)
            n++;
        return value_text(f->choices[side % n].id);
    case FIELD_ENUM_LIST:
    case FIELD_TEXT_LIST:
        return value_of_list(p, kind, f, side);
    case FIELD_REF:
        return target_of(p, kind, f, f->ref, side, &id) ? value_int(id) : value_null();
    case FIELD_REF_LIST:
        return value_of_refs(p, kind, f, side);
    case FIELD_USCC:
        return value_text(value_of_uscc(p, kind, side));
    case FIELD_PHONE:
        return value_text(arena_printf(p->city.d->op.arena, "1390000%d%03zu", side,
                                       kinds_entry(p->city.kinds, kind)->number));
    case FIELD_ROWS:
        return value_of_rows(p, kind, f, side);
    case FIELD_BYTES:
    case FIELD_TYPE_COUNT:
        break;
    }
    return value_null();
}

static void fill_field(struct planted *p, struct record *r, const struct field *f, enum side side)
{
    const char *typed = exception_of(r->kind, f);
    bool derived = field_is(f, FIELD_DERIVED) && kinds_rules(p->city.kinds, r->kind)->derive;
    if (typed && *typed == '@')
        record_set_int(r, f->id, planted_id(p, f->ref, NEAR));
    else if (typed)
        record_set(r, f->id, *typed ? value_text(typed) : value_null());
    else if (!derived)
        record_set(r, f->id, value_of(p, r->kind, f, side));
}

static const char *typed_of(struct planted *p, const struct kind *kind, enum side side, const struct field *f)
{
    struct op *op = &p->city.d->op;
    struct record *r;
    const char *typed = "";
    if (field_is(f, FIELD_PERSONAL | FIELD_SECRET))
        return value_of(p, kind, f, side).text;
    if (!planted_id(p, kind->id, side))
        return "";
    enum err e = record_load(op, kind, planted_id(p, kind->id, side), &r);
    fault_clear(op->fault);
    if (e == ERR_MISSING) /* a stranger took away what was his own */
        return "";
    REQUIRE(e == OK && record_write_typed(op, r, f, &typed) == OK);
    return typed;
}

const char *planted_typed(struct planted *p, struct arena *a, const struct kind *kind, enum side side,
                          const struct field *f)
{
    struct arena_mark mark = arena_mark(p->city.d->op.arena);
    const char *typed = arena_text(a, typed_of(p, kind, side, f));
    arena_rewind(p->city.d->op.arena, mark);
    return typed;
}

/* ---- saving ---- */

static enum err run_save(struct op *op, void *arg)
{
    struct findings findings = {0};
    enum err e = record_save(op, arg, "planted", &findings);
    for (size_t i = 0; i < findings.n && e != OK; i++)
        printf("  %s: %s\n", findings.list[i].field, finding_words(op, &findings.list[i]));
    return e;
}

static int64_t save_act(struct planted *p, struct record *r)
{
    struct op *op = &p->city.d->op;
    int64_t act;
    op_end(op);
    op->language = LANGUAGE_EN;
    enum err e = act_run(op, "planted", "AAAreason", run_save, r, &act);
    if (e != OK)
        printf("  %s cannot be planted: %s; say in planted.c what its fields take\n", r->kind->id,
               op->fault->words[LANGUAGE_EN]);
    REQUIRE(e == OK);
    return act;
}

void planted_save(struct planted *p, struct record *r)
{
    save_act(p, r);
}

/* A second version, so that there is a history. */
static void change(struct planted *p, struct record *r)
{
    for (const struct field *f = r->kind->fields; f->id; f++) {
        const unsigned fixed = FIELD_TITLE | FIELD_UNIQUE | FIELD_ONCE | FIELD_DERIVED | FIELD_PERSONAL | FIELD_SECRET |
                               FIELD_FILTER;
        if ((f->type != FIELD_TEXT && f->type != FIELD_LONG_TEXT) || f->flags & fixed || exception_of(r->kind, f))
            continue;
        record_set_text(r, f->id, arena_printf(p->city.d->op.arena, "%.*s", (int)field_length_max(f) / 2,
                                               record_text(r, f->id)));
        save_act(p, r);
        return;
    }
}

static struct record *record_at(struct planted *p, const struct kind *kind, enum side side)
{
    struct record *r;
    REQUIRE(record_new(&p->city.d->op, kind, &r) == OK);
    if (kind_has_code(kind))
        r->code = arena_printf(p->city.d->op.arena, "%s%s", prefixes[side], kind->id);
    r->rank = kind_is(kind, KIND_RANKED) ? side + 1 : 0;
    r->owner = planted_id(p, "unit", side == NEAR ? HOME : side);
    return r;
}

/* A park needs its district. */
static void plant_district(struct planted *p, struct record *park, enum side side)
{
    struct record *district;
    REQUIRE(record_new(&p->city.d->op, park->kind, &district) == OK);
    record_set_text(district, "name", arena_printf(p->city.d->op.arena, "%sdistrict", prefixes[side]));
    record_set_text(district, "kind", "district");
    planted_save(p, district);
    record_set_int(park, "parent", district->id);
}

static bool attach(struct planted *p, struct record *r, enum side side)
{
    int64_t about = planted_id(p, "project", side == NEAR ? HOME : side);
    record_set_text(r, "about_kind", "project");
    record_set_int(r, "about", about);
    return about != 0;
}

/* Of references alone, so that the second one at home would have that of the first. */
static bool has_one_key(const struct kind *kind)
{
    bool references = kind_is(kind, KIND_ONE_PER_KEY);
    for (const char *const *key = kind->keys[0]; *key && references; key++)
        references = kind_field(kind, *key)->type == FIELD_REF;
    return references;
}

static void plant(struct planted *p, const struct kind *kind, enum side side)
{
    bool elsewhere = side == LOW || side == HIGH;
    if ((p->without && elsewhere && is_closed(p, kind)) || (side == NEAR && has_one_key(kind)))
        return;
    struct record *r = record_at(p, kind, side);
    for (const struct field *f = kind->fields; f->id; f++)
        fill_field(p, r, f, side);
    if (kind->self_place == PLACE_REGION)
        plant_district(p, r, side);
    if (kind->access == ACCESS_ATTACHED && !attach(p, r, side))
        return;
    place_in(p->acts, p, kind->id)[side] = save_act(p, r);
    place_in(p->ids, p, kind->id)[side] = r->id;
    change(p, r);
}

/* ---- ids ---- */

enum { ALIGNED_TO = 64 };

static enum err skip_ids(struct op *op, void *arg)
{
    int64_t id;
    (void)arg;
    do
        TRY(store_next_id(op, &id));
    while (id % ALIGNED_TO);
    return OK;
}

void planted_align(struct planted *p)
{
    op_end(&p->city.d->op);
    REQUIRE(store_write(&p->city.d->op, skip_ids, NULL) == OK);
}

/* ---- accounts ---- */

static const char *roles_json(struct arena *a, unsigned roles)
{
    const char *names[ROLE_COUNT];
    size_t n = 0;
    for (int role = 0; role < ROLE_COUNT; role++)
        if (roles & 1u << role)
            names[n++] = role_choices[role].id;
    return compound_write_texts(a, names, n);
}

int64_t planted_account(struct planted *p, const char *login, unsigned roles)
{
    struct op *op = &p->city.d->op;
    struct record *r;
    REQUIRE(record_new(op, kinds_find(p->city.kinds, "account"), &r) == OK);
    record_set_text(r, "login", login);
    record_set_text(r, "roles", roles_json(op->arena, roles));
    record_set_text(r, "state", "active");
    record_set_int(r, "person", planted_id(p, "person", HOME));
    record_set_int(r, "enterprise", planted_id(p, "enterprise", HOME));
    planted_save(p, r);
    city_password_set(&p->city, r->id, login);
    return r->id;
}

/* ---- the worlds ---- */

static struct kinds *kinds_with_probes(void)
{
    static const struct kind *kinds[2 * PLANTED_KINDS_MAX];
    static const struct kind_rules *rules[PLANTED_KINDS_MAX];
    size_t n_kinds = 0, n_rules = 0;
    struct fault f = {0};
    struct kinds *made = NULL;
    for (size_t i = 0; i < all_kinds_n; i++)
        for (const struct kind *const *k = all_kinds[i]; *k; k++)
            kinds[n_kinds++] = *k;
    for (size_t i = 0; i < all_features_n; i++)
        for (const struct kind_rules *r = all_features[i]->rules; r && r->kind; r++)
            rules[n_rules++] = r;
    probes_add(kinds, &n_kinds);
    REQUIRE(n_kinds <= PLANTED_KINDS_MAX && n_rules <= PLANTED_KINDS_MAX);
    if (kinds_new(kinds, n_kinds, rules, n_rules, &f, &made) != OK)
        printf("  %s\n", f.words[LANGUAGE_EN]);
    REQUIRE(made != NULL);
    return made;
}

static void start_server(struct planted *p)
{
    const struct route *routes[64];
    const struct menu_entry *menus[64];
    struct web_parts parts = {.routes = routes, .menus = menus};
    for (size_t i = 0; i < all_features_n; i++) {
        if (all_features[i]->routes)
            routes[parts.n_routes++] = all_features[i]->routes;
        if (all_features[i]->menu)
            menus[parts.n_menus++] = all_features[i]->menu;
    }
    p->city.world = world_new_of(&parts, p->city.d->store, p->city.kinds, NULL);
}

void planted_open(struct planted *p, struct test_database *d)
{
    p->city = (struct city){.d = d, .kinds = kinds_with_probes()};
    struct op *op = &d->op;
    op->kinds = p->city.kinds;
    op->backdate_us = moment_day_start(20260301, op->zone_minutes) + INT64_C(12) * 3600 * 1000000;
    REQUIRE(schema_upgrade(op, p->city.kinds) == OK);
    for (size_t i = 0; i < kinds_count(p->city.kinds); i++) {
        const struct kind *kind = kinds_at(p->city.kinds, i);
        /* What may be closed comes last: so the others have their ids in either world. */
        static const enum side order[SIDE_COUNT] = {HOME, NEAR, LOW, HIGH};
        for (int n = 0; n < SIDE_COUNT && planted_has(kind); n++)
            plant(p, kind, order[n]);
        planted_align(p);
    }
    op->backdate_us = 0;
    start_server(p);
}

void planted_close(struct planted *p)
{
    city_close(&p->city);
}
