/* Finding records by words: title, code, credit code and the fields that say FIELD_SEARCH, names also by pinyin
 * (base/tokens.h).  A record is found when it has every word of the query.  The words are those of now; they are kept
 * beside the rows and joined with @kind, so that scope holds before anything is counted.
 *
 * Of the past there is no such index: a list as of a moment looks for each word as a part of those fields as they were
 * then, without pinyin (and within the scan budget of lists); the search over every kind is refused there.
 *
 * One save indexes its record in its own transaction; bulk entry leaves that to search_catch_up(). */
#ifndef RECORD_SEARCH_H
#define RECORD_SEARCH_H

#include "record/record.h"

/* Does the search box look into this kind? */
bool search_covers(const struct kind *kind);

/* ---- looking ---- */
struct search_hit {
    int64_t id;
    const char *code, *title; /* "" where there is none */
};
struct search_group {
    const struct kind *kind;
    struct search_hit
        *hits; /* those that are called so, whose title begins so, has it, the others; shorter titles first */
    size_t n;
    int64_t count; /* of all that this account may see; exact up to SEARCH_COUNT_MAX … */
    bool count_is_more;
};
enum { SEARCH_COUNT_MAX = 100 };
/* Kinds with hits in the order of the registry.  ERR_INPUT in an as-of operation. */
enum err search_everywhere(struct op *op, const char *words, size_t hits_per_kind, struct search_group **ret_groups,
                           size_t *ret_n);

/* ---- keeping ---- */
/* Inside the transaction that writes the record, as stored, unmasked; NULL: new, deleted. */
enum err search_index(struct op *op, const struct record *before, const struct record *after);
bool search_differs(const struct record *before, const struct record *after);
/* The same for many: their words are due. `ids` is a JSON array. */
enum err search_defer(struct op *op, const struct kind *kind, const char *ids);
/* Inside op_begin_read(): is any record waiting to become findable? */
enum err search_is_due(struct op *op, bool *ret_due);
/* Outside a transaction: makes up to `limit` due records findable; *ret_left says whether more are due. */
enum err search_catch_up(struct op *op, size_t limit, bool *ret_left);
/* Every record is due, nothing is found until search_catch_up() is done: after a copy, or when the cutting of words has
 * changed.  Inside a transaction. */
enum err search_rebuild(struct op *op);

/* ---- for record/list*.c ---- */
struct sql;
struct filter;
/* " from @kind t where it is found": read along the index of words, for counts that stop early. */
void search_put_from(struct sql *s, const struct kind *kind, const char *words);
/* " and <alias>.id is among those that are found": for rows in another order. */
void search_put(struct sql *s, const struct kind *kind, const char *alias, const char *words);
/* The past: each word is in one of the fields. */
enum err search_filter(struct op *op, const struct kind *kind, const char *words, struct filter **ret_filter);

#endif
