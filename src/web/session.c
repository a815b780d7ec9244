#include "web/session.h"

#include "record/access.h"
#include "record/act.h"
#include "web/password.h"
#include "web/session_inner.h"
#include "web.queries.h"
#include "web.texts.h"

#include <sodium.h>
#include <string.h>

enum { AGENT_BYTES_MAX = 300, FAILURES_FREE = 5 };

/* ---- tokens as text ---- */
const char *session_cookie_name(bool secure)
{
    return secure ? "__Host-lz" : "lz";
}

void session_token_text(const uint8_t random[32], char ret_token[SESSION_TOKEN_BYTES])
{
    sodium_bin2base64(ret_token, SESSION_TOKEN_BYTES, random, 32, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void session_csrf_text(const char *token, char ret_csrf[SESSION_CSRF_BYTES])
{
    static const unsigned char purpose[] = "lianzhang csrf 1";
    unsigned char hash[32];
    crypto_generichash(hash, sizeof(hash), (const unsigned char *)token, strlen(token), purpose, sizeof(purpose) - 1);
    sodium_bin2base64(ret_csrf, SESSION_CSRF_BYTES, hash, sizeof(hash), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool session_csrf_is(const char *csrf, const char *given)
{
    return strlen(given) == SESSION_CSRF_BYTES - 1 && strlen(csrf) == SESSION_CSRF_BYTES - 1 &&
           sodium_memcmp(csrf, given, SESSION_CSRF_BYTES - 1) == 0;
}

void session_digest(const char *token, char ret_digest[SESSION_DIGEST_BYTES])
{
    unsigned char hash[32];
    crypto_hash_sha256(hash, (const unsigned char *)token, strlen(token));
    sodium_bin2hex(ret_digest, SESSION_DIGEST_BYTES, hash, sizeof(hash));
}

/* ---- logging in ---- */
struct begin {
    const struct session_rules *rules;
    const struct login_attempt *attempt;
    struct login_facts_row facts;
    char digest[SESSION_DIGEST_BYTES];
};

static enum err wrong_login(struct op *op)
{
    return fault(op->fault, ERR_DENIED, &T_web_login_wrong);
}

static enum err read_facts(struct op *op, const char *login, struct login_facts_row *ret_facts, bool *ret_found)
{
    TRY(op_begin_read(op));
    enum err e = login_facts(op, login, ret_facts, ret_found);
    op_end(op);
    return e;
}

int64_t session_wait_after(const struct session_rules *rules, int64_t failures)
{
    int64_t allowed = rules->failures_free ? rules->failures_free : FAILURES_FREE;
    int64_t wait_us = rules->wait_us ? rules->wait_us : 15 * MINUTE_US;
    if (failures < allowed)
        return 0;
    for (int64_t i = allowed; i < failures && wait_us < DAY_US; i++)
        wait_us *= 2;
    return wait_us < DAY_US ? wait_us : DAY_US;
}

void session_on_record(struct op *op, int64_t account)
{
    act_about(op, kinds_find(op->kinds, "account"), account);
    act_leaves_row(op);
}

static enum err write_failure(struct op *op, void *arg)
{
    const struct begin *b = arg;
    struct password_facts_row row;
    bool found;
    TRY(password_facts(op, b->facts.id, &row, &found));
    if (!found)
        return OK;
    int64_t failures = row.failures_n + 1, wait_us = session_wait_after(b->rules, failures);
    session_on_record(op, b->facts.id);
    return password_note(op, b->facts.id, failures, wait_us ? op->now_us + wait_us : 0, NULL);
}

enum err session_must_wait(struct op *op, int64_t until_us)
{
    char local[MOMENT_TEXT_BYTES];
    moment_format_local(until_us, op->zone_minutes, local);
    return fault(op->fault, ERR_DENIED, &T_web_login_wait, local);
}

/* Inside the gate, so that at most as many guesses as it lets in are under way before the count is kept. */
static enum err check_login(struct op *op, struct passwords *p, struct begin *b)
{
    bool found;
    TRY(read_facts(op, b->attempt->login, &b->facts, &found));
    if (!found || !*b->facts.digest_text) {
        passwords_verify_nobody(p, b->attempt->password);
        return wrong_login(op);
    }
    if (b->facts.wait_until_us > op->now_us)
        return session_must_wait(op, b->facts.wait_until_us);
    if (!passwords_verify(p, b->facts.digest_text, b->attempt->password)) {
        op->login = b->attempt->login;
        TRY(act_run(op, "session.refused", "", write_failure, b, NULL));
        return wrong_login(op);
    }
    return strcmp(b->facts.state, "active") == 0 ? OK : fault(op->fault, ERR_DENIED, &T_web_login_locked);
}

int64_t session_ends(const struct op *op, const struct session_rules *rules)
{
    return op->now_us + (rules->absolute_us ? rules->absolute_us : 7 * DAY_US);
}

static enum err write_session(struct op *op, void *arg)
{
    const struct begin *b = arg;
    int64_t id, ends_us = b->facts.second_is ? op->now_us + SECOND_WITHIN_US : session_ends(op, b->rules);
    session_on_record(op, b->facts.id);
    TRY(store_next_id(op, &id));
    TRY(session_remove_ended(op, op->now_us, NULL));
    if (b->facts.failures_n && !b->facts.second_is) /* else the code must be right too before the count is forgiven */
        TRY(password_note(op, b->facts.id, 0, 0, NULL));
    return session_add(op, id, b->digest, b->facts.id, op->now_us, ends_us, b->attempt->address,
                       arena_text_n(op->arena, b->attempt->agent, strnlen(b->attempt->agent, AGENT_BYTES_MAX)), b->facts.second_is,
                       NULL);
}

enum err session_begin(struct op *op, struct passwords *passwords, const struct session_rules *rules,
                       const struct login_attempt *attempt, const uint8_t random[32],
                       char ret_token[SESSION_TOKEN_BYTES], bool *ret_second_due)
{
    struct begin b = {.rules = rules, .attempt = attempt};
    op_end(op);
    TRY(passwords_begin(passwords, op->fault));
    enum err e = check_login(op, passwords, &b);
    passwords_end(passwords);
    TRY(e);
    session_token_text(random, ret_token);
    session_digest(ret_token, b.digest);
    op->account = b.facts.id;
    op->person = b.facts.person;
    op->login = attempt->login;
    *ret_second_due = b.facts.second_is;
    TRY(act_run(op, "session.begin", "", write_session, &b, NULL));
    return op_begin_read(op);
}

/* ---- finding ---- */
static bool has_ended(const struct session_rules *rules, int64_t used_us, int64_t ends_us, int64_t now_us)
{
    int64_t idle_us = rules->idle_us ? rules->idle_us : 8 * HOUR_US;
    return now_us >= ends_us || now_us - used_us > idle_us;
}

static enum err ended(struct op *op)
{
    return fault(op->fault, ERR_DENIED, &T_web_session_ended);
}

enum err session_find(struct op *op, const struct session_rules *rules, const char *token, struct session *ret_session)
{
    char digest[SESSION_DIGEST_BYTES];
    struct session_facts_row row;
    bool found;
    session_digest(token, digest);
    TRY(session_facts(op, digest, &row, &found));
    if (!found || has_ended(rules, row.used_us, row.ends_us, op->now_us) || strcmp(row.state, "active") != 0)
        return ended(op);
    if (!row.second_due_is)
        TRY(access_identify(op, row.login));
    bool too_old = rules->password_age_us && op->now_us - row.changed_us > rules->password_age_us;
    *ret_session = (struct session){
        .id = row.id,
        .account = row.account,
        .login = row.login,
        .person_name = *row.person_name ? row.person_name : row.login,
        .must_change_password = row.must_change_is || too_old,
        .second_due = row.second_due_is,
        .begun_us = row.begun_us,
        .used_us = row.used_us,
        .ends_us = row.ends_us,
        .address = row.address,
        .agent = row.agent,
    };
    session_csrf_text(token, ret_session->csrf);
    return OK;
}

bool session_needs_touch(const struct session *s, int64_t now_us)
{
    return now_us - s->used_us >= MINUTE_US;
}

static enum err write_touch(struct op *op, void *arg)
{
    return session_touch(op, *(const int64_t *)arg, op->now_us, NULL);
}

enum err session_note_use(struct op *op, int64_t session)
{
    return store_write(op, write_touch, &session);
}

/* ---- listing and ending ---- */
enum err session_list(struct op *op, int64_t account, struct session **ret_sessions, size_t *ret_n)
{
    struct sessions_of_row *rows;
    size_t n;
    TRY(sessions_of(op, account, &rows, &n));
    struct session *list = arena_array(op->arena, n + 1, struct session);
    if (!list)
        return fault(op->fault, ERR_MEMORY, &T_web_no_memory);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct session){.id = rows[i].id,
                                   .account = rows[i].account,
                                   .begun_us = rows[i].begun_us,
                                   .used_us = rows[i].used_us,
                                   .ends_us = rows[i].ends_us,
                                   .address = rows[i].address,
                                   .agent = rows[i].agent};
    *ret_sessions = list;
    *ret_n = n;
    return OK;
}

static enum err write_end(struct op *op, void *arg)
{
    session_on_record(op, op->account);
    return session_remove(op, *(const int64_t *)arg, NULL);
}

/* An act outside of the snapshot, which is taken anew. */
static enum err act(struct op *op, const char *what, store_write_fn write, void *arg)
{
    op_end(op);
    TRY(act_run(op, what, "", write, arg, NULL));
    return op_begin_read(op);
}

enum err session_end(struct op *op, int64_t session)
{
    return act(op, "session.end", write_end, &session);
}

struct end_others {
    int64_t account, keep;
};

static enum err write_end_others(struct op *op, void *arg)
{
    const struct end_others *e = arg;
    session_on_record(op, e->account);
    return session_remove_others(op, e->account, e->keep, NULL);
}

enum err session_end_others(struct op *op, int64_t account, int64_t keep_session)
{
    struct end_others e = {account, keep_session};
    return act(op, "session.end_others", write_end_others, &e);
}

/* ---- setting passwords ---- */
struct new_password {
    int64_t account, keep_session;
    bool must_change;
    char digest[PASSWORD_DIGEST_BYTES];
};

static enum err write_password(struct op *op, void *arg)
{
    const struct new_password *n = arg;
    session_on_record(op, n->account);
    TRY(password_put(op, n->account, n->digest, n->must_change, op->now_us, NULL));
    return session_remove_others(op, n->account, n->keep_session, NULL);
}

static enum err hash(struct op *op, struct passwords *p, const char *password, struct new_password *n)
{
    TRY(passwords_begin(p, op->fault));
    bool hashed = passwords_hash(p, password, n->digest);
    passwords_end(p);
    return hashed ? OK : fault(op->fault, ERR_MEMORY, &T_web_no_memory);
}

enum err password_set(struct op *op, struct passwords *p, int64_t account, const char *login, const char *password,
                      bool must_change)
{
    struct new_password n = {.account = account, .must_change = must_change};
    TRY(password_check(op, login, password));
    TRY(hash(op, p, password, &n));
    return act(op, "password.set", write_password, &n);
}

enum err password_change(struct op *op, struct passwords *p, const char *old, const char *password, int64_t keep_session)
{
    struct new_password n = {.account = op->account, .keep_session = keep_session};
    struct password_facts_row facts;
    bool found;
    TRY(password_facts(op, op->account, &facts, &found));
    op_end(op);
    TRY(passwords_begin(p, op->fault));
    bool right = found && passwords_verify(p, facts.digest_text, old);
    passwords_end(p);
    if (!right) {
        fault(op->fault, ERR_INPUT, &T_web_password_old_wrong);
        return fault_at(op->fault, 0, 0, "old");
    }
    if (strcmp(old, password) == 0) {
        fault(op->fault, ERR_INPUT, &T_web_password_same);
        return fault_at(op->fault, 0, 0, "password");
    }
    TRY(password_check(op, op->login, password));
    TRY(hash(op, p, password, &n));
    return act(op, "password.change", write_password, &n);
}

/* ---- bearer tokens ---- */
static bool scope_is(const char *word, size_t n, const char *verb, const char *kind)
{
    size_t verb_n = strlen(verb);
    if (n < verb_n || strncmp(word, verb, verb_n) != 0)
        return false;
    return n == verb_n || (word[verb_n] == ':' && kind && strlen(kind) == n - verb_n - 1 &&
                           strncmp(word + verb_n + 1, kind, n - verb_n - 1) == 0);
}

bool token_allows(const char *scopes, bool write, const char *kind)
{
    for (const char *at = scopes; *at;) {
        size_t n = strcspn(at, " ");
        if (scope_is(at, n, "write", kind) || (!write && scope_is(at, n, "read", kind)))
            return true;
        at += n + strspn(at + n, " ");
    }
    return false;
}

bool token_scopes_are_valid(const char *scopes)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
    if (!*scopes)
        return false;
    for (const char *at = scopes; *at;) {
        size_t n = strcspn(at, " "), verb_n = strcspn(at, ": ");
        bool verb = (verb_n == 4 && strncmp(at, "read", 4) == 0) || (verb_n == 5 && strncmp(at, "write", 5) == 0);
        if (!verb || (n > verb_n && (n == verb_n + 1 || strspn(at + verb_n + 1, letters) != n - verb_n - 1)))
            return false;
        at += n;
        at += *at == ' ';
    }
    return true;
}

struct new_token {
    const char *name, *scopes;
    int64_t ends_us;
    char digest[SESSION_DIGEST_BYTES];
};

static enum err write_token(struct op *op, void *arg)
{
    const struct new_token *t = arg;
    int64_t id;
    session_on_record(op, op->account);
    TRY(store_next_id(op, &id));
    return token_add(op, id, t->digest, op->account, t->name, t->scopes, op->now_us, t->ends_us, NULL);
}

enum err token_new(struct op *op, const char *name, const char *scopes, int64_t ends_us, const uint8_t random[32],
                   char ret_token[SESSION_TOKEN_BYTES])
{
    struct new_token t = {.name = name, .scopes = scopes, .ends_us = ends_us};
    if (!token_scopes_are_valid(scopes))
        return fault(op->fault, ERR_INPUT, &T_web_bad_scopes, scopes);
    session_token_text(random, ret_token);
    session_digest(ret_token, t.digest);
    return act(op, "token.new", write_token, &t);
}

enum err token_find(struct op *op, const char *token, const char **ret_scopes)
{
    char digest[SESSION_DIGEST_BYTES];
    struct token_facts_row row;
    bool found;
    session_digest(token, digest);
    TRY(token_facts(op, digest, &row, &found));
    if (!found || row.ends_us <= op->now_us || strcmp(row.state, "active") != 0)
        return fault(op->fault, ERR_DENIED, &T_web_token_ended);
    TRY(access_identify(op, row.login));
    *ret_scopes = row.scopes;
    return OK;
}

enum err token_list(struct op *op, struct token **ret_tokens, size_t *ret_n)
{
    struct tokens_of_row *rows;
    size_t n;
    TRY(tokens_of(op, op->account, &rows, &n));
    struct token *list = arena_array(op->arena, n + 1, struct token);
    if (!list)
        return fault(op->fault, ERR_MEMORY, &T_web_no_memory);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct token){rows[i].id, rows[i].name, rows[i].scopes, rows[i].begun_us, rows[i].ends_us};
    *ret_tokens = list;
    *ret_n = n;
    return OK;
}

static enum err write_token_end(struct op *op, void *arg)
{
    session_on_record(op, op->account);
    return token_remove(op, *(const int64_t *)arg, op->account, NULL);
}

enum err token_end(struct op *op, int64_t token)
{
    return act(op, "token.end", write_token_end, &token);
}
