#include "record/kind.h"

#include "record.texts.h"
#include "record/common.h"
#include "record/kind_statements.h"
#include "record/registry.h"

#include <assert.h>
#include <string.h>

/* ---- one kind ---- */

int kind_field_count(const struct kind *k)
{
    int n = 0;
    while (k->fields[n].id)
        n++;
    return n;
}

int kind_field_index(const struct kind *k, const char *id)
{
    for (int i = 0; k->fields[i].id; i++)
        if (k->fields[i].id == id || strcmp(k->fields[i].id, id) == 0)
            return i;
    return -1;
}

const struct field *kind_field(const struct kind *k, const char *id)
{
    int i = kind_field_index(k, id);
    assert(i >= 0);
    return &k->fields[i];
}

const struct field *kind_title(const struct kind *k)
{
    for (const struct field *f = k->fields; f->id; f++)
        if (field_is(f, FIELD_TITLE))
            return f;
    return NULL;
}

const struct field *kind_parent_field(const struct kind *k)
{
    for (const struct field *f = k->fields; f->id; f++)
        if (f->place == PLACE_PARENT)
            return f;
    return NULL;
}

const struct choice *choice_find(const struct choice *choices, const char *id)
{
    for (const struct choice *c = choices; c->id; c++)
        if (strcmp(c->id, id) == 0)
            return c;
    return NULL;
}

const char *choice_label(const struct choice *choices, const char *id, enum language l)
{
    const struct choice *c = choice_find(choices, id);
    if (!c)
        return id;
    return l == LANGUAGE_EN ? c->en : c->zh;
}

enum value_type field_value_type(const struct field *f)
{
    switch (f->type) {
    case FIELD_INT:
    case FIELD_NUMBER:
    case FIELD_MONEY:
    case FIELD_RATIO:
    case FIELD_DATE:
    case FIELD_MONTH:
    case FIELD_YEAR:
    case FIELD_BOOL:
    case FIELD_REF:
        return VALUE_INT;
    case FIELD_BYTES:
        return VALUE_BYTES;
    case FIELD_TEXT:
    case FIELD_LONG_TEXT:
    case FIELD_PERIOD:
    case FIELD_ENUM:
    case FIELD_ENUM_LIST:
    case FIELD_TEXT_LIST:
    case FIELD_REF_LIST:
    case FIELD_USCC:
    case FIELD_PHONE:
    case FIELD_ROWS:
    case FIELD_TYPE_COUNT:
        break;
    }
    return VALUE_TEXT;
}

int64_t field_length_max(const struct field *f)
{
    if (f->max)
        return f->max;
    switch ((int)f->type) {
    case FIELD_LONG_TEXT:
        return 20000;
    case FIELD_PHONE:
        return 40;
    case FIELD_USCC:
        return 18;
    case FIELD_PERIOD:
        return 24;
    default:
        return 200;
    }
}

const char *side_table(struct arena *a, const struct kind *kind, const struct field *f, const struct field *member)
{
    return member ? arena_printf(a, "%s_%s_%s", kind->id, f->id, member->id)
                  : arena_printf(a, "%s_%s", kind->id, f->id);
}

/* ---- the registry ---- */

const struct kind_entry *kinds_entry(const struct kinds *k, const struct kind *kind)
{
    for (size_t i = 0; i < k->n; i++)
        if (k->entries[i].kind == kind)
            return &k->entries[i];
    return NULL;
}

const struct kind_entry *kinds_entry_by_id(const struct kinds *k, const char *id)
{
    for (size_t i = 0; i < k->n; i++)
        if (strcmp(k->entries[i].kind->id, id) == 0)
            return &k->entries[i];
    return NULL;
}

size_t kinds_count(const struct kinds *k)
{
    return k->n;
}

const struct kind *kinds_at(const struct kinds *k, size_t i)
{
    assert(i < k->n);
    return k->entries[i].kind;
}

const struct kind *kinds_find(const struct kinds *k, const char *id_or_zh_or_path)
{
    for (size_t i = 0; i < k->n; i++) {
        const struct kind *kind = k->entries[i].kind;
        if (strcmp(kind->id, id_or_zh_or_path) == 0 || (kind->zh && strcmp(kind->zh, id_or_zh_or_path) == 0) ||
            (kind->path && strcmp(kind->path, id_or_zh_or_path) == 0))
            return kind;
    }
    return NULL;
}

static const struct kind_rules no_rules;

const struct kind_rules *kinds_rules(const struct kinds *k, const struct kind *kind)
{
    const struct kind_entry *e = kinds_entry(k, kind);
    return e ? e->rules : &no_rules;
}

/* Lays the kinds in an order in which what is referred to stands first; of a circle, the one listed first comes last.
 */
struct ordering {
    struct kinds *kinds;
    const struct kind *const *list;
    size_t n;
    bool *seen;
};

static void order_from(struct ordering *o, size_t i);

static void order_target(struct ordering *o, const char *ref)
{
    for (size_t j = 0; ref && j < o->n; j++)
        if (strcmp(o->list[j]->id, ref) == 0)
            order_from(o, j);
}

static void order_from(struct ordering *o, size_t i)
{
    if (o->seen[i])
        return;
    o->seen[i] = true;
    for (const struct field *f = o->list[i]->fields; f->id; f++) {
        order_target(o, f->ref);
        for (const struct field *member = f->rows; member && member->id; member++)
            order_target(o, member->ref);
    }
    o->kinds->entries[o->kinds->n] = (struct kind_entry){.kind = o->list[i], .number = o->kinds->n};
    o->kinds->n++;
}

