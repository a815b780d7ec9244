/* Bulk entry's questions to the database: one for a chunk, not one for a row. */
#include "record.texts.h"
#include "base/json.h"
#include "record/bulk_inner.h"
#include "record/common.h"
#include "record/compose.h"
#include "record/json_list.h"

#include <stdlib.h>
#include <string.h>

/* ---- statements ---- */

static const char ids_in[] =
    "in ([[select value from json_each($1)||"
    "select cast(j.value as int8) from jsonb_array_elements_text(cast($1 as jsonb)) j(value)]])";
static const char rows_in[] = "[[json_each($1) j||jsonb_array_elements(cast($1 as jsonb)) j(value)]]";

/* Member i of the row under the cursor. */
static const char *member(struct arena *a, int i, enum value_type type)
{
    return arena_printf(a, "[[json_extract(j.value, '$[%d]')||cast(j.value ->> %d as %s)]]", i, i,
                        type == VALUE_INT ? "int8" : "text");
}

static enum err make(struct op *op, struct bulk *b, const char *what, const char *types, int n_columns, const char *sql,
                     struct statement *s)
{
    return compose(b->arena, op->kinds, arena_printf(b->arena, "bulk.%s.%s", b->kind->id, what), types, n_columns,
                   false, sql, s);
}

static enum err make_load(struct op *op, struct bulk *b, const char *what, const char *locking, struct statement *s)
{
    const struct columns *c = &statements_of(op, b->kind)->columns;
    struct buf sql;
    buf_init(&sql, 0);
    buf_text(&sql, "select ");
    for (int i = 0; i < c->n; i++)
        buf_printf(&sql, "%s%s", i ? ", " : "", c->list[i].name);
    buf_printf(&sql, " from %s where id %s%s", b->kind->id, ids_in, locking);
    enum err e = make(op, b, what, "t", c->n, buf_string(&sql), s);
    buf_release(&sql);
    return e;
}

static enum err make_key(struct op *op, struct bulk *b, int number)
{
    const char *const *key = b->kind->keys[number], *const *first = b->kind->keys[0];
    const char *sql = arena_printf(b->arena, "select %s, t.id from %s cross join %s t where ",
                                   member(b->arena, 0, VALUE_INT), rows_in, b->kind->id);
    int n = 0;
    for (; n < KEY_FIELDS_MAX && key[n]; n++)
        sql = arena_printf(b->arena, "%s%s%s = %s", sql, n ? " and " : "", key_column(b->arena, b->kind, number, n),
                           member(b->arena, n + 1, field_value_type(kind_field(b->kind, key[n]))));
    if (number > 0 && !first[1])
        sql = arena_printf(b->arena, "%s and (t.%s is null or %s is null)", sql, first[0],
                           member(b->arena, n + 1, field_value_type(kind_field(b->kind, first[0]))));
    return make(op, b, arena_printf(b->arena, "key_%d", number), "t", 2, sql, &b->statements.keys[number]);
}

static enum err make_same(struct op *op, struct bulk *b, const char *column, enum value_type type, struct statement *s)
{
    const char *sql =
        arena_printf(b->arena, "select %s, t.id from %s cross join %s t where t.%s = %s",
                     member(b->arena, 0, VALUE_INT), rows_in, b->kind->id, column, member(b->arena, 1, type));
    return make(op, b, arena_printf(b->arena, "same.%s", column), "t", 2, sql, s);
}

/* ---- rows that no key names ---- */

static bool is_plain(const struct field *f)
{
    return !(f->flags & (FIELD_DERIVED | FIELD_PERSONAL | FIELD_SECRET)) && !field_is_list(f) && !f->rows &&
           f->type != FIELD_LONG_TEXT && f->type != FIELD_BYTES;
}

static bool is_in_first_key(const struct kind *kind, const struct field *f)
{
    for (int i = 0; i < KEY_FIELDS_MAX && kind->keys[0][i]; i++)
        if (strcmp(kind->keys[0][i], f->id) == 0)
            return true;
    return false;
}

