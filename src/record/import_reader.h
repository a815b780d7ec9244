/* Inside import: a reading under way. */
#ifndef RECORD_IMPORT_READER_H
#define RECORD_IMPORT_READER_H

#include "base/hash.h"
#include "record/import.h"

struct import_reader {
    struct arena *arena;
    struct fault *fault;
    struct workbook *workbook;
    const struct import_request *request;
    struct import_reading *reading;
    const struct sheet_grid *grid;
    int32_t serial_column; /* 序号, 0: none */
    int n_fields;
    size_t row_capacity, doubt_capacity;
    struct hash seen;                  /* what a row says → its number */
    const struct field *heading_field; /* the field that headings between the rows set; NULL */
    struct value heading;              /* what the last one said */
    bool below_table;                  /* past the grand total or the first note */
};

enum err import_choose_sheet(struct import_reader *r); /* import_sheet.c */
enum err import_read_rows(struct import_reader *r);    /* import_rows.c */
enum err import_check_beside(struct import_reader *r); /* import_beside.c */

#endif
