/* A city with records in which every field says where it came from, in two worlds: in one there is also what stands in
 * places closed to strangers, in the other it never was.  Whatever a stranger asks must be answered alike in both.
 *
 * Everything is made from the declarations: kinds and their fields, the rules and routes of all features.  A kind
 * that cannot be made so fails the test, which then needs a line in planted.c saying what its field takes. */
#ifndef TEST_TRUST_PLANTED_H
#define TEST_TRUST_PLANTED_H

#include "record/access.h"
#include "record/record.h"
#include "web/browser.h"

/* HOME is where the strangers are at home, NEAR a second record there; the others stand elsewhere, and sort before and
 * after them in every column. */
enum side { LOW, HOME, NEAR, HIGH, SIDE_COUNT };
enum { PLANTED_KINDS_MAX = 160 };

struct planted {
    struct city city;
    unsigned closed; /* bit per enum access_class: what the strangers may read of their own places alone */
    bool without;    /* what is closed to them was never there */
    const char *note; /* appended to every text: marks that a page must not take for its own */
    int64_t ids[PLANTED_KINDS_MAX][SIDE_COUNT];  /* by the kind's place in the registry; 0: not there */
    int64_t acts[PLANTED_KINDS_MAX][SIDE_COUNT]; /* that made them */
};

/* The classes that none of the roles reads whole. */
unsigned planted_closed_to(unsigned roles);
/* p->closed, without and note are set.  Ids, codes and stamps are alike in both worlds. */
void planted_open(struct planted *p, struct test_database *d);
void planted_close(struct planted *p);
/* The kind has versions and, hidden or not, records that may be closed to someone. */
bool planted_has(const struct kind *kind);
int64_t planted_id(const struct planted *p, const char *kind, enum side side);
/* An account at home with these roles (bits); signs in with city_password. */
int64_t planted_account(struct planted *p, const char *login, unsigned roles);
/* A record saved as the city itself does it. */
void planted_save(struct planted *p, struct record *r);
/* What stands in the field of the record there, as a person types it, in `a`; "" when it is not there. */
const char *planted_typed(struct planted *p, struct arena *a, const struct kind *kind, enum side side,
                          const struct field *f);
/* So many ids are skipped that both worlds go on from the same one. */
void planted_align(struct planted *p);

#endif
