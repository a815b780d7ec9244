/* The firms that a short list keeps, for shortlist.c and shortlist_state.c. */
#ifndef ANALYSIS_SHORTLIST_KEPT_H
#define ANALYSIS_SHORTLIST_KEPT_H

#include "analysis/shortlist.h"

#include <pthread.h>

/* A segment's: a heap whose first is the one to give way. */
struct kept_segment {
    struct shortlisted *firms; /* room for keep */
    uint32_t n;
    struct shortlist_counts counts;
};

struct shortlist_worker;

struct shortlist {
    const struct shortlist_plan *plan;
    struct kept_segment *segments;
    struct shortlist_worker *workers;
    struct signal_code *codes; /* of all signals, sorted by signal, prefix, segment */
    uint32_t code_first[SHORTLIST_SIGNALS_MAX + 1];
    struct register_position position;
    uint64_t unmatched;
    bool (*progress)(void *context, const struct register_position *after);
    void *progress_context;
    pthread_mutex_t lock; /* around what pieces change and what workers look at when they begin one */
};

/* Whether `a` comes before `b` in a list. */
static inline bool kept_before(const struct shortlisted *a, const struct shortlisted *b)
{
    return a->score != b->score ? a->score > b->score : a->row < b->row;
}

/* Puts a firm in if it belongs there; its bytes are then the segment's, otherwise freed. */
void kept_put(struct kept_segment *s, uint32_t keep, const struct shortlisted *firm);

/* Room for the cells, which are copied there one after another; false when memory is out. */
bool kept_copy_cells(struct shortlisted *firm, const struct register_cell *cells, uint32_t n);

#endif
