#include "record/bulk.h"

#include "record.texts.h"
#include "base/utf8.h"
#include "record/bulk_inner.h"
#include "record/json_list.h"
#include "record/settle.h"

#include <assert.h>
#include <string.h>

enum { STATEMENTS_BYTES = 8 << 20, MEMORY_BYTES = 512 << 20 };

static enum err no_memory(struct op *op)
{
    return fault(op->fault, ERR_MEMORY, &T_record_memory);
}

/* ---- the session ---- */

static enum err find_standing(struct standings *s, struct op *op, const struct kind *kind, int64_t id,
                              struct standing *ret_standing)
{
    (void)op, (void)kind;
    const struct target *t = bulk_target((const struct bulk *)s, id);
    *ret_standing = t ? t->standing : (struct standing){0};
    return OK;
}

enum err bulk_new(struct op *op, const struct kind *kind, struct bulk **ret_bulk)
{
    *ret_bulk = NULL;
    if (kind->access == ACCESS_ATTACHED || kind_is(kind, KIND_PLAIN))
        return fault(op->fault, ERR_BUG, &T_record_no_bulk, kind_label(kind, op->language));
    struct arena *arena = arena_new(STATEMENTS_BYTES);
    struct bulk *b = arena ? arena_one(arena, struct bulk) : NULL;
    if (!b) {
        arena_free(arena);
        return no_memory(op);
    }
    *b = (struct bulk){.standings = {find_standing}, .kind = kind, .arena = arena, .memory = arena_new(MEMORY_BYTES)};
    enum err e = b->memory ? bulk_statements_new(op, b) : ERR_MEMORY;
    if (e != OK) {
        bulk_free(b);
        return fault(op->fault, e, &T_record_memory);
    }
    *ret_bulk = b;
    return OK;
}

void bulk_free(struct bulk *b)
{
    if (!b)
        return;
    arena_free(b->memory);
    arena_free(b->arena);
}

struct bulk_counts bulk_counts(const struct bulk *b)
{
    return b->counts;
}

/* An act that is tried again starts from nothing. */
static enum err begin(struct op *op, struct bulk *b)
{
    int64_t act = act_operation(op);
    if (b->seen.arena && b->act == act)
        return OK;
    arena_reset(b->memory);
    b->act = act;
    b->targets = NULL;
    b->n_targets = b->n_target_slots = 0;
    b->counts = (struct bulk_counts){0};
    hash_init(&b->seen, b->memory);
    struct record *anyone;
    TRY(record_new(op, b->kind, &anyone));
    TRY(settle_owner(op, anyone));
    b->owner = anyone->owner;
    return bulk_read_grants(op, b);
}

/* ---- findings ---- */

enum err bulk_say(const struct chunk *c, const struct entry *e, enum finding_severity severity, const struct field *f,
                  const struct text *says, const char *one)
{
    const struct check check = {c->op, e->before, e->after, &e->row->findings};
    return check_say(&check, severity, f, says, one, NULL);
}

static enum err refuse_row(const struct chunk *c, const struct entry *e, const struct text *says)
{
    e->row->verdict = BULK_REFUSED;
    const char *const args[] = {kind_label(c->bulk->kind, c->op->language)};
    return findings_add(c->op, &e->row->findings, FINDING_ERROR, "", says, args, 1);
}

/* ---- the records as they will be ---- */

/* An absent value says nothing: what is stored stays. */
static enum err overlay(const struct chunk *c, struct entry *e)
{
    const struct record *given = e->row->record;
    e->after = record_copy(c->op, e->before);
    if (!e->after)
        return no_memory(c->op);
    for (int i = 0; given->kind->fields[i].id; i++) {
        struct value v = given->values[i];
        settle_value(c->op, &given->kind->fields[i], &e->before->values[i], &v);
        if (v.type != VALUE_NULL)
            e->after->values[i] = v;
    }
    if (given->owner)
        e->after->owner = given->owner;
    if (given->rank)
        e->after->rank = given->rank;
    return OK;
}

static enum err take_over(const struct chunk *c, struct entry *e)
{
    struct record *r = e->after = record_copy(c->op, e->row->record);
    if (!r)
        return no_memory(c->op);
    for (int i = 0; r->kind->fields[i].id; i++)
        settle_value(c->op, &r->kind->fields[i], NULL, &r->values[i]);
    r->code = utf8_tidy(c->op->arena, r->code ? r->code : "", false);
    r->rev = 0;
    if (!r->owner)
        r->owner = c->bulk->owner;
    return OK;
}

