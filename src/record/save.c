#include "record.texts.h"
#include "base/utf8.h"
#include "record/access_inner.h"
#include "record/act_inner.h"
#include "record/check.h"
#include "record/code.h"
#include "record/place.h"
#include "record/settle.h"
#include "record/write.h"

#include <assert.h>
#include <string.h>

/* A constraint of the database said no after our own checks said yes: another act was faster. */
static enum err tell_race(struct op *op, enum err e)
{
    if (e == ERR_CONFLICT && op->fault->code == OK)
        return fault(op->fault, ERR_CONFLICT, &T_record_race);
    return e;
}

static enum err missing(struct op *op, const struct kind *kind)
{
    return fault(op->fault, ERR_MISSING, &T_record_missing, kind_label(kind, op->language));
}

static enum err require(struct op *op, const struct record *r)
{
    bool may;
    TRY(access_may_record(op, ACCESS_WRITE, r, &may));
    return may ? OK : fault(op->fault, ERR_DENIED, &T_record_may_not_write, kind_label(r->kind, op->language));
}

/* The row of now, when this account may see and change it and it is still the revision that was looked at (0: any). */
static enum err open_row(struct op *op, const struct kind *kind, int64_t id, int64_t rev, struct record **ret_record)
{
    bool may, visible;
    TRY(record_lock_raw(op, kind, id, ret_record));
    if (!*ret_record)
        return missing(op, kind);
    TRY(access_may_record(op, ACCESS_WRITE, *ret_record, &may)); /* who writes also reads: access_table.c */
    if (!may) {
        TRY(access_may_record(op, ACCESS_READ, *ret_record, &visible));
        return visible ? fault(op->fault, ERR_DENIED, &T_record_may_not_write, kind_label(kind, op->language))
                       : missing(op, kind);
    }
    if (rev && (*ret_record)->rev != rev)
        return fault(op->fault, ERR_CONFLICT, &T_record_changed_meanwhile, kind_label(kind, op->language));
    return OK;
}

/* ---- what was given, made whole ---- */

static enum err settle(struct op *op, const struct record *before, const struct record *given,
                       struct record **ret_after)
{
    struct record *after = record_copy(op, given);
    if (!after)
        return ERR_MEMORY;
    *ret_after = after;
    for (int i = 0; after->kind->fields[i].id; i++)
        settle_value(op, &after->kind->fields[i], before ? &before->values[i] : NULL, &after->values[i]);
    after->code = utf8_tidy(op->arena, given->code ? given->code : "", false);
    if (before) {
        if (!after->code[0])
            after->code = before->code;
        after->unverified = before->unverified;
        after->changed_us = before->changed_us;
        after->changed_by_op = before->changed_by_op;
        return OK;
    }
    after->rev = 0;
    TRY(store_next_id(op, &after->id));
    return settle_owner(op, after);
}

/* ---- findings ---- */

static enum err refuse(struct op *op, const struct findings *f, enum finding_severity severity)
{
    const struct finding *first = f->list;
    while (first->severity != severity)
        first++;
    const char *words = finding_words(op, first);
    fault(op->fault, ERR_INPUT, severity == FINDING_ERROR ? &T_record_refused : &T_record_reason_wanted, words);
    return fault_at(op->fault, 0, 0, first->field);
}

/* A reason answers the questions of this save; a fact that was doubted keeps its reason while it is still doubted. */
static enum err answer_questions(struct op *op, const struct findings *f, const char *reason, struct record *after)
{
    if (f->n_errors)
        return refuse(op, f, FINDING_ERROR);
    if (!f->n_questions)
        after->unverified = "";
    else if (reason && reason[0])
        after->unverified = reason;
    else if (!after->unverified[0])
        return refuse(op, f, FINDING_QUESTION);
    return OK;
}

static bool is_same(const struct record *before, const struct record *after)
{
    for (int i = 0; after->kind->fields[i].id; i++)
        if (!value_equal(&before->values[i], &after->values[i]))
            return false;
    return place_same(before, after) && before->rank == after->rank && strcmp(before->code, after->code) == 0 &&
           strcmp(before->unverified, after->unverified) == 0;
}

/* What the caller sees of the row: what it gave, and what the save made of it. */
static void hand_back(const struct record *after, struct record *r)
{
    struct value *values = r->values;
    for (int i = 0; r->kind->fields[i].id; i++)
        if (!(r->kind->fields[i].flags & (FIELD_PERSONAL | FIELD_SECRET)))
            values[i] = after->values[i];
    *r = *after;
    r->values = values;
}

static enum err check_and_place(struct op *op, const struct record *before, struct record *after,
                                struct findings *findings)
{
    const struct check c = {op, before, after, findings};
    TRY(check_derive(&c));
    TRY(place_change(op, before, after));
    TRY(check_fields(&c));
    TRY(check_references(&c));
    TRY(check_unique(&c));
    return findings->n_errors ? OK : check_rules(&c);
}

