/* Target firms for a segment: who is worth approaching, and why not the others.
 *
 * What bars a firm is decided first, in the order of enum target_verdict; the
 * rest is weighed (scoring.h) by percentiles among themselves, and cut to a short
 * list.  The facts come from one pass over a register; nothing here reads it. */
#ifndef ANALYSIS_TARGETS_H
#define ANALYSIS_TARGETS_H

#include "analysis/scoring.h"

enum target_verdict {
    TARGET_CHOSEN,
    TARGET_CLOSED, /* not in operation */
    TARGET_ALREADY_HERE,
    TARGET_NEGATIVE_WORD, /* its scope has a word that rules the segment out */
    TARGET_NO_MATCH,      /* neither keywords nor industry code fit */
    TARGET_TOO_SMALL,     /* capital known and below the least */
    TARGET_TOO_FAR,       /* distance known and beyond the limit */
    TARGET_BELOW_LINE     /* weighed, but not among the first */
};

enum target_factor {
    TARGET_KEYWORDS, /* how many of the segment's keywords match */
    TARGET_INDUSTRY, /* 1 when an industry code fits, else 0 */
    TARGET_SIZE,     /* employees or turnover */
    TARGET_GROWTH,   /* signs of growth: new investment, patents, hires, moves */
    TARGET_TIES,     /* to firms already here */
    TARGET_DISTANCE, /* less is better */
    TARGET_CAPITAL,
    TARGET_FACTOR_COUNT
};

struct target_facts {
    bool closed;
    bool already_here;
    bool negative_word;
    double factor[TARGET_FACTOR_COUNT]; /* NaN: not known; TARGET_KEYWORDS and TARGET_INDUSTRY always are */
};

struct target_rules {
    double weight[TARGET_FACTOR_COUNT];
    double least_capital; /* 0: no bar */
    double farthest;      /* INFINITY: no bar */
    uint32_t short_list;  /* how many are chosen */
    double move;
};
extern const struct target_rules target_rules_default; /* equal weights, no bars, 20, ±20 % */

struct target_list {
    enum target_verdict *verdict; /* by firm */
    uint32_t *candidates;         /* firms that were weighed, ascending */
    size_t candidate_count;
    struct ranking ranking; /* its candidates are places in `candidates`; columns are enum target_factor */
};

/* Equal scores at the line are all chosen.  O(2^factors · firms · log firms); ERR_MEMORY alone. */
enum err targets_choose(struct arena *a, const struct target_facts *firms, size_t n, const struct target_rules *rules,
                        struct target_list *ret_list);

#endif
