#include "record/import_plan.h"

#include "record.texts.h"
#include "record/act.h"
#include "record/bulk.h"
#include "record/import_make.h"
#include "record/row.h"

#include <assert.h>
#include <string.h>

enum { RUN_BYTES = 256 << 20 };

struct import_run {
    const struct kind *kind;
    const struct import_decisions *decisions;
    struct bulk *bulk;
    struct arena *arena; /* what is remembered from piece to piece; forgotten when the act begins again */
    int64_t act;
    bool begun;
    struct import_names names;
    struct hash makes; /* kind US name: is made */
    int64_t outcomes[IMPORT_OUTCOME_COUNT];
};

/* Some thousand rows under way. */
struct batch {
    struct op *op;
    struct import_run *run;
    struct import_staged *rows;
    size_t n;
    bool writing;
    struct bulk_row *bulk;    /* those that can be judged … */
    struct import_staged **of; /* … and whose they are */
    size_t n_bulk;
};

enum err import_run_new(struct op *op, const struct kind *kind, const struct import_decisions *decisions,
                        struct import_run **ret_run)
{
    struct import_run *run = arena_one(op->arena, struct import_run);
    *ret_run = NULL;
    if (!run)
        return ERR_MEMORY;
    *run = (struct import_run){.kind = kind, .decisions = decisions, .arena = arena_new(RUN_BYTES)};
    enum err e = run->arena ? bulk_new(op, kind, &run->bulk) : fault(op->fault, ERR_MEMORY, &T_record_memory);
    if (e != OK) {
        import_run_free(run);
        return e;
    }
    *ret_run = run;
    return OK;
}

void import_run_free(struct import_run *run)
{
    if (!run)
        return;
    bulk_free(run->bulk);
    arena_free(run->arena);
}

const int64_t *import_outcomes(const struct import_run *run)
{
    return run->outcomes;
}

static bool note_make(struct import_run *run, const struct import_name *m)
{
    return hash_put_number(&run->makes, arena_printf(run->arena, "%s\x1f%s", m->kind, m->name), 1);
}

static enum err begin(struct op *op, struct import_run *run)
{
    int64_t act = act_operation(op);
    if (run->begun && run->act == act)
        return OK;
    arena_reset(run->arena);
    run->begun = true;
    run->act = act;
    memset(run->outcomes, 0, sizeof(run->outcomes));
    import_names_init(&run->names, run->arena);
    hash_init(&run->makes, run->arena);
    for (size_t i = 0; i < run->decisions->n_makes; i++)
        if (!note_make(run, &run->decisions->makes[i]))
            return ERR_MEMORY;
    return OK;
}

/* ---- words in both languages ---- */

static void set_why(struct batch *b, struct import_staged *row, const struct text *says, const char *one,
                    const char *two)
{
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        row->why[l] = text_format(b->op->arena, says, (enum language)l, (const char *[]){one, two}, 2);
}

static void finding_both(struct op *op, struct arena *a, const struct finding *f, const char *ret_why[LANGUAGE_COUNT])
{
    enum language spoken = op->language;
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        op->language = (enum language)l;
        ret_why[l] = arena_text(a, finding_words(op, f));
    }
    op->language = spoken;
}

static void refuse(struct import_staged *row)
{
    row->outcome = IMPORT_IS_REFUSED;
}

/* The first error, else the first question. */
static void refuse_by(struct batch *b, struct import_staged *row, const struct findings *findings)
{
    const struct finding *said = NULL;
    refuse(row);
    for (size_t i = 0; i < findings->n; i++)
        if (!said || (findings->list[i].severity == FINDING_ERROR && said->severity != FINDING_ERROR))
            said = &findings->list[i];
    if (said)
        finding_both(b->op, b->op->arena, said, row->why);
}

/* ---- what is not there ---- */

