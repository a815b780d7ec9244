/* Kinds made for these tests: for each class of access, one with every type of field and every place, and a child of
 * it.  Classes of which no kind of the program is yet are so tried too. */
#ifndef TEST_TRUST_PROBES_H
#define TEST_TRUST_PROBES_H

#include "record/kind.h"

enum { PROBES_MAX = 2 * ACCESS_CLASS_COUNT };

/* Appends them to the list; their tables live as long as the process. */
void probes_add(const struct kind **list, size_t *n);

#endif
