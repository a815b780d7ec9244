#ifndef FEATURES_ENTERPRISE_ENTERPRISE_H
#define FEATURES_ENTERPRISE_ENTERPRISE_H

#include "record/kind.h"

extern const struct kind *const enterprise_kinds[];
extern const struct choice position_roles[];
extern const struct choice evidence_grades[];

#endif
