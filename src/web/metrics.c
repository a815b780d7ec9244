#include "web/metrics.h"

#include <inttypes.h>

const int64_t metric_bucket_us[METRIC_BUCKETS] = {500,    1000,   2500,   5000,    10000,   25000,
                                                  50000,  100000, 250000, 1000000, 5000000, 30000000};

void metrics_note(struct metrics *m, int status, int64_t took_us, uint64_t bytes)
{
    int first = status / 100;
    m->answers[first >= 1 && first <= 5 ? first : 0]++;
    m->duration_us += (uint64_t)(took_us > 0 ? took_us : 0);
    m->bytes_out += bytes;
    for (int i = 0; i < METRIC_BUCKETS; i++)
        if (took_us <= metric_bucket_us[i]) {
            m->buckets[i]++;
            return;
        }
}

static void write_one(struct buf *b, const char *name, const char *kind, int64_t value)
{
    buf_printf(b, "# TYPE lianzhang_%s %s\nlianzhang_%s %" PRId64 "\n", name, kind, name, value);
}

static void write_durations(struct metrics *m, struct buf *b, uint64_t total)
{
    uint64_t sum = 0;
    buf_text(b, "# TYPE lianzhang_http_duration_seconds histogram\n");
    for (int i = 0; i < METRIC_BUCKETS; i++) {
        sum += m->buckets[i];
        buf_printf(b, "lianzhang_http_duration_seconds_bucket{le=\"%g\"} %" PRIu64 "\n",
                   (double)metric_bucket_us[i] / 1e6, sum);
    }
    buf_printf(b, "lianzhang_http_duration_seconds_bucket{le=\"+Inf\"} %" PRIu64 "\n", total);
    buf_printf(b, "lianzhang_http_duration_seconds_sum %.6f\n", (double)m->duration_us / 1e6);
    buf_printf(b, "lianzhang_http_duration_seconds_count %" PRIu64 "\n", total);
}

void metrics_write(struct metrics *m, struct buf *b)
{
    uint64_t total = 0;
    buf_text(b, "# TYPE lianzhang_http_answers_total counter\n");
    for (int i = 1; i <= 5; i++) {
        total += m->answers[i];
        buf_printf(b, "lianzhang_http_answers_total{status=\"%dxx\"} %" PRIu64 "\n", i, (uint64_t)m->answers[i]);
    }
    write_durations(m, b, total);
    write_one(b, "http_bytes_out_total", "counter", (int64_t)m->bytes_out);
    write_one(b, "http_refused_overload_total", "counter", (int64_t)m->refused_overload);
    write_one(b, "http_refused_malformed_total", "counter", (int64_t)m->refused_admission);
    write_one(b, "http_deadline_cuts_total", "counter", (int64_t)m->cut_deadline);
    write_one(b, "logins_total", "counter", (int64_t)m->logins);
    write_one(b, "logins_failed_total", "counter", (int64_t)m->logins_failed);
    write_one(b, "http_under_way", "gauge", m->under_way);
    write_one(b, "http_queued", "gauge", m->queued);
    write_one(b, "http_connections", "gauge", m->connections);
    write_one(b, "http_workers", "gauge", m->workers);
}
