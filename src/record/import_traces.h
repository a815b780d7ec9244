/* Inside import: what is remembered of the rows that went by, to tell what later ones say beside them.
 *
 * Rows themselves are not kept: of each that is taken, a number for every field, its keys and, where a number of its own
 * names records, its title; about 4 bytes a field and 150 more.  Two rows are held to say the same when digests of 64
 * bits agree. */
#ifndef RECORD_IMPORT_TRACES_H
#define RECORD_IMPORT_TRACES_H

#include "record/import.h"

struct trace {
    int32_t row;
    const char *title; /* "" where the kind has no unique number */
    uint32_t *fields;  /* 0: absent */
    uint64_t keys[KIND_KEYS_MAX];
};

/* A digest → a number above 0. */
struct digests {
    uint64_t *digests;
    uint32_t *numbers;
    size_t n, n_slots;
};

uint64_t digest_number(uint64_t seed, int64_t n);
uint64_t digest_text(uint64_t seed, const char *text);
uint64_t digest_value(uint64_t seed, const struct value *v);
/* The number's place, 0 in a new one; NULL: memory is out.  Valid until the next call. */
uint32_t *digests_at(struct digests *d, struct arena *a, uint64_t digest);

#endif
