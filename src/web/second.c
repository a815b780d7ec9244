#include "web/second.h"

#include "base/buf.h"
#include "record/act.h"
#include "web/session_inner.h"
#include "web.queries.h"
#include "web.texts.h"

#include <string.h>

enum { RECOVERY_RANDOM_BYTES = 10, RECOVERY_LIST_BYTES = RECOVERY_CODES * SESSION_DIGEST_BYTES };

/* An act outside of the snapshot, which is taken anew. */
static enum err act(struct op *op, const char *what, store_write_fn write, void *arg)
{
    op_end(op);
    TRY(act_run(op, what, "", write, arg, NULL));
    return op_begin_read(op);
}

static enum err wrong_code(struct op *op)
{
    fault(op->fault, ERR_INPUT, &T_web_code_wrong);
    return fault_at(op->fault, 0, 0, "code");
}

/* ---- recovery codes ---- */
static void recovery_digest(const char *code, char ret_digest[SESSION_DIGEST_BYTES])
{
    char plain[RECOVERY_CODE_TEXT] = "";
    size_t n = 0;
    for (; *code && n < sizeof(plain) - 1; code++) {
        char c = *code >= 'a' && *code <= 'z' ? (char)(*code - 'a' + 'A') : *code;
        if (c != '-' && c != ' ')
            plain[n++] = c;
    }
    session_digest(plain, ret_digest);
}

/* The list without the code's digest; false when it is not in it. */
static bool recovery_take(struct arena *a, const char *list, const char *typed, const char **ret_rest)
{
    char digest[SESSION_DIGEST_BYTES];
    recovery_digest(typed, digest);
    const char *at = strstr(list, digest);
    if (!at)
        return false;
    const char *after = at + strlen(digest);
    *ret_rest = arena_printf(a, "%.*s%s", (int)(at - list), list, *after ? after + 1 : after);
    return true;
}

