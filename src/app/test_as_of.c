/* What was shown of a past day stays what it was, to the byte: ledgers, exports and the records behind them are asked
 * through the command line before, while and after eight writers change everything that they are made from. */
#include "app/app.h"
#include "harness/database.h"
#include "harness/test.h"
#include "record/act.h"
#include "record/record.h"
#include "record/schema.h"
#include "rulebook/in_force.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHAINS = 3, PROJECTS = 40, EVENTS = 5 * PROJECTS, WRITERS = 8, ASKED_MAX = 16, MOMENTS_MAX = 40 };

static const char past_day[] = "2025-11-30";

struct city {
    struct test_database *d;
    struct kinds *kinds;
    int64_t chains[CHAINS], districts[2], projects[PROJECTS], events[EVENTS];
    char *answers[ASKED_MAX];
    _Atomic int working;
    int deeds; /* of each writer */
};

struct moment {
    int64_t us;
    char *answer;
};

/* A hand that writes: its own operation, its own chance. */
struct hand {
    struct city *city;
    struct op op;
    struct fault fault;
    uint64_t state;
    int done;
    pthread_t thread;
};

static uint64_t below(struct hand *h, uint64_t n)
{
    return test_random(&h->state) % n;
}

/* ---- writing ---- */

static enum err save(struct op *op, void *arg)
{
    struct findings findings = {0};
    return record_save(op, arg, "核对过原件", &findings);
}

static enum err erase(struct op *op, void *arg)
{
    const struct record *r = arg;
    return record_delete(op, r->kind, r->id, 0);
}

/* Others may have been quicker: what is refused for that is no failure. */
static bool act(struct hand *h, store_write_fn write, void *arg)
{
    op_end(&h->op);
    enum err e = act_run(&h->op, "test", "核对过原件", write, arg, NULL);
    if (e != OK && e != ERR_CONFLICT && e != ERR_MISSING && e != ERR_INPUT && e != ERR_BUSY) {
        printf("  %s [%s]\n", h->fault.words[LANGUAGE_EN], h->fault.detail);
        CHECK_INT(e, OK);
    }
    fault_clear(&h->fault);
    op_end(&h->op);
    h->done += e == OK;
    return e == OK;
}

static struct record *make(struct hand *h, const char *kind)
{
    struct record *r;
    REQUIRE(record_new(&h->op, kinds_find(h->op.kinds, kind), &r) == OK);
    return r;
}

static struct record *load(struct hand *h, const char *kind, int64_t id)
{
    struct record *r = NULL;
    if (record_load(&h->op, kinds_find(h->op.kinds, kind), id, &r) != OK)
        r = NULL;
    fault_clear(&h->fault);
    return r;
}

static date_t any_day(struct hand *h)
{
    return date_add_days(date_make(2025, 1, 1), (int32_t)below(h, 400));
}

static void fill_event(struct hand *h, struct record *r)
{
    static const char *const kinds[] = {"signed", "filed", "started", "ended", "resumed", "completed", "raised"};
    static const char *const evidences[] = {"self", "contract", "permit", "inspection"};
    record_set_text(r, "kind", kinds[below(h, 7)]);
    record_set_text(r, "evidence", evidences[below(h, 4)]);
    record_set_int(r, "on_date", any_day(h));
    record_set_int(r, "amount", 1000000 + (int64_t)below(h, 1000000));
}

static void fill_project(struct hand *h, struct record *r)
{
    struct city *c = h->city;
    record_set_text(r, "name", arena_printf(h->op.arena, "项目%d", (int)below(h, 100000)));
    record_set_int(r, "chain", c->chains[below(h, CHAINS)]);
    record_set_int(r, "district", c->districts[below(h, 2)]);
    record_set_text(r, "action", below(h, 2) ? "build" : "extend");
    record_set_text(r, "origin", below(h, 4) ? "recruited" : "own");
    record_set_int(r, "total", 1000000 + (int64_t)below(h, 1000000));
}

