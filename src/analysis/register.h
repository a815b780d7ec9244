/* One streaming pass over a register of enterprises: a csv of any length (10^7
 * rows and more), keywords looked for in some of its columns, in constant
 * memory, on all processors, in the order of the file, resumable.
 *
 * The file is cut into pieces of whole rows.  One worker at a time reads the
 * next piece; the rows of pieces are then split, searched and judged by the
 * workers side by side; pieces are handed on in the order of the file.  What is
 * computed does not depend on the number of workers.
 *
 * Format: a header, then rows; comma, tab or semicolon, whichever the header has
 * most of; RFC 4180 quoting (a quote in the middle of an unquoted cell is an
 * ordinary character); LF or CR LF; blank lines passed over; a row may be short
 * of cells, which are then empty, and may not have more; UTF-8 (with or without
 * a mark) or GB18030, which is read as it stands.  A row is shorter than a piece.
 *
 * Memory: two pieces a worker and one, and what the visitor keeps. */
#ifndef ANALYSIS_REGISTER_H
#define ANALYSIS_REGISTER_H

#include "analysis/match.h"

enum {
    REGISTER_PIECE_BYTES = 1 << 20, /* a row is shorter than that */
    REGISTER_COLUMNS_MAX = 4096,
};

/* ---- the file ---- */

/* Where the bytes come from.  `read` fills up to `room` bytes, *ret_n = 0 at the end; `seek` moves to a byte from the
 * beginning, NULL where that cannot be.  false: the reason is the source's to tell. */
struct register_source {
    bool (*read)(void *context, char *bytes, size_t room, size_t *ret_n);
    bool (*seek)(void *context, uint64_t at);
    void *context;
};

/* A place between two rows. */
struct register_position {
    uint64_t bytes; /* from the beginning of the file */
    uint64_t rows;  /* before it, the header not counted */
    uint64_t lines; /* before it */
};

enum register_fault {
    REGISTER_FINE,
    REGISTER_UNREADABLE,   /* the source failed */
    REGISTER_EMPTY,        /* no header */
    REGISTER_ENCODING,     /* UTF-16, or bytes that are no text */
    REGISTER_COLUMN_TWICE, /* `column` of the header */
    REGISTER_ROW_TOO_LONG, /* or a quote that is never closed */
    REGISTER_OPEN_QUOTE,   /* at the end of the file */
    REGISTER_AFTER_QUOTE,  /* something between a closing quote and the comma */
    REGISTER_WIDTH,        /* more cells than the header */
    REGISTER_STOPPED,      /* the visitor said so */
    REGISTER_NO_MEMORY,
};

/* What ended a pass, and where: the line on which the row begins (1 = the file's first), 0 where it does not matter. */
struct register_ending {
    enum register_fault fault;
    uint64_t line;
    uint32_t column; /* 1-based, 0 = none */
};

struct register_file {
    struct register_source source;
    enum encoding encoding; /* ENCODING_UTF8 or ENCODING_GB18030 */
    char delimiter;
    const char **names; /* the header's, UTF-8, without surrounding blanks */
    uint32_t column_count;
    struct register_position first; /* of the first row */
    struct register_position next;  /* where reading goes on */
    char *ahead;                    /* bytes read beyond the header, at next.bytes */
    size_t ahead_bytes;
};

/* Reads the header.  The fault is in the ending; ERR_MEMORY, ERR_INPUT. */
enum err register_open(struct arena *a, struct register_source source, struct register_file *ret_file,
                       struct register_ending *ret_ending);

/* The column of that name (blanks and the case of ASCII letters do not matter); MATCH_NONE when there is none. */
uint32_t register_column(const struct register_file *f, const char *name);

/* A cell of the file as UTF-8; "" when memory is out (the arena has then failed). */
struct register_cell;
const char *register_text(struct arena *a, const struct register_file *f, const struct register_cell *cell);

/* Goes on from a place that an earlier pass over the same file reached; false when the source cannot.  After a pass
 * that did not reach the end nothing else goes on. */
bool register_seek(struct register_file *f, const struct register_position *to);

/* ---- the pass ---- */

/* What a keyword means.  REGISTER_SEPARATOR ends a clause and belongs to no segment. */
struct register_keyword {
    uint32_t segment;
    bool negative;
};
#define REGISTER_SEPARATOR UINT32_MAX

/* How far a negative word reaches: hits of its segment in the same row, or in the same clause, are no hits. */
enum register_reach { REGISTER_REACH_ROW, REGISTER_REACH_CLAUSE };

struct register_plan {
    const struct matcher *matcher;
    const struct register_keyword *keywords; /* by keyword of the matcher */
    uint32_t segment_count;
    enum register_reach reach;
    const uint32_t *text_columns; /* searched, in this order */
    uint32_t text_column_count;
    int workers;
};

struct register_hit {
    uint32_t keyword;
    uint32_t segment;
    uint32_t text_column; /* index into text_columns */
    uint32_t at;          /* character of the cell, from 0 */
};

/* Bytes as they stand in the file, in its encoding, without the outer quotes; doubled quotes are single. */
struct register_cell {
    const char *bytes;
    size_t n;
};

struct register_row {
    uint64_t number; /* 1 = the first after the header */
    uint64_t line;
    const struct register_cell *cells; /* column_count */
    const struct register_hit
        *hits; /* by text column, place, length, keyword; without negative words and what they deny */
    size_t hit_count;
    const uint32_t *denied; /* segments that had hits and lost all or some of them; each once */
    size_t denied_count;
};

/* `row` runs on worker's own data, at the same time as others; false ends the pass as out of memory.  `piece` runs
 * when all rows of the worker's piece are done, one piece at a time, in the order of the file: rows up to `after`
 * are complete; false stops the pass there. */
struct register_visitor {
    bool (*row)(void *context, int worker, const struct register_row *row);
    bool (*piece)(void *context, int worker, const struct register_position *after);
    void *context;
};

/* From f->next to the end of the file, or to what ends it before.  Every piece before a fault has been handed on;
 * f->next is then behind the last of them.  ERR_INPUT with the ending, ERR_CANCELLED when the visitor stopped it,
 * ERR_MEMORY. */
enum err register_pass(struct arena *a, struct register_file *f, const struct register_plan *plan,
                       const struct register_visitor *visitor, struct register_ending *ret_ending);

#endif
