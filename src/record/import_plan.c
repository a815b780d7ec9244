#include "record/import_plan.h"

#include "base/hash.h"
#include "base/json.h"
#include "record.texts.h"
#include "record/access.h"
#include "record/act.h"
#include "record/compose.h"
#include "record/kind_statements.h"
#include "record/row.h"

#include <string.h>

enum { CANDIDATES_MAX = 8, REF_KINDS_MAX = 16 };

/* Titles of one referenced kind, asked for once each. */
struct lookup {
    const struct kind *kind;
    struct statement by_title;
    struct hash ids; /* title → 1 + index of found, or 0: asked, none */
};

struct planner {
    struct op *op;
    struct import_reading *reading;
    const struct import_decisions *decisions;
    struct import_plan *plan;
    bool writing;
    struct lookup lookups[REF_KINDS_MAX];
    int n_lookups;
    size_t missing_capacity;
    const struct import_answer *found;
};

/* ---- answers ---- */

static const char *answer_of(const struct planner *p, int32_t row, const char *field)
{
    for (size_t i = 0; i < p->decisions->n_answers; i++) {
        const struct import_answer *a = &p->decisions->answers[i];
        if (a->row == row && strcmp(a->field, field) == 0)
            return a->typed;
    }
    return NULL;
}

static bool is_word(const char *answer, const char *word)
{
    return answer && strcmp(answer, word) == 0;
}

/* ---- finding what a name means ---- */

static enum err lookup_of(struct planner *p, const struct kind *kind, struct lookup **ret_lookup)
{
    for (int i = 0; i < p->n_lookups; i++) {
        if (p->lookups[i].kind == kind) {
            *ret_lookup = &p->lookups[i];
            return OK;
        }
    }
    if (p->n_lookups == REF_KINDS_MAX)
        return fault(p->op->fault, ERR_BUG, &T_import_too_many_kinds, kind->id);
    struct lookup *l = &p->lookups[p->n_lookups++];
    l->kind = kind;
    hash_init(&l->ids, p->op->arena);
    const struct field *title = kind_title(kind);
    const char *code = kind->flags & KIND_NO_CODE ? "null" : "k.code";
    const char *sql =
        arena_printf(p->op->arena, "select k.id from @%s k where k.%s = $1 or %s = $1 order by k.id limit %d", kind->id,
                     title ? title->id : "id", code, CANDIDATES_MAX);
    *ret_lookup = l;
    return compose(p->op->arena, p->op->kinds, "import_by_title", "t", 1, false, sql, &l->by_title);
}

/* 新能源汽车产业链 is known as 新能源汽车. */
static const char *shorter_name(struct arena *a, const struct kind *kind, const char *name)
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

static enum err ask_database(struct planner *p, struct lookup *l, const char *name, int64_t *ret_id, size_t *ret_n)
{
    int64_t *ids;
    TRY(read_ids(p->op, &l->by_title, (struct value[]){value_text(name)}, &ids, ret_n));
    *ret_id = *ret_n ? ids[0] : 0;
    const char *shorter = *ret_n ? NULL : shorter_name(p->op->arena, l->kind, name);
    return shorter ? ask_database(p, l, shorter, ret_id, ret_n) : OK;
}

/* *ret_n: 0 none, 1 found, more: ambiguous. */
static enum err find_by_name(struct planner *p, const struct kind *kind, const char *name, int64_t *ret_id,
                             size_t *ret_n)
{
    struct lookup *l;
    TRY(lookup_of(p, kind, &l));
    union hash_value *known = hash_at(&l->ids, name);
    if (!known)
        return ERR_MEMORY;
    if (known->number > 0) {
        *ret_id = known->number;
        *ret_n = 1;
        return OK;
    }
    TRY(ask_database(p, l, name, ret_id, ret_n));
    known = hash_at(&l->ids, name);
    if (known && *ret_n == 1)
        known->number = *ret_id;
    return OK;
}

/* ---- what is not there ---- */

static bool is_made_by_name(const struct kind *kind)
{
    static const char *const kinds[] = {"region", "unit", "chain"};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(kind->id, kinds[i]) == 0)
            return true;
    return false;
}

