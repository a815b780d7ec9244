/* View of two records that may be one (duplicates.html). */
#ifndef FEATURES_GENERIC_DUPLICATES_VIEW_H
#define FEATURES_GENERIC_DUPLICATES_VIEW_H

#include "features/generic/detail_view.h"

struct pair_line {
    const char *label, *keep, *lose;
    bool same;
    bool filled; /* empty in the one that is kept: taken from the other */
};
struct duplicates_view {
    const char *path; /* of this page */
    const char *keep_title, *keep_path;
    const char *other;            /* as typed; NULL */
    const char *source;           /* suggestions */
    const char *unread;           /* why the other cannot be taken; NULL */
    const struct link_view *near; /* with like names; path chooses them */
    size_t n_near;
    const char *lose_title, *lose_named; /* NULL: none chosen yet */
    const struct pair_line *lines;
    size_t n_lines;
    const char *swap; /* the address with the two exchanged */
};

#endif
