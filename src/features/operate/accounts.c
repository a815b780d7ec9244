/* account add, account lock, account reset, token add. */
#include "features/operate/use.h"
#include "operate.queries.h"
#include "operate.texts.h"
#include "record/access.h"
#include "record/act.h"
#include "record/record.h"
#include "web/second.h"
#include "web/session.h"

#include <stdlib.h>
#include <string.h>

const struct command_option operate_account_options[] = {
    {"person", "NAME", &T_operate_option_person},
    {"roles", "LIST", &T_operate_option_roles},
    {"enterprise", "CODE", &T_operate_option_enterprise},
    {0},
};
const struct command_option operate_reset_options[] = {
    {"password-file", "FILE", &T_operate_option_password},
    {0},
};
const struct command_option operate_token_options[] = {
    {"scopes", "LIST", &T_operate_option_scopes},
    {"days", "N", &T_operate_option_days},
    {0},
};

enum { PASSWORD_LINE_BYTES = 256, TOKEN_DAYS_USUAL = 90 };
#define DAY_US (INT64_C(24) * 3600 * 1000000)

struct changing {
    struct command_call *call;
    const char *login, *state;
    int64_t person, enterprise, account;
};

static enum err refuse(struct op *op, const struct findings *findings)
{
    if (!findings->n)
        return ERR_INPUT;
    return fault(op->fault, ERR_INPUT, &T_operate_refused, finding_words(op, &findings->list[0]));
}

static enum err save(struct op *op, struct record *r)
{
    struct findings findings = {0};
    enum err e = record_save(op, r, "", &findings);
    return e == ERR_INPUT ? refuse(op, &findings) : e;
}

static enum err find_account(struct command_call *call, const char *login, int64_t *ret_account)
{
    struct operate_account_row row;
    bool found;
    TRY(operate_account(call->op, login, &row, &found));
    if (!found)
        return fault(call->fault, ERR_MISSING, &T_operate_no_account, login);
    *ret_account = row.id;
    return OK;
}

/* ---- add ---- */

static enum err add_account(struct op *op, void *arg)
{
    struct changing *c = arg;
    struct record *r;
    struct findings findings = {0};
    const char *roles = command_option(c->call, "roles");
    TRY(record_new(op, kinds_find(op->kinds, "account"), &r));
    record_set_text(r, "login", c->login);
    record_set_text(r, "state", "active");
    if (c->person)
        record_set_int(r, "person", c->person);
    if (c->enterprise)
        record_set_int(r, "enterprise", c->enterprise);
    TRY(record_set_typed(op, r, kind_field(r->kind, "roles"), roles ? roles : "", &findings));
    if (findings.n_errors)
        return refuse(op, &findings);
    TRY(save(op, r));
    c->account = r->id;
    return OK;
}

enum err operate_account_add(struct command_call *call)
{
    struct changing c = {.call = call, .login = call->arguments[0]};
    const char *person = command_option(call, "person"), *enterprise = command_option(call, "enterprise");
    struct operate_person_row *rows;
    size_t n = 0;
    if (person)
        TRY(operate_person(call->op, person, &rows, &n));
    if (person && n != 1)
        return fault(call->fault, ERR_INPUT, n ? &T_operate_several_people : &T_operate_no_person, person);
    c.person = person ? rows[0].id : 0;
    if (enterprise)
        TRY(operate_find_record(call, kinds_find(call->kinds, "enterprise"), enterprise, &c.enterprise));
    op_end(call->op);
    TRY(act_run(call->op, "account.add", "", add_account, &c, NULL));
    fprintf(call->words, "%s\n", text_in(&T_operate_account_added, call->language));
    return OK;
}

/* ---- lock ---- */

static enum err lock_account(struct op *op, void *arg)
{
    const struct changing *c = arg;
    struct record *r;
    TRY(record_load(op, kinds_find(op->kinds, "account"), c->account, &r));
    record_set_text(r, "state", "locked");
    return save(op, r);
}

enum err operate_account_lock(struct command_call *call)
{
    struct changing c = {.call = call};
    if (!call->as_login)
        return fault(call->fault, ERR_USAGE, &T_operate_lock_needs_as);
    TRY(find_account(call, call->arguments[0], &c.account));
    op_end(call->op);
    return act_run(call->op, "account.lock", "", lock_account, &c, NULL);
}

/* ---- reset ---- */

/* From the first line of a file, or of standard input: never from the command line, where others could read it. */
static enum err read_password(struct command_call *call, char password[PASSWORD_LINE_BYTES])
{
    const char *path = command_option(call, "password-file");
    FILE *in = path ? fopen(path, "r") : stdin;
    bool got = in && fgets(password, PASSWORD_LINE_BYTES, in);
    if (in && path)
        fclose(in);
    if (!got)
        return fault(call->fault, ERR_INPUT, &T_operate_no_password);
    password[strcspn(password, "\r\n")] = '\0';
    return OK;
}

enum err operate_account_reset(struct command_call *call)
{
    char password[PASSWORD_LINE_BYTES];
    int64_t account;
    TRY(find_account(call, call->arguments[0], &account));
    TRY(read_password(call, password));
    op_end(call->op);
    struct passwords *passwords = passwords_new(1, 0, 0);
    enum err e =
        passwords ? password_set(call->op, passwords, account, call->arguments[0], password, true) : ERR_MEMORY;
    if (e == OK) /* whoever lost a password may have lost the phone too */
        e = second_clear(call->op, account);
    passwords_free(passwords);
    explicit_bzero(password, sizeof(password));
    return e;
}

/* ---- token ---- */

enum err operate_token_add(struct command_call *call)
{
    char token[SESSION_TOKEN_BYTES];
    const char *scopes = command_option(call, "scopes"), *days = command_option(call, "days");
    int64_t ends_us = call->now_us + (days ? strtoll(days, NULL, 10) : TOKEN_DAYS_USUAL) * DAY_US;
    if (!call->as_login)
        return fault(call->fault, ERR_USAGE, &T_operate_token_needs_as);
    op_end(call->op);
    TRY(token_new(call->op, call->arguments[0], scopes ? scopes : "read", ends_us, call->random, token));
    fprintf(call->out, "%s\n", token);
    return OK;
}

enum err operate_token_list(struct command_call *call)
{
    struct operate_tokens_row *rows;
    size_t n;
    if (!call->as_login)
        return fault(call->fault, ERR_USAGE, &T_operate_token_needs_as);
    TRY(operate_tokens(call->op, call->op->account, call->now_us, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        char until[MOMENT_TEXT_BYTES];
        fprintf(call->out, "%lld\t%s\t%s\t%s\n", (long long)rows[i].id, rows[i].name, rows[i].scopes,
                moment_format_local(rows[i].ends_us, call->op->zone_minutes, until));
    }
    return OK;
}

enum err operate_token_end(struct command_call *call)
{
    char *end;
    int64_t id = strtoll(call->arguments[0], &end, 10);
    if (!call->as_login || *end)
        return fault(call->fault, ERR_USAGE, &T_operate_token_needs_as);
    op_end(call->op);
    return token_end(call->op, id);
}
