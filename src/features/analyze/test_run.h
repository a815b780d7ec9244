/* Analyze commands run as the dispatcher would run them, for tests. */
#ifndef FEATURES_ANALYZE_TEST_RUN_H
#define FEATURES_ANALYZE_TEST_RUN_H

#include "features/analyze/analyze.h"

struct run {
    enum err verdict;
    struct fault fault;
    char *out;   /* what it answered */
    char *words; /* what it told */
};

const struct command *run_command(const char *name);

/* Options as name, value, …: RUN("rca", OUTPUT_CSV, "input", path, "presence", "").  In English. */
#define RUN(name, format, ...) run_with((name), (format), (const char *const[]){__VA_ARGS__, NULL})
struct run run_with(const char *name, enum output_format format, const char *const *options);
/* The same in an arena that may be made to fail. */
struct run run_in_arena(struct arena *a, const char *name, enum output_format format, const char *const *options);

/* A file of the scratch folder; its path, good for the test. */
const char *run_file(const char *name, const char *text);
const char *run_file_n(const char *name, const void *bytes, size_t n);

/* The cell of a csv answer by row (0 = header) and column; "" beyond.  Good for a few calls. */
const char *run_cell(const char *csv, int row, int column);
double run_number(const char *csv, int row, int column);

/* That the command is refused as bad input for this reason at this line of the file, and wrote no answer. */
void run_expect_refused(const char *name, const char *const *options, const char *says, int64_t line);

/* That --help names each table and its columns exactly, in every language. */
void run_check_help(const char *name, const struct answer_table *tables);

#endif
