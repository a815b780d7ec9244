/* What rows say beside each other: the same code, the same number, the same key with other content. */
#include "record/import_reader.h"

#include "base/buf.h"
#include "record.texts.h"

#include <string.h>

static bool is_live(const struct import_row *row)
{
    return row->fate == IMPORT_RECORD || row->fate == IMPORT_WAITS;
}

static struct value *value_of(struct import_reader *r, struct import_row *row, const struct field *f)
{
    return &row->values[f - r->reading->kind->fields];
}

static const char *number_text(struct import_reader *r, int64_t n)
{
    return arena_printf(r->arena, "%lld", (long long)n);
}

static bool same_value(const struct value *a, const struct value *b)
{
    if (a->type != b->type)
        return false;
    return a->type == VALUE_NULL || (a->type == VALUE_INT ? a->integer == b->integer : strcmp(a->text, b->text) == 0);
}

static const char *title_of(struct import_reader *r, struct import_row *row)
{
    const struct field *title = kind_title(r->reading->kind);
    const struct value *v = title ? value_of(r, row, title) : NULL;
    return v && v->type == VALUE_TEXT ? v->text : "";
}

/* ---- limits between two fields of a row ---- */

static enum err check_row(struct import_reader *r, struct import_row *row)
{
    const struct kind *k = r->reading->kind;
    for (const struct field *f = k->fields; f->id; f++) {
        const char *bound = f->not_before ? f->not_before : f->not_above;
        struct value *v = value_of(r, row, f);
        if (!bound || v->type == VALUE_NULL)
            continue;
        const struct field *other = kind_field(k, bound);
        const struct value *limit = value_of(r, row, other);
        if (limit->type == VALUE_NULL)
            continue;
        bool wrong = f->not_before ? date_last_day((date_t)v->integer) < date_first_day((date_t)limit->integer)
                                   : v->integer > limit->integer;
        if (!wrong)
            continue;
        TRY(import_doubt_add(r, row, f, IMPORT_DROP, f->not_before ? &T_import_not_before : &T_import_not_above,
                             (const char *[]){f->zh, other->zh}, 2, NULL, 0));
        *v = value_null();
    }
    return OK;
}

/* ---- codes and unique numbers ---- */

static enum err check_codes(struct import_reader *r)
{
    struct hash codes;
    hash_init(&codes, r->arena);
    for (size_t i = 0; i < r->reading->n_rows; i++) {
        struct import_row *row = &r->reading->rows[i];
        if (!is_live(row) || !row->code[0])
            continue;
        union hash_value *first = hash_at(&codes, row->code);
        if (!first)
            return ERR_MEMORY;
        if (!first->number) {
            first->number = row->row;
            continue;
        }
        TRY(import_doubt_add(r, row, NULL, IMPORT_DROP, &T_import_same_code,
                             (const char *[]){number_text(r, first->number)}, 1, NULL, 0));
        row->code = "";
    }
    return OK;
}

static enum err check_unique(struct import_reader *r, const struct field *f)
{
    struct hash seen;
    hash_init(&seen, r->arena);
    for (size_t i = 0; i < r->reading->n_rows; i++) {
        struct import_row *row = &r->reading->rows[i];
        struct value *v = is_live(row) ? value_of(r, row, f) : NULL;
        if (!v || v->type != VALUE_TEXT)
            continue;
        union hash_value *first = hash_at(&seen, v->text);
        if (!first)
            return ERR_MEMORY;
        struct import_row *other = first->pointer;
        if (!other) {
            first->pointer = row;
            continue;
        }
        if (strcmp(title_of(r, other), title_of(r, row)) == 0)
            continue; /* the same record: its key tells */
        TRY(import_doubt_add(r, row, f, IMPORT_DROP, &T_import_same_unique,
                             (const char *[]){f->zh, number_text(r, other->row), title_of(r, other)}, 3, NULL, 0));
        *v = value_null();
    }
    return OK;
}

/* ---- one key, two contents ---- */

/* "" when a field of the key is absent. */
static const char *key_words(struct import_reader *r, struct import_row *row, const char *const *key)
{
    struct buf b;
    buf_init(&b, 0);
    bool whole = true;
    for (; *key; key++) {
        const struct value *v = value_of(r, row, kind_field(r->reading->kind, *key));
        whole = whole && v->type != VALUE_NULL;
        if (v->type == VALUE_INT)
            buf_printf(&b, "%lld\x1f", (long long)v->integer);
        else if (v->type == VALUE_TEXT)
            buf_printf(&b, "%s\x1f", v->text);
    }
    const char *words = whole && !b.failed ? arena_text(r->arena, buf_string(&b)) : "";
    buf_release(&b);
    return words;
}

