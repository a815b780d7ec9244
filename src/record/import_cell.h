/* Inside import: what one cell says for one field. */
#ifndef RECORD_IMPORT_CELL_H
#define RECORD_IMPORT_CELL_H

#include "record/import.h"

enum cell_verdict {
    CELL_TAKEN,
    CELL_ABSENT,
    CELL_DOUBTED, /* asked about: the row waits if the field is required, else the field stays empty */
    CELL_REFUSED  /* a required cell that says the row is not of this kind, or lies in the future */
};

enum { CELL_PROPOSALS_MAX = 8 };

struct cell_reading {
    enum cell_verdict verdict;
    struct value value;      /* TAKEN */
    const struct text *says; /* DOUBTED, REFUSED */
    const char *args[3];
    int n_args;
    const char *proposals[CELL_PROPOSALS_MAX]; /* as they would be typed */
    int n_proposals;
};

struct cell_context {
    struct arena *arena;
    const struct import_column *column;
    const struct field *field;
    date_t today;
    bool is_1904;
    bool is_csv;
};

/* The cell of a column for its field (for FIELD_ROWS with a member: that member's part of the row). */
enum err import_cell_read(const struct cell_context *c, const struct cell *cell, struct cell_reading *ret_reading);

#endif
