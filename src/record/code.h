/* Codes: prefix and at least five digits, XM00001.  For record/ alone. */
#ifndef RECORD_CODE_H
#define RECORD_CODE_H

#include "record/row.h"

/* Gives a new record without a code the next one; a code that was given and looks like one of ours is not given again.
 * Inside an act. */
enum err code_settle(struct op *op, const struct record *before, struct record *after);
/* n codes at once, in op->arena. */
enum err code_take(struct op *op, const struct kind *kind, size_t n, const char ***ret_codes);

#endif
