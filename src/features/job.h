/* Work in the background of a server: declared by features, run by app/ in one thread, one after another. */
#ifndef FEATURES_JOB_H
#define FEATURES_JOB_H

#include "store/op.h"

struct job {
    const char *name; /* "import"; for the log */
    int every_ms;     /* how often it looks; at once again after it worked */
    /* A portion of what is due.  `op` is the program's own, with nothing begun; `worker` tells this process from others
     * and is not 0.  *ret_worked: something was due, and more may be. */
    enum err (*run)(struct op *op, int64_t worker, bool *ret_worked);
};

#endif
