/* Rows as they are staged: bytes that say all that was read of them, until they are applied.
 *
 * A piece holds some thousand rows of one file, in order, for one kind.  Bytes of another version of the kind's table
 * are refused: the file is read again. */
#ifndef RECORD_IMPORT_PIECE_H
#define RECORD_IMPORT_PIECE_H

#include "base/buf.h"
#include "record/import_plan.h"

enum { IMPORT_PIECE_ROWS = 2000 };

void import_piece_begin(struct buf *b, const struct kind *kind);
void import_piece_add(struct buf *b, const struct kind *kind, const struct import_row *row);

/* The rows point into the bytes, which must outlive them.  ERR_CONFLICT: of another version; ERR_STORAGE: damaged. */
enum err import_piece_read(struct op *op, const struct kind *kind, const void *bytes, size_t n_bytes,
                           struct import_staged **ret_rows, size_t *ret_n);

#endif
