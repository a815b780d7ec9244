#include "features/import/staging.h"

#include "base/progress.h"
#include "features/import/head.h"
#include "import.queries.h"
#include "import.texts.h"
#include "record/import_piece.h"
#include "store/store.h"

#include <string.h>

enum { DOUBT_ARGUMENTS = 10, BACK_ARGUMENTS = 5, PIECE_BYTES_MAX = 256 << 20, SCRATCH_BYTES = 64 << 20 };

/* ---- in ---- */

struct staging {
    struct import_work *work;
    struct arena *arena; /* of the doubts of the piece under way */
    struct buf piece;
    size_t n_rows;
    int64_t number, lines;
    int32_t first, last;
    struct value (*doubts)[DOUBT_ARGUMENTS];
    size_t n_doubts, doubt_capacity;
    const char *head;
};

static const char *joined_proposals(struct arena *a, const struct import_doubt *d)
{
    const char *text = "";
    for (int i = 0; i < d->n_proposals; i++)
        text = arena_printf(a, "%s%s%s", text, i ? "\n" : "", d->proposals[i]);
    return text;
}

static enum err add_doubt(struct staging *s, const struct import_doubt *d, bool has_value)
{
    if (!arena_grow(s->arena, &s->doubts, s->n_doubts, &s->doubt_capacity))
        return ERR_MEMORY;
    struct value *v = s->doubts[s->n_doubts++];
    v[0] = value_int(s->work->job.id);
    v[1] = value_int(d->row);
    v[2] = value_text(d->field ? arena_text(s->arena, d->field->id) : "");
    v[3] = value_int(s->work->job.round);
    v[4] = value_int(d->effect);
    v[5] = value_text(import_doubt_words(s->arena, d, LANGUAGE_ZH));
    v[6] = value_text(import_doubt_words(s->arena, d, LANGUAGE_EN));
    v[7] = value_text(arena_text(s->arena, d->found));
    v[8] = value_text(joined_proposals(s->arena, d));
    v[9] = value_int(has_value);
    return OK;
}

/* false, by the count: the job was cancelled, or another one took it over. */
static enum err write_piece(struct op *op, void *arg)
{
    struct staging *s = arg;
    const struct import_work *w = s->work;
    int64_t now_us, changed;
    TRY(store_stamp(op, &now_us));
    TRY(import_job_staged(op, w->job.id, w->worker, now_us + IMPORT_LEASE_US, s->number + 1, s->lines, &changed));
    if (!changed)
        return ERR_CANCELLED;
    TRY(import_piece_put(op, w->job.id, s->number, s->first, s->last, value_bytes(s->piece.bytes, s->piece.n), NULL));
    return s->n_doubts ? statement_execute_many(op, &import_doubt_put_statement, s->doubts[0], s->n_doubts) : OK;
}

static enum err end_piece(struct staging *s)
{
    if (!s->n_rows)
        return OK;
    if (buf_failed(&s->piece) || arena_failed(s->arena))
        return ERR_MEMORY;
    s->lines += (int64_t)s->n_rows;
    if (s->number >= s->work->job.pieces) /* else it was staged before a restart */
        TRY(store_write(s->work->op, write_piece, s));
    s->number++;
    s->n_rows = 0;
    s->doubts = NULL;
    s->n_doubts = s->doubt_capacity = 0;
    arena_reset(s->arena);
    return OK;
}

static enum err add_row(void *context, const struct import_row *row, const struct import_doubt *doubts, size_t n)
{
    struct staging *s = context;
    const struct kind *kind = s->work->job.kind;
    if (!s->n_rows) {
        import_piece_begin(&s->piece, kind);
        s->first = row->row;
    }
    import_piece_add(&s->piece, kind, row);
    s->last = row->row;
    for (size_t i = 0; i < n; i++)
        TRY(add_doubt(s, &doubts[i],
                      doubts[i].field && row->values &&
                          row->values[doubts[i].field - kind->fields].type != VALUE_NULL));
    return ++s->n_rows == IMPORT_PIECE_ROWS ? end_piece(s) : OK;
}

static enum err add_late(void *context, const struct import_doubt *doubt)
{
    return add_doubt(context, doubt, true);
}

static enum err write_read(struct op *op, void *arg)
{
    const struct staging *s = arg;
    int64_t changed;
    TRY(import_job_read(op, s->work->job.id, s->work->worker, s->head, &changed));
    if (!changed)
        return ERR_CANCELLED;
    return s->n_doubts ? statement_execute_many(op, &import_doubt_put_statement, s->doubts[0], s->n_doubts) : OK;
}

static enum err read_rows(struct staging *s, struct workbook *w, struct arena *scratch)
{
    struct import_work *work = s->work;
    struct op *op = work->op;
    const struct import_request request = {
        .kind = work->job.kind,
        .rules = kinds_rules(op->kinds, work->job.kind),
        .choices = work->job.choices,
        .n_choices = work->job.n_choices,
        .today = moment_date(work->job.made_us, op->zone_minutes),
    };
    struct import_reader *reader;
    const struct import_sink sink = {s, add_row, add_late};
    TRY(import_open(op->arena, scratch, op->fault, w, &request, &reader));
    TRY(import_rows(reader, &sink));
    TRY(end_piece(s));
    s->head = import_head_text(op->arena, import_reading_of(reader), workbook_format(w) == SHEET_CSV);
    return store_write(op, write_read, s);
}

