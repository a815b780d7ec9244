/* Who is who: regions, units, people, posts, delegations. */
#ifndef FEATURES_ORGANISATION_ORGANISATION_H
#define FEATURES_ORGANISATION_ORGANISATION_H

#include "record/kind.h"

extern const struct kind *const organisation_kinds[];
extern const struct kind_rules organisation_rules[];

#endif
