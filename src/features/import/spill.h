/* Rows staged in a file of their own, gone with the process: for the command line, where nobody comes back to answer. */
#ifndef FEATURES_IMPORT_SPILL_H
#define FEATURES_IMPORT_SPILL_H

#include "features/import/rows.h"
#include "record/import_piece.h"

#include <stdio.h>

/* A row that was not taken, or waits, and why. */
struct import_back {
    int32_t row;
    const char *why;
};

struct spill {
    struct arena *arena; /* its own: the operation's is rewound between pieces */
    struct fault *fault;
    const struct kind *kind;
    enum language language;
    FILE *words; /* doubts are told as they come */

    FILE *file;
    struct buf buf; /* the piece under way, or the one that was read */
    size_t n_rows;  /* in it */
    struct spill_piece {
        off_t at;
        size_t n_bytes;
    } * pieces;
    size_t n_pieces, piece_capacity;
    struct import_back *waiting; /* by row, once all went by */
    size_t n_waiting, waiting_capacity;

    struct import_back *back; /* of the newest run over the pieces, by row */
    size_t n_back, back_capacity;
};

enum err spill_open(struct spill *s);
void spill_close(struct spill *s);
struct import_sink spill_sink(struct spill *s);
/* After the last row. */
enum err spill_end(struct spill *s);
struct import_pieces spill_pieces(struct spill *s);

#endif
