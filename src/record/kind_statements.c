#include "record/kind_statements.h"

#include "record/compose.h"
#include "store/op.h"

#include <assert.h>
#include <string.h>

struct maker {
    struct arena *a;
    struct kinds *kinds;
    const struct kind *kind;
    struct kind_statements *s;
    struct buf sql;
    enum err failure; /* the first */
};

static char type_letter(enum value_type type)
{
    return type == VALUE_INT ? 'i' : type == VALUE_BYTES ? 'b' : 't';
}

/* What stands in m->sql, which is empty afterwards. */
static void make(struct maker *m, struct statement *s, const char *what, const char *types, int n_columns, bool writes)
{
    if (buf_failed(&m->sql) || arena_failed(m->a))
        m->failure = ERR_MEMORY;
    if (m->failure == OK)
        m->failure = compose(m->a, m->kinds, arena_printf(m->a, "record.%s.%s", m->kind->id, what), types, n_columns,
                             writes, buf_string(&m->sql), s);
    if (arena_grow(m->a, &m->kinds->made, m->kinds->n_made, &m->kinds->made_capacity))
        m->kinds->made[m->kinds->n_made++] = s;
    buf_clear(&m->sql);
}

static const char *types_of(struct maker *m, const char *before, const struct columns *c, bool log)
{
    size_t n = strlen(before);
    char *types = arena_alloc(m->a, n + (size_t)c->n + 1);
    if (!types)
        return "";
    memcpy(types, before, n);
    for (int i = 0; i < c->n; i++)
        if (!log || (c->list[i].role != COLUMN_CHANGED_US && c->list[i].role != COLUMN_CHANGED_OP))
            types[n++] = type_letter(c->list[i].type);
    types[n] = '\0';
    return types;
}

static void put_list(struct buf *b, const struct columns *c, const char *prefix, bool log)
{
    for (int i = 0; i < c->n; i++)
        buf_printf(b, "%s%s%s", i ? ", " : "", prefix, log ? c->list[i].log_name : c->list[i].name);
}

/* ---- reading ---- */

static const char *title_expression(struct maker *m)
{
    const struct field *title = kind_title(m->kind);
    if (title)
        return arena_printf(m->a, "t.%s", title->id);
    return kind_has_code(m->kind) ? "t.code" : "cast(t.id as text)";
}

/* What a person may name a record by, and how it is named in answer. */
static void make_referents(struct maker *m)
{
    const struct field *title = kind_title(m->kind);
    const char *columns = arena_printf(m->a, "t.id, %s, %s%s", kind_has_code(m->kind) ? "t.code" : "''",
                                       title ? "t." : "''", title ? title->id : "");
    buf_printf(&m->sql, "select %s from @%s t where t.id = $1", columns, m->kind->id);
    make(m, &m->s->referent, "referent", "i", 3, false);
    if (kind_has_code(m->kind)) {
        buf_printf(&m->sql, "select %s from @%s t where t.code = $1", columns, m->kind->id);
        make(m, &m->s->referents_coded, "referents_coded", "t", 3, false);
    }
    if (title) {
        buf_printf(&m->sql, "select %s from @%s t where t.%s in ($1, $2, $3) order by t.id limit 6", columns,
                   m->kind->id, title->id);
        make(m, &m->s->referents_titled, "referents_titled", "ttt", 3, false);
        m->s->referents_titled.allowed_scan = "what is typed is looked up now; nobody types into a past day";
    }
}

static void make_raw(struct maker *m, struct statement *s, const char *what, const char *locking)
{
    buf_text(&m->sql, "select ");
    put_list(&m->sql, &m->s->columns, "", false);
    buf_printf(&m->sql, " from %s where id = $1%s", m->kind->id, locking);
    make(m, s, what, "i", m->s->columns.n, false);
}

