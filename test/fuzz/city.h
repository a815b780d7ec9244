/* A small city in memory, for targets that need kinds or a database: made at first use, the same each time. */
#ifndef TEST_FUZZ_CITY_H
#define TEST_FUZZ_CITY_H

#include "record/kind.h"
#include "store/op.h"

#include <stddef.h>
#include <stdint.h>

/* Every kind of the program, without rules of features. */
const struct kinds *fuzz_kinds(void);
/* An input begins with lines that name what it is about, so that a corpus outlives new kinds.  Both take the first
 * line; a name that there is none of stands for some other one, so that no input is wasted. */
const struct kind *fuzz_take_kind(const uint8_t **bytes, size_t *n); /* one that has records */
const struct field *fuzz_take_field(const struct kind *kind, const uint8_t **bytes, size_t *n);

/* An operation that sees all, with an empty arena and no fault; give it back with fuzz_city_rest(). */
struct op *fuzz_city(void);
void fuzz_city_rest(struct op *op);

/* What was refused is said in both languages, and is neither the program's nor the database's failure. */
void fuzz_check_fault(const struct fault *f, enum err e);

#endif
