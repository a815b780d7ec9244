/* The values of list and row fields, which are stored as JSON: ["a","b"], [3,5],
 * [{"name":"云驰","share":6000}].  Written in one form only (no blanks, members in
 * the order of the field's table, absent ones left out), so that equal values are
 * equal texts.  NULL is an empty list, an absent value.  For record/. */
#ifndef RECORD_COMPOUND_H
#define RECORD_COMPOUND_H

#include "record/json_list.h"
#include "record/kind.h"

const char *compound_write_texts(struct arena *a, const char *const *texts, size_t n);
const char *compound_write_ids(struct arena *a, const int64_t *ids, size_t n);
/* `values` holds n rows of one value for each member of f->rows. */
const char *compound_write_rows(struct arena *a, const struct field *f, const struct value *values, size_t n);

int compound_member_count(const struct field *f);
/* Read as json_list.h reads.  false: not such a list, or memory is out (arena_failed). */
bool compound_read_list(struct arena *a, const char *json, struct value **ret_values, size_t *ret_n);
/* n rows of values by member; members that the table does not have are left out. */
bool compound_read_rows(struct arena *a, const struct field *f, const char *json, struct value **ret_values,
                        size_t *ret_n);

#endif
