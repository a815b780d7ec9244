/* The plain tables of the record layer; every registry includes them. */
#ifndef RECORD_KINDS_H
#define RECORD_KINDS_H

#include "record/kind.h"

extern const struct kind *const record_kinds[]; /* ends with NULL */

#endif
