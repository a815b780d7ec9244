#include "record/schema_parts.h"

#include <stdlib.h>
#include <string.h>

static void add_part(struct parts *p, struct part part)
{
    if (!arena_grow(p->arena, &p->list, p->n, &p->capacity))
        return;
    p->list[p->n++] = part;
}

/* ---- columns ---- */

static const char *type_text(const struct parts *p, enum value_type type)
{
    if (type == VALUE_TEXT && p->engine == STORE_POSTGRES)
        return "text collate \"C\""; /* sorts by bytes, as SQLite does */
    return sql_type(p->engine, type);
}

static const char *reference_of(const struct parts *p, const struct kind *kind, const struct column *c)
{
    if (kind_is(kind, KIND_PLAIN))
        return NULL;
    if (c->role == COLUMN_FIELD)
        return c->field->type == FIELD_REF ? c->field->ref : NULL;
    return c->role == COLUMN_OWNER && kinds_entry_by_id(p->kinds, "unit") ? "unit" : NULL;
}

static const char deferred[] = "deferrable initially deferred";

/* Circles of references exist (a unit of a chain, a chain led by a unit), so that references are checked at the end
 * of an act.  SQLite takes them within the column, forward ones too. */
static const char *column_text(const struct parts *p, const struct kind *kind, const struct column *c)
{
    const char *reference = reference_of(p, kind, c);
    if (!reference || p->engine == STORE_POSTGRES)
        return arena_printf(p->arena, "%s %s", c->name, type_text(p, c->type));
    return arena_printf(p->arena, "%s %s references %s (id) %s", c->name, type_text(p, c->type), reference, deferred);
}

static void add_column(struct parts *p, const char *table, const char *name, enum value_type type, const char *text,
                       const struct field *f)
{
    const char *word = type == VALUE_INT ? "integer" : type == VALUE_BYTES ? "bytes" : "text";
    struct part part = {.kind = PART_COLUMN, .table = table};
    part.name = arena_printf(p->arena, "%s.%s %s", table, name, word);
    part.sql = arena_printf(p->arena, "alter table %s add column %s", table, text);
    if (f && f->former) {
        part.former = arena_printf(p->arena, "%s.%s %s", table, f->former, word);
        part.rename = arena_printf(p->arena, "alter table %s rename column %s to %s", table, f->former, name);
    }
    add_part(p, part);
}

static const char *table_end(const struct parts *p, bool clustered)
{
    if (p->engine == STORE_POSTGRES)
        return ")";
    return clustered ? ") without rowid, strict" : ") strict";
}

static void finish_table(struct parts *p, size_t at, struct buf *b, bool clustered)
{
    buf_text(b, table_end(p, clustered));
    if (buf_failed(b))
        arena_fail(p->arena);
    if (at < p->n)
        p->list[at].sql = arena_text(p->arena, buf_string(b));
    buf_release(b);
}

static size_t begin_table(struct parts *p, const char *table, struct buf *b)
{
    buf_init(b, 0);
    buf_printf(b, "create table %s (", table);
    add_part(p, (struct part){.kind = PART_TABLE, .name = table, .table = table, .sql = ""});
    return p->n - 1;
}

/* ---- the table of now, the log ---- */

static void add_now_table(struct parts *p, const struct kind *kind, const struct columns *c)
{
    struct buf b;
    size_t at = begin_table(p, kind->id, &b);
    for (int i = 0; i < c->n; i++) {
        const struct column *column = &c->list[i];
        const char *text = column->role == COLUMN_ID
                               ? p->engine == STORE_SQLITE ? "id integer primary key" : "id int8 primary key"
                               : column_text(p, kind, column);
        buf_printf(&b, "%s%s", i ? ", " : "", text);
        add_column(p, kind->id, column->name, column->type, text, column->field);
    }
    finish_table(p, at, &b, false);
}