static enum err note_missing(struct planner *p, const struct kind *kind, const char *name)
{
    struct import_plan *plan = p->plan;
    for (size_t i = 0; i < plan->n_missing; i++) {
        if (plan->missing[i].kind == kind && strcmp(plan->missing[i].name, name) == 0) {
            plan->missing[i].rows++;
            return OK;
        }
    }
    bool may;
    if (!arena_grow(p->op->arena, &plan->missing, plan->n_missing, &p->missing_capacity))
        return ERR_MEMORY;
    TRY(access_may(p->op, kind->access, ACCESS_WRITE, &may));
    plan->missing[plan->n_missing++] = (struct import_missing){kind, name, 1, may && is_made_by_name(kind)};
    return OK;
}

/* A region, a unit, a chain with nothing but its name and what its name says. */
static enum err make_missing(struct planner *p, const struct field *f, const struct kind *kind, const char *name,
                             int64_t *ret_id)
{
    struct record *r;
    struct findings findings = {0};
    const char *shorter = shorter_name(p->op->arena, kind, name);
    TRY(record_new(p->op, kind, &r));
    record_set_text(r, kind_title(kind)->id, shorter ? shorter : name);
    if (strcmp(kind->id, "region") == 0)
        record_set_text(r, "kind",
                        f->place == PLACE_PARK || strstr(name, "园") || strstr(name, "开发区") ? "park" : "district");
    if (strcmp(kind->id, "unit") == 0)
        record_set_text(r, "kind", strstr(name, "管委会") ? "park_board" : "department");
    TRY(record_save(p->op, r, "", &findings));
    *ret_id = r->id;
    struct lookup *l;
    TRY(lookup_of(p, kind, &l));
    union hash_value *known = hash_at(&l->ids, name);
    if (known)
        known->number = r->id;
    return known ? OK : ERR_MEMORY;
}

/* ---- one row ---- */

static enum err refuse_row(struct planner *p, struct import_planned_row *out, const struct text *why, const char *arg,
                           const char *arg2)
{
    out->outcome = IMPORT_IS_REFUSED;
    out->why = why;
    out->why_words = text_format(p->op->arena, why, p->op->language, (const char *[]){arg, arg2}, 2);
    return OK;
}

/* A name becomes an id; one that is not there, or twice, makes the row wait or leaves the field empty. */
static enum err set_reference(struct planner *p, struct import_planned_row *out, const struct field *f,
                              const char *name)
{
    const struct kind *kind = kinds_find(p->op->kinds, f->ref);
    int64_t id = 0;
    size_t n = 0;
    TRY(find_by_name(p, kind, name, &id, &n));
    if (n == 0 && p->decisions->make_missing && is_made_by_name(kind)) {
        if (!p->writing) {
            TRY(note_missing(p, kind, name));
            return OK; /* will be made */
        }
        TRY(make_missing(p, f, kind, name, &id));
        n = 1;
    }
    if (n == 1) {
        record_set_int(out->record, f->id, id);
        return OK;
    }
    if (n == 0)
        TRY(note_missing(p, kind, name));
    if (!field_is(f, FIELD_REQUIRED))
        return OK;
    out->outcome = IMPORT_IS_WAITING;
    out->why = n ? &T_import_ambiguous : &T_import_no_such_record;
    out->why_words = text_format(p->op->arena, out->why, p->op->language, (const char *[]){f->zh, name}, 2);
    return OK;
}

static enum err set_value(struct planner *p, struct import_planned_row *out, const struct field *f,
                          const struct value *v)
{
    if (v->type == VALUE_NULL)
        return OK; /* an empty cell says nothing and erases nothing */
    if (f->type == FIELD_REF && v->type == VALUE_TEXT)
        return set_reference(p, out, f, v->text);
    record_set(out->record, f->id, *v);
    return OK;
}

static enum err set_answer(struct planner *p, struct import_planned_row *out, const struct field *f, const char *typed)
{
    struct findings findings = {0};
    if (is_word(typed, IMPORT_TAKE) || is_word(typed, IMPORT_SKIP))
        return OK;
    if (f->type == FIELD_REF)
        return set_reference(p, out, f, typed);
    TRY(record_set_typed(p->op, out->record, f, typed, &findings));
    return findings.n_errors ? refuse_row(p, out, &T_import_bad_answer, f->zh, typed) : OK;
}

