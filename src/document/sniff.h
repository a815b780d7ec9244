/* Inside the document layer: what a file is, by its first bytes. */
#ifndef DOCUMENT_SNIFF_H
#define DOCUMENT_SNIFF_H

#include "document/reader.h"

/* Sets the workbook's format and reader, or refuses in words. */
enum err workbook_sniff(struct workbook *w);
/* Refuses a file that is something else: `kind` is one of sheet.kind_…. */
enum err sheet_other_kind(struct workbook *w, const struct text *kind);

#endif
