#ifndef FEATURES_ORGANISATION_ORGANISATION_H
#define FEATURES_ORGANISATION_ORGANISATION_H

#include "record/kind.h"

extern const struct kind *const organisation_kinds[];
extern const struct choice region_kinds[];
extern const struct choice unit_kinds[];
extern const struct choice post_duties[];

#endif
