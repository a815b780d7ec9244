/* Records: loading, checking, saving, history.
 *
 * Nothing is overwritten.  Each kind has two tables, written in one
 * transaction: `project`, the rows of now, and `project_log`, every version
 * with the moments between which it was what the platform knew.  A record is
 * loaded as the operation sees it (now or as of a moment; scope; personal
 * fields masked) and saved only inside an act (record/act.h). */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include "record/kind.h"
#include "store/op.h"

struct record {
    const struct kind *kind;
    int64_t id;       /* 0: not saved yet */
    int64_t rev;      /* 1, 2, …; 0: not saved yet */
    const char *code; /* "" : made at the first save */
    int64_t owner;    /* unit */
    int64_t rank;
    int64_t changed_us; /* stamp of this version */
    int64_t changed_by_op;
    const char *unverified;  /* 待核实: why, as given when a question was answered with a reason; "" */
    struct value *values;    /* one per field of the kind, in its order */
    int64_t at[PLACE_COUNT]; /* where the row stands, by enum place; 0 = nowhere */
};

/* ---- reading ---- */
/* ERR_MISSING for what does not exist and for what this account may not see, in the same words. */
enum err record_load(struct op *op, const struct kind *kind, int64_t id, struct record **ret_record);
/* By code; a merged record's old code and id forward to the one that was kept. */
enum err record_find(struct op *op, const struct kind *kind, const char *code, struct record **ret_record);
/* Title of a record for people ("" when it may not be seen). */
enum err record_title(struct op *op, const struct kind *kind, int64_t id, const char **ret_title);

struct value record_value(const struct record *r, const char *field); /* asserts that the kind has it */
int64_t record_int(const struct record *r, const char *field);        /* 0 when absent */
const char *record_text(const struct record *r, const char *field);   /* "" when absent */
bool record_has(const struct record *r, const char *field);

/* ---- changing ---- */
enum err record_new(struct op *op, const struct kind *kind, struct record **ret_record);
void record_set(struct record *r, const char *field, struct value v);
void record_set_int(struct record *r, const char *field, int64_t v);
void record_set_text(struct record *r, const char *field, const char *text);
/* From what a person typed or a file says (label or id of a choice, 万元, dates as people write them, code or title of
 * a referenced record).  What cannot be read becomes a finding at that field, with what was typed kept in it. */
struct findings;
enum err record_set_typed(struct op *op, struct record *r, const struct field *field, const char *typed,
                          struct findings *findings);
/* What a person reads: labels, units, titles of references. */
enum err record_show(struct op *op, const struct record *r, const struct field *field, const char **ret_text);
/* What a file or an edit box holds, exact: record_set_typed() reads it back unchanged. */
enum err record_write_typed(struct op *op, const struct record *r, const struct field *field, const char **ret_text);

/* Findings: everything wrong or doubtful at once, not the first one only. */
enum finding_severity {
    FINDING_ERROR,    /* cannot be saved */
    FINDING_QUESTION, /* a fact against the rules: saved when a reason is given, and marked 待核实 */
    FINDING_NOTICE    /* saved; the person is told */
};
struct finding {
    enum finding_severity severity;
    const char *field; /* identifier, or "" for the whole record */
    const struct text *says;
    const char *args[4];
    int n_args;
    const char *typed;    /* what was typed, where it could not be taken; else NULL */
    const char *proposes; /* what may be typed instead, when there is something to propose; else NULL */
};
struct findings { /* the first 200 are kept, all are counted by severity */
    struct finding *list;
    size_t n, capacity;
    size_t n_errors, n_questions;
};
enum err findings_add(struct op *op, struct findings *f, enum finding_severity severity, const char *field,
                      const struct text *says, const char *const *args, int n_args);
const char *finding_words(struct op *op, const struct finding *f); /* in the operation's language */
/* An error stands at that field already: a missing value there needs no words of its own. */
bool findings_refuse(const struct findings *f, const char *field);

/* Field by field, then the kind's own rules.  Reads, never writes. */
enum err record_check(struct op *op, const struct record *before, struct record *after, struct findings *findings);

/* Inside act_run() only.  Checks again under the lock; refuses with ERR_INPUT (findings to ret_findings), ERR_DENIED
 * (write scope, before and after), ERR_CONFLICT (rev is not the newest: see record_merge3).  An unchanged
 * record writes nothing.  reason answers the questions ("" = none given: questions then refuse). */
enum err record_save(struct op *op, struct record *r, const char *reason, struct findings *ret_findings);
/* For a rule over several records (one 链长 a chain at a time), before its check looks at them: until this act ends,
 * no other act passes here with the same words.  While only checking, outside an act, nothing is held.  One word for
 * all records of a rule: the first of them makes PostgreSQL run the act again (store_lock), and so would each further
 * one. */
enum err record_hold(struct op *op, const char *what);
/* Refused with ERR_CONFLICT while referenced by others than its children; references to list. */
enum err record_delete(struct op *op, const struct kind *kind, int64_t id, int64_t rev);
/* Brings a deleted record back, or an older version of a live one, as a new version. */
enum err record_restore(struct op *op, const struct kind *kind, int64_t id, int64_t version_us);

/* Those that the account may not see are one, the last, without kind, field, id and title: that there are any must be
 * told, since the record cannot go. */
struct reference {
    const struct kind *kind;
    const struct field *field;
    int64_t id;
    const char *title;
};
enum err record_references(struct op *op, const struct kind *kind, int64_t id, size_t limit,
                           struct reference **ret_references, size_t *ret_n);

/* Three-way: what `mine` changed since base, laid over `theirs`.  Fields changed on both sides to different
 * values are conflicts and keep theirs; the caller shows both. */
struct merge_conflict {
    const struct field *field;
    struct value base, mine, theirs;
};
enum err record_merge3(struct op *op, const struct record *base, const struct record *mine, const struct record *theirs,
                       struct record **ret_merged, struct merge_conflict **ret_conflicts, size_t *ret_n);

/* Two records are one: references move, empty fields of `keep` are filled, `lose` is closed and forwards.  Inside an
 * act. */
enum err record_merge_duplicates(struct op *op, const struct kind *kind, int64_t keep, int64_t lose);

/* ---- history ---- */
struct version {
    int64_t from_us, to_us; /* to_us INT64_MAX: still so */
    int64_t operation;
    const char *by_name, *acting_for_name, *what, *reason, *address;
    bool deleted;
    struct record *record; /* masked as any other reading */
    bool *changed;         /* by field: differs from the version before */
};
/* Newest first; `limit` of them, those before `before_us` (0 = all). */
enum err record_history(struct op *op, const struct kind *kind, int64_t id, int64_t before_us, size_t limit,
                        struct version **ret_versions, size_t *ret_n);

/* ---- personal fields ---- */
/* The value in clear; writes a row of its own into the audit with the reason.  Needs the right to. */
enum err record_unmask(struct op *op, const struct kind *kind, int64_t id, const char *field, const char *reason,
                       const char **ret_text);
/* A lawful erasure: blanks the personal fields in every version; the audit chain still verifies.  Inside an act. */
enum err record_erase_personal(struct op *op, const struct kind *kind, int64_t id, const char *basis);

#endif