/* What has no code and of whose key a field is absent (a post without a chain) is known by all that the row says: the
 * same again is no second one, and anything else is another. */
static bool is_known_whole(const struct kind *kind)
{
    return !kind_has_code(kind) && kind->keys[0][0] && kind->keys[0][1];
}

static enum err make_whole(struct op *op, struct bulk *b)
{
    int n = 0;
    const char *sql = arena_printf(b->arena, "select %s, min(t.id) from %s cross join %s t where ",
                                   member(b->arena, 0, VALUE_INT), rows_in, b->kind->id);
    for (const struct field *f = b->kind->fields; f->id; f++) {
        if (!is_plain(f))
            continue;
        const char *given = member(b->arena, ++n, field_value_type(f)), *and = n > 1 ? " and " : "";
        if (strcmp(f->id, b->kind->keys[0][0]) == 0)
            sql = arena_printf(b->arena, "%s%st.%s = %s", sql, and, f->id, given);
        else if (is_in_first_key(b->kind, f))
            sql = arena_printf(b->arena, "%s%s[[+t.%s is||t.%s is not distinct from]] %s", sql, and, f->id, f->id, given);
        else
            sql = arena_printf(b->arena, "%s%s(%s is null or [[+t.%s||t.%s]] = %s)", sql, and, given, f->id, f->id, given);
    }
    sql = arena_printf(b->arena, "%s group by 1", sql);
    return make(op, b, "whole", "t", 2, sql, &b->statements.whole);
}

static bool knows_target(const struct bulk *b, const struct kind *kind)
{
    for (size_t i = 0; i < b->n_targets_by_kind; i++)
        if (b->targets_by_kind[i].kind == kind)
            return true;
    return false;
}

static enum err add_target_kind(struct op *op, struct bulk *b, const char *ref)
{
    const struct kind *kind = ref ? kinds_entry_by_id(op->kinds, ref)->kind : NULL;
    if (!kind || knows_target(b, kind))
        return OK;
    struct target_statements *t = &b->targets_by_kind[b->n_targets_by_kind++];
    t->kind = kind;
    TRY(make(op, b, arena_printf(b->arena, "visible.%s", ref), "t", 1,
             arena_printf(b->arena, "select t.id from @%s t where t.id %s", ref, ids_in), &t->visible));
    return make(op, b, arena_printf(b->arena, "standings.%s", ref), "t", 1 + PLACE_COUNT,
                arena_printf(b->arena,
                             "select id, owner, at_chain, at_district, at_park, at_unit, at_enterprise, at_person "
                             "from %s where id %s",
                             ref, ids_in),
                &t->standings);
}

static enum err add_target_kinds(struct op *op, struct bulk *b)
{
    size_t n = 0;
    for (const struct field *f = b->kind->fields; f->id; f++) {
        n += f->ref != NULL;
        for (const struct field *m = f->rows; m && m->id; m++)
            n += m->ref != NULL;
    }
    b->targets_by_kind = arena_array(b->arena, n + 1, struct target_statements);
    if (!b->targets_by_kind)
        return ERR_MEMORY;
    for (const struct field *f = b->kind->fields; f->id; f++) {
        TRY(add_target_kind(op, b, f->ref));
        for (const struct field *m = f->rows; m && m->id; m++)
            TRY(add_target_kind(op, b, m->ref));
    }
    return OK;
}

enum err bulk_statements_new(struct op *op, struct bulk *b)
{
    struct bulk_statements *s = &b->statements;
    TRY(make_load(op, b, "load", "", &s->load));
    TRY(make_load(op, b, "load_locked", "[[|| order by id for no key update]]", &s->load_locked));
    if (kind_has_code(b->kind))
        TRY(make_same(op, b, "code", VALUE_TEXT, &s->codes));
    for (int i = 0; i < KIND_KEYS_MAX && b->kind->keys[i][0]; i++)
        TRY(make_key(op, b, i));
    if (is_known_whole(b->kind))
        TRY(make_whole(op, b));
    s->unique = arena_array(b->arena, (size_t)kind_field_count(b->kind), struct statement);
    if (!s->unique)
        return ERR_MEMORY;
    for (int i = 0; b->kind->fields[i].id; i++)
        if (field_is(&b->kind->fields[i], FIELD_UNIQUE))
            TRY(make_same(op, b, b->kind->fields[i].id, field_value_type(&b->kind->fields[i]), &s->unique[i]));
    return add_target_kinds(op, b);
}

