/* From words on a command line to a declared command and its call. */
#ifndef APP_COMMAND_LINE_H
#define APP_COMMAND_LINE_H

#include "app/app.h"

/* Looks through the platform's commands and every feature's.  NULL when there is none. */
const struct command *command_find(const char *first, const char *second, int *ret_words);

/* Fills the call's global options, arguments and options.  ERR_USAGE with words otherwise; *ret_help when --help was
 * asked (of a command, or of the program when call->command is NULL). */
enum err command_line_parse(struct command_call *call, int argc, const char *const *argv, bool *ret_help);

/* Opens what the command needs, runs it, closes. */
enum err command_with_store(struct command_call *call);

void command_print_usage(FILE *to, const struct command *c);
void command_print_help(FILE *to, const struct command *c, enum language l); /* NULL: every command, a line each */

#endif
