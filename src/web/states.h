/* Pages and panels that say what happened, what is safe, what comes next. */
#ifndef WEB_STATES_H
#define WEB_STATES_H

#include "base/text.h"

#include <stdbool.h>

struct state_act {
    const char *path, *label;
    bool main; /* the solid button: one a view */
};
enum { STATE_ACTS_MAX = 3 };

struct state_view {
    const char *icon;            /* name in assets/icons.txt */
    const char *heading, *words; /* NULL: the page's title is heading enough; no words */
    const char *hint;            /* what to do; NULL */
    const char *number;          /* E404-7F2K9; NULL */
    bool retry;                  /* a button that asks for the same again, in front of the others */
    struct state_act acts[STATE_ACTS_MAX]; /* what can be done next; the ones without a path are left out */
};

#endif
