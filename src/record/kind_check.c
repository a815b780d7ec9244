/* A wrong table of fields is a bug, found before anything runs. */
#include "record/registry.h"

#include <string.h>

/* Names of indexes are put together from these and PostgreSQL cuts them at 63 bytes. */
enum { KIND_ID_MAX = 24, FIELD_ID_MAX = 28, SIDE_TABLE_MAX = 56, FILTER_TEXT_MAX = 400 };

/* What SQLite or PostgreSQL will not take as a bare name (PostgreSQL's reserved words, and what SQLite's parser
 * refused when asked one by one).  Names are never quoted: a table that used one would not be readable in SQL. */
static const char reserved[] =
    " add all alter analyse analyze and any array as asc asymmetric authorization autoincrement between binary both "
    "case cast check collate collation column commit concurrently constraint create cross current_catalog current_date "
    "current_role current_schema current_time current_timestamp current_user default deferrable delete desc distinct "
    "do drop else end escape except exists false fetch for foreign freeze from full grant group having if ilike in "
    "index initially inner insert intersect into is isnull join lateral leading left like limit localtime "
    "localtimestamp natural not nothing notnull null offset on only or order outer overlaps placing primary raise "
    "references returning right select session_user set similar some symmetric table tablesample then to trailing "
    "transaction true union unique update user using values variadic verbose when where window with "
    "rowid oid ";

static const char implicit[] = " id code rank owner rev unverified changed_us changed_op at_chain at_district at_park "
                               "at_unit at_enterprise at_person from_us to_us op_id deleted ";

static bool listed_in(const char *words, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = strstr(words, word); at; at = strstr(at + 1, word))
        if (at[-1] == ' ' && at[n] == ' ')
            return true;
    return false;
}

static bool is_identifier(const char *id, size_t length_max)
{
    size_t n = strlen(id);
    return n > 0 && n <= length_max && id[0] >= 'a' && id[0] <= 'z' &&
           strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_") == n;
}

static const char *identifier_fault(struct arena *a, const char *id, size_t length_max)
{
    if (!is_identifier(id, length_max))
        return arena_printf(a, "\"%s\" is not an identifier of at most %zu letters", id, length_max);
    if (listed_in(reserved, id))
        return arena_printf(a, "\"%s\" is a reserved word of a database", id);
    return NULL;
}

static const char *type_fault(struct arena *a, const struct kinds *k, const struct field *f)
{
    bool reference = f->type == FIELD_REF || f->type == FIELD_REF_LIST;
    bool choice = f->type == FIELD_ENUM || f->type == FIELD_ENUM_LIST;
    if (f->type >= FIELD_TYPE_COUNT)
        return arena_printf(a, "%s has no such type", f->id);
    if (reference != (f->ref != NULL))
        return arena_printf(a, "%s: a reference names a kind, and only a reference does", f->id);
    if (choice != (f->choices != NULL))
        return arena_printf(a, "%s: a choice has choices, and only a choice does", f->id);
    if ((f->type == FIELD_ROWS) != (f->rows != NULL))
        return arena_printf(a, "%s: rows have members, and only rows do", f->id);
    if (f->decimals && (f->type != FIELD_NUMBER || f->decimals < 0 || f->decimals > 6))
        return arena_printf(a, "%s: decimals are 0 to 6, of a number", f->id);
    if (f->min > f->max && f->max)
        return arena_printf(a, "%s: the least exceeds the most", f->id);
    if (f->ref) {
        const struct kind_entry *target = kinds_entry_by_id(k, f->ref);
        if (!target || kind_is(target->kind, KIND_PLAIN))
            return arena_printf(a, "%s refers to %s, which is no kind with versions", f->id, f->ref);
    }
    return NULL;
}

