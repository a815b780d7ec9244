/* The apostrophe that keeps a csv cell from being run as a formula.
 *
 * Office programs run a csv cell that begins with = + - @, a tab or a line
 * end.  Our writer puts an apostrophe before such a text, and before one that
 * already has apostrophes there; our reader takes one away again, so that
 * every text returns unchanged.  A sign alone ("-") is no formula. */
#ifndef DOCUMENT_CSV_MARK_H
#define DOCUMENT_CSV_MARK_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether the text would run, behind any apostrophes that it begins with. */
bool csv_needs_mark(const char *text, size_t n_bytes);
/* Bytes to take away at the beginning: 1 for the mark, 0 where there is none. */
size_t csv_mark_bytes(const char *text, size_t n_bytes);

/* Writes one field: marked where it would run, in quotes where it must be. */
void csv_put_field(struct buf *out, const char *text);

#endif
