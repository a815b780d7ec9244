/* The conditions of a list as chips: what is set, what can be set. */
#ifndef FEATURES_GENERIC_FILTER_BAR_H
#define FEATURES_GENERIC_FILTER_BAR_H

#include "features/generic/list_request.h"

struct filter_bar {
    struct filter_view *set;
    size_t n_set;
    struct filter_view *offered; /* the others: choices and records first */
    size_t n_offered;
};
enum err filter_bar_fill(struct request *rq, struct filter_bar *ret_bar);

#endif
