#include "analysis/parallel.h"
#include "harness/test.h"

#include <stdint.h>

enum { WORKERS = 4, TASKS = 10000 };

static void mark_task(void *context, int worker, size_t i)
{
    unsigned char *done = context;
    done[i] = (unsigned char)(done[i] + 1 + (worker < 0 || worker >= WORKERS));
}

TEST("every task is done exactly once, whatever the number of workers")
{
    for (int workers = 1; workers <= WORKERS; workers++) {
        static unsigned char done[TASKS];
        for (size_t i = 0; i < TASKS; i++)
            done[i] = 0;
        parallel_run(workers, TASKS, mark_task, done);
        for (size_t i = 0; i < TASKS; i++)
            REQUIRE(done[i] == 1);
    }
}

TEST("no task is done where there are none")
{
    unsigned char done[1] = {0};
    parallel_run(WORKERS, 0, mark_task, done);
    CHECK_INT(done[0], 0);
}

/* Numbers 1 … last, squared by the workers, summed in order by the receiver. */
struct squares {
    uint64_t next;
    uint64_t last;
    uint64_t piece[WORKERS];
    uint64_t received;
    uint64_t stop_after;
    bool in_order;
};

static bool squares_take(void *context, int worker)
{
    struct squares *s = context;
    if (s->next > s->last)
        return false;
    s->piece[worker] = s->next++;
    return true;
}

static void squares_work(void *context, int worker)
{
    struct squares *s = context;
    s->piece[worker] *= s->piece[worker];
}

static bool squares_give(void *context, int worker)
{
    struct squares *s = context;
    s->received++;
    s->in_order = s->in_order && s->piece[worker] == s->received * s->received;
    return s->received < s->stop_after;
}

static struct parallel_stream squares_stream(struct squares *s)
{
    return (struct parallel_stream){squares_take, squares_work, squares_give, s};
}

TEST("a stream is handed on complete and in order")
{
    for (int workers = 1; workers <= WORKERS; workers++) {
        struct squares s = {.next = 1, .last = 5000, .stop_after = UINT64_MAX, .in_order = true};
        struct parallel_stream stream = squares_stream(&s);
        CHECK(parallel_stream_run(workers, &stream));
        CHECK_INT(s.received, 5000);
        CHECK(s.in_order);
    }
}

TEST("a stream stops where its receiver has had enough")
{
    for (int workers = 1; workers <= WORKERS; workers++) {
        struct squares s = {.next = 1, .last = 5000, .stop_after = 70, .in_order = true};
        struct parallel_stream stream = squares_stream(&s);
        CHECK(!parallel_stream_run(workers, &stream));
        CHECK_INT(s.received, 70);
        CHECK(s.in_order);
    }
}
