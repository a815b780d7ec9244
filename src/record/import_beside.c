/* What rows say beside each other: the same code, the same number, the same key with other content. */
#include "record/import_reader.h"

#include "record.texts.h"

#include <string.h>

static bool is_live(const struct import_row *row)
{
    return row->fate == IMPORT_RECORD || row->fate == IMPORT_WAITS;
}

static struct value *value_of(struct import_reader *r, const struct field *f)
{
    return &r->row->values[f - r->reading->kind->fields];
}

static const char *number_text(struct import_reader *r, int64_t n)
{
    return arena_printf(r->scratch, "%lld", (long long)n);
}

static const char *title_of(struct import_reader *r)
{
    const struct field *title = kind_title(r->reading->kind);
    const struct value *v = title ? value_of(r, title) : NULL;
    return v && v->type == VALUE_TEXT ? v->text : "";
}

static enum err doubt(struct import_reader *r, const struct field *f, enum import_effect effect,
                      const struct text *says, const char *const *args, int n_args)
{
    return import_doubt_add(r, r->row, f, effect, says, args, n_args, NULL, 0);
}

/* ---- limits between two fields of a row ---- */

static enum err check_limits(struct import_reader *r)
{
    const struct kind *k = r->reading->kind;
    for (const struct field *f = k->fields; f->id; f++) {
        const char *bound = f->not_before ? f->not_before : f->not_above;
        struct value *v = value_of(r, f);
        if (!bound || v->type == VALUE_NULL)
            continue;
        const struct field *other = kind_field(k, bound);
        const struct value *limit = value_of(r, other);
        if (limit->type == VALUE_NULL)
            continue;
        bool wrong = f->not_before ? date_last_day((date_t)v->integer) < date_first_day((date_t)limit->integer)
                                   : v->integer > limit->integer;
        if (!wrong)
            continue;
        TRY(doubt(r, f, IMPORT_DROP, f->not_before ? &T_import_not_before : &T_import_not_above,
                  (const char *[]){f->zh, other->zh}, 2));
        *v = value_null();
    }
    return OK;
}

/* ---- codes and unique numbers ---- */

static enum err check_code(struct import_reader *r)
{
    if (!r->row->code[0])
        return OK;
    uint32_t *first = digests_at(&r->codes, r->arena, digest_text(0, r->row->code));
    if (!first)
        return ERR_MEMORY;
    if (!*first) {
        *first = (uint32_t)r->row->row;
        return OK;
    }
    TRY(doubt(r, NULL, IMPORT_DROP, &T_import_same_code, (const char *[]){number_text(r, *first)}, 1));
    r->row->code = "";
    return OK;
}

/* The trace of the first row under that digest; the row under way where it is the first itself. */
static struct trace *first_under(struct import_reader *r, struct digests *d, uint64_t digest)
{
    uint32_t *first = digests_at(d, r->arena, digest);
    if (!first)
        return NULL;
    if (!*first)
        *first = (uint32_t)r->n_traces + 1;
    return &r->traces[*first - 1];
}

static struct trace *own_trace(struct import_reader *r)
{
    return &r->traces[r->n_traces];
}

static enum err check_unique(struct import_reader *r, const struct field *f, int number)
{
    struct value *v = value_of(r, f);
    if (v->type != VALUE_TEXT)
        return OK;
    struct trace *first = first_under(r, &r->keys[number], digest_text(0, v->text));
    if (!first)
        return ERR_MEMORY;
    if (first == own_trace(r) || strcmp(first->title, title_of(r)) == 0)
        return OK; /* of the same title: the same record, its key tells */
    TRY(doubt(r, f, IMPORT_DROP, &T_import_same_unique,
              (const char *[]){f->zh, number_text(r, first->row), first->title}, 3));
    *v = value_null();
    return OK;
}

/* ---- one key, two contents ---- */

/* 0 when a field of the key is absent. */
static uint64_t key_digest(struct import_reader *r, const char *const *key)
{
    uint64_t digest = 1;
    for (; *key; key++) {
        const struct value *v = value_of(r, kind_field(r->reading->kind, *key));
        if (v->type == VALUE_NULL)
            return 0;
        digest = digest_value(digest, v);
    }
    return digest | 1;
}

static uint32_t field_digest(struct import_reader *r, const struct field *f)
{
    const struct value *v = value_of(r, f);
    return v->type == VALUE_NULL ? 0 : (uint32_t)digest_value(1, v) | 1;
}

/* Where the row differs from an earlier one: in the one required field, or the one field at all, else as a whole. */
static const struct field *difference(struct import_reader *r, const struct trace *other)
{
    const struct field *any = NULL, *required = NULL;
    int n_any = 0, n_required = 0;
    const struct kind *k = r->reading->kind;
    for (const struct field *f = k->fields; f->id; f++) {
        if (field_digest(r, f) == other->fields[f - k->fields])
            continue;
        any = f;
        n_any++;
        if (field_is(f, FIELD_REQUIRED)) {
            required = f;
            n_required++;
        }
    }
    if (n_required == 1)
        return required;
    if (n_any == 1)
        return any;
    const struct field *title = kind_title(k);
    return title ? title : kind_parent_field(k);
}

