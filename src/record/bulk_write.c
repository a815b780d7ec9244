/* What a chunk writes: each statement once, with the arguments of all its rows. */
#include "record.texts.h"
#include "record/bulk_inner.h"
#include "record/code.h"
#include "record/common.h"
#include "record/search.h"
#include "record/write.h"

#include <string.h>

enum { INDEXED_AT_ONCE_MAX = 200 };

static bool is_new(const struct entry *e)
{
    return e->row->verdict == BULK_NEW;
}

/* A second version in this act is written the slow way: it takes the place of the first. */
static bool is_changed(const struct chunk *c, const struct entry *e)
{
    return e->row->verdict == BULK_CHANGED && e->before->changed_by_op != c->op->act->id;
}

static bool is_rewritten(const struct chunk *c, const struct entry *e)
{
    return e->row->verdict == BULK_CHANGED && e->before->changed_by_op == c->op->act->id;
}

/* ---- ids and codes ---- */

static size_t count_new(const struct chunk *c, bool without_code)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++)
        n += is_new(&c->entries[i]) && !(without_code && c->entries[i].after->code[0]);
    return n;
}

static enum err give_ids(struct chunk *c)
{
    int64_t next;
    size_t n = count_new(c, false);
    if (!n)
        return OK;
    TRY(store_next_ids(c->op, (int64_t)n, &next));
    for (size_t i = 0; i < c->n; i++) {
        struct entry *e = &c->entries[i];
        if (!is_new(e))
            continue;
        e->after->id = next++;
        if (c->bulk->kind->self_place != PLACE_NONE)
            TRY(place_record_from(c->op, e->after, &c->bulk->standings));
    }
    return OK;
}

static enum err give_codes(struct chunk *c)
{
    size_t n = count_new(c, true), at = 0;
    const char **codes = NULL;
    if (!kind_has_code(c->bulk->kind))
        return OK;
    if (n)
        TRY(code_take(c->op, c->bulk->kind, n, &codes));
    for (size_t i = 0; i < c->n; i++) {
        struct record *r = c->entries[i].after;
        if (!is_new(&c->entries[i]))
            continue;
        if (r->code[0])
            TRY(code_settle(c->op, NULL, r));
        else
            r->code = codes[at++];
    }
    return OK;
}

/* ---- salts ---- */

static bool wants_salt(const struct entry *e)
{
    return !bulk_refused(e) && e->row->verdict != BULK_UNCHANGED && record_has_personal(e->after);
}

static int64_t salted_id(const struct entry *e)
{
    return wants_salt(e) && e->before ? e->before->id : 0;
}

static enum err read_salts(struct chunk *c)
{
    struct rows *rows;
    const char *json = bulk_ids_json(c, salted_id);
    if (strcmp(json, "[]") == 0)
        return OK;
    TRY(statement_run(c->op, common(c->op, COMMON_SALTS), (struct value[]){value_text(json)}, &rows));
    while (rows_next(rows)) {
        struct value salt = rows_keep_value(rows, 1);
        int64_t id = rows_int(rows, 0);
        for (size_t i = bulk_first_stored(c, id); i < c->n_stored && c->stored[i]->match == id; i++)
            if (salt.n_bytes == SALT_BYTES)
                c->stored[i]->salt = (const unsigned char *)salt.text;
    }
    return rows_close(rows);
}

static enum err give_salts(struct chunk *c)
{
    struct op *op = c->op;
    size_t n = 0;
    struct value *arguments = arena_array(op->arena, 2 * c->n + 1, struct value);
    unsigned char(*salts)[SALT_BYTES] = arena_alloc(op->arena, c->n * SALT_BYTES + 1);
    if (!arguments || !salts)
        return fault(op->fault, ERR_MEMORY, &T_record_memory);
    TRY(read_salts(c));
    for (size_t i = 0; i < c->n; i++) {
        struct entry *e = &c->entries[i];
        if (!wants_salt(e) || e->salt)
            continue;
        if (!salt_make(op, e->after->id, salts[n]))
            return fault(op->fault, ERR_BUG, &T_record_no_digest);
        e->salt = salts[n];
        arguments[2 * n] = value_int(e->after->id);
        arguments[2 * n + 1] = value_bytes(salts[n], SALT_BYTES);
        n++;
    }
    return statement_execute_many(op, common(op, COMMON_SALT_ADD), arguments, n);
}

/* ---- rows ---- */

enum table { TABLE_NOW, TABLE_LIGHT, TABLE_LOG, TABLE_CLOSE };

static void fill_arguments(const struct kind_statements *s, enum table table, const struct record *r,
                           struct value *arguments)
{
    if (table == TABLE_NOW) {
        write_now_arguments(s, r, arguments);
    } else if (table == TABLE_LIGHT) {
        write_light_arguments(s, r, arguments);
    } else if (table == TABLE_LOG) {
        write_log_arguments(s, r, false, arguments);
    } else {
        arguments[0] = value_int(r->id);
        arguments[1] = value_int(r->changed_us);
    }
}

