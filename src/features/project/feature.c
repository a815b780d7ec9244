#include "features/feature.h"
#include "features/project/project.h"
const struct feature project_feature = {.name = "project", .kinds = project_kinds, .rules = project_rules};
