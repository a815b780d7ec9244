/* What a request is about: the kind and the record that its address names, and what may be done with it. */
#ifndef FEATURES_GENERIC_SUBJECT_H
#define FEATURES_GENERIC_SUBJECT_H

#include "record/record.h"
#include "web/request.h"

/* Has pages of its own: neither plain nor hidden. */
bool kind_has_pages(const struct kind *k);
static inline bool kind_is_named_by_code(const struct kind *k)
{
    return !(k->flags & KIND_NO_CODE);
}

/* The record that {id} of the path names: its code, or "~17" for its number.  ERR_MISSING as record_load(). */
enum err subject_load(struct request *rq, struct record **ret_record);
/* Its number alone; also of a record that is deleted or merged ("~17"). */
enum err subject_id(struct request *rq, int64_t *ret_id);
const char *subject_path(struct request *rq, const struct record *r);

/* The title of a record for people: its title field, its code, or kind and number. */
enum err subject_title(struct op *op, const struct record *r, const char **ret_title);

/* Writing: to any row of the kind (buttons that add), to this row.  Never while looking at a past day. */
enum err subject_may_add(struct request *rq, bool *ret_may);
enum err subject_may_change(struct request *rq, const struct record *r, bool *ret_may);

/* Shown to people at all; typed into forms. */
bool field_is_shown(const struct field *f);
bool field_is_typed(const struct field *f);

/* ---- addresses ---- */
struct address_change {
    const char *name, *value; /* value NULL: all of that name go */
};
/* The address of this page with those query values in place of what it has. */
const char *address_with(struct request *rq, const struct address_change *changes, size_t n);

/* text_format() in the operation's language. */
const char *words(struct op *op, const struct text *t, const char *one, const char *two, const char *three);
const char *number_words(struct op *op, int64_t n); /* 1,234 */
/* The measure word of a kind: 家, 个; "" in English. */
const char *kind_measure(struct op *op, const struct kind *k);

#endif
