#include "features/import/rows.h"

static enum err run_piece(struct op *op, struct import_run *run, const struct import_pieces *p, size_t number,
                          bool applying)
{
    struct import_staged *rows;
    size_t n;
    TRY(p->load(p->context, op, number, &rows, &n));
    TRY(applying ? import_apply_rows(op, run, rows, n) : import_check_rows(op, run, rows, n));
    return p->judged(p->context, op, number, rows, n);
}

enum err import_run_pieces(struct op *op, struct import_run *run, const struct import_pieces *pieces, bool applying)
{
    for (size_t i = 0; i < pieces->n; i++) {
        struct arena_mark mark = arena_mark(op->arena);
        TRY(run_piece(op, run, pieces, i, applying));
        arena_rewind(op->arena, mark);
    }
    return OK;
}
