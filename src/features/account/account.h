/* Who may log in, and as what. */
#ifndef FEATURES_ACCOUNT_ACCOUNT_H
#define FEATURES_ACCOUNT_ACCOUNT_H

#include "record/kind.h"

extern const struct kind *const account_kinds[];
extern const struct kind_rules account_rules[];

#endif