static const struct kind_rules *find_rules(const struct kind *kind, const struct kind_rules *const *rules, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(rules[i]->kind, kind->id) == 0)
            return rules[i];
    return &no_rules;
}

static bool add_referrer(struct kinds *k, const char *ref, struct referrer r)
{
    for (size_t i = 0; ref && i < k->n; i++) {
        struct kind_entry *e = &k->entries[i];
        if (strcmp(e->kind->id, ref) != 0)
            continue;
        if (!arena_grow(k->arena, &e->referrers, e->n_referrers, &e->referrers_capacity))
            return false;
        e->referrers[e->n_referrers++] = r;
    }
    return true;
}

static bool add_referrers(struct kinds *k)
{
    for (size_t i = 0; i < k->n; i++) {
        const struct kind *kind = k->entries[i].kind;
        for (const struct field *f = kind->fields; f->id; f++) {
            if (!add_referrer(k, f->ref, (struct referrer){kind, f, NULL}))
                return false;
            for (const struct field *member = f->rows; member && member->id; member++)
                if (!add_referrer(k, member->ref, (struct referrer){kind, f, member}))
                    return false;
        }
    }
    return true;
}

enum { REGION_PLACES = 1 << PLACE_DISTRICT | 1 << PLACE_PARK };

static unsigned field_places(const struct kinds *k, const struct field *f)
{
    if (f->place == PLACE_REGION)
        return REGION_PLACES;
    if (f->place == PLACE_PARENT)
        return kinds_entry_by_id(k, f->ref)->places;
    return f->place == PLACE_NONE ? 0 : 1u << f->place;
}

/* A parent's places are its children's; chains of parents are short, so a few rounds settle it. */
static void find_places(struct kinds *k)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < k->n; i++) {
            struct kind_entry *e = &k->entries[i];
            unsigned places = e->kind->self_place == PLACE_REGION ? REGION_PLACES
                              : e->kind->self_place               ? 1u << e->kind->self_place
                                                                  : 0;
            for (const struct field *f = e->kind->fields; f->id; f++)
                places |= field_places(k, f);
            if (e->kind->access == ACCESS_ATTACHED && !kind_is(e->kind, KIND_PLAIN))
                places = (1u << PLACE_COUNT) - 2;
            changed |= places != e->places;
            e->places = places;
        }
    }
}

static enum err check_all(struct kinds *k, struct fault *f)
{
    for (size_t i = 0; i < k->n; i++) {
        const struct kind *kind = k->entries[i].kind;
        const char *words = kind_fault(k->arena, k, kind);
        if (words)
            return fault(f, ERR_BUG, &T_record_kind_wrong, kind->id, words);
    }
    return OK;
}

static enum err build(struct kinds *k, const struct kind *const *list, size_t n, const struct kind_rules *const *rules,
                      size_t n_rules, struct fault *f)
{
    k->entries = arena_array(k->arena, n + 1, struct kind_entry);
    bool *seen = arena_array(k->arena, n + 1, bool);
    if (!k->entries || !seen)
        return fault(f, ERR_MEMORY, &T_record_memory);
    struct ordering o = {.kinds = k, .list = list, .n = n, .seen = seen};
    for (size_t i = 0; i < n; i++)
        order_from(&o, i);
    TRY(check_all(k, f));
    for (size_t i = 0; i < n_rules; i++)
        if (!kinds_entry_by_id(k, rules[i]->kind))
            return fault(f, ERR_BUG, &T_record_kind_wrong, rules[i]->kind, "rules without a table");
    for (size_t i = 0; i < k->n; i++) {
        k->entries[i].rules = find_rules(k->entries[i].kind, rules, n_rules);
        size_t n_fields = (size_t)kind_field_count(k->entries[i].kind);
        if (n_fields > k->n_fields_most)
            k->n_fields_most = n_fields;
    }
    if (!add_referrers(k))
        return fault(f, ERR_MEMORY, &T_record_memory);
    find_places(k);
    for (size_t i = 0; i < k->n; i++)
        if (!kind_is(k->entries[i].kind, KIND_PLAIN) &&
            kind_statements_new(k->arena, k, k->entries[i].kind, &k->entries[i].statements) != OK)
            return fault(f, ERR_MEMORY, &T_record_memory);
    if (common_statements_new(k->arena, k, &k->common) != OK)
        return fault(f, ERR_MEMORY, &T_record_memory);
    return OK;
}

enum err kinds_new(const struct kind *const *list, size_t n, const struct kind_rules *const *rules, size_t n_rules,
                   struct fault *f, struct kinds **ret_kinds)
{
    *ret_kinds = NULL;
    struct arena *arena = arena_new((size_t)64 << 20);
    struct kinds *k = arena ? arena_one(arena, struct kinds) : NULL;
    if (!k) {
        arena_free(arena);
        return fault(f, ERR_MEMORY, &T_record_memory);
    }
    k->arena = arena;
    enum err e = build(k, list, n, rules, n_rules, f);
    if (e != OK) {
        kinds_free(k);
        return e;
    }
    *ret_kinds = k;
    return OK;
}

void kinds_free(struct kinds *k)
{
    if (k)
        arena_free(k->arena);
}