static enum err load_file(struct op *op, int64_t job, struct value *ret_bytes)
{
    struct import_file_get_row row;
    bool found;
    TRY(op_begin_read(op));
    enum err e = import_file_get(op, job, &row, &found);
    op_end(op);
    TRY(e);
    *ret_bytes = row.bytes;
    return found ? OK : fault(op->fault, ERR_MISSING, &T_imports_no_such_job);
}

enum err staging_read(struct import_work *work)
{
    struct op *op = work->op;
    struct value bytes;
    struct workbook *w WORKBOOK_SCOPED = NULL;
    struct staging s = {.work = work, .arena = arena_new(PIECE_BYTES_MAX)};
    struct arena *scratch = arena_new(SCRATCH_BYTES);
    buf_init(&s.piece, PIECE_BYTES_MAX);
    enum err e = s.arena && scratch ? load_file(op, work->job.id, &bytes) : ERR_MEMORY;
    if (e == OK)
        e = workbook_open_bytes(op->arena, op->fault, bytes.text, bytes.n_bytes, NULL, &w);
    if (e == OK)
        e = read_rows(&s, w, scratch);
    buf_release(&s.piece);
    arena_free(scratch);
    arena_free(s.arena);
    return e;
}

/* ---- out ---- */

static void mark_doubt(struct op *op, struct import_staged *row, const struct import_doubts_of_row *d,
                       struct import_answer *answers)
{
    if (*d->answer)
        answers[row->n_answers++] = (struct import_answer){d->field, d->answer};
    if (d->effect != IMPORT_WAIT || *d->answer)
        return;
    const char *words[LANGUAGE_COUNT] = {d->says_zh, d->says_en};
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        row->why[l] = row->waits ? arena_printf(op->arena, "%s；%s", row->why[l], words[l]) : words[l];
    row->waits = true;
}

static enum err add_answers(struct import_work *w, struct import_staged *rows, size_t n, int64_t first, int64_t last)
{
    struct op *op = w->op;
    struct import_doubts_of_row *doubts;
    size_t n_doubts;
    TRY(import_doubts_of(op, w->job.id, w->job.round, first, last, &doubts, &n_doubts));
    struct import_answer *answers = arena_array(op->arena, n_doubts + 1, struct import_answer);
    if (!answers)
        return ERR_MEMORY;
    for (size_t i = 0, at = 0; i < n_doubts; i++) {
        while (at < n && rows[at].row < doubts[i].line)
            at++;
        if (at == n || rows[at].row != doubts[i].line || !rows[at].values)
            continue;
        if (!rows[at].answers)
            rows[at].answers = answers + i;
        mark_doubt(op, &rows[at], &doubts[i], answers + (rows[at].answers - answers));
    }
    return OK;
}

static enum err load(void *context, struct op *op, size_t number, struct import_staged **ret_rows, size_t *ret_n)
{
    struct import_work *w = context;
    struct import_piece_get_row piece;
    bool found;
    if (!w->applying)
        TRY(op_begin_read(op));
    if (number == 0)
        w->done = 0; /* also when the act is run again */
    TRY(import_piece_get(op, w->job.id, (int64_t)number, &piece, &found));
    if (!found)
        return fault(op->fault, ERR_MISSING, &T_imports_no_such_job);
    TRY(import_piece_read(op, w->job.kind, piece.bytes.text, piece.bytes.n_bytes, ret_rows, ret_n));
    return add_answers(w, *ret_rows, *ret_n, piece.first_line, piece.last_line);
}

struct judging {
    struct import_work *work;
    bool is_first;
    struct value *back;
    size_t n_back;
};

static enum err write_back(struct op *op, const struct judging *j)
{
    if (j->is_first)
        TRY(import_back_drop(op, j->work->job.id, NULL));
    return j->n_back ? statement_execute_many(op, &import_back_put_statement, j->back, j->n_back) : OK;
}

static enum err write_checked(struct op *op, void *arg)
{
    const struct judging *j = arg;
    int64_t now_us, changed;
    TRY(store_stamp(op, &now_us));
    TRY(import_job_checked(op, j->work->job.id, j->work->worker, now_us + IMPORT_LEASE_US, j->work->done, &changed));
    return changed ? write_back(op, j) : ERR_CANCELLED;
}

static enum err judged(void *context, struct op *op, size_t number, const struct import_staged *rows, size_t n)
{
    struct import_work *w = context;
    struct judging j = {.work = w, .is_first = number == 0};
    j.back = arena_array(op->arena, n * BACK_ARGUMENTS + 1, struct value);
    if (!j.back)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        struct value *v = j.back + BACK_ARGUMENTS * j.n_back;
        if (rows[i].outcome < IMPORT_IS_WAITING)
            continue;
        v[0] = value_int(w->job.id);
        v[1] = value_int(rows[i].row);
        v[2] = value_int(rows[i].outcome);
        v[3] = value_text(rows[i].why[LANGUAGE_ZH] ? rows[i].why[LANGUAGE_ZH] : "");
        v[4] = value_text(rows[i].why[LANGUAGE_EN] ? rows[i].why[LANGUAGE_EN] : "");
        j.n_back++;
    }
    w->done += (int64_t)n;
    if (w->applying && !progress_tell(op->progress, w->job.id, w->done))
        return ERR_CANCELLED;
    if (w->applying)
        return write_back(op, &j);
    op_end(op);
    return store_write(op, write_checked, &j);
}

struct import_pieces staging_pieces(struct import_work *w)
{
    return (struct import_pieces){w, (size_t)w->job.pieces, load, judged};
}
