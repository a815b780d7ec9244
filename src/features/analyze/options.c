#include "features/analyze/analyze.h"

#include "analysis/parallel.h"
#include "analyze.texts.h"

enum err analyze_number_option(struct command_call *call, const char *name, double least, double most, double otherwise,
                               double *ret_value)
{
    const char *text = command_option(call, name);
    *ret_value = otherwise;
    if (!text || (number_parse(text, ret_value) && *ret_value >= least && *ret_value <= most))
        return OK;
    char from[NUMBER_TEXT_BYTES], to[NUMBER_TEXT_BYTES];
    number_text(least, from);
    number_text(most, to);
    return fault(call->fault, ERR_USAGE, &T_analyze_bad_option, name, text, from, to);
}

enum err analyze_required_option(struct command_call *call, const char *name, const char **ret_value)
{
    *ret_value = command_option(call, name);
    return *ret_value ? OK : fault(call->fault, ERR_USAGE, &T_analyze_option_missing, name);
}

enum err analyze_option_needs(struct command_call *call, const char *name, const char *other)
{
    if (!command_option(call, name) || command_option(call, other))
        return OK;
    return fault(call->fault, ERR_USAGE, &T_analyze_option_needs, name, other);
}

enum err analyze_threads_option(struct command_call *call, int *ret_threads)
{
    double threads;
    TRY(analyze_number_option(call, "threads", 1, PARALLEL_WORKERS_MAX, parallel_processors(), &threads));
    *ret_threads = (int)threads;
    return OK;
}
