/* What interface.html shows: the JSON interface for those who write programs against it. */
#ifndef FEATURES_GENERIC_INTERFACE_VIEW_H
#define FEATURES_GENERIC_INTERFACE_VIEW_H

#include <stdbool.h>
#include <stddef.h>

struct interface_field_view {
    const char *id, *label;
    const char *type; /* "string", "date", "→ project", "fen" */
    const char *values; /* of a choice: build 建链、… ; NULL */
    bool required, derived;
};
struct interface_kind_view {
    const char *label, *id;
    const struct interface_field_view *fields;
    size_t n_fields;
};
struct interface_view {
    const struct interface_kind_view *kinds;
    size_t n_kinds;
};

#endif