/* ---- asking with JSON ---- */

static void begin_list(struct json *j, struct buf *b)
{
    buf_init(b, 0);
    json_init(j, b);
    json_array_begin(j);
}

static const char *end_list(struct op *op, struct json *j, struct buf *b)
{
    json_array_end(j);
    if (buf_failed(b))
        arena_fail(op->arena);
    const char *text = arena_text(op->arena, buf_string(b));
    buf_release(b);
    return text;
}

static void put_value(struct json *j, const struct value *v)
{
    if (v->type == VALUE_INT)
        json_int(j, v->integer);
    else
        json_string(j, v->type == VALUE_TEXT ? v->text : NULL);
}

const char *bulk_ids_json(const struct chunk *c, int64_t (*id_of)(const struct entry *e))
{
    struct buf b;
    struct json j;
    begin_list(&j, &b);
    for (size_t i = 0; i < c->n; i++)
        if (id_of(&c->entries[i]))
            json_int(&j, id_of(&c->entries[i]));
    return end_list(c->op, &j, &b);
}

/* ---- which record a row means ---- */

static void note_match(struct entry *e, int64_t id)
{
    if (e->match && e->match != id)
        e->ambiguous = true;
    e->match = id;
}

/* The rows of a statement n, id. */
static enum err read_matches(struct chunk *c, const struct statement *s, const char *json)
{
    struct rows *rows;
    TRY(statement_run(c->op, s, (struct value[]){value_text(json)}, &rows));
    while (rows_next(rows)) {
        int64_t n = rows_int(rows, 0);
        if (n >= 0 && (size_t)n < c->n)
            note_match(&c->entries[n], rows_int(rows, 1));
    }
    return rows_close(rows);
}

static bool unmatched(const struct entry *e)
{
    return !e->match && !bulk_refused(e);
}

static enum err match_codes(struct chunk *c)
{
    struct buf b;
    struct json j;
    size_t asked = 0;
    begin_list(&j, &b);
    for (size_t i = 0; i < c->n; i++)
        if (unmatched(&c->entries[i]) && c->entries[i].row->record->code[0]) {
            json_array_begin(&j);
            json_int(&j, (int64_t)i);
            json_string(&j, c->entries[i].row->record->code);
            json_array_end(&j);
            asked++;
        }
    const char *json = end_list(c->op, &j, &b);
    return asked ? read_matches(c, &c->bulk->statements.codes, json) : OK;
}

static bool has_key(const struct record *r, const char *const *key)
{
    for (int i = 0; i < KEY_FIELDS_MAX && key[i]; i++)
        if (value_is_absent(&r->values[kind_field_index(r->kind, key[i])]))
            return false;
    return true;
}

static void put_key(struct json *j, size_t n, const struct record *r, int number)
{
    const char *const *key = r->kind->keys[number], *const *first = r->kind->keys[0];
    json_array_begin(j);
    json_int(j, (int64_t)n);
    for (int i = 0; i < KEY_FIELDS_MAX && key[i]; i++)
        put_value(j, &r->values[kind_field_index(r->kind, key[i])]);
    if (number > 0 && !first[1])
        put_value(j, &r->values[kind_field_index(r->kind, first[0])]);
    json_array_end(j);
}

