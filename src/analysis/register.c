#include "analysis/register.h"

#include "analysis/parallel.h"
#include "analysis/register_rows.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { HITS_AT_ONCE = 512 };

/* What one worker has. */
struct worker {
    char *bytes; /* a piece of whole rows */
    size_t n;
    struct register_position before, after;
    struct register_ending ending;

    struct row_split split;
    struct scan scan;
    struct hit found[HITS_AT_ONCE];
    struct register_hit *hits; /* of a row; grown as the longest needs */
    size_t hit_count;
    size_t hits_capacity;
    uint32_t *denied; /* segments of the row */
    size_t denied_count;
    uint64_t *denied_in_clause; /* by segment: the last clause that denied it */
    uint64_t *denied_in_row;
    uint64_t clause;
    uint64_t row;
};

struct pass {
    struct register_file *file;
    const struct register_plan *plan;
    const struct register_visitor *visitor;
    bool denies; /* there are negative words */
    struct worker *workers;

    /* the reader's: one worker at a time */
    char *left_over;
    size_t left_over_bytes;
    bool at_end;
    struct register_position read;
    struct register_ending reading;

    struct register_ending ending; /* the receiver's */
};

/* ---- reading ---- */

static bool fill_piece(struct pass *p, struct worker *w)
{
    while (!p->at_end && w->n < REGISTER_PIECE_BYTES) {
        size_t n = 0;
        const struct register_source *source = &p->file->source;
        if (!source->read(source->context, w->bytes + w->n, REGISTER_PIECE_BYTES - w->n, &n)) {
            p->reading.fault = REGISTER_UNREADABLE;
            return false;
        }
        p->at_end = n == 0;
        w->n += n;
    }
    return w->n > 0;
}

/* Keeps the whole rows, puts the rest aside. */
static bool cut_piece(struct pass *p, struct worker *w)
{
    struct whole_rows whole = count_whole_rows(w->bytes, w->n, p->file->delimiter, p->at_end);
    size_t rest = w->n - whole.bytes;
    if (rest == REGISTER_PIECE_BYTES || (p->at_end && rest > 0)) {
        p->reading = (struct register_ending){.fault = p->at_end ? REGISTER_OPEN_QUOTE : REGISTER_ROW_TOO_LONG,
                                              .line = p->read.lines + whole.lines + 1};
        if (whole.bytes == 0)
            return false;
        rest = 0; /* what is whole is still handed on; then the reading ends */
    }
    memcpy(p->left_over, w->bytes + whole.bytes, rest);
    p->left_over_bytes = rest;
    w->n = whole.bytes;
    w->before = p->read;
    p->read.bytes += whole.bytes;
    p->read.rows += whole.rows;
    p->read.lines += whole.lines;
    w->after = p->read;
    return true;
}

static bool take_piece(void *context, int worker)
{
    struct pass *p = context;
    struct worker *w = &p->workers[worker];
    if (p->reading.fault != REGISTER_FINE)
        return false;
    memcpy(w->bytes, p->left_over, p->left_over_bytes);
    w->n = p->left_over_bytes;
    return fill_piece(p, w) && cut_piece(p, w);
}

/* ---- the hits of a row ---- */

static bool add_hit(struct worker *w, const struct register_hit *hit)
{
    if (w->hit_count == w->hits_capacity) {
        size_t wider = w->hits_capacity ? 2 * w->hits_capacity : HITS_AT_ONCE;
        struct register_hit *hits = reallocarray(w->hits, wider, sizeof(*hits));
        if (!hits)
            return false;
        w->hits = hits;
        w->hits_capacity = wider;
    }
    w->hits[w->hit_count++] = *hit;
    return true;
}

static bool add_hits(struct worker *w, const struct register_plan *plan, uint32_t text_column, const struct hit *hit)
{
    uint32_t n;
    const uint32_t *keywords = matcher_keywords(plan->matcher, hit->pattern, &n);
    for (uint32_t i = 0; i < n; i++)
        if (!add_hit(w, &(struct register_hit){keywords[i], plan->keywords[keywords[i]].segment, text_column, hit->at}))
            return false;
    return true;
}

