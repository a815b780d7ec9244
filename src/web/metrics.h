/* Counters of the server, in Prometheus's text form. */
#ifndef WEB_METRICS_H
#define WEB_METRICS_H

#include "base/buf.h"

#include <stdatomic.h>
#include <stdint.h>

enum { METRIC_BUCKETS = 12 };
extern const int64_t metric_bucket_us[METRIC_BUCKETS]; /* upper bounds; beyond the last: only in the count */

struct metrics {
    _Atomic uint64_t answers[6];             /* by first digit of the status */
    _Atomic uint64_t buckets[METRIC_BUCKETS]; /* durations, not cumulated */
    _Atomic uint64_t duration_us, bytes_out;
    _Atomic uint64_t refused_overload, refused_admission, cut_deadline;
    _Atomic uint64_t logins, logins_failed;
    _Atomic int64_t under_way, queued, connections, workers;
};

void metrics_note(struct metrics *m, int status, int64_t took_us, uint64_t bytes);
void metrics_write(struct metrics *m, struct buf *b);

#endif