static void add_log_table(struct parts *p, const struct kind *kind, const struct columns *c)
{
    const char *table = arena_printf(p->arena, "%s_log", kind->id), *type = sql_type(p->engine, VALUE_INT);
    struct buf b;
    size_t at = begin_table(p, table, &b);
    static const char *const own[] = {"id", "from_us", "to_us", "op_id", "deleted"};
    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
        const char *text = arena_printf(p->arena, "%s %s not null", own[i], type);
        buf_printf(&b, "%s%s", i ? ", " : "", text);
        add_column(p, table, own[i], VALUE_INT, text, NULL);
    }
    for (int i = 0; i < c->n; i++) {
        const struct column *column = &c->list[i];
        if (column->role == COLUMN_ID || column->role == COLUMN_CHANGED_US || column->role == COLUMN_CHANGED_OP)
            continue;
        const char *text = arena_printf(p->arena, "%s %s", column->name, type_text(p, column->type));
        buf_printf(&b, ", %s", text);
        add_column(p, table, column->name, column->type, text, column->field);
    }
    buf_text(&b, ", primary key (id, from_us)");
    finish_table(p, at, &b, false);
}

/* ---- side tables ---- */

static void add_side_table(struct parts *p, const char *table, enum value_type type, const char *reference)
{
    struct buf b;
    size_t at = begin_table(p, table, &b);
    const char *id = arena_printf(p->arena, "id %s not null", sql_type(p->engine, VALUE_INT));
    const char *value = arena_printf(p->arena, "value %s not null", type_text(p, type));
    if (reference && p->engine == STORE_SQLITE)
        value = arena_printf(p->arena, "%s references %s (id) %s", value, reference, deferred);
    buf_printf(&b, "%s, %s, primary key (id, value)", id, value);
    add_column(p, table, "id", VALUE_INT, id, NULL);
    add_column(p, table, "value", type, value, NULL);
    finish_table(p, at, &b, true);
}

static void add_side_tables(struct parts *p, const struct kind *kind)
{
    for (const struct field *f = kind->fields; f->id; f++) {
        if (field_is_list(f))
            add_side_table(p, side_table(p->arena, kind, f, NULL), f->ref ? VALUE_INT : VALUE_TEXT, f->ref);
        for (const struct field *member = f->rows; member && member->id; member++)
            if (member->type == FIELD_REF)
                add_side_table(p, side_table(p->arena, kind, f, member), VALUE_INT, member->ref);
    }
}

/* ---- plain tables ---- */

static bool in_key(const struct kind *kind, const char *field)
{
    for (int i = 0; i < KEY_FIELDS_MAX && kind->keys[0][i]; i++)
        if (strcmp(kind->keys[0][i], field) == 0)
            return true;
    return false;
}

static const char *plain_column(const struct parts *p, const struct kind *kind, const struct column *c, bool sole)
{
    if (sole && in_key(kind, c->name))
        return arena_printf(p->arena, "%s %s primary key", c->name, sql_type(p->engine, VALUE_INT));
    bool required = field_is(c->field, FIELD_REQUIRED) || in_key(kind, c->name);
    return arena_printf(p->arena, "%s %s%s", c->name, type_text(p, c->type), required ? " not null" : "");
}

static void add_plain_table(struct parts *p, const struct kind *kind, const struct columns *c)
{
    const char *const *key = kind->keys[0];
    bool sole = !key[1] && field_value_type(kind_field(kind, key[0])) == VALUE_INT, wide = false;
    struct buf b;
    size_t at = begin_table(p, kind->id, &b);
    for (int i = 0; i < c->n; i++) {
        const char *text = plain_column(p, kind, &c->list[i], sole);
        buf_printf(&b, "%s%s", i ? ", " : "", text);
        /* Added to a table that has rows, a column cannot be required of the old ones. */
        const char *later = arena_printf(p->arena, "%s %s", c->list[i].name, type_text(p, c->list[i].type));
        add_column(p, kind->id, c->list[i].name, c->list[i].type, later, c->list[i].field);
        wide |= c->list[i].type == VALUE_BYTES || c->list[i].field->type == FIELD_LONG_TEXT;
    }
    if (!sole) {
        buf_text(&b, ", primary key (");
        for (int i = 0; i < KEY_FIELDS_MAX && key[i]; i++)
            buf_printf(&b, "%s%s", i ? ", " : "", key[i]);
        buf_text(&b, ")");
    }
    finish_table(p, at, &b, !sole && !wide);
}

/* ---- indexes ---- */