static void change(struct hand *h, const char *kind, int64_t id, void (*fill)(struct hand *, struct record *))
{
    struct record *r = load(h, kind, id);
    if (!r)
        return;
    fill(h, r);
    act(h, save, r);
}

static void rename_it(struct hand *h, struct record *r)
{
    record_set_text(r, "name", arena_printf(h->op.arena, "更名%d", (int)below(h, 100000)));
}

static int64_t put_event(struct hand *h, int64_t project)
{
    struct record *r = make(h, "event");
    record_set_int(r, "project", project);
    fill_event(h, r);
    return act(h, save, r) ? r->id : 0;
}

static int64_t put_project(struct hand *h)
{
    struct record *r = make(h, "project");
    fill_project(h, r);
    return act(h, save, r) ? r->id : 0;
}

struct version_of {
    const struct kind *kind;
    int64_t id, us;
};

static enum err restore(struct op *op, void *arg)
{
    const struct version_of *v = arg;
    return record_restore(op, v->kind, v->id, v->us);
}

/* An older version of a live record, or a deleted one brought back. */
static void go_back(struct hand *h, const char *kind, int64_t id)
{
    struct version_of v = {kinds_find(h->op.kinds, kind), id, 0};
    struct version *versions;
    size_t n;
    if (record_history(&h->op, v.kind, id, 0, 10, &versions, &n) == OK && n) {
        v.us = versions[below(h, n)].from_us;
        act(h, restore, &v);
    }
    fault_clear(&h->fault);
}

static void delete_one(struct hand *h, const char *kind, int64_t id)
{
    struct record *r = load(h, kind, id);
    if (r)
        act(h, erase, r);
}

struct loading {
    struct hand *hand;
    const char *model;
    date_t from;
};

static enum err load_rules(struct op *op, void *arg)
{
    const struct loading *l = arg;
    struct hand *h = l->hand;
    const char *text = arena_printf(
        op->arena,
        "model: %s\nname: 新口径\nledgers:\n  threshold: %d万元\n  performed: [land]\n"
        "  signed: {event: signed, own_event: filed, counts: %s, documented: [contract], verified: [inspection]}\n"
        "  started: {counts: documented, documented: [permit], verified: [inspection]}\n"
        "  completed: {counts: reported}\n  produced: {counts: reported}\n  capacity: {counts: reported}\n"
        "  raised: {counts: reported}\n  ended: {counts: reported}\n  resumed: {counts: reported}\n",
        l->model, (int)below(h, 50), below(h, 2) ? "documented" : "reported");
    int64_t version;
    return rulebook_load(op, text, strlen(text), l->from, &version);
}

static bool put_rules(struct hand *h, const char *model, date_t from)
{
    struct loading l = {h, model, from};
    return act(h, load_rules, &l);
}

static void do_something(struct hand *h)
{
    struct city *c = h->city;
    int64_t project = c->projects[below(h, PROJECTS)], event = c->events[below(h, EVENTS)];
    switch (below(h, 16)) {
    case 0:
        delete_one(h, "project", project);
        break;
    case 1:
        delete_one(h, "event", event);
        break;
    case 2:
        go_back(h, "project", project);
        break;
    case 3:
        go_back(h, "event", event);
        break;
    case 4:
        put_event(h, put_project(h));
        break;
    case 5:
        change(h, "chain", c->chains[below(h, CHAINS)], rename_it);
        break;
    case 6:
        change(h, "region", c->districts[below(h, 2)], rename_it);
        break;
    case 7:
        put_rules(h, below(h, 2) ? "default" : "city", any_day(h));
        break;
    case 8:
    case 9:
    case 10:
        put_event(h, project);
        break;
    case 11:
    case 12:
    case 13:
        change(h, "event", event, fill_event);
        break;
    default:
        change(h, "project", project, fill_project);
    }
}