/* Every doubt that makes the row wait has its answer. */
static bool is_answered(const struct planner *p, const struct import_row *row)
{
    if (answer_of(p, row->row, ""))
        return true;
    const struct import_reading *r = p->reading;
    for (size_t i = 0; i < r->n_doubts; i++)
        if (r->doubts[i].row == row->row && r->doubts[i].effect == IMPORT_WAIT &&
            !answer_of(p, row->row, r->doubts[i].field ? r->doubts[i].field->id : "code"))
            return false;
    return true;
}

/* By code, then by the natural keys in order of trust: the record that the row is about. */
static enum err find_existing(struct planner *p, struct import_planned_row *out, const struct record *wanted,
                              int64_t *ret_id, size_t *ret_n)
{
    const struct kind *kind = p->reading->kind;
    const struct kind_statements *s = statements_of(p->op, kind);
    *ret_id = 0;
    *ret_n = 0;
    if (*out->read->code) {
        int64_t *ids;
        TRY(read_ids(p->op, &s->find, (struct value[]){value_text(out->read->code)}, &ids, ret_n));
        *ret_id = *ret_n ? ids[0] : 0;
    }
    for (int k = 0; k < KIND_KEYS_MAX && kind->keys[k][0] && !*ret_n; k++) {
        struct value key[KEY_FIELDS_MAX + 2];
        int n = 0;
        bool whole = true;
        for (; kind->keys[k][n]; n++) {
            key[n] = record_value(wanted, kind->keys[k][n]);
            whole = whole && key[n].type != VALUE_NULL;
        }
        key[n] = value_int(0);
        if (s->same_key[k].n_parameters > n + 1)
            key[n + 1] = record_value(wanted, kind->keys[0][0]);
        int64_t *ids;
        if (!whole)
            continue;
        TRY(read_ids(p->op, &s->same_key[k], key, &ids, ret_n));
        *ret_id = *ret_n ? ids[0] : 0;
    }
    return OK;
}

static enum err fill_record(struct planner *p, struct import_planned_row *out)
{
    const struct import_reading *r = p->reading;
    for (const struct field *f = r->kind->fields; f->id; f++) {
        const char *answer = answer_of(p, out->read->row, f->id);
        if (!answer && out->read->values[f - r->kind->fields].type == VALUE_NULL)
            answer = answer_of(p, 0, f->id);
        TRY(set_value(p, out, f, &out->read->values[f - r->kind->fields]));
        if (answer && out->outcome != IMPORT_IS_REFUSED)
            TRY(set_answer(p, out, f, answer));
    }
    return OK;
}

static bool same_content(const struct record *a, const struct record *b)
{
    for (int i = 0; a->kind->fields[i].id; i++)
        if (!value_equal(&a->values[i], &b->values[i]))
            return false;
    return true;
}

/* What the records' own rules say: errors refuse, questions are answered by where the fact comes from. */
static enum err check_row(struct planner *p, struct import_planned_row *out)
{
    struct findings findings = {0};
    bool will_be_made = p->plan->n_missing && p->decisions->make_missing && !p->writing;
    if (will_be_made)
        return OK;
    TRY(record_check(p->op, out->before, out->record, &findings));
    for (size_t i = 0; i < findings.n; i++) {
        if (findings.list[i].severity != FINDING_ERROR)
            continue;
        out->outcome = IMPORT_IS_REFUSED;
        out->why_words = finding_words(p->op, &findings.list[i]);
        return OK;
    }
    return OK;
}