static bool is_to_be_made(const struct import_run *run, const struct import_name_entry *e, const char *key)
{
    for (const char *const *k = run->decisions->make_kinds; k && *k; k++)
        if (strcmp(*k, e->kind->id) == 0)
            return true;
    return hash_find(&run->makes, key) != NULL;
}

static enum err save_made(struct batch *b, struct import_name_entry *e, struct record *r, struct findings *findings)
{
    struct op *op = b->op;
    enum err saved = record_save(op, r, text_in(&T_import_reason, LANGUAGE_ZH), findings);
    if (saved != ERR_INPUT && saved != ERR_DENIED)
        TRY(saved);
    if (saved == ERR_DENIED)
        TRY(findings_add(op, findings, FINDING_ERROR, "", &T_record_may_not_write,
                         (const char *[]){kind_label(e->kind, op->language)}, 1));
    if (saved != OK)
        fault_clear(op->fault);
    if (saved == OK) {
        e->id = r->id;
        e->n_found = 1;
    }
    return OK;
}

/* Once for a name: whether it can be made; inside the act it is. */
static enum err make(struct batch *b, struct import_name_entry *e)
{
    struct record *r;
    struct findings findings = {0};
    bool may;
    e->checked = true;
    TRY(import_may_make(b->op, e->kind, &may));
    if (!may)
        TRY(findings_add(b->op, &findings, FINDING_ERROR, "", &T_record_may_not_write,
                         (const char *[]){kind_label(e->kind, b->op->language)}, 1));
    TRY(import_make_record(b->op, b->run->decisions, &b->run->names.references, e, &r, &findings));
    if (!findings.n_errors && !b->writing)
        TRY(record_check(b->op, NULL, r, &findings));
    if (!findings.n_errors && b->writing)
        TRY(save_made(b, e, r, &findings));
    e->refused = findings.n_errors > 0;
    for (size_t i = 0; i < findings.n && !e->why[0]; i++)
        if (findings.list[i].severity == FINDING_ERROR)
            finding_both(b->op, b->run->arena, &findings.list[i], e->why);
    return OK;
}

/* ---- one name in a row ---- */

enum meaning { MEANS_RECORD, MEANS_COMING, MEANS_NONE, MEANS_SEVERAL };

static enum err mean(struct batch *b, const struct field *f, const char *name, struct import_name_entry **ret_entry,
                     enum meaning *ret_meaning)
{
    struct import_name_entry *e;
    TRY(import_names_want(b->op, &b->run->names, f, f->ref, name, &e));
    TRY(import_names_ask(b->op, &b->run->names));
    *ret_entry = e;
    e->rows++;
    *ret_meaning = e->n_found == 1 ? MEANS_RECORD : e->n_found ? MEANS_SEVERAL : MEANS_NONE;
    if (e->n_found || !is_to_be_made(b->run, e, arena_printf(b->op->arena, "%s\x1f%s", f->ref, name)))
        return OK;
    if (!e->checked)
        TRY(make(b, e));
    if (!e->refused)
        *ret_meaning = e->id ? MEANS_RECORD : MEANS_COMING;
    return OK;
}

static void wait_for(struct batch *b, struct import_staged *row, const struct field *f,
                     const struct import_name_entry *e, enum meaning meaning)
{
    if (row->outcome == IMPORT_IS_REFUSED)
        return;
    row->outcome = IMPORT_IS_WAITING;
    if (e->refused)
        memcpy(row->why, e->why, sizeof(row->why));
    else
        set_why(b, row, meaning == MEANS_SEVERAL ? &T_import_ambiguous : &T_import_no_such_record, f->zh, e->name);
}

/* *ret_coming: the record is made with the import, so that this row cannot be judged before. */
static enum err set_reference(struct batch *b, struct import_staged *row, struct record *r, const struct field *f,
                              const char *name, bool *ret_coming)
{
    struct import_name_entry *e;
    enum meaning meaning;
    TRY(mean(b, f, name, &e, &meaning));
    if (meaning == MEANS_RECORD)
        record_set_int(r, f->id, e->id);
    else if (meaning == MEANS_COMING)
        *ret_coming = true;
    else if (field_is(f, FIELD_REQUIRED))
        wait_for(b, row, f, e, meaning);
    return OK;
}

