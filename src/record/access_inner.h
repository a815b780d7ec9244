/* Scope and the acts that change it.  For record/ alone. */
#ifndef RECORD_ACCESS_INNER_H
#define RECORD_ACCESS_INNER_H

#include "record/access.h"
#include "record/record.h"

/* May the operation do this to the record as it stands? */
enum err access_may_record(struct op *op, enum access_verb verb, const struct record *r, bool *ret_may);

/* After an account, a person, a unit, a post or a delegation changed: the scope of the accounts concerned.  before or
 * after is NULL for what is new or gone. */
enum err access_follow(struct op *op, const struct record *before, const struct record *after);

#endif