static void *work(void *arg)
{
    struct hand *h = arg;
    for (int i = 0; i < h->city->deeds; i++) {
        struct arena_mark mark = arena_mark(h->op.arena);
        do_something(h);
        op_end(&h->op);
        arena_rewind(h->op.arena, mark);
    }
    h->city->working--;
    return NULL;
}

static void hand_begin(struct hand *h, struct city *c, uint64_t number)
{
    *h = (struct hand){.city = c, .state = test_seed() * 2654435761u + number};
    h->op = test_op(c->d, &h->fault);
    h->op.kinds = c->kinds;
}

/* ---- asking ---- */

static const char *const questions[][8] = {
    {"csv", "ledger", "signed", "--from=2025-10-01", "--to=2025-11-30"},
    {"json", "ledger", "started", "--from=2025-10-01", "--to=2025-11-30"},
    {"csv", "ledger", "unstarted", "--from=2025-10-01", "--to=2025-11-30", "--own"},
    {"json", "ledger", "unstarted", "--from=2025-10-01", "--to=2025-11-30"},
    {"csv", "export", "project", "--where=total >= 0.3亿"},
    {"csv", "export", "event"},
    {"json", "export", "chain"},
    {"csv", "export", "rulebook", "--columns=model,version,name,in_force_from"},
};
enum { QUESTIONS = sizeof(questions) / sizeof(questions[0]) };

/* The output of a command as of the past day; the caller frees it. */
static char *run_question(const struct city *c, int question)
{
    const char *const *q = questions[question];
    const char *argv[16] = {"lianzhang", "--db", c->d->url, "--as-of", past_day, "--format", q[0]};
    int argc = 7;
    for (int i = 1; i < 8 && q[i]; i++)
        argv[argc++] = q[i];
    char *out = NULL, *words = NULL;
    size_t n_out, n_words;
    struct surroundings around = {
        .out = open_memstream(&out, &n_out),
        .words = open_memstream(&words, &n_words),
        .now_us = INT64_C(1772668800000000),
        .language = LANGUAGE_ZH,
        .database_url = "",
    };
    int code = app_run(&around, argc, argv);
    fclose(around.out);
    fclose(around.words);
    if (code != 0)
        printf("  %s\n", words);
    CHECK_INT(code, 0);
    free(words);
    return out;
}

static void compare_all(const struct city *c, const char *when)
{
    for (int i = 0; i < QUESTIONS; i++) {
        char *again = run_question(c, i);
        if (strcmp(again, c->answers[i]) != 0)
            printf("  %s: %s %s differs\n", when, questions[i][1], questions[i][2]);
        CHECK(strcmp(again, c->answers[i]) == 0);
        free(again);
    }
}

/* ---- moments between the writes ---- */

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < all_features_n; i++)
        for (const struct command *k = all_features[i]->commands; k && k->name; k++)
            if (strcmp(k->name, name) == 0)
                return k;
    return NULL;
}

/* The ledger of what waits to start, as the command prints it, as of that moment; the caller frees it. */
static char *ask_moment(struct hand *h, int64_t us)
{
    char *out = NULL;
    size_t n;
    struct arena_mark mark = arena_mark(h->op.arena);
    struct command_call call = {
        .command = find_command("ledger"),
        .arena = h->op.arena,
        .fault = &h->fault,
        .format = OUTPUT_JSON,
        .arguments = {"unstarted"},
        .argument_count = 1,
        .out = open_memstream(&out, &n),
        .op = &h->op,
    };
    h->op.as_of_us = us;
    CHECK_INT(call.command->run(&call), OK);
    op_end(&h->op);
    h->op.as_of_us = 0;
    fclose(call.out);
    arena_rewind(h->op.arena, mark);
    return out;
}

static void keep_moment(struct hand *h, struct moment *m)
{
    op_end(&h->op);
    REQUIRE(store_moment(&h->op, &m->us) == OK);
    m->answer = ask_moment(h, m->us);
}

