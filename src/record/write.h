/* Versions written to both tables.  For record/ alone: nothing is checked here. */
#ifndef RECORD_WRITE_H
#define RECORD_WRITE_H

#include "record/row.h"

/* All inside an act.  A second version of one record in one act takes the place of the first: nobody saw that one.
 * Each sets rev, changed_us and changed_by_op of what it wrote, follows it with the versions of what stands where it
 * stands, with the rules' follow() and with the scope of the accounts concerned. */
enum err write_new(struct op *op, struct record *r);
enum err write_change(struct op *op, const struct record *before, struct record *after);
enum err write_deletion(struct op *op, const struct record *before);
/* Back from deletion: `deleted` is the open version of the log. */
enum err write_revival(struct op *op, const struct raw_version *deleted, struct record *r);

/* ---- what the statements take, for bulk entry ---- */
/* Does the change leave every indexed column as it was?  Then update_light writes it. */
bool write_is_light(const struct kind_statements *s, const struct record *before, const struct record *after);
/* Of insert_now and update_now; of update_light; of insert_log.  Each fills as many arguments as its statement has. */
void write_light_arguments(const struct kind_statements *s, const struct record *r, struct value *arguments);
void write_now_arguments(const struct kind_statements *s, const struct record *r, struct value *arguments);
void write_log_arguments(const struct kind_statements *s, const struct record *r, bool deleted,
                         struct value *arguments);
void write_stamp(const struct op *op, const struct record *before, struct record *r);
/* The lists that differ; before is NULL for a new row. */
enum err write_side_tables(struct op *op, const struct record *before, const struct record *after);
/* What follows from a version: places, scope, the rules. */
enum err write_follow(struct op *op, const struct record *before, const struct record *after);

#endif
