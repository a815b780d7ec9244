#include "record/search.h"

#include "base/tokens.h"
#include "base/utf8.h"
#include "record.texts.h"
#include "record/common.h"
#include "record/filter.h"
#include "record/row.h"
#include "record/sql.h"

#include <string.h>

/* ---- what is searched ---- */

static bool is_searched(const struct field *f)
{
    if (f->flags & (FIELD_PERSONAL | FIELD_SECRET) || field_value_type(f) != VALUE_TEXT)
        return false;
    return f->flags & (FIELD_TITLE | FIELD_SEARCH) || f->type == FIELD_USCC;
}

bool search_covers(const struct kind *kind)
{
    if (kind_is(kind, KIND_PLAIN) || kind_is(kind, KIND_HIDDEN))
        return false;
    for (const struct field *f = kind->fields; f->id; f++)
        if (is_searched(f))
            return true;
    return false;
}

bool search_differs(const struct record *before, const struct record *after)
{
    if (strcmp(before->code, after->code) != 0)
        return true;
    for (int i = 0; after->kind->fields[i].id; i++)
        if (is_searched(&after->kind->fields[i]) && !value_equal(&before->values[i], &after->values[i]))
            return true;
    return false;
}

/* All its tokens with a blank between. */
static enum err words_of(struct op *op, const struct record *r, const char **ret_words)
{
    struct tokens t;
    tokens_init(&t, op->arena);
    bool fits = tokens_add_text(&t, r->code);
    for (int i = 0; r->kind->fields[i].id && fits; i++) {
        const struct field *f = &r->kind->fields[i];
        if (!is_searched(f) || r->values[i].type != VALUE_TEXT)
            continue;
        fits = field_is(f, FIELD_NAMES_PINYIN) ? tokens_add_name(&t, r->values[i].text)
                                               : tokens_add_text(&t, r->values[i].text);
    }
    *ret_words = tokens_joined(&t);
    return fits && !arena_failed(op->arena) ? OK : fault(op->fault, ERR_MEMORY, &T_record_memory);
}

/* ---- keeping ---- */

static enum err drop_words(struct op *op, int64_t id)
{
    return statement_execute(op, common(op, COMMON_SEARCH_DROP), (struct value[]){value_int(id)}, NULL);
}

/* SQLite's index holds words under the number of an entry that is never used again: what a record said before needs
 * not be known to take it out. */
static enum err add_words(struct op *op, const struct record *r)
{
    const char *words;
    int64_t entry = r->id;
    TRY(words_of(op, r, &words));
    bool apart = store_engine_of(op->store) == STORE_SQLITE;
    if (apart) {
        TRY(store_next_id(op, &entry));
        TRY(statement_execute(op, common(op, COMMON_SEARCH_ENTRY),
                              (struct value[]){value_int(entry), value_int(r->id), value_text(r->kind->id)}, NULL));
    }
    return statement_execute(op, common(op, COMMON_SEARCH_ADD),
                             (struct value[]){value_int(entry), value_text(words), value_text(r->kind->id)}, NULL);
}

enum err search_index(struct op *op, const struct record *before, const struct record *after)
{
    const struct kind *kind = after ? after->kind : before->kind;
    if (!search_covers(kind) || (before && after && !search_differs(before, after)))
        return OK;
    struct arena_mark mark = arena_mark(op->arena);
    if (before)
        TRY(drop_words(op, before->id));
    if (after)
        TRY(add_words(op, after));
    arena_rewind(op->arena, mark);
    return OK;
}

enum err search_defer(struct op *op, const struct kind *kind, const char *ids)
{
    if (!search_covers(kind) || strcmp(ids, "[]") == 0)
        return OK;
    return statement_execute(op, common(op, COMMON_SEARCH_DEFER),
                             (struct value[]){value_text(kind->id), value_text(ids)}, NULL);
}

struct due {
    int64_t id;
    const char *kind;
};
struct catching_up {
    size_t limit;
    bool left;
};

