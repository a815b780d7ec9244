/* Pages and panels that say what happened, what is safe, what comes next. */
#ifndef WEB_STATES_H
#define WEB_STATES_H

#include "base/text.h"

#include <stdbool.h>

struct state_view {
    const char *icon;
    const char *heading, *words; /* words may be NULL */
    const char *hint;            /* what to do; NULL */
    const char *number;          /* E404-7F2K9; NULL */
    const char *act_path;        /* the one thing to do next; NULL */
    const char *act_label;
    bool retry;                  /* the same again */
    bool kept;                   /* what was typed is kept as a draft */
};

#endif
