/* Enterprises and their positions in the chains. */
#ifndef FEATURES_ENTERPRISE_ENTERPRISE_H
#define FEATURES_ENTERPRISE_ENTERPRISE_H

#include "record/kind.h"

extern const struct kind *const enterprise_kinds[];
extern const struct kind_rules enterprise_rules[];

#endif
