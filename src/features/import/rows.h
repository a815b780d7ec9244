/* The rows of one import, piece after piece, wherever they are staged. */
#ifndef FEATURES_IMPORT_ROWS_H
#define FEATURES_IMPORT_ROWS_H

#include "features/import/use.h"

struct import_pieces {
    void *context;
    size_t n; /* pieces */
    /* The rows of a piece with their answers, in op->arena. */
    enum err (*load)(void *context, struct op *op, size_t number, struct import_staged **ret_rows, size_t *ret_n);
    /* What became of them; between two pieces, so that progress is told and ERR_CANCELLED ends the work. */
    enum err (*judged)(void *context, struct op *op, size_t number, const struct import_staged *rows, size_t n);
};

/* All of them, checked, or applied inside an act. */
enum err import_run_pieces(struct op *op, struct import_run *run, const struct import_pieces *pieces, bool applying);

#endif