static enum err match_key(struct chunk *c, int number)
{
    struct buf b;
    struct json j;
    size_t asked = 0;
    begin_list(&j, &b);
    for (size_t i = 0; i < c->n; i++)
        if (unmatched(&c->entries[i]) && has_key(c->entries[i].row->record, c->bulk->kind->keys[number])) {
            put_key(&j, i, c->entries[i].row->record, number);
            asked++;
        }
    const char *json = end_list(c->op, &j, &b);
    return asked ? read_matches(c, &c->bulk->statements.keys[number], json) : OK;
}

static bool has_any_key(const struct record *r)
{
    for (int i = 0; i < KIND_KEYS_MAX && r->kind->keys[i][0]; i++)
        if (has_key(r, r->kind->keys[i]))
            return true;
    return false;
}

static enum err match_whole(struct chunk *c)
{
    struct buf b;
    struct json j;
    size_t asked = 0;
    begin_list(&j, &b);
    for (size_t i = 0; i < c->n; i++) {
        const struct record *r = c->entries[i].row->record;
        if (!unmatched(&c->entries[i]) || has_any_key(r))
            continue;
        json_array_begin(&j);
        json_int(&j, (int64_t)i);
        for (int f = 0; r->kind->fields[f].id; f++)
            if (is_plain(&r->kind->fields[f]))
                put_value(&j, &r->values[f]);
        json_array_end(&j);
        asked++;
    }
    const char *json = end_list(c->op, &j, &b);
    return asked ? read_matches(c, &c->bulk->statements.whole, json) : OK;
}

enum err bulk_match(struct chunk *c)
{
    for (size_t i = 0; i < c->n; i++)
        c->entries[i].match = c->entries[i].row->record->id;
    if (kind_has_code(c->bulk->kind))
        TRY(match_codes(c));
    for (int i = 0; i < KIND_KEYS_MAX && c->bulk->kind->keys[i][0]; i++)
        TRY(match_key(c, i));
    return is_known_whole(c->bulk->kind) ? match_whole(c) : OK;
}

/* ---- what is stored ---- */

static int64_t match_of(const struct entry *e)
{
    return bulk_refused(e) || e->ambiguous ? 0 : e->match;
}

static int by_match(const void *a, const void *b)
{
    const struct entry *const *one = a, *const *other = b;
    return (*one)->match < (*other)->match ? -1 : (*one)->match > (*other)->match;
}

