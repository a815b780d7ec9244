/* From a register of enterprises to a short list per segment (精准招商): every firm
 * is scored for every segment whose words it has, the best `keep` of each are
 * kept, with their reasons; the others are counted by why they are not there.
 *
 *     score = Σ over keywords of the segment in the firm's texts: points of the
 *                 keyword · weight of the best column in which it stands; of
 *                 synonyms, which mean one thing, together once
 *           + Σ over signals: their points, in the measure in which they hold
 *
 * A firm is a candidate for a segment where it has a word or an industry code of
 * it.  Signals of numbers count log10((1 + x) / (1 + low)) / log10((1 + high) / (1 + low))
 * of their points, between 0 and 1, for x from `low` to `high`; with negative
 * points for what should be small (a distance).  Equal scores: who stands
 * earlier in the register comes first.
 *
 * A visitor of register.h: constant memory (segments · keep firms, and a piece's
 * candidates a worker), any number of workers, the same lists.  The state between
 * two pieces can be written down and read back, so that a pass over 10^7 firms
 * that was interrupted goes on. */
#ifndef ANALYSIS_SHORTLIST_H
#define ANALYSIS_SHORTLIST_H

#include "analysis/labels.h"
#include "analysis/register.h"
#include "base/buf.h"

enum { SHORTLIST_REASONS_MAX = 12, SHORTLIST_SIGNALS_MAX = 32, SHORTLIST_COLUMNS_MAX = 8 };

enum signal_kind {
    SIGNAL_NUMBER, /* the cell is a number (thousands separators allowed); anything else counts nothing */
    SIGNAL_CODE,   /* the cell begins with an industry code of the segment */
    SIGNAL_KNOWN,  /* the cell is one of the texts of a set: suppliers and customers of firms already here */
};

struct signal_code {
    uint32_t segment;
    const char *prefix;
};

struct signal {
    enum signal_kind kind;
    uint32_t column;
    double points;
    double low, high;                /* NUMBER: 0 ≤ low < high */
    const struct signal_code *codes; /* CODE */
    uint32_t code_count;
    const struct labels *known; /* KNOWN */
};

struct shortlist_plan {
    const struct register_plan *search;
    const double *keyword_points; /* by keyword; of negative ones unused */
    const uint32_t *synonym_of;   /* by keyword: the one that it counts as, of the same segment; itself where none */
    const double *column_weights; /* by text column, > 0 */
    const struct signal *signals;
    uint32_t signal_count;
    const uint32_t *shown_columns; /* cells that are kept with a firm: name, code, … */
    uint32_t shown_count;
    uint32_t keep; /* ≥ 1 */
};

/* Why: a keyword (its number) or a signal (its number). */
struct reason {
    bool is_signal;
    uint32_t which;
    double points;
};

struct shortlisted {
    double score;
    uint64_t row;
    struct register_cell shown[SHORTLIST_COLUMNS_MAX]; /* as they stand in the file */
    struct reason reasons[SHORTLIST_REASONS_MAX];      /* the greatest first */
    uint32_t reason_count;
    char *bytes; /* the list's: what `shown` points into */
};

struct shortlist_counts {
    uint64_t candidates; /* firms with words or codes of the segment */
    uint64_t denied;     /* firms that lost words of it to a negative one and are no candidates */
};

struct shortlist;

/* NULL when memory is out.  The plan stays the caller's and must live as long. */
struct shortlist *shortlist_new(const struct shortlist_plan *plan);
void shortlist_free(struct shortlist *l);

/* To be passed to register_pass(); `progress` is called after every piece, false stops the pass.  May be NULL. */
struct register_visitor shortlist_visitor(struct shortlist *l);
void shortlist_on_progress(struct shortlist *l, bool (*progress)(void *context, const struct register_position *after),
                           void *context);

/* How far it has come, and firms that are no candidates for anything. */
struct register_position shortlist_position(const struct shortlist *l);
uint64_t shortlist_unmatched(const struct shortlist *l);
struct shortlist_counts shortlist_counts(const struct shortlist *l, uint32_t segment);

/* The best of a segment, the greatest score first; ends the collecting.  Returns how many; good until freed. */
uint32_t shortlist_best(struct shortlist *l, uint32_t segment, const struct shortlisted **ret_best);

/* The state as bytes, and back into a new list of the same plan.  `mark` names what it belongs to (file, keywords,
 * options); false when the bytes are of another mark or broken, or memory is out: the list is then as new. */
void shortlist_save(const struct shortlist *l, uint64_t mark, struct buf *out);
bool shortlist_load(struct shortlist *l, uint64_t mark, const char *bytes, size_t n);

#endif
