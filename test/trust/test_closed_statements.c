/* Every registered statement, as every stranger, now and as of a past moment: with what is closed to him in the
 * database and without it, the rows are the same. */
#include "app/app.h"
#include "base/buf.h"
#include "harness/test.h"
#include "record/registry.h"
#include "trust/twins.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- statements that are no one's view ---- */

struct reason {
    const char *begins, *why;
};

/* Made by record/ of the tables themselves. */
static const struct reason of_record[] = {
    {"raw", "every column, for checks and writes; never leaves record/"},
    {"lock", "as raw"},
    {"log_", "versions, for undoing, reviving and verifying; never leaves record/"},
    {"name", "for the audit, which stays readable after accounts are gone"},
    {"all_ids", "the scope of every account is made anew"},
    {"owned", "what holds a unit; told as one line where it may not be seen"},
    {"pointing.", "what holds a record; told as one line where it may not be seen"},
    {"gone", "children that come back with their parent"},
    {"attached", "what goes, comes and moves with its record"},
    {"places", "where a row stands"},
    {"same", "uniqueness, which holds whoever asks; the other is not named where it may not be seen"},
    {"verify_", "the operator's verification"},
    {"forward", "where a merged record went; loaded as any other then"},
    {"salt", "of digests in the audit"},
    {"erased", "of digests in the audit"},
    {"operation", "the audit, for the act whose versions were shown"},
    {"seal", "the chain of seals"},
    {"may_", "the table of rights itself"},
    {"scope_old", "whose rights are made anew for the day"},
    {"grants", "the table of rights itself"},
    {"sees_all", "the table of rights itself"},
    {"search_", "words that wait to be indexed"},
    {NULL, NULL},
};

static const struct reason of_features[] = {
    {"account_by_login", "the operator's tool, who is no account"},
    {"operate_account", "the operator's tool, who is no account"},
    {"operate_tokens", "the operator's tool, who is no account"},
    {"login_facts", "nobody is signed in yet"},
    {"session_facts", "the token says who asks"},
    {"sessions_of", "of the account that asks"},
    {"token_facts", "the token says who asks"},
    {"tokens_of", "of the account that asks"},
    {"password_facts", "of the account that signs in"},
    {"second_facts", "of the account that signs in"},
    {"person_named", "whose delegation was checked"},
    {"idempotency_of", "the digest that it asks for holds the account's number"},
    {"attachment_has", "whether bytes are there already: told to nobody"},
    {"attachment_pieces", "of a file whose record was shown"},
    {"post_chiefs", "a chain has one chief at a time, whoever asks"},
    {"city_named", "the login page names the city"},
    {"demonstrations", "the login page says that it is one"},
    {"import_", "an account's own imports: the job names it"},
    {NULL, NULL},
};

static const char *why_unscoped(const struct statement *s)
{
    bool made = strncmp(s->name, "record.", 7) == 0;
    const char *what = made ? s->name + 7 : s->name, *dot = made ? strchr(what, '.') : NULL;
    if (dot)
        what = dot + 1;
    for (const struct reason *r = made ? of_record : of_features; r->begins; r++)
        if (strncmp(what, r->begins, strlen(r->begins)) == 0)
            return r->why;
    return NULL;
}

/* ---- running one ---- */

struct asking {
    struct twins *twins;
    const struct stranger *stranger;
    struct op ops[WORLDS];
    struct fault faults[WORLDS];
    struct buf heard[WORLDS];
    size_t n_run, n_rows;
};

enum { ALL_ONE, THE_FIRST, ARGUMENTS_COUNT };

/* Moments, days and limits take a number that lets everything pass. */
static void fill_arguments(const struct statement *s, int how, int64_t id, const char *text, struct value *arguments)
{
    bool first = true;
    for (int i = 0; i < s->n_parameters; i++) {
        if (s->parameters[i] == VALUE_INT)
            arguments[i] = value_int(how == ALL_ONE || first ? id : INT64_C(4000000000000000));
        else
            arguments[i] = s->parameters[i] == VALUE_TEXT ? value_text(text) : value_null();
        first = first && s->parameters[i] != VALUE_INT;
    }
}