static void make_loads(struct maker *m)
{
    struct kind_statements *s = m->s;
    const char *id = m->kind->id;
    buf_text(&m->sql, "select ");
    put_list(&m->sql, &s->visible, "t.", false);
    buf_printf(&m->sql, " from @%s t where t.id = $1", id);
    make(m, &s->load, "load", "i", s->visible.n, false);

    make_raw(m, &s->raw, "raw", "");
    make_raw(m, &s->lock, "lock", "[[|| for no key update]]");

    buf_printf(&m->sql, "select %s from @%s t where t.id = $1", title_expression(m), id);
    make(m, &s->title, "title", "i", 1, false);
    buf_printf(&m->sql, "select %s from %s t where t.id = $1", title_expression(m), id);
    make(m, &s->name, "name", "i", 1, false);

    buf_printf(&m->sql, "select id from %s order by id", id);
    make(m, &s->all_ids, "all_ids", "", 1, false);
    s->all_ids.allowed_scan = "the scope of every account is made anew";

    buf_printf(&m->sql, "select id from %s where owner = $1 order by id", id);
    make(m, &s->owned, "owned", "i", 1, false);

    buf_printf(&m->sql,
               "select owner, at_chain, at_district, at_park, at_unit, at_enterprise, at_person from %s where id = $1",
               id);
    make(m, &s->places, "places", "i", PLACE_COUNT, false);
    if (!kind_has_code(m->kind))
        return;
    buf_printf(&m->sql, "select t.id from @%s t where t.code = $1", id);
    make(m, &s->find, "find", "t", 1, false);
    buf_printf(&m->sql, "select id from %s where code = $1 and id <> $2", id);
    make(m, &s->same_code, "same_code", "ti", 1, false);
}

const char *key_column(struct arena *a, const struct kind *kind, int number, int i)
{
    const char *name = kind->keys[number][i];
    if (i == 0 || (number == 0 && kind_is(kind, KIND_ONE_PER_KEY))) /* the whole key is one index */
        return arena_printf(a, "t.%s", name);
    bool integer = field_value_type(kind_field(kind, name)) == VALUE_INT;
    return arena_printf(a, "[[+t.%s||(t.%s %s)]]", name, name, integer ? "+ 0" : "|| ''");
}

/* A later key counts only between records of which one lacks the first key: two firms with different codes are two,
 * whatever their names. */
static void make_key(struct maker *m, int number)
{
    const char *const *key = m->kind->keys[number];
    char types[KEY_FIELDS_MAX + 3] = "";
    int n = 0;
    bool refuses = number == 0 && kind_is(m->kind, KIND_ONE_PER_KEY);
    buf_printf(&m->sql, "select t.id from %s%s t where ", refuses ? "" : "@", m->kind->id);
    for (; n < KEY_FIELDS_MAX && key[n]; n++) {
        types[n] = type_letter(field_value_type(kind_field(m->kind, key[n])));
        buf_printf(&m->sql, "%s%s = $%d", n ? " and " : "", key_column(m->a, m->kind, number, n), n + 1);
    }
    types[n] = 'i';
    buf_printf(&m->sql, " and t.id <> $%d", n + 1);
    const char *const *first = m->kind->keys[0];
    if (number > 0 && !first[1]) {
        types[n + 1] = type_letter(field_value_type(kind_field(m->kind, first[0])));
        buf_printf(&m->sql, " and (t.%s is null or $%d is null)", first[0], n + 2);
    }
    buf_text(&m->sql, " order by t.id limit 2");
    make(m, &m->s->same_key[number], arena_printf(m->a, "same_key_%d", number), types, 1, false);
}

/* ---- writing ---- */

/* Which columns no index is likely to have; a column taken for light that has one costs time, not truth. */
static bool is_light(const struct kind *kind, const struct column *c)
{
    if (c->role == COLUMN_REV || c->role == COLUMN_UNVERIFIED || c->role == COLUMN_CHANGED_US ||
        c->role == COLUMN_CHANGED_OP)
        return true;
    if (c->role != COLUMN_FIELD || c->field->type == FIELD_REF ||
        (c->field->flags & (FIELD_FILTER | FIELD_UNIQUE | FIELD_TITLE)))
        return false;
    for (int i = 0; i < KIND_KEYS_MAX; i++)
        for (int j = 0; j < KEY_FIELDS_MAX && kind->keys[i][j]; j++)
            if (strcmp(kind->keys[i][j], c->name) == 0)
                return false;
    return !kind->order || !strstr(kind->order, c->name);
}