static void add_index(struct parts *p, const char *name, const char *table, const char *body, bool unique)
{
    add_part(p, (struct part){.kind = PART_INDEX,
                              .name = name,
                              .table = table,
                              .sql = arena_printf(p->arena, "create %sindex %s on %s %s", unique ? "unique " : "", name,
                                                  table, body)});
}

/* Sorting pages by (column, id), where `then` is given by (column, then, id); absent values first on both databases.
 * SQLite appends the id by itself. */
static const char *sorted_by(const struct parts *p, const char *column, const char *then)
{
    if (p->engine == STORE_SQLITE)
        return arena_printf(p->arena, "(%s%s%s)", column, then ? ", " : "", then ? then : "");
    return arena_printf(p->arena, "(%s nulls first%s%s%s, id)", column, then ? ", " : "", then ? then : "",
                        then ? " nulls first" : "");
}

static bool is_key_field(const struct kind *kind, const struct field *f)
{
    for (int i = 0; i < KIND_KEYS_MAX; i++)
        if (kind->keys[i][0] && strcmp(kind->keys[i][0], f->id) == 0)
            return true;
    return false;
}

/* The first column by which the list is sorted when nothing else is asked for (record/list.h); NULL: the id. */
static const char *order_lead(const struct parts *p, const struct kind *kind)
{
    const struct field *title = kind_title(kind);
    if (kind->order) {
        const char *order = kind->order + (kind->order[0] == '-');
        const char *lead = arena_text_n(p->arena, order, strcspn(order, ","));
        return strcmp(lead, "id") == 0 ? NULL : lead;
    }
    if (kind_is(kind, KIND_RANKED))
        return SQL_RANK("");
    return title ? title->id : NULL;
}

static bool leads_order(const struct parts *p, const struct kind *kind, const struct field *f)
{
    const char *lead = order_lead(p, kind);
    return lead && strcmp(lead, f->id) == 0;
}

/* Of what many rows have in common a list shows the first page: those rows in their usual order. */
static const char *order_within(const struct parts *p, const struct kind *kind, const struct field *f)
{
    bool is_shared = f->type == FIELD_ENUM || f->type == FIELD_BOOL || f->type == FIELD_REF;
    return is_shared && field_is(f, FIELD_FILTER) && !leads_order(p, kind, f) ? order_lead(p, kind) : NULL;
}

static bool wants_now_index(const struct parts *p, const struct kind *kind, const struct field *f)
{
    if (field_is_list(f) || f->type == FIELD_ROWS || f->type == FIELD_LONG_TEXT)
        return false;
    return (f->flags & (FIELD_FILTER | FIELD_TITLE)) || f->type == FIELD_REF || is_key_field(kind, f) ||
           leads_order(p, kind, f);
}

/* As-of questions enter the log by what rows are joined, scoped and sorted by; other filters look at what they find. */
static bool wants_log_index(const struct parts *p, const struct kind *kind, const struct field *f)
{
    if (field_is_list(f) || f->type == FIELD_ROWS || f->type == FIELD_LONG_TEXT)
        return false;
    return (f->type == FIELD_REF && (field_is(f, FIELD_FILTER) || f->place)) || is_key_field(kind, f) ||
           leads_order(p, kind, f);
}

static void add_field_indexes(struct parts *p, const struct kind *kind, const struct field *f)
{
    struct arena *a = p->arena;
    const char *log = arena_printf(a, "%s_log", kind->id);
    if (field_is(f, FIELD_UNIQUE))
        add_index(p, arena_printf(a, "uq_%s_%s", kind->id, f->id), kind->id, arena_printf(a, "(%s)", f->id), true);
    const char *then = order_within(p, kind, f);
    if (wants_now_index(p, kind, f) && !(field_is(f, FIELD_UNIQUE) && p->engine == STORE_SQLITE))
        add_index(p, arena_printf(a, "ix_%s_%s%s", kind->id, f->id, then ? "_in_order" : ""), kind->id,
                  sorted_by(p, f->id, then), false);
    if (wants_log_index(p, kind, f))
        add_index(p, arena_printf(a, "ix_%s_log_%s", kind->id, f->id), log, sorted_by(p, f->id, NULL), false);
}

