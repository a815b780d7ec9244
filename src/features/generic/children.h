/* What stands under a record or points at it: each kind as a sheet with its count and first rows. */
#ifndef FEATURES_GENERIC_CHILDREN_H
#define FEATURES_GENERIC_CHILDREN_H

#include "features/generic/detail_view.h"
#include "record/record.h"
#include "web/request.h"

/* Children (PLACE_PARENT) come first, empty or not; other references only where there are some. */
enum err children_fill(struct request *rq, const struct record *r, struct child_view **ret_children, size_t *ret_n);

#endif