static void make_light_update(struct maker *m)
{
    const struct columns *c = &m->s->columns;
    char *types = arena_alloc(m->a, (size_t)c->n + 2);
    m->s->light = arena_array(m->a, (size_t)c->n, bool);
    if (!types || !m->s->light)
        return;
    int n = 0;
    types[n++] = 'i';
    buf_printf(&m->sql, "update %s set ", m->kind->id);
    for (int i = 1; i < c->n; i++) {
        m->s->light[i] = is_light(m->kind, &c->list[i]);
        if (!m->s->light[i])
            continue;
        types[n++] = type_letter(c->list[i].type);
        buf_printf(&m->sql, "%s%s = $%d", n > 2 ? ", " : "", c->list[i].name, n);
    }
    buf_text(&m->sql, " where id = $1");
    make(m, &m->s->update_light, "update_light", types, 0, true);
}

static void make_now_writes(struct maker *m)
{
    struct kind_statements *s = m->s;
    const struct columns *c = &s->columns;
    const char *types = types_of(m, "", c, false);
    buf_printf(&m->sql, "insert into %s (", m->kind->id);
    put_list(&m->sql, c, "", false);
    buf_text(&m->sql, ") values (");
    for (int i = 0; i < c->n; i++)
        buf_printf(&m->sql, "%s$%d", i ? ", " : "", i + 1);
    buf_text(&m->sql, ")");
    make(m, &s->insert_now, "insert", types, 0, true);

    buf_printf(&m->sql, "update %s set ", m->kind->id);
    for (int i = 1; i < c->n; i++)
        buf_printf(&m->sql, "%s%s = $%d", i > 1 ? ", " : "", c->list[i].name, i + 1);
    buf_text(&m->sql, " where id = $1");
    make(m, &s->update_now, "update", types, 0, true);

    make_light_update(m);
    buf_printf(&m->sql, "delete from %s where id = $1", m->kind->id);
    make(m, &s->delete_now, "delete", "i", 0, true);
}

static bool in_log_once(const struct column *c)
{
    return c->role != COLUMN_CHANGED_US && c->role != COLUMN_CHANGED_OP;
}

static void make_log_writes(struct maker *m)
{
    struct kind_statements *s = m->s;
    const struct columns *c = &s->columns;
    const char *types = types_of(m, "iiii", c, true), *id = m->kind->id;
    buf_printf(&m->sql, "insert into %s_log (from_us, to_us, op_id, deleted", id);
    int n = 4;
    for (int i = 0; i < c->n; i++)
        if (in_log_once(&c->list[i]))
            buf_printf(&m->sql, ", %s", c->list[i].name);
    buf_text(&m->sql, ") values ($1, $2, $3, $4");
    for (int i = 0; i < c->n; i++)
        if (in_log_once(&c->list[i]))
            buf_printf(&m->sql, ", $%d", ++n);
    buf_text(&m->sql, ")");
    make(m, &s->insert_log, "insert_log", types, 0, true);

    buf_printf(&m->sql, "update %s_log set to_us = $2, op_id = $3, deleted = $4", id);
    n = 5; /* the id, at its place but not set */
    for (int i = 1; i < c->n; i++)
        if (in_log_once(&c->list[i]))
            buf_printf(&m->sql, ", %s = $%d", c->list[i].name, ++n);
    buf_text(&m->sql, " where id = $5 and from_us = $1");
    make(m, &s->replace_log, "replace_log", types, 0, true);

    buf_printf(&m->sql, "update %s_log set to_us = $2 where id = $1 and to_us = 9223372036854775807", id);
    make(m, &s->close_log, "close_log", "ii", 0, true);
}

static void make_log_read(struct maker *m, struct statement *s, const char *what, const char *types, const char *where)
{
    buf_text(&m->sql, "select from_us, to_us, deleted, ");
    put_list(&m->sql, &m->s->columns, "", true);
    buf_printf(&m->sql, " from %s_log where %s", m->kind->id, where);
    make(m, s, what, types, m->s->columns.n + 3, false);
}

