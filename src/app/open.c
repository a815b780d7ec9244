#include "app/command_line.h"

enum err command_with_store(struct command_call *call)
{
    return call->command->run(call);
}
