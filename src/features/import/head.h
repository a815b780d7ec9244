/* How a file was read, kept with its job: sheet, header, columns, what it asks.  The rows are staged apart. */
#ifndef FEATURES_IMPORT_HEAD_H
#define FEATURES_IMPORT_HEAD_H

#include "features/import/use.h"

/* JSON. */
const char *import_head_text(struct arena *a, const struct import_reading *r, bool is_csv);
/* Of columns: header, field, member, match, hidden.  Fields that the kind has no more are left out. */
enum err import_head_read(struct op *op, const struct kind *kind, const char *text, struct import_reading **ret_reading,
                          bool *ret_is_csv);

#endif
