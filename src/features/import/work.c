#include "features/import/work.h"

#include "base/progress.h"
#include "features/import/rows.h"
#include "features/import/staging.h"
#include "import.queries.h"
#include "import.texts.h"
#include "record/access.h"
#include "record/act.h"

#include <string.h>

enum { KEPT_DAYS = 30, DROPPED_AT_ONCE = 20 };
#define DAY_US INT64_C(86400000000)

/* ---- whose turn it is ---- */

struct claiming {
    int64_t worker, id;
    bool claimed;
};

/* One server serves an embedded database: whoever else held it is gone. */
static enum err claim(struct op *op, void *arg)
{
    struct claiming *c = arg;
    struct import_job_due_row due;
    int64_t now_us, changed;
    bool found;
    TRY(store_stamp(op, &now_us));
    int64_t free_since_us = store_engine_of(op->store) == STORE_SQLITE ? INT64_MAX : now_us;
    c->claimed = false;
    TRY(import_job_due(op, free_since_us, c->worker, &due, &found));
    if (!found)
        return OK;
    c->id = due.id;
    TRY(import_job_claim(op, due.id, free_since_us, c->worker, now_us + IMPORT_LEASE_US, &changed));
    c->claimed = changed == 1;
    return OK;
}

static enum err find_job(struct op *op, struct claiming *c)
{
    struct import_job_due_row due;
    bool found;
    TRY(op_begin_read(op));
    enum err e = import_job_due(op, INT64_MAX, c->worker, &due, &found);
    op_end(op);
    return e != OK || !found ? e : store_write(op, claim, c);
}

/* With the rights that its account has now. */
static enum err become(struct op *op, const struct import_job *job)
{
    op->address = job->address;
    if (!job->account) { /* of the operator */
        op->sees_all = true;
        op->login = job->login;
        return OK;
    }
    op->sees_all = false;
    TRY(access_identify(op, job->login));
    return job->acting_for ? access_act_for(op, job->acting_for) : OK;
}

/* ---- checking ---- */

struct finishing {
    const struct import_work *work;
    struct import_run *run;
    const char *receipt;
};

static enum err write_missing(struct op *op, const struct import_work *w, const struct import_run *run)
{
    struct import_missing *missing;
    size_t n;
    TRY(import_missing_of(op, run, &missing, &n));
    TRY(import_missing_clear(op, w->job.id, NULL));
    for (size_t i = 0; i < n; i++)
        TRY(import_missing_put(op, w->job.id, missing[i].kind->id, missing[i].name, missing[i].rows, NULL));
    return OK;
}

static enum err write_ready(struct op *op, void *arg)
{
    struct finishing *f = arg;
    int64_t changed;
    const char *receipt = import_receipt_text(op->arena, import_outcomes(f->run));
    TRY(import_job_ready(op, f->work->job.id, f->work->worker, receipt, &changed));
    return changed ? write_missing(op, f->work, f->run) : ERR_CANCELLED;
}

static enum err read_decisions(struct op *op, struct import_work *w)
{
    struct import_missing_all_row *rows;
    size_t n;
    TRY(import_missing_all(op, w->job.id, &rows, &n));
    struct import_name *makes = arena_array(op->arena, n + 1, struct import_name);
    if (!makes)
        return ERR_MEMORY;
    w->decisions = (struct import_decisions){.asks = w->job.asks, .n_asks = w->job.n_asks, .makes = makes};
    for (size_t i = 0; i < n; i++)
        if (rows[i].made)
            makes[w->decisions.n_makes++] = (struct import_name){rows[i].kind, rows[i].name};
    return OK;
}

static enum err open_run(struct import_work *w, struct import_run **ret_run)
{
    TRY(op_begin_read(w->op));
    enum err e = read_decisions(w->op, w);
    if (e == OK)
        e = import_run_new(w->op, w->job.kind, &w->decisions, ret_run);
    op_end(w->op);
    return e;
}

static enum err check(struct import_work *w)
{
    struct import_run *run = NULL;
    struct import_pieces pieces = staging_pieces(w);
    TRY(open_run(w, &run));
    enum err e = import_run_pieces(w->op, run, &pieces, false);
    op_end(w->op);
    struct finishing f = {w, run, NULL};
    if (e == OK)
        e = store_write(w->op, write_ready, &f);
    import_run_free(run);
    return e;
}

