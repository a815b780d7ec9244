/* What the whole program has, for tests that stand below app/. */
#ifndef TEST_HARNESS_PROGRAM_H
#define TEST_HARNESS_PROGRAM_H

#include "record/kind.h"

/* Every kind of every feature: their tables alone, or with the features' rules, as the program runs.  The caller frees
 * them with kinds_free(). */
struct kinds *program_kinds(void);
struct kinds *program_kinds_with_rules(void);
/* A field of one of them. */
const struct field *program_field(const char *kind, const char *id);

#endif