static void make_log_reads(struct maker *m)
{
    struct kind_statements *s = m->s;
    make_log_read(m, &s->log_open, "log_open", "i", "id = $1 and to_us = 9223372036854775807");
    make_log_read(m, &s->log_at, "log_at", "ii", "id = $1 and from_us = $2");
    make_log_read(m, &s->log_before, "log_before", "ii", "id = $1 and to_us = $2");
    make_log_read(m, &s->log_all, "log_all", "i", "id = $1 order by from_us");
    buf_text(&m->sql, "select t.from_us, t.to_us, t.deleted, ");
    put_list(&m->sql, &s->columns, "t.", true);
    buf_printf(&m->sql,
               ", s.salt, (select count(*) from erased_value e where e.id = t.id and e.version_us = t.from_us) "
               "from %s_log t left join personal_salt s on s.id = t.id where t.op_id = $1 order by t.id",
               m->kind->id);
    make(m, &s->log_by_act, "log_by_act", "i", s->columns.n + LOG_COLUMNS + 2, false);
}

static void make_blank(struct maker *m, struct statement *s, const char *what, const char *table)
{
    const char *comma = "";
    buf_printf(&m->sql, "update %s set ", table);
    for (const struct field *f = m->kind->fields; f->id; f++)
        if (field_is(f, FIELD_PERSONAL)) {
            buf_printf(&m->sql, "%s%s = null", comma, f->id);
            comma = ", ";
        }
    buf_text(&m->sql, " where id = $1");
    if (comma[0])
        make(m, s, what, "i", 0, true);
    else
        buf_clear(&m->sql);
}

static void make_verify(struct maker *m, enum verify which, const char *what)
{
    make(m, &m->s->verify[which], what, "", 1, false);
    m->s->verify[which].allowed_scan = "verification looks at every version";
}

#define OPEN "9223372036854775807"
static void make_verifies(struct maker *m)
{
    const char *id = m->kind->id;
    const struct columns *c = &m->s->columns;
    buf_printf(&m->sql,
               "select t.id from %s t where not exists (select 1 from %s_log l where l.id = t.id and l.to_us = " OPEN
               " and l.deleted = 0",
               id, id);
    for (int i = 1; i < c->n; i++)
        buf_printf(&m->sql, " and l.%s is [[||not distinct from ]]t.%s", c->list[i].log_name, c->list[i].name);
    buf_text(&m->sql, ") order by t.id limit 1");
    make_verify(m, VERIFY_NOW, "verify_now");
    buf_printf(&m->sql,
               "select l.id from %s_log l where l.to_us = " OPEN " and l.deleted = 0 and not exists "
               "(select 1 from %s t where t.id = l.id) order by l.id limit 1",
               id, id);
    make_verify(m, VERIFY_OPEN, "verify_open");
    buf_printf(&m->sql,
               "select l.id from %s_log l where l.to_us <> " OPEN " and not exists "
               "(select 1 from %s_log n where n.id = l.id and n.from_us = l.to_us) order by l.id limit 1",
               id, id);
    make_verify(m, VERIFY_GAP, "verify_gap");
    buf_printf(&m->sql,
               "select l.id from %s_log l where l.from_us >= l.to_us or (l.to_us = " OPEN " and exists "
               "(select 1 from %s_log n where n.id = l.id and n.from_us > l.from_us)) order by l.id limit 1",
               id, id);
    make_verify(m, VERIFY_OVERLAP, "verify_overlap");
    buf_printf(&m->sql,
               "select l.id from %s_log l where not exists (select 1 from operation o where o.id = l.op_id and "
               "o.at_us = l.from_us) order by l.id limit 1",
               id);
    make_verify(m, VERIFY_UNSIGNED, "verify_unsigned");
}

/* ---- fields ---- */

