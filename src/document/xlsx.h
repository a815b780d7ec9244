/* Inside the document layer: an xlsx workbook (xlsx.c) and what its sheets
 * (xlsx_sheet.c) need of it: shared strings and cell formats. */
#ifndef DOCUMENT_XLSX_H
#define DOCUMENT_XLSX_H

#include "document/reader.h"
#include "document/xml_read.h"

struct xlsx_format {
    int id;
    const char *code;
    struct number_format *compiled; /* when first wanted */
};

struct xlsx {
    struct archive *archive;
    int64_t strings_part, styles_part; /* -1: none */
    bool has_tables;                   /* strings and styles are read */
    const char **strings;
    size_t n_strings, strings_capacity;
    int64_t string_bytes;
    struct xlsx_format *formats; /* distinct ones */
    size_t n_formats, formats_capacity;
    int32_t *styles; /* for each cell style, its place in `formats` */
    size_t n_styles, styles_capacity;
};

/* Reads strings and styles, once. */
enum err xlsx_load_tables(struct workbook *w);
/* The format of a cell style; General for one that the file does not define.  NULL when memory is out. */
const struct number_format *xlsx_format(struct workbook *w, int64_t style);

/* _x000D_ and the like become their characters, line ends become \n; returns the length that is left. */
size_t xlsx_unescape(char *text, size_t n);

/* Layout and rows of the workbook's reader. */
enum err xlsx_layout(struct workbook *w, struct sheet_entry *entry);
enum err xlsx_rows_begin(struct sheet_cursor *c);
enum err xlsx_rows_next(struct sheet_cursor *c, bool *ret_more);
void xlsx_rows_end(struct sheet_cursor *c);

#endif
