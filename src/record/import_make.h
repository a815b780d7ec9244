/* Inside import: records that a file names and that are not there, made from their name and what was decided. */
#ifndef RECORD_IMPORT_MAKE_H
#define RECORD_IMPORT_MAKE_H

#include "record/import_names.h"
#include "record/import_plan.h"

/* The record that would be made, unsaved; what cannot be taken of the decisions are errors in ret_findings. */
enum err import_make_record(struct op *op, const struct import_decisions *decisions, const struct references *references,
                            const struct import_name_entry *e, struct record **ret_record,
                            struct findings *ret_findings);

#endif
