#include "features/import/preview.h"

#include "import.queries.h"
#include "import.texts.h"
#include "record/import_piece.h"
#include "record/typed.h"
#include "web/request.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_SHOWN = 20 };

struct previewing {
    struct op *op;
    const struct import_job *job;
    const struct field **fields; /* of the columns shown */
    size_t n_fields;
    struct import_doubts_of_row *doubts;
    size_t n_doubts;
};

static enum err choose_columns(struct previewing *p, const struct import_reading *head, struct import_job_view *view)
{
    const char **heads = arena_array(p->op->arena, head->n_columns + 1, const char *);
    p->fields = arena_array(p->op->arena, head->n_columns + 1, const struct field *);
    if (!heads || !p->fields)
        return ERR_MEMORY;
    for (size_t i = 0; i < head->n_columns; i++) {
        const struct field *f = head->columns[i].field;
        bool shown = false;
        for (size_t k = 0; k < p->n_fields; k++)
            shown |= p->fields[k] == f;
        if (!f || shown)
            continue;
        heads[p->n_fields] = field_label(f, p->op->language);
        p->fields[p->n_fields++] = f;
    }
    view->heads = heads;
    view->n_heads = p->n_fields;
    return OK;
}

static bool is_doubted(const struct previewing *p, int32_t row, const struct field *f)
{
    for (size_t i = 0; i < p->n_doubts; i++)
        if (p->doubts[i].line == row && strcmp(p->doubts[i].field, f->id) == 0)
            return true;
    return false;
}

/* Names of other records stand as they were written. */
static enum err cell_text(struct previewing *p, const struct field *f, const struct value *v, const char **ret_text)
{
    struct findings unheard = {0};
    const struct typing_desk desk = {p->op, &references_stored, &typed_by_hand, &unheard, NULL};
    bool as_written = v->type == VALUE_TEXT && (f->type == FIELD_REF || f->type == FIELD_REF_LIST ||
                                                (f->type == FIELD_ROWS && v->text[0] != '['));
    if (as_written) {
        *ret_text = v->text;
        return OK;
    }
    return typed_show(&desk, f, v, ret_text);
}

static enum err fill_row(struct previewing *p, const struct import_staged *row, struct import_row_view *out)
{
    *out = (struct import_row_view){.row = row->row};
    if (!row->values) {
        out->fate = row->fate == IMPORT_IGNORED ? &T_imports_ignored : &T_imports_refused;
        out->why = row->why[p->op->language];
        return OK;
    }
    struct import_cell_view *cells = arena_array(p->op->arena, p->n_fields + 1, struct import_cell_view);
    if (!cells)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->n_fields; i++) {
        cells[i].doubted = is_doubted(p, row->row, p->fields[i]);
        TRY(cell_text(p, p->fields[i], &row->values[p->fields[i] - p->job->kind->fields], &cells[i].text));
    }
    out->cells = cells;
    out->n_cells = p->n_fields;
    return OK;
}

static enum err fill_rows(struct previewing *p, const struct import_staged *rows, size_t n,
                          struct import_job_view *view)
{
    struct import_row_view *out = arena_array(p->op->arena, n + 1, struct import_row_view);
    if (!out || !n)
        return out ? OK : ERR_MEMORY;
    TRY(import_doubts_of(p->op, p->job->id, p->job->round, rows[0].row, rows[n - 1].row, &p->doubts, &p->n_doubts));
    for (size_t i = 0; i < n; i++)
        TRY(fill_row(p, &rows[i], &out[i]));
    view->rows = out;
    view->n_rows = n;
    return OK;
}

enum err import_preview(struct request *rq, const struct import_job *job, const struct import_reading *head,
                        struct import_job_view *view)
{
    struct previewing p = {.op = rq->op, .job = job};
    struct import_piece_after_row piece;
    struct import_staged *rows;
    size_t n, first = 0;
    bool found;
    const char *query = request_query(rq, "rows");
    long long after = query ? strtoll(query, NULL, 10) : 0;
    TRY(choose_columns(&p, head, view));
    TRY(import_piece_after(rq->op, job->id, after, &piece, &found));
    if (!found)
        return OK;
    TRY(import_piece_read(rq->op, job->kind, piece.bytes.text, piece.bytes.n_bytes, &rows, &n));
    while (first < n && rows[first].row <= after)
        first++;
    size_t shown = n - first < ROWS_SHOWN ? n - first : ROWS_SHOWN;
    if (first + shown < n || piece.number + 1 < job->pieces)
        view->next_rows = arena_printf(rq->op->arena, "%s?rows=%d#rows", view->action, (int)rows[first + shown - 1].row);
    return fill_rows(&p, rows + first, shown, view);
}
