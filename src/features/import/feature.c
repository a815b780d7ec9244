#include "features/feature.h"
#include "features/import/use.h"
#include "import.texts.h"

static const struct command commands[] = {
    {.name = "read",
     .arguments = "KIND FILE",
     .says = &T_import_read_says,
     .options = import_read_options,
     .needs = COMMAND_NEEDS_KINDS,
     .run = import_read_command},
    {0},
};

const struct feature import_feature = {
    .name = "import",
    .commands = commands,
};