/* Where two rows differ: in the one required field, or the one field at all, else as a whole. */
static const struct field *difference(struct import_reader *r, struct import_row *a, struct import_row *b)
{
    const struct field *any = NULL, *required = NULL;
    int n_any = 0, n_required = 0;
    const struct kind *k = r->reading->kind;
    for (const struct field *f = k->fields; f->id; f++) {
        if (same_value(value_of(r, a, f), value_of(r, b, f)))
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

static enum err doubt_pair(struct import_reader *r, struct import_row *row, struct import_row *other,
                           const struct field *f)
{
    const struct field *title = kind_title(r->reading->kind);
    const char *args[] = {number_text(r, other->row), title ? title->zh : r->reading->kind->zh};
    return import_doubt_add(r, row, f, IMPORT_WAIT, &T_import_same_key, args, 2, NULL, 0);
}

/* A key of more trust that both have and that differs: two records, whatever else they share.  (Running numbers of a
 * list, which many keep in a column 编号, tell nothing.) */
static bool are_told_apart(struct import_reader *r, struct import_row *a, struct import_row *b, int trust)
{
    const struct kind *k = r->reading->kind;
    for (int i = 0; i < trust; i++) {
        const char *one = key_words(r, a, k->keys[i]), *other = key_words(r, b, k->keys[i]);
        if (*one && *other && strcmp(one, other) != 0)
            return true;
    }
    return false;
}

static enum err check_key(struct import_reader *r, const char *const *key, int trust)
{
    struct hash seen;
    hash_init(&seen, r->arena);
    for (size_t i = 0; i < r->reading->n_rows; i++) {
        struct import_row *row = &r->reading->rows[i];
        const char *words = is_live(row) ? key_words(r, row, key) : "";
        if (!*words)
            continue;
        union hash_value *first = hash_at(&seen, words);
        if (!first)
            return ERR_MEMORY;
        struct import_row *other = first->pointer;
        if (!other) {
            first->pointer = row;
            continue;
        }
        if (are_told_apart(r, other, row, trust))
            continue;
        const struct field *f = difference(r, other, row);
        TRY(doubt_pair(r, other, row, f));
        TRY(doubt_pair(r, row, other, f));
    }
    return OK;
}

/* The park stands for the district where a file gives the park alone. */
static const char *const *usable_key(const struct kind *k, int i, const char *other[KEY_FIELDS_MAX + 1])
{
    const char *const *key = k->keys[i];
    int n = 0;
    for (; key[n]; n++)
        other[n] = kind_field(k, key[n])->place == PLACE_DISTRICT ? "park" : key[n];
    other[n] = NULL;
    return other;
}

static enum err check_keys(struct import_reader *r)
{
    const struct kind *k = r->reading->kind;
    for (int i = 0; i < KIND_KEYS_MAX && k->keys[i][0]; i++) {
        bool unique = !k->keys[i][1] && field_is(kind_field(k, k->keys[i][0]), FIELD_UNIQUE);
        if (unique && kind_title(k) != kind_field(k, k->keys[i][0])) {
            TRY(check_unique(r, kind_field(k, k->keys[i][0])));
            continue;
        }
        TRY(check_key(r, k->keys[i], i));
        const char *other[KEY_FIELDS_MAX + 1];
        bool has_district = false;
        for (int n = 0; k->keys[i][n]; n++)
            has_district |= kind_field(k, k->keys[i][n])->place == PLACE_DISTRICT;
        if (has_district && kind_field_index(k, "park") >= 0)
            TRY(check_key(r, usable_key(k, i, other), i));
    }
    return OK;
}

enum err import_check_beside(struct import_reader *r)
{
    for (size_t i = 0; i < r->reading->n_rows; i++)
        if (is_live(&r->reading->rows[i]))
            TRY(check_row(r, &r->reading->rows[i]));
    TRY(check_codes(r));
    TRY(check_keys(r));
    const struct kind_rules *rules = r->request->rules;
    return rules && rules->beside ? rules->beside(r, r->reading) : OK;
}
