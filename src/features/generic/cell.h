/* How values stand in tables and facts: figures with the unit in the head, days, what is missing. */
#ifndef FEATURES_GENERIC_CELL_H
#define FEATURES_GENERIC_CELL_H

#include "record/list.h"
#include "web/parts.h"

struct column_style {
    const struct field *field;
    bool is_number;
    bool in_yi;       /* money of this column is told in 亿元, else in whole 万元 */
    const char *unit; /* for the head; NULL */
};

/* Money is told in 亿元 where one value of the column reaches 1 亿. */
struct column_style column_style_of(struct op *op, const struct list_page *page, size_t column);
/* The figure alone, without its unit: 1,046.32; "" when absent. */
const char *column_figure(struct op *op, const struct column_style *s, const struct value *v);
/* A whole cell. */
struct list_cell_view column_cell(struct op *op, const struct column_style *s, const struct list_cell *cell);

/* "1,234.50" of an integer scaled by 10^decimals, with U+2212 for minus. */
const char *scaled_words(struct op *op, int64_t value, int decimals);

#endif