static bool grants_at(const struct grants *g, const struct record *r)
{
    if (g->everything)
        return true;
    for (size_t i = 0; i < g->n; i++) {
        if (g->places[i] == r->owner)
            return true;
        for (int p = PLACE_NONE + 1; p < PLACE_COUNT; p++)
            if (g->places[i] == r->at[p])
                return true;
    }
    return false;
}

static enum err settle_row(const struct chunk *c, struct entry *e)
{
    if (e->ambiguous)
        return refuse_row(c, e, &T_record_ambiguous);
    if (e->match && !e->before)
        return refuse_row(c, e, &T_record_missing);
    if (!e->before)
        return take_over(c, e);
    if (!grants_at(&c->bulk->grants[ACCESS_READ], e->before))
        return refuse_row(c, e, &T_record_taken_by_hidden);
    if (!grants_at(&c->bulk->grants[ACCESS_WRITE], e->before))
        return refuse_row(c, e, &T_record_may_not_write);
    return overlay(c, e);
}

/* ---- rows of this run that mean the same record ---- */

static const char *key_text(struct op *op, const struct record *r, int number)
{
    const char *text = arena_printf(op->arena, "%d", number);
    for (int i = 0; i < KEY_FIELDS_MAX && r->kind->keys[number][i]; i++) {
        const struct value *v = &r->values[kind_field_index(r->kind, r->kind->keys[number][i])];
        if (value_is_absent(v))
            return NULL;
        text = v->type == VALUE_INT ? arena_printf(op->arena, "%s\x1f%lld", text, (long long)v->integer)
                                    : arena_printf(op->arena, "%s\x1f%s", text, v->text);
    }
    return text;
}

/* The first key that is there says who a new record is; a stored one is known by its id. */
static const char *identity(struct op *op, const struct entry *e)
{
    if (e->before)
        return arena_printf(op->arena, "#%lld", (long long)e->before->id);
    for (int i = 0; i < KIND_KEYS_MAX && e->after->kind->keys[i][0]; i++) {
        const char *text = key_text(op, e->after, i);
        if (text)
            return text;
    }
    return e->after->code[0] ? arena_printf(op->arena, "code\x1f%s", e->after->code) : NULL;
}

static enum err check_repeated(struct chunk *c, struct entry *e)
{
    const char *id = identity(c->op, e);
    if (!id)
        return OK;
    if (hash_find(&c->bulk->seen, id))
        return refuse_row(c, e, &T_record_repeated);
    return hash_put_number(&c->bulk->seen, arena_text(c->bulk->memory, id), 1) ? OK : no_memory(c->op);
}

/* ---- checking ---- */

static enum err check_target(const struct chunk *c, const struct entry *e, const struct field *f, int64_t id)
{
    const struct target *t = bulk_target(c->bulk, id);
    return t && t->visible ? OK : bulk_say(c, e, FINDING_ERROR, f, &T_record_no_reference, NULL);
}

static enum err check_list_targets(const struct chunk *c, const struct entry *e, const struct field *f,
                                   const char *json)
{
    struct json_list l = json_list_of(json);
    struct value v;
    while (json_next(&l, c->op->arena, &v))
        TRY(check_target(c, e, f, v.integer));
    return OK;
}

static enum err check_rows_targets(const struct chunk *c, const struct entry *e, const struct field *f,
                                   const char *json)
{
    struct json_list l = json_list_of(json);
    const char *name;
    struct value v;
    while (json_next_object(&l))
        while (json_next_member(&l, c->op->arena, &name, &v))
            for (const struct field *m = f->rows; m->id; m++)
                if (m->ref && strcmp(m->id, name) == 0 && v.type == VALUE_INT)
                    TRY(check_target(c, e, f, v.integer));
    return OK;
}

static enum err check_targets(const struct chunk *c, const struct entry *e, int i)
{
    const struct field *f = &c->bulk->kind->fields[i];
    const struct value *v = &e->after->values[i];
    if (value_is_absent(v) || (e->before && value_equal(v, &e->before->values[i])))
        return OK;
    if (f->type == FIELD_REF)
        return check_target(c, e, f, v->integer);
    if (f->type == FIELD_REF_LIST)
        return check_list_targets(c, e, f, v->text);
    return f->rows ? check_rows_targets(c, e, f, v->text) : OK;
}

