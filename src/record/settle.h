/* What was given, made whole against what is stored.  For record/ alone. */
#ifndef RECORD_SETTLE_H
#define RECORD_SETTLE_H

#include "record/row.h"

/* Absent texts are NULL; a personal value that is only its mask, and a secret that was never shown, stay as stored.
 * old is NULL for a new record. */
void settle_value(struct op *op, const struct field *f, const struct value *old, struct value *v);
/* A record that belongs to nobody belongs to the unit of who makes it. */
enum err settle_owner(struct op *op, struct record *r);

#endif