static bool search_row(struct worker *w, const struct pass *p)
{
    const struct register_plan *plan = p->plan;
    w->hit_count = 0;
    for (uint32_t c = 0; c < plan->text_column_count; c++) {
        if (plan->text_columns[c] >= w->split.cell_count)
            continue;
        const struct register_cell *cell = &w->split.cells[plan->text_columns[c]];
        size_t n;
        scan_begin(&w->scan, plan->matcher, p->file->encoding, cell->bytes, cell->n);
        while ((n = scan_next(&w->scan, w->found, HITS_AT_ONCE)) > 0)
            for (size_t i = 0; i < n; i++)
                if (!add_hits(w, plan, c, &w->found[i]))
                    return false;
    }
    return true;
}

/* ---- negative words ---- */

/* Where the clause that begins with hit `from` ends. */
static size_t clause_end(const struct worker *w, const struct register_plan *plan, size_t from)
{
    if (plan->reach == REGISTER_REACH_ROW)
        return w->hit_count;
    size_t to = from;
    while (to < w->hit_count && w->hits[to].text_column == w->hits[from].text_column &&
           w->hits[to].segment != REGISTER_SEPARATOR)
        to++;
    return to;
}

static void note_denied(struct worker *w, uint32_t segment)
{
    if (w->denied_in_row[segment] == w->row)
        return;
    w->denied_in_row[segment] = w->row;
    w->denied[w->denied_count++] = segment;
}

/* Keeps of the hits from … to - 1 those that no negative word of the clause denies. */
static size_t keep_clause(struct worker *w, const struct register_plan *plan, size_t from, size_t to, size_t kept)
{
    w->clause++;
    for (size_t i = from; i < to; i++)
        if (plan->keywords[w->hits[i].keyword].negative)
            w->denied_in_clause[w->hits[i].segment] = w->clause;
    for (size_t i = from; i < to; i++) {
        if (plan->keywords[w->hits[i].keyword].negative)
            continue;
        if (w->denied_in_clause[w->hits[i].segment] == w->clause)
            note_denied(w, w->hits[i].segment);
        else
            w->hits[kept++] = w->hits[i];
    }
    return kept;
}

static void deny_hits(struct worker *w, const struct register_plan *plan)
{
    size_t kept = 0;
    for (size_t from = 0, to; from < w->hit_count; from = to) {
        to = clause_end(w, plan, from);
        kept = keep_clause(w, plan, from, to, kept);
        if (to < w->hit_count && w->hits[to].segment == REGISTER_SEPARATOR)
            to++;
    }
    w->hit_count = kept;
}

/* ---- working on a piece ---- */

static bool visit_row(struct pass *p, int worker, uint64_t number, uint64_t line)
{
    struct worker *w = &p->workers[worker];
    for (uint32_t c = w->split.cell_count; c < p->file->column_count; c++)
        w->split.cells[c] = (struct register_cell){"", 0};
    w->denied_count = 0;
    w->row = number;
    if (!search_row(w, p))
        return false;
    if (p->denies)
        deny_hits(w, p->plan);
    struct register_row row = {.number = number,
                               .line = line,
                               .cells = w->split.cells,
                               .hits = w->hits,
                               .hit_count = w->hit_count,
                               .denied = w->denied,
                               .denied_count = w->denied_count};
    return p->visitor->row(p->visitor->context, worker, &row);
}

static void work_piece(void *context, int worker)
{
    struct pass *p = context;
    struct worker *w = &p->workers[worker];
    uint64_t number = w->before.rows, line = w->before.lines + 1;
    const char *at = w->bytes, *end = w->bytes + w->n;
    w->ending = (struct register_ending){0};
    while (at < end) {
        enum register_fault fault = row_split_next(&w->split, &at, end) ? REGISTER_FINE : REGISTER_AFTER_QUOTE;
        if (fault == REGISTER_FINE && w->split.cell_count > w->split.cells_max)
            fault = REGISTER_WIDTH;
        if (fault == REGISTER_FINE && !row_is_blank(&w->split) && !visit_row(p, worker, ++number, line))
            fault = REGISTER_NO_MEMORY;
        if (fault != REGISTER_FINE) {
            w->ending = (struct register_ending){.fault = fault, .line = line};
            return;
        }
        line += w->split.lines;
    }
}