static enum err save(struct op *op, struct record *r, const char *reason, struct findings *findings)
{
    struct record *before = NULL, *after;
    if (r->id)
        TRY(open_row(op, r->kind, r->id, r->rev, &before));
    TRY(settle(op, before, r, &after));
    TRY(check_and_place(op, before, after, findings));
    TRY(answer_questions(op, findings, reason, after));
    if (!before || !place_same(before, after))
        TRY(require(op, after));
    if (before && is_same(before, after)) {
        hand_back(after, r);
        return OK;
    }
    TRY(code_settle(op, before, after));
    TRY(before ? write_change(op, before, after) : write_new(op, after));
    hand_back(after, r);
    return OK;
}

enum err record_save(struct op *op, struct record *r, const char *reason, struct findings *ret_findings)
{
    assert(op->act);
    struct findings findings = {0};
    return tell_race(op, save(op, r, reason, ret_findings ? ret_findings : &findings));
}

enum err record_hold(struct op *op, const char *what)
{
    return store_is_writing(op) ? store_lock(op, what) : OK;
}

/* ---- deleting ---- */

static enum err delete_row(struct op *op, const struct kind *kind, int64_t id, void *arg);

static enum err delete_with_children(struct op *op, const struct record *before)
{
    TRY(place_each_child(op, before->kind, before->id, delete_row, NULL));
    return write_deletion(op, before);
}

static enum err delete_row(struct op *op, const struct kind *kind, int64_t id, void *arg)
{
    (void)arg;
    struct record *before;
    TRY(record_lock_raw(op, kind, id, &before));
    return before ? delete_with_children(op, before) : OK;
}

enum { REFERENCES_NAMED = 5 };

/* The first few by name, as far as this account may see them. */
static const char *name_references(struct op *op, const struct reference *list, size_t n)
{
    const char *words = "";
    for (size_t i = 0; i < n; i++) {
        const char *kind = list[i].kind ? kind_label(list[i].kind, op->language) : text_in(&T_record_unseen, op->language);
        words = arena_printf(op->arena, "%s%s%s%s%s", words, i ? "；" : "", kind, list[i].title[0] ? " " : "",
                             list[i].title);
    }
    return words;
}

enum err record_delete(struct op *op, const struct kind *kind, int64_t id, int64_t rev)
{
    assert(op->act);
    struct record *before;
    TRY(open_row(op, kind, id, rev, &before));
    struct reference *references;
    size_t n;
    TRY(record_references(op, kind, id, REFERENCES_NAMED, &references, &n));
    if (n)
        return fault(op->fault, ERR_CONFLICT, &T_record_referenced, name_references(op, references, n));
    return tell_race(op, delete_with_children(op, before));
}

/* ---- bringing back ---- */

static enum err revive(struct op *op, const struct raw_version *open, struct record *r)
{
    struct findings findings = {0};
    TRY(check_and_place(op, NULL, r, &findings));
    if (findings.n_errors)
        return refuse(op, &findings, FINDING_ERROR);
    TRY(require(op, r));
    return write_revival(op, open, r);
}

struct revival {
    int64_t deleted_by; /* the act that deleted the parent */
};

/* Children that went in the same act come back with their parent. */
static enum err revive_child(struct op *op, const struct kind *kind, int64_t id, void *arg)
{
    const struct revival *revival = arg;
    struct raw_version open;
    TRY(record_read_version(op, kind, &statements_of(op, kind)->log_open, (struct value[]){value_int(id)}, &open));
    if (!open.record || !open.deleted || open.record->changed_by_op != revival->deleted_by)
        return OK;
    struct record *r = record_copy(op, open.record);
    if (!r)
        return ERR_MEMORY;
    TRY(revive(op, &open, r));
    return place_each_gone_child(op, kind, id, revival->deleted_by, revive_child, arg);
}

static enum err restore_gone(struct op *op, const struct raw_version *open, struct record *r)
{
    struct revival revival = {.deleted_by = open->record->changed_by_op};
    TRY(revive(op, open, r));
    return place_each_gone_child(op, r->kind, r->id, revival.deleted_by, revive_child, &revival);
}

static enum err restore(struct op *op, const struct kind *kind, int64_t id, int64_t version_us)
{
    const struct kind_statements *s = statements_of(op, kind);
    struct raw_version open, wanted;
    TRY(record_read_version(op, kind, &s->log_at, (struct value[]){value_int(id), value_int(version_us)}, &wanted));
    TRY(record_read_version(op, kind, &s->log_open, (struct value[]){value_int(id)}, &open));
    if (!wanted.record || !open.record)
        return missing(op, kind);
    bool visible;
    TRY(access_may_record(op, ACCESS_READ, wanted.record, &visible));
    if (!visible)
        return missing(op, kind);
    if (open.deleted)
        return restore_gone(op, &open, wanted.record);
    TRY(open_row(op, kind, id, 0, &open.record));
    wanted.record->rev = open.record->rev;
    struct findings findings = {0};
    return save(op, wanted.record, op->act->reason && op->act->reason[0] ? op->act->reason : op->act->what, &findings);
}

enum err record_restore(struct op *op, const struct kind *kind, int64_t id, int64_t version_us)
{
    assert(op->act);
    return tell_race(op, restore(op, kind, id, version_us));
}
