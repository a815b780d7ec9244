/* Inside import: a reading under way. */
#ifndef RECORD_IMPORT_READER_H
#define RECORD_IMPORT_READER_H

#include "record/import_traces.h"

struct import_reader {
    struct arena *arena;   /* of the reading */
    struct arena *scratch; /* of the row under way */
    struct fault *fault;
    struct workbook *workbook;
    const struct import_request *request;
    struct import_reading *reading;
    const struct sheet_grid *grid;
    int32_t serial_column; /* 序号, 0: none */
    int n_fields;
    const struct import_sink *sink;
    struct import_row *row; /* under way; NULL: all went by */
    struct import_doubt *doubts; /* its doubts */
    size_t n_doubts, doubt_capacity;
    size_t n_held, held_capacity; /* rows kept for kind_rules.beside */

    const struct field *heading_field; /* the field that headings between the rows set; NULL */
    struct value heading;              /* what the last one said */

    struct digests said;                     /* all that a row says → its number */
    struct digests codes;                    /* → the row's number */
    struct digests keys[2 * KIND_KEYS_MAX];  /* → 1 + index into traces; the second half: by park */
    struct trace *traces;
    size_t n_traces, trace_capacity;
};

enum err import_choose_sheet(struct import_reader *r); /* import_sheet.c */
enum err import_read_rows(struct import_reader *r);    /* import_rows.c */
/* import_beside.c: the row under way beside those before it; then all that were held. */
enum err import_check_row(struct import_reader *r);
enum err import_check_held(struct import_reader *r);

#endif
