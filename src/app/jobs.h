/* The jobs that features declare, run in a thread of their own while the server runs. */
#ifndef APP_JOBS_H
#define APP_JOBS_H

#include "app/app.h"

struct jobs;
struct progress;

/* `log` hears of jobs that fail, with the job's name and what the fault says for the log. */
struct jobs_world {
    const struct command_call *call;
    struct store *store;
    struct progress *progress;
    void (*log)(void *context, const char *job, const char *detail);
    void *context;
};

struct jobs *jobs_start(const struct jobs_world *world); /* NULL: no memory, no thread */
/* Waits for the step under way. */
void jobs_stop(struct jobs *j); /* NULL is allowed */

#endif
