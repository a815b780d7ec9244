#include "analysis/shortlist.h"

#include "analysis/shortlist_kept.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A candidate of the piece at hand. */
struct candidate {
    uint32_t segment;
    struct shortlisted firm;
};

struct shortlist_worker {
    bool in_piece;
    double *cut; /* by segment: the score that must be exceeded, as of the piece's beginning */
    struct candidate *candidates;
    size_t candidate_count, candidates_capacity;
    struct shortlist_counts *counts; /* by segment, of the piece */
    uint64_t unmatched;

    /* of the row at hand; stamps are row numbers */
    uint64_t *keyword_row; /* by keyword */
    double *keyword_weight;
    uint32_t *keywords;
    uint32_t keyword_count;
    uint64_t *segment_row; /* by segment */
    double *segment_points;
    uint32_t *segments;
    uint32_t segment_count;
    uint64_t *code_row; /* signals × segments: the code of that segment holds */
};

/* ---- heaps ---- */

bool kept_copy_cells(struct shortlisted *firm, const struct register_cell *cells, uint32_t n)
{
    size_t bytes = 1;
    for (uint32_t c = 0; c < n; c++)
        bytes += cells[c].n;
    char *to = firm->bytes = malloc(bytes);
    for (uint32_t c = 0; to && c < n; c++) {
        memcpy(to, cells[c].bytes, cells[c].n);
        firm->shown[c] = (struct register_cell){to, cells[c].n};
        to += cells[c].n;
    }
    return firm->bytes != NULL;
}

static void sink(struct kept_segment *s, uint32_t at)
{
    for (;;) {
        uint32_t last = at;
        for (uint32_t child = 2 * at + 1; child <= 2 * at + 2 && child < s->n; child++)
            if (kept_before(&s->firms[last], &s->firms[child]))
                last = child;
        if (last == at)
            return;
        struct shortlisted swap = s->firms[at];
        s->firms[at] = s->firms[last];
        s->firms[last] = swap;
        at = last;
    }
}

static void rise(struct kept_segment *s, uint32_t at)
{
    for (; at > 0 && kept_before(&s->firms[(at - 1) / 2], &s->firms[at]); at = (at - 1) / 2) {
        struct shortlisted swap = s->firms[at];
        s->firms[at] = s->firms[(at - 1) / 2];
        s->firms[(at - 1) / 2] = swap;
    }
}

void kept_put(struct kept_segment *s, uint32_t keep, const struct shortlisted *firm)
{
    if (s->n < keep) {
        s->firms[s->n++] = *firm;
        rise(s, s->n - 1);
    } else if (kept_before(firm, &s->firms[0])) {
        free(s->firms[0].bytes);
        s->firms[0] = *firm;
        sink(s, 0);
    } else {
        free(firm->bytes);
    }
}

/* ---- making ---- */

static int compare_codes(const void *left, const void *right)
{
    const struct signal_code *a = left, *b = right;
    int order = strcmp(a->prefix, b->prefix);
    return order ? order : (a->segment > b->segment) - (a->segment < b->segment);
}

static bool sort_codes(struct shortlist *l)
{
    const struct shortlist_plan *p = l->plan;
    size_t n = 0;
    for (uint32_t s = 0; s < p->signal_count; s++)
        n += p->signals[s].kind == SIGNAL_CODE ? p->signals[s].code_count : 0;
    l->codes = calloc(n ? n : 1, sizeof(*l->codes));
    if (!l->codes)
        return false;
    n = 0;
    for (uint32_t s = 0; s < p->signal_count; s++) {
        uint32_t count = p->signals[s].kind == SIGNAL_CODE ? p->signals[s].code_count : 0;
        l->code_first[s] = (uint32_t)n;
        if (count) {
            memcpy(l->codes + n, p->signals[s].codes, count * sizeof(*l->codes));
            qsort(l->codes + n, count, sizeof(*l->codes), compare_codes);
        }
        n += count;
    }
    l->code_first[p->signal_count] = (uint32_t)n;
    return true;
}

static uint32_t keyword_count_of(const struct matcher *m)
{
    uint32_t most = 0;
    for (uint32_t p = 0; p < matcher_pattern_count(m); p++) {
        uint32_t n;
        const uint32_t *keywords = matcher_keywords(m, p, &n);
        most = n && keywords[n - 1] >= most ? keywords[n - 1] + 1 : most;
    }
    return most;
}

