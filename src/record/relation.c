/* What @kind stands for. */
#include "record/access.h"
#include "record/columns.h"
#include "record/schema.h"

#include <string.h>

static bool is_hidden(const struct column *c)
{
    return c->field && field_is(c->field, FIELD_SECRET);
}

enum err schema_relation_columns(struct arena *a, const struct kind *kind, const struct relation_column **ret_columns,
                                 size_t *ret_n)
{
    *ret_columns = NULL;
    *ret_n = 0;
    struct columns c = columns_of(a, kind);
    struct relation_column *list = c.list ? arena_array(a, (size_t)c.n + 1, struct relation_column) : NULL;
    if (!list)
        return ERR_MEMORY;
    for (int i = 0; i < c.n; i++)
        if (!is_hidden(&c.list[i]))
            list[(*ret_n)++] = (struct relation_column){c.list[i].name, c.list[i].type, c.list[i].field};
    *ret_columns = list;
    return OK;
}

/* The mask, as record/mask.c makes it in the program. */
static void put_masked(struct buf *b, const struct field *f)
{
    if (f->type == FIELD_PHONE)
        buf_printf(b,
                   "case when length(t.%s) < 8 then '****' "
                   "else substr(t.%s, 1, 3) || '****' || substr(t.%s, length(t.%s) - 3) end as %s",
                   f->id, f->id, f->id, f->id, f->id);
    else
        buf_printf(b, "substr(t.%s, 1, 1) || '＊' as %s", f->id, f->id);
}

static void put_columns(struct buf *b, const struct columns *c, bool log)
{
    const char *comma = "";
    for (int i = 0; i < c->n; i++) {
        const struct column *column = &c->list[i];
        if (is_hidden(column))
            continue;
        buf_text(b, comma);
        comma = ", ";
        if (column->field && field_is(column->field, FIELD_PERSONAL)) {
            put_masked(b, column->field);
        } else {
            buf_printf(b, "t.%s", log ? column->log_name : column->name);
            if (log && strcmp(column->log_name, column->name) != 0)
                buf_printf(b, " as %s", column->name);
        }
    }
}

static void put_grants(struct buf *b, const struct kind *kind, const char *what)
{
    buf_printf(b, "select %s from scope s where s.account = :me and s.class = ", what);
    if (kind->access == ACCESS_ATTACHED)
        buf_text(b, "t.access");
    else
        buf_int(b, kind->access);
    buf_printf(b, " and s.verb = %d", ACCESS_READ);
}

/* "Everything" is asked first and apart from the row: the databases answer it once a statement, and most accounts may
 * read the whole of most classes.  The places granted are likewise gathered once, and each row looks for its own among
 * them: that is four times as fast as asking, row by row, whether one of seven is granted. */
static void put_scope(struct buf *b, const struct kind *kind)
{
    buf_text(b, "(exists (");
    put_grants(b, kind, "1");
    buf_text(b, " and s.place = 0)");
    for (int p = PLACE_NONE; p < PLACE_COUNT; p++) {
        buf_printf(b, " or t.%s in (", p == PLACE_NONE ? "owner" : place_columns[p]);
        put_grants(b, kind, "s.place");
        buf_char(b, ')');
    }
    buf_char(b, ')');
}

static bool is_bare(const struct columns *c)
{
    for (int i = 0; i < c->n; i++)
        if (c->list[i].field && c->list[i].field->flags & (FIELD_PERSONAL | FIELD_SECRET))
            return false;
    return true;
}

static bool is_scoped(const struct kind *kind, enum statement_form form, enum relation_reach reach)
{
    if (reach == RELATION_ALL || kind_is(kind, KIND_PLAIN))
        return false;
    return form == FORM_NOW_SCOPED || form == FORM_AS_OF_SCOPED || access_class_is_guarded(kind->access);
}

static void put_subquery(struct buf *b, const struct kind *kind, const struct columns *c, const struct relation_text *r,
                         bool log, bool every_version)
{
    const char *and = " where ";
    buf_text(b, "(select ");
    put_columns(b, c, log);
    if (every_version)
        buf_text(b, ", t.from_us, t.to_us, t.deleted");
    buf_printf(b, " from %s%s t", kind->id, log ? "_log" : "");
    if (r->uses_at) {
        buf_printf(b, " where t.from_us <= :at%s", every_version ? "" : " and t.to_us > :at and t.deleted = 0");
        and = " and ";
    }
    if (r->uses_me) {
        buf_text(b, and);
        put_scope(b, kind);
    }
    buf_char(b, ')');
}

enum err schema_relation(struct arena *a, const struct kind *kind, enum store_engine engine, enum statement_form form,
                         enum relation_reach reach, struct relation_text *ret_relation)
{
    (void)engine; /* both understand the same text */
    struct columns c = columns_of(a, kind);
    if (!c.list)
        return ERR_MEMORY;
    bool past = form == FORM_AS_OF_ALL || form == FORM_AS_OF_SCOPED, every_version = reach == RELATION_LOG;
    bool log = past || every_version, scoped = is_scoped(kind, form, reach);
    *ret_relation = (struct relation_text){.sql = kind->id, .uses_me = scoped, .uses_at = past};
    if (kind_is(kind, KIND_PLAIN) || (!log && !scoped && is_bare(&c)))
        return OK;
    struct buf b;
    buf_init(&b, 0);
    put_subquery(&b, kind, &c, ret_relation, log, every_version);
    if (buf_failed(&b))
        arena_fail(a);
    ret_relation->sql = arena_text(a, buf_string(&b));
    buf_release(&b);
    return arena_failed(a) ? ERR_MEMORY : OK;
}
