/* The values of a record as a page tells them. */
#ifndef FEATURES_GENERIC_FACTS_H
#define FEATURES_GENERIC_FACTS_H

#include "features/generic/detail_view.h"
#include "record/record.h"

/* A personal field shown in clear now (.field NULL: none), and whether this account may ask for others. */
struct clear_value {
    bool may;
    const char *field, *text;
};
enum err facts_fill(struct op *op, const struct record *r, const struct clear_value *clear,
                    struct facts_view **ret_list, size_t *ret_n);
/* The first few amounts and quantities, large. */
enum err facts_band(struct op *op, const struct record *r, struct band_view *ret_band);

#endif
