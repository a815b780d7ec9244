#include "features/enterprise/enterprise.h"
#include "features/feature.h"

const struct feature enterprise_feature = {
    .name = "enterprise",
    .kinds = enterprise_kinds,
    .rules = enterprise_rules,
};
