/* What a feature declares.  What is not declared is denied: a route, a
 * command, a job, a kind exist only through this table.
 *
 * Each folder under src/features/ defines exactly one `const struct feature
 * <folder>_feature` in feature.c; the build collects them (tools/registry.py),
 * and app/ is the only one that walks the collection. */
#ifndef FEATURES_FEATURE_H
#define FEATURES_FEATURE_H

#include "features/command.h"

struct kind;
struct kind_rules;
struct route;
struct job;
struct menu_entry;

struct feature {
    const char *name;                /* the folder */
    const struct kind *const *kinds; /* NULL-terminated, defined in kinds.c; may be NULL */
    const struct kind_rules *rules;  /* ends with .kind = NULL; may be NULL */
    const struct route *routes;      /* ends with .path = NULL; may be NULL */
    const struct menu_entry *menu;   /* ends with .path = NULL; may be NULL */
    const struct command *commands;  /* ends with .name = NULL; may be NULL */
    const struct job *jobs;          /* features/job.h; ends with .name = NULL; may be NULL */
};

#endif
