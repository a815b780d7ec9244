/* The `analyze` commands: every method of the analysis layer on plain files,
 * without a database, so that anyone can check a figure.
 *
 *     lianzhang analyze METHOD --input FILE … [--format table|csv|json]
 *
 * Each method is one file of this folder: it reads its input (input.h), calls
 * the pure functions of src/analysis/, writes its answer (answer.h).  Nothing is
 * written before everything is computed, so bad input leaves no partial output.
 *
 * To add a method: its options and its function here, its row in feature.c, its
 * words in texts.txt.  The text T_analyze_METHOD_help names every column that
 * the method reads and writes, exactly. */
#ifndef FEATURES_ANALYZE_ANALYZE_H
#define FEATURES_ANALYZE_ANALYZE_H

#include "features/command.h"
#include "features/feature.h"

extern const struct feature analyze_feature;

extern const struct command_option analyze_rca_options[];
enum err analyze_rca(struct command_call *call);

/* `--name N` as a number in [least, most], or `otherwise` when it was not given;
 * ERR_USAGE names the option and the range. */
enum err analyze_number_option(struct command_call *call, const char *name, double least, double most,
                               double otherwise, double *ret_value);
/* The file of a required option; ERR_USAGE when it was not given. */
enum err analyze_file_option(struct command_call *call, const char *name, const char **ret_path);
/* Records that memory is out, unless a fault stands already. */
enum err analyze_out_of_memory(struct command_call *call);

#endif