static void make_side(struct maker *m, struct side_statements *s, const struct field *f, const struct field *member)
{
    const char *table = side_table(m->a, m->kind, f, member);
    bool ids = (member ? member->ref : f->ref) != NULL;
    buf_printf(&m->sql, "delete from %s where id = $1", table);
    make(m, &s->clear, arena_printf(m->a, "%s.clear", table), "i", 0, true);
    if (member)
        buf_printf(&m->sql,
                   "insert into %s (id, value) select distinct $1, "
                   "[[json_extract(j.value, '$.%s') from json_each($2) j where json_extract(j.value, '$.%s')||"
                   "cast(j.value ->> '%s' as int8) from jsonb_array_elements(cast($2 as jsonb)) j(value) "
                   "where j.value ->> '%s']] is not null",
                   table, member->id, member->id, member->id, member->id);
    else
        buf_printf(&m->sql,
                   "insert into %s (id, value) select distinct $1, [[j.value from json_each($2) j||"
                   "%s from jsonb_array_elements_text(cast($2 as jsonb)) j(value)]]",
                   table, ids ? "cast(j.value as int8)" : "j.value");
    make(m, &s->fill, arena_printf(m->a, "%s.fill", table), "it", 0, true);
}

static void make_pointing(struct maker *m, struct statement *s, const struct field *f, const struct field *member)
{
    if (f->type == FIELD_REF)
        buf_printf(&m->sql, "select id from %s where %s = $1 order by id", m->kind->id, f->id);
    else
        buf_printf(&m->sql, "select id from %s where value = $1 order by id", side_table(m->a, m->kind, f, member));
    make(m, s, arena_printf(m->a, "pointing.%s%s%s", f->id, member ? "." : "", member ? member->id : ""), "i", 1,
         false);
}

static void make_rows(struct maker *m, struct field_statements *s, const struct field *f)
{
    size_t n = 0;
    while (f->rows[n].id)
        n++;
    s->members = arena_array(m->a, n, struct side_statements);
    s->members_pointing = arena_array(m->a, n, struct statement);
    for (size_t i = 0; i < n && !arena_failed(m->a); i++)
        if (f->rows[i].type == FIELD_REF) {
            make_side(m, &s->members[i], f, &f->rows[i]);
            make_pointing(m, &s->members_pointing[i], f, &f->rows[i]);
        }
}

static void make_field(struct maker *m, struct field_statements *s, const struct field *f)
{
    if (field_is(f, FIELD_UNIQUE)) {
        buf_printf(&m->sql, "select id from %s where %s = $1 and id <> $2", m->kind->id, f->id);
        char types[3] = {type_letter(field_value_type(f)), 'i', '\0'};
        make(m, &s->same_value, arena_printf(m->a, "same.%s", f->id), types, 1, false);
    }
    if (field_is_list(f))
        make_side(m, &s->side, f, NULL);
    if (f->ref)
        make_pointing(m, &s->pointing, f, NULL);
    if (f->place == PLACE_PARENT) {
        buf_printf(&m->sql, "select id from %s_log where %s = $1 and op_id = $2 and deleted = 1 order by id",
                   m->kind->id, f->id);
        make(m, &s->gone, "gone", "ii", 1, false);
    }
    if (f->rows)
        make_rows(m, s, f);
}

static void make_history(struct maker *m)
{
    buf_text(&m->sql, "select t.from_us, t.to_us, t.deleted, t.changed_op, o.person_name, o.acting_for_name, o.what, "
                      "o.reason, o.address, ");
    put_list(&m->sql, &m->s->visible, "t.", false);
    buf_printf(&m->sql,
               " from @%s!log t left join operation o on o.id = t.changed_op where t.id = $1 and t.from_us < $2 "
               "order by t.from_us desc limit $3",
               m->kind->id);
    make(m, &m->s->history, "history", "iii", m->s->visible.n + HISTORY_COLUMNS, false);
}