static bool make_worker(const struct shortlist_plan *p, struct shortlist_worker *w)
{
    size_t segments = p->search->segment_count + (size_t)1, keywords = keyword_count_of(p->search->matcher) + (size_t)1;
    w->cut = calloc(segments, sizeof(*w->cut));
    w->counts = calloc(segments, sizeof(*w->counts));
    w->keyword_row = calloc(keywords, sizeof(*w->keyword_row));
    w->keyword_weight = calloc(keywords, sizeof(*w->keyword_weight));
    w->keywords = calloc(keywords, sizeof(*w->keywords));
    w->segment_row = calloc(segments, sizeof(*w->segment_row));
    w->segment_points = calloc(segments, sizeof(*w->segment_points));
    w->segments = calloc(segments, sizeof(*w->segments));
    w->code_row = calloc(segments * (p->signal_count + (size_t)1), sizeof(*w->code_row));
    return w->cut && w->counts && w->keyword_row && w->keyword_weight && w->keywords && w->segment_row &&
           w->segment_points && w->segments && w->code_row;
}

static void drop_candidates(struct shortlist_worker *w)
{
    for (size_t i = 0; i < w->candidate_count; i++)
        free(w->candidates[i].firm.bytes);
    w->candidate_count = 0;
}

static void free_worker(struct shortlist_worker *w)
{
    drop_candidates(w);
    free(w->candidates);
    free(w->cut);
    free(w->counts);
    free(w->keyword_row);
    free(w->keyword_weight);
    free(w->keywords);
    free(w->segment_row);
    free(w->segment_points);
    free(w->segments);
    free(w->code_row);
}

struct shortlist *shortlist_new(const struct shortlist_plan *plan)
{
    assert(plan->keep >= 1 && plan->signal_count <= SHORTLIST_SIGNALS_MAX &&
           plan->shown_count <= SHORTLIST_COLUMNS_MAX);
    struct shortlist *l = calloc(1, sizeof(*l));
    if (!l)
        return NULL;
    l->plan = plan;
    pthread_mutex_init(&l->lock, NULL);
    l->segments = calloc(plan->search->segment_count + (size_t)1, sizeof(*l->segments));
    l->workers = calloc((size_t)plan->search->workers, sizeof(*l->workers));
    bool good = l->segments && l->workers && sort_codes(l);
    for (uint32_t s = 0; good && s < plan->search->segment_count; s++)
        good = (l->segments[s].firms = calloc(plan->keep, sizeof(struct shortlisted))) != NULL;
    for (int w = 0; good && w < plan->search->workers; w++)
        good = make_worker(plan, &l->workers[w]);
    if (good)
        return l;
    shortlist_free(l);
    return NULL;
}

void shortlist_free(struct shortlist *l)
{
    if (!l)
        return;
    for (uint32_t s = 0; l->segments && s < l->plan->search->segment_count; s++) {
        for (uint32_t i = 0; i < l->segments[s].n; i++)
            free(l->segments[s].firms[i].bytes);
        free(l->segments[s].firms);
    }
    for (int w = 0; l->workers && w < l->plan->search->workers; w++)
        free_worker(&l->workers[w]);
    free(l->segments);
    free(l->workers);
    free(l->codes);
    pthread_mutex_destroy(&l->lock);
    free(l);
}

/* ---- the signals of a row ---- */

/* Digits with thousands separators and a point, blanks around; NaN for anything else. */
static double cell_number(const struct register_cell *cell)
{
    char text[40];
    size_t n = 0;
    for (size_t i = 0; i < cell->n; i++) {
        if (cell->bytes[i] == ',' || cell->bytes[i] == ' ')
            continue;
        if (n + 1 == sizeof(text))
            return NAN;
        text[n++] = cell->bytes[i];
    }
    text[n] = '\0';
    if (n == 0 || strspn(text, "+-.0123456789eE") != n)
        return NAN;
    char *end;
    double value = strtod(text, &end);
    return *end ? NAN : value;
}

static double number_measure(const struct signal *s, const struct register_cell *cell)
{
    double value = cell_number(cell);
    if (!(value > s->low))
        return 0;
    return fmin(1, log10((1 + value) / (1 + s->low)) / log10((1 + s->high) / (1 + s->low)));
}

static bool is_known(const struct signal *s, const struct register_cell *cell)
{
    char text[256];
    if (cell->n == 0 || cell->n >= sizeof(text) || memchr(cell->bytes, '\0', cell->n))
        return false;
    memcpy(text, cell->bytes, cell->n);
    text[cell->n] = '\0';
    return labels_find(s->known, text) != LABEL_NONE;
}

/* What a signal that is the same for all segments gives. */
static double signal_points(const struct signal *s, const struct register_row *row)
{
    const struct register_cell *cell = &row->cells[s->column];
    switch (s->kind) {
    case SIGNAL_NUMBER:
        return s->points * number_measure(s, cell);
    case SIGNAL_KNOWN:
        return is_known(s, cell) ? s->points : 0;
    case SIGNAL_CODE:
        break;
    }
    return 0;
}

