#include "features/import/spill.h"

#include "import.texts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE_BYTES_MAX = 256 << 20, SPILL_BYTES = 512 << 20 };

static enum err failed(struct spill *s)
{
    fault(s->fault, ERR_STORAGE, &T_imports_no_room);
    return fault_detail(s->fault, "%s", strerror(errno));
}

enum err spill_open(struct spill *s)
{
    buf_init(&s->buf, PIECE_BYTES_MAX);
    s->arena = arena_new(SPILL_BYTES);
    s->file = tmpfile();
    if (!s->arena)
        return ERR_MEMORY;
    return s->file ? OK : failed(s);
}

void spill_close(struct spill *s)
{
    buf_release(&s->buf);
    arena_free(s->arena);
    if (s->file)
        fclose(s->file);
}

/* ---- in ---- */

static enum err end_piece(struct spill *s)
{
    if (!s->n_rows)
        return OK;
    if (!arena_grow(s->arena, &s->pieces, s->n_pieces, &s->piece_capacity) || buf_failed(&s->buf))
        return ERR_MEMORY;
    s->pieces[s->n_pieces++] = (struct spill_piece){ftello(s->file), s->buf.n};
    s->n_rows = 0;
    return fwrite(s->buf.bytes, 1, s->buf.n, s->file) == s->buf.n ? OK : failed(s);
}

static enum err add_doubt(struct spill *s, const struct import_doubt *d)
{
    const char *why = import_doubt_words(s->arena, d, s->language);
    if (s->words)
        fprintf(s->words, "  %d: %s\n", (int)d->row, why);
    if (d->effect != IMPORT_WAIT)
        return OK;
    if (!arena_grow(s->arena, &s->waiting, s->n_waiting, &s->waiting_capacity))
        return ERR_MEMORY;
    s->waiting[s->n_waiting++] = (struct import_back){d->row, why};
    return OK;
}

static enum err add_row(void *context, const struct import_row *row, const struct import_doubt *doubts, size_t n)
{
    struct spill *s = context;
    if (!s->n_rows)
        import_piece_begin(&s->buf, s->kind);
    import_piece_add(&s->buf, s->kind, row);
    for (size_t i = 0; i < n; i++)
        TRY(add_doubt(s, &doubts[i]));
    return ++s->n_rows == IMPORT_PIECE_ROWS ? end_piece(s) : OK;
}

static enum err add_late(void *context, const struct import_doubt *doubt)
{
    return add_doubt(context, doubt);
}

struct import_sink spill_sink(struct spill *s)
{
    return (struct import_sink){s, add_row, add_late};
}

static int by_row(const void *a, const void *b)
{
    int32_t one = ((const struct import_back *)a)->row, other = ((const struct import_back *)b)->row;
    return (one > other) - (one < other);
}

enum err spill_end(struct spill *s)
{
    TRY(end_piece(s));
    if (s->n_waiting)
        qsort(s->waiting, s->n_waiting, sizeof(*s->waiting), by_row);
    return fflush(s->file) == 0 ? OK : failed(s);
}

/* ---- out ---- */

static void mark_waiting(const struct spill *s, struct import_staged *row)
{
    const struct import_back key = {.row = row->row},
                             *found =
                                 s->n_waiting ? bsearch(&key, s->waiting, s->n_waiting, sizeof(key), by_row) : NULL;
    row->waits = found != NULL;
    for (int l = 0; l < LANGUAGE_COUNT && found; l++)
        row->why[l] = found->why;
}

static enum err load(void *context, struct op *op, size_t number, struct import_staged **ret_rows, size_t *ret_n)
{
    struct spill *s = context;
    const struct spill_piece *p = &s->pieces[number];
    char *bytes = arena_alloc(op->arena, p->n_bytes);
    if (!bytes)
        return ERR_MEMORY;
    if (fseeko(s->file, p->at, SEEK_SET) != 0 || fread(bytes, 1, p->n_bytes, s->file) != p->n_bytes)
        return failed(s);
    TRY(import_piece_read(op, s->kind, bytes, p->n_bytes, ret_rows, ret_n));
    for (size_t i = 0; i < *ret_n; i++)
        if ((*ret_rows)[i].values)
            mark_waiting(s, &(*ret_rows)[i]);
    if (number == 0)
        s->n_back = 0; /* also when the act is run again */
    return OK;
}

static enum err judged(void *context, struct op *op, size_t number, const struct import_staged *rows, size_t n)
{
    (void)number;
    struct spill *s = context;
    for (size_t i = 0; i < n; i++) {
        const char *why = rows[i].why[op->language];
        if (rows[i].outcome != IMPORT_IS_REFUSED && rows[i].outcome != IMPORT_IS_WAITING)
            continue;
        if (!arena_grow(s->arena, &s->back, s->n_back, &s->back_capacity))
            return ERR_MEMORY;
        s->back[s->n_back++] = (struct import_back){rows[i].row, arena_text(s->arena, why ? why : "")};
    }
    return OK;
}

struct import_pieces spill_pieces(struct spill *s)
{
    return (struct import_pieces){s, s->n_pieces, load, judged};
}