/* Both rows wait: neither says more than the other. */
static enum err doubt_pair(struct import_reader *r, const struct trace *other, const struct field *f)
{
    const struct field *title = kind_title(r->reading->kind);
    const char *name = title ? title->zh : r->reading->kind->zh;
    struct import_row earlier = {.row = other->row, .fate = IMPORT_RECORD};
    TRY(doubt(r, f, IMPORT_WAIT, &T_import_same_key, (const char *[]){number_text(r, other->row), name}, 2));
    return import_doubt_add(r, &earlier, f, IMPORT_WAIT, &T_import_same_key,
                            (const char *[]){number_text(r, r->row->row), name}, 2, NULL, 0);
}

/* A key of more trust that both have and that differs: two records, whatever else they share.  (Running numbers of a
 * list, which many keep in a column 编号, tell nothing.) */
static bool are_told_apart(struct import_reader *r, const struct trace *other, int trust)
{
    const struct trace *own = own_trace(r);
    for (int i = 0; i < trust; i++)
        if (own->keys[i] && other->keys[i] && own->keys[i] != other->keys[i])
            return true;
    return false;
}

static enum err check_key(struct import_reader *r, struct digests *seen, const char *const *key, int trust)
{
    uint64_t digest = key_digest(r, key);
    if (!digest)
        return OK;
    const struct trace *first = first_under(r, seen, digest);
    if (!first)
        return ERR_MEMORY;
    if (first == own_trace(r) || are_told_apart(r, first, trust))
        return OK;
    return doubt_pair(r, first, difference(r, first));
}

/* The park stands for the district where a file gives the park alone. */
static bool key_by_park(const struct kind *k, int i, const char *ret_key[KEY_FIELDS_MAX + 1])
{
    bool differs = false;
    int n = 0;
    for (; k->keys[i][n]; n++) {
        bool district = kind_field(k, k->keys[i][n])->place == PLACE_DISTRICT;
        ret_key[n] = district ? "park" : k->keys[i][n];
        differs |= district;
    }
    ret_key[n] = NULL;
    return differs && kind_field_index(k, "park") >= 0;
}

static bool is_number(const struct kind *k, int i)
{
    const struct field *first = kind_field(k, k->keys[i][0]);
    return !k->keys[i][1] && field_is(first, FIELD_UNIQUE) && kind_title(k) != first;
}

static enum err check_keys(struct import_reader *r)
{
    const struct kind *k = r->reading->kind;
    for (int i = 0; i < KIND_KEYS_MAX && k->keys[i][0]; i++) {
        const char *by_park[KEY_FIELDS_MAX + 1];
        if (is_number(k, i))
            TRY(check_unique(r, kind_field(k, k->keys[i][0]), i));
        own_trace(r)->keys[i] = key_digest(r, k->keys[i]);
        if (is_number(k, i))
            continue;
        TRY(check_key(r, &r->keys[i], k->keys[i], i));
        if (key_by_park(k, i, by_park))
            TRY(check_key(r, &r->keys[KIND_KEYS_MAX + i], by_park, i));
    }
    return OK;
}

/* ---- remembering ---- */

static enum err begin_trace(struct import_reader *r)
{
    if (!arena_grow(r->arena, &r->traces, r->n_traces, &r->trace_capacity))
        return ERR_MEMORY;
    struct trace *t = own_trace(r);
    *t = (struct trace){.row = r->row->row, .title = "", .fields = arena_array(r->arena, (size_t)r->n_fields, uint32_t)};
    if (r->reading->kind->keys[0][0] && is_number(r->reading->kind, 0))
        t->title = arena_text(r->arena, title_of(r));
    return t->fields ? OK : ERR_MEMORY;
}

static void end_trace(struct import_reader *r)
{
    const struct kind *k = r->reading->kind;
    for (const struct field *f = k->fields; f->id; f++)
        own_trace(r)->fields[f - k->fields] = field_digest(r, f);
    r->n_traces++;
}

/* A rule of the kind compares rows as a whole. */
static enum err hold(struct import_reader *r)
{
    const struct kind_rules *rules = r->request->rules;
    struct import_reading *reading = r->reading;
    if (!rules || !rules->beside)
        return OK;
    if (!arena_grow(r->arena, &reading->rows, r->n_held, &r->held_capacity))
        return ERR_MEMORY;
    struct import_row *kept = &reading->rows[r->n_held++];
    *kept = *r->row;
    kept->values = arena_array(r->arena, (size_t)r->n_fields, struct value);
    for (int i = 0; kept->values && i < r->n_fields; i++) {
        kept->values[i] = r->row->values[i];
        if (kept->values[i].type == VALUE_TEXT)
            kept->values[i].text = arena_text(r->arena, r->row->values[i].text);
    }
    return kept->values ? OK : ERR_MEMORY;
}

enum err import_check_row(struct import_reader *r)
{
    if (!is_live(r->row))
        return OK;
    TRY(check_limits(r));
    TRY(check_code(r));
    TRY(begin_trace(r));
    TRY(check_keys(r));
    end_trace(r);
    return hold(r);
}

enum err import_check_held(struct import_reader *r)
{
    const struct kind_rules *rules = r->request->rules;
    struct import_reading *reading = r->reading;
    if (!rules || !rules->beside)
        return OK;
    reading->n_rows = r->n_held;
    enum err e = rules->beside(r, reading);
    reading->rows = NULL;
    reading->n_rows = 0;
    return e;
}
