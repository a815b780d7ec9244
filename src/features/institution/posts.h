/* The posts that a rulebook asks for, and who fills them: per city, per chain, per project.
 *
 * A project's minder is the one named in the project itself or in a post over it. */
#ifndef FEATURES_INSTITUTION_POSTS_H
#define FEATURES_INSTITUTION_POSTS_H

#include "rulebook/rulebook.h"
#include "store/op.h"

enum posts_verdict { POSTS_MET, POSTS_TOO_FEW, POSTS_TOO_MANY };

struct posts_demand {
    const struct post_rule *rule;
    int64_t chain;          /* 0: of the city */
    const char *chain_name; /* "" for the city */
    const char *chain_code;
    int64_t held;
    const char *people; /* "甲、乙" */
    enum posts_verdict verdict;
};

struct posts_gap { /* a project whose post is not filled */
    const struct post_rule *rule;
    const char *code, *name;
};

struct posts_report {
    const struct rulebook *rules;
    struct posts_demand *demands; /* of the city, then chain by chain in the official order */
    size_t n_demands, n_unmet;
    struct posts_gap *gaps;
    size_t n_gaps;
    int64_t n_projects;
};

/* As of the operation's today; model NULL: the city's own rules, else the general ones; chain "": all, else its name or
 * code (ERR_MISSING when there is none). */
enum err posts_report(struct op *op, const char *model, const char *chain, struct posts_report *ret_report);

#endif