size_t bulk_first_stored(const struct chunk *c, int64_t id)
{
    size_t low = 0, high = c->n_stored;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c->stored[middle]->match < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static enum err read_befores(struct chunk *c)
{
    const struct columns *columns = &statements_of(c->op, c->bulk->kind)->columns;
    const struct bulk_statements *s = &c->bulk->statements;
    struct rows *rows;
    const char *json = bulk_ids_json(c, match_of);
    TRY(statement_run(c->op, store_is_writing(c->op) ? &s->load_locked : &s->load, (struct value[]){value_text(json)},
                      &rows));
    enum err e = OK;
    while (e == OK && rows_next(rows)) {
        struct record *r;
        e = record_read(c->op, c->bulk->kind, columns, rows, 0, &r);
        for (size_t i = e == OK ? bulk_first_stored(c, r->id) : c->n_stored;
             i < c->n_stored && c->stored[i]->match == r->id; i++)
            c->stored[i]->before = r;
    }
    enum err closed = rows_close(rows);
    return e != OK ? e : closed;
}

enum err bulk_load(struct chunk *c)
{
    c->stored = arena_array(c->op->arena, c->n + 1, struct entry *);
    if (!c->stored)
        return fault(c->op->fault, ERR_MEMORY, &T_record_memory);
    for (size_t i = 0; i < c->n; i++)
        if (match_of(&c->entries[i]))
            c->stored[c->n_stored++] = &c->entries[i];
    if (!c->n_stored)
        return OK;
    qsort(c->stored, c->n_stored, sizeof(struct entry *), by_match);
    return read_befores(c);
}

/* ---- what is referred to ---- */

static size_t target_slot(const struct bulk *b, int64_t id)
{
    size_t at = ((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (b->n_target_slots - 1);
    while (b->targets[at].id && b->targets[at].id != id)
        at = (at + 1) & (b->n_target_slots - 1);
    return at;
}

const struct target *bulk_target(const struct bulk *b, int64_t id)
{
    if (!b->n_target_slots)
        return NULL;
    const struct target *t = &b->targets[target_slot(b, id)];
    return t->id == id ? t : NULL;
}

void bulk_forget_targets(struct bulk *b)
{
    b->n_targets = 0;
    if (b->targets)
        memset(b->targets, 0, b->n_target_slots * sizeof(*b->targets));
}

static bool widen_targets(struct bulk *b)
{
    if (b->n_target_slots > 2 * (b->n_targets + 1))
        return true;
    struct target *old = b->targets;
    size_t n_old = b->n_target_slots;
    b->n_target_slots = n_old ? n_old * 2 : 256;
    b->targets = arena_array(b->memory, b->n_target_slots, struct target);
    for (size_t i = 0; b->targets && i < n_old; i++)
        if (old[i].id)
            b->targets[target_slot(b, old[i].id)] = old[i];
    return b->targets != NULL;
}

/* The target's place in memory; made when it is new, and then *ret_new. */
static struct target *remember_target(struct bulk *b, int64_t id, bool *ret_new)
{
    if (!widen_targets(b))
        return NULL;
    struct target *t = &b->targets[target_slot(b, id)];
    *ret_new = !t->id;
    if (*ret_new) {
        t->id = id;
        b->n_targets++;
    }
    return t;
}

struct asking {
    struct json json;
    struct buf buf;
    size_t n;
};

static enum err ask_target(struct chunk *c, struct asking *asking, int64_t id)
{
    bool is_new;
    if (!id)
        return OK;
    if (!remember_target(c->bulk, id, &is_new))
        return fault(c->op->fault, ERR_MEMORY, &T_record_memory);
    if (is_new) {
        json_int(&asking->json, id);
        asking->n++;
    }
    return OK;
}

static enum err ask_list(struct chunk *c, struct asking *asking, const char *json)
{
    struct json_list l = json_list_of(json);
    struct value v;
    while (json_next(&l, c->op->arena, &v))
        if (v.type == VALUE_INT)
            TRY(ask_target(c, asking, v.integer));
    return OK;
}

static enum err ask_rows(struct chunk *c, struct asking *asking, const struct field *f, const char *ref,
                         const char *json)
{
    struct json_list l = json_list_of(json);
    const char *name;
    struct value v;
    while (json_next_object(&l))
        while (json_next_member(&l, c->op->arena, &name, &v))
            for (const struct field *m = f->rows; m->id; m++)
                if (m->ref && strcmp(m->ref, ref) == 0 && strcmp(m->id, name) == 0 && v.type == VALUE_INT)
                    TRY(ask_target(c, asking, v.integer));
    return OK;
}

static enum err ask_field(struct chunk *c, struct asking *asking, const struct entry *e, int i, const char *ref)
{
    const struct field *f = &c->bulk->kind->fields[i];
    const struct value *v = &e->after->values[i];
    if (value_is_absent(v))
        return OK;
    if (f->rows)
        return v->type == VALUE_TEXT ? ask_rows(c, asking, f, ref, v->text) : OK;
    if (!f->ref || strcmp(f->ref, ref) != 0)
        return OK;
    if (f->type == FIELD_REF)
        return ask_target(c, asking, v->type == VALUE_INT ? v->integer : 0);
    return v->type == VALUE_TEXT ? ask_list(c, asking, v->text) : OK;
}

static enum err read_visible(struct chunk *c, const struct target_statements *t, const char *json)
{
    struct rows *rows;
    TRY(statement_run(c->op, &t->visible, (struct value[]){value_text(json)}, &rows));
    while (rows_next(rows))
        c->bulk->targets[target_slot(c->bulk, rows_int(rows, 0))].visible = true;
    return rows_close(rows);
}

static enum err read_standings(struct chunk *c, const struct target_statements *t, const char *json)
{
    struct rows *rows;
    TRY(statement_run(c->op, &t->standings, (struct value[]){value_text(json)}, &rows));
    while (rows_next(rows)) {
        struct standing *s = &c->bulk->targets[target_slot(c->bulk, rows_int(rows, 0))].standing;
        s->there = true;
        s->owner = rows_int(rows, 1);
        for (int p = PLACE_NONE + 1; p < PLACE_COUNT; p++)
            s->at[p] = rows_int(rows, 1 + p);
    }
    return rows_close(rows);
}

static enum err find_targets_of(struct chunk *c, const struct target_statements *t)
{
    struct asking asking = {.n = 0};
    enum err e = OK;
    begin_list(&asking.json, &asking.buf);
    for (size_t i = 0; i < c->n && e == OK; i++)
        for (int f = 0; c->bulk->kind->fields[f].id && e == OK && !bulk_refused(&c->entries[i]); f++)
            e = ask_field(c, &asking, &c->entries[i], f, t->kind->id);
    const char *json = end_list(c->op, &asking.json, &asking.buf);
    if (e != OK || !asking.n)
        return e;
    TRY(read_visible(c, t, json));
    return read_standings(c, t, json);
}

enum err bulk_find_targets(struct chunk *c)
{
    for (size_t i = 0; i < c->bulk->n_targets_by_kind; i++)
        TRY(find_targets_of(c, &c->bulk->targets_by_kind[i]));
    return OK;
}

/* ---- what may stand once ---- */

static bool wants_unique(const struct entry *e, int i)
{
    return !bulk_refused(e) && !value_is_absent(&e->after->values[i]) &&
           !(e->before && value_equal(&e->before->values[i], &e->after->values[i]));
}

static enum err say_taken(struct chunk *c, const struct statement *s, const char *json, const struct field *f)
{
    struct rows *rows;
    TRY(statement_run(c->op, s, (struct value[]){value_text(json)}, &rows));
    enum err e = OK;
    while (e == OK && rows_next(rows)) {
        const struct entry *entry = &c->entries[rows_int(rows, 0)];
        if (rows_int(rows, 1) != entry->match)
            e = bulk_say(c, entry, FINDING_ERROR, f, &T_record_taken_by_other, NULL);
    }
    enum err closed = rows_close(rows);
    return e != OK ? e : closed;
}

static enum err find_taken_field(struct chunk *c, int i)
{
    struct buf b;
    struct json j;
    size_t asked = 0;
    begin_list(&j, &b);
    for (size_t at = 0; at < c->n; at++)
        if (wants_unique(&c->entries[at], i)) {
            json_array_begin(&j);
            json_int(&j, (int64_t)at);
            put_value(&j, &c->entries[at].after->values[i]);
            json_array_end(&j);
            asked++;
        }
    const char *json = end_list(c->op, &j, &b);
    return asked ? say_taken(c, &c->bulk->statements.unique[i], json, &c->bulk->kind->fields[i]) : OK;
}

enum err bulk_find_taken(struct chunk *c)
{
    for (int i = 0; c->bulk->kind->fields[i].id; i++)
        if (field_is(&c->bulk->kind->fields[i], FIELD_UNIQUE))
            TRY(find_taken_field(c, i));
    return OK;
}

/* ---- rights ---- */

enum err bulk_read_grants(struct op *op, struct bulk *b)
{
    for (int verb = 0; verb < ACCESS_VERB_COUNT; verb++) {
        struct grants *g = &b->grants[verb];
        *g = (struct grants){.everything = false};
        struct rows *rows;
        size_t capacity = 0;
        TRY(statement_run(op, common(op, COMMON_GRANTS),
                          (struct value[]){value_int(op_rights(op)), value_int(b->kind->access), value_int(verb)},
                          &rows));
        while (rows_next(rows) && arena_grow(b->memory, &g->places, g->n, &capacity))
            g->places[g->n++] = rows_int(rows, 0);
        TRY(rows_close(rows));
        g->everything |= g->n && g->places[0] == 0;
    }
    return OK;
}
