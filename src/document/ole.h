/* Inside the document layer: the streams of a compound file (OLE2, the
 * container of xls and of encrypted xlsx).  [MS-CFB].  Chains of sectors are
 * followed no further than the file has sectors, so that loops end. */
#ifndef DOCUMENT_OLE_H
#define DOCUMENT_OLE_H

#include "document/reader.h"

struct ole;

enum err ole_open(struct workbook *w, struct ole **ret_ole);
/* A stream directly below the root. */
bool ole_has(const struct ole *o, const char *name);
/* Its bytes, in the workbook's arena; as many as its sectors really hold. */
enum err ole_stream(const struct ole *o, const char *name, const unsigned char **ret_bytes, size_t *ret_n);

#endif
