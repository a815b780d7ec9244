#include "record/import_names.h"

#include "base/json.h"
#include "record.texts.h"
#include "record/compose.h"
#include "record/kind_statements.h"

#include <stdio.h>
#include <string.h>

static const char names_in[] =
    "[[json_each($1) j||jsonb_array_elements_text(cast($1 as jsonb)) j(value)]]";

static enum err find_known(void *context, struct op *op, const char *kind, const char *text,
                           struct referent found[REFERENTS_MAX], size_t *ret_n)
{
    struct import_names *names = context;
    struct import_name_entry *e;
    TRY(import_names_want(op, names, NULL, kind, text, &e));
    TRY(import_names_ask(op, names));
    *ret_n = e->n_found;
    for (size_t i = 0; i < e->n_found; i++)
        found[i] = (struct referent){e->id, "", e->name};
    return OK;
}

static enum err name_stored(void *context, struct op *op, const char *kind, int64_t id, struct referent *ret_referent)
{
    (void)context;
    return references_stored.name(references_stored.context, op, kind, id, ret_referent);
}

void import_names_init(struct import_names *names, struct arena *a)
{
    *names = (struct import_names){.arena = a, .references = {find_known, name_stored, names}};
    hash_init(&names->entries, a);
}

static enum err make_statement(struct op *op, struct import_names *names, const struct kind *kind, const char *column,
                               struct statement *s)
{
    struct arena *a = names->arena;
    const char *sql = arena_printf(a, "select j.value, t.id from %s cross join @%s t where t.%s = j.value", names_in,
                                   kind->id, column);
    return compose(a, op->kinds, arena_printf(a, "import_names.%s.%s", kind->id, column), "t", 2, false, sql, s);
}

static enum err place_of(struct op *op, struct import_names *names, const char *kind_id, int *ret_place)
{
    for (int i = 0; i < names->n_kinds; i++)
        if (strcmp(names->kinds[i].kind->id, kind_id) == 0) {
            *ret_place = i;
            return OK;
        }
    if (names->n_kinds == IMPORT_REF_KINDS_MAX)
        return fault(op->fault, ERR_BUG, &T_import_too_many_kinds, kind_id);
    *ret_place = names->n_kinds;
    const struct kind *kind = kinds_entry_by_id(op->kinds, kind_id)->kind;
    names->kinds[*ret_place].kind = kind;
    if (kind_title(kind))
        TRY(make_statement(op, names, kind, kind_title(kind)->id, &names->kinds[*ret_place].titled));
    if (kind_has_code(kind))
        TRY(make_statement(op, names, kind, "code", &names->kinds[*ret_place].coded));
    names->n_kinds++;
    return OK;
}

static enum err new_entry(struct op *op, struct import_names *names, const struct field *f, const char *kind,
                          const char *name, const char *key, struct import_name_entry **ret_entry)
{
    int place;
    TRY(place_of(op, names, kind, &place));
    struct import_name_entry *e = *ret_entry = arena_one(names->arena, struct import_name_entry);
    if (!e || !arena_grow(names->arena, &names->kinds[place].wanted, names->kinds[place].n_wanted,
                          &names->kinds[place].capacity))
        return ERR_MEMORY;
    *e = (struct import_name_entry){
        .kind = names->kinds[place].kind, .field = f, .name = arena_text(names->arena, name)};
    names->kinds[place].wanted[names->kinds[place].n_wanted++] = e;
    return hash_put_pointer(&names->entries, arena_text(names->arena, key), e) ? OK : ERR_MEMORY;
}

enum err import_names_want(struct op *op, struct import_names *names, const struct field *f, const char *kind,
                           const char *name, struct import_name_entry **ret_entry)
{
    char small[256];
    const char *key = small;
    if (strlen(kind) + strlen(name) + 2 <= sizeof(small))
        snprintf(small, sizeof(small), "%s\x1f%s", kind, name);
    else
        key = arena_printf(op->arena, "%s\x1f%s", kind, name);
    *ret_entry = hash_pointer(&names->entries, key);
    return *ret_entry ? OK : new_entry(op, names, f, kind, name, key, ret_entry);
}

/* ---- asking ---- */

static const char *names_json(struct op *op, struct import_name_entry *const *wanted, size_t n)
{
    struct buf b;
    struct json j;
    buf_init(&b, 0);
    json_init(&j, &b);
    json_array_begin(&j);
    for (size_t i = 0; i < n; i++)
        if (!wanted[i]->n_found)
            json_string(&j, wanted[i]->name);
    json_array_end(&j);
    if (buf_failed(&b))
        arena_fail(op->arena);
    const char *text = arena_text(op->arena, buf_string(&b));
    buf_release(&b);
    return text;
}

/* Titles that stand several times come several times. */
static enum err ask_many(struct op *op, struct import_names *names, int place, const struct statement *s)
{
    struct rows *rows;
    const struct kind *kind = names->kinds[place].kind;
    if (!s->name)
        return OK;
    const char *json = names_json(op, names->kinds[place].wanted, names->kinds[place].n_wanted);
    if (strcmp(json, "[]") == 0)
        return OK;
    TRY(statement_run(op, s, (struct value[]){value_text(json)}, &rows));
    while (rows_next(rows)) {
        const char *key = arena_printf(op->arena, "%s\x1f%s", kind->id, rows_text(rows, 0));
        struct import_name_entry *e = hash_pointer(&names->entries, key);
        if (!e || e->asked)
            continue;
        e->id = e->n_found++ ? 0 : rows_int(rows, 1);
    }
    return rows_close(rows);
}

const char *import_shorter_name(struct arena *a, const struct kind *kind, const char *name)
{
    static const char *const tails[] = {"产业链", "链"};
    size_t n = strlen(name);
    for (size_t i = 0; strcmp(kind->id, "chain") == 0 && i < sizeof(tails) / sizeof(tails[0]); i++) {
        size_t m = strlen(tails[i]);
        if (n > m && strcmp(name + n - m, tails[i]) == 0)
            return arena_text_n(a, name, n - m);
    }
    return NULL;
}

/* A name that is not there as it is written: an id, another width of brackets, a code that was merged away. */
static enum err ask_one(struct op *op, struct import_name_entry *e)
{
    struct referent found[REFERENTS_MAX];
    size_t n = 0;
    const char *shorter = import_shorter_name(op->arena, e->kind, e->name);
    TRY(references_stored.find(references_stored.context, op, e->kind->id, e->name, found, &n));
    if (!n && shorter)
        TRY(references_stored.find(references_stored.context, op, e->kind->id, shorter, found, &n));
    e->n_found = n;
    e->id = n == 1 ? found[0].id : 0;
    return OK;
}

enum err import_names_ask(struct op *op, struct import_names *names)
{
    for (int k = 0; k < names->n_kinds; k++) {
        if (!names->kinds[k].n_wanted)
            continue;
        TRY(ask_many(op, names, k, &names->kinds[k].coded));
        TRY(ask_many(op, names, k, &names->kinds[k].titled));
        for (size_t i = 0; i < names->kinds[k].n_wanted; i++) {
            struct import_name_entry *e = names->kinds[k].wanted[i];
            struct arena_mark mark = arena_mark(op->arena);
            if (!e->n_found)
                TRY(ask_one(op, e));
            if (e->n_found > REFERENTS_MAX)
                e->n_found = REFERENTS_MAX;
            e->asked = true;
            arena_rewind(op->arena, mark);
        }
        names->kinds[k].n_wanted = 0;
    }
    return arena_failed(names->arena) ? ERR_MEMORY : OK;
}
