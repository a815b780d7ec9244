/* One search box over every kind of record. */
#ifndef FEATURES_SEARCH_SEARCH_H
#define FEATURES_SEARCH_SEARCH_H

#include "base/fault.h"

#include <stdbool.h>
#include <stdint.h>

struct op;
struct request;
struct response;

/* GET /search?q=… */
enum err search_get(struct request *rq, struct response *rs);
/* A job: a portion of the records that came in bulk becomes findable (features/job.h). */
enum err search_make_findable(struct op *op, int64_t worker, bool *ret_worked);

#endif
