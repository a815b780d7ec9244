/* Views of a record's history (history.html). */
#ifndef FEATURES_GENERIC_HISTORY_VIEW_H
#define FEATURES_GENERIC_HISTORY_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct change_view {
    const char *label, *before, *after; /* as shown; "—" where there is nothing */
};
struct version_view {
    const char *key; /* of the version in addresses */
    int64_t at_us;
    const char *who, *what, *reason;
    bool deleted, newest, first;
    bool is_one, is_other; /* of the two that are compared */
    const struct change_view *changes;
    size_t n_changes;
    const char *restore; /* address; NULL: may not, or is the newest */
    const char *undo;    /* takes the whole act back; NULL */
};
struct history_view {
    const char *path, *record_path; /* record_path NULL: deleted */
    const struct version_view *versions;
    size_t n_versions;
    const char *older; /* address of the page before; NULL */
    bool may_compare;
    /* two side by side */
    int64_t one_us, other_us;
    const struct change_view *differences;
    size_t n_differences;
    bool compared;
};

#endif
