#include "store/test_writer.h"

#include "harness/test.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 4 };

/* ---- the process ---- */

struct writer {
    struct test_database *database;
    pthread_t thread;
    int64_t next_id;
    int out;
};

/* What is refused is left alone: the next pair is another one. */
static void *write_and_tell(void *arg)
{
    struct writer *w = arg;
    struct fault f = {0};
    struct op op = test_op(w->database, &f);
    for (;; w->next_id += 2) {
        enum err e = store_write(&op, table_insert_pair, &(struct insertion){.id = w->next_id});
        if (e == OK && write(w->out, &w->next_id, sizeof(w->next_id)) != (ssize_t)sizeof(w->next_id))
            _exit(1);
        fault_clear(&f);
        arena_reset(op.arena);
    }
    return NULL;
}

static _Noreturn void write_until_killed(const char *url, int out)
{
    struct test_database d = {.url = NULL};
    struct writer writers[THREADS];
    if (store_open(url, NULL, &d.fault, &d.store) != OK)
        _exit(2);
    for (int i = 0; i < THREADS; i++) {
        writers[i] = (struct writer){.database = &d, .next_id = 1000000 * (i + 1), .out = out};
        pthread_create(&writers[i].thread, NULL, write_and_tell, &writers[i]);
    }
    pthread_join(writers[0].thread, NULL);
    _exit(3);
}

void writer_start(struct writer_process *w, const char *url, void (*prepare)(uint64_t), uint64_t argument)
{
    int ends[2];
    w->n = 0;
    REQUIRE(pipe(ends) == 0);
    fflush(NULL);
    w->id = fork();
    if (w->id == 0) {
        close(ends[0]);
        if (prepare)
            prepare(argument);
        write_until_killed(url, ends[1]);
    }
    close(ends[1]);
    w->in = ends[0];
}

static bool read_one(struct writer_process *w)
{
    int64_t id;
    if (w->n == ACKNOWLEDGED_MAX || read(w->in, &id, sizeof(id)) != (ssize_t)sizeof(id))
        return false;
    w->acknowledged[w->n++] = id;
    return true;
}

bool writer_wait_for(struct writer_process *w, size_t wanted)
{
    while (wanted && read_one(w))
        wanted--;
    return wanted == 0;
}

void writer_end(struct writer_process *w, bool kill_it)
{
    if (kill_it)
        kill(w->id, SIGKILL);
    while (read_one(w))
        ;
    waitpid(w->id, &w->status, 0);
    close(w->in);
}

/* ---- what is there ---- */

#define ON_BOTH(text) \
    { \
        {[FORM_NOW_ALL] = text}, \
        { \
            [FORM_NOW_ALL] = text \
        } \
    }
static const struct statement pair = {
    .name = "pair",
    .sql = {{[FORM_NOW_ALL] = "select count(*) from t where id between ?1 and ?1 + 1"},
            {[FORM_NOW_ALL] = "select count(*) from t where id between $1::int8 and $1::int8 + 1"}},
    .n_parameters = 1,
};
static const struct statement halves = {
    .name = "halves",
    .sql =
        ON_BOTH("select count(*) from t where not exists (select 1 from t o where o.id = t.id + 1 - 2 * (t.id % 2))"),
};
static const struct statement broken = {
    .name = "broken",
    .sql = {{[FORM_NOW_ALL] = "select count(*) from pragma_integrity_check where integrity_check <> 'ok'"},
            {[FORM_NOW_ALL] = "select 0"}},
};

size_t writer_missing(const struct writer_process *w, struct op *op)
{
    size_t missing = 0;
    for (size_t i = 0; i < w->n; i++) {
        int64_t there = 0;
        REQUIRE(statement_one_int(op, &pair, (struct value[]){value_int(w->acknowledged[i])}, &there, NULL) == OK);
        missing += there != 2;
    }
    return missing;
}

size_t writer_missing_anew(const struct writer_process *w, struct test_database *d)
{
    int64_t n_halves = -1, n_broken = -1;
    REQUIRE(store_open(d->url, NULL, &d->fault, &d->store) == OK);
    d->op = test_op(d, &d->fault);
    size_t missing = writer_missing(w, &d->op);
    REQUIRE(statement_one_int(&d->op, &halves, NULL, &n_halves, NULL) == OK);
    REQUIRE(statement_one_int(&d->op, &broken, NULL, &n_broken, NULL) == OK);
    CHECK_INT(n_halves, 0);
    CHECK_INT(n_broken, 0);
    op_end(&d->op);
    CHECK_INT(store_write(&d->op, table_insert_pair, &(struct insertion){.id = INT64_C(1) << 40}), OK);
    test_database_close(d);
    return missing;
}