/* PostgreSQL counts with sequences: a row of a table would make writers wait for each other's commits. */
static void make_codes(struct maker *m)
{
    const char *id = m->kind->id;
    buf_printf(&m->sql,
               "[[insert into code_counter (kind, last) values ('%s', $1) "
               "on conflict (kind) do update set last = last + $1 returning last||"
               "select nextval('code_%s_seq') from generate_series(1, $1)]]",
               id, id);
    make(m, &m->s->next_codes, "next_codes", "i", 1, true);
    buf_printf(&m->sql,
               "[[insert into code_counter (kind, last) values ('%s', $1) "
               "on conflict (kind) do update set last = max(last, $1) returning last||"
               "select case when last_value <= $1 then setval('code_%s_seq', $1) else last_value end "
               "from code_%s_seq]]",
               id, id, id);
    make(m, &m->s->raise_code, "raise_code", "i", 1, true);
}

static void find_visible(struct maker *m)
{
    struct columns *visible = &m->s->visible;
    visible->list = arena_array(m->a, (size_t)m->s->columns.n, struct column);
    for (int i = 0; i < m->s->columns.n && visible->list; i++)
        if (!m->s->columns.list[i].field || !field_is(m->s->columns.list[i].field, FIELD_SECRET))
            visible->list[visible->n++] = m->s->columns.list[i];
}

static const char *first_id(const struct field *f)
{
    return f->former ? f->former : f->id;
}

static void order_for_digests(struct maker *m)
{
    int n = kind_field_count(m->kind);
    int *order = arena_array(m->a, (size_t)n, int);
    for (int i = 0; i < n && order; i++) {
        int at = i;
        for (; at > 0 && strcmp(first_id(&m->kind->fields[i]), first_id(&m->kind->fields[order[at - 1]])) < 0; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    m->s->digest_order = order;
}

static void make_attached(struct maker *m)
{
    const char *id = m->kind->id;
    buf_printf(&m->sql, "select id from %s where about_kind = $1 and about = $2 order by id", id);
    make(m, &m->s->attached, "attached", "ti", 1, false);
    buf_printf(&m->sql,
               "select id from %s_log where about_kind = $1 and about = $2 and op_id = $3 and deleted = 1 order by id",
               id);
    make(m, &m->s->attached_gone, "attached_gone", "tii", 1, false);
}

static void make_all(struct maker *m)
{
    make_loads(m);
    make_referents(m);
    buf_printf(&m->sql, "insert into search_due (id, kind) select id, '%s' from %s where true on conflict do nothing",
               m->kind->id, m->kind->id);
    make(m, &m->s->search_defer_all, "search_defer_all", "", 0, true);
    m->s->search_defer_all.allowed_scan = "the search words of every record are made anew";
    for (int i = 0; i < KIND_KEYS_MAX && m->kind->keys[i][0]; i++)
        make_key(m, i);
    make_now_writes(m);
    make_log_writes(m);
    make_log_reads(m);
    make_blank(m, &m->s->blank_now, "blank_now", m->kind->id);
    make_blank(m, &m->s->blank_log, "blank_log", arena_printf(m->a, "%s_log", m->kind->id));
    make_verifies(m);
    make_history(m);
    if (kind_has_code(m->kind))
        make_codes(m);
    if (m->kind->access == ACCESS_ATTACHED)
        make_attached(m);
    for (int i = 0; m->kind->fields[i].id; i++)
        make_field(m, &m->s->fields[i], &m->kind->fields[i]);
}

enum err kind_statements_new(struct arena *a, struct kinds *kinds, const struct kind *kind,
                             struct kind_statements **ret_statements)
{
    struct maker m = {.a = a, .kinds = kinds, .kind = kind, .s = arena_one(a, struct kind_statements)};
    if (!m.s)
        return ERR_MEMORY;
    m.s->columns = columns_of(a, kind);
    m.s->fields = arena_array(a, (size_t)kind_field_count(kind), struct field_statements);
    find_visible(&m);
    order_for_digests(&m);
    if (arena_failed(a))
        return ERR_MEMORY;
    buf_init(&m.sql, 0);
    make_all(&m);
    buf_release(&m.sql);
    *ret_statements = m.s;
    return m.failure;
}

const struct kind_statements *statements_of(const struct op *op, const struct kind *kind)
{
    const struct kind_entry *e = kinds_entry(op->kinds, kind);
    assert(e && e->statements);
    return e->statements;
}
