/* A page of a list as a table view. */
#ifndef FEATURES_GENERIC_TABLE_H
#define FEATURES_GENERIC_TABLE_H

#include "record/list.h"
#include "web/parts.h"
#include "web/request.h"

/* Rows and heads; `ticks`, acts and the sort addresses are the list page's. */
enum err table_fill(struct op *op, const struct kind *kind, const struct list_page *page,
                    struct list_table_view *ret_table, struct list_column_view **ret_heads);

#endif