static const char *rows_fault(struct arena *a, const struct kinds *k, const struct field *f)
{
    for (const struct field *member = f->rows; member && member->id; member++) {
        if (!is_identifier(member->id, FIELD_ID_MAX))
            return arena_printf(a, "%s.%s is not an identifier", f->id, member->id);
        if (member->type == FIELD_ROWS || member->type == FIELD_BYTES || member->type == FIELD_REF_LIST)
            return arena_printf(a, "%s.%s: rows hold plain values", f->id, member->id);
        if (field_is(member, FIELD_PERSONAL) || field_is(member, FIELD_SECRET) || member->place)
            return arena_printf(a, "%s.%s: a member has no secrets and no place", f->id, member->id);
        if (strlen(f->id) + strlen(member->id) + KIND_ID_MAX > SIDE_TABLE_MAX)
            return arena_printf(a, "%s.%s: together too long for the name of a table", f->id, member->id);
        const char *words = type_fault(a, k, member);
        if (words)
            return words;
    }
    return NULL;
}

static const char *flags_fault(struct arena *a, const struct kind *kind, const struct field *f)
{
    bool text = f->type == FIELD_TEXT || f->type == FIELD_LONG_TEXT || f->type == FIELD_PHONE;
    if (field_is(f, FIELD_PERSONAL) &&
        (!text || (f->flags & (FIELD_FILTER | FIELD_UNIQUE | FIELD_SEARCH | FIELD_TITLE | FIELD_SUMMED | FIELD_ONCE))))
        return arena_printf(a, "%s: a personal field is a text, never sorted, searched or filtered", f->id);
    if (kind_is(kind, KIND_PLAIN))
        return NULL;
    if (f->type == FIELD_BYTES)
        return arena_printf(a, "%s: bytes belong to plain tables", f->id);
    if (field_is(f, FIELD_SECRET) && (f->flags & (FIELD_LISTED | FIELD_FILTER | FIELD_SEARCH | FIELD_TITLE)))
        return arena_printf(a, "%s: a secret is never shown", f->id);
    if ((f->flags & (FIELD_FILTER | FIELD_UNIQUE)) && (f->type == FIELD_LONG_TEXT || f->type == FIELD_ROWS))
        return arena_printf(a, "%s: long texts and rows have no index", f->id);
    if ((f->flags & (FIELD_FILTER | FIELD_UNIQUE)) && field_value_type(f) == VALUE_TEXT && !field_is_list(f) &&
        field_length_max(f) > FILTER_TEXT_MAX)
        return arena_printf(a, "%s: too long for an index", f->id);
    if (field_is(f, FIELD_UNIQUE) && field_is_list(f))
        return arena_printf(a, "%s: a list cannot be unique", f->id);
    if (field_is(f, FIELD_TITLE) && field_value_type(f) != VALUE_TEXT)
        return arena_printf(a, "%s: a title is a text", f->id);
    return NULL;
}

static const char *field_fault(struct arena *a, const struct kinds *k, const struct kind *kind, const struct field *f)
{
    const char *words = identifier_fault(a, f->id, FIELD_ID_MAX);
    if (!words && !kind_is(kind, KIND_PLAIN) && listed_in(implicit, f->id))
        words = arena_printf(a, "%s is a column that every kind has", f->id);
    if (!words && (!f->zh || !f->en))
        words = arena_printf(a, "%s has no label", f->id);
    if (!words && f->place && f->type != FIELD_REF)
        words = arena_printf(a, "%s: a place is a reference", f->id);
    for (const struct field *other = kind->fields; !words && other != f; other++)
        if (strcmp(other->id, f->id) == 0)
            words = arena_printf(a, "%s stands twice", f->id);
    if (!words)
        words = type_fault(a, k, f);
    if (!words)
        words = rows_fault(a, k, f);
    return words ? words : flags_fault(a, kind, f);
}

static const char *keys_fault(struct arena *a, const struct kind *kind)
{
    for (int i = 0; i < KIND_KEYS_MAX; i++)
        for (int j = 0; j < KEY_FIELDS_MAX && kind->keys[i][j]; j++) {
            int at = kind_field_index(kind, kind->keys[i][j]);
            if (at < 0)
                return arena_printf(a, "the key names %s, which is no field", kind->keys[i][j]);
            if (kind->fields[at].flags & (FIELD_PERSONAL | FIELD_SECRET))
                return arena_printf(a, "the key names %s, which may not be compared", kind->keys[i][j]);
        }
    if ((kind_is(kind, KIND_PLAIN) || kind_is(kind, KIND_ONE_PER_KEY)) && !kind->keys[0][0])
        return "it has no key";
    return NULL;
}