static enum err read_due(struct op *op, size_t limit, struct due **ret_due, size_t *ret_n)
{
    struct rows *rows;
    *ret_n = 0;
    *ret_due = arena_array(op->arena, limit, struct due);
    if (!*ret_due)
        return fault(op->fault, ERR_MEMORY, &T_record_memory);
    TRY(statement_run(op, common(op, COMMON_SEARCH_DUE), (struct value[]){value_int((int64_t)limit)}, &rows));
    while (*ret_n < limit && rows_next(rows))
        (*ret_due)[(*ret_n)++] = (struct due){rows_int(rows, 0), rows_keep_text(rows, 1)};
    return rows_close(rows);
}

enum err search_is_due(struct op *op, bool *ret_due)
{
    struct due *due;
    size_t n;
    TRY(read_due(op, 1, &due, &n));
    *ret_due = n > 0;
    return OK;
}

static enum err settle_due(struct op *op, const struct due *due)
{
    struct record *r = NULL;
    const struct kind *kind = kinds_find(op->kinds, due->kind);
    struct arena_mark mark = arena_mark(op->arena);
    TRY(drop_words(op, due->id));
    if (kind)
        TRY(record_read_raw(op, kind, due->id, &r));
    if (r)
        TRY(add_words(op, r));
    TRY(statement_execute(op, common(op, COMMON_SEARCH_SETTLED), (struct value[]){value_int(due->id)}, NULL));
    arena_rewind(op->arena, mark);
    return OK;
}

static enum err catch_up(struct op *op, void *arg)
{
    struct catching_up *c = arg;
    struct due *due;
    size_t n;
    TRY(read_due(op, c->limit, &due, &n));
    for (size_t i = 0; i < n; i++)
        TRY(settle_due(op, &due[i]));
    c->left = n == c->limit;
    return OK;
}

enum err search_catch_up(struct op *op, size_t limit, bool *ret_left)
{
    struct catching_up c = {limit, false};
    enum err e = store_write(op, catch_up, &c);
    *ret_left = c.left;
    return e;
}

enum err search_rebuild(struct op *op)
{
    TRY(statement_execute(op, common(op, COMMON_SEARCH_CLEAR), NULL, NULL));
    for (size_t i = 0; i < kinds_count(op->kinds); i++) {
        const struct kind *kind = kinds_at(op->kinds, i);
        if (search_covers(kind))
            TRY(statement_execute(op, &statements_of(op, kind)->search_defer_all, NULL, NULL));
    }
    return OK;
}

/* ---- looking ---- */

static void put_term(struct buf *b, enum store_engine engine, const struct token_term *term, bool first)
{
    if (engine == STORE_SQLITE)
        buf_printf(b, "%s\"%s\"%s", first ? "" : " AND ", term->token, term->is_prefix ? "*" : "");
    else
        buf_printf(b, "%s'%s'%s", first ? "" : " & ", term->token, term->is_prefix ? ":*" : "");
}

/* In the language of the database's index; NULL when nothing could be found.  Tokens hold letters, digits and Han
 * characters alone, so that none of its marks stands in them. */
static const char *match_text(struct op *op, const char *words)
{
    size_t n;
    const struct token_term *terms = tokens_of_query(op->arena, words, &n);
    struct buf b;
    if (!terms || !n)
        return NULL;
    buf_init(&b, 0);
    for (size_t i = 0; i < n; i++)
        put_term(&b, store_engine_of(op->store), &terms[i], i == 0);
    if (buf_failed(&b))
        arena_fail(op->arena);
    const char *text = arena_text(op->arena, buf_string(&b));
    buf_release(&b);
    return text;
}

static void put_matches(struct sql *s, const char *match)
{
    sql_either(s, "search_words w join search_entry e on e.entry = w.rowid where w.search_words match ",
               "search_words e where e.words @@ cast(");
    sql_value(s, value_text(match));
    sql_either(s, "", " as tsquery)");
}

void search_put(struct sql *s, const struct kind *kind, const char *alias, const char *words)
{
    const char *match = search_covers(kind) ? match_text(s->op, words) : NULL;
    if (!match) {
        sql_text(s, " and 1 = 0");
        return;
    }
    sql_printf(s, " and %s.id in (select e.id from ", alias);
    put_matches(s, match);
    sql_printf(s, " and e.kind = '%s')", kind->id);
}