static void compare_moment(struct hand *h, struct moment *m)
{
    char *again = ask_moment(h, m->us);
    CHECK(strcmp(again, m->answer) == 0);
    free(again);
    free(m->answer);
}

/* ---- the city ---- */

static int64_t name_one(struct hand *h, const char *kind, const char *name)
{
    struct record *r = make(h, kind);
    record_set_text(r, "name", name);
    if (strcmp(kind, "region") == 0)
        record_set_text(r, "kind", "district");
    REQUIRE(act(h, save, r));
    return r->id;
}

static void set_day(struct hand *h, date_t day)
{
    h->op.today = day;
    h->op.backdate_us = moment_day_start(day, 480) + INT64_C(9) * 3600 * 1000000;
}

/* Known in 2025, day by day; what the writers do comes after it. */
static void build(struct city *c, struct hand *h)
{
    date_t day = date_make(2025, 2, 1);
    set_day(h, day);
    REQUIRE(schema_upgrade(&h->op, c->kinds) == OK);
    for (int i = 0; i < CHAINS; i++)
        c->chains[i] = name_one(h, "chain", arena_printf(h->op.arena, "产业链%d", i));
    for (int i = 0; i < 2; i++)
        c->districts[i] = name_one(h, "region", arena_printf(h->op.arena, "区%d", i));
    REQUIRE(put_rules(h, "default", date_make(2000, 1, 1)));
    for (int i = 0; i < PROJECTS; i++) {
        set_day(h, date_add_days(day, 8 * i));
        REQUIRE((c->projects[i] = put_project(h)) != 0);
        for (int k = 0; k < EVENTS / PROJECTS; k++)
            while (!(c->events[i * (EVENTS / PROJECTS) + k] = put_event(h, c->projects[i])))
                ;
    }
    h->op.backdate_us = 0;
}

/* Asks the past while the writers work, and moments between their writes; returns how many of those. */
static int ask_while_they_work(struct city *c, struct hand *reader, struct moment *moments)
{
    int n = 0;
    while (c->working) {
        for (int i = 0; i < 5 && n < MOMENTS_MAX; i++)
            keep_moment(reader, &moments[n++]);
        compare_all(c, "during");
    }
    return n;
}

static int work_together(struct city *c, struct hand *reader)
{
    struct hand hands[WRITERS];
    struct moment moments[MOMENTS_MAX];
    int done = 0;
    for (int i = 0; i < WRITERS; i++) {
        hand_begin(&hands[i], c, (uint64_t)i);
        REQUIRE(pthread_create(&hands[i].thread, NULL, work, &hands[i]) == 0);
    }
    int n = ask_while_they_work(c, reader, moments);
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(hands[i].thread, NULL);
        done += hands[i].done;
        test_op_release(&hands[i].op);
    }
    REQUIRE(n > 0);
    char *now = ask_moment(reader, 0);
    CHECK(strcmp(now, moments[0].answer) != 0); /* without as-of, late facts change it */
    free(now);
    for (int i = 0; i < n; i++)
        compare_moment(reader, &moments[i]);
    return done;
}

TEST("ledgers and exports of a past day are the same bytes before, during and after the work of eight writers")
{
    int deeds = test_rounds(500, 10000);
    EACH_ENGINE(d)
    {
        struct city c = {.d = &d, .deeds = deeds / WRITERS, .working = WRITERS};
        struct hand hand;
        REQUIRE(app_kinds(&d.fault, &c.kinds) == OK);
        hand_begin(&hand, &c, 99);
        build(&c, &hand);
        for (int i = 0; i < QUESTIONS; i++)
            c.answers[i] = run_question(&c, i);
        CHECK(work_together(&c, &hand) > deeds / 2);
        compare_all(&c, "after");
        for (int i = 0; i < QUESTIONS; i++)
            free(c.answers[i]);
        test_op_release(&hand.op);
        kinds_free(c.kinds);
    }
}