/* ---- one row ---- */

static const char *answer_of(const struct import_staged *row, const char *field)
{
    for (size_t i = 0; i < row->n_answers; i++)
        if (strcmp(row->answers[i].field, field) == 0)
            return row->answers[i].typed;
    return NULL;
}

static const char *asked(const struct import_decisions *d, const char *field)
{
    for (size_t i = 0; i < d->n_asks; i++)
        if (strcmp(d->asks[i].field, field) == 0)
            return d->asks[i].typed;
    return NULL;
}

static bool is_word(const char *answer, const char *word)
{
    return answer && strcmp(answer, word) == 0;
}

/* Names of other records, and of members of lists and rows, are read with what the database knows. */
static bool is_read_with_names(const struct field *f)
{
    return f->type == FIELD_REF_LIST || f->type == FIELD_ROWS;
}

static enum err set_typed(struct batch *b, struct import_staged *row, struct record *r, const struct field *f,
                          const char *typed)
{
    struct findings findings = {0};
    TRY(record_set_from(b->op, r, f, typed, &b->run->names.references, &typed_by_hand, &findings));
    if (findings.n_errors)
        refuse_by(b, row, &findings);
    return OK;
}

/* An empty cell says nothing and erases nothing. */
static enum err set_field(struct batch *b, struct import_staged *row, struct record *r, const struct field *f,
                          bool *ret_coming)
{
    const struct value *v = &row->values[f - b->run->kind->fields];
    const char *answer = answer_of(row, f->id);
    if (!answer && v->type == VALUE_NULL)
        answer = asked(b->run->decisions, f->id);
    if (answer && !is_word(answer, IMPORT_TAKE) && !is_word(answer, IMPORT_SKIP))
        return f->type == FIELD_REF ? set_reference(b, row, r, f, answer, ret_coming)
                                    : set_typed(b, row, r, f, answer);
    if (v->type == VALUE_NULL)
        return OK;
    if (f->type == FIELD_REF && v->type == VALUE_TEXT)
        return set_reference(b, row, r, f, v->text, ret_coming);
    if (is_read_with_names(f) && v->type == VALUE_TEXT)
        return set_typed(b, row, r, f, v->text);
    r->values[f - b->run->kind->fields] = *v;
    return OK;
}

static bool is_over(const struct import_staged *row)
{
    return row->outcome == IMPORT_IS_WAITING || row->outcome == IMPORT_IS_REFUSED;
}

static enum err fill_row(struct batch *b, struct import_staged *row)
{
    struct record *r;
    bool coming = false;
    TRY(record_new(b->op, b->run->kind, &r));
    for (const struct field *f = b->run->kind->fields; f->id && row->outcome != IMPORT_IS_REFUSED; f++)
        if (!field_is(f, FIELD_DERIVED))
            TRY(set_field(b, row, r, f, &coming));
    if (is_over(row) || coming) /* what refers to a record that is made with it is new, as far as one can know */
        return OK;
    r->code = row->code;
    b->of[b->n_bulk] = row;
    b->bulk[b->n_bulk++] = (struct bulk_row){.record = r, .reason = text_in(&T_import_reason, LANGUAGE_ZH)};
    return OK;
}

static enum err settle_row(struct batch *b, struct import_staged *row)
{
    row->outcome = IMPORT_IS_NEW;
    if (!row->values) {
        row->outcome = row->fate == IMPORT_IGNORED ? IMPORT_IS_IGNORED : IMPORT_IS_REFUSED;
        return OK;
    }
    if (is_word(answer_of(row, ""), IMPORT_SKIP)) {
        row->outcome = IMPORT_IS_IGNORED;
        set_why(b, row, &T_import_left_out, NULL, NULL);
        return OK;
    }
    if (row->waits) {
        row->outcome = IMPORT_IS_WAITING;
        return OK;
    }
    return fill_row(b, row);
}

