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
 * words in texts.txt.  Each declares the options `input` and `table`.  The text T_analyze_METHOD_help names every
 * column that the method reads and writes, exactly; a test compares. */
#ifndef FEATURES_ANALYZE_ANALYZE_H
#define FEATURES_ANALYZE_ANALYZE_H

#include "features/analyze/answer.h"
#include "features/analyze/input.h"
#include "features/command.h"
#include "features/feature.h"

extern const struct feature analyze_feature;

/* ---- the methods: options, tables of the answer, what runs ---- */
extern const struct command_option analyze_rca_options[], analyze_complexity_options[], analyze_density_options[],
    analyze_fitness_options[], analyze_chokepoints_options[], analyze_io_options[], analyze_systemic_risk_options[],
    analyze_match_options[];
extern const struct answer_table analyze_rca_tables[], analyze_complexity_tables[], analyze_density_tables[],
    analyze_fitness_tables[], analyze_chokepoints_tables[], analyze_io_tables[], analyze_systemic_risk_tables[],
    analyze_shock_tables[], analyze_interval_tables[], analyze_unknown_tables[], analyze_match_tables[],
    analyze_shortlist_tables[];
enum err analyze_rca(struct command_call *call);
enum err analyze_complexity(struct command_call *call);
enum err analyze_density(struct command_call *call);
enum err analyze_fitness(struct command_call *call);
enum err analyze_chokepoints(struct command_call *call);
enum err analyze_io(struct command_call *call);
enum err analyze_systemic_risk(struct command_call *call);
enum err analyze_match(struct command_call *call);

/* ---- options ---- */

/* `--name N` as a number in [least, most], or `otherwise` when it was not given;
 * ERR_USAGE names the option and the range. */
enum err analyze_number_option(struct command_call *call, const char *name, double least, double most, double otherwise,
                               double *ret_value);
/* The value of a required option; ERR_USAGE when it was not given. */
enum err analyze_required_option(struct command_call *call, const char *name, const char **ret_value);
/* ERR_USAGE when the option was given and the other, without which it does nothing, was not. */
enum err analyze_option_needs(struct command_call *call, const char *name, const char *other);
/* --threads, or as many as there are processors. */
enum err analyze_threads_option(struct command_call *call, int *ret_threads);

#endif
