/* Inside the document layer: the parts of a zip archive, read under limits
 * that do not believe what the archive says of itself. */
#ifndef DOCUMENT_ARCHIVE_H
#define DOCUMENT_ARCHIVE_H

#include "document/reader.h"

struct archive;
struct part;

enum err archive_open(struct workbook *w, struct archive **ret_archive);
void archive_close(struct archive *ar);

/* Names are compared without case, \ is /, a leading / is dropped; -1 if there is none. */
int64_t archive_find(const struct archive *ar, const char *name);

const char *archive_name(const struct archive *ar, int64_t index);
struct workbook *archive_workbook(const struct archive *ar);

enum err part_open(struct archive *ar, int64_t index, struct part **ret_part);
/* Up to n bytes; 0 at the end.  Refuses a part that unpacks to more than the limits allow. */
enum err part_read(struct part *p, void *to, size_t n, size_t *ret_n);
void part_close(struct part *p);

#endif
