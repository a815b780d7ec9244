/* Inside the document layer: one XML part of an archive, read element by
 * element, with a pause wherever the reader of it wants one.
 *
 * Guards: DOCTYPE is refused (entities, and with them "billion laughs", need
 * one), so are deeper nesting than the limit and single tags of more than a
 * megabyte.  Names come without the prefix that the root element has;
 * elements of other namespaces come as "". */
#ifndef DOCUMENT_XML_READ_H
#define DOCUMENT_XML_READ_H

#include "document/archive.h"

struct xml;

struct xml_handlers {
    /* `attributes`: names and values in turn, ends with NULL. */
    void (*begin)(void *own, const char *name, const char **attributes);
    void (*end)(void *own, const char *name);
    void (*text)(void *own, const char *text, size_t n); /* may be NULL */
};

enum err xml_open(struct archive *ar, int64_t part, const struct xml_handlers *handlers, void *own,
                  struct xml **ret_xml);
/* Reads until the end of the part or until a handler pauses; true in
 * ret_paused if it did.  A fault that a handler has recorded ends it. */
enum err xml_run(struct xml *x, bool *ret_paused);
/* For handlers: xml_run() returns after this element, and can go on. */
void xml_pause(struct xml *x);
/* For handlers: nothing further is wanted of this part, be it due to a fault. */
void xml_stop(struct xml *x);
void xml_close(struct xml *x);

/* The whole part. */
enum err xml_read(struct archive *ar, int64_t part, const struct xml_handlers *handlers, void *own);

/* The attribute's value or NULL.  xml_local_attribute() ignores the prefix of the attribute: r:id. */
const char *xml_attribute(const char **attributes, const char *name);
const char *xml_local_attribute(const char **attributes, const char *name);
/* "1" or "true". */
bool xml_is_true(const char *value);

#endif
