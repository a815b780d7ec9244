/* 云江市: a fictional city to try everything on.
 *
 * The structure of its chains is factual (reference/chains/); its districts,
 * firms, people and figures are made from a fixed seed and fictitious.  Three
 * years of history are written month by month, each month an act stamped with
 * its own last day, so that the city can be asked as of any past month.
 * The same day and seed make the same city, on either database. */
#ifndef FEATURES_DEMO_DEMO_H
#define FEATURES_DEMO_DEMO_H

#include "store/store.h"

struct demo_account {
    const char *login;
    const char *role_zh, *role_en; /* who it is, for the list printed after init and on the login page */
};
/* One for each row of the access table; ends with .login = NULL. */
extern const struct demo_account demo_accounts[];
/* The password of all of them; said openly, the city is fictional. */
extern const char demo_password[];

/* The moment at which its history begins: what must be known from then on (rulebooks) is written with it. */
int64_t demo_begins_us(const struct op *op);

/* Fills an empty database.  Passwords are set by the caller, outside the write lock. */
enum err demo_build(struct op *op);

#endif
