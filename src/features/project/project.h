/* Projects, what happened to them, and the ledgers. */
#ifndef FEATURES_PROJECT_PROJECT_H
#define FEATURES_PROJECT_PROJECT_H

#include "record/kind.h"

extern const struct kind *const project_kinds[];
extern const struct kind_rules project_rules[];
extern const struct choice project_actions[], event_kinds[], event_evidences[];

enum err event_beside(struct import_reader *r, struct import_reading *reading);

#endif
