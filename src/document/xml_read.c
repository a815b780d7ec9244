#include "document/xml_read.h"

#include "document.texts.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_BYTES = 64 * 1024, TOKEN_BYTES_MAX = 1024 * 1024 };

struct xml {
    struct workbook *workbook;
    struct part *part;
    const char *where; /* name of the part */
    XML_Parser parser;
    struct xml_handlers handlers;
    void *own;
    size_t prefix_bytes; /* of the root element's name, with the colon */
    char prefix[32];
    int depth;
    bool is_paused, is_stopped, is_ended;
    enum err failed;
    int64_t fed_bytes, heard_bytes; /* fed, and fed when a handler last heard of something */
};

static const char *own_name(const struct xml *x, const char *name)
{
    if (x->prefix_bytes == 0)
        return strchr(name, ':') ? "" : name;
    return strncmp(name, x->prefix, x->prefix_bytes) == 0 ? name + x->prefix_bytes : "";
}

static void stop_with(struct xml *x, enum err e)
{
    if (x->failed == OK)
        x->failed = e;
    XML_StopParser(x->parser, XML_FALSE);
}

static void take_prefix(struct xml *x, const char *name)
{
    const char *colon = strchr(name, ':');
    if (!colon)
        return;
    x->prefix_bytes = (size_t)(colon - name) + 1;
    if (x->prefix_bytes > sizeof(x->prefix)) {
        stop_with(x, sheet_damaged(x->workbook, x->where));
        x->prefix_bytes = 0;
    }
    memcpy(x->prefix, name, x->prefix_bytes);
}

static void on_begin(void *user, const char *name, const char **attributes)
{
    struct xml *x = user;
    x->heard_bytes = x->fed_bytes;
    if (x->depth == 0)
        take_prefix(x, name);
    if (++x->depth > x->workbook->limits->depth) {
        stop_with(x, sheet_too_many(x->workbook, &T_sheet_levels, x->workbook->limits->depth));
        return;
    }
    if (x->failed == OK && !x->is_stopped)
        x->handlers.begin(x->own, own_name(x, name), attributes);
}

static void on_end(void *user, const char *name)
{
    struct xml *x = user;
    x->heard_bytes = x->fed_bytes;
    x->depth--;
    if (x->failed == OK && !x->is_stopped)
        x->handlers.end(x->own, own_name(x, name));
}

static void on_text(void *user, const char *text, int n)
{
    struct xml *x = user;
    x->heard_bytes = x->fed_bytes;
    if (x->failed == OK && !x->is_stopped)
        x->handlers.text(x->own, text, (size_t)n);
}

static void on_doctype(void *user, const char *name, const char *system_id, const char *public_id, int has_internal)
{
    (void)name, (void)system_id, (void)public_id, (void)has_internal;
    struct xml *x = user;
    stop_with(x, fault(x->workbook->fault, ERR_INPUT, &T_sheet_doctype));
}

static enum err make_parser(struct xml *x)
{
    x->parser = XML_ParserCreate(NULL);
    if (!x->parser)
        return sheet_out_of_memory(x->workbook);
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_begin, on_end);
    if (x->handlers.text)
        XML_SetCharacterDataHandler(x->parser, on_text);
    XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
    return OK;
}

enum err xml_open(struct archive *ar, int64_t part, const struct xml_handlers *handlers, void *own,
                  struct xml **ret_xml)
{
    *ret_xml = NULL;
    struct workbook *w = archive_workbook(ar);
    struct xml *x = arena_one(w->arena, struct xml);
    if (!x)
        return sheet_out_of_memory(w);
    x->workbook = w;
    x->where = archive_name(ar, part);
    x->handlers = *handlers;
    x->own = own;
    enum err e = part_open(ar, part, &x->part);
    if (e == OK)
        e = make_parser(x);
    if (e != OK) {
        xml_close(x);
        return e;
    }
    *ret_xml = x;
    return OK;
}

static enum err parse_failed(struct xml *x)
{
    if (x->failed != OK)
        return x->failed;
    if (x->workbook->fault->code != OK)
        return x->workbook->fault->code;
    enum XML_Error why = XML_GetErrorCode(x->parser);
    if (why == XML_ERROR_NO_MEMORY)
        return sheet_out_of_memory(x->workbook);
    sheet_damaged(x->workbook, x->where);
    fault_detail(x->workbook->fault, "%s, line %lu of %s", XML_ErrorString(why),
                 (unsigned long)XML_GetCurrentLineNumber(x->parser), x->where);
    return x->workbook->fault->code;
}

static enum err feed(struct xml *x, enum XML_Status *ret_status)
{
    void *chunk = XML_GetBuffer(x->parser, CHUNK_BYTES);
    if (!chunk)
        return sheet_out_of_memory(x->workbook);
    size_t n;
    TRY(part_read(x->part, chunk, CHUNK_BYTES, &n));
    x->fed_bytes += (int64_t)n;
    /* A tag still open after this much would be scanned again and again. */
    if (x->fed_bytes - x->heard_bytes > TOKEN_BYTES_MAX)
        return sheet_damaged(x->workbook, x->where);
    *ret_status = XML_ParseBuffer(x->parser, (int)n, n == 0);
    x->is_ended = n == 0 && *ret_status == XML_STATUS_OK;
    return OK;
}

enum err xml_run(struct xml *x, bool *ret_paused)
{
    *ret_paused = false;
    while (!x->is_ended && !x->is_stopped) {
        enum XML_Status status = XML_STATUS_ERROR;
        if (x->is_paused) {
            x->is_paused = false;
            status = XML_ResumeParser(x->parser);
        } else {
            TRY(feed(x, &status));
        }
        if (x->failed != OK || x->workbook->fault->code != OK || (status == XML_STATUS_ERROR && !x->is_stopped))
            return parse_failed(x);
        *ret_paused = status == XML_STATUS_SUSPENDED;
        x->is_paused = *ret_paused;
        if (*ret_paused)
            return OK;
    }
    return OK;
}

void xml_pause(struct xml *x)
{
    XML_StopParser(x->parser, XML_TRUE);
}

void xml_stop(struct xml *x)
{
    x->is_stopped = true;
    XML_StopParser(x->parser, XML_FALSE);
}

void xml_close(struct xml *x)
{
    if (!x)
        return;
    if (x->parser)
        XML_ParserFree(x->parser);
    x->parser = NULL;
    part_close(x->part);
}

enum err xml_read(struct archive *ar, int64_t part, const struct xml_handlers *handlers, void *own)
{
    struct xml *x;
    TRY(xml_open(ar, part, handlers, own, &x));
    bool paused = true;
    enum err e = OK;
    while (e == OK && paused)
        e = xml_run(x, &paused);
    xml_close(x);
    return e;
}

const char *xml_attribute(const char **attributes, const char *name)
{
    for (; attributes[0]; attributes += 2)
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    return NULL;
}

const char *xml_local_attribute(const char **attributes, const char *name)
{
    for (; attributes[0]; attributes += 2) {
        const char *colon = strchr(attributes[0], ':');
        if (colon && strcmp(colon + 1, name) == 0)
            return attributes[1];
    }
    return NULL;
}

bool xml_is_true(const char *value)
{
    return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}