void search_put_from(struct sql *s, const struct kind *kind, const char *words)
{
    const char *match = search_covers(kind) ? match_text(s->op, words) : NULL;
    bool along = s->engine == STORE_SQLITE && match; /* PostgreSQL's planner finds that way by itself */
    sql_text(s, " from ");
    if (along)
        sql_text(s, "search_words w cross join search_entry e on e.entry = w.rowid cross join ");
    sql_relation(s, kind);
    sql_text(s, along ? " t on t.id = e.id" : " t where 1 = 1");
    if (!along) {
        search_put(s, kind, "t", words);
        return;
    }
    sql_printf(s, " where e.kind = '%s' and w.search_words match ", kind->id);
    sql_value(s, value_text(match));
}

/* ---- the past ---- */

static struct filter *contains(struct arena *a, const struct kind *kind, const char *column, const char *part)
{
    struct filter *f = arena_one(a, struct filter);
    struct filter_range *range = arena_one(a, struct filter_range);
    if (!f || !range)
        return NULL;
    range->low = range->high = value_text(part);
    f->type = FILTER_CONDITION;
    f->condition = (struct filter_condition){.kind = kind, .comparison = FILTER_CONTAINS, .ranges = range, .n = 1};
    list_column_find(kind, column, &f->condition.column);
    return f;
}

static struct filter *either(struct arena *a, struct filter *one, struct filter *other)
{
    if (!one || !other)
        return one ? one : other;
    struct filter *f = arena_one(a, struct filter);
    if (f)
        *f = (struct filter){.type = FILTER_ANY, .left = one, .right = other};
    return f;
}

static struct filter *anywhere(struct arena *a, const struct kind *kind, const char *part)
{
    struct filter *found = kind_has_code(kind) ? contains(a, kind, "code", part) : NULL;
    for (const struct field *f = kind->fields; f->id; f++)
        if (is_searched(f) && !field_is_list(f))
            found = either(a, found, contains(a, kind, f->id, part));
    return found;
}

enum err search_filter(struct op *op, const struct kind *kind, const char *words, struct filter **ret_filter)
{
    enum { WORDS_MAX = 8 };
    char *rest = filter_lower(op->arena, utf8_tidy(op->arena, words, false)), *word;
    *ret_filter = NULL;
    for (int n = 0; n < WORDS_MAX && (word = strsep(&rest, " ")) != NULL;)
        if (*word) {
            *ret_filter = filter_and(op->arena, *ret_filter, anywhere(op->arena, kind, word));
            n++;
        }
    return arena_failed(op->arena) ? fault(op->fault, ERR_MEMORY, &T_record_memory) : OK;
}

/* ---- everywhere ---- */

struct question {
    struct op *op;
    const char *words, *match;
    size_t hits_max;
};

static const char *title_column(const struct kind *kind)
{
    const struct field *title = kind_title(kind);
    return title ? title->id : "code";
}

/* Kinds that have a match at all, whoever asks: only to know where to look. */
static enum err kinds_with_matches(const struct question *q, const struct kind ***ret_kinds, size_t *ret_n)
{
    struct sql s;
    struct rows *rows = NULL;
    *ret_n = 0;
    *ret_kinds = arena_array(q->op->arena, kinds_count(q->op->kinds) + 1, const struct kind *);
    if (!*ret_kinds)
        return fault(q->op->fault, ERR_MEMORY, &T_record_memory);
    sql_init(&s, q->op);
    sql_text(&s, "select distinct e.kind from ");
    put_matches(&s, q->match);
    enum err e = sql_run(&s, "search.kinds", 1, &rows);
    while (e == OK && *ret_n < kinds_count(q->op->kinds) && rows_next(rows)) {
        const struct kind *kind = kinds_find(q->op->kinds, rows_text(rows, 0));
        if (kind && search_covers(kind))
            (*ret_kinds)[(*ret_n)++] = kind;
    }
    enum err closed = rows_close(rows);
    sql_release(&s);
    return e == OK ? closed : e;
}

