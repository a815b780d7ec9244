#include "trust/twins.h"

#include "harness/test.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BIT(role) (1u << (role))
const struct stranger strangers[] = {
    {"chief", BIT(ROLE_CHIEF), false, false},
    {"force", BIT(ROLE_TASK_FORCE), false, false},
    {"department", BIT(ROLE_DEPARTMENT), false, false},
    {"park", BIT(ROLE_PARK), false, false},
    {"district", BIT(ROLE_DISTRICT), false, false},
    {"minder", BIT(ROLE_MINDER), false, false},
    {"delegate", BIT(ROLE_DEPARTMENT), false, true},
    {"locked", BIT(ROLE_DISTRICT), true, false},
    {"assessor", BIT(ROLE_ASSESSOR), false, false},
    {"firm", BIT(ROLE_ENTERPRISE), false, false},
    {"system", BIT(ROLE_SYSTEM_ADMIN), false, false},
    {"security", BIT(ROLE_SECURITY_ADMIN), false, false},
    {"audit", BIT(ROLE_AUDIT_ADMIN), false, false},
    {0},
};

/* ---- the worlds ---- */

static void add_ended_delegation(struct planted *p)
{
    struct op *op = &p->city.d->op;
    struct record *r;
    REQUIRE(record_new(op, kinds_find(p->city.kinds, "delegation"), &r) == OK);
    record_set_int(r, "from_person", planted_id(p, "person", HIGH));
    record_set_int(r, "to_person", planted_id(p, "person", HOME));
    record_set_int(r, "held_from", 20250101);
    record_set_int(r, "held_to", 20260304);
    planted_save(p, r);
}

bool stranger_is_first(const struct stranger *s)
{
    for (const struct stranger *other = strangers; other != s; other++)
        if (planted_closed_to(other->roles) == planted_closed_to(s->roles))
            return false;
    return true;
}

static void open_world(struct twins *p, struct planted *world, struct test_database *d, enum store_engine engine)
{
    test_database_open(d, engine, NULL);
    planted_open(world, d);
    for (const struct stranger *s = strangers; s->login; s++) {
        if (planted_closed_to(s->roles) != world->closed)
            continue;
        p->accounts[s - strangers] = planted_account(world, s->login, s->roles);
        if (s->was_delegate)
            add_ended_delegation(world);
    }
    planted_align(world);
}

void twins_open(struct twins *p, enum store_engine engine, unsigned closed)
{
    *p = (struct twins){.closed = closed};
    for (int w = 0; w < WORLDS; w++) {
        p->worlds[w] = (struct planted){.closed = closed, .without = w == WITHOUT};
        open_world(p, &p->worlds[w], &p->databases[w], engine);
    }
}

void twins_close(struct twins *p)
{
    for (int w = 0; w < WORLDS; w++) {
        planted_close(&p->worlds[w]);
        test_database_close(&p->databases[w]);
    }
}

/* ---- comparing ---- */

static const char *const chance_headers[] = {"Date:", "Set-Cookie:", "Content-Length:", "X-Request-Id:", NULL};

static bool is_chance_header(const char *line)
{
    for (const char *const *h = chance_headers; *h; h++)
        if (strncasecmp(line, *h, strlen(*h)) == 0)
            return true;
    return false;
}

static bool is_token_letter(char c)
{
    return isalnum((unsigned char)c) || c == '-' || c == '_';
}

static size_t digits_at(const char *at)
{
    size_t n = 0;
    while (isdigit((unsigned char)at[n]))
        n++;
    return n;
}

/* 10:19, 10:19:05, 10:19:05.123456 */
static size_t clock_length(const char *at)
{
    if (digits_at(at) != 2 || at[2] != ':' || digits_at(at + 3) != 2)
        return 0;
    if (at[5] != ':' || digits_at(at + 6) != 2)
        return 5;
    return at[8] == '.' ? 9 + digits_at(at + 9) : 8;
}

/* 2026-11-24T10:19… */
static size_t moment_length(const char *at)
{
    bool day = digits_at(at) == 4 && at[4] == '-' && digits_at(at + 5) == 2 && at[7] == '-' && digits_at(at + 8) == 2;
    size_t clock = day && at[10] == 'T' ? clock_length(at + 11) : clock_length(at);
    return clock && day ? 11 + clock : clock;
}

enum { TOKEN_LENGTH = 32, MICROSECONDS_DIGITS = 15 };

/* What stands at `at` differs by chance: how long it is; 0 else. */
static size_t chance_length(const char *at)
{
    size_t letters = 0;
    while (is_token_letter(at[letters]))
        letters++;
    if (letters >= TOKEN_LENGTH)
        return letters;
    return digits_at(at) >= MICROSECONDS_DIGITS ? digits_at(at) : moment_length(at);
}

/* The length of a piece, between two lines ends: as long as what follows, which is compared. */
static size_t chunk_length(const char *at)
{
    size_t n = strspn(at, "0123456789abcdefABCDEF");
    return n && strncmp(at + n, "\r\n", 2) == 0 ? n + 2 : 0;
}

static size_t skipped_length(const char *answer, const char *at, bool in_head)
{
    bool line_begins = at == answer || at[-1] == '\n';
    if (in_head)
        return line_begins && is_chance_header(at) ? strcspn(at, "\n") + 1 : 0;
    return line_begins ? chunk_length(at) : 0;
}

char *twins_plain(const char *answer)
{
    char *plain = malloc(strlen(answer) + 1), *out = plain;
    const char *body = strstr(answer, "\r\n\r\n");
    bool begins = true;
    for (const char *at = answer; *at;) {
        size_t skipped = skipped_length(answer, at, body && at < body);
        size_t n = begins && !skipped ? chance_length(at) : 0;
        begins = n || skipped || !is_token_letter(*at);
        if (!skipped)
            *out++ = n ? '#' : *at;
        at += skipped ? skipped : n ? n : 1;
    }
    *out = '\0';
    return plain;
}

bool twins_same(const struct stranger *s, const char *asked, const char *with, const char *without)
{
    size_t n = 0, from;
    while (with[n] && with[n] == without[n])
        n++;
    if (with[n] == without[n])
        return test_check(true, "alike", __FILE__, __LINE__);
    from = n > 60 ? n - 60 : 0;
    printf("  %s, %s:\n    with    …%.180s…\n    without …%.180s…\n", s->login, asked, with + from, without + from);
    return test_check(false, "what is closed changes nothing", __FILE__, __LINE__);
}
