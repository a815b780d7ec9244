#include "analysis/parallel.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>

int parallel_processors(void)
{
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0)
        return 1;
    int n = CPU_COUNT(&allowed);
    return n < 1 ? 1 : n > PARALLEL_WORKERS_MAX ? PARALLEL_WORKERS_MAX : n;
}

/* ---- a crew: worker 0 here, the others in threads of their own ---- */

struct crew_member {
    void (*work)(void *shared, int worker);
    void *shared;
    int worker;
};

static void *crew_thread(void *argument)
{
    const struct crew_member *m = argument;
    m->work(m->shared, m->worker);
    return NULL;
}

static void crew_run(int worker_count, void (*work)(void *shared, int worker), void *shared)
{
    assert(worker_count >= 1 && worker_count <= PARALLEL_WORKERS_MAX);
    pthread_t threads[PARALLEL_WORKERS_MAX];
    struct crew_member members[PARALLEL_WORKERS_MAX];
    int started = 0;
    for (int w = 1; w < worker_count; w++) {
        members[started] = (struct crew_member){work, shared, w};
        if (pthread_create(&threads[started], NULL, crew_thread, &members[started]) != 0)
            break;
        started++;
    }
    work(shared, 0);
    for (int i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
}

/* ---- independent tasks ---- */

struct task_run {
    parallel_task task;
    void *context;
    size_t task_count;
    atomic_size_t next;
};

static void take_tasks(void *shared, int worker)
{
    struct task_run *run = shared;
    for (;;) {
        size_t i = atomic_fetch_add(&run->next, 1);
        if (i >= run->task_count)
            return;
        run->task(run->context, worker, i);
    }
}

void parallel_run(int worker_count, size_t task_count, parallel_task task, void *context)
{
    struct task_run run = {.task = task, .context = context, .task_count = task_count};
    if ((size_t)worker_count > task_count)
        worker_count = task_count ? (int)task_count : 1;
    crew_run(worker_count, take_tasks, &run);
}

/* ---- an ordered stream ---- */

struct stream_run {
    const struct parallel_stream *stream;
    pthread_mutex_t reading;
    pthread_mutex_t writing;
    pthread_cond_t turn;
    uint64_t taken; /* pieces numbered 1 …; under `reading` */
    bool ended;     /* under `reading` */
    uint64_t given; /* the last piece handed on; under `writing` */
    bool stopped;   /* give said no; under `writing` */
};

/* The number of the piece now held by this worker, 0 when there is none. */
static uint64_t take_piece(struct stream_run *run, int worker)
{
    pthread_mutex_lock(&run->reading);
    uint64_t number = 0;
    if (!run->ended) {
        run->ended = !run->stream->take(run->stream->context, worker);
        if (!run->ended)
            number = ++run->taken;
    }
    pthread_mutex_unlock(&run->reading);
    return number;
}

static bool give_piece(struct stream_run *run, int worker, uint64_t number)
{
    pthread_mutex_lock(&run->writing);
    while (run->given != number - 1)
        pthread_cond_wait(&run->turn, &run->writing);
    if (!run->stopped)
        run->stopped = !run->stream->give(run->stream->context, worker);
    run->given = number;
    bool goes_on = !run->stopped;
    pthread_cond_broadcast(&run->turn);
    pthread_mutex_unlock(&run->writing);
    return goes_on;
}

static void pass_pieces(void *shared, int worker)
{
    struct stream_run *run = shared;
    uint64_t number;
    while ((number = take_piece(run, worker)) != 0) {
        run->stream->work(run->stream->context, worker);
        if (!give_piece(run, worker, number))
            return;
    }
}

bool parallel_stream_run(int worker_count, const struct parallel_stream *stream)
{
    struct stream_run run = {.stream = stream};
    pthread_mutex_init(&run.reading, NULL);
    pthread_mutex_init(&run.writing, NULL);
    pthread_cond_init(&run.turn, NULL);
    crew_run(worker_count, pass_pieces, &run);
    pthread_cond_destroy(&run.turn);
    pthread_mutex_destroy(&run.writing);
    pthread_mutex_destroy(&run.reading);
    return !run.stopped;
}
