#ifndef FEATURES_ACCOUNT_ACCOUNT_H
#define FEATURES_ACCOUNT_ACCOUNT_H

#include "record/kind.h"

extern const struct kind *const account_kinds[];

#endif
