/* A record from JSON, as json_record.h writes it: exact values, or texts as people type them ("3.5亿元"). */
#ifndef FEATURES_GENERIC_JSON_SET_H
#define FEATURES_GENERIC_JSON_SET_H

#include "document/json_read.h"
#include "record/record.h"

/* Sets the members of `body` on the record; those it does not name stay.  id, rev, changed_at, unverified, owner and
 * derived fields may stand in it and change nothing, so that what was read can be sent back.  Unknown members and
 * values that do not fit are findings. */
enum err json_set(struct op *op, struct record *r, const struct json_value *body, struct findings *findings);

#endif