static const char *order_fault(struct arena *a, const struct kind *kind)
{
    for (const char *at = kind->order; at && *at;) {
        if (*at == '-')
            at++;
        size_t n = strcspn(at, ",");
        const char *word = arena_text_n(a, at, n);
        int i = kind_field_index(kind, word);
        if (i < 0 && !listed_in(implicit, word))
            return arena_printf(a, "the order names %s, which is no column", word);
        if (i >= 0 && kind->fields[i].flags & (FIELD_PERSONAL | FIELD_SECRET))
            return arena_printf(a, "the order names %s, which is never sorted", word);
        at += n + (at[n] == ',');
    }
    return NULL;
}

static const char *attached_fault(const struct kind *kind)
{
    int access = kind_field_index(kind, "access"), about = kind_field_index(kind, "about"),
        about_kind = kind_field_index(kind, "about_kind");
    if (access < 0 || about < 0 || about_kind < 0 || field_value_type(&kind->fields[access]) != VALUE_INT ||
        field_value_type(&kind->fields[about]) != VALUE_INT ||
        field_value_type(&kind->fields[about_kind]) != VALUE_TEXT)
        return "what is attached has the fields access (integer), about (integer) and about_kind (text)";
    return NULL;
}

/* Tables that the schema makes of a kind: itself, its log, a side table for each list. */
static bool takes_name(struct arena *a, const struct kind *kind, const char *name)
{
    if (strcmp(kind->id, name) == 0)
        return true;
    if (kind_is(kind, KIND_PLAIN))
        return false;
    if (strcmp(arena_printf(a, "%s_log", kind->id), name) == 0)
        return true;
    for (const struct field *f = kind->fields; f->id; f++) {
        if (field_is_list(f) && strcmp(side_table(a, kind, f, NULL), name) == 0)
            return true;
        for (const struct field *member = f->rows; member && member->id; member++)
            if (member->ref && strcmp(side_table(a, kind, f, member), name) == 0)
                return true;
    }
    return false;
}

static const char *names_fault(struct arena *a, const struct kinds *k, const struct kind *kind)
{
    for (size_t i = 0; i < k->n; i++) {
        const struct kind *other = k->entries[i].kind;
        if (other != kind && takes_name(a, other, kind->id))
            return arena_printf(a, "the name is also that of a table of %s", other->id);
        if (other != kind && !kind_is(kind, KIND_PLAIN) && !kind_is(other, KIND_PLAIN) &&
            (strcmp(kind->path, other->path) == 0 || strcmp(kind->zh, other->zh) == 0))
            return arena_printf(a, "path or name are also those of %s", other->id);
    }
    return NULL;
}

static const char *shape_fault(const struct kind *kind)
{
    int n = 0, titles = 0, parents = 0;
    for (const struct field *f = kind->fields; f->id; f++) {
        n++;
        titles += field_is(f, FIELD_TITLE);
        parents += f->place == PLACE_PARENT;
    }
    if (n == 0 || n > KIND_FIELDS_MAX)
        return "it has no fields, or more than fit";
    if (titles > 1)
        return "it has two titles";
    if (parents > 1)
        return "it has two parents";
    if (kind_is(kind, KIND_PLAIN))
        return NULL;
    if (!kind->zh || !kind->en || !kind->path || kind->path[0] != '/')
        return "it has no name or no path";
    if (kind_has_code(kind) && !kind->code_prefix)
        return "its codes have no prefix (KIND_NO_CODE?)";
    if (kind->self_place == PLACE_PARENT)
        return "a parent is no place of its own";
    if (kind_is(kind, KIND_CHILD) && !parents && kind->access != ACCESS_ATTACHED)
        return "a child has a parent";
    return kind->access == ACCESS_ATTACHED ? attached_fault(kind) : NULL;
}

const char *kind_fault(struct arena *a, const struct kinds *k, const struct kind *kind)
{
    const char *words = identifier_fault(a, kind->id, KIND_ID_MAX);
    if (!words)
        words = shape_fault(kind);
    if (!words)
        words = names_fault(a, k, kind);
    for (const struct field *f = kind->fields; !words && f->id; f++)
        words = field_fault(a, k, kind, f);
    if (!words)
        words = keys_fault(a, kind);
    return words ? words : order_fault(a, kind);
}
