/* What kinds_new() works out once from the tables of fields.  For record/ alone. */
#ifndef RECORD_REGISTRY_H
#define RECORD_REGISTRY_H

#include "base/arena.h"
#include "record/kind.h"

/* A field that points at a kind: a reference, a list of them, or a member of FIELD_ROWS. */
struct referrer {
    const struct kind *kind;
    const struct field *field;
    const struct field *member; /* of a FIELD_ROWS field; NULL otherwise */
};

struct kind_statements;
struct statement;

struct kind_entry {
    const struct kind *kind;
    const struct kind_rules *rules;
    struct kind_statements *statements; /* NULL for plain tables */
    size_t number;                      /* in the order of the registry */
    struct referrer *referrers;
    size_t n_referrers, referrers_capacity;
    unsigned places; /* bit per enum place: where a row of this kind may stand */
};

struct kinds {
    struct arena *arena;
    struct kind_entry *entries; /* in dependency order */
    size_t n;
    size_t n_fields_most;          /* of the widest kind */
    struct statement *common;      /* by enum common_statement */
    const struct statement **made; /* all of the kinds and the common ones, for metrics and the plan test */
    size_t n_made, made_capacity;
};

/* NULL for a kind that is not in the registry. */
const struct kind_entry *kinds_entry(const struct kinds *k, const struct kind *kind);
const struct kind_entry *kinds_entry_by_id(const struct kinds *k, const char *id);

/* The words that go wrong about one table, in English; NULL when all is well (kind_check.c). */
const char *kind_fault(struct arena *a, const struct kinds *k, const struct kind *kind);

static inline bool kind_is(const struct kind *k, enum kind_flag flag)
{
    return (k->flags & flag) != 0;
}
static inline bool kind_has_code(const struct kind *k)
{
    return !kind_is(k, KIND_NO_CODE) && !kind_is(k, KIND_PLAIN);
}
/* Has a side table of its current values. */
static inline bool field_is_list(const struct field *f)
{
    return f->type == FIELD_ENUM_LIST || f->type == FIELD_TEXT_LIST || f->type == FIELD_REF_LIST;
}
/* kind_field and kind_field_member: the side table of a list, or of the references in FIELD_ROWS. */
const char *side_table(struct arena *a, const struct kind *kind, const struct field *f, const struct field *member);
/* The longest text a field takes, in characters. */
int64_t field_length_max(const struct field *f);

#endif