/* Which rows a statement is for. */
enum rows_wanted { ROWS_NEW, ROWS_CHANGED, ROWS_CHANGED_LIGHTLY, ROWS_CHANGED_OTHERWISE, ROWS_WRITTEN };

static bool is_wanted(const struct chunk *c, const struct entry *e, enum rows_wanted wanted)
{
    if (wanted == ROWS_NEW || (wanted == ROWS_WRITTEN && is_new(e)))
        return is_new(e);
    if (!is_changed(c, e))
        return false;
    if (wanted == ROWS_CHANGED || wanted == ROWS_WRITTEN)
        return true;
    bool light = write_is_light(statements_of(c->op, c->bulk->kind), e->before, e->after);
    return light == (wanted == ROWS_CHANGED_LIGHTLY);
}

static enum err execute(struct chunk *c, const struct statement *s, enum table table, enum rows_wanted wanted)
{
    struct op *op = c->op;
    struct arena_mark mark = arena_mark(op->arena);
    size_t n = 0, width = (size_t)s->n_parameters;
    struct value *arguments = arena_array(op->arena, c->n * width + 1, struct value);
    if (!arguments)
        return fault(op->fault, ERR_MEMORY, &T_record_memory);
    for (size_t i = 0; i < c->n; i++) {
        const struct entry *e = &c->entries[i];
        if (is_wanted(c, e, wanted))
            fill_arguments(statements_of(op, c->bulk->kind), table, e->after, arguments + width * n++);
    }
    TRY(statement_execute_many(op, s, arguments, n));
    arena_rewind(op->arena, mark);
    return OK;
}

static enum err write_rows(struct chunk *c)
{
    const struct kind_statements *s = statements_of(c->op, c->bulk->kind);
    for (size_t i = 0; i < c->n; i++)
        if (is_new(&c->entries[i]) || is_changed(c, &c->entries[i]))
            write_stamp(c->op, c->entries[i].before, c->entries[i].after);
    TRY(execute(c, &s->insert_now, TABLE_NOW, ROWS_NEW));
    TRY(execute(c, &s->update_now, TABLE_NOW, ROWS_CHANGED_OTHERWISE));
    TRY(execute(c, &s->update_light, TABLE_LIGHT, ROWS_CHANGED_LIGHTLY));
    TRY(execute(c, &s->close_log, TABLE_CLOSE, ROWS_CHANGED));
    return execute(c, &s->insert_log, TABLE_LOG, ROWS_WRITTEN);
}

static enum err note_row(struct chunk *c, struct entry *e)
{
    TRY(write_side_tables(c->op, e->before, e->after));
    return act_note_salted(c->op, e->after, false, e->salt);
}

/* Nothing personal comes back that was not given. */
static void hand_back(struct entry *e)
{
    struct record *r = e->row->record;
    struct value *values = r->values;
    for (int i = 0; r->kind->fields[i].id; i++)
        if (!(r->kind->fields[i].flags & (FIELD_PERSONAL | FIELD_SECRET)))
            values[i] = e->after->values[i];
    *r = *e->after;
    r->values = values;
}

static enum err follow_row(struct chunk *c, struct entry *e)
{
    if (is_rewritten(c, e))
        TRY(write_change(c->op, e->before, e->after));
    else if (e->row->verdict != BULK_UNCHANGED)
        TRY(write_follow(c->op, e->before, e->after));
    hand_back(e);
    return OK;
}

static int64_t searched_id(const struct entry *e)
{
    bool written = is_new(e) || e->row->verdict == BULK_CHANGED;
    return written && (!e->before || search_differs(e->before, e->after)) ? e->after->id : 0;
}

/* A few are findable at once; the words of many are made after the act (search_catch_up). */
static enum err make_findable(struct chunk *c)
{
    if (c->n > INDEXED_AT_ONCE_MAX)
        return search_defer(c->op, c->bulk->kind, bulk_ids_json(c, searched_id));
    for (size_t i = 0; i < c->n; i++)
        if (searched_id(&c->entries[i]) && !is_rewritten(c, &c->entries[i]))
            TRY(search_index(c->op, c->entries[i].before, c->entries[i].after));
    return OK;
}

static bool refers_to_itself(const struct bulk *b)
{
    for (size_t i = 0; i < b->n_targets_by_kind; i++)
        if (b->targets_by_kind[i].kind == b->kind)
            return true;
    return false;
}

enum err bulk_write(struct chunk *c)
{
    TRY(give_ids(c));
    TRY(give_codes(c));
    TRY(give_salts(c));
    TRY(write_rows(c));
    for (size_t i = 0; i < c->n; i++)
        if (is_new(&c->entries[i]) || is_changed(c, &c->entries[i]))
            TRY(note_row(c, &c->entries[i]));
    for (size_t i = 0; i < c->n; i++)
        if (!bulk_refused(&c->entries[i]))
            TRY(follow_row(c, &c->entries[i]));
    TRY(make_findable(c));
    if (refers_to_itself(c->bulk))
        bulk_forget_targets(c->bulk);
    return OK;
}
