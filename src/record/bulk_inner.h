/* Bulk entry: what its parts share.  For record/ alone. */
#ifndef RECORD_BULK_INNER_H
#define RECORD_BULK_INNER_H

#include "base/hash.h"
#include "record/access.h"
#include "record/act_inner.h"
#include "record/bulk.h"
#include "record/check.h"
#include "record/place.h"

/* What is known of a record that others refer to. */
struct target {
    int64_t id;
    struct standing standing;
    bool visible;
};

/* Questions to the database for a chunk at a time; a JSON array in, rows out. */
struct bulk_statements {
    struct statement load;                /* ids → columns (raw) */
    struct statement load_locked;         /* likewise, rows locked */
    struct statement codes;               /* [n, code]… → n, id */
    struct statement keys[KIND_KEYS_MAX]; /* [n, field…, sole field of the first key]… → n, id */
    struct statement *unique;             /* by field: [n, value]… → n, id */
    struct statement whole;               /* kinds without codes: [n, value of each plain field]… → n, id */
};

/* Of one kind that is referred to. */
struct target_statements {
    const struct kind *kind;
    struct statement visible;   /* ids → ids, as the operation sees them */
    struct statement standings; /* ids → id, owner, places (raw) */
};

struct grants {
    bool everything;
    int64_t *places; /* sorted */
    size_t n;
};

struct bulk {
    struct standings standings; /* first: place_record_from() is given a pointer to it */
    const struct kind *kind;
    struct arena *arena; /* statements and what is remembered from chunk to chunk */
    struct bulk_statements statements;
    struct target_statements *targets_by_kind;
    size_t n_targets_by_kind;

    /* Remembered; forgotten when the act begins again. */
    struct arena *memory;
    int64_t act;
    struct target *targets; /* open addressing by id, a power of two */
    size_t n_targets, n_target_slots;
    struct hash seen; /* keys and unique values of rows of this run */
    struct grants grants[ACCESS_VERB_COUNT];
    int64_t owner; /* of new records */
    struct bulk_counts counts;
};

/* A row under way. */
struct entry {
    struct bulk_row *row;
    struct record *before, *after;
    int64_t match; /* id; 0: new */
    bool ambiguous;
    const unsigned char *salt;
};

struct chunk {
    struct op *op;
    struct bulk *bulk;
    struct entry *entries;
    size_t n;
    struct entry **stored; /* those that mean a stored record, by its id */
    size_t n_stored;
};

/* bulk_ask.c */
enum err bulk_statements_new(struct op *op, struct bulk *b);
enum err bulk_match(struct chunk *c);
enum err bulk_load(struct chunk *c);
enum err bulk_find_targets(struct chunk *c);
enum err bulk_find_taken(struct chunk *c);
enum err bulk_read_grants(struct op *op, struct bulk *b);
void bulk_forget_targets(struct bulk *b);
/* The first of c->stored from this id on; c->n_stored: none. */
size_t bulk_first_stored(const struct chunk *c, int64_t id);
const struct target *bulk_target(const struct bulk *b, int64_t id);
/* JSON of the ids of which `wanted` says yes. */
const char *bulk_ids_json(const struct chunk *c, int64_t (*id_of)(const struct entry *e));

/* bulk_write.c */
enum err bulk_write(struct chunk *c);

/* A finding at a field, with the field's label. */
enum err bulk_say(const struct chunk *c, const struct entry *e, enum finding_severity severity, const struct field *f,
                  const struct text *says, const char *one);
static inline bool bulk_refused(const struct entry *e)
{
    return e->row->verdict == BULK_REFUSED;
}

#endif