static enum err plan_record(struct planner *p, struct import_planned_row *out)
{
    int64_t id;
    size_t n;
    TRY(record_new(p->op, p->reading->kind, &out->record));
    TRY(fill_record(p, out));
    if (out->outcome == IMPORT_IS_WAITING || out->outcome == IMPORT_IS_REFUSED)
        return OK;
    TRY(find_existing(p, out, out->record, &id, &n));
    if (n > 1) {
        out->outcome = IMPORT_IS_WAITING;
        out->why = &T_import_several_records;
        out->why_words = text_in(out->why, p->op->language);
        return OK;
    }
    out->outcome = IMPORT_IS_NEW;
    if (n == 1) {
        TRY(record_read_raw(p->op, p->reading->kind, id, &out->before));
        out->record = record_copy(p->op, out->before);
        if (!out->record)
            return ERR_MEMORY;
        TRY(fill_record(p, out));
        out->outcome = same_content(out->before, out->record) ? IMPORT_IS_UNCHANGED : IMPORT_IS_CHANGED;
    } else if (*out->read->code) {
        out->record->code = out->read->code;
    }
    return out->outcome == IMPORT_IS_UNCHANGED ? OK : check_row(p, out);
}

static enum err plan_row(struct planner *p, struct import_planned_row *out)
{
    const struct import_row *row = out->read;
    if (row->fate == IMPORT_IGNORED || row->fate == IMPORT_REFUSED) {
        out->outcome = row->fate == IMPORT_IGNORED ? IMPORT_IS_IGNORED : IMPORT_IS_REFUSED;
        out->why = row->why;
        out->why_words = row->why ? text_format(p->op->arena, row->why, p->op->language, row->why_args, 2) : "";
        return OK;
    }
    if (is_word(answer_of(p, row->row, ""), IMPORT_SKIP)) {
        out->outcome = IMPORT_IS_IGNORED;
        return OK;
    }
    if (row->fate == IMPORT_WAITS && !is_answered(p, row)) {
        out->outcome = IMPORT_IS_WAITING;
        return OK;
    }
    return plan_record(p, out);
}

static void count(struct import_plan *plan, enum import_outcome outcome)
{
    int64_t *const counts[] = {
        [IMPORT_IS_NEW] = &plan->n_new,
        [IMPORT_IS_CHANGED] = &plan->n_changed,
        [IMPORT_IS_UNCHANGED] = &plan->n_unchanged,
        [IMPORT_IS_WAITING] = &plan->n_waiting,
        [IMPORT_IS_REFUSED] = &plan->n_refused,
        [IMPORT_IS_IGNORED] = &plan->n_ignored,
    };
    ++*counts[outcome];
}

/* One after another; when writing, each is saved before the next is planned, so that a second row about the same
 * record is a change of it. */
static enum err plan_all(struct planner *p)
{
    struct import_reading *r = p->reading;
    p->plan = arena_one(p->op->arena, struct import_plan);
    if (!p->plan)
        return ERR_MEMORY;
    p->plan->reading = r;
    p->plan->rows = arena_array(p->op->arena, r->n_rows + 1, struct import_planned_row);
    if (!p->plan->rows)
        return ERR_MEMORY;
    for (size_t i = 0; i < r->n_rows; i++) {
        struct import_planned_row *out = &p->plan->rows[i];
        out->read = &r->rows[i];
        TRY(plan_row(p, out));
        bool saves = out->outcome == IMPORT_IS_NEW || out->outcome == IMPORT_IS_CHANGED;
        if (p->writing && saves) {
            struct findings findings = {0};
            TRY(record_save(p->op, out->record, text_in(&T_import_reason, LANGUAGE_ZH), &findings));
        }
        count(p->plan, out->outcome);
    }
    return arena_failed(p->op->arena) ? ERR_MEMORY : OK;
}

enum err import_plan(struct op *op, struct import_reading *reading, const struct import_decisions *decisions,
                     struct import_plan **ret_plan)
{
    struct planner p = {.op = op, .reading = reading, .decisions = decisions};
    TRY(plan_all(&p));
    *ret_plan = p.plan;
    return OK;
}

static enum err apply_all(struct op *op, void *arg)
{
    struct planner *p = arg;
    p->op = op;
    p->n_lookups = 0;
    return plan_all(p);
}

enum err import_apply(struct op *op, struct import_reading *reading, const struct import_decisions *decisions,
                      const char *source, struct import_plan **ret_plan, int64_t *ret_operation)
{
    struct planner p = {.op = op, .reading = reading, .decisions = decisions, .writing = true};
    TRY(act_run(op, "import", source, apply_all, &p, ret_operation));
    *ret_plan = p.plan;
    return OK;
}
