/* init: creates or upgrades the database; --demo fills an empty one with the demonstration city. */
#include "app/commands.h"

#include "app.queries.h"
#include "app.texts.h"
#include "base/embedded.h"
#include "features/demo/demo.h"
#include "record/access.h"
#include "record/act.h"
#include "record/schema.h"
#include "rulebook/in_force.h"
#include "web/session.h"

#include <string.h>

static const char *const embedded_models[] = {"default",  "changsha", "zhejiang", "shandong",
                                              "shenzhen", "nanjing",  NULL};

struct loading {
    const char *model;
    date_t from;
};

static enum err load_model(struct op *op, void *arg)
{
    const struct loading *l = arg;
    size_t n_bytes;
    const char *path = arena_printf(op->arena, "models/%s.yaml", l->model);
    const char *text = embedded_file(path, &n_bytes);
    if (!text)
        return fault(op->fault, ERR_USAGE, &T_app_no_such_model, l->model);
    int64_t version;
    return rulebook_load(op, text, n_bytes, l->from, &version);
}

/* "changsha,nanjing", or all of the tree when nothing is said; in force since ever.  Two that begin at once load them
 * once. */
static enum err load_models(struct op *op, void *arg)
{
    const char *list = arg;
    TRY(store_lock(op, "models"));
    for (const char *const *m = embedded_models; *m; m++) {
        if (list && !strstr(list, *m) && strcmp(*m, "default") != 0)
            continue;
        bool there;
        TRY(rulebook_exists(op, *m, &there));
        struct loading l = {*m, date_make(DATE_YEAR_MIN, 1, 1)};
        if (!there)
            TRY(act_run(op, "model.load", "", load_model, &l, NULL));
    }
    return OK;
}

static enum err find_account(struct op *op, const char *login, int64_t *ret_account)
{
    struct account_by_login_row row;
    bool found;
    TRY(account_by_login(op, login, &row, &found));
    if (!found)
        return fault(op->fault, ERR_MISSING, &T_app_no_account, login);
    *ret_account = row.id;
    return OK;
}

/* Hashing takes a while: the same digest serves all demonstration accounts. */
static enum err set_demo_passwords(struct op *op)
{
    struct passwords *passwords = passwords_new(1, 8 << 20, 1);
    enum err e = passwords ? OK : ERR_MEMORY;
    for (const struct demo_account *a = demo_accounts; a->login && e == OK; a++) {
        int64_t account = 0;
        e = find_account(op, a->login, &account);
        op_end(op);
        if (e == OK)
            e = password_set(op, passwords, account, a->login, demo_password, false);
    }
    passwords_free(passwords);
    return e;
}

static void tell_demo(const struct command_call *call)
{
    fprintf(call->words, "%s\n", text_in(&T_app_demo_accounts, call->language));
    for (const struct demo_account *a = demo_accounts; a->login; a++)
        fprintf(call->words, "  %-14s %s\n", a->login, call->language == LANGUAGE_EN ? a->role_en : a->role_zh);
    fprintf(call->words, "%s %s\n", text_in(&T_app_demo_password, call->language), demo_password);
}

static enum err fill_demo(struct command_call *call, struct op *op)
{
    enum err e = demo_build(op);
    if (e == ERR_CONFLICT) { /* there is a city already: safe to repeat */
        fault_clear(op->fault);
        tell_demo(call);
        return OK;
    }
    TRY(e);
    TRY(set_demo_passwords(op));
    tell_demo(call);
    return OK;
}

/* What roles may do is the program's: where the last one granted otherwise, the rows that say so are its. */
static enum err grant_anew(struct op *op, void *arg)
{
    (void)arg;
    return access_rebuild_all(op);
}

enum err run_init(struct command_call *call)
{
    struct store *store;
    TRY(app_open_store(call, true, &store));
    struct op op = app_operation(call, store, call->kinds);
    op.sees_all = true;
    op.login = "console";
    op.as_of_us = 0;
    /* What a demonstration stands on must be known when its history begins. */
    op.backdate_us = command_flag(call, "demo") ? demo_begins_us(&op) : 0;
    enum err e = schema_upgrade(&op, call->kinds);
    if (e == OK)
        e = store_write(&op, grant_anew, NULL);
    if (e == OK)
        e = store_write(&op, load_models, (void *)(uintptr_t)command_option(call, "models"));
    op.backdate_us = 0;
    if (e == OK && command_flag(call, "demo"))
        e = fill_demo(call, &op);
    op_end(&op);
    store_close(store);
    return e;
}