static void recovery_code(const uint8_t random[RECOVERY_RANDOM_BYTES], char ret_code[RECOVERY_CODE_TEXT])
{
    static const char letters[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    for (size_t i = 0, at = 0; i < RECOVERY_RANDOM_BYTES; i++) {
        if (i == RECOVERY_RANDOM_BYTES / 2)
            ret_code[at++] = '-';
        ret_code[at++] = letters[random[i] % 32];
    }
    ret_code[RECOVERY_CODE_TEXT - 1] = '\0';
}

/* ---- completing a login ---- */
struct attempt {
    const struct session_rules *rules;
    const struct session *session;
    const char *typed;
    int64_t waits_until_us; /* the account may not try now */
    bool right;
};

static enum err count_failure(struct op *op, const struct attempt *a, int64_t failures)
{
    int64_t wait_us = session_wait_after(a->rules, failures);
    return password_note(op, a->session->account, failures, wait_us ? op->now_us + wait_us : 0, NULL);
}

static enum err accept(struct op *op, struct attempt *a, const struct second_facts_row *facts, int64_t step,
                       const char *recovery)
{
    a->right = true;
    op->account = a->session->account;
    session_on_record(op, a->session->account);
    TRY(second_put(op, a->session->account, facts->secret, true, step, recovery, NULL));
    TRY(password_note(op, a->session->account, 0, 0, NULL));
    return session_complete(op, a->session->id, op->now_us, session_ends(op, a->rules), NULL);
}

static enum err write_attempt(struct op *op, void *arg)
{
    struct attempt *a = arg;
    struct password_facts_row password;
    struct second_facts_row facts;
    bool found;
    int64_t step;
    const char *rest;
    a->right = false;
    a->waits_until_us = 0;
    TRY(password_facts(op, a->session->account, &password, &found));
    if (found && password.wait_until_us > op->now_us) {
        a->waits_until_us = password.wait_until_us;
        return OK;
    }
    TRY(second_facts(op, a->session->account, &facts, &found));
    if (!found || facts.secret.n_bytes != ONE_TIME_SECRET_BYTES)
        return OK;
    if (one_time_is((const uint8_t *)facts.secret.text, a->typed, op->now_us, facts.last_step_n, &step))
        return accept(op, a, &facts, step, facts.recovery_text);
    if (recovery_take(op->arena, facts.recovery_text, a->typed, &rest))
        return accept(op, a, &facts, facts.last_step_n, rest);
    return count_failure(op, a, password.failures_n + 1);
}

static enum err write_refusal(struct op *op, void *arg)
{
    session_on_record(op, *(const int64_t *)arg);
    return OK;
}

enum err second_complete(struct op *op, const struct session_rules *rules, const struct session *session,
                         const char *typed)
{
    struct attempt a = {.rules = rules, .session = session, .typed = typed};
    int64_t account = session->account;
    op->login = session->login;
    TRY(act(op, "session.second", write_attempt, &a));
    if (a.right)
        return OK;
    if (a.waits_until_us)
        return session_must_wait(op, a.waits_until_us);
    TRY(act(op, "session.refused", write_refusal, &account));
    return fault(op->fault, ERR_DENIED, &T_web_code_wrong);
}

/* ---- setting up ---- */
enum err second_read(struct op *op, enum second_state *ret_state, char ret_secret_text[ONE_TIME_SECRET_TEXT])
{
    struct second_facts_row facts;
    bool found;
    ret_secret_text[0] = '\0';
    TRY(second_facts(op, op->account, &facts, &found));
    *ret_state = !found ? SECOND_NONE : facts.confirmed_is ? SECOND_IN_USE : SECOND_SHOWN;
    if (*ret_state == SECOND_SHOWN && facts.secret.n_bytes == ONE_TIME_SECRET_BYTES)
        one_time_secret_text((const uint8_t *)facts.secret.text, ret_secret_text);
    return OK;
}

static enum err write_shown(struct op *op, void *arg)
{
    struct second_facts_row facts;
    bool found;
    TRY(second_facts(op, op->account, &facts, &found));
    if (found && facts.confirmed_is)
        return fault(op->fault, ERR_CONFLICT, &T_web_second_in_use);
    session_on_record(op, op->account);
    return second_put(op, op->account, value_bytes(arg, ONE_TIME_SECRET_BYTES), false, 0, "", NULL);
}

enum err second_show(struct op *op, const uint8_t secret[ONE_TIME_SECRET_BYTES])
{
    uint8_t copy[ONE_TIME_SECRET_BYTES];
    memcpy(copy, secret, sizeof(copy));
    return act(op, "second.show", write_shown, copy);
}

struct confirmation {
    const char *typed, *recovery;
};

static enum err check_typed(struct op *op, const char *typed, struct second_facts_row *ret_facts, int64_t *ret_step)
{
    bool found;
    TRY(second_facts(op, op->account, ret_facts, &found));
    if (!found || ret_facts->secret.n_bytes != ONE_TIME_SECRET_BYTES ||
        !one_time_is((const uint8_t *)ret_facts->secret.text, typed, op->now_us, ret_facts->last_step_n, ret_step))
        return wrong_code(op);
    return OK;
}

static enum err write_confirmation(struct op *op, void *arg)
{
    const struct confirmation *c = arg;
    struct second_facts_row facts;
    int64_t step;
    TRY(check_typed(op, c->typed, &facts, &step));
    session_on_record(op, op->account);
    return second_put(op, op->account, facts.secret, true, step, c->recovery, NULL);
}

enum err second_confirm(struct op *op, const char *typed, const uint8_t *random,
                        char ret_codes[RECOVERY_CODES][RECOVERY_CODE_TEXT])
{
    struct buf list;
    char digest[SESSION_DIGEST_BYTES];
    buf_init(&list, RECOVERY_LIST_BYTES);
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        recovery_code(random + i * RECOVERY_RANDOM_BYTES, ret_codes[i]);
        recovery_digest(ret_codes[i], digest);
        buf_printf(&list, "%s%s", i ? " " : "", digest);
    }
    struct confirmation c = {typed, arena_text(op->arena, buf_string(&list))};
    buf_release(&list);
    return act(op, "second.confirm", write_confirmation, &c);
}

static enum err write_end(struct op *op, void *arg)
{
    struct second_facts_row facts;
    int64_t step;
    TRY(check_typed(op, arg, &facts, &step));
    session_on_record(op, op->account);
    return second_remove(op, op->account, NULL);
}

enum err second_end(struct op *op, const char *typed)
{
    char copy[32];
    if (strlen(typed) >= sizeof(copy))
        return wrong_code(op);
    memcpy(copy, typed, strlen(typed) + 1);
    return act(op, "second.end", write_end, copy);
}

static enum err write_clear(struct op *op, void *arg)
{
    session_on_record(op, *(const int64_t *)arg);
    return second_remove(op, *(const int64_t *)arg, NULL);
}

enum err second_clear(struct op *op, int64_t account)
{
    return act(op, "second.clear", write_clear, &account);
}
