/* Rulebooks in the database: loaded by version and effective date, found by the day they judge. */
#ifndef RULEBOOK_IN_FORCE_H
#define RULEBOOK_IN_FORCE_H

#include "rulebook/kinds.h"
#include "rulebook/rulebook.h"
#include "store/op.h"

/* Inside an act: checks the text and keeps it as the next version of its model, in force from that day.  ERR_CONFLICT
 * when a version of the model is in force from that very day already. */
enum err rulebook_load(struct op *op, const char *text, size_t n_bytes, date_t from, int64_t *ret_version);
enum err rulebook_exists(struct op *op, const char *model, bool *ret_exists);

/* The version of a model that judges a day; ERR_MISSING in words when there is none.  model NULL: the city's own, else
 * the general one. */
enum err rulebook_on(struct op *op, const char *model, date_t day, struct rulebook **ret_rulebook);
enum err rulebook_version(struct op *op, const char *model, int64_t version, struct rulebook **ret_rulebook);

#endif
