/* The chains and their graph. */
#ifndef FEATURES_CHAIN_CHAIN_H
#define FEATURES_CHAIN_CHAIN_H

#include "record/kind.h"

extern const struct kind *const chain_kinds[];
extern const struct kind_rules chain_rules[];

#endif
