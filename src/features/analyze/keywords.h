/* Keywords and registers as csv files, for `analyze match`. */
#ifndef FEATURES_ANALYZE_KEYWORDS_H
#define FEATURES_ANALYZE_KEYWORDS_H

#include "analysis/labels.h"
#include "analysis/register.h"
#include "features/analyze/analyze.h"

/* segment,keyword,negative and, if there, points.  A cell may hold several words separated by |: synonyms, which
 * count as one.  negative is 1 (or yes, true, 是) for words that exclude the segment, 0 or empty for those that
 * count; any other text is itself a list of negative words of the segment.  A word that stands twice counts where
 * it stands first. */
struct keyword_file {
    const char *path;
    struct labels *segments;
    const char **texts; /* by keyword */
    struct register_keyword *keywords;
    double *points;       /* 1 where the file says nothing */
    uint32_t *synonym_of; /* the first of those of one cell, itself where it is alone */
    size_t count;
    size_t separator_count; /* of clauses; they follow the keywords */
    uint32_t negative_count;
};

/* With `clauses` the marks that end a clause (；;。 and line ends) are added as separators.
 * ERR_INPUT (every refused cell is told), ERR_MEMORY. */
enum err keywords_read(struct command_call *call, const char *path, bool clauses, struct keyword_file *ret_keywords);

/* A register that is being read; closed at the end of the block by REGISTER_SCOPED. */
struct register_input {
    const char *path;
    FILE *file;
    struct register_file columns;
    uint32_t *text_columns;
    uint32_t text_column_count;
};
#define REGISTER_SCOPED __attribute__((cleanup(register_input_close)))
void register_input_close(struct register_input *in);

/* Opens --input and finds the columns of --text.  ERR_USAGE, ERR_INPUT, ERR_MEMORY. */
enum err register_input_open(struct command_call *call, struct register_input *ret_input);

/* A column that an option names. */
enum err register_input_column(struct command_call *call, const struct register_input *in, const char *name,
                               uint32_t *ret_column);

/* What ended a pass, as a fault with file and line; `e` is what the pass returned. */
enum err register_input_fault(struct command_call *call, const struct register_input *in, enum err e,
                              const struct register_ending *ending);

#endif