/* A bare number of a record is not told to anybody by itself: what shows it asks again whether it may be seen. */
static bool is_closed_number(const struct asking *a, int64_t n)
{
    const struct planted *with = &a->twins->worlds[WITH], *without = &a->twins->worlds[WITHOUT];
    for (size_t i = 0; n && i < kinds_count(with->city.kinds); i++)
        for (int side = 0; side < SIDE_COUNT; side++)
            if (with->ids[i][side] == n && without->ids[i][side] != n)
                return true;
    return false;
}

static void drop_back(struct buf *b, int most, const char *letters)
{
    while (b->n && most-- > 0 && strchr(letters, b->bytes[b->n - 1]))
        b->bytes[--b->n] = '\0';
}

/* Of a list, or of rows, as JSON: without the closed numbers, and the members that held nothing else. */
static void put_text(const struct asking *a, struct buf *b, const char *text)
{
    while (*text) {
        size_t digits = strspn(text, "0123456789");
        if (!digits || !is_closed_number(a, strtoll(text, NULL, 10))) {
            buf_printf(b, "%.*s", (int)(digits ? digits : 1), text);
        } else if (b->n && b->bytes[b->n - 1] == ':') {
            drop_back(b, 2, ":\"");
            drop_back(b, 40, "abcdefghijklmnopqrstuvwxyz_");
            drop_back(b, 1, "\"");
            drop_back(b, 1, ",");
        } else {
            drop_back(b, 1, ",");
        }
        text += digits ? digits : 1;
    }
}

/* A moment is so large, and differs by chance. */
static const int64_t moment_min_us = INT64_C(1000000000000000);

static void put_value(const struct asking *a, struct buf *b, const struct value *v)
{
    if (v->type == VALUE_INT && v->integer >= moment_min_us)
        buf_char(b, '#');
    else if (v->type == VALUE_INT && !is_closed_number(a, v->integer))
        buf_printf(b, "%" PRId64, v->integer);
    else if (v->type == VALUE_TEXT)
        put_text(a, b, v->text);
    else
        buf_char(b, '-');
    buf_char(b, '|');
}

static void hear(struct asking *a, int world, const struct statement *s, const struct value *arguments)
{
    struct buf *b = &a->heard[world];
    struct rows *rows;
    buf_clear(b);
    enum err e = statement_run(&a->ops[world], s, arguments, &rows);
    if (e != OK)
        printf("  %s cannot be called: %s\n", s->name, a->faults[world].detail);
    REQUIRE(e == OK);
    while (rows_next(rows)) {
        for (int i = 0; i < rows_columns(rows); i++) {
            struct value v = rows_value(rows, i);
            put_value(a, b, &v);
        }
        buf_char(b, '\n');
        a->n_rows++;
    }
    REQUIRE(rows_close(rows) == OK);
}

static void ask(struct asking *a, const struct statement *s, int64_t id, const char *text)
{
    struct value arguments[STATEMENT_PARAMETERS_MAX];
    for (int how = 0; how < (s->n_parameters > 1 ? ARGUMENTS_COUNT : 1); how++) {
        char words[200];
        fill_arguments(s, how, id, text, arguments);
        for (int w = 0; w < WORLDS; w++)
            hear(a, w, s, arguments);
        snprintf(words, sizeof(words), "%s %" PRId64 " %s", s->name, id, text);
        twins_same(a->stranger, words, buf_string(&a->heard[WITH]), buf_string(&a->heard[WITHOUT]));
        a->n_run++;
    }
}

/* With the number, the code and the title of each record of the kind. */
static void ask_about(struct asking *a, const struct statement *s, const struct kind *kind)
{
    static const char *const prefixes[SIDE_COUNT] = {"AAA", "MMM", "NNN", "ZZZ"};
    const struct field *title = kind_title(kind);
    for (int side = 0; side < SIDE_COUNT; side++) {
        char code[100], name[100];
        int64_t id = planted_id(&a->twins->worlds[WITH], kind->id, (enum side)side);
        snprintf(code, sizeof(code), "%s%s", prefixes[side], kind->id);
        snprintf(name, sizeof(name), "%s%s.%s", prefixes[side], kind->id, title ? title->id : "");
        ask(a, s, id, code);
        ask(a, s, id, name);
    }
}

