/* Inside the document layer: records of BIFF8, the stream of an xls, and the
 * workbook's tables (xls.c) that its sheets (xls_sheet.c) need.  [MS-XLS]. */
#ifndef DOCUMENT_BIFF_H
#define DOCUMENT_BIFF_H

#include "document/reader.h"

enum biff_id {
    BIFF_FORMULA = 0x0006,
    BIFF_EOF = 0x000A,
    BIFF_DATEMODE = 0x0022,
    BIFF_FILEPASS = 0x002F,
    BIFF_CONTINUE = 0x003C,
    BIFF_COLINFO = 0x007D,
    BIFF_BOUNDSHEET = 0x0085,
    BIFF_MULRK = 0x00BD,
    BIFF_RSTRING = 0x00D6,
    BIFF_XF = 0x00E0,
    BIFF_MERGEDCELLS = 0x00E5,
    BIFF_SST = 0x00FC,
    BIFF_LABELSST = 0x00FD,
    BIFF_NUMBER = 0x0203,
    BIFF_LABEL = 0x0204,
    BIFF_BOOLERR = 0x0205,
    BIFF_STRING = 0x0207,
    BIFF_ROW = 0x0208,
    BIFF_DEFAULTROWHEIGHT = 0x0225,
    BIFF_RK = 0x027E,
    BIFF_FORMAT = 0x041E,
    BIFF_BOF = 0x0809
};

struct biff_record {
    uint16_t id;
    uint16_t n;
    const unsigned char *bytes;
};

struct biff_stream {
    const unsigned char *bytes;
    size_t n, at;
};

/* The next record; false at the end of the stream or where a record is cut. */
bool biff_next(struct biff_stream *s, struct biff_record *ret_record);

struct xls_format {
    uint16_t id;
    const char *code;
    struct number_format *compiled;
};

struct xls {
    struct biff_stream stream;
    const char **strings;
    size_t n_strings, strings_capacity;
    int64_t string_bytes;
    struct xls_format *formats;
    size_t n_formats, formats_capacity;
    unsigned char *characters; /* of a string being read */
    uint16_t *styles; /* format id of each XF */
    size_t n_styles, styles_capacity;
};

/* The format of an XF; NULL when memory is out. */
const struct number_format *xls_format(struct workbook *w, uint16_t style);

/* Characters of one or two bytes as UTF-8, line ends as \n, in the arena. */
const char *biff_text(struct arena *a, const unsigned char *bytes, size_t n_characters, bool is_wide);
/* A string with a count of `count_bytes` and a flag byte, all inside the record; NULL where it is cut. */
const char *biff_string(struct arena *a, const unsigned char *bytes, size_t n, int count_bytes);

/* The same where it goes on in CONTINUE records, which the stream then has behind it. */
enum err biff_string_across(struct workbook *w, struct arena *a, struct biff_stream *stream,
                            const struct biff_record *record, const char **ret_text);

enum err xls_layout(struct workbook *w, struct sheet_entry *entry);
enum err xls_rows_begin(struct sheet_cursor *c);
enum err xls_rows_next(struct sheet_cursor *c, bool *ret_more);
void xls_rows_end(struct sheet_cursor *c);

#endif
