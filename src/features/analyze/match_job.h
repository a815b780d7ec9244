/* What both forms of `analyze match` share: the keywords compiled, the register
 * opened, the pass planned. */
#ifndef FEATURES_ANALYZE_MATCH_JOB_H
#define FEATURES_ANALYZE_MATCH_JOB_H

#include "features/analyze/keywords.h"

struct match_job {
    struct command_call *call;
    struct keyword_file keywords;
    struct register_input in; /* the caller's to close */
    struct register_plan plan;
    uint64_t told_bytes;
};

/* ERR_USAGE, ERR_INPUT, ERR_LIMIT, ERR_MEMORY. */
enum err match_job_begin(struct command_call *call, struct match_job *ret_job);

/* Tells the command's words every so many bytes how far it has come. */
void match_job_progress(struct match_job *j, const struct register_position *after);

void match_job_facts(struct answer *w, const struct match_job *j, uint64_t rows);

/* The short list that --top asks for. */
enum err match_shortlist(struct match_job *j);

#endif
