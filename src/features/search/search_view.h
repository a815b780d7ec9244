/* What search.html shows: the kinds with hits, each with its best ones. */
#ifndef FEATURES_SEARCH_SEARCH_VIEW_H
#define FEATURES_SEARCH_SEARCH_VIEW_H

#include "web/states.h"

#include <stddef.h>

struct search_hit_view {
    const char *path, *title, *code;
};
struct search_group_view {
    const char *heading, *count;
    const char *all; /* the list with this search; NULL: everything stands here */
    const char *all_label;
    const struct search_hit_view *hits;
    size_t n_hits;
};
struct search_view {
    const char *words; /* "" : nothing asked yet */
    const struct search_group_view *groups;
    size_t n_groups;
    const struct state_view *empty; /* instead of the groups; NULL */
};

#endif
