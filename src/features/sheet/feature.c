#include "features/sheet/sheet.h"
#include "sheet.texts.h"

static const struct command_option options[] = {
    {.name = "sheet", .value = "NAME", .says = &T_sheet_command_option_sheet},
    {0},
};

static const struct command commands[] = {
    {.name = "sheet", .arguments = "FILE", .says = &T_sheet_command_says, .help = &T_sheet_command_help, .options = options,
     .needs = COMMAND_NEEDS_NOTHING, .run = sheet_show},
    {0},
};

const struct feature sheet_feature = {.name = "sheet", .commands = commands};
