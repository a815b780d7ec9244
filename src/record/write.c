#include "record/write.h"

#include "record/access_inner.h"
#include "record/act_inner.h"
#include "record/place.h"
#include "record/search.h"

enum { OPEN_ARGUMENTS = 4 };
#define OPEN_US INT64_MAX

/* ---- the table of now ---- */

void write_now_arguments(const struct kind_statements *s, const struct record *r, struct value *arguments)
{
    for (int i = 0; i < s->columns.n; i++)
        arguments[i] = record_column(r, &s->columns.list[i]);
}

bool write_is_light(const struct kind_statements *s, const struct record *before, const struct record *after)
{
    for (int i = 0; i < s->columns.n; i++) {
        struct value was = record_column(before, &s->columns.list[i]), is = record_column(after, &s->columns.list[i]);
        if (!s->light[i] && !value_equal(&was, &is))
            return false;
    }
    return true;
}

void write_light_arguments(const struct kind_statements *s, const struct record *r, struct value *arguments)
{
    int n = 0;
    for (int i = 0; i < s->columns.n; i++)
        if (s->columns.list[i].role == COLUMN_ID || s->light[i])
            arguments[n++] = record_column(r, &s->columns.list[i]);
}

static enum err fill_side(struct op *op, const struct side_statements *s, int64_t id, const struct value *json,
                          bool was_there)
{
    if (was_there)
        TRY(statement_execute(op, &s->clear, (struct value[]){value_int(id)}, NULL));
    if (value_is_absent(json))
        return OK;
    return statement_execute(op, &s->fill, (struct value[]){value_int(id), *json}, NULL);
}

/* Of the lists that differ; before or after is NULL for what is new or gone. */
enum err write_side_tables(struct op *op, const struct record *before, const struct record *after)
{
    static const struct value absent = {.type = VALUE_NULL};
    const struct record *r = after ? after : before;
    const struct kind_statements *s = statements_of(op, r->kind);
    for (int i = 0; r->kind->fields[i].id; i++) {
        const struct field *f = &r->kind->fields[i];
        const struct value *old = before ? &before->values[i] : &absent, *new = after ? &after->values[i] : &absent;
        if ((!field_is_list(f) && f->type != FIELD_ROWS) || value_equal(old, new))
            continue;
        bool was_there = !value_is_absent(old);
        if (field_is_list(f))
            TRY(fill_side(op, &s->fields[i].side, r->id, new, was_there));
        for (int j = 0; f->rows && f->rows[j].id; j++)
            if (f->rows[j].type == FIELD_REF)
                TRY(fill_side(op, &s->fields[i].members[j], r->id, new, was_there));
    }
    return OK;
}

static enum err write_now(struct op *op, const struct record *before, const struct record *after)
{
    const struct kind_statements *s = statements_of(op, after ? after->kind : before->kind);
    if (!after) {
        TRY(write_side_tables(op, before, NULL));
        TRY(search_index(op, before, NULL));
        return statement_execute(op, &s->delete_now, (struct value[]){value_int(before->id)}, NULL);
    }
    struct value arguments[STATEMENT_PARAMETERS_MAX];
    bool light = before && write_is_light(s, before, after);
    if (light)
        write_light_arguments(s, after, arguments);
    else
        write_now_arguments(s, after, arguments);
    TRY(statement_execute(op, light ? &s->update_light : before ? &s->update_now : &s->insert_now, arguments, NULL));
    TRY(search_index(op, before, after));
    return write_side_tables(op, before, after);
}

/* ---- the log ---- */

void write_log_arguments(const struct kind_statements *s, const struct record *r, bool deleted, struct value *arguments)
{
    int n = 0;
    arguments[n++] = value_int(r->changed_us);
    arguments[n++] = value_int(OPEN_US);
    arguments[n++] = value_int(r->changed_by_op);
    arguments[n++] = value_int(deleted);
    for (int i = 0; i < s->columns.n; i++)
        if (s->columns.list[i].role != COLUMN_CHANGED_US && s->columns.list[i].role != COLUMN_CHANGED_OP)
            arguments[n++] = record_column(r, &s->columns.list[i]);
}

/* open_op: the act that wrote the version which is open now; 0: there is none. */
static enum err write_log(struct op *op, int64_t open_op, const struct record *r, bool deleted)
{
    const struct kind_statements *s = statements_of(op, r->kind);
    struct value arguments[STATEMENT_PARAMETERS_MAX];
    write_log_arguments(s, r, deleted, arguments);
    if (open_op == op->act->id) {
        TRY(statement_execute(op, &s->replace_log, arguments, NULL));
    } else {
        if (open_op)
            TRY(statement_execute(op, &s->close_log, (struct value[]){value_int(r->id), value_int(r->changed_us)},
                                  NULL));
        TRY(statement_execute(op, &s->insert_log, arguments, NULL));
    }
    return act_note_version(op, r, deleted);
}

/* ---- versions ---- */

/* A second version by the same act is still the same revision. */
void write_stamp(const struct op *op, const struct record *before, struct record *r)
{
    r->rev = !before ? 1 : before->changed_by_op == op->act->id ? before->rev : before->rev + 1;
    r->changed_us = op->act->at_us;
    r->changed_by_op = op->act->id;
}

enum err write_follow(struct op *op, const struct record *before, const struct record *after)
{
    const struct kind *kind = after ? after->kind : before->kind;
    if (before && after && !place_same(before, after))
        TRY(place_followers(op, after));
    TRY(access_follow(op, before, after));
    const struct kind_rules *rules = kinds_rules(op->kinds, kind);
    return rules->follow ? rules->follow(op, before, after) : OK;
}

enum err write_new(struct op *op, struct record *r)
{
    write_stamp(op, NULL, r);
    TRY(write_now(op, NULL, r));
    TRY(write_log(op, 0, r, false));
    return write_follow(op, NULL, r);
}

enum err write_change(struct op *op, const struct record *before, struct record *after)
{
    write_stamp(op, before, after);
    TRY(write_now(op, before, after));
    TRY(write_log(op, before->changed_by_op, after, false));
    return write_follow(op, before, after);
}

enum err write_deletion(struct op *op, const struct record *before)
{
    struct record *gone = record_copy(op, before);
    if (!gone)
        return ERR_MEMORY;
    write_stamp(op, before, gone);
    TRY(write_now(op, before, NULL));
    TRY(write_log(op, before->changed_by_op, gone, true));
    return write_follow(op, before, NULL);
}

enum err write_revival(struct op *op, const struct raw_version *deleted, struct record *r)
{
    write_stamp(op, deleted->record, r);
    TRY(write_now(op, NULL, r));
    TRY(write_log(op, deleted->record->changed_by_op, r, false));
    TRY(place_followers(op, r));
    return write_follow(op, NULL, r);
}
