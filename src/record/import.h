/* Import: a file as people keep it becomes records, and nothing is guessed.
 *
 * Reading (this file) needs no database: which sheet, which rows are the
 * header, what each column means, what each cell says.  Every row has one
 * fate; what a careful clerk would ask about becomes a doubt with a proposal
 * that is never adopted by itself.  Names of other records stay names.
 *
 * Rows go by one after another and are not kept (record/import_traces.h says
 * what is): whoever reads stages them (record/import_piece.h).  Then names and
 * keys are resolved against what is there, and all is applied as one act
 * (record/import_plan.h). */
#ifndef RECORD_IMPORT_H
#define RECORD_IMPORT_H

#include "base/reading.h"
#include "document/sheet_grid.h"
#include "record/record.h"

/* ---- reading ---- */

enum import_effect {
    IMPORT_DROP,  /* the row is taken, this field stays empty */
    IMPORT_WAIT,  /* the row waits for an answer */
    IMPORT_REPORT /* the row is taken as it is, and the person is told */
};

struct import_doubt {
    int32_t row, column;       /* 1-based */
    const struct field *field; /* NULL: the row as a whole */
    enum import_effect effect;
    const struct text *says;
    const char *args[3];
    const char *found;            /* what stands in the cell */
    const char *const *proposals; /* as they would be typed; may be empty */
    int n_proposals;
};

enum import_fate {
    IMPORT_RECORD,
    IMPORT_WAITS,   /* a doubt with IMPORT_WAIT */
    IMPORT_REFUSED, /* a required field is missing, the future is no fact, not of this kind */
    IMPORT_IGNORED  /* titles, headings, totals, notes, repeats */
};

struct import_row {
    int32_t row;
    enum import_fate fate;
    const struct text *why; /* REFUSED, IGNORED */
    const char *why_args[2];
    struct value *values; /* by field of the kind; references are the name as text, FIELD_ROWS and lists JSON.
                             NULL for IGNORED */
    const char *code;     /* the people-facing code where a column gives it, "" */
    bool hidden;
};

enum import_match { IMPORT_MATCH_NONE, IMPORT_MATCH_LABEL, IMPORT_MATCH_SYNONYM, IMPORT_MATCH_CHOSEN };

struct import_column {
    int32_t column;
    const char *header;        /* blanks removed, rows joined with "/" */
    const struct field *field; /* NULL: not imported */
    bool is_code;              /* 编号 */
    const char *member;        /* FIELD_ROWS: the id of its first member's choice ("filing"), or NULL */
    struct money_column money; /* FIELD_MONEY: unit and currency, by the header or the lines above it */
    enum import_match match;
    bool hidden;
};

struct import_constant {
    const struct field *field;
    struct value value;
    const char *from; /* the title that says so */
};

struct import_reading {
    const struct kind *kind;
    const char *sheet;
    int sheet_index;
    enum encoding encoding;            /* of a csv */
    int32_t header_first, header_last; /* 0: none was found */
    struct import_column *columns;
    size_t n_columns;
    struct import_constant *constants;
    size_t n_constants;
    const struct field **asks; /* required, but neither column nor constant: asked once for the sheet */
    size_t n_asks;
    const char **other_sheets; /* not read: no table of this kind */
    size_t n_other_sheets;

    /* Of import_read(), and for kind_rules.beside; else empty. */
    struct import_row *rows; /* every row that is not blank, in order, header rows left out */
    size_t n_rows;
    struct import_doubt *doubts; /* by row, then column */
    size_t n_doubts;
};

struct import_reader; /* a reading under way */

/* What a person chose over the guesses, remembered by the header's words. */
struct import_choice {
    const char *header; /* as import_column.header */
    const char *field;  /* id, "code", "approvals.filing"; "" : not imported */
};
struct import_request {
    const struct kind *kind;
    const struct kind_rules *rules;    /* of the kind; may be NULL */
    const char *sheet;                 /* NULL: the best one */
    int32_t header_first, header_last; /* 0: guessed */
    const struct import_choice *choices;
    size_t n_choices;
    date_t today; /* facts lie before it, missing years are its */
};

/* Where the rows go; each, with its doubts and what they point to, lives until the function returns. */
struct import_sink {
    void *context;
    enum err (*row)(void *context, const struct import_row *row, const struct import_doubt *doubts, size_t n_doubts);
    /* Learnt of an earlier row since.  A second doubt for one cell only strengthens the first one's effect. */
    enum err (*late)(void *context, const struct import_doubt *doubt);
};

/* Chooses sheet, header and columns.  ERR_INPUT in words when no sheet looks like a table of this kind.  `scratch` is
 * for what a row needs and is reset between rows; NULL: `a` serves, and all rows live as long as it. */
enum err import_open(struct arena *a, struct arena *scratch, struct fault *f, struct workbook *w,
                     const struct import_request *request, struct import_reader **ret_reader);
/* What is read; what it asks is known when all rows went by. */
struct import_reading *import_reading_of(struct import_reader *r);
/* All rows, once. */
enum err import_rows(struct import_reader *r, const struct import_sink *sink);

/* Both, with rows and doubts kept in the reading: for files of a few thousand rows. */
enum err import_read(struct arena *a, struct fault *f, struct workbook *w, const struct import_request *request,
                     struct import_reading **ret_reading);

/* ---- for kind_rules.beside ---- */
/* One doubt a cell: a second one for the same cell only strengthens the effect.  IMPORT_WAIT makes the row wait. */
enum err import_doubt_add(struct import_reader *r, struct import_row *row, const struct field *field,
                          enum import_effect effect, const struct text *says, const char *const *args, int n_args,
                          const char *const *proposals, int n_proposals);
const char *import_row_text(struct import_reader *r, const struct import_row *row); /* its number */
const struct value *import_value(const struct import_reading *reading, const struct import_row *row, const char *field);

#endif
