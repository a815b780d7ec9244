#include "features/account/account.h"
#include "features/feature.h"

const struct feature account_feature = {
    .name = "account",
    .kinds = account_kinds,
    .rules = account_rules,
};