static bool field_says_place(const struct parts *p, const struct kind *kind, enum place place)
{
    for (const struct field *f = kind->fields; f->id; f++)
        if (f->place == place && f->type == FIELD_REF)
            return wants_now_index(p, kind, f);
    return false;
}

static void add_place_indexes(struct parts *p, const struct kind_entry *e)
{
    struct arena *a = p->arena;
    const struct kind *kind = e->kind;
    for (int place = PLACE_NONE + 1; place < PLACE_COUNT; place++) {
        if (!(e->places & 1u << place) || field_says_place(p, kind, (enum place)place) ||
            (int)kind->self_place == place)
            continue;
        const char *column = place_columns[place];
        const char *body = arena_printf(a, "(%s) where %s is not null", column, column);
        add_index(p, arena_printf(a, "ix_%s_%s", kind->id, column), kind->id, body, false);
        add_index(p, arena_printf(a, "ix_%s_log_%s", kind->id, column), arena_printf(a, "%s_log", kind->id), body,
                  false);
    }
}

static void add_side_indexes(struct parts *p, const struct kind *kind)
{
    for (const struct field *f = kind->fields; f->id; f++) {
        const char *side = field_is_list(f) ? side_table(p->arena, kind, f, NULL) : NULL;
        if (side)
            add_index(p, arena_printf(p->arena, "ix_%s", side), side, "(value, id)", false);
        for (const struct field *member = f->rows; member && member->id; member++)
            if (member->type == FIELD_REF) {
                side = side_table(p->arena, kind, f, member);
                add_index(p, arena_printf(p->arena, "ix_%s", side), side, "(value, id)", false);
            }
    }
}

static const char *key_body(const struct parts *p, const struct kind *kind)
{
    struct buf b;
    buf_init(&b, 0);
    for (int i = 0; i < KEY_FIELDS_MAX && kind->keys[0][i]; i++)
        buf_printf(&b, "%s%s", i ? ", " : "(", kind->keys[0][i]);
    buf_char(&b, ')');
    const char *body = arena_text(p->arena, buf_string(&b));
    buf_release(&b);
    return body;
}

static void add_indexes(struct parts *p, const struct kind_entry *e)
{
    struct arena *a = p->arena;
    const struct kind *kind = e->kind;
    const char *log = arena_printf(a, "%s_log", kind->id);
    if (kind_has_code(kind) && p->engine == STORE_POSTGRES) {
        const char *name = arena_printf(a, "code_%s_seq", kind->id);
        add_part(p, (struct part){.kind = PART_INDEX,
                                  .name = name,
                                  .table = kind->id,
                                  .sql = arena_printf(a, "create sequence %s", name)});
    }
    if (kind_has_code(kind)) {
        add_index(p, arena_printf(a, "uq_%s_code", kind->id), kind->id, "(code)", true);
        add_index(p, arena_printf(a, "ix_%s_log_code", kind->id), log, "(code)", false);
    }
    if (kind_is(kind, KIND_RANKED))
        add_index(p, arena_printf(a, "ix_%s_in_order", kind->id), kind->id, sorted_by(p, SQL_RANK(""), NULL), false);
    if (kind_is(kind, KIND_ONE_PER_KEY))
        add_index(p, arena_printf(a, "uq_%s_key", kind->id), kind->id, key_body(p, kind), true);
    add_index(p, arena_printf(a, "ix_%s_owner", kind->id), kind->id, "(owner) where owner is not null", false);
    add_index(p, arena_printf(a, "ix_%s_log_op", kind->id), log, "(op_id)", false);
    for (const struct field *f = kind->fields; f->id; f++)
        add_field_indexes(p, kind, f);
    add_place_indexes(p, e);
    add_side_indexes(p, kind);
}

static void add_plain_indexes(struct parts *p, const struct kind *kind)
{
    for (const struct field *f = kind->fields; f->id; f++) {
        const char *body = arena_printf(p->arena, "(%s)", f->id);
        if (field_is(f, FIELD_UNIQUE))
            add_index(p, arena_printf(p->arena, "uq_%s_%s", kind->id, f->id), kind->id, body, true);
        else if (field_is(f, FIELD_FILTER))
            add_index(p, arena_printf(p->arena, "ix_%s_%s", kind->id, f->id), kind->id, body, false);
    }
}

