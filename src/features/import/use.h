/* Inside the feature: its use cases, for feature.c. */
#ifndef FEATURES_IMPORT_USE_H
#define FEATURES_IMPORT_USE_H

#include "features/command.h"
#include "record/import_plan.h"

extern const struct command_option import_read_options[], import_options[];
enum err import_read_command(struct command_call *call);
enum err import_command(struct command_call *call);

/* The sentence of a doubt, with what stands in its cell. */
const char *import_doubt_words(struct arena *a, const struct import_doubt *d, enum language l);
/* A kind by id, Chinese name or path; ERR_USAGE in words. */
enum err import_find_kind(struct fault *f, const struct kinds *kinds, const char *name, const struct kind **ret_kind);

#endif
