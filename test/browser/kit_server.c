/* Serves the pages that show the parts (test/web/kit.html), for looking at them and for the browser's tests.
 *
 *     kit-server [ADDRESS:PORT [CERTIFICATE KEY]]     prints "listening PORT"; login zhoumy, password "Correct horse 7"
 *
 * The database is in memory and forgotten. */
#include "record/act.h"
#include "record/record.h"
#include "record/schema.h"
#include "web/internal.h"
#include "web/kit.h"
#include "web/server.h"

#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

extern const struct kind *const *const all_kinds[];
extern const size_t all_kinds_n;

static int64_t read_clock(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t now_us(void *context)
{
    (void)context;
    return read_clock(CLOCK_REALTIME);
}

static int64_t monotonic_us(void *context)
{
    (void)context;
    return read_clock(CLOCK_MONOTONIC);
}

static void fill_random(void *context, void *bytes, size_t n)
{
    (void)context;
    randombytes_buf(bytes, n);
}

static void log_errors(void *context, enum log_level level, const char *words, const char *fields)
{
    (void)context;
    if (level == LOG_ERROR)
        fprintf(stderr, "%s %s\n", words, fields);
}

static enum err write_people(struct op *op, void *arg)
{
    struct findings findings = {0};
    struct record *unit, *person, *account;
    TRY(record_new(op, kinds_find(op->kinds, "unit"), &unit));
    record_set_text(unit, "name", "市链长制办公室");
    record_set_text(unit, "kind", "chief_office");
    TRY(record_save(op, unit, "", &findings));
    TRY(record_new(op, kinds_find(op->kinds, "person"), &person));
    record_set_text(person, "name", "周明远");
    record_set_int(person, "unit", unit->id);
    TRY(record_save(op, person, "", &findings));
    TRY(record_new(op, kinds_find(op->kinds, "account"), &account));
    record_set_text(account, "login", "zhoumy");
    record_set_text(account, "roles", "[\"chief_office\"]");
    record_set_text(account, "state", "active");
    record_set_int(account, "person", person->id);
    TRY(record_save(op, account, "", &findings));
    *(int64_t *)arg = account->id;
    return access_rebuild_account(op, account->id);
}

static void need(enum err e, const struct fault *f)
{
    if (e == OK)
        return;
    fprintf(stderr, "%s (%s)\n", f->words[LANGUAGE_EN], f->detail);
    exit(1);
}

static struct kinds *program_kinds(struct fault *f)
{
    static const struct kind *list[128];
    size_t n = 0;
    struct kinds *kinds;
    for (size_t i = 0; i < all_kinds_n; i++)
        for (const struct kind *const *k = all_kinds[i]; *k; k++)
            list[n++] = *k;
    need(kinds_new(list, n, NULL, 0, f, &kinds), f);
    return kinds;
}

static void fill_database(struct op *op)
{
    int64_t account;
    struct passwords *p = passwords_new(0, 0, 0);
    need(schema_upgrade(op, op->kinds), op->fault);
    op_end(op);
    need(act_run(op, "test", "", write_people, &account, NULL), op->fault);
    need(password_set(op, p, account, "zhoumy", "Correct horse 7", false), op->fault);
    op_end(op);
    passwords_free(p);
}

static enum err login_figures(struct op *op, struct login_figure *figures, size_t *ret_n)
{
    static const struct text labels[] = {{"kit.f1", {"条产业链", "chains"}}, {"kit.f2", {"位链长", "chiefs"}},
                                         {"kit.f3", {"个牵头园区", "lead parks"}}, {"kit.f4", {"个亿元项目", "projects"}}};
    static const int values[] = {22, 20, 5, 437};
    (void)op;
    for (int i = 0; i < LOGIN_FIGURES_MAX; i++)
        figures[i] = (struct login_figure){values[i], &labels[i]};
    *ret_n = LOGIN_FIGURES_MAX;
    return OK;
}

int main(int argc, char **argv)
{
    struct fault f = {0};
    struct store *store;
    struct web *web;
    struct server *server;
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    sigprocmask(SIG_BLOCK, &stop, NULL);
    struct kinds *kinds = program_kinds(&f);
    need(store_open("sqlite::memory:", NULL, &f, &store), &f);
    struct op op = {.arena = arena_new(64 << 20), .fault = &f, .store = store, .kinds = kinds, .now_us = now_us(NULL),
                    .zone_minutes = 480, .today = moment_date(now_us(NULL), 480), .sees_all = true, .login = "", .address = "test"};
    fill_database(&op);
    const struct web_settings settings = {.name = "链长", .city = "云江市", .demo = true, .zone_minutes = 480, .sso = true};
    const struct web_world world = {now_us, monotonic_us, fill_random, log_errors, NULL};
    const struct route *const routes[] = {kit_routes};
    const struct menu_entry *const menus[] = {kit_menu};
    const struct web_parts parts = {routes, 1, menus, 1, login_figures};
    const struct server_settings listen = {.address = argc > 1 ? argv[1] : "127.0.0.1:0", .certificate_file = argc > 3 ? argv[2] : NULL, .key_file = argc > 3 ? argv[3] : NULL};
    need(web_new(&settings, &world, store, kinds, &parts, &f, &web), &f);
    need(server_start(&listen, web, &f, &server), &f);
    printf("listening %d\n", server_port(server));
    fflush(stdout);
    int got;
    sigwait(&stop, &got);
    server_stop(server, 3000000);
    web_free(web);
    kinds_free(kinds);
    store_close(store);
    arena_free(op.arena);
    return 0;
}