static enum err check_row(const struct chunk *c, struct entry *e)
{
    const struct check check = {c->op, e->before, e->after, &e->row->findings};
    TRY(check_fields(&check));
    if (e->row->findings.n_errors)
        return OK; /* references of wrong types are not looked up */
    for (int i = 0; c->bulk->kind->fields[i].id; i++)
        TRY(check_targets(c, e, i));
    if (e->before)
        TRY(check_keys(&check)); /* a new row would have been matched */
    TRY(place_record_from(c->op, e->after, &c->bulk->standings));
    return e->row->findings.n_errors ? OK : check_rules(&check);
}

static bool is_same(const struct entry *e)
{
    for (int i = 0; e->after->kind->fields[i].id; i++)
        if (!value_equal(&e->before->values[i], &e->after->values[i]))
            return false;
    return place_same(e->before, e->after) && e->before->rank == e->after->rank;
}

static enum err judge(const struct chunk *c, struct entry *e)
{
    struct bulk_row *row = e->row;
    if (row->findings.n_errors) {
        row->verdict = BULK_REFUSED;
        return OK;
    }
    if (!grants_at(&c->bulk->grants[ACCESS_WRITE], e->after))
        return refuse_row(c, e, &T_record_may_not_write);
    if (e->before && is_same(e)) {
        row->verdict = BULK_UNCHANGED; /* what was asked about it stays as it was answered */
        return OK;
    }
    if (!row->findings.n_questions)
        e->after->unverified = "";
    else if (row->reason && row->reason[0])
        e->after->unverified = row->reason;
    else if (!e->after->unverified[0]) {
        row->verdict = BULK_REFUSED;
        return OK;
    }
    row->verdict = e->before ? BULK_CHANGED : BULK_NEW;
    return OK;
}

typedef enum err (*row_fn)(struct chunk *c, struct entry *e);

static enum err each_row(struct chunk *c, row_fn each)
{
    for (size_t i = 0; i < c->n; i++)
        if (!bulk_refused(&c->entries[i]))
            TRY(each(c, &c->entries[i]));
    return OK;
}

static enum err settle_one(struct chunk *c, struct entry *e)
{
    TRY(settle_row(c, e));
    if (bulk_refused(e))
        return OK;
    const struct check check = {c->op, e->before, e->after, &e->row->findings};
    return check_derive(&check);
}

static enum err check_one(struct chunk *c, struct entry *e)
{
    return check_row(c, e);
}

static enum err judge_one(struct chunk *c, struct entry *e)
{
    return judge(c, e);
}

static enum err look(struct chunk *c)
{
    TRY(bulk_match(c));
    TRY(bulk_load(c));
    TRY(each_row(c, settle_one));
    TRY(each_row(c, check_repeated));
    TRY(bulk_find_targets(c));
    TRY(each_row(c, check_one));
    TRY(bulk_find_taken(c));
    return each_row(c, judge_one);
}

static enum err open_chunk(struct op *op, struct bulk *b, struct bulk_row *rows, size_t n, struct chunk *ret_chunk)
{
    assert(n <= BULK_ROWS_MAX);
    TRY(begin(op, b));
    *ret_chunk = (struct chunk){op, b, arena_array(op->arena, n + 1, struct entry), n};
    if (!ret_chunk->entries)
        return no_memory(op);
    for (size_t i = 0; i < n; i++) {
        rows[i].verdict = BULK_NEW;
        rows[i].findings = (struct findings){0};
        ret_chunk->entries[i].row = &rows[i];
    }
    return OK;
}

static void count(struct bulk *b, const struct bulk_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        b->counts.n_new += rows[i].verdict == BULK_NEW;
        b->counts.n_changed += rows[i].verdict == BULK_CHANGED;
        b->counts.n_unchanged += rows[i].verdict == BULK_UNCHANGED;
        b->counts.n_refused += rows[i].verdict == BULK_REFUSED;
    }
}

enum err bulk_check(struct op *op, struct bulk *b, struct bulk_row *rows, size_t n)
{
    struct chunk c;
    TRY(open_chunk(op, b, rows, n, &c));
    TRY(look(&c));
    count(b, rows, n);
    return OK;
}

enum err bulk_apply(struct op *op, struct bulk *b, struct bulk_row *rows, size_t n)
{
    assert(op->act);
    struct chunk c;
    TRY(open_chunk(op, b, rows, n, &c));
    TRY(look(&c));
    TRY(bulk_write(&c));
    count(b, rows, n);
    return OK;
}