static void ask_statement(struct asking *a, const struct statement *s)
{
    const struct kinds *kinds = a->ops[WITH].kinds;
    enum store_engine engine = a->twins->databases[WITH].engine;
    if (s->writes || !s->sql[engine][FORM_NOW_SCOPED])
        return;
    if (!s->uses_me[FORM_NOW_SCOPED]) {
        const char *why = why_unscoped(s);
        if (!CHECK(why != NULL))
            printf("  %s shows the same to everybody; say in test_closed_statements.c why it may\n", s->name);
        return;
    }
    for (size_t i = 0; i < kinds_count(kinds); i++) {
        char begins[60];
        const struct kind *kind = kinds_at(kinds, i);
        snprintf(begins, sizeof(begins), "record.%s.", kind->id);
        bool concerns = strncmp(s->name, "record.", 7) != 0 || strncmp(s->name, begins, strlen(begins)) == 0;
        struct arena_mark marks[WORLDS] = {arena_mark(a->ops[WITH].arena), arena_mark(a->ops[WITHOUT].arena)};
        if (planted_has(kind) && concerns)
            ask_about(a, s, kind);
        for (int w = 0; w < WORLDS; w++)
            arena_rewind(a->ops[w].arena, marks[w]);
    }
}

static void ask_all(struct asking *a)
{
    const struct kinds *kinds = a->ops[WITH].kinds;
    for (size_t i = 0; i < kinds->n_made; i++)
        ask_statement(a, kinds->made[i]);
    for (size_t i = 0; i < all_statements_n; i++)
        for (const struct statement *const *s = all_statements[i]; *s; s++)
            ask_statement(a, *s);
}

/* ---- as whom ---- */

static void sign_in(struct asking *a, int world, int64_t as_of_us)
{
    struct op *op = &a->ops[world];
    *op = test_op(&a->twins->databases[world], &a->faults[world]);
    op->kinds = a->twins->worlds[world].city.kinds;
    op->sees_all = false;
    op->account = a->twins->accounts[a->stranger - strangers]; /* also of one who is locked: a right that he kept */
    op->as_of_us = as_of_us;
    buf_init(&a->heard[world], 0);
}

static void ask_as(struct twins *twins, const struct stranger *s, int64_t as_of_us)
{
    struct asking a = {.twins = twins, .stranger = s};
    for (int w = 0; w < WORLDS; w++)
        sign_in(&a, w, as_of_us);
    ask_all(&a);
    printf("  %s%s: %zu questions, %zu rows\n", s->login, as_of_us ? ", past" : "", a.n_run, a.n_rows);
    CHECK(a.n_run > 500);
    CHECK(a.n_rows > 20);
    for (int w = 0; w < WORLDS; w++) {
        test_op_release(&a.ops[w]);
        buf_release(&a.heard[w]);
    }
}

/* roles 0: every stranger. */
static void ask_engine(enum store_engine engine, unsigned roles)
{
    for (const struct stranger *s = strangers; s->login; s++) {
        if (!stranger_is_first(s) || (roles && s->roles != roles))
            continue;
        struct twins twins;
        twins_open(&twins, engine, planted_closed_to(s->roles));
        for (const struct stranger *other = s; other->login; other++)
            if (planted_closed_to(other->roles) == planted_closed_to(s->roles)) {
                ask_as(&twins, other, 0);
                ask_as(&twins, other, INT64_MAX - 1);
            }
        twins_close(&twins);
    }
}

TEST("no registered statement shows a stranger what is closed to him, on SQLite")
{
    ask_engine(STORE_SQLITE, 0);
}

/* In make test those of districts, parks and departments alone, the most by far. */
TEST("no registered statement shows a stranger what is closed to him, on PostgreSQL")
{
    if (test_has_postgres())
        ask_engine(STORE_POSTGRES, test_rounds(1, 0) ? 1u << ROLE_DEPARTMENT : 0);
}
