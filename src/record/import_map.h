/* Inside import: from headers to fields. */
#ifndef RECORD_IMPORT_MAP_H
#define RECORD_IMPORT_MAP_H

#include "record/import.h"

/* "总投资额(万元)" → "总投资额": units, blanks and punctuation removed, full-width forms made half-width. */
const char *import_header_core(struct arena *a, const char *header);

/* The header of a column of serial numbers: 序号. */
bool import_header_is_serial(struct arena *a, const char *header);

/* Maps each named column; *ret_score weighs how well the sheet fits the kind (required fields count more). */
enum err import_map_columns(struct arena *a, const struct import_request *request, const struct sheet_grid *grid,
                            const struct header_guess *header, struct import_column **ret_columns, size_t *ret_n,
                            int *ret_score);

#endif
