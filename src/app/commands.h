/* The commands of the platform itself; each in a file of its own name. */
#ifndef APP_COMMANDS_H
#define APP_COMMANDS_H

#include "app/app.h"

enum err run_init(struct command_call *call);
enum err run_serve(struct command_call *call);

extern const struct command_option copy_options[];
enum err run_backup(struct command_call *call);
enum err run_restore(struct command_call *call);
enum err run_copy(struct command_call *call);

#endif