/* ---- applying ---- */

struct applying {
    struct import_work *work;
    struct import_run *run;
};

static enum err apply_all(struct op *op, void *arg)
{
    struct applying *a = arg;
    struct import_pieces pieces = staging_pieces(a->work);
    struct import_job now;
    int64_t changed;
    TRY(store_lock(op, "import"));
    TRY(import_job_load(op, a->work->job.id, &now));
    if (now.state != IMPORT_APPLYING)
        return ERR_CANCELLED;
    TRY(import_run_pieces(op, a->run, &pieces, true));
    TRY(import_job_applied(op, now.id, act_operation(op),
                           import_receipt_text(op->arena, import_outcomes(a->run)), &changed));
    return changed ? OK : ERR_CANCELLED;
}

static enum err apply(struct import_work *w)
{
    struct applying a = {.work = w};
    TRY(open_run(w, &a.run));
    w->applying = true;
    progress_begin(w->op->progress, w->job.id);
    enum err e = act_run(w->op, "import", w->job.filename, apply_all, &a, NULL);
    progress_end(w->op->progress, w->job.id);
    w->applying = false;
    import_run_free(a.run);
    return e;
}

/* ---- one job ---- */

static enum err write_failure(struct op *op, void *arg)
{
    const struct import_work *w = arg;
    return import_job_fail(op, w->job.id, w->worker, w->failed.words[LANGUAGE_ZH], w->failed.words[LANGUAGE_EN], NULL);
}

static enum err write_release(struct op *op, void *arg)
{
    const struct import_work *w = arg;
    return import_job_release(op, w->job.id, w->worker, NULL);
}

/* What is wrong with the file stands on its page; what is wrong with the world is tried again later. */
static enum err end_badly(struct import_work *w, enum err e)
{
    struct op *op = w->op;
    op_end(op);
    w->failed = *op->fault;
    fault_clear(op->fault);
    if (e == ERR_CANCELLED)
        return OK;
    if (e == ERR_BUSY)
        return store_write(op, write_release, w);
    return store_write(op, write_failure, w);
}

static enum err load_job(struct import_work *w, bool as_account)
{
    TRY(op_begin_read(w->op));
    enum err e = import_job_load(w->op, w->job.id, &w->job);
    if (e == OK && as_account)
        e = become(w->op, &w->job);
    op_end(w->op);
    return e;
}

static enum err step(struct import_work *w)
{
    switch (w->job.state) {
    case IMPORT_READING:
        return staging_read(w);
    case IMPORT_CHECKING:
        return check(w);
    case IMPORT_APPLYING:
        return apply(w);
    case IMPORT_READY:
    case IMPORT_APPLIED:
    case IMPORT_CANCELLED:
    case IMPORT_FAILED:
    case IMPORT_STATE_COUNT:
        break;
    }
    return OK;
}

static enum err work_at(struct import_work *w)
{
    enum err e = load_job(w, true);
    while (e == OK && import_job_is_at_work(&w->job)) {
        enum import_state before = w->job.state;
        e = step(w);
        if (e == OK)
            e = load_job(w, false);
        if (e == OK && w->job.state == before)
            return OK; /* another one has it */
    }
    return e == OK ? OK : end_badly(w, e);
}

/* ---- what is over ---- */

static enum err drop_staged(struct op *op, void *arg)
{
    int64_t id = *(const int64_t *)arg;
    TRY(import_pieces_drop(op, id, NULL));
    return import_job_cleared(op, id, NULL);
}

static enum err tidy(struct op *op, bool *ret_worked)
{
    struct import_job_over_row *rows;
    size_t n = 0;
    TRY(op_begin_read(op));
    enum err e = import_job_over(op, op->now_us - KEPT_DAYS * DAY_US, &rows, &n);
    op_end(op);
    for (size_t i = 0; i < n && e == OK; i++)
        e = store_write(op, drop_staged, &rows[i].id);
    *ret_worked |= n == DROPPED_AT_ONCE;
    return e;
}

enum err import_work(struct op *op, int64_t worker, bool *ret_worked)
{
    struct claiming c = {.worker = worker};
    *ret_worked = false;
    TRY(find_job(op, &c));
    if (!c.claimed)
        return tidy(op, ret_worked);
    *ret_worked = true;
    struct import_work w = {.op = op, .worker = worker, .job = {.id = c.id}};
    return work_at(&w);
}
