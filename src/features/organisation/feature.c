#include "features/feature.h"
#include "features/organisation/organisation.h"

const struct feature organisation_feature = {
    .name = "organisation",
    .kinds = organisation_kinds,
    .rules = organisation_rules,
};
