/* From a declared need to an open database and an operation under way. */
#include "app/command_line.h"

#include "app.texts.h"
#include "record/access.h"
#include "record/act.h"
#include "record/record.h"
#include "record/schema.h"

enum { KINDS_MAX = 256, RULES_MAX = 256 };

enum err app_kinds(struct fault *f, struct kinds **ret_kinds)
{
    static const struct kind *kinds[KINDS_MAX];
    static const struct kind_rules *rules[RULES_MAX];
    size_t n_kinds = 0, n_rules = 0;
    for (size_t i = 0; i < all_kinds_n; i++)
        for (const struct kind *const *k = all_kinds[i]; *k && n_kinds < KINDS_MAX; k++)
            kinds[n_kinds++] = *k;
    for (size_t i = 0; i < all_features_n; i++)
        for (const struct kind_rules *r = all_features[i]->rules; r && r->kind && n_rules < RULES_MAX; r++)
            rules[n_rules++] = r;
    return kinds_new(kinds, n_kinds, rules, n_rules, f, ret_kinds);
}

enum err app_open_store(struct command_call *call, bool create, struct store **ret_store)
{
    struct store_settings settings = {.create = create, .before_commit = act_seal};
    return store_open(call->database_url, &settings, call->fault, ret_store);
}

struct op app_operation(const struct command_call *call, struct store *store, const struct kinds *kinds)
{
    return (struct op){
        .arena = call->arena,
        .fault = call->fault,
        .store = store,
        .kinds = kinds,
        .language = call->language,
        .now_us = call->now_us,
        .zone_minutes = call->zone_minutes,
        .today = call->as_of ? call->as_of : call->today,
        .as_of_us = call->as_of ? moment_day_end(call->as_of, call->zone_minutes) : 0,
        .address = "console",
        .login = call->as_login ? call->as_login : "",
    };
}

/* Whoever acts on the command line has the rights of today, whether or not a server keeps them up. */
static enum err refresh_rights(struct command_call *call, const struct kinds *kinds)
{
    struct op op = app_operation(call, call->store, kinds);
    op.today = call->today;
    op.as_of_us = 0;
    enum err e = OK;
    for (bool worked = call->as_login != NULL; worked && e == OK;)
        e = access_refresh(&op, &worked);
    return e;
}

/* The command line is an operator's tool: without --as it sees everything and writes as the system. */
static enum err identify(struct command_call *call, struct op *op)
{
    if (call->as_login) {
        struct record *principal;
        TRY(access_identify(op, call->as_login));
        if (!call->for_person)
            return OK;
        TRY(record_find(op, kinds_find(op->kinds, "person"), call->for_person, &principal));
        return access_act_for(op, principal->id);
    }
    op->sees_all = true;
    op->login = "console";
    return OK;
}

static enum err run_operation(struct command_call *call, const struct kinds *kinds)
{
    struct op op = app_operation(call, call->store, kinds);
    call->op = &op;
    enum err e = op_begin_read(&op);
    if (e == OK)
        e = schema_check(&op, kinds);
    op_end(&op);
    if (e == ERR_NO)
        e = ERR_STORAGE;
    if (e == OK)
        e = refresh_rights(call, kinds);
    if (e == OK)
        e = op_begin_read(&op);
    if (e == OK)
        e = identify(call, &op);
    if (e == OK)
        e = call->command->run(call);
    op_end(&op);
    return e;
}

enum err command_with_store(struct command_call *call)
{
    if (call->command->needs == COMMAND_NEEDS_NOTHING)
        return call->command->run(call);
    struct kinds *kinds;
    TRY(app_kinds(call->fault, &kinds));
    call->kinds = kinds;
    enum err e = OK;
    if (call->command->needs == COMMAND_NEEDS_OPERATION)
        e = app_open_store(call, false, &call->store);
    if (e == OK)
        e = call->command->needs == COMMAND_NEEDS_OPERATION ? run_operation(call, kinds) : call->command->run(call);
    store_close(call->store);
    kinds_free(kinds);
    return e;
}