static void touch_segment(struct shortlist_worker *w, uint32_t segment, uint64_t row)
{
    if (w->segment_row[segment] == row)
        return;
    w->segment_row[segment] = row;
    w->segment_points[segment] = 0;
    w->segments[w->segment_count++] = segment;
}

/* The first code of the signal that is not before these n bytes. */
static uint32_t first_code(const struct shortlist *l, uint32_t signal, const char *bytes, size_t n)
{
    uint32_t low = l->code_first[signal], high = l->code_first[signal + 1];
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        int order = strncmp(l->codes[middle].prefix, bytes, n);
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

enum { CODE_BYTES_MAX = 16 };

/* Segments whose codes the cell begins with: each beginning of the cell is looked up. */
static void apply_codes(const struct shortlist *l, struct shortlist_worker *w, uint32_t signal,
                        const struct register_row *row)
{
    const struct signal *s = &l->plan->signals[signal];
    const struct register_cell *cell = &row->cells[s->column];
    for (size_t n = 1; n <= cell->n && n <= CODE_BYTES_MAX; n++) {
        for (uint32_t i = first_code(l, signal, cell->bytes, n); i < l->code_first[signal + 1]; i++) {
            const struct signal_code *code = &l->codes[i];
            if (strncmp(code->prefix, cell->bytes, n) != 0 || code->prefix[n])
                break;
            uint64_t *held = &w->code_row[(size_t)code->segment * l->plan->signal_count + signal];
            touch_segment(w, code->segment, row->number);
            if (*held != row->number)
                w->segment_points[code->segment] += s->points;
            *held = row->number;
        }
    }
}

/* ---- the words of a row ---- */

/* Each keyword once, synonyms as one, with the weight of its best column. */
static void collect_keywords(const struct shortlist_plan *p, struct shortlist_worker *w, const struct register_row *row)
{
    w->keyword_count = 0;
    for (size_t i = 0; i < row->hit_count; i++) {
        uint32_t keyword = p->synonym_of[row->hits[i].keyword];
        double weight = p->column_weights[row->hits[i].text_column];
        if (w->keyword_row[keyword] != row->number) {
            w->keyword_row[keyword] = row->number;
            w->keyword_weight[keyword] = weight;
            w->keywords[w->keyword_count++] = keyword;
        } else if (w->keyword_weight[keyword] < weight) {
            w->keyword_weight[keyword] = weight;
        }
    }
}

static double keyword_points(const struct shortlist_plan *p, const struct shortlist_worker *w, uint32_t keyword)
{
    return p->keyword_points[keyword] * w->keyword_weight[keyword];
}

static void score_segments(const struct shortlist *l, struct shortlist_worker *w, const struct register_row *row)
{
    const struct shortlist_plan *p = l->plan;
    w->segment_count = 0;
    collect_keywords(p, w, row);
    for (uint32_t i = 0; i < w->keyword_count; i++) {
        uint32_t segment = p->search->keywords[w->keywords[i]].segment;
        touch_segment(w, segment, row->number);
        w->segment_points[segment] += keyword_points(p, w, w->keywords[i]);
    }
    for (uint32_t s = 0; s < p->signal_count; s++)
        if (p->signals[s].kind == SIGNAL_CODE)
            apply_codes(l, w, s, row);
}

/* ---- candidates ---- */

static void add_reason(struct shortlisted *firm, struct reason reason)
{
    if (reason.points == 0)
        return;
    uint32_t at = firm->reason_count;
    while (at > 0 && fabs(firm->reasons[at - 1].points) < fabs(reason.points))
        at--;
    if (at == SHORTLIST_REASONS_MAX)
        return;
    uint32_t kept = firm->reason_count < SHORTLIST_REASONS_MAX ? firm->reason_count++ : SHORTLIST_REASONS_MAX - 1;
    memmove(firm->reasons + at + 1, firm->reasons + at, (kept - at) * sizeof(reason));
    firm->reasons[at] = reason;
}

static void give_reasons(const struct shortlist *l, const struct shortlist_worker *w, uint32_t segment,
                         const double *signals, uint64_t row, struct shortlisted *firm)
{
    const struct shortlist_plan *p = l->plan;
    for (uint32_t i = 0; i < w->keyword_count; i++)
        if (p->search->keywords[w->keywords[i]].segment == segment)
            add_reason(firm, (struct reason){false, w->keywords[i], keyword_points(p, w, w->keywords[i])});
    for (uint32_t s = 0; s < p->signal_count; s++) {
        bool code = w->code_row[(size_t)segment * p->signal_count + s] == row;
        add_reason(firm, (struct reason){true, s, code ? p->signals[s].points : signals[s]});
    }
}

static bool keep_cells(const struct shortlist_plan *p, const struct register_row *row, struct shortlisted *firm)
{
    struct register_cell cells[SHORTLIST_COLUMNS_MAX];
    for (uint32_t c = 0; c < p->shown_count; c++)
        cells[c] = row->cells[p->shown_columns[c]];
    return kept_copy_cells(firm, cells, p->shown_count);
}

static bool add_candidate(const struct shortlist *l, struct shortlist_worker *w, uint32_t segment, double score,
                          const double *signals, const struct register_row *row)
{
    if (w->candidate_count == w->candidates_capacity) {
        size_t wider = w->candidates_capacity ? 2 * w->candidates_capacity : 256;
        struct candidate *candidates = reallocarray(w->candidates, wider, sizeof(*candidates));
        if (!candidates)
            return false;
        w->candidates = candidates;
        w->candidates_capacity = wider;
    }
    struct candidate *c = &w->candidates[w->candidate_count];
    *c = (struct candidate){.segment = segment, .firm = {.score = score, .row = row->number}};
    give_reasons(l, w, segment, signals, row->number, &c->firm);
    if (!keep_cells(l->plan, row, &c->firm))
        return false;
    w->candidate_count++;
    return true;
}

/* What must be exceeded in each segment: those that hold it stand earlier in the register, and win a tie. */
static void begin_piece(struct shortlist *l, struct shortlist_worker *w)
{
    pthread_mutex_lock(&l->lock);
    for (uint32_t s = 0; s < l->plan->search->segment_count; s++)
        w->cut[s] = l->segments[s].n < l->plan->keep ? -INFINITY : l->segments[s].firms[0].score;
    pthread_mutex_unlock(&l->lock);
    memset(w->counts, 0, l->plan->search->segment_count * sizeof(*w->counts));
    w->unmatched = 0;
    drop_candidates(w);
    w->in_piece = true;
}

static bool visit_row(void *context, int worker, const struct register_row *row)
{
    struct shortlist *l = context;
    struct shortlist_worker *w = &l->workers[worker];
    if (!w->in_piece)
        begin_piece(l, w);
    score_segments(l, w, row);
    for (size_t i = 0; i < row->denied_count; i++)
        w->counts[row->denied[i]].denied += w->segment_row[row->denied[i]] != row->number;
    w->unmatched += w->segment_count == 0;
    if (w->segment_count == 0)
        return true;
    double signals[SHORTLIST_SIGNALS_MAX] = {0}, common = 0;
    for (uint32_t s = 0; s < l->plan->signal_count; s++)
        common += signals[s] = signal_points(&l->plan->signals[s], row);
    for (uint32_t i = 0; i < w->segment_count; i++) {
        uint32_t segment = w->segments[i];
        double score = w->segment_points[segment] + common;
        w->counts[segment].candidates++;
        if (score > w->cut[segment] && !add_candidate(l, w, segment, score, signals, row))
            return false;
    }
    return true;
}

static bool visit_piece(void *context, int worker, const struct register_position *after)
{
    struct shortlist *l = context;
    struct shortlist_worker *w = &l->workers[worker];
    if (!w->in_piece) /* a piece of blank lines */
        begin_piece(l, w);
    pthread_mutex_lock(&l->lock);
    for (size_t i = 0; i < w->candidate_count; i++)
        kept_put(&l->segments[w->candidates[i].segment], l->plan->keep, &w->candidates[i].firm);
    pthread_mutex_unlock(&l->lock);
    w->candidate_count = 0;
    for (uint32_t s = 0; s < l->plan->search->segment_count; s++) {
        l->segments[s].counts.candidates += w->counts[s].candidates;
        l->segments[s].counts.denied += w->counts[s].denied;
    }
    l->unmatched += w->unmatched;
    l->position = *after;
    w->in_piece = false;
    return !l->progress || l->progress(l->progress_context, after);
}

/* ---- the face ---- */

struct register_visitor shortlist_visitor(struct shortlist *l)
{
    return (struct register_visitor){visit_row, visit_piece, l};
}

void shortlist_on_progress(struct shortlist *l, bool (*progress)(void *context, const struct register_position *after),
                           void *context)
{
    l->progress = progress;
    l->progress_context = context;
}

struct register_position shortlist_position(const struct shortlist *l)
{
    return l->position;
}

uint64_t shortlist_unmatched(const struct shortlist *l)
{
    return l->unmatched;
}

struct shortlist_counts shortlist_counts(const struct shortlist *l, uint32_t segment)
{
    return l->segments[segment].counts;
}

static int compare_kept(const void *left, const void *right)
{
    return kept_before(left, right) ? -1 : kept_before(right, left);
}

uint32_t shortlist_best(struct shortlist *l, uint32_t segment, const struct shortlisted **ret_best)
{
    struct kept_segment *s = &l->segments[segment];
    qsort(s->firms, s->n, sizeof(*s->firms), compare_kept);
    *ret_best = s->firms;
    return s->n;
}
