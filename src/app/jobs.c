#include "app/jobs.h"

#include "features/job.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum { JOBS_MAX = 32, JOB_BYTES = 1 << 30, LOOK_MS = 100, PAUSE_AFTER_FAILURE_MS = 5000 };

struct due {
    const struct job *job;
    int64_t at_ms;
};

struct jobs {
    struct jobs_world world;
    int64_t worker;
    struct due list[JOBS_MAX];
    size_t n;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stop;
};

static int64_t clock_us(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t now_ms(void)
{
    return clock_us(CLOCK_MONOTONIC) / 1000;
}

static bool run_once(struct jobs *j, const struct job *job, bool *ret_worked)
{
    struct fault f = {0};
    struct op op = app_operation(j->world.call, j->world.store, j->world.call->kinds);
    *ret_worked = false;
    op.arena = arena_new(JOB_BYTES);
    op.fault = &f;
    op.now_us = clock_us(CLOCK_REALTIME);
    op.today = moment_date(op.now_us, op.zone_minutes);
    op.sees_all = true;
    op.address = "job";
    op.login = job->name;
    op.progress = j->world.progress;
    enum err e = op.arena && getrandom(op.random, sizeof(op.random), 0) == (ssize_t)sizeof(op.random)
                     ? job->run(&op, j->worker, ret_worked)
                     : ERR_MEMORY;
    op_end(&op);
    arena_free(op.arena);
    if (e != OK)
        j->world.log(j->world.context, job->name, f.detail[0] ? f.detail : f.words[LANGUAGE_EN]);
    return e == OK;
}

static void run_due(struct jobs *j, struct due *due)
{
    bool worked;
    bool well = run_once(j, due->job, &worked);
    due->at_ms = now_ms() + (!well ? PAUSE_AFTER_FAILURE_MS : worked ? 0 : due->job->every_ms);
}

static void *run_jobs(void *arg)
{
    struct jobs *j = arg;
    pthread_mutex_lock(&j->lock);
    while (!j->stop) {
        struct timespec until;
        pthread_mutex_unlock(&j->lock);
        bool again = false;
        for (size_t i = 0; i < j->n; i++)
            if (j->list[i].at_ms <= now_ms()) {
                run_due(j, &j->list[i]);
                again |= j->list[i].at_ms <= now_ms();
            }
        pthread_mutex_lock(&j->lock);
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += LOOK_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        if (!again && !j->stop)
            pthread_cond_timedwait(&j->wake, &j->lock, &until);
    }
    pthread_mutex_unlock(&j->lock);
    return NULL;
}

static void collect(struct jobs *j)
{
    for (size_t i = 0; i < all_features_n; i++)
        for (const struct job *job = all_features[i]->jobs; job && job->name && j->n < JOBS_MAX; job++)
            j->list[j->n++] = (struct due){job, 0};
}

struct jobs *jobs_start(const struct jobs_world *world)
{
    struct jobs *j = calloc(1, sizeof(*j));
    if (!j)
        return NULL;
    j->world = *world;
    memcpy(&j->worker, world->call->random, sizeof(j->worker));
    j->worker = (j->worker & INT64_MAX) | 1;
    collect(j);
    pthread_mutex_init(&j->lock, NULL);
    pthread_cond_init(&j->wake, NULL);
    if (pthread_create(&j->thread, NULL, run_jobs, j) == 0)
        return j;
    free(j);
    return NULL;
}

void jobs_stop(struct jobs *j)
{
    if (!j)
        return;
    pthread_mutex_lock(&j->lock);
    j->stop = true;
    pthread_cond_signal(&j->wake);
    pthread_mutex_unlock(&j->lock);
    pthread_join(j->thread, NULL);
    pthread_cond_destroy(&j->wake);
    pthread_mutex_destroy(&j->lock);
    free(j);
}
