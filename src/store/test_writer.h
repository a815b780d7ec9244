/* A process that writes pairs of rows (test_table.h) from four threads, and says through a pipe which of them were
 * acknowledged: so that it can be killed, or what it writes to, and the database asked for every one of them. */
#ifndef STORE_TEST_WRITER_H
#define STORE_TEST_WRITER_H

#include "store/test_table.h"

#include <sys/types.h>

enum { ACKNOWLEDGED_MAX = 200000 };

struct writer_process {
    pid_t id;
    int in;
    int status; /* after its end, as waitpid() tells it */
    size_t n;
    int64_t acknowledged[ACKNOWLEDGED_MAX];
};

/* `prepare` runs in the process first; may be NULL. */
void writer_start(struct writer_process *w, const char *url, void (*prepare)(uint64_t), uint64_t argument);
/* Waits for so many further acknowledgements; false when the process ended before. */
bool writer_wait_for(struct writer_process *w, size_t wanted);
/* Ends it by kill -9, or waits for its own end, and takes what it still said. */
void writer_end(struct writer_process *w, bool kill_it);

/* How many of the acknowledged pairs are not there. */
size_t writer_missing(const struct writer_process *w, struct op *op);
/* Opens the database anew and checks that no pair is there by half, nothing is broken, and that it can be written;
 * returns how many acknowledged pairs are missing. */
size_t writer_missing_anew(const struct writer_process *w, struct test_database *d);

#endif
