#include "app/app.h"

#include "app.texts.h"

static enum err run_version(struct command_call *call)
{
    fprintf(call->out, "lianzhang %s\n", LZ_VERSION);
    return OK;
}

const struct command app_commands[] = {
    {.name = "version", .says = &T_app_version_says, .run = run_version},
    {0},
};
