#include "features/chain/chain.h"
#include "features/feature.h"

const struct feature chain_feature = {
    .name = "chain",
    .kinds = chain_kinds,
    .rules = chain_rules,
};
