#ifndef RULEBOOK_KINDS_H
#define RULEBOOK_KINDS_H

#include "record/kind.h"

extern const struct kind *const rulebook_kinds[];
extern const struct choice rulebook_models[];

#endif