static enum err count_hits(const struct question *q, struct search_group *g)
{
    struct sql s;
    struct rows *rows = NULL;
    sql_init(&s, q->op);
    sql_text(&s, "select count(*) from (select 1");
    search_put_from(&s, g->kind, q->words);
    sql_printf(&s, " limit %d) n", SEARCH_COUNT_MAX + 1);
    enum err e = sql_run(&s, "search.count", 1, &rows);
    g->count = e == OK && rows_next(rows) ? rows_int(rows, 0) : 0;
    g->count_is_more = g->count > SEARCH_COUNT_MAX;
    g->count -= g->count_is_more;
    enum err closed = rows_close(rows);
    sql_release(&s);
    return e == OK ? closed : e;
}

/* Called so, beginning so, so somewhere, found by other fields; then the shorter title. */
static void put_nearness(struct sql *s, const struct question *q, const struct kind *kind)
{
    const char *title = title_column(kind);
    struct value words = value_text(filter_lower(q->op->arena, q->words));
    sql_either(s, " order by case when lower(t.", " order by case when lower(t.");
    sql_text(s, title);
    sql_either(s, ") = ", " collate \"C\") = ");
    sql_value(s, words);
    if (kind_has_code(kind)) {
        sql_either(s, " or lower(t.code) = ", " or lower(t.code collate \"C\") = ");
        sql_value(s, words);
    }
    sql_either(s, " then 0 else case instr(lower(t.", " then 0 else case strpos(lower(t.");
    sql_text(s, title);
    sql_either(s, "), ", " collate \"C\"), ");
    sql_value(s, words);
    sql_printf(s, ") when 1 then 1 when 0 then 3 else 2 end end, length(t.%s), t.%s, t.id", title, title);
}

static enum err read_hits(const struct question *q, struct search_group *g)
{
    struct sql s;
    struct rows *rows = NULL;
    g->hits = arena_array(q->op->arena, q->hits_max + 1, struct search_hit);
    if (!g->hits)
        return fault(q->op->fault, ERR_MEMORY, &T_record_memory);
    sql_init(&s, q->op);
    sql_printf(&s, "select t.id, %s, t.%s", kind_has_code(g->kind) ? "t.code" : "''", title_column(g->kind));
    search_put_from(&s, g->kind, q->words);
    put_nearness(&s, q, g->kind);
    sql_printf(&s, " limit %zu", q->hits_max);
    enum err e = sql_run(&s, "search.hits", 3, &rows);
    while (e == OK && g->n < q->hits_max && rows_next(rows))
        g->hits[g->n++] = (struct search_hit){rows_int(rows, 0), rows_keep_text(rows, 1), rows_keep_text(rows, 2)};
    enum err closed = rows_close(rows);
    sql_release(&s);
    return e == OK ? closed : e;
}

enum err search_everywhere(struct op *op, const char *words, size_t hits_per_kind, struct search_group **ret_groups,
                           size_t *ret_n)
{
    const char *tidy = utf8_tidy(op->arena, words, false);
    struct question q = {op, tidy, match_text(op, tidy), hits_per_kind};
    const struct kind **kinds;
    size_t n;
    *ret_groups = NULL;
    *ret_n = 0;
    if (op->as_of_us)
        return fault(op->fault, ERR_INPUT, &T_search_past);
    if (!q.match)
        return arena_failed(op->arena) ? fault(op->fault, ERR_MEMORY, &T_record_memory) : OK;
    TRY(kinds_with_matches(&q, &kinds, &n));
    *ret_groups = arena_array(op->arena, n + 1, struct search_group);
    if (!*ret_groups)
        return fault(op->fault, ERR_MEMORY, &T_record_memory);
    for (size_t i = 0; i < kinds_count(op->kinds); i++)
        for (size_t k = 0; k < n; k++) {
            if (kinds[k] != kinds_at(op->kinds, i))
                continue;
            struct search_group g = {.kind = kinds[k]};
            TRY(count_hits(&q, &g));
            if (!g.count)
                continue;
            TRY(read_hits(&q, &g));
            (*ret_groups)[(*ret_n)++] = g;
        }
    return OK;
}