static bool give_piece(void *context, int worker)
{
    struct pass *p = context;
    struct worker *w = &p->workers[worker];
    p->ending = w->ending;
    if (p->ending.fault != REGISTER_FINE)
        return false;
    p->file->next = w->after;
    if (p->visitor->piece(p->visitor->context, worker, &w->after))
        return true;
    p->ending.fault = REGISTER_STOPPED;
    return false;
}

/* ---- the pass ---- */

static bool make_worker(struct arena *a, const struct pass *p, struct worker *w)
{
    uint32_t segments = p->plan->segment_count;
    w->bytes = arena_alloc(a, REGISTER_PIECE_BYTES);
    w->split = (struct row_split){.delimiter = p->file->delimiter,
                                  .cells = arena_array(a, p->file->column_count, struct register_cell),
                                  .cells_max = p->file->column_count,
                                  .unquoted = arena_alloc(a, REGISTER_PIECE_BYTES)};
    w->denied = arena_array(a, segments, uint32_t);
    w->denied_in_clause = arena_array(a, segments, uint64_t);
    w->denied_in_row = arena_array(a, segments, uint64_t);
    return !arena_failed(a);
}

static bool any_negative(const struct register_plan *plan)
{
    for (uint32_t p = 0; p < matcher_pattern_count(plan->matcher); p++) {
        uint32_t n;
        const uint32_t *keywords = matcher_keywords(plan->matcher, p, &n);
        for (uint32_t i = 0; i < n; i++)
            if (plan->keywords[keywords[i]].negative || plan->keywords[keywords[i]].segment == REGISTER_SEPARATOR)
                return true;
    }
    return false;
}

static enum err err_of(enum register_fault fault)
{
    switch (fault) {
    case REGISTER_FINE:
        return OK;
    case REGISTER_STOPPED:
        return ERR_CANCELLED;
    case REGISTER_NO_MEMORY:
        return ERR_MEMORY;
    case REGISTER_UNREADABLE:
    case REGISTER_EMPTY:
    case REGISTER_ENCODING:
    case REGISTER_COLUMN_TWICE:
    case REGISTER_ROW_TOO_LONG:
    case REGISTER_OPEN_QUOTE:
    case REGISTER_AFTER_QUOTE:
    case REGISTER_WIDTH:
        break;
    }
    return ERR_INPUT;
}

static struct register_ending run(struct pass *p)
{
    struct parallel_stream stream = {take_piece, work_piece, give_piece, p};
    bool complete = parallel_stream_run(p->plan->workers, &stream);
    for (int w = 0; w < p->plan->workers; w++)
        free(p->workers[w].hits);
    return complete ? p->reading : p->ending;
}

enum err register_pass(struct arena *a, struct register_file *f, const struct register_plan *plan,
                       const struct register_visitor *visitor, struct register_ending *ret_ending)
{
    struct arena_mark mark = arena_mark(a);
    struct pass p = {.file = f, .plan = plan, .visitor = visitor, .read = f->next, .denies = any_negative(plan)};
    *ret_ending = (struct register_ending){.fault = REGISTER_NO_MEMORY};
    p.workers = arena_array(a, (size_t)plan->workers, struct worker);
    p.left_over = arena_alloc(a, REGISTER_PIECE_BYTES);
    for (int w = 0; w < plan->workers; w++)
        if (!p.workers || !p.left_over || !make_worker(a, &p, &p.workers[w]))
            return ERR_MEMORY;
    memcpy(p.left_over, f->ahead, f->ahead_bytes);
    p.left_over_bytes = f->ahead_bytes;
    f->ahead_bytes = 0;
    *ret_ending = run(&p);
    arena_rewind(a, mark);
    return err_of(ret_ending->fault);
}
