/* A record that was changed by someone else since the form was opened. */
#ifndef FEATURES_GENERIC_CONFLICT_H
#define FEATURES_GENERIC_CONFLICT_H

#include "record/record.h"
#include "web/request.h"

struct response;

struct edit {
    struct record *theirs; /* as it is now */
    struct record *base;   /* as it was when the form was opened; theirs itself where nobody came between */
    struct record *mine;   /* base, to be changed by the form */
    struct record *merged; /* after edit_merge() */
    struct merge_conflict *conflicts;
    size_t n_conflicts;
    bool met;        /* someone else's change was merged with mine */
    const char *who; /* made it */
    int64_t when_us;
};

/* rev: of the form, 0 for the newest.  An old revision that no history has is ERR_CONFLICT. */
enum err edit_begin(struct request *rq, int64_t rev, struct edit *ret_edit);
/* mine, changed meanwhile by the form, laid over theirs. */
enum err edit_merge(struct request *rq, struct edit *edit);
/* Both values of each field that both changed, to choose from; what only one side changed is kept and said. */
enum err conflict_show(struct request *rq, struct response *rs, const struct edit *edit);

#endif
