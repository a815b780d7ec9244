/* The fields of a kind under headings, alike in forms and on detail pages. */
#ifndef FEATURES_GENERIC_SECTIONS_H
#define FEATURES_GENERIC_SECTIONS_H

#include "record/kind.h"
#include "store/op.h"

struct field_section {
    const char *id;      /* of the element: "s-money" */
    const char *heading; /* "" : none */
    const struct field **fields;
    size_t n;
};

/* In the order of the table; by field.section where the table says it, else long tables are parted by what the fields
 * hold: the matter itself, money and time, people to speak to, then each table of rows. */
enum err sections_of(struct op *op, const struct kind *kind, bool (*wanted)(const struct field *f),
                     struct field_section **ret_sections, size_t *ret_n);

#endif
