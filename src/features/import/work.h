/* The work at imports, in the background: each step is kept as it goes, so that whoever comes after a server that died
 * goes on from there.  Applying is one transaction: what a dead server had written of it was never there, and it begins
 * again. */
#ifndef FEATURES_IMPORT_WORK_H
#define FEATURES_IMPORT_WORK_H

#include "features/import/job.h"

/* One job, as far as it goes without an answer.  `op` is the program's; `worker` tells this process from others, not 0. */
enum err import_work(struct op *op, int64_t worker, bool *ret_worked);

#endif
