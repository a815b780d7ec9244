/* Inside the document layer: the merges of a sheet laid over its rows as they
 * come.  Holds the first cell of each merge that the current row lies in. */
#ifndef DOCUMENT_SPREAD_H
#define DOCUMENT_SPREAD_H

#include "document/sheet.h"

struct spread;

enum err spread_new(struct workbook *w, const struct sheet_layout *layout, struct spread **ret_spread);
void spread_free(struct spread *s);
/* Replaces what the row shows inside merges.  `work` grows by the cells and merges looked at: what a limit counts. */
enum err spread_row(struct spread *s, struct workbook *w, struct sheet_row *row, int64_t *work);

#endif