/* ---- all rows ---- */

/* So that the database is asked once for all. */
static enum err want_names(struct batch *b)
{
    struct import_name_entry *e;
    for (size_t i = 0; i < b->n; i++)
        for (const struct field *f = b->run->kind->fields; f->id && b->rows[i].values; f++) {
            const struct value *v = &b->rows[i].values[f - b->run->kind->fields];
            if (f->type == FIELD_REF && v->type == VALUE_TEXT)
                TRY(import_names_want(b->op, &b->run->names, f, f->ref, v->text, &e));
        }
    return import_names_ask(b->op, &b->run->names);
}

static void take_verdict(struct batch *b, size_t i)
{
    static const enum import_outcome outcomes[] = {
        [BULK_NEW] = IMPORT_IS_NEW,
        [BULK_CHANGED] = IMPORT_IS_CHANGED,
        [BULK_UNCHANGED] = IMPORT_IS_UNCHANGED,
        [BULK_REFUSED] = IMPORT_IS_REFUSED,
    };
    b->of[i]->outcome = outcomes[b->bulk[i].verdict];
    if (b->bulk[i].verdict == BULK_REFUSED)
        refuse_by(b, b->of[i], &b->bulk[i].findings);
}

static enum err judge(struct op *op, struct import_run *run, struct import_staged *rows, size_t n, bool writing)
{
    struct batch b = {.op = op, .run = run, .rows = rows, .n = n, .writing = writing};
    assert(n <= BULK_ROWS_MAX);
    TRY(begin(op, run));
    b.bulk = arena_array(op->arena, n + 1, struct bulk_row);
    b.of = arena_array(op->arena, n + 1, struct import_staged *);
    if (!b.bulk || !b.of)
        return fault(op->fault, ERR_MEMORY, &T_record_memory);
    TRY(want_names(&b));
    for (size_t i = 0; i < n; i++)
        TRY(settle_row(&b, &rows[i]));
    if (b.n_bulk)
        TRY(writing ? bulk_apply(op, run->bulk, b.bulk, b.n_bulk) : bulk_check(op, run->bulk, b.bulk, b.n_bulk));
    for (size_t i = 0; i < b.n_bulk; i++)
        take_verdict(&b, i);
    for (size_t i = 0; i < n; i++)
        run->outcomes[rows[i].outcome]++;
    return arena_failed(op->arena) || arena_failed(run->arena) ? fault(op->fault, ERR_MEMORY, &T_record_memory) : OK;
}

enum err import_check_rows(struct op *op, struct import_run *run, struct import_staged *rows, size_t n)
{
    return judge(op, run, rows, n, false);
}

enum err import_apply_rows(struct op *op, struct import_run *run, struct import_staged *rows, size_t n)
{
    assert(op->act);
    return judge(op, run, rows, n, true);
}

enum err import_missing_of(struct op *op, const struct import_run *run, struct import_missing **ret_missing,
                           size_t *ret_n)
{
    const struct hash *entries = &run->names.entries;
    *ret_n = 0;
    *ret_missing = arena_array(op->arena, entries->n + 1, struct import_missing);
    if (!*ret_missing)
        return ERR_MEMORY;
    for (size_t i = 0; run->begun && i < entries->n; i++) {
        const struct import_name_entry *e = entries->entries[i].value.pointer;
        struct import_missing *m = &(*ret_missing)[*ret_n];
        if (e->n_found || !e->rows)
            continue;
        *m = (struct import_missing){.kind = e->kind, .name = e->name, .rows = e->rows};
        m->is_made = is_to_be_made(run, e, entries->entries[i].key) && !e->refused;
        TRY(import_may_make(op, e->kind, &m->can_be_made));
        ++*ret_n;
    }
    return OK;
}
