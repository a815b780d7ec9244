/* A small browser for stories over HTTP: it keeps cookies and the token of forms.  And a city whose people sign in. */
#ifndef TEST_WEB_BROWSER_H
#define TEST_WEB_BROWSER_H

#include "harness/database.h"
#include "web/server_world.h"

struct city {
    struct test_database *d;
    struct kinds *kinds;
    struct world *world;
};
/* Every kind of the program, those routes, no rules. */
void city_open(struct city *c, struct test_database *d, const struct route *routes);
void city_close(struct city *c);
/* An account with these roles (JSON); its password is city_password. */
int64_t city_account(struct city *c, const char *login, const char *roles);
/* Gives an account that password. */
void city_password_set(struct city *c, int64_t account, const char *login);
extern const char city_password[];
/* A record saved in an act of its own, from identifiers of fields and values as people type them, ended by NULL. */
int64_t city_record(struct city *c, const char *kind, const char *const *fields_and_values);

struct browser {
    struct city *city;
    char cookies[2000];
    char csrf[64];
};
void browser_sign_in(struct browser *b, struct city *c, const char *login);
/* Whole answers, head and body, in a buffer that the next one overwrites.  `headers`: lines ended by \r\n, or "". */
const char *browser_get(struct browser *b, const char *path);
const char *browser_post(struct browser *b, const char *path, const char *form);
const char *browser_send(struct browser *b, const char *method, const char *path, const char *headers,
                         const char *body);
/* The value of a header of the answer in a static buffer; "" when it has none. */
const char *answer_header(const char *answer, const char *name);

#endif
