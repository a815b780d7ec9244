/* The pages, exports and interface that every kind of record gets from its table of fields.
 *
 * This face is for other features: how to lead to a record's own page. */
#ifndef FEATURES_GENERIC_GENERIC_H
#define FEATURES_GENERIC_GENERIC_H

#include "record/kind.h"
#include "store/op.h"

extern const struct kind *const generic_kinds[];

/* "/projects/XM00001"; where the code is not known ("" or NULL) or the kind has none, "/projects/~17".  NULL when the
 * kind has no pages. */
const char *record_path(struct op *op, const struct kind *kind, int64_t id, const char *code);
/* The other way: the record that the last segment of such a path names.  ERR_MISSING as record_load(). */
struct record;
enum err record_named(struct op *op, const struct kind *kind, const char *name, struct record **ret_record);

#endif
