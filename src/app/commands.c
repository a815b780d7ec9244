#include "app/commands.h"

#include "app.texts.h"

static enum err run_version(struct command_call *call)
{
    fprintf(call->out, "lianzhang %s\n", LZ_VERSION);
    return OK;
}

static const struct command_option init_options[] = {
    {"models", "LIST", &T_app_init_models},
    {"demo", NULL, &T_app_init_demo},
    {0},
};
static const struct command_option serve_options[] = {
    {"listen", "ADDR:PORT", &T_app_serve_listen},
    {"behind-proxy", NULL, &T_app_serve_behind_proxy},
    {"secure", NULL, &T_app_serve_secure},
    {0},
};

const struct command app_commands[] = {
    {.name = "init", .says = &T_app_init_says, .options = init_options, .needs = COMMAND_NEEDS_KINDS, .run = run_init},
    {.name = "serve",
     .says = &T_app_serve_says,
     .options = serve_options,
     .needs = COMMAND_NEEDS_KINDS,
     .run = run_serve},
    {.name = "backup",
     .arguments = "FILE",
     .says = &T_app_backup_says,
     .needs = COMMAND_NEEDS_KINDS,
     .run = run_backup},
    {.name = "restore",
     .arguments = "FILE",
     .says = &T_app_restore_says,
     .needs = COMMAND_NEEDS_KINDS,
     .run = run_restore},
    {.name = "copy", .says = &T_app_copy_says, .options = copy_options, .needs = COMMAND_NEEDS_KINDS, .run = run_copy},
    {.name = "version", .says = &T_app_version_says, .run = run_version},
    {0},
};
