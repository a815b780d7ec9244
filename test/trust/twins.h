/* The two worlds side by side, and the strangers to whom they must look alike. */
#ifndef TEST_TRUST_TWINS_H
#define TEST_TRUST_TWINS_H

#include "trust/planted.h"

enum { WITH, WITHOUT, WORLDS };

struct stranger {
    const char *login;
    unsigned roles;
    bool is_locked;    /* after signing in */
    bool was_delegate; /* of one who sees the city, until yesterday */
};
/* One for each role that does not see everything, and those who lost their rights; ends with .login = NULL. */
extern const struct stranger strangers[];

enum { STRANGERS_MAX = 32 };

struct twins {
    struct test_database databases[WORLDS];
    struct planted worlds[WORLDS];
    unsigned closed;
    int64_t accounts[STRANGERS_MAX]; /* by stranger; 0: everything of theirs is open or closed otherwise */
};
/* Both worlds with the accounts of the strangers to whom the same classes are closed, alike numbered. */
void twins_open(struct twins *p, enum store_engine engine, unsigned closed);
/* The first of the strangers to whom these same classes are closed: one pair of worlds serves them all. */
bool stranger_is_first(const struct stranger *s);
void twins_close(struct twins *p);

/* A copy without what differs by chance: moments, tokens of forms, lengths.  The caller frees it. */
char *twins_plain(const char *answer);
/* Compares what was said in both; prints where they part, and fails the test. */
bool twins_same(const struct stranger *s, const char *asked, const char *with, const char *without);

#endif