/* ---- links: PostgreSQL's foreign keys ---- */

static void add_link(struct parts *p, const char *table, const char *column, const char *target)
{
    const char *name = arena_printf(p->arena, "fk_%s_%s", table, column);
    add_part(p, (struct part){.kind = PART_LINK,
                              .name = name,
                              .table = table,
                              .sql = arena_printf(p->arena,
                                                  "alter table %s add constraint %s foreign key (%s) references %s "
                                                  "(id) %s",
                                                  table, name, column, target, deferred)});
}

static void add_links(struct parts *p, const struct kind *kind, const struct columns *c)
{
    for (int i = 0; i < c->n; i++) {
        const struct field *f = c->list[i].field;
        const char *target = reference_of(p, kind, &c->list[i]);
        if (target)
            add_link(p, kind->id, c->list[i].name, target);
        if (f && f->type == FIELD_REF_LIST)
            add_link(p, side_table(p->arena, kind, f, NULL), "value", f->ref);
        for (const struct field *member = f ? f->rows : NULL; member && member->id; member++)
            if (member->type == FIELD_REF)
                add_link(p, side_table(p->arena, kind, f, member), "value", member->ref);
    }
}

/* Tables, then indexes, then links, each in the order in which they were found. */
static bool sort_parts(struct parts *p)
{
    struct part *sorted = arena_array(p->arena, p->n + 1, struct part);
    if (!sorted)
        return false;
    size_t n = 0;
    for (enum part_kind rank = PART_COLUMN; rank <= PART_LINK; rank++)
        for (size_t i = 0; i < p->n; i++)
            if (p->list[i].kind == rank || (p->list[i].kind == PART_TABLE && rank == PART_COLUMN))
                sorted[n++] = p->list[i];
    p->list = sorted;
    return true;
}

/* ---- the search index (record/search.h): made by the databases' own means ---- */

static void add_search(struct parts *p)
{
    static const struct part sqlite[] = {
        {PART_TABLE, "search_entry", "search_entry",
         "create table search_entry (entry integer primary key, id integer not null, kind text not null) strict"},
        {PART_TABLE, "search_words", "search_words",
         "create virtual table search_words using fts5(words, content='', columnsize=0, detail=none, "
         "tokenize='ascii', prefix='2 3')"},
        {PART_INDEX, "ix_search_entry_id", "search_entry", "create index ix_search_entry_id on search_entry (id)"},
    };
    static const struct part postgres[] = {
        {PART_TABLE, "search_words", "search_words",
         "create table search_words (id int8 primary key, kind text collate \"C\" not null, words tsvector not null)"},
        {PART_INDEX, "ix_search_words", "search_words",
         "create index ix_search_words on search_words using gin (words)"},
    };
    const struct part *own = p->engine == STORE_SQLITE ? sqlite : postgres;
    size_t n = p->engine == STORE_SQLITE ? sizeof(sqlite) / sizeof(sqlite[0]) : sizeof(postgres) / sizeof(postgres[0]);
    for (size_t i = 0; i < n; i++)
        add_part(p, own[i]);
}

enum err parts_of(struct arena *a, const struct kinds *kinds, enum store_engine engine, struct parts *ret_parts)
{
    struct parts p = {.arena = a, .engine = engine, .kinds = kinds};
    for (size_t i = 0; i < kinds->n; i++) {
        const struct kind_entry *e = &kinds->entries[i];
        struct columns c = columns_of(a, e->kind);
        if (!c.list)
            return ERR_MEMORY;
        if (kind_is(e->kind, KIND_PLAIN)) {
            add_plain_table(&p, e->kind, &c);
            add_plain_indexes(&p, e->kind);
            continue;
        }
        add_now_table(&p, e->kind, &c);
        add_log_table(&p, e->kind, &c);
        add_side_tables(&p, e->kind);
        add_indexes(&p, e);
        if (engine == STORE_POSTGRES)
            add_links(&p, e->kind, &c);
    }
    add_search(&p);
    if (arena_failed(a) || !sort_parts(&p))
        return ERR_MEMORY;
    *ret_parts = p;
    return OK;
}
