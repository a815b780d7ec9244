#ifndef FEATURES_PROJECT_PROJECT_H
#define FEATURES_PROJECT_PROJECT_H

#include "record/kind.h"

extern const struct kind *const project_kinds[];
extern const struct choice project_actions[];
extern const struct choice project_origins[];
extern const struct choice event_kinds[];
extern const struct choice event_evidences[];

#endif
